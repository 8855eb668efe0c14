"""What a charger without a clamp is told over MQTT: by a real broker."""

import asyncio
from unittest.mock import patch

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.model import MeterReading
from custom_components.v2c_cloud.meter import HouseMeter
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
from .meters import GRID, MeterBench
from .simulator.conftest import until

SUN = "sensor.solar_power"
BATTERY = "sensor.battery_power"
GRID_TOPIC = "trydan_v2c_grid_power"
SUN_TOPIC = "trydan_v2c_sun_power"
BATTERY_TOPIC = "trydan_v2c_battery_power"
PATIENCE = 301


@pytest.fixture
async def meter(bench: MeterBench) -> HouseMeter:
    """The house's meter, which has said nothing yet."""
    for sensor in (GRID, SUN, BATTERY):
        await bench.say("unknown", sensor)
    return await bench.start(source="entities", grid=GRID, solar=SUN, battery=BATTERY)


@pytest.fixture
async def fed(hass: HomeAssistant, broker: Broker, meter: HouseMeter) -> CALLBACK_TYPE:
    """A feed that works; how to stop it."""
    await add_mqtt(hass, broker)
    return feed(hass, meter)


def feed(
    hass: HomeAssistant,
    meter: HouseMeter,
    options: dict[str, object] | None = None,
    **settings: object,
) -> CALLBACK_TYPE:
    """Start the feed of a house; returns how to stop it."""
    settings = {"prefix": "", "battery_inverted": False} | settings
    entry = house_entry(meter_feed=settings, **options or {})
    entry.add_to_hass(hass)
    return async_start_feed(hass, entry, meter)


async def wait(bench: MeterBench, seconds: float) -> None:
    """Let time pass, to the millisecond."""
    bench.clock.tick(seconds)
    async_fire_time_changed_exact(bench.hass)
    await bench.hass.async_block_till_done()


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
        (FeedSettings(), (457.4, None, None), [(GRID_TOPIC, "457")]),
        (
            FeedSettings(),
            (-820.6, 3450.2, 1000.0),
            [(GRID_TOPIC, "-821"), (SUN_TOPIC, "3450"), (BATTERY_TOPIC, "1000")],
        ),
        (
            FeedSettings(battery_inverted=True),
            (0.0, None, 1000.0),
            [(GRID_TOPIC, "0"), (BATTERY_TOPIC, "-1000")],
        ),
        (
            FeedSettings(prefix="trydan/"),
            (-0.3, -4.0, -0.2),
            [
                (f"trydan/{GRID_TOPIC}", "0"),
                (f"trydan/{SUN_TOPIC}", "0"),
                (f"trydan/{BATTERY_TOPIC}", "0"),
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
    hass: HomeAssistant,
    bench: MeterBench,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
) -> None:
    """At once, with QoS 0, and kept nowhere."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter, prefix="house/")
    assert await subscriber.quiet(hass) == []

    await bench.say(110, SUN)
    await bench.say(0.4571, unit="kW")
    await until(lambda: len(subscriber.messages) == 2)
    assert {message.qos for message in subscriber.messages} == {0}
    assert not any(message.retained for message in subscriber.messages)
    assert subscriber.take() == [
        (f"house/{GRID_TOPIC}", "457"),
        (f"house/{SUN_TOPIC}", "110"),
    ]

    late = Subscriber(broker)
    await late.ready()
    assert await late.quiet(hass) == []
    late.close()
    stop()


async def test_once_a_second_at_most(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """Of what is reported in between, only the last counts."""
    await bench.say(100)
    await bench.say(200)
    await bench.say(300)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]

    await wait(bench, 0.9)
    assert await subscriber.quiet(hass) == []
    await wait(bench, 0.1)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "300")]
    fed()


async def test_each_five_seconds_at_least(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """A meter that reports on change is repeated."""
    await bench.say(100)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]

    await wait(bench, 1.0)
    await wait(bench, 2.9)
    assert await subscriber.quiet(hass) == []
    await wait(bench, 0.1)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]
    await wait(bench, 1.0)
    await wait(bench, 3.0)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]
    fed()


async def test_a_report_puts_the_repetition_off(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """There is one timer, whatever has happened."""
    await bench.say(100)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]
    await wait(bench, 2.0)
    await bench.say(200)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "200")]

    await wait(bench, 2.0)
    assert await subscriber.quiet(hass) == []
    fed()


async def test_nothing_old_is_published(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """It stops with the meter, says so when that lasts, and goes on with it."""
    await bench.say(100)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]
    await wait(bench, 1)
    await wait(bench, 60)
    await wait(bench, 5)
    assert await subscriber.quiet(hass) == []
    assert issues(hass) == set()

    await wait(bench, PATIENCE)
    assert issues(hass) == {"meter_feed_no_reading"}

    await bench.say(300)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "300")]
    assert issues(hass) == set()
    fed()


async def test_a_meter_that_has_said_nothing(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """What is not known is not zero."""
    await wait(bench, PATIENCE)

    assert await subscriber.quiet(hass) == []
    assert issues(hass) == {"meter_feed_no_reading"}
    fed()


async def test_a_meter_that_is_too_slow(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """The charger would take for new what is a minute old."""
    await bench.repeat([100, 200, 300], every=50)
    await subscriber.quiet(hass)
    await bench.repeat([400], every=50)
    await wait(bench, 4)

    assert await subscriber.quiet(hass) == []
    await wait(bench, PATIENCE)
    assert issues(hass) == {"meter_feed_no_reading"}
    fed()


async def test_never_back_to_the_charger(
    hass: HomeAssistant,
    bench: MeterBench,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
) -> None:
    """A charger that is told what it has said would believe it for ever."""
    await add_mqtt(hass, broker)
    stop = feed(hass, meter, {"meter": {"source": "charger"}})
    await bench.say(100)
    await wait(bench, 5)

    assert await subscriber.quiet(hass) == []
    assert issues(hass) == {"meter_feed_own_meter"}
    stop()
    assert issues(hass) == {"meter_feed_own_meter"}


@pytest.mark.parametrize("integration", ["v2c_cloud", "v2c", "v2c_trydan"])
async def test_nor_through_a_sensor(
    hass: HomeAssistant,
    bench: MeterBench,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
    integration: str,
) -> None:
    """Somebody may have picked what the charger says as the house's meter."""
    registry = er.async_get(hass)
    registry.async_get_or_create(
        "sensor", integration, "1", suggested_object_id="grid_power"
    )
    hass.states.async_remove(GRID)
    registry.async_update_entity("sensor.grid_power_2", new_entity_id=GRID)
    await add_mqtt(hass, broker)
    stop = feed(hass, meter)
    await bench.say(100)
    await bench.say(200)

    assert await subscriber.quiet(hass) == []
    assert issues(hass) == {"meter_feed_own_meter"}
    stop()


async def test_the_broker_goes_and_comes_back(
    hass: HomeAssistant,
    bench: MeterBench,
    broker: Broker,
    subscriber: Subscriber,
    fed: CALLBACK_TYPE,
) -> None:
    """What was reported in between is not sent later."""
    await bench.say(100)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]

    broker.stop()
    await until(lambda: not mqtt.is_connected(hass))
    await bench.say(200)
    await wait(bench, 1)
    await bench.say(300)
    await wait(bench, PATIENCE)
    assert issues(hass) == {"meter_feed_no_broker"}

    await bench.say(400)
    broker.start()
    again = Subscriber(broker)
    await again.ready()
    # Home Assistant's MQTT tries each ten seconds.
    await wait(bench, 11)
    await until(lambda: mqtt.is_connected(hass))
    assert await again.quiet(hass) == [(GRID_TOPIC, "400")]
    assert issues(hass) == set()
    again.close()
    fed()


async def test_mqtt_comes_later(
    hass: HomeAssistant,
    bench: MeterBench,
    broker: Broker,
    subscriber: Subscriber,
    meter: HouseMeter,
) -> None:
    """Without Home Assistant's MQTT there is a sentence and no error."""
    stop = feed(hass, meter)
    await bench.say(100)
    assert issues(hass) == {"meter_feed_no_mqtt"}

    entry = await add_mqtt(hass, broker)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]
    assert issues(hass) == set()

    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    await until(lambda: not mqtt.is_connected(hass))
    await wait(bench, 5)
    await bench.say(200)
    assert issues(hass) == {"meter_feed_no_mqtt"}

    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await until(lambda: mqtt.is_connected(hass))
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "200")]
    assert issues(hass) == set()
    stop()


async def test_a_socket_that_takes_no_more(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """Old values do not queue up: only the last one is sent when it goes on."""
    stuck = asyncio.Event()

    async def publish(*_: object) -> None:
        await stuck.wait()
        raise HomeAssistantError

    with patch.object(mqtt, "async_publish", publish):
        await bench.say(100)
    await wait(bench, 1)
    await bench.say(200)
    await wait(bench, 1)
    await bench.say(300)
    await wait(bench, 1)
    stuck.set()
    assert await subscriber.quiet(hass) == []

    await wait(bench, 1)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "300")]
    fed()


async def test_stops(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """Stopped, it neither listens nor repeats; stopping twice does no harm."""
    await bench.say(100)
    fed()
    fed()
    await wait(bench, 5)
    await bench.say(200)

    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]


async def test_stops_with_home_assistant(
    hass: HomeAssistant, bench: MeterBench, subscriber: Subscriber, fed: CALLBACK_TYPE
) -> None:
    """From the stop event on nothing is published."""
    await bench.say(100)
    assert await subscriber.quiet(hass) == [(GRID_TOPIC, "100")]
    hass.bus.async_fire("homeassistant_stop")
    await hass.async_block_till_done()
    await wait(bench, 1)
    await bench.say(200)
    await wait(bench, 5)

    assert await subscriber.quiet(hass) == []
    fed()


async def test_not_wanted(
    hass: HomeAssistant, bench: MeterBench, meter: HouseMeter
) -> None:
    """Without the option nothing happens, and old issues go."""
    entry = house_entry(meter_feed={"prefix": "", "battery_inverted": False})
    entry.add_to_hass(hass)
    async_start_feed(hass, entry, meter)()
    assert issues(hass) == {"meter_feed_no_mqtt"}

    hass.config_entries.async_update_entry(entry, options={})
    stop = async_start_feed(hass, entry, meter)
    await bench.say(100)
    stop()

    assert issues(hass) == set()


async def test_a_charger_follows(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    bench: MeterBench,
    subscriber: Subscriber,
    fed: CALLBACK_TYPE,
) -> None:
    """A simulated charger without a clamp reads the house, and notices the silence."""
    charger.values.slave_type = MQTT_METER
    charger.write("Dynamic", "1")
    await bench.say(110, SUN)
    await bench.say(-50, BATTERY)
    await bench.say(457)
    for topic, payload in await subscriber.quiet(hass):
        charger.receive_mqtt(topic, payload)
    await simulator.advance(5)
    values = charger.values
    assert (values.grid_power, values.fv_power, values.battery_power) == (457, 110, -50)
    assert values.slave_error == 0

    await wait(bench, 1)
    await wait(bench, 60)
    await wait(bench, 5)
    assert await subscriber.quiet(hass) == []
    await simulator.advance(66)
    assert charger.values.slave_error == 244
    fed()
