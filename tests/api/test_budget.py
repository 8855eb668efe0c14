"""Spending the cloud's calls."""

from dataclasses import dataclass, field

import pytest

from custom_components.v2c_cloud.api.budget import (
    DAY,
    DEFAULT_LIMIT,
    QUESTIONS,
    RESERVE,
    CallBudget,
    CallKind,
    kind_of,
)
from scripts.simulator.cloud_operations import OPERATIONS

HOUR = 3600.0


@dataclass(kw_only=True)
class Day:
    """Somebody who polls each charger as often as allowed, and commands at times.

    A command through the cloud costs up to three calls: itself and two read-backs.
    """

    budget: CallBudget
    chargers: int
    interval: float
    polls: list[float] = field(default_factory=list)
    commands: list[float] = field(default_factory=list)
    _due: dict[int, float] = field(default_factory=dict)

    def live(self, start: float, seconds: float, commands: int = 0) -> None:
        """Let time pass in steps of ten seconds."""
        every = round(seconds / commands / 10) if commands else 0
        for step in range(round(seconds / 10)):
            now = start + step * 10
            self._poll(now)
            if every and step % every == every - 1:
                self._command(now)

    def _poll(self, now: float) -> None:
        charger = min(range(self.chargers), key=lambda item: self._due.get(item, 0.0))
        if self._due.get(charger, 0.0) <= now and self.budget.may_poll(now):
            self.budget.spend(now)
            self.polls.append(now)
            self._due[charger] = now + self.interval

    def _command(self, now: float) -> None:
        for _ in range(3):
            self.budget.spend(now)
        self.commands.append(now)


def refused_polls(budget: CallBudget, seconds: float) -> list[float]:
    """When somebody polled who asks every ten seconds and is always answered 429."""
    polls = []
    for step in range(round(seconds / 10)):
        now = step * 10.0
        if budget.may_poll(now):
            budget.spend(now)
            budget.exhausted(now, None)
            polls.append(now)
    return polls


@pytest.mark.parametrize("chargers", [1, 2, 4])
@pytest.mark.parametrize("interval", [0.0, 60.0])
def test_a_day_of_cloud_only_chargers(chargers: int, interval: float) -> None:
    """Below the quota with 60 commands, and polls in every part of the day."""
    day = Day(budget=CallBudget(0.0), chargers=chargers, interval=interval)

    day.live(0.0, DAY, commands=60)

    in_each_hour = [
        sum(hour * HOUR <= poll < (hour + 1) * HOUR for poll in day.polls)
        for hour in range(24)
    ]
    assert len(day.commands) == 60
    assert day.budget.calls == len(day.polls) + 180 < DEFAULT_LIMIT - 100
    assert len(day.polls) > 600
    assert min(in_each_hour) > 20
    assert max(in_each_hour) < 60


def test_day_after_day_stays_within_the_quota() -> None:
    """What is left of one day does not make the next one dear."""
    day = Day(budget=CallBudget(0.0), chargers=4, interval=0.0)
    calls = []
    for number in range(3):
        before = day.budget.calls
        day.live(number * DAY, DAY, commands=60)
        calls.append(day.budget.calls - before)

    assert max(calls) < DEFAULT_LIMIT


def test_a_quiet_night_pays_for_a_session() -> None:
    """What is not spent while the house sleeps lets a charge be watched closely."""
    day = Day(budget=CallBudget(0.0), chargers=1, interval=300.0)
    day.live(0.0, 12 * HOUR)
    day.interval = 60.0
    day.polls.clear()

    day.live(12 * HOUR, 4 * HOUR)

    assert len(day.polls) == 240


def test_savings_have_a_bound() -> None:
    """A week of silence does not allow a burst beyond a day's calls."""
    day = Day(budget=CallBudget(0.0), chargers=1, interval=0.0)

    day.live(7 * DAY, DAY / 4)

    assert len(day.polls) < 1.5 * DEFAULT_LIMIT


def test_commands_come_first() -> None:
    """Commands may take from what polling has left; polling then waits."""
    budget = CallBudget(0.0)
    for _ in range(30):
        budget.spend(0.0)

    assert not budget.may_poll(0.0)
    assert not budget.may_poll(1000.0)
    assert budget.may_poll(1200.0)


def test_the_clouds_word_counts() -> None:
    """Other programs of the same user spend, too."""
    budget = CallBudget(0.0)
    budget.told(1000, RESERVE + QUESTIONS + 1)

    assert budget.may_poll(0.0)

    budget.spend(0.0)

    assert budget.remaining == RESERVE + QUESTIONS
    assert not budget.may_poll(10.0)


def test_the_reserve_is_asked_about_once_an_hour() -> None:
    """Nothing else would tell that the cloud's day has begun anew."""
    budget = CallBudget(0.0)
    day = Day(budget=budget, chargers=1, interval=0.0)
    budget.spend(0.0)
    budget.told(1000, 100)

    day.live(0.0, 10 * HOUR)

    assert len(day.polls) == 9
    assert budget.remaining == 91

    budget.told(1000, 1000)

    assert budget.may_poll(10 * HOUR)


def test_a_429_stops_polling() -> None:
    """For an hour, if the cloud says nothing else."""
    budget = CallBudget(0.0)

    budget.exhausted(0.0, None)

    assert budget.remaining == 0
    assert not budget.may_poll(HOUR - 1)
    assert budget.may_poll(HOUR)


@pytest.mark.parametrize(
    ("retry_after", "pause"), [(120.0, 120.0), (1e12, DAY), (0.0, HOUR), (-5.0, HOUR)]
)
def test_a_429_may_say_when(retry_after: float, pause: float) -> None:
    """As the cloud says, but a day at most."""
    budget = CallBudget(0.0)

    budget.exhausted(0.0, retry_after)

    assert not budget.may_poll(pause - 1)
    assert budget.may_poll(pause)


def test_each_429_makes_it_wait_again() -> None:
    """A spent quota costs 24 calls a day at most, and no burst."""
    budget = CallBudget(0.0)
    budget.exhausted(0.0, None)

    assert len(refused_polls(budget, DAY)) == 23


def test_a_failure_after_a_429_is_no_licence() -> None:
    """While the cloud is down nobody is told anything: the pace stays."""
    budget = CallBudget(0.0)
    budget.exhausted(0.0, None)
    day = Day(budget=budget, chargers=1, interval=0.0)

    day.live(HOUR, 2 * HOUR)

    assert len(day.polls) == 2


def test_an_answer_without_headers_ends_a_429() -> None:
    """Calls are answered, so there are some; how many is not known."""
    budget = CallBudget(0.0)
    budget.exhausted(0.0, None)

    budget.told(None, None)

    assert budget.remaining is None
    assert budget.may_poll(10.0)


@pytest.mark.parametrize(("limit", "calls"), [(5000, 4000), (100, 1)])
def test_other_limits(limit: int, calls: int) -> None:
    """V2C gives more on request; less than the reserve leaves nearly nothing."""
    budget = CallBudget(0.0)
    budget.told(limit, None)
    day = Day(budget=budget, chargers=1, interval=0.0)

    day.live(0.0, DAY)

    assert calls <= len(day.polls) < limit


@pytest.mark.parametrize("limit", [0, -1, None])
def test_nonsense_in_headers(limit: int | None) -> None:
    """A limit of nothing is not one."""
    budget = CallBudget(0.0)

    budget.told(limit, -7)

    assert (budget.limit, budget.remaining) == (DEFAULT_LIMIT, 0)


def test_a_day_of_asking_leaves_the_reserve_alone() -> None:
    """Others have spent what polling had: the questions were planned for."""
    budget = CallBudget(0.0)
    budget.spend(0.0)
    budget.told(1000, RESERVE + QUESTIONS)
    day = Day(budget=budget, chargers=4, interval=0.0)

    day.live(0.0, DAY)

    assert len(day.polls) == QUESTIONS - 1
    assert budget.remaining is not None
    assert budget.remaining >= RESERVE


def test_what_others_spend_stretches_the_polls() -> None:
    """The rest of the day has to do with what is left, and has it till its end."""
    budget = CallBudget(0.0)
    budget.spend(0.0)
    budget.told(1000, 999)
    day = Day(budget=budget, chargers=4, interval=0.0)
    day.live(0.0, DAY / 2)
    assert budget.remaining is not None
    budget.told(1000, budget.remaining - 300)
    day.polls.clear()

    day.live(DAY / 2, DAY / 2 - 60)

    in_each_hour = [
        sum(hour * HOUR <= poll < (hour + 1) * HOUR for poll in day.polls)
        for hour in range(12, 24)
    ]
    assert min(in_each_hour) >= 6
    assert max(in_each_hour) < 20
    assert budget.remaining >= RESERVE + QUESTIONS


def test_a_new_day_of_the_cloud_is_noticed() -> None:
    """From then on it is known when the next one begins."""
    budget = CallBudget(0.0)
    budget.spend(0.0)
    budget.told(1000, 200)
    day = Day(budget=budget, chargers=4, interval=0.0)
    day.live(0.0, 6 * HOUR)
    assert len(day.polls) < 30

    budget.told(1000, 999)
    day.polls.clear()
    day.live(6 * HOUR, DAY - 60)

    assert len(day.polls) > 800
    assert budget.remaining is not None
    assert budget.remaining >= RESERVE


def test_calls_that_come_back_one_by_one_are_no_new_day() -> None:
    """A cloud that forgets each call after 24 hours is asked no faster for it."""
    budget = CallBudget(0.0)
    budget.spend(0.0)
    budget.told(1000, 500)
    day = Day(budget=budget, chargers=4, interval=0.0)
    for hour in range(24):
        day.live(hour * HOUR, HOUR)
        assert budget.remaining is not None
        budget.told(1000, budget.remaining + 20)

    assert 300 < len(day.polls) < DEFAULT_LIMIT - RESERVE


def test_calls_are_counted_by_what_they_are_for() -> None:
    """Whoever asks where the day's calls went is told."""
    budget = CallBudget(0.0)
    budget.spend(0.0, CallKind.LIVE)
    budget.spend(0.0, CallKind.LIVE)
    budget.spend(0.0, CallKind.PAIRINGS)

    assert budget.by_kind == {CallKind.LIVE: 2, CallKind.PAIRINGS: 1}
    assert budget.calls == 3


@pytest.mark.parametrize(
    ("method", "path", "reads"),
    [
        pytest.param(
            item.method,
            item.path,
            item.command is None,
            id=f"{item.method} {item.path}",
        )
        for item in OPERATIONS
    ],
)
def test_each_operation_has_its_kind(method: str, path: str, reads: bool) -> None:
    """All that reads is something else than a command."""
    kind = kind_of(method, path.removeprefix("/"))

    assert (kind is not CallKind.COMMANDS) is reads
