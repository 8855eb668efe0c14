"""HACS' ``pun_sensor``, Italy's market: each attribute with a time for a name is a price.

Hourly sensors and those of quarters of hours are told alike.
"""

from collections.abc import Mapping
from typing import Any

from .adapter import AttributeAdapter, Place, Provider
from .lists import read_mapping
from .points import Point


def _read(attributes: Mapping[str, Any], place: Place) -> list[Point]:
    return [*read_mapping(attributes, place.zone)]


PROVIDER = Provider(attributes=(AttributeAdapter(read=_read),))
