"""The door to Rasa: real Rasa between us and an action server that does what a test tells it to."""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.own_words import PLAIN, message
from web.bot_model import train_if_changed
from web.rasa_process import RasaProcess, free_port
from web.settings import ROOT

pytestmark = pytest.mark.slow

SECRET, ACTION_SECRET = "the secret of Rasa's door", "the secret of the actions' door"
TURN_SECONDS = 4
START_SECONDS = 240
NO_MODEL = 4
Json = dict[str, Any]


@dataclass
class ActionServer:
    """Honours the contract between Rasa and the actions."""

    port: int = field(default_factory=free_port)
    responses: list[Json] = field(default_factory=list)
    """What the next actions say."""
    status: int = 200
    reply: Any = None
    """Sent instead of a proper reply."""
    hold: threading.Event = field(default_factory=threading.Event)
    """While it is clear, nobody is answered."""
    calls: list[Json] = field(default_factory=list)

    def open(self) -> None:
        """Listen, and answer as at the beginning."""
        self.responses, self.status, self.reply = [{"response": "utter_saved"}], 200, None
        self.calls.clear()
        self.hold.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.05])
        self._thread.start()

    def close(self) -> None:
        """Nobody is there any more."""
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, call: Json, secret: str | None) -> tuple[int, Any]:
        """(status, body) for one call."""
        self.calls.append(call)
        self.hold.wait(30)
        if secret != ACTION_SECRET:
            return 403, {}
        return self.status, self.reply or {"events": [], "responses": self.responses}

    @property
    def action(self) -> str:
        """The last action that was called."""
        return str(self.calls[-1]["next_action"])

    @property
    def heard(self) -> list[str]:
        """All that Rasa remembered of the conversation then."""
        events = self.calls[-1]["tracker"]["events"]
        return [event["text"] for event in events if event["event"] == "user"]

    @property
    def message(self) -> Json:
        """What that action was told of the last message."""
        found: Json = self.calls[-1]["tracker"]["latest_message"]
        return found


def _handler(actions: ActionServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, reply = actions.answer(call, self.headers.get("x-app-secret"))
            body = json.dumps(reply).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


class Rasa:
    """Rasa, started as the application starts it."""

    def __init__(self, model: Path, action_port: int, log: Path, *options: str) -> None:
        self.url = f"http://127.0.0.1:{free_port()}/webhooks/app"
        environment = {
            "WM_RASA_SECRET": SECRET,
            "WM_ACTION_SECRET": ACTION_SECRET,
            "WM_ACTION_URL": f"http://127.0.0.1:{action_port}/rasa/actions",
        }
        ours = RasaProcess(model, self.url, environment)
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [*ours._command(), *options],
                cwd=ROOT,
                env=ours._environment,
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=file,
            )
        self.http = httpx2.Client(timeout=60, headers={"x-app-secret": SECRET})
        self.before_ready: set[int] = set()
        """What the health route said until then; 0 stands for nobody there."""

    def wait_until_ready(self) -> "Rasa":
        """Ask until it says that it is."""
        until = time.monotonic() + START_SECONDS
        while (said := self._health()) != 200:
            self.before_ready.add(said)
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)
        return self

    def _health(self) -> int:
        try:
            return self.http.get(f"{self.url}/").status_code
        except httpx2.TransportError:
            return 0

    def takes(self, text: str | None, intent: str | None = None, **changes: Any) -> httpx2.Response:
        """Post one turn; `changes` replace parts of the message, None takes them out."""
        message = {"sender": str(uuid4()), "kind": "resident", "text": text, "intent": intent, **changes}
        body = json.dumps({key: value for key, value in message.items() if value is not None})
        return self.http.post(
            f"{self.url}/webhook", content=body, headers={"content-type": "application/json"}
        )

    def says(self, text: str | None, intent: str | None = None, **changes: Any) -> list[Json]:
        """What it replies to a turn that succeeds."""
        answer = self.takes(text, intent, **changes)
        assert answer.status_code == 200, (answer.text, self.log.read_text())
        replies: list[Json] = answer.json()
        return replies

    def leave(self) -> int:
        """Close its standard input, as the end of the application does; returns its exit code."""
        self.http.close()
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()
            self.process.wait()


def changed(name: str, folder: Path, before: str, after: str) -> str:
    """The path of a copy of a file of bot/ with one thing changed."""
    text = (ROOT / "bot" / f"{name}.yml").read_text()
    assert before in text
    copy = folder / f"{name}.yml"
    copy.write_text(text.replace(before, after))
    return str(copy)


@pytest.fixture(scope="module")
def model() -> Path:
    """The model of today's files, trained once and kept for the next run."""
    return train_if_changed(ROOT / "var" / "models", lambda _: None)


@pytest.fixture(scope="module")
def started(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rasa, ActionServer]]:
    """Rasa as talkative as it can be, more in a hurry and more forgetful than usual."""
    folder = tmp_path_factory.mktemp("rasa")
    hurried = changed("credentials", folder, "timeout: 20", f"timeout: {TURN_SECONDS}")
    forgetful = changed("endpoints", folder, "max_conversations: 2000", "max_conversations: 3")
    actions = ActionServer()
    options = ("--credentials", hurried, "--endpoints", forgetful, "--debug")
    rasa = Rasa(model, actions.port, folder / "log", *options)
    try:
        yield rasa.wait_until_ready(), actions
    finally:
        rasa.leave()


@pytest.fixture
def actions(started: tuple[Rasa, ActionServer]) -> Iterator[ActionServer]:
    """The action server, open and well."""
    started[1].open()
    yield started[1]
    started[1].close()


@pytest.fixture
def rasa(started: tuple[Rasa, ActionServer], actions: ActionServer) -> Rasa:
    """Rasa, with its actions there."""
    return started[0]


class TestWhoMayComeIn:
    def test_it_is_well_only_once_its_model_is_loaded(self, rasa: Rasa) -> None:
        assert rasa.before_ready <= {0, 503}
        assert rasa.before_ready, "it was asked before it could be ready"
        assert rasa.http.get(f"{rasa.url}/").json() == {"status": "ok"}

    @pytest.mark.parametrize("given", [{}, {"x-app-secret": ""}, {"x-app-secret": SECRET[:-1]}])
    def test_nobody_comes_in_without_the_secret(
        self, rasa: Rasa, actions: ActionServer, given: dict[str, str]
    ) -> None:
        message = {"sender": "a", "kind": "resident", "text": "hello"}
        assert httpx2.post(f"{rasa.url}/webhook", json=message, headers=given).status_code == 403
        assert actions.calls == []

    def test_a_page_of_another_site_does_not_come_in(self, rasa: Rasa, actions: ActionServer) -> None:
        message = json.dumps({"sender": "a", "kind": "resident", "text": None, "intent": "delete_my_answer"})
        foreign = {"origin": "https://elsewhere.example", "content-type": "text/plain"}
        answer = httpx2.post(f"{rasa.url}/webhook", content=message, headers=foreign)
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
        assert actions.calls == []

    @pytest.mark.parametrize(
        "path",
        ["/webhooks/rest/webhook", "/model/parse", "/model", "/conversations/a/tracker/events", "/domain"],
    )
    def test_there_is_no_other_door(self, rasa: Rasa, path: str) -> None:
        address = rasa.url.removesuffix("/webhooks/app") + path
        for method in ("GET", "POST", "PUT"):
            answer = rasa.http.request(method, address, json={"sender": "a", "message": "hello"})
            assert answer.status_code in (404, 405)


class TestForgetting:
    def test_what_was_erased_is_forgotten_and_nothing_else(self, rasa: Rasa, actions: ActionServer) -> None:
        gone, other = str(uuid4()), str(uuid4())
        for sender in (gone, other):
            rasa.says("the zebrafinch sings", sender=sender)
        answer = rasa.http.post(f"{rasa.url}/forget", json={"senders": [gone, "nobody"]})
        assert answer.json() == {"forgotten": 2}
        rasa.says("I like tea", sender=gone)
        assert actions.heard == ["I like tea"]
        rasa.says("I like tea", sender=other)
        assert actions.heard == ["the zebrafinch sings", "I like tea"]

    @pytest.mark.parametrize("body", [None, [], {"senders": "a"}, {"senders": [1]}, {"senders": ["a" * 81]}])
    def test_what_names_no_conversations_is_refused(self, rasa: Rasa, body: Any) -> None:
        assert rasa.http.post(f"{rasa.url}/forget", json=body).status_code == 400

    def test_nobody_has_anything_forgotten_without_the_secret(self, rasa: Rasa) -> None:
        assert httpx2.post(f"{rasa.url}/forget", json={"senders": []}).status_code == 403


class TestWhatItTakes:
    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            ({"sender": None}, "sender"),
            ({"sender": ""}, "sender"),
            ({"sender": 7}, "sender"),
            ({"sender": "a" * 81}, "sender"),
            ({"kind": None}, "kind"),
            ({"kind": "robot"}, "kind"),
            ({"kind": ["resident"]}, "kind"),
            ({"metadata": [1]}, "metadata"),
            ({"text": None}, "text"),
            ({"text": 5}, "text"),
            ({"intent": "restart"}, "intent"),
            ({"intent": "session_start"}, "intent"),
            ({"intent": 'affirm{"a": "b"}'}, "intent"),
            ({"intent": "/stop"}, "intent"),
        ],
    )
    def test_what_is_wrong_is_refused_and_named(
        self, rasa: Rasa, actions: ActionServer, changes: Json, named: str
    ) -> None:
        answer = rasa.takes(**{"text": "hello", **changes})
        assert answer.status_code == 400
        assert f"'{named}'" in answer.json()["error"]
        assert actions.calls == []

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"hello"', b"\xff\xfe", b"[" * 100_000])
    def test_what_is_no_object_is_refused(self, rasa: Rasa, body: bytes) -> None:
        assert rasa.http.post(f"{rasa.url}/webhook", content=body).status_code == 400

    @pytest.mark.parametrize("typed", ["/stop", "//stop", " /stop", "\u2003/stop", "/\u2003/stop", "\0/stop"])
    def test_a_typed_slash_gives_no_orders(self, rasa: Rasa, actions: ActionServer, typed: str) -> None:
        rasa.says(typed)
        assert actions.message["text"] == "stop"  # so it is understood as any other word

    @pytest.mark.parametrize("typed", ["/restart", "/session_start", '/affirm{"a": "b"}'])
    def test_rasas_own_orders_are_words_like_others(
        self, rasa: Rasa, actions: ActionServer, typed: str
    ) -> None:
        sender = str(uuid4())
        rasa.says("the garden", sender=sender)
        rasa.says(typed, sender=sender)
        assert actions.message["text"] == typed[1:]
        assert actions.heard == ["the garden", typed[1:]]

    def test_a_pressed_button_is_what_it_means(self, rasa: Rasa, actions: ActionServer) -> None:
        rasa.says("Yes, take it out", "affirm", metadata={"turn": "t1"})
        assert actions.action == "action_affirm"
        assert actions.message["intent"]["name"] == "affirm"
        assert actions.message["metadata"] == {"turn": "t1", "kind": "resident"}

    def test_an_unknown_meaning_is_an_answer(self, rasa: Rasa, actions: ActionServer) -> None:
        rasa.says("Blue", "no_such_thing")
        assert actions.action == "action_answer"

    @pytest.mark.parametrize(
        ("said", "heard"),
        [
            ("I like tea. " * 8_334, ("I like tea. " * 334)[:4_000].strip()),
            ("a\0b\x07c", "a b c"),
            ("\0", "…"),
            ("", "…"),
            ("🙂🪴👩🏽‍🦽", "🙂🪴👩🏽‍🦽"),
            ("أحب الحديقة \u202eabc\u202c", "أحب الحديقة \u202eabc\u202c"),
            ("tea \ud83d and \udc00 cake", "tea  and  cake"),
            ("one\n\ntwo\n", "one\n\ntwo"),
            ("0[ {said} {0} %s ${WM_RASA_SECRET} \\", "0[ {said} {0} %s ${WM_RASA_SECRET} \\"),
        ],
        ids=["long", "NUL", "only NUL", "nothing", "emoji", "right to left", "half a pair", "lines", "signs"],
    )
    def test_whatever_people_write_is_an_answer(
        self, rasa: Rasa, actions: ActionServer, said: str, heard: str
    ) -> None:
        rasa.says(said)
        assert actions.action == "action_answer"
        assert actions.message["text"] == heard


class TestWhatItSays:
    @pytest.mark.parametrize(
        "words",
        [
            "0[",
            "{said}",
            "{readers} and {0}",
            "one\n\ntwo",
            "{{x}}",
            "100%",
            "\\n \\u0041",
            "<b>&amp;",
            "٣ 🙂",
        ],
    )
    def test_words_come_back_exactly(self, rasa: Rasa, actions: ActionServer, words: str) -> None:
        actions.responses = [{"response": "utter_read_back", "said": words, "readers": "Sarah"}]
        [reply] = rasa.says("the garden")
        assert f"“{words}”" in reply["text"]

    def test_buttons_say_what_they_mean(self, rasa: Rasa, actions: ActionServer) -> None:
        actions.responses = [{"response": "utter_delete_check", "said": "the garden"}]
        [reply] = rasa.says("take that out")
        assert [button["intent"] for button in reply["buttons"]] == ["affirm", "deny"]

    def test_choices_of_a_question_stand_below_it(self, rasa: Rasa, actions: ActionServer) -> None:
        choices = [{"title": title, "payload": title} for title in ("Most days", "0[ {said}")]
        said = {"response": "utter_question", "question": "How often?", "buttons": choices}
        actions.responses = [said]
        for _ in range(2):  # the second time, none is left over from the first
            [reply] = rasa.says("hello")
            assert reply == {
                "text": "How often?",
                "buttons": [{"title": each["title"], "text": each["title"]} for each in choices],
            }

    def test_choices_join_the_buttons_of_a_response(self, rasa: Rasa, actions: ActionServer) -> None:
        actions.responses = [{"response": "utter_paused", "buttons": [{"title": "Sit", "payload": "Sit"}]}]
        [reply] = rasa.says("wait")
        assert reply["buttons"] == [
            {"title": "Carry on", "intent": "resume"},
            {"title": "Sit", "text": "Sit"},
        ]

    def test_each_kind_of_person_has_words_of_their_own(self, rasa: Rasa, actions: ActionServer) -> None:
        actions.responses = [{"response": "utter_first_question"}]
        resident, carer, staff = (
            rasa.says("go back", kind=kind)[0]["text"] for kind in ("resident", "carer", "staff")
        )
        assert resident == "This is the first question."
        assert carer == staff != resident

    @pytest.mark.parametrize("kind", ["resident", "carer"])
    def test_what_the_actions_say_in_words_of_their_own_comes_back_as_it_is(
        self, rasa: Rasa, actions: ActionServer, kind: str
    ) -> None:
        dispatcher = CollectingDispatcher()
        buttons = [{"title": "Yes, take it all out", "payload": "Yes, take it all out"}]
        own: tuple[tuple[str, dict[str, Any]], ...] = (
            (PLAIN, {"text": "Not {said} 0[ 100%\n🙂", "buttons": buttons}),
            (PLAIN, {"text": "No button stands below this."}),
            ("own_care_called", {"who": "{who} & Ahmed"}),
            ("own_complaint_ask", {}),
        )
        for name, variables in own:
            dispatcher.utter_message(**message(name, kind, variables))
        for _ in range(2):  # the second time, none is left over from the first
            actions.responses = dispatcher.messages
            assert rasa.says("the garden", kind=kind) == [
                {
                    "text": "Not {said} 0[ 100%\n🙂",
                    "buttons": [{"title": "Yes, take it all out", "text": "Yes, take it all out"}],
                },
                {"text": "No button stands below this."},
                {"text": "I am calling {who} & Ahmed now."},
                {
                    "text": "This sounds like a complaint. Shall I pass it on as one?",
                    "buttons": [
                        {"title": "Yes, pass it on", "intent": "affirm"},
                        {"title": "No, just keep it", "intent": "deny"},
                    ],
                },
            ]

    def test_it_says_all_of_it_in_order(self, rasa: Rasa, actions: ActionServer) -> None:
        actions.responses = [{"response": "utter_saved"}, {"response": "utter_question", "question": "Why?"}]
        assert [reply["text"] for reply in rasa.says("yes")] == ["Thank you. I have kept that.", "Why?"]


class TestWhatItRemembers:
    def test_it_remembers_the_last_two_turns(self, rasa: Rasa, actions: ActionServer) -> None:
        sender = str(uuid4())
        for number in range(6):
            rasa.says(f"word {number}", sender=sender)
        assert actions.heard == ["word 3", "word 4", "word 5"]

    def test_the_conversation_that_rested_longest_is_forgotten_and_begins_anew(
        self, rasa: Rasa, actions: ActionServer
    ) -> None:
        first, second, third, fourth = (str(uuid4()) for _ in range(4))
        for sender in (first, second, third, first, fourth):
            rasa.says("the garden", sender=sender)
        rasa.says("and my dog", sender=first)
        assert actions.heard == ["the garden", "the garden", "and my dog"]
        rasa.says("and my dog", sender=second)
        assert actions.heard == ["and my dog"]


class TestWhenItFails:
    def test_a_failed_action_is_no_success(self, rasa: Rasa, actions: ActionServer) -> None:
        actions.status = 500
        assert rasa.takes("the garden").status_code in (500, 502)

    @pytest.mark.parametrize("reply", [{"events": []}, ["?"], {"events": "?", "responses": []}])
    def test_a_reply_that_makes_no_sense_is_no_success(
        self, rasa: Rasa, actions: ActionServer, reply: Any
    ) -> None:
        actions.reply = reply
        assert rasa.takes("the garden").status_code in (500, 502)

    def test_an_action_that_says_nothing_is_no_success(self, rasa: Rasa, actions: ActionServer) -> None:
        actions.responses = []
        assert rasa.takes("the garden").status_code == 502

    def test_it_does_not_wait_for_ever(self, rasa: Rasa, actions: ActionServer) -> None:
        actions.hold.clear()
        sender = str(uuid4())
        assert rasa.takes("the garden", sender=sender).status_code == 504
        actions.hold.set()
        assert rasa.says("the garden", sender=sender)

    def test_without_actions_there_is_no_success_until_they_are_back(
        self, rasa: Rasa, actions: ActionServer
    ) -> None:
        sender = str(uuid4())
        actions.close()
        try:
            assert rasa.takes("the garden", sender=sender).status_code in (500, 502)
        finally:
            actions.open()
        assert rasa.says("the garden", sender=sender)[0]["text"] == "Thank you. I have kept that."


class TestWhatItKeepsToItself:
    UNIQUE = "zephyrwhistle"

    def _fails(self, rasa: Rasa, actions: ActionServer, how: Callable[[ActionServer], None]) -> None:
        how(actions)
        rasa.takes(f"my {self.UNIQUE} is broken", sender=f"{self.UNIQUE}-1")

    @pytest.mark.parametrize(
        "how",
        [
            lambda actions: None,
            lambda actions: setattr(actions, "status", 500),
            lambda actions: setattr(actions, "status", 400),
            lambda actions: setattr(actions, "reply", {"events": "zephyrwhistle", "responses": [7]}),
            lambda actions: setattr(actions, "reply", {"responses": [{"text": "zephyrwhistle"}]}),
            lambda actions: setattr(actions, "responses", [{"response": "utter_zephyrwhistle"}]),
            lambda actions: setattr(actions, "responses", [{"response": "utter_done", "a": "zephyrwhistle"}]),
            lambda actions: setattr(
                actions, "responses", [{"text": "zephyrwhistle", "custom": {"zephyrwhistle": 1}}]
            ),
        ],
        ids=["well", "500", "400", "wrong", "half", "unknown response", "no variable", "own words"],
    )
    def test_no_word_of_anybody_stands_in_the_log(
        self, rasa: Rasa, actions: ActionServer, how: Callable[[ActionServer], None]
    ) -> None:
        self._fails(rasa, actions, how)
        assert self.UNIQUE not in rasa.log.read_text()

    def test_refused_words_do_not_stand_in_the_log(self, rasa: Rasa) -> None:
        rasa.http.post(f"{rasa.url}/webhook", content=b'{"text": "zephyrwhistle')
        rasa.http.post(f"{rasa.url}/webhook/zephyrwhistle", content=b"zephyrwhistle")
        rasa.takes(self.UNIQUE, self.UNIQUE, sender=None)
        assert self.UNIQUE not in rasa.log.read_text()

    def test_a_failure_does_stand_in_the_log(self, rasa: Rasa, actions: ActionServer) -> None:
        before = len(rasa.log.read_text())
        actions.status = 500
        rasa.takes("the garden")
        assert "ClientResponseError" in rasa.log.read_text()[before:]


class TestComingAndGoing:
    def test_it_goes_when_whoever_started_it_is_gone(self, model: Path, tmp_path: Path) -> None:
        rasa = Rasa(model, free_port(), tmp_path / "log").wait_until_ready()
        assert rasa.leave() == 0

    def test_it_goes_even_while_it_is_starting(self, model: Path, tmp_path: Path) -> None:
        rasa = Rasa(model, free_port(), tmp_path / "log")
        assert rasa.leave() == 0
        assert rasa.before_ready == set()

    def test_without_its_model_it_does_not_start_with_another(self, model: Path, tmp_path: Path) -> None:
        rasa = Rasa(model.with_name("another.tar.gz"), free_port(), tmp_path / "log")
        assert rasa.process.wait(START_SECONDS) == NO_MODEL
        rasa.leave()
        assert "another.tar.gz" in rasa.log.read_text()
        assert "docs/bot.md" in rasa.log.read_text()

    def test_with_a_broken_model_it_does_not_stay(self, tmp_path: Path) -> None:
        (tmp_path / "broken.tar.gz").write_bytes(b"broken")
        rasa = Rasa(tmp_path / "broken.tar.gz", free_port(), tmp_path / "log")
        assert rasa.process.wait(START_SECONDS) == NO_MODEL
        rasa.leave()
        assert "train it again" in rasa.log.read_text()

    def test_without_a_secret_it_does_not_start(self, model: Path, tmp_path: Path) -> None:
        open_door = tmp_path / "credentials.yml"
        open_door.write_text("bot.channel.AppInput:\n  secret: short\n")
        rasa = Rasa(model, free_port(), tmp_path / "log", "--credentials", str(open_door))
        assert rasa.process.wait(START_SECONDS) != 0
        rasa.leave()
        assert "WM_RASA_SECRET" in rasa.log.read_text()
