"""What the owner of a house has set, read from the entry's options."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import permutations
from typing import Any, Final

import probatio

from .const import CONF_CONTRACTED_POWER, CONF_PHASES
from .control.presets import all_day
from .control.profile_codec import decode
from .control.profiles import Connection, Profile

CONF_LIMITS: Final = "limits"
"""Options: the limits by time of day, as ``control.profile_codec`` writes them."""
CONF_METER: Final = "meter"
"""Options: where the house's power is read."""
CONF_POWER_CONTROL: Final = "power_control"
"""Options: how power control behaves."""

CONF_SOURCE: Final = "source"
CONF_GRID: Final = "grid"
CONF_GRID_INVERTED: Final = "grid_inverted"
CONF_SOLAR: Final = "solar"
CONF_BATTERY: Final = "battery"
CONF_BATTERY_INVERTED: Final = "battery_inverted"
CONF_APPARENT: Final = "apparent"

CONF_MARGIN: Final = "margin"
CONF_PHASE_SWITCHING: Final = "phase_switching"
CONF_BATTERY_FIRST: Final = "battery_first"
CONF_REST_CURRENT: Final = "rest_current"
CONF_PHASE_MAP: Final = "phase_map"

HIGHEST_MARGIN: Final = 1000
"""W."""
REST_CURRENTS: Final = (0, *range(6, 33))
"""A; 0 pauses."""
PHASE_ORDERS: Final[tuple[tuple[int, ...], ...]] = (
    *((phase,) for phase in (1, 2, 3)),
    *permutations((1, 2, 3)),
)
"""The phases of the house that a charger's L1, or its L1, L2 and L3, can hang on."""


class OptionsError(ValueError):
    """Stored options that mean nothing."""


class MeterSource(StrEnum):
    """Where the house's power is read."""

    ENERGY = "energy"
    """What the Energy dashboard reads."""
    ENTITIES = "entities"
    """Sensors that somebody picked."""
    CHARGER = "charger"
    """The charger's own meter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterOptions:
    """Where the house's power is read."""

    source: MeterSource = MeterSource.ENERGY
    grid: str | None = None
    """Entity ID, as those below."""
    grid_inverted: bool = False
    """Whether the grid's sensors count what the house exports as positive."""
    phases: tuple[str, ...] = ()
    """One for each phase, L1 first; three or none."""
    solar: str | None = None
    battery: str | None = None
    battery_inverted: bool = False
    """Whether the battery's sensor counts charging as positive."""
    apparent: bool = False
    """Whether the grid's sensors count VA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerControlOptions:
    """How power control behaves."""

    margin: float = 50
    """W that stay free below the limit."""
    phase_switching: bool = False
    """Whether the number of phases may be changed while a car is plugged in."""
    battery_first: bool = True
    """Whether the home battery gets the surplus before the car."""
    rest_current: int = 0
    """A at which a charger without a meter of its own is left when Home Assistant
    stops; 0 pauses it."""
    phase_map: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By the charger's ID: the phases of the house that its phases hang on. A charger
    that is absent is learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseOptions:
    """All that power control wants to know."""

    contracted_power: float | None
    """W."""
    phases: int | None
    """1 or 3; None where nobody told."""
    profile: Profile | None
    """The limits by time of day, else the contract's power all day; None where nobody
    told that either."""
    meter: MeterOptions
    power_control: PowerControlOptions

    @property
    def connection(self) -> Connection:
        """How the house is connected; one phase, where nobody told, promises least."""
        return Connection(phases=self.phases or 1, apparent=self.meter.apparent)


_METER = probatio.Schema(
    {
        probatio.Required(CONF_SOURCE): probatio.Coerce(MeterSource),
        probatio.Optional(CONF_GRID): str,
        probatio.Optional(CONF_GRID_INVERTED): bool,
        probatio.Optional(CONF_PHASES): probatio.All(
            [str], probatio.Length(min=3, max=3), probatio.Coerce(tuple)
        ),
        probatio.Optional(CONF_SOLAR): str,
        probatio.Optional(CONF_BATTERY): str,
        probatio.Optional(CONF_BATTERY_INVERTED): bool,
        probatio.Optional(CONF_APPARENT): bool,
    }
)
_POWER_CONTROL = probatio.Schema(
    {
        probatio.Optional(CONF_MARGIN): probatio.All(
            probatio.Any(int, float), probatio.Range(min=0, max=HIGHEST_MARGIN)
        ),
        probatio.Optional(CONF_PHASE_SWITCHING): bool,
        probatio.Optional(CONF_BATTERY_FIRST): bool,
        probatio.Optional(CONF_REST_CURRENT): probatio.In(REST_CURRENTS),
        probatio.Optional(CONF_PHASE_MAP): {
            str: probatio.All([int], probatio.Coerce(tuple), probatio.In(PHASE_ORDERS))
        },
    }
)


def read_options(options: Mapping[str, Any]) -> HouseOptions:
    """Read the options of an entry.

    Raises ``OptionsError``, or ``ProfileError`` where it is the limits that mean
    nothing.
    """
    phases: int | None = options.get(CONF_PHASES)
    kilowatts: float | None = options.get(CONF_CONTRACTED_POWER)
    # Whole watts: 4.6 kW in floating point may be 4599.999... W.
    contracted = None if kilowatts is None else float(round(kilowatts * 1000))
    profile = None
    if CONF_LIMITS in options:
        profile = decode(options[CONF_LIMITS])
    elif contracted is not None:
        profile = all_day(contracted)
    try:
        meter = MeterOptions(**_METER(options.get(CONF_METER, {CONF_SOURCE: "energy"})))
        control = PowerControlOptions(
            **_POWER_CONTROL(options.get(CONF_POWER_CONTROL, {}))
        )
    except probatio.Invalid as err:
        raise OptionsError(f"No house can be read from its options: {err}") from err
    return HouseOptions(
        contracted_power=contracted,
        phases=phases,
        profile=profile,
        meter=meter,
        power_control=control,
    )


def read_what_can_be_read(options: Mapping[str, Any]) -> HouseOptions:
    """The same, without the parts that mean nothing: somebody is asked for them anew."""
    read = dict(options)
    for part in (CONF_LIMITS, CONF_METER, CONF_POWER_CONTROL):
        try:
            read_options({key: read[key] for key in read.keys() & {part}})
        except ValueError:
            del read[part]
    return read_options(read)
