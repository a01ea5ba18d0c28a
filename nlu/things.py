"""Names that are not those of people here: places, goods, animals, and whom everybody knows."""

from nlu.names import Names, Sense
from nlu.spoken import Word
from nlu.view import View

_ENDS = frozenset(("", "again", "on", "every", "last", "and", "tonight", "while"))


class Things:
    """Says of a name whether the words around it make it that of something else."""

    def __init__(self, names: Names) -> None:
        self._ours = names.ours
        self._called = names.called
        self._pairs = names.pairs
        self._cues = names.cues
        self._surnames = names.lists.surnames

    def is_thing(self, view: View) -> bool:
        """Whether one of the words beside it says that a place, a ruler or a thing is meant."""
        cues, word = self._cues, view.word
        if word.text in cues["honoured"] and word.text not in self._ours:
            return True
        if view.before in cues["naming"] and self._is_after_a_thing(view):
            return True
        if view.before in ("by", "of", "with") and view.two_before in cues["works"]:
            return word.text not in self._ours
        return (word.joined and self._is_led_in(view)) or (not word.possessive and self._is_led_out(view))

    def is_well_known(self, view: View, parts: int) -> bool:
        """Whether a name of so many words, which begins here, is that of nobody in this home."""
        cues, first = self._cues, view.word
        if first.text in self._ours or first.text in cues["titles"]:
            return first.text in self._ours - self._called and self._is_made(view, parts)
        if (
            self._is_followed_by_what(view, parts)
            or self._is_made(view, parts)
            or self._is_a_work(view, parts)
        ):
            return True
        if parts == 1:
            return self._is_shown_or_sung(view) or self._is_where(view)
        if view.near(parts).joined and view.near(parts).text in cues["places"]:
            return not view.near(parts - 1).possessive  # "James Cook Hospital"
        performed = view.before == "to" and view.two_before in cues["attending"]
        return performed or view.before in cues["watching"]

    def _is_followed_by_what(self, view: View, parts: int) -> bool:
        """ "Alan Bennett on the telly", "Bella the dog"."""
        cues = self._cues
        behind = [view.near(parts + step).text for step in range(4)]
        if behind[0] in ("on", "at") and {*behind[1:]} & cues["media"]:
            return True
        named = behind[0] == "the" and behind[2] not in ("is", "was")
        return named and (behind[1] in cues["no_people"] or behind[1] in cues["pets"])

    def _is_after_a_thing(self, view: View) -> bool:
        """ "A film called Rebecca", "the cat is called Oscar"."""
        thing = view.near(-3 if view.two_before in ("is", "was", "we", "i") else -2)
        return _is_blank(thing) or thing.text in self._cues["no_people"] | self._cues["pets"]

    def _is_made(self, view: View, parts: int) -> bool:
        """ "Campbell's soup", "my Roberts radio", "a Morgan": who made it, so a family name by itself."""
        word, cues = view.word, self._cues
        if parts > 1 or word.text in cues["known"]:
            return False
        if view.before in ("a", "an") and word.joined:
            return True
        return view.near(1).joined and self._is_good(view.near(1).text, view.near(2).text)

    def _is_good(self, behind: str, two_behind: str) -> bool:
        return behind in self._cues["goods"] or (behind == "ice" and two_behind.startswith("cream"))

    def _is_a_work(self, view: View, parts: int) -> bool:
        """ "Lawrence of Arabia", "Delilah by Tom Jones", "the film Rebecca"."""
        word, cues = view.word, self._cues
        after, then = view.near(parts), view.near(parts + 1)
        if parts > 1 and view.before in ("with", "on") and _is_blank(view.near(-2)):
            return True  # "Bargain Hunt with Natasha Hill": what stands before is a saying too
        if not word.capital:
            return False
        if view.before in cues["titled"] and view.two_before in ("the", "a", "that"):
            return after.text not in cues["doing"]
        if not after.joined or view.near(parts - 1).possessive:
            return False
        if after.text in ("by", "with") and _is_blank(then):
            return True  # a saying stands there, which means somebody whom everybody knows
        return after.text == "of" and then.capital

    def _is_led_in(self, view: View) -> bool:
        """ "Queen Mary", "my cat Molly", "the George", "the ward Daisy", "the abbey"."""
        cues, word = self._cues, view.word
        if view.before in cues["honoured"] or view.before in cues["pets"] or self._is_a_saints(view):
            return True
        if view.before == "the" and (word.capital or word.text not in cues["known"]):
            return word.capital or word.sense is Sense.NAME
        return view.before in cues["no_people"] and word.sense is not Sense.NAME

    def _is_a_saints(self, view: View) -> bool:
        """The second part of "St Mary Magdalene" and "St Vincent de Paul"."""
        saint = ("st", "saint", "pope")
        if view.before in ("de", "of", "the"):
            return view.near(-3).text in saint
        return view.two_before in saint and view.near(-1).capital and not view.near(-1).possessive

    def _is_led_out(self, view: View) -> bool:
        """ "Victoria Road", "Daisy ward", "Crystal Palace", but not "Sue Park told me"."""
        cues, word, after = self._cues, view.word, view.after
        if (word.text, after.text) in self._pairs:
            return False
        if word.sense is Sense.PERHAPS and word.capital and after.joined and after.capital:
            ordinary = after.sense is Sense.OTHER and after.text not in self._surnames
            if ordinary and view.near(2).text not in self._cues["doing"]:
                return True
        if after.text in self._surnames and self._is_surname(view):
            return False
        ambiguous = after.capital or word.sense is not Sense.NAME
        return view.behind in cues["places"] or (view.behind in cues["things"] and ambiguous)

    def _is_surname(self, view: View) -> bool:
        """ "Sue Park told me", "Doreen Hill", but not "on Edward Hill"."""
        if view.near(2).text in self._cues["doing"]:
            return True
        named = (
            view.word.sense is Sense.NAME and view.after.capital and view.behind in self._cues["surnames_too"]
        )
        return named and view.before not in ("on", "in", "at", "to", "near", "up", "from")

    def _is_shown_or_sung(self, view: View) -> bool:
        """ "We watched Lewis last night", "they sang Delilah"."""
        performed = view.before in self._cues["watching"] or view.before in self._cues["performing"]
        return performed and view.word.capital and view.after.text in _ENDS

    def _is_where(self, view: View) -> bool:
        """ "in Douglas", but not "in Doreen's room" or "confide in Doreen"."""
        word = view.word
        if word.possessive or word.text.endswith("s") or not word.joined:
            return False
        return view.before in ("in", "near") and view.two_before not in self._cues["trusting"]


def _is_blank(word: Word) -> bool:
    """Whether a saying stands there, or whom everybody knows."""
    return not word.text and word.end > 0
