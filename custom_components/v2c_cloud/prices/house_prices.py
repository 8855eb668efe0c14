"""What electricity costs a house: now, as long as it is published, and beyond."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_utc_time_change
from homeassistant.util import dt as dt_util

from custom_components.v2c_cloud.control.price_slots import PriceSlot
from custom_components.v2c_cloud.control.tariff import Surcharges
from custom_components.v2c_cloud.energy_prefs import async_get_preferences
from custom_components.v2c_cloud.house_tariff import HouseTariff
from custom_components.v2c_cloud.problems import Problem
from custom_components.v2c_cloud.session_store import SessionStore
from custom_components.v2c_cloud.tariff_options import CONF_SURCHARGES

from .choice import Chosen, PriceChoice
from .dashboard import NamedPrice
from .entity_source import EntitySource
from .foresight import Foresight
from .options import PriceKind, SolarCost, read_price_options
from .points import QUARTER, quarters_between
from .store import PriceStore

if TYPE_CHECKING:
    from custom_components.v2c_cloud.house import V2CConfigEntry

PRICES_MISSING: Final = "prices_missing"
PRICES_CURRENCY: Final = "prices_currency"
SURCHARGES_UNREADABLE: Final = "surcharges_unreadable"
TARIFF_MISSING: Final = "tariff_missing"

_BOUGHT: Final = "bought"
_SOLD: Final = "sold"
_ENDLESS: Final = timedelta(days=8)
"""How far ahead prices are told that hold until somebody changes them."""
_NOBODY: Final = NamedPrice()


class HousePrices:
    """The prices of one house.

    Found in the Energy dashboard unless somebody chose another source. What a source
    has published holds until it says otherwise.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        store: PriceStore,
        sessions: SessionStore,
        *,
        contract: HouseTariff | None = None,
        added: Surcharges | None = None,
    ) -> None:
        """Follow nothing yet.

        Args:
            hass: Home Assistant.
            entry: The house's.
            store: What was published.
            sessions: Has the fixed prices that held so far.
            contract: The tariff that somebody chose.
            added: What comes on top of an entity's prices.

        """
        self._hass = hass
        self._entry = entry
        self._store = store
        self._sessions = sessions
        self._contract = contract
        self._added = added
        self._options = read_price_options(entry.options)
        self._choice: PriceChoice | None = None
        self._chosen = Chosen(bought=_NOBODY, sold=_NOBODY)
        self._bought: EntitySource | None = None
        self._sold: EntitySource | None = None
        self._foresight = Foresight(hass)
        self._listeners: list[Callable[[], None]] = []
        self._stops: list[CALLBACK_TYPE] = []

    async def async_start(self) -> None:
        """Find the source and follow it."""
        preferences = await async_get_preferences(self._hass)
        self._choice = PriceChoice(
            self._hass,
            self._options,
            preferences,
            self._follow,
            lambda: self._sessions.tariff.price(dt_util.utcnow()),
        )
        self._follow()
        self._stops.append(
            async_track_utc_time_change(
                self._hass, self._quarter, minute=(0, 15, 30, 45), second=0
            )
        )
        if (contract := self._contract) is not None:
            known = self._store.colours(contract.teller)
            self._stops.append(contract.async_start(self._colours_told, known))
            self._colours_told()

    @callback
    def async_stop(self) -> None:
        """Follow nothing."""
        for following in (self._choice, self._bought, self._sold):
            if following is not None:
                following.async_stop()
        while self._stops:
            self._stops.pop()()

    @property
    def kind(self) -> PriceKind:
        """What somebody chose."""
        return self._options.source

    @property
    def source(self) -> EntitySource | None:
        """The entity that prices come from."""
        return self._bought

    @property
    def source_name(self) -> str | None:
        """What people call the source; None where it has no name."""
        return None if self._bought is None else self._bought.title

    @property
    def currency(self) -> str:
        """Of all prices."""
        if self._bought is not None:
            return self._bought.book.currency
        if self._contract is not None:
            return self._contract.currency
        return self._hass.config.currency

    @property
    def problem(self) -> Problem | None:
        """Why prices are lacking."""
        home, source = self._hass.config.currency, self._bought
        if self._added is None and CONF_SURCHARGES in self._entry.options:
            return Problem(key=SURCHARGES_UNREADABLE)
        if self._contract is not None:
            return self._contract.problem
        if self._options.source is PriceKind.TARIFF:
            return Problem(key=TARIFF_MISSING)
        if source is None:
            lacking = self._chosen.bought.price is None
            return Problem(key=PRICES_MISSING) if lacking else None
        if self.currency == home:
            return source.problem
        return Problem(
            key=PRICES_CURRENCY,
            placeholders={
                "entity": source.title,
                "currency": self.currency,
                "home": home,
            },
        )

    @property
    def published_until(self) -> datetime | None:
        """Until when prices are known; None where none is."""
        now = dt_util.utcnow()
        if self._bought is not None:
            return self._bought.book.until(now)
        if self._contract is not None:
            return self._contract.known_until(now)
        return None if self.problem is not None else now + _ENDLESS

    @property
    def learned_days(self) -> int:
        """How many days expected prices are made of."""
        return len(self._foresight)

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` when prices change, and at each quarter of an hour."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def price(self, instant: datetime) -> float | None:
        """The price per kWh that holds at an instant, never an expected one."""
        if self._bought is not None:
            slots = self._published(instant, instant + timedelta(microseconds=1))
            if slots:
                return slots[0].price_per_kwh
        elif self._contract is not None:
            return self._contract.price(instant)
        # What a fixed price was before counts for what was charged then.
        return self._sessions.tariff.price(instant)

    def quarter_price(self, instant: datetime) -> float | None:
        """The mean over the quarter of an hour that an instant is in, as above."""
        if self._contract is not None:
            return self._contract.quarter_price(instant)
        return self.price(instant)

    def export_price(self, instant: datetime) -> float | None:
        """What a kWh into the grid brings then."""
        if self._sold is not None:
            return self._sold.book.price(instant)
        return self._chosen.sold.price

    def solar_price(self, instant: datetime) -> float | None:
        """What a kWh of the roof counts in the cost of a session."""
        if self._options.solar is SolarCost.FREE:
            return 0.0
        return self.export_price(instant)

    def slots(self, start: datetime, end: datetime) -> tuple[PriceSlot, ...]:
        """The slots of 15 minutes that have a part in a span, in order.

        What was published comes as it was, what is lacking from now on as it is
        expected. What nobody knows is left out.
        """
        if self._bought is not None:
            book = self._bought.book
            return self._with_added(self._foresight.slots(book, start, end))
        if self._contract is not None:
            return self._contract.slots(start, end)
        return tuple(
            PriceSlot(
                start=quarter,
                end=quarter + QUARTER,
                price_per_kwh=price,
                currency=self.currency,
            )
            for quarter in quarters_between(start, end)
            if (price := self._sessions.tariff.price(quarter)) is not None
        )

    def _published(self, start: datetime, end: datetime) -> tuple[PriceSlot, ...]:
        if self._bought is None:
            return ()
        return self._with_added(self._bought.book.slots(start, end))

    def _with_added(self, slots: Iterable[PriceSlot]) -> tuple[PriceSlot, ...]:
        return tuple(slots if self._added is None else self._added.apply(slots))

    @callback
    def _follow(self) -> None:
        """Go where the prices are now."""
        if self._choice is None:
            return
        before, chosen = self._chosen, self._choice.async_find()
        self._chosen = chosen
        self._remember_fixed()
        if chosen == before:
            return
        if chosen.bought.entity_id != before.bought.entity_id:
            self._bought = self._moved(_BOUGHT, self._bought, chosen.bought)
            if self._bought is not None:
                self._foresight.begin(self._bought.book)
                self._bought.async_start()
        if chosen.sold.entity_id != before.sold.entity_id:
            self._sold = self._moved(_SOLD, self._sold, chosen.sold)
            if self._sold is not None:
                self._sold.async_start()
        self._tell()

    def _moved(
        self, name: str, before: EntitySource | None, named: NamedPrice
    ) -> EntitySource | None:
        if before is not None:
            before.async_stop()
        if named.entity_id is None:
            return None
        return EntitySource(
            self._hass, self._entry, self._store, name, named.entity_id, self._changed
        )

    def _remember_fixed(self) -> None:
        """Note since when this fixed price holds, or none does."""
        price = self._chosen.bought.price
        tariff = self._sessions.tariff.having(price, dt_util.utcnow())
        if tariff is not self._sessions.tariff:
            self._sessions.tariff = tariff
            self._sessions.save_soon()

    @callback
    def _changed(self) -> None:
        """Learn of what the sources say, and pass it on."""
        if self._bought is not None:
            self._foresight.look(self._bought.book)
        self._tell()

    @callback
    def _colours_told(self) -> None:
        """Remember the colours of days, and pass them on."""
        if self._contract is not None and self._contract.colours:
            self._store.keep_colours(self._contract.teller, self._contract.colours)
        self._tell()

    @callback
    def _quarter(self, _now: datetime) -> None:
        self._tell()

    @callback
    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
