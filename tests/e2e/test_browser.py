"""What a new owner does in the browser, from the login to the first commands."""

import asyncio
from collections.abc import Callable
from itertools import count
import re

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
        for old in ARTIFACTS.glob("[0-9][0-9]_*.png"):
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


def row(page: Page, kind: str, name: str) -> Locator:
    """The row of an entity on a device's page."""
    return page.locator(f"hui-{kind}-entity-row", has_text=name)


def watts(figure: str) -> re.Pattern[str]:
    """A power as the page writes it; "0 W" is not the end of "3,680 W"."""
    return re.compile(rf"(?<![\d,]){figure}\sW")


async def test_add_a_charger_and_control_it(
    page: Page, home_url: str, world: SimulatedWorld
) -> None:
    """A charger is added by its address; commands reach it, and the page shows it."""
    pictures = Pictures(page)

    await page.goto(f"{home_url}/config/integrations/dashboard")
    await page.locator("input[name=username]").fill(USER.name)
    await page.locator("input[name=password]").fill(USER.password)
    await pictures.take("login")
    await page.keyboard.press("Enter")

    await page.get_by_role("button", name="Add integration").click()
    await page.get_by_placeholder("Search for a brand").fill("V2C Cloud")
    found = page.get_by_role("listitem").filter(has_text="V2C Cloud")
    await expect(found).to_be_visible()
    await pictures.take("find_the_integration")
    await found.click()

    by_address = page.get_by_text("Address on the network")
    await expect(page.get_by_text("How should the charger be found?")).to_be_visible()
    await pictures.take("choose_a_way")
    await by_address.click()

    form = page.locator("step-flow-form")
    submit = page.get_by_role("button", name="Submit")
    await form.get_by_role("textbox").fill(world.address)
    await pictures.take("address")
    await submit.click()

    await form.locator("input[type=number]").fill("5.75")
    await form.get_by_role("radio", name="1").click()
    await pictures.take("contract")
    await submit.click()

    await expect(form).to_contain_text("at most 25 A")
    await pictures.take("warning")
    await submit.click()

    # The house and the charger; with one device only, Finish would lead to its page.
    await expect(page.get_by_role("textbox", name="Device name")).to_have_count(2)
    await pictures.take("added")
    await page.get_by_role("button", name="Skip and finish").click()

    device = page.locator("ha-config-entry-device-row", has_text=CHARGER_ID)
    await expect(device).to_be_visible()
    await pictures.take("integration")
    await device.click()

    power = row(page, "sensor", "Charge power")
    await expect(power).to_contain_text(watts("3,680"))
    await expect(power.locator("svg")).to_be_visible()
    await pictures.take("charging")

    pause = row(page, "toggle", "Pause charging")
    await pause.locator("ha-switch").click()
    await expect(pause.get_by_role("switch")).to_be_checked()
    await until(lambda: world.charger()["values"]["paused"], "paused")
    await expect(power).to_contain_text(watts("0"))
    assert not world.charger()["charging"]
    await pictures.take("paused")

    await pause.locator("ha-switch").click()
    await expect(pause.get_by_role("switch")).not_to_be_checked()
    await until(lambda: world.charger()["charging"], "charging again")
    await expect(power).to_contain_text(watts("3,680"))
    await pictures.take("resumed")

    current = row(page, "number", "Charging current").get_by_role("slider")
    await current.press("Home")
    await until(lambda: world.charger()["values"]["intensity"] == 6, "6 A")
    await expect(current).to_have_attribute("aria-valuenow", "6")
    await expect(power).to_contain_text(watts("1,380"))
    await pictures.take("reduced")

    await page.goto(f"{home_url}/config/repairs")
    await page.get_by_text("may draw more than your contract allows").click()
    await expect(page.get_by_text("Lower the maximum current")).to_be_visible()
    await pictures.take("repair")
    await submit.click()
    await until(lambda: world.charger()["values"]["max_intensity"] == 25, "25 A")
    await expect(page.get_by_text("no repairs pending")).to_be_visible()
    await pictures.take("repaired")
