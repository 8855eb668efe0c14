"""The cards: served to browsers, and made known to dashboards."""

import asyncio
import hashlib
from pathlib import Path
from typing import Final

from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.components.lovelace.const import CONF_RESOURCE_TYPE_WS, LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.const import CONF_ID, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

_FOLDER: Final = Path(__file__).with_name("frontend")
_URL: Final = f"/{DOMAIN}/frontend"
_MODULE: Final = "v2c-cloud.js"
_SERVED: HassKey[str] = HassKey(f"{DOMAIN}_served_module")
_LOCK: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_cards_lock")


async def async_show_cards(hass: HomeAssistant) -> None:
    """Serve the cards, and have every dashboard load them.

    Dashboards that keep their resources in Home Assistant's storage get one more, which
    a cast screen loads too. Where resources are written in YAML nobody but the owner
    writes any; there every page loads the cards. Without a frontend nothing happens.
    """
    if not _has_dashboards(hass):
        return
    # Two houses start at the same time, and each would add the resource.
    async with hass.data.setdefault(_LOCK, asyncio.Lock()):
        url = await _async_serve(hass)
        resources = hass.data[LOVELACE_DATA].resources
        if isinstance(resources, ResourceStorageCollection):
            await _async_keep_resource(resources, url)
        else:
            add_extra_js_url(hass, url)


async def async_forget_cards(hass: HomeAssistant) -> None:
    """Have dashboards no longer load the cards; what was served stays until a restart."""
    if not _has_dashboards(hass):
        return
    async with hass.data.setdefault(_LOCK, asyncio.Lock()):
        resources = hass.data[LOVELACE_DATA].resources
        if isinstance(resources, ResourceStorageCollection):
            for item_id in await _async_ours(resources):
                await resources.async_delete_item(item_id)
        elif (url := hass.data.get(_SERVED)) is not None:
            remove_extra_js_url(hass, url)


def _has_dashboards(hass: HomeAssistant) -> bool:
    return "frontend" in hass.config.components and LOVELACE_DATA in hass.data


async def _async_serve(hass: HomeAssistant) -> str:
    """Serve the folder, once; return the URL of the module that loads the rest.

    The version stands in the path and not behind a question mark: so the modules that
    this one imports have it in theirs, and a browser keeps none of an older version.
    """
    if (url := hass.data.get(_SERVED)) is None:
        version = await hass.async_add_executor_job(_version)
        base = f"{_URL}/{version}"
        await hass.http.async_register_static_paths(
            [StaticPathConfig(base, str(_FOLDER), cache_headers=True)]
        )
        url = hass.data[_SERVED] = f"{base}/{_MODULE}"
    return url


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(_FOLDER.rglob("*.js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


async def _async_keep_resource(resources: ResourceStorageCollection, url: str) -> None:
    ours = await _async_ours(resources)
    if not ours:
        await resources.async_create_item(
            {CONF_RESOURCE_TYPE_WS: "module", CONF_URL: url}
        )
    for item_id, known in ours.items():
        if known != url:
            await resources.async_update_item(item_id, {CONF_URL: url})


async def _async_ours(resources: ResourceStorageCollection) -> dict[str, str]:
    """Return the URLs of our resources by their ids, of whatever version."""
    # They are read from disk when somebody first asks for their number.
    await resources.async_get_info()
    return {
        item[CONF_ID]: item[CONF_URL]
        for item in resources.async_items()
        if item[CONF_URL].startswith(f"{_URL}/")
    }
