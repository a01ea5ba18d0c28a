"""pocketsphinx, with the English model that SpeechRecognition brings along: small, quick, always there.

SpeechRecognition's own way to it makes a new decoder for each sound, with all of the model, and can use a
grammar only once. Here the decoders are made once, when they are first needed: with the language model for
open answers (some 140 MB), without it for choices (some 50 MB).
"""

import re
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voice.closed import Grammar, make_grammar
from voice.errors import VoiceError
from voice.recognisers import Heard, HeardWord
from voice.sound import RATE
from voice.vocabulary import pronunciations

if TYPE_CHECKING:
    from speech_recognition import AudioData

ACOUSTICS, LANGUAGE = "acoustic-model", "language-model.lm.bin"
DICTIONARY = "pronounciation-dictionary.dict"  # spelt so in the package
FRAME_MS = 10
SHORTEST = RATE // 10 * 2
"""Bytes of a tenth of a second: less is no word, and the engine stumbles over nothing at all."""
SOFTEST = 33
"""Of 32,768: if no sample is louder, nobody spoke. A microphone that is switched off would be given words."""
NO_WORD = re.compile(r"[<\[+]")
"""How the engine's names for silence, breath and noise begin."""
VARIANT = re.compile(r"\(\d+\)$")


class Sphinx:
    """Nobody should be sure of what it makes of an open answer: one word in five is wrong."""

    name = "sphinx"

    def __init__(self) -> None:
        self._open: Any = None
        self._closed: Closed | None = None
        require()

    def recognise(self, audio: "AudioData", choices: Sequence[str] = ()) -> Heard:
        """As `Recogniser`. Open answers: words have times and confidences; half the wrong have below 0.25."""
        pcm = audio.get_raw_data(convert_rate=RATE, convert_width=2)
        if len(pcm) < SHORTEST or np.abs(np.frombuffer(pcm, "<i2").astype(int)).max() <= SOFTEST:
            return Heard.nothing(self.name)
        return self._choose(pcm, choices) if choices else self._hear(pcm)

    def _hear(self, pcm: bytes) -> Heard:
        if self._open is None:
            self._open = make_decoder({"lm": str(model_folder() / LANGUAGE)})
        decode(self._open, pcm)
        words = tuple(
            HeardWord(VARIANT.sub("", each.word), round(min(each.prob, 1.0), 3), each.start_frame * FRAME_MS)
            for each in self._open.seg() or ()
            if not NO_WORD.match(each.word)
        )
        return Heard(" ".join(word.text for word in words), self.name, words)

    def _choose(self, pcm: bytes, choices: Sequence[str]) -> Heard:
        if self._closed is None:
            self._closed = Closed()
        choice = self._closed.choose(pcm, choices)
        return (
            Heard(choice, self.name, (HeardWord(choice),), sure=True) if choice else Heard.nothing(self.name)
        )


class Closed:
    """A decoder without a language model, for choices."""

    def __init__(self) -> None:
        # The search for a better path through what was heard takes seconds with a grammar, and finds nothing.
        self._decoder = make_decoder({"lm": None, "bestpath": False})
        teach(self._decoder, pronunciations())
        self._choices: tuple[str, ...] = ()
        self._grammar = Grammar("", {}, ())

    def choose(self, pcm: bytes, choices: Sequence[str]) -> str:
        """The choice that was said; empty if none was."""
        grammar = self.grammar(choices)
        if not grammar.means:
            return ""
        decode(self._decoder, pcm)
        found = self._decoder.hyp()
        return grammar.choice(found.hypstr) if found else ""

    def grammar(self, choices: Sequence[str]) -> Grammar:
        """The grammar for the choices, made ready to be used."""
        if tuple(choices) != self._choices:
            self._grammar = make_grammar(choices, self._decoder.lookup_word)
            self._decoder.add_jsgf_string("closed", self._grammar.jsgf)
            self._decoder.activate_search("closed")
            self._choices = tuple(choices)
        return self._grammar


def model_folder() -> Path:
    """Where the model is. Raises VoiceError("no_engine")."""
    found = find_spec("speech_recognition")
    if found is None or found.origin is None:
        raise VoiceError("no_engine", "SpeechRecognition is missing. Install it: make setup.")
    return Path(found.origin).parent / "pocketsphinx-data" / "en-US"


def faults() -> list[str]:
    """What is missing, in a few words each; empty if it can be used."""
    if find_spec("pocketsphinx") is None:
        return ["the package pocketsphinx is missing"]
    folder = model_folder()
    return [
        f"{name} is missing" for name in (ACOUSTICS, LANGUAGE, DICTIONARY) if not (folder / name).exists()
    ]


def require() -> None:
    """Raises VoiceError("no_engine"), with the remedy, unless it is whole."""
    if found := faults():
        raise VoiceError(
            "no_engine", f"sphinx cannot be used: {', '.join(found)}. Install it again: make setup."
        )


def make_decoder(options: Mapping[str, object]) -> Any:
    """A decoder with the sounds of English."""
    import pocketsphinx  # noqa: PLC0415 (only where it is needed)

    folder = model_folder()
    return pocketsphinx.Decoder(
        hmm=str(folder / ACOUSTICS),
        dict=str(folder / DICTIONARY),
        samprate=RATE,
        loglevel="FATAL",
        **options,
    )


def teach(decoder: Any, words: Mapping[str, Sequence[str]]) -> None:
    """Add ways to say words, beside those that it knows."""
    for word, said in words.items():
        for phones in said:
            _teach(decoder, word, phones)


def _teach(decoder: Any, word: str, phones: str) -> None:
    names = (word, *(f"{word}({number})" for number in range(2, 10)))
    for name in names:
        known = decoder.lookup_word(name)
        if known == phones:
            return
        if known is None:
            decoder.add_word(name, phones, True)  # noqa: FBT003 (the engine's own way to be asked)
            return


def decode(decoder: Any, pcm: bytes) -> None:
    """Let it hear a whole sound at once, so that nothing of an earlier one colours it."""
    decoder.start_utt()
    decoder.process_raw(pcm, False, True)  # noqa: FBT003 (search, and it is all there is)
    decoder.end_utt()
