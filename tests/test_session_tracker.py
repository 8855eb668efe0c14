"""Sessions of simulated chargers over virtual days, from both sources."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.session_tracker import SessionTracker
from custom_components.v2c_cloud.sessions.model import SessionSource
from scripts.benchmarks.virtual_time import still_clock
from scripts.simulator import Car, CloudFault, SimulatedCharger, Simulator

from .clocks import pass_time
from .conftest import charger_subentry, house_entry

HOUR = 3600
STATISTICS = "/stadistic/device"


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    """A clock that stands still, also for chargers on the LAN."""
    with still_clock() as clock:
        yield clock


@dataclass(kw_only=True)
class World:
    """A house with one charger."""

    hass: HomeAssistant
    clock: FrozenDateTimeFactory
    simulator: Simulator
    charger: SimulatedCharger
    entry: MockConfigEntry | None = None

    async def set_up(self, *, lan: bool, cloud: bool, **options: object) -> None:
        """Add the house to Home Assistant."""
        await self.hass.config.async_set_time_zone("Europe/Madrid")
        self.clock.move_to(self.simulator.now)
        self.entry = house_entry(
            charger_subentry(self.charger, lan=lan, cloud=cloud),
            simulator=self.simulator if cloud else None,
            **options,
        )
        self.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def live(self, hours: float, step: int = 300) -> None:
        """Let time pass."""
        await pass_time(self.hass, self.clock, self.simulator, int(hours * HOUR), step)

    async def charge(self, hours: float) -> None:
        """Plug a car in, let it charge, and unplug it."""
        self.charger.plug(Car(capacity=100, soc=0.1))
        await self.live(hours)
        self.charger.unplug()

    async def reload(self) -> None:
        """Load the house anew."""
        assert self.entry is not None
        assert await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.hass.async_block_till_done()

    @property
    def tracker(self) -> SessionTracker:
        """The charger's sessions."""
        assert self.entry is not None
        [tracker] = self.entry.runtime_data.sessions.values()
        assert isinstance(tracker, SessionTracker)
        return tracker

    @property
    def questions(self) -> list[dict[str, str]]:
        """What the cloud was asked about charges."""
        return [
            dict(call.query)
            for call in self.simulator.cloud.requests
            if call.path == STATISTICS
        ]

    def shown(self) -> list[SessionSource]:
        """Who told of each session, the newest first."""
        return [session.source for session in self.tracker.sessions]

    @property
    def energy(self) -> float:
        """What was charged in all sessions."""
        return sum(session.energy for session in self.tracker.sessions)


@pytest.fixture
def start() -> datetime:
    """When the simulated world begins."""
    return datetime(2026, 11, 16, 11, tzinfo=UTC)


@pytest.fixture
async def world(
    hass: HomeAssistant, clock: FrozenDateTimeFactory, start: datetime
) -> AsyncIterator[World]:
    """A world that is not set up yet."""
    async with Simulator(seed=1, start=start) as simulator:
        charger = await simulator.add_charger("ABC123", firmware="2.5.0", name="Garage")
        charger.values.intensity = 16
        # Links make no pauses here, which a charger takes for bad manners.
        charger.lan.strict_manners = False
        yield World(hass=hass, clock=clock, simulator=simulator, charger=charger)


async def test_lan_only(world: World) -> None:
    """A session with its price, and the listener that hears of it."""
    heard: list[int] = []
    await world.set_up(lan=True, cloud=False, price=0.2)
    stop = world.tracker.async_subscribe(
        lambda: heard.append(len(world.tracker.sessions))
    )
    await world.charge(2)
    energy = world.charger.values.charge_energy
    await world.live(1)

    [session] = world.tracker.sessions
    assert session.source is SessionSource.LAN
    assert session.energy == pytest.approx(energy, abs=0.02)
    assert session.cost == pytest.approx(energy * 0.2, abs=0.01)
    assert session.start == world.simulator.clock.start + timedelta(minutes=5)
    assert session.duration == timedelta(hours=2)
    assert len(session.charges) == 1
    assert len(heard) > 10

    stop()
    count = len(heard)
    await world.charge(0.5)
    await world.live(0.5)
    assert len(world.tracker.sessions) == 2
    assert len(heard) == count


@pytest.mark.parametrize(
    ("lan", "source"), [(True, SessionSource.BOTH), (False, SessionSource.CLOUD)]
)
async def test_with_the_cloud(world: World, lan: bool, source: SessionSource) -> None:
    """Its cost, card and CO2 come soon after the end; nothing is counted twice."""
    world.charger.reader.register("aa23b601", "Vicente")
    world.charger.values.rfid = True
    await world.set_up(lan=lan, cloud=True)
    world.charger.plug(Car(capacity=100, soc=0.1))
    world.charger.swipe("aa23b601")
    await world.live(2)
    energy = world.charger.values.charge_energy
    world.charger.unplug()
    await world.live(1)

    [session] = world.tracker.sessions
    assert session.source is source
    assert session.energy == pytest.approx(energy, abs=0.06)
    assert session.cost == pytest.approx(energy * 0.15, abs=0.05)
    assert session.co2 == pytest.approx(energy * 0.31, abs=0.05)
    assert session.card is not None
    assert (session.card.code, session.card.name) == ("aa23b601", "Vicente")
    assert world.tracker.ambiguous == ()


async def test_history(world: World) -> None:
    """A year is asked for once, in pieces, and not again after a restart."""
    world.charger.add_history(days=360)
    await world.set_up(lan=True, cloud=True)
    await world.live(1)
    assert len(world.questions) == 5
    spans = [
        (
            datetime.fromisoformat(one["chargeDateStart"]),
            datetime.fromisoformat(one["chargeDateEnd"]),
        )
        for one in world.questions
    ]
    assert all(last - first <= timedelta(days=92) for first, last in spans)
    assert min(first for first, _ in spans).date().isoformat() == "2025-11-16"

    told = [it.charge for it in world.simulator.cloud.statistics.records("ABC123")]
    assert len(world.tracker.sessions) == len(told) > 200
    total = sum(charge.total for charge in told)
    assert sum(it.energy for it in world.tracker.sessions) == pytest.approx(
        total, abs=0.06 * len(told)
    )

    before = world.tracker.sessions
    await world.reload()
    assert [it.id for it in world.tracker.sessions] == [it.id for it in before]
    await world.live(1)
    assert len(world.questions) == 5
    await world.live(12, step=1800)
    assert len(world.questions) == 6


async def test_the_cloud_is_three_days_late(world: World) -> None:
    """What it tells then completes what the LAN saw."""
    await world.set_up(lan=True, cloud=True)
    world.charger.cloud_online = False
    await world.charge(2)
    energy = world.charger.values.charge_energy
    await world.live(72, step=7200)
    assert world.shown() == [SessionSource.LAN]
    assert world.energy == pytest.approx(energy, abs=0.02)

    world.charger.cloud_online = True
    await world.live(14, step=3600)
    assert world.shown() == [SessionSource.BOTH]
    assert world.energy == pytest.approx(energy, abs=0.06)
    assert world.tracker.sessions[0].cost is not None


async def test_the_lan_is_lost_in_mid_session(world: World) -> None:
    """The cloud goes on, and the session stays one."""
    await world.set_up(lan=True, cloud=True)
    world.charger.plug(Car(capacity=100, soc=0.1))
    await world.live(1)
    await world.charger.lan.stop()
    await world.live(2)
    energy = world.charger.values.charge_energy
    world.charger.unplug()
    await world.live(1)
    assert world.shown() == [SessionSource.BOTH]
    assert world.energy == pytest.approx(energy, abs=0.06)


async def test_lan_only_and_lost_in_mid_session(world: World) -> None:
    """What was not seen is counted by the charger, and is put into the gap."""
    await world.set_up(lan=True, cloud=False)
    world.charger.plug(Car(capacity=100, soc=0.1))
    await world.live(1)
    port = world.charger.lan.port
    await world.charger.lan.stop()
    await world.live(2)
    await world.charger.lan.start("127.0.0.1", port)
    await world.live(1)
    energy = world.charger.values.charge_energy
    world.charger.unplug()
    await world.live(0.5)
    assert world.shown() == [SessionSource.LAN]
    assert world.energy == pytest.approx(energy, abs=0.05)


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_wrong_clock(world: World, hours: int) -> None:
    """The charger's clock is learned, and its charges find their sessions."""
    world.charger.clock_offset = hours * HOUR
    await world.set_up(lan=True, cloud=True)
    await world.charge(1)
    await world.live(3)
    await world.charge(1.5)
    await world.live(1)
    assert world.shown() == [SessionSource.BOTH] * 2
    assert world.tracker.clock_offset is not None
    assert world.tracker.clock_offset.total_seconds() == pytest.approx(
        hours * HOUR, abs=400
    )


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(datetime(2026, 10, 24, 22, 30, tzinfo=UTC), id="autumn"),
        pytest.param(datetime(2026, 3, 28, 23, 30, tzinfo=UTC), id="spring"),
    ],
)
@pytest.mark.parametrize("merges", [False, True], ids=["two values", "one value"])
@pytest.mark.parametrize("lan", [True, False], ids=["both", "cloud"])
async def test_summer_time(world: World, lan: bool, merges: bool) -> None:
    """A charge over the change has each hour of UTC once, with its energy."""
    world.charger.log.merges_repeated_hour = merges
    await world.set_up(lan=lan, cloud=True)
    begun = world.simulator.now
    await world.charge(4)
    energy = world.charger.values.charge_energy
    await world.live(1)

    [session] = world.tracker.sessions
    assert session.energy == pytest.approx(energy, abs=0.06)
    hours = {it.start: it.energy for it in session.energy_by_hour}
    full = [begun.replace(minute=0) + timedelta(hours=index) for index in range(1, 4)]
    assert [hours[hour] for hour in full] == [
        pytest.approx(energy / 4, rel=0.06) for _ in full
    ]


@pytest.mark.usefixtures("hass_storage")
async def test_a_restart_in_mid_session(world: World) -> None:
    """The same session goes on, whatever flowed meanwhile."""
    await world.set_up(lan=True, cloud=False)
    world.charger.plug(Car(capacity=100, soc=0.1))
    await world.live(1)
    [before] = world.tracker.sessions
    assert world.entry is not None
    assert await world.hass.config_entries.async_unload(world.entry.entry_id)
    await world.live(0.5)
    assert await world.hass.config_entries.async_setup(world.entry.entry_id)
    await world.live(1)
    energy = world.charger.values.charge_energy
    world.charger.unplug()
    await world.live(0.5)
    [session] = world.tracker.sessions
    assert (session.id, session.start) == (before.id, before.start)
    assert session.energy == pytest.approx(energy, abs=0.05)
    assert len(session.charges) == 1


async def test_the_cloud_is_down(world: World) -> None:
    """It is asked again after half an hour, and seldom otherwise."""
    await world.set_up(lan=True, cloud=True)
    await world.live(1)
    asked = len(world.questions)
    world.simulator.cloud.fault = CloudFault.SERVER_ERROR
    await world.charge(1)
    await world.live(1.5)
    assert 2 <= len(world.questions) - asked <= 4
    world.simulator.cloud.fault = CloudFault.NONE
    await world.live(1)
    assert world.shown() == [SessionSource.BOTH]


async def test_a_price_that_comes_late(world: World) -> None:
    """What was charged before anybody knew its price has a cost as soon as one does."""
    price = {"source": "entity", "entity": "sensor.price"}
    await world.set_up(lan=True, cloud=False, prices=price)
    await world.charge(1)
    await world.live(1)
    [session] = world.tracker.sessions
    assert session.cost is None

    heard: list[float | None] = []
    stop = world.tracker.async_subscribe(
        lambda: heard.append(world.tracker.sessions[0].cost)
    )
    start = datetime(2026, 11, 16, tzinfo=UTC)
    world.hass.states.async_set(
        "sensor.price",
        "0.1",
        {
            "unit_of_measurement": "EUR/kWh",
            "prices_today": [
                {"time": (start + timedelta(hours=hour)).isoformat(), "price": 0.1}
                for hour in range(24)
            ],
        },
    )
    await world.hass.async_block_till_done()
    assert heard == [pytest.approx(session.energy * 0.1, abs=0.01)]
    stop()
    await world.reload()
    assert world.tracker.sessions[0].cost == heard[0]
    # Another price for the same time changes nothing any more.
    await world.live(0.5)
    assert heard == [world.tracker.sessions[0].cost]


async def test_a_price_that_never_comes(world: World) -> None:
    """Nothing is told and nothing written again and again because of it."""
    await world.set_up(lan=True, cloud=False)
    await world.charge(1)
    await world.live(1)
    heard: list[float | None] = []
    stop = world.tracker.async_subscribe(lambda: heard.append(None))
    assert world.entry is not None
    store = world.entry.runtime_data.session_store
    with patch.object(store, "save_soon") as save:
        await world.live(2)
    stop()
    assert heard == []
    save.assert_not_called()
