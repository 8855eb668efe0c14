"""Home Assistant's ``amberelectric``: forecasts of the next hours in 5 or 30 minutes.

They are in the attributes of a sensor of their own, one for each channel, and begin after
the interval that runs: that one is what the sensor of the price now tells of itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.helpers import entity_registry as er

from .adapter import AttributeAdapter, Place, Provider
from .lists import read_items
from .points import Point

_NOW: Final = "-current-"
_NEXT: Final = "-forecasts-"


def _read(attributes: Mapping[str, Any], place: Place) -> list[Point]:
    running, following = [attributes], attributes.get("forecasts")
    return [*read_items(running, place.zone), *read_items(following, place.zone)]


def _is_sibling(named: er.RegistryEntry, other: er.RegistryEntry) -> bool:
    return other.unique_id.replace(_NOW, _NEXT) == named.unique_id.replace(_NOW, _NEXT)


PROVIDER = Provider(attributes=(AttributeAdapter(read=_read, is_sibling=_is_sibling),))
