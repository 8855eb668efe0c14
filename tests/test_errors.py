"""Errors of a link as sentences for a person."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.v2c_cloud.api.exceptions import (
    V2CAuthError,
    V2CConnectionError,
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
from custom_components.v2c_cloud.errors import INVALID_TEXTS, translated_errors


@pytest.mark.parametrize(
    ("error", "expected", "key", "placeholders"),
    [
        (
            V2CInvalidValueError("intensity", 6, 32),
            ServiceValidationError,
            "value_out_of_range",
            {"minimum": "6", "maximum": "32"},
        ),
        (
            V2CWriteLimitError("intensity", 12.2),
            ServiceValidationError,
            "too_many_writes",
            {"seconds": "13"},
        ),
        (V2CUnsupportedError(""), ServiceValidationError, "no_link_for_command", {}),
        *(
            (V2CInvalidTextError(field), ServiceValidationError, key, {})
            for field, key in sorted(INVALID_TEXTS.items())
        ),
        (V2CAuthError(""), HomeAssistantError, "key_refused", {}),
        (V2CForbiddenError(""), HomeAssistantError, "command_forbidden", {}),
        (V2CRateLimitedError(""), HomeAssistantError, "quota_spent", {}),
        (V2CRejectedError(""), HomeAssistantError, "command_rejected", {}),
        (V2CUnconfirmedError(""), HomeAssistantError, "command_unconfirmed", {}),
        (V2CTimeoutError(""), HomeAssistantError, "command_unanswered", {}),
        (V2CConnectionError(""), HomeAssistantError, "command_failed", {}),
        (V2CResponseError(""), HomeAssistantError, "command_unanswered", {}),
    ],
)
def test_translation(
    error: V2CError,
    expected: type[HomeAssistantError],
    key: str,
    placeholders: dict[str, str],
) -> None:
    """Each kind of error has its sentence, which names the charger."""
    with pytest.raises(HomeAssistantError) as caught, translated_errors("Garage"):
        raise error
    assert type(caught.value) is expected
    assert caught.value.translation_domain == "v2c_cloud"
    assert caught.value.translation_key == key
    assert caught.value.translation_placeholders == {
        "charger": "Garage",
        **placeholders,
    }
