"""Cars of a house, with what other integrations tell of them."""

from types import MappingProxyType

from homeassistant.components.number import SERVICE_SET_VALUE
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import ATTR_ENTITY_ID, ATTR_UNIT_OF_MEASUREMENT, Platform
from homeassistant.core import HomeAssistant

from custom_components.v2c_cloud.const import SUBENTRY_CAR
from custom_components.v2c_cloud.eco_charger import EcoCharger
from scripts.simulator import SimulatedCharger

from .conftest import entity_id
from .eco_house import EcoHouse

LEVEL = "sensor.kona_battery"


async def add_car(house: EcoHouse, name: str, **data: object) -> str:
    """Add a car to a house, and let the house load anew; returns the car's ID."""
    car = ConfigSubentry(
        data=MappingProxyType({"efficiency": 90, "lead": 15, **data}),
        subentry_type=SUBENTRY_CAR,
        title=name,
        unique_id=None,
    )
    house.power.hass.config_entries.async_add_subentry(house.power.entry, car)
    await house.settle()
    return car.subentry_id


def tell(hass: HomeAssistant, level: object, entity_id: str = LEVEL) -> None:
    """Let a car tell something, in %."""
    hass.states.async_set(entity_id, str(level), {ATTR_UNIT_OF_MEASUREMENT: "%"})


def eco_of(house: EcoHouse, charger: SimulatedCharger) -> EcoCharger:
    """What plans the cars of a charger."""
    return house.eco.chargers[house.subentry_id(charger)]


async def set_number(hass: HomeAssistant, key: str, value: float) -> None:
    """Set a number, and let what follows be done; no charger is asked anything."""
    await hass.services.async_call(
        Platform.NUMBER,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.NUMBER, key), "value": value},
        blocking=True,
    )
    await hass.async_block_till_done(wait_background_tasks=True)
