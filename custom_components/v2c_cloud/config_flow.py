"""How a house with its first chargers comes into Home Assistant."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlowContext,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.const import CONF_API_KEY
from homeassistant.core import callback
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.typing import DiscoveryInfoType
import probatio

from .account_flow import (
    ACCOUNT_SCHEMA,
    AccountSteps,
    async_describe,
    async_join_account,
    client_of,
    read_account,
)
from .add_charger_flow import AddChargerSteps
from .car_flow import CarSubentryFlow
from .const import DOMAIN, ENTRY_VERSION, SUBENTRY_CAR, SUBENTRY_CHARGER
from .discovery import FoundCharger, async_find_at, discovery_address
from .flow_forms import FormError
from .houses import (
    async_add_chargers,
    async_end_discoveries,
    async_follow,
    async_reload,
    async_set_account,
    charger_data,
    find_known,
    houses,
    new_house_title,
    still_new,
)
from .limits_flow import Limits, LimitsSteps
from .nearby_search import NearbyDevice
from .options_flow import V2COptionsFlow
from .subentry_flow import ChargerSubentryFlow

if TYPE_CHECKING:
    from homeassistant.components.bluetooth import BluetoothServiceInfoBleak

CONF_HOUSE: Final = "house"
CONF_ENTRY_ID: Final = "entry_id"


class V2CConfigFlow(
    AddChargerSteps[ConfigFlowContext, ConfigFlowResult, str],
    LimitsSteps[ConfigFlowContext, ConfigFlowResult, str],
    AccountSteps,
    domain=DOMAIN,
):
    """Finds chargers and gives them a house."""

    VERSION = ENTRY_VERSION
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Know of no account yet."""
        super().__init__()
        self._account: dict[str, str] = {}
        self._offered_to: str | None = None
        """The house whose account listed the charger that is offered."""

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Change what the contract allows."""
        return V2COptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """A house has chargers, and cars that come to them."""
        return {
            SUBENTRY_CHARGER: ChargerSubentryFlow,
            SUBENTRY_CAR: CarSubentryFlow,
        }

    @property
    @override
    def _ways(self) -> list[str]:
        return ["cloud", "lan", "scan", *self._ways_nearby()]

    async def async_step_cloud(
        self, user_input: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key of an account."""
        error = None
        if user_input is not None:
            try:
                account = read_account(user_input)
                await self._async_list_account(client_of(self.hass, account))
            except FormError as err:
                error = err
            else:
                self._account = account
                if not self._choices:
                    return self.async_abort(reason="all_chargers_added")
                return await self.async_step_choose()
        return self._show_form(
            step_id="cloud", schema=ACCOUNT_SCHEMA, values=user_input, error=error
        )

    @override
    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """Something with a charger's name, or one that is set up, got an address."""
        mac = format_mac(discovery_info.macaddress)
        await self.async_set_unique_id(mac)
        self._abort_if_unique_id_configured()
        known = find_known(self.hass, mac=mac)
        address = discovery_address(discovery_info.ip)
        if known is not None and known.address is not None:
            address = replace(known.address, host=discovery_info.ip)
            if address == known.address:
                return self.async_abort(reason="already_configured")
        try:
            found = await async_find_at(self.hass, address)
        except FormError as err:
            return self.async_abort(reason=err.key)
        return await self._async_offer(replace(found, mac=mac))

    @override
    async def async_step_bluetooth(
        self, discovery_info: BluetoothServiceInfoBleak
    ) -> ConfigFlowResult:
        """Something calls itself like V2C's products; that proves nothing."""
        address = discovery_info.address
        await self.async_set_unique_id(address)
        self._abort_if_unique_id_configured()
        if find_known(self.hass, ble_address=address) is not None:
            return self.async_abort(reason="already_configured")
        self._device = NearbyDevice(
            address=address, name=discovery_info.name, signal=discovery_info.rssi
        )
        self.context["title_placeholders"] = {"name": discovery_info.name}
        return await self.async_step_bluetooth_confirm()

    @override
    async def async_step_integration_discovery(
        self, discovery_info: DiscoveryInfoType
    ) -> ConfigFlowResult:
        """The account of a house has one more charger."""
        self._offered_to = discovery_info[CONF_ENTRY_ID]
        return await self._async_offer(
            FoundCharger(
                charger_id=discovery_info["charger_id"],
                name=discovery_info["name"],
                cloud=True,
            )
        )

    async def _async_offer(self, found: FoundCharger) -> ConfigFlowResult:
        """Offer a charger that nobody asked for, unless it is set up or ignored."""
        known = find_known(
            self.hass,
            charger_id=found.charger_id,
            mac=found.mac,
            address=found.address,
        )
        if known is not None:
            async_follow(self.hass, known, found)
            return self.async_abort(reason="already_configured")
        if found.charger_id is not None:
            await self.async_set_unique_id(found.charger_id)
            self._abort_if_unique_id_configured()
        self._found = [found]
        self.context["title_placeholders"] = {"name": found.title}
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add nothing that nobody wants."""
        (found,) = self._found
        if user_input is None:
            return self._show_form(step_id="confirm", name=found.label)
        if self._offered_to is None:
            return await self._async_identify(self._found)
        entry = self.hass.config_entries.async_get_entry(self._offered_to)
        if entry is None or CONF_API_KEY not in entry.data:
            return self.async_abort(reason="house_gone")
        client = client_of(self.hass, entry.data)
        self._found = [await async_describe(self.hass, client, found)]
        return await self._async_add_to(entry)

    @override
    async def _async_add(self, chargers: list[FoundCharger]) -> ConfigFlowResult:
        self._found = chargers
        if self._houses:
            return await self.async_step_house()
        return await self.async_step_new_house()

    async def async_step_house(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the chargers belong: a house has one connection to the grid."""
        return self.async_show_menu(
            step_id="house", menu_options=["add_to_house", "new_house"]
        )

    @property
    def _houses(self) -> list[ConfigEntry]:
        """The houses that can take these chargers: one account at most for each."""
        key = self._account.get(CONF_API_KEY)
        return [
            entry
            for entry in houses(self.hass)
            if not key or entry.data.get(CONF_API_KEY, key) == key
        ]

    async def async_step_add_to_house(
        self, user_input: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Ask which house, if there are several."""
        entries = {entry.entry_id: entry for entry in self._houses}
        if user_input is not None and user_input[CONF_HOUSE] in entries:
            return await self._async_add_to(entries[user_input[CONF_HOUSE]])
        if len(entries) == 1:
            return await self._async_add_to(*entries.values())
        options = [
            SelectOptionDict(value=entry_id, label=entry.title)
            for entry_id, entry in entries.items()
        ]
        schema = probatio.Schema(
            {
                probatio.Required(CONF_HOUSE): SelectSelector(
                    SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST)
                )
            }
        )
        return self._show_form(step_id="add_to_house", schema=schema)

    async def _async_add_to(self, entry: ConfigEntry) -> ConfigFlowResult:
        joined = await async_join_account(self.hass, entry, self._found)
        chargers = still_new(self.hass, joined)
        if self._account and CONF_API_KEY not in entry.data:
            async_set_account(self.hass, entry, self._account, self._listed)
        async_end_discoveries(self.hass, chargers, but=self.flow_id)
        async_add_chargers(self.hass, entry, chargers)
        async_reload(self.hass, entry, links_changed=True)
        return self.async_abort(
            reason="charger_added",
            description_placeholders={
                "chargers": ", ".join(found.title for found in chargers),
                "house": entry.title,
            },
        )

    async def async_step_new_house(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Make a house for these chargers."""
        return await self.async_step_limits()

    async def async_step_limits(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what the contract of the new house allows."""
        return await self._async_ask_limits("limits", user_input, {})

    @override
    def _charger_currents(self) -> dict[str, int]:
        return {
            found.title: current
            for found in self._found
            if (current := found.state.max_intensity) is not None
        }

    @override
    async def _async_save_limits(self, limits: Limits) -> ConfigFlowResult:
        chargers = still_new(self.hass, self._found)
        async_end_discoveries(self.hass, chargers, but=self.flow_id)
        # What must be unique is the chargers, and those are in the subentries.
        await self.async_set_unique_id(None)
        return self.async_create_entry(
            title=new_house_title(self.hass),
            data=self._account,
            options=limits,
            subentries=[charger_data(found) for found in chargers],
        )
