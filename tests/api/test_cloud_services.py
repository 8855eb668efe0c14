"""What V2C's cloud can do for a charger, against the simulated cloud."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from http import HTTPStatus
import logging

import pytest

from custom_components.v2c_cloud.api.cloud import CloudLink
from custom_components.v2c_cloud.api.cloud_services import Card, CloudServices
from custom_components.v2c_cloud.api.exceptions import (
    V2CAuthError,
    V2CError,
    V2CRateLimitedError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
)
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.cloud import BodyFault, CloudFault, GlobalAnswer, OfflineAnswer

CODE = "aa23b601"
PASSWORD = "correct horse battery"
AT = datetime(2026, 11, 22, 11, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def services(cloud: CloudLink) -> CloudServices:
    """The services for the charger."""
    return cloud.services


def last(simulator: Simulator) -> tuple[str, str, dict[str, str]]:
    """The last call, without the charger's ID."""
    call = simulator.cloud.requests[-1]
    query = {k: v for k, v in call.query.items() if k not in {"deviceId", "id"}}
    return call.method, call.path, query


async def test_cards(charger: SimulatedCharger, services: CloudServices) -> None:
    """Added in any spelling, listed, renamed, deleted."""
    seen = [await services.cards()]
    await services.add_card("AA:23:B6:01", " Ana ")
    seen.append(await services.cards())
    await services.rename_card(CODE, "Vicente")
    seen.append(await services.cards())
    await services.delete_card("AA23B601")
    seen.append(await services.cards())

    assert seen == [
        [],
        [Card(code=CODE, name="Ana")],
        [Card(code=CODE, name="Vicente")],
        [],
    ]


async def test_learning_a_card(
    charger: SimulatedCharger, services: CloudServices
) -> None:
    """The next card gets the name."""
    await services.learn_card("Vicente")
    charger.swipe(CODE)

    assert await services.cards() == [Card(code=CODE, name="Vicente")]


@pytest.mark.parametrize("as_names", [False, True])
async def test_wifi_networks(
    simulator: Simulator,
    charger: SimulatedCharger,
    services: CloudServices,
    as_names: bool,
) -> None:
    """Objects or bare names: V2C documents neither."""
    simulator.cloud.wifilist_as_names = as_names

    networks = await services.wifi_networks()

    assert {item.ssid for item in networks} == {item.ssid for item in charger.networks}
    assert [item.signal is None for item in networks] == [as_names] * len(networks)


async def test_wifi(
    simulator: Simulator, charger: SimulatedCharger, services: CloudServices
) -> None:
    """Name and password go out as they are."""
    await services.set_wifi("Casa & Co", PASSWORD)

    assert last(simulator) == (
        "POST",
        "/device/wifi",
        {"ssid": "Casa & Co", "password": PASSWORD},
    )


@pytest.mark.parametrize(
    ("call", "attribute", "expected"),
    [
        (lambda it: it.set_ocpp_id("V2C_001"), "ocpp_id", "V2C_001"),
        (
            lambda it: it.set_ocpp_address("wss://ocpp.example.com/a"),
            "ocpp_addr",
            "wss://ocpp.example.com/a",
        ),
        (
            lambda it: it.set_inverter_address(" 192.168.1.100 "),
            "inverter_ip",
            "192.168.1.100",
        ),
        (lambda it: it.set_meter_type(3), "slave_type", 3),
    ],
)
async def test_settings(
    charger: SimulatedCharger,
    services: CloudServices,
    call: Callable[[CloudServices], Awaitable[None]],
    attribute: str,
    expected: str | int,
) -> None:
    """Each reaches the charger."""
    await call(services)

    assert getattr(charger.values, attribute) == expected


@pytest.mark.parametrize(
    ("call", "path", "query"),
    [
        (
            lambda it: it.stop_after_energy(12.5),
            "/device/charger_until_energy",
            {"value": "12.5"},
        ),
        (
            lambda it: it.stop_after_energy(500),
            "/device/charger_until_energy",
            {"value": "500"},
        ),
        (
            lambda it: it.stop_after_minutes(60),
            "/device/charger_until_minutes",
            {"value": "60"},
        ),
        (lambda it: it.start_for_energy(15), "/device/startchargekw", {"kw": "15"}),
        (
            lambda it: it.start_for_minutes(120),
            "/device/startchargeminutes",
            {"minutes": "120"},
        ),
    ],
)
async def test_targets(
    simulator: Simulator,
    services: CloudServices,
    call: Callable[[CloudServices], Awaitable[None]],
    path: str,
    query: dict[str, str],
) -> None:
    """Numbers as V2C writes them, each with its own parameter."""
    await call(services)

    assert last(simulator) == ("POST", path, query)
    assert simulator.cloud.requests[-1].status == 200


async def test_profiles(services: CloudServices) -> None:
    """Created, read, updated and deleted, with the documented body only."""
    before = await services.profiles()
    await services.create_profile("Night", "solar", 32, AT)
    created = await services.profile("2026-11-22T10:30:00Z")
    await services.update_profile("Night", "solar_updated", 30, AT + timedelta(hours=1))
    *_, updated = await services.profiles()
    await services.delete_profile("Night", updated.updated_at or "")

    assert [(item.name, item.active) for item in before] == [("Casa", True)]
    assert created.raw["mode"] == "solar"
    assert created.updated_at == "2026-11-22T10:30:00Z"
    assert not created.active
    assert (updated.raw["mode"], updated.raw["value"]) == ("solar_updated", 30)
    assert updated.updated_at == "2026-11-22T11:30:00Z"
    assert await services.profiles() == before


async def test_charges(
    simulator: Simulator, charger: SimulatedCharger, services: CloudServices
) -> None:
    """The last five, or those of some days."""
    charger.add_history(days=60)
    await simulator.advance(10)

    five = await services.charges()
    everything = await services.charges(date(2000, 1, 1), date(2100, 1, 1))
    first = everything[0].start.date()
    one_day = await services.charges(first, first)

    assert everything[-5:] == five
    assert len(everything) > 20
    assert {charge.start.date() for charge in one_day} == {first}
    assert all(charge.finished for charge in everything)
    assert [sum(c.energy_by_hour) for c in everything] == pytest.approx(
        [c.energy for c in everything], abs=0.5
    )


async def test_a_long_history_is_read(
    simulator: Simulator, charger: SimulatedCharger, services: CloudServices
) -> None:
    """Longer than any other answer may be: V2C has no pages."""
    charger.add_history(days=700)
    await simulator.advance(10)

    assert len(await services.charges(date(2000, 1, 1))) > 300


@pytest.mark.parametrize("answer", list(GlobalAnswer))
async def test_totals(
    simulator: Simulator,
    charger: SimulatedCharger,
    services: CloudServices,
    answer: GlobalAnswer,
) -> None:
    """Both of the shapes that V2C documents."""
    simulator.cloud.global_answer = answer
    charger.add_history(days=30)
    await simulator.advance(10)

    totals = await services.totals(date(2000, 1, 1), date(2100, 1, 1))
    charges = await services.charges(date(2000, 1, 1))

    assert totals.energy == pytest.approx(sum(charge.energy for charge in charges))
    assert (totals.charges is None) is (answer is GlobalAnswer.COST)
    assert (totals.cost is None) is (answer is GlobalAnswer.TOTALS)


SECRET_CALLS: list[Callable[[CloudServices], Awaitable[None]]] = [
    lambda it: it.set_wifi("Home", PASSWORD),
    lambda it: it.add_card(CODE, "Ana"),
    lambda it: it.rename_card(CODE, "Ana"),
    lambda it: it.delete_card(CODE),
]


@pytest.mark.parametrize("call", SECRET_CALLS)
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (CloudFault.UNAUTHORIZED, V2CAuthError),
        (CloudFault.RATE_LIMITED, V2CRateLimitedError),
        (CloudFault.SERVER_ERROR, V2CTimeoutError),
        (CloudFault.DOWN, V2CTimeoutError),
    ],
)
async def test_secrets_are_in_no_error_and_no_log(
    simulator: Simulator,
    services: CloudServices,
    caplog: pytest.LogCaptureFixture,
    call: Callable[[CloudServices], Awaitable[None]],
    fault: CloudFault,
    kind: type[V2CError],
) -> None:
    """They are a part of the address, which libraries like to show."""
    caplog.set_level(logging.DEBUG)
    simulator.cloud.fault = fault

    with pytest.raises(kind) as error:
        await call(services)

    told = f"{error.getrepr(style='short')} {caplog.text}"
    assert CODE not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None
    assert PASSWORD not in caplog.text
    assert "correct+horse" not in told
    assert "correct%20horse" not in told
    assert CODE not in caplog.text


@pytest.mark.parametrize(
    "call",
    [
        lambda it: it.rename_card(CODE, "Ana"),
        lambda it: it.delete_card(CODE),
        lambda it: it.profile("2020-01-01T00:00:00Z"),
        lambda it: it.delete_profile("Nobody", "2020-01-01T00:00:00Z"),
    ],
)
async def test_refusals(
    charger: SimulatedCharger,
    services: CloudServices,
    call: Callable[[CloudServices], Awaitable[object]],
) -> None:
    """400 and 404 are the cloud's no."""
    with pytest.raises(V2CRejectedError):
        await call(services)


async def test_a_charger_that_is_offline(
    simulator: Simulator, charger: SimulatedCharger, services: CloudServices
) -> None:
    """What the cloud then does is not known; an error must not pass for done."""
    charger.cloud_online = False
    simulator.cloud.offline_answer = OfflineAnswer.ERROR

    with pytest.raises(V2CTimeoutError):
        await services.cards()


async def test_a_key_that_may_only_read(
    simulator: Simulator, charger: SimulatedCharger, services: CloudServices
) -> None:
    """Reading works, writing is refused."""
    simulator.cloud.add_key("a-key-of-the-simulated-cloud", read_only=True)
    simulator.cloud.read_only_answer = HTTPStatus.FORBIDDEN

    assert await services.cards() == []
    with pytest.raises(V2CAuthError):
        await services.learn_card("Ana")


async def test_a_profile_that_is_none(
    simulator: Simulator, charger: SimulatedCharger, services: CloudServices
) -> None:
    """An empty answer is none that we understand."""
    (profile,) = await services.profiles()
    simulator.cloud.body_fault = BodyFault.EMPTY

    with pytest.raises(V2CResponseError):
        await services.profile(profile.updated_at or "")


async def test_a_stamp_is_in_utc(simulator: Simulator, services: CloudServices) -> None:
    """As in V2C's sample, to the second."""
    await services.create_profile(
        "Night", "solar", 32, datetime(2026, 1, 2, tzinfo=UTC)
    )

    assert last(simulator)[2]["updateAt"] == "2026-01-02T00:00:00Z"
