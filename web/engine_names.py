"""What engines that hear speech are called where people read it."""

NAMES = {"sphinx": "PocketSphinx", "faster_whisper": "Whisper", "vosk": "Vosk", "scripted": "A script"}
"""As their makers call them."""


def engine_name(label: str) -> str:
    """The name of an engine, with its model if it has several. label: as voice.recognisers.Engine has it."""
    name, _, model = label.partition(" ")
    return " ".join(filter(None, [NAMES.get(name, name), model])) or "The machine"
