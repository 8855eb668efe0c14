"""What the steps share that change one part of a house's options."""

from collections.abc import Mapping
from typing import Final

from homeassistant.config_entries import (
    ConfigFlowContext,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import probatio

from .flow_forms import FormSteps
from .house import charger_subentries
from .house_options import HouseOptions, read_what_can_be_read

CONF_CHARGER: Final = "charger"


class HouseSteps(
    FormSteps[ConfigFlowContext, ConfigFlowResult, str], OptionsFlowWithReload
):
    """Steps of the options flow."""

    @property
    def _options(self) -> HouseOptions:
        """What was set before."""
        return read_what_can_be_read(self.config_entry.options)

    def _save(self, **parts: object) -> ConfigFlowResult:
        """Store these parts and keep the others."""
        return self.async_create_entry(data={**self.config_entry.options, **parts})


class ChargerSteps(HouseSteps):
    """Steps about one charger of the house."""

    _charger_id: str

    def _choose_charger(
        self, step_id: str, user_input: Mapping[str, str] | None
    ) -> ConfigFlowResult | None:
        """Ask which charger it is about; None as soon as there is but one."""
        chargers = self._titles
        if user_input is None and len(chargers) > 1:
            options = [
                SelectOptionDict(value=charger_id, label=title)
                for charger_id, title in chargers.items()
            ]
            selector = SelectSelector(
                SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST)
            )
            return self._show_form(
                step_id=step_id,
                schema=probatio.Schema({probatio.Required(CONF_CHARGER): selector}),
            )
        self._charger_id = (user_input or {}).get(CONF_CHARGER) or next(iter(chargers))
        return None

    @property
    def _title(self) -> str:
        return self._titles[self._charger_id]

    @property
    def _titles(self) -> dict[str, str]:
        """The names of the house's chargers by their IDs."""
        return {
            subentry.unique_id or "": subentry.title
            for subentry in charger_subentries(self.config_entry).values()
        }


def choice(
    name: str, *values: str, mode: SelectSelectorMode = SelectSelectorMode.LIST
) -> SelectSelector:
    """One of several values; the selector's name is where their words are."""
    return SelectSelector(
        SelectSelectorConfig(options=list(values), translation_key=name, mode=mode)
    )


def signs(*values: str) -> SelectSelector:
    """One of several values that are written the same in each language."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[SelectOptionDict(value=value, label=value) for value in values],
            mode=SelectSelectorMode.LIST,
        )
    )


def number_box(least: float, most: float, unit: str | None = None) -> NumberSelector:
    """Any number between two."""
    config = NumberSelectorConfig(
        min=least, max=most, step="any", mode=NumberSelectorMode.BOX
    )
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


PHASES_SELECTOR = signs("1", "3")
"""How many phases the house's connection has."""
