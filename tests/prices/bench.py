"""A house's prices under test, with the providers that it may have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.energy.data import async_get_manager
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.v2c_cloud.control.price_slots import PriceSlot
from custom_components.v2c_cloud.prices.house_prices import HousePrices
from custom_components.v2c_cloud.prices.options import read_added, read_contract
from custom_components.v2c_cloud.prices.store import PriceStore
from custom_components.v2c_cloud.problems import Problem
from custom_components.v2c_cloud.session_store import SessionStore
from tests.conftest import house_entry
from tests.meters import prefer

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)

MADRID = ZoneInfo("Europe/Madrid")
TODAY = datetime(2026, 11, 25, tzinfo=MADRID)
TOMORROW = datetime(2026, 11, 26, tzinfo=MADRID)
NEXT = datetime(2026, 11, 27, tzinfo=MADRID)

type Answer = Callable[[Mapping[str, Any]], Any]


def utc(text: str) -> datetime:
    """An instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def instants(start: datetime, count: int, step: timedelta) -> list[datetime]:
    """So many, one step apart in UTC, in the zone of the first."""
    begin = start.astimezone(UTC)
    return [(begin + i * step).astimezone(start.tzinfo) for i in range(count)]


def hours(start: datetime, count: int = 24) -> list[datetime]:
    """The hours of a day."""
    return instants(start, count, HOUR)


def quarters(start: datetime, count: int = 96) -> list[datetime]:
    """The quarters of a day."""
    return instants(start, count, QUARTER)


def refusing(_: Mapping[str, Any]) -> Any:
    """Answer as a provider that has not published yet."""
    raise ServiceValidationError("data_not_available")


@dataclass(slots=True, kw_only=True)
class PriceBench:
    """Makes providers and prices, and lets time pass."""

    hass: HomeAssistant
    clock: FrozenDateTimeFactory
    entry: MockConfigEntry = field(default_factory=house_entry)
    made: list[HousePrices] = field(default_factory=list)
    stores: list[PriceStore | SessionStore] = field(default_factory=list)
    providers: list[MockConfigEntry] = field(default_factory=list)
    told: list[float | None] = field(default_factory=list)
    """The price now at each call of the listener."""
    calls: list[dict[str, Any]] = field(default_factory=list)
    """The data of each call of a provider's action."""

    async def move_to(self, when: datetime) -> None:
        """Let it be that time."""
        self.clock.move_to(when)
        async_fire_time_changed(self.hass)
        await self.settle()

    async def wait(self, length: timedelta, step: timedelta = QUARTER) -> None:
        """Let time pass, with a look at the clock at each step."""
        for _ in range(length // step):
            self.clock.tick(step)
            async_fire_time_changed(self.hass)
            await self.settle()

    async def settle(self) -> None:
        """Let questions be answered."""
        await self.hass.async_block_till_done(wait_background_tasks=True)

    def provider(
        self,
        domain: str,
        state: ConfigEntryState = ConfigEntryState.LOADED,
        **options: Any,
    ) -> MockConfigEntry:
        """An entry of the provider's integration."""
        entry = MockConfigEntry(domain=domain, title=domain, options=options)
        entry.add_to_hass(self.hass)
        entry.mock_state(self.hass, state)
        self.providers.append(entry)
        return entry

    def entity(
        self,
        provider: MockConfigEntry,
        unique_id: str,
        platform: str = "sensor",
    ) -> str:
        """An entity of the provider."""
        return (
            er.async_get(self.hass)
            .async_get_or_create(
                platform, provider.domain, unique_id, config_entry=provider
            )
            .entity_id
        )

    async def say(
        self,
        entity_id: str,
        state: object = 0.1,
        unit: str | None = "EUR/kWh",
        **attributes: Any,
    ) -> None:
        """Let an entity write its state."""
        units = {} if unit is None else {"unit_of_measurement": unit}
        self.hass.states.async_set(entity_id, str(state), attributes | units)
        await self.settle()

    def action(self, domain: str, action: str, answer: Answer) -> None:
        """Register an action of a provider, or let it answer otherwise."""

        async def handle(call: ServiceCall) -> Any:
            self.calls.append(dict(call.data))
            return answer(call.data)

        self.hass.services.async_register(
            domain, action, handle, supports_response=SupportsResponse.ONLY
        )

    async def prefer(self, **prices: object) -> None:
        """Name prices in the Energy dashboard's grid."""
        await prefer(
            await async_get_manager(self.hass),
            cast("Any", {"type": "grid", "stat_energy_from": "sensor.grid", **prices}),
        )
        await self.settle()

    async def start(
        self, *, entry_id: str | None = None, **options: Any
    ) -> HousePrices:
        """Follow prices; without options those of the dashboard."""
        self.entry = house_entry(**options)
        store = PriceStore(self.hass, entry_id or self.entry.entry_id)
        await store.async_load()
        sessions = SessionStore(self.hass, self.entry.entry_id)
        self.stores += [store, sessions]
        prices = HousePrices(
            self.hass,
            self.entry,
            store,
            sessions,
            contract=read_contract(self.hass, options),
            added=read_added(options),
        )
        self.made.append(prices)
        prices.async_listen(lambda: self.told.append(prices.price(self.now)))
        await prices.async_start()
        await self.settle()
        return prices

    async def follow(
        self, entity_id: str, sold: str | None = None, **options: Any
    ) -> HousePrices:
        """Follow entities that the dashboard names."""
        await self.prefer(
            entity_energy_price=entity_id, entity_energy_price_export=sold
        )
        return await self.start(**options)

    @property
    def now(self) -> datetime:
        """The time."""
        return self.clock().replace(tzinfo=UTC)

    def end(self, prices: HousePrices) -> None:
        """Stop one house's."""
        prices.async_stop()
        self.made.remove(prices)

    async def stop(self) -> None:
        """Stop all; what never was loaded cannot be unloaded."""
        for prices in tuple(self.made):
            self.end(prices)
        for store in self.stores:
            await store.async_flush()
        for provider in self.providers:
            provider.mock_state(self.hass, ConfigEntryState.NOT_LOADED)


def day(start: datetime, price: float = 0.2) -> list[dict[str, Any]]:
    """A day of prices, as most attributes have them."""
    return [{"start": it, "value": price} for it in instants(start, 24, HOUR)]


def until(house: HousePrices) -> datetime | None:
    """How far prices are known now."""
    return house.published_until


def problem_of(house: HousePrices) -> Problem | None:
    """What is wrong now: a call, since a property is taken to stay what it was."""
    return house.problem


def shown(slots: tuple[PriceSlot, ...]) -> list[tuple[str, object]]:
    """Start and price of each slot whose price is not that of the one before."""
    return [
        (f"{slot.start:%dT%H:%M}", slot.price_per_kwh)
        for before, slot in zip((None, *slots), slots, strict=False)
        if before is None
        or before.end != slot.start
        or before.price_per_kwh != slot.price_per_kwh
    ]
