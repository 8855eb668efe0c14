"""What EcoCharging saves, and how often it leaves a car short, on recorded sessions.

Each user's sessions are replayed in order against recorded prices by the code that runs
in Home Assistant.
"""

from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction, Namespace
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from custom_components.v2c_cloud.control.plan import Caution
from custom_components.v2c_cloud.control.stays import Calendar

from .eco_files import RecordedSession, convert, read_prices, read_sessions
from .eco_replay import (
    Garage,
    Market,
    Outcome,
    Planned,
    Strategy,
    at_once,
    perfect,
    replay,
    timer,
)
from .processes import side_by_side
from .report import BenchmarkError, Target, percentiles, rounded, say

SUMMARY: Final = "recorded sessions at recorded prices (minutes, --prices, --sessions)"
_QUICK: Final = 300
"""Sessions of a smoke run."""
_READY_BY: Final = time(7)
_EVENING: Final = 15
_NIGHT: Final = timedelta(hours=6)
_SHORT: Final = 1.0
"""kWh that may be missing."""
_BALANCED: Final = "learned"
_FRONTIER: Final = {
    _BALANCED if caution is Caution.BALANCED else f"{_BALANCED}_{caution}": caution
    for caution in Caution
}


def add_options(parser: ArgumentParser) -> None:
    """Add what this benchmark takes."""
    add = parser.add_argument
    add("--prices", type=Path, metavar="CSV", help="start_utc,price_per_kwh[.gz]")
    add("--per-mwh", action="store_true", help="the prices are per MWh")
    add(
        "--sessions",
        type=Path,
        metavar="CSV",
        help="user,plug_in_utc,plug_out_utc,energy_kwh[.gz]",
    )
    add("--power-kw", type=float, default=7.4, help="of the charger")
    add("--timezone", type=_zone, default=ZoneInfo("Europe/Madrid"))
    add(
        "--published-at",
        type=time.fromisoformat,
        default=time(20, 15),
        help="local time from which tomorrow is known: 20:15 for PVPC, 13:00 for spot",
    )
    add(
        "--frontier",
        action=BooleanOptionalAction,
        default=True,
        help="also replay the other levels of caution",
    )
    add(
        "--convert",
        type=Path,
        nargs=2,
        metavar=("FILE", "OUT"),
        help="only write sessions in other columns as they are read here",
    )
    add(
        "--shift-weeks",
        type=int,
        default=0,
        help="with --convert: so many weeks later, to meet the prices",
    )


def run(options: Namespace) -> dict[str, Any]:
    """Measure what the command line asks for; return the report.

    Raises:
        BenchmarkError: an option is missing, or a file is not as it should be.
    """
    if options.convert:
        source, out = options.convert
        kept = convert(source, out, zone=options.timezone, weeks=options.shift_weeks)
        say(f"{out} is written")
        return {"sessions": len(kept)}
    if options.prices is None or options.sessions is None:
        raise BenchmarkError("Tell prices and sessions: --prices CSV --sessions CSV.")
    prices = read_prices(options.prices, per_mwh=options.per_mwh, currency="EUR")
    sessions = read_sessions(options.sessions)
    if options.quick:
        sessions = list(islice(sessions, _QUICK))
    garage = Garage(
        market=Market(prices, options.timezone, options.published_at),
        power=options.power_kw,
        calendar=Calendar(zone=options.timezone),
    )
    if not any(
        garage.market.covers(session.plug_in, session.plug_out) for session in sessions
    ):
        raise BenchmarkError(
            "No session lies where there are prices, and four weeks of them before it."
        )
    strategies: dict[str, Strategy] = {
        "at_once": at_once,
        "timer_0_8": timer,
        "perfect": perfect,
        _BALANCED: Planned(),
        "ready_by": Planned(ready_by=_READY_BY),
        "ready_by_known": Planned(ready_by=_READY_BY, knows_need=True),
        "true_departure": Planned(knows_need=True, knows_departure=True),
    }
    if options.frontier:
        strategies |= {
            name: Planned(caution=caution) for name, caution in _FRONTIER.items()
        }
    done = side_by_side(
        {
            name: partial(_replayed, garage, sessions, strategy)
            for name, strategy in strategies.items()
        }
    )
    return document(done, options.timezone)


type Replayed = tuple[list[Outcome], list[float], list[float]]
"""Outcomes, and the seconds of a processor that plans and habits took."""


def _replayed(
    garage: Garage, sessions: Sequence[RecordedSession], strategy: Strategy
) -> Replayed:
    outcomes = list(replay(garage, sessions, strategy))
    if isinstance(strategy, Planned):
        return outcomes, strategy.plan_seconds, strategy.learn_seconds
    return outcomes, [], []


def document(done: Mapping[str, Replayed], zone: ZoneInfo) -> dict[str, Any]:
    """Return the report on some strategies.

    Times are those of a processor: what else the machine does does not count.
    """
    dearest = done["at_once"][0]
    figures = {
        name: {
            "all": _figures(outcomes, dearest, zone, overnight=False),
            "overnight": _figures(outcomes, dearest, zone, overnight=True),
        }
        for name, (outcomes, _, _) in done.items()
    }
    report: dict[str, Any] = {
        "strategies": {
            name: each
            for name, each in figures.items()
            if name == _BALANCED or name not in _FRONTIER
        },
        "plan_ms": percentiles([1000 * each for each in done[_BALANCED][1]]),
        "learn_ms": percentiles([1000 * each for each in done[_BALANCED][2]]),
    }
    report["of_perfect"] = {
        name: {
            kind: _share(each[kind]["saving"], figures["perfect"][kind]["saving"])
            for kind in each
        }
        for name, each in figures.items()
    }
    if _FRONTIER.keys() <= figures.keys():
        report["frontier"] = {
            caution.value: figures[name] for name, caution in _FRONTIER.items()
        }
    return report


def _figures(
    outcomes: Sequence[Outcome],
    dearest: Sequence[Outcome],
    zone: ZoneInfo,
    *,
    overnight: bool,
) -> dict[str, Any]:
    chosen = [
        number
        for number, each in enumerate(outcomes)
        if not overnight or is_overnight(each.session, zone)
    ]
    if not chosen:
        return {"sessions": 0, "saving": None}
    mine = [outcomes[number] for number in chosen]
    cost = sum(each.cost for each in mine)
    wanted = sum(each.wanted for each in mine)
    at_once_cost = sum(dearest[number].cost for number in chosen)
    stayers = [each for each in mine if stays_until(each.session, _READY_BY, zone)]
    return {
        "sessions": len(mine),
        "price": rounded(cost / wanted, 5),
        "saving": rounded(1 - cost / at_once_cost, 4),
        "short_share": rounded(_short(mine), 4),
        "short_share_stayers": rounded(_short(stayers), 4),
        "short_kwh": rounded(sum(each.missing for each in mine), 1),
        "starts": rounded(sum(each.starts for each in mine) / len(mine), 3),
    }


def _short(outcomes: Sequence[Outcome]) -> float:
    if not outcomes:
        return 0.0
    return sum(each.missing > _SHORT for each in outcomes) / len(outcomes)


def _share(saving: float | None, best: float | None) -> float | None:
    return rounded(saving / best, 4) if saving is not None and best else None


def is_overnight(session: RecordedSession, zone: ZoneInfo) -> bool:
    """Whether it began in the afternoon or evening and ended on the next day."""
    begins, ends = (
        each.astimezone(zone) for each in (session.plug_in, session.plug_out)
    )
    return (
        begins.hour >= _EVENING
        and session.plug_out - session.plug_in >= _NIGHT
        and ends.date() - begins.date() == timedelta(days=1)
    )


def stays_until(session: RecordedSession, clock: time, zone: ZoneInfo) -> bool:
    """Whether the car is still there at the next such time of day."""
    begins = session.plug_in.astimezone(zone)
    day = begins.date() + timedelta(days=begins.time() >= clock)
    return session.plug_out >= datetime.combine(day, clock, zone)


def targets(figures: Mapping[str, Any]) -> list[Target]:
    """Return what the figures shall reach."""
    if "strategies" not in figures:
        return []
    strategies, share = figures["strategies"], figures["of_perfect"]
    learned, timer_ = strategies["learned"], strategies["timer_0_8"]
    ready = strategies["ready_by"]["overnight"]
    known = strategies["ready_by_known"]["overnight"]

    def lacking(name: str, kind: str, least: float) -> Target:
        reached = share[name][kind]
        return Target(
            name=f"{name}, {kind}: saving short of perfect foresight",
            figure=None if reached is None else round(1 - reached, 4),
            limit=round(1 - least, 4),
        )

    return [
        lacking("learned", "overnight", 0.80),
        _at_most("learned, overnight: short", learned["overnight"], 0.015),
        lacking("learned", "all", 0.70),
        _at_most("learned, all: short", learned["all"], 0.05),
        Target(
            name="ready_by, overnight: saving short of the energy known",
            figure=round(1 - ready["saving"] / known["saving"], 4)
            if ready.get("saving") and known.get("saving")
            else None,
            limit=0.05,
        ),
        Target(
            name="ready_by, overnight: short of those still there",
            figure=ready.get("short_share_stayers"),
            limit=0.01,
        ),
        Target(
            name="learned, all: saving short of the timer's",
            figure=round(timer_["all"]["saving"] - learned["all"]["saving"], 4),
            limit=0.0,
        ),
        _at_most(
            "learned, all: short beside the timer",
            learned["all"],
            timer_["all"]["short_share"],
        ),
        Target(name="starts per session", figure=learned["all"]["starts"], limit=2.0),
        Target(name="ms for a plan (p95)", figure=figures["plan_ms"]["p95"], limit=20),
        Target(name="ms to learn (p95)", figure=figures["learn_ms"]["p95"], limit=5),
    ]


def _at_most(name: str, figures: Mapping[str, Any], limit: float) -> Target:
    return Target(name=name, figure=figures.get("short_share"), limit=limit)


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ArgumentTypeError(f"{text} is no time zone") from error
