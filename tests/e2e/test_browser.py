"""What a new owner does in the browser, from the login to the first commands."""

import asyncio
from collections.abc import Callable
from itertools import count

from playwright.async_api import Locator, Page, expect
import pytest

from .conftest import ARTIFACTS, CHARGER_ID, PATIENCE_MS, USER, SimulatedWorld

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

_LOOK_AGAIN = 0.05


class Pictures:
    """Keeps a numbered picture of each step."""

    def __init__(self, page: Page) -> None:
        """Begin with an empty album."""
        self._page = page
        self._numbers = count(1)
        ARTIFACTS.mkdir(exist_ok=True)
        for old in ARTIFACTS.glob("*.png"):
            old.unlink()

    async def take(self, step: str) -> None:
        """Take a picture, with all animations at their end."""
        await self._page.screenshot(
            path=ARTIFACTS / f"{next(self._numbers):02}_{step}.png",
            animations="disabled",
        )


async def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something is true of the simulated charger."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while not await asyncio.to_thread(true):
            await asyncio.sleep(_LOOK_AGAIN)


async def test_add_a_charger_and_control_it(
    page: Page, home_url: str, world: SimulatedWorld
) -> None:
    """The charger is added by its address; commands arrive, and the page shows it."""
    pictures = Pictures(page)

    await page.goto(f"{home_url}/config/integrations/dashboard")
    await page.locator("input[name=username]").fill(USER.name)
    await page.locator("input[name=password]").fill(USER.password)
    await pictures.take("login")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Add integration").click()
    await page.get_by_placeholder("Search for a brand").fill("V2C Cloud")
    await page.wait_for_timeout(1000)
    await pictures.take("choose_integration")
    await page.get_by_role("listitem").filter(has_text="V2C Cloud").click()
    await page.wait_for_timeout(3000)
    await pictures.take("menu")
    await page.get_by_text("Address on the network").click()
    await page.wait_for_timeout(1000)
    await pictures.take("address")
    await page.locator("step-flow-form input").fill(world.address)
    await page.get_by_role("button", name="Submit").click()
    await page.wait_for_timeout(2000)
    await pictures.take("contract")
    await page.locator("step-flow-form input[type=number]").fill("5.75")
    await page.get_by_role("radio", name="1").click()
    await page.get_by_role("button", name="Submit").click()
    await page.wait_for_timeout(2000)
    await pictures.take("limit")
    await page.get_by_role("button", name="Submit").click()
    await page.wait_for_timeout(3000)
    await pictures.take("added")
    await page.get_by_role("button", name="Finish").click()
    await page.wait_for_timeout(2000)
    await pictures.take("list")
    path = """(text) => {
      const out = [];
      const walk = (node, trail) => {
        if (node.nodeType === 3 && node.textContent.includes(text)) out.push(trail.join(' > '));
        const t = node.tagName ? [...trail, node.tagName.toLowerCase() + (node.className && node.className.baseVal === undefined ? '.' + node.className : '') + (node.getAttribute('href') ? '[href=' + node.getAttribute('href') + ']' : '')] : trail;
        if (node.shadowRoot) walk(node.shadowRoot, t);
        for (const c of node.childNodes) walk(c, t);
      };
      walk(document.body, []);
      return out.map((s) => s.split(' > ').slice(-7).join(' > ')).join('\\n');
    }"""
    print(await page.evaluate(path, CHARGER_ID))
    await page.locator("ha-config-entry-device-row", has_text=CHARGER_ID).click()
    await page.wait_for_timeout(3000)
    await pictures.take("device")
    for x in ("Pause charging", "Charging current", "Charge state"):
        print("==", x)
        print(await page.evaluate(path, x))
