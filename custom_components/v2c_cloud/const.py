"""Names that several modules share."""

import logging
from typing import Final

DOMAIN: Final = "v2c_cloud"
LOGGER = logging.getLogger(__package__)

ENTRY_VERSION: Final = 4
"""Versions 2 and 3 are the community integration's, which has the same domain."""

SUBENTRY_CHARGER: Final = "charger"
SUBENTRY_CAR: Final = "car"

CONF_CLOUD: Final = "cloud"
"""Subentry: whether the house's account reaches this charger."""
CONF_BLE_ADDRESS: Final = "ble_address"
"""Subentry: the charger's Bluetooth address, in upper case, if it has that link."""
CONF_BLE_PERSISTENT: Final = "ble_persistent"
"""Subentry: whether the Bluetooth connection is kept while no other link works."""
CONF_BLE_PIN: Final = "ble_pin"
"""Subentry: what the charger's Bluetooth wants to know, if anything."""
CONF_CAPABILITIES: Final = "capabilities"
"""Subentry: the fields that this charger was last seen to have, sorted."""
CONF_FIRMWARE: Final = "firmware"
CONF_MODEL: Final = "model"

CONF_CONTRACTED_POWER: Final = "contracted_power"
"""Options: the contract's power in kW."""
CONF_PHASES: Final = "phases"
"""Options: 1 or 3, the phases of the house's connection."""

CONF_PRICE: Final = "price"
"""Options: what a kWh costs, in the currency of Home Assistant."""

CONF_CLOUD_URL: Final = "cloud_url"
"""Entry: another cloud than V2C's own; only development sets it."""

MANUFACTURER: Final = "V2C"

EVENT_HAPPENED: Final = "v2c_cloud_event"
"""Fired for the logbook, with what the event entities tell."""
