"""Asks a provider's action for the days that are lacking, and not too often."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components.v2c_cloud.const import LOGGER

from .adapter import ActionAdapter, Question
from .book import PriceBook
from .points import Point, day_span

_BETWEEN_CALLS: Final = timedelta(minutes=14)
"""Less than a quarter of an hour, so that a late tick leaves none out."""


@dataclass(slots=True)
class ActionCaller:
    """Remembers when an action was called."""

    hass: HomeAssistant
    _called_at: datetime | None = None
    _busy: bool = False

    def due(
        self, action: ActionAdapter, book: PriceBook, now: datetime, *, tomorrow: bool
    ) -> list[date]:
        """The days of the market whose prices are lacking and should be there."""
        if self._busy or (
            self._called_at is not None and now - self._called_at < _BETWEEN_CALLS
        ):
            return []
        zone = _zone_of(action)
        local = now.astimezone(zone)
        if local.time() < action.settles:
            return []
        days = [local.date()]
        if tomorrow and local.time() >= action.publishes:
            days.append(local.date() + timedelta(days=1))
        return [day for day in days if not _covered(book, day, zone, now)]

    def can_ask(self, action: ActionAdapter, entity: er.RegistryEntry) -> bool:
        """Whether the provider is there to be asked."""
        entry = self.hass.config_entries.async_get_entry(entity.config_entry_id or "")
        return (
            entry is not None
            and entry.state is ConfigEntryState.LOADED
            and self.hass.services.has_service(action.domain, action.action)
        )

    async def async_ask(
        self, action: ActionAdapter, entity: er.RegistryEntry, days: list[date]
    ) -> list[Point]:
        """Call the action for these days; a day without prices has no points."""
        self._busy, self._called_at = True, dt_util.utcnow()
        try:
            points = [
                point
                for day in days
                for point in await self._async_ask_day(action, entity, day)
            ]
        finally:
            self._busy = False
        return points

    async def _async_ask_day(
        self, action: ActionAdapter, entity: er.RegistryEntry, day: date
    ) -> list[Point]:
        entries = self.hass.config_entries
        try:
            question = Question(
                entity=entity,
                state=self.hass.states.get(entity.entity_id),
                entry=entries.async_get_known_entry(entity.config_entry_id or ""),
                day=day,
                zone=_zone_of(action),
            )
            answer = await self.hass.services.async_call(
                action.domain,
                action.action,
                action.ask(question),
                blocking=True,
                return_response=True,
            )
        except Exception as err:  # noqa: BLE001 - whatever another integration raises
            # Before publication that is how most providers say: not yet.
            LOGGER.debug("%s.%s: %r", action.domain, action.action, err)
            return []
        return [*action.read(answer, question)] if isinstance(answer, Mapping) else []


def _zone_of(action: ActionAdapter) -> tzinfo:
    return action.zone or dt_util.get_default_time_zone()


def _covered(book: PriceBook, day: date, zone: tzinfo, now: datetime) -> bool:
    start, end = day_span(day, zone)
    return book.covers(max(start, now), end)
