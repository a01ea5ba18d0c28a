"""The program as a home runs it for its tablets: over https, with Rasa's door and the plain one beside it."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.program import Program, running_program
from tests.test_web_serving import start_in_vain
from tests.test_web_terminal import talk
from web.rasa_process import free_port

pytestmark = pytest.mark.slow

WORDS = "the people who sit with me in the garden every week"


@pytest.fixture(scope="module")
def port() -> int:
    """Of the plain door."""
    return free_port()


@pytest.fixture(scope="module")
def program(models: Path, tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Program]:
    """A program that is served over https to the whole network."""
    settings = {"WM_TLS": "true", "WM_HOST": "0.0.0.0", "WM_TRUST_PORT": str(port)}
    with running_program(tmp_path_factory.mktemp("https"), models, **settings) as program:
        yield program


def test_a_whole_turn_goes_through_rasas_own_door(program: Program) -> None:
    assert program.http.base_url.scheme == "https"
    person = program.begin()
    assert WORDS in person.says(WORDS)[-1]
    assert person.says("yes that's right")[0] == "Thank you. I have kept that."


def test_who_does_not_trust_the_authority_gets_nothing(program: Program) -> None:
    with pytest.raises(httpx2.ConnectError, match="certificate verify failed"):
        httpx2.get(str(program.http.base_url.join("/health")), verify=ssl.create_default_context())


def test_the_actions_are_not_at_the_door_for_people(program: Program) -> None:
    assert program.http.post("/rasa/actions", json={}).status_code == 403


def test_the_plain_door_helps_and_sends_everything_else_to_https(program: Program, port: int) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as plain:
        assert "Get the certificate" in plain.get("/trust").text
        assert plain.get("/trust/what-matters-ca.crt").content == authority(program)
        for path in ("/chat", "/review", "/health"):
            assert plain.get(path).headers["location"] == str(program.http.base_url.join(path))


def authority(program: Program) -> bytes:
    """The certificate that is in use."""
    pem = (program.folder / "tls" / "authority.pem").read_text()
    return ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERTIFICATE-----") :])


def test_the_start_names_the_address_for_tablets_and_the_help_for_new_ones(
    program: Program, port: int
) -> None:
    said = "\n".join(program.said)
    assert "Talk to us    https://localhost:" in said
    assert "Tablets       https://" in said
    assert "Set them up   http://" in said
    assert f":{port}/trust" in said
    assert "Fingerprint" in said


def test_the_terminal_chat_trusts_the_program_that_it_finds(program: Program) -> None:
    said = talk([WORDS], program.folder, "--url", str(program.http.base_url))
    assert said.returncode == 0, said.stderr
    assert WORDS in said.stdout


def test_a_plain_port_in_use_names_its_setting(program: Program, tmp_path: Path, port: int) -> None:
    done = start_in_vain(tmp_path, WM_TLS="true", WM_HOST="0.0.0.0", WM_TRUST_PORT=str(port))
    assert done.stderr.strip().endswith(f"WM_TRUST_PORT={port + 1}.")


def test_a_damaged_authority_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "authority.pem").write_text("-----BEGIN PRIVATE")
    done = start_in_vain(tmp_path, WM_TLS="true", WM_TRUST_PORT="0")
    assert "authority.pem is damaged" in done.stderr
    assert "delete it and start again" in done.stderr
    assert "Traceback" not in done.stderr


def test_on_its_own_machine_alone_it_says_how_to_let_tablets_in(models: Path, tmp_path: Path) -> None:
    settings = {"WM_TLS": "true", "WM_TRUST_PORT": "0"}
    with running_program(tmp_path / "data", models, **settings) as alone:
        assert any("WM_HOST=0.0.0.0" in line for line in alone.said)
        assert alone.http.get("/health").json() == {"web": True, "rasa": True}
        assert alone.stop() == 0
