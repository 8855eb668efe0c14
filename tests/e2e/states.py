"""States of the demo house, and what the charger card makes of them."""

from collections.abc import Mapping
from typing import Any

REASON = "sensor.garage_charging_reason"
CHARGING = "binary_sensor.garage_charging"
CONNECTED = "binary_sensor.garage_car_connected"
POWER = "sensor.garage_charge_power"
ENERGY = "sensor.garage_charge_energy"
PAUSED = "switch.garage_pause_charging"
GRID, SOLAR = "sensor.grid_power", "sensor.solar_power"
SINCE = "2026-11-20T10:00:00+00:00"
FLOWS = {CONNECTED: "on", CHARGING: "on", POWER: "3680"}
WAITS = {CONNECTED: "on", CHARGING: "off", POWER: "0"}
# What the card says and how it looks when so many states are fed.
STATES: dict[str, tuple[str, Mapping[str, Any], tuple[str, ...]]] = {
    "no_car": (
        "idle",
        {CONNECTED: "off", CHARGING: "off", POWER: "0"},
        ("No car is plugged in", "No power flows", "Last session"),
    ),
    "charging": (
        "charging",
        {**FLOWS, GRID: "4100", SOLAR: "0"},
        ("Charging at full", "3.7 kW, since", "Grid 3.7 kW", "This session"),
    ),
    "charging_on_sun": (
        "sun",
        {**FLOWS, GRID: "680", SOLAR: "4000"},
        ("surplus of the sun", "Sun 3.0 kW", "Grid 680 W"),
    ),
    "uncontrolled": (
        "charging",
        # The cloud is down, which nobody notices who is reached on the LAN.
        {**FLOWS, "binary_sensor.garage_cloud_connection": "off"},
        ("Power control is off", "3.7 kW now", "This session"),
    ),
    "waiting_for_cheaper_hours": (
        "waiting",
        WAITS,
        ("Waiting for cheaper hours", "Charge now"),
    ),
    "waiting_for_sun": (
        "waiting",
        {**WAITS, "sensor.garage_headroom": "900"},
        ("Waiting until the sun", "900 W are left"),
    ),
    "limited_by_house": (
        "limited",
        {**FLOWS, POWER: "1840", "number.garage_charging_current": "8"},
        ("Less for now", "1.8 kW now, 8 A"),
    ),
    "meter_silent": (
        "trouble",
        {**FLOWS, GRID: "unavailable", POWER: "1380"},
        ("The meter is silent", "No meter tells"),
    ),
    "locked": (
        "paused",
        {**WAITS, "switch.garage_lock_charger": "on"},
        ("Locked: unlock", "Unlock"),
    ),
    "paused_by_user": ("paused", {**WAITS, PAUSED: "on"}, ("Paused by hand", "Start")),
    "fault": (
        "fault",
        {**WAITS, "sensor.garage_charge_state": "system_fault"},
        ("Fault: look at the charger", "System fault"),
    ),
    "link_lost": (
        "trouble",
        {
            CONNECTED: "unavailable",
            CHARGING: "unavailable",
            POWER: "unavailable",
            "binary_sensor.garage_lan_connection": {
                "state": "off",
                "last_answer": "2026-11-20T09:30:00+00:00",
            },
        },
        ("Charger not reached", "Last answer:", "–"),
    ),
}

# What EcoCharging's entities are called, what they say, and what the card then does.
ECO_KEYS = {
    "time.garage_ready_by": "ready_by",
    "switch.garage_ready_by_on": "ready_by_on",
    "switch.garage_eco_charging": "eco_charging",
    "switch.garage_skip_tonight": "skip_tonight",
    "binary_sensor.garage_will_be_ready": "will_be_ready",
    "sensor.garage_next_start": "next_start",
    "sensor.garage_planned_end": "planned_end",
    "sensor.garage_expected_need": "expected_need",
    "sensor.garage_expected_cost": "expected_cost",
}
ECO_STATES: Mapping[str, Any] = {
    REASON: {"state": "waiting_for_cheaper_hours", "since": SINCE},
    **WAITS,
    "time.garage_ready_by": "07:30:00",
    "switch.garage_ready_by_on": "on",
    "switch.garage_eco_charging": "on",
    "switch.garage_skip_tonight": "off",
    "binary_sensor.garage_will_be_ready": "on",
    "sensor.garage_next_start": "2099-01-02T01:00:00+00:00",
    "sensor.garage_planned_end": "2099-01-02T04:00:00+00:00",
    "sensor.garage_expected_need": {"state": "11.2", "unit_of_measurement": "kWh"},
    "sensor.garage_expected_cost": {"state": "1.37", "unit_of_measurement": "EUR"},
}
ECO_CALLS = [
    [
        "time",
        "set_value",
        {"time": "06:45:00"},
        {"entity_id": "time.garage_ready_by"},
    ],
    ["switch", "turn_off", {}, {"entity_id": "switch.garage_eco_charging"}],
    ["switch", "turn_on", {}, {"entity_id": "switch.garage_skip_tonight"}],
    ["switch", "turn_on", {}, {"entity_id": "switch.garage_boost_until_unplugged"}],
]
