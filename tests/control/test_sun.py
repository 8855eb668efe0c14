"""What the roof's surplus allows a charger."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
import math
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.sun import SunMemory, sun_step

WATTS = 230.0
LEAST = 1500.0
"""W; the least current and a little."""
PLENTY = 3500.0
"""W; 15 A and a little."""


@dataclass
class Charged:
    """A charger that obeys at once, and a meter that reports every so many seconds."""

    period: float = 1.0
    offered: int = 0
    least: int = 6
    most: int = 32
    ampere: float = WATTS
    keeps_least: bool = False
    obeys: bool = True
    memory: SunMemory = field(default_factory=SunMemory)
    now: float = 1000.0
    wishes: list[int] = field(default_factory=list)
    """The wish of each look."""

    def look(self, watts: float | None) -> int:
        """Look at the surplus once, a period later."""
        self.now += self.period
        self.memory, wish = sun_step(
            self.memory,
            self.now,
            surplus=watts,
            watts=self.ampere,
            least=self.least,
            most=self.most,
            offered=self.offered,
            keeps_least=self.keeps_least,
        )
        self.offered = wish if self.obeys else self.offered
        self.wishes.append(wish)
        return wish

    def look_for(self, seconds: float, watts: float | None) -> int:
        """Look at the same surplus for a while; return the last wish."""
        return [self.look(watts) for _ in range(round(seconds / self.period))][-1]

    def seconds_until(self, wish: Callable[[int], bool], watts: float) -> float:
        """Look at the same surplus until it makes such a wish."""
        since = self.now
        while not wish(self.look(watts)):
            assert self.now - since < 3600
        return self.now - since

    @property
    def writes(self) -> int:
        """How often the wish changed."""
        return sum(a != b for a, b in zip(self.wishes, self.wishes[1:], strict=False))

    @property
    def starts(self) -> int:
        """How often the wish ended a pause."""
        return sum(
            not a and b > 0 for a, b in zip(self.wishes, self.wishes[1:], strict=False)
        )


def running(
    period: float = 1.0, watts: float = PLENTY, *, keeps_least: bool = False
) -> Charged:
    """Return a charger that has long used a surplus."""
    charged = Charged(period=period, keeps_least=keeps_least)
    charged.look_for(1800, watts)
    assert charged.offered == math.floor(watts / WATTS)
    return charged


@pytest.mark.parametrize("period", [1.0, 10.0, 30.0])
def test_a_start_takes_a_minute(period: float) -> None:
    """In which the least fits all the time."""
    charged = Charged(period=period)

    after = charged.seconds_until(bool, PLENTY)

    assert 60 <= after <= 60 + period
    assert charged.offered == 15


@pytest.mark.parametrize("period", [1.0, 10.0, 30.0])
def test_a_gap_between_clouds_starts_nothing(period: float) -> None:
    """A minute is too short."""
    charged = Charged(period=period)
    charged.look_for(1800, 200)

    charged.look_for(60, 2000)
    charged.look_for(600, 200)

    assert set(charged.wishes) == {0}


@pytest.mark.parametrize("period", [1.0, 10.0, 30.0])
def test_a_stop_takes_three_minutes(period: float) -> None:
    """In which the least is charged."""
    charged = running(period)

    lowered = charged.seconds_until(lambda wish: wish == 6, 0.0)
    stopped = charged.seconds_until(lambda wish: wish == 0, 0.0)

    assert 30 <= lowered <= 90
    assert 180 <= lowered + stopped <= 225 + period


@pytest.mark.parametrize("period", [1.0, 10.0, 30.0])
def test_a_cloud_stops_nothing(period: float) -> None:
    """The car is charged at the least until it has passed."""
    charged = running(period)

    charged.look_for(120, 0.0)
    assert charged.offered == 6
    charged.look_for(300, PLENTY)

    assert charged.offered == 15


@pytest.mark.parametrize("period", [1.0, 10.0, 30.0])
def test_a_flash_of_sun_raises_nothing(period: float) -> None:
    """Nor does a wrong figure, which stays in the average for a while."""
    charged = running(period)
    before = charged.writes

    charged.look(20000)
    charged.look_for(600, PLENTY)

    assert charged.writes == before


def test_the_start_of_a_motor_lowers_nothing() -> None:
    """It is over before the average has noticed."""
    charged = running()
    before = charged.writes

    charged.look(PLENTY - 4000)
    charged.look_for(600, PLENTY)

    assert charged.writes == before


@pytest.mark.parametrize("period", [1.0, 10.0, 30.0])
def test_more_is_offered_after_a_minute(period: float) -> None:
    """As soon as it is 1 A or more, and that fits."""
    charged = running(period, LEAST)

    after = charged.seconds_until(lambda wish: wish > 6, 7 * WATTS + 100)

    assert 60 <= after <= 120 + period
    assert charged.offered == 7


@pytest.mark.parametrize("period", [1.0, 10.0, 30.0])
def test_less_is_offered_sooner(period: float) -> None:
    """When the average does not carry it, at any current."""
    charged = running(period)

    after = charged.seconds_until(lambda wish: wish < 15, 15 * WATTS - 100)

    assert 30 <= after <= 90 + period
    assert charged.offered == 14


def test_nothing_is_frozen_above_the_least() -> None:
    """There is no dead band: a surplus that rises or falls by 1 A is followed."""
    charged = Charged()
    up = [charged.look_for(600, amperes * WATTS + 50) for amperes in range(6, 33)]
    down = [charged.look_for(600, amperes * WATTS + 50) for amperes in range(32, 5, -1)]

    assert up == list(range(6, 33))
    assert down == list(range(32, 5, -1))


def test_each_raise_takes_its_minute() -> None:
    """While the sun comes out quicker than that, too."""
    charged = running(30.0, LEAST)
    before = charged.writes

    charged.look_for(30, LEAST + 2 * WATTS)
    wishes = [charged.look(LEAST + amperes * WATTS) for amperes in range(4, 24, 2)]

    assert wishes[-1] > 15
    assert charged.writes - before <= 5


def test_a_cloud_is_followed_in_few_writes() -> None:
    """Not one for each ampere."""
    charged = running(watts=32 * WATTS)
    before = charged.writes

    charged.look_for(600, 8 * WATTS + 20)
    down = charged.writes - before
    charged.look_for(600, 32 * WATTS + 20)

    assert charged.offered == 32
    assert down <= 3
    assert charged.writes - before <= down + 5


def test_a_mode_that_begins_while_the_car_is_charged() -> None:
    """It is lowered soon, and not stopped at once."""
    charged = Charged(offered=16)

    assert charged.look(700) == 16
    assert charged.look_for(30, 700) == 6
    assert charged.look_for(140, 700) == 6
    assert charged.look_for(20, 700) == 0


def test_an_offer_below_the_least() -> None:
    """The least has been raised since."""
    assert Charged(offered=6, least=8).look(PLENTY) == 8


def test_three_phases() -> None:
    """An ampere takes three times as much."""
    charged = Charged(ampere=3 * WATTS)

    charged.look_for(120, 5000.0)

    assert charged.wishes == [0] * 60 + [7] * 60


def test_a_wish_waits_for_the_charger() -> None:
    """It stays as it is while others do not let the charger follow."""
    charged = Charged(obeys=False)

    charged.look_for(60, PLENTY)
    charged.look_for(600, PLENTY)

    assert charged.wishes == [0] * 60 + [15] * 600


def test_the_most_holds() -> None:
    """For what runs, too."""
    charged = running()
    charged.most = 10

    assert charged.look_for(600, PLENTY) == 10
    assert max(charged.wishes[-600:]) == 10


@pytest.mark.parametrize("keeps_least", [False, True])
def test_a_most_below_the_least_is_a_pause(keeps_least: bool) -> None:
    """Whatever the surplus is."""
    charged = running(keeps_least=keeps_least)
    charged.most = 5

    assert charged.look(PLENTY) == 0
    assert charged.look(None) == 0


def test_the_least_is_kept() -> None:
    """From the first look on, in the dark, and for ever; the sun adds to it."""
    charged = Charged(keeps_least=True)

    assert charged.look(-3000) == 6
    assert charged.look_for(3600, -3000) == 6
    assert charged.look_for(600, PLENTY) == 15
    assert charged.look_for(3600, -3000) == 6
    assert min(charged.wishes) == 6


@pytest.mark.parametrize("unknown", [None, math.nan, math.inf])
@pytest.mark.parametrize(("keeps_least", "wish"), [(False, 0), (True, 6)])
def test_what_is_not_known_is_no_surplus(
    unknown: float | None, keeps_least: bool, wish: int
) -> None:
    """At once, and what was seen before does not count when it is back."""
    charged = running(keeps_least=keeps_least)

    assert charged.look(unknown) == wish
    assert charged.look_for(60, PLENTY) == wish
    assert charged.look_for(600, PLENTY) == 15


def test_a_meter_that_was_away() -> None:
    """What it said long ago is no reason for a stop, nor for more."""
    charged = running()
    charged.look_for(150, 0.0)
    charged.now += 600

    assert charged.look_for(60, 0.0) == 6
    assert charged.look_for(100, 0.0) == 6
    assert charged.look_for(60, 0.0) == 0


def test_short_charges_make_the_next_longer() -> None:
    """Cars give up when they are stopped often; a long charge forgives all."""
    charged = Charged()
    waits = []
    for seconds in (300, 300, 300, 300, 1800, 300):
        charged.look_for(seconds, PLENTY)
        waits.append(charged.seconds_until(lambda wish: wish == 0, 0.0))
        charged.look_for(300, 0.0)

    assert waits == pytest.approx([200, 380, 740, 740, 740, 200], abs=25)


def clouds(seed: int) -> Sequence[float]:
    """Return the W that a 5 kW roof leaves a house from 7 to 19 h, by the second.

    A cloud comes about every seven minutes and lasts about three: a bad day.
    """
    random = Random(seed)
    watts: list[float] = []
    while len(watts) < 12 * 3600:
        sky = random.choice([1.0, random.uniform(0.15, 0.6)])
        for _ in range(round(15 + random.expovariate(1 / 210))):
            roof = 5000 * math.sin(math.pi * len(watts) / (12 * 3600)) * sky
            watts.append(roof - 300 + random.gauss(0, 15))
    return watts


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("period", [1, 30])
def test_a_day_of_clouds(seed: int, period: int) -> None:
    """It uses most of the surplus in few writes and few starts."""
    charged = Charged(period=period)
    left = clouds(seed)[::period]
    drawn = [charged.look(watts) * WATTS for watts in left]
    could = sum(watts for watts in left if watts >= 6 * WATTS)
    used = sum(
        min(power, max(watts, 0.0)) for power, watts in zip(drawn, left, strict=True)
    )

    assert used / could > 0.85
    assert (sum(drawn) - used) / sum(drawn) < 0.2
    assert charged.writes / 12 < 20
    assert charged.starts <= 16


@given(
    st.lists(
        st.tuples(
            st.floats(0.1, 900),
            st.one_of(st.none(), st.floats(), st.floats(-5e3, 1e4)),
            st.integers(0, 32),
            st.integers(0, 32),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_it_never_wishes_for_what_is_not_allowed(
    looks: list[tuple[float, float | None, int, int, bool]],
) -> None:
    """Whatever comes in: 0, or from the least to the most."""
    memory, now = SunMemory(), 0.0
    for wait, watts, most, offered, keeps_least in looks:
        now += wait
        memory, wish = sun_step(
            memory,
            now,
            surplus=watts,
            watts=WATTS,
            least=6,
            most=most,
            offered=offered,
            keeps_least=keeps_least,
        )
        assert wish in {0, *range(6, most + 1)}
        assert wish or not (keeps_least and most >= 6)
        assert memory.patience in {180, 360, 720}


@given(st.lists(st.floats(-5e3, 1e4), min_size=1, max_size=200), st.floats(1, 60))
def test_nothing_is_raised_that_was_never_there(
    seen: list[float], period: float
) -> None:
    """No wish is above the highest surplus, but for the least while it waits."""
    charged = Charged(period=period)
    wishes = [charged.look(watts) for watts in seen]

    assert max(wishes) <= max(6, math.floor(max(seen) / WATTS))
    assert max(wishes) == 0 or max(seen) >= 6 * WATTS
