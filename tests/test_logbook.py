"""What the logbook says of a charger, in the language of the house."""

from collections.abc import Callable
from typing import Any

from homeassistant.components.logbook.helpers import async_determine_event_types
from homeassistant.components.logbook.processor import EventProcessor
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.v2c_cloud.const import DOMAIN, EVENT_HAPPENED
from custom_components.v2c_cloud.logbook import async_describe_events
from scripts.simulator import SimulatedCharger

from .actions import device_of
from .conftest import AddHouse

ENDED = {
    "event": "session_ended",
    "duration": 15030.0,
    "energy": 12.34,
    "cost": None,
    "currency": "EUR",
    "solar_share": None,
}


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """The recorder has to be there before anything else of Home Assistant."""


def described(hass: HomeAssistant, data: dict[str, Any]) -> dict[str, str]:
    """How the logbook describes an event."""
    found: dict[str, Callable[[Event], dict[str, str]]] = {}
    async_describe_events(
        hass, lambda _, event, describe: found.update({event: describe})
    )
    return found[EVENT_HAPPENED](Event(EVENT_HAPPENED, data))


@pytest.mark.parametrize(
    ("language", "data", "sentence"),
    [
        ("en", {"event": "session_started"}, "has a car plugged in"),
        ("en", ENDED, "ended a session of 4 h 10 min with 12.3 kWh."),
        (
            "en",
            ENDED | {"cost": 2.154, "solar_share": 35},
            (
                "ended a session of 4 h 10 min with 12.3 kWh. It cost 2.15 EUR. "
                "35 % of the energy came from the sun."
            ),
        ),
        (
            "es",
            ENDED | {"cost": 2.154, "duration": 1500.0},
            "terminó una sesión de 25 min con 12,3 kWh. Costó 2,15 EUR.",
        ),
        (
            "it",
            ENDED | {"solar_share": 35},
            (
                "ha concluso una sessione di 4 h 10 min con 12,3 kWh. "
                "Il 35 % dell'energia è venuto dal sole."
            ),
        ),
        (
            "en",
            {"event": "card_used", "card": "Anna", "energy": 7.0},
            "was used with the card of Anna, for 7.0 kWh",
        ),
        (
            "en",
            {"event": "pilot_fault"},
            "reports a fault: Control pilot or earth fault",
        ),
        (
            "es",
            {"event": "ventilation_required"},
            "avisa de una avería: Requiere ventilación",
        ),
        ("it", {"event": "fault_cleared"}, "non segnala più alcun guasto"),
    ],
)
async def test_sentences(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    language: str,
    data: dict[str, Any],
    sentence: str,
) -> None:
    """Only what is known is said."""
    hass.config.language = language
    await add_house(charger)
    entry = described(hass, {"device_id": device_of(hass), **data})
    assert entry == {"name": "Garage", "message": sentence}


async def test_in_the_logbook(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It reads so on the page of the charger's device."""
    assert await async_setup_component(hass, "logbook", {})
    await add_house(charger)
    start = dt_util.utcnow()
    data = {"device_id": device_of(hass), "event": "session_started"}
    hass.bus.async_fire(EVENT_HAPPENED, data)
    await async_wait_recording_done(hass)
    kinds = async_determine_event_types(hass, None, [device_of(hass)])
    processor = EventProcessor(hass, kinds, device_ids=[device_of(hass)])
    [entry] = await get_instance(hass).async_add_executor_job(
        processor.get_events, start, dt_util.utcnow()
    )
    assert (entry["name"], entry["message"]) == ("Garage", "has a car plugged in")
    assert entry["domain"] == DOMAIN


async def test_names(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """People's own name for a charger, also for one that is gone."""
    await add_house(charger)
    event = {"event": "session_started", "device_id": device_of(hass)}
    dr.async_get(hass).async_update_device(device_of(hass), name_by_user="Left one")
    assert described(hass, event)["name"] == "Left one"
    assert described(hass, event | {"device_id": "gone"})["name"] == "V2C"
