"""What a person can send when something does not work, without what is private."""

from dataclasses import asdict
import time

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.util import dt as dt_util

from .account import CloudAccount
from .api.models import ChargerState, Reading, timers_of
from .const import (
    CONF_BLE_ADDRESS,
    CONF_BLE_PIN,
    CONF_CAPABILITIES,
    CONF_CLOUD,
    CONF_CLOUD_URL,
    CONF_FIRMWARE,
    CONF_MODEL,
    DOMAIN,
)
from .coordinator import ChargerCoordinator
from .eco_diagnostics import charger_eco_facts
from .house import V2CConfigEntry, charger_subentries
from .house_carbon import HouseCarbon
from .nearby_diagnostics import nearby_facts, without_addresses
from .power_diagnostics import (
    Facts,
    cars_facts,
    charger_power_facts,
    house_power_facts,
    options_facts,
)
from .prices.house_prices import HousePrices
from .prices.points import QUARTER
from .session_tracker import SessionTracker
from .smart_lock import SmartLock

TO_REDACT = frozenset({"charger_id", "ip_address", "mac", "ssid"})
"""The fields of a charger's state that tell whose it is, or where.

What else is private is not in a report at all: the key, titles that people gave,
addresses and unique ids.
"""


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: V2CConfigEntry
) -> Facts:
    """Facts of a house and all of its chargers."""
    facts: Facts = {
        "house": _house(entry),
        "account": _account(entry),
        "chargers": {
            subentry_id: _charger(hass, entry, subentry)
            for subentry_id, subentry in charger_subentries(entry).items()
        },
    }
    facts["cars"] = cars_facts(entry)
    if entry.state is ConfigEntryState.LOADED:
        facts["power"] = house_power_facts(hass, entry.runtime_data.power)
        facts["prices"] = _prices(entry.runtime_data.prices)
        facts["carbon"] = _carbon(entry.runtime_data.carbon)
    return facts


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: V2CConfigEntry, device: DeviceEntry
) -> Facts:
    """Facts of one charger; of all of them for the device of the house."""
    facts = await async_get_config_entry_diagnostics(hass, entry)
    chargers = {
        subentry_id: facts["chargers"][subentry_id]
        for subentry_id, subentry in charger_subentries(entry).items()
        if (DOMAIN, subentry.unique_id) in device.identifiers
    }
    return facts | ({"chargers": chargers} if chargers else {})


def _house(entry: V2CConfigEntry) -> Facts:
    return {
        "version": f"{entry.version}.{entry.minor_version}",
        "state": entry.state,
        # The text of an unforeseen error may hold anything.
        "reason": entry.error_reason_translation_key,
        "source": entry.source,
        "options": options_facts(entry),
    }


def _account(entry: V2CConfigEntry) -> Facts:
    facts: Facts = {
        "key": CONF_API_KEY in entry.data,
        "another_cloud": CONF_CLOUD_URL in entry.data,
    }
    if account := _loaded_account(entry):
        budget = account.client.budget
        facts |= {
            "key_accepted": account.key_accepted,
            "chargers": len(account.pairings),
            "calls_a_day": budget.limit,
            "calls_left": account.calls_left,
            "calls_made": budget.calls,
            "calls_by_kind": dict(sorted(budget.by_kind.items())),
        }
    return facts


def _loaded_account(entry: V2CConfigEntry) -> CloudAccount | None:
    if entry.state is not ConfigEntryState.LOADED:
        return None
    return entry.runtime_data.account


def _charger(
    hass: HomeAssistant, entry: V2CConfigEntry, subentry: ConfigSubentry
) -> Facts:
    data = subentry.data
    facts: Facts = {
        "stored": {
            "host": CONF_HOST in data,
            "mac": CONF_MAC in data,
            "ble_address": CONF_BLE_ADDRESS in data,
            "ble_pin": CONF_BLE_PIN in data,
            **{
                key: data.get(key)
                for key in (
                    CONF_PORT,
                    CONF_CLOUD,
                    CONF_FIRMWARE,
                    CONF_MODEL,
                    CONF_CAPABILITIES,
                )
            },
        }
    }
    if entry.state is ConfigEntryState.LOADED:
        house, subentry_id = entry.runtime_data, subentry.subentry_id
        facts |= _live(house.chargers[subentry_id])
        if (nearby := house.nearby.get(subentry_id)) is not None:
            facts["bluetooth"] = nearby_facts(hass, nearby, subentry.unique_id or "")
        facts["sessions"] = _sessions(house.sessions[subentry_id])
        facts["power"] = charger_power_facts(house.power, subentry_id)
        facts["eco"] = charger_eco_facts(hass, house.eco.chargers[subentry_id])
        facts["smart_lock"] = _lock(house.locks.get(subentry_id))
    return facts


def _live(coordinator: ChargerCoordinator) -> Facts:
    """What the links say now, each alone and all together."""
    charger, snapshot = coordinator.charger, coordinator.data.snapshot
    interval = coordinator.update_interval
    return {
        "active_link": snapshot.active_link,
        "poll_interval": interval and interval.total_seconds(),
        "cloud_interval": coordinator.cloud_interval,
        "writes_today": snapshot.writes_today,
        "total_energy": coordinator.data.total_energy,
        "state": _state(snapshot.state),
        "served": sorted(snapshot.served),
        "links": {
            link: {
                "status": snapshot.links[link].status,
                "reason": without_addresses(snapshot.links[link].reason),
                "failures": charger.failures(link),
                "reading": _reading(charger.reading(link)),
            }
            for link in charger.links
        },
    }


def _sessions(tracker: SessionTracker) -> Facts:
    """How the log is doing; what is in it is for its owner alone."""
    offset = tracker.clock_offset
    return {
        "known": len(tracker.sessions),
        "ambiguous_charges": len(tracker.ambiguous),
        "clock_offset": None if offset is None else offset.total_seconds(),
    }


def _lock(lock: SmartLock | None) -> Facts | None:
    """What the lock does and sees; whose keys they are is for their owners alone."""
    if lock is None:
        return None
    return {
        "enabled": lock.enabled,
        "reason": lock.reason,
        "keys": [
            {
                **asdict(rule),
                "zone": lock.keys[entity].zone,
                "side": lock.keys[entity].side,
                "fresh": lock.keys[entity].fresh,
                "level": lock.keys[entity].level,
            }
            for entity, rule in lock.settings.keys.items()
        ],
    }


def _prices(prices: HousePrices) -> Facts:
    """Where prices come from and how far they reach."""
    source, problem, until = prices.source, prices.problem, prices.published_until
    return {
        "kind": prices.kind,
        "integration": source and source.platform,
        "currency": prices.currency,
        "published_until": until and until.isoformat(),
        "stored_quarters": source and len(source.book),
        "learned_days": prices.learned_days,
        "known_now": prices.price(dt_util.utcnow()) is not None,
        # What it leaves open are names.
        "problem": problem and problem.key,
    }


def _carbon(carbon: HouseCarbon) -> Facts:
    """Where it is read what the grid emits, and whether that is known."""
    source, now = carbon.source, dt_util.utcnow()
    return {
        "integration": source and source.platform,
        "stored_quarters": source and len(source.book),
        "learned_days": carbon.learned_days,
        "known_now": bool(carbon.slots(now, now + QUARTER)),
    }


def _reading(reading: Reading | None) -> Facts | None:
    if reading is None:
        return None
    return {
        "age": round(time.monotonic() - reading.at, 1),
        "state": _state(reading.state),
        "served": sorted(reading.served),
    }


def _state(state: ChargerState) -> Facts:
    timers = {name: timer and str(timer) for name, timer in timers_of(state).items()}
    return async_redact_data(asdict(state) | timers, TO_REDACT)
