"""What the tests of all flows share."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentry,
    ConfigSubentryData,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.account_flow import CLOUD_URL_VARIABLE
from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import SimulatedCharger, Simulator

from .conftest import house_entry

PACKAGE = "custom_components.v2c_cloud"


@pytest.fixture(name="set_up")
def set_up_fixture() -> Iterator[AsyncMock]:
    """Let set-ups succeed at once, where they are not the point; counts them."""
    with (
        patch(f"{PACKAGE}.async_setup_entry", return_value=True) as set_up,
        patch(f"{PACKAGE}.async_unload_entry", return_value=True),
    ):
        yield set_up


@pytest.fixture(name="cloud")
def cloud_fixture(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """A world whose cloud is the one that new houses use."""
    monkeypatch.setenv(CLOUD_URL_VARIABLE, simulator.cloud.url)
    return simulator


def address_of(charger: SimulatedCharger) -> str:
    """What an owner would type."""
    return f"{charger.lan.host}:{charger.lan.port}"


async def start(hass: HomeAssistant, way: str) -> ConfigFlowResult:
    """Begin to add a house and choose how to find its charger."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.MENU
    return await go_on(hass, result, next_step_id=way)


async def go_on(
    hass: HomeAssistant, result: ConfigFlowResult, **user_input: Any
) -> ConfigFlowResult:
    """Fill in what a flow asks."""
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


def quiet_house(
    hass: HomeAssistant, *chargers: ConfigSubentryData, **options: Any
) -> MockConfigEntry:
    """A house that is set up and not loaded."""
    entry = house_entry(*chargers, **options)
    entry.add_to_hass(hass)
    return entry


async def start_options(
    hass: HomeAssistant, entry: ConfigEntry, choice: str
) -> ConfigFlowResult:
    """Open the options of a house and choose from the menu."""
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["type"] is FlowResultType.MENU
    return await answer_options(hass, result, next_step_id=choice)


async def answer_options(
    hass: HomeAssistant, result: ConfigFlowResult, **user_input: object
) -> ConfigFlowResult:
    """Fill in what the options of a house ask, and let the house load anew."""
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], user_input
    )
    await settle(hass)
    return result


def suggestions(result: ConfigFlowResult | SubentryFlowResult) -> dict[str, object]:
    """What a form shows in its fields, None in those that are empty."""
    assert result["data_schema"] is not None
    return {
        str(field): (field.description or {}).get("suggested_value")
        for field in result["data_schema"].schema
    }


async def settle(hass: HomeAssistant) -> None:
    """Let reloads and scans end."""
    await hass.async_block_till_done(wait_background_tasks=True)


def only_charger(entry: ConfigEntry) -> ConfigSubentry:
    """The charger of a house that has one."""
    (subentry,) = entry.subentries.values()
    return subentry


async def subentry_go_on(
    hass: HomeAssistant, result: SubentryFlowResult, **user_input: Any
) -> SubentryFlowResult:
    """Fill in what the flow of a charger asks."""
    return await hass.config_entries.subentries.async_configure(
        result["flow_id"], user_input
    )
