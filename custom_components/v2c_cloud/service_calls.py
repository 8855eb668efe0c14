"""What all actions share: which charger is meant, and what goes wrong."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import VolDictType
from homeassistant.util.json import JsonObjectType
import probatio

from .api.cloud_services import CloudServices
from .api.models import Link, LinkStatus
from .const import DOMAIN
from .coordinator import ChargerCoordinator
from .errors import translated_errors
from .house import House, V2CConfigEntry, charger_subentries, house_identifier
from .nearby import Nearby
from .targets import TargetWatch

ATTR_CONFIRM = "confirm"
ATTR_NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerCall:
    """An action that somebody asked for, and the charger that it is about."""

    hass: HomeAssistant
    house: House
    subentry_id: str
    data: Mapping[str, Any]

    @property
    def coordinator(self) -> ChargerCoordinator:
        """The charger."""
        return self.house.chargers[self.subentry_id]

    @property
    def charger(self) -> str:
        """The charger's name, for sentences."""
        return self.coordinator.subentry.title

    @property
    def target(self) -> TargetWatch:
        """Where the charger's running session shall stop."""
        return self.house.targets[self.subentry_id]

    @property
    def cloud(self) -> CloudServices:
        """The account's services for this charger.

        Raises ``ServiceValidationError`` where no account reaches it.
        """
        if (services := self.coordinator.cloud_services) is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="no_account",
                translation_placeholders={"charger": self.charger},
            )
        return services

    @property
    def nearby(self) -> Nearby | None:
        """The charger's Bluetooth, if it answers there now."""
        if self.coordinator.charger.reading(Link.BLE) is None:
            return None
        return self.house.nearby.get(self.subentry_id)

    async def async_reach(self) -> CloudServices:
        """The same, unless the cloud does not reach the charger.

        It would answer "done" to what it cannot deliver. What it last said may be
        old, so it is asked again, for one call.
        """
        services = self.cloud
        if self._unreachable:
            await self.coordinator.charger.refresh(Link.CLOUD)
        if self._unreachable:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="charger_offline",
                translation_placeholders={"charger": self.charger},
            )
        return services

    @property
    def _unreachable(self) -> bool:
        health = self.coordinator.charger.snapshot().links[Link.CLOUD]
        return health.status is LinkStatus.UNREACHABLE

    def require_confirmation(self) -> None:
        """Refuse what may do harm until somebody has said that they know it."""
        if not self.data[ATTR_CONFIRM]:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="not_confirmed",
                translation_placeholders={"charger": self.charger},
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseCall:
    """An action that somebody asked for, and the house that it is about."""

    hass: HomeAssistant
    entry: ConfigEntry
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action[CallT](ABC):
    """An action on a device of ours."""

    name: str
    run: Callable[[CallT], Awaitable[JsonObjectType | None]]
    fields: VolDictType = field(default_factory=dict)
    """What it wants to know besides the charger."""
    response: SupportsResponse = SupportsResponse.NONE
    admin: bool = False
    """Whether it is for administrators: it changes the installation, or tells what
    opens the charger."""

    @property
    def schema(self) -> probatio.Schema:
        """What a call must look like."""
        return probatio.Schema(
            {probatio.Required(ATTR_DEVICE_ID): cv.string, **self.fields}
        )

    @abstractmethod
    async def async_run(self, call: ServiceCall) -> ServiceResponse:
        """Carry out a call, and put what goes wrong into a person's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerAction(Action[ChargerCall]):
    """An action on one charger; it may raise ``V2CError``."""

    @override
    async def async_run(self, call: ServiceCall) -> ServiceResponse:
        about = charger_call(call)
        with translated_errors(about.charger):
            return await self.run(about)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseAction(Action[HouseCall]):
    """An action on a house, named by its own device or by one of its chargers."""

    @override
    async def async_run(self, call: ServiceCall) -> ServiceResponse:
        return await self.run(house_call(call))


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeAssistantAction(Action[ServiceCall]):
    """An action on Home Assistant itself, about no device."""

    @property
    @override
    def schema(self) -> probatio.Schema:
        """What a call must look like."""
        return probatio.Schema(self.fields)

    @override
    async def async_run(self, call: ServiceCall) -> ServiceResponse:
        return await self.run(call)


@callback
def house_call(call: ServiceCall) -> HouseCall:
    """Find the house that a call is about, loaded or not.

    Raises ``ServiceValidationError`` where the device is none of ours.
    """
    device = dr.async_get(call.hass).async_get(call.data[ATTR_DEVICE_ID])
    identifiers = device.identifiers if device else set()
    for entry in call.hass.config_entries.async_entries(DOMAIN):
        ours = {house_identifier(entry)} | {
            (DOMAIN, subentry.unique_id or "")
            for subentry in charger_subentries(entry).values()
        }
        if ours & identifiers:
            return HouseCall(hass=call.hass, entry=entry, data=call.data)
    raise ServiceValidationError(
        translation_domain=DOMAIN, translation_key="not_a_house"
    )


@callback
def charger_call(call: ServiceCall) -> ChargerCall:
    """Find the charger that a call is about.

    Raises ``ServiceValidationError`` where the device is none of our chargers, or its
    house is not loaded.
    """
    device = dr.async_get(call.hass).async_get(call.data[ATTR_DEVICE_ID])
    identifiers = device.identifiers if device else set()
    entry: V2CConfigEntry
    for entry in call.hass.config_entries.async_entries(DOMAIN):
        for subentry_id, subentry in charger_subentries(entry).items():
            if (DOMAIN, subentry.unique_id) not in identifiers:
                continue
            if entry.state is not ConfigEntryState.LOADED:
                raise ServiceValidationError(
                    translation_domain=DOMAIN,
                    translation_key="house_not_loaded",
                    translation_placeholders={
                        "charger": subentry.title,
                        "house": entry.title,
                    },
                )
            return ChargerCall(
                hass=call.hass,
                house=entry.runtime_data,
                subentry_id=subentry_id,
                data=call.data,
            )
    raise ServiceValidationError(
        translation_domain=DOMAIN, translation_key="not_a_charger"
    )
