"""Will it be full when I leave? What the cards say of that, in a real browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect
import pytest

from .house import PATH, DemoHouse, plan
from .states import ECO_KEYS, ECO_STATES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.asyncio(loop_scope="module"),
]

BATTERY = "sensor.garage_car_level"
KEYS = {
    **ECO_KEYS,
    BATTERY: "car_level",
    "sensor.garage_expected_level": "expected_level",
    "sensor.garage_expected_departure": "expected_departure",
}
STATES = {
    **ECO_STATES,
    "binary_sensor.garage_will_be_ready": {"state": "unknown", "chance": 0.75},
    BATTERY: {"state": "41", "is_old": False, "told_at": "2020-01-02T03:04:05+00:00"},
    "sensor.garage_expected_level": "80",
    "sensor.garage_expected_departure": {
        "state": "2099-01-02T07:00:00+00:00",
        "source": "learned",
    },
}


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Leave the window's loop and threads alone: they are the module's, not a test's."""


async def test_how_full_and_how_sure(
    window: Page, house: DemoHouse, feed: Callable[..., None]
) -> None:
    """The battery now and at departure, how old that is, and the chance."""
    await house.show(window, "charger")
    card = window.locator("v2c-cloud-charger")
    feed(STATES)
    await window.evaluate("keys => probe.feedEntities(keys)", KEYS)

    await expect(card).to_contain_text("41\u00a0→\u00a080\u00a0%")
    await expect(card).to_contain_text("Ready in time with a chance of 75 %.")
    await expect(card).to_contain_text("Probably leaves")
    await expect(card).not_to_contain_text("last told its battery level")


async def test_an_old_level(
    window: Page, house: DemoHouse, feed: Callable[..., None]
) -> None:
    """It is shown with its age; what nobody expects is no zero."""
    await house.show(window, "charger")
    card = window.locator("v2c-cloud-charger")
    old = {"state": "41", "is_old": True, "told_at": "2020-01-02T03:04:05+00:00"}
    feed({**STATES, BATTERY: old, "sensor.garage_expected_level": "unknown"})
    await window.evaluate("keys => probe.feedEntities(keys)", KEYS)

    await expect(card).to_contain_text("41\u00a0%")
    await expect(card).not_to_contain_text("→")
    await expect(card).to_contain_text("The car last told its battery level 2 Jan")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("ready_by", "Ready by"),
        ("calendar", "Leaves"),
        ("learned", "Probably leaves"),
    ],
)
async def test_who_says_when_it_leaves(
    source: str, told: str, window: Page, house: DemoHouse
) -> None:
    """Nobody has promised a time that is learned."""
    answer = plan()
    answer["departure"]["source"] = source
    await house.show(window, "plan")
    await window.evaluate("answer => probe.feedPlan(answer)", answer)
    card = window.locator("v2c-cloud-plan")

    await expect(card.locator("header .dim")).to_contain_text(f"{told} ")
    await expect(card.locator("svg .flag.ready")).to_have_text(told)


async def test_soon_is_told_beside_now(window: Page, house: DemoHouse) -> None:
    """Two labels at the same place could not be read."""
    answer = plan()
    soon = datetime.now(UTC) + timedelta(hours=1)
    answer["departure"]["time"] = soon.isoformat()
    await house.show(window, "plan")
    await window.evaluate("answer => probe.feedPlan(answer)", answer)
    flags = window.locator("v2c-cloud-plan svg .flag")

    await expect(flags).to_have_count(2)
    boxes = [await flag.bounding_box() for flag in await flags.all()]
    [above, below] = sorted((box["y"], box["height"]) for box in boxes if box)
    assert above[0] + above[1] <= below[0]


async def test_the_dashboard_has_an_editor(window: Page, house: DemoHouse) -> None:
    """Its picture is chosen without YAML; all entities of a charger are in groups."""
    await window.set_viewport_size({"width": 1400, "height": 1000})
    await window.evaluate(
        """async (url_path) => {
            const { hass } = probe.home();
            await hass.callWS({
                type: "lovelace/config/save",
                url_path,
                config: { strategy: { type: "custom:v2c-cloud" } },
            });
        }""",
        PATH,
    )
    await window.goto(f"{house.url}/{PATH}/charger-1")
    groups = window.locator("hui-heading-card")
    await expect(groups.first).to_contain_text("Charging")
    await expect(groups.nth(1)).to_contain_text("EcoCharging")
    timer = window.locator("hui-tile-card", has_text="Timer 2")
    await expect(timer).to_contain_text(
        ["Timer 2", "Timer 2 days", "Timer 2 end", "Timer 2 start"]
    )

    await window.get_by_label("Edit dashboard").first.click()
    editor = window.locator("v2c-cloud-strategy-editor")
    await editor.get_by_label("Drawing").click()
    await window.get_by_text("Carport with solar panels").click()
    await window.get_by_role("button", name="Save", exact=True).click()
    await expect(editor).to_have_count(0)
    saved = await window.evaluate(
        """(url_path) => probe.home().hass.callWS({
            type: "lovelace/config", url_path,
        })""",
        PATH,
    )
    assert saved["strategy"] == {"type": "custom:v2c-cloud", "picture": "carport"}
