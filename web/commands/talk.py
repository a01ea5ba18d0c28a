"""`whatmatters talk`: the whole conversation by the microphone and the loudspeaker of this machine."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from storage.consent_kinds import How
from storage.kinds import Audience
from voice.hearing import Hearing
from voice.machine_sound import Loudspeaker, Microphone, machine_loudspeaker, machine_microphone
from voice.speaking import Speaker
from voice.wav_files import FileLoudspeaker, FileMicrophone
from web import spoken_phrases
from web.commands.conversation import Conversation
from web.commands.hands_free import HandsFree
from web.commands.keys import Keys
from web.commands.room import Room
from web.commands.somewhere import somewhere
from web.commands.spoken_choice import SpokenChoice
from web.settings import read_settings

WAV = ".wav"

console = Console(highlight=False)


def talk(  # noqa: PLR0913, PLR0917 (one parameter for each option)
    audience: Annotated[Audience, typer.Option("--as", help="Who is speaking.")] = Audience.RESIDENT,
    link: Annotated[str, typer.Option(help="Carry on an earlier conversation: its private link.")] = "",
    service: Annotated[str, typer.Option(help="The short name of the home; empty: the first one.")] = "",
    url: Annotated[str, typer.Option(help="A running What Matters; empty: found or started here.")] = "",
    wait: Annotated[
        float, typer.Option(min=2, max=20, help="Seconds of quiet after which nobody is hurried, but asked.")
    ] = 6.0,
    microphone: Annotated[
        str, typer.Option(help="Its number or part of its name; or a WAV file in its place.")
    ] = "",
    loudspeaker: Annotated[
        str, typer.Option(help="Its number or part of its name; or a WAV file to write.")
    ] = "",
) -> None:
    """Talk hands-free: questions are spoken, answers listened to. Ctrl-C leaves, and everything is kept."""
    with (
        _microphone(microphone) as hears,
        _loudspeaker(loudspeaker) as speaks,
        Speaker() as speaker,
        Hearing("sphinx") as choices,
        somewhere(read_settings(), url, console) as http,
    ):
        room = Room(hears, speaks, speaker, Keys(), console)
        choice = SpokenChoice(room, choices)
        agreed = None if link else _may_keep(room, choice)
        if link or agreed:
            conversation = Conversation.open(http, audience, link, service, agreed)
            HandsFree(conversation, room, choice, wait).go_on()


def _may_keep(room: Room, choice: SpokenChoice) -> How | None:
    """How they said that their words may be kept; None if not: nothing is begun before that."""
    said = choice.ask(spoken_phrases.KEEP_WORDS)
    if said is None or said.word != "yes":
        room.say(spoken_phrases.NOTHING_IS_KEPT)
        return None
    return How.SPOKEN if said.spoken else How.PRESSED


@contextlib.contextmanager
def _microphone(name: str) -> Iterator[Microphone]:
    if name.lower().endswith(WAV):
        yield FileMicrophone(Path(name))
        return
    with machine_microphone(name) as microphone:
        yield microphone


@contextlib.contextmanager
def _loudspeaker(name: str) -> Iterator[Loudspeaker]:
    if name.lower().endswith(WAV):
        yield FileLoudspeaker(Path(name))
        return
    with machine_loudspeaker(name) as loudspeaker:
        yield loudspeaker
