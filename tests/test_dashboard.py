"""The cards reach the browser: served, versioned, loaded by dashboards."""

import gzip
from pathlib import Path
from typing import Any

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import RESOURCE_STORAGE_KEY
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.v2c_cloud import dashboard
from scripts.simulator import SimulatedCharger

from .conftest import AddHouse

# Home Assistant's own server, which this repository cannot mend.
pytestmark = pytest.mark.filterwarnings("ignore:It is recommended to use web")

FOLDER = Path(dashboard.__file__).with_name("frontend")
MOST_KIB = 60.0


async def start_frontend(hass: HomeAssistant, **lovelace: object) -> None:
    """Set up Home Assistant's frontend."""
    config = {"lovelace": lovelace} if lovelace else {}
    assert await async_setup_component(hass, "frontend", config)
    await hass.async_block_till_done()


def resources(hass: HomeAssistant) -> list[str]:
    """The modules that dashboards load."""
    return [item["url"] for item in hass.data[LOVELACE_DATA].resources.async_items()]


async def test_dashboards_load_the_cards(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """One resource, whose module is there without a login, and kept by browsers."""
    await start_frontend(hass)
    entry = await add_house(charger)

    (url,) = resources(hass)
    client = await hass_client_no_auth()
    answer = await client.get(url)
    assert answer.status == 200
    assert "max-age" in answer.headers["Cache-Control"]
    assert (FOLDER / "v2c-cloud.js").read_text() == await answer.text()
    assert hass.data[DATA_EXTRA_MODULE_URL].urls == frozenset()

    await hass.config_entries.async_reload(entry.entry_id)
    assert resources(hass) == [url]


async def test_an_update_replaces_the_old_module(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The resource of an older version becomes that of this one; others stay."""
    other = "/local/other.js"
    hass_storage[RESOURCE_STORAGE_KEY] = {
        "version": 1,
        "data": {
            "items": [
                {"id": "a", "type": "module", "url": other},
                {
                    "id": "b",
                    "type": "module",
                    "url": "/v2c_cloud/frontend/0123/v2c-cloud.js",
                },
            ]
        },
    }
    await start_frontend(hass)
    await add_house(charger)

    assert resources(hass) == [
        other,
        f"/v2c_cloud/frontend/{dashboard._version()}/v2c-cloud.js",  # noqa: SLF001
    ]


async def test_the_last_house_takes_the_cards_with_it(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A dashboard does not load what is no longer there; a new house brings it back."""
    await start_frontend(hass)
    first = await add_house(charger)
    second = await add_house()

    await hass.config_entries.async_remove(second.entry_id)
    assert len(resources(hass)) == 1
    await hass.config_entries.async_remove(first.entry_id)
    assert resources(hass) == []
    await add_house(charger)
    assert len(resources(hass)) == 1


async def test_resources_in_yaml_stay_the_owners(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Every page loads the cards; nobody else writes in the owner's YAML."""
    await start_frontend(hass, resource_mode="yaml")
    entry = await add_house(charger)

    assert resources(hass) == []
    (url,) = hass.data[DATA_EXTRA_MODULE_URL].urls
    assert url.endswith("/v2c-cloud.js")

    await hass.config_entries.async_remove(entry.entry_id)
    assert hass.data[DATA_EXTRA_MODULE_URL].urls == frozenset()


async def test_without_a_frontend(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The house works where nobody looks at dashboards."""
    entry = await add_house(charger)

    assert entry.state.value == "loaded"
    assert await hass.config_entries.async_remove(entry.entry_id)


def test_modules_are_small() -> None:
    """A phone on a slow line loads all of it once for each version."""
    packed = sum(len(gzip.compress(path.read_bytes())) for path in FOLDER.rglob("*.js"))

    assert packed / 1024 < MOST_KIB
