"""The tariff of a house, and what it adds to a spot price, in the entry's options."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .control.tariff import Surcharges, Tariff
from .control.tariff_codec import decode_surcharges, decode_tariff, encode_tariff

CONF_TARIFF: Final = "tariff"
"""Options: fixed prices, as ``control.tariff_codec`` writes them, and who tells the
colours of the days."""
CONF_SURCHARGES: Final = "surcharges"
"""Options: what is added to a spot price, as ``control.tariff_codec`` writes it."""
CONF_COLOUR_TODAY: Final = "colour_today"
CONF_COLOUR_TOMORROW: Final = "colour_tomorrow"


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffOptions:
    """A tariff, and where the colours of its days are told."""

    tariff: Tariff
    colour_today: str | None = None
    """Entity ID, as below; None where days have no colour."""
    colour_tomorrow: str | None = None


def read_tariff(options: Mapping[str, Any]) -> TariffOptions | None:
    """The tariff that somebody has told, None where nobody has.

    Raises ``HoursError`` or ``TariffError`` where what is stored means nothing.
    """
    if CONF_TARIFF not in options:
        return None
    stored = options[CONF_TARIFF]
    return TariffOptions(
        tariff=decode_tariff(stored),
        colour_today=stored.get(CONF_COLOUR_TODAY),
        colour_tomorrow=stored.get(CONF_COLOUR_TOMORROW),
    )


def store_tariff(options: TariffOptions) -> dict[str, Any]:
    """The same as it is stored."""
    stored = encode_tariff(options.tariff)
    for key, sensor in (
        (CONF_COLOUR_TODAY, options.colour_today),
        (CONF_COLOUR_TOMORROW, options.colour_tomorrow),
    ):
        if sensor is not None:
            stored[key] = sensor
    return stored


def read_surcharges(options: Mapping[str, Any]) -> Surcharges | None:
    """What is added to a spot price, None where nobody has told.

    Raises ``TariffError`` where what is stored means nothing.
    """
    if CONF_SURCHARGES not in options:
        return None
    return decode_surcharges(options[CONF_SURCHARGES])
