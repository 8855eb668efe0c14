"""When a charge of the cloud was, in UTC. Pure.

The cloud has a charge's times by the clock on the charger's wall: without a zone, and as
wrong as that clock is. Its energies are by the hours of that clock (inferred from V2C's
sample, whose four values fit the four hours that it touches).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise, product

from custom_components.v2c_cloud.api.charges import CloudCharge

from .model import HOUR

TOLERANCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class HourPart:
    """The part of an hour of the charger's clock that belongs to a charge."""

    start: datetime
    end: datetime
    energy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A charge of the cloud, in UTC."""

    charge: CloudCharge
    start: datetime
    end: datetime
    """Of a running charge: the end of what the cloud knows."""
    parts: tuple[HourPart, ...]

    @property
    def length(self) -> timedelta:
        """How long it took."""
        return self.end - self.start

    def overlap(self, start: datetime, end: datetime) -> timedelta:
        """How much of it is between two instants; negative is how far away it is."""
        return min(self.end, end) - max(self.start, start)


def readings(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """The instants at which a clock on the wall shows a time.

    Autumn's repeated hour has two. Spring's missing hour is shown by no clock that is
    right; it counts as if summer had not begun.
    """
    first, second = (
        wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    # In spring the second reading is the earlier one.
    return (first, second) if second > first else (first,)


def spans(charge: CloudCharge, zone: tzinfo, offset: timedelta) -> list[Span]:
    """What a charge's times may mean, the most likely first.

    ``offset`` is how far the charger's clock is ahead.
    """
    starts = readings(charge.start, zone)
    ends = (None,) if charge.end is None else readings(charge.end, zone)
    found = [
        _span(charge, start, end, zone, offset)
        for start, end in product(starts, ends)
        if end is None or end >= start or end == ends[-1]
    ]
    return [span for _, span in sorted(found, key=lambda item: item[0])]


def _span(
    charge: CloudCharge,
    start: datetime,
    end: datetime | None,
    zone: tzinfo,
    offset: timedelta,
) -> tuple[tuple[bool, int, timedelta], Span]:
    """A reading of the times, after what speaks against it."""
    values = charge.energy_by_hour
    minute = charge.start.replace(minute=0, second=0, microsecond=0)
    first = start - (charge.start - minute)
    likely = first + max(len(values), 1) * HOUR
    backwards = end is not None and end < start
    if end is None or backwards:
        end = likely if end is None else max(likely, start)
    hours = [first]
    while hours[-1] + HOUR < end:
        hours.append(hours[-1] + HOUR)
    bounds = [start, *hours[1:], max(end, start)]
    energies = _by_hour(values, bounds, zone)
    created = charge.created_at
    too_early = created is not None and created < start - offset - TOLERANCE
    waited = timedelta(0) if created is None else abs(created - (start - offset))
    unlikely = abs(len(values) - len(hours)) if values else 0
    return (too_early or backwards, unlikely, waited), Span(
        charge=charge,
        start=start - offset,
        end=bounds[-1] - offset,
        parts=tuple(
            HourPart(start=begin - offset, end=until - offset, energy=energy)
            for (begin, until), energy in zip(
                pairwise(bounds), _scaled(energies, charge.energy, bounds), strict=True
            )
        ),
    )


def _by_hour(
    values: tuple[float, ...], bounds: list[datetime], zone: tzinfo
) -> list[float]:
    """The energy between each two bounds, as the cloud has it."""
    count = len(bounds) - 1
    shown = [
        bound.astimezone(zone).replace(tzinfo=None, minute=0, second=0, microsecond=0)
        for bound in bounds[:-1]
    ]
    if len(values) < count and len(set(shown)) == len(values):
        # The repeated hour is one value for both: each has its share of the time.
        order = list(dict.fromkeys(shown))
        lengths = [until - begin for begin, until in pairwise(bounds)]
        return [
            values[order.index(hour)]
            * (length / sum(_lengths_of(hour, shown, lengths), timedelta(0)))
            for hour, length in zip(shown, lengths, strict=True)
        ]
    energies = [0.0] * count
    for index, value in enumerate(values):
        energies[min(index, count - 1)] += value
    return energies


def _lengths_of(
    hour: datetime, shown: list[datetime], lengths: list[timedelta]
) -> list[timedelta]:
    return [
        max(length, timedelta(microseconds=1))
        for other, length in zip(shown, lengths, strict=True)
        if other == hour
    ]


def _scaled(
    energies: list[float], energy: float, bounds: list[datetime]
) -> list[float]:
    """Make the hours, which are rounded, add up to the charge's energy."""
    known = sum(energies)
    if known > 0:
        return [value * energy / known for value in energies]
    length = bounds[-1] - bounds[0]
    if not length:
        return [energy, *energies[1:]]
    return [energy * ((until - begin) / length) for begin, until in pairwise(bounds)]
