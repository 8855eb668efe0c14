"""What keeps a charger from being told, and who is told of that."""

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.house_options import MeterOptions
from custom_components.v2c_cloud.meter import HouseMeter
from custom_components.v2c_cloud.mqtt_feed import async_start_feed
from scripts.simulator import SimulatedCharger

from .broker import (
    Broker,
    Subscriber,
    add_mqtt,
    broker_fixture,  # noqa: F401 - a fixture
    broker_path_fixture,  # noqa: F401 - a fixture
    subscriber_fixture,  # noqa: F401 - a fixture
)
from .conftest import AddHouse, house_entry
from .feeds import (
    GRID_TOPIC,
    PATIENCE,
    fed_fixture,  # noqa: F401 - a fixture
    feed,
    issues,
    meter_fixture,  # noqa: F401 - a fixture
    wait,
)
from .meters import GRID, MeterBench
from .simulator.conftest import until


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


async def test_an_issue_outlives_a_reload(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Who watches the house's other issues leaves it alone."""
    entry = await add_house(charger)
    hass.config_entries.async_update_entry(
        entry, options={"meter_feed": {"prefix": "", "battery_inverted": False}}
    )
    meter = HouseMeter(hass, MeterOptions(), {})
    async_start_feed(hass, entry, meter)()
    await hass.config_entries.async_reload(entry.entry_id)

    assert issues(hass) == {"meter_feed_no_mqtt"}
    await hass.config_entries.async_remove(entry.entry_id)
    assert issues(hass) == set()
