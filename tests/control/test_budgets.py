"""What each limit of a house's connection leaves over for the cars."""

import math

import pytest

from custom_components.v2c_cloud.control.budgets import Budgets, Member, Site
from custom_components.v2c_cloud.control.model import Allowance, MeterReading, Phases
from custom_components.v2c_cloud.control.sharing import Claim


def member(
    charger_id: str = "a", *, count: int = 1, phases: tuple[int, ...] | None = None
) -> Member:
    """A charger that offers 16 A."""
    return Member(
        charger_id=charger_id,
        offered=16,
        charging=True,
        most=32,
        count=count,
        phases=phases,
    )


def budgets(
    *,
    power: float = 0.0,
    phases: Phases | None = None,
    connection: int = 3,
    limit: float | None = 11_000.0,
    phase: float | None = 5_000.0,
) -> Budgets:
    """A house on three phases, unless told otherwise; 100 W stay free."""
    site = Site(
        reading=MeterReading(
            at=0, power=sum(phases) if phases else power, phases=phases
        ),
        allowance=Allowance(power=limit, phase=phase),
        phases=connection,
    )
    return Budgets.of(site, 100.0)


MEASURED = budgets(phases=(4_000.0, 1_000.0, -500.0))
TOTAL = budgets(power=4_500.0)
SINGLE = budgets(power=4_500.0, connection=1, limit=4_600.0, phase=9_200.0)


@pytest.mark.parametrize(
    ("each", "limits", "measured"),
    [
        pytest.param(
            MEASURED, (10_900, 4_900, 4_900, 4_900), (4_500, 4_000, 1_000, -500), id="3"
        ),
        pytest.param(TOTAL, (10_900, 4_900), (4_500, 4_500), id="total only"),
        pytest.param(budgets(power=-900.0), (10_900, 4_900), (-900, 0), id="export"),
        pytest.param(SINGLE, (4_500,), (4_500,), id="1"),
        pytest.param(
            budgets(connection=1, limit=None, phase=3_000), (2_900,), (0,), id="fuse"
        ),
        pytest.param(
            budgets(connection=1, limit=None, phase=None), (math.inf,), (0,), id="none"
        ),
    ],
)
def test_limits(
    each: Budgets, limits: tuple[float, ...], measured: tuple[float, ...]
) -> None:
    """The tighter of two where there is only one phase."""
    assert each.limits == limits
    assert each.measured == measured


@pytest.mark.parametrize(
    ("each", "charger", "load"),
    [
        (SINGLE, member(), (230,)),
        (SINGLE, member(phases=(0,)), (230,)),
        (TOTAL, member(), (230, 230)),
        (TOTAL, member(phases=(2,)), (230, 230)),
        (TOTAL, member(count=3, phases=(0, 1, 2)), (690, 230)),
        (MEASURED, member(phases=(1,)), (230, 0, 230, 0)),
        (MEASURED, member(), (230, 230, 230, 230)),
        (MEASURED, member(count=3), (690, 230, 230, 230)),
        (MEASURED, member(count=2, phases=(0, 2)), (460, 230, 0, 230)),
    ],
)
def test_load(each: Budgets, charger: Member, load: tuple[float, ...]) -> None:
    """A phase that is not known may be any of them."""
    assert each.load(charger) == load
    assert each.claim(charger) == Claim(
        charger_id="a", least=6, most=32, load=load, priority=0
    )


@pytest.mark.parametrize(
    ("each", "charger", "watts", "ampere"),
    [
        pytest.param(SINGLE, member(), 4_500 - 2_300, 230, id="one phase"),
        pytest.param(TOTAL, member(), 4_500 - 2_300, 230, id="total only"),
        pytest.param(MEASURED, member(), 4_500 - 2_300, 230, id="unknown phase"),
        pytest.param(MEASURED, member(phases=(0,)), 4_000 - 2_300, 230, id="shared"),
        pytest.param(MEASURED, member(phases=(1,)), 1_000, 230, id="another"),
        pytest.param(
            MEASURED, member(count=2, phases=(0, 1)), 5_000 - 2_300, 460, id="two"
        ),
    ],
)
def test_what_is_seen_of_a_charger(
    each: Budgets, charger: Member, watts: float, ampere: float
) -> None:
    """With its own car, and without the other, which draws 10 A from L1."""
    other = member("b", phases=(0,))

    assert each.seen(charger, [charger, other], {"a": 16.0, "b": 10.0}) == (
        watts,
        ampere,
    )


@pytest.mark.parametrize(
    ("each", "charger", "rest"),
    [
        pytest.param(SINGLE, member(), (2_200,), id="one phase"),
        pytest.param(
            MEASURED, member(phases=(0,)), (2_200, 1_700, 1_000, -500), id="3"
        ),
        pytest.param(MEASURED, member(), (2_200, 1_700, -1_300, -2_800), id="unknown"),
        pytest.param(TOTAL, member(), (2_200, 2_200), id="all on one phase"),
        pytest.param(budgets(power=900.0), member(), (-1_400, 0), id="export"),
    ],
)
def test_what_the_house_takes(
    each: Budgets, charger: Member, rest: tuple[float, ...]
) -> None:
    """Beside a car that draws 10 A."""
    assert each.rest([charger], {"a": 10.0}) == rest
    assert each.left(rest) == [
        limit - watts for limit, watts in zip(each.limits, rest, strict=True)
    ]


@pytest.mark.parametrize(
    ("left", "charger", "headroom", "by_phase"),
    [
        pytest.param([2_300, 9e3, 9e3, 9e3], member(phases=(0,)), 2_300, False, id="p"),
        pytest.param([9e3, 2_300, 0, 0], member(phases=(0,)), 2_300, True, id="L1"),
        pytest.param([9e3, 2_300, 0, 9e3], member(), 0, True, id="unknown"),
        pytest.param([9e3, 2_300, 9e3, 9e3], member(count=3), 6_900, True, id="three"),
        pytest.param([-230, 9e3, 9e3, 9e3], member(count=3), -230, False, id="none"),
        pytest.param([math.inf] * 4, member(), math.inf, False, id="no limit"),
    ],
)
def test_the_tightest_limit(
    left: list[float], charger: Member, headroom: float, *, by_phase: bool
) -> None:
    """In watts of the charger, on all of its phases."""
    assert MEASURED.tightest(left, charger) == (headroom, by_phase)


def test_a_single_phase_car_on_three_phases_of_which_only_the_total_is_known() -> None:
    """It gets what the worst phase could leave."""
    charger = member()
    left = TOTAL.left(TOTAL.rest([charger], {"a": 10.0}))

    assert TOTAL.tightest(left, charger) == (4_900 - 2_200, True)
