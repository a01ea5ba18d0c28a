"""What is kept about one person, put in order for reading: who they are, each talk, what was done with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from nlu.principles import Taxonomy
from storage.about_person import Rows
from storage.kinds import AnswerKind, AnswerState, Audience, Channel, Speaker
from storage.profiles import kept_profile
from web.alarm_view import DEEDS as ALARM_DEEDS
from web.alarm_view import ROUTES
from web.audit_words import DEEDS
from web.profile_form import NEEDS
from web.review_view import CHANNELS, SPEAKERS, STANCES
from web.staff_consent import DECISIONS

SAID_BY = {Speaker.BOT: "The program", Speaker.STAFF: "Staff"}


def _step(row: dict[str, Any]) -> str:
    did = ALARM_DEEDS.get(row["deed"], row["deed"])
    said = did.format(who=row["who"], route=ROUTES.get(row["route"], ""))
    return f"{said}. {row['note']}".strip()


def copy_view(rows: Rows, taxonomy: Taxonomy, spoken: Mapping[UUID, str]) -> dict[str, Any]:
    """All of it, in words. `spoken`: where the sound of each recording lies beside the page."""
    (person,) = rows["person"]
    view = _View(rows, taxonomy, spoken)
    return {
        "name": person["name"],
        "facts": list(_facts(person)),
        "talks": [view.talk(each) for each in rows["conversation"]],
        "calls": [_moment(each["at"]) for each in rows["alert"]],
        "readers": list(view.readers()),
        "agreed": [view.agreed(each) for each in rows["consent"]],
        "complaints": [view.complaint(each) for each in rows["complaint"]],
        "alarms": [view.alarm(each) for each in rows.get("alarm", ())],
        "apart": [
            {"text": each["words"], "when": _moment(each["at"])}
            for each in rows.get("kept_apart", ())
            if each["words"]
        ],
    }


class _View:
    def __init__(self, rows: Rows, taxonomy: Taxonomy, spoken: Mapping[UUID, str]) -> None:
        self._rows, self._taxonomy, self._spoken = rows, taxonomy, spoken
        self._staff = {each["id"]: each["name"] for each in rows["staff"]}
        self._asked = {each["id"]: each["text"] for each in rows["question"]}
        self._by: dict[tuple[str, UUID], list[dict[str, Any]]] = defaultdict(list)
        for table, found in rows.items():
            for row in found:
                for key in ("conversation_id", "answer_id", "concern_id", "complaint_id", "alarm_id"):
                    if row.get(key):
                        self._by[f"{table} {key}", row[key]].append(row)

    def talk(self, row: dict[str, Any]) -> dict[str, Any]:
        """One conversation: what was said, what was understood, what came of it."""
        of = "conversation_id"
        return {
            "when": _moment(row["created_at"]),
            "how": CHANNELS.get(Channel(row["channel"]), row["channel"]),
            "who": SPEAKERS.get(Audience(row["audience"]), row["audience"]),
            "answers": [
                self._answer(each) for each in self._by[f"answer {of}", row["id"]] if _is_there(each)
            ],
            "turns": [_turn(each) for each in self._by[f"turn {of}", row["id"]] if not each["erased_at"]],
            "recordings": [self._recording(each) for each in self._by[f"recording {of}", row["id"]]],
            "replies": [
                {"text": each["text"], "who": self._name(each["staff_id"]), "when": _moment(each["at"])}
                for each in self._by[f"reply {of}", row["id"]]
                if each["text"]
            ],
            "notes": [
                {"text": each["text"], "who": self._name(each["staff_id"]), "when": _moment(each["at"])}
                for each in self._by[f"work_note {of}", row["id"]]
            ],
            "concerns": [self._concern(each) for each in self._by[f"concern {of}", row["id"]]],
        }

    def agreed(self, row: dict[str, Any]) -> dict[str, str]:
        """What they were asked, what was said to it, by whom."""
        decision = str(DECISIONS.get(row["decision"], row["decision"]))
        by = row["representative"] or "yourself"
        return {
            "asked": row["sentence"],
            "said": decision,
            "by": by,
            "note": row["note"],
            "when": _moment(row["at"]),
        }

    def complaint(self, row: dict[str, Any]) -> dict[str, Any]:
        """A complaint, and what was done about it."""
        steps = self._by["complaint_event complaint_id", row["id"]]
        done = [
            f"{_moment(each['at'])}: {each['act'].replace('_', ' ')}. {each['note']}".strip()
            for each in steps
        ]
        return {"text": row["words"], "when": _moment(row["at"]), "steps": done}

    def alarm(self, row: dict[str, Any]) -> dict[str, Any]:
        """That people were called, and what they did."""
        steps = self._by["alarm_event alarm_id", row["id"]]
        done = [f"{_moment(each['at'])}: {_step(each)}" for each in steps]
        return {"when": _moment(row["at"]), "steps": done}

    def readers(self) -> Iterator[dict[str, str]]:
        """Who of the staff read it or did something with it, newest first."""
        for each in reversed(self._rows["audit_event"]):
            deed = DEEDS.get(each["verb"])
            did = deed.did if deed else each["verb"].replace("_", " ").capitalize()
            yield {"who": self._name(each["staff_id"]), "did": did, "when": _moment(each["at"])}

    def _answer(self, row: dict[str, Any]) -> dict[str, Any]:
        of = "answer_id"
        return {
            "asked": self._asked.get(row["question_id"], "Said besides"),
            "text": row["text"],
            "tags": [
                f"{self._label(each['key'])} ({STANCES.get(each['stance'], each['stance']).lower()})"
                for each in self._by[f"tag {of}", row["id"]]
            ],
            "topics": [each["key"] for each in self._by[f"topic {of}", row["id"]]],
            "wordings": [each["text"] for each in self._by[f"wording {of}", row["id"]]],
            "against": [each["text"] for each in self._by[f"disagreement {of}", row["id"]] if each["text"]],
            "decided": [self._decided(each) for each in self._by[f"correction {of}", row["id"]]],
        }

    def _decided(self, row: dict[str, Any]) -> str:
        who, when = self._name(row["staff_id"]), _moment(row["at"])
        return f"{who}, {when}: {row['act']} {self._label(row['key'])}"

    def _recording(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "when": _moment(row["began_at"] or row["created_at"]),
            "file": self._spoken.get(row["id"]),
            "heard": row["heard"],
        }

    def _concern(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "kind": row["category"].replace("_", " "),
            "words": row["words"],
            "when": _moment(row["at"]),
            "steps": [
                f"{self._name(each['staff_id'])}, {_moment(each['at'])}: {each['state'].replace('_', ' ')}"
                + (f" ({each['note']})" if each["note"] else "")
                for each in self._by["concern_event concern_id", row["id"]]
            ],
        }

    def _label(self, key: str) -> str:
        found = self._taxonomy.principle(key)
        return found.label if found else key.replace("_", " ")

    def _name(self, staff_id: UUID | None) -> str:
        return self._staff.get(staff_id, "The program") if staff_id else "The program"


def _facts(person: dict[str, Any]) -> Iterator[tuple[str, str]]:
    profile = kept_profile(person["profile"])
    yield "Name", person["name"]
    yield "Written down first", _moment(person["created_at"])
    if person["left_at"]:
        yield "Left", _moment(person["left_at"])
    yield "What they need", "; ".join(NEEDS[code] for code in profile.needs) or "nothing was written down"
    for name, value in (("In their own words", profile.own_words), ("Talking goes best", profile.best_time)):
        if value:
            yield name, value
    others = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in person["profile"].items())
    if others:
        yield "All settings that are not as usual", others


def _is_there(row: dict[str, Any]) -> bool:
    return bool(row["state"] != AnswerState.DELETED and row["kind"] != AnswerKind.SKIPPED)


def _turn(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "who": SAID_BY.get(row["speaker"], "The person"),
        "text": row["text"],
        "mine": row["speaker"] == "person",
    }


def _moment(at: datetime) -> str:
    local = at.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"
