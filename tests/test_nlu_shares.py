"""Counted shares and their ranges."""

import pytest

from nlu.shares import Share


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [  # the worked examples of Newcombe (1998), table I, method 3
        (Share(81, 263), 0.2553, 0.3662),
        (Share(15, 148), 0.0624, 0.1605),
        (Share(0, 20), 0.0, 0.1611),
        (Share(1, 29), 0.0061, 0.1718),
    ],
)
def test_the_range_is_that_of_wilson(share: Share, low: float, high: float) -> None:
    assert share.between == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_nothing_is_known() -> None:
    assert Share(0, 0).value == 0
    assert Share(0, 0).between == (0.0, 1.0)


def test_it_reads_as_a_person_would_say_it() -> None:
    assert str(Share(81, 263)) == "31% (26% to 37%)"
