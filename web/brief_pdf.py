"""The board brief as a PDF of one page A4."""

from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from web.brief import Brief, Side, Voices

FONTS = Path(__file__).parent / "fonts"
_FILES = {"": "atkinson-hyperlegible-next-regular.ttf", "B": "atkinson-hyperlegible-next-bold.ttf"}
_INK, _SOFT = (29, 43, 42), (62, 76, 73)
_MARGIN, _WIDTH, _GAP = 15, 180, 5
"""Millimetres."""
_SIZES = (10.0, 9.0, 8.2, 7.4)
"""Points; the largest with which everything stands on one page."""


def brief_pdf(brief: Brief) -> bytes:
    """The page. Quotations in letters that the font does not have are left out, and that is said."""
    pages = [_laid_out(brief, size) for size in _SIZES[:-1]]
    fitting = next((each for each in pages if each.pages_count == 1), None)
    return bytes((fitting or _laid_out(brief, _SIZES[-1])).output())


def printable(text: str) -> bool:
    """Whether the font has all the letters."""
    return all(ord(letter) in _letters() for letter in text if not letter.isspace())


class _Page(FPDF):
    """A page with our font, and verbs for how it looks."""

    def __init__(self, size: float) -> None:
        super().__init__(format="A4")
        self.size = size
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN)
        for style, file in _FILES.items():
            self.add_font("Hyperlegible", style, FONTS / file)
        self.add_page()

    def say(self, text: str, scale: float = 1.0, *, bold: bool = False, soft: bool = False) -> None:
        """A paragraph across the column."""
        self.set_font("Hyperlegible", "B" if bold else "", self.size * scale)
        self.set_text_color(*(_SOFT if soft else _INK))
        height = self.size * scale * 0.46
        self.multi_cell(0, height, _drawn(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def column(self, number: int, of: int) -> None:
        """Write in one of several columns from here on."""
        width = (_WIDTH - _GAP * (of - 1)) / of
        left = _MARGIN + number * (width + _GAP)
        self.set_left_margin(left)
        self.set_right_margin(210 - left - width)
        self.set_x(left)


def _laid_out(brief: Brief, size: float) -> _Page:
    page = _Page(size)
    page.set_title(f"What we heard: {brief.service}, {brief.period}")
    page.set_lang("en-GB")
    page.say(f"What we heard: {brief.service}", 1.9, bold=True)
    page.say(brief.period, 1.2, soft=True)
    left_out = 0
    for voices in brief.kinds:
        left_out += _voices(page, voices)
    _rule(page)
    notes = brief.notes
    if left_out:
        notes = (*notes, f"{left_out} quotations in other letters stand on the page on the screen only.")
    for note in notes:
        page.say(note, 0.85, soft=True)
    return page


def _voices(page: _Page, voices: Voices) -> int:
    """One kind of speaker, three columns; returns how many quotations could not be printed."""
    _rule(page)
    page.say(voices.label, 1.35, bold=True)
    page.say(f"{voices.behind[:1].upper()}{voices.behind[1:]}. Not heard from: {voices.silence}", soft=True)
    page.ln(1.5)
    if not any(side.lines or side.quotations for side in voices.sides):
        return 0
    top, bottom, left_out = page.get_y(), page.get_y(), 0
    started = page.page_no()
    for number, side in enumerate(voices.sides):
        if page.page_no() != started:
            break  # too much for one page: it will be laid out smaller
        page.set_y(top)
        page.column(number, len(voices.sides))
        left_out += _side(page, side)
        bottom = max(bottom, page.get_y())
    page.column(0, 1)
    page.set_y(bottom)
    return left_out


def _side(page: _Page, side: Side) -> int:
    page.say(side.heading, bold=True)
    if not side.lines:
        page.say("Nothing that enough people said.", soft=True)
    for line in side.lines:
        page.say(f"{line.label} ({line.plain}): {line.counts}")
    can = [words for _, words in side.quotations if printable(words)]
    for words in can:
        page.ln(1)
        page.say(f"“{words}”")
    return len(side.quotations) - len(can)


def _rule(page: _Page) -> None:
    page.ln(2.5)
    page.set_draw_color(*_INK)
    page.line(_MARGIN, page.get_y(), _MARGIN + _WIDTH, page.get_y())
    page.ln(2.5)


def _drawn(text: str) -> str:
    """The text with a sign in the place of letters that the font does not have, such as in a home's name."""
    return "".join(letter if letter.isspace() or ord(letter) in _letters() else "?" for letter in text)


@cache
def _letters() -> frozenset[int]:
    page = FPDF()
    page.add_font("Hyperlegible", "", FONTS / _FILES[""])
    font = page.fonts["hyperlegible"]
    assert isinstance(font, TTFFont)
    return frozenset(font.cmap)
