"""What a charger without a clamp is told over MQTT: by a real broker."""

import asyncio
from unittest.mock import patch

from homeassistant.components import mqtt
from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.v2c_cloud.meter import HouseMeter
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.mqtt_meter import MQTT_METER

from .broker import (
    Broker,
    Subscriber,
    add_mqtt,
    broker_fixture,  # noqa: F401 - a fixture
    broker_path_fixture,  # noqa: F401 - a fixture
    subscriber_fixture,  # noqa: F401 - a fixture
)
from .feeds import (
    BATTERY,
    GRID_TOPIC,
    SUN,
    SUN_TOPIC,
    fed_fixture,  # noqa: F401 - a fixture
    feed,
    meter_fixture,  # noqa: F401 - a fixture
    wait,
)
from .meters import MeterBench
from .simulator.conftest import until


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
