"""Every fixed text that a tablet may read aloud: questions, pictures, its page, its scripts' sentences."""

import json
import re
import string
from collections.abc import Iterable
from html.parser import HTMLParser

from storage.records import QuestionRecord
from web.pages import STATIC, templates
from web.pictures import Picture
from web.tablet_choices import TEXTS

SCRIPTS = "words*.js"
"""Where every sentence stands that the tablet's scripts write: whoever adds such a file has it spoken."""
KEYS = (*string.ascii_uppercase, *string.digits)
"""What stands on a key, for those who are told each stop."""
HEADINGS = ("h1", "h2")

_SENTENCE = re.compile(r'^  \w+: (".*"),$', re.MULTILINE)


def tablet_texts(questions: Iterable[QuestionRecord], pictures: Iterable[Picture]) -> list[str]:
    """All of them, each once. What a person said is never among them: it could not be taken back."""
    asked = [text for question in questions for text in _of_question(question)]
    named = [picture.label for picture in pictures]
    page = spoken_parts(templates.get_template("tablet.html").render(service={}, device={}))
    return list(
        dict.fromkeys(text for text in [*asked, *named, *page, *script_words(), *TEXTS, *KEYS] if text)
    )


def _of_question(question: QuestionRecord) -> list[str | None]:
    wordings = (question.text, question.simple, question.follow_up, question.hint, question.closed)
    return [*wordings, *question.faces]


def script_words() -> list[str]:
    """The sentences of the scripts, without those that names are filled into: nobody knows these ahead."""
    folder = STATIC / "js" / "tablet"
    files = [file.read_text(encoding="utf-8") for file in sorted(folder.glob(SCRIPTS))]
    found = [json.loads(quoted) for file in files for quoted in _SENTENCE.findall(file)]
    return [sentence for sentence in found if "{" not in sentence]


def spoken_parts(html: str) -> list[str]:
    """The words of every heading of a page, and of everything that a switch can stop at."""
    reader = _Reader()
    reader.feed(html)
    return [" ".join(text.split()) for text in reader.found]


class _Reader(HTMLParser):
    """Collects the text inside each heading and each element with `data-scan-order`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._tag = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin at such an element; inside one, count the same tags so that its end is found."""
        if self._depth:
            self._depth += tag == self._tag
        elif tag in HEADINGS or "data-scan-order" in dict(attrs):
            self._tag, self._depth = tag, 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """Perhaps the end of it."""
        self._depth -= bool(self._depth) and tag == self._tag

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._depth:
            self.found[-1] += data
