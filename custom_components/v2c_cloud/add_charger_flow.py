"""The steps that find a charger, for a new house and for one that exists."""

from abc import abstractmethod
import asyncio
from dataclasses import replace
from typing import Any, Final

from homeassistant.const import CONF_HOST
from homeassistant.data_entry_flow import FlowContext, FlowResult
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import probatio

from .account_flow import async_chargers_of, async_describe
from .api.cloud import CloudClient
from .discovery import (
    FoundCharger,
    async_find_at,
    async_scan,
    async_scan_targets,
    parse_address,
)
from .flow_forms import FormError
from .houses import (
    async_follow,
    async_update_charger,
    find_known,
    raise_if_known,
    with_bluetooth,
)
from .nearby import has_bluetooth
from .nearby_flow import CHARGER_ID_SCHEMA, CONF_CHARGER_ID, NearbySteps, read_label

CONF_CHARGERS: Final = "chargers"

_LAN_SCHEMA = probatio.Schema({probatio.Required(CONF_HOST): TextSelector()})


class AddChargerSteps[
    ContextT: FlowContext,
    ResultT: FlowResult[Any, Any],
    HandlerT,
](NearbySteps[ContextT, ResultT, HandlerT]):
    """Finds chargers, asks which of them, and what firmware does not tell."""

    def __init__(self) -> None:
        """Know of no charger yet."""
        super().__init__()
        self._client: CloudClient | None = None
        """Where the chargers to choose from come from, unless from the LAN."""
        self._listed: frozenset[str] = frozenset()
        """The IDs of all chargers of the account."""
        self._choices: dict[str, FoundCharger] = {}
        self._found: list[FoundCharger] = []
        self._known_titles: list[str] = []
        self._scan: asyncio.Task[list[FoundCharger]] | None = None

    @property
    @abstractmethod
    def _ways(self) -> list[str]:
        """The steps that a person can choose to find a charger."""

    @abstractmethod
    async def _async_add(self, chargers: list[FoundCharger]) -> ResultT:
        """Go on with chargers that are new and whose ID is known."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Ask how to find the charger."""
        return self.async_show_menu(step_id="user", menu_options=self._ways)

    def _ways_nearby(self) -> list[str]:
        return ["nearby"] if has_bluetooth(self.hass) else []

    async def _async_take_nearby(self, found: FoundCharger) -> ResultT:
        """Add a charger that was met, or its link to one that is set up."""
        known = find_known(self.hass, charger_id=found.charger_id)
        if known is None:
            return await self._async_identify([found])
        async_update_charger(
            self.hass, known, with_bluetooth(known.subentry.data, found)
        )
        return self.async_abort(
            reason="bluetooth_added",
            description_placeholders={"charger": known.subentry.title},
        )

    async def async_step_lan(self, user_input: dict[str, str] | None = None) -> ResultT:
        """Ask for an address on the network."""
        error = None
        if user_input is not None:
            try:
                address = parse_address(user_input[CONF_HOST].strip())
                found = await async_find_at(self.hass, address)
                raise_if_known(self.hass, found, CONF_HOST)
            except FormError as err:
                error = err
            else:
                return await self._async_identify([found])
        return self._show_form(
            step_id="lan", schema=_LAN_SCHEMA, values=user_input, error=error
        )

    async def async_step_scan(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Look for chargers at all addresses nearby."""
        if self._scan is None:
            targets = await async_scan_targets(self.hass)
            self._scan = self.hass.async_create_background_task(
                async_scan(self.hass, targets, self.async_update_progress),
                "V2C network scan",
            )
        if not self._scan.done():
            return self.async_show_progress(
                step_id="scan", progress_action="scan", progress_task=self._scan
            )
        found, self._scan = self._scan.result(), None
        self._sort_out(found)
        if self._choices:
            return self.async_show_progress_done(next_step_id="choose")
        return self.async_show_progress_done(
            next_step_id="nothing_new" if self._known_titles else "nothing_found"
        )

    def _sort_out(self, chargers: list[FoundCharger]) -> None:
        """Set apart the chargers that are set up; those that moved are followed."""
        self._client = None
        self._choices, self._known_titles = {}, []
        for found in chargers:
            known = find_known(
                self.hass,
                charger_id=found.charger_id,
                mac=found.mac,
                address=found.address,
            )
            if known is None:
                self._choices[found.charger_id or str(found.address)] = found
            else:
                self._known_titles.append(known.subentry.title)
                async_follow(self.hass, known, found)

    async def async_step_nothing_found(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Say what may help, and offer all ways again."""
        return self.async_show_menu(step_id="nothing_found", menu_options=self._ways)

    async def async_step_nothing_new(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Say which chargers answered, and offer all ways again."""
        return self.async_show_menu(
            step_id="nothing_new",
            menu_options=self._ways,
            description_placeholders={"chargers": ", ".join(self._known_titles)},
        )

    async def _async_list_account(self, client: CloudClient) -> None:
        """Prepare the choice among an account's chargers that are not set up yet.

        Raises ``FormError``.
        """
        paired = await async_chargers_of(client)
        self._listed = frozenset(paired)
        self._client = client
        self._choices = {
            charger_id: FoundCharger(charger_id=charger_id, name=item.name, cloud=True)
            for charger_id, item in paired.items()
            if find_known(self.hass, charger_id=charger_id) is None
        }

    async def async_step_choose(
        self, user_input: dict[str, list[str]] | None = None
    ) -> ResultT:
        """Ask which of the chargers found to add."""
        error = None
        if user_input is not None:
            chosen = [self._choices[key] for key in user_input[CONF_CHARGERS]]
            if chosen:
                return await self._async_identify(await self._async_describe(chosen))
            error = FormError("nothing_chosen", CONF_CHARGERS)
        options = [
            SelectOptionDict(value=key, label=found.label)
            for key, found in self._choices.items()
        ]
        schema = probatio.Schema(
            {
                probatio.Required(
                    CONF_CHARGERS, default=list(self._choices)
                ): SelectSelector(
                    SelectSelectorConfig(
                        options=options, multiple=True, mode=SelectSelectorMode.LIST
                    )
                )
            }
        )
        return self._show_form(
            step_id="choose", schema=schema, values=user_input, error=error
        )

    async def _async_describe(self, chosen: list[FoundCharger]) -> list[FoundCharger]:
        if self._client is None:
            return chosen
        return await asyncio.gather(
            *(async_describe(self.hass, self._client, found) for found in chosen)
        )

    async def _async_identify(self, chargers: list[FoundCharger]) -> ResultT:
        """Go on once each charger has an ID."""
        self._found = chargers
        if any(found.charger_id is None for found in chargers):
            return await self.async_step_charger_id()
        return await self._async_add(chargers)

    async def async_step_charger_id(
        self, user_input: dict[str, str] | None = None
    ) -> ResultT:
        """Ask for the ID that old firmware does not tell."""
        nameless = next(found for found in self._found if found.charger_id is None)
        error = None
        if user_input is not None:
            try:
                charger_id = self._read_label(user_input[CONF_CHARGER_ID])
                named = replace(nameless, charger_id=charger_id)
                raise_if_known(self.hass, named, CONF_CHARGER_ID)
            except FormError as err:
                error = err
            else:
                return await self._async_identify(
                    [named if found is nameless else found for found in self._found]
                )
        return self._show_form(
            step_id="charger_id",
            schema=CHARGER_ID_SCHEMA,
            values=user_input,
            error=error,
            address=str(nameless.address),
        )

    def _read_label(self, text: str) -> str:
        charger_id = read_label(text)
        if any(found.charger_id == charger_id for found in self._found):
            raise FormError("same_charger_id", CONF_CHARGER_ID)
        return charger_id
