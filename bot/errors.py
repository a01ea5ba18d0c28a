"""What can go wrong in this folder, each with its remedy in the message."""


class BotError(Exception):
    """Base of all errors of this folder."""


class SettingError(BotError):
    """A value that this folder needs is missing."""


class MessageError(BotError):
    """A message of the application that does not keep to the contract."""


class ExampleError(BotError):
    """Training data that contradicts itself."""


class ModelError(BotError):
    """A trained model that is missing or cannot be read."""
