"""Bad days of V2C's cloud: what is asked meanwhile, and what people see of it.

The calls of each day are a snapshot, so that one more of them shows in a diff.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import (
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_REAUTH,
    ConfigEntryState,
)
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.v2c_cloud.api.models import Link, LinkHealth
from custom_components.v2c_cloud.const import DOMAIN
from scripts.benchmarks.virtual_time import still_clock
from scripts.simulator import CloudFault, SimulatedCharger, Simulator
from scripts.simulator.cloud import BodyFault

from .clocks import calls_over
from .conftest import charger_subentry, house_entry, state_of

HOUR = 3600
DAY = 24 * HOUR
A_TURN = 13 * HOUR
"""Long enough for all that is asked twice a day."""


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    """A clock that stands still, also for chargers on the LAN."""
    with still_clock() as clock:
        yield clock


@dataclass(kw_only=True)
class Days:
    """A house with two chargers: Garage on the LAN as well, Office in the cloud only."""

    hass: HomeAssistant
    clock: FrozenDateTimeFactory
    simulator: Simulator
    entry: MockConfigEntry
    _seen: int = 0

    async def live(self, seconds: int, step: int = 300) -> None:
        """Let time pass."""
        await calls_over(self.hass, self.clock, self.simulator, seconds, step)

    def calls(self) -> dict[str, int]:
        """The calls since this was last asked."""
        new = self.simulator.cloud.requests[self._seen :]
        self._seen = len(self.simulator.cloud.requests)
        return dict(
            sorted(
                Counter(
                    f"{call.method} {call.path} {call.status}" for call in new
                ).items()
            )
        )

    def slow_down(self, seconds: int) -> None:
        """Let each answer of the cloud take so long, by the house's clock."""

        async def wait(seconds: float) -> None:
            # The LAN, which answers at once, does so before that time has passed; and
            # whoever has waited for too long is gone before the answer comes.
            await _turns_of_the_loop()
            self.clock.tick(seconds)
            await _turns_of_the_loop()

        cloud = self.simulator.cloud
        cloud.fault, cloud.slow_delay, cloud.wait = CloudFault.SLOW, seconds, wait

    def cloud_link(self, charger_id: str) -> LinkHealth:
        """How the cloud's link of a charger is doing."""
        (snapshot,) = [
            coordinator.data.snapshot
            for coordinator in self.entry.runtime_data.chargers.values()
            if coordinator.charger.charger_id == charger_id
        ]
        health: LinkHealth = snapshot.links[Link.CLOUD]
        return health

    def said(self) -> list[str]:
        """What people are told to repair, a new key included."""
        return sorted(
            issue.translation_key or ""
            for issue in ir.async_get(self.hass).issues.values()
        )

    def reauths(self) -> int:
        """How often a new key is asked for."""
        return len(
            self.hass.config_entries.flow.async_progress_by_handler(
                DOMAIN, match_context={"source": SOURCE_REAUTH}
            )
        )

    def state(self, suffix: str, charger_id: str) -> str:
        """The state of a sensor."""
        return state_of(self.hass, Platform.SENSOR, suffix, charger_id)


async def _turns_of_the_loop() -> None:
    """Let everybody do what needs no time."""
    for _ in range(200):
        await asyncio.sleep(0)


@pytest.fixture(name="days")
async def _days(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> AsyncIterator[Days]:
    """The house after a good hour."""
    office = await simulator.add_charger("SECOND", lan=False, name="Office")
    office.add_history(days=5)
    charger.lan.strict_manners = False
    charger.lan.latency = 0.0
    entry = house_entry(
        charger_subentry(charger, cloud=True),
        charger_subentry(office, lan=False, cloud=True),
        simulator=simulator,
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    days = Days(hass=hass, clock=clock, simulator=simulator, entry=entry)
    await days.live(HOUR, step=60)
    assert days.cloud_link("ABC123").up
    assert days.state("charge_power", "SECOND") == "0.0"
    assert days.said() == []
    days.calls()
    yield days
    # Whatever the day was like: the house stood it, and the LAN served all along.
    assert entry.state is ConfigEntryState.LOADED
    assert len(entry.subentries) == 2
    assert state_of(hass, Platform.SENSOR, "active_transport", "ABC123") == "lan"
    assert days.state("charge_power", "ABC123") == "0.0"


async def test_a_good_day(days: Days, snapshot: SnapshotAssertion) -> None:
    """What the others are measured by."""
    await days.live(DAY)
    assert days.calls() == snapshot
    assert days.said() == []


@pytest.mark.timeout(180)
async def test_all_keys_are_refused_for_a_week(
    days: Days, snapshot: SnapshotAssertion
) -> None:
    """As in September 2026: one question for a key, taken back when it heals.

    Each charger is tried every half an hour. What the cloud told of the past stays.
    """
    last_session = days.state("last_session_energy", "SECOND")
    began = dt_util.utcnow()
    days.simulator.cloud.fault = CloudFault.UNAUTHORIZED
    await days.live(HOUR, step=60)
    assert days.calls() == snapshot(name="the first hour")
    week = []
    for _ in range(7):
        await days.live(DAY, step=600)
        week.append(days.calls())
    assert week == snapshot(name="each day of the week")
    assert days.reauths() == 1
    assert days.said() == ["config_entry_reauth"]
    assert days.state("charge_power", "SECOND") == STATE_UNAVAILABLE
    heard = days.hass.states.get("binary_sensor.office_cloud_connection")
    assert heard is not None
    assert began - heard.attributes["last_answer"] < timedelta(minutes=10)
    assert float(last_session) > 0
    assert days.state("last_session_energy", "SECOND") == last_session

    days.simulator.cloud.fault = CloudFault.NONE
    await days.live(HOUR)
    assert days.calls() == snapshot(name="the hour after")
    assert days.reauths() == 0
    assert days.said() == []
    assert days.state("charge_power", "SECOND") == "0.0"
    heard = days.hass.states.get("binary_sensor.office_cloud_connection")
    assert heard is not None
    assert "last_answer" not in heard.attributes


async def test_the_list_of_chargers_is_refused(
    days: Days, snapshot: SnapshotAssertion
) -> None:
    """As in March 2026: nothing else was, so nobody notices."""
    days.simulator.cloud.fault = CloudFault.PAIRINGS_FORBIDDEN
    await days.live(A_TURN)
    assert days.calls() == snapshot
    assert days.said() == []
    assert days.reauths() == 0
    assert days.cloud_link("SECOND").up


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (CloudFault.RATE_LIMITED, "rate_limited"),
        (CloudFault.SERVER_ERROR, "unreachable"),
        (CloudFault.DOWN, "unreachable"),
    ],
    ids=["429", "500", "down"],
)
async def test_an_outage(
    days: Days, snapshot: SnapshotAssertion, fault: CloudFault, status: str
) -> None:
    """Nobody can do anything about it, so nobody is asked to."""
    days.simulator.cloud.fault = fault
    await days.live(A_TURN)
    assert days.calls() == snapshot(name="the outage")
    assert days.said() == []
    assert days.reauths() == 0
    assert days.cloud_link("SECOND").status == status
    assert days.state("charge_power", "SECOND") == STATE_UNAVAILABLE

    days.simulator.cloud.fault = CloudFault.NONE
    await days.live(2 * HOUR)
    assert days.calls() == snapshot(name="two hours after")
    assert days.cloud_link("SECOND").up
    assert days.state("charge_power", "SECOND") == "0.0"


@pytest.mark.parametrize(
    "fault", [BodyFault.HALF, BodyFault.EMPTY], ids=["half", "empty"]
)
async def test_answers_without_sense(
    days: Days, snapshot: SnapshotAssertion, fault: BodyFault
) -> None:
    """A 200 alone is no answer, and what was known of other chargers stays."""
    days.simulator.cloud.body_fault = fault
    await days.live(A_TURN)
    assert days.calls() == snapshot(name="the outage")
    assert days.said() == []
    assert days.cloud_link("SECOND").status == "unreachable"
    assert {item.charger_id for item in days.entry.runtime_data.account.pairings} == {
        "ABC123",
        "SECOND",
    }

    days.simulator.cloud.body_fault = BodyFault.NONE
    await days.live(HOUR)
    assert days.calls() == snapshot(name="the hour after")
    assert days.state("charge_power", "SECOND") == "0.0"


async def test_documents_in_strings(days: Days, snapshot: SnapshotAssertion) -> None:
    """Unpacked as if nothing was."""
    days.simulator.cloud.json_in_string = True
    await days.live(6 * HOUR)
    assert days.calls() == snapshot
    assert days.said() == []
    assert days.cloud_link("ABC123").up
    assert days.cloud_link("SECOND").up


@pytest.mark.parametrize(
    ("seconds", "status", "power"),
    [(14, "connected", "0.0"), (16, "unreachable", STATE_UNAVAILABLE)],
    ids=["patience", "time-out"],
)
async def test_slow_answers(
    days: Days, snapshot: SnapshotAssertion, seconds: int, status: str, power: str
) -> None:
    """A call is given 15 s; one waits for the other, and the LAN waits for none."""
    days.slow_down(seconds)
    await days.live(6 * HOUR)
    assert days.calls() == snapshot(name="the slow hours")
    assert days.said() == []
    assert days.reauths() == 0
    assert days.cloud_link("SECOND").status == status
    assert days.state("charge_power", "SECOND") == power

    days.simulator.cloud.fault = CloudFault.NONE
    await days.live(HOUR)
    assert days.calls() == snapshot(name="the hour after")
    assert days.cloud_link("SECOND").up
    assert days.state("charge_power", "SECOND") == "0.0"


async def test_a_command_to_a_slow_cloud(days: Days) -> None:
    """It may have been carried out: nobody says that it was, or that it was not."""
    days.slow_down(16)
    with pytest.raises(HomeAssistantError) as caught:
        await days.hass.services.async_call(
            "button", "press", {"entity_id": "button.office_restart"}, blocking=True
        )
    assert caught.value.translation_key == "command_unanswered"
    assert caught.value.translation_placeholders == {"charger": "Office"}


async def test_a_charger_is_renamed(days: Days, snapshot: SnapshotAssertion) -> None:
    """In V2C's app; here it keeps the name that its owner knows it by."""
    days.simulator.chargers["SECOND"].name = "Atelier"
    await days.live(A_TURN)
    assert days.calls() == snapshot
    assert {item.title for item in days.entry.subentries.values()} == {
        "Garage",
        "Office",
    }
    assert {
        device.name
        for device in dr.async_entries_for_config_entry(
            dr.async_get(days.hass), days.entry.entry_id
        )
    } == {"Home", "Garage", "Office"}


async def test_a_charger_is_removed_and_comes_back(
    days: Days, snapshot: SnapshotAssertion
) -> None:
    """Nothing is deleted: its link is down, and one repair says why."""
    office = days.simulator.chargers["SECOND"]
    days.simulator.cloud.remove("SECOND")
    await days.live(A_TURN)
    assert days.calls() == snapshot(name="the day")
    assert days.said() == ["charger_not_in_account"]
    assert days.reauths() == 0
    assert days.cloud_link("SECOND").reason is not None
    assert days.state("charge_power", "SECOND") == STATE_UNAVAILABLE
    assert days.cloud_link("ABC123").up

    days.simulator.cloud.register(office)
    await days.live(HOUR)
    assert days.calls() == snapshot(name="the hour after")
    assert days.said() == []
    assert days.state("charge_power", "SECOND") == "0.0"


async def test_a_charger_is_only_shared(
    days: Days, snapshot: SnapshotAssertion
) -> None:
    """It can be read; a command is refused with a sentence that fits."""
    days.simulator.cloud.add_key("a-key-of-the-simulated-cloud", read_only=True)
    with pytest.raises(HomeAssistantError) as caught:
        await days.hass.services.async_call(
            "button",
            "press",
            {"entity_id": "button.office_restart"},
            blocking=True,
        )
    assert caught.value.translation_key == "command_forbidden"
    assert caught.value.translation_placeholders == {"charger": "Office"}
    await days.live(HOUR)
    assert days.calls() == snapshot
    assert days.said() == []
    assert days.reauths() == 0
    assert days.cloud_link("SECOND").up


async def test_a_charger_is_added(days: Days, snapshot: SnapshotAssertion) -> None:
    """It is offered, once, and not polled."""
    await days.simulator.add_charger("THIRD1", lan=False, name="Guests")
    await days.live(A_TURN)
    assert days.calls() == snapshot
    (offer,) = days.hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_INTEGRATION_DISCOVERY}
    )
    assert offer["context"]["title_placeholders"] == {"name": "Guests"}
    assert "THIRD1" not in {
        call.query.get("deviceId") for call in days.simulator.cloud.requests
    }
