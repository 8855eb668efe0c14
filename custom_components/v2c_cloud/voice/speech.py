"""Puts answers into sentences of the language that somebody speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util, language as language_util

from custom_components.v2c_cloud.const import DOMAIN

LANGUAGES = ("en", "es", "it")
"""Those that have sentences; the first stands in for all others."""


class SpokenError(Exception):
    """What was asked for cannot be done, with the sentence that says why."""

    def __init__(
        self, key: str, *, unclear: bool = False, **holes: str | Sequence[str]
    ) -> None:
        """Name the sentence, and what fills its holes: words, or names to choose among.

        ``unclear`` tells that nobody knows which charger was meant.
        """
        super().__init__(key)
        self.key = key
        self.unclear = unclear
        self.holes = holes


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Speaks one language, in words that a voice can read aloud."""

    common: Mapping[str, str]
    entities: Mapping[str, str]
    errors: Mapping[str, str]

    @classmethod
    async def async_for(cls, hass: HomeAssistant, language: str) -> Self:
        """Find the words for a language tag, for example ``es-MX``."""
        ours = next(iter(language_util.matches(language, LANGUAGES)), LANGUAGES[0])
        common, entities, errors = [
            await async_get_translations(hass, ours, category, {DOMAIN})
            for category in ("common", "entity", "exceptions")
        ]
        return cls(common=common, entities=entities, errors=errors)

    def say(self, key: str, **holes: str) -> str:
        """The sentence of that key."""
        return self.common[f"component.{DOMAIN}.common.voice_{key}"].format(**holes)

    def refuse(self, refusal: SpokenError) -> str:
        """The sentence of a refusal."""
        holes = {
            hole: words if isinstance(words, str) else self._either(words)
            for hole, words in refusal.holes.items()
        }
        return self.say(refusal.key, **holes)

    def reason(self, reason: str) -> str | None:
        """What the state of *Charging reason* means; None for one without words."""
        return self.entities.get(
            f"component.{DOMAIN}.entity.sensor.charging_reason.state.{reason}"
        )

    def error(self, error: HomeAssistantError) -> str:
        """What went wrong, in this language where the error is one of ours."""
        sentence = None
        if error.translation_domain == DOMAIN:
            sentence = self.errors.get(
                f"component.{DOMAIN}.exceptions.{error.translation_key}.message"
            )
        if sentence is None:
            return str(error)
        return sentence.format(**(error.translation_placeholders or {}))

    def number(self, value: float, decimals: int = 1) -> str:
        """A number as it is written in this language, without needless zeros."""
        text = f"{value:.{decimals}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace(".", self.say("decimal_mark"))

    def energy(self, kilowatt_hours: float) -> str:
        """An amount of energy."""
        return self.say("energy", value=self.number(kilowatt_hours))

    def power(self, watts: float) -> str:
        """A power."""
        return self.say("power", value=self.number(watts / 1000))

    def current(self, amps: float) -> str:
        """A current."""
        return self.say("current", value=self.number(amps))

    def money(self, amount: float, currency: str) -> str:
        """An amount of money; a currency without a word is told by its code."""
        word = self.common.get(
            f"component.{DOMAIN}.common.voice_currency_{currency.lower()}", currency
        )
        value = f"{amount:.2f}".replace(".", self.say("decimal_mark"))
        return f"{value} {word}"

    def duration(self, duration: timedelta) -> str:
        """How long something takes, to the minute."""
        minutes = round(duration.total_seconds() / 60)
        if minutes < 60:
            return self.say("minutes", minutes=str(minutes))
        hours, minutes = divmod(minutes, 60)
        return self.say("hours", hours=str(hours), minutes=f"{minutes:02d}")

    def instant(self, instant: datetime, now: datetime) -> str:
        """When something is, in the house's own time."""
        local = dt_util.as_local(instant)
        time = f"{local:%H:%M}"
        days = (local.date() - dt_util.as_local(now).date()).days
        if days in {0, 1}:
            return self.say(("today", "tomorrow")[days], time=time)
        day = self.say("weekdays").split()[local.weekday()]
        return self.say("on_day", day=day, time=time)

    def _either(self, names: Sequence[str]) -> str:
        *others, last = names
        if not others:
            return last
        return self.say("either", names=", ".join(others), last=last)
