"""The action that programs the charger's own timers."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.schedule import Timer

from .actions import act
from .conftest import AddHouse

OFF = "8"
NIGHT = {"start": "22:00", "end": "06:30"}


@pytest.fixture(autouse=True)
async def house(
    simulator: Simulator, charger: SimulatedCharger, add_house: AddHouse
) -> MockConfigEntry:
    """A house whose charger only the cloud reaches."""
    charger.values.timers = (
        Timer(start=60, end=120, days="15"),
        Timer(start=0, end=0, days=OFF),
    )
    await simulator.advance(120)
    return await add_house(charger, simulator=simulator, lan=False, cloud=True)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({**NIGHT, "days": ["monday", "sunday"]}, (1320, 390, "17")),
        (NIGHT, (1320, 390, "15")),
        ({"start": "00:30"}, (30, 120, "15")),
        ({"end": "23:59:59"}, (60, 1439, "15")),
        ({"days": "tuesday"}, (60, 120, "2")),
        ({"enabled": False}, (60, 120, OFF)),
    ],
)
async def test_set_timer(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    data: dict[str, object],
    expected: tuple[int, int, str],
) -> None:
    """What is not given stays as it is."""
    await act(hass, "set_timer", timer=1, **data)
    start, end, days = expected
    assert charger.values.timers == (
        Timer(start=start, end=end, days=days),
        Timer(start=0, end=0, days=OFF),
    )


async def test_the_second_timer(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """One that never had days gets every day."""
    await act(hass, "set_timer", timer=2, **NIGHT)
    assert charger.values.timers[1] == Timer(start=1320, end=390, days="1234567")


async def test_days_are_remembered(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A timer that is off has no days on the charger."""
    await act(hass, "set_timer", timer=1, days=["saturday"])
    await act(hass, "set_timer", timer=1, enabled=False)
    await act(hass, "set_timer", timer=1)
    assert charger.values.timers[0] == Timer(start=60, end=120, days="6")


async def test_a_timer_that_is_not_known(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    house: MockConfigEntry,
) -> None:
    """Half a timer cannot be written where the other half is not known."""
    charger.values.timers = (
        Timer(start=60, end=120, days="9"),
        Timer(start=0, end=0, days=OFF),
    )
    await simulator.advance(120)
    await hass.config_entries.async_reload(house.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_timer", timer=1, start="22:00")
    assert caught.value.translation_key == "timer_not_known"


@pytest.mark.parametrize(
    "data",
    [
        {"timer": 3},
        {"timer": 1, "days": []},
        {"timer": 1, "days": ["someday"]},
        {"timer": 1, "start": "25:00"},
    ],
)
async def test_no_timer(
    hass: HomeAssistant, simulator: Simulator, data: dict[str, object]
) -> None:
    """Nothing is sent for what is no timer."""
    before = len(simulator.cloud.requests)
    with pytest.raises(probatio.Invalid):
        await act(hass, "set_timer", **data)
    assert len(simulator.cloud.requests) == before
