"""The colours of Tempo's days, as sensors tell them."""

from datetime import date, datetime

import pytest

from custom_components.v2c_cloud.control.schedule import PriceDay
from custom_components.v2c_cloud.control.tempo import day_colours, read_colour

from .tariffs import PARIS

BLUE, WHITE, RED = PriceDay.BLUE, PriceDay.WHITE, PriceDay.RED
YESTERDAY, TODAY, TOMORROW = (date(2026, 11, day) for day in (24, 25, 26))


@pytest.mark.parametrize(
    ("state", "colour"),
    [
        ("Bleu", BLUE),
        ("blanc", WHITE),
        ("Rouge HP", RED),
        ("TEMPO_BLEU", BLUE),
        ("WHITE", WHITE),
        ("🔴", RED),
        ("⚪️", WHITE),
        ("inconnu", None),
        ("indéterminé", None),
        ("NON_DEFINI", None),
        ("❓", None),
        ("unknown", None),
        ("unavailable", None),
        ("reduced", None),
        ("", None),
    ],
)
def test_states(state: str, colour: PriceDay | None) -> None:
    """As the sensors of several integrations name them."""
    assert read_colour(state) is colour


@pytest.mark.parametrize(
    ("time", "running", "following", "known", "colours"),
    [
        (12, WHITE, RED, {}, {TODAY: WHITE, TOMORROW: RED}),
        (12, WHITE, None, {}, {TODAY: WHITE}),
        (12, None, None, {TODAY: RED}, {TODAY: RED}),
        # What the sensors say by day counts more than what they said before.
        (7, WHITE, None, {TODAY: BLUE}, {TODAY: WHITE}),
        # At six they may be late.
        (6, WHITE, RED, {TODAY: BLUE}, {TODAY: BLUE}),
        (6, WHITE, RED, {}, {TODAY: WHITE}),
        # Whether they have turned at midnight, nobody knows: what was known stays.
        (2, RED, None, {YESTERDAY: WHITE, TODAY: RED}, {YESTERDAY: WHITE, TODAY: RED}),
        (2, WHITE, RED, {}, {YESTERDAY: WHITE, TODAY: RED}),
        (2, WHITE, RED, {TODAY: BLUE}, {YESTERDAY: WHITE, TODAY: BLUE}),
        # What is long over is forgotten.
        (12, WHITE, None, {date(2026, 11, 20): RED}, {TODAY: WHITE}),
    ],
)
def test_days(
    time: int,
    running: PriceDay | None,
    following: PriceDay | None,
    known: dict[date, PriceDay],
    colours: dict[date, PriceDay],
) -> None:
    """Each colour stands at the day on whose morning it begins."""
    now = datetime(2026, 11, 25, time, tzinfo=PARIS)

    assert day_colours(running, following, now, known) == colours
