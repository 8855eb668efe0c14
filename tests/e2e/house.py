"""The demo house with a dashboard in a browser, for the tests of the cards.

Some states take a charger hours, or a broken one: those are written into Home
Assistant's state machine over its REST API, where the cards read them like any other.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import json
import math
from pathlib import Path
import time
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from playwright.async_api import Page

from scripts.demo.house import CHARGER_ID, Ports
from scripts.demo.processes import HOST, get_json, post_json
from scripts.demo.storage import access_token

PROBE: Final = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
PATH: Final = "cards-under-test"
CARDS: Final = ("charger", "plan", "sessions")
_PATIENCE_SECONDS: Final = 30.0
_DASHBOARD: Final = {
    "views": [
        {
            "title": name,
            "path": name,
            "type": "sections",
            "sections": [
                {"type": "grid", "cards": [{"type": f"custom:v2c-cloud-{name}"}]}
            ],
        }
        for name in CARDS
    ]
}


@dataclass(kw_only=True)
class DemoHouse:
    """A running demo house, and what is changed in it."""

    directory: Path
    ports: Ports
    _fed: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where its Home Assistant is."""
        return f"http://{HOST}:{self.ports.home_assistant}"

    @property
    def token(self) -> str:
        """What lets in."""
        return access_token(self.directory)

    def charger(self) -> dict[str, Any]:
        """What is true of the simulated charger."""
        state = get_json(f"{self.ports.control_url}/state")
        assert state is not None
        return cast("dict[str, Any]", state["chargers"][CHARGER_ID])

    def simulate(self, command: str, **body: object) -> None:
        """Change the simulated world."""
        assert post_json(f"{self.ports.control_url}/{command}", body) is not None

    def state(self, entity_id: str) -> dict[str, Any]:
        """What Home Assistant knows of an entity."""
        found = self._state(entity_id)
        assert found is not None, entity_id
        return found

    def _state(self, entity_id: str) -> dict[str, Any] | None:
        found = get_json(f"{self.url}/api/states", self.token)
        assert found is not None
        states = {state["entity_id"]: state for state in found}
        return cast("dict[str, Any] | None", states.get(entity_id))

    def has_sessions(self) -> bool:
        """Whether sessions from before the installation have been read."""
        known = self.state("sensor.garage_energy_of_all_sessions")["state"]
        return known.replace(".", "").isdigit() and float(known) > 1

    def feed(self, states: Mapping[str, str | Mapping[str, Any]]) -> None:
        """Write states, or attributes with ``state`` among them, and keep the old ones."""
        for entity_id, wanted in states.items():
            old = self._state(entity_id) or {"state": "unavailable", "attributes": {}}
            self._fed.setdefault(entity_id, old)
            new = {"state": wanted} if isinstance(wanted, str) else dict(wanted)
            state = new.pop("state", old["state"])
            self._write(entity_id, state, {**old["attributes"], **new})

    def give_back(self) -> None:
        """Write back what was there before anything was fed."""
        for entity_id, old in self._fed.items():
            self._write(entity_id, old["state"], old["attributes"])
        self._fed.clear()

    def _write(self, entity_id: str, state: str, attributes: dict[str, Any]) -> None:
        body = {"state": state, "attributes": attributes, "force_update": True}
        assert post_json(f"{self.url}/api/states/{entity_id}", body, self.token)

    async def enter(self, page: Page) -> None:
        """Let a page in without the login."""
        tokens = {
            "access_token": self.token,
            "token_type": "Bearer",
            "expires_in": 1e9,
            "expires": 9e15,
            "hassUrl": self.url,
            "clientId": f"{self.url}/",
            "refresh_token": "",
        }
        await page.add_init_script(
            f"localStorage.setItem('hassTokens', {json.dumps(json.dumps(tokens))})"
        )
        await page.add_init_script(PROBE)

    async def make_dashboard(self, page: Page) -> None:
        """Make the dashboard with a view for each card."""
        await page.goto(f"{self.url}/profile")
        await page.locator("ha-panel-profile").wait_for(state="attached")
        await page.evaluate(
            """async ([path, config]) => {
                const { hass } = probe.home();
                const made = await hass.callWS({ type: "lovelace/dashboards/list" });
                if (!made.some((dashboard) => dashboard.url_path === path)) {
                    await hass.callWS({
                        type: "lovelace/dashboards/create",
                        url_path: path,
                        title: "Cards",
                        mode: "storage",
                    });
                }
                await hass.callWS({
                    type: "lovelace/config/save", url_path: path, config,
                });
            }""",
            [PATH, _DASHBOARD],
        )

    async def show(self, page: Page, card: str) -> None:
        """Open the view with a card."""
        await page.goto(f"{self.url}/{PATH}/{card}")
        await page.locator(f"v2c-cloud-{card} ha-card").first.wait_for()


async def measure(window: Page) -> dict[str, float]:
    """What the page holds after all that can be forgotten is."""
    client = await window.context.new_cdp_session(window)
    await client.send("Performance.enable")
    await client.send("HeapProfiler.collectGarbage")
    metrics = (await client.send("Performance.getMetrics"))["metrics"]
    await client.detach()
    return {metric["name"]: metric["value"] for metric in metrics}


def growth(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """By how much nodes, listeners and memory have grown."""
    names = ("Nodes", "JSEventListeners", "JSHeapUsedSize")
    return {name: after[name] - before[name] for name in names}


async def until[T](look: Any, wanted: T, seconds: float = _PATIENCE_SECONDS) -> None:
    """Wait until something is as wanted."""
    deadline = time.monotonic() + seconds
    while (found := look()) != wanted:
        assert time.monotonic() < deadline, f"{found} and not {wanted}"
        await asyncio.sleep(0.05)


def plan(zone: str = "Europe/Madrid", **over: object) -> dict[str, Any]:
    """A plan for today and tomorrow, in the shape of the action ``get_plan``."""
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    tomorrow = today + timedelta(days=1)
    count = round((today + timedelta(days=2)).timestamp() - today.timestamp()) // 900
    starts = [today.astimezone(UTC) + timedelta(minutes=15 * n) for n in range(count)]
    return {
        "charger": CHARGER_ID,
        "enabled": True,
        "planned_at": now.isoformat(),
        "reason": "waiting_for_cheaper_hours",
        "why": "The car waits for the cheapest hours before 07:30.",
        "currency": "EUR",
        "departure": {
            "time": tomorrow.replace(hour=7, minute=30).isoformat(),
            "source": "ready_by",
            "confidence": None,
        },
        "need": {"energy": 11.0, "source": "learned", "confidence": 0.8},
        "next_start": tomorrow.replace(hour=2).isoformat(),
        "planned_end": tomorrow.replace(hour=5).isoformat(),
        "expected_energy": 11.0,
        "expected_cost": 1.37,
        "will_be_ready": True,
        "slots": [_slot(start, tomorrow) for start in starts],
        **over,
    }


def _slot(start: datetime, tomorrow: datetime) -> dict[str, Any]:
    """A quarter of an hour: cheap at noon and at night, negative tomorrow at noon."""
    local = start.astimezone(tomorrow.tzinfo)
    hour = local.hour + local.minute / 60
    is_tomorrow = local >= tomorrow
    price = round(0.13 - 0.06 * math.cos((hour - 3.5) / 6 * math.pi), 4)
    planned = is_tomorrow and 2 <= hour < 5
    return {
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=15)).isoformat(),
        "price": round(price - 0.1 * (is_tomorrow and 12 <= hour < 15), 4),
        "expected": is_tomorrow and hour >= 18,
        "current": 16 * planned,
        "power": 3680 * planned,
        "energy": 0.92 * planned,
        "cost": round(0.92 * planned * price, 4),
        "solar": round(max(0.0, 3600 * math.sin((hour - 8) / 10 * math.pi)))
        * (8 < hour < 18),
        "limit": 3450 if hour >= 8 else 4600,
    }
