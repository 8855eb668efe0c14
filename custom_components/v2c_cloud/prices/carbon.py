"""What the grid emits, read as prices are: each kWh costs so many grams of CO2. Pure."""

from collections.abc import Mapping
import re
from typing import Any, Final

from .adapter import AttributeAdapter, Place, Provider
from .generic import read
from .points import Point
from .units import PER_ENERGY, PriceUnit

GRAMS: Final = "gCO2eq"
"""Stands where prices have their currency."""
_MASSES: Final = {"g": 1.0, "kg": 1000.0, "t": 1_000_000.0}
_CO2: Final = re.compile(r"co2[-_]?(eq?)?")
_VALUES: Final = (
    *("intensity", "carbon_intensity", "carbonintensity", "carbonIntensity"),
    *("co2_intensity", "co2", "value"),
)
"""The keys that integrations have for it in their lists."""


def carbon_unit(
    text: object, home: str = "", currency: object = None
) -> PriceUnit | None:
    """Understand a unit such as ``gCO2eq/kWh`` or ``kg/MWh``.

    Args:
        text: What the entity says.
        home: Of no matter: no money is told.
        currency: The same.

    Returns:
        None for what is no mass per energy.

    """
    said = _plain(text)
    mass, _, energy = said.rpartition("/")
    grams, per_kwh = _MASSES.get(_CO2.sub("", mass)), PER_ENERGY.get(energy)
    if grams is None or per_kwh is None:
        return None
    return PriceUnit(currency=GRAMS, factor=round(grams * per_kwh, 6))


def says_carbon(text: object) -> bool:
    """Whether a unit can be nothing but that of what a grid emits.

    Grams per kWh alone are what a stove burns, too.
    """
    return carbon_unit(text) is not None and _CO2.search(_plain(text)) is not None


def forecast_in(attributes: Mapping[str, Any], place: Place) -> list[Point]:
    """What the attributes of an entity tell of the coming hours, and of those before."""
    return read(attributes, place, _VALUES)


PROVIDER: Final = Provider(attributes=(AttributeAdapter(read=forecast_in),))


def _plain(text: object) -> str:
    if not isinstance(text, str):
        return ""
    return text.replace(" ", "").replace("₂", "2").casefold()
