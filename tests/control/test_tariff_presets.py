"""The hours of tariffs as they are sold."""

from zoneinfo import ZoneInfo

from hypothesis import given
import pytest

from custom_components.v2c_cloud.control.bands import BandsProblem
from custom_components.v2c_cloud.control.schedule import HoursError
from custom_components.v2c_cloud.control.tariff_presets import (
    FIXED_HOURS,
    SURCHARGE_PRESETS,
    USUAL_OFF_PEAK,
    OffPeak,
    TariffPreset,
    preset_periods,
    preset_schedule,
)

from .tariffs import LISBON, LONDON, MADRID, PARIS, ROME, local, off_peaks

P = TariffPreset


@pytest.mark.parametrize(
    ("preset", "zone", "day", "periods"),
    [
        (P.FLAT, MADRID, "2026-11-24", "0 all_day"),
        # A Tuesday, a Saturday, a Sunday; 12 October, 6 January and Good Friday.
        (P.SPAIN, MADRID, "2026-11-24", "0 p3 8 p2 10 p1 14 p2 18 p1 22 p2"),
        (P.SPAIN, MADRID, "2026-11-28", "0 p3"),
        (P.SPAIN, MADRID, "2026-11-29", "0 p3"),
        (P.SPAIN, MADRID, "2026-10-12", "0 p3"),
        (P.SPAIN, MADRID, "2026-01-06", "0 p3"),
        (P.SPAIN, MADRID, "2026-04-03", "0 p3 8 p2 10 p1 14 p2 18 p1 22 p2"),
        # The Canary Islands by their own clocks.
        (
            *(P.SPAIN, ZoneInfo("Atlantic/Canary"), "2026-07-14"),
            "0 p3 8 p2 10 p1 14 p2 18 p1 22 p2",
        ),
        (P.CEUTA_MELILLA, MADRID, "2026-11-24", "0 p3 8 p2 11 p1 15 p2 19 p1 23 p2"),
        (P.CEUTA_MELILLA, MADRID, "2026-11-28", "0 p3"),
        (P.CEUTA_MELILLA, MADRID, "2026-12-08", "0 p3"),
        # A Tuesday, a Saturday, a Sunday; Easter Monday, and a Saturday that is a
        # holiday.
        (P.ITALY_THREE, ROME, "2026-11-24", "0 f3 7 f2 8 f1 19 f2 23 f3"),
        (P.ITALY_THREE, ROME, "2026-11-28", "0 f3 7 f2 23 f3"),
        (P.ITALY_THREE, ROME, "2026-11-29", "0 f3"),
        (P.ITALY_THREE, ROME, "2026-04-06", "0 f3"),
        (P.ITALY_THREE, ROME, "2026-08-15", "0 f3"),
        (P.ITALY_TWO, ROME, "2026-11-24", "0 f23 8 f1 19 f23"),
        (P.ITALY_TWO, ROME, "2026-11-28", "0 f23"),
        (P.ITALY_TWO, ROME, "2026-06-02", "0 f23"),
        (P.FRANCE, PARIS, "2026-11-24", "0 off_peak 6 peak 22 off_peak"),
        (P.NIGHT, LONDON, "2026-11-24", "0 peak 0.5 off_peak 7.5 peak"),
        # Winter and summer; a weekend, and a holiday, which is a day like others.
        (
            *(P.PORTUGAL_TWO_DAILY, LISBON, "2026-11-24"),
            "0 vazio 8 fora_vazio 22 vazio",
        ),
        (
            *(P.PORTUGAL_TWO_DAILY, LISBON, "2026-08-02"),
            "0 vazio 8 fora_vazio 22 vazio",
        ),
        (
            *(P.PORTUGAL_THREE_DAILY, LISBON, "2026-11-24"),
            "0 vazio 8 cheias 9 ponta 10.5 cheias 18 ponta 20.5 cheias 22 vazio",
        ),
        (
            *(P.PORTUGAL_THREE_DAILY, LISBON, "2026-08-02"),
            "0 vazio 8 cheias 10.5 ponta 13 cheias 19.5 ponta 21 cheias 22 vazio",
        ),
        # The days before and after the clocks go forward.
        (
            *(P.PORTUGAL_THREE_DAILY, LISBON, "2026-03-28"),
            "0 vazio 8 cheias 9 ponta 10.5 cheias 18 ponta 20.5 cheias 22 vazio",
        ),
        (
            *(P.PORTUGAL_THREE_DAILY, LISBON, "2026-03-29"),
            "0 vazio 8 cheias 10.5 ponta 13 cheias 19.5 ponta 21 cheias 22 vazio",
        ),
        (
            *(P.PORTUGAL_THREE_WEEKLY, LISBON, "2026-11-24"),
            "0 vazio 7 cheias 9.5 ponta 12 cheias 18.5 ponta 21 cheias",
        ),
        (
            *(P.PORTUGAL_THREE_WEEKLY, LISBON, "2026-12-08"),
            "0 vazio 7 cheias 9.5 ponta 12 cheias 18.5 ponta 21 cheias",
        ),
        (
            *(P.PORTUGAL_THREE_WEEKLY, LISBON, "2026-07-14"),
            "0 vazio 7 cheias 9.25 ponta 12.25 cheias",
        ),
        (
            *(P.PORTUGAL_THREE_WEEKLY, LISBON, "2026-11-28"),
            "0 vazio 9.5 cheias 13 vazio 18.5 cheias 22 vazio",
        ),
        (
            *(P.PORTUGAL_THREE_WEEKLY, LISBON, "2026-07-18"),
            "0 vazio 9 cheias 14 vazio 20 cheias 22 vazio",
        ),
        (P.PORTUGAL_THREE_WEEKLY, LISBON, "2026-11-29", "0 vazio"),
        (P.PORTUGAL_TWO_WEEKLY, LISBON, "2026-11-24", "0 vazio 7 fora_vazio"),
        (P.PORTUGAL_TWO_WEEKLY, LISBON, "2026-07-14", "0 vazio 7 fora_vazio"),
        (
            *(P.PORTUGAL_TWO_WEEKLY, LISBON, "2026-11-28"),
            "0 vazio 9.5 fora_vazio 13 vazio 18.5 fora_vazio 22 vazio",
        ),
        (
            *(P.PORTUGAL_TWO_WEEKLY, LISBON, "2026-07-18"),
            "0 vazio 9 fora_vazio 14 vazio 20 fora_vazio 22 vazio",
        ),
        (P.PORTUGAL_TWO_WEEKLY, LISBON, "2026-11-29", "0 vazio"),
    ],
)
def test_days(preset: TariffPreset, zone: ZoneInfo, day: str, periods: str) -> None:
    """The hours at which each period begins, as the bill has them."""
    schedule = preset_schedule(preset, zone, off_peak=USUAL_OFF_PEAK.get(preset, ()))
    words = periods.split()
    told = dict(zip(words[1::2], words[1::2], strict=True))
    begins = [float(hour) for hour in words[::2]]

    minutes = [f"{day}T{minute // 60:02}:{minute % 60:02}" for minute in range(1440)]
    shown = [schedule.period(local(minute, zone)) for minute in minutes]

    # The clocks of the day in March skip an hour that has one period.
    changes = [0, *(n for n in range(1, 1440) if shown[n] != shown[n - 1])]
    assert [minute / 60 for minute in changes] == begins
    assert [shown[minute] for minute in changes] == words[1::2]
    assert set(preset_periods(preset)) >= set(told)


def test_the_winter_ends_with_the_clocks() -> None:
    """On the last Sunday of October, at night, when all cycles are in vazio."""
    schedule = preset_schedule(P.PORTUGAL_THREE_DAILY, LISBON)

    assert schedule.period(local("2026-10-24T09:15", LISBON)) == "cheias"
    assert schedule.period(local("2026-10-25T09:15", LISBON)) == "ponta"


def test_tempo() -> None:
    """Cheap hours of a day are those of the evening, and of the next morning."""
    schedule = preset_schedule(P.TEMPO, PARIS)

    assert schedule.colours == {}
    assert preset_periods(P.TEMPO) == (
        *("blue_peak", "blue_off_peak", "white_peak"),
        *("white_off_peak", "red_peak", "red_off_peak"),
    )


@pytest.mark.parametrize("preset", [*FIXED_HOURS, *USUAL_OFF_PEAK])
def test_each_preset_has_its_periods(preset: TariffPreset) -> None:
    """The names under which prices are typed are those that its hours have."""
    schedule = preset_schedule(preset, MADRID, off_peak=((22 * 60, 6 * 60),))

    assert set(schedule.periods) == set(preset_periods(preset))


def test_what_is_typed_has_no_periods() -> None:
    """And every preset is one or the other."""
    assert preset_periods(P.CUSTOM) == ()
    assert {*FIXED_HOURS, *USUAL_OFF_PEAK, P.CUSTOM} == set(TariffPreset)
    assert set(FIXED_HOURS) - set(SURCHARGE_PRESETS) == {P.TEMPO}


@given(off_peaks())
def test_cheap_hours(off_peak: OffPeak) -> None:
    """What they leave of the day is dear."""
    schedule = preset_schedule(P.FRANCE, PARIS, off_peak=off_peak)
    minutes = sum((end - start) % 1440 for start, end in off_peak)

    assert set(schedule.periods) == {"peak", "off_peak"}
    assert minutes == sum(
        end - start
        for hours in schedule.hours
        if hours.period == "off_peak"
        for start, end in hours.parts
    )


def test_cheap_hours_that_overlap() -> None:
    """The hour that is told twice is named."""
    with pytest.raises(HoursError) as caught:
        preset_schedule(P.FRANCE, PARIS, off_peak=((1320, 360), (300, 480)))

    assert caught.value.flaw.problem is BandsProblem.OVERLAP
    assert (caught.value.flaw.start, caught.value.flaw.end) == (300, 360)
