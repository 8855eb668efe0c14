"""What all entities of a charger share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import (
    CONNECTION_BLUETOOTH,
    CONNECTION_NETWORK_MAC,
    DeviceInfo,
)
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .account import CloudAccount
from .api.models import ChargerState
from .const import CONF_BLE_ADDRESS, CONF_FIRMWARE, CONF_MODEL, DOMAIN, MANUFACTURER
from .coordinator import ChargerCoordinator
from .house import V2CConfigEntry, house_identifier


@dataclass(frozen=True, kw_only=True)
class V2CDescription(EntityDescription):
    """Says what an entity reads, and with that which chargers have it."""

    field: str | None = None
    """The field of the charger's state; None for what the links themselves tell."""
    suffix: str | None = None
    """The end of the unique id, where it is not the key (docs/migration.md)."""
    writes: bool = False
    """Whether the entity exists only where a link can write the field."""

    def exists(self, coordinator: ChargerCoordinator) -> bool:
        """Tell whether a charger has this."""
        if self.field is None:
            return True
        return self.field in coordinator.capabilities and (
            not self.writes or coordinator.charger.can_set(self.field)
        )


class ChargerEntity(CoordinatorEntity[ChargerCoordinator]):
    """An entity of one charger."""

    _attr_has_entity_name = True
    entity_description: V2CDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CDescription
    ) -> None:
        """Belong to a charger."""
        super().__init__(coordinator)
        self.entity_description = description
        charger_id = coordinator.charger.charger_id
        self._attr_unique_id = (
            f"v2c_{charger_id}_{description.suffix or description.key}"
        )
        self._attr_translation_key = description.translation_key or description.key
        self._attr_device_info = _device_info(coordinator)
        self._written: tuple[object, ...] = ()

    @property
    def state_of_charger(self) -> ChargerState:
        """What is known of the charger now."""
        return self.coordinator.data.snapshot.state

    @property
    @override
    def available(self) -> bool:
        """Whether a link that works tells what this entity shows."""
        field = self.entity_description.field
        return field is None or field in self.coordinator.data.snapshot.served

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._written = self._shown()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state where this entity shows something else than before.

        A poll changes a few values of a charger, not all of them.
        """
        shown = self._shown()
        if shown != self._written:
            self._written = shown
            self.async_write_ha_state()

    def _shown(self) -> tuple[object, ...]:
        if not self.available:
            return ()
        return (self.state, self.state_attributes, self.capability_attributes)


def _device_info(coordinator: ChargerCoordinator) -> DeviceInfo:
    subentry = coordinator.subentry
    charger_id = coordinator.charger.charger_id
    connections = {
        (kind, address)
        for kind, key in (
            (CONNECTION_NETWORK_MAC, CONF_MAC),
            (CONNECTION_BLUETOOTH, CONF_BLE_ADDRESS),
        )
        if (address := subentry.data.get(key))
    }
    return DeviceInfo(
        identifiers={(DOMAIN, charger_id)},
        connections=connections,
        configuration_url=_url(subentry),
        manufacturer=MANUFACTURER,
        model=subentry.data.get(CONF_MODEL),
        name=subentry.title,
        serial_number=charger_id,
        sw_version=subentry.data.get(CONF_FIRMWARE),
        via_device_id=coordinator.config_entry.runtime_data.device_id,
    )


def _url(subentry: ConfigSubentry) -> str | None:
    """The charger's data page; chargers have no other page of their own."""
    if not (host := subentry.data.get(CONF_HOST)):
        return None
    return f"http://{host}:{subentry.data.get(CONF_PORT, 80)}/RealTimeData"


@callback
def async_add_charger_entities[DescriptionT: V2CDescription](
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    descriptions: Iterable[DescriptionT],
    create: Callable[[ChargerCoordinator, DescriptionT], Entity],
) -> None:
    """Add the entities that each charger has, now and when it shows more of them."""
    for subentry_id, coordinator in entry.runtime_data.chargers.items():
        waiting = list(descriptions)

        @callback
        def add_existing(
            subentry_id: str = subentry_id,
            coordinator: ChargerCoordinator = coordinator,
            waiting: list[DescriptionT] = waiting,
        ) -> None:
            found = [item for item in waiting if item.exists(coordinator)]
            if found:
                waiting[:] = [item for item in waiting if item not in found]
                async_add_entities(
                    [create(coordinator, item) for item in found],
                    config_subentry_id=subentry_id,
                )

        add_existing()
        entry.async_on_unload(coordinator.async_on_new_capabilities(add_existing))


@callback
def async_forget_entities(
    hass: HomeAssistant, entry: V2CConfigEntry, descriptions: Iterable[V2CDescription]
) -> None:
    """Remove what is left of those of these that chargers have no more."""
    known = {item.key: item for item in descriptions}
    registry, chargers = er.async_get(hass), entry.runtime_data.chargers
    for item in er.async_entries_for_config_entry(registry, entry.entry_id):
        description = known.get(item.translation_key or "")
        coordinator = chargers.get(item.config_subentry_id or "")
        if description and coordinator and not description.exists(coordinator):
            registry.async_remove(item.entity_id)


class HouseEntity(Entity):
    """An entity of the house's account."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        entry: V2CConfigEntry,
        account: CloudAccount,
        description: EntityDescription,
    ) -> None:
        """Belong to a house and show its account."""
        self.account = account
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={house_identifier(entry)})

    @override
    async def async_added_to_hass(self) -> None:
        self.async_on_remove(self.account.async_subscribe(self.async_write_ha_state))
