"""The steps that ask what the house's contract allows."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from homeassistant.const import UnitOfPower
from homeassistant.data_entry_flow import FlowContext, FlowResult
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)
import probatio

from .const import CONF_CONTRACTED_POWER, CONF_PHASES
from .control.limits import LOWEST_CURRENT, maximum_current
from .flow_forms import FormError, FormSteps
from .house_flow import PHASES_SELECTOR

LIMITS_SCHEMA = probatio.Schema(
    {
        probatio.Optional(CONF_CONTRACTED_POWER): NumberSelector(
            NumberSelectorConfig(
                min=0.5,
                max=100,
                step="any",
                unit_of_measurement=UnitOfPower.KILO_WATT,
                mode=NumberSelectorMode.BOX,
            )
        ),
        probatio.Optional(CONF_PHASES): PHASES_SELECTOR,
    }
)

type Limits = dict[str, float | int]


def suggested_limits(limits: Mapping[str, Any]) -> dict[str, object]:
    """Stored limits as the form takes them."""
    return {
        key: str(value) if key == CONF_PHASES else value
        for key, value in limits.items()
    }


class LimitsSteps[ContextT: FlowContext, ResultT: FlowResult[Any, Any], HandlerT](
    FormSteps[ContextT, ResultT, HandlerT]
):
    """Asks for the contract and shows what current it carries."""

    _limits: Limits

    @abstractmethod
    def _charger_currents(self) -> dict[str, int]:
        """The maximum current that each charger is set to, in A, by its title."""

    @abstractmethod
    async def _async_save_limits(self, limits: Limits) -> ResultT:
        """Go on with the limits that somebody has seen and confirmed."""

    async def _async_ask_limits(
        self, step_id: str, user_input: dict[str, Any] | None, limits: Mapping[str, Any]
    ) -> ResultT:
        error = None
        if user_input is not None:
            try:
                self._limits = _read_limits(user_input)
            except FormError as err:
                error = err
            else:
                return await self._async_show_current()
        return self._show_form(
            step_id=step_id,
            schema=LIMITS_SCHEMA,
            values=suggested_limits(limits) if user_input is None else user_input,
            error=error,
        )

    async def _async_show_current(self) -> ResultT:
        if CONF_CONTRACTED_POWER not in self._limits:
            return await self._async_save_limits(self._limits)
        if self._too_high:
            return await self.async_step_current_too_high()
        return await self.async_step_maximum_current()

    @property
    def _current(self) -> int:
        return _current_of(self._limits)

    @property
    def _too_high(self) -> str:
        """The chargers that are set to more than the contract carries."""
        return ", ".join(
            f"{title} ({current} A)"
            for title, current in self._charger_currents().items()
            if current > self._current
        )

    async def async_step_maximum_current(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Show the highest current that the contract carries."""
        if user_input is not None:
            return await self._async_save_limits(self._limits)
        return self._show_form(step_id="maximum_current", current=str(self._current))

    async def async_step_current_too_high(
        self, user_input: dict[str, Any] | None = None
    ) -> ResultT:
        """Show it, and which chargers are set to more."""
        if user_input is not None:
            return await self._async_save_limits(self._limits)
        return self._show_form(
            step_id="current_too_high",
            current=str(self._current),
            chargers=self._too_high,
        )


def _current_of(limits: Limits) -> int:
    return maximum_current(
        limits[CONF_CONTRACTED_POWER] * 1000, int(limits[CONF_PHASES])
    )


def _read_limits(user_input: Mapping[str, Any]) -> Limits:
    """What was typed, as it is stored. Raises ``FormError``."""
    limits: Limits = {}
    if (phases := user_input.get(CONF_PHASES)) is not None:
        limits[CONF_PHASES] = int(phases)
    if (power := user_input.get(CONF_CONTRACTED_POWER)) is None:
        return limits
    limits[CONF_CONTRACTED_POWER] = power
    if CONF_PHASES not in limits:
        raise FormError("phases_missing", CONF_PHASES)
    if (current := _current_of(limits)) < LOWEST_CURRENT:
        raise FormError("power_too_low", CONF_CONTRACTED_POWER, current=str(current))
    return limits
