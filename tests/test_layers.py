"""Who may import whom, which library stands where, and how long things may be; see CONTRIBUTING.md."""

import ast
import statistics
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT: dict[str, set[str]] = {
    "storage": set(),
    "nlu": set(),
    "voice": set(),
    "actions": {"nlu", "storage"},
    "demo": {"actions", "nlu", "storage", "voice"},
    "web": {"actions", "demo", "nlu", "storage", "voice"},
    "bot": set(),
}
"""Of ours, besides its own folder."""

MAY_USE_ACTIONS = ("web/assembly.py", "web/commands/")
"""The only places in `web` that know of `actions`: where the parts are put together, and the commands."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "sqlalchemy": ("storage/",),
    "alembic": ("storage/",),
    "psycopg": ("storage/",),
    "spacy": ("nlu/",),
    "sklearn": ("nlu/", "bot/classifier.py"),
    "threadpoolctl": ("nlu/",),
    "scipy": ("nlu/", "bot/classifier.py"),
    "tokenizers": ("nlu/encoder.py",),
    "safetensors": ("nlu/encoder.py",),
    "speech_recognition": ("voice/",),
    "pocketsphinx": ("voice/",),
    "faster_whisper": ("voice/whisper.py",),
    "vosk": ("voice/vosk.py",),
    "sounddevice": ("voice/",),
    "pyttsx3": ("voice/",),
    "espeakng_loader": ("voice/",),
    # The executor has to be called by the route that Rasa asks.
    "rasa_sdk": ("actions/", "web/action_route.py"),
    "rasa": ("bot/",),
    "sanic": ("bot/",),
    "fastapi": ("web/",),
    "starlette": ("web/",),
    "jinja2": ("web/",),
    "uvicorn": ("web/",),
    "pydantic": ("web/",),
    "pydantic_settings": ("web/",),
    "httpx": ("web/",),
    "authlib": ("web/openid.py",),
    "joserfc": ("web/openid.py",),
    "pyotp": ("web/second_step.py",),
    "typer": ("web/cli.py", "web/commands/"),
    "pyarrow": ("web/export_parquet.py",),
    "argon2": ("web/auth.py",),
    "cryptography": (
        "web/certificates.py",
        "storage/sealing.py",
        "storage/ring.py",
        "storage/backup_file.py",
    ),
    "sqlcipher3": ("storage/sqlite_driver.py",),
    "keyring": ("web/key_places.py",),
    # Rasa is a program of its own, with its own environment. One library reads there that it has no network,
    # PostgreSQL's tools read the password there, where no list of running programs shows it.
    "os.environ": ("web/", "bot/", "voice/hearer.py", "storage/postgres_tools.py"),
    "os.getenv": ("web/", "bot/"),
}

LONGEST_FUNCTION = 60
LONGEST_MODULE = 300
MEDIAN_FUNCTION = 8
NINE_IN_TEN_FUNCTIONS = 30
UNMEASURED = ("storage/migrations/",)


@dataclass(frozen=True)
class Module:
    """A file of ours, and what it says."""

    path: str
    """From the root of the checkout, with slashes."""
    source: str

    @property
    def folder(self) -> str:
        return PurePosixPath(self.path).parts[0]

    @property
    def name(self) -> str:
        """As it is imported."""
        return ".".join(PurePosixPath(self.path).with_suffix("").parts).removesuffix(".__init__")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def uses(self) -> tuple[tuple[int, str], ...]:
        """Everything imported, at the top or inside a function, and os.environ: (line, dotted name)."""
        return tuple(use for node in ast.walk(self.tree) for use in self._uses(node))

    def _uses(self, node: ast.AST) -> Iterator[tuple[int, str]]:
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, each.name) for each in names)
            case ast.ImportFrom(names=names):
                yield from ((node.lineno, f"{self._source_of(node)}.{each.name}") for each in names)
            case ast.Attribute(value=ast.Name(id="os"), attr=name):
                yield node.lineno, f"os.{name}"
            case _:
                pass

    def _source_of(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        here = PurePosixPath(self.path).parts[: -node.level]
        return ".".join([*here, *filter(None, [node.module])])

    @cached_property
    def functions(self) -> tuple[tuple[str, int], ...]:
        """(name, lines) of every function, methods and inner ones too."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        found = (node for node in ast.walk(self.tree) if isinstance(node, kinds))
        return tuple((node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in found)


def read_all() -> list[Module]:
    """Every Python file of the folders that the rules are about."""
    files = [file for folder in [*MAY_IMPORT, "bench"] for file in sorted((ROOT / folder).rglob("*.py"))]
    paths = [file.relative_to(ROOT).as_posix() for file in files]
    own = [path for path in paths if not any(part.startswith(".") for part in path.split("/"))]
    return [Module(path, (ROOT / path).read_text(encoding="utf-8")) for path in own]


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return read_all()


def wrong_imports(modules: Iterable[Module]) -> list[str]:
    """Each use of a folder of ours that the rule does not allow."""
    return [
        f"{module.path}:{line} may not import {used}"
        for module in modules
        for line, used in module.uses
        if not _may_import(module, used)
    ]


def _may_import(module: Module, used: str) -> bool:
    folder = used.split(".", maxsplit=1)[0]
    if folder not in MAY_IMPORT or folder == module.folder:
        return True
    if module.folder == "bench":
        return folder != "bot"
    if (module.folder, folder) == ("web", "demo"):
        return module.path.startswith("web/commands/")
    if (module.folder, folder) == ("web", "actions"):
        return module.path.startswith(MAY_USE_ACTIONS)
    return folder in MAY_IMPORT[module.folder]


def strayed_libraries(modules: Iterable[Module]) -> list[str]:
    """Each use of a library outside its place."""
    return [
        f"{module.path}:{line} uses {used}, which belongs to {' and '.join(places)}"
        for module in modules
        if module.folder != "bench"
        for line, used in module.uses
        for library, places in ONLY_IN.items()
        if f"{used}.".startswith(f"{library}.") and not module.path.startswith(places)
    ]


def circles(modules: Iterable[Module]) -> list[str]:
    """Each module that comes back to itself by imports, with the way round."""
    known = {module.name: module for module in modules}
    leads_to = {name: sorted(_imported(module, known)) for name, module in known.items()}
    return [" -> ".join(way) for name in known if (way := _way_back(name, leads_to))]


def _imported(module: Module, known: Iterable[str]) -> set[str]:
    # "from storage import turns" and "from storage.turns import keep" both mean storage.turns.
    wanted = {used for _, used in module.uses} | {used.rpartition(".")[0] for _, used in module.uses}
    return wanted & set(known) - {module.name}


def _way_back(start: str, leads_to: dict[str, list[str]]) -> list[str]:
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        for following in leads_to[way[-1]]:
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def too_long(modules: Iterable[Module]) -> list[str]:
    """Each function and module over the budget."""
    measured = [module for module in modules if not module.path.startswith(UNMEASURED)]
    lengths = [(module.path, len(module.source.splitlines())) for module in measured]
    return [
        *(f"{path} has {lines} lines" for path, lines in lengths if lines > LONGEST_MODULE),
        *(
            f"{module.path}: {name} has {lines} lines"
            for module in measured
            for name, lines in module.functions
            if lines > LONGEST_FUNCTION
        ),
    ]


def test_each_folder_imports_only_what_it_may(modules: list[Module]) -> None:
    assert wrong_imports(modules) == []


def test_each_library_stays_in_its_place(modules: list[Module]) -> None:
    assert strayed_libraries(modules) == []


def test_no_module_comes_back_to_itself(modules: list[Module]) -> None:
    assert circles(modules) == []


def test_packages_open_with_an_empty_file(modules: list[Module]) -> None:
    assert [each.path for each in modules if each.path.endswith("__init__.py") and each.source] == []


def test_the_program_is_installed_and_checked_with_each_of_its_folders() -> None:
    # Rasa's project is set up on its own, and checked on its own.
    ours = set(MAY_IMPORT) - {"bot"}
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert set(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == ours
    assert set(tools["mypy"]["files"]) == ours | {"bench", "scripts", "tests"}


def test_every_module_says_what_it_is_for(modules: list[Module]) -> None:
    assert [each.path for each in modules if each.source and not ast.get_docstring(each.tree)] == []


def test_no_function_and_no_module_is_too_long(modules: list[Module]) -> None:
    assert too_long(modules) == []


def test_most_functions_are_short(modules: list[Module]) -> None:
    lengths = [
        lines for each in modules if not each.path.startswith(UNMEASURED) for _, lines in each.functions
    ]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION
    assert statistics.quantiles(lengths, n=10)[-1] <= NINE_IN_TEN_FUNCTIONS


class TestTheChecker:
    """It finds what it looks for: faults planted in modules that do not exist."""

    @pytest.mark.parametrize(
        ("path", "source"),
        [
            ("storage/a.py", "import nlu.tagger"),
            ("storage/a.py", "def f():\n    from web.settings import Settings"),
            ("nlu/a.py", "from storage import turns"),
            ("voice/a.py", "from storage.profiles import Profile"),
            ("actions/a.py", "from voice.speaking import Speaker"),
            ("nlu/a.py", "from ..storage import turns"),
            ("actions/a.py", "from web import talk"),
            ("web/talk.py", "from actions.flow import Flow"),
            ("web/a.py", "import bot.channel"),
            ("bot/a.py", "from storage.kinds import Mode"),
            ("bench/a.py", "from bot import text"),
        ],
    )
    def test_a_wrong_import_is_found(self, path: str, source: str) -> None:
        assert len(wrong_imports([Module(path, source)])) == 1

    @pytest.mark.parametrize(
        ("path", "source"),
        [
            ("actions/a.py", "from nlu.tagger import Tagger\nfrom storage.store import Store"),
            ("web/assembly.py", "from actions.steering import make_executor"),
            ("web/commands/a.py", "from actions.tagging import as_tags"),
            ("storage/a.py", "from storage.turns import keep\nimport storages, botany"),
        ],
    )
    def test_a_right_import_is_left_alone(self, path: str, source: str) -> None:
        assert wrong_imports([Module(path, source)]) == []

    @pytest.mark.parametrize(
        ("path", "source"),
        [
            ("web/a.py", "from sqlalchemy import select"),
            ("actions/a.py", "import sqlalchemy.orm as orm"),
            ("web/a.py", "import spacy"),
            ("web/a.py", "import pyttsx3"),
            ("web/chat.py", "from rasa_sdk import Action"),
            ("actions/a.py", "import rasa"),
            ("nlu/a.py", "from fastapi import Request"),
            ("storage/a.py", "import os\nos.environ['A']"),
            ("nlu/a.py", "from os import getenv"),
        ],
    )
    def test_a_library_out_of_its_place_is_found(self, path: str, source: str) -> None:
        assert len(strayed_libraries([Module(path, source)])) == 1

    def test_a_circle_is_found_however_it_is_written(self) -> None:
        planted = {
            "nlu/a.py": "from nlu import b",
            "nlu/b.py": "def f():\n    import nlu.c",
            "nlu/c.py": "from .a import A",
            "nlu/d.py": "from nlu.a import A",
        }
        found = circles([Module(path, source) for path, source in planted.items()])
        assert found[0] == "nlu.a -> nlu.b -> nlu.c -> nlu.a"
        assert len(found) == 3

    def test_what_is_too_long_is_found(self) -> None:
        function = "def long():\n" + "    pass\n" * LONGEST_FUNCTION
        faults = too_long([Module("nlu/a.py", function), Module("nlu/b.py", "\n" * (LONGEST_MODULE + 1))])
        assert faults == ["nlu/b.py has 301 lines", "nlu/a.py: long has 61 lines"]
        assert too_long([Module("storage/migrations/versions/1.py", function)]) == []

    def test_our_own_files_are_read(self, modules: list[Module]) -> None:
        folders = {module.folder for module in modules}
        assert set(MAY_IMPORT) <= folders
        assert not [module.path for module in modules if ".venv" in module.path]
