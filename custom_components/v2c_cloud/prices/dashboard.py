"""The prices that the Energy dashboard knows. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPrice:
    """An entity with a price, or a price; neither where nobody named one."""

    entity_id: str | None = None
    price: float | None = None
    """Per kWh, in the currency of Home Assistant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardPrices:
    """What a kWh from the grid costs, and what one into it brings."""

    bought: NamedPrice = NamedPrice()
    sold: NamedPrice = NamedPrice()


def dashboard_prices(preferences: Mapping[str, Any] | None) -> DashboardPrices:
    """The prices in the dashboard's preferences.

    Until early 2026 a grid was one source with lists of meters.
    """
    grids = [
        source
        for source in (preferences or {}).get("energy_sources", ())
        if source["type"] == "grid"
    ]
    return DashboardPrices(
        bought=_named([*_meters(grids, "flow_from")], ""),
        sold=_named([*_meters(grids, "flow_to")], "_export"),
    )


def _meters(
    grids: list[Mapping[str, Any]], flow: str
) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Yield what has prices, and whether it has the old shape."""
    for grid in grids:
        if "flow_from" in grid:
            yield from ((meter, True) for meter in grid.get(flow, ()))
        else:
            yield grid, False


def _named(meters: list[tuple[Mapping[str, Any], bool]], suffix: str) -> NamedPrice:
    """Name the first entity, else the number if there is but one.

    Meters with a register for each part of the day have as many numbers: which of them
    counts when is not told.
    """
    entities, numbers = [], []
    for meter, old in meters:
        end = "" if old else suffix
        if entity := meter.get(f"entity_energy_price{end}"):
            entities.append(entity)
        if (number := meter.get(f"number_energy_price{end}")) is not None:
            numbers.append(float(number))
    if entities:
        return NamedPrice(entity_id=entities[0])
    if len(set(numbers)) == 1:
        return NamedPrice(price=numbers[0])
    return NamedPrice()
