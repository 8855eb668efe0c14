"""A tariff, as an owner sets it."""

from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest

from custom_components.v2c_cloud.tariff_options import read_tariff

from .control.tariffs import TEMPO_PRICES
from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
    suggestions,
)
from .tariff_forms import (
    HEAD,
    SPAIN,
    TEMPO,
    choose,
    home_fixture,  # noqa: F401 - a fixture
)

pytestmark = pytest.mark.usefixtures("set_up", "home")

HOURS = {"peak": 0.27, "off_peak": 0.2, "start": "22:00", "end": "06:00"}


@pytest.mark.parametrize(
    ("preset", "step", "answers", "stored"),
    [
        ("flat", "prices", {"all_day": 0.15}, {"prices": {"all_day": 0.15}}),
        ("spain", "prices", SPAIN["prices"], {"prices": SPAIN["prices"]}),
        (
            *("italy_two", "prices"),
            {"f1": 0.2, "f23": 0},
            {"prices": {"f1": 0.2, "f23": 0.0}},
        ),
        (
            *("portugal_three_weekly", "prices"),
            {"ponta": 0.3, "cheias": 0.2, "vazio": 0.1},
            {"prices": {"ponta": 0.3, "cheias": 0.2, "vazio": 0.1}},
        ),
        (
            *("france", "off_peak", HOURS),
            {
                "prices": {"peak": 0.27, "off_peak": 0.2},
                "off_peak": [{"start": "22:00", "end": "06:00"}],
            },
        ),
        (
            *("night", "off_peak"),
            {
                "peak": 0.3,
                "off_peak": 0.12,
                "start": "02:08:00",
                "end": "07:08",
                "second_start": "13:30",
                "second_end": "15:30",
            },
            {
                "prices": {"peak": 0.3, "off_peak": 0.12},
                "off_peak": [
                    {"start": "02:08", "end": "07:08"},
                    {"start": "13:30", "end": "15:30"},
                ],
            },
        ),
        (
            *("tempo", "tempo", TEMPO | {"colour_tomorrow": "sensor.tomorrow"}),
            {
                "prices": TEMPO_PRICES,
                "colour_today": "sensor.today",
                "colour_tomorrow": "sensor.tomorrow",
            },
        ),
    ],
)
async def test_presets(
    hass: HomeAssistant,
    preset: str,
    step: str,
    answers: dict[str, object],
    stored: dict[str, object],
) -> None:
    """Only the prices are typed; what else was set stays."""
    entry = quiet_house(hass, phases=3, price=0.2)
    result = await choose(hass, entry, preset)
    assert result["step_id"] == f"tariff_{step}"

    result = await answer_options(hass, result, **answers)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    tariff = HEAD | {"preset": preset} | stored
    assert entry.options == {"phases": 3, "price": 0.2, "tariff": tariff}
    read = read_tariff(entry.options)
    assert read is not None
    assert read.tariff.schedule.zone == ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("known", "preset", "shown"),
    [
        (None, "spain", {"p1": None, "p2": None, "p3": None}),
        (SPAIN, "ceuta_melilla", SPAIN["prices"]),
        (SPAIN, "italy_two", {"f1": None, "f23": None}),
        # What cannot be read is asked anew.
        (SPAIN | {"prices": {}}, "spain", {"p1": None, "p2": None, "p3": None}),
        (
            *(None, "night"),
            {
                "peak": None,
                "off_peak": None,
                "start": "00:30",
                "end": "07:30",
                "second_start": None,
                "second_end": None,
            },
        ),
        (
            {
                **HEAD,
                "preset": "france",
                "prices": {"peak": 0.3, "off_peak": 0.2},
                "off_peak": [
                    {"start": "22:00", "end": "24:00"},
                    {"start": "12:00", "end": "14:00"},
                ],
            },
            "france",
            {
                "peak": 0.3,
                "off_peak": 0.2,
                "start": "22:00",
                "end": "00:00",
                "second_start": "12:00",
                "second_end": "14:00",
            },
        ),
        (None, "tempo", {**dict.fromkeys(TEMPO), "colour_tomorrow": None}),
        (
            {
                **HEAD,
                "preset": "tempo",
                "prices": TEMPO_PRICES,
                "colour_today": "sensor.today",
            },
            "tempo",
            TEMPO | {"colour_tomorrow": None},
        ),
        (None, "custom", {"holidays": "none", "seasons": False}),
        (SPAIN, "custom", {"holidays": "spain", "seasons": False}),
        (
            {
                **HEAD,
                "preset": "portugal_two_weekly",
                "prices": {"vazio": 0.1, "fora_vazio": 0.2},
            },
            "custom",
            {"holidays": "none", "seasons": True},
        ),
    ],
)
async def test_what_was_told_before_is_shown(
    hass: HomeAssistant,
    known: dict[str, Any] | None,
    preset: str,
    shown: dict[str, object],
) -> None:
    """Nobody types it again."""
    entry = quiet_house(hass, **({"tariff": known} if known else {}))

    assert suggestions(await choose(hass, entry, preset)) == shown


async def test_the_preset_is_shown(hass: HomeAssistant) -> None:
    """The one that was chosen before."""
    entry = quiet_house(hass, tariff=SPAIN)

    result = await start_options(hass, entry, "tariff")

    assert suggestions(result) == {"preset": "spain"}


async def test_a_price_that_nobody_typed(hass: HomeAssistant) -> None:
    """It is not taken for 0, and what was typed beside it stays."""
    entry = quiet_house(hass)
    result = await choose(hass, entry, "spain")
    result = await answer_options(hass, result, p1=0.2, p3=0)
    assert result["errors"] == {"p2": "price_missing"}
    assert suggestions(result) == {"p1": 0.2, "p2": None, "p3": 0}
    result = await answer_options(hass, result, p1=0.2, p2=0.1, p3=0)
    assert entry.options["tariff"]["prices"] == {"p1": 0.2, "p2": 0.1, "p3": 0.0}


@pytest.mark.parametrize(
    ("preset", "right", "wrong", "errors", "places"),
    [
        (
            *("flat", {"all_day": 0.15}, {"all_day": 15}),
            {"all_day": "price_in_cents"},
            {"highest": "5", "currency": "EUR"},
        ),
        (
            *("france", HOURS, {"peak": 27}),
            {"peak": "price_in_cents"},
            {"highest": "5", "currency": "EUR"},
        ),
        (
            *("france", HOURS, {"start": "night"}),
            {"start": "no_hours"},
            {"start": "night", "end": "06:00"},
        ),
        (
            *("france", HOURS, {"start": "24:00"}),
            {"start": "no_hours"},
            {"start": "24:00", "end": "06:00"},
        ),
        (
            *("france", HOURS, {"second_start": "12:00", "second_end": "noon"}),
            {"second_start": "no_hours"},
            {"start": "12:00", "end": "noon"},
        ),
        (
            *("france", HOURS, {"second_start": "12:00"}),
            {"second_end": "hours_incomplete"},
            {},
        ),
        (
            *("france", HOURS, {"second_end": "14:00"}),
            {"second_start": "hours_incomplete"},
            {},
        ),
        ("france", HOURS, {"end": "22:00"}, {"base": "cheap_all_day"}, {}),
        (
            *("france", HOURS, {"start": "00:00", "end": "00:00"}),
            {"base": "cheap_all_day"},
            {},
        ),
        (
            *("france", HOURS, {"second_start": "05:00", "second_end": "07:00"}),
            {"base": "price_overlap"},
            {"start": "05:00", "end": "06:00"},
        ),
        (
            *("tempo", TEMPO, {"colour_today": "sensor.nobody"}),
            {"colour_today": "sensor_missing"},
            {"sensor": "sensor.nobody"},
        ),
        (
            *("tempo", TEMPO, {"colour_today": "sensor.power"}),
            {"colour_today": "sensor_no_colour"},
            {"sensor": "sensor.power", "state": "1200"},
        ),
        (
            *("tempo", TEMPO, {"colour_tomorrow": "sensor.nobody"}),
            {"colour_tomorrow": "sensor_missing"},
            {"sensor": "sensor.nobody"},
        ),
        (
            *("tempo", TEMPO, {"colour_tomorrow": "sensor.today"}),
            {"colour_tomorrow": "sensor_of_both_days"},
            {},
        ),
        (
            *("tempo", TEMPO, {"red_peak": 76}),
            {"red_peak": "price_in_cents"},
            {"highest": "5", "currency": "EUR"},
        ),
    ],
)
async def test_a_wrong_answer(
    hass: HomeAssistant,
    preset: str,
    right: dict[str, object],
    wrong: dict[str, object],
    errors: dict[str, str],
    places: dict[str, str],
) -> None:
    """It is said at its field, and what was typed stays."""
    entry = quiet_house(hass)
    result = await choose(hass, entry, preset)

    result = await answer_options(hass, result, **(right | wrong))
    assert result["errors"] == errors
    assert result["description_placeholders"] == places
    assert (right | wrong).items() <= suggestions(result).items()

    result = await answer_options(hass, result, **right)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_sensor_that_sleeps(hass: HomeAssistant) -> None:
    """Its colour comes later."""
    entry = quiet_house(hass)
    result = await choose(hass, entry, "tempo")

    result = await answer_options(
        hass, result, **(TEMPO | {"colour_today": "sensor.asleep"})
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_other_currencies(hass: HomeAssistant) -> None:
    """15 are cents of a euro, and many a krona."""
    await hass.config.async_update(currency="CZK")
    entry = quiet_house(hass)

    result = await answer_options(hass, await choose(hass, entry, "flat"), all_day=15)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["tariff"]["currency"] == "CZK"

    result = await choose(hass, entry, "flat")
    with pytest.raises(InvalidData):
        await answer_options(hass, result, all_day=1001)
