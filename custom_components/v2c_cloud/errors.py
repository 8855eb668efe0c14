"""The one place where an error of a link becomes a sentence for a person."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
import math

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .api.exceptions import (
    V2CAuthError,
    V2CError,
    V2CForbiddenError,
    V2CInvalidTextError,
    V2CInvalidValueError,
    V2CRateLimitedError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnconfirmedError,
    V2CUnsupportedError,
    V2CWriteLimitError,
)
from .const import DOMAIN

_KEYS: tuple[tuple[type[V2CError], str], ...] = (
    (V2CForbiddenError, "command_forbidden"),
    (V2CAuthError, "key_refused"),
    (V2CRateLimitedError, "quota_spent"),
    (V2CRejectedError, "command_rejected"),
    (V2CUnconfirmedError, "command_unconfirmed"),
    (V2CTimeoutError, "command_unanswered"),
    (V2CResponseError, "command_unanswered"),
    (V2CError, "command_failed"),
)

INVALID_TEXTS: Mapping[str, str] = {
    "card_code": "invalid_card_code",
    "card_name": "invalid_name",
    "inverter_address": "invalid_inverter_address",
    "ocpp_address": "invalid_ocpp_address",
    "ocpp_id": "invalid_name",
    "profile_mode": "invalid_name",
    "profile_name": "invalid_name",
    "wifi_password": "invalid_wifi_password",
    "wifi_ssid": "invalid_wifi_ssid",
}
"""The sentence for each kind of text that a charger cannot take."""


@contextmanager
def translated_errors(charger: str) -> Iterator[None]:
    """Turn a ``V2CError`` into Home Assistant's exceptions, naming the charger."""
    try:
        yield
    except V2CInvalidValueError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="value_out_of_range",
            translation_placeholders={
                "charger": charger,
                "minimum": f"{err.minimum:g}",
                "maximum": f"{err.maximum:g}",
            },
        ) from err
    except V2CInvalidTextError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=INVALID_TEXTS[err.field],
            translation_placeholders={"charger": charger},
        ) from err
    except V2CWriteLimitError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="too_many_writes",
            translation_placeholders={
                "charger": charger,
                "seconds": str(math.ceil(err.retry_after)),
            },
        ) from err
    except V2CUnsupportedError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_link_for_command",
            translation_placeholders={"charger": charger},
        ) from err
    except V2CError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=next(key for kind, key in _KEYS if isinstance(err, kind)),
            translation_placeholders={"charger": charger},
        ) from err
