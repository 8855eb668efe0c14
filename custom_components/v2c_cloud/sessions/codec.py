"""Sessions as they are stored: lists instead of names, for there are thousands.

Raises ``ValueError``, ``TypeError`` or ``LookupError`` for what it has not written.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from custom_components.v2c_cloud.api.charges import CloudCharge
from custom_components.v2c_cloud.energy_counter import EnergyCounter

from .cost import FixedTariff, PriceStep
from .live import LiveLog
from .log import SessionLog
from .model import Card, Charge, Session, SessionSource, Slot

type Json = Any

_DIGITS = 4


def encode_log(log: SessionLog) -> dict[str, Json]:
    """A charger's log without what follows from the rest."""
    live = log.live
    return {
        "live": {
            "session": None if live.session is None else encode_session(live.session),
            "counter": live.counter.session,
            "counted_at": _from_instant(live.counted_at),
            "seen_at": _from_instant(live.seen_at),
            "charging": live.charging,
            "power": live.power,
        },
        "seen": [encode_session(session) for session in log.seen],
        "told": [_from_told(charge) for charge in log.told.values()],
        "settled": [encode_session(session) for session in log.settled],
        "offset": None if log.offset is None else log.offset.total_seconds(),
        "asked_at": _from_instant(log.asked_at),
        "history_from": log.history_from and log.history_from.isoformat(),
    }


def decode_log(charger_id: str, data: dict[str, Json]) -> SessionLog:
    """A charger's log as it was stored."""
    live, offset, history = data["live"], data["offset"], data["history_from"]
    told = [_to_told(charge) for charge in data["told"]]
    return SessionLog(
        charger_id=charger_id,
        live=LiveLog(
            charger_id=charger_id,
            session=live["session"] and decode_session(charger_id, live["session"]),
            counter=EnergyCounter(session=live["counter"]),
            counted_at=_to_instant(live["counted_at"]),
            seen_at=_to_instant(live["seen_at"]),
            charging=live["charging"],
            power=live["power"],
        ),
        seen=[decode_session(charger_id, session) for session in data["seen"]],
        told={charge.id: charge for charge in told},
        settled=[decode_session(charger_id, session) for session in data["settled"]],
        offset=None if offset is None else timedelta(seconds=offset),
        asked_at=_to_instant(data["asked_at"]),
        history_from=None if history is None else date.fromisoformat(history),
    )


def encode_tariff(tariff: FixedTariff) -> Json:
    """The prices that were set."""
    return [[_from_instant(step.since), step.price] for step in tariff.steps]


def decode_tariff(data: Json) -> FixedTariff:
    """The prices as they were stored."""
    return FixedTariff(
        tuple(
            PriceStep(since=datetime.fromtimestamp(since, UTC), price=price)
            for since, price in data
        )
    )


def encode_session(session: Session) -> Json:
    """A session as a list."""
    return [
        session.id,
        _from_instant(session.start),
        _from_instant(session.end),
        session.source,
        [_from_charge(charge) for charge in session.charges],
    ]


def decode_session(charger_id: str, data: Json) -> Session:
    """A session as it was stored."""
    session_id, start, end, source, charges = data
    return Session(
        id=session_id,
        charger_id=charger_id,
        start=datetime.fromtimestamp(start, UTC),
        end=_to_instant(end),
        source=SessionSource(source),
        charges=tuple(_to_charge(charge) for charge in charges),
    )


def _from_charge(charge: Charge) -> Json:
    runs = [_from_run(run) for run in _runs(charge.slots)]
    card = charge.card
    return _trimmed(
        [
            _from_instant(charge.start),
            _from_instant(charge.end),
            runs,
            charge.cloud_id,
            charge.cloud_cost,
            charge.co2,
            None if card is None else card.code,
            None if card is None else card.name,
        ]
    )


def _to_charge(data: Json) -> Charge:
    start, end, runs, cloud_id, cost, co2, code, name = _padded(data, 8)
    return Charge(
        start=datetime.fromtimestamp(start, UTC),
        end=_to_instant(end),
        slots=tuple(slot for run in runs for slot in _to_run(run)),
        cloud_id=cloud_id,
        cloud_cost=cost,
        co2=co2,
        card=None if code is None else Card(code=code, name=name),
    )


def _runs(slots: Iterable[Slot]) -> Iterator[list[Slot]]:
    """Yield slots that follow each other and are of one kind."""
    run: list[Slot] = []
    for slot in slots:
        if run and not (
            slot.start == run[-1].start + timedelta(minutes=run[-1].minutes)
            and slot.minutes == run[-1].minutes
            and slot.estimated == run[-1].estimated
        ):
            yield run
            run = []
        run.append(slot)
    if run:
        yield run


def _from_run(run: Sequence[Slot]) -> Json:
    first = run[0]
    return _trimmed(
        [
            _from_instant(first.start),
            first.minutes,
            [round(slot.energy, _DIGITS) for slot in run],
            _short([_rounded(slot.price) for slot in run]),
            _short([_rounded(slot.solar) for slot in run]),
            first.estimated or None,
        ]
    )


def _to_run(data: Json) -> Iterator[Slot]:
    start, minutes, energies, prices, solars, estimated = _padded(data, 6)
    first = datetime.fromtimestamp(start, UTC)
    prices, solars = _long(prices, len(energies)), _long(solars, len(energies))
    for index, energy in enumerate(energies):
        yield Slot(
            start=first + timedelta(minutes=index * minutes),
            minutes=minutes,
            energy=energy,
            price=prices[index],
            solar=solars[index],
            estimated=bool(estimated),
        )


def _from_told(charge: CloudCharge) -> Json:
    return [
        charge.id,
        charge.start.isoformat(),
        charge.end and charge.end.isoformat(),
        charge.energy,
        charge.cost,
        charge.co2,
        charge.energy_by_hour,
        charge.card_code,
        charge.card_name,
        charge.finished,
        _from_instant(charge.created_at),
        _from_instant(charge.updated_at),
    ]


def _to_told(data: Json) -> CloudCharge:
    (
        charge_id,
        start,
        end,
        energy,
        cost,
        co2,
        by_hour,
        code,
        name,
        finished,
        created,
        updated,
    ) = data
    return CloudCharge(
        id=charge_id,
        start=datetime.fromisoformat(start),
        end=None if end is None else datetime.fromisoformat(end),
        energy=energy,
        cost=cost,
        co2=co2,
        energy_by_hour=tuple(by_hour),
        card_code=code,
        card_name=name,
        finished=finished,
        created_at=_to_instant(created),
        updated_at=_to_instant(updated),
    )


def _short(values: list[float | None]) -> Json:
    """One value for all, where they are equal."""
    return values[0] if len(set(values)) == 1 else values


def _long(values: Json, count: int) -> list[float | None]:
    return values if isinstance(values, list) else [values] * count


def _trimmed(values: list[Json]) -> list[Json]:
    """Leave out what is not known at the end."""
    while values[-1] is None:
        values.pop()
    return values


def _padded(values: list[Json], count: int) -> list[Json]:
    return values + [None] * (count - len(values))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS + 2)


def _from_instant(instant: datetime | None) -> int | None:
    return None if instant is None else round(instant.timestamp())


def _to_instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
