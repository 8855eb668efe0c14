"""What a charger does with the settings that only its cloud and its keypad have."""

from collections.abc import Callable
from random import Random
from typing import Final, override

from .car import MIN_OFFER, Car
from .cards import Card, Reader, Swipe
from .charger import Charger
from .charges import ChargeLog
from .firmware import Firmware
from .history import past_charges
from .meter import MeterReading, Phases
from .mqtt_meter import MQTT_METER, MqttMeter
from .profiles import PowerProfiles
from .schedule import waits
from .targets import Targets, ZeroTarget
from .wall_clock import WallClock
from .wifi import NETWORKS, Network

_DEFAULT_CLOCK: Final = WallClock()


class SmartCharger(Charger):
    """A charger with timers, cards, targets, Wi-Fi and notes of its charges.

    A charge that waits for its timer or for a card is shown as connected. That a start
    command does not override the timers is inferred; so is that a second swipe does
    nothing.

    Attributes:
        clock: the calendar of the house.
        clock_offset: how many seconds the charger's own clock is ahead.
        reader: its cards.
        targets: where the charge shall stop by itself.
        zero_target: what the target 0 does.
        log: its charges.
        profiles: its power profiles.
        networks: the Wi-Fi networks it sees.
        network: the one it is in; None: none.
        mobile: whether it reaches the cloud over 4G, whatever becomes of its Wi-Fi.
        meter_type: the `slave_type` of the meter that is really there; with another
            setting the meter is silent for the charger.
        mqtt_meter: what it knows of the house when its `slave_type` is MQTT.
        denka: whether it is a Denka, which obeys `denka/max_power`.
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
        clock: WallClock = _DEFAULT_CLOCK,
    ) -> None:
        """Bring a charger to life, unplugged.

        Raises:
            ValueError: the charger is neither single-phase nor three-phase.
        """
        super().__init__(
            charger_id,
            firmware=firmware,
            random=random,
            phases=phases,
            max_current=max_current,
            name=name,
        )
        self.clock = clock
        self.clock_offset = 0.0
        self.reader = Reader()
        self.targets = Targets()
        self.zero_target = ZeroTarget.CANCELS
        self.log = ChargeLog(clock)
        self.profiles = PowerProfiles()
        self.networks: list[Network] = list(NETWORKS)
        self.network: Network | None = self.networks[0]
        self.mobile = False
        self.meter_type = self.values.slave_type
        self.mqtt_meter = MqttMeter()
        self.denka = False
        self.on_network: Callable[[], None] | None = None
        self._authorised = True
        self._card: Card | None = None

    @property
    @override
    def online(self) -> bool:
        """Whether the cloud reaches it."""
        return super().online and (self.mobile or self.network is not None)

    @property
    def waiting_for_timer(self) -> bool:
        """Whether it obeys timers, and none of them is on now."""
        if not self.values.timer:
            return False
        return waits(
            self.values.timers, self.clock.local(self.time + self.clock_offset)
        )

    @property
    def waiting_for_card(self) -> bool:
        """Whether a car is plugged in that a card or a command must let charge."""
        return self.values.rfid and not self._authorised and self.car is not None

    @property
    @override
    def offered(self) -> int:
        """Return the current offered to the car, A per phase, 0 for none."""
        current = super().offered
        if not current or self.waiting_for_timer or self.waiting_for_card:
            return 0
        if not self.denka or not self.values.max_power:
            return current
        most = self.values.max_power // (self.nominal_volts * self.phases_in_use)
        return min(current, most) if most >= MIN_OFFER else 0

    @override
    def plug(self, car: Car) -> None:
        """Plug a car in: a session starts.

        Raises:
            ValueError: another car is plugged in.
        """
        if self.car is None:
            self._authorised = not self.values.rfid
            self._card = None
        super().plug(car)

    @override
    def unplug(self) -> None:
        """Pull the plug; nothing happens without a car."""
        super().unplug()
        self.targets.clear()
        self._record(0.0)

    def swipe(self, code: str) -> Swipe:
        """Hold a card with this UID before its reader.

        A known card lets the plugged car charge. Without power, or with the reader
        off and nothing to learn, nothing happens.
        """
        on = self.values.rfid or self.reader.learning(self.time)
        if not self.powered or not on:
            return Swipe.REFUSED
        answer = self.reader.swipe(code, self.time)
        if answer is Swipe.ACCEPTED and self.waiting_for_card:
            self._authorised = True
            self._card = self.reader.cards[code.lower()]
            self.refresh()
        return answer

    def charge_until(
        self, *, energy: float | None = None, seconds: float | None = None
    ) -> bool:
        """Arm a target: the session's energy (kWh) or charging time (s)."""
        if 0 in {energy, seconds}:
            match self.zero_target:
                case ZeroTarget.REFUSED:
                    return False
                case ZeroTarget.CANCELS:
                    self.targets.clear()
                    return True
        if energy is not None:
            self.targets.energy = energy
        if seconds is not None:
            self.targets.seconds = seconds
        self._stop_at_target()
        return True

    def start_for(
        self, *, energy: float | None = None, seconds: float | None = None
    ) -> bool:
        """Start or resume, and arm a target counted from now."""
        zero = 0 in {energy, seconds}
        if zero and self.zero_target is not ZeroTarget.STOPS:
            return self.charge_until(energy=energy, seconds=seconds)
        self.write("Paused", "0")
        return self.charge_until(
            energy=None if energy is None else energy + self.values.charge_energy,
            seconds=None if seconds is None else seconds + self.values.charge_time,
        )

    def join_network(self, ssid: str, password: str) -> None:
        """Leave the Wi-Fi for another; a wrong name or password leaves it without."""
        self.network = next(
            (
                network
                for network in self.networks
                if (network.ssid, network.wpa_key) == (ssid, password)
            ),
            None,
        )
        self.values.ssid = self.network.ssid if self.network else ""
        if self.on_network is not None:
            self.on_network()

    def add_history(self, days: int = 60, seed: int = 1) -> int:
        """Make up finished charges of the last days; return how many.

        The cloud has had each since its end, once it looks.
        """
        charges = past_charges(
            self.clock,
            self.time,
            days=days,
            seed=f"{seed} {self.id}",
            offset=self.clock_offset,
            cards=list(self.reader.cards.values()),
        )
        self.log.pending[:0] = charges
        return len(charges)

    def receive_mqtt(self, topic: str, payload: str) -> None:
        """Take a message from the broker that its owner named in the app."""
        self.mqtt_meter.receive(topic, payload, self.time)

    @override
    def step(
        self, seconds: float, voltages: Phases, reading: MeterReading | None
    ) -> None:
        """Live for some seconds, at most one at a time for honest physics."""
        super().step(seconds, voltages, self._meter_reading(voltages, reading))
        self._record(seconds)
        self._stop_at_target()

    def _meter_reading(
        self, voltages: Phases, clamp: MeterReading | None
    ) -> MeterReading | None:
        if self.values.slave_type == MQTT_METER:
            return self.mqtt_meter.read(self.time, voltages)
        return clamp if self.values.slave_type == self.meter_type else None

    @override
    def _after_write(self, keyword: str) -> None:
        super()._after_write(keyword)
        if keyword == "Paused" and not self.values.paused and self.car is not None:
            self._authorised = True

    def _stop_at_target(self) -> None:
        if self.car is not None and self.targets.reached(self.values):
            self.targets.clear()
            self.values.paused = True
            self.refresh()

    def _record(self, seconds: float) -> None:
        plugged = self.powered and self.car is not None
        if not plugged and self.log.running is None:
            return
        power = self.values.charge_power
        self.log.record(
            self.time,
            seconds,
            flowing=self.charging,
            plugged=plugged,
            energy=power * seconds / 3.6e6,
            solar=self._solar_power(power) * seconds / 3.6e6,
            offset=self.clock_offset,
            card=self._card,
        )

    def _solar_power(self, power: float) -> float:
        """Return how much of its power in W comes off the roof, as its meter sees it.

        V2C does not say how it counts that; what the grid does not give is inferred
        to be the roof's.
        """
        roof = min(self.values.fv_power, power - max(self.values.grid_power, 0.0))
        return max(roof, 0.0)
