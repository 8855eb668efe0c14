"""What a price is told in. Pure."""

from dataclasses import dataclass
from typing import Final

PER_ENERGY: Final = {"wh": 1000.0, "kwh": 1.0, "mwh": 0.001, "gwh": 0.000_001}
"""What turns a price per this much energy into one per kWh."""

_SIGNS: Final = {
    "€": "EUR",
    "euro": "EUR",
    "£": "GBP",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "лв": "BGN",
    "lei": "RON",
    "fr.": "CHF",
}
_HOME_SIGNS: Final = {"kr", "kr.", "$"}
"""Several currencies are written so: the home's is meant."""

_HUNDREDTHS: Final = {
    "€c": "EUR",
    "c€": "EUR",
    "€ct": "EUR",
    "eurocent": "EUR",
    "snt": "EUR",
    "p": "GBP",
    "pence": "GBP",
    "gr": "PLN",
    "grosz": "PLN",
}
_HOME_HUNDREDTHS: Final = {
    *("c", "ct", "cts", "cent", "cents", "¢"),
    *("öre", "øre", "ore", "rp", "rp.", "rappen"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceUnit:
    """What a source counts in."""

    currency: str
    """As ISO 4217 writes it."""
    factor: float
    """Turns its numbers into units of the currency per kWh."""


def price_unit(text: object, home: str, currency: object = None) -> PriceUnit | None:
    """Understand a unit such as ``EUR/MWh`` or ``öre/kWh``.

    Without a unit it is the home's currency per kWh, as in the Energy dashboard.

    Args:
        text: What the entity says.
        home: The currency of Home Assistant, meant by signs that several share.
        currency: What the entity says beside its unit.

    Returns:
        None for what is no price of energy.

    """
    said = currency if isinstance(currency, str) and _is_code(currency) else None
    local = said.upper() if said else home
    if text is None or text == "":
        return PriceUnit(currency=local, factor=1.0)
    if not isinstance(text, str):
        return None
    money, _, energy = text.replace(" ", "").rpartition("/")
    per_kwh = PER_ENERGY.get(energy.casefold())
    if per_kwh is None:
        return None
    sign = money.casefold()
    if sign in _HOME_HUNDREDTHS or sign in _HUNDREDTHS:
        return PriceUnit(
            currency=_HUNDREDTHS.get(sign, local), factor=round(per_kwh / 100, 12)
        )
    if sign in _HOME_SIGNS:
        return PriceUnit(currency=local, factor=per_kwh)
    if sign in _SIGNS:
        return PriceUnit(currency=_SIGNS[sign], factor=per_kwh)
    return (
        PriceUnit(currency=money.upper(), factor=per_kwh) if _is_code(money) else None
    )


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha()
