//! Private keys written down: JWK (RFC 7517), PKCS#8 (RFC 5958) in DER and PEM.

use super::SigningKey;
use super::read::rsa_numbers;
use crate::jose::key::Material;
use crate::jose::key::write::{
    Member, algorithm_identifier, integer, jwk_text, pem, private_base64url, tag, tlv,
    uncompressed, x5c,
};
use crate::report::Secret;

impl SigningKey {
    /// The private JWK as JSON text, one member a line (RFC 7518 §6, RFC 8037 §2).
    pub fn jwk_private(&self) -> Secret {
        self.jwk_private_with(&[])
    }

    /// The private JWK with its certificates as `x5c` (RFC 7517 §4.7).
    pub(in crate::jose) fn jwk_private_with(&self, certificates: &[Vec<u8>]) -> Secret {
        let mut members = self.key.public_members().unwrap_or_default();
        members.extend(self.private_members());
        members.extend(x5c(certificates));
        jwk_text(&members)
    }

    fn private_members(&self) -> Vec<(&'static str, Member)> {
        let bytes = self.private.expose();
        match &self.key.material {
            Material::Oct(secret) => vec![("k", private_base64url(secret.expose()))],
            Material::Ec { .. } | Material::Ed25519(_) | Material::X25519(_) => {
                vec![("d", private_base64url(bytes))]
            }
            Material::Rsa { .. } => {
                let names = ["d", "p", "q", "dp", "dq", "qi"];
                let numbers = rsa_numbers(bytes).unwrap_or_default();
                let members = names.into_iter().zip(&numbers);
                members
                    .map(|(name, number)| (name, private_base64url(number)))
                    .collect()
            }
            Material::Other { .. } => Vec::new(),
        }
    }

    /// The private key as PKCS#8 in DER (RFC 5958 §2, RFC 5915 §3, RFC 8410 §7). Nothing for a
    /// shared secret, which has no such form.
    pub fn pkcs8(&self) -> Option<Secret> {
        let bytes = self.private.expose();
        let inner = match &self.key.material {
            Material::Rsa { .. } => tlv(tag::OCTET_STRING, &[bytes]),
            Material::Ec { x, y, .. } => {
                let number = tlv(tag::OCTET_STRING, &[bytes]);
                let public = tlv(tag::BIT_STRING, &[&[0], &uncompressed(x, y)]);
                let public = tlv(tag::EXPLICIT_1, &[&public]);
                let sec1 = tlv(tag::SEQUENCE, &[&integer(&[1]), &number, &public]);
                tlv(tag::OCTET_STRING, &[&sec1])
            }
            Material::Ed25519(_) | Material::X25519(_) => {
                let seed = tlv(tag::OCTET_STRING, &[bytes]);
                tlv(tag::OCTET_STRING, &[&seed])
            }
            Material::Oct(_) | Material::Other { .. } => return None,
        };
        let algorithm = algorithm_identifier(&self.key.material)?;
        let whole = tlv(tag::SEQUENCE, &[&integer(&[0]), &algorithm, &inner]);
        Some(Secret::new(whole.to_vec()))
    }

    /// The private key as PKCS#8 in PEM (RFC 7468 §10).
    pub fn pkcs8_pem(&self) -> Option<Secret> {
        Some(pem("PRIVATE KEY", self.pkcs8()?.expose()))
    }
}
