"""The blueprint of voice commands, spoken to Home Assistant's own agent."""

from homeassistant.components.conversation import async_converse
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.v2c_cloud.control.model import PowerControl
from scripts.simulator import Car, SimulatedCharger

from .actions import device_of
from .blueprints import automate_with
from .conftest import AddHouse, entity_id, state_of
from .power_house import MakePowerHouse, big_car


async def listen(hass: HomeAssistant) -> None:
    """Let the blueprint listen."""
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})
    await automate_with(
        hass,
        "voice_commands",
        charger=device_of(hass),
        pause=entity_id(hass, Platform.SWITCH, "charging_pause"),
        lock=entity_id(hass, Platform.SWITCH, "locked"),
        reason=entity_id(hass, Platform.SENSOR, "charging_reason"),
        cost=entity_id(hass, Platform.SENSOR, "month_cost"),
    )


async def say(hass: HomeAssistant, sentence: str, language: str) -> str:
    """Say something; returns what is answered."""
    result = await async_converse(hass, sentence, None, Context(), language=language)
    answer: str = result.response.speech["plain"]["speech"]
    await hass.async_block_till_done()
    return answer


@pytest.mark.parametrize(
    ("language", "pause", "paused", "start", "started"),
    [
        (
            "en",
            "Stop charging the car!",
            "The charge is paused.",
            "Resume charging",
            "The car is charged as the house allows.",
        ),
        (
            "es",
            "Pausa la carga",
            "La carga está en pausa.",
            "Reanuda la carga del coche",
            "El coche se carga según permite la casa.",
        ),
        (
            "it",
            "Metti in pausa la ricarica",
            "La ricarica è in pausa.",
            "Riprendi la ricarica dell'auto",
            "L’auto carica come permette la casa.",
        ),
    ],
)
async def test_pause_and_start(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    language: str,
    pause: str,
    paused: str,
    start: str,
    started: str,
) -> None:
    """It is done, and said in the language of the sentence."""
    charger.plug(Car())
    await add_house(charger)
    await listen(hass)
    assert await say(hass, pause, language) == paused
    assert charger.values.paused
    assert await say(hass, start, language) == started
    assert not charger.values.paused


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "charge the car at full power"),
        ("es", "carga el coche a tope"),
        ("it", "ricarica la macchina subito"),
    ],
)
async def test_boost(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    charger: SimulatedCharger,
    language: str,
    sentence: str,
) -> None:
    """At full power, within the limits."""
    house = await power_house(charger)
    await house.control(charger, PowerControl.PV)
    charger.plug(big_car())
    await house.live(30)
    await listen(hass)
    await say(hass, sentence, language)
    assert state_of(hass, Platform.SWITCH, "boost") == "on"


@pytest.mark.parametrize(
    ("language", "sentence", "answer"),
    [
        ("en", "lock the charger", "The charger is locked."),
        ("es", "bloquea el cargador", "El cargador está bloqueado."),
        ("it", "blocca la wallbox", "La wallbox è bloccata."),
    ],
)
async def test_lock(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    language: str,
    sentence: str,
    answer: str,
) -> None:
    """There is no sentence to unlock: whoever calls through a window could."""
    await add_house(charger)
    await listen(hass)
    assert await say(hass, sentence, language) == answer
    assert charger.values.locked


@pytest.mark.parametrize(
    ("language", "sentence", "answer"),
    [
        ("en", "Why isn't the car charging?", "No car is plugged in."),
        ("es", "¿Por qué no carga el coche?", "No hay ningún coche enchufado."),
        ("it", "Perché l'auto non carica?", "Nessuna auto è collegata."),
        ("en", "How much did charging cost this month?", "That is not known yet."),
        ("es", "¿Cuánto he gastado en cargar este mes?", "Aún no se sabe."),
        ("it", "Quanto ho speso per la ricarica questo mese?", "Non si sa ancora."),
    ],
)
async def test_questions(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    charger: SimulatedCharger,
    language: str,
    sentence: str,
    answer: str,
) -> None:
    """Why, and how much; what is not known is said."""
    hass.config.language = language
    house = await power_house(charger)
    await house.control(charger)
    await house.live(20)
    await listen(hass)
    assert await say(hass, sentence, language) == answer


async def test_cost(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Known, it is said with its currency."""
    await add_house(charger)
    await listen(hass)
    cost = entity_id(hass, Platform.SENSOR, "month_cost")
    hass.states.async_set(cost, "12.3", {"unit_of_measurement": "EUR"})
    answer = await say(hass, "cuánto me ha costado el coche este mes", "es")
    assert answer == "12,30 EUR."
