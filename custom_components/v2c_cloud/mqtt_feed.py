"""Feeds the charger's own meter: tells it over MQTT what the house's meter says.

A charger whose meter type is MQTT subscribes to three topics at a broker that its owner
names in V2C's app. Two public projects feed chargers in this way (tvcsantos/v2c-any and
jeanfabrice/Docker-envoy2mqtt4trydan); V2C documents neither the topics nor what a
charger does when they fall silent, and no charger was ever in our hands.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from homeassistant.components import mqtt
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later
from homeassistant.util.async_ import create_eager_task

from .const import DOMAIN, LOGGER
from .control.model import MeterReading, MeterStatus
from .house_options import MeterSource, read_what_can_be_read
from .issues import Issue, async_raise_issue, issue_id_of
from .meter import HouseMeter

CONF_METER_FEED: Final = "meter_feed"
"""Options: how the charger's own meter is fed; without it, it is not."""
CONF_PREFIX: Final = "prefix"
CONF_BATTERY_INVERTED: Final = "battery_inverted"

GRID_TOPIC: Final = "trydan_v2c_grid_power"
SUN_TOPIC: Final = "trydan_v2c_sun_power"
BATTERY_TOPIC: Final = "trydan_v2c_battery_power"
TOPICS: Final = (GRID_TOPIC, SUN_TOPIC, BATTERY_TOPIC)

LONGEST_PREFIX: Final = 64
"""Characters. MQTT allows a thousand times that; what a charger does, nobody knows."""

_SHORTEST: Final = 1.0
"""Seconds between two messages at least: chargers are known to be fed so often."""
_LONGEST: Final = 4.0
"""Seconds between two messages at most: 5, less what a busy event loop may take."""
_PATIENCE: Final = 300.0
"""Seconds for which an obstacle that may pass is nobody's business."""


class Obstacle(StrEnum):
    """Why nothing is published; the value is the key of the issue that says so."""

    OWN_METER = "meter_feed_own_meter"
    """The charger would be told what it has said itself."""
    NO_MQTT = "meter_feed_no_mqtt"
    NO_BROKER = "meter_feed_no_broker"
    NO_READING = "meter_feed_no_reading"
    """The meter is missing, silent or too slow."""


_PASSING = {Obstacle.NO_BROKER, Obstacle.NO_READING}
"""What may go away by itself, as when Home Assistant or the broker starts."""
_CHARGER_INTEGRATIONS = {DOMAIN, "v2c", "v2c_trydan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """What the owner chose."""

    prefix: str = ""
    """What stands before the topics, with the slash that ends it."""
    battery_inverted: bool = False
    """Whether + shall mean that the battery is charged."""

    def messages(self, reading: MeterReading) -> Iterator[tuple[str, str]]:
        """Topics and payloads in W, for what is known of the house.

        The grid is + when it gives, the roof never below 0. V2C does not document the
        battery's sign: + is that it gives, as in Home Assistant, unless inverted.
        """
        yield self.prefix + GRID_TOPIC, str(round(reading.power))
        if reading.solar is not None:
            # At night inverters take some W, which is no sun.
            yield self.prefix + SUN_TOPIC, str(max(round(reading.solar), 0))
        if reading.battery is not None:
            battery = -reading.battery if self.battery_inverted else reading.battery
            yield self.prefix + BATTERY_TOPIC, str(round(battery))


def read_prefix(text: str) -> str:
    """What somebody typed, as it is put before the topics.

    Raises ``ValueError`` for what a topic cannot begin with, and for what is too long.
    ``$`` is the broker's own at the beginning; nobody needs it elsewhere.
    """
    prefix = text.strip()
    if prefix and not prefix.endswith("/"):
        prefix += "/"
    if (
        len(prefix) > LONGEST_PREFIX
        or not prefix.isprintable()
        or not set(prefix).isdisjoint("+#$")
    ):
        msg = f"No topic begins with {prefix!r}"
        raise ValueError(msg)
    return prefix


def repeats_charger(
    hass: HomeAssistant, source: MeterSource, entities: Iterable[str]
) -> bool:
    """Whether a house's meter repeats what a charger says that its own meter says.

    Behind a template nobody can see that.
    """
    registry = er.async_get(hass)
    return source is MeterSource.CHARGER or any(
        registered.platform in _CHARGER_INTEGRATIONS
        for entity_id in entities
        if (registered := registry.async_get(entity_id))
    )


@callback
def async_start_feed(
    hass: HomeAssistant, entry: ConfigEntry, meter: HouseMeter
) -> CALLBACK_TYPE:
    """Feed the charger's own meter if the owner wants that; returns how to stop."""
    if (options := entry.options.get(CONF_METER_FEED)) is None:
        _forget_issues(hass, entry, but=None)
        return lambda: None
    feed = _Feed(hass, entry, meter, FeedSettings(**options))
    feed.start()
    return feed.stop


class _Feed:
    """Publishes each report of the meter, and the last one again where none comes.

    What the charger is told is never older than what the meter stands for: with an
    obstacle in the way nothing is published.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        meter: HouseMeter,
        settings: FeedSettings,
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._meter = meter
        self._source = read_what_can_be_read(entry.options).meter.source
        self._settings = settings
        self._obstacle: Obstacle | None = None
        self._looked = False
        self._resting = False
        self._waiting = False
        self._sending: asyncio.Task[None] | None = None
        self._timer: CALLBACK_TYPE | None = None
        self._patience: CALLBACK_TYPE | None = None
        self._stops: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Publish from now on whenever nothing is in the way."""
        hass = self._hass
        self._stops = [
            self._meter.async_subscribe(self._look),
            mqtt.async_subscribe_connection_status(hass, self._look),
            async_dispatcher_connect(
                hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            ),
            hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self.stop),
        ]
        self._look()

    @callback
    def stop(self, _: object = None) -> None:
        """Publish nothing more. An issue stays: a reload forgets nobody's "ignore"."""
        while self._stops:
            self._stops.pop()()
        self._set_timer(None)
        self._set_patience(None)

    def _see(self) -> MeterReading | Obstacle:
        """What is to be published, or why it is not."""
        hass, meter = self._hass, self._meter
        if repeats_charger(hass, self._source, meter.entities):
            return Obstacle.OWN_METER
        if not mqtt.mqtt_config_entry_enabled(hass):
            return Obstacle.NO_MQTT
        if mqtt.DATA_MQTT not in hass.data or not mqtt.is_connected(hass):
            return Obstacle.NO_BROKER
        if (reading := meter.reading) is None or meter.status is not MeterStatus.OK:
            return Obstacle.NO_READING
        return reading

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == mqtt.DOMAIN:
            self._look()

    @callback
    def _look(self, _: object = None) -> None:
        """Publish now, or soon, or not at all."""
        seen = self._see()
        obstacle = seen if isinstance(seen, Obstacle) else None
        if obstacle is not self._obstacle or not self._looked:
            self._note(obstacle)
        if isinstance(seen, Obstacle):
            return
        if self._resting:
            self._waiting = True
        else:
            self._publish(seen)

    def _publish(self, reading: MeterReading) -> None:
        self._resting = True
        self._set_timer(async_call_later(self._hass, _SHORTEST, self._rested))
        # Until the socket takes more, newer values wait rather than queue.
        self._waiting = self._sending is not None and not self._sending.done()
        if not self._waiting:
            self._sending = self._entry.async_create_background_task(
                self._hass, self._async_send(reading), f"{self._entry.title} meter feed"
            )

    async def _async_send(self, reading: MeterReading) -> None:
        """Publish with QoS 0, never retained: an old value helps nobody."""
        try:
            # Eager: all are under way before anything else can happen.
            await asyncio.gather(
                *(
                    create_eager_task(mqtt.async_publish(self._hass, topic, payload))
                    for topic, payload in self._settings.messages(reading)
                )
            )
        except HomeAssistantError as err:
            LOGGER.debug("%s: the meter is not fed: %s", self._entry.title, err)

    @callback
    def _rested(self, _: object) -> None:
        self._resting = False
        if self._waiting:
            self._look()
        else:
            self._set_timer(
                async_call_later(self._hass, _LONGEST - _SHORTEST, self._look)
            )

    def _note(self, obstacle: Obstacle | None) -> None:
        """Tell people about an obstacle: at once, or when it does not pass."""
        self._looked = True
        self._obstacle = obstacle
        self._set_patience(None)
        _forget_issues(self._hass, self._entry, but=obstacle)
        if obstacle is None:
            LOGGER.info("%s: the charger's own meter is fed", self._entry.title)
            return
        LOGGER.info(
            "%s: the charger's own meter is not fed: %s", self._entry.title, obstacle
        )
        if obstacle in _PASSING:
            lasts = partial(self._raise, obstacle)
            self._set_patience(async_call_later(self._hass, _PATIENCE, lasts))
        else:
            self._raise(obstacle)

    @callback
    def _raise(self, obstacle: Obstacle, _: object = None) -> None:
        async_raise_issue(
            self._hass,
            self._entry,
            Issue(
                key=obstacle,
                subject=self._entry.entry_id,
                placeholders={"house": self._entry.title},
            ),
        )

    def _set_timer(self, timer: CALLBACK_TYPE | None) -> None:
        if self._timer is not None:
            self._timer()
        self._timer = timer

    def _set_patience(self, patience: CALLBACK_TYPE | None) -> None:
        if self._patience is not None:
            self._patience()
        self._patience = patience


def _forget_issues(
    hass: HomeAssistant, entry: ConfigEntry, *, but: Obstacle | None
) -> None:
    for obstacle in Obstacle:
        if obstacle is not but:
            ir.async_delete_issue(hass, DOMAIN, issue_id_of(obstacle, entry.entry_id))
