"""How a house gets one more charger, and a charger another link."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import (
    ConfigSubentryFlow,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_MAC
from homeassistant.core import callback
from homeassistant.helpers.selector import BooleanSelector, TextSelector
import probatio

from .account_flow import async_chargers_of, async_join_account, client_of
from .add_charger_flow import AddChargerSteps
from .const import CONF_BLE_PERSISTENT, CONF_CAPABILITIES, CONF_CLOUD
from .discovery import FoundCharger, async_find_at, parse_address
from .flow_forms import FormError
from .houses import (
    KnownCharger,
    async_add_chargers,
    async_end_discoveries,
    async_reload,
    async_update_charger,
    find_known,
    moved,
    still_new,
    with_bluetooth,
)
from .nearby import has_bluetooth
from .nearby_flow import CONF_CHARGER_ID

CONF_BLUETOOTH: Final = "bluetooth"

_HOST_SCHEMA = probatio.Schema({probatio.Optional(CONF_HOST): TextSelector()})


class ChargerSubentryFlow(
    AddChargerSteps[SubentryFlowContext, SubentryFlowResult, tuple[str, str]],
    ConfigSubentryFlow,
):
    """Adds chargers to a house, and changes how one is reached."""

    _added = False
    _changed: dict[str, object] | None = None
    """The data of the charger that is given a Bluetooth link, with its other links."""

    @property
    @override
    def _ways(self) -> list[str]:
        account = ["cloud"] if self._has_account else []
        return [*account, "lan", "scan", *self._ways_nearby()]

    @property
    def _has_account(self) -> bool:
        return CONF_API_KEY in self._get_entry().data

    async def async_step_cloud(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """List the account's chargers; the form only offers to try that again."""
        try:
            await self._async_list_account(client_of(self.hass, self._get_entry().data))
        except FormError as err:
            return self._show_form(step_id="cloud", error=err)
        if not self._choices:
            return self.async_abort(reason="all_chargers_added")
        return await self.async_step_choose()

    @override
    async def _async_add(self, chargers: list[FoundCharger]) -> SubentryFlowResult:
        entry = self._get_entry()
        joined = await async_join_account(self.hass, entry, chargers)
        *others, last = still_new(self.hass, joined)
        async_end_discoveries(self.hass, [*others, last], but=self.flow_id)
        async_add_chargers(self.hass, entry, others)
        self._added = True
        return self.async_create_entry(
            title=last.title, data=last.data, unique_id=last.charger_id
        )

    @callback
    @override
    def async_remove(self) -> None:
        """Home Assistant has stored the last charger now."""
        if self._added:
            async_reload(self.hass, self._get_entry(), links_changed=True)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the links that the charger shall have."""
        known = KnownCharger(self._get_entry(), self._get_reconfigure_subentry())
        error = None
        if user_input is not None:
            try:
                data = await self._async_change_links(known, user_input)
            except FormError as err:
                error = err
            else:
                if user_input.get(CONF_BLUETOOTH) and known.ble_address is None:
                    self._changed = data
                    return await self.async_step_nearby()
                async_update_charger(self.hass, known, data)
                return self.async_abort(reason="reconfigure_successful")
        present = {
            CONF_HOST: str(known.address or ""),
            CONF_CLOUD: known.cloud,
            CONF_BLUETOOTH: known.ble_address is not None,
            CONF_BLE_PERSISTENT: known.subentry.data.get(CONF_BLE_PERSISTENT, False),
        }
        return self._show_form(
            step_id="reconfigure",
            schema=self._links_schema(known),
            values=user_input if user_input is not None else present,
            error=error,
            charger=known.subentry.title,
        )

    def _links_schema(self, known: KnownCharger) -> probatio.Schema:
        """The links that there can be, and how one of them is kept."""
        switches = [
            *([CONF_CLOUD] if self._has_account else []),
            *(
                [CONF_BLUETOOTH]
                if known.ble_address or has_bluetooth(self.hass)
                else []
            ),
            *([CONF_BLE_PERSISTENT] if known.ble_address else []),
        ]
        return _HOST_SCHEMA.extend(
            {probatio.Required(switch): BooleanSelector() for switch in switches}
        )

    @override
    async def _async_take_nearby(self, found: FoundCharger) -> SubentryFlowResult:
        if self._changed is None:
            return await super()._async_take_nearby(found)
        known = KnownCharger(self._get_entry(), self._get_reconfigure_subentry())
        if found.charger_id != known.subentry.unique_id:
            raise FormError("another_charger", CONF_CHARGER_ID)
        async_update_charger(self.hass, known, with_bluetooth(self._changed, found))
        return self.async_abort(reason="reconfigure_successful")

    async def _async_change_links(
        self, known: KnownCharger, user_input: Mapping[str, Any]
    ) -> dict[str, object]:
        """The charger's data with other links. Raises ``FormError``."""
        text = user_input.get(CONF_HOST, "").strip()
        address = parse_address(text) if text else None
        cloud = user_input.get(CONF_CLOUD, False)
        bluetooth = user_input.get(CONF_BLUETOOTH, False)
        if address is None and not cloud and not bluetooth:
            raise FormError("no_link")
        data = moved(known.subentry.data, address) | {CONF_CLOUD: cloud}
        if not bluetooth:
            data = with_bluetooth(data, None)
        elif CONF_BLE_PERSISTENT in user_input:
            data[CONF_BLE_PERSISTENT] = user_input[CONF_BLE_PERSISTENT]
        if address is not None and address != known.address:
            found = await async_find_at(self.hass, address)
            self._check_identity(known, found)
            data |= {CONF_MAC: found.mac} if found.mac else {}
            data[CONF_CAPABILITIES] = sorted(
                found.state.known.union(known.subentry.data.get(CONF_CAPABILITIES, ()))
            )
        if cloud and not known.cloud:
            reached = await async_chargers_of(client_of(self.hass, known.entry.data))
            if known.subentry.unique_id not in reached:
                raise FormError("not_in_account", CONF_CLOUD)
        return data

    def _check_identity(self, known: KnownCharger, found: FoundCharger) -> None:
        """Raise ``FormError`` when another charger answers."""
        if found.charger_id is not None:
            if found.charger_id != known.subentry.unique_id:
                raise FormError("wrong_charger", CONF_HOST, found=found.charger_id)
            return
        neighbour = find_known(self.hass, mac=found.mac, address=found.address)
        if neighbour is not None and neighbour != known:
            raise FormError(
                "already_configured",
                CONF_HOST,
                charger=neighbour.subentry.title,
                house=neighbour.entry.title,
            )
