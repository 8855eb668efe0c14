"""What all entities of a charger's power control share."""

from typing import override

from .control.power_settings import PowerSettings
from .coordinator import ChargerCoordinator
from .dynamic_power import DynamicPower, PowerStatus
from .entity import ChargerEntity, V2CDescription


class PowerEntity(ChargerEntity):
    """Shows or changes how Home Assistant controls a charger.

    What people want and why a car waits is known without any link, so it is there even
    while the charger cannot be reached.
    """

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CDescription
    ) -> None:
        """Belong to a charger."""
        super().__init__(coordinator, description)
        self._house = coordinator.config_entry.runtime_data
        self._subentry_id = coordinator.subentry.subentry_id

    @property
    def power(self) -> DynamicPower:
        """The power control of the house."""
        return self._house.power

    @property
    def settings(self) -> PowerSettings:
        """What people want of this charger."""
        return self.power.chargers[self._subentry_id].settings

    @property
    def status(self) -> PowerStatus | None:
        """What control does; None before it has looked for the first time."""
        return self.power.status(self._subentry_id)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self.power.async_subscribe(self._handle_coordinator_update)
        )
