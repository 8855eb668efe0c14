"""A charger without its network: settings, sessions, faults and physics."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from .car import MIN_OFFER, Car
from .dynamic import INTERVAL, modulate
from .firmware import FIRMWARES, Firmware
from .meter import NOTHING, MeterReading, Phases, on_phases, show
from .payload import read_value, real_time_data, scalar
from .settings import Reply, write_setting
from .values import ChargeState, Values

REBOOT_SECONDS: Final = 15.0
UPDATE_SECONDS: Final = 60.0
NEWEST: Final = "2.5.1"
_REVERT_WINDOW: Final = 10.0
_REVERT_DELAY: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write that reached the charger, at a simulated time in seconds."""

    time: float
    keyword: str
    value: str
    reply: Reply


class Charger:
    """One charger with one connector.

    Timer is stored and does nothing here: `SmartCharger` has the schedule.

    Attributes:
        id: the ID on its label.
        name: what its owner calls it in the app.
        firmware: what it runs.
        phases: 1 or 3, as it is wired.
        max_current: what it is built for, A.
        values: its state as the LAN shows it, before the firmware's oddities.
        car: the car at the plug.
        has_meter: whether a meter is configured for its own dynamic control.
        simplified: whether it is of the Pole family, whose cloud payload is short.
        cloud_online: whether its way to the cloud works.
        voltages: mains voltage per phase, V.
        time: simulated seconds.
        writes: what was written to it, the newest 10,000.
    """

    def __init__(
        self,
        charger_id: str,
        *,
        firmware: Firmware,
        random: Random,
        phases: int = 1,
        max_current: int = 32,
        name: str = "",
    ) -> None:
        """Bring a charger to life, unplugged.

        Raises:
            ValueError: the charger is neither single-phase nor three-phase.
        """
        if phases not in {1, 3}:
            msg = f"a charger has 1 or 3 phases, not {phases}"
            raise ValueError(msg)
        self.id = charger_id
        self.name = name or charger_id
        self.firmware = firmware
        self.phases = phases
        self.max_current = max_current
        self.values = Values(
            id=charger_id,
            firmware_version=firmware.version,
            charge_mode=1 if phases == 3 else 0,
            inst_type=1 if phases == 3 else 0,
            intensity=min(16, max_current),
            max_intensity=max_current,
        )
        self.car: Car | None = None
        self.has_meter = True
        self.simplified = False
        self.cloud_online = True
        self.voltages: Phases = (230.0, 230.0, 230.0)
        self.time = 0.0
        self.writes: deque[Write] = deque(maxlen=10_000)
        self.on_power: Callable[[], None] | None = None
        self._random = random
        self._fault: ChargeState | None = None
        self._off_for = 0.0
        self._pending: Firmware | None = None
        self._held = False
        self._control_due = 0.0
        self._written_at: dict[str, float] = {}
        self._revert_at: float | None = None
        self._seconds = 0.0

    @property
    def powered(self) -> bool:
        """Whether it runs: no power cut and no reboot."""
        return self._off_for <= 0

    @property
    def online(self) -> bool:
        """Whether the cloud reaches it."""
        return self.powered and self.cloud_online

    @property
    def phases_in_use(self) -> int:
        """Return how many phases charger and car have in common."""
        offered = 1 if self.values.charge_mode == 0 else self.phases
        return min(offered, self.car.phases) if self.car else offered

    @property
    def offered(self) -> int:
        """Return the current offered to the car, A per phase, 0 for none."""
        values = self.values
        blocked = (
            self._fault is not None or values.paused or values.locked or self._held
        )
        if not self.powered or self.car is None or blocked:
            return 0
        return min(values.intensity, self.max_current)

    @property
    def charging(self) -> bool:
        """Whether the contactor is closed under an offer that the car accepts."""
        return self.car is not None and self.car.accepting and self.offered > 0

    @property
    def modulating(self) -> bool:
        """Whether its own dynamic control sets the current."""
        return self.values.dynamic and not self.values.pause_dynamic

    @property
    def currents(self) -> Phases:
        """Return the real current of each phase, A."""
        drawn = self.car.current if self.car else 0.0
        return on_phases(drawn, self.phases_in_use)

    @property
    def phase_power(self) -> Phases:
        """Return the real power of each phase, W."""
        first, second, third = (
            current * volts
            for current, volts in zip(self.currents, self.voltages, strict=True)
        )
        return (first, second, third)

    @property
    def power(self) -> float:
        """Return the real power, W: what only the house's meter sees."""
        return sum(self.phase_power)

    def plug(self, car: Car) -> None:
        """Plug a car in: a session starts.

        Raises:
            ValueError: another car is plugged in.
        """
        if self.car is not None:
            msg = f"{self.id} has a car already"
            raise ValueError(msg)
        car.connect(self._random)
        self.car = car
        self._reset_session()
        self.refresh()

    def unplug(self) -> None:
        """Pull the plug; nothing happens without a car."""
        if self.car is not None:
            self.car.cut()
        self.car = None
        self.refresh()

    def fault(self, state: ChargeState | None) -> None:
        """Break the charger until it is called with None.

        Raises:
            ValueError: the state is not a fault.
        """
        if state is not None and state < ChargeState.SYSTEM_FAILURE:
            msg = f"{state.name} is not a fault"
            raise ValueError(msg)
        self._fault = state
        if self.car is not None and state is not None:
            self.car.cut()
        self.refresh()

    def power_cut(self, seconds: float) -> None:
        """Cut its power for some simulated seconds; it boots unlocked.

        That the session's energy and time start anew is inferred.
        """
        self._off_for = max(self._off_for, seconds)
        if self.car is not None:
            self.car.cut()
        self.refresh()
        self._power_changed()

    def reboot(self) -> None:
        """Reboot, as the cloud orders it."""
        self.power_cut(REBOOT_SECONDS)

    def update(self) -> None:
        """Install the newest firmware, if it is of the family that has one."""
        if self.firmware in (FIRMWARES["ALVA"], FIRMWARES[NEWEST]):
            return
        self._pending = FIRMWARES[NEWEST]
        self.power_cut(UPDATE_SECONDS)

    def real_time_data(self) -> str:
        """Return the body of `/RealTimeData`."""
        return real_time_data(self.firmware, self.values)

    def read(self, keyword: str) -> str | None:
        """Return the body of `/read/<keyword>`, or None where it does not exist."""
        if not self.firmware.read_endpoint or keyword not in self.firmware.keywords:
            return None
        return scalar(read_value(self.firmware, self.values, keyword))

    def write(self, keyword: str, value: str) -> Reply:
        """Do what `/write/<keyword>=<value>` does."""
        reply = write_setting(
            self.firmware,
            self.values,
            keyword,
            value,
            charging=self.charging,
            modulating=self.modulating,
            max_current=self.max_current,
        )
        self.writes.append(
            Write(time=self.time, keyword=keyword, value=value, reply=reply)
        )
        if reply is Reply.OK:
            self._after_write(keyword)
        self.refresh()
        return reply

    def snapshot(self) -> Values:
        """Return a copy of the values."""
        return replace(self.values)

    def read_meter(self, reading: MeterReading | None) -> None:
        """Take over what the meter says; None is a meter that does not answer.

        The meter is asked only while Dynamic is 1. A silent meter leaves the last
        values standing, which is inferred.
        """
        values = self.values
        if not self.has_meter or not values.dynamic:
            show(NOTHING, values)
            values.slave_error = 0
        elif reading is None:
            values.slave_error = self.firmware.meter_timeout
        else:
            show(reading, values)
            values.slave_error = 0

    def step(
        self, seconds: float, voltages: Phases, reading: MeterReading | None
    ) -> None:
        """Live for some seconds, at most one at a time for honest physics."""
        self.time += seconds
        self.voltages = voltages
        if not self.powered:
            self._stay_dark(seconds)
            return
        if self._revert_at is not None and self.time >= self._revert_at:
            self._revert_at = None
            self.values.paused = self.values.locked = False
        self.read_meter(reading)
        self._control(seconds, reading if self.has_meter else None)
        if self.car is not None:
            common = voltages[: self.phases_in_use]
            self.car.step(seconds, self.offered, common)
        self.refresh()
        self.values.charge_energy += self.values.charge_power * seconds / 3.6e6
        if self.charging:
            self._seconds += seconds
            self.values.charge_time = int(self._seconds)

    def refresh(self) -> None:
        """Bring the values that follow from others up to date."""
        values = self.values
        values.charge_state = self._state()
        values.ready_state = values.charge_state is ChargeState.CONNECTED
        values.charge_power = (
            float(self.nominal_volts * self.offered * self.phases_in_use)
            if self.charging
            else 0.0
        )

    @property
    def nominal_volts(self) -> int:
        """Return the voltage that ChargePower is computed with."""
        return self.firmware.nominal_voltage or self.values.voltage_installation

    def _state(self) -> ChargeState:
        if self._fault is not None:
            return self._fault
        if self.car is None:
            return ChargeState.DISCONNECTED
        if self.charging:
            return ChargeState.CHARGING
        stays = self.firmware.charging_while_paused and self.values.paused
        if stays and self.values.charge_state is ChargeState.CHARGING:
            return ChargeState.CHARGING
        return ChargeState.CONNECTED

    def _after_write(self, keyword: str) -> None:
        self._written_at[keyword] = self.time
        if self.values.locked:
            self._reset_session()
        if keyword in {"Dynamic", "PauseDynamic", "DynamicPowerMode"}:
            self._control_due = 0.0
            self._held = self._held and self.modulating
        other = {"Paused": "Locked", "Locked": "Paused"}.get(keyword)
        if other is None or not self.firmware.reverts_pause_and_lock:
            return
        before = self._written_at.get(other)
        if before is not None and self.time - before < _REVERT_WINDOW:
            self._revert_at = self.time + _REVERT_DELAY

    def _control(self, seconds: float, reading: MeterReading | None) -> None:
        self._control_due -= seconds
        if not self.modulating or self._control_due > 0:
            return
        self._control_due = INTERVAL
        current = modulate(
            self.values,
            reading,
            drawn=self.power,
            offered=0 if self._held else self.values.intensity,
            volts=sum(self.voltages[: self.phases_in_use]),
            max_current=self.max_current,
        )
        self._held = current < MIN_OFFER
        if not self._held:
            self.values.intensity = current

    def _stay_dark(self, seconds: float) -> None:
        self._off_for -= seconds
        if not self.powered:
            return
        self._off_for = 0.0
        self.values.locked = False
        if self._pending is not None:
            self.firmware = self._pending
            self.values.firmware_version = self.firmware.version
            self._pending = None
        self._reset_session()
        self.refresh()
        self._power_changed()

    def _reset_session(self) -> None:
        self._seconds = 0.0
        self.values.charge_energy = 0.0
        self.values.charge_time = 0

    def _power_changed(self) -> None:
        if self.on_power is not None:
            self.on_power()
