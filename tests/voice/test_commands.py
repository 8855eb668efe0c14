"""Commands, through Assist to the simulated charger and back into an ear."""

from datetime import time

from homeassistant.components.number import SERVICE_SET_VALUE
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_TIME,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.intent import IntentResponseErrorCode, IntentResponseType
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.v2c_cloud.control.model import PowerControl
from scripts.simulator import LanFault, SimulatedCharger, Simulator
from tests.conftest import AddHouse, entity_id, state_of
from tests.power_house import MakePowerHouse, big_car

from .conftest import Say, add_entity, expose_all, heard


@pytest.mark.parametrize(
    ("language", "pause", "paused", "start", "started"),
    [
        (
            "en",
            "pause charging",
            "Garage: charging is paused.",
            "start charging",
            "Garage: charging may begin.",
        ),
        (
            "es",
            "pausa la carga",
            "Garage: la carga está en pausa.",
            "empieza a cargar",
            "Garage: puede empezar a cargar.",
        ),
        (
            "it",
            "metti in pausa la ricarica",
            "Garage: la ricarica è in pausa.",
            "avvia la ricarica",
            "Garage: la ricarica può iniziare.",
        ),
    ],
)
async def test_pause_and_start(
    charged: SimulatedCharger,
    say: Say,
    language: str,
    pause: str,
    paused: str,
    start: str,
    started: str,
) -> None:
    """The charger pauses, and goes on."""
    assert heard(await say(pause, language)) == paused
    assert charged.values.paused is True
    assert heard(await say(start, language)) == started
    assert charged.values.paused is False


async def test_start_without_a_car(garage: SimulatedCharger, say: Say) -> None:
    """Whoever says it learns why nothing happens."""
    answer = heard(await say("start charging"))
    assert answer == "Garage: charging begins when a car is plugged in."


async def test_start_while_locked(
    hass: HomeAssistant,
    assist: None,
    charger: SimulatedCharger,
    add_house: AddHouse,
    say: Say,
) -> None:
    """A lock stays: opening it is something else."""
    charger.values.locked = True
    await add_house(charger)
    expose_all(hass)
    answer = heard(await say("start charging"))
    assert answer == "Garage: the pause is over, but the charger is locked."
    assert charger.values.locked is True


@pytest.mark.parametrize(
    ("language", "ask", "question", "yes", "done"),
    [
        (
            "en",
            "lock the charger",
            (
                "Locking Garage ends a charge that is running. If you want that, say: "
                "yes, lock the charger Garage."
            ),
            "yes, lock the charger Garage",
            "Garage is locked.",
        ),
        (
            "es",
            "bloquea el cargador",
            (
                "Bloquear Garage termina la carga en curso. Si lo quieres, di: sí, "
                "bloquea el cargador Garage."
            ),
            "sí, bloquea el cargador Garage",
            "Garage está bloqueado.",
        ),
        (
            "it",
            "blocca la wallbox",
            (
                "Bloccare la wallbox Garage termina la ricarica in corso. Se lo vuoi, di': "
                "sì, blocca la wallbox Garage."
            ),
            "sì, blocca la wallbox Garage",
            "La wallbox Garage è bloccata.",
        ),
    ],
)
async def test_lock_asks_while_a_car_charges(
    charged: SimulatedCharger,
    say: Say,
    language: str,
    ask: str,
    question: str,
    yes: str,
    done: str,
) -> None:
    """It would end the charge. The answer says what to say."""
    assert heard(await say(ask, language)) == question
    assert charged.values.locked is False
    assert heard(await say(yes, language)) == done
    assert charged.values.locked is True


async def test_lock_does_not_ask_without_a_charge(
    garage: SimulatedCharger, say: Say
) -> None:
    """There is nothing to end."""
    assert heard(await say("lock the charger")) == "Garage is locked."
    assert garage.values.locked is True


async def test_lock_asks_where_nobody_knows(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """What an assistant must not know is not known to be off."""
    expose_all(hass, shown=False)
    expose_all(hass, only=entity_id(hass, Platform.SWITCH, "locked"))
    assert "say: yes" in heard(await say("lock the charger"))
    assert garage.values.locked is False


@pytest.mark.parametrize(
    ("language", "ask", "yes", "done"),
    [
        (
            "en",
            "unlock the charger",
            "yes, unlock the charger Garage",
            "Garage is unlocked.",
        ),
        (
            "es",
            "desbloquea el cargador",
            "sí, desbloquea el cargador Garage",
            "Garage está desbloqueado.",
        ),
        (
            "it",
            "sblocca la wallbox",
            "sì, sblocca la wallbox Garage",
            "La wallbox Garage è sbloccata.",
        ),
    ],
)
async def test_unlock_always_asks(
    hass: HomeAssistant,
    assist: None,
    charger: SimulatedCharger,
    add_house: AddHouse,
    say: Say,
    language: str,
    ask: str,
    yes: str,
    done: str,
) -> None:
    """Anybody can charge then. The question has the words that answer it."""
    charger.values.locked = True
    await add_house(charger)
    expose_all(hass)
    assert heard(await say(ask, language)).endswith(f"{yes}.")
    assert charger.values.locked is True
    assert heard(await say(yes, language)) == done
    assert charger.values.locked is False


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("en", "set the charging current to ten amps", "Garage is set to 10 amps."),
        (
            "es",
            "pon la corriente a diez amperios",
            "Garage está ajustado a 10 amperios.",
        ),
        (
            "it",
            "imposta la corrente a dieci ampere",
            "La wallbox Garage è impostata a 10 ampere.",
        ),
    ],
)
async def test_set_current(
    garage: SimulatedCharger, say: Say, language: str, said: str, answer: str
) -> None:
    """Numbers may be words."""
    assert heard(await say(said, language)) == answer
    assert garage.values.intensity == 10


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("en", "charge with 40 amps", "Garage takes from 6 to 32 amps."),
        ("es", "carga con 5 amperios", "Garage admite de 6 a 32 amperios."),
        ("it", "carica con 40 ampere", "La wallbox Garage accetta da 6 a 32 ampere."),
    ],
)
async def test_current_out_of_range(
    garage: SimulatedCharger, say: Say, language: str, said: str, answer: str
) -> None:
    """The answer says what would do."""
    response = await say(said, language)
    assert response.error_code is IntentResponseErrorCode.FAILED_TO_HANDLE
    assert heard(response) == answer
    assert garage.values.intensity == 16


async def test_boost_and_its_end(
    hass: HomeAssistant,
    assist: None,
    simulator: Simulator,
    charger: SimulatedCharger,
    power_house: MakePowerHouse,
    say: Say,
) -> None:
    """Full power without sun, until somebody says otherwise."""
    charger.plug(big_car())
    house = await power_house(charger, watched=60)
    await house.control(charger, PowerControl.PV)
    expose_all(hass)
    answer = heard(await say("charge the car at full power"))
    assert answer == "Garage: charging at full until the car is unplugged."
    assert state_of(hass, Platform.SWITCH, "boost") == STATE_ON
    assert heard(await say("stop the boost")) == "Garage: no longer charging at full."
    assert state_of(hass, Platform.SWITCH, "boost") == STATE_OFF


@pytest.mark.parametrize(
    ("language", "said", "begin"),
    [
        ("en", "boost the car", "Boost means something only while"),
        ("es", "activa el boost", "La carga al máximo solo tiene sentido mientras"),
        ("it", "attiva il boost", "La ricarica al massimo ha senso solo mentre"),
    ],
)
async def test_a_refusal_is_told_in_the_language_of_the_command(
    garage: SimulatedCharger, say: Say, language: str, said: str, begin: str
) -> None:
    """Boost wants power control, which says so itself."""
    response = await say(said, language)
    assert response.response_type is IntentResponseType.ERROR
    assert heard(response).startswith(begin)


async def test_a_charger_that_refuses(garage: SimulatedCharger, say: Say) -> None:
    """Nobody hears "done" of what was not done."""
    garage.lan.fail = LanFault.ERROR
    response = await say("pause charging")
    assert response.response_type is IntentResponseType.ERROR
    assert "Garage" in heard(response)
    assert garage.values.paused is False


async def test_a_charger_that_cannot_be_reached(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """Home Assistant drops commands for what is unavailable, without a word."""
    switch = entity_id(hass, Platform.SWITCH, "charging_pause")
    hass.states.async_set(switch, STATE_UNAVAILABLE)
    response = await say("pause charging")
    assert response.error_code is IntentResponseErrorCode.FAILED_TO_HANDLE
    assert heard(response) == "The charger Garage cannot be reached now."


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        (
            "en",
            "charge the car by half past seven",
            "Garage: the car shall be ready by 07:30.",
        ),
        (
            "es",
            "carga el coche para las siete y media",
            "Garage: el coche debe estar listo para las 07:30.",
        ),
        (
            "it",
            "carica l'auto per le sette e mezza",
            "Garage: l'auto dovrà essere pronta per le 07:30.",
        ),
    ],
)
async def test_set_ready_by(
    hass: HomeAssistant,
    garage: SimulatedCharger,
    say: Say,
    language: str,
    said: str,
    answer: str,
) -> None:
    """The time goes to the charger's time entity."""
    ready_by = add_entity(hass, Platform.TIME, "ready_by", "06:00:00")
    add_entity(hass, Platform.SWITCH, "eco_charging", STATE_ON)
    calls = async_mock_service(hass, Platform.TIME, SERVICE_SET_VALUE)
    assert heard(await say(said, language)) == answer
    assert [dict(call.data) for call in calls] == [
        {ATTR_ENTITY_ID: ready_by, ATTR_TIME: time(7, 30)}
    ]


async def test_set_ready_by_turns_it_on(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """A time that does not count is not what somebody wants who says one."""
    add_entity(hass, Platform.TIME, "ready_by", "06:00:00")
    add_entity(hass, Platform.SWITCH, "eco_charging", STATE_OFF)
    switch = add_entity(hass, Platform.SWITCH, "ready_by_on", STATE_OFF)
    async_mock_service(hass, Platform.TIME, SERVICE_SET_VALUE)
    calls = async_mock_service(hass, Platform.SWITCH, SERVICE_TURN_ON)
    answer = heard(await say("the car must be ready by quarter to eight"))
    assert answer == (
        "Garage: the car shall be ready by 07:45, but EcoCharging is off and plans "
        "nothing."
    )
    assert [call.data[ATTR_ENTITY_ID] for call in calls] == [switch]


async def test_no_time_is_no_time(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """Nobody can leave at 19 in the morning."""
    add_entity(hass, Platform.TIME, "ready_by", "06:00:00")
    calls = async_mock_service(hass, Platform.TIME, SERVICE_SET_VALUE)
    answer = heard(await say("charge the car by 19 in the morning"))
    assert answer.startswith("I did not understand the time.")
    assert calls == []


async def test_a_hidden_entity_is_not_used(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """The answer names what would have to be exposed."""
    number = entity_id(hass, Platform.NUMBER, "intensity_number")
    expose_all(hass, only=number, shown=False)
    answer = heard(await say("charge with 10 amps"))
    assert answer.startswith(
        "Garage Charging current is not exposed to this assistant."
    )
    assert garage.values.intensity == 16


async def test_a_charger_that_cannot_do_it(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """Somebody may have disabled the entity."""
    number = entity_id(hass, Platform.NUMBER, "intensity_number")
    er.async_get(hass).async_update_entity(
        number, disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.async_block_till_done()
    assert heard(await say("charge with 10 amps")) == (
        "The charger Garage cannot do that."
    )
