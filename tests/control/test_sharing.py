"""What a house leaves over, divided among its chargers."""

from collections.abc import Sequence
from itertools import combinations
import math

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.sharing import Claim, share

ONE = (230.0,)
THREE = (690.0,)


def claim(
    charger_id: str,
    *,
    least: int = 6,
    most: int = 32,
    load: tuple[float, ...] = ONE,
    priority: int = 0,
) -> Claim:
    """A claim on one phase, unless told otherwise."""
    return Claim(
        charger_id=charger_id, least=least, most=most, load=load, priority=priority
    )


def amperes(current: float, *claims: Claim) -> dict[str, int]:
    """What claims get of so many A on one phase."""
    return share((current * 230.0,), claims)


def exceeded(
    budgets: Sequence[float], claims: Sequence[Claim], shares: dict[str, int]
) -> float:
    """W by which shares are above the worst budget that they load; 0 is none."""
    used = [
        sum(claim.load[number] * shares[claim.charger_id] for claim in claims)
        for number in range(len(budgets))
    ]
    return max(
        (use - budget for use, budget in zip(used, budgets, strict=True) if use),
        default=0.0,
    )


A, B, C = claim("a"), claim("b"), claim("c")


@pytest.mark.parametrize(
    ("current", "shared"),
    [
        pytest.param(-5.0, [0, 0, 0], id="less than nothing"),
        pytest.param(5.99, [0, 0, 0], id="too little for one"),
        pytest.param(6.0, [6, 0, 0], id="enough for one"),
        pytest.param(11.99, [11, 0, 0], id="too little for two"),
        pytest.param(12.0, [6, 6, 0], id="enough for two"),
        pytest.param(17.9, [9, 8, 0], id="too little for three"),
        pytest.param(18.0, [6, 6, 6], id="enough for three"),
        pytest.param(20.0, [7, 7, 6], id="an odd rest"),
        pytest.param(50.0, [17, 17, 16], id="fair"),
        pytest.param(99.0, [32, 32, 32], id="more than all can use"),
        pytest.param(math.inf, [32, 32, 32], id="no limit"),
    ],
)
def test_equals_share_fairly(current: float, shared: list[int]) -> None:
    """Each its least first, the first claim before the next."""
    assert list(amperes(current, A, B, C).values()) == shared


@pytest.mark.parametrize(
    ("current", "shared"),
    [
        (6.5, {"a": 0, "b": 6, "c": 0}),
        (13.0, {"a": 6, "b": 7, "c": 0}),
        (18.5, {"a": 6, "b": 6, "c": 6}),
        (40.0, {"a": 6, "b": 28, "c": 6}),
        (50.0, {"a": 9, "b": 32, "c": 9}),
    ],
)
def test_who_comes_first_gets_what_is_left(
    current: float, shared: dict[str, int]
) -> None:
    """But nobody loses the least for it."""
    assert amperes(current, A, claim("b", priority=-1), C) == shared


@pytest.mark.parametrize(
    ("claims", "shared"),
    [
        pytest.param([claim("a", most=8), B], {"a": 8, "b": 22}, id="one is full"),
        pytest.param([claim("a", most=0), B], {"a": 0, "b": 30}, id="one wants none"),
        pytest.param([claim("a", most=5), B], {"a": 0, "b": 30}, id="below its least"),
        pytest.param([claim("a", most=6), B], {"a": 6, "b": 24}, id="just its least"),
        pytest.param([claim("a", least=10), B], {"a": 17, "b": 13}, id="least 10"),
        pytest.param([claim("a", load=THREE), B], {"a": 7, "b": 9}, id="three phases"),
        pytest.param([], {}, id="no charger"),
    ],
)
def test_thirty_amperes(claims: list[Claim], shared: dict[str, int]) -> None:
    """What one cannot use is for the other."""
    assert amperes(30.0, *claims) == shared


def test_each_is_held_by_its_own_phase() -> None:
    """A tight phase leaves the rest of the total to cars on others."""
    first, second = (
        claim("a", load=(230.0, 230.0, 0.0)),
        claim("b", load=(230.0, 0.0, 230.0)),
    )

    assert share((40 * 230.0, 8 * 230.0, 25 * 230.0), [first, second]) == {
        "a": 8,
        "b": 25,
    }
    assert share((40 * 230.0, 8 * 230.0, -1000.0), [first, second]) == {"a": 8, "b": 0}


def test_what_nobody_limits() -> None:
    """Infinite watts are no whole number of amperes."""
    assert share((math.inf, 10 * 230.0), [claim("a", load=(230.0, 230.0))]) == {"a": 10}


def test_sums_of_floating_point() -> None:
    """4.6 kW less 3.22 kW are 6 A, whatever a computer makes of it."""
    assert share((4600.0 - 3219.9999999999,), [A]) == {"a": 6}
    assert share((0.1 + 0.2 + 1379.7 - 1e-10,), [A]) == {"a": 6}


LOADS = st.sampled_from(
    [(230.0, 230.0, 0.0), (230.0, 0.0, 230.0), (460.0, 230.0, 230.0)]
)
CLAIMS = st.lists(
    st.builds(
        Claim,
        charger_id=st.uuids().map(str),
        least=st.integers(6, 12),
        most=st.integers(0, 32),
        load=LOADS,
        priority=st.integers(0, 2),
    ),
    max_size=5,
    unique_by=lambda claim: claim.charger_id,
)
WATTS = st.one_of(st.floats(-1e4, 4e4), st.just(math.inf))


@given(CLAIMS, st.tuples(WATTS, WATTS, WATTS))
def test_no_budget_is_ever_exceeded(
    claims: list[Claim], budgets: tuple[float, float, float]
) -> None:
    """Nor is anybody given what is of no use."""
    shares = share(budgets, claims)

    assert exceeded(budgets, claims, shares) <= 1e-3
    assert shares.keys() == {claim.charger_id for claim in claims}
    assert all(
        shares[claim.charger_id] == 0
        or claim.least <= shares[claim.charger_id] <= claim.most
        for claim in claims
    )


@given(CLAIMS, st.tuples(WATTS, WATTS, WATTS))
def test_nothing_is_left_that_somebody_could_use(
    claims: list[Claim], budgets: tuple[float, float, float]
) -> None:
    """Not one ampere."""
    shares = share(budgets, claims)
    growing = [
        shares | {claim.charger_id: shares[claim.charger_id] + 1}
        for claim in claims
        if 0 < shares[claim.charger_id] < claim.most
    ]

    assert all(exceeded(budgets, claims, more) > -1e-3 for more in growing)


@given(st.lists(st.integers(6, 32), min_size=1, max_size=5), st.floats(0, 2e4), WATTS)
def test_equals_differ_by_an_ampere_unless_one_is_full(
    mosts: list[int], first: float, second: float
) -> None:
    """Whatever limits them."""
    claims = [
        claim(str(number), most=most, load=(230.0, 230.0))
        for number, most in enumerate(mosts)
    ]
    shares = share((first, second), claims)
    hungry = [
        shares[claim.charger_id]
        for claim in claims
        if 0 < shares[claim.charger_id] < claim.most
    ]
    charging = [current for current in shares.values() if current]

    assert all(abs(one - other) <= 1 for one, other in combinations(hungry, 2))
    assert max(charging, default=0) - 1 <= min(hungry, default=32)


@given(st.lists(st.integers(6, 32), min_size=2, max_size=4), st.floats(0, 2e4))
def test_the_first_is_full_before_the_second_gets_more_than_the_least(
    mosts: list[int], budget: float
) -> None:
    """Priority decides about all but the least."""
    claims = [
        claim(str(number), most=most, priority=number)
        for number, most in enumerate(mosts)
    ]
    shares = list(share((budget,), claims).values())

    assert all(
        second <= 6 or first == most
        for (first, most), second in zip(
            zip(shares, mosts, strict=True), shares[1:], strict=False
        )
    )


@given(
    st.lists(st.tuples(st.integers(0, 32), st.integers(0, 2)), max_size=4),
    st.floats(-1e3, 2e4),
    st.floats(0, 5e3),
)
def test_more_is_never_less_in_all(
    wishes: list[tuple[int, int]], budget: float, more: float
) -> None:
    """One that may charge at last takes the others no more than it gets."""
    claims = [
        claim(str(number), most=most, priority=priority)
        for number, (most, priority) in enumerate(wishes)
    ]
    less, enough = (share((watts,), claims) for watts in (budget, budget + more))
    fewer = {name for name in less if enough[name] < less[name]}

    assert sum(enough.values()) >= sum(less.values())
    assert not fewer or sum(map(bool, enough.values())) > sum(map(bool, less.values()))
