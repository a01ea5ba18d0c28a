"""Empty stand-ins for what Rasa imports and nothing here uses, TensorFlow above all.

Rasa 3.6 imports TensorFlow at start even when no component of the model uses it: 2 GB of disk, 340 MB of
memory and six seconds. Nothing in `config.yml` uses it, and it is not installed. A component that does (DIET,
TED, ResponseSelector) fails at once with the sentence in `_REMEDY`. A real one, once installed, is used.

What `WHILE_SERVING` names is installed, for training and testing, but serving a conversation only imports it:
drawing, other people's channels, databases and clouds. Left out, they save 40 MB and a second.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Optional, Sequence

TENSORFLOW = ("tensorflow", "tensorflow_hub", "tensorflow_text", "tensorflow_addons", "keras")
VERSION = "2.12.0"  # what Rasa 3.6.21 asks for
WHILE_SERVING = (
    "matplotlib", "mpl_toolkits", "aiogram", "boto3", "botocore", "pymongo", "redis", "aio_pika", "slack_sdk",
    "webexteamssdk", "twilio", "fbmessenger",
)  # fmt: skip
_REMEDY = "needs a package that is left out here; docs/bot.md says how to bring it back"


class _Anything(type):
    """Metaclass of the stand-ins: every attribute is a stand-in too."""

    def __getattr__(cls, name: str) -> "_Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn

    def __call__(cls, *args: Any, **options: Any) -> Any:
        if "is_stand_in" not in vars(cls):  # a class of Rasa's own that inherits from one
            raise RuntimeError(f"{cls.__name__} {_REMEDY}")
        used_as_decorator = len(args) == 1 and callable(args[0]) and not options
        return args[0] if used_as_decorator else StandIn


class StandIn(metaclass=_Anything):
    """Stands for any class, function or constant that is named but never used."""

    is_stand_in = True

    def __class_getitem__(cls, _key: object) -> type:
        return cls

    def __init_subclass__(cls, **_options: object) -> None:
        """Accept the class keywords that the real bases accept."""


class _Module(ModuleType):
    __path__: Sequence[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        loaded = sys.modules.get(f"{self.__name__}.{name}")
        return loaded or _Anything(name, (StandIn,), {"is_stand_in": True})


class _Finder(MetaPathFinder, Loader):
    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = frozenset(packages)

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> Optional[ModuleSpec]:
        if name.partition(".")[0] in self._packages:
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__version__"] = VERSION


def install() -> None:
    """Answer imports of TensorFlow with stand-ins, unless the real one is there."""
    sys.meta_path.append(_Finder(TENSORFLOW))


def install_for_serving() -> None:
    """The same, and stand-ins for `WHILE_SERVING` before what is installed."""
    install()
    sys.meta_path.insert(0, _Finder(WHILE_SERVING))
