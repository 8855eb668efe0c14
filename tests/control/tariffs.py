"""Tariffs for the tests of what builds on them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from custom_components.v2c_cloud.control.holidays import Holidays
from custom_components.v2c_cloud.control.schedule import WEEK, Hours, PriceDay, Season
from custom_components.v2c_cloud.control.tariff import Surcharges, Tariff, custom_tariff
from custom_components.v2c_cloud.control.tariff_presets import (
    FIXED_HOURS,
    SURCHARGE_PRESETS,
    USUAL_OFF_PEAK,
    OffPeak,
    TariffPreset,
    preset_periods,
    preset_schedule,
)

MADRID = ZoneInfo("Europe/Madrid")
LISBON = ZoneInfo("Europe/Lisbon")
PARIS = ZoneInfo("Europe/Paris")
ROME = ZoneInfo("Europe/Rome")
LONDON = ZoneInfo("Europe/London")
TEMPO_PRICES = {
    "blue_peak": 0.16,
    "blue_off_peak": 0.13,
    "white_peak": 0.19,
    "white_off_peak": 0.15,
    "red_peak": 0.76,
    "red_off_peak": 0.14,
}
ZONES = [MADRID, LISBON, PARIS, ROME, LONDON, ZoneInfo("Asia/Kathmandu")]


def local(text: str, zone: ZoneInfo) -> datetime:
    """An instant, told by the clocks of a zone; the first where they show it twice."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def priced(preset: TariffPreset, zone: ZoneInfo, **prices: float) -> Tariff:
    """The tariff of a preset, with the cheap hours that most people have."""
    return Tariff(
        preset=preset,
        schedule=preset_schedule(preset, zone, off_peak=USUAL_OFF_PEAK.get(preset, ())),
        prices=prices,
        currency="EUR",
    )


amounts = st.decimals(-1, 2, places=6).map(float)
zones = st.sampled_from(ZONES)


@st.composite
def day_hours(draw: st.DrawFn, day: PriceDay, season: Season) -> list[Hours]:
    """Hours of one kind of day that follow each other, the last ones over midnight."""
    starts = draw(st.lists(st.integers(1, 1439), unique=True, max_size=5).map(sorted))
    edges = list(zip(starts, [*starts[1:], *starts[:1]], strict=True)) or [(0, 1440)]
    return [
        Hours(
            days=frozenset({day}),
            seasons=frozenset({season}),
            start=start,
            end=end,
            period=str(draw(amounts)),
        )
        for start, end in edges
    ]


custom_tariffs = st.builds(
    lambda parts, zone, holidays: custom_tariff(
        [hours for part in parts for hours in part],
        zone,
        currency="EUR",
        holidays=holidays,
    ),
    st.tuples(*(day_hours(day, season) for day in WEEK for season in Season)),
    zones,
    st.sampled_from(Holidays),
)


@st.composite
def off_peaks(draw: st.DrawFn) -> OffPeak:
    """One or two stretches that leave some of the day, the last one over midnight."""
    edges = draw(
        st.lists(st.integers(1, 1439), unique=True, min_size=2, max_size=4)
        .filter(lambda edges: len(edges) % 2 == 0)
        .map(sorted)
    )
    edges = [*edges[1:], edges[0]]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def preset_tariffs(draw: st.DrawFn) -> Tariff:
    """Any preset with any prices."""
    preset = draw(st.sampled_from([*FIXED_HOURS, *USUAL_OFF_PEAK]))
    off_peak = draw(off_peaks())
    return Tariff(
        preset=preset,
        schedule=preset_schedule(preset, draw(zones), off_peak=off_peak),
        prices={period: draw(amounts) for period in preset_periods(preset)},
        currency="EUR",
    )


tariffs = st.one_of(custom_tariffs, preset_tariffs())


@st.composite
def surcharges(draw: st.DrawFn) -> Surcharges:
    """Any surcharges."""
    preset = draw(st.sampled_from(SURCHARGE_PRESETS))
    return Surcharges(
        preset=preset,
        schedule=preset_schedule(preset, draw(zones)),
        factor=draw(st.floats(0.1, 3)),
        factors=draw(
            st.dictionaries(
                st.sampled_from(preset_periods(preset)), st.floats(0.1, 3), max_size=2
            )
        ),
        additions={period: draw(amounts) for period in preset_periods(preset)},
        tax=draw(st.floats(0.5, 2)),
    )


# Around both changes of the clocks in 2026, a day before six o'clock in London.
days_around_changes = st.sampled_from(
    [datetime(2026, month, day, 4, tzinfo=UTC) for month, day in ((3, 28), (10, 24))]
)
