"""The steps that ask for the keys of a charger and what they do."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components import bluetooth
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    UnitOfLength,
    UnitOfTime,
)
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import probatio

from .control.smart_key import Measure
from .flow_forms import FormError
from .house_flow import ChargerSteps, choice
from .house_options import OptionsError
from .smart_lock_keys import KEY_DOMAINS, KeySensors, async_find_key, async_read_level
from .smart_lock_options import (
    CONF_ACCEPT_COPIES,
    CONF_ENTER_DELAY,
    CONF_ENTITY,
    CONF_FAR,
    CONF_KEYS,
    CONF_LEAVE_DELAY,
    CONF_LOCK_AGAIN,
    CONF_LOCK_IDLE,
    CONF_LOCK_IN_USE,
    CONF_MEASURE,
    CONF_NEAR,
    CONF_SCANNER,
    CONF_SMART_LOCK,
    LEVELS,
    LONGEST_DELAY,
    SUGGESTED,
    LockOptions,
    read_lock,
)

_UNITS: Final = {
    Measure.SIGNAL: SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    Measure.DISTANCE: UnitOfLength.METERS,
}
_LEAST_APART: Final = {
    Measure.SIGNAL: (3.0, "signal_thresholds"),
    Measure.DISTANCE: (1.0, "distance_thresholds"),
}
"""Between the thresholds, and the sentence for less: a key that lies still would come
and go."""


class SmartLockSteps(ChargerSteps):
    """Asks for the keys of a charger, and then about each of them."""

    _lock: dict[str, Any]
    _keys: list[dict[str, Any]]
    """Those that have been asked about."""
    _waiting: list[KeySensors]
    """Those that are still to be asked about; the first one is now."""

    async def async_step_smart_lock(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which charger it is about, where there are several."""
        question = self._choose_charger("smart_lock", user_input)
        if question is not None:
            return question
        return await self.async_step_smart_lock_keys()

    @property
    def _before(self) -> LockOptions:
        """What was set before, for this charger."""
        try:
            lock = read_lock(self.config_entry.options, self._charger_id)
        except OptionsError:
            lock = None
        return lock or LockOptions()

    async def async_step_smart_lock_keys(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the keys."""
        before = self._before
        if user_input is not None:
            self._lock = user_input
            entities = user_input.pop(CONF_KEYS, [])
            self._keys = []
            self._waiting = [async_find_key(self.hass, entity) for entity in entities]
            return await self._async_next()
        values: dict[str, object] = {
            CONF_KEYS: [key.entity for key in before.keys],
            CONF_SCANNER: before.scanner,
            CONF_ENTER_DELAY: before.enter_delay,
            CONF_LEAVE_DELAY: before.leave_delay,
            CONF_LOCK_IN_USE: before.lock_in_use,
            CONF_LOCK_IDLE: before.lock_idle,
            CONF_LOCK_AGAIN: before.lock_again,
        }
        return self._show_form(
            step_id="smart_lock_keys",
            schema=_keys_schema(self._scanners(before.scanner)),
            values=values,
            charger=self._title,
        )

    def _scanners(self, chosen: str | None) -> list[SelectOptionDict]:
        """The Bluetooth adapters that there are, and the one that was chosen."""
        names = {} if chosen is None else {chosen: chosen}
        if "bluetooth" in self.hass.config.components:
            names |= {
                item.source: item.name
                for item in bluetooth.async_current_scanners(self.hass)
            }
        return [
            SelectOptionDict(value=source, label=name) for source, name in names.items()
        ]

    async def _async_next(self) -> ConfigFlowResult:
        """Ask about the next key that leaves a question, or store all."""
        while self._waiting:
            key = self._waiting[0]
            if len(key.measures) > 1 or key.copyable:
                return await self.async_step_smart_lock_key()
            self._keys.append({CONF_ENTITY: self._waiting.pop(0).entity})
        locks = dict(self.config_entry.options.get(CONF_SMART_LOCK, {}))
        locks.pop(self._charger_id, None)
        lock = self._lock
        if self._keys or lock[CONF_LOCK_IDLE] or lock[CONF_LOCK_AGAIN]:
            locks[self._charger_id] = lock | {CONF_KEYS: self._keys}
        return self._save(**{CONF_SMART_LOCK: locks})

    @property
    def _known(self) -> dict[str, Any]:
        """What was set before for the key that is asked about now."""
        entity = self._waiting[0].entity
        known = {key.entity: key for key in self._before.keys}
        if (key := known.get(entity)) is None:
            return {}
        return {
            CONF_MEASURE: key.measure,
            CONF_NEAR: key.near,
            CONF_FAR: key.far,
            CONF_ACCEPT_COPIES: key.accept_copies,
        }

    @property
    def _name(self) -> str:
        entity = self._waiting[0].entity
        state = self.hass.states.get(entity)
        return entity if state is None else state.name

    async def async_step_smart_lock_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what tells that a key is near, and whether a copy may unlock."""
        key = self._waiting[0]
        if user_input is None:
            step = "smart_lock_key_copyable" if key.copyable else "smart_lock_key"
            return self._show_form(
                step_id=step,
                schema=_key_schema(key),
                values={CONF_MEASURE: key.measures[0]} | self._known,
                key=self._name,
            )
        self._keys.append({CONF_ENTITY: key.entity} | user_input)
        measure = Measure(user_input.get(CONF_MEASURE, Measure.HOME))
        if measure is not Measure.HOME:
            return await self._async_ask_levels(measure)
        self._waiting.pop(0)
        return await self._async_next()

    async def async_step_smart_lock_key_copyable(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go on after the same form with a warning."""
        return await self.async_step_smart_lock_key(user_input)

    async def async_step_smart_lock_signal(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how strong a signal is near."""
        return await self._async_ask_levels(Measure.SIGNAL, user_input)

    async def async_step_smart_lock_distance(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how many metres are near."""
        return await self._async_ask_levels(Measure.DISTANCE, user_input)

    async def _async_ask_levels(
        self, measure: Measure, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        error = None
        if user_input is not None:
            try:
                _check_levels(measure, user_input)
            except FormError as err:
                error = err
            else:
                self._keys[-1] |= user_input
                self._waiting.pop(0)
                return await self._async_next()
        near, far = SUGGESTED[measure]
        values = {CONF_NEAR: near, CONF_FAR: far}
        if (known := self._known).get(CONF_MEASURE) is measure:
            values |= known
        level = async_read_level(self.hass, self._waiting[0], measure)
        reading = "?" if level is None else f"{level:.{measure is Measure.DISTANCE:d}f}"
        return self._show_form(
            step_id=f"smart_lock_{measure}",
            schema=_levels_schema(measure),
            values=user_input or values,
            error=error,
            key=self._name,
            reading=f"{reading} {_UNITS[measure]}",
        )


def _check_levels(measure: Measure, levels: Mapping[str, float]) -> None:
    """Raise ``FormError`` where a key would leave before it has come."""
    apart = levels[CONF_NEAR] - levels[CONF_FAR]
    if measure is Measure.DISTANCE:
        apart = -apart
    least, sentence = _LEAST_APART[measure]
    if apart < least:
        raise FormError(sentence, CONF_FAR)


def _select(options: list[SelectOptionDict]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)
    )


def _keys_schema(scanners: list[SelectOptionDict]) -> probatio.Schema:
    entities = EntitySelectorConfig(domain=list(KEY_DOMAINS), multiple=True)
    adapters = {probatio.Optional(CONF_SCANNER): _select(scanners)} if scanners else {}
    delay = NumberSelector(
        NumberSelectorConfig(
            min=0,
            max=LONGEST_DELAY,
            step=1,
            unit_of_measurement=UnitOfTime.SECONDS,
            mode=NumberSelectorMode.BOX,
        )
    )
    return probatio.Schema(
        {
            probatio.Optional(CONF_KEYS): EntitySelector(entities),
            **adapters,
            probatio.Required(CONF_ENTER_DELAY): delay,
            probatio.Required(CONF_LEAVE_DELAY): delay,
            probatio.Required(CONF_LOCK_IDLE, default=False): BooleanSelector(),
            probatio.Required(CONF_LOCK_AGAIN, default=False): BooleanSelector(),
            probatio.Required(CONF_LOCK_IN_USE, default=False): BooleanSelector(),
        }
    )


def _key_schema(key: KeySensors) -> probatio.Schema:
    fields: dict[probatio.Marker, object] = {}
    if len(key.measures) > 1:
        fields[probatio.Required(CONF_MEASURE)] = choice("key_measure", *key.measures)
    if key.copyable:
        fields[probatio.Required(CONF_ACCEPT_COPIES, default=False)] = BooleanSelector()
    return probatio.Schema(fields)


def _levels_schema(measure: Measure) -> probatio.Schema:
    least, most = LEVELS[measure]
    level = NumberSelector(
        NumberSelectorConfig(
            min=least,
            max=most,
            step=1 if measure is Measure.SIGNAL else 0.5,
            unit_of_measurement=_UNITS[measure],
            mode=NumberSelectorMode.BOX,
        )
    )
    return probatio.Schema(
        {probatio.Required(CONF_NEAR): level, probatio.Required(CONF_FAR): level}
    )
