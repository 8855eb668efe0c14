"""The command: what it prints and how it ends."""

import asyncio
from asyncio.subprocess import PIPE, Process
from pathlib import Path
import signal
import socket
import sys

from aiohttp import ClientSession
import pytest

ROOT = Path(__file__).parents[2]


async def start(*options: str) -> Process:
    """Start the simulator as its own process on free ports."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "scripts.simulator",
        "--port=0",
        "--cloud-port=0",
        "--control-port=0",
        *options,
        cwd=ROOT,
        stdout=PIPE,
        stderr=PIPE,
    )


async def addresses(process: Process) -> dict[str, str]:
    """Return what the process says about where it is."""
    assert process.stdout is not None
    found = {}
    async with asyncio.timeout(20):
        while "Control" not in found:
            line = (await process.stdout.readline()).decode().strip()
            name, _, address = line.rpartition(": ")
            found[name] = address
    return found


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
async def test_runs_until_told_to_stop(
    client: ClientSession, order: signal.Signals
) -> None:
    """One line per endpoint, each of which answers; a clean end."""
    process = await start("--firmware=2.4.6", "--plugged", "--key=mine", "--speed=60")
    try:
        found = await addresses(process)
        async with client.get(found["Charger SIM001"] + "/RealTimeData") as response:
            payload = await response.text()
        async with client.get(
            found["Cloud (key mine)"] + "/pairings/me", headers={"apikey": "mine"}
        ) as response:
            status = response.status
        async with client.get(found["Control"] + "/house") as response:
            house = await response.json()
    finally:
        process.send_signal(order)
        _, errors = await process.communicate()

    assert process.returncode == 0
    assert errors == b""
    assert '"FirmwareVersion":"2.4.6"' in payload
    assert '"ChargeState":0' not in payload
    assert status == 200
    assert house["load"] > 0


async def test_a_taken_port_is_said_in_a_sentence() -> None:
    """No stack trace, status 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = await start(f"--port={taken.getsockname()[1]}")
        _, errors = await process.communicate()

    assert process.returncode == 1
    assert b"The simulator cannot start" in errors
    assert b"Traceback" not in errors


async def test_a_house_elsewhere_with_a_past(client: ClientSession) -> None:
    """Options for zone, history and tariff."""
    process = await start("--time-zone=Europe/Rome", "--history=30", "--tariff=0.3")
    try:
        found = await addresses(process)
        async with client.get(
            found["Cloud (key demo-key)"] + "/stadistic/device",
            params={"deviceId": "SIM001"},
            headers={"apikey": "demo-key"},
        ) as response:
            charges = await response.json()
    finally:
        process.terminate()
        await process.communicate()

    assert len(charges) == 5
    assert charges[0]["cost"] == pytest.approx(charges[0]["energy"] * 0.3)


async def test_an_unknown_zone_is_said_in_a_sentence() -> None:
    """No stack trace, status 1."""
    process = await start("--time-zone=Moon/Copernicus")
    _, errors = await process.communicate()

    assert process.returncode == 1
    assert b"Moon/Copernicus" in errors
    assert b"Traceback" not in errors


async def test_a_4g_charger() -> None:
    """Without LAN there is no address of the charger."""
    process = await start("--no-lan", "--load=300", "--phases=3")
    try:
        found = await addresses(process)
    finally:
        process.terminate()
        await process.communicate()

    assert list(found) == ["Cloud (key demo-key)", "Control"]
