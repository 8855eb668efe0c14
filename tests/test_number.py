"""The number platform."""

from homeassistant.components.number import (
    ATTR_VALUE,
    DOMAIN as NUMBER,
    SERVICE_SET_VALUE,
)
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_ON, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.v2c_cloud.const import CONF_MODEL, DOMAIN
from scripts.simulator import FIRMWARES, Car, SimulatedCharger, Simulator

from .conftest import (
    AddHouse,
    charger_subentry,
    entity_id,
    house_entry,
    platform_shape,
    state_of,
)


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("firmware", sorted(FIRMWARES))
async def test_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    add_house: AddHouse,
    snapshot: SnapshotAssertion,
    firmware: str,
) -> None:
    """What a charger of each firmware shows while it charges."""
    charger = await simulator.add_charger("ABC123", firmware=firmware, name="Garage")
    charger.plug(Car())
    await simulator.advance(60)
    await add_house(charger)
    assert platform_shape(hass, Platform.NUMBER) == snapshot


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("suffix", "value", "attribute", "written"),
    [
        ("intensity_number", 10, "intensity", 10),
        ("min_intensity_number", 8, "min_intensity", 8),
        ("max_intensity_number", 20, "max_intensity", 20),
        ("contracted_power_number", 5.75, "contracted_power", 5750),
        ("contracted_power_number", -0.5, "contracted_power", -500),
        ("voltage_installation", 220, "voltage_installation", 220),
        ("light_led_number", 10, "light_led", 10),
    ],
)
async def test_set_value(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    suffix: str,
    value: float,
    attribute: str,
    written: int,
) -> None:
    """A number writes to the charger and shows what was read back."""
    await add_house(charger)
    await _set(hass, suffix, value)
    assert getattr(charger.values, attribute) == written
    assert float(state_of(hass, Platform.NUMBER, suffix)) == value


@pytest.mark.parametrize(
    ("suffix", "value", "minimum", "maximum"),
    [("min_intensity_number", 33, "6", "32"), ("max_intensity_number", 7, "8", "32")],
)
async def test_a_value_that_the_charger_cannot_take(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    suffix: str,
    value: float,
    minimum: str,
    maximum: str,
) -> None:
    """The maximum cannot fall below the minimum; the sentence names the range."""
    await add_house(charger)
    await _set(hass, "min_intensity_number", 8)
    with pytest.raises(ServiceValidationError) as caught:
        await _set(hass, suffix, value)
    placeholders = caught.value.translation_placeholders or {}
    assert (placeholders.get("minimum", minimum), placeholders.get("maximum")) in (
        (minimum, maximum),
        (minimum, None),
    )
    assert charger.values.max_intensity == 32


async def test_a_current_without_effect_is_refused(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """While the charger chooses the current, setting one would do nothing."""
    charger.values.dynamic = True
    await add_house(charger)
    with pytest.raises(ServiceValidationError) as caught:
        await _set(hass, "intensity_number", 10)
    assert caught.value.translation_key == "charger_chooses_current"
    assert charger.values.intensity == 16


async def test_a_contract_that_was_never_told(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """-1 is the charger's "not set", and no export margin of a watt."""
    charger.values.contracted_power = -1
    await add_house(charger)
    assert state_of(hass, Platform.NUMBER, "contracted_power_number") == STATE_UNKNOWN


async def test_the_current_of_a_paused_charger(
    hass: HomeAssistant,
    simulator: Simulator,
    add_house: AddHouse,
) -> None:
    """Firmware 2.5.1 hides the set current while paused; we remember it."""
    charger = await simulator.add_charger("ABC123", firmware="2.5.1")
    await add_house(charger)
    await hass.services.async_call(
        SWITCH,
        SERVICE_TURN_ON,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, "charging_pause")},
        blocking=True,
    )
    assert '"Intensity":0' in charger.real_time_data()
    assert state_of(hass, Platform.NUMBER, "intensity_number") == "16"
    await _set(hass, "intensity_number", 10)
    assert state_of(hass, Platform.NUMBER, "intensity_number") == "10"


@pytest.mark.parametrize(
    ("model", "exists"), [("Denka 7", True), ("TRYDAN", False), (None, False)]
)
async def test_only_a_denka_has_a_maximum_power(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    model: str | None,
    exists: bool,
) -> None:
    """Other models have no such setting."""
    entry = house_entry(
        charger_subentry(charger, lan=False, cloud=True, model=model),
        simulator=simulator,
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    found = er.async_get(hass).async_get_entity_id(
        NUMBER, DOMAIN, "v2c_ABC123_denka_max_power"
    )
    assert (found is not None) is exists


async def test_the_power_of_a_denka(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It appears when the model is learned, and is unknown until it is set."""
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    coordinator = next(iter(entry.runtime_data.chargers.values()))
    hass.config_entries.async_update_subentry(
        entry,
        coordinator.subentry,
        data={**coordinator.subentry.data, CONF_MODEL: "Denka"},
    )
    coordinator.async_look_for_entities()
    await hass.async_block_till_done()
    assert state_of(hass, Platform.NUMBER, "denka_max_power") == STATE_UNKNOWN

    await _set(hass, "denka_max_power", 5000)

    assert charger.values.max_power == 5000
    assert state_of(hass, Platform.NUMBER, "denka_max_power") == "5000"
    with pytest.raises(ServiceValidationError):
        await _set(hass, "denka_max_power", 1000)


async def _set(hass: HomeAssistant, suffix: str, value: float) -> None:
    await hass.services.async_call(
        NUMBER,
        SERVICE_SET_VALUE,
        {
            ATTR_ENTITY_ID: entity_id(hass, Platform.NUMBER, suffix),
            ATTR_VALUE: value,
        },
        blocking=True,
    )
