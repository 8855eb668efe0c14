"""Which phases of the house a car loads, as its meter tells."""

from collections.abc import Callable, Iterable
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.phase_map import (
    Belief,
    PhaseMap,
    PhaseMemory,
    forget_count,
    learn,
)
from scripts.simulator import Car

from .phase_house import NoisyHouse, random_session

RUNS = 150
READING = st.tuples(
    st.floats(min_value=0.0, max_value=60.0),
    st.sampled_from((0, 6, 10, 16)),
    st.booleans(),
    st.none()
    | st.lists(st.floats(-9e3, 9e3), min_size=1, max_size=3).map(tuple)
    | st.just((100.0, 200.0, 300.0)),
    st.sampled_from(((), (6,), (16,))),
)


def quiet(
    phases: int = 1,
    *,
    first: int = 0,
    per_phase: bool = True,
    period: int = 1,
    most: float = 32.0,
) -> NoisyHouse:
    """A house in which only the car moves."""
    car = Car(phases=phases, max_current=most)
    car.connect(Random(1))
    return NoisyHouse(
        random=Random(1),
        car=car,
        first=first,
        per_phase=per_phase,
        period=period,
        appliances=[[], [], []],
    )


def taught(house: NoisyHouse, *offers: int) -> PhaseMemory:
    """What is learned from offers of 90 s each."""
    memory = PhaseMemory()
    for offered in offers:
        memory = house.teach(memory, offered)
    return memory


@pytest.mark.parametrize("period", [1, 5, 10, 30])
@pytest.mark.parametrize("first", [0, 1, 2])
def test_a_car_on_one_phase(first: int, period: int) -> None:
    """A start and a change tell where it is."""
    memory = taught(quiet(first=first, period=period), 0, 10, 16)
    assert memory.map == PhaseMap(count=1, phases=(first,), proofs=2)


@pytest.mark.parametrize("period", [1, 5, 10, 30])
def test_a_car_on_three_phases(period: int) -> None:
    """All of them, of course."""
    memory = taught(quiet(3, period=period), 0, 16, 6)
    assert memory.map == PhaseMap(count=3, phases=(0, 1, 2), proofs=2)


@pytest.mark.parametrize(("phases", "all_of_them"), [(1, None), (3, (0, 1, 2))])
def test_a_total_tells_how_many(
    phases: int, all_of_them: tuple[int, ...] | None
) -> None:
    """And of one not which."""
    memory = taught(quiet(phases, per_phase=False), 0, 12, 6)
    assert memory.map == PhaseMap(count=phases, phases=all_of_them, proofs=2)


@pytest.mark.parametrize(
    ("house", "offers"),
    [
        pytest.param(quiet(), (0, 10), id="one proof"),
        pytest.param(quiet(), (10, 12, 14, 12, 10), id="small changes"),
        pytest.param(quiet(2), (0, 10, 16, 6), id="a car on two phases"),
        pytest.param(quiet(most=10), (0, 32, 16, 32, 16), id="a car that cannot"),
        pytest.param(quiet(per_phase=False), (0, 32, 16), id="a total, far above"),
        pytest.param(quiet(per_phase=False), (0, 8, 12, 8), id="a total, small steps"),
        pytest.param(quiet(per_phase=False, most=6), (0, 12, 0, 12), id="a half"),
    ],
)
def test_what_proves_nothing(house: NoisyHouse, offers: tuple[int, ...]) -> None:
    """What is not certain stays unknown."""
    assert taught(house, *offers).map.count is None


def test_a_car_that_reaches_its_most() -> None:
    """Offers above that are no changes any more, until another car comes."""
    house = quiet(first=1, most=16)
    memory = taught(house, 0, 20)
    assert memory.most == pytest.approx(16, abs=0.5)
    assert house.teach(memory, 32).count == memory.count
    assert forget_count(memory).most > 32


def test_a_car_that_does_not_follow() -> None:
    """What one proof said is forgotten, what two said is not."""
    house = quiet(most=13)
    memory = taught(house, 0, 13)
    assert memory.first == Belief(value=0, proofs=1)
    assert house.teach(memory, 20).first == Belief()
    memory = taught(quiet(most=13), 0, 8, 13)
    assert house.teach(memory, 20).map == memory.map


@pytest.mark.parametrize(
    ("starts", "proofs"), [(True, 0), (False, 1)], ids=["start", "stop"]
)
def test_what_moves_nothing(starts: bool, proofs: int) -> None:
    """A start shakes what one proof said; a car may have stopped by itself."""
    memory = PhaseMemory(first=Belief(value=2, proofs=1))
    for now in range(200):
        memory = learn(
            memory,
            now,
            offered=16,
            charging=(now > 100) is starts,
            phases=(100.0, 100.0, 100.0),
            power=300.0,
        )
    assert memory.trial is None
    assert memory.first.proofs == proofs
    assert memory.most > 32


def test_the_electrician_came() -> None:
    """One proof to the contrary is doubted, a second is believed."""
    house = quiet(first=0)
    memory = taught(house, 0, 10, 16)
    house.first = 2
    memory = house.teach(memory, 16)
    memory = house.teach(memory, 8)
    assert memory.map.phases == (0,)
    memory = house.teach(memory, 16)
    assert memory.map == PhaseMap(count=1, phases=(2,), proofs=2)


def test_one_accident_changes_nothing() -> None:
    """A doubt ends with the next proof of what was known."""
    belief = Belief(value=1, proofs=2)
    for _ in range(5):
        belief = belief.proven(3)
        assert belief.known == 1
        belief = belief.proven(1)
    assert belief == Belief(value=1, proofs=7)
    assert belief.proven(3).shaken == belief


def test_another_car_on_the_same_charger() -> None:
    """It has phases of its own, and where L1 hangs is still known."""
    memory = forget_count(taught(quiet(first=2), 0, 10, 16))
    assert memory.map.count is None
    assert memory.first.known == 2
    house = quiet(3, first=2)
    for offered in (0, 10, 16):
        memory = house.teach(memory, offered)
    assert memory.map == PhaseMap(count=3, phases=(0, 1, 2), proofs=2)
    assert memory.first.known == 2


def test_the_same_car_again() -> None:
    """One proof is enough to know it again."""
    memory = forget_count(taught(quiet(first=2), 0, 10, 16))
    house = quiet(first=2)
    for offered in (0, 10):
        memory = house.teach(memory, offered)
    assert memory.map == PhaseMap(count=1, phases=(2,), proofs=2)


def raised(
    times: Iterable[int],
    others: Callable[[int], tuple[int, ...]] = lambda now: (),
    *,
    total_since: int = 1000,
) -> PhaseMemory:
    """What is learned at these times from 10 A more, since 100 s, on the first phase."""
    memory = PhaseMemory()
    for now in times:
        more = 10 * (now > 100)
        phases = (100.0 + 230 * more, 100.0, 100.0)
        memory = learn(
            memory,
            now,
            offered=6 + more,
            charging=True,
            phases=phases if now < total_since else None,
            power=sum(phases),
            others=others(now),
        )
    return memory


@pytest.mark.parametrize(
    ("change", "proofs"), [(60, 1), (85, 0), (101, 0), (110, 0), (128, 0), (140, 1)]
)
def test_other_cars(change: int, proofs: int) -> None:
    """While another car moves as well, nothing is learned."""
    memory = raised(range(200), lambda now: (6 + 10 * (now >= change),))
    assert memory.first.proofs == proofs


@pytest.mark.parametrize(
    "missing", [range(102, 180), range(30, 101)], ids=["after", "before"]
)
def test_a_meter_that_was_silent(missing: range) -> None:
    """What it says an age later proves nothing."""
    memory = raised(sorted(set(range(260)) - set(missing)))
    assert memory.trial is None
    assert memory.first == Belief()


@pytest.mark.parametrize("since", [105, 125])
def test_a_meter_that_loses_its_phases(since: int) -> None:
    """What it said before cannot be compared any more."""
    memory = raised(range(200), total_since=since)
    assert memory.trial is None
    assert memory.map == PhaseMap()


@pytest.mark.parametrize("per_phase", [True, False])
def test_the_house_does_not_fool_it(
    per_phase: bool, record_property: Callable[[str, object], None]
) -> None:
    """Any car, any wiring, any meter, in houses that are never quiet."""
    houses = [NoisyHouse.of(seed, per_phase=per_phase) for seed in range(RUNS)]
    maps = [random_session(house).map for house in houses]
    told = [
        (each.count, each.phases or house.loaded) == (house.car.phases, house.loaded)
        for house, each in zip(houses, maps, strict=True)
        if each.count is not None
    ]
    wrong = told.count(False) / RUNS
    record_property("known", len(told) / RUNS)
    record_property("wrong", wrong)
    assert wrong < 0.01
    assert len(told) > RUNS / 10


@given(st.lists(READING, max_size=40))
def test_no_reading_breaks_it(
    readings: list[tuple[float, int, bool, tuple[float, ...] | None, tuple[int, ...]]],
) -> None:
    """Whatever a meter says, and what is remembered stays small."""
    memory, now = PhaseMemory(), 0.0
    for gap, offered, charging, phases, others in readings:
        now += gap
        memory = learn(
            memory,
            now,
            offered=offered,
            charging=charging,
            phases=phases,
            power=sum(phases or (500.0,)),
            others=others,
        )
    known = memory.map
    assert known.count in {None, 1, 3}
    assert known.phases is None or len(known.phases) == known.count
    assert len(memory.seen) <= 111
