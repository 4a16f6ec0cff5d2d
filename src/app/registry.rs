//! The claims of the IANA registry "JSON Web Token Claims", and those that common providers add:
//! what each says in a few words, where that is written, and whether a person would show it around.

/// Whether the value may be shown around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// It says nothing about a person.
    Plain,
    /// A NumericDate (RFC 7519 §2).
    Time,
    /// It is about a person, or may be used to find one.
    Personal,
    /// It opens something, or ties to something that does.
    Secret,
}

/// A claim that is known.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// Whether it may be shown around.
    pub sort: Sort,
    /// Where it is defined.
    pub place: &'static str,
}

use Sort::{Personal, Plain, Secret, Time};

type Row = (&'static str, &'static str, Sort);

/// The claims by the document that defines them.
const DOCUMENTS: &[(&str, &[Row])] = &[
    (
        "RFC 7519 §4.1",
        &[
            ("iss", "Issuer", Plain),
            ("sub", "Subject: who it is about", Personal),
            ("aud", "Audience: who it is for", Plain),
            ("exp", "Expires", Time),
            ("nbf", "Not valid before", Time),
            ("iat", "Issued", Time),
            ("jti", "Its own id", Plain),
        ],
    ),
    (
        "OpenID Connect Core §5.1",
        &[
            ("name", "Full name", Personal),
            ("given_name", "Given name", Personal),
            ("family_name", "Family name", Personal),
            ("middle_name", "Middle name", Personal),
            ("nickname", "Nickname", Personal),
            ("preferred_username", "Name to sign in with", Personal),
            ("profile", "Page about the person", Personal),
            ("picture", "Picture", Personal),
            ("website", "Web page", Personal),
            ("email", "Address", Personal),
            ("email_verified", "Whether the address was checked", Plain),
            ("gender", "Gender", Personal),
            ("birthdate", "Date of birth", Personal),
            ("zoneinfo", "Time zone", Personal),
            ("locale", "Language and region", Personal),
            ("phone_number", "Phone", Personal),
            (
                "phone_number_verified",
                "Whether the number was checked",
                Plain,
            ),
            ("address", "Postal address", Personal),
            ("updated_at", "Profile changed", Time),
            ("_claim_names", "Claims that are kept elsewhere", Plain),
            ("_claim_sources", "Where those claims are", Secret),
        ],
    ),
    (
        "OpenID Connect Core §2",
        &[
            ("azp", "The client it was issued to", Plain),
            ("nonce", "Ties it to one sign-in", Secret),
            ("auth_time", "Signed in", Time),
            ("at_hash", "Ties it to an access token", Plain),
            ("c_hash", "Ties it to a code", Plain),
            ("s_hash", "Ties it to a state", Plain),
            ("acr", "How strong the sign-in was", Plain),
            ("amr", "How the person signed in", Plain),
            ("sub_jwk", "The key of a self-issued identity", Plain),
            ("sid", "Session", Secret),
        ],
    ),
    (
        "OpenID Connect CIBA §7.3",
        &[
            (
                "urn:openid:params:jwt:claim:rt_hash",
                "Ties it to a refresh token",
                Plain,
            ),
            (
                "urn:openid:params:jwt:claim:auth_req_id",
                "Ties it to a request to sign in",
                Secret,
            ),
        ],
    ),
    (
        "OpenID Identity Assurance",
        &[
            (
                "verified_claims",
                "Claims that were proved, and how",
                Personal,
            ),
            ("place_of_birth", "Place of birth", Personal),
            ("nationalities", "Nationalities", Personal),
            ("birth_family_name", "Family name at birth", Personal),
            ("birth_given_name", "Given name at birth", Personal),
            ("birth_middle_name", "Middle name at birth", Personal),
            ("salutation", "Salutation", Personal),
            ("title", "Title", Personal),
            ("msisdn", "Mobile number", Personal),
            ("also_known_as", "Another name", Personal),
        ],
    ),
    (
        "RFC 9068 §2.2",
        &[
            ("roles", "Roles", Plain),
            ("groups", "Groups", Plain),
            ("entitlements", "Entitlements", Plain),
        ],
    ),
    (
        "RFC 8693 §4",
        &[
            ("act", "Who acts for the subject", Personal),
            ("scope", "What was granted", Plain),
            ("client_id", "The client that asked for it", Plain),
            ("may_act", "Who may act for the subject", Personal),
        ],
    ),
    (
        "RFC 9396 §9",
        &[(
            "authorization_details",
            "What was granted, in detail",
            Personal,
        )],
    ),
    ("RFC 7800 §3.1", &[("cnf", "The key it is bound to", Plain)]),
    (
        "RFC 9449 §4.2",
        &[
            ("htm", "The method that it proves", Plain),
            ("htu", "The address that it proves", Plain),
            ("ath", "Ties it to an access token", Plain),
        ],
    ),
    (
        "RFC 8417 §2.2",
        &[
            ("events", "What happened", Personal),
            ("toe", "When it happened", Time),
            ("txn", "Transaction", Plain),
        ],
    ),
    (
        "RFC 9493 §4.1",
        &[("sub_id", "Subject, by a named form", Personal)],
    ),
    (
        "RFC 9701 §5",
        &[(
            "token_introspection",
            "What the server says of a token",
            Personal,
        )],
    ),
    (
        "RFC 9901",
        &[
            ("_sd", "Digests of claims that are kept back", Plain),
            ("...", "Digest of a value that is kept back", Plain),
            ("_sd_alg", "Hash of the digests", Plain),
            ("sd_hash", "Ties it to what was disclosed", Plain),
            ("vct", "Type of the credential", Plain),
            ("vct#integrity", "Hash of the type's description", Plain),
        ],
    ),
    (
        "Token Status List",
        &[
            ("status", "Where its status is kept", Plain),
            ("status_list", "The status of many tokens", Plain),
            ("ttl", "Seconds for which a copy will do", Plain),
        ],
    ),
    (
        "Verifiable Credentials",
        &[
            ("vc", "Credential", Personal),
            ("vp", "Presentation of credentials", Personal),
        ],
    ),
    (
        "OpenID Federation §3",
        &[
            ("jwks", "Keys of the entity", Plain),
            ("metadata", "What the entity is", Plain),
            ("authority_hints", "Who is above the entity", Plain),
            ("trust_anchor_hints", "Who may be at its top", Plain),
            ("metadata_policy", "What those below may say", Plain),
            (
                "metadata_policy_crit",
                "Policies that must be understood",
                Plain,
            ),
            ("constraints", "Limits of the chain", Plain),
            ("crit", "Claims that must be understood", Plain),
            ("trust_marks", "What it is accredited for", Plain),
            ("trust_mark_issuers", "Who may accredit", Plain),
            ("trust_mark_owners", "Whose accreditations they are", Plain),
            ("source_endpoint", "Where it was fetched from", Plain),
            ("delegation", "Right to accredit", Plain),
            ("logo_uri", "Logo", Plain),
            ("ref", "Where more is said", Plain),
        ],
    ),
    (
        "RFC 9711 §4",
        &[
            ("eat_nonce", "Ties it to one question", Secret),
            ("ueid", "The device's id", Personal),
            ("sueids", "More ids of the device", Personal),
            ("oemid", "Maker of the device", Plain),
            ("hwmodel", "Model", Plain),
            ("hwversion", "Version of the hardware", Plain),
            ("oemboot", "Whether it started the maker's software", Plain),
            ("dbgstat", "Whether it can be debugged", Plain),
            ("location", "Where the device is", Personal),
            ("eat_profile", "Rules that the token follows", Plain),
            ("submods", "Parts of the device", Plain),
            ("uptime", "Seconds since it started", Plain),
            ("bootcount", "How often it was started", Plain),
            ("bootseed", "Changes with each start", Plain),
            ("dloas", "Certificates of approval", Plain),
            ("swname", "Name of the software", Plain),
            ("swversion", "Version of the software", Plain),
            ("manifests", "What the software is made of", Plain),
            ("measurements", "What was measured", Plain),
            ("measres", "What measuring came to", Plain),
            ("intuse", "What it is for", Plain),
            ("geohash", "Where it is, as a geohash", Personal),
        ],
    ),
    (
        "RFC 9200 §5",
        &[
            ("ace_profile", "How it is to be used", Plain),
            ("cnonce", "Ties it to one question", Secret),
            ("exi", "Seconds for which it holds", Plain),
        ],
    ),
    (
        "RFC 9246 §2.1",
        &[
            ("cdniv", "Version of the signed address", Plain),
            ("cdnicrit", "Claims that must be understood", Plain),
            ("cdniip", "Address of who may use it", Personal),
            ("cdniuc", "Addresses that it opens", Plain),
            ("cdniets", "Seconds until the next token expires", Plain),
            ("cdnistt", "How the next token is passed on", Plain),
            ("cdnistd", "Depth of the path of its cookie", Plain),
        ],
    ),
    (
        "RFC 8225 §5.2",
        &[
            ("orig", "Who calls", Personal),
            ("dest", "Who is called", Personal),
            ("mky", "Keys of the media", Plain),
        ],
    ),
    ("RFC 8443 §4", &[("rph", "Priority of the call", Plain)]),
    (
        "RFC 9027 §4",
        &[("sph", "Priority of the emergency call", Plain)],
    ),
    (
        "RFC 8588 §4",
        &[
            ("attest", "How sure it is who calls", Plain),
            ("origid", "Where the call began", Plain),
        ],
    ),
    (
        "RFC 8946 §4",
        &[
            ("div", "Who the call was first for", Personal),
            ("opt", "The call's first token", Secret),
        ],
    ),
    (
        "RFC 8055 §4.2",
        &[
            ("sip_from_tag", "Tag of who calls", Plain),
            ("sip_date", "Date of the call", Time),
            ("sip_callid", "Id of the call", Plain),
            ("sip_cseq_num", "Number of the command", Plain),
            ("sip_via_branch", "Branch of the route", Plain),
        ],
    ),
    (
        "RFC 9795 §3",
        &[
            ("rcd", "What is shown of the caller", Personal),
            ("rcdi", "Hashes of what is shown", Plain),
            ("crn", "Reason for the call", Personal),
        ],
    ),
    ("RFC 9475 §3", &[("msgi", "Hash of the message", Plain)]),
    (
        "RFC 8688 §3.2",
        &[("jcard", "Contact of who blocked the call", Personal)],
    ),
    (
        "RFC 8485 §4",
        &[
            ("vot", "How sure it is who signed in", Plain),
            ("vtm", "What those grades mean", Plain),
        ],
    ),
    (
        "RFC 9447 §3",
        &[("atc", "What a certificate may be issued for", Plain)],
    ),
    (
        "RFC 9321 §3",
        &[("sig_val_claims", "What checking signatures came to", Plain)],
    ),
    (
        "RFC 9560 §3.1",
        &[
            ("rdap_allowed_purposes", "What may be looked up for", Plain),
            (
                "rdap_dnt_allowed",
                "Whether look-ups may be unlogged",
                Plain,
            ),
        ],
    ),
    (
        "ETSI GS NFV-SEC 022",
        &[("at_use_nbr", "How often it may be used", Plain)],
    ),
    (
        "3GPP TS 29.510",
        &[
            ("consumerPlmnId", "Network of who asks", Plain),
            ("consumerSnpnId", "Private network of who asks", Plain),
            ("producerPlmnId", "Network of who serves", Plain),
            ("producerSnpnId", "Private network of who serves", Plain),
            ("producerSnssaiList", "Slices of who serves", Plain),
            ("producerNsiList", "Slice instances of who serves", Plain),
            ("producerNfSetId", "Set of who serves", Plain),
            ("producerNfServiceSetId", "Set of services", Plain),
            ("sourceNfInstanceId", "Source of the data", Plain),
            ("analyticsIdList", "Analytics that may be read", Plain),
            ("resOwnerId", "Whose data it is", Personal),
        ],
    ),
    (
        "Microsoft Entra",
        &[
            ("tid", "Tenant", Plain),
            ("oid", "The person's id in the tenant", Personal),
            ("upn", "Name to sign in with", Personal),
            ("unique_name", "Name of the person", Personal),
            ("scp", "What was granted", Plain),
            ("appid", "The client it was issued to", Plain),
            ("appidacr", "How the client proved itself", Plain),
            ("azpacr", "How the client proved itself", Plain),
            ("idp", "Who signed the person in", Plain),
            ("idtyp", "Whether it is about an app or a person", Plain),
            ("ipaddr", "Address that signed in", Personal),
            ("wids", "Roles in the whole tenant", Plain),
            ("ver", "Version of the token", Plain),
            ("uti", "Its own id", Plain),
            ("rh", "For the issuer's own use", Plain),
            ("aio", "For the issuer's own use", Secret),
            ("onprem_sid", "The person's id on premises", Personal),
        ],
    ),
    (
        "AWS Cognito",
        &[
            ("token_use", "Whether it is an ID or an access token", Plain),
            ("cognito:username", "Name to sign in with", Personal),
            ("cognito:groups", "Groups", Plain),
            ("cognito:roles", "Roles", Plain),
            ("cognito:preferred_role", "Role that is taken", Plain),
            ("origin_jti", "Id of the sign-in", Plain),
            ("event_id", "Id of the sign-in", Plain),
        ],
    ),
    (
        "Keycloak",
        &[
            ("typ", "Kind of token", Plain),
            ("session_state", "Session", Secret),
            ("realm_access", "Roles in the realm", Plain),
            ("resource_access", "Roles at its clients", Plain),
            ("allowed-origins", "Pages that may use it", Plain),
        ],
    ),
    (
        "Auth0",
        &[
            ("gty", "How it was got", Plain),
            ("permissions", "What was granted", Plain),
            ("org_id", "Organization", Plain),
            ("org_name", "Organization", Plain),
        ],
    ),
    (
        "Google",
        &[
            ("hd", "Domain of the account", Plain),
            ("firebase", "How the person signed in", Personal),
            ("user_id", "The person's id", Personal),
        ],
    ),
    (
        "Okta",
        &[
            ("cid", "The client it was issued to", Plain),
            ("uid", "The person's id", Personal),
            ("rat", "Asked for", Time),
        ],
    ),
];

/// The claim of that name, where it is known.
pub fn known(name: &str) -> Option<Known> {
    DOCUMENTS.iter().find_map(|(place, rows)| {
        let row = rows.iter().find(|(known, ..)| *known == name);
        row.map(|(name, meaning, sort)| Known {
            name,
            meaning,
            sort: *sort,
            place,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_once_and_says_something_short() {
        let rows = || DOCUMENTS.iter().flat_map(|(_, rows)| rows.iter());
        let mut names: Vec<_> = rows().map(|(name, ..)| name).collect();
        let count = names.len();
        assert!(count > 150, "{count}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for (name, meaning, _) in rows() {
            assert!((3..=42).contains(&meaning.len()), "{name}: {meaning}");
            assert!(!meaning.ends_with('.'), "{name}");
        }
    }
}
