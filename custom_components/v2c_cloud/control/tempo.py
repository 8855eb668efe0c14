"""The colours of Tempo's days, as sensors tell them. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from .schedule import COLOURED_DAY_STARTS, PriceDay

_WORDS: Final[Mapping[str, PriceDay]] = {
    **dict.fromkeys(("bleu", "blue", "azul", "blu", "🔵"), PriceDay.BLUE),
    **dict.fromkeys(("blanc", "white", "blanco", "bianco", "⚪"), PriceDay.WHITE),
    **dict.fromkeys(("rouge", "red", "rojo", "rosso", "🔴"), PriceDay.RED),
}
_FORGOTTEN: Final = timedelta(days=4)
_DAY: Final = timedelta(days=1)
_SETTLED: Final = time(7)


def read_colour(state: str) -> PriceDay | None:
    """The colour that a sensor's state names; None where it names none.

    Seen are Bleu, Blanc, Rouge and inconnu (the integration RTE Tempo, also as coloured
    dots), bleu, blanc, rouge and indéterminé (Tarif EDF), Rouge HP (EDF Tempo),
    TEMPO_BLEU and BLUE (what their sources say).
    """
    words = state.casefold().replace("_", " ").replace("\ufe0f", "").split()
    return next((_WORDS[word] for word in words if word in _WORDS), None)


def day_colours(
    running: PriceDay | None,
    following: PriceDay | None,
    local: datetime,
    known: Mapping[date, PriceDay],
) -> dict[date, PriceDay]:
    """What is known of the days, with what two sensors say now.

    Some sensors turn to the next day at midnight, others at 6, as the tariff does, and
    some are late. Until 7 nobody can tell which have turned: then what they say only
    fills what was not known, as if they turned at 6, and the colour of the day after is
    not told yet. ``local`` is a time of France.
    """
    begun = (local.replace(tzinfo=None) - COLOURED_DAY_STARTS).date()
    settled = local.time() >= _SETTLED
    told = {begun: running}
    if settled or local.date() != begun:
        told[begun + _DAY] = following
    said = {day: colour for day, colour in told.items() if colour is not None}
    kept = {day: known[day] for day in known if begun - day < _FORGOTTEN}
    return kept | said if settled else said | kept
