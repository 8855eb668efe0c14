"""The action that gives Assist the sentences with which people talk to chargers.

Home Assistant reads sentences from its own folder only: no integration can bring any.
"""

from pathlib import Path

from homeassistant.const import SERVICE_RELOAD
from homeassistant.core import ServiceCall, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.json import JsonObjectType

from .const import DOMAIN
from .service_calls import HomeAssistantAction

CONVERSATION = "conversation"
"""Assist's domain: its module is not there where nobody has set it up."""
FOLDER = "custom_sentences"
_SUFFIX_OF_OLD = ".yaml.old"
"""Home Assistant reads no file of this name."""


async def _install_sentences(call: ServiceCall) -> JsonObjectType:
    target = Path(call.hass.config.path(FOLDER))
    try:
        written = await call.hass.async_add_executor_job(_copy, target)
    except OSError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="sentences_not_written",
            translation_placeholders={"path": str(target), "error": str(err)},
        ) from err
    if call.hass.services.has_service(CONVERSATION, SERVICE_RELOAD):
        await call.hass.services.async_call(
            CONVERSATION, SERVICE_RELOAD, blocking=True, context=call.context
        )
    return {"written": [str(path) for path in written]}


def _copy(target: Path) -> list[Path]:
    """Copy what is not there yet, and keep what somebody may have changed."""
    written = []
    source = Path(__file__).parent / FOLDER
    for ours in sorted(source.glob("*/*.yaml")):
        theirs = target / ours.relative_to(source)
        sentences = ours.read_bytes()
        if theirs.is_file():
            if theirs.read_bytes() == sentences:
                continue
            theirs.replace(theirs.with_suffix(_SUFFIX_OF_OLD))
        theirs.parent.mkdir(parents=True, exist_ok=True)
        theirs.write_bytes(sentences)
        written.append(theirs)
    return written


SENTENCE_ACTIONS = (
    HomeAssistantAction(
        name="install_sentences",
        run=_install_sentences,
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
)
