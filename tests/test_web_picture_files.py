"""A home's own picture files: told by their content, refused if they do more than show something."""

from pathlib import Path

import pytest

from web.errors import WebError
from web.picture_files import MOST_BYTES, picture_type, read_picture

HEAD = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"


def svg(inside: str, attributes: str = "") -> bytes:
    """A drawing with something in it."""
    return f"<svg {HEAD} {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"RIFF\x0a\x00\x00\x00WEBPVP8 ", "image/webp"),
        (svg("<path d='M0 0h9'/>"), "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<!-- ours -->" + svg(""), "image/svg+xml"),
        (b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd'>" + svg(""), "image/svg+xml"),
        (svg("<g id='a'/><use href='#a'/><use xlink:href='#a'/>"), "image/svg+xml"),
        (svg("<image href='data:image/png;base64,AAAA'/>"), "image/svg+xml"),
        (svg("<style>path { fill: url(#a) }</style><path style=\"fill: url('#a')\"/>"), "image/svg+xml"),
        (svg("<title>On the sea</title>"), "image/svg+xml"),
    ],
)
def test_a_picture_is_told_by_its_content(content: bytes, wanted: str) -> None:
    assert picture_type(content) == wanted


def test_the_name_of_a_file_does_not_count(tmp_path: Path) -> None:
    file = tmp_path / "tea.svg"
    file.write_bytes(b"\xff\xd8\xff\xe0...")
    assert read_picture(file) == ("image/jpeg", b"\xff\xd8\xff\xe0...")


@pytest.mark.parametrize(
    "content",
    [
        svg("<script>alert(1)</script>"),
        svg("<SCRIPT/>"),
        svg("<x:script xmlns:x='http://www.w3.org/2000/svg'/>"),
        svg("<foreignObject/>"),
        svg("", "onload='alert(1)'"),
        svg("<path OnClick = 'alert(1)'/>"),
        svg("<a href='javascript:alert(1)'/>"),
        svg("<a xlink:href='&#106;avascript:alert(1)'/>"),
        svg("<image href='http://example.org/a.png'/>"),
        svg("<image href='//example.org/a.png'/>"),
        svg("<use href='other.svg#a'/>"),
        svg("<image href='data:text/html,hello'/>"),
        svg("<image href='data:image/svg+xml,hello'/>"),
        svg("<path style='fill: url(http://example.org/a)'/>"),
        svg("<style>@import 'http://example.org/a.css';</style>"),
        svg('<style><![CDATA[path { fill: url("//example.org/a") }]]></style>'),
        svg("<animate attributeName='href' to='javascript:alert(1)'/>"),
        svg("<set attributeName='href' to='javascript:alert(1)'/>"),
        b"<?xml-stylesheet href='http://example.org/a.css'?>" + svg(""),
        b"<!DOCTYPE svg [<!ENTITY a 'aaaa'>]>" + svg("&a;"),
        b"<?xml version='1.0' encoding='ISO-2022-JP'?>" + svg(""),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(content: bytes) -> None:
    with pytest.raises(WebError, match=r"It cannot be used: .* Save it as a PNG") as caught:
        picture_type(content)
    assert caught.value.code == "bad_picture"


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"words", b"<html/>", b"<svg/>", b"<svg", b"\x89PNG", svg("").decode().encode("utf-16")],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(WebError, match="Save it as a PNG"):
        picture_type(content)


def test_a_file_larger_than_two_megabytes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tea.png"
    beginning = b"\x89PNG\r\n\x1a\n"
    file.write_bytes(beginning.ljust(MOST_BYTES, b"\0"))
    assert read_picture(file)[0] == "image/png"
    file.write_bytes(beginning.ljust(MOST_BYTES + 1, b"\0"))
    with pytest.raises(WebError, match=r"larger than 2 MB\. Save it smaller"):
        read_picture(file)


def test_a_file_that_is_gone_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(WebError, match="It cannot be read"):
        read_picture(tmp_path / "tea.png")
