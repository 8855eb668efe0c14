"""The actions that say how much the running session shall get."""

from collections.abc import Awaitable
from datetime import timedelta
import math

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
from homeassistant.util.json import JsonObjectType
import probatio

from .api.cloud_services import LEAST_ENERGY, MOST_ENERGY, MOST_MINUTES, CloudServices
from .api.exceptions import V2CError
from .api.models import Link
from .const import DOMAIN, LOGGER
from .control.target import Target, TargetKind
from .service_calls import ChargerAction, ChargerCall
from .session_wishes import async_resume
from .targets import session_reading

ATTR_ENERGY = "energy"
ATTR_DURATION = "duration"

_MINUTE = 60


async def _charge_until(call: ChargerCall) -> JsonObjectType:
    """Let the session end once it has got so much in all."""
    kind, amount = _wanted(call)
    _require_car(call)
    reading = await _session(call, kind)
    told = await _tell(call, kind, amount, start=False)
    left = max(amount - reading, 0.0)
    return _arm(call, Target(kind=kind, left=left, reading=reading, on_charger=told))


async def _start_charge_for(call: ChargerCall) -> JsonObjectType:
    """Start or resume, and end once it has got so much from now on."""
    kind, amount = _wanted(call)
    _require_car(call)
    reading = session_reading(kind, call.coordinator.charger.snapshot().state)
    if _on_lan(call):
        # Somebody may just have paused it at the charger.
        await call.coordinator.async_refresh()
    elif call.coordinator.cloud_services is not None:
        await call.async_reach()
    reading = session_reading(kind, call.coordinator.charger.snapshot().state)
    async_resume(call.house, call.subentry_id)
    await call.coordinator.async_set("paused", False)
    told = await _tell(call, kind, amount, start=True)
    return _arm(call, Target(kind=kind, left=amount, reading=reading, on_charger=told))


async def _cancel_target(call: ChargerCall) -> None:
    """Let the session go on."""
    if (target := call.target.target) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_target",
            translation_placeholders={"charger": call.charger},
        )
    call.target.async_end()
    if not target.on_charger:
        return
    try:
        await _never(await call.async_reach(), target.kind)
    except (V2CError, HomeAssistantError) as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="target_not_cancelled",
            translation_placeholders={"charger": call.charger},
        ) from err


async def async_set_energy(call: ChargerCall, energy: float) -> None:
    """Let the running session end after so many kWh more; 0 lets it go on.

    We count and stop alone: the charger is told nothing but to forget an older target.
    """
    _require_car(call)
    if call.target.target is not None:
        await _cancel_target(call)
    if energy > 0:
        kind = TargetKind.ENERGY
        reading = session_reading(kind, call.coordinator.charger.snapshot().state)
        left = round(energy, 3)
        call.target.async_arm(Target(kind=kind, left=left, reading=reading))


def _wanted(call: ChargerCall) -> tuple[TargetKind, float]:
    """What shall be counted, and how much of it, in kWh or s."""
    energy: float | None = call.data.get(ATTR_ENERGY)
    duration: timedelta | None = call.data.get(ATTR_DURATION)
    if energy is not None and duration is None:
        return TargetKind.ENERGY, energy
    if duration is not None and energy is None:
        # V2C's cloud takes whole minutes.
        minutes = math.ceil(duration.total_seconds() / _MINUTE)
        if 1 <= minutes <= MOST_MINUTES:
            return TargetKind.TIME, float(minutes * _MINUTE)
    raise ServiceValidationError(
        translation_domain=DOMAIN, translation_key="energy_or_duration"
    )


def _require_car(call: ChargerCall) -> None:
    """A target is the session's: it would end before there was one."""
    if call.coordinator.charger.snapshot().state.connected is False:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_car",
            translation_placeholders={"charger": call.charger},
        )


async def _session(call: ChargerCall, kind: TargetKind) -> float:
    """What the session has got so far, in kWh or s.

    Of what the cloud tells, only the live answer has that.
    """
    charger = call.coordinator.charger
    reading = session_reading(kind, charger.snapshot().state)
    if reading is None and not _on_lan(call):
        await call.async_reach()
    if reading is None and (link := charger.link(charger.links[-1])) is not None:
        reading = session_reading(kind, (await link.read()).state)
    if reading is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="session_not_known",
            translation_placeholders={"charger": call.charger},
        )
    return reading


async def _tell(
    call: ChargerCall, kind: TargetKind, amount: float, *, start: bool
) -> bool:
    """Tell the charger, so that it stops even without Home Assistant.

    Only the cloud has commands for that. Where the LAN works as well, a charge need
    not wait for the cloud: then we watch alone.
    """
    if call.coordinator.cloud_services is None:
        return False
    older = call.target.target
    try:
        services = await call.async_reach()
        if older is not None and older.on_charger and older.kind is not kind:
            await _never(services, older.kind)
        await (_start if start else _until)(services, kind, amount)
    except (V2CError, HomeAssistantError) as err:
        if not _on_lan(call):
            raise
        LOGGER.debug("%s was not told its target: %s", call.charger, err)
        # What it was told before may still stop it, and wants to be cancelled.
        return older is not None and older.on_charger
    return True


def _on_lan(call: ChargerCall) -> bool:
    return call.coordinator.charger.reading(Link.LAN) is not None


def _until(services: CloudServices, kind: TargetKind, amount: float) -> Awaitable[None]:
    if kind is TargetKind.ENERGY:
        return services.stop_after_energy(amount)
    return services.stop_after_minutes(int(amount) // _MINUTE)


def _never(services: CloudServices, kind: TargetKind) -> Awaitable[None]:
    """Move a charger's target out of reach.

    V2C documents no way to cancel one. 0 could do that, or stop the car at once, and
    the next one, too; what a large target does is documented.
    """
    if kind is TargetKind.ENERGY:
        return services.stop_after_energy(MOST_ENERGY)
    return services.stop_after_minutes(MOST_MINUTES)


def _start(services: CloudServices, kind: TargetKind, amount: float) -> Awaitable[None]:
    if kind is TargetKind.ENERGY:
        return services.start_for_energy(amount)
    return services.start_for_minutes(int(amount) // _MINUTE)


def _arm(call: ChargerCall, target: Target) -> JsonObjectType:
    call.target.async_arm(target)
    return {"charger_stops_by_itself": target.on_charger}


_AMOUNT: VolDictType = {
    probatio.Optional(ATTR_ENERGY): probatio.All(
        probatio.Coerce(float), probatio.Range(LEAST_ENERGY, MOST_ENERGY)
    ),
    probatio.Optional(ATTR_DURATION): cv.positive_time_period,
}

TARGET_ACTIONS = (
    ChargerAction(
        name="charge_until",
        run=_charge_until,
        fields=_AMOUNT,
        response=SupportsResponse.OPTIONAL,
    ),
    ChargerAction(
        name="start_charge_for",
        run=_start_charge_for,
        fields=_AMOUNT,
        response=SupportsResponse.OPTIONAL,
    ),
    ChargerAction(name="cancel_target", run=_cancel_target),
)
