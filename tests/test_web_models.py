"""`whatmatters train | models | retag`, as somebody at a terminal meets them, on small taggers."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from actions.learning import corrected_answers
from nlu.encoder_files import identity
from nlu.errors import NluError
from nlu.principles import DATA, load_taxonomy
from nlu.shelf import Shelf
from nlu.understanding import Understanding
from nlu.upkeep import fingerprint
from storage.store import Store
from tests.fakes import WordTagger
from tests.saying import begin, tag, tags, tell
from tests.small_taggers import OUR_BASE, write_tagger
from web.assembly import open_store, open_tagger
from web.cli import app
from web.commands import retagging
from web.settings import ROOT, read_settings

pytestmark = pytest.mark.slow  # each writes and reads taggers, and measures them


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """An empty shelf; everything is kept in a folder of this test."""
    monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("WM_DATABASE", "")
    monkeypatch.setenv("WM_ENCODER", "")
    return Shelf(tmp_path / "models")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def correct_one() -> str:
    """One answer that staff put right; returns the fingerprint of a tagger that learns from it."""
    with closing(open_store(read_settings())) as store:
        sarah = store.staff.add("sarah", "Sarah", "hash")
        answer = tell(store, begin(store), "They listen to me", tags(tag("assets")))
        store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("equality"))
        return fingerprint(DATA, corrected_answers(store, load_taxonomy().principle_keys))


class TestTrain:
    def test_the_first_one_is_taken_into_use(self, shelf: Shelf) -> None:
        version = write_tagger(shelf.folder, OUR_BASE)
        result = run("train")
        assert result.exit_code == 0, result.output
        assert "3 answers, 0 of them put right" in result.output
        assert "from the next start" in result.output
        assert shelf.active() == version

    def test_one_of_todays_data_takes_the_place_of_an_older_one(self, shelf: Shelf, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        before = Shelf(shelf.folder, tmp_path / "data")
        before.activate(write_tagger(shelf.folder, "a", base=fingerprint(tmp_path / "data")))
        version = write_tagger(shelf.folder, OUR_BASE)
        assert "there was none yet of today's data" in run("train").output
        assert shelf.active() == version

    def test_training_again_changes_nothing(self, shelf: Shelf) -> None:
        version = write_tagger(shelf.folder, OUR_BASE)
        run("train")
        assert "It is the one in use." in run("train").output
        assert [use.version for use in shelf.history()] == [version]

    def test_one_that_learned_from_people_is_taken_into_use_if_it_is_no_worse(self, shelf: Shelf) -> None:
        shelf.activate(old := write_tagger(shelf.folder, OUR_BASE))
        new = write_tagger(shelf.folder, correct_one(), corrections=1)
        result = run("train", "--with-corrections")
        assert "1 of them put right" in result.output
        assert f"in the place of {old}" in result.output
        assert "whatmatters retag" in result.output
        assert shelf.active() == new

    def test_a_worse_one_is_refused_with_the_reason_and_the_way_to_use_it(self, shelf: Shelf) -> None:
        shelf.activate(old := write_tagger(shelf.folder, OUR_BASE))
        new = write_tagger(shelf.folder, correct_one(), corrections=1, alarmed=False)
        result = run("train", "--with-corrections")
        assert result.exit_code == 0
        assert f"It is not used; {old} stays:" in result.output
        assert 'somebody may be unsafe: "He hit me."' in result.output
        assert f"whatmatters models activate {new}" in result.output
        assert shelf.active() == old

    def test_without_the_option_nothing_of_people_is_learned(self, shelf: Shelf) -> None:
        plain = write_tagger(shelf.folder, OUR_BASE)
        write_tagger(shelf.folder, correct_one(), corrections=1)
        assert "0 of them put right" in run("train").output
        assert shelf.active() == plain


class TestTheOneInUse:
    def test_it_is_the_active_one(self, shelf: Shelf) -> None:
        write_tagger(shelf.folder, OUR_BASE)
        shelf.activate(chosen := write_tagger(shelf.folder, "chosen"))
        assert open_tagger(read_settings()).model_version == chosen

    def test_before_the_first_it_is_that_of_todays_data_and_code(self, shelf: Shelf) -> None:
        write_tagger(shelf.folder, "another")
        plain = write_tagger(shelf.folder, OUR_BASE)
        assert open_tagger(read_settings()).model_version == plain
        assert shelf.active() == plain

    def test_after_a_change_of_data_it_learns_from_people_again(self, shelf: Shelf, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        base = fingerprint(tmp_path / "data")
        before = write_tagger(shelf.folder, "before", base=base, corrections=5)
        Shelf(shelf.folder, tmp_path / "data").activate(before)
        write_tagger(shelf.folder, OUR_BASE)
        learned = write_tagger(shelf.folder, correct_one(), corrections=1)
        assert open_tagger(read_settings()).model_version == learned
        assert [use.version for use in shelf.history()] == [before, learned]

    def test_with_an_encoder_that_cannot_be_used_it_is_told_and_done_without(
        self, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        plain = write_tagger(shelf.folder, OUR_BASE)
        write_tagger(shelf.folder, fingerprint(DATA, encoder=identity()))
        monkeypatch.setenv("WM_ENCODER", str(tmp_path / "nowhere"))
        assert open_tagger(read_settings()).model_version == plain
        assert "model.safetensors is missing" in caplog.text
        assert "whatmatters encoder fetch" in caplog.text
        assert "Meanwhile answers are read without it." in caplog.text

    def test_without_the_setting_the_encoders_libraries_are_not_loaded(self, shelf: Shelf) -> None:
        write_tagger(shelf.folder, OUR_BASE)
        code = (
            "import sys; from web.assembly import open_tagger; from web.settings import read_settings; "
            "open_tagger(read_settings()); print({'tokenizers', 'safetensors', 'scipy'} & {*sys.modules})"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "set()"


class TestModels:
    def test_the_list_shows_each_and_which_is_in_use(self, shelf: Shelf) -> None:
        first, second = write_tagger(shelf.folder, "a", corrections=12), write_tagger(shelf.folder, "b")
        other = write_tagger(shelf.folder, "c", base="other")
        assert "None is in use yet" in run("models", "list").output
        shelf.activate(first)
        lines = run("models", "list").output.splitlines()
        row = {version: next(line for line in lines if version in line) for version in (first, second, other)}
        assert "12" in row[first]
        assert "in use" in row[first]
        assert "in use" not in row[second]
        assert "other data" in row[other]

    def test_one_can_be_chosen_and_taken_back(self, shelf: Shelf) -> None:
        first, second = write_tagger(shelf.folder, "a"), write_tagger(shelf.folder, "b")
        run("models", "activate", first)
        assert f"{second} is used from the next start" in run("models", "activate", second).output
        assert f"{first} is used again" in run("models", "rollback").output
        assert shelf.active() == first
        assert isinstance(run("models", "rollback").exception, NluError)

    def test_two_are_compared_side_by_side(self, shelf: Shelf) -> None:
        first, second = write_tagger(shelf.folder, "a"), write_tagger(shelf.folder, "b", alarmed=False)
        output = run("models", "compare", first, second).output
        assert first in output
        assert "F1 of principles" in output
        assert "found: peer support" in output
        assert f"{second} would not take the place of {first}" in output
        assert f"{first} may take the place of {second}" in run("models", "compare", second, first).output

    def test_one_that_is_not_there_is_told_with_the_remedy(self, shelf: Shelf) -> None:
        refused = run("models", "compare", write_tagger(shelf.folder, "a"), "nothing")
        assert "whatmatters models list" in str(refused.exception)


class TestRetag:
    @pytest.fixture
    def own_store(self) -> Store:
        with closing(open_store(read_settings())) as store:
            for number in range(45):
                tell(store, begin(store), f"answer {number}")
        return store

    def test_earlier_answers_are_read_again_once(self, shelf: Shelf, own_store: Store) -> None:
        version = write_tagger(shelf.folder, OUR_BASE)
        assert f"45 answers have suggestions of {version} now." in run("retag").output
        assert own_store.tags.stale(version) == []
        assert "0 answers" in run("retag").output

    def test_it_can_be_stopped_and_goes_on(self, own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        class Hesitant(WordTagger):
            def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
                """Somebody presses Ctrl-C while its second batch is tagged."""
                if self.calls:
                    raise KeyboardInterrupt
                return super().tag_many(texts)

        monkeypatch.setattr(retagging, "open_tagger", lambda settings: Hesitant())
        result = run("retag")
        assert result.exit_code == 130
        assert "run the same command again" in result.output
        monkeypatch.setattr(retagging, "open_tagger", lambda settings: WordTagger())
        assert "25 answers have suggestions" in run("retag").output
        own_store.close()
