"""The actions that hand out the session log."""

from datetime import datetime
from pathlib import Path

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import probatio

from .const import DOMAIN
from .service_calls import ChargerAction, ChargerCall
from .session_export import in_range, session_as_json, sessions_as_csv
from .sessions.model import Session

ATTR_START = "start"
ATTR_END = "end"
ATTR_FILENAME = "filename"

_RANGE: VolDictType = {
    probatio.Optional(ATTR_START): cv.datetime,
    probatio.Optional(ATTR_END): cv.datetime,
}


async def _get_sessions(call: ChargerCall) -> JsonObjectType:
    currency = call.hass.config.currency
    return {
        "sessions": [session_as_json(session, currency) for session in _asked(call)]
    }


async def _export_sessions(call: ChargerCall) -> JsonObjectType:
    sessions = _asked(call)
    table = sessions_as_csv(sessions, call.charger, call.hass.config.currency)
    if (filename := call.data.get(ATTR_FILENAME)) is not None:
        await _async_write(call, Path(filename), table)
    return {"sessions": len(sessions), "csv": table}


def _asked(call: ChargerCall) -> list[Session]:
    start = _instant(call.data.get(ATTR_START))
    end = _instant(call.data.get(ATTR_END))
    if start is not None and end is not None and end < start:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="end_before_start"
        )
    return in_range(call.house.sessions[call.subentry_id].sessions, start, end)


def _instant(value: datetime | None) -> datetime | None:
    """Return an instant; people mean their own clock when they name no zone."""
    return None if value is None else dt_util.as_utc(value)


async def _async_write(call: ChargerCall, path: Path, table: str) -> None:
    """Write a file where Home Assistant was allowed to, and nothing but a table.

    Raises ``ServiceValidationError`` for any other place and ``HomeAssistantError``
    when the disk refuses.
    """

    def write() -> bool:
        if (
            not path.is_absolute()
            or path.suffix.lower() != ".csv"
            or not call.hass.config.is_allowed_path(str(path))
        ):
            return False
        # Without the mark, Excel takes UTF-8 for an old code page.
        path.write_text(table, encoding="utf-8-sig", newline="")
        return True

    try:
        allowed = await call.hass.async_add_executor_job(write)
    except OSError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="file_not_written",
            translation_placeholders={"filename": str(path)},
        ) from err
    if not allowed:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="file_not_allowed",
            translation_placeholders={"filename": str(path)},
        )


SESSION_ACTIONS = (
    ChargerAction(
        name="get_sessions",
        run=_get_sessions,
        fields=_RANGE,
        response=SupportsResponse.ONLY,
    ),
    ChargerAction(
        name="export_sessions",
        run=_export_sessions,
        fields={**_RANGE, probatio.Optional(ATTR_FILENAME): cv.string},
        response=SupportsResponse.OPTIONAL,
    ),
)
