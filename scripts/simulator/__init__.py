"""A V2C charger, its car, its house and its cloud, to develop and test against."""

from .car import Car
from .cards import Card, Swipe
from .charger import Charger
from .charges import Charge, ChargeSpan
from .cloud import (
    BodyFault,
    Cloud,
    CloudFault,
    CommandAnswer,
    ConnectedAnswer,
    GlobalAnswer,
    OfflineAnswer,
)
from .firmware import FIRMWARES, Firmware
from .house import House, Trace
from .lan import Lan, LanFault, LanRequest
from .schedule import Timer
from .settings import Reply
from .simulator import SimulatedCharger, Simulator
from .smart_charger import SmartCharger
from .targets import ZeroTarget
from .values import ChargeState, Values
from .wifi import Network

__all__ = [
    "FIRMWARES",
    "BodyFault",
    "Car",
    "Card",
    "Charge",
    "ChargeSpan",
    "ChargeState",
    "Charger",
    "Cloud",
    "CloudFault",
    "CommandAnswer",
    "ConnectedAnswer",
    "Firmware",
    "GlobalAnswer",
    "House",
    "Lan",
    "LanFault",
    "LanRequest",
    "Network",
    "OfflineAnswer",
    "Reply",
    "SimulatedCharger",
    "Simulator",
    "SmartCharger",
    "Swipe",
    "Timer",
    "Trace",
    "Values",
    "ZeroTarget",
]
