"""What the flows ask V2C's cloud, and the steps that change a house's account."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
import os
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowContext,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import probatio

from .api.cloud import BASE_URL, CloudClient
from .api.exceptions import V2CError
from .api.models import Link, PairedCharger
from .const import CONF_CLOUD_URL, DOMAIN
from .discovery import FoundCharger, async_find_at, discovery_address, parse_address
from .flow_forms import FormError, FormSteps, form_errors
from .houses import async_set_account, check_links, check_same_account

CLOUD_URL_VARIABLE: Final = "V2C_CLOUD_URL"
"""Environment variable with another cloud than V2C's own, for development."""

ACCOUNT_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_API_KEY): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD)
        )
    }
)


def read_account(
    user_input: Mapping[str, str], house: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """The account that somebody typed, as a house stores it.

    ``house`` is what the house has stored before. Raises ``FormError``.
    """
    api_key = user_input[CONF_API_KEY].strip()
    # Anything else cannot be in an HTTP header.
    if not api_key.isascii() or not api_key.isprintable() or not api_key:
        raise FormError("invalid_auth")
    url = os.environ.get(CLOUD_URL_VARIABLE, house.get(CONF_CLOUD_URL))
    return {CONF_API_KEY: api_key} | ({CONF_CLOUD_URL: url} if url else {})


def client_of(hass: HomeAssistant, account: Mapping[str, Any]) -> CloudClient:
    """A client for the account that a house stores."""
    return CloudClient(
        async_get_clientsession(hass),
        account[CONF_API_KEY],
        account.get(CONF_CLOUD_URL, BASE_URL),
    )


async def async_chargers_of(client: CloudClient) -> dict[str, PairedCharger]:
    """The chargers of an account, by ID.

    Raises ``FormError`` when V2C's cloud does not tell, or tells of none.
    """
    with form_errors(Link.CLOUD):
        pairings = await client.pairings()
    if not pairings:
        raise FormError("no_chargers")
    return {item.charger_id: item for item in pairings}


async def async_describe(
    hass: HomeAssistant, client: CloudClient, listed: FoundCharger
) -> FoundCharger:
    """All that can be found out of a charger of an account, with one call for it.

    When the cloud tells an address where this very charger answers, it gets that link
    too. Nothing here fails: the account's word is enough to add it.
    """
    found = listed
    with suppress(V2CError):
        state, _ = await client.reported(listed.charger_id or "")
        mac = format_mac(state.mac) if state.mac else None
        found = replace(listed, state=state, mac=mac)
    with suppress(FormError):
        address = parse_address(found.state.ip_address or "")
        local = await async_find_at(hass, discovery_address(address.host))
        if local.charger_id == found.charger_id:
            return replace(
                found,
                address=local.address,
                mac=found.mac or local.mac,
                state=local.state.or_else(found.state),
            )
    return found


async def async_join_account(
    hass: HomeAssistant, entry: ConfigEntry, chargers: Sequence[FoundCharger]
) -> list[FoundCharger]:
    """The same chargers, linked to the house's account as well if they are in it.

    An outage of V2C's cloud costs them no more than that link.
    """
    reached: dict[str, PairedCharger] = {}
    if CONF_API_KEY in entry.data and not all(found.cloud for found in chargers):
        with suppress(FormError):
            reached = await async_chargers_of(client_of(hass, entry.data))
    return [
        replace(found, cloud=True, name=found.name or paired.name)
        if (paired := reached.get(found.charger_id or ""))
        else found
        for found in chargers
    ]


class AccountSteps(FormSteps[ConfigFlowContext, ConfigFlowResult, str], ConfigFlow):
    """The steps that change the account of a house that exists."""

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """The cloud refuses the key of a house."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Ask for a new key, and give it to all houses that had the old one."""
        entry = self._get_reauth_entry()
        error = None
        if user_input is not None:
            try:
                account = read_account(user_input, entry.data)
                reached = await async_chargers_of(client_of(self.hass, account))
                check_same_account(entry, reached)
            except FormError as err:
                error = err
            else:
                return self._async_renew_key(entry, account)
        return self._show_form(
            step_id="reauth_confirm",
            schema=ACCOUNT_SCHEMA,
            values=user_input,
            error=error,
            house=entry.title,
        )

    def _async_renew_key(
        self, entry: ConfigEntry, account: Mapping[str, str]
    ) -> ConfigFlowResult:
        old_key = entry.data.get(CONF_API_KEY)
        for other in self.hass.config_entries.async_entries(DOMAIN):
            if other is entry or other.data.get(CONF_API_KEY) != old_key:
                continue
            self.hass.config_entries.async_update_entry(
                other, data=other.data | account
            )
            self.hass.config_entries.async_schedule_reload(other.entry_id)
        return self.async_update_reload_and_abort(entry, data_updates=account)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the account of a house."""
        if CONF_API_KEY not in self._get_reconfigure_entry().data:
            return await self.async_step_account()
        return self.async_show_menu(
            step_id="reconfigure", menu_options=["account", "remove_account"]
        )

    async def async_step_account(
        self, user_input: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key that the house shall use."""
        entry = self._get_reconfigure_entry()
        error = None
        if user_input is not None:
            try:
                account = read_account(user_input, entry.data)
                reached = await async_chargers_of(client_of(self.hass, account))
                check_same_account(entry, reached)
                check_links(entry, reached)
            except FormError as err:
                error = err
            else:
                async_set_account(self.hass, entry, account, reached)
                return self.async_abort(reason="reconfigure_successful")
        return self._show_form(
            step_id="account",
            schema=ACCOUNT_SCHEMA,
            values=user_input,
            error=error,
            house=entry.title,
        )

    async def async_step_remove_account(
        self, user_input: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Take the account away from a house that can do without."""
        entry = self._get_reconfigure_entry()
        error = None
        if user_input is not None:
            try:
                check_links(entry, ())
            except FormError as err:
                error = err
            else:
                async_set_account(self.hass, entry, {}, ())
                return self.async_abort(reason="reconfigure_successful")
        return self._show_form(step_id="remove_account", error=error, house=entry.title)
