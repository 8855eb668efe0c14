"""A meter of the type MQTT: messages that the charger gets from a broker.

Who delivers them is not our business here. Assumed, as V2C documents none of it: what
the charger does when they fall silent; that it knows nothing before the first message
about the grid; that a topic which never came is 0 W; that numbers are whole; that the
battery is + while it gives.
"""

from dataclasses import dataclass, field
from typing import Final

from .meter import MeterReading, Phases

MQTT_METER: Final = 11
"""The `slave_type` of such a meter."""

_GRID: Final = "trydan_v2c_grid_power"
_SUN: Final = "trydan_v2c_sun_power"
_BATTERY: Final = "trydan_v2c_battery_power"


@dataclass(slots=True, kw_only=True)
class MqttMeter:
    """What a charger makes of the messages that it has got.

    Attributes:
        prefix: what stands before the topics.
        patience: seconds after which the last message about the grid counts no more.
        powers: what each topic said last, W.
    """

    prefix: str = ""
    patience: float = 15.0
    powers: dict[str, int] = field(default_factory=dict)
    _heard_at: float = field(default=0.0, init=False)

    @property
    def topics(self) -> tuple[str, ...]:
        """Return what it subscribes to."""
        return tuple(self.prefix + name for name in (_GRID, _SUN, _BATTERY))

    def receive(self, topic: str, payload: str, time: float) -> None:
        """Take a message; one that is no whole number, or for others, is ignored."""
        if topic not in self.topics:
            return
        try:
            power = int(payload)
        except ValueError:
            return
        name = topic.removeprefix(self.prefix)
        self.powers[name] = power
        if name == _GRID:
            self._heard_at = time

    def read(self, time: float, voltages: Phases) -> MeterReading | None:
        """Return what it makes of all that, or None while the grid is silent."""
        if _GRID not in self.powers or time - self._heard_at > self.patience:
            return None
        grid = float(self.powers[_GRID])
        live = sum(1 for volts in voltages if volts)
        first, second, third = (
            grid / live / volts if volts else 0.0 for volts in voltages
        )
        return MeterReading(
            grid=grid,
            solar=float(self.powers.get(_SUN, 0)),
            battery=float(self.powers.get(_BATTERY, 0)),
            currents=(first, second, third),
            voltages=voltages,
        )
