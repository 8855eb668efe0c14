"""What a person can put right in a form, and the form that says so."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from homeassistant.const import CONF_HOST
from homeassistant.data_entry_flow import FlowContext, FlowHandler, FlowResult
import probatio

from .api.exceptions import (
    V2CAuthError,
    V2CConnectionError,
    V2CError,
    V2CRateLimitedError,
    V2CTimeoutError,
)
from .api.models import Link


class FormError(Exception):
    """Something in a form that cannot be used as it is."""

    def __init__(self, key: str, field: str = "base", **placeholders: str) -> None:
        """Name the sentence, the field that it stands at and what it leaves open."""
        super().__init__(key)
        self.key = key
        self.field = field
        self.placeholders = placeholders


_KEYS: dict[Link, tuple[tuple[type[V2CError], str], ...]] = {
    Link.LAN: (
        (V2CConnectionError, "cannot_connect"),
        (V2CError, "not_v2c"),
    ),
    Link.BLE: ((V2CError, "nearby_unreachable"),),
    Link.CLOUD: (
        (V2CAuthError, "invalid_auth"),
        (V2CRateLimitedError, "quota_spent"),
        # Connected, but no answer: that is V2C's trouble, not the owner's.
        (V2CTimeoutError, "cloud_outage"),
        (V2CConnectionError, "cloud_unreachable"),
        (V2CError, "cloud_outage"),
    ),
}


@contextmanager
def form_errors(link: Link) -> Iterator[None]:
    """Turn a ``V2CError`` of a link into the ``FormError`` that explains it."""
    try:
        yield
    except V2CError as err:
        key = next(key for kind, key in _KEYS[link] if isinstance(err, kind))
        raise FormError(key, CONF_HOST if link is Link.LAN else "base") from err


class FormSteps[ContextT: FlowContext, ResultT: FlowResult[Any, Any], HandlerT](
    FlowHandler[ContextT, ResultT, HandlerT]
):
    """A flow whose forms lose nothing of what was typed."""

    def _show_form(
        self,
        step_id: str,
        schema: probatio.Schema | None = None,
        values: Mapping[str, object] | None = None,
        error: FormError | None = None,
        **placeholders: str,
    ) -> ResultT:
        """Show a form with what was typed before and what is wrong with it."""
        if schema is not None:
            schema = self.add_suggested_values_to_schema(schema, values)
        return self.async_show_form(
            step_id=step_id,
            data_schema=schema,
            errors={error.field: error.key} if error else None,
            description_placeholders=placeholders
            | (error.placeholders if error else {}),
        )
