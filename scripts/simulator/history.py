"""Charges of the past, made up but always the same for a seed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from .cards import Card
from .charges import Charge, ChargeLog
from .wall_clock import WallClock

_STEP: Final = 60.0
_POWERS: Final = (2300.0, 3680.0, 7360.0)
_HOURS: Final = (1.0, 5.5)
_EVENING: Final = (18.0, 23.5)
_NOON: Final = (11.0, 14.0)
_CHARGES_ON: Final = 0.65
_TWO_CHARGES: Final = 0.3
_CARD: Final = 0.5
_SOLAR_SHARE: Final = 0.6
_CREATED_AFTER: Final = timedelta(seconds=5)
_UPDATED_AFTER: Final = timedelta(seconds=2)


def past_charges(
    clock: WallClock,
    now: float,
    *,
    days: int,
    seed: str,
    offset: float = 0.0,
    cards: Sequence[Card] = (),
) -> list[Charge]:
    """Return finished charges of the days before simulated second `now`.

    One car: evenings and nights on working days, under the sun at weekends, some days
    not at all, some sessions in two charges. `offset` is the error of the charger's
    clock in seconds.
    """
    random = Random(seed)
    log = ChargeLog(clock)
    today = clock.local(now).date()
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        sunny = day.isoweekday() > 5
        hour = random.uniform(*(_NOON if sunny else _EVENING))
        power = random.choice(_POWERS)
        card = random.choice(cards) if cards and random.random() < _CARD else None
        spans = list(_spans(random))
        if random.random() > _CHARGES_ON:
            continue
        midnight = datetime.combine(day, time(), clock.zone)
        first = midnight.timestamp() - clock.start.timestamp() + round(hour * 3600)
        for begin, seconds in spans:
            end = first + begin + seconds
            if end > now:
                continue
            energy = power * _STEP / 3.6e6
            for minute in range(int(seconds // _STEP)):
                log.record(
                    first + begin + (minute + 1) * _STEP,
                    _STEP,
                    flowing=True,
                    plugged=True,
                    energy=energy,
                    solar=energy * _SOLAR_SHARE if sunny else 0.0,
                    offset=offset,
                    card=card,
                )
            log.record(end, 0, flowing=False, plugged=False, offset=offset)
            charge = log.pending[-1]
            charge.created = charge.start + _CREATED_AFTER
            charge.updated = clock.utc(end) + _UPDATED_AFTER
    return log.pending


def _spans(random: Random) -> Iterator[tuple[float, float]]:
    """Yield begin and length of the charges of a session, in whole minutes as s."""
    seconds = random.uniform(*_HOURS) * 3600 // _STEP * _STEP
    if random.random() > _TWO_CHARGES:
        yield 0.0, seconds
        return
    first = seconds * random.uniform(0.3, 0.7) // _STEP * _STEP
    pause = random.randint(10, 40) * _STEP
    yield 0.0, first
    yield first + pause, seconds - first
