"""Sentences for the logbook, of what happens at a charger."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from homeassistant.components.logbook import LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN, EVENT_HAPPENED
from .event import ATTR_EVENT, CARD_USED, FAULT_CLEARED, SESSION_ENDED, SESSION_STARTED

type Describe = Callable[[Event], dict[str, str]]
type Words = Callable[[str], str]


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Describe], None],
) -> None:
    """Tell how to describe our events."""

    @callback
    def describe(event: Event) -> dict[str, str]:
        device = dr.async_get(hass).async_get(event.data.get(ATTR_DEVICE_ID) or "")
        name = device and (device.name_by_user or device.name)
        return {
            LOGBOOK_ENTRY_NAME: name or "V2C",
            LOGBOOK_ENTRY_MESSAGE: _sentence(event.data, _words(hass)),
        }

    async_describe_event(DOMAIN, EVENT_HAPPENED, describe)


def _words(hass: HomeAssistant) -> Words:
    """Return what gives the words for a key, in Home Assistant's language."""
    language = hass.config.language

    def words(key: str) -> str:
        category = key.partition(".")[0]
        cached = async_get_cached_translations(hass, language, category, DOMAIN)
        return cached.get(f"component.{DOMAIN}.{key}", key)

    return words


def _sentence(data: Mapping[str, Any], words: Words) -> str:
    """Return what happened, to be read after the charger's name."""
    event = data.get(ATTR_EVENT)
    if event == SESSION_ENDED:
        return _session_ended(data, words)
    if event == CARD_USED:
        return words("common.logbook_card_used").format(
            card=data["card"], energy=_figure(data["energy"], 1, words)
        )
    if event in {SESSION_STARTED, FAULT_CLEARED}:
        return words(f"common.logbook_{event}")
    return words("common.logbook_fault").format(
        fault=words(f"entity.sensor.charge_state.state.{event}")
    )


def _session_ended(data: Mapping[str, Any], words: Words) -> str:
    """Return what a session took: only what is known of it."""
    sentences = [
        words("common.logbook_session_ended").format(
            duration=_duration(data["duration"]),
            energy=_figure(data["energy"], 1, words),
        )
    ]
    if data["cost"] is not None:
        sentences.append(
            words("common.logbook_session_cost").format(
                cost=_figure(data["cost"], 2, words), currency=data["currency"]
            )
        )
    if data["solar_share"]:
        sentences.append(
            words("common.logbook_session_solar").format(share=data["solar_share"])
        )
    return " ".join(sentences)


def _duration(seconds: float) -> str:
    """Return hours and minutes, which all of our languages write alike."""
    hours, minutes = divmod(
        round(timedelta(seconds=seconds) / timedelta(minutes=1)), 60
    )
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _figure(value: float, digits: int, words: Words) -> str:
    return f"{value:.{digits}f}".replace(".", words("common.decimal_mark"))
