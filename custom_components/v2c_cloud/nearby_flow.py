"""The steps that find a charger by Bluetooth and make sure that it is the right one."""

from abc import abstractmethod
import asyncio
from dataclasses import replace
import re
from typing import Any, Final

from homeassistant.const import CONF_ADDRESS, CONF_PIN
from homeassistant.data_entry_flow import FlowContext, FlowResult
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import probatio

from .api.exceptions import V2CPinError
from .api.models import Link
from .discovery import FoundCharger
from .flow_forms import FormError, FormSteps, form_errors
from .nearby_search import Meeting, NearbyDevice, async_meet, async_search, can_search

CONF_CHARGER_ID: Final = "charger_id"

_LABEL = re.compile(r"[A-Z0-9]{6,7}")
CHARGER_ID_SCHEMA = probatio.Schema(
    {probatio.Required(CONF_CHARGER_ID): TextSelector()}
)
_PIN_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_PIN): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD)
        )
    }
)


def read_label(text: str) -> str:
    """The ID that somebody read off a charger. Raises ``FormError``."""
    charger_id = text.strip().upper()
    if _LABEL.fullmatch(charger_id) is None:
        raise FormError("invalid_charger_id", CONF_CHARGER_ID)
    return charger_id


def _with_label(found: FoundCharger, text: str) -> FoundCharger:
    """A charger with the ID of its label. Raises ``FormError`` if it says another."""
    charger_id = read_label(text)
    if found.charger_id not in (None, charger_id):
        raise FormError("another_charger", CONF_CHARGER_ID)
    return replace(found, charger_id=charger_id)


class NearbySteps[
    ContextT: FlowContext,
    ResultT: FlowResult[Any, Any],
    HandlerT,
](FormSteps[ContextT, ResultT, HandlerT]):
    """Searches, connects, and asks for the PIN and the label."""

    def __init__(self) -> None:
        """Know of no device yet."""
        super().__init__()
        self._search: asyncio.Task[list[NearbyDevice]] | None = None
        self._devices: dict[str, NearbyDevice] = {}
        self._device: NearbyDevice
        """The one that was chosen, or discovered."""
        self._meeting: Meeting
        """What it said."""

    @abstractmethod
    async def _async_take_nearby(self, found: FoundCharger) -> ResultT:
        """Go on with a charger whose ID is known. Raises ``FormError``."""

    async def async_step_nearby(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Look around for some seconds."""
        if self._search is None:
            if not can_search(self.hass):
                return self.async_abort(reason="no_bluetooth")
            self._search = self.hass.async_create_background_task(
                async_search(self.hass), "V2C Bluetooth search"
            )
        if not self._search.done():
            return self.async_show_progress(
                step_id="nearby", progress_action="nearby", progress_task=self._search
            )
        devices, self._search = self._search.result(), None
        self._devices = {device.address: device for device in devices}
        return self.async_show_progress_done(
            next_step_id="choose_nearby" if devices else "nothing_nearby"
        )

    async def async_step_nothing_nearby(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Say that nothing was heard."""
        return self.async_abort(reason="nothing_nearby")

    async def async_step_choose_nearby(
        self, user_input: dict[str, str] | None = None
    ) -> ResultT:
        """Ask which of the devices it is."""
        error = None
        if user_input is not None:
            self._device = self._devices[user_input[CONF_ADDRESS]]
            try:
                return await self._async_meet(None)
            except FormError as err:
                error = err
        options = [
            SelectOptionDict(value=device.address, label=device.label)
            for device in self._devices.values()
        ]
        first = next(iter(self._devices.values()))
        required = (
            probatio.Required(CONF_ADDRESS, default=first.address)
            if first.is_likely
            else probatio.Required(CONF_ADDRESS)
        )
        schema = probatio.Schema(
            {
                required: SelectSelector(
                    SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST)
                )
            }
        )
        return self._show_form(
            step_id="choose_nearby", schema=schema, values=user_input, error=error
        )

    async def async_step_bluetooth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Connect to nothing that nobody wants."""
        error = None
        if user_input is not None:
            try:
                return await self._async_meet(None)
            except FormError as err:
                error = err
        return self._show_form(
            step_id="bluetooth_confirm", error=error, name=self._device.label
        )

    async def _async_meet(self, pin: str | None) -> ResultT:
        """Connect, and ask what there is to ask. Raises ``FormError``."""
        with form_errors(Link.BLE):
            try:
                self._meeting = await async_meet(self.hass, self._device.address, pin)
            except V2CPinError:
                if pin is not None:
                    raise FormError("wrong_pin", CONF_PIN) from None
                return await self.async_step_nearby_pin()
        if self._meeting.understood:
            return await self.async_step_nearby_id()
        return await self.async_step_nearby_unknown()

    async def async_step_nearby_pin(
        self, user_input: dict[str, str] | None = None
    ) -> ResultT:
        """Ask for the PIN that the charger's Bluetooth wants."""
        error = None
        if user_input is not None:
            try:
                return await self._async_meet(user_input[CONF_PIN])
            except FormError as err:
                error = err
        return self._show_form(step_id="nearby_pin", schema=_PIN_SCHEMA, error=error)

    async def async_step_nearby_id(
        self, user_input: dict[str, str] | None = None
    ) -> ResultT:
        """Ask for the ID on the label: a name on the air proves nothing."""
        return await self._async_ask_label("nearby_id", user_input)

    async def async_step_nearby_unknown(
        self, user_input: dict[str, str] | None = None
    ) -> ResultT:
        """The same for a device that nobody understands, and say what that means."""
        return await self._async_ask_label("nearby_unknown", user_input)

    async def _async_ask_label(
        self, step_id: str, user_input: dict[str, str] | None
    ) -> ResultT:
        found = self._meeting.charger
        error = None
        if user_input is not None:
            try:
                named = _with_label(found, user_input[CONF_CHARGER_ID])
                return await self._async_take_nearby(named)
            except FormError as err:
                error = err
        return self._show_form(
            step_id=step_id,
            schema=CHARGER_ID_SCHEMA,
            values=user_input,
            error=error,
            name=self._device.label,
        )
