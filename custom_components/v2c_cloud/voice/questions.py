"""What people ask about a charger. Without a name they ask about all of them."""

from collections.abc import Callable
from datetime import timedelta

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_OFF,
    STATE_ON,
    UnitOfEnergy,
    UnitOfPower,
    UnitOfTime,
)
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import (
    BaseUnitConverter,
    DurationConverter,
    EnergyConverter,
    PowerConverter,
)

from custom_components.v2c_cloud.session_sensors import ATTR_ENERGY_WITHOUT_COST

from .chargers import Entity, SpokenCharger
from .request import (
    CHARGE_POWER,
    CHARGING,
    CHARGING_REASON,
    CONNECTED,
    ENERGY_TO_TARGET,
    LOCKED,
    MONTH_COST,
    MONTH_ENERGY,
    NEXT_START,
    PAUSED,
    PLANNED_END,
    READY_BY,
    READY_BY_ON,
    TIME_TO_TARGET,
    WILL_BE_READY,
    Request,
)
from .speech import Speaker

type Answer = Callable[[Speaker, SpokenCharger], str]


async def async_status(request: Request) -> str:
    """Whether cars charge."""
    return _each(request, _status)


async def async_reason(request: Request) -> str:
    """Why they charge as they do, or do not."""
    return _each(request, _reason)


async def async_ready(request: Request) -> str:
    """When they will be ready."""
    return _each(request, _ready)


async def async_spent(request: Request) -> str:
    """What they took this month, and what that cost."""
    return _each(request, _spent)


def _each(request: Request, answer: Answer) -> str:
    speaker = request.speaker
    return " ".join(answer(speaker, charger) for charger in request.chargers())


def _status(speaker: Speaker, charger: SpokenCharger) -> str:
    charger.require(CHARGING)
    charging = charger.value(CHARGING)
    if charging is None:
        return speaker.say("unreachable", charger=charger.name)
    if charging == STATE_OFF:
        return _not_charging(speaker, charger)
    power = _number(charger, CHARGE_POWER, PowerConverter, UnitOfPower.WATT)
    if power is None:
        return speaker.say("charging", charger=charger.name)
    return speaker.say(
        "charging_with", charger=charger.name, power=speaker.power(power)
    )


def _not_charging(speaker: Speaker, charger: SpokenCharger) -> str:
    why = _why(speaker, charger)
    if why is None:
        return speaker.say("not_charging", charger=charger.name)
    return speaker.say("not_charging_because", charger=charger.name, reason=why)


def _reason(speaker: Speaker, charger: SpokenCharger) -> str:
    if (why := _why(speaker, charger)) is None:
        charger.require(CHARGING_REASON)
        return speaker.say("no_reason", charger=charger.name)
    if charger.value(CHARGING) == STATE_OFF:
        return speaker.say("not_charging_because", charger=charger.name, reason=why)
    return speaker.say("because", charger=charger.name, reason=why)


def _why(speaker: Speaker, charger: SpokenCharger) -> str | None:
    """Why a car is charged as it is, as well as it is known."""
    if (reason := charger.value(CHARGING_REASON)) is not None:
        return speaker.reason(reason)
    # Where control tells no reason, the charger's own settings may.
    seen = {
        "no_car": charger.value(CONNECTED) == STATE_OFF,
        "locked": charger.value(LOCKED) == STATE_ON,
        "paused_by_user": charger.value(PAUSED) == STATE_ON,
    }
    return next((speaker.reason(key) for key, holds in seen.items() if holds), None)


def _ready(speaker: Speaker, charger: SpokenCharger) -> str:
    if (end := _instant(speaker, charger, PLANNED_END)) is not None:
        late = charger.value(WILL_BE_READY) == STATE_OFF
        sentence = speaker.say(
            "planned_late" if late else "planned", charger=charger.name, when=end
        )
        if (start := _instant(speaker, charger, NEXT_START)) is not None:
            sentence += " " + speaker.say("starts", when=start)
        return sentence
    if (left := _left(speaker, charger)) is not None:
        return speaker.say("left_to_target", charger=charger.name, left=left)
    if charger.value(WILL_BE_READY) == STATE_ON:
        return speaker.say("ready", charger=charger.name)
    counts = charger.value(READY_BY_ON) != STATE_OFF
    if counts and (wished := charger.value(READY_BY)) is not None:
        return speaker.say("wished", charger=charger.name, time=wished[:5])
    return speaker.say("no_plan", charger=charger.name)


def _left(speaker: Speaker, charger: SpokenCharger) -> str | None:
    seconds = _number(charger, TIME_TO_TARGET, DurationConverter, UnitOfTime.SECONDS)
    if seconds is not None:
        return speaker.duration(timedelta(seconds=seconds))
    energy = _energy(charger, ENERGY_TO_TARGET)
    return None if energy is None else speaker.energy(energy)


def _spent(speaker: Speaker, charger: SpokenCharger) -> str:
    charger.require(MONTH_ENERGY)
    charger.require(MONTH_COST)
    energy = _energy(charger, MONTH_ENERGY)
    if energy is None:
        return speaker.say("spent_unknown", charger=charger.name)
    cost = charger.state(MONTH_COST)
    if cost is None:
        return speaker.say(
            "spent_without_cost", charger=charger.name, energy=speaker.energy(energy)
        )
    sentence = speaker.say(
        "spent",
        charger=charger.name,
        energy=speaker.energy(energy),
        cost=speaker.money(
            float(cost.state), cost.attributes[ATTR_UNIT_OF_MEASUREMENT]
        ),
    )
    if unpriced := cost.attributes.get(ATTR_ENERGY_WITHOUT_COST):
        sentence += " " + speaker.say("unpriced", energy=speaker.energy(unpriced))
    return sentence


def _energy(charger: SpokenCharger, entity: Entity) -> float | None:
    return _number(charger, entity, EnergyConverter, UnitOfEnergy.KILO_WATT_HOUR)


def _number(
    charger: SpokenCharger,
    entity: Entity,
    converter: type[BaseUnitConverter],
    unit: str,
) -> float | None:
    """A sensor's value in our unit, whichever its owner has chosen."""
    if (state := charger.state(entity)) is None:
        return None
    shown = state.attributes[ATTR_UNIT_OF_MEASUREMENT]
    return converter.convert(float(state.state), shown, unit)


def _instant(speaker: Speaker, charger: SpokenCharger, entity: Entity) -> str | None:
    if (value := charger.value(entity)) is None:
        return None
    instant = dt_util.parse_datetime(value)
    return None if instant is None else speaker.instant(instant, dt_util.utcnow())
