"""The documents that V2C's cloud sends about a charger, with their odd formats."""

from hashlib import sha256
import json
from typing import Final

from .charger import Charger
from .json_type import Json
from .profiles import PowerProfile
from .schedule import Timer
from .smart_charger import SmartCharger
from .values import ChargeState, Values

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
        **_timer("00", shadow.timers[0]),
        **_timer("01", shadow.timers[1]),
        "inst_type": str(shadow.inst_type),
        "slave_type": str(shadow.slave_type),
        "language": str(shadow.language),
        "set_rfid": str(int(shadow.rfid)),
        "ocpp": str(int(shadow.ocpp)),
        "huawei_ip": shadow.inverter_ip,
    }


def pairing(charger: Charger, *, price: float = 0.15, master: bool = True) -> Json:
    """Return one item of `pairings/me`, as V2C's Swagger of 2021 has it.

    That `master` tells the owner from those with whom it is shared is inferred.
    """
    return {
        "deviceId": charger.id,
        "tag": charger.name,
        "model": 2 if charger.simplified else 1,
        "priceMode": 0,
        "price": price,
        "coCost": 0.31,
        "latitude": 39.47,
        "longitude": -0.38,
        "master": master,
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


def cards(charger: SmartCharger) -> Json:
    """Return the cards; the keys are those of the writing operations."""
    return [{"code": c.code, "tag": c.tag} for c in charger.reader.cards.values()]


def wifi_networks(charger: SmartCharger) -> Json:
    """Return the networks in sight, as objects."""
    return [{"ssid": n.ssid, "rssi": n.rssi} for n in charger.networks]


def wifi_names(charger: SmartCharger) -> Json:
    """Return the networks in sight, as names."""
    return [network.ssid for network in charger.networks]


def profile(record: PowerProfile) -> Json:
    """Return a power profile; that mode, value and updateAt are in it is inferred."""
    return {
        "name": record.name,
        "active": record.active,
        "mode": record.mode,
        "value": record.value,
        "updateAt": record.updated,
    }


def profiles(charger: SmartCharger) -> Json:
    """Return all power profiles."""
    return [profile(record) for record in charger.profiles.by_name.values()]


def _kw(watts: float) -> str:
    return f"{watts / 1000:.6f}"


def _kilovolts(charger: Charger) -> float:
    return sum(charger.voltages[: charger.phases]) / 3 / 1000


def _timer(number: str, timer: Timer) -> dict[str, Json]:
    return {
        f"hourstart_{number}": str(timer.start // 60),
        f"minutestart_{number}": str(timer.start % 60),
        f"hourend_{number}": str(timer.end // 60),
        f"minuteend_{number}": str(timer.end % 60),
        f"daysofweek_{number}": timer.days,
    }
