"""The charges that the cloud has, and what it makes of them.

Item and formats are those of the sample in V2C's OpenAPI 1.0.0: times by the charger's
clock without a zone, energy per hour of that clock, createdAt and updatedAt in UTC.
Inferred: newest first, coCost as kg of CO2, costFv as the price of the roof's energy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Final

from .charges import LAST_CHARGES, Charge, Hour
from .cloud_answers import RefusalError
from .cloud_switches import GlobalAnswer, Switches
from .json_type import Json
from .smart_charger import SmartCharger

CO2_PER_KWH: Final = 0.31
_FIRST_NUMBER: Final = 17_307_150
_MONEY_DECIMALS: Final = 4


@dataclass(slots=True, kw_only=True)
class Record:
    """A charge as the cloud has it; `tariff` is EUR/kWh at the upload."""

    number: int
    charger_id: str
    charge: Charge
    tariff: float
    created: datetime
    updated: datetime

    def item(self, decimals: int) -> dict[str, Json]:
        """Return its item in `stadistic/device`."""
        charge = self.charge
        energy = round(charge.total, decimals)
        solar = round(sum(charge.solar.values()), decimals)
        item: dict[str, Json] = {
            "id": self.number,
            "deviceId": self.charger_id,
            "startChargeDate": charge.started.isoformat(timespec="seconds"),
        }
        if charge.ended is not None:
            item["endChargeDate"] = charge.ended.isoformat(timespec="seconds")
        return item | {
            "idCharge": charge.id,
            "energy": energy,
            "cost": round(energy * self.tariff, _MONEY_DECIMALS),
            "coCost": round(energy * CO2_PER_KWH, _MONEY_DECIMALS),
            "costFv": round(solar * self.tariff, _MONEY_DECIMALS),
            "energyByHour": by_hour(charge.energy, decimals),
            "energyByHourFv": by_hour(charge.solar, decimals) or None,
            "rfidCode": charge.card.code if charge.card else None,
            "rfidName": charge.card.tag if charge.card else None,
            "message": None,
            "warning": False,
            "finished": charge.ended is not None,
            "createdAt": self.created.isoformat(timespec="milliseconds"),
            "updatedAt": self.updated.isoformat(timespec="milliseconds"),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A charge of which the cloud first hears that it began, or that it ended."""

    record: Record
    ended: bool


class Statistics:
    """The charges of all chargers."""

    def __init__(self) -> None:
        """Start without any."""
        self._records: dict[str, dict[datetime, Record]] = {}
        self._number = _FIRST_NUMBER

    def collect(
        self, charger: SmartCharger, now: datetime, tariff: float
    ) -> list[News]:
        """Take over what a charger that is online has noted; return what is new."""
        news = []
        for charge in charger.log.pending:
            news += self._take(charger.id, charge, now, tariff)
        charger.log.pending = [c for c in charger.log.pending if c.ended is None]
        return news

    def records(self, charger_id: str) -> list[Record]:
        """Return the charges of a charger, newest first."""
        found = self._records.get(charger_id, {})
        return [found[start] for start in sorted(found, reverse=True)]

    def of_charger(
        self, charger_id: str, query: Mapping[str, str], decimals: int
    ) -> Json:
        """Return `stadistic/device`: the last five, or those begun on some days.

        Raises:
            RefusalError: a date is none.
        """
        first, last = _day(query, "chargeDateStart"), _day(query, "chargeDateEnd")
        records = self.records(charger_id)
        if first is None and last is None:
            records = records[:LAST_CHARGES]
        return [
            record.item(decimals)
            for record in records
            if _within(record.charge.started.date(), first, last)
        ]

    def totals(
        self,
        charger_ids: Iterable[str],
        query: Mapping[str, str],
        switches: Switches,
    ) -> Json:
        """Return `stadistic/global/me` over the charges that ended on some days.

        Raises:
            RefusalError: a date is none.
        """
        first = _day(query, "endChargeDateStart")
        last = _day(query, "endChargeDateEnd")
        records = [
            record
            for charger_id in charger_ids
            for record in self.records(charger_id)
            if record.charge.ended is not None
            and _within(record.charge.ended.date(), first, last)
        ]
        energies = [round(r.charge.total, switches.energy_decimals) for r in records]
        energy = round(sum(energies), _MONEY_DECIMALS)
        if switches.global_answer is GlobalAnswer.TOTALS:
            return [{"totalEnergy": energy, "totalCharges": len(records)}]
        costs = (e * r.tariff for e, r in zip(energies, records, strict=True))
        return [{"cost": round(sum(costs), _MONEY_DECIMALS), "energy": energy}]

    def _take(
        self, charger_id: str, charge: Charge, now: datetime, tariff: float
    ) -> list[News]:
        records = self._records.setdefault(charger_id, {})
        before = records.get(charge.start)
        record = Record(
            number=before.number if before else self._number,
            charger_id=charger_id,
            charge=charge.copy(),
            tariff=tariff,
            created=before.created if before else charge.created or now,
            updated=charge.updated or now,
        )
        records[charge.start] = record
        if before is None:
            self._number += 1
        if charge.created is not None:
            return []
        began = [News(record=record, ended=False)] if before is None else []
        return began + ([News(record=record, ended=True)] if charge.ended else [])


def by_hour(energies: Mapping[Hour, float], decimals: int) -> str:
    """Return energies as V2C writes them: one per hour, separated by bars."""
    return "|".join(f"{energy:.{decimals}f}" for energy in energies.values())


def _day(query: Mapping[str, str], name: str) -> date | None:
    if name not in query:
        return None
    try:
        return date.fromisoformat(query[name])
    except ValueError as cause:
        raise RefusalError(HTTPStatus.BAD_REQUEST) from cause


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
