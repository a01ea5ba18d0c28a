"""The home's own certificates, checked as a browser checks them: by a client that trusts the authority."""

import os
import socket
import ssl
import stat
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from web.certificates import Certificates, make_server, names_in, pem
from web.errors import WebError
from web.machine import own_names

NAMES = ("192.168.1.10", "rosebox.local", "rosebox", "localhost", "127.0.0.1", "::1")
NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


def opened(
    folder: Path, names: tuple[str, ...] = NAMES, now: datetime = NOW, service: str = "Rose Court"
) -> Certificates:
    return Certificates(folder, service, names, now)


def client(certificates: Certificates) -> ssl.SSLContext:
    """Somebody who trusts the authority, and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=certificates.der)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def meet(server: ssl.SSLContext, visitor: ssl.SSLContext, name: str) -> None:
    """Shake hands under this name, in memory. Raises ssl.SSLCertVerificationError."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = server.wrap_bio(to_server, to_client, server_side=True)
    there = visitor.wrap_bio(to_client, to_server, server_hostname=name)
    for _ in range(4):
        for side in (there, here):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert there.version() == "TLSv1.3"


# Who trusts us ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_this_machine_is_accepted(folder: Path, name: str) -> None:
    certificates = opened(folder)
    meet(certificates.tls, client(certificates), name)


@pytest.mark.parametrize("name", ["192.168.1.11", "elsewhere.local", "rosebox.example", "::2"])
def test_every_other_name_is_refused(folder: Path, name: str) -> None:
    certificates = opened(folder)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        meet(certificates.tls, client(certificates), name)


def test_who_trusts_another_home_does_not_trust_us(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        meet(opened(folder).tls, client(opened(tmp_path / "other")), "rosebox")


def test_the_authority_cannot_vouch_for_a_bank(folder: Path, tmp_path: Path) -> None:
    certificates = opened(folder)
    forged, stolen = tmp_path / "forged.pem", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    forged.write_bytes(pem(make_server(certificates.authority, ["bank.example"], NOW)))
    stolen.load_cert_chain(forged)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        meet(stolen, client(certificates), "bank.example")


def test_a_public_name_that_the_machine_had_from_the_start_is_vouched_for(folder: Path) -> None:
    certificates = opened(folder, ("box.rose-court.example", "203.0.113.7", *NAMES))
    meet(certificates.tls, client(certificates), "box.rose-court.example")
    meet(certificates.tls, client(certificates), "203.0.113.7")


def test_a_public_name_that_came_later_is_left_out(folder: Path) -> None:
    opened(folder)
    certificates = opened(folder, ("box.rose-court.example", *NAMES))
    assert certificates.names == NAMES
    meet(certificates.tls, client(certificates), "rosebox")


@pytest.mark.parametrize("service", ["Haus Sonnenschein für Ältere " * 4, "玫瑰苑" * 20, "a\nb", ""])
def test_a_home_may_have_any_name(folder: Path, service: str) -> None:
    certificates = opened(folder, service=service)
    assert certificates.common_name.startswith("What Matters")
    assert len(certificates.common_name.encode()) <= 64
    meet(certificates.tls, client(certificates), "rosebox")


def test_the_fingerprint_is_the_one_that_devices_show(folder: Path) -> None:
    certificates = opened(folder)
    assert certificates.fingerprint.replace(" ", "") == sha256(certificates.der).hexdigest().upper()


# What is kept and what is made anew ---------------------------------------------------------------


def test_what_fits_is_kept(folder: Path) -> None:
    first, again = opened(folder), opened(folder, NAMES[::-1], NOW + timedelta(days=300))
    assert again.server == first.server
    assert again.authority.certificate == first.authority.certificate


def test_no_browser_finds_it_too_long(folder: Path) -> None:
    server = opened(folder).server
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=397)


@pytest.mark.parametrize("days", [367, 400, 3000])
def test_thirty_days_before_its_end_and_after_it_is_made_anew_by_the_same_authority(
    folder: Path, days: int
) -> None:
    first, later = opened(folder), opened(folder, now=NOW + timedelta(days=days))
    assert later.server != first.server
    assert later.server.not_valid_after_utc > NOW + timedelta(days=days + 300)
    later.server.verify_directly_issued_by(first.authority.certificate)
    assert later.fingerprint == first.fingerprint


def test_a_certificate_that_has_ended_is_refused_and_the_new_one_is_accepted(folder: Path) -> None:
    old = opened(folder, now=NOW - timedelta(days=500))
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        meet(old.tls, client(old), "rosebox")
    meet(opened(folder).tls, client(old), "rosebox")


def test_a_new_address_is_in_the_next_certificate(folder: Path) -> None:
    certificates = opened(folder)
    visitor, moved = client(certificates), ("192.168.1.77", *NAMES[1:])
    assert certificates.renew(moved)
    certificates.use()  # as while the program runs
    meet(certificates.tls, visitor, "192.168.1.77")
    assert set(names_in(certificates.server)) == set(moved)
    assert not certificates.renew(moved)


def test_an_address_that_is_away_for_a_moment_is_still_good_when_it_comes_back(folder: Path) -> None:
    certificates = opened(folder)
    assert not certificates.renew(NAMES[1:])
    meet(certificates.tls, client(certificates), NAMES[0])


def test_a_machine_with_another_authority_makes_a_certificate_that_fits_it(folder: Path) -> None:
    first = opened(folder)
    (folder / "authority.pem").unlink()
    again = opened(folder)
    assert again.fingerprint != first.fingerprint
    meet(again.tls, client(again), "rosebox")


def test_another_name_of_the_home_keeps_the_authority(folder: Path) -> None:
    first = opened(folder)
    assert opened(folder, service="Willow House").fingerprint == first.fingerprint


def test_an_authority_at_its_end_is_told_with_the_remedy(folder: Path) -> None:
    opened(folder)
    with pytest.raises(WebError, match=r"come to its end\. Delete it and start again"):
        opened(folder, now=NOW + timedelta(days=3660))


def test_in_its_last_year_the_authority_outlives_what_it_makes(folder: Path) -> None:
    opened(folder)
    late = opened(folder, now=NOW + timedelta(days=3600))
    assert late.server.not_valid_after_utc <= late.authority.certificate.not_valid_after_utc


# Files --------------------------------------------------------------------------------------------


def test_only_this_user_can_read_the_keys(folder: Path) -> None:
    before = os.umask(0)
    try:
        opened(folder)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {
        "authority.pem": 0o600,
        "server.pem": 0o600,
    }


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("name", ["authority.pem", "server.pem"])
def test_a_half_written_file_is_told_with_the_remedy(folder: Path, name: str, share: float) -> None:
    opened(folder)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(WebError) as told:
        opened(folder)
    assert told.value.code == "bad_certificate"
    assert str(folder / name) in str(told.value)
    assert "elete it and start again" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_key_that_is_not_that_of_its_certificate_is_told(folder: Path, tmp_path: Path) -> None:
    opened(folder)
    opened(tmp_path / "other")
    mine, other = (place / "authority.pem" for place in (folder, tmp_path / "other"))
    end = b"-----END PRIVATE KEY-----\n"
    key, certificate = mine.read_bytes().split(end)[0], other.read_bytes().split(end)[1]
    mine.write_bytes(key + end + certificate)
    with pytest.raises(WebError, match="damaged"):
        opened(folder)


def test_a_write_that_fails_leaves_what_was_there(folder: Path) -> None:
    certificates = opened(folder)
    before = (folder / "server.pem").read_bytes()
    (folder / "server.pem").unlink()
    (folder / "server.pem").mkdir()  # nothing can be put in its place
    (folder / "server.pem" / "kept").write_bytes(before)
    with pytest.raises((WebError, OSError)):
        certificates.renew(("localhost",))
    assert sorted(file.name for file in folder.iterdir()) == ["authority.pem", "server.pem"]


# The names of this machine ------------------------------------------------------------------------


def test_the_machine_knows_itself_and_its_name_in_the_network() -> None:
    known = own_names()
    assert set(known) >= {"localhost", "127.0.0.1", "::1"}
    assert f"{socket.gethostname().partition('.')[0].lower()}.local" in known
    assert len(known) == len(set(known))


@pytest.mark.parametrize("host", ["192.168.1.10", "rosebox", "fd00::10"])
def test_an_address_that_was_asked_for_comes_first(host: str) -> None:
    assert own_names(host)[0] == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "not a name", "under_score"])
def test_what_is_no_name_is_none(host: str) -> None:
    assert host not in own_names(host)
