"""What EcoCharging goes by: the price, or what the grid emits."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory

from .control.plan import Objective
from .coordinator import ChargerCoordinator
from .eco_entity import EcoEntity
from .entity import V2CDescription


@dataclass(frozen=True, kw_only=True)
class ObjectiveDescription(SelectEntityDescription, V2CDescription):
    """Exists where something tells what the grid emits."""

    @override
    def exists(self, coordinator: ChargerCoordinator) -> bool:
        return coordinator.config_entry.runtime_data.carbon.source is not None


OBJECTIVE = ObjectiveDescription(
    key="objective", options=list(Objective), entity_category=EntityCategory.CONFIG
)


class ObjectiveSelect(EcoEntity, SelectEntity):
    """What there shall be as little of as can be."""

    entity_description: ObjectiveDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: ObjectiveDescription
    ) -> None:
        """Control the objective."""
        super().__init__(coordinator, description)

    @property
    @override
    def current_option(self) -> str:
        """What somebody wants."""
        return self.settings.objective

    @override
    async def async_select_option(self, option: str) -> None:
        self.change(objective=Objective(option))
