"""A charger's sessions, commands, faults and power cuts, per firmware."""

from random import Random

import pytest

from scripts.simulator import (
    FIRMWARES,
    Car,
    Charger,
    ChargeState,
    SimulatedCharger,
    Simulator,
)


async def charging(simulator: Simulator, firmware: str = "2.5.0") -> SimulatedCharger:
    """Return a charger whose car has charged for a minute."""
    charger = await simulator.add_charger("ABC123", firmware=firmware)
    charger.plug(Car(phases=charger.phases))
    await simulator.advance(60)
    assert charger.values.charge_state is ChargeState.CHARGING
    return charger


async def test_a_session_from_plug_to_unplug(simulator: Simulator) -> None:
    """Not connected, connected, charging, not connected."""
    charger = await simulator.add_charger("ABC123")
    states = [charger.values.charge_state]
    charger.plug(Car())
    states.append(charger.values.charge_state)
    await simulator.advance(10)
    states.append(charger.values.charge_state)
    charger.unplug()
    states.append(charger.values.charge_state)

    assert states == [0, 1, 2, 0]
    assert charger.power == 0


async def test_a_full_car_stays_connected(simulator: Simulator) -> None:
    """A car that wants nothing leaves the charger in state B, ready."""
    charger = await simulator.add_charger("ABC123")
    charger.plug(Car(soc=1))
    await simulator.advance(60)

    assert charger.values.charge_state is ChargeState.CONNECTED
    assert charger.values.ready_state


@pytest.mark.parametrize(
    ("firmware", "phases", "expected"),
    [
        ("1.6.18", 1, 222 * 16),
        ("2.1.7", 1, 222 * 16),
        ("2.3.20", 1, 230 * 16),
        ("2.5.0", 1, 230 * 16),
        ("2.5.0", 3, 230 * 16 * 3),
    ],
)
async def test_charge_power_is_nominal(
    simulator: Simulator, firmware: str, phases: int, expected: float
) -> None:
    """ChargePower is volts times set amps, whatever the car takes."""
    charger = await simulator.add_charger("ABC123", firmware=firmware, phases=phases)
    charger.plug(Car(phases=phases, take=0.5))
    await simulator.advance(60)

    assert charger.values.charge_power == expected
    assert charger.power == pytest.approx(230 * 8 * phases)
    assert simulator.house.grid_power == pytest.approx(230 * 8 * phases)


async def test_nominal_voltage_is_the_setting(simulator: Simulator) -> None:
    """On newer firmware VoltageInstallation changes ChargePower."""
    charger = await charging(simulator)

    charger.write("VoltageInstallation", "240")

    assert charger.values.charge_power == 240 * 16


async def test_session_energy_is_nominal_too(simulator: Simulator) -> None:
    """ChargeEnergy integrates ChargePower, so it reads over what the car got."""
    charger = await charging(simulator)
    before, seconds = charger.values.charge_energy, charger.values.charge_time

    await simulator.advance(3600)

    assert charger.values.charge_energy - before == pytest.approx(3.68)
    assert charger.values.charge_time - seconds == 3600


async def test_a_single_phase_car_uses_one_of_three_phases(
    simulator: Simulator,
) -> None:
    """Charger and car share what both have."""
    charger = await simulator.add_charger("ABC123", phases=3)
    charger.plug(Car(phases=1))
    await simulator.advance(60)

    assert charger.currents == (16.0, 0.0, 0.0)
    assert charger.values.charge_power == 230 * 16


async def test_charge_mode_zero_uses_one_phase(simulator: Simulator) -> None:
    """ChargeMode 0 is single-phase, also on a three-phase charger."""
    charger = await simulator.add_charger("ABC123", phases=3)
    charger.write("ChargeMode", "0")
    charger.plug(Car(phases=3))
    await simulator.advance(60)

    assert charger.currents == (16.0, 0.0, 0.0)


async def test_pause_ends_the_offer_and_resume_brings_it_back(
    simulator: Simulator,
) -> None:
    """The car stops within 6 s of a pause and starts again after it."""
    charger = await charging(simulator)

    charger.write("Paused", "1")
    await simulator.advance(6)
    paused = charger.power
    charger.write("Paused", "0")
    await simulator.advance(30)

    assert paused == 0
    assert charger.power == 230 * 16


@pytest.mark.parametrize(
    ("firmware", "state"),
    [("1.6.18", 1), ("2.4.6", 1), ("2.5.0", 2), ("2.5.1", 1), ("ALVA", 1)],
)
async def test_charge_state_while_paused(
    simulator: Simulator, firmware: str, state: int
) -> None:
    """Firmware 2.5.0 keeps saying that it charges."""
    charger = await charging(simulator, firmware)

    charger.write("Paused", "1")
    await simulator.advance(30)

    assert charger.values.charge_state == state
    assert charger.values.charge_power == 0
    assert not charger.charging


async def test_paused_from_the_start_is_not_charging(simulator: Simulator) -> None:
    """Also on 2.5.0 a car plugged into a paused charger is only connected."""
    charger = await simulator.add_charger("ABC123")
    charger.write("Paused", "1")
    charger.plug(Car())
    await simulator.advance(30)

    assert charger.values.charge_state is ChargeState.CONNECTED


async def test_locking_stops_and_forgets_the_session(simulator: Simulator) -> None:
    """Locked = 1 resets energy and time."""
    charger = await charging(simulator)

    charger.write("Locked", "1")
    await simulator.advance(10)

    assert charger.power == 0
    assert charger.values.charge_energy == 0
    assert charger.values.charge_time == 0


async def test_2_4_6_reverts_pause_and_lock(simulator: Simulator) -> None:
    """Written together, both silently go back to 0 on 2.4.6."""
    charger = await simulator.add_charger("ABC123", firmware="2.4.6")
    charger.write("Paused", "1")
    charger.write("Locked", "1")
    at_first = (charger.values.paused, charger.values.locked)
    await simulator.advance(5)

    assert at_first == (True, True)
    assert (charger.values.paused, charger.values.locked) == (False, False)


@pytest.mark.parametrize(("firmware", "gap"), [("2.4.6", 11), ("2.5.0", 1)])
async def test_pause_and_lock_stay_otherwise(
    simulator: Simulator, firmware: str, gap: float
) -> None:
    """More than 10 s apart, or on other firmware, both stay."""
    charger = await simulator.add_charger("ABC123", firmware=firmware)
    charger.write("Paused", "1")
    await simulator.advance(gap)
    charger.write("Locked", "1")
    await simulator.advance(30)

    assert (charger.values.paused, charger.values.locked) == (True, True)


async def test_power_cut_boots_unlocked(simulator: Simulator) -> None:
    """The car loses power at once; the charger comes back unlocked."""
    charger = await charging(simulator)
    charger.write("Paused", "1")
    charger.write("Locked", "1")

    charger.power_cut(10)
    await simulator.advance(9)
    dark = charger.powered
    await simulator.advance(1)

    assert not dark
    assert charger.powered
    assert not charger.values.locked
    assert charger.values.paused


async def test_power_cut_takes_the_current_at_once(simulator: Simulator) -> None:
    """No reaction time without power, and charging resumes afterwards."""
    charger = await charging(simulator)

    charger.power_cut(10)
    dark = charger.power
    await simulator.advance(60)

    assert dark == 0
    assert charger.power == 230 * 16


@pytest.mark.parametrize("state", [4, 5, 6])
async def test_faults_stop_the_charge_until_cleared(
    simulator: Simulator, state: int
) -> None:
    """A fault is shown and nothing flows."""
    charger = await charging(simulator)

    charger.fault(ChargeState(state))
    await simulator.advance(30)
    broken = (charger.values.charge_state, charger.power)
    charger.fault(None)
    await simulator.advance(30)

    assert broken == (ChargeState(state), 0.0)
    assert charger.power == 230 * 16


async def test_charging_is_not_a_fault(simulator: Simulator) -> None:
    """Only faults can be ordered."""
    charger = await simulator.add_charger("ABC123")

    with pytest.raises(ValueError, match="CHARGING is not a fault"):
        charger.fault(ChargeState.CHARGING)


async def test_own_control_follows_the_house(simulator: Simulator) -> None:
    """With Dynamic = 1 the grid stays below the contract and Intensity shows it."""
    charger = await charging(simulator)
    simulator.house.load = 2500.0
    charger.write("Dynamic", "1")
    await simulator.advance(60)

    assert charger.values.intensity == (4600 - 2500) // 230
    assert 4600 - 230 < simulator.house.grid_power <= 4600
    assert charger.values.house_power == pytest.approx(simulator.house.grid_power)


async def test_own_control_stops_and_starts(simulator: Simulator) -> None:
    """Below the minimum it stops offering, and offers again when there is room."""
    charger = await charging(simulator)
    charger.write("Dynamic", "1")
    simulator.house.load = 4000.0
    await simulator.advance(30)
    held = (charger.offered, charger.values.charge_state)
    simulator.house.load = 500.0
    await simulator.advance(120)

    assert held == (0, ChargeState.CONNECTED)
    assert charger.power == pytest.approx((4600 - 500) // 230 * 230)


async def test_intensity_is_ignored_while_it_modulates(simulator: Simulator) -> None:
    """OK, but no effect; PauseDynamic = 1 gives the current back to the caller."""
    charger = await charging(simulator)
    charger.write("Dynamic", "1")
    await simulator.advance(60)
    charger.write("Intensity", "7")
    ignored = charger.values.intensity
    charger.write("PauseDynamic", "1")
    charger.write("Intensity", "7")
    await simulator.advance(60)

    assert ignored == 20
    assert charger.values.intensity == 7
    assert charger.values.house_power == pytest.approx(7 * 230)


@pytest.mark.parametrize(
    ("firmware", "error"), [("2.1.7", 244), ("2.5.0", 244), ("2.5.1", 224)]
)
async def test_silent_meter(simulator: Simulator, firmware: str, error: int) -> None:
    """SlaveError tells that the meter is silent; 2.5.1 has its own number."""
    charger = await charging(simulator, firmware)
    charger.write("Dynamic", "1")
    simulator.house.meter_online = False
    await simulator.advance(10)
    silent = charger.values.slave_error
    simulator.house.meter_online = True
    await simulator.advance(10)

    assert silent == error
    assert charger.values.slave_error == 0


async def test_no_meter_values_without_own_control(simulator: Simulator) -> None:
    """The charger asks its meter only while Dynamic is 1."""
    charger = await charging(simulator)
    simulator.house.load = 800.0
    await simulator.advance(5)
    without = charger.values.house_power
    charger.write("Dynamic", "1")
    charger.write("PauseDynamic", "1")
    await simulator.advance(5)

    assert without == 0
    assert charger.values.house_power == pytest.approx(800 + 16 * 230)
    assert charger.values.intensity_measure_l1 == pytest.approx(800 / 230 + 16)


async def test_update_installs_the_newest_firmware(simulator: Simulator) -> None:
    """After a minute in the dark it runs 2.5.1."""
    charger = await charging(simulator, "2.4.6")

    charger.update()
    await simulator.advance(61)

    assert charger.firmware is FIRMWARES["2.5.1"]
    assert '"FirmwareVersion":"2.5.1"' in charger.real_time_data()


@pytest.mark.parametrize("firmware", ["2.5.1", "ALVA"])
async def test_update_finds_nothing_newer(simulator: Simulator, firmware: str) -> None:
    """A charger with the newest firmware goes on charging."""
    charger = await charging(simulator, firmware)

    charger.update()

    assert charger.powered
    assert charger.charging


async def test_one_plug_one_car(simulator: Simulator) -> None:
    """A second car does not fit."""
    charger = await charging(simulator)

    with pytest.raises(ValueError, match="has a car already"):
        charger.plug(Car())


def test_chargers_have_one_or_three_phases() -> None:
    """Two phases are no charger."""
    with pytest.raises(ValueError, match="not 2"):
        Charger("ABC123", firmware=FIRMWARES["2.5.0"], random=Random(1), phases=2)
