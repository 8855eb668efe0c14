"""Which sensors know the power of a house: those picked, or the Energy dashboard's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from homeassistant.core import valid_entity_id

from .house_options import MeterOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerSensors:
    """Entity IDs by what they measure; several of a kind are added up."""

    grid: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    """The grid's once more, one for each phase, L1 first."""
    solar: tuple[str, ...] = ()
    battery: tuple[str, ...] = ()
    grid_inverted: bool = False
    """Whether the grid's count what the house exports as positive."""
    battery_inverted: bool = False
    """Whether the battery's count charging as positive."""
    apparent: bool = False
    """Whether the grid's count VA, and not W."""

    @property
    def needed(self) -> tuple[str, ...]:
        """Those without which the grid's power is not known."""
        return tuple(dict.fromkeys((*self.grid, *self.phases)))

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.needed, *self.solar, *self.battery)))


def picked_sensors(options: MeterOptions) -> PowerSensors:
    """The sensors that somebody picked."""
    return PowerSensors(
        grid=tuple(filter(None, (options.grid,))),
        phases=options.phases,
        solar=tuple(filter(None, (options.solar,))),
        battery=tuple(filter(None, (options.battery,))),
        grid_inverted=options.grid_inverted,
        battery_inverted=options.battery_inverted,
        apparent=options.apparent,
    )


def dashboard_sensors(preferences: Mapping[str, Any] | None) -> PowerSensors:
    """The sensors that the Energy dashboard shows power from.

    Its ``stat_rate`` has the sign that ours has: positive for import, and for a battery
    that is discharged. ``power_config`` beside it says how Home Assistant came to that
    sensor, and is not for us.
    """
    sources = (preferences or {}).get("energy_sources", ())

    def of(kind: str) -> tuple[str, ...]:
        rates = (_rates(source) for source in sources if source["type"] == kind)
        return tuple(dict.fromkeys(chain.from_iterable(rates)))

    return PowerSensors(grid=of("grid"), solar=of("solar"), battery=of("battery"))


def _rates(source: Mapping[str, Any]) -> Iterator[str]:
    """A source's power sensors.

    Until early 2026 a grid was one source with lists of meters. A statistic that is no
    entity has no power now.
    """
    parts = source.get("power", ()) if "flow_from" in source else (source,)
    for part in parts:
        rate = part.get("stat_rate")
        if rate is not None and valid_entity_id(rate):
            yield rate
