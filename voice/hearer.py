"""The process that holds a recogniser: `python -m voice.hearer ENGINE FOLDER FD`.

It cannot reach the network, whatever the libraries in it would like to do: every attempt is refused.
"""

import json
import os
import sys
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from voice.errors import VoiceError
from voice.recognisers import Heard, Recogniser
from voice.sound import RATE

NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"})


def refuse_network() -> None:
    """From now on this process talks to nobody but the one who started it. Cannot be taken back."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # so that a library does not even try

    def refuse(event: str, _: tuple[Any, ...]) -> None:
        if event in NETWORK:
            raise PermissionError("Sound and words stay on this machine: there is no network here.")

    sys.addaudithook(refuse)


def open_recogniser(name: str, folder: Path | None) -> Recogniser:
    """The engine of this name, with its model loaded. Raises VoiceError("no_engine"), with the remedy."""
    return _MAKERS[name](folder)


def serve(line: Connection, name: str, folder: Path | None) -> None:
    """Introduce ourselves, then answer until the other end is gone."""
    try:
        recogniser = open_recogniser(name, folder)
        audio_data = _audio_data()
    except VoiceError as error:
        _send(line, {"error": error.code, "message": str(error)})
        return
    _send(line, {"engine": recogniser.name})
    while True:
        try:
            asked, pcm = json.loads(line.recv_bytes()), line.recv_bytes()
        except EOFError:
            return
        _answer(line, lambda: recogniser.recognise(audio_data(pcm, RATE, 2), asked["choices"]))  # noqa: B023 (at once)


def _answer(line: Connection, recognise: Callable[[], Heard]) -> None:
    try:
        heard = recognise()
    except VoiceError as error:
        _send(line, {"error": error.code, "message": str(error)})
        return
    except Exception as error:  # noqa: BLE001 (whatever an engine raises concerns only this sound)
        _send(line, {"error": "failed", "message": f"The words could not be made out ({error!r})."})
        return
    _send(line, {"text": heard.text, "words": heard.words, "sure": heard.sure})
    line.send_bytes(b"")  # who asks expects samples after each answer


def _send(line: Connection, message: dict[str, Any]) -> None:
    line.send_bytes(json.dumps(message).encode())


def _audio_data() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a module that Python 3.13 no longer has
        try:
            from speech_recognition import AudioData  # noqa: PLC0415
        except ImportError as error:
            raise VoiceError(
                "no_engine", f"SpeechRecognition is missing ({error}). Install it: make setup."
            ) from error
    return AudioData


def _sphinx(_: Path | None) -> Recogniser:
    from voice.sphinx import Sphinx  # noqa: PLC0415 (each engine brings much along)

    return Sphinx()


def _whisper(folder: Path | None) -> Recogniser:
    from voice.whisper import Whisper  # noqa: PLC0415

    return Whisper(folder)


def _vosk(folder: Path | None) -> Recogniser:
    from voice.vosk import Vosk  # noqa: PLC0415

    return Vosk(folder)


def _scripted(folder: Path | None) -> Recogniser:
    from voice.scripted import Scripted  # noqa: PLC0415

    return Scripted(folder)


_MAKERS: dict[str, Callable[[Path | None], Recogniser]] = {
    "sphinx": _sphinx,
    "faster_whisper": _whisper,
    "vosk": _vosk,
    "scripted": _scripted,
}


def main() -> None:
    """Serve on the line whose number was given."""
    name, folder, number = sys.argv[1:]
    refuse_network()
    with Connection(int(number)) as line:
        serve(line, name, Path(folder) if folder else None)


if __name__ == "__main__":
    main()
