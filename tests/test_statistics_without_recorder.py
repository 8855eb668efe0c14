"""A house whose Home Assistant keeps no history."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from scripts.simulator import SimulatedCharger

from .conftest import AddHouse, state_of
from .session_logs import charge, fill_log, session, utc

NOON = utc("2026-11-20T12:00:00")


async def test_sessions_without_statistics(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The log is our own: all else of it works."""
    entry = await add_house(charger)
    await fill_log(hass, entry, session(charge(NOON, 2.0)))
    assert "recorder" not in hass.config.components
    assert state_of(hass, Platform.SENSOR, "last_session_energy") == "2.0"
