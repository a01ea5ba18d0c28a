"""`whatmatters speak`: hear how a text is read aloud."""

import json
from pathlib import Path
from typing import Annotated

import typer

from voice.manner import Manner
from voice.speaking import Speaker
from web.errors import WebError


def speak(  # noqa: PLR0913, PLR0917 (each is an option)
    text: Annotated[str, typer.Argument(help="What to say.")],
    to: Annotated[Path, typer.Option(help="The WAV file to write.")],
    rate: Annotated[int, typer.Option(help="Words a minute as they are heard, 120 to 165.")] = 125,
    pause: Annotated[int, typer.Option(help="Milliseconds more between words, 0 to 500.")] = 0,
    sentence_pause: Annotated[int, typer.Option(help="Milliseconds between sentences, 600 to 1000.")] = 800,
    pitch: Annotated[int, typer.Option(help="How high, 0 to 99.")] = 50,
    volume: Annotated[int, typer.Option(help="How loud, 20 to 100.")] = 100,
    voice: Annotated[str, typer.Option(help="Another voice: en-gb-scotland, +f3 ...")] = "",
    language: Annotated[str, typer.Option(help="As eSpeak NG names it: en-gb, cy, pl ...")] = "en-gb",
) -> None:
    """Write a text as sound, and print when each of its words begins, as one JSON object."""
    with Speaker() as speaker:
        manner = Manner(language, voice, rate, pitch, volume, pause, sentence_pause)
        clip = speaker.speak(text, manner)
        engine = speaker.engine
    try:
        to.write_bytes(clip.wav)
    except OSError as error:
        raise WebError(
            "bad_file", f"{to} cannot be written ({error.strerror}). Name a file in a folder of yours."
        ) from error
    words = [{**word._asdict(), "word": text[word.at : word.at + word.len]} for word in clip.words]
    told = {"engine": engine, "ms": clip.ms, "sample_rate": clip.sample_rate, "words": words}
    typer.echo(json.dumps(told, ensure_ascii=False))
