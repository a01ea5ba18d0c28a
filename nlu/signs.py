"""What shows that a word is somebody's name when it is a word besides, or one that nobody knows."""

from nlu.names import Names, Sense
from nlu.view import View

_AND_ME = frozenset((("and", "me"), ("and", "i"), ("and", "him")))
_WHERE = frozenset(("in", "to", "from", "near", "at", "of"))


class Signs:
    """Reads the words around a possible name. Each sign has a list in people.yml."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._ours = names.ours
        self._cues = cues = names.cues
        self._common = names.ours | cues["known_words"]
        self._surnames = names.lists.surnames
        self._only_surnames = names.lists.only_surnames
        self._nothing_human = cues["elsewhere"] | cues["places"] | cues["things"]
        self._verbs_behind = cues["doing"] | cues["being"]

    def show(self, view: View) -> bool:
        """Whether they show that the word, which is none surely, is a name."""
        if self._introduces(view):
            return True
        match view.word.sense:
            case Sense.PERHAPS:
                return self._show_a_person(view)
            case Sense.UNKNOWN:
                return self._show_though_unknown(view)
            case _:
                return self._owns(view)

    def _introduces(self, view: View) -> bool:
        """ "called Hope", "her name is Hope", "my friend Hope": a name must come, even an unknown one."""
        word = view.word
        if word.opens:
            return False
        likely = word.sense is not Sense.OTHER
        named = word.capital and word.text not in self._cues["little"]
        if view.before in self._cues["naming"]:
            return likely
        if self._is_after_name_is(view):
            return likely or named
        return self._is_related(view) and (likely or (named and word.text not in self._nothing_human))

    def _is_related(self, view: View) -> bool:
        """ "my friend Hope", but not "my son will come"."""
        word, cues = view.word, self._cues
        if view.before not in cues["relations"] or view.two_before not in cues["owners"]:
            return False
        if word.text in ("will", "may") and not word.capital:
            return view.after.text in cues["doing"] | {"is", "was", "has", "and"}
        return word.capital or word.text not in cues["elsewhere"]

    def _is_after_name_is(self, view: View) -> bool:
        """ "her name is", "her name's"."""
        back = -2 if view.before in ("is", "was") else -1
        return view.near(back).text in ("name", "names") and view.near(back - 1).text in self._cues["whose"]

    def _show_though_unknown(self, view: View) -> bool:
        named = view.before in self._cues["speaking"] or (view.after.capital and self._has_surname(view))
        return (view.word.capital and named) or self._does(view)

    def _show_a_person(self, view: View) -> bool:
        """For Rose, May and Florence."""
        word, cues = view.word, self._cues
        if word.text in cues["months"] and view.before in cues["month_signs"]:
            return False
        if (word.text, view.after.text) in self._names.pairs or self._is_asked_for(view):
            return True
        if word.joined and view.before == "to" and view.two_before in cues["turned"]:
            return word.text in self._common and word.text not in cues["elsewhere"] - self._ours
        if view.before in cues["word_signs"] and word.joined and not word.capital:
            return self._owns(view)
        signs = (self._has_surname, self._has_plain_surname, self._does, self._owns, self._is_described)
        spoken_to = word.joined and view.before in cues["speaking"]
        return spoken_to or any(sign(view) for sign in (*signs, self._is_with_a_name, self._is_written_so))

    def _is_asked_for(self, view: View) -> bool:
        """ "let grace do it", "is hope back", "washed by joy": one of ours, in small letters too."""
        if view.word.text not in self._ours or not view.word.joined:
            return False
        if view.before == "by":
            return view.two_before.endswith(("ed", "en", "ne"))
        return view.before in self._cues["asking"] and view.behind in self._cues["answering"]

    def _is_described(self, view: View) -> bool:
        """ "my keyworker is Hope", "rose the cleaner", "me and Rose", "grace is kind"."""
        word, cues = view.word, self._cues
        ours = word.text in self._ours
        verb = word.text in cues["verbs"] and not word.capital
        behind = (view.after.text, view.near(2).text)
        if behind[0] == "the" and behind[1] in cues["relations"] and not verb:
            return True
        if not word.capital and not ours:
            return False
        if view.before in ("is", "was") and view.two_before in cues["relations"]:
            return True
        if (view.before, view.two_before) in _AND_ME or behind in _AND_ME:
            return True
        return ours and behind[0] in ("is", "was") and behind[1] in cues["praise"]

    def _is_written_so(self, view: View) -> bool:
        """By its capital, by what it is or has, or because one of ours has this name."""
        word, cues = view.word, self._cues
        ours, common = word.text in self._ours, word.text in self._common
        if word.text in cues["elsewhere"] and not (ours and view.before not in _WHERE):
            return False
        time, idea = word.text in cues["seasons"], word.text in cues["ideas"]
        towards = word.joined and view.before in cues["towards"]
        if word.capital and not word.opens and common:
            return not time or towards or view.before in ("our", "my", "and")
        if time or (idea and not ours):
            return False
        if common and view.behind in cues["being"] and not (idea and view.behind in ("is", "was")):
            return ours or not (view.before in cues["word_signs"] and word.joined)
        if word.text in cues["verbs"] and not word.capital:
            return ours and view.before in ("with", "from") and word.joined and not view.behind
        return ours and towards and not idea

    def _does(self, view: View) -> bool:
        """Whether the word behind is what people do, and the word before leaves room for a name."""
        word = view.word
        if view.behind not in self._cues["doing"] and not self._is_stationed(view):
            return False
        if view.before in self._cues["word_signs"] and word.joined:
            return False
        return word.capital or not word.joined or view.before in self._cues["joints"]

    def _is_stationed(self, view: View) -> bool:
        """ "Ivy in room 9", "Penny from the office"."""
        where = view.near(3 if view.near(2).text == "the" else 2).text
        return view.behind in ("in", "from", "on") and where in self._cues["stations"]

    def _has_surname(self, view: View) -> bool:
        """ "Rose Walker", "rose okafor"."""
        return view.behind in self._only_surnames or (view.after.capital and view.behind in self._surnames)

    def _has_plain_surname(self, view: View) -> bool:
        """ "rose walker came"."""
        if view.behind not in self._surnames or view.behind in self._cues["little"]:
            return False
        return view.word.text not in self._cues["verbs"] and view.moved(1).behind in self._verbs_behind

    def _owns(self, view: View) -> bool:
        """ "rose's room", "roses room"."""
        word = view.word
        if view.behind not in self._cues["belongings"]:
            return False
        if word.possessive:
            return word.sense is Sense.PERHAPS
        if not word.text.endswith("s") or word.text in self._cues["little"]:
            return False
        return self._names.sense(word.text[:-1]) is Sense.PERHAPS

    def _is_with_a_name(self, view: View) -> bool:
        """ "rose and doreen", "doreen and rose"."""
        word = view.word
        if not word.capital and word.text in self._cues["ideas"] | self._cues["verbs"]:
            return False
        return any(
            view.near(step).text == "and" and view.near(2 * step).sense is Sense.NAME for step in (-1, 1)
        )
