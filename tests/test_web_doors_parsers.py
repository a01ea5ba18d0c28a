"""Everything that reads what somebody else wrote, under whatever they may write: words with a remedy."""

import io
import struct
import wave
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData

from storage.errors import StorageError
from storage.profiles import Profile, kept_profile, read_profile
from storage.question_files import dump_sets, parse_sets, shipped_sets
from voice.errors import VoiceError
from voice.sound import Sound
from web.commands.csv_files import open_csv
from web.commands.dates import given_format, guess_format
from web.commands.feedback import RowReader, choose_columns
from web.commands.json_lines import _read
from web.errors import WebError
from web.list_address import filter_of, parse_address, trouble
from web.openid_groups import read_groups
from web.outside import read_address
from web.picture_files import picture_type
from web.profile_form import form_profile, typed_profile
from web.signing_in_elsewhere import _unpacked

# ruff: noqa: PT017 (whether it raises is not known before; if it does, it says why)

MANY = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)
ODD = st.one_of(
    TEXTS,
    st.sampled_from(
        ["\0", "-1", "1e999", "NaN", "inf", "9" * 400, "0001-01-01", "2026-02-30", "٣", "\ud7ff"]
    ),
)


@MANY
@given(
    content=st.one_of(st.binary(max_size=300), TEXTS.map(str.encode), TEXTS.map(lambda t: t.encode("utf-16")))
)
def test_any_file_is_a_table_or_told_why_not(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / f"{uuid4().hex}.csv"
    file.write_bytes(content)
    try:
        source = open_csv(file)
        rows = list(source.rows())
        columns = choose_columns(source.header, {})
    except WebError as error:
        assert str(error)
        return
    reader = RowReader(columns, given_format("%Y-%m-%d"))
    assert all(reader.read(row) for row in rows)


@MANY
@given(written=st.lists(ODD, max_size=5))
def test_any_dates_are_read_or_told(written: list[str]) -> None:
    try:
        found = guess_format(written)
    except WebError as error:
        assert str(error)
        return
    for each in written:
        try:
            found.read(each)
        except ValueError:
            continue


@MANY
@given(
    line=st.one_of(
        TEXTS, st.sampled_from(["[" * 100_000, '{"text":' * 5_000, "9" * 10_000, '"', "\0", "null"])
    )
)
def test_any_line_of_json_is_answered_in_its_place(line: str) -> None:
    assert {"error", "text"} & set(_read(1, line))


@MANY
@given(
    text=st.one_of(
        TEXTS,
        st.sampled_from(
            ["a: &a [*a]", "!!python/object/apply:os.system ['true']", "a: &a [1]\nb: *a", "[" * 5_000,
             "---\n---\n", "? ? ? ?", "a: !!binary x", "\0", "%YAML 9.9\n---",
             "audience: resident\nquestions: {}"]
        ),
    )
)  # fmt: skip
def test_any_file_of_questions_is_read_or_told_with_its_line(text: str) -> None:
    try:
        parse_sets(text)
    except StorageError as error:
        assert error.code == "bad_set"
        assert "line" in str(error) or "character" in str(error)


def test_aliases_in_a_file_of_questions_do_not_grow_without_end() -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]  # 10^9 when unfolded
    with pytest.raises(StorageError):
        parse_sets("\n".join(layers))
    assert parse_sets(dump_sets(shipped_sets())) == list(shipped_sets())


ASKED = ["q", "from", "to", "place", "assigned", "before", "after", "tab", "principle", "kind", "state"]
QUERIES = st.dictionaries(st.sampled_from(ASKED), ODD, max_size=6).map(urlencode)


@MANY
@given(query=st.one_of(TEXTS, QUERIES))
def test_any_address_of_the_list_leads_somewhere(query: str) -> None:
    address = parse_address(query)
    assert filter_of(address, uuid4())
    assert trouble(address, bool) is None or trouble(address, bool)


FIELDS = st.sampled_from([*Profile.__slots__, "on", "nobody", "name"])


@MANY
@given(items=st.lists(st.tuples(FIELDS, ODD), max_size=20))
def test_any_form_of_a_person_is_read_or_told(items: list[tuple[str, str]]) -> None:
    form = FormData([*items])
    assert typed_profile(form)
    try:
        read_profile(form_profile(form))
    except (ValueError, StorageError) as error:
        assert str(error)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ODD),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ODD, inner, max_size=2)),
    max_leaves=5,
)


@MANY
@given(kept=st.dictionaries(FIELDS, VALUES, max_size=8))
def test_any_profile_is_read_or_told_and_a_kept_one_is_always_read(kept: dict[str, Any]) -> None:
    assert isinstance(kept_profile(kept), Profile)
    try:
        read_profile(kept)
    except StorageError as error:
        assert error.code == "bad_profile"


# Sounds and pictures ------------------------------------------------------------------------------


def wav(seconds: float = 0.1, rate: int = 16_000, width: int = 2, channels: int = 1) -> bytes:
    """A silent sound."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * width * channels))
    return out.getvalue()


@MANY
@given(
    at=st.integers(0, 60),
    bits=st.binary(min_size=1, max_size=8),
    cut=st.integers(0, 200),
)
def test_any_broken_sound_is_read_or_told(at: int, bits: bytes, cut: int) -> None:
    whole = wav()
    broken = whole[:at] + bits + whole[at + len(bits) :]
    for data in (broken, broken[: len(broken) - cut], bits):
        try:
            assert len(Sound.from_wav(data, 600).pcm) < 100 * len(whole)
        except VoiceError as error:
            assert error.code in ("bad_sound", "long_sound")


def test_a_small_file_that_holds_hours_is_not_unpacked() -> None:
    hours = wav(seconds=3_600, rate=4_000, width=1)
    with pytest.raises(VoiceError) as refused:
        Sound.from_wav(hours, 600)
    assert refused.value.code == "long_sound"
    assert "600 seconds" in str(refused.value)


def test_a_sound_that_claims_to_be_endless_is_what_it_is() -> None:
    whole = bytearray(wav())
    whole[40:44] = struct.pack("<I", 0xFFFFFFFF)
    assert len(Sound.from_wav(bytes(whole), 600).pcm) <= len(whole)


@MANY
@given(content=st.one_of(st.binary(max_size=200), TEXTS.map(lambda t: f"<svg>{t}</svg>".encode())))
def test_any_picture_is_one_that_only_draws_or_is_refused(content: bytes) -> None:
    try:
        assert picture_type(content).startswith("image/")
    except WebError as error:
        assert error.code == "bad_picture"


SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>", "<foreignObject/>", '<rect onload="alert(1)"/>',
        '<a href="javascript:alert(1)"/>',
        '<image href="https://elsewhere.example/a.png"/>', "<style>@import 'https://elsewhere.example'</style>",
        '<set attributeName="href" to="javascript:alert(1)"/>', '<use href="https://elsewhere.example#a"/>',
    ],
)  # fmt: skip
def test_a_picture_with_something_in_it_that_acts_is_refused(inside: str) -> None:
    with pytest.raises(WebError):
        picture_type(SVG.format(inside).encode())


@pytest.mark.parametrize(
    "before",
    ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE a SYSTEM "https://elsewhere.example/a.dtd">',
     '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;]>'],
)  # fmt: skip
def test_a_picture_fetches_no_entity(before: str) -> None:
    try:
        assert picture_type(before.encode() + SVG.format("<rect/>").encode()) == "image/svg+xml"
    except WebError as error:
        assert error.code == "bad_picture"


# Addresses and settings ---------------------------------------------------------------------------


CROOKED = [
    "https://[", "https://[::1", "https://a:99999", "https://a:-1", "https://\u2100", "https://a\\@b",
    "https://a b",
]  # fmt: skip


@MANY
@given(url=st.one_of(TEXTS, TEXTS.map("https://{}".format), st.sampled_from(CROOKED)))
def test_any_address_of_a_webhook_is_read_or_told(url: str) -> None:
    try:
        found = read_address(url)
    except WebError as error:
        assert error.code == "bad_address"
        return
    assert found.host
    assert found.target.startswith("/")


@MANY
@given(written=ODD)
def test_any_setting_of_groups_is_read_or_told(written: str) -> None:
    try:
        read_groups(written)
    except WebError as error:
        assert error.code == "bad_setting"


@MANY
@given(
    packed=st.one_of(
        TEXTS, st.binary(max_size=99).map(lambda b: b.hex()), st.sampled_from(["W1td", "bnVsbA==", ""])
    )
)
def test_any_cookie_of_somebody_who_comes_back_is_read_or_nothing(packed: str) -> None:
    found = _unpacked(packed)
    assert found is None or isinstance(found.state, str)
