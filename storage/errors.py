"""What can go wrong when words are kept, said so that the caller knows what to do next."""


class StorageError(Exception):
    """Nothing of the failed verb was written.

    code: a word for machines ("busy", "full", "no_database", "read_only", "damaged", "newer", "taken",
          "unusable", "too_long", "unknown", "bad_set", "wrong_key", "gone",
          "changed", "no_cipher", "in_use", "bad_backup", "no_tool").
    retry: True if the same call may succeed later without anybody doing anything.
    """

    def __init__(self, code: str, message: str, *, retry: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retry = retry
