"""The cards in a real browser, on a real Home Assistant with a simulated charger."""

from collections.abc import Callable
import json
import re
import sys
from typing import Literal

from playwright.async_api import Page, expect
import pytest

from .conftest import ARTIFACTS
from .house import CARDS, DemoHouse, growth, measure, plan, until
from .states import (
    CHARGING,
    CONNECTED,
    ECO_CALLS,
    ECO_KEYS,
    ECO_STATES,
    ENERGY,
    FLOWS,
    GRID,
    PAUSED,
    POWER,
    REASON,
    SINCE,
    SOLAR,
    STATES,
)

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.asyncio(loop_scope="module"),
]

UPDATES = 3_600
"""An hour of a state each second."""


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Leave the window's loop and threads alone: they are the module's, not a test's."""


@pytest.mark.parametrize("reason", STATES)
async def test_a_state_is_told(
    reason: str, window: Page, house: DemoHouse, feed: Callable[..., None]
) -> None:
    """State and reason in a sentence, its figures, and what can be done about it."""
    kind, states, told = STATES[reason]
    await house.show(window, "charger")
    feed({REASON: {"state": reason, "since": SINCE}, **states})

    card = window.locator("v2c-cloud-charger")
    await expect(card.locator("ha-card")).to_have_attribute("data-kind", kind)
    for text in told:
        await expect(card).to_contain_text(text)
    await card.screenshot(path=ARTIFACTS / f"card_{reason}.png", animations="disabled")


async def test_nothing_is_known(
    window: Page, house: DemoHouse, feed: Callable[..., None]
) -> None:
    """A house that is not loaded leaves a card that says so, and no zeros."""
    await house.show(window, "charger")
    feed(
        dict.fromkeys(
            (REASON, "sensor.garage_charge_state", POWER, PAUSED, CHARGING, CONNECTED),
            "unavailable",
        )
    )

    card = window.locator("v2c-cloud-charger")
    await expect(card).to_contain_text("Nothing is known of this charger right now")
    await expect(card.locator(".power")).to_have_text("–")
    await expect(card.get_by_role("button", name="Pause")).to_be_disabled()


async def test_the_buttons_reach_the_charger(window: Page, house: DemoHouse) -> None:
    """Pause, start, lock, mode, boost: the simulated charger really does it."""
    await window.emulate_media(color_scheme="light")
    house.simulate("plug", soc=0.4)
    await house.show(window, "charger")
    card = window.locator("v2c-cloud-charger")
    await expect(card).to_contain_text("3.7 kW")

    await card.get_by_role("button", name="Pause").click()
    await until(lambda: house.charger()["values"]["paused"], True)
    await card.get_by_role("button", name="Start").click()
    await until(lambda: house.charger()["values"]["paused"], False)

    await card.get_by_role("button", name="Solar only").focus()
    await window.keyboard.press("Enter")
    await until(lambda: house.state("select.garage_power_control")["state"], "pv")
    await expect(card.get_by_role("button", name="Solar only")).to_have_attribute(
        "aria-pressed", "true"
    )
    await card.get_by_role("button", name="Boost").click()
    await until(
        lambda: house.state("switch.garage_boost_until_unplugged")["state"], "on"
    )
    await expect(card.get_by_role("button", name="Boost")).to_have_attribute(
        "aria-pressed", "true"
    )
    await card.get_by_role("button", name="Boost").click()
    await until(
        lambda: house.state("switch.garage_boost_until_unplugged")["state"], "off"
    )
    await card.get_by_role("button", name="Off").click()
    await until(lambda: house.state("select.garage_power_control")["state"], "off")

    await card.get_by_role("button", name="Lock").click()
    await until(lambda: house.charger()["values"]["locked"], True)
    await card.get_by_role("button", name="Unlock").click()
    await until(lambda: house.charger()["values"]["locked"], False)

    await card.get_by_role("button", name="More about Garage").click()
    await expect(window.locator("ha-more-info-dialog")).to_contain_text(
        "Charging reason"
    )
    await window.keyboard.press("Escape")
    # A window that closes goes back in the history, which must not meet the next test.
    await expect(window.locator("ha-more-info-dialog ha-dialog")).to_have_count(0)


async def test_what_eco_charging_brings(
    window: Page, house: DemoHouse, feed: Callable[..., None]
) -> None:
    """Ready by, what is expected, and its buttons: there where its entities are."""
    await house.show(window, "charger")
    card = window.locator("v2c-cloud-charger")
    await expect(card).not_to_contain_text("Ready by")
    feed(ECO_STATES)
    await window.evaluate("keys => probe.feedEntities(keys)", ECO_KEYS)

    for text in (
        "Starts 2 Jan 02:00",
        "11.2 kWh",
        "2 Jan 05:00",
        "€1.37",
        "Will be ready",
    ):
        await expect(card).to_contain_text(text)
    await expect(card.get_by_label("Ready by").last).to_have_value("07:30")
    await card.screenshot(path=ARTIFACTS / "card_eco.png", animations="disabled")
    await card.get_by_label("Ready by").last.fill("06:45")
    await window.wait_for_function("() => probe.calls.length === 1")
    await card.get_by_role("button", name="EcoCharging").click()
    await card.get_by_role("button", name="Skip tonight").click()
    await card.get_by_role("button", name="Charge now").click()
    calls = await window.evaluate("() => probe.calls")
    assert [call[:4] for call in calls] == ECO_CALLS


async def test_the_plan_is_told_in_the_users_zone(
    window: Page, house: DemoHouse
) -> None:
    """On a journey: the house's clock or the browser's, as the profile says."""
    browser = window.context.browser
    assert browser is not None
    context = await browser.new_context(locale="en-GB", timezone_id="America/New_York")
    page = await context.new_page()
    await house.enter(page)
    await house.show(page, "plan")
    await page.evaluate("answer => probe.feedPlan(answer)", plan())
    chart = page.locator("v2c-cloud-plan").get_by_role("slider")
    await chart.focus()

    await page.keyboard.press("Home")
    await expect(chart).to_have_attribute("aria-valuetext", re.compile("18:00–18:15"))
    await page.evaluate("() => probe.chooseZone('server')")
    await expect(chart).to_have_attribute("aria-valuetext", re.compile("00:00–00:15"))
    await context.close()


async def test_the_plan_can_be_read_slot_by_slot(
    window: Page, house: DemoHouse
) -> None:
    """With the keys and with a pointer: time, price, energy and cost of a slot."""
    await window.set_viewport_size({"width": 800, "height": 1000})
    await house.show(window, "plan")
    await window.evaluate("answer => probe.feedPlan(answer)", plan())
    card = window.locator("v2c-cloud-plan")
    chart = card.get_by_role("slider")

    await expect(card).to_contain_text(
        "The car waits for the cheapest hours before 07:30."
    )
    await expect(card).to_contain_text("Will be ready in time.")
    await expect(card.get_by_role("listitem")).to_have_count(1)
    await expect(card.get_by_role("listitem")).to_contain_text("02:00–05:00")
    await expect(card.get_by_role("listitem")).to_contain_text("11.0 kWh for €")
    await chart.focus()
    await window.keyboard.press("Home")
    await expect(chart).to_have_attribute(
        "aria-valuetext", re.compile(r"^00:00–00:15, €0\.\d+")
    )
    await window.keyboard.press("End")
    await expect(chart).to_have_attribute(
        "aria-valuetext", re.compile("23:45–00:00.*expected")
    )
    await window.keyboard.press("ArrowLeft")
    await expect(chart).to_have_attribute("aria-valuetext", re.compile("23:30–23:45"))
    box = await chart.bounding_box()
    assert box is not None
    # Half past three of tomorrow, between the axes.
    along = (box["width"] - 82) * 27.5 / 48
    await chart.hover(position={"x": 46 + along, "y": 90})
    await expect(card.locator(".readout")).to_contain_text("charges 3.7 kW, 0.9 kWh")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (plan(enabled=False, slots=[]), "EcoCharging is off"),
        (plan(slots=[]), "No prices are known"),
        ("The house is not loaded.", "The house is not loaded."),
    ],
    ids=["off", "no_prices", "error"],
)
async def test_without_a_plan_it_says_what_to_do(
    answer: object, told: str, window: Page, house: DemoHouse
) -> None:
    """No data and an error are sentences, with a way on."""
    await house.show(window, "plan")
    await window.evaluate("answer => probe.feedPlan(answer)", answer)
    card = window.locator("v2c-cloud-plan")

    await expect(card).to_contain_text(told)
    await expect(card.locator("a, button").first).to_be_visible()


async def test_editors_and_suggestions(window: Page) -> None:
    """Each card has a form with names for people, and is offered where it fits."""
    offers = await window.evaluate(
        "() => probe.offers('sensor.garage_last_session_energy')"
    )

    assert {name: offer["fits"] for name, offer in offers.items()} == {
        "v2c-cloud-charger": None,
        "v2c-cloud-plan": None,
        "v2c-cloud-sessions": "custom:v2c-cloud-sessions",
    }
    labels = offers["v2c-cloud-charger"]["labels"]
    assert labels == ["Charger", "Name", "Drawing", "Your own picture"]
    assert set(offers["v2c-cloud-charger"]["stub"]) == {"device_id", "picture"}
    assert all(offer["name"].startswith("V2C ") for offer in offers.values())


async def test_what_was_charged(window: Page, house: DemoHouse) -> None:
    """The sum of a month is the sensor's; a bar is chosen; each session is there."""
    await until(house.has_sessions, True, seconds=90)
    await house.show(window, "sessions")
    card = window.locator("v2c-cloud-sessions")
    await card.get_by_role("button", name="Months").click()
    # The last bar is chosen with the keys: it is this month.
    bars = card.get_by_role("slider")
    await bars.focus()
    await window.keyboard.press("End")
    month = float(house.state("sensor.garage_energy_this_month")["state"])

    await expect(card.locator(".figures")).to_contain_text(f"{month:.0f} kWh")
    await expect(bars).to_have_attribute("aria-valuenow", "11")
    await window.keyboard.press("Escape")
    await card.get_by_role("button", name="Days").click()
    await expect(bars).to_have_attribute("aria-valuemax", "13")
    await expect(card.get_by_role("row").nth(1)).to_contain_text("kWh")
    shown = await card.locator("nav strong").inner_text()
    await card.get_by_role("button", name="Earlier").click()
    await expect(card.locator("nav strong")).not_to_have_text(shown)
    await card.get_by_role("button", name="Later").click()
    await expect(card.locator("nav strong")).to_have_text(shown)
    await card.get_by_role("link", name="Energy dashboard").click()
    await window.wait_for_url("**/energy**")


async def test_a_picture_of_ones_own(window: Page, house: DemoHouse) -> None:
    """Any address of a picture will do; one that is gone leaves the drawing."""
    await house.show(window, "charger")
    cover = window.locator("v2c-cloud-charger .cover")
    choose = "image => probe.card('charger').setConfig({ image })"

    await window.evaluate(choose, "/static/icons/favicon-192x192.png")
    await expect(cover.locator("img")).to_be_visible()
    await window.evaluate(choose, "/local/gone.png")
    await expect(cover.locator("svg")).to_be_visible()
    await window.evaluate(choose, {"media_content_id": "media-source://gone/gone"})
    await expect(cover.locator("svg")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1400])
@pytest.mark.parametrize("card", CARDS)
async def test_it_can_be_read(
    card: str,
    width: int,
    theme: Literal["light", "dark"],
    window: Page,
    house: DemoHouse,
) -> None:
    """On phones and desktops, by day and by night: contrast, room, names."""
    await window.emulate_media(color_scheme=theme)
    await window.set_viewport_size({"width": width, "height": 1000})
    await house.show(window, card)
    await window.evaluate("answer => probe.feedPlan(answer)", plan())
    await window.locator(f"v2c-cloud-{card} section").wait_for()
    await expect(window.locator(f"v2c-cloud-{card} section")).not_to_contain_text(
        "One moment"
    )
    await window.locator(f"v2c-cloud-{card}").screenshot(
        path=ARTIFACTS / f"{card}_{width}_{theme}.png", animations="disabled"
    )

    assert await window.evaluate("card => probe.overflowing(card)", card) == []
    assert await window.evaluate("card => probe.faint(card)", card) == []
    assert await window.evaluate("card => probe.nameless(card)", card) == []


async def test_a_dashboard_is_made(window: Page, house: DemoHouse) -> None:
    """One line is a dashboard: chargers, history, and everything else."""
    await window.evaluate(
        """async () => {
            const { hass } = probe.home();
            await hass.callWS({
                type: "lovelace/config/save",
                url_path: "cards-under-test",
                config: { strategy: { type: "custom:v2c-cloud", picture: "carport" } },
            });
        }"""
    )
    await window.set_viewport_size({"width": 1400, "height": 1000})
    await window.goto(f"{house.url}/cards-under-test/overview")
    await expect(window.locator("v2c-cloud-charger ha-card")).to_be_visible()
    await expect(window.get_by_role("tab")).to_have_count(3)
    await window.screenshot(path=ARTIFACTS / "strategy.png", animations="disabled")
    await window.goto(f"{house.url}/cards-under-test/history")
    await expect(window.locator("v2c-cloud-sessions table")).to_be_visible()
    await window.goto(f"{house.url}/cards-under-test/charger-1")
    await expect(
        window.locator("hui-tile-card").filter(has_text="Timer").first
    ).to_be_visible()


async def test_an_hour_of_updates(
    window: Page,
    house: DemoHouse,
    feed: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It appears at once, does not jump, costs little, and leaves nothing behind."""
    await window.goto(f"{house.url}/cards-under-test/overview")
    await window.locator("v2c-cloud-charger ha-card").wait_for()
    feed({REASON: {"state": "charging", "since": SINCE}, **FLOWS, GRID: "3000"})
    # The best of five: a busy machine is not the card's doing.
    paints = [
        await window.evaluate("() => probe.firstPaint('charger')") for _ in range(5)
    ]
    paint = min(paints, key=lambda paint: paint["took"])
    moving = {POWER: 7360, GRID: 6000, SOLAR: 5000, ENERGY: 90}
    await window.evaluate("ids => probe.anHour('charger', ids, 100)", moving)
    await window.evaluate("() => probe.comeAndGo('charger', 5)")
    before = await measure(window)
    hour = await window.evaluate(
        "([ids, updates]) => probe.anHour('charger', ids, updates)", [moving, UPDATES]
    )
    await window.evaluate("() => probe.comeAndGo('charger', 50)")
    after = await measure(window)
    grown = growth(before, after)
    with capsys.disabled():
        figures = {"first_paint_ms": round(paint["took"], 1), **hour, **grown}
        sys.stdout.write(f"\ndashboard: {json.dumps(figures)}\n")

    assert paint["drawn"] == "Charging at full"
    assert paint["took"] < 100
    assert hour["shifts"] == 0
    assert hour["perUpdate"] < 5
    assert grown["Nodes"] < 500
    assert grown["JSEventListeners"] < 50
    assert grown["JSHeapUsedSize"] < 4_000_000


@pytest.mark.parametrize("card", ["plan", "sessions"])
async def test_charts_leave_nothing_behind(
    card: str, window: Page, house: DemoHouse
) -> None:
    """A card that was taken off the page is forgotten, with its timers."""
    await house.make_dashboard(window)
    await house.show(window, card)
    await window.evaluate("answer => probe.feedPlan(answer)", plan())
    await expect(window.locator(f"v2c-cloud-{card} svg").first).to_be_visible()
    await window.evaluate("card => probe.comeAndGo(card, 5)", card)
    before = await measure(window)
    await window.evaluate("card => probe.comeAndGo(card, 30)", card)
    grown = growth(before, await measure(window))

    assert grown["Nodes"] < 500
    assert grown["JSEventListeners"] < 50
