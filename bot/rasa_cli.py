"""`python -m bot.rasa_cli run|train|test|data ...`: `rasa` without TensorFlow, telemetry and leaks.

Two variables are read here: `WM_WATCH_STDIN=1` makes the process leave as soon as its standard input closes,
so that no Rasa stays behind when the program that started it is gone; `LOG_LEVEL` is Rasa's own.
"""

import os
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import Sequence

from bot import stand_ins

NO_MODEL = 4
"""Exit code when the model named by --model is not there, or cannot be loaded."""


def watch_stdin() -> None:
    """Leave the process at once, without clean-up, when standard input closes."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os._exit(0)

    threading.Thread(target=wait, name="watch-stdin", daemon=True).start()


def check_model(arguments: Sequence[str]) -> None:
    """Refuse to serve without the model that was asked for: Rasa would silently take another one."""
    options = dict(pairwise(arguments))
    model = Path(options.get("--model") or options.get("-m") or "")
    if not model.is_file():
        remedy = "Train one (docs/bot.md has the command) and name its file with --model."
        sys.stderr.write(f"There is no trained model at '{model}'. {remedy}\n")
        sys.exit(NO_MODEL)


def set_environment() -> None:
    """What must be in the environment before Rasa is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def main() -> None:
    """Run the command line of Rasa with the arguments of this process."""
    if os.environ.get("WM_WATCH_STDIN") == "1":
        watch_stdin()
    set_environment()
    serving = sys.argv[1:2] == ["run"]
    (stand_ins.install_for_serving if serving else stand_ins.install)()
    from rasa import __main__ as rasa  # noqa: PLC0415  slow, and only after the stand-in

    if serving:
        check_model(sys.argv[2:])
        from bot import quiet_log  # noqa: PLC0415  structlog is there once Rasa is

        rasa.configure_structlog = quiet_log.install()
    rasa.main()


if __name__ == "__main__":
    main()
