"""The steps that ask how power control behaves."""

from dataclasses import replace
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import UnitOfElectricCurrent, UnitOfPower
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelectorMode,
)
import probatio

from .control.profiles import phase_current, rest_current
from .flow_forms import FormError
from .house import charger_subentries
from .house_flow import HouseSteps, choice
from .house_options import (
    CONF_BATTERY_FIRST,
    CONF_MARGIN,
    CONF_PHASE_MAP,
    CONF_PHASE_SWITCHING,
    CONF_POWER_CONTROL,
    CONF_REST_CURRENT,
    HIGHEST_MARGIN,
    PHASE_ORDERS,
    REST_CURRENTS,
)

CONF_PHASE_ORDER: Final = "phase_order"

_LEARNED: Final = "learned"
_ORDERS: Final = {"".join(map(str, order)): order for order in PHASE_ORDERS}
"""By their names in the form."""


class PowerControlSteps(HouseSteps):
    """Asks for the margin and for what happens without Home Assistant."""

    _power_control: dict[str, Any]
    _unmapped: list[tuple[str, str]]
    """ID and title of the chargers that are still to be asked about."""
    _phase_map: dict[str, list[int]]

    async def async_step_power_control(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how close to the limit to go, and what a charger is left at."""
        options = self._options
        if options.profile is None:
            return self.async_abort(reason="no_limits")
        error = None
        if user_input is not None:
            rest = int(user_input[CONF_REST_CURRENT])
            if rest in REST_CURRENTS:
                self._power_control = user_input | {CONF_REST_CURRENT: rest}
                return await self._async_map_phases()
            error = FormError("rest_current", CONF_REST_CURRENT)
        fits = rest_current(options.profile, options.connection)
        lowest = phase_current(
            options.profile.lowest, options.profile.unit, options.connection
        )
        control = options.power_control
        if CONF_POWER_CONTROL not in self.config_entry.options:
            control = replace(control, rest_current=fits)
        return self._show_form(
            step_id="power_control",
            schema=_schema(three_phases=options.connection.phases == 3),
            values=user_input
            or {
                CONF_MARGIN: control.margin,
                CONF_BATTERY_FIRST: control.battery_first,
                CONF_PHASE_SWITCHING: control.phase_switching,
                CONF_REST_CURRENT: control.rest_current,
            },
            error=error,
            lowest=f"{lowest:.0f}",
            fits=str(fits),
        )

    async def _async_map_phases(self) -> ConfigFlowResult:
        """Ask about each charger of a house with three phases."""
        self._phase_map = {}
        self._unmapped = [
            (subentry.unique_id or "", subentry.title)
            for subentry in charger_subentries(self.config_entry).values()
            if self._options.phases == 3
        ]
        return await self.async_step_phase_map()

    async def async_step_phase_map(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which phases of the house a charger hangs on."""
        if user_input is not None:
            charger_id, _ = self._unmapped.pop(0)
            if (order := _ORDERS.get(user_input[CONF_PHASE_ORDER])) is not None:
                self._phase_map[charger_id] = list(order)
        if not self._unmapped:
            if self._phase_map:
                self._power_control[CONF_PHASE_MAP] = self._phase_map
            return self._save(**{CONF_POWER_CONTROL: self._power_control})
        charger_id, title = self._unmapped[0]
        order = self._options.power_control.phase_map.get(charger_id)
        schema = probatio.Schema(
            {
                probatio.Required(CONF_PHASE_ORDER): choice(
                    "phase_order",
                    _LEARNED,
                    *_ORDERS,
                    mode=SelectSelectorMode.DROPDOWN,
                )
            }
        )
        return self._show_form(
            step_id="phase_map",
            schema=schema,
            values={CONF_PHASE_ORDER: "".join(map(str, order)) if order else _LEARNED},
            charger=title,
        )


def _schema(*, three_phases: bool) -> probatio.Schema:
    switching = (
        {probatio.Required(CONF_PHASE_SWITCHING, default=False): BooleanSelector()}
        if three_phases
        else {}
    )
    return probatio.Schema(
        {
            probatio.Required(CONF_MARGIN): _box(HIGHEST_MARGIN, 10, UnitOfPower.WATT),
            probatio.Required(CONF_REST_CURRENT): _box(
                REST_CURRENTS[-1], 1, UnitOfElectricCurrent.AMPERE
            ),
            probatio.Required(CONF_BATTERY_FIRST, default=True): BooleanSelector(),
            **switching,
        }
    )


def _box(highest: float, step: float, unit: str) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(
            min=0,
            max=highest,
            step=step,
            unit_of_measurement=unit,
            mode=NumberSelectorMode.BOX,
        )
    )
