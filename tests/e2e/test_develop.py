"""scripts/develop: a person gets a house that works, with one command."""

from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

from scripts.demo.house import Ports
from scripts.demo.processes import HOST, ROOT, Process, free_port, get_json, is_free
from scripts.demo.storage import access_token

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

# As scripts/develop does it, but beside one that may be running.
DEVELOP = """
import sys
from pathlib import Path
from scripts.demo.__main__ import main
from scripts.demo.house import Ports
directory, home_assistant, charger, cloud, control = sys.argv.pop(1).split(",")
ports = Ports(
    home_assistant=int(home_assistant),
    charger=int(charger),
    cloud=int(cloud),
    control=int(control),
)
sys.exit(main(Path(directory), ports))
"""
READY = "Ctrl-C stops everything"


@pytest.fixture
def ports() -> Ports:
    """Ports that nobody uses."""
    return Ports(
        home_assistant=free_port(),
        charger=free_port(),
        cloud=free_port(),
        control=free_port(),
    )


@pytest.fixture
def develop(tmp_path: Path, ports: Ports) -> Iterator[Callable[[], Process]]:
    """Start the demo house; it is stopped at the end."""
    started: list[Process] = []
    arguments = ",".join(map(str, (tmp_path / "demo", *astuple(ports))))

    def start() -> Process:
        log = tmp_path / f"develop_{len(started)}.log"
        process = Process(
            "scripts/develop", [sys.executable, "-c", DEVELOP, arguments], log
        )
        started.append(process)
        process.wait_for(
            "welcome", lambda: READY in log.read_text() or None, seconds=120
        )
        return process

    yield start
    for process in started:
        process.stop()


def states(directory: Path, ports: Ports) -> dict[str, str]:
    """All states of the demo house."""
    found: list[dict[str, Any]] | None = get_json(
        f"http://{HOST}:{ports.home_assistant}/api/states", access_token(directory)
    )
    assert found is not None
    return {state["entity_id"]: state["state"] for state in found}


def test_one_command_brings_up_a_house_that_works(
    develop: Callable[[], Process], ports: Ports, tmp_path: Path
) -> None:
    """Charger, price, meter and dashboard are there, before and after a restart."""
    directory = tmp_path / "demo"
    process = develop()

    shown = states(directory, ports)
    assert shown["sensor.garage_charge_state"] == "disconnected"
    assert shown["binary_sensor.garage_lan_connection"] == "on"
    assert float(shown["sensor.grid_power"]) != 0
    assert 0 < float(shown["sensor.electricity_price"]) < 1
    assert 0 < float(shown["sensor.demo_house_price_now"]) < 1
    assert shown["switch.car"] == "off"
    assert shown["sensor.garage_charging_reason"] == "no_car"
    assert shown["select.garage_power_control"] == "off"
    dashboard = (directory / "dashboard.yaml").read_text()
    on_it = {
        line.partition("entity: ")[2]
        for line in dashboard.splitlines()
        if "entity: " in line
    }
    assert len(on_it) > 10
    assert on_it <= set(shown)
    process.wait_for(
        "answer of the simulated cloud",
        lambda: (
            states(directory, ports)["binary_sensor.garage_cloud_connection"] == "on"
            or None
        ),
        seconds=30,
    )

    process.stop()
    assert process.status == 0
    assert "stopped" in process.log.read_text()
    token = access_token(directory)

    develop()
    assert access_token(directory) == token
    # What the cloud knows on top of that appears when it has been asked.
    assert states(directory, ports).keys() >= shown.keys()


def test_a_port_in_use_is_named(ports: Ports, tmp_path: Path) -> None:
    """Whoever started it twice reads what to do."""
    arguments = ",".join(map(str, (tmp_path / "demo", *astuple(ports))))
    with Process(
        "another program",
        [sys.executable, "-m", "http.server", "-b", HOST, str(ports.charger)],
        tmp_path / "other.log",
    ) as other:
        other.wait_for(
            "answer",
            lambda: None if is_free(ports.charger) else True,
            seconds=20,
        )
        failed = subprocess.run(
            [sys.executable, "-c", DEVELOP, arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    assert failed.returncode == 1
    assert f"port {ports.charger} (the simulated charger)" in failed.stderr
    assert not (tmp_path / "demo").exists()
