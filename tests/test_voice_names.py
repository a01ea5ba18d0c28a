"""How names are said: the shipped ones, and a home's own file, whatever stands in it."""

from pathlib import Path

from voice.names import SHIPPED, read_names


def quiet(sentence: str) -> None:
    raise AssertionError(sentence)


def test_every_shipped_name_can_be_read_and_is_there_once() -> None:
    names = read_names(tell=quiet)
    lines = [line for line in SHIPPED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(names) == len(lines) > 20
    assert names["niamh"] == "Neev"
    assert all(name != said.casefold() for name, said in names.items())


def test_a_homes_own_names_count_for_more(tmp_path: Path) -> None:
    own = tmp_path / "names.txt"
    own.write_text("# ours\nNiamh = Nee-uv   # as she says it\n\nWystan=Wisstan\n", encoding="utf-8")
    names = read_names(own, quiet)
    assert (names["niamh"], names["wystan"], names["cillian"]) == ("Nee-uv", "Wisstan", "Killian")


def test_a_line_that_is_none_is_told_and_left_out(tmp_path: Path) -> None:
    own = tmp_path / "names.txt"
    own.write_text(f"Wystan\nTwo words = too\n= x\ny =\n{'z' * 60} = z\nAda = Aida\n", encoding="utf-8")
    told: list[str] = []
    names = read_names(own, told.append)
    assert names == read_names() | {"ada": "Aida"}
    assert len(told) == 5
    assert all("Siobhan = Shivawn" in each for each in told)
    assert told[0].startswith("Line 1 of ")


def test_a_file_that_cannot_be_read_is_told_and_done_without(tmp_path: Path) -> None:
    own, told = tmp_path / "names.txt", list[str]()
    own.write_bytes(b"\xff\xfe\x00Ada")
    assert read_names(own, told.append) == read_names()
    assert "UTF-8" in told[0]
    assert read_names(tmp_path / "nothing.txt", quiet) == read_names()
