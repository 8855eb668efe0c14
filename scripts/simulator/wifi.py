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
        wpa_key: the password that it asks for.
        rssi: how strong it is at the charger, dBm.
        address: what the charger gets there; None: what it had.
        reachable: whether Home Assistant reaches the charger there.
    """

    ssid: str
    wpa_key: str
    rssi: int
    address: str | None = None
    reachable: bool = True


NETWORKS: Final = (
    Network(ssid=HOME, wpa_key="home-password", rssi=-52),
    Network(ssid=WORKSHOP, wpa_key="workshop-password", rssi=-67, address="127.0.0.2"),
    Network(
        ssid=NEIGHBOUR,
        wpa_key="neighbours-password",
        rssi=-84,
        address="127.0.0.77",
        reachable=False,
    ),
)
