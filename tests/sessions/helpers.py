"""Readings, sessions and charges for the tests of the session log."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from custom_components.v2c_cloud.api.charges import CloudCharge
from custom_components.v2c_cloud.api.models import ChargerState, ChargeState
from custom_components.v2c_cloud.sessions.live import LiveLog
from custom_components.v2c_cloud.sessions.model import Charge, Session, SessionSource
from custom_components.v2c_cloud.sessions.slots import merge, spread

MADRID = ZoneInfo("Europe/Madrid")
CHARGER = "ABC123"


def utc(text: str) -> datetime:
    """An instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    """A time on a wall."""
    return datetime.fromisoformat(text)


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def away(energy: float | None = None) -> ChargerState:
    """Nothing plugged in."""
    return ChargerState(charge_state=ChargeState.DISCONNECTED, charge_energy=energy)


def waiting(energy: float | None = None) -> ChargerState:
    """A car that does not charge."""
    return ChargerState(
        charge_state=ChargeState.CONNECTED, charge_energy=energy, charge_power=0.0
    )


def charging(energy: float | None = None, power: float = 3600.0) -> ChargerState:
    """A car that charges."""
    return ChargerState(
        charge_state=ChargeState.CHARGING, charge_energy=energy, charge_power=power
    )


def seen(
    start: str, end: str | None, *charges: tuple[str, str | None, float]
) -> Session:
    """A session that the LAN saw, with charges of even power.

    The energy of a running one flowed in its first hour.
    """
    begin = utc(start)
    return Session(
        id=f"{begin:%Y%m%dT%H%M%SZ}",
        charger_id=CHARGER,
        start=begin,
        end=None if end is None else utc(end),
        charges=tuple(
            Charge(
                start=utc(first),
                end=None if last is None else utc(last),
                slots=merge(
                    spread(
                        utc(first),
                        utc(first) + timedelta(hours=1) if last is None else utc(last),
                        energy,
                    )
                ),
            )
            for first, last, energy in charges
        ),
        source=SessionSource.LAN,
    )


def told(
    start: str,
    end: str | None,
    *energies: float,
    energy: float | None = None,
    created: str | None = None,
    updated: str | None = None,
    cost: float | None = None,
    card: str | None = None,
) -> CloudCharge:
    """A charge of the cloud, by the clock on the wall."""
    return CloudCharge(
        id=start.replace("T", " "),
        start=wall(start),
        end=None if end is None else wall(end),
        energy=sum(energies) if energy is None else energy,
        energy_by_hour=energies,
        cost=cost,
        card_code=card,
        finished=end is not None,
        created_at=None if created is None else utc(created),
        updated_at=None if updated is None else utc(updated),
    )


def watch(log: LiveLog, *readings: tuple[str, ChargerState]) -> list[Session]:
    """Give a log readings at times; return the sessions that end."""
    return [
        session for at, state in readings for session in log.observe(state, utc(at))
    ]
