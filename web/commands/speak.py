"""`whatmatters speak`: hear how a text is read aloud."""

import json
from pathlib import Path
from typing import Annotated

import typer

from voice.speaking import Speaker
from voice.voices import Voice
from web.errors import WebError


def speak(
    text: Annotated[str, typer.Argument(help="What to say.")],
    to: Annotated[Path, typer.Option(help="The WAV file to write.")],
    rate: Annotated[int, typer.Option(help="Words a minute, 80 to 200.")] = 125,
    pause: Annotated[int, typer.Option(help="Milliseconds more between words, 0 to 500.")] = 0,
    language: Annotated[str, typer.Option(help="As eSpeak NG names it: en-gb, cy, pl ...")] = "en-gb",
) -> None:
    """Write a text as sound, and print when each of its words begins, as one JSON object."""
    with Speaker() as speaker:
        clip = speaker.speak(text, Voice(language, rate, pause))
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
