"""The prices in the Energy dashboard's preferences, of both shapes."""

from typing import Any

import pytest

from custom_components.v2c_cloud.prices.dashboard import (
    DashboardPrices,
    NamedPrice,
    dashboard_prices,
)

NOBODY = NamedPrice()
ENTITY = NamedPrice(entity_id="sensor.price")
SOLD = NamedPrice(entity_id="sensor.sold")


def grid(**prices: object) -> dict[str, Any]:
    """A grid of today."""
    return {
        "type": "grid",
        "stat_energy_from": "sensor.import",
        "stat_energy_to": "sensor.export",
        "entity_energy_price": None,
        "number_energy_price": None,
        "entity_energy_price_export": None,
        "number_energy_price_export": None,
        **prices,
    }


def old_grid(*flows: dict[str, Any], to: tuple[dict[str, Any], ...] = ()) -> Any:
    """A grid as it was stored until early 2026."""
    return {"type": "grid", "flow_from": list(flows), "flow_to": list(to)}


@pytest.mark.parametrize(
    ("sources", "bought", "sold"),
    [
        ([], NOBODY, NOBODY),
        ([{"type": "solar"}, grid()], NOBODY, NOBODY),
        ([grid(entity_energy_price="sensor.price")], ENTITY, NOBODY),
        (
            [
                grid(number_energy_price=0.2, number_energy_price_export=0),
                grid(entity_energy_price="sensor.price"),
            ],
            ENTITY,
            NamedPrice(price=0),
        ),
        (
            [grid(number_energy_price=0.2, entity_energy_price_export="sensor.sold")],
            NamedPrice(price=0.2),
            SOLD,
        ),
        # A register for each part of the day: which counts when is not told.
        (
            [grid(number_energy_price=0.1), grid(number_energy_price=0.2)],
            NOBODY,
            NOBODY,
        ),
        (
            [
                old_grid(
                    {"entity_energy_price": "sensor.price"},
                    to=({"entity_energy_price": "sensor.sold"},),
                )
            ],
            ENTITY,
            SOLD,
        ),
        (
            [old_grid({"number_energy_price": 0.2}, {"number_energy_price": 0.2})],
            NamedPrice(price=0.2),
            NOBODY,
        ),
    ],
)
def test_prices(
    sources: list[dict[str, Any]], bought: NamedPrice, sold: NamedPrice
) -> None:
    """An entity comes first, then a number that is the only one."""
    found = dashboard_prices({"energy_sources": sources})
    assert found == DashboardPrices(bought=bought, sold=sold)


def test_no_preferences() -> None:
    """A dashboard that nobody has set up."""
    assert dashboard_prices(None) == DashboardPrices()
