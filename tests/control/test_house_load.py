"""What a house takes at each hour."""

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.house_load import HourLoads, Load


def test_nobody_has_looked() -> None:
    """Then nothing is known."""
    assert HourLoads().at(12) is None


def test_means() -> None:
    """Of each hour, and where an hour is not known that of the others."""
    loads = HourLoads().having(7, 300.0).having(7, 500.0).having(20, 2000.0)
    assert loads.at(7) == 400.0
    assert loads.at(20) == 2000.0
    assert loads.at(0) == 1200.0


def test_it_forgets() -> None:
    """After enough readings a new one counts as much as ever."""
    old = HourLoads((Load(1000.0, 5000), *(None,) * 23))
    new = old.having(0, 6000.0)
    assert new.at(0) == 1001.0
    assert new.hours[0] == Load(1001.0, 5000)


@given(st.lists(st.one_of(st.none(), st.floats(0, 20_000)), min_size=24, max_size=24))
def test_kept(watts: list[float | None]) -> None:
    """What is stored comes back, to a tenth of a watt."""
    loads = HourLoads(tuple(None if each is None else Load(each, 3) for each in watts))
    again = HourLoads.from_list(loads.as_list())
    assert again.as_list() == loads.as_list()
    assert [again.at(hour) for hour in range(24)] == pytest.approx(
        [loads.at(hour) for hour in range(24)], abs=0.06
    )


def test_something_else_is_stored() -> None:
    """It tells nothing."""
    assert HourLoads.from_list([[1.0, 2]]) == HourLoads()
