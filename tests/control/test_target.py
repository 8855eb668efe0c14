"""What is still to come of a target."""

import pytest

from custom_components.v2c_cloud.control.target import Target, TargetKind


@pytest.mark.parametrize(
    ("kind", "left", "reached"),
    [
        (TargetKind.ENERGY, 0.03, False),
        (TargetKind.ENERGY, 0.02, True),
        (TargetKind.ENERGY, 0.0, True),
        (TargetKind.TIME, 2.0, False),
        (TargetKind.TIME, 1.0, True),
    ],
)
def test_reached(kind: TargetKind, left: float, reached: bool) -> None:
    """Chargers round what they show."""
    assert Target(kind=kind, left=left).reached is reached
