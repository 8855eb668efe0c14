"""The law of dynamic power control, with cars that take their time."""

from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2c_cloud.control.model import Allowance
from custom_components.v2c_cloud.control.power import CLOUD, LAN, Tuning
from scripts.simulator import Car

from .closed_loop import Loop, Socket, amps
from .nasty_house import nasty

LONGEST = 13
"""Seconds above a limit that no meter minds."""
FREE = LAN.margin


def car(*, phases: int = 1, take: float = 1.0, most: float = 32.0) -> Car:
    """A car that never fills."""
    return Car(capacity=1e9, phases=phases, take=take, max_current=most)


def house(
    limit: float,
    *sockets: Socket,
    base: float = 4.0,
    steps: Sequence[tuple[int, float]] = (),
    **settings: object,
) -> Loop:
    """A house on one phase, with a limit in A beside the margin.

    It takes the base in A, and from each of the steps on what that says.
    """

    def load(now: int) -> float:
        return amps([base, *(current for at, current in steps if now >= at)][-1])

    return Loop(
        load=load,
        allowance=Allowance(power=amps(limit) + FREE),
        sockets=dict(zip("abc", sockets, strict=False)),
        # Fields of the house, each of its own type.
        **settings,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("chargers", "limit", "most_over", "least_current"),
    [
        (1, 6_900, 120, 15),
        (1, 9_200, 120, 25),
        (2, 9_200, 120, 26),
        (3, 11_500, 120, 35),
    ],
)
def test_a_nasty_house(
    chargers: int, limit: float, most_over: int, least_current: float
) -> None:
    """Kettles, an oven and a hob: over the limit for seconds, never for long."""
    loop = Loop(
        load=nasty,
        allowance=Allowance(power=limit),
        sockets={name: Socket() for name in "abc"[:chargers]},
    ).run(12_600)
    current = sum(sum(loop.offers(name)) for name in loop.sockets) / len(loop.offers())
    figures = (
        f"{loop.seconds_over} s over the limit in 3.5 h, {loop.longest_over} s at "
        f"once, {current:.1f} A in all on average"
    )

    assert loop.longest_over <= LONGEST, figures
    assert loop.seconds_over <= most_over, figures
    assert current >= least_current, figures


LOADS = st.lists(st.integers(0, 14), min_size=2, max_size=7)


@settings(max_examples=15, deadline=None)
@given(LOADS, st.integers(1, 3), st.integers(0, 1000), st.integers(11, 300))
def test_never_over_for_long(
    currents: list[int], chargers: int, seed: int, each: int
) -> None:
    """Whatever the house does, while it leaves the least to the cars that charge."""
    loop = house(
        14 + 6 * chargers,
        *(Socket() for _ in range(chargers)),
        steps=[(400 + number * each, step) for number, step in enumerate(currents)],
        seed=seed,
    ).run(900 + each * len(currents))

    assert loop.longest_over <= LONGEST


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=4, max_size=8), st.integers(0, 1000))
def test_what_is_added_would_have_fitted_for_minutes(
    currents: list[int], seed: int
) -> None:
    """And is added in peace, two minutes after the last time at the earliest."""
    steps = [(400 + number * 347, step) for number, step in enumerate(currents)]
    loop = house(22, Socket(), steps=steps, seed=seed).run(3600)
    offers = [(0, 6), *loop.sockets["a"].changes]
    raises = [
        (at, current)
        for (_, before), (at, current) in pairwise(offers)
        if current > before
    ]

    assert all(
        current <= 22 - loop.load(second) / amps(1)  # type: ignore[operator]
        for at, current in raises
        for second in range(max(at - int(LAN.look_back) + 5, 0), at)
    )
    assert all(
        later - sooner >= LAN.raise_every
        for (sooner, _), (later, _) in pairwise(raises)
    )


@pytest.mark.parametrize(
    ("sockets", "offers"),
    [
        pytest.param([Socket(car=car())], [26], id="one"),
        pytest.param([Socket(car=car(), offered=20)], [26], id="one at 20 A"),
        pytest.param([Socket(car=car(most=16), offered=16)], [26], id="a small car"),
        pytest.param(
            [Socket(car=car(take=0.7), begins=600, noticed=604)],
            [26],
            id="a modest car",
        ),
        pytest.param(
            [Socket(car=car(take=0.95), begins=600, noticed=604)], [26], id="nearly all"
        ),
        pytest.param([Socket(), Socket()], [13, 13], id="two"),
        pytest.param([Socket(), Socket(priority=-1)], [6, 20], id="priority"),
        pytest.param([Socket(), Socket(), Socket()], [9, 9, 8], id="three"),
        pytest.param(
            [Socket(offered=12), Socket(most=8, offered=8)], [18, 8], id="one may not"
        ),
    ],
)
@pytest.mark.parametrize("solar", [0.0, 12.0])
def test_nothing_changes_without_a_reason(
    sockets: list[Socket], offers: list[int], solar: float
) -> None:
    """In a house that keeps still there is no change once all is settled."""
    loop = house(
        30,
        # Who was in one house does not go on to the next.
        *deepcopy(sockets),
        base=4.4 + solar,
        solar=lambda _: amps(solar),
        tells_solar=True,
    ).run(3 * 3600)
    settled = [at for each in loop.sockets.values() for at, _ in each.changes]

    assert loop.longest_over == 0
    assert max(settled, default=0) < 2 * 3600
    assert offers == pytest.approx(
        [loop.offers(name)[-1] for name in loop.sockets], abs=1
    )


@pytest.mark.parametrize("take", [0.0, 0.3, 0.7])
@pytest.mark.parametrize("seed", range(3))
def test_a_car_that_takes_little_and_then_all(take: float, seed: int) -> None:
    """Who slept when first seen may be known 3 A too low once awake, never too high."""
    modest = car(take=take)
    loop = house(30, Socket(car=modest), base=9.0, steps=[(1800, 12.0)], seed=seed)
    loop.run(3600 + seed)
    modest.take = 1.0
    loop.run(1800)

    assert loop.longest_over <= LONGEST
    assert 15 <= loop.offers()[-1] <= 18


@pytest.mark.parametrize("late", [0, 10, 20])
@pytest.mark.parametrize(("offered", "seed"), [(6, 1), (6, 2), (16, 3), (16, 4)])
def test_a_start_that_is_noticed_late(offered: int, late: int, seed: int) -> None:
    """Is not taken for a house that needs the room: no car is paused by itself."""
    second = 1200 + seed
    loop = house(
        21,
        Socket(offered=offered, begins=second, noticed=second + 4 + late),
        seed=seed,
    ).run(3600)

    assert loop.longest_over == 0
    assert min(loop.offers()) == offered
    assert loop.offers()[-1] == 17


@pytest.mark.parametrize("late", [0, 10, 20])
def test_a_late_start_beside_another_car(late: int) -> None:
    """It had room from the beginning, so the other keeps all that it had."""
    second = Socket(offered=8, begins=1203, noticed=1207 + late)
    loop = house(30, Socket(car=car()), second).run(3600)

    assert loop.longest_over == 0
    assert [current for _, current in loop.sockets["a"].changes] == [13]
    assert min(loop.offers("b")) == 8


@pytest.mark.parametrize("most", [32.0, 16.0, 10.0])
def test_a_car_that_is_first_seen_in_mid_charge(most: float) -> None:
    """Home Assistant starts, the car charges, and then the kettle is put on.

    A car that takes less than it is offered is known within what the house takes.
    """
    loop = house(
        26, Socket(car=car(most=most), offered=22), base=1.5, steps=[(600, 14.0)]
    ).run(3600)

    assert loop.longest_over <= LONGEST
    assert min(loop.offers()) >= 9
    assert 12 <= loop.offers()[-1] <= 14


@pytest.mark.parametrize("tells_solar", [False, True])
def test_a_house_that_exports(tells_solar: bool) -> None:
    """A cloud comes; nobody has to measure what the roof gives."""

    def solar(now: int) -> float:
        return amps(20.0) * (now < 2400 or now >= 4800)

    loop = house(20, Socket(), base=4.0, solar=solar, tells_solar=tells_solar).run(7200)

    assert loop.longest_over <= LONGEST
    assert max(loop.offers()) == 32
    assert loop.offers()[900] == 16
    assert loop.offers()[-1] == 32


@pytest.mark.parametrize("seed", range(3))
def test_a_noisy_meter(seed: int) -> None:
    """100 W more or less are no reason to be over, to pause, or to be restless."""
    loop = house(
        26, Socket(), base=4.5, steps=[(2400, 12.5)], noise=100.0, seed=seed
    ).run(7200)

    assert loop.longest_over <= LONGEST
    assert min(loop.offers()) >= 6
    assert len(loop.sockets["a"].changes) <= 12
    assert sum(loop.offers()[-360:]) / 360 > 11


@pytest.mark.parametrize("seed", range(6))
def test_two_that_make_room_together(seed: int) -> None:
    """One obeys before the other: neither is paused for that."""
    loop = house(
        16.2,
        Socket(offered=8),
        Socket(offered=8),
        base=0.2,
        steps=[(601 + seed, 4.0)],
        seed=seed,
    ).run(720)

    assert loop.longest_over <= LONGEST
    assert [loop.offers("a")[-1], loop.offers("b")[-1]] == [6, 6]
    assert min(loop.offers("a") + loop.offers("b")) == 6


def test_one_that_waits_and_one_that_charges() -> None:
    """What the first must not have yet does not trouble the second."""
    loop = house(
        16.5, Socket(offered=6), Socket(offered=6), steps=[(600, 6.0), (1000, 4.0)]
    ).run(4 * 3600)

    assert loop.offers("b")[-1] == 0
    assert [current for _, current in loop.sockets["a"].changes] == [10, 12]


TIGHT = Allowance(power=amps(75) + 3 * FREE, phase=amps(25) + FREE)


@pytest.mark.parametrize(
    ("phases", "told", "tells_phases", "current"),
    [
        pytest.param((1,), True, True, 23, id="its phase"),
        pytest.param((1,), False, True, 23, id="a phase that is not known"),
        pytest.param((1,), True, False, 13, id="the total only"),
        pytest.param((0, 1, 2), True, True, 19, id="three phases"),
        pytest.param((0, 1, 2), False, True, 19, id="three unknown phases"),
        pytest.param((0, 1, 2), True, False, 13, id="three, the total only"),
    ],
)
def test_three_phases(
    phases: tuple[int, ...],
    current: int,
    *,
    told: bool,
    tells_phases: bool,
) -> None:
    """6, 2 and 4 A of the house; then a hob on the phase of the car."""
    loop = Loop(
        load=lambda now: (amps(6), amps(2 + 9 * (now >= 5000)), amps(4)),
        allowance=TIGHT,
        sockets={
            "a": Socket(car=car(phases=len(phases)), phases=phases, told=told),
        },
        tells_phases=tells_phases,
    ).run(4000)
    assert loop.offers()[-1] == current

    loop.run(3000)
    assert loop.longest_over <= LONGEST
    assert max(loop.offers()[1002:]) <= min(current, 14)


@pytest.mark.parametrize("tuning", [LAN, CLOUD], ids=["LAN", "cloud"])
def test_a_pause_and_its_end(tuning: Tuning) -> None:
    """Once each, and the rest of the time it charges."""
    loop = Loop(
        load=lambda now: amps(16 if 1800 <= now < 2100 else 4),
        allowance=Allowance(power=amps(20) + tuning.margin),
        sockets={"a": Socket()},
        tuning=tuning,
    ).run(7200)
    changes = loop.sockets["a"].changes

    assert loop.longest_over <= LONGEST
    assert [current for _, current in changes] == [16, 0, 16]
    assert 1800 <= changes[1][0] <= 1805
    assert tuning.look_back <= changes[2][0] - 2100 <= tuning.look_back + 500
