"""States of the demo house, and what the charger card makes of them."""

from collections.abc import Mapping

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
STATES: dict[str, tuple[str, Mapping[str, str], tuple[str, ...]]] = {
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
        {CONNECTED: "unavailable", CHARGING: "unavailable", POWER: "unavailable"},
        ("Charger not reached", "–"),
    ),
}
