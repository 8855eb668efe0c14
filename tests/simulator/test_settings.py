"""What a charger answers to writes, and what it makes of them."""

from random import Random

import pytest

from scripts.simulator import FIRMWARES, Car, Charger, Reply


def new_charger(firmware: str = "2.5.0", *, max_current: int = 32) -> Charger:
    """Return a charger of a firmware."""
    return Charger(
        "ABC123",
        firmware=FIRMWARES[firmware],
        random=Random(1),
        max_current=max_current,
    )


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("Intensity", "6"),
        ("Intensity", "32"),
        ("MinIntensity", "10"),
        ("MaxIntensity", "20"),
        ("Paused", "1"),
        ("Locked", "1"),
        ("Timer", "1"),
        ("Dynamic", "1"),
        ("PauseDynamic", "1"),
        ("ChargeMode", "2"),
        ("VoltageInstallation", "240"),
        ("LightLED", "100"),
        ("LogoLED", "0"),
        ("DynamicPowerMode", "3"),
        ("ContractedPower", "-5000"),
    ],
)
def test_stores_what_is_in_range(keyword: str, value: str) -> None:
    """OK, and the value reads back."""
    charger = new_charger()

    assert charger.write(keyword, value) is Reply.OK
    assert charger.read(keyword) == value


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("Intensity", "5"),
        ("Intensity", "33"),
        ("Intensity", "16.5"),
        ("Intensity", ""),
        ("Paused", "2"),
        ("Paused", "-1"),
        ("Paused", "true"),
        ("ChargeMode", "3"),
        ("LightLED", "101"),
        ("LogoLED", "75"),
        ("DynamicPowerMode", "8"),
    ],
)
def test_refuses_what_is_not(keyword: str, value: str) -> None:
    """ERROR, and nothing changes."""
    charger = new_charger()
    before = charger.snapshot()

    assert charger.write(keyword, value) is Reply.ERROR
    assert charger.values == before


@pytest.mark.parametrize("keyword", ["Nonsense", "ChargeState", "ID", "intensity"])
def test_unknown_and_read_only_keywords(keyword: str) -> None:
    """Neither OK nor ERROR."""
    assert new_charger().write(keyword, "1") is Reply.UNKNOWN


@pytest.mark.parametrize("keyword", ["ChargeMode", "LightLED", "VoltageInstallation"])
def test_keywords_of_later_firmware(keyword: str) -> None:
    """Old firmware does not know them."""
    assert new_charger("1.6.18").write(keyword, "1") is Reply.UNKNOWN


def test_2_4_6_writes_what_real_time_data_lacks() -> None:
    """Lights and ChargeMode are there, but only by read and write."""
    charger = new_charger("2.4.6")

    assert charger.write("LightLED", "30") is Reply.OK
    assert charger.read("LightLED") == "30"
    assert "LightLED" not in charger.real_time_data()


def test_alva_takes_no_charge_mode() -> None:
    """It reads -1 and refuses writes."""
    charger = new_charger("ALVA")

    assert charger.write("ChargeMode", "0") is Reply.ERROR
    assert charger.read("ChargeMode") == "-1"


@pytest.mark.parametrize(
    ("firmware", "mode"),
    [("2.1.7", 1), ("2.4.6", 0), ("2.5.0", 0), ("2.5.1", 4), ("ALVA", 0)],
)
def test_deprecated_mode_one(firmware: str, mode: int) -> None:
    """Stored of old, ignored now, read as 4 on 2.5.1; always OK."""
    charger = new_charger(firmware)

    assert charger.write("DynamicPowerMode", "1") is Reply.OK
    assert charger.values.dynamic_power_mode == mode


def test_charge_mode_is_ignored_during_a_session() -> None:
    """OK, but only a pause lets it change."""
    charger = new_charger()
    charger.plug(Car())
    for _ in range(10):
        charger.step(1, (230.0, 0.0, 0.0), None)
    while_charging = charger.write("ChargeMode", "2"), charger.read("ChargeMode")
    charger.write("Paused", "1")
    while_paused = charger.write("ChargeMode", "2"), charger.read("ChargeMode")

    assert while_charging == (Reply.OK, "0")
    assert while_paused == (Reply.OK, "2")


def test_intensity_stays_within_what_it_is_built_for() -> None:
    """A 16 A charger reads 16 after a write of 32."""
    charger = new_charger(max_current=16)

    assert charger.write("Intensity", "32") is Reply.OK
    assert charger.values.intensity == 16


@pytest.mark.parametrize("firmware", ["1.6.13", "1.6.18", "1.7.20", "2.1.7", "2.3.20"])
def test_no_read_before_2_4(firmware: str) -> None:
    """Old firmware has no /read/."""
    assert new_charger(firmware).read("Intensity") is None


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("ID", "ABC123"),
        ("ChargePower", "0.00"),
        ("Paused", "0"),
        ("Nonsense", None),
        ("GridPower", "0.00"),
    ],
)
def test_reads_bare_scalars(keyword: str, text: str | None) -> None:
    """No quotes and no JSON around them."""
    assert new_charger().read(keyword) == text


def test_keeps_a_record_of_writes() -> None:
    """Tests look at what reached the charger."""
    charger = new_charger()
    charger.write("Intensity", "10")
    charger.write("Intensity", "99")

    assert [(write.value, write.reply) for write in charger.writes] == [
        ("10", Reply.OK),
        ("99", Reply.ERROR),
    ]
