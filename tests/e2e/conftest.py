"""A real Home Assistant, a simulated charger and a browser, each in its own process."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Error, Page, async_playwright, expect
import pytest
import pytest_asyncio
from pytest_socket import enable_socket

from scripts.demo.house import (
    API_KEY,
    CHARGER_ID as DEMO_ID,
    CHARGER_NAME,
    Ports,
    prepare,
)
from scripts.demo.processes import (
    HOST,
    free_port,
    get_json,
    link_integration,
    start_home_assistant,
    start_simulator,
    wait_for_home_assistant,
    wait_for_simulator,
)
from scripts.demo.storage import SeededUser, access_token, seed, set_port
from tests.programs import find_program

from .house import DemoHouse

ARTIFACTS = Path(__file__).with_name("artifacts")
USER = SeededUser(name="owner", password="a-password")
CHARGER_ID = "E2E001"
# A page loads in 2 s on an idle machine; a busy one must not fail the test.
PATIENCE_MS = 30_000
CONFIGURATION = """
homeassistant:
  country: ES
frontend:
my:
logger:
  default: warning
"""
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module", autouse=True)
def _sockets_of_the_module() -> None:
    """Open loopback, which the harness closes before each test, early enough."""
    enable_socket()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedWorld:
    """The simulator in its own process."""

    address: str
    control_url: str

    def charger(self) -> dict[str, Any]:
        """What is true of the charger."""
        state = get_json(f"{self.control_url}/state")
        assert state is not None
        charger: dict[str, Any] = state["chargers"][CHARGER_ID]
        return charger


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedWorld]:
    """A charger with a car that charges."""
    port, control_port = free_port(), free_port()
    control_url = f"http://{HOST}:{control_port}"
    log = tmp_path_factory.mktemp("simulator") / "simulator.log"
    with start_simulator(
        log,
        "--plugged",
        id=CHARGER_ID,
        port=port,
        cloud_port=0,
        control_port=control_port,
    ) as simulator:
        wait_for_simulator(simulator, control_url)
        yield SimulatedWorld(address=f"{HOST}:{port}", control_url=control_url)


@pytest.fixture(scope="module")
def home_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Home Assistant that has a user, and nothing set up."""
    directory = tmp_path_factory.mktemp("home-assistant")
    port = free_port()
    seed(directory, USER)
    set_port(directory, port)
    link_integration(directory)
    (directory / "configuration.yaml").write_text(CONFIGURATION)
    with start_home_assistant(directory, directory / "console.log") as home_assistant:
        wait_for_home_assistant(home_assistant, port, access_token(directory))
        yield f"http://{HOST}:{port}"


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser that scripts/setup finds or installs."""
    return find_program("browser", "There is no Chromium: scripts/setup installs one.")


@pytest.fixture
async def browser(browser_path: str) -> AsyncIterator[Browser]:
    """A browser without a screen."""
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=browser_path, args=BROWSER_OPTIONS
            )
        except Error as error:
            pytest.fail(
                f"{browser_path} does not start: install the package chromium, or "
                f"run scripts/setup on a machine without it.\n{error.message}"
            )
        async with browser:
            yield browser


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A window without a history; how it looked at the end stays as a picture."""
    context = await browser.new_context(
        viewport={"width": 1400, "height": 1000}, locale="en-GB"
    )
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = await context.new_page()
    yield page
    await page.screenshot(path=ARTIFACTS / "last.png")
    await context.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoHouse]:
    """The demo house, with sixty days of sessions."""
    directory = tmp_path_factory.mktemp("demo")
    ports = Ports(
        home_assistant=free_port(),
        charger=free_port(),
        cloud=free_port(),
        control=free_port(),
    )
    prepare(directory, ports)
    with ExitStack() as stack:
        simulator = stack.enter_context(
            start_simulator(
                directory / "simulator.log",
                id=DEMO_ID,
                name=CHARGER_NAME,
                key=API_KEY,
                history=60,
                port=ports.charger,
                cloud_port=ports.cloud,
                control_port=ports.control,
            )
        )
        wait_for_simulator(simulator, ports.control_url)
        home_assistant = stack.enter_context(
            start_home_assistant(
                directory,
                directory / "console.log",
                {"V2C_CLOUD_URL": ports.cloud_url},
            )
        )
        token = access_token(directory)
        wait_for_home_assistant(home_assistant, ports.home_assistant, token)
        yield DemoHouse(directory=directory, ports=ports)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window(browser_path: str, house: DemoHouse) -> AsyncIterator[Page]:
    """One window, in the house's own zone; errors and requests are kept."""
    asked: list[str] = []
    failed: list[str] = []
    ARTIFACTS.mkdir(exist_ok=True)
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(
            executable_path=browser_path, args=BROWSER_OPTIONS
        ) as browser,
    ):
        context = await browser.new_context(
            viewport={"width": 800, "height": 1000},
            locale="en-GB",
            timezone_id="Europe/Madrid",
        )
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page = await context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        await house.enter(page)
        await house.make_dashboard(page)
        yield page
    inside = (house.url, "data:", "blob:")
    assert [url for url in asked if not url.startswith(inside)] == []
    assert failed == []


@pytest.fixture
def feed(house: DemoHouse) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Write states that are written back after the test."""
    yield house.feed
    house.give_back()
