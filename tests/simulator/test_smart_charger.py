"""What the cloud's settings do to the charger itself."""

import pytest

from scripts.simulator import Car, SimulatedCharger, Simulator

from .conftest import Call


@pytest.mark.parametrize(
    ("watts", "power"), [("0", 16 * 230), ("2400", 10 * 230), ("1000", 0)]
)
async def test_a_denka_has_a_maximum(
    simulator: Simulator, charger: SimulatedCharger, call: Call, watts: str, power: int
) -> None:
    """0 is no limit; below 6 A nothing is offered."""
    charger.denka = True
    await call("POST", "/device/denka/max_power", value=watts)
    charger.plug(Car())
    await simulator.advance(60)

    assert charger.power == power


async def test_other_models_store_it(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """That it has no effect there is inferred."""
    await call("POST", "/device/denka/max_power", value="2400")
    charger.plug(Car())
    await simulator.advance(60)

    assert charger.power == 16 * 230


async def test_a_wrong_meter_type_silences_the_meter(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """And the right one brings it back."""
    charger.write("Dynamic", "1")
    await call("POST", "/device/slave_type", value="3")
    await simulator.advance(10)
    wrong = charger.values.slave_error
    await call("POST", "/device/slave_type", value="0")
    await simulator.advance(10)

    assert wrong == 244
    assert charger.values.slave_error == 0


async def test_chargefvmode_steers_its_own_control(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Maximum power, PV with a minimum, PV alone: in V2C's own numbers."""
    simulator.house.solar = 800.0
    charger.write("Dynamic", "1")
    charger.plug(Car())
    offered = []
    for mode in ("2", "0", "1"):
        await call("POST", "/device/chargefvmode", value=mode)
        await simulator.advance(120)
        offered.append(charger.offered)

    assert offered == [23, 6, 0]
