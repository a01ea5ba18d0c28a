"""The program as a person runs it: real processes, stopped, killed and starved. Words stay."""

import os
import resource
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from actions.consent_words import FORGET_CHECK, FORGOTTEN, FROM_NOW_ON, KEPT_UNNAMED, OFFER
from tests.at_rest import holding, key_file_of, past_the_program
from tests.program import WHATMATTERS, Person, Program, command_of, environment, running_program, wait_until
from web.bot_model import train_if_changed
from web.phrases import KEPT_BUT_SLOW, NOT_KEPT
from web.settings import ROOT

pytestmark = pytest.mark.slow

WORDS = "the people who sit with me in the garden every week"


@pytest.fixture(scope="module")
def shared(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program that tests may talk to, but not harm."""
    with running_program(tmp_path_factory.mktemp("shared"), models) as program:
        yield program


@pytest.fixture
def program(models: Path, tmp_path: Path) -> Iterator[Program]:
    """A program of one's own, to be harmed."""
    with running_program(tmp_path / "data", models) as program:
        yield program


def answers(folder: Path, conversation: str) -> list[tuple[str, str]]:
    """(text, state) of every answer, read past the program."""
    with past_the_program(folder / "whatmatters.db", key_file_of(folder)) as database:
        query = "SELECT text, state FROM answer WHERE conversation_id = ? AND kind != 'skipped'"
        found: list[tuple[str, str]] = database.execute(query, [conversation.replace("-", "")]).fetchall()
    return found


def tag_count(folder: Path) -> int:
    with past_the_program(folder / "whatmatters.db", key_file_of(folder)) as database:
        (count,) = database.execute("SELECT count(*) FROM tag").fetchone()
    return int(count)


# A conversation -----------------------------------------------------------------------------------


def test_a_whole_conversation_with_digressions(shared: Program) -> None:
    person = shared.begin()
    asked = set()
    for number in range(6):
        question = person.turns()[-1]["text"]
        assert question not in asked
        asked.add(question)
        if number == 1:
            assert question in person.says("who will see what I say?")
        if number == 2:
            assert len(person.says("what do you mean?")) >= 1
        if number == 3:
            assert any("break" in said or "time" in said for said in person.says("can we take a break"))
            assert question in person.says("carry on")
        *before, read_back = person.says(f"answer number {number} is about the way we talk with each other")
        assert before == ([OFFER] if number == 0 else [])
        assert f"answer number {number}" in read_back
        said = person.says("yes that's right")
        assert said[0] == "Thank you. I have kept that."
    kept = answers(shared.folder, person.conversation)
    assert [state for _, state in kept] == ["agreed"] * 6


def test_a_resident_is_spoken_to_in_shorter_words(shared: Program) -> None:
    welcome = [person.turns()[0]["text"] for person in (shared.begin("resident"), shared.begin("carer"))]
    assert welcome[0] != welcome[1]


def test_words_of_our_own_come_through_the_real_engine_as_they_are(shared: Program) -> None:
    person = shared.begin("resident")
    assert person.says(WORDS)[0] == OFFER
    kept, *_ = person.says("without my name, please")
    assert kept == f"{KEPT_UNNAMED} {FROM_NOW_ON}"
    assert person.says("forget me") == [FORGET_CHECK]
    choices = person.turns()[-1]["choices"]
    assert [(each["title"], each["text"]) for each in choices] == [("Yes, take it all out",) * 2]
    assert person.says(choices[0]["text"])[0] == FORGOTTEN
    assert not any(text.strip() for text, _ in answers(shared.folder, person.conversation))
    tell = "You can complain here. It is your right. Please tell me what went wrong."
    assert person.says("I want to complain") == [tell]


def test_typed_commands_of_the_engine_are_only_words(shared: Program) -> None:
    person = shared.begin()
    for typed in ("/restart", "/session_start", "/affirm{}", "/greet"):
        assert person.says(typed)
    said = [turn["text"] for turn in person.turns()]
    assert "/restart" in said
    assert sum("computer program" in text for text in said) == 1  # nothing began anew


@pytest.mark.parametrize(
    "words",
    ["😀 👵🏽 \U0001f3f4\U000e0067\U000e0062", "أحب الحديقة وأحب أن أجلس مع صديقتي",
     "a\x00b and then some more words", "x" * 100_000, "0[ {said} {0[said]} [x](y) and more", "...???!!!"],
    ids=["emoji", "right to left", "NUL", "100,000", "template marks", "signs"],
)  # fmt: skip
def test_words_of_every_kind_pass_through_the_real_engine(shared: Program, words: str) -> None:
    person = shared.begin()
    assert person.says(words)
    assert answers(shared.folder, person.conversation)[0][0] == words.replace("\x00", "\ufffd")


def test_two_hundred_turns_of_one_person(shared: Program) -> None:
    person = shared.begin()
    acts = ["say that again please", "who reads this?", "why do you ask", "thank you"]
    for number in range(200):
        assert person.says(acts[number % len(acts)])
    assert WORDS in person.says(WORDS)[-1]


# Things that fail ---------------------------------------------------------------------------------


def test_rasa_killed_between_turns_comes_back_and_the_conversation_goes_on(program: Program) -> None:
    person = program.begin()
    person.says(WORDS)
    first = program.rasa_pid
    os.kill(first, signal.SIGKILL)
    person.says("yes that's right")
    assert person.status == KEPT_BUT_SLOW
    person.waits_for_reply()
    assert [turn["text"] for turn in person.turns()].count("Thank you. I have kept that.") == 1
    assert answers(program.folder, person.conversation) == [(WORDS, "agreed")]
    assert program.rasa_pid != first


def test_rasa_stopped_in_the_middle_is_told_as_slow_and_the_reply_still_comes(program: Program) -> None:
    person = program.begin()
    os.kill(program.rasa_pid, signal.SIGSTOP)
    assert person.says(WORDS) == []
    assert person.status == KEPT_BUT_SLOW
    os.kill(program.rasa_pid, signal.SIGCONT)
    person.waits_for_reply()
    assert answers(program.folder, person.conversation) == [(WORDS, "read_back")]
    assert person.says("yes that's right")[0] == "Thank you. I have kept that."


def test_the_program_killed_takes_rasa_along_and_loses_nothing(
    program: Program, models: Path, tmp_path: Path
) -> None:
    person = program.begin()
    rasa = program.rasa_pid
    os.kill(rasa, signal.SIGSTOP)
    turn = str(uuid4())
    message = {"id": turn, "text": WORDS}
    assert program.http.post(f"/chat/{person.token}/turns", json=message).status_code == 201
    program.process.kill()
    program.process.wait()
    os.kill(rasa, signal.SIGCONT)
    wait_until(lambda: "bot.rasa_cli" not in command_of(rasa))
    with running_program(program.folder, models) as again:
        back = Person(again, person.token, person.conversation)
        back.waits_for_reply()
        assert [turn["text"] for turn in back.turns()].count(WORDS) == 1
        assert answers(program.folder, person.conversation) == [(WORDS, "read_back")]
        assert back.says("yes that's right")[0] == "Thank you. I have kept that."


def test_a_database_that_is_locked_is_told_and_the_same_message_is_kept_once_later(program: Program) -> None:
    person = program.begin()
    message = {"id": str(uuid4()), "text": WORDS}
    with past_the_program(program.folder / "whatmatters.db", key_file_of(program.folder)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = program.http.post(f"/chat/{person.token}/turns", json=message)
        assert (refused.status_code, refused.json()) == (503, {"error": NOT_KEPT})
        other.execute("ROLLBACK")
    person.says(WORDS, turn=message["id"])
    assert answers(program.folder, person.conversation) == [(WORDS, "read_back")]


def test_a_lock_during_the_action_delays_the_reply_and_nothing_is_tagged_twice(program: Program) -> None:
    person = program.begin()
    os.kill(program.rasa_pid, signal.SIGSTOP)
    wish = "I wish they would listen to me and let me decide when I get up"
    program.http.post(f"/chat/{person.token}/turns", json={"id": str(uuid4()), "text": wish})
    with past_the_program(program.folder / "whatmatters.db", key_file_of(program.folder)) as other:
        other.execute("BEGIN IMMEDIATE")
        os.kill(program.rasa_pid, signal.SIGCONT)
        news = program.http.get(f"/chat/{person.token}/turns", params={"after": 99, "wait": 8}).json()
        assert news["waiting"]
        other.execute("ROLLBACK")
    person.waits_for_reply()
    assert answers(program.folder, person.conversation) == [(wish, "read_back")]
    person.says("yes that's right")
    tags = tag_count(program.folder)
    person.says("go back please")
    person.says("yes that's right")
    assert tag_count(program.folder) == tags > 0


def test_on_a_full_disk_nobody_is_told_that_words_were_kept(program: Program) -> None:
    person = program.begin()
    size = (program.folder / "whatmatters.db-wal").stat().st_size
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    refused = program.http.post(f"/chat/{person.token}/turns", json={"id": str(uuid4()), "text": WORDS * 500})
    assert (refused.status_code, refused.json()) == (503, {"error": NOT_KEPT})
    resource.prlimit(
        program.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    )
    assert WORDS in person.says(WORDS)[-1]


# At rest ------------------------------------------------------------------------------------------


def test_no_word_and_no_name_lies_readable_on_the_disk_whatever_process_it_went_through(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of everything that is kept, and those where programs put what they need for a while."""
    for_a_while = tmp_path / "tmp"
    for_a_while.mkdir()
    monkeypatch.setenv("TMPDIR", str(for_a_while))
    with running_program(tmp_path / "data", models) as program:
        person = program.begin()
        assert "zebrafinch" in person.says("my zebrafinch sings to me every single morning")[-1]
        assert holding("zebrafinch", program.folder, for_a_while) == []
        person.says("yes that's right")
        os.kill(program.rasa_pid, signal.SIGKILL)
        person.says("the zebrafinch is called Amaryllis")
        person.waits_for_reply()
        assert holding("zebrafinch", program.folder, for_a_while) == []
        assert program.stop() == 0
    assert [text for text, _ in answers(program.folder, person.conversation) if "zebrafinch" in text]
    for word in ("zebrafinch", "Amaryllis"):
        assert holding(word, program.folder, for_a_while) == []
    said = "\n".join(program.said)
    assert "zebrafinch" not in said


def test_without_its_key_the_program_does_not_start_and_says_why(models: Path, tmp_path: Path) -> None:
    with running_program(tmp_path / "data", models) as program:
        program.begin()
    key_file_of(program.folder).unlink()
    done = start_in_vain(program.folder)
    assert f"The key file {key_file_of(program.folder)} is missing" in done.stderr
    assert "Put it back" in done.stderr
    assert "Traceback" not in done.stderr


# Starting and stopping ----------------------------------------------------------------------------


def test_ctrl_c_stops_both(program: Program) -> None:
    rasa = program.rasa_pid
    assert program.stop() == 0
    assert "bot.rasa_cli" not in command_of(rasa)


def test_a_port_in_use_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start_in_vain(tmp_path, WM_PORT=str(port))
    assert done.stderr.strip() == (
        f"Port {port} is in use. Stop the other program, or choose another port: WM_PORT={port + 1}."
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WM_PORT", "eighty", "WM_PORT"),
        ("WM_DATABASE", "mysql://x/y", "sqlite:///FILE or postgresql://"),
        ("WM_HOST", "192.0.2.1", "WM_HOST"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    tmp_path: Path, models: Path, name: str, value: str, told: str
) -> None:
    (tmp_path / "models").symlink_to(models)
    done = start_in_vain(tmp_path, **{name: value})
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_model_is_told_with_the_remedy(tmp_path: Path, models: Path) -> None:
    own = tmp_path / "models"
    own.mkdir()
    for folder in models.glob("tagger-*"):
        (own / folder.name).symlink_to(folder)
    model = train_if_changed(models, lambda _: None)
    (own / model.name).write_bytes(b"not a model")
    done = start_in_vain(tmp_path)
    assert f"Delete {own / model.name}" in done.stderr
    assert "Traceback" not in done.stderr


def start_in_vain(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Start the program where it cannot start; it must end by itself."""
    done = subprocess.run(
        [*WHATMATTERS, "serve"],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    return done
