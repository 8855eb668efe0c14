"""The actions about the power profiles that V2C's cloud keeps for a charger."""

from typing import cast

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import probatio

from .api.cloud_services import PowerProfile
from .const import DOMAIN
from .service_calls import ATTR_CONFIRM, ATTR_NAME, ChargerAction, ChargerCall

ATTR_MODE = "mode"
ATTR_VALUE = "value"


async def _get_power_profiles(call: ChargerCall) -> JsonObjectType:
    profiles = await call.cloud.profiles()
    return {"profiles": [_shown(profile) for profile in profiles]}


async def _delete_power_profile(call: ChargerCall) -> None:
    """Delete a profile that is not in use; the cloud wants its time stamp, too."""
    profile = await _async_find(call)
    if profile is None or profile.updated_at is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_such_profile",
            translation_placeholders={
                "charger": call.charger,
                "profile": call.data[ATTR_NAME],
            },
        )
    await call.cloud.delete_profile(profile.name, profile.updated_at)


async def _save_power_profile(call: ChargerCall) -> JsonObjectType:
    """Write a profile in the only body that V2C documents, which is no whole plan."""
    call.require_confirmation()
    profile = await _async_find(call)
    write = call.cloud.create_profile if profile is None else call.cloud.update_profile
    await write(
        call.data[ATTR_NAME],
        call.data[ATTR_MODE],
        call.data[ATTR_VALUE],
        dt_util.utcnow(),
    )
    return {"created": profile is None}


async def _async_find(call: ChargerCall) -> PowerProfile | None:
    """The profile with the name of the call.

    The one that the charger obeys is not ours to touch: what becomes of a plan that
    is deleted or overwritten while it is in use, nobody knows. One of which the cloud
    does not tell that it is idle may be that.
    """
    name = call.data[ATTR_NAME]
    found = [item for item in await call.cloud.profiles() if item.name == name]
    if any(item.active is not False for item in found):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="profile_in_use",
            translation_placeholders={"charger": call.charger, "profile": name},
        )
    return found[0] if found else None


def _shown(profile: PowerProfile) -> JsonObjectType:
    # It was JSON when it came.
    record = cast("JsonObjectType", dict(profile.raw))
    return {"name": profile.name, "active": profile.active, "record": record}


PROFILE_ACTIONS = (
    ChargerAction(
        name="get_power_profiles",
        run=_get_power_profiles,
        response=SupportsResponse.ONLY,
    ),
    ChargerAction(
        name="delete_power_profile",
        run=_delete_power_profile,
        fields={probatio.Required(ATTR_NAME): cv.string},
        admin=True,
    ),
    ChargerAction(
        name="save_power_profile",
        run=_save_power_profile,
        fields={
            probatio.Required(ATTR_NAME): cv.string,
            probatio.Required(ATTR_MODE): cv.string,
            probatio.Required(ATTR_VALUE): probatio.Coerce(int),
            probatio.Required(ATTR_CONFIRM): cv.boolean,
        },
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
)
