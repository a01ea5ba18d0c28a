"""The one kind of failure this folder raises."""


class NluError(Exception):
    """Something about the tagger or its data is wrong; the message says what to do about it."""
