"""What a charger without a clamp is told over MQTT: by a real broker."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.model import MeterReading, MeterStatus
from custom_components.v2c_cloud.mqtt_feed import FeedSettings, async_start_feed
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.mqtt_meter import MQTT_METER

from .broker import (
    Broker,
    Subscriber,
    add_mqtt,
    broker_fixture,  # noqa: F401
    broker_path_fixture,  # noqa: F401
    subscriber_fixture,  # noqa: F401
)
from .conftest import house_entry
from .simulator.conftest import until

GRID = "trydan_v2c_grid_power"
SUN = "trydan_v2c_sun_power"
BATTERY = "trydan_v2c_battery_power"
PATIENCE = 301


@dataclass
class HouseMeter:
    """The house's meter, which says what a test says."""

    reading: MeterReading | None = None
    status: MeterStatus = MeterStatus.MISSING
    source_is_charger: bool = False
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` at each report and change."""
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    @callback
    def report(
        self,
        power: float,
        solar: float | None = None,
        battery: float | None = None,
    ) -> None:
        """Say something."""
        self.reading = MeterReading(at=0, power=power, solar=solar, battery=battery)
        self.turn(MeterStatus.OK)

    @callback
    def turn(self, status: MeterStatus) -> None:
        """Be reliable, or not."""
        self.status = status
        for listener in tuple(self.listeners):
            listener()


@pytest.fixture
def meter() -> HouseMeter:
    """A meter that has said nothing yet."""
    return HouseMeter()


def feed(hass: HomeAssistant, meter: HouseMeter, **settings: object) -> CALLBACK_TYPE:
    """Start the feed of a house; returns how to stop it."""
    entry = house_entry(meter_feed={"prefix": "", "battery_inverted": False} | settings)
    entry.add_to_hass(hass)
    return async_start_feed(hass, entry, meter)


type Wait = Callable[[float], Awaitable[None]]


@pytest.fixture
def wait(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Wait:
    """Let some seconds pass, for Home Assistant's timers."""

    async def pass_time(seconds: float) -> None:
        freezer.tick(seconds)
        async_fire_time_changed_exact(hass)
        await hass.async_block_till_done()

    return pass_time


def issues(hass: HomeAssistant) -> set[str | None]:
    """The keys of what there is to repair."""
    return {
        issue.translation_key
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }


@pytest.mark.parametrize(
    ("settings", "values", "messages"),
    [
        (FeedSettings(), (457.4, None, None), [(GRID, "457")]),
        (
            FeedSettings(),
            (-820.6, 3450.2, 1000.0),
            [(GRID, "-821"), (SUN, "3450"), (BATTERY, "1000")],
        ),
        (
            FeedSettings(battery_inverted=True),
            (0.0, None, 1000.0),
            [(GRID, "0"), (BATTERY, "-1000")],
        ),
        (
            FeedSettings(prefix="trydan/"),
            (-0.3, -4.0, -0.2),
            [
                (f"trydan/{GRID}", "0"),
                (f"trydan/{SUN}", "0"),
                (f"trydan/{BATTERY}", "0"),
            ],
        ),
    ],
)
def test_messages(
    settings: FeedSettings,
    values: tuple[float, float | None, float | None],
    messages: list[tuple[str, str]],
) -> None:
    """Whole W; what is not known is not said; inverters at night give nothing."""
    power, solar, battery = values
    reading = MeterReading(at=0, power=power, solar=solar, battery=battery)

    assert list(settings.messages(reading)) == messages


async def test_reports_are_published(
    hass: HomeAssistant, broker: Broker, subscriber: Subscriber, meter: HouseMeter
) -> None:
    """At once, with QoS 0, and kept nowhere."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter, prefix="house/")
    assert await subscriber.quiet(hass) == []

    meter.report(457, 110)
    await until(lambda: len(subscriber.messages) == 2)
    assert {message.qos for message in subscriber.messages} == {0}
    assert not any(message.retained for message in subscriber.messages)
    assert subscriber.take() == [(f"house/{GRID}", "457"), (f"house/{SUN}", "110")]

    late = Subscriber(broker)
    await late.ready()
    assert await late.quiet(hass) == []
    late.close()
    stop()


async def test_once_a_second_at_most(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """Of what is reported in between, only the last counts."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    meter.report(100)
    meter.report(200)
    meter.report(300)
    assert await subscriber.quiet(hass) == [(GRID, "100")]

    await wait(0.9)
    assert await subscriber.quiet(hass) == []
    await wait(1.0)
    assert await subscriber.quiet(hass) == [(GRID, "300")]
    stop()


async def test_each_five_seconds_at_least(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """A meter that reports on change is repeated; nothing comes more often for that."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    meter.report(100)
    assert await subscriber.quiet(hass) == [(GRID, "100")]

    await wait(1.0)
    await wait(2.9)
    assert await subscriber.quiet(hass) == []
    await wait(3.0)
    assert await subscriber.quiet(hass) == [(GRID, "100")]
    await wait(1.0)
    await wait(3.0)
    assert await subscriber.quiet(hass) == [(GRID, "100")]
    stop()


async def test_a_report_resets_the_repetition(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """There is one timer, whatever has happened."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    meter.report(100)
    assert await subscriber.quiet(hass) == [(GRID, "100")]
    await wait(1.0)
    meter.report(200)
    assert await subscriber.quiet(hass) == [(GRID, "200")]

    await wait(3.0)
    assert await subscriber.quiet(hass) == []
    stop()


@pytest.mark.parametrize(
    ("status", "issue"),
    [
        (MeterStatus.SILENT, "meter_feed_meter_silent"),
        (MeterStatus.MISSING, "meter_feed_meter_silent"),
        (MeterStatus.TOO_SLOW, "meter_feed_meter_too_slow"),
    ],
)
async def test_nothing_old_is_published(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
    status: MeterStatus,
    issue: str,
) -> None:
    """It stops at once, says so when that lasts, and goes on when the meter does."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    meter.report(100)
    meter.report(200)
    meter.turn(status)
    await wait(5)
    await wait(5)
    assert await subscriber.quiet(hass) == [(GRID, "100")]
    assert issues(hass) == set()

    await wait(PATIENCE)
    assert issues(hass) == {issue}

    meter.report(300)
    assert await subscriber.quiet(hass) == [(GRID, "300")]
    assert issues(hass) == set()
    stop()


async def test_a_meter_that_says_not_that_it_is_silent(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """It is asked again before anything is repeated."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    meter.report(100)
    await wait(1.0)
    meter.status = MeterStatus.SILENT
    await wait(3.0)

    assert await subscriber.quiet(hass) == [(GRID, "100")]
    stop()


async def test_never_back_to_the_charger(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """A charger that is told what it has said would believe it for ever."""
    await add_mqtt(hass, broker)
    meter.source_is_charger = True
    stop = feed(hass, meter)
    meter.report(100)
    await wait(5)

    assert await subscriber.quiet(hass) == []
    assert issues(hass) == {"meter_feed_own_meter"}
    stop()
    assert issues(hass) == {"meter_feed_own_meter"}


async def test_the_broker_goes_and_comes_back(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """What was reported in between is not sent later."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    meter.report(100)
    assert await subscriber.heard(1) == [(GRID, "100")]

    broker.stop()
    await until(lambda: not mqtt.is_connected(hass))
    meter.report(200)
    await wait(1.0)
    meter.report(300)
    await wait(PATIENCE)
    assert issues(hass) == {"meter_feed_no_broker"}

    meter.report(400)
    broker.start()
    again = Subscriber(broker)
    await again.ready()
    # Home Assistant's MQTT tries each ten seconds.
    await wait(11)
    await until(lambda: mqtt.is_connected(hass))
    assert await again.quiet(hass) == [(GRID, "400")]
    assert issues(hass) == set()
    again.close()
    stop()


async def test_mqtt_comes_later(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """Without Home Assistant's MQTT there is a sentence and no error."""
    stop = feed(hass, meter)
    meter.report(100)
    assert issues(hass) == {"meter_feed_no_mqtt"}

    entry = await add_mqtt(hass, broker)
    assert await subscriber.heard(1) == [(GRID, "100")]
    assert issues(hass) == set()

    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    await until(lambda: not mqtt.is_connected(hass))
    meter.report(200)
    await wait(5)
    assert issues(hass) == {"meter_feed_no_mqtt"}

    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await until(lambda: mqtt.is_connected(hass))
    assert await subscriber.heard(1) == [(GRID, "200")]
    assert issues(hass) == set()
    stop()


async def test_stops(
    hass: HomeAssistant,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """Stopped, it neither listens nor publishes; stopping twice does no harm."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    meter.report(100)
    stop()
    stop()
    await wait(5)

    assert meter.listeners == []
    assert await subscriber.quiet(hass) == [(GRID, "100")]


async def test_stops_with_home_assistant(
    hass: HomeAssistant, broker: Broker, meter: HouseMeter
) -> None:
    """From the stop event on nothing is published."""
    await add_mqtt(hass, broker)
    feed(hass, meter)
    meter.report(100)
    await hass.async_stop(force=True)

    assert meter.listeners == []


def test_not_wanted(hass: HomeAssistant, meter: HouseMeter) -> None:
    """Without the option nothing is listened to, and old issues go."""
    entry = house_entry(meter_feed={"prefix": "", "battery_inverted": False})
    entry.add_to_hass(hass)
    async_start_feed(hass, entry, meter)()
    assert issues(hass) == {"meter_feed_no_mqtt"}

    hass.config_entries.async_update_entry(entry, options={})
    async_start_feed(hass, entry, meter)()

    assert meter.listeners == []
    assert issues(hass) == set()


async def test_a_charger_follows(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    wait: Wait,
) -> None:
    """A simulated charger without a clamp reads the house, and notices the silence."""
    charger.values.slave_type = MQTT_METER
    charger.write("Dynamic", "1")
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    meter.report(457, 110, -50)
    for topic, payload in await subscriber.heard(3):
        charger.receive_mqtt(topic, payload)
    await simulator.advance(5)
    values = charger.values
    assert (values.grid_power, values.fv_power, values.battery_power) == (457, 110, -50)
    assert values.slave_error == 0

    meter.turn(MeterStatus.SILENT)
    await wait(5)
    assert await subscriber.quiet(hass) == []
    await simulator.advance(15)
    assert charger.values.slave_error == 244
    stop()
