"""How a house gets a car, and how what is known of it changes."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.calendar import DOMAIN as CALENDAR
from homeassistant.components.number import DOMAIN as NUMBER
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, CONF_NAME, PERCENTAGE
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import probatio

from .control.cars import USUAL_EFFICIENCY, Car, car_of_card
from .control.limits import LOWEST_CURRENT
from .control.situation import HIGHEST_CURRENT
from .flow_forms import FormError, FormSteps
from .house import House
from .house_cars import (
    AUTOMATIC,
    CONF_CALENDAR,
    CONF_CAPACITY,
    CONF_CAR_CURRENT,
    CONF_CAR_PHASES,
    CONF_CARDS,
    CONF_CONSUMPTION,
    CONF_EFFICIENCY,
    CONF_LEAD,
    CONF_LEVEL,
    CONF_LEVEL_LIMIT,
    CONF_PLUGGED,
    CONF_WORD,
    car_subentries,
    read_car,
)
from .house_flow import number_box, signs

_LONGEST_LEAD: Final = 24 * 60
_DEFAULTS: Final = {CONF_EFFICIENCY: USUAL_EFFICIENCY * 100, CONF_LEAD: 15}


def _entity(*domains: str) -> EntitySelector:
    return EntitySelector(EntitySelectorConfig(filter={"domain": list(domains)}))


_LEVELS: Final = _entity(SENSOR, NUMBER, "input_number")
_CAR_SCHEMA: Final = probatio.Schema(
    {
        probatio.Required(CONF_NAME): TextSelector(),
        probatio.Optional(CONF_CAPACITY): number_box(1, 300, "kWh"),
        probatio.Optional(CONF_LEVEL): _LEVELS,
        probatio.Optional(CONF_LEVEL_LIMIT): _LEVELS,
        probatio.Optional(CONF_CAR_PHASES): signs("1", "2", "3"),
        probatio.Optional(CONF_CAR_CURRENT): number_box(
            LOWEST_CURRENT, HIGHEST_CURRENT, "A"
        ),
        probatio.Optional(CONF_CONSUMPTION): number_box(1, 100, "kWh/100 km"),
        probatio.Required(CONF_EFFICIENCY): number_box(50, 100, PERCENTAGE),
    }
)


class CarSubentryFlow(
    FormSteps[SubentryFlowContext, SubentryFlowResult, tuple[str, str]],
    ConfigSubentryFlow,
):
    """Asks what a car is like, then what Home Assistant knows of it."""

    _known: Mapping[str, Any]
    """What was stored before, as the forms show it."""
    _car: dict[str, Any]
    """What was answered so far."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what a new car is like."""
        self._known = _DEFAULTS
        return await self._async_ask_car("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what a known car is like."""
        subentry = self._get_reconfigure_subentry()
        stored = {
            key: str(value) if key == CONF_CAR_PHASES else value
            for key, value in subentry.data.items()
        }
        self._known = {**_DEFAULTS, **stored, CONF_NAME: subentry.title}
        return await self._async_ask_car("reconfigure", user_input)

    async def _async_ask_car(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        error = None
        if user_input is not None:
            try:
                self._car = self._read_car(user_input)
            except FormError as err:
                error = err
            else:
                return await self.async_step_links()
        return self._show_form(
            step_id=step_id,
            schema=_CAR_SCHEMA,
            values=self._known if user_input is None else user_input,
            error=error,
        )

    def _read_car(self, user_input: Mapping[str, Any]) -> dict[str, Any]:
        """What a form says, as it is stored. Raises ``FormError``."""
        name = user_input[CONF_NAME].strip()
        taken = {car.name.casefold() for car in self._others}
        if not name or name.casefold() in {*taken, AUTOMATIC}:
            raise FormError("car_name", CONF_NAME)
        if CONF_LEVEL in user_input and CONF_CAPACITY not in user_input:
            raise FormError("level_without_capacity", CONF_CAPACITY)
        if CONF_LEVEL_LIMIT in user_input and CONF_LEVEL not in user_input:
            raise FormError("limit_without_level", CONF_LEVEL)
        for key in (CONF_LEVEL, CONF_LEVEL_LIMIT):
            self._check_unit(key, user_input.get(key))
        car = {**user_input, CONF_NAME: name}
        for key in (CONF_CAR_PHASES, CONF_CAR_CURRENT):
            if key in car:
                car[key] = int(car[key])
        return car

    @property
    def _others(self) -> list[Car]:
        """The other cars of the house."""
        return [
            read_car(subentry)
            for subentry_id, subentry in car_subentries(self._get_entry()).items()
            if self.source != SOURCE_RECONFIGURE
            or subentry_id != self._reconfigure_subentry_id
        ]

    async def async_step_links(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask where its plug, its cards and its departures are known."""
        error = None
        if user_input is not None:
            try:
                self._check_cards(user_input)
            except FormError as err:
                error = err
            else:
                return self._finish({**self._car, **user_input})
        return self._show_form(
            step_id="links",
            schema=self._links_schema(),
            values=self._known if user_input is None else user_input,
            error=error,
            car=self._car[CONF_NAME],
        )

    def _links_schema(self) -> probatio.Schema:
        return probatio.Schema(
            {
                probatio.Optional(CONF_PLUGGED): _entity(
                    BINARY_SENSOR, "input_boolean"
                ),
                probatio.Optional(CONF_CARDS): SelectSelector(
                    SelectSelectorConfig(
                        options=self._seen_cards(),
                        multiple=True,
                        custom_value=True,
                        mode=SelectSelectorMode.DROPDOWN,
                    )
                ),
                probatio.Optional(CONF_CALENDAR): _entity(CALENDAR),
                probatio.Required(CONF_LEAD): number_box(0, _LONGEST_LEAD, "min"),
                probatio.Optional(CONF_WORD): TextSelector(),
            }
        )

    def _seen_cards(self) -> list[SelectOptionDict]:
        """The cards that sessions were charged with, by name where they have one."""
        entry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            return []
        house: House = entry.runtime_data
        names = {
            session.card.code: session.card.name or session.card.code
            for tracker in house.sessions.values()
            for session in tracker.sessions
            if session.card is not None
        }
        return [
            SelectOptionDict(value=code, label=name) for code, name in names.items()
        ]

    def _check_cards(self, user_input: Mapping[str, Any]) -> None:
        """Raise ``FormError`` for a card that is another car's."""
        for card in user_input.get(CONF_CARDS, ()):
            owner = car_of_card(self._others, card)
            if owner is not None:
                raise FormError("card_taken", CONF_CARDS, other=owner.name)

    def _check_unit(self, field: str, entity_id: str | None) -> None:
        """Raise ``FormError`` for an entity that counts something else than %."""
        state = None if entity_id is None else self.hass.states.get(entity_id)
        unit = None if state is None else state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        if unit not in (None, PERCENTAGE):
            raise FormError("not_percent", field, entity=str(entity_id), unit=str(unit))

    def _finish(self, car: dict[str, Any]) -> SubentryFlowResult:
        title = car.pop(CONF_NAME)
        if self.source != SOURCE_RECONFIGURE:
            return self.async_create_entry(title=title, data=car)
        return self.async_update_and_abort(
            self._get_entry(),
            self._get_reconfigure_subentry(),
            title=title,
            data=car,
        )
