"""The actions about targets: what they refuse, and what the charger is told."""

from collections.abc import Iterator
import math

from freezegun.api import TickingDateTimeFactory
from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from scripts.simulator import Car, CloudFault, SimulatedCharger, Simulator
from scripts.simulator.targets import Targets, ZeroTarget

from .actions import act, ask
from .clocks import pass_time, running_clock
from .conftest import AddHouse, state_of

HOUR = 3600


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """Time that tests can move on."""
    with running_clock() as clock:
        yield clock


@pytest.fixture
async def charging(
    clock: TickingDateTimeFactory, simulator: Simulator, charger: SimulatedCharger
) -> SimulatedCharger:
    """A charger that has charged a car for half an hour."""
    charger.plug(Car(capacity=100.0, soc=0.1))
    await simulator.advance(1800)
    return charger


@pytest.fixture
async def on_lan(charging: SimulatedCharger, add_house: AddHouse) -> MockConfigEntry:
    """A house without an account."""
    return await add_house(charging)


def is_paused(charger: SimulatedCharger) -> bool:
    """Whether the charger holds the charge."""
    return charger.values.paused


def left(hass: HomeAssistant, suffix: str = "energy_to_target") -> float:
    """What a sensor shows as left."""
    return float(state_of(hass, Platform.SENSOR, suffix))


@pytest.fixture
async def on_both(
    simulator: Simulator, charging: SimulatedCharger, add_house: AddHouse
) -> MockConfigEntry:
    """A house whose charger both links reach."""
    return await add_house(charging, simulator=simulator, cloud=True)


@pytest.mark.parametrize("action", ["charge_until", "start_charge_for"])
async def test_no_car(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse, action: str
) -> None:
    """Without a car there is no session to stop."""
    await add_house(charger)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, energy=1)
    assert caught.value.translation_key == "no_car"


@pytest.mark.usefixtures("on_lan")
@pytest.mark.parametrize(
    "data",
    [{}, {"energy": 1, "duration": "01:00"}, {"duration": 0}, {"duration": 700000}],
)
async def test_no_target(hass: HomeAssistant, data: dict[str, object]) -> None:
    """One of both, and not nothing."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "charge_until", **data)
    assert caught.value.translation_key == "energy_or_duration"


@pytest.mark.usefixtures("on_lan")
async def test_nothing_to_cancel(hass: HomeAssistant) -> None:
    """What V2C's app has set is not known here."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "cancel_target")
    assert caught.value.translation_key == "no_target"


@pytest.mark.usefixtures("on_both")
@pytest.mark.parametrize(
    ("action", "data", "expected"),
    [
        ("charge_until", {"energy": 20}, Targets(energy=20.0)),
        ("charge_until", {"duration": "01:00"}, Targets(seconds=3600.0)),
        ("charge_until", {"duration": {"minutes": 40, "seconds": 1}}, 2460.0),
    ],
)
async def test_the_charger_is_told(
    hass: HomeAssistant,
    charging: SimulatedCharger,
    action: str,
    data: dict[str, object],
    expected: Targets | float,
) -> None:
    """Then it stops by itself, too: Home Assistant may be stopped."""
    assert await ask(hass, action, **data) == {"charger_stops_by_itself": True}
    assert expected in (charging.targets, charging.targets.seconds)


@pytest.mark.usefixtures("on_both")
@pytest.mark.parametrize(
    ("data", "energy", "seconds"),
    [({"energy": 3}, 3.0, None), ({"duration": "00:30"}, None, 1800.0)],
)
async def test_the_charger_is_told_to_start(
    hass: HomeAssistant,
    charging: SimulatedCharger,
    data: dict[str, object],
    energy: float | None,
    seconds: float | None,
) -> None:
    """What it had before does not count."""
    had = charging.values
    expected = Targets(
        energy=energy and energy + had.charge_energy,
        seconds=seconds and seconds + had.charge_time,
    )
    await act(hass, "start_charge_for", **data)
    assert charging.targets == expected


@pytest.mark.usefixtures("on_both")
async def test_another_kind_replaces_the_first(
    hass: HomeAssistant, charging: SimulatedCharger
) -> None:
    """The charger would keep both, and stop at whichever comes first."""
    await act(hass, "charge_until", energy=20)
    await act(hass, "charge_until", duration="01:00")
    assert charging.targets == Targets(energy=500.0, seconds=3600.0)
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN


@pytest.mark.usefixtures("on_both")
@pytest.mark.parametrize(
    "fault",
    [CloudFault.UNAUTHORIZED, CloudFault.RATE_LIMITED, CloudFault.SERVER_ERROR],
)
async def test_a_cloud_that_fails_keeps_no_car_from_charging(
    hass: HomeAssistant,
    simulator: Simulator,
    charging: SimulatedCharger,
    fault: CloudFault,
) -> None:
    """With the LAN we can watch alone, and the answer says so."""
    simulator.cloud.fault = fault
    charging.write("Paused", "1")
    assert await ask(hass, "start_charge_for", energy=3) == {
        "charger_stops_by_itself": False
    }
    assert not is_paused(charging)
    assert left(hass) == pytest.approx(3, abs=0.1)


@pytest.mark.usefixtures("on_both")
@pytest.mark.parametrize("zero", ZeroTarget)
@pytest.mark.parametrize(
    ("data", "targets"),
    [
        ({"energy": 8}, Targets(energy=500.0)),
        ({"duration": "00:40"}, Targets(seconds=7 * 86400.0)),
    ],
    ids=["energy", "time"],
)
async def test_cancel_what_the_charger_was_told(
    hass: HomeAssistant,
    simulator: Simulator,
    charging: SimulatedCharger,
    zero: ZeroTarget,
    data: dict[str, object],
    targets: Targets,
) -> None:
    """The car charges on, whatever a charger takes the target 0 for."""
    charging.zero_target = zero
    await act(hass, "charge_until", **data)
    await act(hass, "cancel_target")
    assert charging.targets == targets
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN
    await simulator.advance(3 * HOUR)
    assert charging.charging
    assert charging.values.charge_energy > 8


@pytest.mark.usefixtures("on_both")
@pytest.mark.parametrize("zero", ZeroTarget)
async def test_a_charger_that_forgets_its_target(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
    zero: ZeroTarget,
) -> None:
    """We pause it when it has got its due, whether it was told twice or in vain."""
    charging.zero_target = zero
    before = charging.values.charge_energy
    await act(hass, "charge_until", duration="03:00")
    await act(hass, "charge_until", energy=before + 2)
    charging.targets.clear()
    await pass_time(hass, clock, simulator, HOUR)
    assert is_paused(charging)
    assert charging.values.charge_energy == pytest.approx(before + 2, abs=0.2)


@pytest.mark.usefixtures("on_both")
@pytest.mark.parametrize(
    "fault", [CloudFault.UNAUTHORIZED, CloudFault.RATE_LIMITED, CloudFault.SERVER_ERROR]
)
async def test_a_charger_that_cannot_be_told_any_more(
    hass: HomeAssistant,
    simulator: Simulator,
    charging: SimulatedCharger,
    fault: CloudFault,
) -> None:
    """We no longer stop it, and say that it may do so."""
    await act(hass, "charge_until", energy=20)
    simulator.cloud.fault = fault
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "cancel_target")
    assert caught.value.translation_key == "target_not_cancelled"
    assert charging.targets == Targets(energy=20.0)
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN


async def test_a_session_that_cannot_be_read(
    hass: HomeAssistant,
    simulator: Simulator,
    charging: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Nobody knows how much of the target is left."""
    await add_house(charging, simulator=simulator, lan=False, cloud=True)
    charging.values.charge_energy = math.nan
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "charge_until", energy=20)
    assert caught.value.translation_key == "session_not_known"
    assert charging.targets == Targets()


async def test_a_session_that_only_the_charger_knows(
    hass: HomeAssistant,
    simulator: Simulator,
    charging: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The cloud's shadow does not have it: it is asked, for one call."""
    await add_house(charging, simulator=simulator, lan=False, cloud=True)
    before = len(simulator.cloud.requests)
    await act(hass, "charge_until", energy=charging.values.charge_energy + 1)
    assert [call.path for call in simulator.cloud.requests[before:]] == [
        "/device/currentstatecharge",
        "/device/charger_until_energy",
    ]
    assert left(hass) == pytest.approx(1, abs=0.01)
