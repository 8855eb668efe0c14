"""Home Assistant's ``amberelectric``: forecasts of the next hours in 5 or 30 minutes.

They are in the attributes of a sensor of their own, one for each channel, whose id
differs from that of the price now in one word.
"""

from homeassistant.helpers import entity_registry as er

from .adapter import AttributeAdapter, Provider, lists_in


def _is_sibling(named: er.RegistryEntry, other: er.RegistryEntry) -> bool:
    return other.unique_id == named.unique_id.replace("-current-", "-forecasts-")


PROVIDER = Provider(
    attributes=(AttributeAdapter(read=lists_in("forecasts"), is_sibling=_is_sibling),)
)
