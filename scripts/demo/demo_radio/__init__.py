"""A virtual Bluetooth adapter for the demo house, with a bridge beside its charger.

A custom integration that only `scripts/develop --bluetooth` links into its Home
Assistant. YAML: `demo_radio: {name: ..., url: ...}`.
"""

from random import Random
from typing import Final

from homeassistant.const import CONF_NAME, CONF_URL, EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from scripts.simulator.ble import Ble
from scripts.simulator.bridge import bridge_to
from scripts.simulator.radio import Radio
from scripts.simulator.scanner import plug_in

DOMAIN: Final = "demo_radio"
_ADDRESS: Final = "F0:F1:F2:F3:F4:F5"


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Put adapter and bridge on the air until Home Assistant has stopped."""
    options = config[DOMAIN]
    radio = Radio()
    await radio.__aenter__()
    bridge = Ble(
        radio,
        bridge_to(async_get_clientsession(hass), options[CONF_URL]),
        name=options[CONF_NAME],
        address=_ADDRESS,
        information={"manufacturer": "V2C", "model": "Demo bridge"},
        random=Random(),
    )
    await bridge.start()
    pull_out = plug_in(hass, radio)

    async def stop(_: Event) -> None:
        pull_out()
        await radio.__aexit__()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, stop)
    return True
