"""Departures that a calendar tells."""

from datetime import date, datetime, timedelta

from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.components.calendar.const import DATA_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest

from custom_components.v2c_cloud.control.plan import DepartureSource
from scripts.simulator import SimulatedCharger

from .cars import add_car
from .eco_house import EcoHouse, MakeEcoHouse, madrid
from .power_house import big_car

FAMILY = "calendar.family"


class FamilyCalendar(CalendarEntity):
    """A calendar that counts who asks, and may fail."""

    _attr_name = "Family"

    def __init__(self) -> None:
        """Know of nothing."""
        self.events: list[CalendarEvent] = []
        self.asked = 0
        self.broken = False

    @property
    def event(self) -> CalendarEvent | None:
        """Nobody looks at it here."""
        return None

    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Tell all of them, or fail."""
        self.asked += 1
        if self.broken:
            raise HomeAssistantError("The calendar's server is away")
        return self.events

    def put(self, local: str, summary: str = "Work") -> None:
        """Put in an event of an hour."""
        start = madrid(local)
        self.events.append(
            CalendarEvent(start=start, end=start + timedelta(hours=1), summary=summary)
        )


@pytest.fixture(name="calendar")
async def calendar_fixture(hass: HomeAssistant) -> FamilyCalendar:
    """The family's calendar."""
    calendar = FamilyCalendar()
    assert await async_setup_component(hass, "calendar", {})
    await hass.data[DATA_COMPONENT].async_add_entities([calendar])
    return calendar


@pytest.fixture(name="house")
async def house_fixture(eco_house: MakeEcoHouse, charger: SimulatedCharger) -> EcoHouse:
    """A house in the evening, with a car on its charger."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(30)
    return house


async def test_leaves_before_the_next_event(
    house: EcoHouse, charger: SimulatedCharger, calendar: FamilyCalendar
) -> None:
    """Events without the word, of a whole day, or over by then do not count."""
    calendar.put("2026-11-24 17:30")
    calendar.put("2026-11-25 05:00", "Gym")
    calendar.put("2026-11-25 06:30", "at WORK")
    calendar.put("2026-11-25 09:00")
    calendar.events.append(
        CalendarEvent(
            start=date(2026, 11, 25), end=date(2026, 11, 26), summary="No work"
        )
    )
    await add_car(house, "Blue", calendar=FAMILY, lead=20, word="work")
    plan = house.plan(charger)
    assert plan.departure_source is DepartureSource.CALENDAR
    assert plan.departure == madrid("2026-11-25 06:10")


@pytest.mark.parametrize(
    ("event", "source", "departure"),
    [
        ("2026-11-25 06:00", DepartureSource.CALENDAR, "2026-11-25 05:45"),
        ("2026-11-25 09:00", DepartureSource.READY_BY, "2026-11-25 07:00"),
    ],
)
async def test_the_earlier_one_counts(
    house: EcoHouse,
    charger: SimulatedCharger,
    calendar: FamilyCalendar,
    event: str,
    source: DepartureSource,
    departure: str,
) -> None:
    """Of the calendar's and the time that somebody has set."""
    calendar.put(event)
    await add_car(house, "Blue", calendar=FAMILY)
    await house.set(charger, ready_by_on=True)
    plan = house.plan(charger)
    assert plan.departure_source is source
    assert plan.departure == madrid(departure)


async def test_asks_seldom_and_keeps_what_it_heard(
    house: EcoHouse, charger: SimulatedCharger, calendar: FamilyCalendar
) -> None:
    """Four times an hour at the most; a calendar that fails takes nothing away."""
    calendar.put("2026-11-25 06:00")
    await add_car(house, "Blue", calendar=FAMILY)
    asked = calendar.asked
    await house.set(charger, reserve=1.0)
    await house.set(charger, reserve=0.0)
    assert calendar.asked == asked

    calendar.broken = True
    await house.power.live(1800, step=60)
    assert asked < calendar.asked <= asked + 3
    assert house.plan(charger).departure == madrid("2026-11-25 05:45")


async def test_a_calendar_that_is_not_there(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """The departure is learned then."""
    await add_car(house, "Blue", calendar="calendar.gone")
    assert house.plan(charger).departure_source is DepartureSource.LEARNED
