"""Which charger somebody means, and what an assistant may know of it."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.intent import IntentResponseErrorCode
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.voice.chargers import async_chargers
from scripts.simulator import SimulatedCharger, Simulator
from tests.actions import device_of
from tests.conftest import AddHouse, entity_id

from .conftest import ASSIST, Say, expose_all, heard

type Two = tuple[SimulatedCharger, SimulatedCharger]


def paused(two: Two) -> list[bool]:
    """Which of the two are paused."""
    return [charger.values.paused for charger in two]


def place(hass: HomeAssistant, area: str, charger_id: str) -> str:
    """Put a charger into an area."""
    area_id = ar.async_get(hass).async_get_or_create(area).id
    dr.async_get(hass).async_update_device(device_of(hass, charger_id), area_id=area_id)
    return area_id


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("pause charging at the left charger", [True, False]),
        ("pause charging at the right one", [False, True]),
        ("pause charging at Right", [False, True]),
        ("pause charging at BBB222", [False, True]),
    ],
)
async def test_by_name(two: Two, say: Say, said: str, expected: list[bool]) -> None:
    """The words around the name do not matter."""
    await say(said)
    assert paused(two) == expected


async def test_by_a_part_of_the_name(
    hass: HomeAssistant,
    assist: None,
    simulator: Simulator,
    add_house: AddHouse,
    say: Say,
) -> None:
    """The whole name counts for more than a part of another."""
    two = (
        await simulator.add_charger("AAA111", name="Trydan Patio"),
        await simulator.add_charger("BBB222", name="Patio"),
    )
    await add_house(*two)
    expose_all(hass)
    await say("pause charging at Trydan")
    assert paused(two) == [True, False]
    await say("pause charging at the patio")
    assert paused(two) == [True, True]


async def test_by_area(hass: HomeAssistant, two: Two, say: Say) -> None:
    """Where it stands is a name, too."""
    place(hass, "Jardín", "BBB222")
    answer = heard(await say("pausa la carga en el jardin", "es"))
    assert answer == "Right: la carga está en pausa."
    assert paused(two) == [False, True]


async def test_by_alias(hass: HomeAssistant, two: Two, say: Say) -> None:
    """What people call an entity in Home Assistant counts."""
    er.async_get(hass).async_update_entity(
        entity_id(hass, Platform.SWITCH, "charging_pause", "AAA111"),
        aliases=["Anna's charger"],
    )
    await say("pause charging at Anna's")
    assert paused(two) == [True, False]


async def test_by_its_new_name(hass: HomeAssistant, two: Two, say: Say) -> None:
    """The name that people gave the device is its name."""
    dr.async_get(hass).async_update_device(
        device_of(hass, "AAA111"), name_by_user="Street"
    )
    answer = heard(await say("pause charging at the street"))
    assert answer == "Street: charging is paused."


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        (
            "en",
            "pause charging",
            "Which charger? Say it again with its name: Left or Right.",
        ),
        (
            "es",
            "pausa la carga",
            "¿Qué cargador? Dilo otra vez con su nombre: Left o Right.",
        ),
        (
            "it",
            "ferma la ricarica",
            "Quale wallbox? Ripetilo con il suo nome: Left o Right.",
        ),
        (
            "en",
            "pause charging at the middle charger",
            "I know no charger called middle. Say Left or Right.",
        ),
        (
            "es",
            "pausa la carga en el cargador del medio",
            "No conozco ningún cargador llamado medio. Di Left o Right.",
        ),
        (
            "it",
            "ferma la ricarica alla wallbox centrale",
            "Non conosco nessuna wallbox chiamata centrale. Di' Left o Right.",
        ),
    ],
)
async def test_nobody_knows_which(
    two: Two, say: Say, language: str, said: str, answer: str
) -> None:
    """Nothing is done before it is clear; the answer tells the names."""
    response = await say(said, language)
    assert response.error_code is IntentResponseErrorCode.NO_VALID_TARGETS
    assert heard(response) == answer
    assert paused(two) == [False, False]


async def test_the_one_where_somebody_speaks(
    hass: HomeAssistant, two: Two, say: Say
) -> None:
    """A satellite in the garage means the charger in the garage."""
    area_id = place(hass, "Garage", "BBB222")
    place(hass, "Street", "AAA111")
    other = MockConfigEntry(domain="satellites")
    other.add_to_hass(hass)
    registry = dr.async_get(hass)
    satellite = registry.async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("satellites", "one")}
    )
    await say("pause charging", device_id=satellite.id)
    assert paused(two) == [False, False]
    registry.async_update_device(satellite.id, area_id=area_id)
    await say("pause charging", device_id=satellite.id)
    assert paused(two) == [False, True]


async def test_only_chargers_that_are_exposed(
    hass: HomeAssistant, two: Two, say: Say
) -> None:
    """What an assistant must not know is no charger for it, not even by name."""
    expose_all(hass, shown=False)
    answer = heard(await say("pause charging"))
    assert answer.startswith("No V2C charger is exposed to this assistant.")
    switch = entity_id(hass, Platform.SWITCH, "charging_pause", "BBB222")
    expose_all(hass, only=switch)
    assert heard(await say("pause charging")) == "Right: charging is paused."
    answer = heard(await say("pause charging at the left charger"))
    assert answer == "I know no charger called left. Say Right."


async def test_without_an_assistant(hass: HomeAssistant, two: Two) -> None:
    """A script may use all that there is, but what is disabled."""
    expose_all(hass, shown=False)
    assert async_chargers(hass, ASSIST) == []
    names = [charger.name for charger in async_chargers(hass, None)]
    assert names == ["Left", "Right"]
    left = async_chargers(hass, None)[0]
    assert left.has((Platform.SWITCH, "paused"))
    assert not left.has((Platform.SWITCH, "ocpp"))


async def test_a_charger_without_a_device(hass: HomeAssistant, two: Two) -> None:
    """Somebody may just be removing it."""
    registry = er.async_get(hass)
    for entity in list(registry.entities.values()):
        registry.async_update_entity(entity.entity_id, device_id=None)
    assert async_chargers(hass, None) == []
