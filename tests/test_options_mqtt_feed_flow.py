"""Whether the charger's own meter is fed, as an owner sets it."""

from typing import Any

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
    suggestions,
)

pytestmark = pytest.mark.usefixtures("set_up")

ON = {"wanted": True, "prefix": "", "battery_inverted": False}


@pytest.fixture(name="with_mqtt")
def with_mqtt_fixture(hass: HomeAssistant) -> None:
    """Home Assistant's MQTT is set up; whether it is connected does not matter."""
    MockConfigEntry(domain=mqtt.DOMAIN).add_to_hass(hass)


@pytest.mark.usefixtures("with_mqtt")
@pytest.mark.parametrize(
    ("answers", "feed"),
    [
        ({"wanted": True}, {"prefix": "", "battery_inverted": False}),
        (
            {"wanted": True, "prefix": " trydan", "battery_inverted": True},
            {"prefix": "trydan/", "battery_inverted": True},
        ),
    ],
)
async def test_on_and_off(
    hass: HomeAssistant, answers: dict[str, Any], feed: dict[str, object]
) -> None:
    """It is off first, remembers what was set, and leaves the other options alone."""
    entry = quiet_house(hass, price=0.2)
    result = await start_options(hass, entry, "meter_feed")
    assert suggestions(result) == {
        "wanted": False,
        "prefix": None,
        "battery_inverted": None,
    }
    assert result["description_placeholders"] == {
        "topics": "trydan_v2c_grid_power, trydan_v2c_sun_power, "
        "trydan_v2c_battery_power",
        "longest": "64",
    }

    result = await answer_options(hass, result, **answers)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"price": 0.2, "meter_feed": feed}

    result = await start_options(hass, entry, "meter_feed")
    assert suggestions(result) == {"wanted": True, **feed}
    result = await answer_options(hass, result, **{**ON, "wanted": False})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"price": 0.2}


@pytest.mark.usefixtures("with_mqtt")
async def test_no_topic_begins_so(hass: HomeAssistant) -> None:
    """What was typed is still there to be corrected."""
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "meter_feed")

    result = await answer_options(hass, result, **{**ON, "prefix": "house/#"})
    assert result["errors"] == {"prefix": "feed_prefix"}
    assert suggestions(result) == {**ON, "prefix": "house/#"}

    result = await answer_options(hass, result, **{**ON, "prefix": "house"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("with_mqtt")
@pytest.mark.parametrize(
    "meter",
    [{"source": "charger"}, {"source": "entities", "grid": "sensor.garage_grid_power"}],
)
async def test_never_back_to_the_charger(
    hass: HomeAssistant, meter: dict[str, str]
) -> None:
    """The charger's own meter is not fed with itself; switching off always works."""
    er.async_get(hass).async_get_or_create(
        "sensor", "v2c", "1", suggested_object_id="garage_grid_power"
    )
    entry = quiet_house(hass, meter=meter)
    result = await start_options(hass, entry, "meter_feed")

    result = await answer_options(hass, result, **ON)
    assert result["errors"] == {"wanted": "feed_own_meter"}

    result = await answer_options(hass, result, **{**ON, "wanted": False})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"meter": meter}


async def test_without_mqtt(hass: HomeAssistant) -> None:
    """The form says what is missing, and goes on when it is there."""
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "meter_feed")

    result = await answer_options(hass, result, **ON)
    assert result["errors"] == {"wanted": "feed_no_mqtt"}

    MockConfigEntry(domain=mqtt.DOMAIN).add_to_hass(hass)
    result = await answer_options(hass, result, **ON)
    assert result["type"] is FlowResultType.CREATE_ENTRY
