"""What a report says of power control: its meter, its settings, its last decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, valid_entity_id
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .dynamic_power import DynamicPower
from .eco_recorded import CONF_ECO_STATISTICS
from .house import V2CConfigEntry, charger_subentries
from .house_cars import CONF_CARDS, CONF_WORD, car_subentries
from .meter import HouseMeter
from .smart_lock_options import CONF_SCANNER

type Facts = dict[str, Any]


def options_facts(entry: V2CConfigEntry) -> Facts:
    """The options of a house, without the IDs of its chargers and sensors.

    An entity's ID is made of a name that somebody gave. A Bluetooth adapter is told by
    its address, and a statistic may have the ID of a charger in its own.
    """
    aliases = {
        subentry.unique_id or "": subentry_id
        for subentry_id, subentry in charger_subentries(entry).items()
    }
    facts: Facts = async_redact_data(
        _nameless(entry.options, aliases), {CONF_SCANNER, CONF_ECO_STATISTICS}
    )
    return facts


def cars_facts(entry: V2CConfigEntry) -> list[Facts]:
    """What is known of a house's cars, without whose they are and their cards."""
    return [
        _nameless(
            {
                **subentry.data,
                CONF_CARDS: len(subentry.data.get(CONF_CARDS, ())),
                CONF_WORD: bool(subentry.data.get(CONF_WORD)),
            },
            {},
        )
        for subentry in car_subentries(entry).values()
    ]


def _nameless(value: Any, aliases: Mapping[str, str]) -> Any:
    match value:
        case Mapping():
            return {
                aliases.get(key, key): _nameless(item, aliases)
                for key, item in value.items()
            }
        case list() | tuple():
            return [_nameless(item, aliases) for item in value]
        case str() if valid_entity_id(value):
            return value.partition(".")[0]
    return value


def house_power_facts(hass: HomeAssistant, power: DynamicPower) -> Facts:
    """What the house's meter says, and what was decided lately."""
    return {
        "meter": _meter(hass, power.meter),
        "wanted": power.wanted,
        "decisions": list(power.history),
    }


def _meter(hass: HomeAssistant, meter: HouseMeter) -> Facts:
    reading, problem = meter.reading, meter.problem
    return {
        "status": meter.status,
        # What it leaves open are names.
        "problem": problem and problem.key,
        "usual_gap": meter.usual_gap,
        "age": reading and round(hass.loop.time() - reading.at, 1),
        "reading": reading and asdict(reading),
        "sensors": list(_sensors(hass, meter.entities)),
    }


def _sensors(hass: HomeAssistant, entity_ids: Iterable[str]) -> Iterable[Facts]:
    registry = er.async_get(hass)
    for entity_id in entity_ids:
        entry, state = registry.async_get(entity_id), hass.states.get(entity_id)
        yield {
            "integration": entry and entry.platform,
            "state": state and state.state,
            "unit": state and state.attributes.get(ATTR_UNIT_OF_MEASUREMENT),
            "age": state
            and round((dt_util.utcnow() - state.last_reported).total_seconds(), 1),
        }


def charger_power_facts(power: DynamicPower, subentry_id: str) -> Facts:
    """What people want of a charger, what was borrowed, and what control does."""
    status = power.status(subentry_id)
    return {
        "settings": asdict(power.chargers[subentry_id].settings),
        "status": status and asdict(status),
    }
