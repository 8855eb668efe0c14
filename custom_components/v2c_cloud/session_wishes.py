"""What people ask of power control for the running session."""

from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError

from .const import DOMAIN
from .control.model import PowerControl
from .house import House


@callback
def async_boost(house: House, subentry_id: str, *, enabled: bool) -> None:
    """Begin or end to charge at full, within the limits, until the plug is pulled.

    Whoever asks for it wants the car charged now: a pause or a lower current that
    somebody has set by hand before ends with it. Where EcoCharging alone takes part,
    only its pause ends, and the current stays as it was set.

    Raises ``ServiceValidationError`` where it would have no effect, or no limit.
    """
    power = house.power
    if enabled:
        coordinator = house.chargers[subentry_id]
        item = power.chargers[subentry_id]
        controlled = item.settings.mode is not PowerControl.OFF
        key = None
        if not controlled and not house.eco.chargers[subentry_id].settings.enabled:
            key = "boost_needs_control"
        elif controlled and power.options.profile is None:
            key = "control_needs_limit"
        elif coordinator.data.snapshot.state.connected is False:
            key = "boost_needs_car"
        if key is not None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key=key,
                translation_placeholders={"charger": coordinator.subentry.title},
            )
        _want_all(house, subentry_id)
    else:
        power.async_set(subentry_id, boost=False)


@callback
def async_resume(house: House, subentry_id: str) -> None:
    """Let somebody end a pause of EcoCharging: that is a boost.

    A pause that ends at the charger is only known later to be somebody's wish.
    """
    if house.eco.waits(subentry_id):
        _want_all(house, subentry_id)


@callback
def _want_all(house: House, subentry_id: str) -> None:
    power = house.power
    power.async_end_override(subentry_id)
    item = power.chargers[subentry_id]
    if item.settings.mode is PowerControl.OFF:
        item.async_take_pause()
    power.async_set(subentry_id, boost=True)
