"""The calendars of sessions and of what is planned."""

from collections.abc import Iterator
from datetime import datetime

from freezegun.api import TickingDateTimeFactory
from homeassistant.components.calendar import CalendarEvent
from homeassistant.const import STATE_OFF, STATE_ON, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2c_cloud.calendar import (
    session_description,
    session_summary,
    wall_clock_range,
)
from custom_components.v2c_cloud.sessions.model import Card, Session
from scripts.simulator import Car, SimulatedCharger, Simulator

from .actions import act
from .clocks import pass_time, running_clock
from .conftest import AddHouse, entity_id, state_of
from .eco_house import NIGHT, MakeEcoHouse, madrid as eco_time
from .power_house import big_car
from .session_logs import HOUR, charge, fill_log, session, utc

NOW = utc("2026-11-22T12:00:00")
NOON = utc("2026-11-20T12:00:00")
CARD = Card(code="aa23b601", name="Vicente")


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A day in November."""
    with running_clock() as running:
        running.move_to(NOW)
        yield running


@pytest.fixture
async def madrid(hass: HomeAssistant) -> None:
    """Where the clock is changed."""
    await hass.config.async_set_time_zone("Europe/Madrid")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (session(charge(NOON, 3.04)), "3.0 kWh"),
        (session(charge(NOON, 12.34, price=0.174)), "12.3 kWh, 2.15 EUR"),
        (session(charge(NOON, 0.0)), "0.0 kWh"),
    ],
)
def test_summary(shown: Session, expected: str) -> None:
    """Figures that everybody can read; a cost that nobody knows is not there."""
    assert session_summary(shown, "EUR") == expected


@pytest.mark.usefixtures("madrid")
async def test_description() -> None:
    """The charges within, and what else is known."""
    shown = session(
        charge(NOON, 3.0, solar=0.5, co2=1.24, card=CARD),
        charge(NOON + 3 * HOUR, 2.0, running=True),
    )
    assert session_description(shown).splitlines() == [
        "13:00 – 14:00  3.0 kWh",
        "16:00 – …  2.0 kWh",
        "☀ 0.5 kWh",
        "CO₂ 1.2 kg",
        "RFID Vicente",
    ]


@pytest.mark.usefixtures("madrid")
async def test_a_card_without_a_name_is_not_shown() -> None:
    """With its code it could be copied."""
    shown = session(charge(NOON, 3.0, card=Card(code="aa23b601")))
    assert session_description(shown) == "13:00 – 14:00  3.0 kWh"


@pytest.mark.usefixtures("madrid")
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-20T12:00:00", "2026-11-20T13:30:00", ("13:00", "14:30")),
        ("2026-11-20T12:00:00", "2026-11-20T12:00:00", ("13:00", "13:00")),
        # 02:50 in summer, 02:10 in winter.
        ("2026-10-25T00:50:00", "2026-10-25T01:10:00", ("02:50", "03:10")),
        ("2026-10-25T00:10:00", "2026-10-25T01:50:00", ("02:10", "02:50")),
        ("2026-03-29T00:30:00", "2026-03-29T01:30:00", ("01:30", "03:30")),
    ],
)
async def test_wall_clock_range(
    start: str, end: str, expected: tuple[str, str]
) -> None:
    """Home Assistant takes each of them for an event."""
    local_start, local_end = wall_clock_range(utc(start), utc(end))
    event = CalendarEvent(start=local_start, end=local_end, summary="")
    assert event.start_datetime_local.timestamp() == utc(start).timestamp()
    assert (f"{local_start:%H:%M}", f"{local_end:%H:%M}") == expected


async def _events(
    hass: HomeAssistant, start: datetime, end: datetime, key: str = "sessions"
) -> list[dict[str, str]]:
    calendar = entity_id(hass, Platform.CALENDAR, key)
    answer = await hass.services.async_call(
        "calendar",
        "get_events",
        {"entity_id": calendar, "start_date_time": start, "end_date_time": end},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    found = answer[calendar]
    assert isinstance(found, dict)
    events = found["events"]
    assert isinstance(events, list)
    return events  # type: ignore[return-value]


@pytest.mark.usefixtures("madrid", "clock")
async def test_past_sessions(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Those that touch the range that somebody looks at, the oldest first."""
    entry = await add_house(charger)
    await fill_log(
        hass,
        entry,
        session(charge(NOON - 96 * HOUR, 9.0)),
        session(charge(NOON, 8.0, price=0.1)),
        session(charge(NOON + 12 * HOUR, 4.0, 4.0)),
    )
    assert state_of(hass, Platform.CALENDAR, "sessions") == STATE_OFF
    events = await _events(hass, NOON - HOUR, NOON + 13 * HOUR)
    assert [(event["start"], event["summary"]) for event in events] == [
        ("2026-11-20T13:00:00+01:00", "8.0 kWh, 0.80 EUR"),
        ("2026-11-21T01:00:00+01:00", "8.0 kWh"),
    ]
    assert events[1]["end"] == "2026-11-21T03:00:00+01:00"


async def test_the_session_that_goes_on(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The calendar is on while a car is plugged in."""
    with running_clock() as clock:
        await add_house(charger)
        assert state_of(hass, Platform.CALENDAR, "sessions") == STATE_OFF
        charger.plug(Car())
        await pass_time(hass, clock, simulator, 1800)
        assert state_of(hass, Platform.CALENDAR, "sessions") == STATE_ON
        state = hass.states.get(entity_id(hass, Platform.CALENDAR, "sessions"))
        assert state is not None
        assert float(state.attributes["message"].removesuffix(" kWh")) > 1
        now = dt_util.utcnow()
        (event,) = await _events(hass, now - 24 * HOUR, now + HOUR)
        end = dt_util.parse_datetime(event["end"])
        assert end is not None
        assert now <= end <= dt_util.utcnow()
        charger.unplug()
        await pass_time(hass, clock, simulator, 600)
        assert state_of(hass, Platform.CALENDAR, "sessions") == STATE_OFF


async def test_the_calendar_belongs_to_the_charger(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """So it goes when the charger goes."""
    entry = await add_house(charger)
    found = er.async_get(hass).async_get(entity_id(hass, Platform.CALENDAR, "sessions"))
    assert found is not None
    assert found.config_subentry_id in entry.subentries


async def test_planned_charging(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """When the car will be charged, and while it is."""
    house = await eco_house(charger)
    assert state_of(hass, Platform.CALENDAR, "planned_charging") == STATE_OFF
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    now = dt_util.utcnow()
    (event,) = await _events(hass, now, now + 24 * HOUR, "planned_charging")
    assert event["start"] == "2026-11-25T00:00:00+01:00"
    assert event["end"] == "2026-11-25T03:00:00+01:00"
    assert event["summary"] == "11.0 kWh, 0.88 EUR"
    assert await _events(hass, now, now + HOUR, "planned_charging") == []
    state = hass.states.get(entity_id(hass, Platform.CALENDAR, "planned_charging"))
    assert state is not None
    assert state.state == STATE_OFF
    assert state.attributes["start_time"] == "2026-11-25 00:00:00"

    await house.until(eco_time("2026-11-25 00:01"))
    assert state_of(hass, Platform.CALENDAR, "planned_charging") == STATE_ON
    charger.unplug()
    await house.power.live(20)
    assert state_of(hass, Platform.CALENDAR, "planned_charging") == STATE_OFF


async def test_a_planned_charge_that_goes_on(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Its event stays where the charge began, whatever is planned anew."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(60)
    await act(hass, "charge_until", energy=9)
    await house.until(eco_time("2026-11-25 00:01"))
    [log] = house.power.entry.runtime_data.sessions.values()
    began = log.running.charges[-1].start
    day = began - HOUR, began + 24 * HOUR
    for _ in range(3):
        await house.power.live(1500, step=60)
        (event,) = await _events(hass, *day, "planned_charging")
        assert event["start"] == dt_util.as_local(began).isoformat()
        energy, _kwh, cost, _euros = event["summary"].split()
        assert float(energy) == pytest.approx(9.0, abs=0.15)
        assert float(cost) == pytest.approx(9 * NIGHT, abs=0.02)
