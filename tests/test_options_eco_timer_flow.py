"""Whether EcoCharging waits by the chargers' timers, as an owner sets it."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from scripts.simulator import SimulatedCharger, Simulator

from .conftest import AddHouse
from .flows import answer_options, start_options, suggestions


async def test_switch_on(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It is off until somebody wants it."""
    entry = await add_house(charger, simulator=simulator, cloud=True)
    result = await start_options(hass, entry, "eco_timer")
    assert suggestions(result) == {"eco_timer": False}
    result = await answer_options(hass, result, eco_timer=True)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["eco_timer"] is True


async def test_not_loaded(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Then nobody knows what its chargers can do."""
    entry = await add_house(charger, simulator=simulator, cloud=True)
    await hass.config_entries.async_unload(entry.entry_id)
    result = await start_options(hass, entry, "eco_timer")
    assert result["type"] is FlowResultType.FORM


async def test_no_charger_can(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Times are set by the cloud, and switched on by the LAN."""
    entry = await add_house(charger, simulator=simulator, cloud=False)
    result = await start_options(hass, entry, "eco_timer")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_cloud_timers"


async def test_not_offered_without_an_account(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """There is no cloud."""
    entry = await add_house(charger)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert "eco_timer" not in result["menu_options"]
