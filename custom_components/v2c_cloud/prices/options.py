"""What the owner of a house has said of prices, read from the entry's options."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from homeassistant.core import HomeAssistant
import probatio

from custom_components.v2c_cloud.const import CONF_PRICE, LOGGER
from custom_components.v2c_cloud.control.tariff import Surcharges
from custom_components.v2c_cloud.house_tariff import HouseTariff
from custom_components.v2c_cloud.tariff_options import (
    CONF_TARIFF,
    read_surcharges,
    read_tariff,
)

CONF_PRICES: Final = "prices"
"""Options: where prices come from."""
CONF_SOURCE: Final = "source"
CONF_ENTITY: Final = "entity"
CONF_EXPORT: Final = "export"
CONF_EXPORT_ENTITY: Final = "export_entity"
CONF_EXPORT_PRICE: Final = "export_price"
CONF_SOLAR: Final = "solar"


class PriceKind(StrEnum):
    """Where a price comes from."""

    ENERGY = "energy"
    """What the Energy dashboard reads."""
    ENTITY = "entity"
    """An entity that somebody picked."""
    TARIFF = "tariff"
    """Prices by time of day."""
    FIXED = "fixed"
    """One price, all the time."""
    NONE = "none"


class SolarCost(StrEnum):
    """What the energy of the roof counts in the cost of a session."""

    FREE = "free"
    EXPORT = "export"
    """What it would have brought."""


EXPORT_KINDS: Final = (
    PriceKind.ENERGY,
    PriceKind.ENTITY,
    PriceKind.FIXED,
    PriceKind.NONE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOptions:
    """Where prices come from."""

    source: PriceKind = PriceKind.ENERGY
    entity: str | None = None
    price: float | None = None
    """The fixed one."""
    export: PriceKind = PriceKind.ENERGY
    export_entity: str | None = None
    export_price: float | None = None
    solar: SolarCost = SolarCost.FREE


_PRICES = probatio.Schema(
    {
        probatio.Optional(CONF_SOURCE): probatio.Coerce(PriceKind),
        probatio.Optional(CONF_ENTITY): str,
        probatio.Optional(CONF_EXPORT): probatio.All(
            probatio.Coerce(PriceKind), probatio.In(EXPORT_KINDS)
        ),
        probatio.Optional(CONF_EXPORT_ENTITY): str,
        probatio.Optional(CONF_EXPORT_PRICE): probatio.Any(int, float),
        probatio.Optional(CONF_SOLAR): probatio.Coerce(SolarCost),
    }
)


def read_price_options(options: Mapping[str, Any]) -> PriceOptions:
    """Read the options of an entry; what means nothing counts as not said.

    Where nobody has chosen, a tariff comes first, then a fixed price, then what the
    Energy dashboard has.
    """
    price: float | None = options.get(CONF_PRICE)
    implied = PriceKind.ENERGY if price is None else PriceKind.FIXED
    if CONF_TARIFF in options:
        implied = PriceKind.TARIFF
    try:
        said = _PRICES(options.get(CONF_PRICES, {}))
    except probatio.Invalid:
        said = {}
    return PriceOptions(**{CONF_SOURCE: implied, **said}, price=price)


def read_contract(
    hass: HomeAssistant, options: Mapping[str, Any]
) -> HouseTariff | None:
    """The tariff, if that is where prices come from and it can be read."""
    if read_price_options(options).source is not PriceKind.TARIFF:
        return None
    try:
        tariff = read_tariff(options)
    except ValueError as err:
        LOGGER.warning("The tariff of a house cannot be read: %s", err)
        return None
    return None if tariff is None else HouseTariff(hass, tariff)


def read_added(options: Mapping[str, Any]) -> Surcharges | None:
    """What comes on top of an entity's prices, if that can be read."""
    try:
        return read_surcharges(options)
    except ValueError as err:
        LOGGER.warning("The surcharges of a house cannot be read: %s", err)
        return None
