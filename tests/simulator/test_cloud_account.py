"""Accounts: shared, renamed, removed, added, and others who spend the quota."""

from http import HTTPStatus
import json

import pytest

from scripts.simulator import BodyFault, SimulatedCharger, Simulator

from .conftest import Call


async def tags(call: Call, key: str = "a-key") -> list[tuple[str, str, bool]]:
    """Return the account's chargers."""
    _, body = await call("GET", "/pairings/me", key=key)
    return [(i["deviceId"], i["tag"], i["master"]) for i in json.loads(body)]


@pytest.mark.parametrize("status", [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN])
async def test_read_only(
    simulator: Simulator, charger: SimulatedCharger, call: Call, status: HTTPStatus
) -> None:
    """Reads work, commands do not; what they are answered is not known."""
    simulator.cloud.read_only_answer = status
    simulator.cloud.add_key("guest", user="guest", read_only=True)

    read, _ = await call("GET", "/device/reported", key="guest")
    refused, _ = await call("POST", "/device/pausecharge", key="guest")
    deleted, _ = await call("DELETE", "/device/rfid", key="guest", code="aa23b601")

    assert (read, refused, deleted) == (200, status, status)
    assert not charger.values.paused
    assert await tags(call, "guest") == [("ABC123", "Garage", False)]


async def test_renamed(charger: SimulatedCharger, call: Call) -> None:
    """The tag is the user's name for it."""
    charger.name = "Street"

    assert await tags(call) == [("ABC123", "Street", True)]


async def test_removed_and_added(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """A charger leaves the account and comes back, and another arrives."""
    seen = []
    simulator.cloud.remove("ABC123")
    seen.append(await tags(call))
    gone, _ = await call("GET", "/device/reported")
    simulator.cloud.register(charger)
    await simulator.add_charger("DEF456")
    seen.append(await tags(call))

    assert gone == 400
    assert [len(chargers) for chargers in seen] == [0, 2]
    with pytest.raises(LookupError):
        simulator.cloud.remove("NOBODY")


async def test_others_spend(simulator: Simulator, call: Call) -> None:
    """The header's truth falls by more than we asked."""
    await call("GET", "/pairings/me")
    simulator.cloud.spend(300)
    left = simulator.cloud.remaining
    simulator.cloud.spend(5000)

    assert left == 699
    assert simulator.cloud.remaining == 0


@pytest.mark.parametrize(
    ("fault", "body"), [(BodyFault.HALF, '[{"deviceId": "ABC'), (BodyFault.EMPTY, "")]
)
async def test_spoiled_bodies(
    simulator: Simulator, call: Call, fault: BodyFault, body: str
) -> None:
    """200 and no document."""
    simulator.cloud.body_fault = fault

    status, text = await call("GET", "/pairings/me")

    assert status == 200
    assert text.startswith(body)
    with pytest.raises(ValueError, match="line 1"):
        json.loads(text)
