"""What old entries say, and what owners are told about old entities."""

from pathlib import Path
import re
from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.v2c_cloud.binary_sensor import BINARY_SENSORS
from custom_components.v2c_cloud.button import BUTTONS
from custom_components.v2c_cloud.migration import OldEntry, read_entry
from custom_components.v2c_cloud.number import NUMBERS
from custom_components.v2c_cloud.select import SELECTS
from custom_components.v2c_cloud.sensor import SENSORS
from custom_components.v2c_cloud.switch import SWITCHES

from .community_integration import OLD

TABLE = Path(__file__).parent.parent / "docs" / "migration.md"

OURS = {
    (platform, description.suffix or description.key): description.key
    for platform, descriptions in (
        (Platform.BINARY_SENSOR, BINARY_SENSORS),
        (Platform.BUTTON, BUTTONS),
        (Platform.NUMBER, NUMBERS),
        (Platform.SELECT, SELECTS),
        (Platform.SENSOR, SENSORS),
        (Platform.SWITCH, SWITCHES),
    )
    for description in descriptions
}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({}, OldEntry(api_key=None), id="nothing"),
        pytest.param(
            {"api_key": None, "cached_pairings": "x", "manual_ips": ["x"]},
            OldEntry(api_key=None),
            id="wrong types",
        ),
        pytest.param(
            {"cached_pairings": [None, {}, {"deviceId": ""}, {"ip": "10.0.0.1"}]},
            OldEntry(api_key=None),
            id="pairings without a charger",
        ),
        pytest.param(
            {
                "cached_pairings": [
                    {"deviceId": "A", "ip": "0.0.0.0"},  # noqa: S104
                    {"deviceId": "B", "ip": "8.8.8.8"},
                    {"deviceId": "C", "ip": "charger.local"},
                    {"deviceId": "D", "ip": " 10.0.0.1 "},
                    {"deviceId": "E", "ip": ""},
                ]
            },
            OldEntry(
                api_key=None,
                names=dict.fromkeys("ABCDE", ""),
                hosts={"D": "10.0.0.1"},
            ),
            id="only addresses on the LAN",
        ),
        pytest.param(
            {
                "api_key": "key",
                "fallback_ip": "0.0.0.0",  # noqa: S104
                "initial_pairings": [{"deviceId": "A", "ip": "10.0.0.1"}],
            },
            OldEntry(api_key="key", names={"A": ""}),
            id="version 1 over 4G",
        ),
        pytest.param(
            {
                "fallback_ip": "",
                "cloud_only": False,
                "cached_pairings": [{"deviceId": "a", "ip": "10.0.0.1"}],
            },
            OldEntry(api_key=None, names={"A": ""}, hosts={"A": "10.0.0.1"}),
            id="version 2 keeps the mark of 4G although it has a LAN",
        ),
        pytest.param(
            {"manual_ips": {"a": "10.0.0.1", "B": ""}},
            OldEntry(api_key=None, names={"A": ""}, hosts={"A": "10.0.0.1"}),
            id="typed for a charger that was never listed",
        ),
    ],
)
def test_read_entry(data: dict[str, Any], expected: OldEntry) -> None:
    """Damaged entries lose what cannot be understood, and nothing else."""
    assert read_entry(data) == expected


def table_rows() -> list[tuple[str, str, str, str]]:
    """Platform, end of the unique ID, fate and our key, as owners are told."""
    return re.findall(
        r"^\| (\w+) \| `(\w+)` \|[^|]*\| (kept|renamed|dropped) \|[^`|]*`?(\w*)",
        TABLE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )


def test_table_names_every_old_entity() -> None:
    """Owners find each of their entities, once."""
    rows = [(platform, suffix) for platform, suffix, _, _ in table_rows()]
    assert len(rows) == len(OLD)
    assert set(rows) == OLD


def test_table_tells_what_happens() -> None:
    """The table promises exactly what the entities' descriptions keep."""
    promised = {
        (platform, suffix): key
        for platform, suffix, fate, key in table_rows()
        if fate != "dropped"
    }
    assert promised == {old: key for old, key in OURS.items() if old in OLD}


def test_table_tells_kept_from_renamed() -> None:
    """Renamed means that our key is not the end of the old unique ID."""
    assert {
        (platform, suffix)
        for platform, suffix, fate, _ in table_rows()
        if fate == "renamed"
    } == {
        (platform, suffix)
        for platform, suffix, fate, key in table_rows()
        if fate != "dropped" and key != suffix.removesuffix("_number")
    }
