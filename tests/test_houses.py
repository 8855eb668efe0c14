"""The houses and chargers that are set up already."""

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryDisabler
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import DOMAIN, ENTRY_VERSION
from custom_components.v2c_cloud.houses import houses, new_house_title

from .conftest import house_entry


def entry_titled(title: str) -> MockConfigEntry:
    """An entry of the domain."""
    return MockConfigEntry(domain=DOMAIN, version=ENTRY_VERSION, title=title)


@pytest.mark.parametrize(
    ("home", "taken", "title"),
    [
        ("Casa", [], "Casa"),
        ("Casa", ["Beach"], "Casa"),
        ("Casa", ["Casa"], "Casa 2"),
        ("Casa", ["Casa", "Casa 2", "Casa 4"], "Casa 3"),
        ("", [], "V2C"),
    ],
)
async def test_titles(
    hass: HomeAssistant, home: str, taken: list[str], title: str
) -> None:
    """The first house has the home's name, the others a number."""
    hass.config.location_name = home
    for name in taken:
        entry_titled(name).add_to_hass(hass)

    assert new_house_title(hass) == title


async def test_houses(hass: HomeAssistant) -> None:
    """Neither an ignored discovery nor what is switched off or of old is a house."""
    house = house_entry()
    house.add_to_hass(hass)
    MockConfigEntry(domain=DOMAIN, version=3).add_to_hass(hass)
    MockConfigEntry(
        domain=DOMAIN, version=ENTRY_VERSION, source=SOURCE_IGNORE
    ).add_to_hass(hass)
    MockConfigEntry(
        domain=DOMAIN, version=ENTRY_VERSION, disabled_by=ConfigEntryDisabler.USER
    ).add_to_hass(hass)

    assert houses(hass) == [house]
