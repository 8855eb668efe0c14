"""What a kWh costs now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfEnergy
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.util import dt as dt_util

from .house import V2CConfigEntry, house_identifier
from .prices.house_prices import HousePrices


@dataclass(frozen=True, kw_only=True)
class PriceDescription(SensorEntityDescription):
    """A sensor of a house's prices."""

    value_fn: Callable[[HousePrices, datetime], float | None]
    """Of the prices, at an instant."""


PRICE_NOW: Final = PriceDescription(
    key="price_now",
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=4,
    value_fn=HousePrices.price,
)


class PriceSensor(SensorEntity):
    """The price that holds now, of the source that the house goes by."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    entity_description: PriceDescription

    def __init__(self, entry: V2CConfigEntry, description: PriceDescription) -> None:
        """Belong to a house."""
        self.entity_description = description
        self._prices = entry.runtime_data.prices
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={house_identifier(entry)})

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        """The currency of the source, per kWh."""
        return f"{self._prices.currency}/{UnitOfEnergy.KILO_WATT_HOUR}"

    @property
    @override
    def native_value(self) -> float | None:
        """The price; None while nobody knows it."""
        return self.entity_description.value_fn(self._prices, dt_util.utcnow())

    @override
    async def async_added_to_hass(self) -> None:
        self.async_on_remove(self._prices.async_listen(self.async_write_ha_state))
