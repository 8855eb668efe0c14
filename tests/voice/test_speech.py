"""Answers, as they are written in each language."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import re

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.voice.speech import Speaker, SpokenError

PACKAGE = Path(__file__).parent.parent.parent / "custom_components" / "v2c_cloud"
NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "3.7 kilowatts"),
        ("en-GB", "3.7 kilowatts"),
        ("es", "3,7 kilovatios"),
        ("es-419", "3,7 kilovatios"),
        ("it", "3,7 kilowatt"),
        ("fr", "3.7 kilowatts"),
    ],
)
async def test_languages(hass: HomeAssistant, language: str, expected: str) -> None:
    """Each variant of ours, and English for all others."""
    speaker = await Speaker.async_for(hass, language)
    assert speaker.power(3680) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(16.0, "16"), (7.36, "7,4"), (10.04, "10"), (0.0, "0")]
)
async def test_numbers(hass: HomeAssistant, value: float, expected: str) -> None:
    """Nobody says "sixteen point zero"."""
    assert (await Speaker.async_for(hass, "it")).number(value) == expected


@pytest.mark.parametrize(
    ("language", "currency", "expected"),
    [
        ("en", "EUR", "1.50 euros"),
        ("es", "USD", "1,50 dólares"),
        ("it", "GBP", "1,50 sterline"),
        ("it", "CHF", "1,50 CHF"),
    ],
)
async def test_money(
    hass: HomeAssistant, language: str, currency: str, expected: str
) -> None:
    """With the cents, and in a word where there is one."""
    assert (await Speaker.async_for(hass, language)).money(1.5, currency) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "0 minutes"), (59, "59 minutes"), (60, "1 h 00 min"), (125, "2 h 05 min")],
)
async def test_durations(hass: HomeAssistant, minutes: int, expected: str) -> None:
    """In hours from one hour on."""
    speaker = await Speaker.async_for(hass, "en")
    assert speaker.duration(timedelta(minutes=minutes)) == expected


@pytest.mark.parametrize(
    ("language", "hours", "expected"),
    [
        ("en", 1, "today at 23:00"),
        ("en", 3, "tomorrow at 01:00"),
        ("en", 35, "on Tuesday at 09:00"),
        ("en", -24, "on Saturday at 22:00"),
        ("es", 1, "hoy a las 23:00"),
        ("es", 35, "el martes a las 09:00"),
        ("it", 3, "domani alle 01:00"),
        ("it", 35, "martedì alle 09:00"),
    ],
)
async def test_instants(
    hass: HomeAssistant, language: str, hours: int, expected: str
) -> None:
    """By the calendar of the house: one in the morning is tomorrow."""
    await hass.config.async_set_time_zone("Europe/Rome")
    speaker = await Speaker.async_for(hass, language)
    assert speaker.instant(NOW + timedelta(hours=hours), NOW) == expected


async def test_refusals(hass: HomeAssistant) -> None:
    """Names to choose among are listed as people do."""
    speaker = await Speaker.async_for(hass, "en")
    refusal = SpokenError("which", chargers=["A", "B", "C"])
    assert speaker.refuse(refusal) == (
        "Which charger? Say it again with its name: A, B or C."
    )


async def test_errors(hass: HomeAssistant) -> None:
    """Ours are translated; others say what they say."""
    speaker = await Speaker.async_for(hass, "es")
    ours = ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="command_rejected",
        translation_placeholders={"charger": "Garaje"},
    )
    plain = ServiceValidationError(
        translation_domain=DOMAIN, translation_key="end_before_start"
    )
    assert "Garaje" in speaker.error(ours)
    assert speaker.error(plain) != "end_before_start"
    assert speaker.error(HomeAssistantError("Out of paper")) == "Out of paper"


async def test_reasons(hass: HomeAssistant) -> None:
    """A state that this version does not know has no words."""
    speaker = await Speaker.async_for(hass, "en")
    assert speaker.reason("no_car") == "No car is plugged in"
    assert speaker.reason("no_such_reason") is None


def test_no_words_are_missing_or_left_over() -> None:
    """Each sentence is said somewhere, and each that is said exists."""
    words = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))
    known = {
        key.removeprefix("voice_")
        for key in words["common"]
        if key.startswith("voice_") and not key.startswith("voice_currency_")
    }
    code = "\n".join(
        path.read_text("utf-8") for path in (PACKAGE / "voice").glob("*.py")
    )
    assert known - set(re.findall(r'"(\w+)"', code)) == set()
    said = re.findall(r'(?:\.say\(|SpokenError\()\s*"(\w+)"', code)
    assert said
    assert set(said) - known == set()
