"""Finds the charger that somebody means, and what an assistant may know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import unicodedata

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.house import charger_subentries

from .speech import SpokenError

type Entity = tuple[Platform, str]
"""An entity of a charger: its platform and its translation key."""

# What surrounds a name: "the left one", "el cargador del garaje", "l'auto a destra".
_FILLERS = frozenset(
    [
        "a",
        "al",
        "alla",
        "all",
        "allo",
        "ai",
        "alle",
        "at",
        "by",
        "car",
        "cargador",
        "cargadores",
        "charger",
        "chargers",
        "charging",
        "coche",
        "colonnina",
        "con",
        "da",
        "de",
        "del",
        "dell",
        "della",
        "dello",
        "di",
        "do",
        "el",
        "en",
        "ev",
        "il",
        "in",
        "l",
        "la",
        "las",
        "le",
        "lo",
        "los",
        "macchina",
        "my",
        "mi",
        "mio",
        "mia",
        "near",
        "of",
        "on",
        "one",
        "our",
        "point",
        "punto",
        "quella",
        "quello",
        "that",
        "the",
        "this",
        "to",
        "un",
        "una",
        "vehicle",
        "vehiculo",
        "veicolo",
        "auto",
        "electrico",
        "electric",
        "elettrica",
        "elettrico",
        "stazione",
        "station",
        "wallbox",
        "wall",
        "box",
        "carga",
        "ricarica",
        "caricatore",
        "caricabatterie",
        "nel",
        "nella",
        "sul",
        "sulla",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenCharger:
    """A charger as an assistant knows it."""

    hass: HomeAssistant
    name: str
    area_id: str | None
    names: frozenset[str]
    """All that it is called, its area among them."""
    exposed: Mapping[Entity, str]
    """Entity ids."""
    hidden: Mapping[Entity, str]
    """Those that exist, but not for this assistant."""

    def has(self, entity: Entity) -> bool:
        """Whether the assistant may know and use it."""
        return entity in self.exposed

    def state(self, entity: Entity) -> State | None:
        """What it shows; None where it is hidden, or not known."""
        state = self.hass.states.get(self.exposed.get(entity, ""))
        if state is None or state.state in {STATE_UNAVAILABLE, STATE_UNKNOWN}:
            return None
        return state

    def value(self, entity: Entity) -> str | None:
        """The same, without the attributes."""
        state = self.state(entity)
        return None if state is None else state.state

    def require(self, entity: Entity, missing: str = "cannot") -> State:
        """What a command needs. Raises ``SpokenError``.

        Home Assistant skips a command for an entity that is unavailable, without a
        word.
        """
        if (hidden := self.hidden.get(entity)) is not None:
            state = self.hass.states.get(hidden)
            name = hidden if state is None else state.name
            raise SpokenError("not_exposed", entity=name)
        state = self.hass.states.get(self.exposed.get(entity, ""))
        if state is None:
            raise SpokenError(missing, charger=self.name)
        if state.state == STATE_UNAVAILABLE:
            raise SpokenError("unreachable", charger=self.name)
        return state


@callback
def async_chargers(
    hass: HomeAssistant, assistant: str | None
) -> Sequence[SpokenCharger]:
    """All chargers of which an assistant knows anything, by name.

    Without an assistant, as in a script, there is nothing to hide.
    """
    registry = er.async_get(hass)
    found = []
    for entry in hass.config_entries.async_entries(DOMAIN):
        entities = er.async_entries_for_config_entry(registry, entry.entry_id)
        for subentry_id, subentry in charger_subentries(entry).items():
            charger = _charger(
                hass,
                assistant,
                subentry.unique_id or "",
                [it for it in entities if it.config_subentry_id == subentry_id],
            )
            if charger is not None:
                found.append(charger)
    return sorted(found, key=lambda charger: charger.name)


def _charger(
    hass: HomeAssistant,
    assistant: str | None,
    charger_id: str,
    entities: Sequence[er.RegistryEntry],
) -> SpokenCharger | None:
    exposed: dict[Entity, str] = {}
    hidden: dict[Entity, str] = {}
    aliases: set[str] = set()
    for entity in entities:
        if entity.disabled or entity.translation_key is None:
            continue
        known = assistant is None or async_should_expose(
            hass, assistant, entity.entity_id
        )
        key = Platform(entity.domain), entity.translation_key
        (exposed if known else hidden)[key] = entity.entity_id
        if known:
            aliases.update(name for name in entity.aliases if isinstance(name, str))
    if not exposed:
        return None
    device = dr.async_get(hass).async_get(entities[0].device_id or "")
    if device is None:
        return None
    name = device.name_by_user or device.name or ""
    area_id = dr.async_get_effective_area_id(hass, device)
    area = ar.async_get(hass).async_get_area(area_id) if area_id else None
    places = {area.name, *area.aliases} if area else set()
    return SpokenCharger(
        hass=hass,
        name=name,
        area_id=area_id,
        names=frozenset({name, charger_id} | aliases | places),
        exposed=exposed,
        hidden=hidden,
    )


def the_charger(
    chargers: Sequence[SpokenCharger], said: str | None, area_id: str | None
) -> SpokenCharger:
    """The one charger that a command is for. Raises ``SpokenError``.

    Args:
        chargers: All that there are.
        said: What it was called, if anything.
        area_id: Where somebody speaks: the charger there is meant where none is named.
    """
    found = meant(chargers, said)
    here = [charger for charger in found if charger.area_id == area_id]
    if len(found) > 1 and area_id is not None and len(here) == 1:
        return here[0]
    if len(found) > 1:
        raise SpokenError("which", unclear=True, chargers=_names(found))
    return found[0]


def meant(
    chargers: Sequence[SpokenCharger], said: str | None
) -> Sequence[SpokenCharger]:
    """The chargers that somebody may mean, at least one. Raises ``SpokenError``.

    A name or an area that is said whole counts for more than a part of one.
    """
    if not chargers:
        raise SpokenError("no_charger", unclear=True)
    wanted = _words(said or "")
    # A name of nothing but "charger" can be said, too.
    if exact := [
        charger
        for charger in chargers
        if any(_folded(said or "") == _folded(name) for name in charger.names)
    ]:
        return exact
    if not wanted:
        return chargers
    for fits in (frozenset.__eq__, frozenset.__le__):
        found = [
            charger
            for charger in chargers
            if any(fits(wanted, _words(name)) for name in charger.names)
        ]
        if found:
            return found
    raise SpokenError(
        "unknown_charger",
        unclear=True,
        name=" ".join(it for it in (said or "").split() if _words(it)),
        chargers=_names(chargers),
    )


def _names(chargers: Sequence[SpokenCharger]) -> list[str]:
    return [charger.name for charger in chargers]


def _words(text: str) -> frozenset[str]:
    """What tells one name from another."""
    return frozenset(_folded(text).split()) - _FILLERS


def _folded(text: str) -> str:
    """The words of a text without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (
        char if char.isalnum() else " "
        for char in plain
        if not unicodedata.combining(char)
    )
    return " ".join("".join(letters).split())
