"""A bridge hands on what a charger says on the LAN, and says when it does not."""

from aiohttp import ClientSession
import pytest

from scripts.simulator import LanFault, SimulatedCharger
from scripts.simulator.bridge import bridge_to


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("read/Locked", 200, "0"),
        ("write/Locked=1", 200, "OK"),
        ("write/Locked=7", 200, "ERROR"),
        ("read/Nonsense", 404, "This URI does not exist"),
        ("wifi", 404, ""),
    ],
)
async def test_hands_on(
    charger: SimulatedCharger, client: ClientSession, path: str, status: int, text: str
) -> None:
    """What comes, as it comes."""
    answer = bridge_to(client, f"http://{charger.lan.host}:{charger.lan.port}")

    assert await answer(path, "") == (status, text)


@pytest.mark.parametrize(
    ("fault", "status"), [(LanFault.REFUSE, 503), (LanFault.DROP, 504)]
)
async def test_tells_whether_the_charger_heard_of_it(
    charger: SimulatedCharger, client: ClientSession, fault: LanFault, status: int
) -> None:
    """Nothing was carried out, or nobody knows."""
    answer = bridge_to(client, f"http://{charger.lan.host}:{charger.lan.port}")
    charger.lan.fail = fault

    assert await answer("write/Locked=1", "") == (status, "")
    assert not charger.values.locked
