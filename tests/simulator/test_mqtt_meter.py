"""A charger that is told over MQTT what the house takes, as we assume it."""

import pytest

from scripts.simulator import Car, SimulatedCharger, Simulator
from scripts.simulator.mqtt_meter import MQTT_METER, MqttMeter

VOLTAGES = (230.0, 0.0, 0.0)
GRID = "trydan_v2c_grid_power"
SUN = "trydan_v2c_sun_power"
BATTERY = "trydan_v2c_battery_power"


@pytest.fixture
def fed(charger: SimulatedCharger) -> SimulatedCharger:
    """A charger without a clamp, under its own control."""
    charger.values.slave_type = MQTT_METER
    charger.write("Dynamic", "1")
    return charger


async def test_messages_are_its_meter(
    simulator: Simulator, fed: SimulatedCharger
) -> None:
    """What the house really takes, it cannot know."""
    simulator.house.load = 3000.0
    fed.receive_mqtt(GRID, "-820")
    fed.receive_mqtt(SUN, "3450")
    fed.receive_mqtt(BATTERY, "-1000")
    await simulator.advance(1)

    values = fed.values
    assert (values.grid_power, values.fv_power, values.battery_power) == (
        -820,
        3450,
        -1000,
    )
    assert values.house_power == 1630
    assert values.intensity_measure_l1 == pytest.approx(-820 / 230)
    assert values.slave_error == 0


async def test_its_own_control_follows_them(
    simulator: Simulator, fed: SimulatedCharger
) -> None:
    """In the mode that only takes the sun it takes what the messages leave over."""
    fed.write("DynamicPowerMode", "3")
    fed.plug(Car())
    await simulator.advance(20)
    unfed = fed.offered
    fed.mqtt_meter.patience = 600.0
    fed.receive_mqtt(GRID, str(-3000 + round(fed.power)))
    await simulator.advance(5)

    assert unfed == 6
    assert fed.offered == 8


@pytest.mark.parametrize(("seconds", "error"), [(15, 0), (17, 244)])
async def test_silence_is_an_error(
    simulator: Simulator, fed: SimulatedCharger, seconds: int, error: int
) -> None:
    """Nobody has verified what a charger does; this one notices after a while."""
    fed.receive_mqtt(GRID, "500")
    await simulator.advance(seconds)

    assert fed.values.slave_error == error


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (GRID, "0.5"),
        (GRID, "unknown"),
        (GRID, ""),
        (SUN, "100"),
        (f"trydan/{GRID}", "100"),
        ("homeassistant/status", "1"),
    ],
)
def test_what_is_no_reading(topic: str, payload: str) -> None:
    """Without a number for the grid there is no reading."""
    meter = MqttMeter()
    meter.receive(topic, payload, 0.0)

    assert meter.read(1.0, VOLTAGES) is None


def test_topics_may_have_a_prefix() -> None:
    """The prefix belongs to all of them."""
    meter = MqttMeter(prefix="trydan/")
    assert meter.topics[0] == f"trydan/{GRID}"
    meter.receive(f"trydan/{GRID}", "690", 0.0)

    reading = meter.read(0.0, (230.0, 230.0, 230.0))
    assert reading is not None
    assert reading.currents == (1.0, 1.0, 1.0)
    assert (reading.solar, reading.battery) == (0.0, 0.0)
