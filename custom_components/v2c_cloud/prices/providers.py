"""All providers that are known, by the domain of their integration."""

from typing import Final

from . import (
    amberelectric,
    easyenergy,
    energidataservice,
    energyzero,
    entsoe,
    epex_spot,
    ge_spot,
    generic,
    green_planet_energy,
    nordpool,
    octopus_energy,
    omie,
    pun_sensor,
    pvpc,
    tibber,
    zonneplan_one,
)
from .adapter import Provider

PROVIDERS: Final[dict[str, Provider]] = {
    "amberelectric": amberelectric.PROVIDER,
    "easyenergy": easyenergy.PROVIDER,
    "energidataservice": energidataservice.PROVIDER,
    "energyzero": energyzero.PROVIDER,
    "entsoe": entsoe.PROVIDER,
    "epex_spot": epex_spot.PROVIDER,
    "ge_spot": ge_spot.PROVIDER,
    "green_planet_energy": green_planet_energy.PROVIDER,
    "nordpool": nordpool.PROVIDER,
    "octopus_energy": octopus_energy.PROVIDER,
    "omie": omie.PROVIDER,
    "pun_sensor": pun_sensor.PROVIDER,
    "pvpc_hourly_pricing": pvpc.PROVIDER,
    "pvpc_next": pvpc.PROVIDER,
    "tibber": tibber.PROVIDER,
    "zonneplan_one": zonneplan_one.PROVIDER,
}


def provider_of(platform: str | None) -> Provider:
    """How to read the entities of an integration; any that is not known is read alike."""
    return PROVIDERS.get(platform or "", generic.PROVIDER)
