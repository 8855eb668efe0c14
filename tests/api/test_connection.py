"""How one link is doing, and when what it read stops counting."""

from typing import override

import pytest

from custom_components.v2c_cloud.api.connection import Connection
from custom_components.v2c_cloud.api.exceptions import (
    V2CAuthError,
    V2CConnectionError,
    V2CError,
    V2CRateLimitedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnsupportedError,
)
from custom_components.v2c_cloud.api.link import ChargerLink
from custom_components.v2c_cloud.api.models import (
    Action,
    ChargerState,
    FieldValue,
    Link,
    LinkStatus,
    Reading,
)
from custom_components.v2c_cloud.api.queue import Priority


class SilentLink(ChargerLink):
    """A link that can do nothing: only its nature matters here."""

    kind = Link.LAN

    @override
    def can_write(self, field: str) -> bool:
        return False

    @override
    async def read(self) -> Reading:
        raise V2CConnectionError

    @override
    async def write(self, field: str, value: FieldValue, priority: Priority) -> None:
        raise V2CConnectionError

    @override
    def read_back_delays(self, field: str) -> tuple[float, ...]:
        return ()

    @override
    async def read_back(self, field: str) -> ChargerState:
        raise V2CConnectionError


class NamingLink(SilentLink):
    """A link whose requests name the charger."""

    names_charger = True


@pytest.fixture
def connection() -> Connection:
    """A link of charger ABC123."""
    return Connection(SilentLink(), "ABC123")


def reading(at: float = 0.0, **values: object) -> Reading:
    """A reading with some values."""
    return Reading(state=ChargerState().having(values), served=frozenset(), at=at)


def test_nothing_is_known_at_first(connection: Connection) -> None:
    """Neither good nor bad; and nobody knows who answers."""
    assert connection.health.status is LinkStatus.UNKNOWN
    assert connection.reading is None
    assert connection.failures == 0
    assert not connection.trusted


def test_a_link_that_names_the_charger_is_trusted() -> None:
    """No other charger can carry out what it sends."""
    assert Connection(NamingLink(), "ABC123").trusted


@pytest.mark.parametrize("charger_id", ["ABC123", None])
def test_a_good_reading(connection: Connection, charger_id: str | None) -> None:
    """Old firmware sends no ID; then nothing speaks against it."""
    good = reading(charger_id=charger_id)

    assert connection.accept(good)
    assert connection.reading is good
    assert connection.health.up
    assert connection.trusted


def test_the_case_of_an_id_does_not_matter() -> None:
    """An ID may have been typed from a label."""
    assert Connection(SilentLink(), "abc123").accept(reading(charger_id="ABC123"))


def test_another_charger(connection: Connection) -> None:
    """Its values are not taken, and the ones known are forgotten."""
    connection.accept(reading(charger_id="ABC123"))

    assert not connection.accept(reading(charger_id="XYZ789"))
    assert connection.reading is None
    assert connection.health.status is LinkStatus.WRONG_CHARGER
    assert not connection.trusted
    assert connection.failures == 1


def test_the_right_charger_is_back(connection: Connection) -> None:
    """Trusted again."""
    connection.accept(reading(charger_id="XYZ789"))

    assert connection.accept(reading(charger_id="ABC123"))
    assert connection.trusted
    assert connection.failures == 0


def test_a_charger_that_the_cloud_does_not_reach(connection: Connection) -> None:
    """The shadow of a dead charger is no knowledge of it."""
    connection.accept(reading(cloud_connected=True))

    assert not connection.accept(reading(cloud_connected=False))
    assert connection.reading is None
    assert connection.health.status is LinkStatus.UNREACHABLE
    assert "cloud" in str(connection.health.reason)


def test_a_lost_answer_does_not_lose_the_link(connection: Connection) -> None:
    """The third in a row does."""
    good = reading(at=100.0)
    connection.accept(good)
    kept = []
    for now in (105.0, 110.0, 115.0):
        connection.fail(V2CTimeoutError("silent"), now)
        kept.append(connection.reading)

    assert kept == [good, good, None]
    assert connection.health.status is LinkStatus.UNREACHABLE
    assert connection.health.reason == "silent"
    assert connection.failures == 3


def test_a_good_answer_restores_patience(connection: Connection) -> None:
    """Only failures in a row count."""
    for now in range(0, 100, 10):
        connection.accept(reading(at=float(now)))
        connection.fail(V2CTimeoutError(), now + 1.0)
        connection.fail(V2CTimeoutError(), now + 2.0)

    assert connection.health.up
    assert connection.failures == 2


def test_patience_ends_with_time(connection: Connection) -> None:
    """A value of a minute ago is no value."""
    connection.accept(reading(at=100.0))

    connection.fail(V2CTimeoutError("silent"), 160.0)

    assert connection.reading is None


@pytest.mark.parametrize(
    ("error", "status", "patient"),
    [
        (V2CConnectionError("x"), LinkStatus.UNREACHABLE, True),
        (V2CTimeoutError("x"), LinkStatus.UNREACHABLE, True),
        (V2CResponseError("x"), LinkStatus.UNREACHABLE, True),
        (V2CRateLimitedError("x"), LinkStatus.RATE_LIMITED, True),
        (V2CAuthError("x"), LinkStatus.REFUSED, False),
    ],
    ids=lambda item: type(item).__name__,
)
def test_what_failures_mean(
    connection: Connection, error: V2CError, status: LinkStatus, patient: bool
) -> None:
    """A refused key is certain; everything else may pass."""
    connection.accept(reading(at=100.0))

    connection.fail(error, 101.0)

    assert connection.health.up is patient

    connection.fail(error, 1000.0)

    assert (connection.health.status, connection.health.reason) == (status, "x")


async def test_a_link_has_no_actions_by_itself() -> None:
    """The LAN cannot reboot a charger."""
    link = SilentLink()

    assert not link.can_act(Action.REBOOT)
    with pytest.raises(V2CUnsupportedError):
        await link.act(Action.REBOOT)
