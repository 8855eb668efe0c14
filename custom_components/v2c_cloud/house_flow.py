"""What the steps share that change one part of a house's options."""

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

from .flow_forms import FormSteps
from .house_options import HouseOptions, read_what_can_be_read


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
