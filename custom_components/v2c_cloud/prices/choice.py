"""Which prices a house goes by: those that somebody chose, or the dashboard's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, Platform
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.energy_prefs import EnergyPreferences

from .dashboard import NamedPrice
from .options import PriceKind, PriceOptions
from .points import number
from .units import price_unit

_SETTABLE: Final = {"input_number", Platform.NUMBER}
"""What people set holds until they set it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Where the prices come from now."""

    bought: NamedPrice
    sold: NamedPrice


class PriceChoice:
    """Follows the dashboard, and the entities in which people set a price."""

    def __init__(
        self,
        hass: HomeAssistant,
        options: PriceOptions,
        preferences: EnergyPreferences,
        changed: Callable[[], None],
        last_price: Callable[[], float | None],
    ) -> None:
        """Begin to follow.

        Args:
            hass: Home Assistant.
            options: What somebody chose.
            preferences: The dashboard's.
            changed: Is called when another price may be meant.
            last_price: What was paid last; it holds until an input says otherwise.

        """
        self._hass = hass
        self._options = options
        self._preferences = preferences
        self._changed = changed
        self._last_price = last_price
        self._unwatch: CALLBACK_TYPE | None = None
        self._unsubscribe = preferences.async_subscribe(changed)

    @callback
    def async_stop(self) -> None:
        """Follow nothing."""
        self._unsubscribe()
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None

    @callback
    def async_find(self) -> Chosen:
        """The prices that are meant now."""
        options, dashboard = self._options, self._preferences.prices
        bought = _named(options.source, dashboard.bought, options.entity, options.price)
        sold = _named(
            options.export, dashboard.sold, options.export_entity, options.export_price
        )
        settable = {
            named.entity_id
            for named in (bought, sold)
            if named.entity_id is not None and _is_settable(named.entity_id)
        }
        if self._unwatch is not None:
            self._unwatch()
        self._unwatch = async_track_state_change_event(
            self._hass, settable, self._set_anew
        )
        return Chosen(
            bought=self._as_set(bought, self._last_price()),
            sold=self._as_set(sold, None),
        )

    @callback
    def _set_anew(self, _: Event[EventStateChangedData]) -> None:
        self._changed()

    def _as_set(self, named: NamedPrice, before: float | None) -> NamedPrice:
        """A price instead of the entity in which people set it, if it is one."""
        if named.entity_id is None:
            return named
        entry = er.async_get(self._hass).async_get(named.entity_id)
        if entry is not None and entry.platform == DOMAIN:
            # Our own sensor shows the price that is looked for.
            return NamedPrice()
        if not _is_settable(named.entity_id):
            return named
        state = self._hass.states.get(named.entity_id)
        price = None if state is None else number(state.state)
        unit = (
            None
            if state is None
            else price_unit(
                state.attributes.get(ATTR_UNIT_OF_MEASUREMENT),
                self._hass.config.currency,
            )
        )
        if price is None or unit is None:
            return NamedPrice(price=before)
        return NamedPrice(price=price * unit.factor)


def _named(
    kind: PriceKind, dashboard: NamedPrice, entity_id: str | None, price: float | None
) -> NamedPrice:
    match kind:
        case PriceKind.ENERGY:
            return dashboard
        case PriceKind.ENTITY:
            return NamedPrice(entity_id=entity_id)
        case PriceKind.FIXED:
            return NamedPrice(price=price)
        case _:
            return NamedPrice()


def _is_settable(entity_id: str) -> bool:
    return entity_id.partition(".")[0] in _SETTABLE
