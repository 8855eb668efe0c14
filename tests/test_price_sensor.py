"""What a kWh costs now, as people see it."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.energy.data import async_get_manager
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.diagnostics import async_get_config_entry_diagnostics
from scripts.simulator import SimulatedCharger

from .conftest import AddHouse
from .meters import prefer


def price_now(hass: HomeAssistant, entry: MockConfigEntry) -> State:
    """The state of the house's sensor."""
    entity_id = er.async_get(hass).async_get_entity_id(
        Platform.SENSOR, DOMAIN, f"{entry.entry_id}_price_now"
    )
    state = hass.states.get(entity_id or "")
    assert state is not None
    return state


async def test_price_now(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It follows the dashboard's source, quarter by quarter; a report tells of it."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    freezer.move_to("2026-11-25 10:40:00+00:00")
    await prefer(
        await async_get_manager(hass),
        {"type": "grid", "stat_rate": None, "entity_energy_price": "sensor.price"},
    )
    entry = await add_house(charger)
    assert price_now(hass, entry).state == "unknown"

    hass.states.async_set(
        "sensor.price",
        "9.9",
        {"unit_of_measurement": "c/kWh", "today": [5.0] * 12 + [7.5] * 12},
    )
    await hass.async_block_till_done()
    state = price_now(hass, entry)
    assert (state.state, state.attributes["unit_of_measurement"]) == ("0.05", "EUR/kWh")
    freezer.move_to("2026-11-25 11:00:00+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert price_now(hass, entry).state == "0.075"

    facts = await async_get_config_entry_diagnostics(hass, entry)
    assert facts["prices"] == {
        "kind": "energy",
        "integration": None,
        "currency": "EUR",
        "published_until": "2026-11-25T23:00:00+00:00",
        "stored_quarters": 96,
        "learned_days": 1,
        "known_now": True,
        "problem": None,
    }
