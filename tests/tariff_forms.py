"""What the tests share that type a tariff."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .control.tariffs import TEMPO_PRICES
from .flows import answer_options, start_options

HEAD = {"currency": "EUR", "time_zone": "Europe/Madrid"}
SPAIN: dict[str, Any] = {
    **HEAD,
    "preset": "spain",
    "prices": {"p1": 0.21, "p2": 0.15, "p3": 0.09},
}
TEMPO = {"colour_today": "sensor.today", **TEMPO_PRICES}


@pytest.fixture(name="home")
async def home_fixture(hass: HomeAssistant) -> None:
    """A home that pays in euros, with sensors of colours."""
    await hass.config.async_update(currency="EUR", time_zone="Europe/Madrid")
    for name, state in (
        ("today", "Bleu"),
        ("asleep", "unavailable"),
        ("tomorrow", "inconnu"),
        ("power", "1200"),
    ):
        hass.states.async_set(f"sensor.{name}", state)


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, preset: str
) -> ConfigFlowResult:
    """Say whose hours the tariff has."""
    result = await start_options(hass, entry, "tariff")
    return await answer_options(hass, result, preset=preset)
