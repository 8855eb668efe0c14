"""The tariff of a house in its options."""

from typing import Any

import pytest

from custom_components.v2c_cloud.control.schedule import HoursError
from custom_components.v2c_cloud.control.tariff import TariffError
from custom_components.v2c_cloud.control.tariff_codec import decode_surcharges
from custom_components.v2c_cloud.tariff_options import (
    read_surcharges,
    read_tariff,
    store_tariff,
)

TEMPO: dict[str, Any] = {
    "preset": "tempo",
    "currency": "EUR",
    "time_zone": "Europe/Paris",
    "prices": {
        **{f"{colour}_peak": 0.2 for colour in ("blue", "white", "red")},
        **{f"{colour}_off_peak": 0.1 for colour in ("blue", "white", "red")},
    },
}
ADDED: dict[str, Any] = {
    "preset": "flat",
    "time_zone": "Europe/Madrid",
    "additions": {"all_day": 0.05},
}


@pytest.mark.parametrize(
    "sensors",
    [
        {},
        {"colour_today": "sensor.today"},
        {"colour_today": "sensor.today", "colour_tomorrow": "sensor.tomorrow"},
    ],
)
def test_a_tariff(sensors: dict[str, str]) -> None:
    """It comes back as it was stored, with who tells the colours."""
    options = read_tariff({"tariff": TEMPO | sensors})

    assert options is not None
    assert options.colour_today == sensors.get("colour_today")
    assert options.colour_tomorrow == sensors.get("colour_tomorrow")
    assert store_tariff(options) == TEMPO | sensors


def test_surcharges() -> None:
    """As they were stored."""
    assert read_surcharges({"surcharges": ADDED}) == decode_surcharges(ADDED)


def test_nobody_told() -> None:
    """Nobody has to."""
    assert read_tariff({"price": 0.2}) is None
    assert read_surcharges({"price": 0.2}) is None


@pytest.mark.parametrize("stored", [None, "spain", {}, TEMPO | {"prices": {}}])
def test_what_means_nothing(stored: object) -> None:
    """It is refused, not guessed."""
    with pytest.raises(TariffError):
        read_tariff({"tariff": stored})
    with pytest.raises(TariffError):
        read_surcharges({"surcharges": stored})


def test_a_hole() -> None:
    """It can be told from what is no tariff at all."""
    with pytest.raises(HoursError):
        read_tariff({"tariff": TEMPO | {"preset": "custom", "bands": []}})
