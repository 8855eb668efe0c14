"""The highest values of the last minutes."""

from collections.abc import Sequence

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.window import SLOT, Window

LOOK_BACK = 300.0
GAPS = st.lists(st.floats(min_value=0.1, max_value=90.0), min_size=1, max_size=150)


def seen(values: Sequence[tuple[float, float]], look_back: float = LOOK_BACK) -> Window:
    """A window after these seconds and values."""
    window = Window()
    for now, value in values:
        window = window.having(now, (value,), look_back)
    return window


def every(
    period: float, seconds: float, value: float = 0.0
) -> list[tuple[float, float]]:
    """The same value, over and over."""
    return [(number * period, value) for number in range(int(seconds / period) + 1)]


@pytest.mark.parametrize(
    ("seconds", "highest"), [(0, None), (295, None), (300, (7.0,)), (900, (7.0,))]
)
def test_nothing_is_known_before_it_has_looked_so_long(
    seconds: float, highest: tuple[float] | None
) -> None:
    """Unknown is not zero."""
    assert seen(every(5, seconds, 7.0)).highest(seconds, LOOK_BACK) == highest


def test_of_nothing() -> None:
    """None is known of a window that has seen nothing."""
    assert Window().highest(1000.0, 0.0) is None


def test_of_what_is_long_gone() -> None:
    """Nor of one that has seen nothing lately."""
    assert seen(every(5, 300)).highest(5000.0, LOOK_BACK) is None


def test_a_peak_is_remembered_for_as_long_as_one_looks_back() -> None:
    """And no longer than a slot more."""
    peak = [*every(5, 600, 1.0), (605.0, 9.0)]
    later = [(610.0 + 5 * number, 1.0) for number in range(100)]

    assert seen([*peak, *later[:59]]).highest(900.0, LOOK_BACK) == (9.0,)
    assert seen([*peak, *later[:62]]).highest(605 + 300 + SLOT, LOOK_BACK) == (1.0,)


def test_a_shorter_look_back_sees_less() -> None:
    """One window serves both."""
    window = seen([*every(5, 600, 9.0), *((605.0 + n, 1.0) for n in range(200))])

    assert window.highest(804.0, 100.0) == (1.0,)
    assert window.highest(804.0, 300.0) == (9.0,)


def test_each_quantity_has_its_own_highest() -> None:
    """Whichever look they come from."""
    window = Window().having(0, (1.0, 8.0), 60).having(5, (2.0, 3.0), 60)

    assert window.highest(5, 0.0) == (2.0, 8.0)


def test_other_quantities_begin_anew() -> None:
    """What was seen of one phase tells nothing of three."""
    window = seen(every(5, 600)).having(605, (1.0, 2.0), LOOK_BACK)

    assert window.slots == ((605, (1.0, 2.0)),)


def test_what_is_no_higher_changes_nothing() -> None:
    """Not even the object."""
    window = seen([(0, 5.0)])

    assert window.having(1, (4.0,), LOOK_BACK) is window


def test_without_what_reaches_into_the_last_seconds() -> None:
    """The slots before that stay."""
    window = seen(every(5, 100)).without(70.0)

    assert [began for began, _ in window.slots] == [0, 15, 30, 45]


@given(GAPS, st.data())
def test_the_highest_is_never_below_what_was_seen(
    gaps: list[float], data: st.DataObject
) -> None:
    """Nor above what was seen a slot earlier still."""
    values = data.draw(
        st.lists(st.floats(-1e5, 1e5), min_size=len(gaps), max_size=len(gaps))
    )
    looks = [(sum(gaps[:n]), value) for n, value in enumerate(values)]
    now = looks[-1][0]
    within = [value for at, value in looks if at > now - LOOK_BACK]
    about = [value for at, value in looks if at > now - LOOK_BACK - 2 * SLOT]

    highest = seen(looks).highest(now, 0.0)
    long_ago = seen([(-1e3, -1e6), *looks], 1e9).highest(now, LOOK_BACK)

    assert highest is not None
    assert highest[0] >= values[-1]
    assert long_ago is not None
    assert max(within) <= long_ago[0] <= max(about)


@given(GAPS)
def test_it_does_not_grow(gaps: list[float]) -> None:
    """However long it looks."""
    looks = [(sum(gaps[:n]), 0.0) for n in range(len(gaps))]

    assert len(seen(looks).slots) <= LOOK_BACK / SLOT + 2
