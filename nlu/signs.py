"""What shows that a word is somebody's name when it is a word besides, or one that nobody knows."""

import re

from nlu.names import Names, Sense
from nlu.spoken import Word
from nlu.view import View

_AND_ME = frozenset((("and", "me"), ("and", "i"), ("and", "him")))
_WHERE = frozenset(("in", "to", "from", "near", "at", "of"))
_HE = frozenset(("he", "she", "hes", "shes", "he's", "she's"))
_IDEAS_DO = frozenset(("is", "was", "keeps", "gives", "gets", "makes", "will", "can"))
_MINE = frozenset(("me", "my", "us", "our", "the", "his", "her"))
_GIVING = frozenset(("got", "gets", "gave", "gives", "put", "puts", "let", "lets", "took", "takes", "made"))
_NOT = frozenset(("doesn't", "doesnt", "didn't", "didnt", "won't", "wont", "can't", "cant", "wouldn't"))
_SHORT_SECOND = 3
"""Letters up to which a second word with a capital needs no other sign: "Xiu Yi"."""
_SHORT_VERB = 3
"""Letters up to which a word behind is not taken for what somebody does: "is", "was"."""
_DONE = re.compile(r"[^e](?:(?<![hm])ed|ing|ly)$")
"""How a rarer verb ends, which is no name: "the lad mended it"."""


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
        self._done_often = cues["doing"] | {"gets", "gives", "has", "keeps"}
        self._not_rather_a_word = self._common | cues["elsewhere"]
        self._seldom_with = cues["elsewhere"] | cues["ideas"]
        self._not_humane = cues["elsewhere"] | cues["seasons"]
        self._owners = self._common - cues["seasons"] - cues["elsewhere"] - cues["ideas"]
        self._ends = cues["little"] | cues["doing"]
        self._of_a_word = (
            *(self._has_surname, self._has_plain_surname, self._does, self._owns, self._is_described),
            *(self._is_in_company, self._is_humane, self._is_with_a_name, self._is_written_so),
            self._does_to_me,
        )

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
        if word.opens or view.near(-1).possessive:  # "my son's verruca"
            return False
        likely = word.sense is not Sense.OTHER and (word.capital or not _is_verb(word))
        named = word.capital and word.text not in self._cues["little"]
        if view.before in self._cues["naming"]:
            return likely
        if self._is_after_name_is(view):
            return likely or named
        return self._is_related(view) and (likely or (named and word.text not in self._nothing_human))

    def _is_related(self, view: View) -> bool:
        """ "my friend Hope", but not "my son will come"."""
        word, cues = view.word, self._cues
        owned = view.two_before in cues["owners"] or view.near(-2).possessive
        if view.before not in cues["relations"] or not owned:
            return False
        if word.text in ("will", "may", "drew", "chase") and not word.capital:
            return view.after.text in cues["doing"] | {"is", "was", "has", "and"}
        return word.capital or word.text not in cues["elsewhere"]

    def _is_after_name_is(self, view: View) -> bool:
        """ "her name is", "her name's"."""
        back = -2 if view.before in ("is", "was") else -1
        return view.near(back).text in ("name", "names") and view.near(back - 1).text in self._cues["whose"]

    def _show_though_unknown(self, view: View) -> bool:
        word, cues = view.word, self._cues
        if self._does(view) or self._is_one_of_mine(view):
            return True
        if _is_verb(word) and not word.capital:
            return False
        if self._owns(view) or self._has_their_own(view) or (view.behind in _HE and not word.joined):
            return True  # "kwok he sings"
        ends = not view.behind or view.behind in cues["little"]
        spoken_to = word.joined and view.before in cues["speaking"] and (word.capital or ends)
        return spoken_to or (word.capital and self._is_named(view))

    def _is_named(self, view: View) -> bool:
        """What shows that an unknown word with a capital is a name."""
        if (view.word.joined and view.before in self._cues["fond"]) or self._does_to_me(view):
            return True
        signs = (self._is_in_company, self._is_with_a_name, self._is_humane, self._is_followed_by_a_surname)
        return any(sign(view) for sign in signs)

    def _is_one_of_mine(self, view: View) -> bool:
        """ "Angharad my niece"."""
        mine = (
            view.after.text in ("my", "our", "his", "her", "their")
            and view.near(2).text in self._cues["relations"]
        )
        return mine and not view.word.joined and not view.near(2).possessive

    def _has_their_own(self, view: View) -> bool:
        """ "Akbar has his mat", "Mick and his jokes"; also "Cemile doesn't like it"."""
        word = view.word
        if word.joined and view.before not in self._cues["joints"]:
            return False
        if view.behind in _NOT:
            return view.near(2).text in self._cues["base"]
        return view.near(2).text in ("his", "her") and (
            view.behind in self._verbs_behind or view.behind == "and"
        )

    def _does_to_me(self, view: View) -> bool:
        """ "Baljinder ties my turban", whatever it is that is done; "Rose put my slippers on"."""
        verb = view.behind.endswith(("s", "ed")) and len(view.behind) > _SHORT_VERB
        unknown = view.word.sense is Sense.UNKNOWN
        if view.behind not in _GIVING and not (unknown and verb):
            return False
        could_be = unknown or (view.word.capital and view.word.text in self._owners)
        return could_be and view.word.opens and view.near(2).joined and view.near(2).text in _MINE

    def _is_followed_by_a_surname(self, view: View) -> bool:
        """ "Kwok Lau", and "Siew Lan knits"."""
        if not (view.after.capital and view.after.joined):
            return False
        short = len(view.behind) <= _SHORT_SECOND and view.behind not in self._cues["little"]
        second = short or view.after.sense is Sense.UNKNOWN
        return self._has_surname(view) or (second and self._does(view.moved(1)))

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
        spoken_to = word.joined and view.before in cues["speaking"]
        return spoken_to or any(sign(view) for sign in self._of_a_word)

    def _is_in_company(self, view: View) -> bool:
        """ "I sit with ivy", "a natter with Rose"."""
        word, cues = view.word, self._cues
        if view.before != "with" or not word.joined or word.text in self._seldom_with:
            return False
        return any(view.near(back).text in cues["company"] for back in (-2, -3, -4))

    def _is_humane(self, view: View) -> bool:
        """ "Patience is kind": only somebody can be so."""
        word, cues = view.word, self._cues
        if not word.capital or word.text in self._not_humane or view.behind not in ("is", "was"):
            return False
        on_shift = view.near(2).text == "on" and view.near(3).text in cues["stations"]
        adverb = view.near(2).text in ("very", "so", "always", "really", "too", "ever")
        return on_shift or view.near(2 + adverb).text in cues["humane"] or self._is_somebody(view)

    def _is_somebody(self, view: View) -> bool:
        """ "Happiness is a good nurse", "Rose was my friend"."""
        if view.near(2).text not in ("a", "my", "our", "the"):
            return False
        return any(view.near(on).text in self._cues["relations"] for on in (3, 4))

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
        if not ours and (not word.capital or word.text in cues["elsewhere"]):
            return False
        if view.before in ("is", "was") and view.two_before in cues["relations"]:
            return True
        if word.text not in cues["ideas"] and self._has_their_own(view):
            return True
        if (view.before, view.two_before) in _AND_ME or behind in _AND_ME:
            return True
        return ours and behind[0] in ("is", "was") and behind[1] in cues["praise"]

    def _is_written_so(self, view: View) -> bool:
        """By its capital, by what it is or has, or because one of ours has this name."""
        word, cues = view.word, self._cues
        ours, common = word.text in self._ours, word.text in self._common
        there = word.text in cues["elsewhere"] and not (ours and view.before not in _WHERE)
        if there or self._is_a_kind(view):
            return False
        time, idea = word.text in cues["seasons"], word.text in cues["ideas"]
        towards = word.joined and view.before in cues["towards"]
        if word.capital and not word.opens and common:
            return not time or towards or view.before in ("our", "my", "and")
        if time or (idea and not ours):
            return False
        if common and view.behind in cues["being"] and not (idea and view.behind in _IDEAS_DO):
            return ours or not (view.before in cues["word_signs"] and word.joined)
        if word.text in cues["verbs"] and not word.capital:
            return ours and view.before in ("with", "from") and word.joined and not view.behind
        ends = not view.behind or view.behind in self._ends  # not "with rosemary bread"
        return ours and towards and not idea and ends

    def _is_a_kind(self, view: View) -> bool:
        """ "Violet is my favourite colour"."""
        if view.behind not in ("is", "was"):
            return False
        return any(view.near(on).text in self._cues["kinds"] for on in (3, 4))

    def _does(self, view: View) -> bool:
        """Whether the word behind is what people do, and the word before leaves room for a name."""
        word = view.word
        if not word.capital and (_is_verb(word) or self._is_rather_a_word(word)):
            return False
        if not (view.behind in self._cues["doing"] or self._does_often(view) or self._is_stationed(view)):
            return False
        if view.before in self._cues["word_signs"] and word.joined:
            return False
        return word.capital or not word.joined or view.before in self._cues["joints"]

    def _is_rather_a_word(self, word: Word) -> bool:
        """Bell, Cord and Stone, in small letters, as against Rose and Florence."""
        return word.sense is Sense.PERHAPS and word.text not in self._not_rather_a_word

    def _does_often(self, view: View) -> bool:
        """ "Olive never visits", "May always gets a cake"."""
        return view.behind in self._cues["adverbs"] and view.near(2).text in self._done_often

    def _is_stationed(self, view: View) -> bool:
        """ "Ivy in room 9", "Penny from the office", "Bill next door"."""
        if (view.behind, view.near(2).text) == ("next", "door"):
            return True
        if not view.word.capital and view.word.sense is Sense.UNKNOWN and view.word.text.endswith("s"):
            return False  # "undresses in the corridor"
        steps = (3, 4) if view.near(2).text == "the" else (2,)
        stationed = any(view.near(on).text in self._cues["stations"] for on in steps)
        return view.behind in ("in", "from", "on") and stationed

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
        word, cues = view.word, self._cues
        if word.possessive and word.capital and word.text in self._owners:
            return True
        if view.behind not in cues["belongings"]:
            return False
        if word.possessive:
            return word.sense is Sense.PERHAPS or (word.sense is Sense.UNKNOWN and word.capital)
        if not word.text.endswith("s") or word.text in cues["little"]:
            return False
        return self._names.sense(word.text[:-1]) in (Sense.PERHAPS, Sense.NAME)

    def _is_with_a_name(self, view: View) -> bool:
        """ "rose and doreen", "doreen and rose"."""
        word = view.word
        if not word.capital and word.text in self._cues["ideas"] | self._cues["verbs"]:
            return False
        beside = [view.near(2 * step) for step in (-1, 1) if view.near(step).text == "and"]
        return any(self._is_a_name_too(view, other) for other in beside)

    def _is_a_name_too(self, view: View, other: Word) -> bool:
        if other.sense is Sense.NAME:
            return True
        both = {view.word.text, other.text} <= self._ours
        return both and (view.word.capital or other.capital)


def _is_verb(word: Word) -> bool:
    return word.sense is Sense.UNKNOWN and bool(_DONE.search(word.text))
