"""A charger that somebody may set otherwise than control did."""

from dataclasses import dataclass, field, replace

from custom_components.v2c_cloud.api.models import ChargerState, ChargeState
from custom_components.v2c_cloud.control.override import Expected, OverrideMemory, watch

WRITTEN = 1000.0
"""When control wrote last."""

AT_16 = Expected(field="intensity", current=16, paused=False, at=WRITTEN)
PAUSED = Expected(field="intensity", current=16, paused=True, at=WRITTEN)
STEERED = Expected(field="max_intensity", current=16, paused=False, at=WRITTEN)

CHARGING = ChargerState(
    charge_state=ChargeState.CHARGING,
    paused=False,
    locked=False,
    dynamic=False,
    pause_dynamic=False,
    intensity=16,
    min_intensity=6,
    max_intensity=16,
)
UNPLUGGED = replace(CHARGING, charge_state=ChargeState.DISCONNECTED)
MODULATING = replace(CHARGING, dynamic=True)


@dataclass
class Watched:
    """A charger that is polled every 10 s, long after control wrote."""

    expected: Expected | None = AT_16
    memory: OverrideMemory = field(default_factory=OverrideMemory)
    polls: int = 0
    now: float = WRITTEN + 600

    def poll(
        self,
        state: ChargerState,
        *,
        times: int = 1,
        busy: bool = False,
        cut_at: float | None = None,
    ) -> OverrideMemory:
        """Poll it some times, and look at each reading twice."""
        for _ in range(times):
            self.now += 10
            self.polls += 1
            self.look(state, busy=busy, cut_at=cut_at)
            self.look(state, busy=busy, cut_at=cut_at)
        return self.memory

    def look(
        self, state: ChargerState, *, busy: bool = False, cut_at: float | None = None
    ) -> OverrideMemory:
        """Look at what the last poll read."""
        self.memory = watch(
            self.memory,
            self.now,
            state,
            self.expected,
            polls=self.polls,
            busy=busy,
            cut_at=cut_at,
        )
        return self.memory

    def write(self, expected: Expected) -> None:
        """Let control write and have it confirmed."""
        self.expected = replace(expected, at=self.now)

    @property
    def held(self) -> tuple[bool, int | None] | None:
        """What somebody wants now: a pause, a ceiling."""
        override = self.memory.override
        return None if override is None else (override.pause, override.ceiling)


LOWER = replace(CHARGING, intensity=10)
PAUSED_BY_HAND = replace(CHARGING, paused=True)
HIGHER = replace(CHARGING, intensity=20)


def overridden(state: ChargerState, expected: Expected = AT_16) -> Watched:
    """Return a charger that somebody has set so."""
    watched = Watched(expected)
    watched.poll(state, times=2)
    assert watched.held is not None
    return watched
