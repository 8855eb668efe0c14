"""The cards' modules that draw nothing, in the browser that is to run them."""

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Route, async_playwright
import pytest
import pytest_asyncio

from custom_components.v2c_cloud import dashboard

from .conftest import BROWSER_OPTIONS

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(60),
    pytest.mark.asyncio(loop_scope="module"),
]

FOLDER = Path(dashboard.__file__).with_name("frontend")
SITE = "http://cards.test/"
MADRID = "Europe/Madrid"
LOCALE = {
    "language": "en-GB",
    "number_format": "language",
    "time_format": "language",
    "time_zone": "server",
}

type Call = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Leave the page's loop and threads alone: they are the module's, not a test's."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def call(browser_path: str) -> AsyncIterator[Call]:
    """Call a function of a module by its name."""

    async def serve(route: Route) -> None:
        path = FOLDER / route.request.url.removeprefix(SITE)
        await route.fulfill(path=path, content_type="text/javascript")

    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(
            executable_path=browser_path, args=BROWSER_OPTIONS
        ) as browser,
    ):
        page = await browser.new_page(timezone_id="America/New_York")
        await page.route(f"{SITE}**", serve)
        # A page from there is all that a relative import needs.
        await page.goto(f"{SITE}v2c-cloud.js")

        async def run(module: str, function: str, *arguments: object) -> Any:
            return await page.evaluate(
                """async ([module, name, given]) => {
                    const loaded = await import(`./${module}.js`);
                    return loaded[name](...given);
                }""",
                [module, function, list(arguments)],
            )

        yield run


def at(text: str) -> int:
    """An instant as JavaScript counts it."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-29T12:00:00Z", MADRID, 23),
        ("2026-10-25T12:00:00Z", MADRID, 25),
        ("2026-11-25T12:00:00Z", "Atlantic/Canary", 24),
        ("2026-04-05T02:00:00Z", "Australia/Lord_Howe", 24.5),
        ("2026-09-06T12:00:00Z", "America/Santiago", 23),
    ],
)
async def test_days_are_as_long_as_they_are(
    day: str, zone: str, hours: float, call: Call
) -> None:
    """Clocks that change, half hours, and a midnight that does not exist."""
    start = await call("time", "midnight", at(day), zone)
    end = await call("time", "midnight", at(day), zone, 1)

    assert (end - start) / 3_600_000 == hours
    marks = await call("time", "ticks", start, end - 1, zone, 6)
    assert [mark["hour"] for mark in marks][-3:] == [6, 12, 18]


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("es-419", "es"), ("it", "it"), ("de", "en"), ("pt-BR", "en"), (None, "en")],
)
async def test_languages_fall_back(
    language: str | None, spoken: str, call: Call
) -> None:
    """A dialect has its language's texts, and others the English ones."""
    assert await call("strings", "languageFor", language) == spoken


@pytest.mark.parametrize(
    ("function", "value", "locale", "shown"),
    [
        ("power", 680, {}, "680 W"),
        ("power", 3680, {}, "3.7 kW"),
        ("power", None, {}, "–"),
        ("power", 3680, {"number_format": "decimal_comma"}, "3,7 kW"),
        ("energy", 0, {}, "0.0 kWh"),
        ("duration", 11_520, {}, "3 h 12 min"),
        ("duration", 59, {}, "1 min"),
        ("time", at("2026-11-25T12:05:00Z"), {}, "13:05"),
        ("time", at("2026-11-25T12:05:00Z"), {"time_zone": "local"}, "07:05"),
        ("time", at("2026-11-25T12:05:00Z"), {"time_format": "12"}, "1:05 pm"),
        ("time", at("2026-11-25T12:05:00Z"), {"language": "en"}, "1:05 PM"),
        ("time", at("2026-11-25T23:00:00Z"), {}, "00:00"),
    ],
)
async def test_figures_as_the_user_writes_them(
    function: str, value: object, locale: dict[str, str], shown: str, call: Call
) -> None:
    """Decimals, clocks and zones of the profile; what is not known is a dash."""
    hass = {"locale": LOCALE | locale, "config": {"time_zone": MADRID}}
    text = await call("format", function, hass, value)

    assert " ".join(text.split()) == shown


@pytest.mark.parametrize(
    ("period", "first", "later", "start"),
    [
        ("day", 1, 0, "2026-10-25T00:00:00+02:00"),
        ("day", 1, 1, "2026-10-26T00:00:00+01:00"),
        ("week", 1, 0, "2026-10-19T00:00:00+02:00"),
        ("week", 0, 0, "2026-10-25T00:00:00+02:00"),
        ("week", 1, -1, "2026-10-12T00:00:00+02:00"),
        ("month", 1, 0, "2026-10-01T00:00:00+02:00"),
        ("month", 1, 3, "2027-01-01T00:00:00+01:00"),
        ("year", 1, -1, "2025-01-01T00:00:00+01:00"),
    ],
)
async def test_periods_are_those_of_the_calendar(
    period: str, first: int, later: int, start: str, call: Call
) -> None:
    """On the day on which the clocks go back, with weeks that begin as they do."""
    now = at("2026-10-25T18:00:00Z")

    assert await call(
        "sessions-data", "periodStart", now, period, MADRID, first, later
    ) == at(start)


async def test_a_night_is_divided_at_midnight(call: Call) -> None:
    """Energy belongs to its hour, a session to its begin; unknown is never zero."""
    hours = [
        {
            "start": start,
            "energy": energy,
            "cost": cost,
            "solar_energy": solar,
        }
        for start, energy, cost, solar in (
            ("2026-11-24T23:00:00+01:00", 3.0, 0.3, 1.5),
            ("2026-11-25T00:00:00+01:00", 4.0, None, None),
        )
    ]
    session = {
        "start": "2026-11-24T21:00:00+01:00",
        "end": "2026-11-25T07:00:00+01:00",
        "duration": 36_000,
        "energy": 7.0,
        "cost": 0.3,
        "charges": [{"energy_by_hour": hours}],
    }
    days = [
        {"start": at(f"2026-11-{day}T00:00:00+01:00"), "end": at(f"{end}:00+01:00")}
        for day, end in ((24, "2026-11-25T00:00"), (25, "2026-11-26T00:00"))
    ]
    sums = await call("sessions-data", "addUp", [session], days, days[1]["end"])

    eve, night = sums["sums"]
    assert (eve["energy"], eve["cost"], eve["solar"], eve["uncosted"]) == (
        3,
        0.3,
        1.5,
        0,
    )
    assert (night["energy"], night["cost"], night["solar"]) == (4, None, None)
    assert (eve["duration"], night["duration"]) == (36_000, 0)
    assert sums["total"]["energy"] == 7
    assert sums["total"]["uncosted"] == 4
    assert await call("sessions-data", "solarShare", sums["total"]) == 0.5
    assert await call("sessions-data", "solarShare", night) is None


@pytest.mark.parametrize(
    ("least", "most", "ends", "digits"),
    [
        (0, 0.19, (0, 0.2), 2),
        (-0.04, 0.19, (-0.05, 0.2), 1),
        (0, 0, (0, 0.25), 2),
        (0, 480, (0, 600), 0),
        (-0.3, -0.1, (-0.3, 0), 1),
    ],
)
async def test_an_axis_has_round_marks_and_zero(
    least: float, most: float, ends: tuple[float, float], digits: int, call: Call
) -> None:
    """Negative prices are below it, with room only as far as they go."""
    axis = await call("chart", "scale", least, most)

    assert (axis["from"], axis["to"]) == pytest.approx(ends)
    assert axis["digits"] == digits
    assert 0 in axis["marks"]


async def test_planned_slots_are_told_as_blocks(call: Call) -> None:
    """What follows each other is one; what is over is none; no cost is no sum."""

    def slot(start: str, end: str, cost: float | None) -> dict[str, object]:
        return {
            "start": f"2026-10-25T{start}Z",
            "end": f"2026-10-25T{end}Z",
            "price": 0.1,
            "current": 16,
            "energy": 1.0,
            "cost": cost,
        }

    answer = {
        "slots": [
            slot("05:15:00", "05:30:00", None),
            slot("00:45:00", "01:00:00", 0.1),
            slot("01:00:00", "01:15:00", 0.1),
            slot("05:00:00", "05:15:00", 0.1),
        ]
    }
    plan = await call("plan-data", "readPlan", answer)
    told = await call("plan-data", "blocks", plan, at("2026-10-25T00:00:00Z"))

    assert [(block["energy"], block["cost"]) for block in told] == [(2, 0.2), (2, None)]
    assert await call("plan-data", "slotAt", plan, at("2026-10-25T01:05:00Z")) == 1
    assert await call("plan-data", "nextEdge", plan, at("2026-10-25T01:05:00Z")) == at(
        "2026-10-25T01:15:00Z"
    )
    over = at("2026-10-25T06:00:00Z")
    assert await call("plan-data", "blocks", plan, over) == []
    assert await call("plan-data", "nextEdge", plan, over) is None


async def test_chargers_are_found_whatever_they_are_called(call: Call) -> None:
    """By platform and key, through their device; the house is no charger."""

    def entity(entity_id: str, key: str, device: str, platform: str) -> dict[str, Any]:
        return {
            "entity_id": entity_id,
            "translation_key": key,
            "device_id": device,
            "platform": platform,
        }

    entities = [
        entity("sensor.why", "charging_reason", "b", "v2c_cloud"),
        entity("switch.stop", "paused", "b", "v2c_cloud"),
        entity("sensor.links_status", "charge_state", "a", "v2c_cloud"),
        entity("sensor.kosten", "price_now", "house", "v2c_cloud"),
        entity("sensor.trydan_charge_state", "charge_state", "core", "v2c"),
    ]
    hass = {
        "entities": {item["entity_id"]: item for item in entities},
        "devices": {
            "a": {"id": "a", "name": "Left", "via_device_id": "house"},
            "b": {
                "id": "b",
                "name": "V2C",
                "name_by_user": "Right",
                "via_device_id": "house",
            },
            "house": {"id": "house", "name": "Home"},
            "core": {"id": "core", "name": "Trydan"},
        },
    }

    chargers = await call("entities", "chargersOf", hass)
    assert [charger["name"] for charger in chargers] == ["Left", "Right"]
    assert chargers[1]["keys"] == {
        "sensor.charging_reason": "sensor.why",
        "switch.paused": "switch.stop",
    }
    assert (await call("entities", "houseOf", hass, chargers[0]))["id"] == "house"
    assert (await call("entities", "chargerFor", hass, {}))["id"] == "a"
    assert (await call("entities", "chargerFor", hass, {"device_id": "b"}))["id"] == "b"
    assert await call("entities", "chargerFor", hass, {"device_id": "gone"}) is None


@pytest.mark.parametrize(
    ("grid", "solar", "battery", "parts"),
    [
        (4000, 0, False, {"sun": 0, "battery": 0, "grid": 3680}),
        (680, 4000, False, {"sun": 3000, "battery": 0, "grid": 680}),
        (-500, 5000, False, {"sun": 3680, "battery": 0, "grid": 0}),
        (0, 1000, True, {"sun": 1000, "battery": 2680, "grid": 0}),
        # Two meters that were not read at once: what is missing is the grid's.
        (0, 1000, False, {"sun": 1000, "battery": 0, "grid": 2680}),
        (None, 1000, False, None),
    ],
)
async def test_where_the_power_comes_from(
    grid: int | None,
    solar: int,
    battery: bool,
    parts: dict[str, int] | None,
    call: Call,
) -> None:
    """The house takes the sun first; what the grid gives is the car's."""
    readings = {"grid": grid, "solar": solar, "battery": 0}
    meters = {"grid": ["grid"], "solar": ["solar"], "battery": ["battery"][:battery]}

    assert await call("sources", "divide", readings, meters, 3680) == parts
