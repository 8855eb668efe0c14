"""The meter of a house: the only place that listens to one.

Where the power comes from is chosen in the options and never mixed. How long a meter
may be silent, and how slow it may be, is explained in ``control.meter_age``.
"""

from collections.abc import Callable, Mapping

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_at

from .control.meter_age import next_silence, status_of, usual_gap_of
from .control.model import MeterReading, MeterStatus
from .coordinator import ChargerCoordinator
from .energy_prefs import async_get_preferences
from .house_options import MeterOptions, MeterSource
from .meter_feed import MeterFeed, MeterProblem
from .meter_from_charger import ChargerFeed
from .meter_from_sensors import SensorFeed
from .meter_sensors import PowerSensors, picked_sensors


class HouseMeter:
    """What the meters of a house say, and whether that can be relied on.

    A value that becomes unavailable is only a report that does not come: the last
    reading stays, grows old, and is silent in the end.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        options: MeterOptions,
        chargers: Mapping[str, ChargerCoordinator],
    ) -> None:
        """Know where to look; nothing is read before ``async_start``."""
        self._hass = hass
        self._options = options
        self._chargers = chargers
        self._sensors: PowerSensors | None = None
        self._feed: MeterFeed = SensorFeed(hass, PowerSensors(), self._heard)
        self._listeners: list[Callable[[], None]] = []
        self._told = MeterStatus.MISSING
        self._stops: list[CALLBACK_TYPE] = []
        self._cancel_telling: CALLBACK_TYPE | None = None
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._timer_at = 0.0

    @property
    def reading(self) -> MeterReading | None:
        """The last whole reading, however old; ``at`` is the event loop's time.

        Of several sensors it is the time of the one that reported least lately.
        """
        return self._feed.reading

    @property
    def status(self) -> MeterStatus:
        """Whether the reading can be relied on now."""
        return status_of(self._feed.ages, self._hass.loop.time())

    @property
    def usual_gap(self) -> float | None:
        """Seconds that usually pass between two reports; None while not known."""
        return usual_gap_of(self._feed.ages)

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities that it listens to; none for a charger's own meter."""
        return self._feed.entities

    @property
    def problem(self) -> MeterProblem | None:
        """Why the status is not OK, for people."""
        status = self.status
        return None if status is MeterStatus.OK else self._feed.problem(status)

    async def async_start(self) -> None:
        """Find the sources and begin to listen."""
        match self._options.source:
            case MeterSource.ENERGY:
                preferences = await async_get_preferences(self._hass)

                @callback
                def follow() -> None:
                    self._follow(preferences.sensors)

                self._stops.append(preferences.async_subscribe(follow))
                follow()
            case MeterSource.ENTITIES:
                self._follow(picked_sensors(self._options))
            case MeterSource.CHARGER:
                self._use(ChargerFeed(self._chargers.values(), self._heard))

    @callback
    def async_stop(self) -> None:
        """Listen no more; the last reading stays."""
        while self._stops:
            self._stops.pop()()
        self._feed.async_stop()
        for cancel in (self._cancel_telling, self._cancel_timer):
            if cancel is not None:
                cancel()
        self._cancel_telling = self._cancel_timer = None

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` after each report of the grid and change of the status.

        Sensors that report together are told of together, when all have reported:
        never in the middle of a report. Returns how to stop that.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _follow(self, sensors: PowerSensors) -> None:
        """Listen to these sensors, and begin anew only if they are others."""
        if sensors != self._sensors:
            self._sensors = sensors
            self._use(SensorFeed(self._hass, sensors, self._heard))

    def _use(self, feed: MeterFeed) -> None:
        self._feed.async_stop()
        self._feed = feed
        feed.async_start()
        self._heard()

    @callback
    def _heard(self) -> None:
        if self._cancel_telling is None:
            self._cancel_telling = self._hass.loop.call_soon(self._tell).cancel

    @callback
    def _tell(self) -> None:
        self._cancel_telling = None
        self._told = self.status
        self._wait_for_silence()
        for listener in tuple(self._listeners):
            listener()

    def _wait_for_silence(self) -> None:
        """Look again when the meter would be silent.

        A timer that is too early does no harm: moving it at each report would.
        """
        silent_at = next_silence(self._feed.ages, self._hass.loop.time())
        if silent_at is None or (self._cancel_timer and self._timer_at <= silent_at):
            return
        if self._cancel_timer:
            self._cancel_timer()
        self._timer_at = silent_at
        self._cancel_timer = async_call_at(self._hass, self._look_again, silent_at)

    @callback
    def _look_again(self, _: object) -> None:
        self._cancel_timer = None
        if self.status is self._told:
            self._wait_for_silence()
        else:
            self._tell()
