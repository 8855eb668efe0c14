"""What people tell a charger to do."""

from homeassistant.components.number import (
    ATTR_MAX,
    ATTR_MIN,
    ATTR_VALUE,
    SERVICE_SET_VALUE,
)
from homeassistant.const import (
    ATTR_TIME,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
)

from .request import (
    BOOST,
    CHARGING,
    CONNECTED,
    ECO_CHARGING,
    INTENSITY,
    LOCKED,
    PAUSED,
    READY_BY,
    READY_BY_ON,
    Request,
)
from .speech import SpokenError
from .spoken_time import DayPart, spoken_time

SLOT_CURRENT = "current"
SLOT_HOUR = "hour"
SLOT_MINUTE = "minute"
SLOT_MINUTES_TO = "minutes_to"
SLOT_PART = "part"
SLOT_TIME = "time"


async def async_start(request: Request) -> str:
    """Let the charger charge."""
    charger = request.charger()
    await request.async_command(charger.require(PAUSED), SERVICE_TURN_OFF)
    if charger.value(LOCKED) == STATE_ON:
        key = "started_locked"
    elif charger.value(CONNECTED) == STATE_OFF:
        key = "started_without_car"
    else:
        key = "started"
    return request.speaker.say(key, charger=charger.name)


async def async_pause(request: Request) -> str:
    """Pause until somebody starts it again."""
    charger = request.charger()
    await request.async_command(charger.require(PAUSED), SERVICE_TURN_ON)
    return request.speaker.say("paused", charger=charger.name)


async def async_boost(request: Request) -> str:
    """Charge at full until the car is unplugged."""
    charger = request.charger()
    await request.async_command(charger.require(BOOST), SERVICE_TURN_ON)
    return request.speaker.say("boosted", charger=charger.name)


async def async_end_boost(request: Request) -> str:
    """Charge as before the boost."""
    charger = request.charger()
    await request.async_command(charger.require(BOOST), SERVICE_TURN_OFF)
    return request.speaker.say("boost_ended", charger=charger.name)


async def async_lock(request: Request) -> str:
    """Lock the charger, which ends a charge that runs: asks before it does that."""
    charger = request.charger()
    lock = charger.require(LOCKED)
    # Not known is not "no".
    if charger.value(CHARGING) != STATE_OFF and not request.confirmed:
        return request.speaker.say("confirm_lock", charger=charger.name)
    await request.async_command(lock, SERVICE_TURN_ON)
    return request.speaker.say("locked", charger=charger.name)


async def async_unlock(request: Request) -> str:
    """Unlock the charger, for whoever stands before it: asks before it does that."""
    charger = request.charger()
    lock = charger.require(LOCKED)
    if not request.confirmed:
        return request.speaker.say("confirm_unlock", charger=charger.name)
    await request.async_command(lock, SERVICE_TURN_OFF)
    return request.speaker.say("unlocked", charger=charger.name)


async def async_set_current(request: Request) -> str:
    """Set the charging current."""
    charger = request.charger()
    number = charger.require(INTENSITY)
    current = float(request.slots[SLOT_CURRENT])
    lowest, highest = number.attributes[ATTR_MIN], number.attributes[ATTR_MAX]
    if not lowest <= current <= highest:
        raise SpokenError(
            "current_range",
            charger=charger.name,
            minimum=request.speaker.number(lowest),
            maximum=request.speaker.number(highest),
        )
    await request.async_command(number, SERVICE_SET_VALUE, **{ATTR_VALUE: current})
    return request.speaker.say(
        "current_set",
        charger=charger.name,
        current=request.speaker.current(current),
    )


async def async_set_ready_by(request: Request) -> str:
    """Set by when the car shall be ready."""
    charger = request.charger()
    ready_by = charger.require(READY_BY, "no_ready_by")
    slots = request.slots
    part = slots.get(SLOT_PART)
    time = slots.get(SLOT_TIME) or spoken_time(
        slots.get(SLOT_HOUR, -1),
        slots.get(SLOT_MINUTE, 0) - slots.get(SLOT_MINUTES_TO, 0),
        None if part is None else DayPart(part),
    )
    if time is None:
        raise SpokenError("no_time")
    await request.async_command(ready_by, SERVICE_SET_VALUE, **{ATTR_TIME: time})
    if charger.value(READY_BY_ON) == STATE_OFF:
        await request.async_command(charger.require(READY_BY_ON), SERVICE_TURN_ON)
    eco_off = charger.value(ECO_CHARGING) == STATE_OFF
    return request.speaker.say(
        "ready_by_without_eco" if eco_off else "ready_by_set",
        charger=charger.name,
        time=f"{time:%H:%M}",
    )
