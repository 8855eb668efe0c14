"""One command over the LAN: confirmed, refused, or nobody knows."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.exceptions import (
    V2CInvalidValueError,
    V2CRejectedError,
    V2CUnconfirmedError,
    V2CUnsupportedError,
)
from custom_components.v2c_cloud.api.lan import LanLink
from custom_components.v2c_cloud.api.models import (
    ChargeMode,
    DynamicPowerMode,
    FieldValue,
    Link,
)
from scripts.simulator import FIRMWARES, LanFault, SimulatedCharger, Simulator

from .helpers import (
    QUICK,
    REAL_TIME_DATA,
    Clock,
    add_charger,
    known_as,
    over_lan,
    written,
)


@pytest.mark.parametrize("firmware", FIRMWARES)
async def test_every_firmware_obeys(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock, firmware: str
) -> None:
    """A current, a pause and its end, each confirmed by reading back."""
    charger = await add_charger(simulator, firmware)
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)

    outcomes = [
        await near.set("intensity", 10),
        await near.set("paused", True),
        await near.set("paused", False),
    ]

    assert outcomes == [Outcome.CONFIRMED] * 3
    assert written(charger) == ["Intensity=10", "Paused=1", "Paused=0"]
    assert near.snapshot().state.intensity == 10
    assert near.snapshot().state.paused is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("locked", True),
        ("timer", True),
        ("dynamic", True),
        ("pause_dynamic", True),
        ("min_intensity", 8),
        ("max_intensity", 20),
        ("contracted_power", -500),
        ("voltage_installation", 220),
        ("charge_mode", ChargeMode.MIXED),
        ("dynamic_power_mode", DynamicPowerMode.PV_EXCLUSIVE),
        ("light_led", 5),
        ("logo_led", False),
    ],
)
async def test_every_setting(
    near: Charger, charger: SimulatedCharger, field: str, value: FieldValue
) -> None:
    """Written once, read back once, and shown."""
    assert await near.set(field, value) is Outcome.CONFIRMED

    assert len(written(charger)) == 1
    assert charger.lan.requests[1].path == REAL_TIME_DATA
    assert len(charger.lan.requests) == 2
    assert getattr(near.snapshot().state, field) == value


async def test_what_is_set_is_not_written_again(
    near: Charger, charger: SimulatedCharger, clock: Clock
) -> None:
    """Neither what was read nor what was confirmed."""
    assert await near.set("intensity", 16) is Outcome.UNCHANGED
    assert await near.set("intensity", 10) is Outcome.CONFIRMED
    assert await near.set("intensity", 10) is Outcome.UNCHANGED
    assert written(charger) == ["Intensity=10"]


async def test_an_old_reading_proves_nothing(
    near: Charger, charger: SimulatedCharger, clock: Clock
) -> None:
    """Somebody else may have changed it since."""
    clock.now += 30

    assert await near.set("intensity", 16) is Outcome.CONFIRMED
    assert written(charger) == ["Intensity=16"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("intensity", 5), ("intensity", 33), ("min_intensity", 33), ("intensity", None)],
)
async def test_what_is_out_of_range_is_not_sent(
    near: Charger, charger: SimulatedCharger, field: str, value: FieldValue
) -> None:
    """Refused with the range, before anything else."""
    with pytest.raises(V2CInvalidValueError):
        await near.set(field, value)

    assert charger.lan.requests == []


async def test_bounds_are_those_of_the_charger(
    near: Charger, charger: SimulatedCharger
) -> None:
    """Also those that were set a moment ago."""
    await near.set("max_intensity", 10)

    with pytest.raises(V2CInvalidValueError) as error:
        await near.set("min_intensity", 11)

    assert error.value.maximum == 10
    assert written(charger) == ["MaxIntensity=10"]


@pytest.mark.parametrize("field", ["language", "charge_power", "nonsense"])
async def test_what_no_link_can_set(
    near: Charger, charger: SimulatedCharger, field: str
) -> None:
    """Nothing is sent."""
    with pytest.raises(V2CUnsupportedError):
        await near.set(field, 1)

    assert charger.lan.requests == []


async def test_an_option_that_does_not_exist(
    near: Charger, charger: SimulatedCharger
) -> None:
    """Nothing is sent, and nothing stays shown."""
    with pytest.raises(V2CUnsupportedError):
        await near.set("charge_mode", "sixphasic")

    assert charger.lan.requests == []
    assert near.snapshot().state.charge_mode is ChargeMode.MONOPHASIC


async def test_a_refusal(near: Charger, charger: SimulatedCharger) -> None:
    """ERROR with status 200: the old value is shown again."""
    charger.lan.fail = LanFault.ERROR

    with pytest.raises(V2CRejectedError):
        await near.set("intensity", 10)

    assert near.snapshot().state.intensity == 16
    assert near.snapshot().writes_today == 0


async def test_a_charger_that_says_ok_and_does_nothing(
    near: Charger, charger: SimulatedCharger, clock: Clock
) -> None:
    """Three looks within five seconds, then nobody knows."""
    charger.max_current = 12
    before = clock.now

    with pytest.raises(V2CUnconfirmedError):
        await near.set("intensity", 14)

    paths = [request.path for request in charger.lan.requests]
    assert paths == ["/write/Intensity=14", *[REAL_TIME_DATA] * 3]
    assert clock.now - before == 4
    assert near.snapshot().state.intensity == 16
    assert near.snapshot().writes_today == 1


async def test_a_mode_that_firmware_translates(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Firmware 2.5.1 makes 4 of DynamicPowerMode 1, 2.3.20 keeps it."""
    new = await add_charger(simulator, "2.5.1", "NEW001")
    old = await add_charger(simulator, "2.3.20", "OLD001")

    with pytest.raises(V2CUnconfirmedError):
        await over_lan(new, session, clock).set(
            "dynamic_power_mode", DynamicPowerMode.TIMED_POWER_DISABLED
        )

    assert new.values.dynamic_power_mode == 4
    assert (
        await over_lan(old, session, clock).set(
            "dynamic_power_mode", DynamicPowerMode.TIMED_POWER_DISABLED
        )
        is Outcome.CONFIRMED
    )


async def test_a_current_set_while_paused(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Firmware 2.5.1 then reads 0: OK is all that can be had, and is remembered."""
    charger = await add_charger(simulator, "2.5.1")
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    await near.set("paused", True)

    outcome = await near.set("intensity", 11)
    shown = [near.snapshot().state.intensity]
    for _ in range(2):
        clock.now += 20
        await near.refresh(Link.LAN)
        shown.append(near.snapshot().state.intensity)

    assert outcome is Outcome.ACCEPTED
    assert charger.read("Intensity") == "0"
    assert shown == [11, 11, 11]

    assert await near.set("paused", False) is Outcome.CONFIRMED
    await near.refresh(Link.LAN)
    assert near.snapshot().state.intensity == 11


async def test_a_current_set_while_the_charger_modulates(
    near: Charger, charger: SimulatedCharger
) -> None:
    """It chooses by itself: what was written has no effect, and is not shown long."""
    await near.set("dynamic", True)
    await near.refresh(Link.LAN)

    assert await near.set("intensity", 11) is Outcome.ACCEPTED

    await near.refresh(Link.LAN)
    assert near.snapshot().state.intensity == charger.values.intensity == 16


@pytest.mark.parametrize("fault", [LanFault.DROP, LanFault.NOT_FOUND])
async def test_a_read_back_may_fail_twice(
    near: Charger, charger: SimulatedCharger, fault: LanFault
) -> None:
    """The third one counts."""
    charger.lan.set_fault(fault, path=REAL_TIME_DATA, times=2)

    assert await near.set("intensity", 10) is Outcome.CONFIRMED


async def test_a_read_back_that_never_comes(
    near: Charger, charger: SimulatedCharger
) -> None:
    """OK alone proves nothing."""
    charger.lan.set_fault(LanFault.DROP, path=REAL_TIME_DATA)

    with pytest.raises(V2CUnconfirmedError):
        await near.set("intensity", 10)


async def test_reading_back_has_an_end(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """A hung read-back does not hold the command for longer than allowed."""
    link = LanLink(session, charger.lan.host, charger.lan.port, QUICK, clock)
    link.confirm_within = 0.2
    near = known_as(charger.id, clock, link)
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.HANG, path=REAL_TIME_DATA)

    async with asyncio.timeout(2):
        with pytest.raises(V2CUnconfirmedError):
            await near.set("intensity", 10)


async def test_a_write_without_an_answer_may_have_arrived(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Reading back tells."""
    near = over_lan(charger, session, clock, replace(QUICK, write_timeout=0.2))
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.SLOW, path="/write/", delay=0.4)

    assert await near.set("intensity", 20) is Outcome.CONFIRMED
    assert written(charger) == ["Intensity=20"]
