"""What a house remembers of sessions, and what that takes."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_bytes
import pytest

from custom_components.v2c_cloud.session_store import SessionStore
from custom_components.v2c_cloud.sessions.codec import encode_session
from custom_components.v2c_cloud.sessions.cost import FixedTariff, with_prices
from custom_components.v2c_cloud.sessions.matching import match
from custom_components.v2c_cloud.sessions.model import Session

from .sessions.helpers import CHARGER, MADRID, seen, told, utc

SESSION = seen(
    "2026-11-16T18:00",
    "2026-11-17T06:00",
    ("2026-11-16T18:05", "2026-11-16T22:40", 16.5),
)
PRICE = FixedTariff(()).having(0.18, utc("2026-11-16T12:00"))


async def test_a_restart(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """Sessions and prices are there for the next run."""
    store = SessionStore(hass, "house")
    await store.async_load()
    store.tariff = PRICE
    store.log(CHARGER).seen.append(SESSION)
    await store.async_flush()
    assert "v2c_cloud.house.sessions" in hass_storage

    again = SessionStore(hass, "house")
    await again.async_load()
    assert again.tariff == PRICE
    [session] = again.log(CHARGER).seen
    assert (session.id, session.energy) == (SESSION.id, SESSION.energy)

    await again.async_remove()
    assert "v2c_cloud.house.sessions" not in hass_storage


async def test_a_log_that_cannot_be_read(
    hass: HomeAssistant, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """It costs neither the house nor the other logs, and is not thrown away."""
    store = SessionStore(hass, "house")
    store.log(CHARGER).seen.append(SESSION)
    store.log("BROKEN").seen.append(SESSION)
    await store.async_flush()
    broken = hass_storage["v2c_cloud.house.sessions"]["data"]["logs"]["BROKEN"]
    del broken["live"]

    again = SessionStore(hass, "house")
    await again.async_load()
    assert (len(again.log(CHARGER).seen), again.log("BROKEN").seen) == (1, [])
    assert "cannot be read" in caplog.text
    await again.async_flush()
    third = SessionStore(hass, "house")
    await third.async_load()
    await third.async_flush()
    assert hass_storage["v2c_cloud.house.sessions"]["data"]["unread"] == {
        "BROKEN": broken
    }


def test_a_session_is_small() -> None:
    """Five chargers with 1,000 sessions a year each take a megabyte a year at most."""
    charge = told(
        "2026-11-16T19:05:00",
        "2026-11-16T23:40:00",
        *(3.3, 3.6, 3.6, 3.6, 2.4),
        cost=2.97,
        card="aa23b601",
    )
    [session] = match(CHARGER, [with_prices(SESSION, PRICE)], [charge], MADRID).sessions
    assert len(json_bytes(encode_session(session))) < 300
    assert size_of_a_year(session) < 1_500_000


def size_of_a_year(session: Session) -> int:
    """The bytes of a year of five busy chargers."""
    shifted = (session.start + timedelta(minutes=index) for index in range(5000))
    return sum(len(json_bytes([encode_session(session), f"{at}"])) for at in shifted)
