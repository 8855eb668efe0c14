"""Tariffs as they are stored."""

import json
from typing import Any

from hypothesis import given
import pytest

from custom_components.v2c_cloud.control.schedule import HoursError, PriceDay
from custom_components.v2c_cloud.control.tariff import Surcharges, Tariff, TariffError
from custom_components.v2c_cloud.control.tariff_codec import (
    decode_surcharges,
    decode_tariff,
    encode_surcharges,
    encode_tariff,
)
from custom_components.v2c_cloud.control.tariff_presets import TariffPreset

from .tariffs import MADRID, priced, surcharges, tariffs

SPAIN: dict[str, Any] = {
    "preset": "spain",
    "currency": "EUR",
    "time_zone": "Europe/Madrid",
    "prices": {"p1": 0.21, "p2": 0.15, "p3": 0.09},
}
FRANCE: dict[str, Any] = {
    "preset": "france",
    "currency": "EUR",
    "time_zone": "Europe/Paris",
    "off_peak": [
        {"start": "02:08", "end": "07:08"},
        {"start": "13:30", "end": "16:30"},
    ],
    "prices": {"peak": 0.27, "off_peak": 0.2},
}
BAND: dict[str, Any] = {
    "days": ["working", "saturday", "sunday"],
    "seasons": ["winter", "summer"],
    "start": "08:00",
    "end": "24:00",
    "price": 0.2,
}
CUSTOM: dict[str, Any] = {
    "preset": "custom",
    "currency": "SEK",
    "time_zone": "Europe/Stockholm",
    "holidays": "none",
    "bands": [BAND, BAND | {"start": "00:00", "end": "08:00", "price": -0.1}],
}
ADDED: dict[str, Any] = {
    "preset": "spain",
    "time_zone": "Europe/Madrid",
    "factor": 1.02,
    "additions": {"p1": 0.1, "p2": 0.04, "p3": 0.01},
    "tax": 1.21,
}


def through_a_file(stored: dict[str, Any]) -> object:
    """What is read back from a file."""
    return json.loads(json.dumps(stored))


@given(tariffs)
def test_tariffs_come_back(tariff: Tariff) -> None:
    """Through a file and back, with all that counts."""
    assert decode_tariff(through_a_file(encode_tariff(tariff))) == tariff


@given(surcharges())
def test_surcharges_come_back(surcharge: Surcharges) -> None:
    """Through a file and back."""
    stored = through_a_file(encode_surcharges(surcharge))

    assert decode_surcharges(stored) == surcharge


@pytest.mark.parametrize("stored", [SPAIN, FRANCE, CUSTOM])
def test_the_stored_form(stored: dict[str, Any]) -> None:
    """Other versions read it, too."""
    assert encode_tariff(decode_tariff(stored)) == stored


def test_the_stored_form_of_surcharges() -> None:
    """The same for them."""
    assert encode_surcharges(decode_surcharges(ADDED)) == ADDED


def test_colours_are_not_stored() -> None:
    """They are the days', not the contract's."""
    tempo = priced(
        TariffPreset.TEMPO,
        MADRID,
        **{f"{colour}_peak": 0.2 for colour in ("blue", "white", "red")},
        **{f"{colour}_off_peak": 0.1 for colour in ("blue", "white", "red")},
    )
    coloured = tempo.with_colours(dict.fromkeys([], PriceDay.BLUE))

    assert decode_tariff(encode_tariff(coloured)) == tempo


@pytest.mark.parametrize(
    ("stored", "same"),
    [
        (SPAIN | {"sensors": ["sensor.x"]}, SPAIN),
        (
            SPAIN | {"prices": {"p1": 1, "p2": 2, "p3": 3}},
            SPAIN | {"prices": {"p1": 1.0, "p2": 2.0, "p3": 3.0}},
        ),
        (
            {key: value for key, value in CUSTOM.items() if key != "holidays"},
            CUSTOM,
        ),
        (
            CUSTOM
            | {
                "bands": [
                    {key: value for key, value in band.items() if key != "seasons"}
                    for band in CUSTOM["bands"]
                ]
            },
            CUSTOM,
        ),
        (
            CUSTOM | {"bands": [BAND | {"start": "00:00", "end": "00:00:00"}]},
            CUSTOM | {"bands": [BAND | {"start": "00:00"}]},
        ),
    ],
)
def test_reading_is_tolerant(stored: dict[str, Any], same: dict[str, Any]) -> None:
    """More is no harm, and what has a usual value may be absent."""
    assert decode_tariff(stored) == decode_tariff(same)


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        {},
        SPAIN | {"preset": "mars"},
        SPAIN | {"currency": ""},
        SPAIN | {"currency": 1},
        SPAIN | {"time_zone": "Europe/Mars"},
        SPAIN | {"time_zone": "../../etc"},
        SPAIN | {"time_zone": ""},
        SPAIN | {"prices": [0.1]},
        SPAIN | {"prices": {"p1": 0.1}},
        SPAIN | {"prices": {"p1": "0.1", "p2": 0.1, "p3": 0.1}},
        SPAIN | {"prices": {"p1": True, "p2": 0.1, "p3": 0.1}},
        SPAIN | {"prices": {"p1": float("nan"), "p2": 0.1, "p3": 0.1}},
        FRANCE | {"off_peak": []},
        FRANCE | {"off_peak": "night"},
        FRANCE | {"off_peak": [{"start": "22"}]},
        FRANCE | {"off_peak": [{"start": "22:00", "end": "22:00"}]},
        CUSTOM | {"bands": "all"},
        CUSTOM | {"bands": [BAND | {"days": []}]},
        CUSTOM | {"bands": [BAND | {"days": ["monday"]}]},
        CUSTOM | {"bands": [BAND | {"start": "24:00"}]},
        CUSTOM | {"bands": [BAND | {"price": None}]},
        CUSTOM | {"bands": [{}]},
        CUSTOM | {"holidays": "mars"},
    ],
)
def test_nothing_is_guessed(stored: object) -> None:
    """What is wrong is said, with what it was."""
    with pytest.raises(TariffError, match="No tariff can be read from"):
        decode_tariff(stored)


def test_a_hole_is_named() -> None:
    """As when it is typed."""
    with pytest.raises(HoursError) as caught:
        decode_tariff(CUSTOM | {"bands": [BAND]})

    assert (caught.value.flaw.start, caught.value.flaw.end) == (0, 480)


@pytest.mark.parametrize(
    "stored",
    [
        None,
        {},
        ADDED | {"preset": "tempo"},
        ADDED | {"preset": "custom"},
        ADDED | {"preset": None},
        ADDED | {"time_zone": None},
        ADDED | {"factor": 0},
        ADDED | {"tax": "21"},
        ADDED | {"additions": {}},
        ADDED | {"factors": {"p4": 1.1}},
        ADDED | {"factors": [1.1]},
    ],
)
def test_no_surcharges(stored: object) -> None:
    """What is wrong is said, with what it was."""
    with pytest.raises(TariffError, match="No surcharges can be read from"):
        decode_surcharges(stored)


def test_surcharges_may_lack_the_usual() -> None:
    """No factor and no tax change nothing."""
    read = decode_surcharges(
        {key: ADDED[key] for key in ("preset", "time_zone", "additions")}
    )

    assert (read.factor, read.tax) == (1, 1)
