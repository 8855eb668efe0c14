"""What electricity costs over time, as every source tells it. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSlot:
    """A piece of time with one price."""

    start: datetime
    """UTC."""
    end: datetime
    """UTC, later than the start; the slot does not include it."""
    price_per_kwh: float
    """In the currency, not in cents; may be zero or negative."""
    currency: str
    """As ISO 4217 writes it."""
    expected: bool = False
    """Whether nobody has published it: what the recent past makes of it."""
