"""Commands over the cloud: what it shows, and when its shadow counts."""

import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.exceptions import (
    V2CAuthError,
    V2CError,
    V2CRateLimitedError,
    V2CUnconfirmedError,
)
from custom_components.v2c_cloud.api.models import FieldValue, Language, Link
from scripts.simulator import CloudFault, LanFault, SimulatedCharger, Simulator

from .helpers import Clock, commanded, start_charging


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (CloudFault.UNAUTHORIZED, V2CAuthError),
        (CloudFault.RATE_LIMITED, V2CRateLimitedError),
        (CloudFault.SERVER_ERROR, V2CUnconfirmedError),
    ],
)
async def test_the_cloud_alone_fails(
    simulator: Simulator, far: Charger, fault: CloudFault, error: type[V2CError]
) -> None:
    """As it failed; a 500 leaves everything open."""
    simulator.cloud.fault = fault

    with pytest.raises(error):
        await far.set("paused", True)

    assert far.snapshot().state.paused is False


async def test_a_pause_over_the_cloud_is_seen_in_the_draw(
    simulator: Simulator, charger: SimulatedCharger, far: Charger
) -> None:
    """The live answer shows no pause, but the end of the current."""
    await start_charging(simulator, charger)
    await far.refresh(Link.CLOUD)

    assert await far.set("paused", True) is Outcome.CONFIRMED
    assert charger.values.paused


async def test_a_confirmed_pause_is_shown_until_the_shadow_counts(
    simulator: Simulator, charger: SimulatedCharger, far: Charger, clock: Clock
) -> None:
    """The shadow is late: it still says "not paused" for a while."""
    await start_charging(simulator, charger)
    await far.refresh(Link.CLOUD)
    await far.set("paused", True)
    shown = []
    for _ in range(5):
        await clock.sleep(30)
        await far.refresh(Link.CLOUD)
        shown.append(far.snapshot().state.paused)

    assert shown == [True] * 5
    assert commanded(simulator) == ["pausecharge"]


async def test_a_pause_of_a_car_at_rest_cannot_be_seen(far: Charger) -> None:
    """It drew nothing before: that it still does not proves nothing."""
    await far.refresh(Link.CLOUD)

    assert await far.set("paused", True) is Outcome.ACCEPTED
    assert far.snapshot().state.paused is True


async def test_a_lower_current_over_the_cloud(
    simulator: Simulator, charger: SimulatedCharger, far: Charger
) -> None:
    """The current that flows shows it."""
    await start_charging(simulator, charger)
    await far.refresh(Link.CLOUD)

    assert await far.set("intensity", 8) is Outcome.CONFIRMED
    assert charger.values.intensity == 8


async def test_a_current_over_the_cloud_while_nothing_flows(far: Charger) -> None:
    """Nothing can show it; the shadow will."""
    assert await far.set("intensity", 8) is Outcome.ACCEPTED
    assert far.snapshot().state.intensity == 8


@pytest.mark.parametrize(("field", "value"), [("intensity", 8), ("paused", True)])
async def test_a_reduction_that_the_cloud_loses(
    simulator: Simulator,
    charger: SimulatedCharger,
    far: Charger,
    field: str,
    value: FieldValue,
) -> None:
    """The car still draws too much: nobody may believe otherwise."""
    await start_charging(simulator, charger)
    await far.refresh(Link.CLOUD)
    charger.cloud_online = False

    with pytest.raises(V2CUnconfirmedError):
        await far.set(field, value)

    assert far.snapshot().state.paused is False
    assert far.snapshot().state.intensity == 16


async def test_what_the_cloud_took_is_shown_until_the_shadow_counts(
    simulator: Simulator, charger: SimulatedCharger, far: Charger, clock: Clock
) -> None:
    """Neither an older shadow nor a younger live answer ends that."""
    assert await far.set("locked", True) is Outcome.ACCEPTED
    asked = simulator.cloud.counted
    charger.values.locked = False
    shown = []
    for _ in range(5):
        await clock.sleep(30)
        await far.refresh(Link.CLOUD)
        shown.append(far.snapshot().state.locked)

    # The shadow of after 120 s knows what became of it.
    assert shown == [True, True, True, False, False]
    assert [request.path for request in simulator.cloud.requests[asked:]] == [
        *["/device/currentstatecharge"] * 3,
        "/device/reported",
        "/device/currentstatecharge",
    ]


async def test_a_second_command_does_not_end_the_wait_of_the_first(
    far: Charger, clock: Clock
) -> None:
    """The shadow is read later then; until it is, the old one proves nothing."""
    await far.set("locked", True)
    await clock.sleep(100)
    await far.set("language", Language.ITALIAN)
    await clock.sleep(30)
    await far.refresh(Link.CLOUD)

    assert far.snapshot().state.locked is True

    reading = far.reading(Link.CLOUD)
    assert reading is not None
    assert reading.state.locked is False
    assert reading.at == clock.now
    assert reading.time_of("locked") == clock.now - 130


async def test_what_the_cloud_took_vanishes_with_the_cloud(
    simulator: Simulator, far: Charger
) -> None:
    """A value of a link that is lost is no value."""
    await far.set("locked", True)
    simulator.cloud.fault = CloudFault.UNAUTHORIZED

    await far.refresh(Link.CLOUD)

    assert far.snapshot().state.locked is None


async def test_an_old_shadow_does_not_prove_that_a_value_is_set(
    simulator: Simulator, charger: SimulatedCharger, far: Charger, clock: Clock
) -> None:
    """It was unlocked ten minutes ago; somebody may have locked it in the app."""
    await clock.sleep(600)
    await far.refresh(Link.CLOUD)
    charger.values.locked = True

    assert await far.set("locked", False) is Outcome.ACCEPTED
    assert not charger.values.locked


async def test_the_lan_contradicts_what_the_cloud_took(
    charger: SimulatedCharger, both: Charger, clock: Clock
) -> None:
    """It is asked directly, so it is right."""
    charger.lan.fail = LanFault.REFUSE
    await both.set("locked", True)
    charger.lan.fail = LanFault.NONE
    charger.values.locked = False
    clock.now += 5

    await both.refresh(Link.LAN)

    assert both.snapshot().state.locked is False
