"""Hours of one's own, as an owner types them."""

from datetime import UTC, datetime

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.v2c_cloud.tariff_options import read_tariff

from .control.tariffs import TEMPO_PRICES
from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    suggestions,
)
from .tariff_forms import (
    HEAD,
    SPAIN,
    choose,
    home_fixture,  # noqa: F401 - a fixture
)

pytestmark = pytest.mark.usefixtures("set_up", "home")

NIGHT = {"start": "22:00", "end": "08:00", "price": 0.1}
DAY = {"start": "08:00", "end": "22:00", "price": 0.2}
WHOLE = {"start": "00:00", "end": "00:00", "price": 0.1}
NO_BANDS = dict.fromkeys(("working", "saturday", "sunday"))


@pytest.mark.parametrize(
    ("bands", "errors", "places"),
    [
        (
            {"working": [DAY], "saturday": [WHOLE], "sunday": [WHOLE]},
            {"working": "price_hole"},
            {"start": "00:00", "end": "08:00"},
        ),
        (
            {"working": [DAY, NIGHT], "sunday": [WHOLE]},
            {"saturday": "price_hole"},
            {"start": "00:00", "end": "24:00"},
        ),
        (
            {"working": [WHOLE], "saturday": [WHOLE], "sunday": [WHOLE, DAY]},
            {"sunday": "price_overlap"},
            {"start": "08:00", "end": "22:00"},
        ),
        (
            {"working": [WHOLE | {"start": "noon"}]},
            {"working": "no_hours"},
            {"start": "noon", "end": "00:00"},
        ),
        (
            {"working": [WHOLE], "saturday": [WHOLE | {"price": 15}]},
            {"saturday": "price_in_cents"},
            {"highest": "5", "currency": "EUR"},
        ),
        (
            {"working": [WHOLE], "saturday": [{"start": "00:00", "end": "00:00"}]},
            {"saturday": "price_missing"},
            {},
        ),
    ],
)
@pytest.mark.parametrize("season", ["winter", "summer"])
async def test_bands(
    hass: HomeAssistant,
    season: str,
    bands: dict[str, object],
    errors: dict[str, str],
    places: dict[str, str],
) -> None:
    """The hole is named at the days that have it, on the page that has it."""
    entry = quiet_house(hass)
    week = {"working": [DAY, NIGHT], "saturday": [DAY, NIGHT], "sunday": [WHOLE]}
    result = await choose(hass, entry, "custom")
    result = await answer_options(hass, result, holidays="italy", seasons=True)
    steps = {"winter": "tariff_bands", "summer": "tariff_bands_summer"}
    for _ in range(list(steps).index(season)):
        result = await answer_options(hass, result, **week)
    assert result["step_id"] == steps[season]
    assert suggestions(result) == NO_BANDS

    result = await answer_options(hass, result, **bands)
    assert result["errors"] == errors
    assert result["description_placeholders"] == places
    assert suggestions(result) == NO_BANDS | bands
    assert entry.options == {}


async def test_seasons(hass: HomeAssistant) -> None:
    """A page for each."""
    entry = quiet_house(hass)
    result = await choose(hass, entry, "custom")
    result = await answer_options(hass, result, holidays="italy", seasons=True)
    for price in (0.3, 0.1):
        whole = [WHOLE | {"price": price}]
        result = await answer_options(
            hass, result, working=whole, saturday=whole, sunday=whole
        )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["tariff"] == {
        **HEAD,
        "preset": "custom",
        "holidays": "italy",
        "bands": [
            {
                "days": [day],
                "seasons": [season],
                "start": "00:00",
                "end": "24:00",
                "price": price,
            }
            for season, price in (("winter", 0.3), ("summer", 0.1))
            for day in ("working", "saturday", "sunday")
        ],
    }

    result = await choose(hass, entry, "custom")
    assert suggestions(result) == {"holidays": "italy", "seasons": True}
    result = await answer_options(hass, result, holidays="italy", seasons=True)
    winter = suggestions(result)
    result = await answer_options(hass, result, **winter)
    assert winter["working"] == [WHOLE | {"price": 0.3}]
    assert suggestions(result)["sunday"] == [WHOLE | {"price": 0.1}]


async def test_the_hours_of_a_preset(hass: HomeAssistant) -> None:
    """They are a start for hours of one's own."""
    entry = quiet_house(hass, tariff=SPAIN)
    result = await choose(hass, entry, "custom")
    result = await answer_options(hass, result, holidays="spain", seasons=False)
    shown = suggestions(result)
    assert shown["working"] == [
        {"start": f"{start:02}:00", "end": f"{end:02}:00", "price": price}
        for start, end, price in (
            *((0, 8, 0.09), (8, 10, 0.15), (10, 14, 0.21)),
            *((14, 18, 0.15), (18, 22, 0.21), (22, 0, 0.15)),
        )
    ]
    assert shown["saturday"] == shown["sunday"] == [WHOLE | {"price": 0.09}]

    await answer_options(hass, result, **shown)

    week = datetime(2026, 10, 12, tzinfo=UTC), datetime(2026, 10, 19, tzinfo=UTC)
    read, before = read_tariff(entry.options), read_tariff({"tariff": SPAIN})
    assert read is not None
    assert before is not None
    assert read.tariff.slots(*week) == before.tariff.slots(*week)


async def test_a_tariff_of_colours_is_no_start(hass: HomeAssistant) -> None:
    """Its hours are those of other days."""
    tempo = {
        **HEAD,
        "preset": "tempo",
        "prices": TEMPO_PRICES,
        "colour_today": "sensor.today",
    }
    entry = quiet_house(hass, tariff=tempo)
    result = await choose(hass, entry, "custom")
    assert suggestions(result) == {"holidays": "none", "seasons": False}

    result = await answer_options(hass, result, holidays="none", seasons=False)

    assert suggestions(result) == NO_BANDS
