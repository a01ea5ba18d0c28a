"""What can go wrong around the pages and the commands, in words for the one who sees it."""


class WebError(Exception):
    """Its text is one sentence or two for the person who runs the program, with the remedy.

    code: a word for machines ("bad_setting", "port_in_use", "no_python", "broken_model", "disk_full", ...).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
