"""Traces are read from our own columns and from those of public recordings."""

import gzip
from pathlib import Path

import pytest

from scripts.benchmarks.report import BenchmarkError
from scripts.benchmarks.traces import HouseTrace, Sample, read, read_load, write

from .traces import phases, trace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is not there yet."""
    return tmp_path / "trace.csv"


@pytest.mark.parametrize(
    ("lines", "samples", "end"),
    [
        (
            ("t_s,house_w", "0,500", "60,700.5", "120,0"),
            (Sample(0, (500,), None), Sample(60, (700.5,), None)),
            180,
        ),
        (
            ("t_s,house_w,pv_w", "10,500,0", "11,500,-1"),
            (Sample(0, (500,), 0), Sample(1, (500,), -1)),
            2,
        ),
        (
            ("t_s,l1_w,l2_w,l3_w", "0,1,2,3", "0.5,4,5,6"),
            (Sample(0, (1, 2, 3), None), Sample(0.5, (4, 5, 6), None)),
            1,
        ),
        (
            ("t_s,pv_w", "0,100", "1800,200"),
            (Sample(0, (), 100), Sample(1800, (), 200)),
            3600,
        ),
        (
            (
                "local_time,kw,volt,amp",
                "2006-12-16T17:24:00,4.25,234.8,18.4",
                "2006-12-16T17:25:00,0.5,233.6,23.0",
            ),
            (Sample(0, (4250,), None), Sample(60, (500,), None)),
            120,
        ),
        (
            (
                "last_changed,corrected_l1,corrected_l2,corrected_l3,other",
                "2025-04-27 10:00:18+00:00,25.1,24,20,1",
                "2025-04-27 10:00:19+00:00,25,15,20,1",
            ),
            (Sample(0, (0, 230, 1150), None), Sample(1, (0, 2300, 1150), None)),
            2,
        ),
        (
            (
                "timestamp,pv_w,load_w",
                "2022-05-07 23:30:00+02:00,0.0,325.4",
                "2022-05-08 00:00:00+02:00,10.0,290.6",
            ),
            (Sample(0, (325.4,), 0), Sample(1800, (290.6,), 10)),
            3600,
        ),
    ],
    ids=["watts", "roof", "phases", "only roof", "minutes", "fuses", "half hours"],
)
def test_kinds_of_files(
    path: Path, lines: tuple[str, ...], samples: tuple[Sample, ...], end: float
) -> None:
    """The columns tell which it is; the last row holds as long as the one before."""
    path.write_text("\n".join(lines))

    found = read(path)

    assert found.samples[:2] == samples
    assert found.end == end


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has the columns of no file; known are: t_s,l1_w,l2_w,l3_w; t_s,house_w"),
        ("time,power\n0,1\n", "has the columns time,power; known are"),
        ("t_s,house_w\n0,1\n", "has fewer than two rows."),
        ("t_s,house_w\n0,1\n60,much\n", "line 3: much is no number."),
        ("t_s,house_w\n0,1\n60\n", "line 3: nothing is no number."),
        ("t_s,house_w\n0,nan\n60,1\n", "line 2: nan is no number."),
        ("t_s,house_w\n0,1\n60,1\n60,2\n", "line 4: time does not increase."),
        ("t_s,house_w\n60,1\n0,2\n", "line 3: time does not increase."),
        ("local_time,kw\nyesterday,1\n", "line 2: Invalid isoformat"),
        ("t_s,house_w\n0,1\n60,\x00" + 200_000 * "1", "is no CSV file: field larger"),
        ("t_s,pv_w\n0,1\n60,1\n", "has no load, only pv_w."),
    ],
)
def test_a_bad_file_is_refused(path: Path, text: str, sentence: str) -> None:
    """In a sentence that names file, line and trouble."""
    path.write_text(text)

    with pytest.raises(BenchmarkError) as refused:
        read_load(path)

    assert sentence in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_missing_file_is_refused(path: Path) -> None:
    """In a sentence, without a number of the operating system."""
    with pytest.raises(BenchmarkError, match=r"cannot be read: No such file or dir"):
        read(path)


@pytest.mark.parametrize("name", ["trace.csv.gz", "cut.csv.gz"])
def test_what_is_not_packed_is_refused(tmp_path: Path, name: str) -> None:
    """A name is no proof, and half a file is none."""
    (tmp_path / "trace.csv.gz").write_text("t_s,house_w\n0,1\n")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"t_s,house_w\n0,1\n")[:-9])

    with pytest.raises(BenchmarkError, match=name):
        read(tmp_path / name)


@pytest.mark.parametrize("name", ["trace.csv", "trace.csv.gz"])
@pytest.mark.parametrize(
    "written",
    [trace(500, 0.25, 20), trace(500, 700, solar=0.0), phases((1, 2, 3), (4, 5, 6))],
    ids=["house", "roof", "phases"],
)
def test_what_is_written_is_read(
    tmp_path: Path, name: str, written: HouseTrace
) -> None:
    """In our own columns, packed or not."""
    write(written, tmp_path / name)

    assert read(tmp_path / name) == written


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    """It is said why."""
    with pytest.raises(BenchmarkError, match="cannot be written: No such file"):
        write(trace(1, 2), tmp_path / "nowhere" / "trace.csv")


def test_the_beginning() -> None:
    """Of a trace that is too long."""
    assert trace(1, 2, 3).first(400) == HouseTrace(samples=trace(1, 2).samples, end=400)
    assert trace(1, 2).first(1000) == trace(1, 2)


def test_a_house_under_a_roof() -> None:
    """Both hold until their next row, as long as both are known."""
    roof = HouseTrace(
        samples=(Sample(0, (), 10), Sample(150, (), 20), Sample(300, (), 30)), end=450
    )

    assert trace(1, 2, 3).under(roof) == HouseTrace(
        samples=(Sample(0, (1,), 10), Sample(150, (1,), 20), Sample(300, (2,), 30)),
        end=450,
    )


@pytest.mark.parametrize(
    ("house", "roof", "sentence"),
    [
        (trace(1, 2, solar=0), trace(1, 2, solar=0), "leave out --pv"),
        (trace(1, 2), trace(1, 2), "has no column pv_w"),
    ],
)
def test_two_roofs_or_none(house: HouseTrace, roof: HouseTrace, sentence: str) -> None:
    """Are refused."""
    with pytest.raises(BenchmarkError, match=sentence):
        house.under(roof)
