"""Each keyword: what its values mean, read and written."""

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.datamanager import (
    METER_ERRORS,
    READ_SINGLY,
    WRITABLE,
    Keyword,
    as_integer,
    as_label,
    as_name,
    as_number,
    as_positive,
    as_switch,
    as_text,
    encode,
    parse_realtime,
    parse_single,
)
from custom_components.v2c_cloud.api.exceptions import (
    V2CResponseError,
    V2CUnsupportedError,
)
from custom_components.v2c_cloud.api.models import (
    ChargeMode,
    ChargerState,
    ChargeState,
    DynamicPowerMode,
    FieldValue,
    MeterError,
    SignalStatus,
)

from .helpers import of_wrong_type


def of_keyword(name: str, value: object) -> ChargerState:
    """The state that a document with one more keyword means."""
    return parse_realtime(f'{{"ChargeState":0,"Dynamic":1,"{name}":{value}}}')[0]


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (0, ChargeState.DISCONNECTED),
        (1, ChargeState.CONNECTED),
        (2, ChargeState.CHARGING),
        (3, None),
        (4, ChargeState.SYSTEM_FAULT),
        (5, ChargeState.PILOT_FAULT),
        (6, ChargeState.VENTILATION_REQUIRED),
        (7, None),
        (-1, None),
        ('"2"', ChargeState.CHARGING),
        ("1.5", None),
    ],
)
def test_charge_states(number: object, state: ChargeState | None) -> None:
    """The sheet's numbers; there is no 3."""
    assert parse_realtime(f'{{"ChargeState":{number}}}')[0].charge_state is state


@pytest.mark.parametrize(
    ("number", "mode"),
    [
        (0, DynamicPowerMode.TIMED_POWER),
        (1, DynamicPowerMode.TIMED_POWER_DISABLED),
        (2, DynamicPowerMode.PV_MIN),
        (3, DynamicPowerMode.PV_EXCLUSIVE),
        (4, DynamicPowerMode.GRID_PV),
        (5, DynamicPowerMode.STOP),
        (6, None),
        (7, None),
    ],
)
def test_dynamic_power_modes(number: int, mode: DynamicPowerMode | None) -> None:
    """The sheet of 14/07/26; 6 and 7 are accepted by chargers and explained nowhere."""
    assert of_keyword("DynamicPowerMode", number).dynamic_power_mode is mode


@pytest.mark.parametrize(
    ("number", "mode"),
    [
        (0, ChargeMode.MONOPHASIC),
        (1, ChargeMode.THREEPHASIC),
        (2, ChargeMode.MIXED),
        (3, None),
        (-1, None),
    ],
)
def test_charge_modes(number: int, mode: ChargeMode | None) -> None:
    """How many phases."""
    assert of_keyword("ChargeMode", number).charge_mode is mode


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (0, None),
        (1, SignalStatus.POOR),
        (2, SignalStatus.FAIR),
        ('"3"', SignalStatus.GOOD),
        (4, None),
    ],
)
def test_signal_statuses(number: object, status: SignalStatus | None) -> None:
    """0 means that the charger does not know."""
    assert of_keyword("SignalStatus", number).signal_status is status


def test_meter_errors() -> None:
    """Every code of the sheet has a name of its own, and there are no others."""
    codes = {*range(11), *range(21, 29), *range(30, 33), *range(244, 258)}

    assert METER_ERRORS.keys() == codes
    assert set(METER_ERRORS.values()) == set(MeterError)
    assert len(METER_ERRORS) == len(MeterError)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (0, MeterError.NO_ERROR),
        (5, MeterError.WAITING_COMMUNICATION),
        (10, MeterError.CLAMP_NOT_CONNECTED),
        (11, None),
        (28, MeterError.MEMORY_PARITY_ERROR),
        (29, None),
        (32, MeterError.SERVER_RTU_INACTIVE),
        (224, None),
        (244, MeterError.TIMEOUT),
        (250, MeterError.PARAMETER_COUNT_ERROR),
        (256, MeterError.EMPTY_MESSAGE),
        (257, MeterError.UNDEFINED_ERROR),
    ],
)
def test_meter_error_codes(code: int, error: MeterError | None) -> None:
    """The raw number is kept, whether it has a name or not."""
    state = of_keyword("SlaveError", code)

    assert (state.meter_error, state.meter_error_code) == (error, code)


@pytest.mark.parametrize(
    ("dynamic", "error", "power"),
    [(1, 0, 457.0), (0, 0, None), (1, 244, None), (1, 224, None)],
)
def test_without_a_meter_nothing_is_known_of_the_house(
    dynamic: int, error: int, power: float | None
) -> None:
    """The charger says 0 W, or the last value for ever."""
    state, served = parse_realtime(
        f'{{"ChargeState":1,"Dynamic":{dynamic},"SlaveError":{error},'
        '"HousePower":457.0,"GridPower":457.0,"FVPower":457.0,"BatteryPower":457.0}'
    )

    assert state.house_power == power
    assert state.grid_power == power
    assert state.fv_power == power
    assert state.battery_power == power
    assert ("house_power" in served) is (power is not None)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("16", 16.0),
        ("0.00", 0.0),
        ("-85.00", -85.0),
        ("+1", 1.0),
        ("50%", 50.0),
        ("7.", 7.0),
        ("1e-05", 0.00001),
        ("", None),
        ("-", None),
        (".5", None),
        ("1_000", None),
        ("1,5", None),
        ("nan", None),
        ("inf", None),
        ("Infinity", None),
        ("1e9", None),
        ("9" * 400, None),
        ("1e999", None),
        ("٣", None),
        ("0x10", None),
        ("1 2", None),
        ("50%%", None),
    ],
)
def test_numbers(raw: str, number: float | None) -> None:
    """As the charger writes them, and as nobody should."""
    assert as_number(raw) == number


@pytest.mark.parametrize(
    ("raw", "number"),
    [("16", 16), ("16.00", 16), ("-1", -1), ("1.5", None), ("", None)],
)
def test_integers(raw: str, number: int | None) -> None:
    """A whole number may have decimals that are zero."""
    assert as_integer(raw) == number


@pytest.mark.parametrize(
    ("raw", "value"),
    [("0", False), ("1", True), ("1.00", True), ("2", None), ("-1", None), ("x", None)],
)
def test_switches(raw: str, value: bool | None) -> None:
    """0 and 1 only."""
    assert as_switch(raw) is value


@pytest.mark.parametrize(
    ("raw", "value"), [("6", 6), ("0", None), ("-6", None), ("x", None)]
)
def test_positive_settings(raw: str, value: int | None) -> None:
    """0 is what a charger says when it does not tell."""
    assert as_positive(raw) == value


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ("abc123", "ABC123"),
        ("XQUXDU", "XQUXDU"),
        ("A-B_1", "A-B_1"),
        ("", None),
        ("AB C", None),
        ("A" * 33, None),
        ("ÄBC", None),
        ("<b>", None),
    ],
)
def test_labels(raw: str, label: str | None) -> None:
    """An ID becomes part of other IDs, so it is what a label can have or nothing."""
    assert as_label(raw) == label


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Casa", "Casa"),
        ("Büro Ω", "Büro Ω"),
        ("x" * 64, "x" * 64),
        ("x" * 65, None),
        ("", None),
        ("a\nb", None),
        ("\ud800", None),
    ],
)
def test_names(raw: str, name: str | None) -> None:
    """Short and printable, or nothing."""
    assert as_name(raw) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "1"),
        (16, "16"),
        (0.5, "0.5"),
        (" x ", "x"),
        (None, None),
        ([1], None),
        ({}, None),
    ],
)
def test_scalars(value: object, text: str | None) -> None:
    """Scalars have a text, other things have none."""
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("raw", "value"), [("45", 45), ("0", 0), ("100%", 100), ("101", None), ("-1", None)]
)
def test_light(raw: str, value: int | None) -> None:
    """The light is a percentage."""
    state, served = parse_single(WRITABLE["light_led"], raw)

    assert state == ChargerState(light_led=value)
    assert served == {"light_led"}


@pytest.mark.parametrize(
    ("raw", "value"), [("1", True), ("75", True), ("0", False), ("101", None)]
)
def test_logo(raw: str, value: bool | None) -> None:
    """Old sheets let the logo have 100 steps."""
    assert parse_single(WRITABLE["logo_led"], raw)[0].logo_led is value


@pytest.mark.parametrize("text", ["1", " 1\n", '"1"', "1.00", "1%"])
def test_single_values(text: str) -> None:
    """A bare number, however it is wrapped."""
    state, served = parse_single(WRITABLE["charge_mode"], text)

    assert state == ChargerState(charge_mode=ChargeMode.THREEPHASIC)
    assert served == {"charge_mode"}


def test_a_mode_that_is_not_there_is_not_served() -> None:
    """ALVA answers -1."""
    assert parse_single(WRITABLE["charge_mode"], "-1") == (ChargerState(), frozenset())


@pytest.mark.parametrize("text", ["", "OK", "<html>", "{}", '{"LightLED":1}', "1 2"])
def test_single_values_are_numbers(text: str) -> None:
    """Anything else did not come from the keyword."""
    with pytest.raises(V2CResponseError):
        parse_single(WRITABLE["light_led"], text)


@given(keyword=st.sampled_from(READ_SINGLY), text=st.text())
def test_arbitrary_single_values(keyword: Keyword, text: str) -> None:
    """Whatever comes, it is refused or understood."""
    try:
        state, _ = parse_single(keyword, text)
    except V2CResponseError:
        state = None

    assert of_wrong_type(state) == []


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("paused", True, "Paused=1"),
        ("locked", False, "Locked=0"),
        ("timer", True, "Timer=1"),
        ("dynamic", False, "Dynamic=0"),
        ("pause_dynamic", True, "PauseDynamic=1"),
        ("intensity", 16, "Intensity=16"),
        ("min_intensity", 6, "MinIntensity=6"),
        ("max_intensity", 32, "MaxIntensity=32"),
        ("contracted_power", -500, "ContractedPower=-500"),
        ("voltage_installation", 230, "VoltageInstallation=230"),
        ("light_led", 45, "LightLED=45"),
        ("logo_led", True, "LogoLED=1"),
        ("charge_mode", ChargeMode.MIXED, "ChargeMode=2"),
        ("charge_mode", "mixed", "ChargeMode=2"),
        ("dynamic_power_mode", DynamicPowerMode.PV_EXCLUSIVE, "DynamicPowerMode=3"),
    ],
)
def test_writes(field: str, value: FieldValue, written: str) -> None:
    """What goes onto the wire."""
    keyword, text = encode(field, value)

    assert f"{keyword.name}={text}" == written


def test_fourteen_keywords_can_be_written() -> None:
    """The sheet's list."""
    assert sorted(keyword.name for keyword in WRITABLE.values()) == [
        "ChargeMode",
        "ContractedPower",
        "Dynamic",
        "DynamicPowerMode",
        "Intensity",
        "LightLED",
        "Locked",
        "LogoLED",
        "MaxIntensity",
        "MinIntensity",
        "PauseDynamic",
        "Paused",
        "Timer",
        "VoltageInstallation",
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("charge_power", 1),
        ("nonsense", 1),
        ("intensity", None),
        ("intensity", 16.5),
        ("intensity", "16"),
        ("charge_mode", None),
        ("charge_mode", "sixphasic"),
        ("dynamic_power_mode", 2),
    ],
)
def test_what_cannot_be_written(field: str, value: FieldValue) -> None:
    """No keyword, or no such value of it."""
    with pytest.raises(V2CUnsupportedError):
        encode(field, value)
