"""Which car it is, and what it needs."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.v2c_cloud.control.cars import (
    Car,
    CarSource,
    EventRule,
    Guess,
    Level,
    NeedFromLevel,
    car_of_card,
    card_code,
    next_departure,
    which_car,
)

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
BLUE = Car(car_id="b", name="Blue", cards=frozenset({"04A1"}))
RED = Car(car_id="r", name="Red", cards=frozenset({"05B2"}))


def level(percent: float = 50.0, age: timedelta = timedelta()) -> Level:
    """What a car told some time ago."""
    return Level(percent=percent, since=NOW - age, told=NOW - age)


def need(**changes: float | Level | None) -> NeedFromLevel:
    """The need of a car with 50 kWh, a tenth of which gets lost."""
    facts = {"level": level(), "capacity": 50.0, "efficiency": 0.9, "charged": 0.0}
    return NeedFromLevel(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"card": "05:b2", "chosen": "b", "plugged": {"b": True}}, (RED, "card")),
        ({"card": "unknown", "chosen": "b", "plugged": {"r": True}}, (BLUE, "select")),
        ({"chosen": "gone", "plugged": {"r": True}}, (RED, "sensor")),
        ({"plugged": {"r": True, "b": False}}, (RED, "sensor")),
        ({"plugged": {"r": True, "b": None}}, (RED, "sensor")),
        ({"plugged": {"r": False, "b": None}}, (BLUE, "sensor")),
        ({"plugged": {"r": False}}, (BLUE, "sensor")),
        ({"plugged": {"r": True, "b": True}, "elsewhere": {"b"}}, (RED, "sensor")),
        ({"plugged": {}, "elsewhere": {"r"}}, (BLUE, "only")),
        ({"chosen": "b", "plugged": {}, "elsewhere": {"b"}}, (BLUE, "select")),
    ],
)
def test_which_car(facts: dict[str, object], expected: tuple[Car, CarSource]) -> None:
    """A card knows best, then whoever chose, then the cars themselves."""
    car, source = expected
    assert which_car([BLUE, RED], **facts) == Guess(car=car, source=source)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "plugged", [{}, {"r": True, "b": True}, {"r": False, "b": False}]
)
def test_two_cars_that_nobody_can_tell_apart(plugged: dict[str, bool | None]) -> None:
    """Unknown is better than wrong."""
    assert which_car([BLUE, RED], plugged=plugged) is None


@pytest.mark.parametrize(
    ("said", "source"), [(None, CarSource.ONLY), (True, CarSource.SENSOR)]
)
def test_the_only_car(said: bool | None, source: CarSource) -> None:
    """It is meant, unless it says that it is elsewhere."""
    guess = which_car([BLUE], plugged={"b": said})
    assert guess == Guess(car=BLUE, source=source)


def test_a_guest() -> None:
    """The only car is not plugged in, and no house without cars has one."""
    assert which_car([BLUE], plugged={"b": False}) is None
    assert which_car([], plugged={}) is None


@pytest.mark.parametrize("text", ["04a1", "04:A1", "04 a1", "04-A1"])
def test_codes_of_cards(text: str) -> None:
    """People and readers write them differently."""
    assert card_code(text) == "04A1"
    assert car_of_card([RED, BLUE], text) == BLUE


def test_cards_are_secret() -> None:
    """Whoever has a code can charge."""
    assert "04A1" not in repr(BLUE)


def test_bounds_of_a_car() -> None:
    """What nobody told is not bounded."""
    small = Car(car_id="s", name="Small", phases=1, current=16)
    assert (small.phases_of(3), small.current_of(32)) == (1, 16)
    assert (small.phases_of(1), small.current_of(10)) == (1, 10)
    assert (BLUE.phases_of(3), BLUE.current_of(32)) == (3, 32)


def test_kilometres() -> None:
    """The loss of charging is on top of what the car uses; unknown is never zero."""
    car = Car(car_id="c", name="C", consumption=18.0, capacity=45.0)
    assert car.energy_for(100) == pytest.approx(20.0)
    assert car.distance_of(20.0) == pytest.approx(100.0)
    assert car.most_taken == pytest.approx(50.0)
    assert BLUE.energy_for(100) is None
    assert BLUE.distance_of(20.0) is None
    assert BLUE.most_taken is None


def test_what_a_car_is_heard_by() -> None:
    """All that it has."""
    car = Car(car_id="c", name="C", level="sensor.a", plugged="binary_sensor.b")
    assert car.entities == {"sensor.a", "binary_sensor.b"}
    assert BLUE.entities == set()


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"target": 80.0}, 30 / 100 * 50 / 0.9),
        ({"target": 80.0, "limit": 70.0}, 20 / 100 * 50 / 0.9),
        ({"target": 80.0, "charged": 10.0}, (30 - 18) / 100 * 50 / 0.9),
        ({"target": 50.0}, 0.0),
        ({"target": 30.0}, 0.0),
        ({}, 50 / 100 * 50 / 0.9),
    ],
)
def test_need_from_a_level(changes: dict[str, float], left: float) -> None:
    """From the level to the target, or to where the car stops itself, with losses."""
    told = need(**changes)
    assert told.left == pytest.approx(left)
    assert told.need(3.0).energy == pytest.approx(3.0 + left)


@pytest.mark.parametrize(
    ("percent", "limit", "energy", "after"),
    [
        (50, None, 10, 68),
        (50, None, 100, 100),
        (50, 60, 10, 60),
        # A level above the limit does not fall.
        (70, 60, 10, 70),
    ],
)
def test_how_full_it_will_be(
    percent: float, limit: float | None, energy: float, after: float
) -> None:
    """After so many kWh more, as far as the car itself lets it."""
    told = NeedFromLevel(
        level=level(percent), capacity=50.0, efficiency=0.9, charged=0.0, limit=limit
    )
    assert told.percent_after(energy) == pytest.approx(after)


def test_the_car_itself_ends_the_charge() -> None:
    """An estimate that is full already does not stop it short of its own limit."""
    assert need(charged=100.0).need(100.0).energy == pytest.approx(100.5)
    assert need(charged=100.0, limit=80.0).need(100.0).energy == pytest.approx(100.5)
    assert need(level=level(80.0), limit=80.0).need(5.0).energy == pytest.approx(5.0)
    # Somebody's own target is kept, whatever the car would take.
    assert need(charged=100.0, target=80.0).need(100.0).energy == pytest.approx(100.0)


@pytest.mark.parametrize(("minutes", "old"), [(0, False), (60, False), (61, True)])
def test_old_levels(minutes: int, old: bool) -> None:
    """After an hour it is said."""
    assert level(age=timedelta(minutes=minutes)).is_old(NOW) is old


@given(
    percent=st.floats(0, 100),
    capacity=st.floats(1, 300),
    efficiency=st.floats(0.5, 1.0),
    charged=st.floats(0, 400),
    target=st.floats(1, 100),
    limit=st.none() | st.floats(0, 100),
    taken=st.floats(0, 400),
)
def test_levels_keep_in_bounds(
    percent: float,
    capacity: float,
    efficiency: float,
    charged: float,
    target: float,
    limit: float | None,
    taken: float,
) -> None:
    """Never less than it has taken, never more than fits, and what it gets is enough."""
    told = need(
        level=level(percent),
        capacity=capacity,
        efficiency=efficiency,
        charged=charged,
        target=target,
        limit=limit,
    )
    assert percent <= told.percent <= 100
    energy = told.need(taken).energy
    assert taken <= energy <= taken + max(capacity / efficiency, 0.5) + 1e-6
    after = need(
        level=level(percent),
        capacity=capacity,
        efficiency=efficiency,
        charged=charged + told.left,
        target=target,
        limit=limit,
    )
    assert after.left == pytest.approx(0.0, abs=1e-6)
    assert np.all(told.need(taken).more_than(np.array([energy])) == 0)


@pytest.mark.parametrize(
    ("word", "fits"), [("", True), ("office", True), ("gym", False), ("HALL", True)]
)
def test_words_of_events(word: str, fits: bool) -> None:
    """In any text of the event, however it is written."""
    rule = EventRule(calendar="calendar.a", word=word)
    assert rule.fits("To the Office", "hall 3") is fits


def test_an_event_without_words() -> None:
    """It counts where no word is asked for."""
    assert EventRule(calendar="calendar.a").fits()
    assert not EventRule(calendar="calendar.a", word="x").fits()


@pytest.mark.parametrize(
    ("starts", "hours"),
    [
        ([14.0, 38.0], 13.5),
        ([38.0, 14.0], 13.5),
        # It begins in ten minutes: too late, but it still counts.
        ([1 / 6, 14.0], 1 / 6 - 0.5),
        ([-1.0, 14.0], 13.5),
        # Plugged in when the car should have left: not for this event.
        ([-0.9, 0.0, 14.0], 13.5),
    ],
)
def test_the_next_departure(starts: list[float], hours: float) -> None:
    """Half an hour before the next event that the car was plugged in for."""
    found = next_departure(
        [NOW + start * HOUR for start in starts],
        HOUR / 2,
        plug_in=NOW - HOUR,
        now=NOW,
    )
    assert found == NOW + hours * HOUR


def test_no_departure() -> None:
    """Without events, or with ones that were not waited for."""
    assert next_departure([], HOUR, plug_in=NOW, now=NOW) is None
    assert next_departure([NOW + HOUR / 2], HOUR, plug_in=NOW, now=NOW) is None
