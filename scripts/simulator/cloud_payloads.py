"""The documents that V2C's cloud sends about a charger, with their odd formats."""

from hashlib import sha256
import json
from typing import Final

from .charger import Charger
from .values import ChargeState, Values

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None

# V2C's OpenAPI 1.0.0 numbers the faults otherwise than the LAN sheet.
CLOUD_STATES: Final = {
    ChargeState.DISCONNECTED: "0",
    ChargeState.CONNECTED: "1",
    ChargeState.CHARGING: "2",
    ChargeState.VENTILATION: "3",
    ChargeState.PILOT_FAULT: "4",
    ChargeState.SYSTEM_FAILURE: "5",
}
_PV_INSTALLATION: Final = 2
_CP_LEVEL: Final = "248.000000"


def mac_address(charger_id: str) -> str:
    """Return a MAC with an Espressif prefix, the only one seen on a Trydan."""
    digest = sha256(charger_id.encode()).digest()
    return "28:56:2F:" + ":".join(f"{byte:02X}" for byte in digest[:3])


def current_state(charger: Charger) -> Json:
    """Return `currentstatecharge`: strings and kW, or the Pole's short form.

    Keys and order are those of captures on firmware 2.4.2 and 2.4.6. `voltage` is in
    kV, averaged over three phases: that reading of the captures is inferred.
    """
    values = charger.values
    if charger.simplified:
        return {
            "seconds": values.charge_time,
            "photovoltaic_on": int(values.inst_type == _PV_INSTALLATION),
            "charge_state": CLOUD_STATES[values.charge_state],
            "power": values.charge_power / 1000,
            "error": "",
            "energy": round(values.charge_energy, 6),
        }
    live = charger.offered if charger.charging else 0
    return {
        "seconds": str(values.charge_time),
        "error": str(values.slave_error),
        "voltage": f"{_kilovolts(charger):.6f}",
        "phases": str(charger.phases_in_use if charger.charging else 0),
        "battery": _kw(values.battery_power),
        "intensity": str(live),
        "energy": f"{values.charge_energy:.6f}",
        "power": _kw(values.charge_power),
        "house_power": _kw(values.house_power),
        "sun_power": _kw(values.fv_power),
        "grid_power": _kw(values.grid_power),
        "photovoltaic_on": str(int(values.inst_type == _PV_INSTALLATION)),
        "cp_level": _CP_LEVEL,
        "charge_state": CLOUD_STATES[values.charge_state],
    }


def reported(charger: Charger, shadow: Values) -> Json:
    """Return `reported`: what the charger said some time ago, in `shadow`.

    V2C publishes no schema: the keys are those that clients read. The timers have the
    form in which V2C's bot reads them; "8" means not programmed.
    """
    wifi = {
        "ssid": shadow.ssid if shadow.ip else "",
        "ip": shadow.ip,
        "static_mode": "0",
        "status": "0",
    }
    return {
        "device_id": charger.id,
        "version": shadow.firmware_version,
        "mac": mac_address(charger.id),
        "wifi_info": json.dumps(wifi, separators=(",", ":")),
        "connected": str(int(charger.online)),
        "charge_state": CLOUD_STATES[shadow.charge_state],
        "intensity": str(shadow.intensity),
        "min_car_int": str(shadow.min_intensity),
        "max_car_int": str(shadow.max_intensity),
        "light_led": f"{shadow.light_led / 100:.6f}",
        "logo_led": str(shadow.logo_led),
        "contract_power": str(int(shadow.contracted_power / 100)),
        "dynamic": str(int(shadow.dynamic)),
        "locked": str(int(shadow.locked)),
        "pause": str(int(shadow.paused)),
        "programed": str(int(shadow.timer)),
        **_no_timer("00"),
        **_no_timer("01"),
        "inst_type": str(shadow.inst_type),
        "slave_type": str(shadow.slave_type),
        "language": str(shadow.language),
        "set_rfid": "0",
        "ocpp": "0",
    }


def pairing(charger: Charger) -> Json:
    """Return one item of `pairings/me`, as V2C's Swagger of 2021 has it."""
    return {
        "deviceId": charger.id,
        "tag": charger.name,
        "model": 2 if charger.simplified else 1,
        "priceMode": 0,
        "price": 0.15,
        "coCost": 0.31,
        "latitude": 39.47,
        "longitude": -0.38,
        "master": True,
        "createdAt": "2025-10-28T10:44:52.000+00:00",
        "updatedAt": "2025-10-28T13:45:07.000+00:00",
    }


def version(charger: Charger) -> Json:
    """Return `version` as an object, with the keys that clients read."""
    model = "POLE" if charger.simplified else "TRYDAN"
    return {
        "versionId": charger.firmware.version,
        "modelName": model,
        "commercialName": model.title(),
    }


def _kw(watts: float) -> str:
    return f"{watts / 1000:.6f}"


def _kilovolts(charger: Charger) -> float:
    return sum(charger.voltages[: charger.phases]) / 3 / 1000


def _no_timer(number: str) -> dict[str, Json]:
    return {
        f"hourstart_{number}": "0",
        f"minutestart_{number}": "0",
        f"hourend_{number}": "0",
        f"minuteend_{number}": "0",
        f"daysofweek_{number}": "8",
    }
