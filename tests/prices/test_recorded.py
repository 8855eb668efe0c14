"""What Home Assistant's own integrations said on days of 23 and 25 hours."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

import pytest

from .bench import HOUR, MADRID, QUARTER, PriceBench

ANSWERS = Path(__file__).with_name("answers")
LONG, SHORT = datetime(2026, 10, 25), datetime(2026, 3, 29)  # noqa: DTZ001 - of Madrid
ASKED_AFTER = 10 * HOUR
LOST = range(8, 12)
"""The quarters of the hour after the change, which OMIE's library loses in spring."""


def recorded(name: str) -> dict[str, Any]:
    """What was recorded."""
    text = (ANSWERS / f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def told(prices: PriceBench, midnight: datetime) -> dict[datetime, float]:
    """What is known of the day, by the begin of each quarter."""
    [house] = prices.made
    end = (midnight + timedelta(days=1)).replace(tzinfo=MADRID)
    slots = house.slots(midnight.replace(tzinfo=MADRID), end)
    return {it.start: it.price_per_kwh for it in slots if not it.expected}


def right(
    midnight: datetime, count: int, step: timedelta, lost: range = range(0)
) -> dict[datetime, object]:
    """What each quarter of the day must cost: the number of its slot."""
    begin = midnight.replace(tzinfo=MADRID).astimezone(UTC)
    return {
        begin + i * QUARTER: pytest.approx(i // (step // QUARTER) / 1000)
        for i in sorted({*range(count)} - {*lost})
    }


@pytest.mark.parametrize(
    ("name", "midnight", "count", "lost"),
    [("25h", LONG, 100, range(0)), ("23h", SHORT, 92, LOST)],
)
@pytest.mark.parametrize(
    ("kind", "domain", "action", "step", "loses"),
    [
        ("omie", "omie", "get_prices_for_date", QUARTER, True),
        ("nordpool", "nordpool", "get_prices_for_date", QUARTER, False),
        ("energyzero_hour", "energyzero", "get_energy_prices", HOUR, False),
        ("easyenergy", "easyenergy", "get_energy_usage_prices", HOUR, False),
    ],
)
async def test_actions(
    prices: PriceBench,
    name: str,
    midnight: datetime,
    count: int,
    lost: range,
    kind: str,
    domain: str,
    action: str,
    step: timedelta,
    loses: bool,
) -> None:
    """Each slot is where it belongs; what is lost on the way stays a gap."""
    data = recorded(f"{kind}_{name}")
    await prices.move_to(midnight.replace(tzinfo=MADRID).astimezone(UTC) + ASKED_AFTER)
    prices.action(domain, action, lambda _: data["answer"])
    entity = prices.entity(prices.provider(domain), data["unique_id"])
    await prices.say(entity, 9, data["unit"])
    await prices.follow(entity)

    gap = lost[: loses * len(lost)]
    assert told(prices, midnight) == right(midnight, count, step, gap)


async def test_quarters_of_energyzero(prices: PriceBench) -> None:
    """The same integration where its owner has chosen quarters of hours."""
    data = recorded("energyzero_quarter_25h")
    await prices.move_to(LONG.replace(tzinfo=MADRID).astimezone(UTC) + ASKED_AFTER)
    prices.action("energyzero", "get_energy_prices", lambda _: data["answer"])
    entity = prices.entity(prices.provider("energyzero"), data["unique_id"])
    await prices.say(entity, 9, data["unit"])
    await prices.follow(entity)

    assert told(prices, LONG) == right(LONG, 100, QUARTER)


@pytest.mark.parametrize(
    ("name", "midnight", "count"), [("25h", LONG, 100), ("23h", SHORT, 92)]
)
async def test_green_planet_energy(
    prices: PriceBench, name: str, midnight: datetime, count: int
) -> None:
    """From now on, into the next day."""
    data = recorded(f"green_planet_energy_{name}")
    await prices.move_to(midnight.replace(tzinfo=MADRID).astimezone(UTC) + ASKED_AFTER)
    prices.action("green_planet_energy", "get_prices", lambda _: data["answer"])
    entity = prices.entity(prices.provider("green_planet_energy"), data["unique_id"])
    await prices.say(entity, 9, data["unit"])
    await prices.follow(entity)

    past = range(ASKED_AFTER // QUARTER)
    assert told(prices, midnight) == right(midnight, count, QUARTER, past)


@pytest.mark.parametrize(
    ("name", "midnight", "count"), [("25h", LONG, 100), ("23h", SHORT, 92)]
)
async def test_pvpc(
    prices: PriceBench, name: str, midnight: datetime, count: int
) -> None:
    """The attributes of its sensor."""
    data = recorded(f"pvpc_{name}")
    await prices.move_to(midnight.replace(tzinfo=MADRID).astimezone(UTC) + ASKED_AFTER)
    entity = prices.entity(prices.provider("pvpc_hourly_pricing"), data["unique_id"])
    await prices.say(entity, data["state"], data["unit"], **data["attributes"])
    await prices.follow(entity)

    assert told(prices, midnight) == right(midnight, count, HOUR)
