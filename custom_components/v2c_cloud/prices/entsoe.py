"""HACS' ``entsoe``: lists in the attributes of its sensor of the average price only."""

from homeassistant.helpers import entity_registry as er

from .adapter import AttributeAdapter, Provider, lists_in


def _is_sibling(named: er.RegistryEntry, other: er.RegistryEntry) -> bool:
    return True


PROVIDER = Provider(
    attributes=(
        AttributeAdapter(
            read=lists_in("prices_today", "prices_tomorrow"), is_sibling=_is_sibling
        ),
    )
)
