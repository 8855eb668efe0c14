"""Questions, from the charger's entities to an answer in each language."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
import pytest

from scripts.simulator import SimulatedCharger
from tests.conftest import entity_id

from .conftest import Say, add_entity, expose_all, heard

READY = "when will the car be ready"
SPENT = "how much did I spend this month"
STATUS = "is the car charging"
WHY = "why is the car not charging"


@pytest.fixture
def _evening(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to("2026-11-22T21:00:00+00:00")


def show(
    hass: HomeAssistant,
    platform: Platform,
    suffix: str,
    state: str,
    unit: str | None = None,
    **attributes: object,
) -> None:
    """Let an entity of the charger show something."""
    units = {} if unit is None else {ATTR_UNIT_OF_MEASUREMENT: unit}
    hass.states.async_set(entity_id(hass, platform, suffix), state, units | attributes)


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        (
            "en",
            "is the car charging?",
            "Garage: the car is charging with 3.7 kilowatts.",
        ),
        (
            "es",
            "¿está cargando el coche?",
            "Garage: el coche está cargando con 3,7 kilovatios.",
        ),
        ("it", "l'auto sta caricando?", "Garage: l'auto è in carica con 3,7 kilowatt."),
    ],
)
async def test_charging(
    charged: SimulatedCharger, say: Say, language: str, said: str, answer: str
) -> None:
    """With its power, in the units and marks of the language."""
    assert heard(await say(said, language)) == answer


async def test_charging_with_a_power_that_nobody_may_know(
    hass: HomeAssistant, charged: SimulatedCharger, say: Say
) -> None:
    """What is not exposed is not told."""
    power = entity_id(hass, Platform.SENSOR, "charge_power")
    expose_all(hass, only=power, shown=False)
    assert heard(await say(STATUS)) == "Garage: the car is charging."


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("en", WHY, "Garage: not charging. No car is plugged in."),
        (
            "es",
            "¿por qué no carga el coche?",
            "Garage: no está cargando. No hay ningún coche enchufado.",
        ),
        (
            "it",
            "perché l'auto non carica?",
            "Garage: non sta caricando. Nessuna auto è collegata.",
        ),
    ],
)
async def test_why_not(
    garage: SimulatedCharger, say: Say, language: str, said: str, answer: str
) -> None:
    """In the words of *Charging reason*."""
    assert heard(await say(said, language)) == answer


async def test_why_it_charges_as_it_does(
    hass: HomeAssistant, charged: SimulatedCharger, say: Say
) -> None:
    """A car that charges slowly has a reason, too."""
    show(hass, Platform.SENSOR, "charging_reason", "limited_by_house")
    answer = heard(await say("why is the car charging so slowly"))
    assert answer == "Garage: Less for now: the house may need the rest."


@pytest.mark.parametrize(
    ("platform", "suffix", "state", "why"),
    [
        (Platform.SWITCH, "locked", STATE_ON, "Locked: unlock the charger to charge"),
        (
            Platform.SWITCH,
            "charging_pause",
            STATE_ON,
            "Paused by hand, here or in V2C's app",
        ),
    ],
)
async def test_why_without_a_reason_of_control(
    hass: HomeAssistant,
    garage: SimulatedCharger,
    say: Say,
    platform: Platform,
    suffix: str,
    state: str,
    why: str,
) -> None:
    """Then the charger's own settings tell."""
    show(hass, Platform.SENSOR, "charging_reason", STATE_UNKNOWN)
    show(hass, Platform.BINARY_SENSOR, "connected", STATE_ON)
    show(hass, platform, suffix, state)
    assert heard(await say(WHY)) == f"Garage: not charging. {why}."


async def test_nobody_knows_why(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """That is said, too."""
    show(hass, Platform.SENSOR, "charging_reason", STATE_UNKNOWN)
    show(hass, Platform.BINARY_SENSOR, "connected", STATE_ON)
    assert heard(await say(WHY)) == (
        "Nothing is known yet of why Garage charges or does not."
    )
    assert heard(await say(STATUS)) == "Garage: not charging."


@pytest.mark.parametrize("state", [STATE_UNKNOWN, STATE_UNAVAILABLE])
async def test_nobody_knows_whether(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say, state: str
) -> None:
    """Unknown is not "no"."""
    show(hass, Platform.BINARY_SENSOR, "charging", state)
    assert heard(await say(STATUS)) == "The charger Garage cannot be reached now."


@pytest.mark.usefixtures("_evening")
@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("en", READY, "Garage: the car will be ready tomorrow at 06:40."),
        (
            "es",
            "¿cuándo estará listo el coche?",
            "Garage: el coche estará listo mañana a las 06:40.",
        ),
        ("it", "quando sarà pronta?", "Garage: l'auto sarà pronta domani alle 06:40."),
    ],
)
async def test_planned(
    hass: HomeAssistant,
    garage: SimulatedCharger,
    say: Say,
    language: str,
    said: str,
    answer: str,
) -> None:
    """When the plan ends, in the house's own time."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    add_entity(hass, Platform.SENSOR, "planned_end", "2026-11-23T05:40:00+00:00")
    add_entity(hass, Platform.BINARY_SENSOR, "will_be_ready", STATE_ON)
    assert heard(await say(said, language)) == answer


@pytest.mark.usefixtures("_evening")
async def test_planned_but_late(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """The one thing that somebody who leaves early must know."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    add_entity(hass, Platform.SENSOR, "planned_end", "2026-11-24T08:00:00+00:00")
    add_entity(hass, Platform.SENSOR, "next_start", "2026-11-22T22:15:00+00:00")
    add_entity(hass, Platform.BINARY_SENSOR, "will_be_ready", STATE_OFF)
    assert heard(await say(READY)) == (
        "Garage: the car will not be ready in time, the plan ends on Tuesday at 09:00. "
        "It starts today at 23:15."
    )


async def test_ready_without_a_plan(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """Nothing is left to plan."""
    add_entity(hass, Platform.SENSOR, "planned_end", STATE_UNKNOWN)
    add_entity(hass, Platform.BINARY_SENSOR, "will_be_ready", STATE_ON)
    assert heard(await say(READY)) == ("Garage: the car is ready, or will be in time.")


async def test_a_wish_without_a_plan(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """The wish is known all the same."""
    add_entity(hass, Platform.TIME, "ready_by", "07:30:00")
    add_entity(hass, Platform.SWITCH, "ready_by_on", STATE_ON)
    add_entity(hass, Platform.SENSOR, "planned_end", STATE_UNKNOWN)
    add_entity(hass, Platform.BINARY_SENSOR, "will_be_ready", STATE_UNKNOWN)
    assert heard(await say(READY)) == (
        "Garage: the car shall be ready by 07:30, but there is no plan now."
    )


@pytest.mark.parametrize(
    ("suffix", "value", "unit", "left"),
    [
        ("time_to_target", "45", "min", "45 minutes"),
        ("time_to_target", "1.5", "h", "1 h 30 min"),
        ("energy_to_target", "12.345", "kWh", "12.3 kilowatt-hours"),
        ("energy_to_target", "5000", "Wh", "5 kilowatt-hours"),
    ],
)
async def test_left_to_target(
    hass: HomeAssistant,
    garage: SimulatedCharger,
    say: Say,
    suffix: str,
    value: str,
    unit: str,
    left: str,
) -> None:
    """In our units, whichever somebody has chosen for the sensor."""
    show(hass, Platform.SENSOR, suffix, value, unit)
    assert heard(await say(READY)) == (
        f"Garage has {left} of charging left to its target."
    )


async def test_neither_plan_nor_target(garage: SimulatedCharger, say: Say) -> None:
    """Nothing is made up."""
    assert heard(await say(READY)) == (
        "Garage: nobody knows when the car will be ready. There is neither a plan nor "
        "a target."
    )


@pytest.mark.parametrize(
    ("language", "said", "answer"),
    [
        ("en", SPENT, "Garage took 45.6 kilowatt-hours this month, for 12.30 euros."),
        (
            "es",
            "¿cuánto he gastado este mes?",
            "Garage ha cargado 45,6 kilovatios hora este mes, por 12,30 euros.",
        ),
        (
            "it",
            "quanto ho speso questo mese?",
            "Garage ha caricato 45,6 kilowattora questo mese, per 12,30 euro.",
        ),
    ],
)
async def test_spent(
    hass: HomeAssistant,
    garage: SimulatedCharger,
    say: Say,
    language: str,
    said: str,
    answer: str,
) -> None:
    """Energy and cost of the month."""
    show(hass, Platform.SENSOR, "month_energy", "45.6", "kWh")
    show(hass, Platform.SENSOR, "month_cost", "12.3", "EUR", energy_without_cost=0)
    assert heard(await say(said, language)) == answer


async def test_spent_in_part_unknown(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """A sum that lacks something says so."""
    show(hass, Platform.SENSOR, "month_energy", "45.6", "kWh")
    show(hass, Platform.SENSOR, "month_cost", "12", "SEK", energy_without_cost=5.0)
    assert heard(await say(SPENT)) == (
        "Garage took 45.6 kilowatt-hours this month, for 12.00 SEK. Of that, 5 "
        "kilowatt-hours have no known price."
    )


async def test_spent_nobody_knows_what(
    hass: HomeAssistant, garage: SimulatedCharger, say: Say
) -> None:
    """Unknown is never zero."""
    assert heard(await say(SPENT)) == "Of Garage no charge is known this month."
    show(hass, Platform.SENSOR, "month_energy", "45.6", "kWh")
    assert heard(await say(SPENT)) == (
        "Garage took 45.6 kilowatt-hours this month. What it cost is not known."
    )


async def test_all_chargers_answer(
    two: tuple[SimulatedCharger, SimulatedCharger], say: Say
) -> None:
    """A question without a name is about all of them; one with a name is not."""
    assert heard(await say(STATUS)) == (
        "Left: not charging. No car is plugged in. "
        "Right: not charging. No car is plugged in."
    )
    assert heard(await say("is the left one charging")) == (
        "Left: not charging. No car is plugged in."
    )
