"""The home's own certificates: an authority that tablets trust once, and a certificate for this machine."""

import os
import ssl
import tempfile
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from web.errors import WebError
from web.machine import is_address

AUTHORITY_LASTS = timedelta(days=3652)
SERVER_LASTS = timedelta(days=397)
"""Browsers refuse what lasts longer than 398 days, at least from authorities that they know by themselves."""
RENEWED_BEFORE = timedelta(days=30)
CLOCKS_BEHIND = timedelta(days=1)
"""A new certificate is good on a tablet whose clock is this much behind."""
AUTHORITY = "authority.pem"
LONGEST_NAME = 64
"""Bytes of a common name (RFC 5280, ub-common-name)."""

PRIVATE_NAMES = ("localhost", "local", "lan", "home", "home.arpa", "internal", "test")
PRIVATE_NETWORKS: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(each)
    for each in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
"""All that the authority may vouch for, besides what this machine was called when it was made: whoever stole
its key could still not pretend to be a bank."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its private key; kept in one file, so that one never comes without the other."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class Certificates:
    """The authority and the certificate of this machine, in a folder of their own."""

    def __init__(self, folder: Path, service: str, names: Iterable[str], now: datetime | None = None) -> None:
        """Open what is there and make what is missing. Raises WebError("bad_certificate")."""
        self.authority_file, self.server_file = folder / AUTHORITY, folder / "server.pem"
        now = now or datetime.now(UTC)
        self.authority = self._open_authority(service, tuple(names), now)
        self.renew(names, now)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        """What the pages are served with."""
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self.use()

    @property
    def common_name(self) -> str:
        """What a tablet calls the authority."""
        return str(self.authority.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the authority's certificate, as devices show it: pairs of letters and digits."""
        return self.authority.certificate.fingerprint(hashes.SHA256()).hex(" ").upper()

    @property
    def der(self) -> bytes:
        """The certificate of the authority as devices take it."""
        return self.authority.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def key_hash(self) -> str:
        """SHA-256 of the authority's public key, base64, as Chromium asks for it."""
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        key = self.authority.key.public_key().public_bytes(serialization.Encoding.DER, spki)
        return b64encode(sha256(key).digest()).decode()

    def renew(self, names: Iterable[str], now: datetime | None = None) -> bool:
        """Make a new certificate for this machine if it needs one; whether it did.

        Names that the authority cannot vouch for are left out. Raises WebError("bad_certificate"), OSError.
        """
        now = now or datetime.now(UTC)
        known = tuple(each for each in names if may_vouch(self.authority.certificate, each))
        found = _read(self.server_file, "Delete it and start again: a new one is made, and tablets trust it.")
        needed = found is None or not self._fits(found.certificate, known, now)
        if found is None or needed:
            found = make_server(self.authority, known, now)
            _write(self.server_file, pem(found, self.authority))
        self.server, self.names = found.certificate, known
        return needed

    def use(self) -> None:
        """Let new connections have the newest certificate; those that are open keep theirs.

        Only in the thread that accepts connections: a context must not change under a handshake.
        """
        self.tls.load_cert_chain(self.server_file)

    def _open_authority(self, service: str, names: tuple[str, ...], now: datetime) -> Pair:
        remedy = (
            "Put it back from a copy. Without a copy, delete it and start again: "
            "a new one is made, and every tablet has to trust that one."
        )
        found = _read(self.authority_file, remedy)
        if found is None:
            found = make_authority(f"What Matters {service}", names, now)
            _write(self.authority_file, pem(found))
        if found.certificate.not_valid_after_utc <= now:
            raise WebError(
                "bad_certificate",
                f"The authority in {self.authority_file} has come to its end. Delete it and start again: "
                "a new one is made, and every tablet has to trust that one.",
            )
        return found

    def _fits(self, server: x509.Certificate, names: tuple[str, ...], now: datetime) -> bool:
        try:
            server.verify_directly_issued_by(self.authority.certificate)
        except (ValueError, TypeError, InvalidSignature):  # the authority is another one now
            return False
        in_time = server.not_valid_before_utc <= now < server.not_valid_after_utc - RENEWED_BEFORE
        # A name too many does no harm: an address that is away for a moment is still good when it comes back.
        return in_time and set(names_in(server)) >= set(names)


def trusting(folder: Path) -> ssl.SSLContext:
    """Trusts whom everybody trusts, and the authority in `folder` if there is one: for our own programs."""
    context = ssl.create_default_context()
    if (folder / AUTHORITY).exists():
        context.load_verify_locations(folder / AUTHORITY)
    return context


# Making ---------------------------------------------------------------------------------------------


def make_authority(name: str, names: Iterable[str], now: datetime) -> Pair:
    """A new authority that can vouch for private names and addresses, and for this machine's own name."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _begun(_subject(name), key, now, AUTHORITY_LASTS)
        .issuer_name(_subject(name))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(_allowed(names), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(certificate, key)


def make_server(authority: Pair, names: Iterable[str], now: datetime) -> Pair:
    """A new certificate for this machine under all its names. It never outlives its authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    left = authority.certificate.not_valid_after_utc - now + CLOCKS_BEHIND
    issuer = authority.certificate
    certificate = (
        _begun(_subject("What Matters"), key, now, min(SERVER_LASTS, left))
        .issuer_name(issuer.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_as_general(each) for each in names]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
        )
        .sign(authority.key, hashes.SHA256())
    )
    return Pair(certificate, key)


def _begun(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    begins = now - CLOCKS_BEHIND
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _subject(name: str) -> x509.Name:
    fitting = " ".join(name.split()).encode()[:LONGEST_NAME].decode(errors="ignore")
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, fitting)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


# Names ----------------------------------------------------------------------------------------------


def names_in(certificate: x509.Certificate) -> list[str]:
    """Every name and address that a certificate is for."""
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(each.value) for each in found]


def may_vouch(authority: x509.Certificate, name: str) -> bool:
    """Whether the authority may make a certificate for this name or address."""
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    return any(_covers(each.value, name) for each in allowed or ())


def _covers(allowed: object, name: str) -> bool:
    if isinstance(allowed, str):
        return not is_address(name) and f".{name}".endswith(f".{allowed}")
    return isinstance(allowed, IPv4Network | IPv6Network) and is_address(name) and ip_address(name) in allowed


def _allowed(names: Iterable[str]) -> list[x509.GeneralName]:
    own = tuple(names)
    said = dict.fromkeys([*PRIVATE_NAMES, *(each for each in own if not is_address(each))])
    addresses = dict.fromkeys([*PRIVATE_NETWORKS, *(ip_network(each) for each in own if is_address(each))])
    return [*map(x509.DNSName, said), *map(x509.IPAddress, addresses)]


def _as_general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ip_address(name)) if is_address(name) else x509.DNSName(name)


# Files ----------------------------------------------------------------------------------------------


def pem(pair: Pair, *above: Pair) -> bytes:
    """Key, certificate, and the certificates above it."""
    key = pair.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = [each.certificate.public_bytes(serialization.Encoding.PEM) for each in (pair, *above)]
    return b"".join([key, *chain])


def _read(file: Path, remedy: str) -> Pair | None:
    """What a file holds, or None if there is none. Raises WebError("bad_certificate") with the remedy."""
    try:
        return _parse(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise WebError("bad_certificate", f"{file} is damaged or cannot be read. {remedy}") from None


def _parse(text: bytes) -> Pair:
    if not text.endswith(b"-----END CERTIFICATE-----\n"):
        raise ValueError("The end is missing.")
    key = serialization.load_pem_private_key(text, password=None)
    certificate = x509.load_pem_x509_certificate(text)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
        raise ValueError("The key is not that of the certificate.")
    return Pair(certificate, key)


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, also when the power fails just then; for the eyes of this user alone."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=file.parent)  # made with 0600
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
