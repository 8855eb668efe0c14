"""HACS' ``octopus_energy``: rates in the attributes of one event entity for each day.

They are per kWh with VAT, in half hours.
"""

from typing import Final

from homeassistant.helpers import entity_registry as er

from .adapter import AttributeAdapter, Provider, lists_in

_DAYS: Final = ("_previous_day_rates", "_current_day_rates", "_next_day_rates")
_RATES: Final = ("_current_rate", "_next_rate", "_previous_rate", *_DAYS)


def _is_sibling(named: er.RegistryEntry, other: er.RegistryEntry) -> bool:
    """A meter's entities begin alike, those of the exported energy otherwise."""
    meter = named.unique_id
    for suffix in _RATES:
        meter = meter.removesuffix(suffix)
    return other.unique_id in {f"{meter}{suffix}" for suffix in _DAYS}


PROVIDER = Provider(
    attributes=(
        AttributeAdapter(read=lists_in("rates"), is_sibling=_is_sibling, factor=1.0),
    )
)
