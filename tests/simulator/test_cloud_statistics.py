"""The charges that the cloud knows, with their odd times."""

from datetime import UTC, datetime
import json

import pytest

from scripts.simulator import Car, ChargeSpan, GlobalAnswer, SimulatedCharger, Simulator
from scripts.simulator.json_type import Json

from .conftest import Call

HOUR = 3600
type Item = dict[str, Json]


async def charges(call: Call, **query: str) -> list[Item]:
    """Return the charges that the cloud lists."""
    status, body = await call("GET", "/stadistic/device", **query)
    assert status == 200
    items: list[Item] = json.loads(body)
    return items


async def test_a_charge(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Every key of V2C's sample, local times without zone, UTC ones with."""
    charger.reader.register("aa23b601", "Vicente")
    charger.values.rfid = True
    await simulator.advance(1800)
    charger.plug(Car())
    charger.swipe("aa23b601")
    await simulator.advance(2 * HOUR)
    charger.unplug()
    await simulator.advance(10)

    items = await charges(call)

    assert items == [
        {
            "id": 17307150,
            "deviceId": "ABC123",
            "startChargeDate": items[0]["startChargeDate"],
            "endChargeDate": "2026-11-16T14:30:00",
            "idCharge": str(items[0]["startChargeDate"]).replace("T", " "),
            "energy": 7.4,
            "cost": 1.11,
            "coCost": 2.294,
            "costFv": 0.0,
            "energyByHour": "1.8|3.7|1.8",
            "energyByHourFv": None,
            "rfidCode": "aa23b601",
            "rfidName": "Vicente",
            "message": None,
            "warning": False,
            "finished": True,
            "createdAt": items[0]["createdAt"],
            "updatedAt": "2026-11-16T13:30:05.000+00:00",
        }
    ]
    assert str(items[0]["startChargeDate"]).startswith("2026-11-16T12:30:0")
    assert str(items[0]["createdAt"]).startswith("2026-11-16T11:30:")


async def test_a_running_charge(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Not finished, without an end, and growing under the same number."""
    charger.plug(Car())
    await simulator.advance(HOUR)
    first = (await charges(call))[0]
    await simulator.advance(HOUR)
    second = (await charges(call))[0]

    assert "endChargeDate" not in first
    assert first["finished"] is False
    assert first["id"] == second["id"]
    assert (first["energy"], second["energy"]) == (3.7, 7.4)


async def test_the_charger_goes_by_its_own_clock(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """A clock that is five minutes ahead shows in times and hours, not in createdAt."""
    charger.clock_offset = 300
    await simulator.advance(3400)
    charger.plug(Car())
    await simulator.advance(60)
    charger.unplug()

    item = (await charges(call))[0]

    assert str(item["idCharge"]).startswith("2026-11-16 13:01:")
    assert str(item["createdAt"]).startswith("2026-11-16T11:56:")
    assert item["energyByHour"] == "0.1"


@pytest.mark.parametrize(
    ("span", "count"), [(ChargeSpan.FLOW, 2), (ChargeSpan.PLUG, 1)]
)
async def test_what_a_charge_is(
    simulator: Simulator,
    charger: SimulatedCharger,
    call: Call,
    span: ChargeSpan,
    count: int,
) -> None:
    """A pause makes two charges of a session, or not: V2C does not say."""
    charger.log.span = span
    charger.plug(Car())
    await simulator.advance(HOUR)
    charger.write("Paused", "1")
    await simulator.advance(HOUR)
    charger.write("Paused", "0")
    await simulator.advance(HOUR)
    charger.unplug()

    items = await charges(call)

    assert len(items) == count
    assert sum(float(str(item["energy"])) for item in items) == pytest.approx(7.4)


async def test_a_session_of_hours_without_current(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Each hour touched is there."""
    charger.log.span = ChargeSpan.PLUG
    charger.write("Paused", "1")
    charger.plug(Car())
    await simulator.advance(2 * HOUR)
    charger.write("Paused", "0")
    await simulator.advance(HOUR)

    item = (await charges(call))[0]

    assert item["energyByHour"] == "0.0|0.0|3.7"


@pytest.mark.parametrize(
    ("merged", "by_hour"), [(False, "0.0|3.7|3.7|3.7"), (True, "0.0|3.7|7.4")]
)
async def test_the_repeated_hour_of_autumn(merged: bool, by_hour: str) -> None:
    """From 1 to 3 o'clock there are three hours."""
    start = datetime(2026, 10, 24, 22, 59, tzinfo=UTC)
    async with Simulator(start=start) as simulator:
        charger = await simulator.add_charger("ABC123")
        charger.log.merges_repeated_hour = merged
        charger.write("Paused", "1")
        charger.plug(Car())
        await simulator.advance(50)
        charger.write("Paused", "0")
        await simulator.advance(3 * HOUR + 10)
        charger.unplug()
        await simulator.advance(5)
        item = simulator.cloud.statistics.records("ABC123")[0].item(1)

    assert str(item["startChargeDate"]).startswith("2026-10-25T00:59:5")
    assert item["endChargeDate"] == "2026-10-25T03:00:00"
    assert item["energyByHour"] == by_hour


async def test_late_uploads(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Charges made without the cloud arrive when it is back, and created then."""
    charger.cloud_online = False
    charger.plug(Car())
    await simulator.advance(HOUR)
    charger.unplug()
    charger.plug(Car())
    await simulator.advance(HOUR)
    before = await charges(call)
    pending = len(charger.log.pending)
    charger.cloud_online = True
    await simulator.advance(5)

    items = await charges(call)

    assert (before, pending) == ([], 2)
    assert [item["finished"] for item in items] == [False, True]
    assert str(items[1]["createdAt"]).startswith("2026-11-16T13:00:05")
    assert str(items[1]["idCharge"]).startswith("2026-11-16 12:00:0")
    assert len(charger.log.pending) == 1


async def test_the_last_five(charger: SimulatedCharger, call: Call) -> None:
    """Without dates, newest first."""
    count = charger.add_history(days=30, seed=3)

    items = await charges(call)
    every = await charges(call, chargeDateStart="2026-01-01")

    assert len(items) == 5
    assert items == every[:5]
    assert len(every) == count
    ids = [str(item["idCharge"]) for item in every]
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    ("query", "low", "high"),
    [
        (
            {"chargeDateStart": "2026-11-01", "chargeDateEnd": "2026-11-07"},
            "2026-11-01",
            "2026-11-07~",
        ),
        ({"chargeDateStart": "2026-11-10"}, "2026-11-10", "2026-11-16~"),
        ({"chargeDateEnd": "2026-10-25"}, "2026-09-17", "2026-10-25~"),
    ],
)
async def test_days(
    charger: SimulatedCharger, call: Call, query: dict[str, str], low: str, high: str
) -> None:
    """By the day on which a charge began, both ends included."""
    charger.add_history()
    every = await charges(call, chargeDateStart="2000-01-01")

    items = await charges(call, **query)

    assert items
    assert items == [i for i in every if low <= str(i["startChargeDate"]) <= high]


@pytest.mark.parametrize(
    ("answer", "keys"),
    [
        (GlobalAnswer.TOTALS, {"totalEnergy", "totalCharges"}),
        (GlobalAnswer.COST, {"cost", "energy"}),
    ],
)
async def test_global(
    simulator: Simulator,
    charger: SimulatedCharger,
    call: Call,
    answer: GlobalAnswer,
    keys: set[str],
) -> None:
    """Both shapes that V2C documents, over all chargers."""
    simulator.cloud.global_answer = answer
    other = await simulator.add_charger("DEF456")
    count = charger.add_history() + other.add_history()

    _, body = await call("GET", "/stadistic/global/me")

    (item,) = json.loads(body)
    assert item.keys() == keys
    assert item.get("totalCharges", count) == count
    assert all(value > 0 for value in item.values())


async def test_global_by_days(charger: SimulatedCharger, call: Call) -> None:
    """Days count, and days without charges are zero."""
    charger.add_history(days=10)

    _, body = await call("GET", "/stadistic/global/me", endChargeDateEnd="2020-01-01")

    assert json.loads(body) == [{"totalEnergy": 0, "totalCharges": 0}]


async def test_the_tariff_of_the_upload(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """A later change leaves charges alone."""
    simulator.cloud.tariff = 0.2
    charger.plug(Car())
    await simulator.advance(HOUR)
    charger.unplug()
    first = await charges(call)
    simulator.cloud.tariff = 0.5

    assert await charges(call) == first
    assert first[0]["cost"] == 0.74


async def test_the_roof(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """With a meter, the cloud knows how much the roof gave."""
    simulator.house.solar = 1840.0
    charger.write("Dynamic", "1")
    charger.write("PauseDynamic", "1")
    charger.plug(Car())
    await simulator.advance(HOUR)

    item = (await charges(call))[0]

    assert (item["energyByHour"], item["energyByHourFv"]) == ("3.7", "1.8")
    assert item["costFv"] == 0.27


async def test_a_power_cut_ends_a_charge(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """It is uploaded when the charger is back."""
    charger.plug(Car())
    await simulator.advance(HOUR)
    charger.power_cut(600)
    await simulator.advance(700)

    items = await charges(call)

    assert [item["finished"] for item in items] == [False, True]
