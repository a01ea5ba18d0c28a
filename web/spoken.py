"""What is read aloud, made ahead. (interim)"""

from pathlib import Path
from typing import Any


class Spoken:
    def known(self) -> dict[str, Any]:
        return {}

    def file(self, name: str) -> Path | None:
        return None
