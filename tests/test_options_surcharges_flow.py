"""What a contract adds to a spot price, as an owner sets it."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
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

SPAIN: dict[str, Any] = {
    "preset": "spain",
    "time_zone": "Europe/Madrid",
    "factor": 1.02,
    "additions": {"p1": 0.1, "p2": 0.04, "p3": -0.01},
    "tax": 1.2705,
}
TYPED = {**SPAIN["additions"], "factor": 1.02, "tax": 27.05}
LOSSES = {"p3": 1.18}


@pytest.fixture(autouse=True)
async def home(hass: HomeAssistant) -> None:
    """A home that pays in euros."""
    await hass.config.async_update(currency="EUR", time_zone="Europe/Madrid")


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, hours: str
) -> ConfigFlowResult:
    """Say by which hours the surcharges differ."""
    result = await start_options(hass, entry, "surcharges")
    return await answer_options(hass, result, hours=hours)


def factors_of(result: ConfigFlowResult) -> dict[str, object]:
    """What the form shows in its section."""
    assert result["data_schema"] is not None
    inner = result["data_schema"].schema["factors"].schema
    return suggestions({**result, "data_schema": inner})


async def test_surcharges(hass: HomeAssistant) -> None:
    """Typed in percent and shown again; what else was set stays."""
    entry = quiet_house(hass, price=0.2)
    result = await choose(hass, entry, "spain")
    assert result["step_id"] == "surcharges_amounts"
    assert suggestions(result) == {
        "p1": 0,
        "p2": 0,
        "p3": 0,
        "factor": 1,
        "tax": 0,
        "factors": None,
    }

    result = await answer_options(hass, result, **TYPED)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"price": 0.2, "surcharges": SPAIN}
    result = await start_options(hass, entry, "surcharges")
    assert suggestions(result) == {"hours": "spain"}
    result = await answer_options(hass, result, hours="spain")
    assert suggestions(result) == TYPED | {"factors": None}


async def test_a_factor_of_some_hours(hass: HomeAssistant) -> None:
    """It is typed where most people need not look, and shown again."""
    entry = quiet_house(hass)
    result = await choose(hass, entry, "spain")
    await answer_options(hass, result, **TYPED, factors=LOSSES)
    assert entry.options == {"surcharges": SPAIN | {"factors": LOSSES}}

    result = await choose(hass, entry, "spain")
    assert factors_of(result) == {"p1": None, "p2": None, "p3": 1.18}
    await answer_options(hass, result, **TYPED, factors={})
    assert entry.options == {"surcharges": SPAIN}


async def test_other_hours(hass: HomeAssistant) -> None:
    """What was told for other periods is not shown; the rest is."""
    entry = quiet_house(hass, surcharges=SPAIN)

    result = await choose(hass, entry, "flat")

    assert suggestions(result) == {"all_day": 0, "factor": 1.02, "tax": 27.05}


@pytest.mark.parametrize("known", [{"surcharges": SPAIN}, {}])
async def test_none(hass: HomeAssistant, known: dict[str, object]) -> None:
    """They can be taken back."""
    entry = quiet_house(hass, price=0.2, **known)

    result = await choose(hass, entry, "none")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"price": 0.2}


@pytest.mark.parametrize("known", [{}, {"surcharges": SPAIN | {"tax": 0}}])
async def test_nothing_is_known(hass: HomeAssistant, known: dict[str, object]) -> None:
    """What cannot be read is asked anew."""
    entry = quiet_house(hass, **known)

    result = await start_options(hass, entry, "surcharges")

    assert suggestions(result) == {"hours": "none"}


async def test_cents(hass: HomeAssistant) -> None:
    """It is said at its field, and what was typed stays."""
    entry = quiet_house(hass)
    result = await choose(hass, entry, "spain")

    result = await answer_options(hass, result, **(TYPED | {"p3": -10}))
    assert result["errors"] == {"p3": "price_in_cents"}
    assert suggestions(result) == TYPED | {"p3": -10, "factors": None}

    result = await answer_options(hass, result, **TYPED)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("wrong", [{"factor": 0}, {"tax": -1}, {"tax": 101}])
async def test_what_nobody_means(hass: HomeAssistant, wrong: dict[str, object]) -> None:
    """The form does not take it."""
    entry = quiet_house(hass)
    result = await choose(hass, entry, "spain")

    with pytest.raises(InvalidData):
        await answer_options(hass, result, **(TYPED | wrong))
