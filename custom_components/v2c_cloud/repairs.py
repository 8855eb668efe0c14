"""The forms that repair an issue."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import TextSelector
import probatio

from .const import DOMAIN
from .coordinator import ChargerCoordinator
from .discovery import async_find_at, parse_address
from .flow_forms import FormError, FormSteps
from .house import House
from .houses import KnownCharger, async_update_charger, moved
from .issues import (
    CHARGER_UNREACHABLE,
    MAX_CURRENT_ABOVE_CONTRACT,
    OTHER_POLLER,
    IssueData,
)

_ADDRESS_SCHEMA = probatio.Schema({probatio.Required(CONF_HOST): TextSelector()})


class _Repair(FormSteps[Any, RepairsFlowResult, str], RepairsFlow):
    """A repair of one form, whose sentences name what the issue's own name."""

    def __init__(self, issue: IssueData, placeholders: dict[str, str]) -> None:
        """Take what the issue says of itself."""
        self._issue = issue
        self._placeholders = placeholders

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Begin; Home Assistant gives this step an input that nobody typed."""
        return await self.async_step_confirm()

    @abstractmethod
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the form, and repair what it says when somebody sends it."""

    def _show_confirm(
        self,
        schema: probatio.Schema | None = None,
        values: Mapping[str, object] | None = None,
        error: FormError | None = None,
    ) -> RepairsFlowResult:
        return self._show_form("confirm", schema, values, error, **self._placeholders)

    def _known(self) -> KnownCharger | None:
        """The charger that the issue is about, unless it was removed."""
        entry = self.hass.config_entries.async_get_entry(str(self._issue["entry_id"]))
        subentry = entry and entry.subentries.get(str(self._issue["subentry_id"]))
        return KnownCharger(entry, subentry) if entry and subentry else None


class AddressRepair(_Repair):
    """Asks where a charger is that the LAN has lost."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        if (known := self._known()) is None:
            return self.async_abort(reason="charger_gone")
        error = None
        if user_input is not None:
            try:
                data = await self._async_look(known, user_input[CONF_HOST].strip())
            except FormError as err:
                error = err
            else:
                async_update_charger(self.hass, known, data)
                return self.async_create_entry(data={})
        present = {CONF_HOST: str(known.address or "")}
        return self._show_confirm(_ADDRESS_SCHEMA, user_input or present, error)

    async def _async_look(self, known: KnownCharger, text: str) -> dict[str, object]:
        """The charger's data with the address typed. Raises ``FormError``."""
        found = await async_find_at(self.hass, parse_address(text))
        # Firmware before 1.7.20 does not say which charger it is.
        if found.charger_id not in (None, known.subentry.unique_id):
            raise FormError("wrong_charger", CONF_HOST, found=found.charger_id)
        return moved(known.subentry.data, found.address)


class PollerRepair(_Repair):
    """Disables the entry of another integration that polls the same charger."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        entries = self.hass.config_entries
        other = entries.async_get_entry(str(self._issue["other_entry_id"]))
        if other is None:
            return self.async_abort(reason="other_gone")
        if user_input is None:
            return self._show_confirm()
        await entries.async_set_disabled_by(other.entry_id, ConfigEntryDisabler.USER)
        return self.async_create_entry(data={})


class CurrentRepair(_Repair):
    """Lowers a charger's maximum current to what the contract carries."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        if (coordinator := self._coordinator()) is None:
            return self.async_abort(reason="house_not_loaded")
        error = None
        if user_input is not None:
            try:
                await _async_lower(coordinator, int(self._issue["limit"] or 0))
            except HomeAssistantError:
                error = FormError("cannot_set")
            else:
                return self.async_create_entry(data={})
        return self._show_confirm(error=error)

    def _coordinator(self) -> ChargerCoordinator | None:
        known = self._known()
        if known is None or known.entry.state is not ConfigEntryState.LOADED:
            return None
        house: House = known.entry.runtime_data
        return house.chargers.get(known.subentry.subentry_id)


async def _async_lower(coordinator: ChargerCoordinator, limit: int) -> None:
    minimum = coordinator.data.snapshot.state.min_intensity
    if minimum is not None and minimum > limit:
        # The charger refuses a maximum below its minimum.
        await coordinator.async_set("min_intensity", limit)
    await coordinator.async_set("max_intensity", limit)


_REPAIRS: dict[str, type[_Repair]] = {
    CHARGER_UNREACHABLE: AddressRepair,
    OTHER_POLLER: PollerRepair,
    MAX_CURRENT_ABOVE_CONTRACT: CurrentRepair,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: IssueData | None
) -> RepairsFlow:
    """The form that repairs an issue."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    placeholders = issue.translation_placeholders if issue else None
    data = data or {}
    return _REPAIRS[str(data["key"])](data, placeholders or {})
