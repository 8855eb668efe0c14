"""How tests ask for an action of ours."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util.json import JsonObjectType

from custom_components.v2c_cloud import house
from custom_components.v2c_cloud.api.charger import Charger
from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import Simulator

EXAMPLES: dict[str, dict[str, object]] = {
    "set_timer": {"timer": 1, "start": "22:00", "end": "06:00", "days": ["monday"]},
    "charge_until": {"energy": 10},
    "start_charge_for": {"duration": "01:00:00"},
    "get_cards": {},
    "learn_card": {"name": "Anna"},
    "add_card": {"code": "aa23b601", "name": "Anna"},
    "rename_card": {"code": "aa23b601", "name": "Berta"},
    "delete_card": {"code": "aa23b601"},
    "set_ocpp": {"enabled": True, "address": "wss://ocpp.example.com/v2c"},
    "get_wifi_networks": {},
    "set_wifi": {"ssid": "Taller", "password": "workshop-password"},
    "set_meter": {"type": "huawei", "confirm": True},
    "get_power_profiles": {},
    "save_power_profile": {
        "name": "Winter",
        "mode": "solar",
        "value": 32,
        "confirm": True,
    },
    "delete_power_profile": {"name": "Winter"},
    "get_statistics": {},
}
"""A call of each action that the cloud carries out, without the charger."""

HOUSE_EXAMPLES: dict[str, dict[str, object]] = {
    "set_power_limits": {"preset": "spain", "power": 4.6, "valley_power": 9.2},
    "get_power_limits": {},
}
"""A call of each action on a house, which needs neither charger nor cloud."""

ANSWERS = frozenset(
    {"get_cards", "get_wifi_networks", "get_power_profiles", "get_statistics"}
)
"""Those that must be asked for an answer."""

STORED = frozenset(
    {
        "get_power_profiles",
        "save_power_profile",
        "delete_power_profile",
        "get_statistics",
    }
)
"""Those for which the cloud does not need the charger."""


@contextmanager
def quick_chargers(simulator: Simulator) -> Iterator[None]:
    """While a command is read back, only simulated time passes."""

    async def sleep(seconds: float) -> None:
        await simulator.advance(seconds)
        await asyncio.sleep(0)

    with patch.object(house, "Charger", partial(Charger, sleep=sleep)):
        yield


def device_of(hass: HomeAssistant, charger_id: str = "ABC123") -> str:
    """The device of a charger."""
    entry = next(
        entry
        for entry in hass.config_entries.async_entries(DOMAIN)
        for subentry in entry.subentries.values()
        if subentry.unique_id == charger_id
    )
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, charger_id), entry.entry_id
    )
    assert device is not None
    return device.id


async def act(hass: HomeAssistant, action: str, **data: object) -> None:
    """Ask for an action on the charger, or on the device that is named."""
    await hass.services.async_call(
        DOMAIN, action, {ATTR_DEVICE_ID: device_of(hass)} | data, blocking=True
    )


async def ask(hass: HomeAssistant, action: str, **data: object) -> JsonObjectType:
    """Ask for an action and its answer."""
    answer = await hass.services.async_call(
        DOMAIN,
        action,
        {ATTR_DEVICE_ID: device_of(hass)} | data,
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    return answer


async def run_example(hass: HomeAssistant, action: str, device_id: str) -> None:
    """Ask for an action as in the examples."""
    await hass.services.async_call(
        DOMAIN,
        action,
        {ATTR_DEVICE_ID: device_id} | EXAMPLES[action],
        blocking=True,
        return_response=action in ANSWERS,
    )
