"""The steps that ask for the limits by time of day."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import (
    ObjectSelector,
    ObjectSelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import probatio

from .const import CONF_PHASES
from .control.bands import clock_text
from .control.holidays import Holidays
from .control.presets import SUGGESTED_POWERS, contract_of
from .control.profile_codec import encode
from .control.profiles import Connection, DayKind, Preset, Profile, Unit
from .flow_forms import FormError
from .house_flow import PHASES_SELECTOR, HouseSteps, choice, number_box, signs
from .house_options import CONF_LIMITS
from .limits_input import (
    HIGHEST_LIMIT,
    KILO,
    LOWEST_LIMIT,
    UNIT_NAMES,
    UNITS,
    LimitsError,
    TypedBand,
    contract_profile,
    custom_profile,
    factor,
    highest,
    single_profile,
)
from .pvpc import async_contracted_powers

CONF_BANDS_OFF = "off"
CONF_BANDS_WORKING = "working"
CONF_END = "end"
CONF_HOLIDAYS = "holidays"
CONF_LIMIT = "limit"
CONF_POWER = "power"
CONF_PRESET = "preset"
CONF_START = "start"
CONF_UNIT = "unit"
CONF_VALLEY_POWER = "valley_power"

_UNIT = signs(*UNITS)


class ProfileSteps(HouseSteps):
    """Asks how much the house may draw, and when."""

    _phases: int
    _unit: Unit
    _holidays: Holidays

    async def async_step_profile(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the limits come from, and for the phases if nobody told them."""
        options = self._options
        if user_input is not None:
            self._phases = options.phases or int(user_input[CONF_PHASES])
            steps = {
                Preset.SINGLE: self.async_step_profile_single,
                Preset.SPAIN: self.async_step_profile_spain,
                Preset.ITALY: self.async_step_profile_italy,
                Preset.FRANCE: self.async_step_profile_france,
                Preset.PORTUGAL: self.async_step_profile_portugal,
                Preset.CUSTOM: self.async_step_profile_custom,
            }
            return await steps[Preset(user_input[CONF_PRESET])]()
        fields: dict[probatio.Marker, object] = {
            probatio.Required(CONF_PRESET): choice("preset", *Preset)
        }
        if options.phases is None:
            fields[probatio.Required(CONF_PHASES)] = PHASES_SELECTOR
        return self._show_form(
            step_id="profile",
            schema=probatio.Schema(fields),
            values={CONF_PRESET: options.profile.preset} if options.profile else None,
        )

    async def async_step_profile_single(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for one limit, in any unit."""
        error = None
        if user_input is not None:
            try:
                profile = single_profile(
                    user_input[CONF_LIMIT],
                    UNITS[user_input[CONF_UNIT]],
                    self._house_connection,
                )
                return self._save_profile(profile)
            except LimitsError as err:
                error = FormError(err.key, CONF_LIMIT, **err.placeholders)
        values = user_input
        if values is None and (known := self._options.profile):
            values = {
                CONF_LIMIT: known.lowest / factor(known.unit),
                CONF_UNIT: UNIT_NAMES[known.unit],
            }
        schema = probatio.Schema(
            {
                probatio.Required(CONF_LIMIT): number_box(
                    LOWEST_LIMIT, highest(Unit.AMPERE)
                ),
                probatio.Required(CONF_UNIT, default=UNIT_NAMES[Unit.WATT]): _UNIT,
            }
        )
        return self._show_form(
            step_id="profile_single", schema=schema, values=values, error=error
        )

    async def async_step_profile_spain(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the two powers of the tariff 2.0TD."""
        return self._ask_contract("profile_spain", Preset.SPAIN, user_input)

    async def async_step_profile_italy(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the contract; the meter carries a tenth more."""
        return self._ask_contract("profile_italy", Preset.ITALY, user_input)

    async def async_step_profile_france(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the contract in kVA."""
        return self._ask_contract("profile_france", Preset.FRANCE, user_input)

    async def async_step_profile_portugal(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the contract in kVA."""
        return self._ask_contract("profile_portugal", Preset.PORTUGAL, user_input)

    def _ask_contract(
        self, step_id: str, preset: Preset, user_input: dict[str, str] | None
    ) -> ConfigFlowResult:
        error = None
        if user_input is not None:
            try:
                valley = user_input.get(CONF_VALLEY_POWER)
                profile = contract_profile(
                    preset,
                    _power(user_input[CONF_POWER], CONF_POWER),
                    None if valley is None else _power(valley, CONF_VALLEY_POWER),
                    self._house_connection,
                )
                return self._save_profile(profile)
            except FormError as err:
                error = err
            except LimitsError as err:
                error = FormError(err.key, CONF_POWER, **err.placeholders)
        return self._show_form(
            step_id=step_id,
            schema=_contract_schema(preset),
            values=user_input or self._contract_values(preset),
            error=error,
        )

    def _contract_values(self, preset: Preset) -> dict[str, str]:
        """What was told before, else what is known from elsewhere."""
        options = self._options
        known = (options.contracted_power, options.contracted_power)
        if options.profile and options.profile.preset is preset:
            known = contract_of(options.profile)
        elif preset is Preset.SPAIN:
            told = async_contracted_powers(self.hass)
            known = (told[0] or known[0], told[1] or known[1])
        return {
            key: f"{value / KILO:g}"
            for key, value in zip((CONF_POWER, CONF_VALLEY_POWER), known, strict=True)
            if value is not None
        }

    async def async_step_profile_custom(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what the bands count in, and which holidays are like weekends."""
        if user_input is not None:
            self._unit = UNITS[user_input[CONF_UNIT]]
            self._holidays = Holidays(user_input[CONF_HOLIDAYS])
            return await self.async_step_profile_bands()
        profile = self._options.profile
        schema = probatio.Schema(
            {
                probatio.Required(CONF_UNIT): _UNIT,
                probatio.Required(CONF_HOLIDAYS): choice(
                    "holidays", *Holidays, mode=SelectSelectorMode.DROPDOWN
                ),
            }
        )
        return self._show_form(
            step_id="profile_custom",
            schema=schema,
            values={
                CONF_UNIT: UNIT_NAMES[profile.unit if profile else Unit.WATT],
                CONF_HOLIDAYS: profile.holidays if profile else Holidays.NONE,
            },
        )

    async def async_step_profile_bands(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the bands of each kind of day until they leave no hole."""
        error = None
        if user_input is not None:
            try:
                profile = custom_profile(
                    _typed_bands(user_input),
                    self._unit,
                    self._holidays,
                    self._house_connection,
                )
                return self._save_profile(profile)
            except LimitsError as err:
                error = FormError(err.key, err.kind or "base", **err.placeholders)
        return self._show_form(
            step_id="profile_bands",
            schema=_bands_schema(self._unit),
            values=user_input or self._band_values(),
            error=error,
        )

    def _band_values(self) -> dict[str, object] | None:
        """The bands of before, unless they count in something else."""
        profile = self._options.profile
        if profile is None or profile.unit is not self._unit:
            return None
        return {
            kind: [
                {
                    CONF_START: clock_text(band.start),
                    # A clock in a form has no 24:00.
                    CONF_END: clock_text(band.end % (24 * 60)),
                    CONF_LIMIT: band.limit / factor(profile.unit),
                }
                for band in profile.bands
                if kind in band.kinds
            ]
            for kind in DayKind
        }

    @property
    def _house_connection(self) -> Connection:
        return Connection(phases=self._phases, apparent=self._options.meter.apparent)

    def _save_profile(self, profile: Profile) -> ConfigFlowResult:
        return self._save(**{CONF_LIMITS: encode(profile), CONF_PHASES: self._phases})


def _power(text: str, field: str) -> float:
    """A power in kW or kVA as people type it. Raises ``FormError``."""
    number = text.casefold().removesuffix("kva").removesuffix("kw").strip()
    try:
        power = float(number.replace(",", "."))
    except ValueError:
        power = 0
    if not LOWEST_LIMIT <= power <= HIGHEST_LIMIT:
        raise FormError("not_a_power", field)
    return power


def _contract_schema(preset: Preset) -> probatio.Schema:
    """The powers that people have, and room for any other."""
    unit = "kVA" if preset in {Preset.FRANCE, Preset.PORTUGAL} else "kW"
    power = SelectSelector(
        SelectSelectorConfig(
            options=[
                SelectOptionDict(value=f"{power:g}", label=f"{power:g} {unit}")
                for power in SUGGESTED_POWERS[preset]
            ],
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )
    fields = {probatio.Required(CONF_POWER): power}
    if preset is Preset.SPAIN:
        fields[probatio.Required(CONF_VALLEY_POWER)] = power
    return probatio.Schema(fields)


def _bands_schema(unit: Unit) -> probatio.Schema:
    clock = TextSelector(TextSelectorConfig(type=TextSelectorType.TIME))
    bands = ObjectSelector(
        ObjectSelectorConfig(
            multiple=True,
            translation_key="limit_band",
            fields={
                CONF_START: {"required": True, "selector": clock},
                CONF_END: {"required": True, "selector": clock},
                CONF_LIMIT: {
                    "required": True,
                    "selector": number_box(
                        LOWEST_LIMIT, highest(unit), UNIT_NAMES[unit]
                    ),
                },
            },
        )
    )
    return probatio.Schema(
        {
            probatio.Optional(CONF_BANDS_WORKING): bands,
            probatio.Optional(CONF_BANDS_OFF): bands,
        }
    )


def _typed_bands(user_input: Mapping[str, Any]) -> list[TypedBand]:
    return [
        TypedBand(
            kinds=frozenset({kind}),
            start=band[CONF_START],
            end=band[CONF_END],
            limit=band[CONF_LIMIT],
        )
        for kind in DayKind
        for band in user_input.get(kind, [])
    ]
