"""Where prices come from, asked of the owner."""

from typing import Any

from homeassistant.components.energy.data import async_get_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.tariff_presets import TariffPreset

from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
    suggestions,
)
from .meters import prefer

PRICE = "sensor.price"
SOLD = "sensor.sold"
NOTHING_SOLD = {"export": "none", "solar": "free"}

pytestmark = pytest.mark.usefixtures("set_up")


@pytest.fixture(autouse=True)
async def dashboard(hass: HomeAssistant) -> None:
    """A dashboard with a price, and entities with others."""
    grid = {"type": "grid", "entity_energy_price": PRICE}
    await prefer(await async_get_manager(hass), grid)
    hass.states.async_set(PRICE, "0.1", {"unit_of_measurement": "EUR/kWh"})
    hass.states.async_set(SOLD, "5", {"unit_of_measurement": "ct/kWh"})
    hass.states.async_set("sensor.energy", "5", {"unit_of_measurement": "kWh"})


@pytest.mark.parametrize(
    ("answers", "stored"),
    [
        ([{"source": "energy"}], {"source": "energy"}),
        ([{"source": "none"}], {"source": "none"}),
        (
            [{"source": "entity"}, {"entity": PRICE}],
            {"source": "entity", "entity": PRICE},
        ),
        # It may not be there now and be the right one.
        (
            [{"source": "entity"}, {"entity": "sensor.later"}],
            {"source": "entity", "entity": "sensor.later"},
        ),
    ],
)
@pytest.mark.parametrize(
    "export",
    [
        NOTHING_SOLD,
        {"export": "energy", "solar": "export"},
        {"export": "entity", "export_entity": SOLD, "solar": "export"},
        {"export": "fixed", "export_price": 0, "solar": "free"},
    ],
)
async def test_sources(
    hass: HomeAssistant,
    answers: list[dict[str, Any]],
    stored: dict[str, Any],
    export: dict[str, Any],
) -> None:
    """Each way ends with what is sold; other options stay."""
    entry = quiet_house(hass, contracted_power=4.6)
    result = await start_options(hass, entry, "price")
    assert result["step_id"] == "price"
    assert suggestions(result) == {"source": "energy"}
    for answer in answers:
        result = await answer_options(hass, result, **answer)
    assert result["step_id"] == "price_export"
    assert suggestions(result) == {
        "export": "energy",
        "export_entity": None,
        "export_price": None,
        "solar": "free",
    }
    result = await answer_options(hass, result, **export)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"contracted_power": 4.6, "prices": stored | export}


async def test_one_price(hass: HomeAssistant) -> None:
    """What was typed before is shown, in the currency of Home Assistant."""
    hass.config.currency = "CHF"
    entry = quiet_house(hass, price=0.25)
    result = await start_options(hass, entry, "price")
    assert suggestions(result) == {"source": "fixed"}
    result = await answer_options(hass, result, source="fixed")
    assert result["step_id"] == "price_fixed"
    assert suggestions(result) == {"price": 0.25}
    assert result["data_schema"] is not None
    [selector] = result["data_schema"].schema.values()
    assert selector.config["unit_of_measurement"] == "CHF/kWh"

    result = await answer_options(hass, result)
    assert result["errors"] == {"price": "price_missing"}
    result = await answer_options(hass, result, price=25)
    assert result["errors"] == {"price": "price_in_cents"}
    assert suggestions(result) == {"price": 25}
    result = await answer_options(hass, result, price=0)
    result = await answer_options(hass, result, **NOTHING_SOLD)
    assert entry.options == {
        "price": 0,
        "prices": {"source": "fixed", **NOTHING_SOLD},
    }


async def test_what_was_chosen_is_shown(hass: HomeAssistant) -> None:
    """Nothing has to be typed twice, and a price survives another choice."""
    chosen = {
        "source": "entity",
        "entity": PRICE,
        "export": "entity",
        "export_entity": SOLD,
        "export_price": 0.04,
        "solar": "export",
    }
    entry = quiet_house(hass, price=0.2, prices=chosen)
    result = await start_options(hass, entry, "price")
    assert suggestions(result) == {"source": "entity"}
    result = await answer_options(hass, result, source="entity")
    assert suggestions(result) == {"entity": PRICE}
    result = await answer_options(hass, result, entity=PRICE)
    assert suggestions(result) == {
        key: chosen[key] for key in ("export", "export_entity", "export_price", "solar")
    }
    await answer_options(hass, result, **NOTHING_SOLD)
    assert entry.options["price"] == 0.2


async def test_a_dashboard_without_a_price(hass: HomeAssistant) -> None:
    """It is said before anybody waits for one."""
    await prefer(await async_get_manager(hass), {"type": "grid"})
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "price")
    result = await answer_options(hass, result, source="energy")
    assert result["errors"] == {"source": "dashboard_without_price"}
    result = await answer_options(hass, result, source="none")
    result = await answer_options(hass, result, **NOTHING_SOLD)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_no_price_at_all(hass: HomeAssistant) -> None:
    """An entity that counts something else is asked again."""
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "price")
    result = await answer_options(hass, result, source="entity")
    result = await answer_options(hass, result, entity="sensor.energy")
    assert result["errors"] == {"entity": "no_unit_of_price"}
    assert result["description_placeholders"] == {
        "entity": "sensor.energy",
        "unit": "kWh",
    }
    result = await answer_options(hass, result, entity=PRICE)
    assert result["step_id"] == "price_export"


async def test_words_are_no_price(hass: HomeAssistant) -> None:
    """A sensor without a unit that says something else is asked again."""
    entry = quiet_house(hass)
    hass.states.async_set("sensor.level", "cheap")
    result = await start_options(hass, entry, "price")
    result = await answer_options(hass, result, source="entity")
    result = await answer_options(hass, result, entity="sensor.level")
    assert result["errors"] == {"entity": "sensor_not_a_number"}
    assert result["description_placeholders"] == {
        "sensor": "sensor.level",
        "state": "cheap",
    }


@pytest.mark.parametrize(
    ("entity", "state", "attributes"),
    [
        ("sensor.level", "unavailable", {}),
        ("sensor.level", "0.2", {}),
        ("sensor.level", "cheap", {"raw_today": []}),
        ("event.rates", "2026-11-25T00:00:00", {}),
    ],
)
async def test_what_may_tell_prices(
    hass: HomeAssistant, entity: str, state: str, attributes: dict[str, object]
) -> None:
    """They may be in attributes, of another entity, or there later."""
    entry = quiet_house(hass)
    hass.states.async_set(entity, state, attributes)
    result = await start_options(hass, entry, "price")
    result = await answer_options(hass, result, source="entity")
    result = await answer_options(hass, result, entity=entity)
    assert result["step_id"] == "price_export"


@pytest.mark.parametrize(
    ("export", "errors"),
    [
        (
            {"export": "entity", "solar": "free"},
            {"export_entity": "export_entity_missing"},
        ),
        (
            {"export": "entity", "export_entity": "sensor.energy", "solar": "free"},
            {"export_entity": "no_unit_of_price"},
        ),
        (
            {"export": "fixed", "solar": "free"},
            {"export_price": "export_price_missing"},
        ),
        (
            {"export": "fixed", "export_price": 12, "solar": "free"},
            {"export_price": "price_in_cents"},
        ),
        ({"export": "none", "solar": "export"}, {"solar": "solar_without_price"}),
    ],
)
async def test_half_an_answer(
    hass: HomeAssistant, export: dict[str, Any], errors: dict[str, str]
) -> None:
    """What cannot be meant is asked again, with what was typed."""
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "price")
    result = await answer_options(hass, result, source="none")
    result = await answer_options(hass, result, **export)
    assert result["errors"] == errors
    assert suggestions(result).items() >= export.items()
    result = await answer_options(hass, result, **NOTHING_SOLD)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_tariff(hass: HomeAssistant) -> None:
    """It is asked for where there is none, and counts from then on."""
    chosen = {"source": "energy", **NOTHING_SOLD}
    entry = quiet_house(hass, prices=chosen)
    result = await start_options(hass, entry, "price")
    result = await answer_options(hass, result, source="tariff")
    assert result["step_id"] == "tariff"
    result = await answer_options(hass, result, preset=str(TariffPreset.SPAIN))
    result = await answer_options(hass, result, p1=0.2, p2=0.15, p3=0.1)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["prices"] == chosen | {"source": "tariff"}
    assert entry.options["tariff"]["preset"] == "spain"

    result = await start_options(hass, entry, "price")
    assert suggestions(result) == {"source": "tariff"}
    result = await answer_options(hass, result, source="tariff")
    assert result["step_id"] == "price_export"
    await answer_options(hass, result, **NOTHING_SOLD)
    assert entry.options["prices"] == chosen | {"source": "tariff"}


async def test_our_own_sensor(hass: HomeAssistant) -> None:
    """It shows the price that is looked for, and tells none."""
    own = er.async_get(hass).async_get_or_create("sensor", DOMAIN, "house_price_now")
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "price")
    result = await answer_options(hass, result, source="entity")
    result = await answer_options(hass, result, entity=own.entity_id)
    assert result["errors"] == {"entity": "own_price"}
    result = await answer_options(hass, result, entity=PRICE)
    assert result["step_id"] == "price_export"
