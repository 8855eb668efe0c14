"""The law of dynamic power control, whatever is shown to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hypothesis import assume, given, settings, strategies as st

from custom_components.v2c_cloud.control.budgets import Budgets, Member, Site
from custom_components.v2c_cloud.control.model import Allowance, MeterReading
from custom_components.v2c_cloud.control.power import LAN, Memory, Share, step

WATTS = st.floats(-8_000, 25_000)
FIRM = st.floats(1_000, 30_000)
LIMITS = st.one_of(st.none(), FIRM)
ANY_ALLOWANCE = st.tuples(LIMITS, LIMITS)
"""W that all phases may carry, and W that each may."""
PATIENT = settings(max_examples=60, deadline=None)
"""A house's history takes a while to make up."""
CURRENTS = st.one_of(st.just(0), st.integers(6, 32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a house, and what the law remembered before and after it."""

    now: float
    site: Site
    members: Sequence[Member]
    before: Memory
    memory: Memory
    shares: dict[str, Share]

    @property
    def beyond(self) -> float:
        """W by which the cars may exceed the worst limit that they load."""
        budgets = Budgets.of(self.site, LAN.margin)
        draws = {name: each.draw.current for name, each in self.memory.members.items()}
        left = budgets.left(budgets.rest(self.members, draws))
        used = [
            sum(
                budgets.load(member)[number] * self.shares[member.charger_id].current
                for member in self.members
            )
            for number in range(len(left))
        ]
        return max(
            (use - watts for use, watts in zip(used, left, strict=True) if use),
            default=0.0,
        )

    @property
    def overloaded(self) -> bool:
        """Whether cars that obey load a limit that the meter shows exceeded."""
        budgets = Budgets.of(self.site, LAN.margin)
        draws = {name: each.draw for name, each in self.memory.members.items()}
        return all(
            item.charging and draws[item.charger_id].current <= item.offered
            for item in self.members
        ) and any(
            budgets.load(item)[number] * draws[item.charger_id].current > 1
            for item in self.members
            for number, (watts, limit) in enumerate(
                zip(budgets.measured, budgets.limits, strict=True)
            )
            if watts > limit + 1
        )

    @property
    def was_offered(self) -> int:
        """A that all chargers offered in all."""
        return sum(member.offered for member in self.members)

    @property
    def offered(self) -> int:
        """A that they shall offer in all."""
        return sum(share.current for share in self.shares.values())

    @property
    def raised(self) -> list[str]:
        """The chargers that get more than they offer."""
        return [
            member.charger_id
            for member in self.members
            if self.shares[member.charger_id].current > member.offered
        ]

    def again(
        self, *, members: Sequence[Member] | None = None, site: Site | None = None
    ) -> dict[str, int]:
        """What would have been said of others, or of another house."""
        _, shares = step(
            self.before, self.now, site or self.site, members or self.members
        )
        return {name: share.current for name, share in shares.items()}


def readings(connection: int) -> st.SearchStrategy[MeterReading]:
    """A meter that tells some of what a meter can tell."""
    single = st.builds(MeterReading, at=st.just(0.0), power=WATTS)
    phases = st.tuples(WATTS, WATTS, WATTS).map(
        lambda each: MeterReading(at=0.0, power=sum(each), phases=each)
    )
    with_roof = st.builds(
        MeterReading,
        at=st.just(0.0),
        power=WATTS,
        solar=st.floats(0, 9_000),
        battery=st.one_of(st.none(), st.floats(-5_000, 5_000)),
    )
    return st.one_of(single, with_roof, *([phases] if connection == 3 else []))


def chargers(connection: int) -> st.SearchStrategy[Member]:
    """A charger with its own least."""
    maps = st.one_of(
        st.none(), st.integers(0, connection - 1).map(lambda each: (each,))
    )
    single = st.builds(
        Member,
        charger_id=st.sampled_from("abc"),
        offered=st.just(0),
        charging=st.just(False),
        most=st.just(0),
        least=st.sampled_from([6, 6, 8]),
        phases=maps,
        priority=st.integers(0, 1),
    )
    three = single.map(lambda member: replace(member, count=3, phases=(0, 1, 2)))
    return st.one_of(single, three) if connection == 3 else single


@st.composite
def houses(
    draw: st.DrawFn,
    most_chargers: int = 3,
    connections: Sequence[int] = (1, 3),
    allowances: st.SearchStrategy[tuple[float | None, float | None]] = ANY_ALLOWANCE,
) -> list[Look]:
    """What a house has been through, with chargers that obey or do not."""
    connection = draw(st.sampled_from(connections))
    plugged = draw(
        st.lists(
            chargers(connection),
            min_size=1,
            max_size=most_chargers,
            unique_by=lambda member: member.charger_id,
        )
    )
    limits = draw(st.lists(allowances, min_size=1, max_size=2))
    memory, now = Memory(), 0.0
    said: dict[str, int] = {}
    looks: list[Look] = []
    for _ in range(draw(st.integers(1, 8))):
        gap, times = draw(
            st.one_of(
                st.tuples(st.floats(0.0, 40.0), st.just(1)),
                st.tuples(st.just(45.0), st.sampled_from([3, 18])),
            )
        )
        reading = draw(readings(connection))
        power, phase = draw(st.sampled_from(limits))
        obeys = draw(st.integers(0, 3))
        wills = {
            member.charger_id: replace(
                member,
                offered=max(draw(CURRENTS), 0),
                charging=draw(st.booleans()),
                most=draw(st.integers(0, 32)),
            )
            for member in plugged
        }
        for _ in range(times):
            now += gap
            members = [
                replace(
                    will,
                    offered=said.get(name, will.offered)
                    if obeys
                    else will.offered and max(will.offered, will.least),
                )
                for name, will in wills.items()
            ]
            site = Site(
                reading=replace(reading, at=now),
                allowance=Allowance(power=power, phase=phase),
                phases=connection,
            )
            after, shares = step(memory, now, site, members)
            looks.append(
                Look(
                    now=now,
                    site=site,
                    members=members,
                    before=memory,
                    memory=after,
                    shares=shares,
                )
            )
            memory = after
            said = {name: share.current for name, share in shares.items()}
    return looks


def of_all(looks: Iterable[Look]) -> Iterable[tuple[Member, Share]]:
    """Each charger at each look."""
    return (
        (member, look.shares[member.charger_id])
        for look in looks
        for member in look.members
    )


@PATIENT
@given(houses())
def test_never_above_the_limits(looks: list[Look]) -> None:
    """Beside the house as the meter shows it, at any look."""
    assert max(look.beyond for look in looks) <= 1e-3


@PATIENT
@given(houses())
def test_nothing_or_at_least_the_least_and_never_above_the_most(
    looks: list[Look],
) -> None:
    """In whole amperes."""
    assert all(
        share.current == 0
        or min(member.least, member.offered or 32) <= share.current <= member.most
        for member, share in of_all(looks)
    )
    assert all(0 <= share.fits <= member.most for member, share in of_all(looks))


@PATIENT
@given(houses())
def test_none_is_raised_while_any_car_is_on_its_way(looks: list[Look]) -> None:
    """Nobody knows yet what the meter shows of it."""
    assert not any(
        look.raised
        for look in looks
        if any(each.draw.is_moving(look.now) for each in look.memory.members.values())
    )


@PATIENT
@given(houses())
def test_an_overload_lowers_an_offer_in_the_look_that_shows_it(
    looks: list[Look],
) -> None:
    """Wherever a limit is exceeded that a car loads which has obeyed."""
    assert all(look.offered < look.was_offered for look in looks if look.overloaded)


@PATIENT
@given(houses())
def test_the_same_again_is_the_same_again(looks: list[Look]) -> None:
    """A look that shows nothing new changes nothing."""
    last = looks[-1]
    members = [
        replace(member, offered=last.shares[member.charger_id].current)
        for member in last.members
    ]
    memory, first = step(last.memory, last.now, last.site, members)
    _, second = step(memory, last.now, last.site, members)

    assert {name: share.current for name, share in first.items()} == {
        name: share.current for name, share in second.items()
    }


@PATIENT
@given(houses(most_chargers=1), st.floats(0, 10_000), st.floats(0, 10_000))
def test_more_allowance_is_never_less_current(
    looks: list[Look], power: float, phase: float
) -> None:
    """With one charger."""
    last = looks[-1]
    allowance = last.site.allowance
    more = Allowance(
        power=None if allowance.power is None else allowance.power + power,
        phase=None if allowance.phase is None else allowance.phase + phase,
    )
    name = last.members[0].charger_id

    enough = last.again(site=replace(last.site, allowance=more))
    assert enough[name] >= last.shares[name].current


@PATIENT
@given(houses(most_chargers=1, connections=(1,)), st.floats(0, 10_000))
def test_less_house_is_never_less_current(looks: list[Look], less: float) -> None:
    """With one charger whose car is where it goes."""
    last = looks[-1]
    name = last.members[0].charger_id
    assume(last.before.of(last.members[0]).draw.reference is None)
    assume(last.memory.members[name].draw.reference is None)
    reading = replace(last.site.reading, power=last.site.reading.power - less)

    enough = last.again(site=replace(last.site, reading=reading))
    assert enough[name] >= last.shares[name].current


@PATIENT
@given(
    houses(connections=(1,), allowances=st.tuples(FIRM, st.none())),
    st.floats(0, 10_000),
)
def test_more_allowance_is_never_less_in_all(looks: list[Look], more: float) -> None:
    """With several chargers, all of which charge: one that waits has to be let in."""
    last = looks[-1]
    members = [replace(member, offered=member.offered or 6) for member in last.members]
    power = last.site.allowance.power
    assert power is not None
    site = replace(last.site, allowance=Allowance(power=power + more))

    enough = last.again(site=site, members=members)
    assert sum(enough.values()) >= sum(last.again(members=members).values())
