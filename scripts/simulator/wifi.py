"""The Wi-Fi networks that a charger can see."""

from dataclasses import dataclass
from typing import Final

HOME: Final = "Casa"
WORKSHOP: Final = "Taller"
NEIGHBOUR: Final = "Vecinos"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network.

    Attributes:
        ssid: its name.
        password: what it asks for.
        rssi: how strong it is at the charger, dBm.
        address: what the charger gets there; None: what it had.
        reachable: whether Home Assistant reaches the charger there.
    """

    ssid: str
    password: str
    rssi: int
    address: str | None = None
    reachable: bool = True


NETWORKS: Final = (
    Network(ssid=HOME, password="home-password", rssi=-52),
    Network(
        ssid=WORKSHOP, password="workshop-password", rssi=-67, address="127.0.0.2"
    ),
    Network(
        ssid=NEIGHBOUR,
        password="neighbours-password",
        rssi=-84,
        address="127.0.0.77",
        reachable=False,
    ),
)
