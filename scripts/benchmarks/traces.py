"""What houses took and their roofs gave, second by second, from CSV files.

Our own columns are ``t_s,house_w[,pv_w]`` or ``t_s,l1_w,l2_w,l3_w[,pv_w]``, for a roof
by itself ``t_s,pv_w``: seconds that increase, and W without any car. Each row holds
until the next. Public recordings in the columns of their authors are read as well.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
import csv
from dataclasses import dataclass, replace
from datetime import UTC, datetime
import gzip
from io import TextIOBase
from math import isfinite, nan
from pathlib import Path
from typing import Final, Self, cast

from .report import BenchmarkError

VOLTS: Final = 230.0
"""V of each phase; the recordings do not tell, or vary it by a few percent."""
_FUSE: Final = 25.0
"""A per phase of the house that was recorded as what its fuses leave over."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What holds from some second on.

    Attributes:
        at: seconds since the first sample.
        loads: W of each phase, L1 first, without cars; none in a file about a roof.
        solar: W of the roof; None is a house without one.
    """

    at: float
    loads: tuple[float, ...]
    solar: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseTrace:
    """A house without cars; after `end`, in s, nothing more is known."""

    samples: tuple[Sample, ...]
    end: float

    @property
    def phases(self) -> int:
        """How many phases were recorded: 1 or 3."""
        return len(self.samples[0].loads)

    def first(self, seconds: float) -> Self:
        """Return its beginning."""
        return replace(
            self,
            samples=tuple(sample for sample in self.samples if sample.at < seconds),
            end=min(self.end, seconds),
        )

    def under(self, roof: HouseTrace) -> HouseTrace:
        """Return this house under another's roof, as long as both are known.

        Raises:
            BenchmarkError: there are two roofs, or none.
        """
        if self.samples[0].solar is not None:
            raise BenchmarkError("The load has a pv_w of its own: leave out --pv.")
        if roof.samples[0].solar is None:
            raise BenchmarkError("The file for --pv has no column pv_w.")
        end = min(self.end, roof.end)
        edges = {sample.at for trace in (self, roof) for sample in trace.samples}
        return HouseTrace(
            samples=tuple(
                Sample(at, self.at(at).loads, roof.at(at).solar)
                for at in sorted(edges)
                if at < end
            ),
            end=end,
        )

    def at(self, seconds: float) -> Sample:
        """Return what holds at some second."""
        found = bisect_right(self.samples, seconds, key=lambda sample: sample.at)
        return self.samples[found - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """How a kind of file names its columns, and what makes its loads W."""

    time: str = "t_s"
    loads: tuple[str, ...]
    solar: str = "pv_w"
    watts: Callable[[float], float] = float

    def suits(self, columns: set[str]) -> bool:
        return {self.time, *(self.loads or [self.solar])} <= columns


_FORMATS: Final = (
    _Format(loads=("l1_w", "l2_w", "l3_w")),
    _Format(loads=("house_w",)),
    _Format(loads=()),
    # UCI, Individual household electric power consumption, one row a minute.
    _Format(time="local_time", loads=("kw",), watts=lambda kw: 1000 * kw),
    # hass-evse-load-balancer: what the fuses leave over in A, the charger's taken off.
    _Format(
        time="last_changed",
        loads=("corrected_l1", "corrected_l2", "corrected_l3"),
        watts=lambda left: VOLTS * max(0.0, _FUSE - left),
    ),
    # EMHASS, one row each half hour.
    _Format(time="timestamp", loads=("load_w",)),
)
_NAMES: Final = "; ".join(
    ",".join((form.time, *(form.loads or [form.solar]))) for form in _FORMATS
)


def read(path: Path) -> HouseTrace:
    """Read a trace, by the names of its columns; `.gz` is unpacked.

    Raises:
        BenchmarkError: what is wrong with the file, in a sentence.
    """
    try:
        with _open(path, "rt") as file:
            samples = tuple(_samples(csv.DictReader(file), path))
    except OSError as error:
        raise BenchmarkError(
            f"{path} cannot be read: {error.strerror or error}."
        ) from error
    except (EOFError, UnicodeDecodeError, csv.Error) as error:
        raise BenchmarkError(f"{path} is no CSV file: {error}.") from error
    if len(samples) < 2:
        raise BenchmarkError(f"{path} has fewer than two rows.")
    start, last = samples[0].at, samples[-1].at
    return HouseTrace(
        samples=tuple(replace(sample, at=sample.at - start) for sample in samples),
        # The last row holds as long as the one before it did.
        end=last - start + last - samples[-2].at,
    )


def read_load(path: Path) -> HouseTrace:
    """Read a trace of a house.

    Raises:
        BenchmarkError: what is wrong with the file, in a sentence.
    """
    trace = read(path)
    if not trace.phases:
        raise BenchmarkError(f"{path} has no load, only pv_w.")
    return trace


def write(trace: HouseTrace, path: Path) -> None:
    """Write a trace in our own columns, packed if it is named `.gz`.

    Raises:
        BenchmarkError: the file cannot be written.
    """
    sample = trace.samples[0]
    form = next(item for item in _FORMATS if len(item.loads) == len(sample.loads))
    solar = [] if sample.solar is None else [form.solar]
    try:
        with _open(path, "wt") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow([form.time, *form.loads, *solar])
            for sample in trace.samples:
                light = [] if sample.solar is None else [sample.solar]
                rows.writerow(map(_text, (sample.at, *sample.loads, *light)))
    except OSError as error:
        raise BenchmarkError(f"{path} cannot be written: {error.strerror}.") from error


def _open(path: Path, mode: str) -> TextIOBase:
    opener = gzip.open if path.suffix == ".gz" else open
    return cast("TextIOBase", opener(path, mode, encoding="utf-8", newline=""))


def _samples(rows: csv.DictReader[str], path: Path) -> Iterator[Sample]:
    columns = set(rows.fieldnames or ())
    form = next((item for item in _FORMATS if item.suits(columns)), None)
    if form is None:
        raise BenchmarkError(
            f"{path} has the columns {','.join(rows.fieldnames or ()) or 'of no file'};"
            f" known are: {_NAMES}."
        )
    before = -float("inf")
    for row in rows:
        try:
            sample = _sample(row, form, solar=form.solar in columns)
        except ValueError as error:
            raise BenchmarkError(f"{path}, line {rows.line_num}: {error}.") from error
        if sample.at <= before:
            raise BenchmarkError(
                f"{path}, line {rows.line_num}: time does not increase."
            )
        before = sample.at
        yield sample


def _sample(row: Mapping[str, str], form: _Format, *, solar: bool) -> Sample:
    time = row[form.time]
    return Sample(
        _number(time) if form.time == "t_s" else _instant(time),
        tuple(form.watts(_number(row[name])) for name in form.loads),
        _number(row[form.solar]) if solar else None,
    )


def _number(text: str | None) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = nan
    if not isfinite(number):
        msg = f"{text or 'nothing'} is no number"
        raise ValueError(msg)
    return number


def _instant(text: str) -> float:
    instant = datetime.fromisoformat(text)
    # Local time without a zone: only differences count here.
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()


def _text(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")
