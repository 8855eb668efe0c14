"""Long-term statistics in a real recorder."""

from collections.abc import AsyncIterator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import list_statistic_ids
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.v2c_cloud.sessions.model import Session
from custom_components.v2c_cloud.statistics import ChargerStatistics

from .recorded import figures_of, rows_of
from .session_logs import HOUR, ListedLog, charge, session, utc

ENERGY = "v2c_cloud:abc123_energy"
COST = "v2c_cloud:abc123_cost"
NOON = utc("2026-11-20T12:00:00")
NOW = utc("2026-11-22T11:39:33")


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """The recorder has to be there before anything else of Home Assistant."""


class Keeper:
    """Statistics of a log, at a time that the test chooses."""

    def __init__(self, hass: HomeAssistant, clock: FrozenDateTimeFactory) -> None:
        """Start with an empty log."""
        self.hass = hass
        self.clock = clock
        self.log = ListedLog()
        self.start()

    def start(self) -> None:
        """Start, or start again with no memory."""
        self.statistics = ChargerStatistics(
            self.hass, self.log, charger_id="ABC123", name="Garage"
        )
        self.statistics.async_start()

    async def put(self, *sessions: Session) -> None:
        """Change the log and wait until it has settled."""
        self.log.put(*sessions)
        await self.settle()

    async def settle(self, seconds: float = 31) -> None:
        """Let time pass."""
        self.clock.tick(seconds)
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done(wait_background_tasks=True)
        await async_wait_recording_done(self.hass)


@pytest.fixture
async def keeper(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> AsyncIterator[Keeper]:
    """The statistics of a charger with an empty log."""
    freezer.move_to(NOW)
    it = Keeper(hass, freezer)
    yield it
    it.statistics.async_stop()


async def test_sums(hass: HomeAssistant, keeper: Keeper) -> None:
    """Hours with energy have a row, and each goes on from the one before."""
    await keeper.put(
        session(charge(NOON, 1.5, 3.5, price=0.2)),
        session(charge(NOON + 6 * HOUR, 2.0, price=0.1)),
    )
    assert await figures_of(hass, ENERGY) == [
        ("20 12:00", 1.5, 1.5),
        ("20 13:00", 3.5, 5.0),
        ("20 18:00", 2.0, 7.0),
    ]
    assert await figures_of(hass, COST) == [
        ("20 12:00", 0.3, 0.3),
        ("20 13:00", 0.7, 1.0),
        ("20 18:00", 0.2, 1.2),
    ]


async def test_what_the_statistics_are(hass: HomeAssistant, keeper: Keeper) -> None:
    """The recorder wants all of this from November 2026 on."""
    hass.config.currency = "EUR"
    await keeper.put(session(charge(NOON, 1.5, price=0.2)))
    found: list[dict[str, Any]] = await get_instance(hass).async_add_executor_job(
        list_statistic_ids, hass, {ENERGY, COST}
    )
    assert {item["statistic_id"]: item for item in found} == {
        ENERGY: {
            "statistic_id": ENERGY,
            "source": "v2c_cloud",
            "name": "Garage (kWh)",
            "has_mean": False,
            "has_sum": True,
            "mean_type": StatisticMeanType.NONE,
            "unit_class": "energy",
            "statistics_unit_of_measurement": "kWh",
            "display_unit_of_measurement": "kWh",
        },
        COST: {
            "statistic_id": COST,
            "source": "v2c_cloud",
            "name": "Garage (EUR)",
            "has_mean": False,
            "has_sum": True,
            "mean_type": StatisticMeanType.NONE,
            "unit_class": None,
            "statistics_unit_of_measurement": "EUR",
            "display_unit_of_measurement": "EUR",
        },
    }


async def test_no_cost_is_known(hass: HomeAssistant, keeper: Keeper) -> None:
    """Then there is no statistic of it, rather than one of zeros."""
    await keeper.put(session(charge(NOON, 1.5)))
    assert await figures_of(hass, ENERGY) == [("20 12:00", 1.5, 1.5)]
    assert await figures_of(hass, COST) == []


async def test_a_correction(hass: HomeAssistant, keeper: Keeper) -> None:
    """The cloud knows better what flowed in the second hour."""
    await keeper.put(session(charge(NOON, 1.0, 2.0, 4.0)))
    await keeper.put(session(charge(NOON, 1.0, 2.5, 4.0)))
    assert await figures_of(hass, ENERGY) == [
        ("20 12:00", 1.0, 1.0),
        ("20 13:00", 2.5, 3.5),
        ("20 14:00", 4.0, 7.5),
    ]


async def test_a_charge_that_was_moved(hass: HomeAssistant, keeper: Keeper) -> None:
    """The charger's clock was an hour slow; the first row of all is emptied."""
    await keeper.put(session(charge(NOON, 1.0, 2.0)))
    await keeper.put(session(charge(NOON + HOUR, 1.0, 2.0)))
    assert await figures_of(hass, ENERGY) == [
        ("20 12:00", 0.0, 0.0),
        ("20 13:00", 1.0, 1.0),
        ("20 14:00", 2.0, 3.0),
    ]


async def test_a_session_that_was_none(hass: HomeAssistant, keeper: Keeper) -> None:
    """When the only session turns out to be another's, nothing stays of it."""
    await keeper.put(session(charge(NOON, 1.0)))
    await keeper.put()
    assert await figures_of(hass, ENERGY) == [("20 12:00", 0.0, 0.0)]


async def test_history_from_before_the_first_row(
    hass: HomeAssistant, keeper: Keeper
) -> None:
    """The cloud's history comes after what the LAN saw."""
    seen = session(charge(NOON, 1.0))
    await keeper.put(seen)
    await keeper.put(seen, session(charge(NOON - 24 * HOUR, 5.0)))
    assert await figures_of(hass, ENERGY) == [
        ("19 12:00", 5.0, 5.0),
        ("20 12:00", 1.0, 6.0),
    ]


async def test_the_present_hour_is_written_when_it_is_over(
    hass: HomeAssistant, keeper: Keeper
) -> None:
    """As the recorder does with its own."""
    start = utc("2026-11-22T10:30:00")
    await keeper.put(session(charge(start, 3.0, 4.0, running=True)))
    assert await figures_of(hass, ENERGY) == [("22 10:00", 3.0, 3.0)]
    keeper.clock.move_to(utc("2026-11-22T12:00:10"))
    await keeper.settle(0)
    await keeper.settle()
    assert await figures_of(hass, ENERGY) == [
        ("22 10:00", 3.0, 3.0),
        ("22 11:00", 4.0, 7.0),
    ]


async def test_many_changes_are_written_once(
    hass: HomeAssistant, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running charge is told of every five seconds."""
    imports = _count_imports(hass, monkeypatch)
    keeper.log.put(session(charge(NOON, 1.0)))
    keeper.log.put(session(charge(NOON, 1.1)))
    await keeper.put(session(charge(NOON, 1.2)))
    assert await figures_of(hass, ENERGY) == [("20 12:00", 1.2, 1.2)]
    await keeper.put(session(charge(NOON, 1.2)))
    assert imports == [ENERGY]


async def test_a_running_charge_is_looked_at_once_an_hour(
    hass: HomeAssistant, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log of years is not added up for each of its readings."""
    imports = _count_imports(hass, monkeypatch)
    start = utc("2026-11-22T10:30:00")
    await keeper.put(session(charge(start, 3.0, 1.0, running=True)))
    await keeper.put(session(charge(start, 3.5, 2.0, running=True)))
    assert imports == [ENERGY]
    keeper.clock.move_to(utc("2026-11-22T12:00:10"))
    await keeper.settle(0)
    await keeper.settle()
    assert imports == [ENERGY, ENERGY]
    assert await figures_of(hass, ENERGY) == [
        ("22 10:00", 3.5, 3.5),
        ("22 11:00", 2.0, 5.5),
    ]


async def test_a_restart_writes_nothing_anew(
    hass: HomeAssistant, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there already is compared with what should be."""
    await keeper.put(session(charge(NOON, 1.5, 3.5, price=0.2)))
    before = await figures_of(hass, ENERGY)
    imports = _count_imports(hass, monkeypatch)
    keeper.statistics.async_stop()
    keeper.start()
    await keeper.settle()
    assert await figures_of(hass, ENERGY) == before
    assert imports == []


async def test_a_correction_while_the_recorder_was_away(
    hass: HomeAssistant, keeper: Keeper
) -> None:
    """The next start finds the difference, also where an hour became empty."""
    await keeper.put(session(charge(NOON, 1.0, 2.0, 4.0)))
    keeper.statistics.async_stop()
    keeper.log.put(session(charge(NOON, 1.0)), session(charge(NOON + 2 * HOUR, 5.0)))
    keeper.start()
    await keeper.settle()
    assert await figures_of(hass, ENERGY) == [
        ("20 12:00", 1.0, 1.0),
        ("20 13:00", 0.0, 1.0),
        ("20 14:00", 5.0, 6.0),
    ]


async def test_a_house_that_was_added_anew(hass: HomeAssistant, keeper: Keeper) -> None:
    """Its log is new; what was before goes on to count."""
    await keeper.put(session(charge(NOON, 1.0, 2.0)))
    keeper.statistics.async_stop()
    keeper.log.put(session(charge(NOON + 24 * HOUR, 5.0)))
    keeper.start()
    await keeper.settle()
    assert await figures_of(hass, ENERGY) == [
        ("20 12:00", 1.0, 1.0),
        ("20 13:00", 2.0, 3.0),
        ("21 12:00", 5.0, 8.0),
    ]


async def test_what_the_log_forgot_stays(hass: HomeAssistant, keeper: Keeper) -> None:
    """A log is bounded; statistics are kept for ever."""
    old = session(charge(utc("2016-11-20T12:00:00"), 7.0))
    new = session(charge(NOON, 1.0))
    await keeper.put(old, new)
    await keeper.put(new, session(charge(NOON + HOUR, 2.0)))
    rows = await rows_of(hass, ENERGY)
    assert [row["state"] for row in rows] == [1.0, 2.0]
    assert [row["sum"] for row in rows] == [8.0, 10.0]


@pytest.mark.parametrize(
    ("zone", "first", "expected"),
    [
        ("Europe/Madrid", "2026-10-24T22:00:00", 25),
        ("Europe/Madrid", "2026-03-28T23:00:00", 23),
        ("Europe/Rome", "2026-07-01T22:00:00", 24),
    ],
)
async def test_a_day_on_which_the_clock_is_changed(
    hass: HomeAssistant, keeper: Keeper, zone: str, first: str, expected: int
) -> None:
    """Rows are in UTC: no hour is lost and none counted twice."""
    await hass.config.async_set_time_zone(zone)
    start = utc(first)
    await keeper.put(session(charge(start, *(1.0 for _ in range(expected)))))
    assert len(await rows_of(hass, ENERGY)) == expected
    days = await rows_of(hass, ENERGY, "day")
    assert [day["change"] for day in days] == [float(expected)]


async def test_a_new_change_while_one_is_written(
    hass: HomeAssistant, keeper: Keeper
) -> None:
    """It follows, by itself."""
    keeper.log.put(session(charge(NOON, 1.0)))
    writing = hass.async_create_task(keeper.statistics.async_write())
    keeper.log.put(session(charge(NOON, 2.0)))
    await keeper.statistics.async_write()
    await writing
    await keeper.settle()
    assert await figures_of(hass, ENERGY) == [("20 12:00", 2.0, 2.0)]


async def test_stopped(hass: HomeAssistant, keeper: Keeper) -> None:
    """After the stop nothing is written, and nobody listens."""
    keeper.log.put(session(charge(NOON, 1.0)))
    keeper.statistics.async_stop()
    assert keeper.log.listeners == []
    await keeper.settle()
    assert await figures_of(hass, ENERGY) == []


def _count_imports(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statistics that the recorder is given, from now on."""
    recorder = get_instance(hass)
    taken: list[str] = []
    original = recorder.async_import_statistics

    def take(metadata: Any, stats: Any, table: Any) -> None:
        taken.append(metadata["statistic_id"])
        original(metadata, stats, table)

    monkeypatch.setattr(recorder, "async_import_statistics", take)
    return taken
