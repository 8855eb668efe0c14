"""Targets: where a charge stops by itself."""

import pytest

from scripts.simulator import Car, SimulatedCharger, Simulator, ZeroTarget

from .conftest import Call

HOUR = 3600


@pytest.mark.parametrize(
    ("path", "query", "energy", "minutes"),
    [
        ("/device/charger_until_energy", {"value": "5"}, 5.0, 81.5),
        ("/device/charger_until_minutes", {"value": "90"}, 5.52, 90.0),
        ("/device/startchargekw", {"kw": "2.5"}, 6.18, 100.8),
        ("/device/startchargeminutes", {"minutes": "30"}, 5.52, 90.0),
    ],
)
async def test_stops_there(
    simulator: Simulator,
    charger: SimulatedCharger,
    call: Call,
    path: str,
    query: dict[str, str],
    energy: float,
    minutes: float,
) -> None:
    """After an hour at 3.68 kW: in the session for the first two, from now for others.

    The car takes some seconds before it begins, which do not count.
    """
    charger.plug(Car())
    while charger.values.charge_time < HOUR:
        await simulator.advance(1)

    status, _ = await call("POST", path, **query)
    await simulator.advance(2 * HOUR)

    assert status == 200
    assert charger.values.paused
    assert charger.power == 0
    assert charger.values.charge_energy == pytest.approx(energy, abs=0.01)
    assert charger.values.charge_time / 60 == pytest.approx(minutes, abs=0.1)


async def test_start_resumes(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Start for so much ends a pause; until does not."""
    charger.write("Paused", "1")
    charger.plug(Car())
    await call("POST", "/device/charger_until_energy", value="5")
    before = charger.values.paused
    await call("POST", "/device/startchargekw", kw="1")
    await simulator.advance(60)

    assert before
    assert charger.power == 16 * 230


async def test_a_target_in_the_past_stops_at_once(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """The session has more already."""
    charger.plug(Car())
    await simulator.advance(HOUR)

    await call("POST", "/device/charger_until_energy", value="1")

    assert charger.values.paused


@pytest.mark.parametrize(
    ("zero", "status", "paused"),
    [
        (ZeroTarget.CANCELS, 200, False),
        (ZeroTarget.REFUSED, 400, True),
        (ZeroTarget.STOPS, 200, True),
    ],
)
async def test_zero(
    simulator: Simulator,
    charger: SimulatedCharger,
    call: Call,
    zero: ZeroTarget,
    status: int,
    paused: bool,
) -> None:
    """Nobody knows what 0 does: each possibility can be had."""
    charger.zero_target = zero
    charger.plug(Car())
    await call("POST", "/device/charger_until_energy", value="3")

    answer = await call("POST", "/device/charger_until_energy", value="0")
    await simulator.advance(HOUR)

    assert answer[0] == status
    assert charger.values.paused is paused


async def test_unplugging_forgets(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """The next session has no target."""
    charger.plug(Car())
    await call("POST", "/device/charger_until_energy", value="1")
    charger.unplug()
    charger.plug(Car())
    await simulator.advance(HOUR)

    assert not charger.values.paused
    assert charger.power == 16 * 230
