"""Blueprints that tell people something, run with a simulated charger."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from freezegun.api import TickingDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from scripts.simulator import Car, SimulatedCharger, Simulator

from .actions import device_of
from .blueprints import automate_with, end_automation, notifications
from .clocks import pass_time
from .conftest import AddHouse, entity_id
from .session_logs import charge, fill_log, session

MADRID = ZoneInfo("Europe/Madrid")
PHONE = "notify.phone"
GRID = "sensor.grid"


@pytest.fixture(autouse=True)
async def _madrid(hass: HomeAssistant) -> AsyncIterator[None]:
    """Where people live by another clock than UTC."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    yield
    await end_automation(hass)


@pytest.mark.parametrize(
    ("language", "title", "begin", "cost"),
    [
        ("en", "Garage: Charging session ended", "The car took 2.", "Cost: 0."),
        ("es", "Garage: Sesión de carga terminada", "El coche tomó 2,", "Coste: 0,"),
        ("it", "Garage: Sessione di ricarica conclusa", "L’auto ha preso 2,", "Costo:"),
    ],
)
async def test_session_summary(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    language: str,
    title: str,
    begin: str,
    cost: str,
) -> None:
    """Energy, time and cost, in the language that was chosen."""
    charger.values.intensity = 16
    await add_house(charger, price=0.2)
    await automate_with(
        hass, "session_summary", chargers=[device_of(hass)], language=language
    )
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 2520)
    assert notifications(hass) == []
    charger.unplug()
    await pass_time(hass, clock, simulator, 60)

    [(shown, message)] = notifications(hass)
    assert shown == title
    assert message.startswith(begin)
    assert " kWh in 0 h 4" in message or " kWh en 0 h 4" in message
    assert cost in message
    assert message.endswith("EUR.")


async def test_session_summary_on_a_phone(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Whoever is chosen is told, under one's own name for the charger; and only then."""
    sent = async_mock_service(hass, "notify", "send_message")
    await add_house(charger)
    dr.async_get(hass).async_update_device(device_of(hass), name_by_user="Left")
    await automate_with(
        hass,
        "session_summary",
        chargers=[device_of(hass)],
        notify=[PHONE],
        least_energy=0.5,
    )
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 60)
    charger.unplug()
    await pass_time(hass, clock, simulator, 60)
    assert sent == []

    charger.plug(Car())
    await pass_time(hass, clock, simulator, 1200)
    charger.unplug()
    await pass_time(hass, clock, simulator, 60)
    [call] = sent
    assert call.data["entity_id"] == [PHONE]
    assert call.data["title"] == "Left: Charging session ended"
    assert "Cost" not in call.data["message"]
    assert notifications(hass) == []


@pytest.fixture
def evening(clock: TickingDateTimeFactory) -> TickingDateTimeFactory:
    """A Wednesday, shortly before ten."""
    clock.move_to(datetime(2026, 11, 25, 21, 58, tzinfo=MADRID))
    return clock


@pytest.mark.parametrize(
    ("states", "inputs", "message"),
    [
        ({}, {}, "Plug it in, so that it is charged tomorrow."),
        (
            {"sensor.car": "31.4", "device_tracker.car": "home"},
            {"battery": "sensor.car", "home": "device_tracker.car"},
            "Plug it in, so that it is charged tomorrow. Its battery is at 31 %.",
        ),
        (
            {"sensor.car": "unknown"},
            {"battery": "sensor.car", "language": "es"},
            "Enchúfalo para que mañana esté cargado.",
        ),
    ],
)
async def test_not_plugged_in(
    hass: HomeAssistant,
    evening: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    states: dict[str, str],
    inputs: dict[str, Any],
    message: str,
) -> None:
    """One is reminded while the car needs it, or may need it."""
    await add_house(charger)
    for entity, state in states.items():
        hass.states.async_set(entity, state)
    plug = entity_id(hass, Platform.BINARY_SENSOR, "connected")
    await automate_with(hass, "not_plugged_in", plug=plug, **inputs)
    await pass_time(hass, evening, simulator, 180)
    [(_, shown)] = notifications(hass)
    assert shown == message


@pytest.mark.parametrize(
    ("states", "inputs"),
    [
        ({"sensor.car": "80"}, {"battery": "sensor.car", "least_battery": 60}),
        ({"person.ana": "not_home"}, {"home": "person.ana"}),
        ({}, {"days": ["mon", "tue"]}),
    ],
)
async def test_not_plugged_in_and_no_need(
    hass: HomeAssistant,
    evening: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    states: dict[str, str],
    inputs: dict[str, Any],
) -> None:
    """A full battery, a car that is away or another evening: nobody is bothered."""
    await add_house(charger)
    for entity, state in states.items():
        hass.states.async_set(entity, state)
    plug = entity_id(hass, Platform.BINARY_SENSOR, "connected")
    await automate_with(hass, "not_plugged_in", plug=plug, **inputs)
    await pass_time(hass, evening, simulator, 180)
    assert notifications(hass) == []


async def test_plugged_in(
    hass: HomeAssistant,
    evening: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Nobody is reminded of what is done."""
    charger.plug(Car())
    await add_house(charger)
    plug = entity_id(hass, Platform.BINARY_SENSOR, "connected")
    await automate_with(hass, "not_plugged_in", plug=plug)
    await pass_time(hass, evening, simulator, 180)
    assert notifications(hass) == []


async def test_will_not_be_ready(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """A plan that is late for ten minutes is told; one that wavers is not."""
    await add_house(charger)
    ready = entity_id(hass, Platform.BINARY_SENSOR, "will_be_ready")
    await automate_with(hass, "will_not_be_ready", will_be_ready=ready, language="it")
    hass.states.async_set(ready, "off")
    await pass_time(hass, clock, simulator, 300)
    hass.states.async_set(ready, "on")
    await pass_time(hass, clock, simulator, 600)
    assert notifications(hass) == []

    hass.states.async_set(ready, "off")
    await pass_time(hass, clock, simulator, 660)
    [(title, message)] = notifications(hass)
    assert title == "L’auto non sarà pronta"
    assert message.endswith("prima di partire.")


@pytest.mark.parametrize(
    ("cards", "expected"), [([], 1), (["anna", "GUEST"], 1), (["Anna"], 0)]
)
async def test_guest_card(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    cards: list[str],
    expected: int,
) -> None:
    """The cloud tells of the card after the charge; then one is told, once."""
    clock.move_to(simulator.now)
    charger.reader.register("aa23b601", "Guest")
    charger.values.rfid = True
    charger.lan.strict_manners = False
    await add_house(charger, simulator=simulator, cloud=True)
    await automate_with(hass, "guest_card", chargers=[device_of(hass)], cards=cards)
    charger.plug(Car())
    charger.swipe("aa23b601")
    await pass_time(hass, clock, simulator, 1800)
    charger.unplug()
    await pass_time(hass, clock, simulator, 3600)
    told = notifications(hass)
    assert len(told) == expected
    assert {title for title, _ in told} <= {"Charged with the card of Guest"}
    assert [message for _, message in told if " kWh, 0." not in message] == []


@pytest.mark.parametrize(
    ("shown", "unit"), [("5200", "W"), ("5.2", "kW")], ids=["W", "kW"]
)
async def test_power_alarm(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    shown: str,
    unit: str,
) -> None:
    """A peak is not told; what stays is, and pauses the charge."""
    attributes = {"unit_of_measurement": unit, "friendly_name": "Grid"}
    charger.plug(Car())
    await add_house(charger)
    pause = entity_id(hass, Platform.SWITCH, "charging_pause")
    hass.states.async_set(GRID, "1", attributes)
    await automate_with(hass, "power_alarm", power=GRID, limit=4600, pause=pause)
    hass.states.async_set(GRID, shown, attributes)
    await pass_time(hass, clock, simulator, 20, step=10)
    hass.states.async_set(GRID, "1", attributes)
    await pass_time(hass, clock, simulator, 60, step=10)
    assert notifications(hass) == []
    before = charger.values.paused

    hass.states.async_set(GRID, shown, attributes)
    await pass_time(hass, clock, simulator, 60, step=10)
    assert (before, charger.values.paused) == (False, True)
    assert notifications(hass) == [
        (
            "Power above the limit",
            "Grid: 5200 W, limit 4600 W. The charge is paused.",
        )
    ]


def _at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 20, tzinfo=MADRID).astimezone(ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("language", "title", "message"),
    [
        (
            "en",
            "Charging in 11/2026",
            (
                "2 sessions, 30.0 kWh. Cost: 4.00 EUR (without that of 10.0 kWh). "
                "From the sun: 5.0 kWh. CO₂: 3.1 kg."
            ),
        ),
        (
            "it",
            "Ricariche di 11/2026",
            (
                "2 sessioni, 30,0 kWh. Costo: 4,00 EUR (senza quello di 10,0 kWh). "
                "Dal sole: 5,0 kWh. CO₂: 3,1 kg."
            ),
        ),
    ],
    ids=["en", "it"],
)
async def test_monthly_report(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    language: str,
    title: str,
    message: str,
) -> None:
    """The month before, to its last session, on the first at eight and not before."""
    clock.move_to(datetime(2026, 11, 30, 7, 58, tzinfo=MADRID))
    await fill_log(
        hass,
        await add_house(charger),
        session(charge(_at(10, 30), 7.0)),
        session(charge(_at(11, 1), 20.0, price=0.2, solar=5.0, co2=3.1)),
        session(charge(_at(11, 30), 10.0)),
    )
    await automate_with(
        hass, "monthly_report", charger=device_of(hass), language=language
    )
    await pass_time(hass, clock, simulator, 180)
    assert notifications(hass) == []
    clock.move_to(datetime(2026, 12, 1, 7, 58, tzinfo=MADRID))
    await pass_time(hass, clock, simulator, 180)
    assert notifications(hass) == [(title, message)]


async def test_monthly_report_of_nothing(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """No session is a report, too."""
    clock.move_to(datetime(2026, 12, 1, 7, 58, tzinfo=MADRID))
    await add_house(charger)
    await automate_with(hass, "monthly_report", charger=device_of(hass))
    await pass_time(hass, clock, simulator, 180)
    assert notifications(hass) == [("Charging in 11/2026", "0 sessions, 0.0 kWh.")]
