"""What each limit of a house's connection leaves over for the cars. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import math
from typing import Self

from .limits import LOWEST_CURRENT, PHASE_VOLTAGE
from .model import Allowance, MeterReading
from .sharing import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The house at one moment."""

    reading: MeterReading
    allowance: Allowance
    phases: int = 1
    """Of the connection: 1 or 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A charger as the law sees it."""

    charger_id: str
    offered: int
    """A per phase that it offers the car now, 0 while it is paused."""
    charging: bool
    """Whether a car is there that draws, or may at any time."""
    most: int
    """A that it may offer now, whatever the house leaves; 0 for nothing."""
    least: int = LOWEST_CURRENT
    count: int = 1
    """How many phases the car draws from: 1 or 3."""
    phases: tuple[int, ...] | None = None
    """Which phases of the house these are, from 0; None where that is not known."""
    priority: int = 0
    """Lower comes first; equals share fairly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """The limits, one after the other: over all phases, then for each phase.

    Where only the total is measured on three phases, the second limit is that of one
    phase on which all of the house might be.
    """

    site: Site
    limits: tuple[float, ...]
    measured: tuple[float, ...]

    @classmethod
    def of(cls, site: Site, margin: float) -> Self:
        """The limits of a house, of each of which ``margin`` W stay free."""
        allowance, reading = site.allowance, site.reading
        power = math.inf if allowance.power is None else allowance.power
        phase = math.inf if allowance.phase is None else allowance.phase
        limits: tuple[float, ...] = (power, phase)
        measured: tuple[float, ...] = (reading.power, max(reading.power, 0.0))
        if site.phases == 1:
            limits, measured = (min(power, phase),), (reading.power,)
        elif reading.phases is not None:
            limits = (power, *(phase for _ in reading.phases))
            measured = (reading.power, *reading.phases)
        return cls(
            site=site,
            limits=tuple(limit - margin for limit in limits),
            measured=measured,
        )

    def claim(self, member: Member) -> Claim:
        """What a charger could use, and how it loads each limit."""
        return Claim(
            charger_id=member.charger_id,
            least=member.least,
            most=member.most,
            load=self.load(member),
            priority=member.priority,
        )

    def load(self, member: Member) -> tuple[float, ...]:
        """W that one ampere of a charger adds to each limit.

        A phase that is not known may be any of them: the car is taken to load each,
        which is right for its own and makes the others no tighter.
        """
        total = member.count * PHASE_VOLTAGE
        if len(self.limits) == 1:
            return (total,)
        if self.site.reading.phases is None:
            return (total, PHASE_VOLTAGE)
        return (
            total,
            *(
                PHASE_VOLTAGE * (member.phases is None or number in member.phases)
                for number in range(len(self.limits) - 1)
            ),
        )

    def seen(
        self, member: Member, members: Sequence[Member], currents: Mapping[str, float]
    ) -> tuple[float, float]:
        """W on the phases of a charger, and what one of its amperes adds to them.

        Without what the cars of the other ``members`` draw.
        """
        rest = self.rest(members, {**currents, member.charger_id: 0.0})
        if len(rest) <= 2 or member.phases is None:
            return rest[0], member.count * PHASE_VOLTAGE
        own = [rest[1 + number] for number in member.phases]
        return sum(own), len(own) * PHASE_VOLTAGE

    def rest(
        self, members: Sequence[Member], currents: Mapping[str, float]
    ) -> tuple[float, ...]:
        """W that the house takes beside the cars, which draw these currents."""
        rest = [
            watts
            - sum(
                self.load(member)[number] * currents[member.charger_id]
                for member in members
            )
            for number, watts in enumerate(self.measured)
        ]
        if len(rest) == 2:
            rest[1] = max(rest[0], 0.0)
        return tuple(rest)

    def left(self, rest: Sequence[float]) -> list[float]:
        """W that are left of each limit beside the house."""
        return [limit - watts for limit, watts in zip(self.limits, rest, strict=True)]

    def tightest(self, left: Sequence[float], member: Member) -> tuple[float, bool]:
        """The W that a charger could take, and whether a phase is what limits it."""
        load = self.load(member)
        amperes = [
            (watts / each if each else math.inf, number)
            for number, (watts, each) in enumerate(zip(left, load, strict=True))
        ]
        fewest, number = min(amperes)
        return fewest * load[0], number > 0
