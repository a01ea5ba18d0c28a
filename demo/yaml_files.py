"""The files that the invented home is made of."""

from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


def read(name: str) -> Any:
    """What stands in a file of demo/data."""
    return yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8"))
