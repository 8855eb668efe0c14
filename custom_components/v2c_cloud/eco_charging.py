"""EcoCharging of a house: a plan for each of its chargers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .control.model import EcoWish, Reason
from .control.plan import Plan
from .eco_charger import EcoCharger

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry


class EcoCharging:
    """Plans when the cars of a house are charged; power control says how much."""

    def __init__(
        self, hass: HomeAssistant, entry: V2CConfigEntry, house: House
    ) -> None:
        """Know the house; nothing happens before ``async_start``."""
        self._entry = entry
        self._house = house
        self._listeners: list[Callable[[], None]] = []
        self.chargers = {
            subentry_id: EcoCharger(hass, entry, house, coordinator, self._tell)
            for subentry_id, coordinator in house.chargers.items()
        }
        """By the ID of the charger's subentry."""

    @callback
    def async_start(self) -> None:
        """Begin to plan; ends with the entry."""
        for item in self.chargers.values():
            self._entry.async_on_unload(item.async_start())

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` after each new plan, and when people want something else."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def plan(self, subentry_id: str) -> Plan | None:
        """The plan of a charger; None while no car is plugged in, or it is off."""
        return self.chargers[subentry_id].plan

    def wish(self, subentry_id: str) -> EcoWish | None:
        """What is wanted of a charger now; None where EcoCharging takes no part."""
        return self.chargers[subentry_id].wish(dt_util.utcnow())

    def waits(self, subentry_id: str) -> bool:
        """Whether it wants a charger to be paused now."""
        wish = self.wish(subentry_id)
        return wish is not None and not wish.charge

    def takes_free(self, subentry_id: str) -> bool | None:
        """Whether energy is free now and a charger takes it; None: not known yet."""
        item = self.chargers[subentry_id]
        wish = self.wish(subentry_id)
        if wish is not None and item.plan is None:
            return None
        return wish is not None and wish.reason is Reason.FREE_ENERGY

    @callback
    def async_set(self, subentry_id: str, **changes: object) -> None:
        """Change the settings of a charger, and plan anew."""
        self.chargers[subentry_id].async_change(**changes)
        self._tell()

    @callback
    def _tell(self) -> None:
        self._house.power.async_look_soon()
        for listener in tuple(self._listeners):
            listener()
