"""A Home Assistant core in this process, with nothing in it but what is measured."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import logging
from pathlib import Path
import time
from types import MappingProxyType
from typing import Final, Self, override

from homeassistant import block_async_io, loader
from homeassistant.bootstrap import async_load_base_functionality
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntries,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentryData,
)
from homeassistant.const import (
    CONF_HOST,
    CONF_PORT,
    EVENT_STATE_CHANGED,
    EVENT_STATE_REPORTED,
)
from homeassistant.core import (
    Event,
    EventStateChangedData,
    EventStateReportedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytrydan.exceptions import TrydanError

from custom_components.v2c_cloud.const import (
    CONF_CLOUD,
    DOMAIN,
    ENTRY_VERSION,
    SUBENTRY_CHARGER,
)

from .world import Place

OURS: Final = DOMAIN
CORE: Final = "v2c"
_ENOUGH: Final = 60.0


class CommandFailedError(Exception):
    """A command that was not carried out; core's `v2c` raises its library's errors."""


class _BlockingCalls(logging.Handler):
    """Counts what Home Assistant found to block the event loop."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.count += "Detected blocking call" in record.msg


@dataclass(slots=True)
class _Expectation:
    state: str
    seen: asyncio.Future[float]


@dataclass(slots=True)
class Home:
    """A running Home Assistant and what it did.

    Attributes:
        hass: the core.
        entity_ids: of each charger, by platform and key: `("switch", "paused")`.
        states: how many states the integration wrote, also unchanged ones.
    """

    hass: HomeAssistant
    entity_ids: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)
    states: int = 0
    _ours: set[str] = field(default_factory=set)
    _expected: dict[str, _Expectation] = field(default_factory=dict)
    _blocking: _BlockingCalls = field(default_factory=_BlockingCalls)

    @classmethod
    @asynccontextmanager
    async def open(cls, directory: Path) -> AsyncIterator[Self]:
        """Start a Home Assistant until the end of the block."""
        hass = HomeAssistant(str(directory))
        home = cls(hass)
        home._listen()
        hass.config.skip_pip = True
        hass.config_entries = ConfigEntries(hass, {})
        loader.async_setup(hass)
        await loader.async_get_custom_components(hass)
        await async_load_base_functionality(hass)
        await async_setup_component(hass, "homeassistant", {})
        await hass.async_start()
        try:
            yield home
        finally:
            await hass.async_stop()

    @property
    def blocking_calls(self) -> int:
        """How many places were found to block the event loop."""
        return self._blocking.count

    def _listen(self) -> None:
        watched = logging.getLogger("homeassistant.util.loop")
        watched.setLevel(logging.WARNING)
        watched.addHandler(self._blocking)
        watched.propagate = False
        block_async_io.enable()

        @callback
        def of_ours(data: Mapping[str, object]) -> bool:
            return data["entity_id"] in self._ours

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            self.states += 1
            state = event.data["new_state"]
            expected = self._expected.get(event.data["entity_id"])
            if expected and state is not None and _same(state.state, expected.state):
                self._expected.pop(state.entity_id).seen.set_result(time.monotonic())

        @callback
        def reported(event: Event[EventStateReportedData]) -> None:
            del event
            self.states += 1

        self.hass.bus.async_listen(EVENT_STATE_CHANGED, changed, of_ours)
        self.hass.bus.async_listen(EVENT_STATE_REPORTED, reported, of_ours)

    async def add(self, integration: str, places: Sequence[Place]) -> list[ConfigEntry]:
        """Set up chargers with an integration: one house, or an entry for each.

        Raises:
            RuntimeError: they could not be set up.
        """
        entries = _ENTRIES[integration](places)
        for entry in entries:
            await self.hass.config_entries.async_add(entry)
        await self.hass.async_block_till_done()
        for entry in entries:
            if entry.state is not ConfigEntryState.LOADED:
                raise RuntimeError(f"{entry.domain}: {entry.state}, {entry.reason}")
        registry = er.async_get(self.hass)
        for entry in entries:
            for item in er.async_entries_for_config_entry(registry, entry.entry_id):
                charger = _charger_of(entry, item)
                if charger is not None and item.translation_key is not None:
                    self.entity_ids.setdefault(charger, {})[
                        item.domain, item.translation_key
                    ] = item.entity_id
        self._ours = {
            entity.entity_id
            for entry in entries
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        }
        return entries

    async def remove(self, entries: Sequence[ConfigEntry]) -> None:
        """Remove what was added."""
        for entry in entries:
            await self.hass.config_entries.async_remove(entry.entry_id)
        await self.hass.async_block_till_done()
        self.entity_ids.clear()

    def expect(self, entity_id: str, state: str) -> asyncio.Future[float]:
        """Return a future for the monotonic time at which an entity shows a state."""
        seen: asyncio.Future[float] = self.hass.loop.create_future()
        now = self.hass.states.get(entity_id)
        if now is not None and _same(now.state, state):
            seen.set_result(time.monotonic())
        else:
            self._expected[entity_id] = _Expectation(state, seen)
        return seen

    async def see(self, entity_id: str, state: str) -> float:
        """Wait until an entity shows a state; return the monotonic time.

        Raises:
            TimeoutError: it does not within a minute.
        """
        async with asyncio.timeout(_ENOUGH):
            return await self.expect(entity_id, state)

    async def command(
        self, entity_id: str, service: str, state: str, **data: object
    ) -> float:
        """Call a service; return the seconds until it is done and its effect shown.

        Raises:
            CommandFailedError: the integration says that it did not work, or its
                effect does not show within a minute.
        """
        started = time.monotonic()
        try:
            await self.hass.services.async_call(
                entity_id.partition(".")[0],
                service,
                {"entity_id": entity_id, **data},
                blocking=True,
            )
            returned = time.monotonic()
            shown = await self.see(entity_id, state)
        except (HomeAssistantError, TrydanError, TimeoutError) as error:
            raise CommandFailedError(f"{entity_id} {service}: {error!r}") from error
        return max(returned, shown) - started


def _same(state: str, wanted: str) -> bool:
    try:
        return float(state) == float(wanted)
    except ValueError:
        return state == wanted


def _charger_of(entry: ConfigEntry, item: er.RegistryEntry) -> str | None:
    if entry.domain == CORE:
        return entry.unique_id
    if item.config_subentry_id is None:
        return None
    return entry.subentries[item.config_subentry_id].unique_id


def _house(places: Sequence[Place]) -> list[ConfigEntry]:
    chargers = [
        ConfigSubentryData(
            data={CONF_HOST: place.host, CONF_PORT: place.port, CONF_CLOUD: False},
            subentry_type=SUBENTRY_CHARGER,
            title=place.charger_id,
            unique_id=place.charger_id,
        )
        for place in places
    ]
    return [_entry(DOMAIN, ENTRY_VERSION, "House", None, {}, chargers)]


def _cores(places: Sequence[Place]) -> list[ConfigEntry]:
    return [
        _entry(
            CORE,
            1,
            place.charger_id,
            place.charger_id,
            {CONF_HOST: f"{place.host}:{place.port}"},
            [],
        )
        for place in places
    ]


def _entry(
    domain: str,
    version: int,
    title: str,
    unique_id: str | None,
    data: Mapping[str, object],
    subentries: Sequence[ConfigSubentryData],
) -> ConfigEntry:
    return ConfigEntry(
        data=data,
        discovery_keys=MappingProxyType({}),
        domain=domain,
        minor_version=1,
        options={},
        source=SOURCE_USER,
        subentries_data=subentries,
        title=title,
        unique_id=unique_id,
        version=version,
    )


_ENTRIES: Final[dict[str, Callable[[Sequence[Place]], list[ConfigEntry]]]] = {
    OURS: _house,
    CORE: _cores,
}
