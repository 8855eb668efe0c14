"""The law of dynamic power control, look by look."""

from dataclasses import dataclass, field

import pytest

from custom_components.v2c_cloud.control.budgets import Member, Site
from custom_components.v2c_cloud.control.model import Allowance, MeterReading, Phases
from custom_components.v2c_cloud.control.power import (
    CLOUD,
    LAN,
    Memory,
    Share,
    Tuning,
    step,
)

from .closed_loop import amps

FREE = LAN.margin
SLOT = 15
"""Seconds that the law forgets together."""


@dataclass(slots=True, kw_only=True)
class House:
    """A house with cars that obey at once, and what the law says of it.

    The limits are 20 A, with the margin on top of that.
    """

    offered: dict[str, int]
    tuning: Tuning = LAN
    connection: int = 1
    power: float | None = amps(20) + FREE
    phase: float | None = None
    most: dict[str, int] = field(default_factory=dict)
    phases: dict[str, tuple[int, ...]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    priorities: dict[str, int] = field(default_factory=dict)
    least: int = 6
    obeys: bool = True
    memory: Memory = field(default_factory=Memory)
    now: float = 0.0
    shares: dict[str, Share] = field(default_factory=dict)

    def look(self, house: float | Phases, seconds: float = 5.0) -> list[int]:
        """Look at the house, which takes so many A, some seconds later."""
        self.now += seconds
        each = house if isinstance(house, tuple) else (house,)
        watts = [amps(current) for current in each]
        for name, offered in self.offered.items():
            for number in self.phases.get(name, (0,)):
                watts[number] += amps(offered)
        site = Site(
            reading=MeterReading(
                at=self.now,
                power=sum(watts),
                phases=tuple(watts) if len(watts) > 1 else None,
            ),
            allowance=Allowance(power=self.power, phase=self.phase),
            phases=self.connection,
        )
        self.memory, self.shares = step(
            self.memory,
            self.now,
            site,
            [self._member(name) for name in self.offered],
            self.tuning,
        )
        current = {name: share.current for name, share in self.shares.items()}
        self.offered = current if self.obeys else self.offered
        return list(current.values())

    def looks(self, house: float | Phases, seconds: int) -> list[int]:
        """Look each 5 s; return what was said at last."""
        said = list(self.offered.values())
        for _ in range(seconds // 5):
            said = self.look(house)
        return said

    def seconds_until(self, house: float | Phases, current: int) -> int:
        """How long it takes until the first charger offers so much."""
        seconds = 0
        while next(iter(self.offered.values())) != current and seconds < 10_000:
            self.look(house)
            seconds += 5
        return seconds

    def _member(self, name: str) -> Member:
        return Member(
            charger_id=name,
            offered=self.offered[name],
            charging=self.offered[name] > 0,
            most=self.most.get(name, 32),
            least=self.least,
            count=self.counts.get(name, 1),
            phases=self.phases.get(name),
            priority=self.priorities.get(name, 0),
        )


def house_at(current: int, **settings: object) -> House:
    """A house with one charger that offers so much, watched for an hour."""
    # Fields of the house, each of its own type.
    house = House(offered={"a": current}, **settings)  # type: ignore[arg-type]
    house.looks(20.0 - current if current else 20.0, 3600)
    assert house.offered == {"a": current}
    return house


@pytest.mark.parametrize(
    ("house", "current"),
    [
        pytest.param(4.0, 16, id="fits"),
        pytest.param(4.1, 14, id="with an ampere to spare"),
        pytest.param(9.0, 10, id="far less"),
        pytest.param(13.0, 6, id="nothing to spare"),
        pytest.param(14.0, 6, id="just the least"),
        pytest.param(14.1, 0, id="a pause"),
        pytest.param(99.0, 0, id="the house alone is too much"),
    ],
)
def test_what_does_not_fit_is_lost_at_once(house: float, current: int) -> None:
    """In the very look that shows it."""
    assert house_at(16).look(house) == [current]


@pytest.mark.parametrize(
    ("most", "current"), [(32, 16), (16, 16), (12, 12), (6, 6), (5, 0), (0, 0)]
)
def test_never_more_than_it_may(most: int, current: int) -> None:
    """Without an ampere to spare: the house has room."""
    house = house_at(16)
    house.most = {"a": most}

    assert house.look(4.0) == [current]


@pytest.mark.parametrize(
    ("room", "seconds"),
    [
        pytest.param(17, 900, id="1 A is missed for 15 min"),
        pytest.param(18, 450, id="2 A for 7.5 min"),
        pytest.param(19, 305, id="3 A for 5 min"),
        pytest.param(20, 305, id="4 A for 5 min, too"),
    ],
)
def test_more_takes_patience(room: int, seconds: int) -> None:
    """It must have fitted for a while, and be worth it."""
    assert house_at(16).seconds_until(20.0 - room, room) == pytest.approx(
        seconds, abs=SLOT
    )


def test_kettles_come_back() -> None:
    """What was missed in between is forgotten with each."""
    house = house_at(10)
    for _ in range(12):
        assert house.looks(1.0, 280) == [10]
        assert house.looks(10.0, 20) == [10]


def test_what_was_missed_is_forgotten_with_each() -> None:
    """Also when the last kettle is long ago."""
    house = house_at(10)
    house.looks(9.0, 500)
    house.looks(10.0, 20)

    assert house.seconds_until(9.0, 11) == pytest.approx(900, abs=SLOT)


def test_what_fitted_for_long_needs_no_regret() -> None:
    """Each look at a kettle that leaves just the offer forgets what was missed."""
    house = house_at(10, tuning=Tuning(regret=1e9))

    assert house.seconds_until(8.0, 12) == pytest.approx(LAN.sure, abs=SLOT)


def test_raised_again_after_two_minutes_at_the_earliest() -> None:
    """However much fits by then."""
    house = house_at(8)
    house.power = amps(21) + FREE
    house.seconds_until(10.0, 11)
    house.power = amps(40) + FREE

    assert house.seconds_until(10.0, 30) == LAN.raise_every


def test_the_cloud_is_slower() -> None:
    """Each command costs one of the day's calls."""
    house = House(offered={"a": 8}, tuning=CLOUD, power=amps(20) + CLOUD.margin)
    house.looks(12.0, 3600)

    assert house.seconds_until(9.0, 11) == pytest.approx(CLOUD.sure, abs=SLOT)


def test_the_cloud_starts_and_resumes() -> None:
    """A pause lasts as long as either look back, whichever is the longer."""
    house = House(offered={"a": 8}, tuning=CLOUD, power=amps(20) + CLOUD.margin)
    house.looks(15.0, 60)
    assert house.offered == {"a": 0}

    patience = max(CLOUD.look_back, CLOUD.sure)
    assert house.seconds_until(4.0, 16) == pytest.approx(patience, abs=60 + SLOT)


def test_a_pause_ends_when_more_than_the_least_has_fitted_for_long() -> None:
    """6 A alone are a pause too many."""
    house = house_at(8)
    assert house.look(15.0) == [0]

    assert house.looks(14.0, 7200) == [0]
    assert house.seconds_until(13.0, 7) == pytest.approx(LAN.sure, abs=SLOT)


def test_a_charger_that_may_only_have_its_least_resumes_with_that() -> None:
    """Nothing above it can ever fit."""
    house = house_at(6, most={"a": 6})
    assert house.look(15.0) == [0]

    assert house.seconds_until(14.0, 6) == pytest.approx(LAN.sure, abs=SLOT)


def test_pauses_after_short_runs_get_longer() -> None:
    """Cars give up when they are stopped too often."""
    house = house_at(8)
    waits = []
    for _ in range(4):
        house.look(15.0)
        waits.append(house.seconds_until(10.0, 10))
        house.looks(10.0, 600)
    assert waits == pytest.approx([720, 1440, 2880, 3600], abs=SLOT)

    house.looks(10.0, 1800)
    house.look(15.0)
    assert house.seconds_until(10.0, 10) == pytest.approx(720, abs=SLOT)


def test_a_pause_that_is_slow_to_come_about_is_one_pause() -> None:
    """Said at each look until the charger obeys."""
    house = house_at(8)
    house.look(15.0)
    house.seconds_until(10.0, 10)
    house.obeys = False
    house.looks(15.0, 60)
    house.obeys = True
    house.look(15.0)

    assert house.seconds_until(10.0, 10) == pytest.approx(1440 - 60, abs=SLOT)


def test_somebody_who_ends_a_pause_begins_a_run() -> None:
    """The next pause is one after a short run."""
    house = house_at(8)
    house.look(15.0)
    house.looks(10.0, 60)
    house.offered = {"a": 8}
    assert house.looks(10.0, 60) == [8]
    house.look(15.0)

    assert house.seconds_until(10.0, 10) == pytest.approx(1440, abs=SLOT)


def test_a_start_that_is_no_end_of_a_pause_needs_no_patience() -> None:
    """The house has been watched already."""
    house = house_at(0, most={"a": 0})
    house.most = {}

    assert house.look(4.0) == [0], "the last minutes were fuller than that"
    assert house_at(0, most={"a": 0}, power=amps(36) + FREE).look(4.0) == [0]


def test_a_start() -> None:
    """At once with what the last minutes left."""
    house = House(offered={"a": 0}, most={"a": 0})
    house.looks(4.0, 3600)
    house.most = {}

    assert house.look(4.0) == [16]


def test_a_charge_that_nobody_has_seen_begin() -> None:
    """Was no load of the house's, either."""
    house = House(offered={}, power=amps(40) + FREE)
    house.looks(4.0, 900)
    house.looks(4.0 + 16.0, 20)
    house.offered = {"a": 16}

    assert house.look(4.0) == [32]


def test_a_start_in_a_house_that_nobody_has_watched() -> None:
    """Waits until the last minutes are known."""
    assert House(offered={"a": 0}).seconds_until(4.0, 16) == pytest.approx(
        LAN.look_back, abs=SLOT
    )


def test_none_is_raised_while_another_is_on_its_way() -> None:
    """Nobody knows yet what the meter shows of it."""
    house = House(offered={"a": 6, "b": 16}, power=amps(40) + FREE)
    house.most = {"a": 6, "b": 16}
    house.looks(10.0, 3600)
    house.most = {"a": 6, "b": 10}
    assert house.look(10.0) == [6, 10]
    house.most = {"b": 10}

    assert house.look(10.0) == [6, 10]
    assert house.look(10.0) == [6, 10]
    assert house.look(10.0) == [20, 10]


def test_room_that_another_has_not_let_go_is_not_given_away() -> None:
    """It may still draw what it did, until the meter shows that it has obeyed."""
    house = House(offered={"a": 6, "b": 16}, power=amps(40) + FREE)
    house.most = {"a": 6, "b": 16}
    house.looks(10.0, 3600)
    house.most = {"b": 10}

    assert house.look(10.0) == [14, 10]
    assert house.looks(10.0, 600) == [20, 10]


def test_who_starts_waits_until_the_others_have_let_go() -> None:
    """They do so when it may start, and not before."""
    house = House(offered={"a": 20, "b": 0}, power=amps(24) + FREE, most={"b": 0})
    house.looks(4.0, 3600)
    house.most = {}

    assert [house.look(4.0) for _ in range(4)] == [[9, 0], [9, 0], [9, 0], [9, 10]]
    assert house.looks(4.0, 3600) == [10, 10]


def test_what_one_may_not_have_yet_is_for_the_other() -> None:
    """And stays so while it never may: 7 A more have to fit for a resumption."""
    house = House(offered={"a": 8, "b": 8})
    house.looks(4.0, 600)
    assert house.looks(8.5, 7200) == [11, 0]
    assert house.looks(7.5, 7200) == [12, 0]
    assert house.looks(5.0, 3600) == [8, 7]


def test_shares_say_what_fits_and_why() -> None:
    """Also of a charger that has to wait."""
    house = house_at(8)
    house.look(15.0)
    house.look(10.0)

    share = house.shares["a"]
    assert (share.current, share.fits, share.by_phase) == (0, 10, False)
    assert share.headroom == pytest.approx(amps(10))


THREE = {"connection": 3, "power": amps(60) + FREE, "phase": amps(20) + FREE}


@pytest.mark.parametrize(
    ("phases", "counts", "house", "current", "by_phase"),
    [
        pytest.param((1,), 1, (21.0, 4.0, 18.0), 16, True, id="its own phase only"),
        pytest.param((1,), 1, (0.0, 9.0, 0.0), 10, True, id="its own phase is full"),
        pytest.param(
            (0, 1, 2), 3, (0.0, 9.0, 4.0), 10, True, id="the fullest of three"
        ),
        pytest.param((0, 1, 2), 3, (-20.0, 4.0, 4.0), 16, True, id="one gives back"),
        pytest.param((0, 1), 2, (4.0, 9.0, 90.0), 0, False, id="the total"),
        pytest.param((0, 1), 2, (4.0, 9.0, 16.0), 10, True, id="two phases"),
    ],
)
def test_each_phase_has_its_own_limit(
    phases: tuple[int, ...],
    counts: int,
    house: Phases,
    current: int,
    *,
    by_phase: bool,
) -> None:
    """A car is held by those that it uses."""
    # THREE has fields of the house, each of its own type.
    each = House(offered={"a": 16}, phases={"a": phases}, counts={"a": counts}, **THREE)  # type: ignore[arg-type]
    each.looks((4.0, 4.0, 4.0), 60)

    assert each.look(house) == [current]
    assert each.shares["a"].by_phase is by_phase
