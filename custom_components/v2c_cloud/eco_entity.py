"""What all entities of a charger's EcoCharging share."""

from typing import override

from .control.eco_settings import EcoSettings
from .control.plan import Plan
from .coordinator import ChargerCoordinator
from .eco_charger import EcoCharger
from .eco_charging import EcoCharging
from .entity import ChargerEntity, V2CDescription


class EcoEntity(ChargerEntity):
    """Shows or changes when a car is charged.

    What people want and what is planned is known without any link, so it is there even
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
    def eco(self) -> EcoCharging:
        """The EcoCharging of the house."""
        return self._house.eco

    @property
    def item(self) -> EcoCharger:
        """The EcoCharging of the charger."""
        return self.eco.chargers[self._subentry_id]

    @property
    def settings(self) -> EcoSettings:
        """What people want of it."""
        return self.item.settings

    @property
    def plan(self) -> Plan | None:
        """The plan; None while no car is plugged in, or it is off."""
        return self.item.plan

    def change(self, **changes: object) -> None:
        """Want something else."""
        self.eco.async_set(self._subentry_id, **changes)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.eco.async_subscribe(self._handle_coordinator_update))

    @override
    def _shown(self) -> tuple[object, ...]:
        return (*super()._shown(), self.extra_state_attributes)
