"""What Home Assistant finds in its storage at the first start: a user and a house."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
import json
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from homeassistant.auth import auth_manager_from_config
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
from homeassistant.auth.providers.homeassistant import HassAuthProvider
from homeassistant.components import onboarding
from homeassistant.components.energy.data import (
    STORAGE_KEY as ENERGY_KEY,
    STORAGE_MINOR_VERSION as ENERGY_MINOR_VERSION,
    STORAGE_VERSION as ENERGY_VERSION,
    EnergyPreferences,
)
from homeassistant.components.onboarding.const import STEPS
from homeassistant.config_entries import (
    SOURCE_USER,
    STORAGE_KEY,
    STORAGE_VERSION,
    STORAGE_VERSION_MINOR,
    ConfigEntries,
    ConfigEntry,
    ConfigSubentryData,
)
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.storage import Store

from custom_components.v2c_cloud.const import (
    CONF_CLOUD,
    CONF_CLOUD_URL,
    CONF_CONTRACTED_POWER,
    CONF_PHASES,
    DOMAIN,
    ENTRY_VERSION,
    SUBENTRY_CHARGER,
)

# The name of a file, no secret.
_TOKEN_FILE: Final = "access_token"  # noqa: S105
_TEN_YEARS: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededUser:
    """The administrator of a seeded Home Assistant."""

    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededCharger:
    """A charger that is set up already, on the LAN and in an account."""

    charger_id: str
    name: str
    host: str
    port: int
    api_key: str
    cloud_url: str

    def entry(self, title: str, contract: float, **options: object) -> ConfigEntry:
        """Return the entry of a house of one phase and a contract in kW.

        `options` are what else was set.
        """
        charger = ConfigSubentryData(
            data={CONF_HOST: self.host, CONF_PORT: self.port, CONF_CLOUD: True},
            subentry_type=SUBENTRY_CHARGER,
            title=self.name,
            unique_id=self.charger_id,
        )
        return ConfigEntry(
            data={CONF_API_KEY: self.api_key, CONF_CLOUD_URL: self.cloud_url},
            discovery_keys=MappingProxyType({}),
            domain=DOMAIN,
            minor_version=1,
            options={CONF_CONTRACTED_POWER: contract, CONF_PHASES: 1, **options},
            source=SOURCE_USER,
            subentries_data=[charger],
            title=title,
            unique_id=None,
            version=ENTRY_VERSION,
        )


def is_seeded(directory: Path) -> bool:
    """Tell whether a configuration directory has been seeded to the end."""
    return (directory / _TOKEN_FILE).exists()


def access_token(directory: Path) -> str:
    """Return a token for Home Assistant's API that the seeding left behind."""
    return (directory / _TOKEN_FILE).read_text(encoding="utf-8")


def seed(
    directory: Path,
    user: SeededUser,
    entries: Sequence[ConfigEntry] = (),
    energy: EnergyPreferences | None = None,
) -> None:
    """Write the storage of a Home Assistant that has been through its onboarding."""
    token = asyncio.run(_seed(directory, user, entries, energy))
    path = directory / _TOKEN_FILE
    path.touch(mode=0o600)
    path.write_text(token, encoding="utf-8")


def set_port(directory: Path, port: int) -> None:
    """Let Home Assistant listen on a port of 127.0.0.1, and nowhere else.

    Since 2026.11 only this file says so: the same in YAML would bring up a dialog and
    be undone after five minutes.
    """
    config = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "ip_ban_enabled": True,
        "login_attempts_threshold": -1,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
        "created_at": "2026-11-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    document = {
        "version": 3,
        "minor_version": 1,
        "key": "http",
        "data": {"stable": config, "pending": None, "yaml_migration_done": True},
    }
    path = directory / ".storage" / "http"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=2), encoding="utf-8")


async def _seed(
    directory: Path,
    user: SeededUser,
    entries: Sequence[ConfigEntry],
    energy: EnergyPreferences | None,
) -> str:
    hass = HomeAssistant(str(directory))
    hass.config_entries = ConfigEntries(hass, {})
    await hass.config_entries.async_initialize()
    dr.async_setup(hass)
    await asyncio.gather(dr.async_load(hass), er.async_load(hass))
    token = await _create_user(hass, user)
    await _save(
        hass, onboarding.STORAGE_KEY, onboarding.STORAGE_VERSION, {"done": list(STEPS)}
    )
    await hass.async_stop(force=True)
    await _save(
        hass,
        STORAGE_KEY,
        STORAGE_VERSION,
        {"entries": [entry.as_dict() for entry in entries]},
        STORAGE_VERSION_MINOR,
    )
    if energy is not None:
        await _save(
            hass, ENERGY_KEY, ENERGY_VERSION, dict(energy), ENERGY_MINOR_VERSION
        )
    return token


async def _create_user(hass: HomeAssistant, user: SeededUser) -> str:
    """Create the owner; return a long-lived access token of theirs."""
    hass.auth = await auth_manager_from_config(hass, [{"type": "homeassistant"}], [])
    provider = hass.auth.get_auth_provider("homeassistant", None)
    if not isinstance(provider, HassAuthProvider):
        msg = "Home Assistant has no users of its own"
        raise TypeError(msg)
    await provider.async_initialize()
    await provider.async_add_auth(user.name, user.password)
    owner = await hass.auth.async_create_user(user.name, group_ids=[GROUP_ID_ADMIN])
    credentials = await provider.async_get_or_create_credentials(
        {"username": user.name}
    )
    await hass.auth.async_link_user(owner, credentials)
    token = await hass.auth.async_create_refresh_token(
        owner,
        client_name="scripts/develop",
        token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN,
        access_token_expiration=_TEN_YEARS,
    )
    return hass.auth.async_create_access_token(token)


async def _save(
    hass: HomeAssistant, key: str, version: int, data: dict[str, Any], minor: int = 1
) -> None:
    store: Store[dict[str, Any]] = Store(hass, version, key, minor_version=minor)
    await store.async_save(data)
