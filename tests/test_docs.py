"""What the documents say is so: settings, links, commands, versions, the form of decisions."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from web.cli import app
from web.settings import ROOT, Settings

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LONGEST_DECISION = 25

FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
IN_LINE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """A page without its code."""
    return IN_LINE.sub("`code`", FENCED.sub("", page.read_text()))


def code(page: Path) -> list[str]:
    """What a page gives in type-writer letters: each piece, and each line of each block."""
    text = page.read_text()
    blocks = [line for block in FENCED.findall(text) for line in block.splitlines()[1:-1]]
    return blocks + [piece.strip("`") for piece in IN_LINE.findall(FENCED.sub("", text))]


def headings(page: Path) -> set[str]:
    """The names that links may point to, made as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def tracked_files() -> dict[str, str]:
    """Every text file that is part of the product, also what was not yet added to Git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("This is no checkout of Git, so nobody can tell which files are part of it.")
    return dict(_texts(listed.stdout.split("\0")))


def _texts(names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):  # gone since, a folder, or a picture
            continue


class TestSettings:
    def test_every_setting_stands_in_the_table_as_it_is(self) -> None:
        table = settings_table()
        text = (ROOT / "docs" / "settings.md").read_text()
        assert table in text, f"Paste this into docs/settings.md in place of its table:\n\n{table}"

    def test_nothing_else_stands_in_the_table(self) -> None:
        rows = re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
        assert rows == [variable(name) for name in Settings.model_fields]

    def test_a_setting_that_a_page_names_is_read_somewhere(self) -> None:
        known = {variable(name) for name in Settings.model_fields}
        bot = [path.read_text() for kind in ("*.py", "*.yml") for path in (ROOT / "bot").glob(kind)]
        known |= {name for text in bot for name in re.findall(r"WM_[A-Z_]+", text)}
        for page in PAGES:
            assert set(re.findall(r"WM_[A-Z_]*[A-Z]", page.read_text())) <= known, name_of(page)


def variable(name: str) -> str:
    """A setting as it stands in the environment."""
    return f"WM_{name.upper()}"


def settings_table() -> str:
    """The table of docs/settings.md, made from web/settings.py."""
    rows = [
        f"| `{variable(name)}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| name | if it is not set | what it is |", "|---|---|---|", *rows])


def _default(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}` in the checkout"
    return "(empty)" if value in ("", None) else f"`{value}`"


class TestLinks:
    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_link_leads_somewhere(self, page: Path) -> None:
        lost = [link for link in LINK.findall(prose(page)) if not self._leads_somewhere(page, link)]
        assert lost == []

    def _leads_somewhere(self, page: Path, link: str) -> bool:
        if link.startswith(("https://", "http://", "mailto:")):
            return True
        path, _, heading = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or not target.resolve().is_relative_to(ROOT):
            return False
        return not heading or heading in headings(target)

    def test_every_page_can_be_found_from_the_first_one(self) -> None:
        index = ROOT / "docs" / "index.md"
        linked = {(index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(index))}
        pages = {page for page in PAGES if page.is_relative_to(ROOT / "docs")}
        assert {name_of(page) for page in pages - linked - {index}} == set()

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_file_of_ours_that_is_named_is_there(self, page: Path) -> None:
        ours = re.compile(r"(?:actions|bench|bot|docs|nlu|scripts|storage|tests|voice|web)/[\w./-]*\.\w+")
        named = [piece for piece in code(page) if ours.fullmatch(piece)]
        assert [name for name in named if not (ROOT / name).exists()] == []

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_test_that_is_named_is_there(self, page: Path) -> None:
        known = {path.name: path.read_text() for path in (ROOT / "tests").rglob("test_*.py")}
        named = [
            piece.partition("::") for piece in code(page) if re.fullmatch(r"test_\w+\.py(::\w+)?", piece)
        ]
        lost = [f"{file}::{name}" for file, _, name in named if f"def {name}" not in known.get(file, "")]
        assert lost == []


class TestCommands:
    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_word_for_make_is_in_the_makefile(self, page: Path) -> None:
        known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        said = [found[1] for piece in code(page) if (found := re.match(r"make ([a-z]+)", piece))]
        assert set(said) <= known

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_every_command_of_ours_is_there(self, page: Path) -> None:
        known = set(getattr(typer.main.get_command(app), "commands", {}))
        said = [word for piece in code(page) for word in re.findall(r"\bwhatmatters ([a-z]+)", piece)]
        assert known
        assert set(said) <= known

    def test_every_word_for_make_says_what_it_does(self) -> None:
        rules = re.findall(r"^([a-z]+):(.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert [name for name, rest in rules if "## " not in rest] == []


class TestDecisions:
    @pytest.mark.parametrize("page", DECISIONS, ids=name_of)
    def test_it_gives_context_decision_and_consequences_briefly(self, page: Path) -> None:
        lines = [line for line in page.read_text().splitlines() if line.strip()]
        assert re.match(rf"# {int(page.name[:4])}\. \S", lines[0])
        assert re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ]
        assert len(lines) <= LONGEST_DECISION

    def test_they_are_numbered_without_a_gap(self) -> None:
        assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
        assert len(DECISIONS) >= 10

    def test_the_index_gives_each_its_title(self) -> None:
        index = (ROOT / "docs" / "index.md").read_text()
        for page in DECISIONS:
            title = page.read_text().splitlines()[0].removeprefix("# ")
            assert f"[{title}](decisions/{page.name})" in index


def test_the_newest_version_in_the_changelog_is_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[:1] == [project["version"]]


class TestLeftovers:
    # Written so that this file does not hold what it looks for.
    UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b")
    MACHINE = re.compile(r"(?<![\w.~/-])/(work|root|home|Users)/\w+")

    def test_nothing_is_marked_as_unfinished(self) -> None:
        assert self._with(self.UNFINISHED) == []

    def test_no_path_of_somebodys_machine_is_left(self) -> None:
        assert self._with(self.MACHINE) == []

    def _with(self, pattern: re.Pattern[str]) -> list[str]:
        files = tracked_files()
        assert len(files) > 50
        return [f"{name}: {found[0]}" for name, text in files.items() if (found := pattern.search(text))]

    def test_what_is_looked_for_would_be_found(self) -> None:
        assert self.UNFINISHED.search("# {}: later".format("todo".upper()))
        assert self.MACHINE.search("see {}/sarah/notes".format("/home"))
        assert not self.MACHINE.search("https://example.org/home/page and ../root/a")
