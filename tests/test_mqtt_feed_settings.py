"""What a feed says, and what may stand before its topics."""

from homeassistant.components import mqtt
import pytest

from custom_components.v2c_cloud.control.model import MeterReading
from custom_components.v2c_cloud.mqtt_feed import (
    BATTERY_TOPIC,
    GRID_TOPIC,
    SUN_TOPIC,
    FeedSettings,
    read_prefix,
)


@pytest.mark.parametrize(
    ("settings", "values", "messages"),
    [
        (FeedSettings(), (457.4, None, None), [(GRID_TOPIC, "457")]),
        (
            FeedSettings(),
            (-820.6, 3450.2, 1000.0),
            [(GRID_TOPIC, "-821"), (SUN_TOPIC, "3450"), (BATTERY_TOPIC, "1000")],
        ),
        (
            FeedSettings(battery_inverted=True),
            (0.0, None, 1000.0),
            [(GRID_TOPIC, "0"), (BATTERY_TOPIC, "-1000")],
        ),
        (
            FeedSettings(prefix="trydan/"),
            (-0.3, -4.0, -0.2),
            [
                (f"trydan/{GRID_TOPIC}", "0"),
                (f"trydan/{SUN_TOPIC}", "0"),
                (f"trydan/{BATTERY_TOPIC}", "0"),
            ],
        ),
    ],
)
def test_messages(
    settings: FeedSettings,
    values: tuple[float, float | None, float | None],
    messages: list[tuple[str, str]],
) -> None:
    """Whole W; what is not known is not said; inverters at night give nothing."""
    power, solar, battery = values
    reading = MeterReading(at=0, power=power, solar=solar, battery=battery)

    assert list(settings.messages(reading)) == messages


@pytest.mark.parametrize(
    ("typed", "prefix"),
    [
        ("", ""),
        (" ", ""),
        ("trydan", "trydan/"),
        (" trydan/ ", "trydan/"),
        ("/house/garage", "/house/garage/"),
        ("casa de la montaña", "casa de la montaña/"),
        ("x" * 63, "x" * 63 + "/"),
    ],
)
def test_prefixes(typed: str, prefix: str) -> None:
    """What somebody types is what stands before a topic, as a level of its own."""
    assert read_prefix(typed) == prefix
    assert mqtt.valid_publish_topic(prefix + GRID_TOPIC) == prefix + GRID_TOPIC


@pytest.mark.parametrize(
    "typed", ["#", "house/+/", "$SYS", "a\0b", "a\nb", "a\x85b", "\ufdd0", "x" * 64]
)
def test_no_prefixes(typed: str) -> None:
    """No wildcards, nothing of the broker's own, nothing that cannot be seen."""
    with pytest.raises(ValueError, match="No topic begins with"):
        read_prefix(typed)
