"""The charges that V2C's cloud records.

Format: the sample in V2C's OpenAPI 1.0.0. Clients and older documents differ from it,
so numbers may be strings and anything but the start and the energy may be missing.
``costFv`` and ``energyByHourFv`` are left out: nobody agrees on what they mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
import math

from .datamanager import as_label, as_name, as_number, as_switch, as_text
from .exceptions import V2CResponseError


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudCharge:
    """One charge: from its start until current flowed no more, or until the unplug."""

    id: str
    """What the cloud calls ``idCharge``: the start by the charger's clock."""
    start: datetime
    """By the charger's wall clock, without a zone; so is ``end``."""
    end: datetime | None = None
    """None while it runs. In autumn's repeated hour it may be before the start."""
    energy: float
    """kWh."""
    cost: float | None = None
    """In the account's currency, by the tariff set in V2C's app."""
    co2: float | None = None
    """kg: ``coCost``, which is no cost (its sample has 0.31 kg per kWh)."""
    energy_by_hour: tuple[float, ...] = ()
    """kWh in each hour of the charger's clock; the first is the start's. May be ()."""
    card_code: str | None = field(default=None, repr=False)
    card_name: str | None = None
    finished: bool
    created_at: datetime | None = None
    """UTC; so is ``updated_at``."""
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudTotals:
    """All charges of an account together; V2C documents two shapes of this."""

    energy: float
    """kWh."""
    charges: int | None = None
    cost: float | None = None


def charges_from(document: object, charger_id: str) -> list[CloudCharge]:
    """Read ``/stadistic/device``, oldest first.

    Items without a start or an energy, and those of another charger, are left out.
    Raises ``V2CResponseError`` for what is no list.
    """
    if not isinstance(document, list):
        raise V2CResponseError("V2C's cloud sent no list of charges")
    charges = [
        charge
        for item in document
        if isinstance(item, Mapping)
        and as_label(_text(item, "deviceId") or charger_id) == charger_id
        and (charge := _charge(item)) is not None
    ]
    return sorted(charges, key=lambda charge: charge.start)


def totals_from(document: object) -> CloudTotals:
    """Read ``/stadistic/global/me``: one item, or several to be added up.

    Raises ``V2CResponseError`` when no item has an energy.
    """
    items = document if isinstance(document, list) else [document]
    totals = [
        CloudTotals(
            energy=energy,
            charges=None if charges is None else int(charges),
            cost=_number(item, "cost"),
        )
        for item in items
        if isinstance(item, Mapping)
        and (energy := _amount(item, "totalEnergy", "energy")) is not None
        for charges in (_amount(item, "totalCharges"),)
    ]
    if not totals:
        raise V2CResponseError("V2C's cloud sent no totals")
    return CloudTotals(
        energy=sum(item.energy for item in totals),
        charges=_sum([item.charges for item in totals]),
        cost=_sum([item.cost for item in totals]),
    )


def _sum[NumberT: (int, float)](numbers: list[NumberT | None]) -> NumberT | None:
    """A sum is not known if one part of it is not."""
    known = [number for number in numbers if number is not None]
    return sum(known[1:], known[0]) if len(known) == len(numbers) else None


def _charge(item: Mapping[str, object]) -> CloudCharge | None:
    start = _wall_clock(item, "startChargeDate") or _wall_clock(item, "idCharge")
    by_hour = _by_hour(item)
    energy = _amount(item, "energy")
    if energy is None and by_hour:
        energy = math.fsum(by_hour)
    if start is None or energy is None:
        return None
    end = _wall_clock(item, "endChargeDate")
    finished = as_switch(_text(item, "finished") or "")
    return CloudCharge(
        id=_text(item, "idCharge") or start.isoformat(" ", "seconds"),
        start=start,
        end=end,
        energy=energy,
        cost=_number(item, "cost"),
        co2=_amount(item, "coCost"),
        energy_by_hour=by_hour,
        card_code=as_name(_text(item, "rfidCode") or ""),
        card_name=as_name(_text(item, "rfidName") or ""),
        finished=end is not None if finished is None else finished,
        created_at=_instant(item, "createdAt"),
        updated_at=_instant(item, "updatedAt"),
    )


def _text(item: Mapping[str, object], key: str) -> str | None:
    return as_text(item.get(key))


def _number(item: Mapping[str, object], *keys: str) -> float | None:
    """The first of the keys that has a number."""
    numbers = (as_number(_text(item, key) or "") for key in keys)
    return next((number for number in numbers if number is not None), None)


def _amount(item: Mapping[str, object], *keys: str) -> float | None:
    number = _number(item, *keys)
    return None if number is None or number < 0 else number


def _by_hour(item: Mapping[str, object]) -> tuple[float, ...]:
    """``0.9|3.5|3.6|1.6``; empty unless every hour can be read."""
    texts = (_text(item, "energyByHour") or "").split("|")
    numbers = [as_number(text.strip()) for text in texts]
    amounts = tuple(n for n in numbers if n is not None and n >= 0)
    return amounts if len(amounts) == len(texts) else ()


def _wall_clock(item: Mapping[str, object], key: str) -> datetime | None:
    """A time of the charger's clock. A zone, if one is claimed, is not believed."""
    moment = _moment(item, key)
    return None if moment is None else moment.replace(tzinfo=None)


def _instant(item: Mapping[str, object], key: str) -> datetime | None:
    moment = _moment(item, key)
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _moment(item: Mapping[str, object], key: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(item, key) or "")
    except ValueError:
        return None
