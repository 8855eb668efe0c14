"""What a house remembers over restarts: each charger's energy and writes."""

from dataclasses import asdict, dataclass, field
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN
from .control.target import Target, TargetKind

_VERSION = 1
_SAVE_DELAY = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerMemory:
    """What is remembered of one charger."""

    total_energy: float = 0.0
    """kWh since the charger was added."""
    session_energy: float | None = None
    """kWh that the charger showed when it was last read."""
    writes: int = 0
    writes_day: str = ""
    """The local day, in ISO format, on which the writes were counted."""
    timer_days: dict[str, str] = field(default_factory=dict)
    """The ISO weekdays on which each timer charged when it was last on."""
    target: Target | None = None
    """Where the running session shall stop, if somebody wants that."""


def _memory(data: dict[str, Any]) -> ChargerMemory:
    target = data.get("target")
    if target is not None:
        target = Target(**{**target, "kind": TargetKind(target["kind"])})
    return ChargerMemory(**{**data, "target": target})


class HouseStore:
    """Keeps the memories of a house's chargers, by charger ID."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the file of one house."""
        self._store: Store[dict[str, dict[str, Any]]] = Store(
            hass, _VERSION, f"{DOMAIN}.{entry_id}"
        )
        self._memories: dict[str, ChargerMemory] = {}

    async def async_load(self) -> None:
        """Read the file, if there is one."""
        for charger_id, data in (await self._store.async_load() or {}).items():
            self._memories[charger_id] = _memory(data)

    def recall(self, charger_id: str) -> ChargerMemory:
        """What is remembered of a charger; nothing of a new one."""
        return self._memories.get(charger_id, ChargerMemory())

    def remember(self, charger_id: str, memory: ChargerMemory) -> None:
        """Keep a memory; it reaches the disk within a minute or at the stop."""
        if self._memories.get(charger_id) != memory:
            self._memories[charger_id] = memory
            self._store.async_delay_save(self._data, _SAVE_DELAY)

    async def async_flush(self) -> None:
        """Write to the disk now."""
        await self._store.async_save(self._data())

    async def async_remove(self) -> None:
        """Forget everything."""
        await self._store.async_remove()

    def _data(self) -> dict[str, dict[str, Any]]:
        return {
            charger_id: asdict(memory) for charger_id, memory in self._memories.items()
        }
