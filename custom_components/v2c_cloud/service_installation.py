"""The actions that change how the charger is installed: OCPP, Wi-Fi, meter."""

from contextlib import suppress

from homeassistant.const import CONF_PASSWORD
from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import probatio

from .api.cloud_services import WifiNetwork
from .api.datamanager_link import NotFoundError
from .api.models import MeterType
from .const import DOMAIN
from .service_calls import ATTR_CONFIRM, ChargerAction, ChargerCall

ATTR_ADDRESS = "address"
ATTR_ENABLED = "enabled"
ATTR_IDENTITY = "identity"
ATTR_INVERTER_ADDRESS = "inverter_address"
ATTR_SSID = "ssid"
ATTR_TYPE = "type"

_METER_NUMBERS = {
    MeterType.SHELLY: 0,
    MeterType.V2C: 1,
    MeterType.HUAWEI: 3,
    MeterType.SOLAX: 4,
}
"""By V2C's OpenAPI 1.0.0; its Swagger of 2021 has the first two the other way round."""


async def _set_ocpp(call: ChargerCall) -> None:
    """Change what is given. Off comes first, on comes last."""
    data = call.data
    _require_any(call, ATTR_ENABLED, ATTR_IDENTITY, ATTR_ADDRESS)
    services = await call.async_reach()
    enabled: bool | None = data.get(ATTR_ENABLED)
    if enabled is False:
        await call.coordinator.async_set("ocpp", False)
    if ATTR_IDENTITY in data:
        await services.set_ocpp_id(data[ATTR_IDENTITY])
    if ATTR_ADDRESS in data:
        await services.set_ocpp_address(data[ATTR_ADDRESS])
    if enabled:
        await call.coordinator.async_set("ocpp", True)


async def _get_wifi_networks(call: ChargerCall) -> JsonObjectType:
    return {
        "networks": [
            {"ssid": network.ssid, "signal": network.signal}
            for network in await _wifi_networks(call)
        ]
    }


async def _wifi_networks(call: ChargerCall) -> list[WifiNetwork]:
    if (nearby := call.nearby) is not None:
        with suppress(NotFoundError):
            return await nearby.link.wifi_networks()
    return await (await call.async_reach()).wifi_networks()


async def _set_wifi(call: ChargerCall) -> None:
    """Over Bluetooth where that works: the password then stays at home."""
    network = call.data[ATTR_SSID], call.data[CONF_PASSWORD]
    if (nearby := call.nearby) is not None:
        with suppress(NotFoundError):
            await nearby.link.set_wifi(*network)
            nearby.async_expect_on_lan()
            return
    await (await call.async_reach()).set_wifi(*network)


async def _set_meter(call: ChargerCall) -> None:
    """Change what is given; the address first, for the meter is looked for there."""
    data = call.data
    _require_any(call, ATTR_TYPE, ATTR_INVERTER_ADDRESS)
    call.require_confirmation()
    services = await call.async_reach()
    if ATTR_INVERTER_ADDRESS in data:
        await services.set_inverter_address(data[ATTR_INVERTER_ADDRESS])
    if ATTR_TYPE in data:
        await services.set_meter_type(_METER_NUMBERS[data[ATTR_TYPE]])


def _require_any(call: ChargerCall, *fields: str) -> None:
    if not call.data.keys() & set(fields):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="nothing_to_set"
        )


INSTALLATION_ACTIONS = (
    ChargerAction(
        name="set_ocpp",
        run=_set_ocpp,
        fields={
            probatio.Optional(ATTR_ENABLED): cv.boolean,
            probatio.Optional(ATTR_IDENTITY): cv.string,
            probatio.Optional(ATTR_ADDRESS): cv.string,
        },
        admin=True,
    ),
    ChargerAction(
        name="get_wifi_networks",
        run=_get_wifi_networks,
        response=SupportsResponse.ONLY,
        admin=True,
    ),
    ChargerAction(
        name="set_wifi",
        run=_set_wifi,
        fields={
            probatio.Required(ATTR_SSID): cv.string,
            probatio.Required(CONF_PASSWORD): cv.string,
        },
        admin=True,
    ),
    ChargerAction(
        name="set_meter",
        run=_set_meter,
        fields={
            probatio.Optional(ATTR_TYPE): probatio.Coerce(MeterType),
            probatio.Optional(ATTR_INVERTER_ADDRESS): cv.string,
            probatio.Required(ATTR_CONFIRM): cv.boolean,
        },
        admin=True,
    ),
)
