"""What a house remembers over restarts, for itself and for each of its chargers."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN
from .control.eco_settings import EcoSettings
from .control.house_load import HourLoads
from .control.model import PowerControl
from .control.peaks import HourPeaks
from .control.plan import Caution, Objective
from .control.power_settings import PowerSettings
from .control.target import Target, TargetKind, TargetStage

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_VERSION = 1
_SAVE_DELAY = 60
_HOUSE = "house"
"""A key that no charger has: their IDs are in upper case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockState:
    """What is remembered of a charger's lock."""

    enabled: bool = False
    locked: bool | None = None
    """As it was last seen."""
    by_hand: bool = False
    """Whether somebody has locked or unlocked it by hand."""
    zones: dict[str, str] = field(default_factory=dict)
    """Where each key was last known to be, by entity ID."""


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
    power: PowerSettings = field(default_factory=PowerSettings)
    smart_lock: LockState = field(default_factory=LockState)
    eco: EcoSettings = field(default_factory=EcoSettings)
    session_cars: dict[str, str] = field(default_factory=dict)
    """The car of each session where it was known: IDs of subentries by session ID."""
    session_savings: dict[str, float | None] = field(default_factory=dict)
    """What EcoCharging has saved in each session that it took part in, in the currency,
    by session ID; None while that is not known."""


def _known[KeptT: DataclassInstance](
    kept: type[KeptT], data: dict[str, Any]
) -> dict[str, Any]:
    """What this version keeps of what any other has written."""
    names = {each.name for each in fields(kept)}
    return {key: value for key, value in data.items() if key in names}


def _memory(data: dict[str, Any]) -> ChargerMemory:
    target = data.get("target")
    if target is not None:
        target = Target(
            **{
                **_known(Target, target),
                "kind": TargetKind(target["kind"]),
                "stage": TargetStage(target.get("stage", TargetStage.ARMED)),
            }
        )
    power = _known(PowerSettings, data.get("power", {}))
    if "mode" in power:
        power = {**power, "mode": PowerControl(power["mode"])}
    eco = _known(EcoSettings, data.get("eco", {}))
    if "caution" in eco:
        eco = {**eco, "caution": Caution(eco["caution"])}
    if "objective" in eco:
        eco = {**eco, "objective": Objective(eco["objective"])}
    return ChargerMemory(
        **{
            **_known(ChargerMemory, data),
            "target": target,
            "power": PowerSettings(**power),
            "smart_lock": LockState(**_known(LockState, data.get("smart_lock", {}))),
            "eco": EcoSettings(**eco),
        }
    )


class HouseStore:
    """Keeps the memories of a house's chargers, by charger ID."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the file of one house."""
        self._store: Store[dict[str, dict[str, Any]]] = Store(
            hass, _VERSION, f"{DOMAIN}.{entry_id}"
        )
        self._memories: dict[str, ChargerMemory] = {}
        self._peaks = HourPeaks()
        self._loads = HourLoads()

    async def async_load(self) -> None:
        """Read the file, if there is one."""
        stored = await self._store.async_load() or {}
        house = stored.pop(_HOUSE, {})
        self._peaks = HourPeaks.from_list(house.get("peaks", []))
        self._loads = HourLoads.from_list(house.get("loads", []))
        for charger_id, data in stored.items():
            self._memories[charger_id] = _memory(data)

    @property
    def peaks(self) -> HourPeaks:
        """The most that the house has taken at each hour of the day."""
        return self._peaks

    @property
    def loads(self) -> HourLoads:
        """What the house usually takes at each hour of the day."""
        return self._loads

    def remember_house(self, local: datetime, watts: float) -> None:
        """Keep what the house takes without its cars; a peak reaches the disk soon.

        The means change with each reading, and reach it whenever something else does.
        """
        self._loads = self._loads.having(local.hour, watts)
        peaks = self._peaks.having(local.hour, local.toordinal(), round(watts))
        if peaks != self._peaks:
            self._peaks = peaks
            self._store.async_delay_save(self._data, _SAVE_DELAY)

    def recall(self, charger_id: str) -> ChargerMemory:
        """What is remembered of a charger; nothing of a new one."""
        return self._memories.get(charger_id) or ChargerMemory()

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
            _HOUSE: {"peaks": self._peaks.as_list(), "loads": self._loads.as_list()},
            **{
                charger_id: asdict(memory)
                for charger_id, memory in self._memories.items()
            },
        }
