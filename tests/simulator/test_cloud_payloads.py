"""The cloud's documents: strings, kilowatts, other numbers and a late shadow."""

import json

import pytest

from scripts.simulator import Car, ChargeState, SimulatedCharger, Simulator

from .conftest import Call


async def document(call: Call, method: str, path: str) -> dict[str, str]:
    """Return a JSON document."""
    status, body = await call(method, path)
    assert status == 200
    result: dict[str, str] = json.loads(body)
    return result


async def test_current_state_speaks_strings_and_kilowatts(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """The live state of a charging Trydan."""
    simulator.house.load = 500.0
    simulator.house.solar = 1500.0
    charger.plug(Car())
    charger.write("Dynamic", "1")
    charger.write("PauseDynamic", "1")
    await simulator.advance(60)

    live = await document(call, "POST", "/device/currentstatecharge")

    assert live == {
        "seconds": live["seconds"],
        "error": "0",
        "voltage": "0.076667",
        "phases": "1",
        "battery": "0.000000",
        "intensity": "16",
        "energy": live["energy"],
        "power": "3.680000",
        "house_power": "4.180000",
        "sun_power": "1.500000",
        "grid_power": "2.680000",
        "photovoltaic_on": "0",
        "cp_level": "248.000000",
        "charge_state": "2",
    }
    assert 50 < int(live["seconds"]) < 60


async def test_current_state_of_a_pole(simulator: Simulator, call: Call) -> None:
    """Numbers instead of strings, and fewer keys."""
    pole = await simulator.add_charger("POLE01", lan=False, simplified=True)
    pole.plug(Car())
    await simulator.advance(60)

    _, body = await call("POST", "/device/currentstatecharge", device="POLE01")

    state = json.loads(body)
    assert list(state) == [
        "seconds",
        "photovoltaic_on",
        "charge_state",
        "power",
        "error",
        "energy",
    ]
    assert (state["power"], state["charge_state"], state["error"]) == (3.68, "2", "")


@pytest.mark.parametrize(
    ("state", "number"),
    [
        (ChargeState.VENTILATION, "3"),
        (ChargeState.PILOT_FAULT, "4"),
        (ChargeState.SYSTEM_FAILURE, "5"),
    ],
)
async def test_faults_have_other_numbers(
    charger: SimulatedCharger, call: Call, state: ChargeState, number: str
) -> None:
    """The cloud numbers faults otherwise than the LAN."""
    charger.fault(state)

    live = await document(call, "POST", "/device/currentstatecharge")

    assert live["charge_state"] == number


async def test_reported(charger: SimulatedCharger, call: Call) -> None:
    """The shadow's odd units and its JSON inside JSON."""
    shadow = await document(call, "GET", "/device/reported")

    assert shadow["device_id"] == "ABC123"
    assert shadow["contract_power"] == "46"
    assert shadow["light_led"] == "0.500000"
    assert shadow["mac"].startswith("28:56:2F:")
    assert (shadow["connected"], shadow["pause"], shadow["daysofweek_00"]) == (
        "1",
        "0",
        "8",
    )
    assert json.loads(shadow["wifi_info"])["ip"] == charger.lan.host
    assert {type(value) for value in shadow.values()} == {str}


async def test_the_shadow_lags_ninety_seconds(simulator: Simulator, call: Call) -> None:
    """A command shows in the live state at once, in the shadow later."""
    await simulator.advance(10)
    await call("POST", "/device/intensity", value="10")
    seen = []
    for _ in range(3):
        seen.append((await document(call, "GET", "/device/reported"))["intensity"])
        await simulator.advance(47.5)

    assert seen == ["16", "16", "10"]


async def test_the_shadow_of_an_offline_charger_stands_still(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Nothing new arrives, and it says that it is not connected."""
    charger.cloud_online = False
    charger.write("Intensity", "10")
    await simulator.advance(200)

    shadow = await document(call, "GET", "/device/reported")

    assert (shadow["connected"], shadow["intensity"]) == ("0", "16")
