"""What needs the recorder, which may come late or not at all."""

from collections.abc import Callable
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.setup import async_when_setup

RECORDER: Final = "recorder"


@callback
def async_with_recorder(
    hass: HomeAssistant, start: Callable[[], None]
) -> CALLBACK_TYPE:
    """Call ``start`` as soon as there is a recorder; returns how to prevent that."""
    wanted = True

    async def recorder_is_there(_hass: HomeAssistant, _component: str) -> None:
        if wanted:
            start()

    @callback
    def stop() -> None:
        nonlocal wanted
        wanted = False

    async_when_setup(hass, RECORDER, recorder_is_there)
    return stop
