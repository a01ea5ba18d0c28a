"""The tags of an answer as staff see and decide on them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from nlu.principles import Taxonomy
from nlu.tagger import LIKELY_FROM
from storage.corrections import words_version
from storage.decisions import DecisionRecord
from storage.disagreements import DisagreementRecord
from storage.kinds import UNCONFIRMED, Act, TagSource, TagStatus
from storage.records import ReviewAnswer, TagRecord
from web.pages import clock, day_name
from web.pieces import pieces, written
from web.review_view import STANCES
from web.tag_choice import Choice, as_it_stands

DID = {
    Act.AGREE: "agreed to",
    Act.REMOVE: "removed",
    Act.ADD: "added",
    Act.CHANGE: "changed a tag to",
    Act.MARK: "chose other words for",
    Act.UNDO: "took the last decision back, about",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at the tags, and forms of theirs that could not be kept."""

    taxonomy: Taxonomy
    staff_id: UUID
    page: str
    """The address of the conversation."""
    choices: Mapping[UUID, Choice] = MappingProxyType({})
    """By the tag, or by the answer if it was to be added."""
    opened: str = ""
    """The tag or the answer whose form is to be filled in: one at a time, so that pages stay light."""
    decides: bool = True
    """Whether they may decide on tags and words here, or only read."""
    leads: bool = False
    """Whether they see to people's safety here: concerns in what was said without a name are for them."""

    def form(
        self, about: UUID, given: ReviewAnswer, first: Choice, without: Set[str]
    ) -> dict[str, Any] | None:
        """The form of a tag, or of a new one, if it is open. first: what it says before anybody writes."""
        if not self.decides or (about not in self.choices and str(about) != self.opened):
            return None
        return form_view(given, self.choices.get(about, first), self.taxonomy, without)

    def label(self, key: str) -> str:
        """What a principle is called; keys of an older list stay as they are."""
        return next((each.label for each in self.taxonomy.principles if each.key == key), key)


def tagging_view(
    given: ReviewAnswer,
    decisions: Sequence[DecisionRecord],
    desk: Desk,
    against: Sequence[DisagreementRecord] = (),
) -> dict[str, Any]:
    """All of it. against: what the person says of the tags, to stand beside what staff decided."""
    living = [tag for tag in given.tags if tag.status != TagStatus.REMOVED]
    stand = standing(decisions)
    keys = {tag.key for tag in living if not tag.old}
    return {
        "page": desk.page,
        "url": f"{desk.page}/answers/{given.answer.id}/tags",
        "answer_url": f"{desk.page}/answers/{given.answer.id}",
        "words": words_version(given.answer.text),
        "decides": desk.decides,
        "can": desk.decides and can_tag(given),
        "tags": [_tag(tag, given, stand, desk) | _against(tag, against, desk) for tag in living],
        "removed": [
            _tag(tag, given, stand, desk)
            | _against(tag, against, desk)
            | {"back": not tag.old and tag.key not in keys}
            for tag in given.tags
            if tag.status == TagStatus.REMOVED
        ],
        "form": desk.form(given.answer.id, given, Choice(), keys) if can_tag(given) else None,
        "history": [told(each, desk) for each in decisions],
        "undo": _undo(decisions, desk),
        "against": [
            f"{desk.label(each.key)}, {STANCES.get(each.stance, each.stance)}: {objection(each)}"
            for each in against
            if (each.key, each.stance) not in {(tag.key, tag.stance) for tag in given.tags}
        ],
    }


def can_tag(given: ReviewAnswer) -> bool:
    """Whether there are words, and somebody stands by them."""
    return bool(given.answer.text.strip()) and given.answer.spoken not in UNCONFIRMED


def form_view(given: ReviewAnswer, choice: Choice, taxonomy: Taxonomy, without: Set[str]) -> dict[str, Any]:
    """What there is to choose, and what is chosen. without: principles that stand there already."""
    text, mine = given.answer.text, set(choice.words)
    marked = {span for tag in given.tags if not tag.old for span in tag.evidence if written(span) in mine}
    offered = dict.fromkeys([*sorted(marked), *pieces(text)])
    return {
        "principles": [
            {"key": each.key, "label": each.label, "chosen": each.key == choice.key}
            for each in taxonomy.principles
            if each.key not in without or each.key == choice.key
        ],
        "stances": [
            {"key": key, "label": label, "chosen": key == choice.stance} for key, label in STANCES.items()
        ],
        "pieces": [
            {"value": written(span), "text": text[slice(*span)], "chosen": written(span) in mine}
            for span in offered
        ],
        "quote": choice.quote,
        "error": choice.error,
    }


def told(decision: DecisionRecord, desk: Desk) -> str:
    """A decision as one tells it: "Priya agreed to Equality, Wish. Today, 10:42"."""
    stance = STANCES.get(decision.stance, decision.stance)
    what = f"{decision.name} {DID[Act(decision.act)]} {desk.label(decision.key)}, {stance}"
    return f"{what}. {day_name(decision.at)}, {clock(decision.at)}"


def standing(decisions: Sequence[DecisionRecord]) -> list[DecisionRecord]:
    """Those that were not taken back."""
    found: list[DecisionRecord] = []
    for each in decisions:
        if each.act != Act.UNDO:
            found.append(each)
        elif found:
            found.pop()
    return found


def _tag(tag: TagRecord, given: ReviewAnswer, stand: Sequence[DecisionRecord], desk: Desk) -> dict[str, Any]:
    evidence = () if tag.old else tag.evidence
    first = as_it_stands(tag.key, tag.stance, evidence)
    return {
        "id": str(tag.id),
        "version": tag.version,
        "label": desk.label(tag.key),
        "stance": tag.stance,
        "stance_label": STANCES.get(tag.stance, tag.stance),
        "quotes": [given.answer.text[start:end] for start, end in evidence],
        "agreed": tag.status == TagStatus.AGREED,
        "old": tag.old,
        "by": _by(tag, stand, desk),
        "source": _source(tag, given.tags),
        "form": desk.form(tag.id, given, first, frozenset()) if can_tag(given) else None,
    }


def _against(tag: TagRecord, against: Sequence[DisagreementRecord], desk: Desk) -> dict[str, Any]:
    mine = [each for each in against if (each.key, each.stance) == (tag.key, tag.stance)]
    return {
        "against": [
            {
                "id": str(each.id),
                "text": each.text,
                "told": objection(each),
                "stands": each.withdrawn_at is None,
            }
            for each in mine
        ],
        "against_form": desk.opened == f"against-{tag.id}",
    }


def objection(said: DisagreementRecord) -> str:
    """When and to whom they said it, and whether they still do."""
    to = f"Told to {said.told_to}" if said.told_to else "Said by themselves"
    words = f"{to}, {day_name(said.at)}, {clock(said.at)}"
    if said.withdrawn_at:
        words += f". Taken back {day_name(said.withdrawn_at)}, {clock(said.withdrawn_at)}"
    return words


def _by(tag: TagRecord, stand: Sequence[DecisionRecord], desk: Desk) -> str:
    """Who stands by it, and since when; of a suggestion, how likely it is."""
    if tag.status == TagStatus.SUGGESTED:
        return "Likely" if tag.confidence >= LIKELY_FROM else "Suggested"
    last = next((each for each in reversed(stand) if _is_about(each, tag)), None)
    if last is None:
        return "Agreed by staff" if tag.status == TagStatus.AGREED else "Went when the words were put right"
    when = f"{last.name}, {day_name(last.at)}, {clock(last.at)}"
    if tag.status == TagStatus.AGREED:
        return f"Agreed by {when}"
    if last.act in (Act.CHANGE, Act.MARK):
        return f"Changed by {when}: {desk.label(last.key)}, {STANCES.get(last.stance, last.stance)}"
    return f"Removed by {when}" if last.act == Act.REMOVE else "Went when the words were put right"


def _is_about(decision: DecisionRecord, tag: TagRecord) -> bool:
    gave = decision.act in (Act.ADD, Act.CHANGE, Act.MARK) and tag.source == TagSource.STAFF
    came_with = gave and decision.tag_id == tag.corrects_id and decision.key == tag.key
    return came_with or decision.tag_id == tag.id


def _source(tag: TagRecord, tags: Sequence[TagRecord]) -> str:
    """Who or what saw it: a tagger by its name, or staff, perhaps in the place of a tagger's."""
    if tag.source == TagSource.MODEL:
        return f"Suggested by the tagger {tag.model_version or 'of before'}"
    first = next((each for each in tags if each.id == tag.corrects_id), None)
    if first is None:
        return "Given by staff; no tagger suggested it"
    return f"Given by staff in the place of another. {_source(first, tags)}"


def _undo(decisions: Sequence[DecisionRecord], desk: Desk) -> dict[str, str] | None:
    last = decisions[-1] if decisions else None
    if not desk.decides or last is None or not last.last or last.staff_id != desk.staff_id:
        return None
    return {"id": str(last.id), "what": told(last, desk)}
