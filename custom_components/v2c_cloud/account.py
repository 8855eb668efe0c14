"""The cloud accounts: one for each API key, shared by the houses that use it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
import math
import time
from typing import TYPE_CHECKING, NamedTuple

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY, ConfigEntry
from homeassistant.const import CONF_API_KEY
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, discovery_flow
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util.hass_dict import HassKey

from .api.cloud import BASE_URL, CloudClient
from .api.exceptions import V2CError
from .api.models import LOCAL_LINKS, Link, LinkStatus, PairedCharger
from .const import CONF_CLOUD_URL, CONF_MODEL, DOMAIN, LOGGER
from .errands import Errand, most_urgent

if TYPE_CHECKING:
    from .coordinator import ChargerCoordinator

_TICK = timedelta(seconds=10)
_REFUSED_INTERVAL = 1800.0
_PAIRINGS_INTERVAL = 43200.0
_LOOK_AGAIN = 3600.0
_HINT_PAUSE = 60.0
_MODEL_INTERVAL = 86400.0


class AccountKey(NamedTuple):
    """What makes an account another one."""

    api_key: str
    base_url: str


def account_key(data: Mapping[str, str]) -> AccountKey | None:
    """The account that a house's data name, if it has one."""
    if (api_key := data.get(CONF_API_KEY)) is None:
        return None
    return AccountKey(api_key, data.get(CONF_CLOUD_URL, BASE_URL))


_ACCOUNTS: HassKey[dict[AccountKey, CloudAccount]] = HassKey(f"{DOMAIN}_accounts")


class CloudAccount:
    """Polls the chargers of one account, as often as its quota allows.

    The quota is the user's, so there is one of these for each key, however many
    houses there are. It outlives them until Home Assistant stops: a reload must not
    forget what is left of the day's calls, nor offer a charger twice.
    """

    def __init__(self, hass: HomeAssistant, key: AccountKey) -> None:
        """Prepare to poll; nothing is sent before a charger joins."""
        self.client = CloudClient(
            async_get_clientsession(hass), *key, clock=time.monotonic
        )
        self.pairings: list[PairedCharger] = []
        self.pairings_known = False
        """Whether the list of the account's chargers was ever read."""
        self.key_accepted: bool | None = None
        """Whether the cloud accepts the key; None while that is not known."""
        self._hass = hass
        self._key = key
        self._houses = 0
        self._polls: dict[ChargerCoordinator, Errand] = {}
        self._refused: set[ChargerCoordinator] = set()
        self._model_asked: dict[str, float] = {}
        self._offered: set[str] = set()
        self._pairings = Errand(self.async_update_pairings, lambda: _PAIRINGS_INTERVAL)
        self._added: list[Errand] = []
        self._listeners: list[Callable[[], None]] = []
        self._stop: CALLBACK_TYPE | None = None
        self._busy = False

    @property
    def calls_left(self) -> int | None:
        """Calls left today, as the cloud last told."""
        return self.client.budget.remaining

    def has_lost(self, charger_id: str) -> bool:
        """Whether the account is known not to have a charger any more."""
        return self.pairings_known and charger_id not in {
            pairing.charger_id for pairing in self.pairings
        }

    @property
    def entries(self) -> list[ConfigEntry]:
        """The houses of this account that are not disabled, the oldest first."""
        return [
            entry
            for entry in self._hass.config_entries.async_entries(
                DOMAIN, include_ignore=False, include_disabled=False
            )
            if account_key(entry.data) == self._key
        ]

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` after each poll; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_join(self, coordinator: ChargerCoordinator) -> CALLBACK_TYPE:
        """Poll a charger from now on; returns how to stop that."""

        async def poll() -> None:
            await self.async_poll(coordinator)

        def interval() -> float:
            if coordinator in self._refused:
                return _REFUSED_INTERVAL
            return coordinator.cloud_interval

        def leave() -> None:
            self._polls.pop(coordinator, None)
            self._refused.discard(coordinator)

        self._polls[coordinator] = Errand(poll, interval)
        # A house may be loaded again because somebody has mended the key.
        self.key_accepted = self.key_accepted or None
        return leave

    @callback
    def async_hint(self, coordinator: ChargerCoordinator) -> None:
        """Poll a charger sooner, for somebody says that something has happened to it.

        What a local link tells is newer than any hint, and a refused charger is not asked
        more often because of one.
        """
        errand = self._polls.get(coordinator)
        if (
            errand is not None
            and coordinator not in self._refused
            and coordinator.data.snapshot.active_link not in LOCAL_LINKS
        ):
            errand.hurry(time.monotonic(), _HINT_PAUSE)

    @callback
    def async_add_errand(
        self, run: Callable[[], Awaitable[None]], interval: Callable[[], float]
    ) -> CALLBACK_TYPE:
        """Have something else asked now and then; returns how to stop that.

        ``run`` makes one call, for the whole day is planned in calls, and may raise
        ``V2CError``: it is tried again after the next ``interval``, in seconds.
        ``math.inf`` is never. It waits while the cloud refuses the key.
        """

        async def run_once() -> None:
            errand.begin(time.monotonic())
            try:
                await run()
            except V2CError as err:
                LOGGER.debug("The cloud did not tell what it was asked: %s", err)
            self._notify()

        errand = Errand(run_once, interval)
        self._added.append(errand)
        return lambda: self._added.remove(errand)

    @callback
    def async_acquire(self) -> None:
        """Count one more house."""
        self._houses += 1
        if self._stop is None:
            self._stop = async_track_time_interval(
                self._hass, self._async_tick, _TICK, cancel_on_shutdown=True
            )

    @callback
    def async_release(self) -> None:
        """Count one house less; nothing is sent after the last."""
        self._houses -= 1
        if self._houses == 0 and self._stop is not None:
            self._stop()
            self._stop = None

    async def async_poll(self, coordinator: ChargerCoordinator) -> None:
        """Read one charger over the cloud now, if there is a call left for that."""
        now = time.monotonic()
        if not self.client.budget.may_poll(now):
            return
        if errand := self._polls.get(coordinator):
            errand.begin(now)
        charger = coordinator.charger
        worked = charger.reading(Link.CLOUD) is not None
        await charger.refresh(Link.CLOUD)
        match charger.snapshot().links[Link.CLOUD].status:
            case LinkStatus.REFUSED:
                self._note_refusal(coordinator)
            case LinkStatus.CONNECTED:
                self._refused.discard(coordinator)
                self.key_accepted = True
            case _:
                # An outage says nothing about the key.
                self._refused.discard(coordinator)
                if worked and charger.reading(Link.CLOUD) is None:
                    # The account may not have the charger any more.
                    self._pairings.hurry(now, _LOOK_AGAIN)
        self._notify()

    def _note_refusal(self, coordinator: ChargerCoordinator) -> None:
        """Blame the key only when it works for no charger: one may have been sold."""
        if coordinator in self._polls:
            self._refused.add(coordinator)
            if self._refused >= self._polls.keys():
                self.key_accepted = False

    async def async_update_pairings(self) -> None:
        """Ask which chargers the account has; what was known stays on failure."""
        self._pairings.begin(time.monotonic())
        try:
            self.pairings = await self.client.pairings()
            self.pairings_known = True
        except V2CError as err:
            # In March 2026 this call alone was refused while all others worked.
            LOGGER.debug("The account's list of chargers cannot be read: %s", err)
        else:
            self.key_accepted = True
            self._offer_other_chargers()
        self._notify()

    def _offer_other_chargers(self) -> None:
        """Offer to add what the account has and no house, once in a run."""
        entries = self.entries
        known = self._offered.union(
            subentry.unique_id
            for entry in self._hass.config_entries.async_entries(DOMAIN)
            for subentry in entry.subentries.values()
        )
        for pairing in self.pairings if entries else ():
            charger_id = pairing.charger_id
            if charger_id in known:
                continue
            self._offered.add(charger_id)
            discovery_flow.async_create_flow(
                self._hass,
                DOMAIN,
                context={"source": SOURCE_INTEGRATION_DISCOVERY},
                data={
                    "charger_id": charger_id,
                    "name": pairing.name,
                    "entry_id": entries[0].entry_id,
                },
            )

    async def _async_learn_model(self, coordinator: ChargerCoordinator) -> None:
        """Ask for a charger's model, which only this call tells."""
        charger_id = coordinator.charger.charger_id
        self._model_asked[charger_id] = time.monotonic()
        try:
            model = (await self.client.version(charger_id)).model
        except V2CError as err:
            LOGGER.debug("The model of a charger cannot be read: %s", err)
            model = None
        if model is not None and coordinator in self._polls:
            _store_model(self._hass, coordinator, model)
        self._notify()

    async def _async_tick(self, _: datetime) -> None:
        """Spend at most one call: a steady trickle, never a burst."""
        now = time.monotonic()
        if self._busy or not self.client.budget.may_poll(now):
            return
        if (errand := most_urgent(self._errands(), now)) is None:
            return
        self._busy = True
        try:
            await errand.run()
        finally:
            self._busy = False

    def _errands(self) -> list[Errand]:
        """All that there is to ask."""
        models = [
            self._model_errand(coordinator)
            for coordinator in self._polls
            if not coordinator.subentry.data.get(CONF_MODEL)
        ]
        # The chargers' own polls find out when a refused key works again.
        added = self._added if self.key_accepted is not False else []
        return [*self._polls.values(), self._pairings, *models, *added]

    def _model_errand(self, coordinator: ChargerCoordinator) -> Errand:
        return Errand(
            lambda: self._async_learn_model(coordinator),
            lambda: _MODEL_INTERVAL,
            self._model_asked.get(coordinator.charger.charger_id, -math.inf),
        )

    @callback
    def _notify(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _store_model(
    hass: HomeAssistant, coordinator: ChargerCoordinator, model: str
) -> None:
    entry, subentry = coordinator.config_entry, coordinator.subentry
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, CONF_MODEL: model}
    )
    registry = dr.async_get(hass)
    if device := registry.async_get_device_by_identifier(
        (DOMAIN, coordinator.charger.charger_id), entry.entry_id
    ):
        registry.async_update_device(device.id, model=model)
    coordinator.async_look_for_entities()


@callback
def async_acquire_account(
    hass: HomeAssistant, api_key: str, base_url: str | None
) -> CloudAccount:
    """The account of a key; give it back with its ``async_release``."""
    accounts = hass.data.setdefault(_ACCOUNTS, {})
    key = AccountKey(api_key, base_url or BASE_URL)
    if key not in accounts:
        accounts[key] = CloudAccount(hass, key)
    accounts[key].async_acquire()
    return accounts[key]
