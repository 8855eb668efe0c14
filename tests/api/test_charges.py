"""The charges that the cloud records."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.charges import (
    CloudCharge,
    CloudTotals,
    charges_from,
    totals_from,
)
from custom_components.v2c_cloud.api.exceptions import V2CResponseError

SAMPLE: dict[str, object] = {
    "id": 17307150,
    "deviceId": "QRPW7LV",
    "startChargeDate": "2025-10-28T11:44:47",
    "endChargeDate": "2025-10-28T14:45:05",
    "idCharge": "2025-10-28 11:44:47",
    "energy": 9.6,
    "cost": 1.44,
    "coCost": 2.976,
    "costFv": 0.0,
    "energyByHour": "0.9|3.5|3.6|1.6",
    "energyByHourFv": None,
    "rfidCode": "aa23b601",
    "rfidName": "Vicente",
    "message": None,
    "warning": False,
    "finished": True,
    "createdAt": "2025-10-28T10:44:52.000+00:00",
    "updatedAt": "2025-10-28T13:45:07.000+00:00",
}


def one(changes: dict[str, object]) -> CloudCharge:
    """The sample, with changes."""
    (charge,) = charges_from([SAMPLE | changes], "QRPW7LV")
    return charge


def test_sample() -> None:
    """V2C's own example."""
    assert one({}) == CloudCharge(
        id="2025-10-28 11:44:47",
        start=datetime(2025, 10, 28, 11, 44, 47),  # noqa: DTZ001
        end=datetime(2025, 10, 28, 14, 45, 5),  # noqa: DTZ001
        energy=9.6,
        cost=1.44,
        co2=2.976,
        energy_by_hour=(0.9, 3.5, 3.6, 1.6),
        card_code="aa23b601",
        card_name="Vicente",
        finished=True,
        created_at=datetime(2025, 10, 28, 10, 44, 52, tzinfo=UTC),
        updated_at=datetime(2025, 10, 28, 13, 45, 7, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"energy": "9.600000"}, "energy", 9.6),
        ({"energy": 0}, "energy", 0),
        ({"energy": None}, "energy", 9.6),
        ({"energy": "-1"}, "energy", 9.6),
        ({"cost": "1.44"}, "cost", 1.44),
        ({"cost": "-0.1"}, "cost", -0.1),
        ({"cost": None}, "cost", None),
        ({"cost": "free"}, "cost", None),
        ({"coCost": "-2"}, "co2", None),
        ({"energyByHour": None}, "energy_by_hour", ()),
        ({"energyByHour": ""}, "energy_by_hour", ()),
        ({"energyByHour": "1|x|3"}, "energy_by_hour", ()),
        ({"energyByHour": "1||3"}, "energy_by_hour", ()),
        ({"energyByHour": "1|-2"}, "energy_by_hour", ()),
        ({"energyByHour": " 1 | 2 "}, "energy_by_hour", (1.0, 2.0)),
        ({"energyByHour": 9.6}, "energy_by_hour", (9.6,)),
        ({"endChargeDate": None}, "end", None),
        ({"endChargeDate": "soon"}, "end", None),
        ({"rfidCode": None}, "card_code", None),
        ({"rfidName": ""}, "card_name", None),
        ({"finished": "0"}, "finished", False),
        ({"finished": None}, "finished", True),
        ({"finished": None, "endChargeDate": None}, "finished", False),
        ({"idCharge": None}, "id", "2025-10-28 11:44:47"),
        ({"createdAt": None}, "created_at", None),
        (
            {"createdAt": "2025-10-28T10:44:52"},
            "created_at",
            datetime(2025, 10, 28, 10, 44, 52, tzinfo=UTC),
        ),
        (
            {"createdAt": "2025-10-28T11:44:52+01:00"},
            "created_at",
            datetime(2025, 10, 28, 10, 44, 52, tzinfo=UTC),
        ),
        ({"createdAt": "0001-01-01T00:00:00+10:00"}, "created_at", None),
        ({"deviceId": "qrpw7lv"}, "energy", 9.6),
        ({"deviceId": None}, "energy", 9.6),
    ],
)
def test_odd_values(changes: dict[str, object], field: str, expected: object) -> None:
    """Strings or numbers; what is missing is not known, never zero."""
    assert getattr(one(changes), field) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"startChargeDate": None},
        {"startChargeDate": "2025-10-28T11:44:47Z"},
        {"startChargeDate": "2025-10-28T11:44:47.000Z", "idCharge": None},
    ],
)
def test_the_start_is_the_chargers_own(changes: dict[str, object]) -> None:
    """Its clock has no zone, whatever the text claims."""
    assert one(changes).start == datetime(2025, 10, 28, 11, 44, 47)  # noqa: DTZ001


@pytest.mark.parametrize(
    "item",
    [
        SAMPLE | {"startChargeDate": None, "idCharge": None},
        SAMPLE | {"energy": None, "energyByHour": None},
        SAMPLE | {"deviceId": "OTHER1"},
        {},
        None,
        "a charge",
        [SAMPLE],
    ],
)
def test_what_is_no_charge_is_left_out(item: object) -> None:
    """The others are still there."""
    assert charges_from([item, SAMPLE], "QRPW7LV") == [one({})]


def test_oldest_first() -> None:
    """Whatever the order in which the cloud sends them."""
    days = [f"2025-10-{day:02}T08:00:00" for day in (3, 1, 2)]

    charges = charges_from(
        [SAMPLE | {"startChargeDate": day} for day in days], "QRPW7LV"
    )

    assert [charge.start.day for charge in charges] == [1, 2, 3]


def test_a_card_is_not_shown() -> None:
    """Whoever knows its number can copy it."""
    assert "aa23b601" not in repr(one({}))


@pytest.mark.parametrize("document", [None, {}, "", "[]", 5, SAMPLE])
def test_what_is_no_list(document: object) -> None:
    """An empty answer does not say that there was no charge."""
    with pytest.raises(V2CResponseError):
        charges_from(document, "QRPW7LV")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
GARBAGE = JSON | st.sampled_from(
    [
        "9999-12-31T23:59:59-10:00",
        "0001-01-01T00:00:00+10:00",
        "2025-W01-1",
        "20251028T114447",
        "1e308|1e308",
        "nan",
        "|",
        "-0",
        1e999,
    ]
)


def is_sound(charge: CloudCharge) -> bool:
    """Whether each value can be reckoned with."""
    return (
        charge.start.tzinfo is None
        and (charge.end is None or charge.end.tzinfo is None)
        and 0 <= charge.energy < 1e12
        and all(energy >= 0 for energy in charge.energy_by_hour)
        and (charge.created_at is None or charge.created_at.utcoffset() == timedelta(0))
        and isinstance(charge.finished, bool)
    )


@given(changes=st.dictionaries(st.sampled_from(sorted(SAMPLE)), GARBAGE))
def test_garbage(changes: dict[str, object]) -> None:
    """Left out or understood, never an error, never a wrong type."""
    charges = charges_from([SAMPLE | changes, SAMPLE], "QRPW7LV")

    assert [charge for charge in charges if not is_sound(charge)] == []
    assert one({}) in charges


@given(document=GARBAGE)
def test_garbage_instead_of_totals(document: object) -> None:
    """An error of ours, or totals."""
    with suppress(V2CResponseError):
        assert totals_from(document).energy >= 0


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            [{"totalEnergy": 1500.75, "totalCharges": 120}],
            CloudTotals(energy=1500.75, charges=120),
        ),
        (
            {"totalEnergy": "1500.75", "totalCharges": "120"},
            CloudTotals(energy=1500.75, charges=120),
        ),
        ([{"cost": 1.5, "energy": 10}], CloudTotals(energy=10, cost=1.5)),
        (
            [{"totalEnergy": 1, "totalCharges": 2}, {"totalEnergy": 3}],
            CloudTotals(energy=4),
        ),
        (
            [{"energy": 1, "cost": 2}, {"energy": 3, "cost": "4"}, None],
            CloudTotals(energy=4, cost=6),
        ),
        ([{"totalEnergy": 1, "totalCharges": None}], CloudTotals(energy=1)),
    ],
)
def test_totals(document: object, expected: CloudTotals) -> None:
    """Both shapes that V2C documents."""
    assert totals_from(document) == expected


@pytest.mark.parametrize("document", [None, [], {}, [{}], [{"energy": "?"}], "text"])
def test_what_is_no_total(document: object) -> None:
    """Nothing is no zero."""
    with pytest.raises(V2CResponseError):
        totals_from(document)
