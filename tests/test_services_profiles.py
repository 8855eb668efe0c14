"""The actions about power profiles, and about the charges that the cloud recorded."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.profiles import PowerProfile

from .actions import act, ask
from .conftest import AddHouse

WINTER = PowerProfile(name="Winter", updated="2026-01-01T00:00:00Z")
SAVE = {"name": "Winter", "mode": "solar", "value": 20}


@pytest.fixture(autouse=True)
async def _house(
    simulator: Simulator, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A house whose charger has a profile in use."""
    await add_house(charger, simulator=simulator, lan=False, cloud=True)


async def test_get_power_profiles(hass: HomeAssistant) -> None:
    """The record is V2C's: nobody has documented it."""
    assert await ask(hass, "get_power_profiles") == {
        "profiles": [
            {
                "name": "Casa",
                "active": True,
                "record": {
                    "name": "Casa",
                    "active": True,
                    "mode": "solar",
                    "value": 32,
                    "updateAt": "2025-10-28T10:44:52Z",
                },
            }
        ]
    }


async def test_delete_power_profile(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """Its time stamp is looked up."""
    charger.profiles.by_name["Winter"] = WINTER
    await act(hass, "delete_power_profile", name="Winter")
    assert list(charger.profiles.by_name) == ["Casa"]


async def test_create_power_profile(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A new name is a new profile."""
    answer = await ask(hass, "save_power_profile", **SAVE, confirm=True)
    assert answer == {"created": True}
    assert charger.profiles.by_name["Winter"].value == 20


async def test_update_power_profile(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A known name is the old one."""
    charger.profiles.by_name["Winter"] = WINTER
    answer = await ask(hass, "save_power_profile", **SAVE, confirm=True)
    assert answer == {"created": False}
    assert charger.profiles.by_name["Winter"].value == 20


@pytest.mark.parametrize(
    ("action", "data", "key"),
    [
        ("delete_power_profile", {"name": "Summer"}, "no_such_profile"),
        ("delete_power_profile", {"name": "Casa"}, "profile_in_use"),
        (
            "save_power_profile",
            {**SAVE, "name": "Casa", "confirm": True},
            "profile_in_use",
        ),
        ("delete_power_profile", {"name": "Silent"}, "profile_in_use"),
        (
            "save_power_profile",
            {**SAVE, "name": "Silent", "confirm": True},
            "profile_in_use",
        ),
        ("save_power_profile", {**SAVE, "confirm": False}, "not_confirmed"),
        ("save_power_profile", {**SAVE, "name": "", "confirm": True}, "invalid_name"),
    ],
)
async def test_refusals(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    action: str,
    data: dict[str, object],
    key: str,
) -> None:
    """The plan that the charger obeys, or may obey, is never touched."""
    charger.profiles.by_name["Silent"] = replace(WINTER, name="Silent", active=None)
    before = dict(charger.profiles.by_name)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, **data)
    assert caught.value.translation_key == key
    assert charger.profiles.by_name == before


async def test_get_statistics(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Without dates the cloud tells the last five; unknown is None."""
    charger.add_history(days=30)
    await simulator.advance(1)
    charges = (await ask(hass, "get_statistics"))["charges"]
    assert isinstance(charges, list)
    assert len(charges) == 5
    newest = charges[-1]
    assert isinstance(newest, dict)
    assert newest.keys() == {
        "id",
        "start",
        "end",
        "finished",
        "energy",
        "energy_by_hour",
        "cost",
        "co2",
        "card",
    }
    assert newest["finished"] is True


async def test_a_range(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Both days are included."""
    charger.add_history(days=30)
    await simulator.advance(1)
    await ask(hass, "get_statistics", start="2026-01-01", end="2026-01-02")
    query = simulator.cloud.requests[-1].query
    assert query["chargeDateStart"] == "2026-01-01"
    assert query["chargeDateEnd"] == "2026-01-02"


async def test_a_range_that_ends_before_it_starts(hass: HomeAssistant) -> None:
    """That is a slip of the pen."""
    with pytest.raises(ServiceValidationError) as caught:
        await ask(hass, "get_statistics", start="2026-02-01", end="2026-01-02")
    assert caught.value.translation_key == "end_before_start"
