"""The cloud's documents."""

from datetime import time
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.cloud_values import (
    pairings_from,
    parse_live,
    parse_reported,
    parse_version,
)
from custom_components.v2c_cloud.api.datamanager import as_label
from custom_components.v2c_cloud.api.exceptions import V2CError, V2CResponseError
from custom_components.v2c_cloud.api.models import (
    ChargerState,
    ChargeState,
    FieldValue,
    InstallationType,
    Language,
    MeterError,
    MeterType,
    PairedCharger,
)
from custom_components.v2c_cloud.api.timers import ChargeTimer

from .helpers import of_wrong_type

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


KEYS = [
    *("charge_state", "power", "energy", "seconds", "intensity", "house_power"),
    *("sun_power", "grid_power", "battery", "error", "device_id", "deviceId"),
    *("version", "mac", "wifi_info", "connected", "min_car_int", "max_car_int"),
    *("light_led", "logo_led", "contract_power", "dynamic", "locked", "pause"),
    *("programed", "inst_type", "language", "versionId", "commercialName", "tag"),
]


objects = st.dictionaries(
    st.sampled_from(KEYS), scalars | st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{1,6})?")
)


def parsed(document: object) -> list[ChargerState]:
    """What each parser makes of a document; a refusal makes nothing."""
    states = []
    for parse in (
        lambda item: parse_live(item)[0],
        lambda item: parse_reported(item)[0],
        parse_version,
    ):
        try:
            states.append(parse(document))
        except V2CError:
            continue
    return states


def test_live_answer_of_the_openapi() -> None:
    """Strings and kW; voltage and cp_level have units that nobody knows."""
    state, served = parse_live(
        {
            "error": "244",
            "battery": "-0.500000",
            "voltage": "230.50",
            "intensity": "6",
            "seconds": "93",
            "photovoltaic_on": "1",
            "house_power": "3.500000",
            "charge_state": "2",
            "power": "1.380000",
            "sun_power": "1.500000",
            "phases": "1",
            "cp_level": "248.000000",
            "energy": "0.000000",
        }
    )

    assert state == ChargerState(
        meter_error=MeterError.TIMEOUT,
        battery_power=-500.0,
        charge_current=6.0,
        charge_time=93,
        house_power=3500.0,
        charge_state=ChargeState.CHARGING,
        charge_power=1380.0,
        fv_power=1500.0,
        charge_energy=0.0,
    )
    assert served == state.known


def test_live_answer_of_a_trydan_at_rest() -> None:
    """A capture of firmware 2.4.6: state C without a current."""
    state, _ = parse_live(
        {
            "seconds": "26711",
            "error": "0",
            "voltage": "0.072800",
            "phases": "0",
            "battery": "0.000000",
            "intensity": "0",
            "energy": "4.179506",
            "power": "0.000000",
            "house_power": "0.212000",
            "sun_power": "0.000000",
            "grid_power": "0.212000",
            "photovoltaic_on": "1",
            "cp_level": "248.000000",
            "charge_state": "2",
        }
    )

    assert state == ChargerState(
        meter_error=MeterError.NO_ERROR,
        battery_power=0.0,
        charge_current=0.0,
        charge_time=26711,
        house_power=212.0,
        grid_power=212.0,
        fv_power=0.0,
        charge_state=ChargeState.CHARGING,
        charge_power=0.0,
        charge_energy=4.179506,
    )


def test_live_answer_of_a_pole() -> None:
    """Numbers, fewer keys, and an empty error."""
    state, served = parse_live(
        {
            "seconds": 0,
            "photovoltaic_on": 0,
            "charge_state": "0",
            "power": 0.0,
            "error": "",
            "energy": 0.0,
        }
    )

    assert state == ChargerState(
        charge_time=0,
        charge_state=ChargeState.DISCONNECTED,
        charge_power=0.0,
        meter_error=MeterError.NO_ERROR,
        charge_energy=0.0,
    )
    assert served == state.known


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("0", ChargeState.DISCONNECTED),
        ("1", ChargeState.CONNECTED),
        (2, ChargeState.CHARGING),
        ("3", ChargeState.VENTILATION_REQUIRED),
        ("4", ChargeState.PILOT_FAULT),
        ("5", ChargeState.SYSTEM_FAULT),
        ("6", None),
        ("x", None),
    ],
)
def test_charge_states(number: object, state: ChargeState | None) -> None:
    """From 3 upwards the cloud numbers them otherwise than the LAN."""
    live, served = parse_live({"charge_state": number})

    assert live.charge_state is state
    assert served == {"charge_state"}


REPORTED = {
    "device_id": "xquxdu",
    "version": "2.4.6",
    "mac": "28:56:2F:00:00:01",
    "wifi_info": '{"ssid":"Home","ip":"10.35.0.50","static_mode":"1","status":"0"}',
    "charge_state": "1",
    "intensity": "6",
    "min_car_int": "6",
    "max_car_int": "32",
    "light_led": "0.450000",
    "logo_led": "1",
    "contract_power": "7",
    "dynamic": "1",
    "locked": "0",
    "pause": "0",
    "programed": "1",
    "inst_type": "2",
    "language": "4",
    "connected": "1",
    "huawei_ip": "10.35.0.99",
    "daysofweek_00": "8",
    "hourstart_01": "23",
    "minutestart_01": "5",
    "hourend_01": "7",
    "minuteend_01": "0",
    "daysofweek_01": "13",
    "slave_type": "3",
    "set_rfid": "0",
    "ocpp": "1",
}


def test_shadow() -> None:
    """Each key that clients have seen, in our units."""
    state, served = parse_reported(REPORTED)

    assert state == ChargerState(
        charger_id="XQUXDU",
        firmware="2.4.6",
        mac="28:56:2F:00:00:01",
        ssid="Home",
        ip_address="10.35.0.50",
        charge_state=ChargeState.CONNECTED,
        intensity=6,
        min_intensity=6,
        max_intensity=32,
        light_led=45,
        logo_led=True,
        contracted_power=700,
        dynamic=True,
        locked=False,
        paused=False,
        timer=True,
        installation_type=InstallationType.PHOTOVOLTAIC,
        language=Language.ITALIAN,
        cloud_connected=True,
        timer_2=ChargeTimer(start=time(23, 5), end=time(7), days=frozenset({1, 3})),
        rfid_reader=False,
        ocpp=True,
        meter_type=MeterType.HUAWEI,
    )
    assert served == state.known | {"timer_1"}


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("slave_type", "0", "meter_type", MeterType.SHELLY),
        ("slave_type", "4.000000", "meter_type", MeterType.SOLAX),
        ("slave_type", "2", "meter_type", None),
        ("slave_type", "11", "meter_type", None),
        ("rfid", 1, "rfid_reader", True),
        ("set_rfid", "", "rfid_reader", None),
        ("ocpp", "2", "ocpp", None),
        ("deviceId", "abc", "charger_id", "ABC"),
        ("light_led", "1.000000", "light_led", 100),
        ("light_led", "50", "light_led", None),
        ("light_led", "x", "light_led", None),
        ("contract_power", "46.5", "contracted_power", 4650),
        ("contract_power", "x", "contracted_power", None),
        ("intensity", "0", "intensity", None),
        ("language", "9", "language", None),
        ("connected", False, "cloud_connected", False),
        ("connected", "?", "cloud_connected", None),
    ],
)
def test_odd_values_of_the_shadow(
    key: str, value: object, field: str, expected: FieldValue
) -> None:
    """What is not understood is served, but not known."""
    state, served = parse_reported({key: value})

    assert getattr(state, field) == expected
    assert served == {field}


@pytest.mark.parametrize(
    "wifi",
    [None, "", "no JSON", "[1]", 5, "[" * 50_000, {"ssid": None}],
    ids=lambda wifi: str(wifi)[:8],
)
def test_odd_network_of_the_shadow(wifi: object) -> None:
    """The rest of the shadow does not suffer."""
    state, served = parse_reported({"intensity": "8", "wifi_info": wifi})

    assert state == ChargerState(intensity=8)
    assert served == {"intensity"}


def test_the_network_may_be_an_object() -> None:
    """JSON in a string, or not."""
    state, _ = parse_reported({"wifi_info": {"ip": "10.0.0.1"}, "locked": "1"})

    assert state == ChargerState(ip_address="10.0.0.1", locked=True)


def test_both_names_of_the_id() -> None:
    """The one that says something counts."""
    assert parse_reported({"device_id": "", "deviceId": "a1"})[0].charger_id == "A1"
    assert parse_reported({"device_id": "a1", "deviceId": ""})[0].charger_id == "A1"


@pytest.mark.parametrize("document", [None, [], "text", 5, {}, {"message": "done"}])
def test_what_is_no_document(document: object) -> None:
    """Empty answers, sentences and lists."""
    with pytest.raises(V2CResponseError):
        parse_live(document)
    with pytest.raises(V2CResponseError):
        parse_reported(document)


@pytest.mark.parametrize(
    ("document", "firmware", "model"),
    [
        ("2.4.6", "2.4.6", None),
        (2.5, "2.5", None),
        ({"versionId": "2.4.6"}, "2.4.6", None),
        ({"version": "2.4.6", "modelName": "TRYDAN"}, "2.4.6", "TRYDAN"),
        (
            {"versionId": "2", "modelName": "T", "commercialName": "Trydan"},
            "2",
            "Trydan",
        ),
        ({"versionId": "", "modelName": "INIT"}, None, None),
        ({}, None, None),
    ],
)
def test_versions(document: object, firmware: str | None, model: str | None) -> None:
    """An object of unsettled keys, or the bare version."""
    assert parse_version(document) == ChargerState(firmware=firmware, model=model)


@pytest.mark.parametrize("document", [None, [], "Device version not found", True, ""])
def test_what_is_no_version(document: object) -> None:
    """A sentence is not one."""
    with pytest.raises(V2CResponseError):
        parse_version(document)


def test_pairings() -> None:
    """ID and name; what has no ID cannot be asked for."""
    assert pairings_from(
        [
            {"deviceId": "abc123", "tag": "Garage", "model": 1, "ip": "10.0.0.1"},
            {"deviceId": "DEF456", "tag": ""},
            {"id": "pairing_id_123", "name": "My Pairing"},
            {"deviceId": "<b>"},
            None,
            "ABC",
        ]
    ) == [
        PairedCharger(charger_id="ABC123", name="Garage", ip_address="10.0.0.1"),
        PairedCharger(charger_id="DEF456"),
    ]


@pytest.mark.parametrize("document", [None, {}, "[]", 0])
def test_what_is_no_list_of_pairings(document: object) -> None:
    """No list is not the same as an empty list."""
    with pytest.raises(V2CResponseError):
        pairings_from(document)


@given(documents | objects)
def test_arbitrary_documents(document: object) -> None:
    """Whatever the cloud sends, it is refused or understood."""
    assert [of_wrong_type(state) for state in parsed(document)] == [
        [] for _ in parsed(document)
    ]


@given(st.lists(documents | objects))
def test_arbitrary_pairings(document: list[object]) -> None:
    """Whatever is in the list, only what can be a charger's ID comes out."""
    labels = [item.charger_id for item in pairings_from(document)]

    assert [as_label(label) for label in labels] == labels


@given(st.dictionaries(st.sampled_from(["ssid", "ip"]), scalars))
def test_arbitrary_networks(wifi: dict[str, object]) -> None:
    """JSON in JSON, with anything in it."""
    state, _ = parse_reported({"locked": "1", "wifi_info": json.dumps(wifi)})

    assert of_wrong_type(state) == []
    assert state.locked is True
