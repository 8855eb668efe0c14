"""A V2C charger, its car, its house and its cloud, to develop and test against."""

from .car import Car
from .charger import Charger
from .cloud import Cloud, CloudFault
from .firmware import FIRMWARES, Firmware
from .house import House, Trace
from .lan import Lan, LanFault, LanRequest
from .settings import Reply
from .simulator import SimulatedCharger, Simulator
from .values import ChargeState, Values

__all__ = [
    "FIRMWARES",
    "Car",
    "ChargeState",
    "Charger",
    "Cloud",
    "CloudFault",
    "Firmware",
    "House",
    "Lan",
    "LanFault",
    "LanRequest",
    "Reply",
    "SimulatedCharger",
    "Simulator",
    "Trace",
    "Values",
]
