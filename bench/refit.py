"""How long does `whatmatters train` take, alone and with 10,000 answers that staff put right?

From the start of the command to its end: reading, learning, the gate, writing. The answers join two lines of
the training data, each of one clause, so what they carry is known. They are imported and tagged by the
program; staff then agree, remove and add until the tags are right, in three of ten answers only in part.
"""

import csv
import random
import resource
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from bench.figures import Findings, Goal
from bench.importing import COLUMNS, SEED
from bench.pair import bench_folder
from bench.side import WrongError
from nlu.answers import Answer, load_answers
from nlu.clauses import several
from nlu.principles import load_taxonomy
from nlu.words import Reader
from storage.records import NewTag, ReviewAnswer
from storage.search import Filter
from storage.store import Store
from tests.at_rest import key_file_of, open_again
from tests.program import WHATMATTERS, environment
from web.settings import ROOT

MOST_CARRIED = 3
PAGE = 500
SECONDS = 60

type Seconds = dict[str, float]


def run(*, quick: bool) -> Findings:
    """Train, let staff put answers right, and train again."""
    count = 1_000 if quick else 10_000
    with bench_folder() as folder:
        address = f"sqlite:///{folder / 'refit.db'}"
        plain, _ = _timed(["train"], folder, address)
        put_right(folder, address, corrections(count))
        refit, said = _timed(["train", "--with-corrections"], folder, address)
    if f"{count:,} of them put right" not in said or "there was none" in said:
        raise WrongError(f"Not all of the {count} answers were learned from: {said}")
    figures = {"corrections": count, "plain": plain, "refit": refit, "said": said.splitlines()}
    lines = [_line("nlu/data alone", plain), _line(f"with {count:,} corrections", refit), *said.splitlines()]
    return Findings(figures, lines, [Goal(f"seconds of a refit with {count:,}", refit["seconds"], SECONDS)])


def corrections(count: int) -> list[Answer]:
    """So many different answers that carry a principle, the same in every run."""
    reader = Reader()
    lines = [each for each in load_answers(load_taxonomy()) if not several(reader.read(each.text))]
    chance = random.Random(SEED)
    made: dict[str, Answer] = {}
    while len(made) < count:
        first, second = chance.sample(lines, 2)
        text = f"{first.text.rstrip('.')}. {second.text}"
        carried = dict(second.principles) | dict(first.principles)
        if 0 < len(carried) <= MOST_CARRIED:
            made[text] = Answer(text, tuple(carried.items()), "", ())
    return list(made.values())


def put_right(folder: Path, address: str, answers: Sequence[Answer]) -> None:
    """Import them, and decide about their tags as somebody who knows what they carry."""
    file = folder / "answers.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        rows = csv.writer(opened)
        rows.writerow(["id", "who", "date", "text"])
        rows.writerows([number, "resident", "2025-01-31", each.text] for number, each in enumerate(answers))
    _done(["import", str(file), *COLUMNS], folder, address)
    true = {each.text: dict(each.principles) for each in answers}
    with closing(open_again(address, key_file_of(folder))) as store:
        staff = store.staff.add("bench", "Bench", "no password").id
        for number, found in enumerate(list(_imported(store))):
            _decide(store, staff, found, true[found.answer.text], in_part=number % 10 < 3)


def _imported(store: Store) -> Iterator[ReviewAnswer]:
    within, before = store.services.ids(), None
    while True:
        page = store.search.page(within, Filter(), before=before, size=PAGE)
        for item in page.items:
            yield from store.review.answers(within, item.conversation.id)
        if page.older is None:
            return
        before = page.older


def _decide(
    store: Store, staff: UUID, found: ReviewAnswer, true: Mapping[str, str], *, in_part: bool
) -> None:
    """Agree to what is right, add what was missed, and remove what is wrong unless it is left for later."""
    suggested = {tag.key: tag for tag in found.tags}
    for key, tag in suggested.items():
        if key in true:
            store.corrections.agree(store.services.ids(), tag.id, staff)
        elif not in_part:
            store.corrections.remove(store.services.ids(), tag.id, staff)
    for key in true.keys() - suggested.keys():
        store.corrections.add(
            store.services.ids(), found.answer.id, staff, NewTag(key, true[key], 1.0, ((0, 1),))
        )


def _timed(words: Sequence[str], folder: Path, address: str) -> tuple[Seconds, str]:
    """Seconds of the clock and of CPU that a command of the program takes, and what it says."""
    before, started = _children(), time.perf_counter()
    said = _done(words, folder, address)
    seconds = time.perf_counter() - started
    return {"seconds": round(seconds, 1), "cpu_seconds": round(_children() - before, 1)}, said


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _done(words: Sequence[str], folder: Path, address: str) -> str:
    variables = environment(folder, WM_DATABASE=address)
    command = [*WHATMATTERS, *words]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WrongError(f"`whatmatters {words[0]}` failed: {done.stderr[-500:]}")
    return done.stdout


def _line(what: str, taken: Seconds) -> str:
    return f"{what}: {taken['seconds']:.1f} s, {taken['cpu_seconds']:.1f} s of CPU"
