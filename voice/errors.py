"""The one kind of failure this folder raises."""


class VoiceError(Exception):
    """Its text is a sentence or two for the one who reads it, with the remedy.

    code: a word for machines ("no_engine", "no_language", "bad_voice", "nothing_to_say", "too_long",
          "too_slow", "died", "failed", "busy", "cannot_write", "bad_sound", "no_sound_system",
          "no_microphone", "no_loudspeaker").
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
