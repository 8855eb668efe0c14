"""The actions: what V2C's app does and an entity cannot show."""

from functools import partial

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.service import async_register_admin_service

from .const import DOMAIN
from .service_calls import ChargerAction, HomeAssistantAction, HouseAction
from .service_cards import CARD_ACTIONS
from .service_eco import ECO_ACTIONS
from .service_installation import INSTALLATION_ACTIONS
from .service_limits import LIMITS_ACTIONS
from .service_power import POWER_ACTIONS
from .service_profiles import PROFILE_ACTIONS
from .service_sentences import SENTENCE_ACTIONS
from .service_statistics import STATISTICS_ACTIONS
from .service_targets import TARGET_ACTIONS
from .service_timers import TIMER_ACTIONS
from .session_actions import SESSION_ACTIONS

ACTIONS: tuple[ChargerAction | HouseAction | HomeAssistantAction, ...] = (
    *LIMITS_ACTIONS,
    *POWER_ACTIONS,
    *ECO_ACTIONS,
    *TIMER_ACTIONS,
    *TARGET_ACTIONS,
    *CARD_ACTIONS,
    *INSTALLATION_ACTIONS,
    *PROFILE_ACTIONS,
    *STATISTICS_ACTIONS,
    *SESSION_ACTIONS,
    *SENTENCE_ACTIONS,
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, whether or not a house is there to carry them out."""
    for action in ACTIONS:
        register = (
            partial(async_register_admin_service, hass)
            if action.admin
            else hass.services.async_register
        )
        register(
            DOMAIN,
            action.name,
            action.async_run,
            schema=action.schema,
            supports_response=action.response,
        )
