"""Tells Home Assistant why the phases of a charger were not switched."""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .control.phase_switch import Refusal
from .dynamic_power import DynamicPower
from .house import V2CConfigEntry
from .issues import Issue, async_raise_issue, issue_id_of

REFUSALS: Final[Mapping[Refusal, str]] = {
    Refusal.STAYS_CHARGING: "phases_stays_charging",
    Refusal.NOT_PAUSED: "phases_not_paused",
    Refusal.NOT_RESUMED: "phases_not_resumed",
    Refusal.MODE: "phases_mode_differs",
    Refusal.INTERRUPTED: "phases_interrupted",
    Refusal.FAULT: "phases_fault",
    Refusal.LINK: "phases_link_lost",
}
"""The keys of the issues that tell of them."""


@callback
def async_tell_refusals(
    hass: HomeAssistant, entry: V2CConfigEntry, power: DynamicPower
) -> CALLBACK_TYPE:
    """Raise an issue for each refusal, and clear it once that is over.

    Returns how to stop that.
    """
    told: dict[str, Refusal | None] = {}

    @callback
    def look() -> None:
        for subentry_id, item in power.chargers.items():
            refused = item.refused
            if subentry_id in told and told[subentry_id] is refused:
                continue
            told[subentry_id] = refused
            # Also those of an earlier run.
            for key in REFUSALS.values():
                ir.async_delete_issue(hass, DOMAIN, issue_id_of(key, subentry_id))
            if refused is not None:
                async_raise_issue(
                    hass,
                    entry,
                    Issue(
                        key=REFUSALS[refused],
                        subject=subentry_id,
                        placeholders={"charger": item.coordinator.subentry.title},
                    ),
                )

    look()
    return power.async_subscribe(look)
