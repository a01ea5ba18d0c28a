"""Names that are not those of people here: places, goods, animals, and whom everybody knows."""

from nlu.names import Names, Sense
from nlu.view import View

_ENDS = frozenset(("", "again", "on", "every", "last", "and", "tonight", "while"))


class Things:
    """Says of a name whether the words around it make it that of something else."""

    def __init__(self, names: Names) -> None:
        self._ours = names.ours
        self._cues = names.cues
        self._surnames = names.lists.surnames

    def is_thing(self, view: View) -> bool:
        """Whether one of the words beside it says that a place, a ruler or a thing is meant."""
        cues, word = self._cues, view.word
        if word.text in cues["honoured"] and word.text not in self._ours:
            return True
        if view.before in cues["naming"] and view.two_before in cues["no_people"]:
            return True  # "a film called Rebecca"
        if view.before in ("by", "of", "with") and view.two_before in cues["works"]:
            return word.text not in self._ours
        return (word.joined and self._is_led_in(view)) or (not word.possessive and self._is_led_out(view))

    def is_well_known(self, view: View, parts: int) -> bool:
        """Whether a name of so many words, which begins here, is that of nobody in this home."""
        cues, first = self._cues, view.word
        if first.text in self._ours or first.text in cues["titles"]:
            return False
        behind = [view.near(parts + step).text for step in range(4)]
        if behind[0] in ("on", "at") and {*behind[1:]} & cues["media"]:
            return True  # "Alan Bennett on the telly"
        if behind[0] == "the" and behind[1] in cues["no_people"] | cues["pets"]:
            return True  # "Bella the dog"
        if parts == 1:
            return self._is_shown_or_sung(view) or self._is_where(view)
        if view.near(parts).joined and behind[0] in cues["places"]:
            return not view.near(parts - 1).possessive  # "James Cook Hospital"
        performed = view.before == "to" and view.two_before in cues["attending"]
        return performed or view.before in cues["watching"]

    def _is_led_in(self, view: View) -> bool:
        """ "Queen Mary", "my cat Molly", "the George", "the ward Daisy"."""
        cues, word = self._cues, view.word
        if view.before in cues["honoured"] or view.before in cues["pets"]:
            return True
        if view.before == "the" and word.capital:
            return True
        return view.before in cues["no_people"] and word.sense is not Sense.NAME

    def _is_led_out(self, view: View) -> bool:
        """ "Victoria Road", "Daisy ward", "Crystal Palace", but not "Sue Park told me"."""
        cues, word, after = self._cues, view.word, view.after
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
