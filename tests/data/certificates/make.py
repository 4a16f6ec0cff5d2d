"""Makes the certificates of this folder (needs the PyPI package cryptography).

The private keys are thrown away: the files protect nothing and need not be made again.
"""

import datetime
import ipaddress
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = pathlib.Path(__file__).parent
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
END = datetime.datetime(2126, 1, 1, tzinfo=datetime.timezone.utc)


def name(common):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Northwind, Test"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def usage(**wanted):
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{use: wanted.get(use, False) for use in every.split()})


def make(file, subject, key, issuer, by, hash=hashes.SHA256(), pss=False, extensions=(), end=END):
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(int.from_bytes(file.encode()[:8], "big"))
        .not_valid_before(START)
        .not_valid_after(end)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    scheme = padding.PSS(padding.MGF1(hash), hash.digest_size) if pss else None
    if isinstance(by, ed25519.Ed25519PrivateKey):
        hash = None
    certificate = builder.sign(by, hash, rsa_padding=scheme) if pss else builder.sign(by, hash)
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (HERE / f"{file}.pem").write_bytes(pem)


def authority(length=None, signs=True):
    return [
        (x509.BasicConstraints(True, length), True),
        (usage(key_cert_sign=signs, crl_sign=True), True),
    ]


NO_AUTHORITY = [(x509.BasicConstraints(False, None), True)]

root = rsa.generate_private_key(65537, 2048)
middle, leaf, deep = (ec.generate_private_key(c()) for c in (ec.SECP384R1, ec.SECP256R1, ec.SECP521R1))
edwards = ed25519.Ed25519PrivateKey.generate()

make("root", "Test root", root, "Test root", root, extensions=authority())
make("middle", "Test middle", middle, "Test root", root, hashes.SHA384(), True, authority(0))
NAMES = x509.SubjectAlternativeName(
    [
        x509.DNSName("id.northwind.example"),
        x509.IPAddress(ipaddress.ip_address("192.0.2.1")),
        x509.IPAddress(ipaddress.ip_address("2001:db8::1")),
        x509.UniformResourceIdentifier("https://id.northwind.example"),
        x509.RFC822Name("ada@northwind.example"),
    ]
)
LEAF = [
    *NO_AUTHORITY,
    (usage(digital_signature=True), True),
    (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
    (NAMES, False),
]
make("leaf", "Test leaf", leaf, "Test middle", middle, hashes.SHA384(), extensions=LEAF)
# The issuer's name, and another key.
make("forged", "Test leaf", leaf, "Test middle", deep, hashes.SHA384(), extensions=LEAF)
# Below an authority that allows none below it.
make("deep-middle", "Test deep middle", deep, "Test middle", middle, hashes.SHA384(), extensions=authority())
make("deep-leaf", "Test deep leaf", leaf, "Test deep middle", deep, hashes.SHA512(), extensions=NO_AUTHORITY)
# Issued by what is no authority, and by one whose key may not certify.
make("no-authority", "Test no authority", middle, "Test root", root, extensions=NO_AUTHORITY)
make("below-no-authority", "Test leaf", leaf, "Test no authority", middle, extensions=NO_AUTHORITY)
make("no-signing", "Test no signing", middle, "Test root", root, hashes.SHA512(), extensions=authority(signs=False))
make("below-no-signing", "Test leaf", leaf, "Test no signing", middle, extensions=NO_AUTHORITY)
# Constraints on names are not understood here.
CONSTRAINTS = x509.NameConstraints([x509.DNSName("northwind.example")], None)
make("constrained", "Test constrained", middle, "Test root", root, extensions=[*authority(), (CONSTRAINTS, True)])
make("below-constrained", "Test leaf", leaf, "Test constrained", middle, extensions=NO_AUTHORITY)
# Ed25519, from an authority that ends early.
EARLY = datetime.datetime(2027, 1, 1, tzinfo=datetime.timezone.utc)
make("edwards-root", "Test Edwards root", edwards, "Test Edwards root", edwards, extensions=authority(), end=EARLY)
make("edwards-leaf", "Test Edwards leaf", leaf, "Test Edwards root", edwards, extensions=NO_AUTHORITY)
# An authority of its own for what came later: the keys of those above are gone.
other, quiet, far = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
make("other-root", "Test other root", other, "Test other root", other, extensions=authority())
# The same authority before it was renewed.
make("ended-root", "Test other root", other, "Test other root", other, extensions=authority(), end=EARLY)
# Constraints on names that are not marked as critical, as many authorities have them.
make("quiet", "Test quiet", quiet, "Test other root", other, extensions=[*authority(), (CONSTRAINTS, False)])
make("below-quiet", "Test leaf", far, "Test quiet", quiet, extensions=NO_AUTHORITY)
# A key for encryption alone, and one that says that it signs.
ENCRYPTS = [*NO_AUTHORITY, (usage(key_encipherment=True), True)]
make("enciphering", "Test enciphering", far, "Test other root", other, extensions=ENCRYPTS)
make("signing", "Test signing", far, "Test other root", other, extensions=LEAF)
