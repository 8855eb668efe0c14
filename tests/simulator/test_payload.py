"""What each firmware sends, against what owners captured."""

import json

import pytest

from scripts.simulator import FIRMWARES, ChargeState, Values
from scripts.simulator.payload import real_time_data
from scripts.simulator.values import KEYWORDS

IDLE_1_6_18 = (
    '{"ChargeState":1,"ReadyState":1,"ChargePower":0.00,"ChargeEnergy":7.60,'
    '"SlaveError":0,"ChargeTime":9979,"HousePower":0.00,"FVPower":0.00,'
    '"BatteryPower":0.00,"Paused":0,"Locked":0,"Timer":1,"Intensity":16,"Dynamic":0,'
    '"MinIntensity":6,"MaxIntensity":16,"PauseDynamic":0,"FirmwareVersion":"1.6.18",'
    '"DynamicPowerMode":2,"ContractedPower":4600}'
)
IDLE_1_6_13 = (
    '{"ChargeState":1"ReadyState":1,"ChargePower":0.00,"ChargeEnergy":7.60,'
    '"SlaveError":0,"ChargeTime":9979,"HousePower":0.00,"FVPower":0.00,'
    '"BatteryPower":0.00,"Paused":0,"Locked":0,"Timer":1,"Intensity":16,"Dynamic":0,'
    '"MinIntensity":6,"MaxIntensity":16,"PauseDynamic":0,"FirmwareVersion":1.6.13,'
    '"DynamicPowerMode":2,"ContractedPower":4600}'
)
CHARGING_1_7_20 = (
    '{"ID":"XXXXXX""ChargeState":2,"ReadyState":0,"ChargePower":4884.00,'
    '"ChargeEnergy":7.97,"SlaveError":0,"ChargeTime":24535,"HousePower":5569.56,'
    '"FVPower":0.00,"BatteryPower":0.00,"Paused":0,"Locked":0,"Timer":0,'
    '"Intensity":22,"Dynamic":1,"MinIntensity":6,"MaxIntensity":32,"PauseDynamic":0,'
    '"FirmwareVersion":"1.7.20","DynamicPowerMode":0,"ContractedPower":5700}'
)
CHARGING_2_5_0 = (
    '{"ID":"XXXXXX","FirmwareVersion":"2.5.0","ChargeState":2,"ChargeMode":0,'
    '"ReadyState":0,"ChargePower":1610.00,"VoltageInstallation":230,'
    '"ChargeEnergy":0.01,"SlaveError":0,"ChargeTime":21,"GridPower":347.00,'
    '"HousePower":457.00,"FVPower":110.00,"BatteryPower":0.00,"Paused":0,"Locked":0,'
    '"Timer":0,"Intensity":7,"IntensityMeasure_L1":11.09,"IntensityMeasure_L2":0.00,'
    '"IntensityMeasure_L3":0.00,"VoltageMeasure_L1":225.44,"VoltageMeasure_L2":0.00,'
    '"VoltageMeasure_L3":0.00,"Dynamic":1,"MinIntensity":6,"MaxIntensity":7,'
    '"PauseDynamic":0,"LightLED":45,"LogoLED":1,"DynamicPowerMode":0,'
    '"ContractedPower":9000,"SSID":"Casa","IP":"192.168.0.45","SignalStatus":3}'
)


def idle(version: str) -> Values:
    """Return the values behind the idle capture of 1.6.18."""
    return Values(
        id="XXXXXX",
        firmware_version=version,
        charge_state=ChargeState.CONNECTED,
        ready_state=True,
        charge_energy=7.6,
        charge_time=9979,
        timer=True,
        max_intensity=16,
        dynamic_power_mode=2,
    )


def test_1_6_18() -> None:
    """The oldest capture, character by character."""
    assert real_time_data(FIRMWARES["1.6.18"], idle("1.6.18")) == IDLE_1_6_18


def test_1_6_13() -> None:
    """A comma is missing and the version has no quotes."""
    assert real_time_data(FIRMWARES["1.6.13"], idle("1.6.13")) == IDLE_1_6_13


def test_1_7_20() -> None:
    """The comma after ID is missing."""
    values = Values(
        id="XXXXXX",
        firmware_version="1.7.20",
        charge_state=ChargeState.CHARGING,
        charge_power=4884.0,
        charge_energy=7.97,
        charge_time=24535,
        house_power=5569.56,
        intensity=22,
        dynamic=True,
        contracted_power=5700,
    )

    assert real_time_data(FIRMWARES["1.7.20"], values) == CHARGING_1_7_20


def test_2_5_0() -> None:
    """The newest capture, character by character but for the name of the Wi-Fi."""
    values = Values(
        id="XXXXXX",
        firmware_version="2.5.0",
        charge_state=ChargeState.CHARGING,
        charge_power=1610.0,
        charge_energy=0.01,
        charge_time=21,
        grid_power=347.0,
        house_power=457.0,
        fv_power=110.0,
        intensity=7,
        intensity_measure_l1=11.09,
        voltage_measure_l1=225.44,
        dynamic=True,
        max_intensity=7,
        light_led=45,
        contracted_power=9000,
        ip="192.168.0.45",
    )

    assert real_time_data(FIRMWARES["2.5.0"], values) == CHARGING_2_5_0


@pytest.mark.parametrize("version", ["1.6.13", "1.7.20"])
def test_malformed_ones_are_malformed(version: str) -> None:
    """No JSON parser takes them."""
    with pytest.raises(ValueError, match="delimiter"):
        json.loads(real_time_data(FIRMWARES[version], idle(version)))


@pytest.mark.parametrize(
    ("version", "keys"),
    [
        ("1.6.18", 20),
        ("2.1.7", 21),
        ("2.3.20", 25),
        ("2.4.6", 25),
        ("2.5.0", 35),
        ("2.5.1", 35),
        ("ALVA", 35),
    ],
)
def test_number_of_keys(version: str, keys: int) -> None:
    """2.4.6 has 25 keys by a maintainer's count; the others follow the captures."""
    payload = real_time_data(FIRMWARES[version], idle(version))

    assert len(json.loads(payload)) == keys


def test_2_3_20_names_its_version_twice() -> None:
    """A duplicate key, seen by an owner."""
    payload = real_time_data(FIRMWARES["2.3.20"], idle("2.3.20"))

    assert payload.count('"FirmwareVersion":"2.3.20"') == 2


def test_2_5_1_shows_no_current_while_paused() -> None:
    """Intensity reads 0 while Paused is 1, and comes back."""
    values = idle("2.5.1")
    values.paused = True

    paused = json.loads(real_time_data(FIRMWARES["2.5.1"], values))
    values.paused = False
    resumed = json.loads(real_time_data(FIRMWARES["2.5.1"], values))

    assert (paused["Intensity"], resumed["Intensity"]) == (0, 16)
    assert paused["SignalStatus"] == "3"


def test_alva_has_no_charge_mode() -> None:
    """ALVA says -1."""
    payload = json.loads(real_time_data(FIRMWARES["ALVA"], idle("2.5.0")))

    assert payload["ChargeMode"] == -1


def test_every_key_of_every_firmware_is_a_keyword() -> None:
    """No profile names a keyword that does not exist."""
    named = set().union(*(firmware.keywords for firmware in FIRMWARES.values()))

    assert named == set(KEYWORDS)


def test_fourteen_keywords_are_writable() -> None:
    """V2C's sheet has fourteen."""
    writable = {name for name, keyword in KEYWORDS.items() if keyword.writable}

    assert writable == {
        "VoltageInstallation",
        "ChargeMode",
        "Paused",
        "Locked",
        "Timer",
        "Intensity",
        "Dynamic",
        "MinIntensity",
        "MaxIntensity",
        "PauseDynamic",
        "LightLED",
        "LogoLED",
        "DynamicPowerMode",
        "ContractedPower",
    }
