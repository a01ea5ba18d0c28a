"""QR squares that a strict page may show and a camera can read."""

import base64
import re
from xml.etree import ElementTree as ET

import pytest
import segno

from web.qr import qr_address

PREFIX = "data:image/svg+xml;base64,"
SVG = "{http://www.w3.org/2000/svg}"
EDGE = 4
ADDRESS = "https://192.168.1.10:8443/tablet#card=ABCDEFGHJKLM"


def drawing(text: str) -> ET.Element:
    address = qr_address(text)
    assert address.startswith(PREFIX)
    return ET.fromstring(base64.b64decode(address.removeprefix(PREFIX), validate=True))


def dark(text: str) -> set[tuple[int, int]]:
    """Column and row of every dark square, as the picture draws them."""
    line = next(path.attrib["d"] for path in drawing(text).iter(f"{SVG}path") if "stroke" in path.attrib)
    found: set[tuple[int, int]] = set()
    x, y = 0.0, 0.0
    for verb, numbers in re.findall(r"([Mmh])([^Mmh]*)", line):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if verb == "h":
            found |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if verb == "M" else (x + values[0], y + values[1])
    return found


@pytest.mark.parametrize("text", [ADDRESS, "http://127.0.0.1:8080/tablet?code=ABCDEFGH", "A", "Tŷ’r Môn"])
def test_every_square_of_the_code_is_drawn_inside_its_quiet_edge(text: str) -> None:
    rows = segno.make_qr(text, error="m").matrix
    wanted = {(x + EDGE, y + EDGE) for y, row in enumerate(rows) for x, square in enumerate(row) if square}
    assert dark(text) == wanted


def test_it_is_dark_on_white_all_over() -> None:
    ground = next(path for path in drawing(ADDRESS).iter(f"{SVG}path") if "fill" in path.attrib)
    assert ground.attrib["fill"] in ("#fff", "white")
    size = len(segno.make_qr(ADDRESS, error="m").matrix) + 2 * EDGE
    assert ground.attrib["d"].startswith(f"M0 0h{size}v{size}")


def test_a_short_text_makes_an_ordinary_code_with_three_corners() -> None:
    squares = dark("A")
    side = max(x for x, _ in squares) - EDGE + 1
    assert side >= 21
    for x, y in ((0, 0), (side - 7, 0), (0, side - 7)):
        corner = {(x + EDGE + step, y + EDGE) for step in range(7)}
        assert corner <= squares


def test_nothing_in_it_runs_or_is_fetched() -> None:
    for part in drawing(ADDRESS).iter():
        assert part.tag in (f"{SVG}svg", f"{SVG}g", f"{SVG}path")
        assert not {
            name for name in part.attrib if name.startswith("on") or "href" in name or name == "style"
        }


def test_the_same_text_is_the_same_picture_and_another_is_another() -> None:
    assert qr_address(ADDRESS) == qr_address(ADDRESS) != qr_address(ADDRESS[:-1] + "N")
