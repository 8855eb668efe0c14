"""Run the simulator by itself until it is told to stop."""

from argparse import ArgumentDefaultsHelpFormatter, ArgumentParser, Namespace
import asyncio
from datetime import UTC, datetime
import logging
import signal
import sys
from zoneinfo import ZoneInfoNotFoundError

from .car import Car
from .demo import household, roof
from .firmware import FIRMWARES
from .simulator import Simulator

_LATENCY = 0.03


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="scripts/simulate",
        description="A V2C charger with its car, house and cloud, on 127.0.0.1.",
        formatter_class=ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--id", default="SIM001", help="ID on the charger's label")
    add("--name", default="Garage", help="name in the account")
    add("--firmware", default="2.5.0", choices=list(FIRMWARES), help="firmware")
    add("--phases", type=int, default=1, choices=[1, 3], help="phases of the house")
    add("--max-current", type=int, default=32, choices=[16, 20, 32], help="A")
    add("--port", type=int, default=8765, help="port of the charger's LAN interface")
    add("--no-lan", action="store_true", help="a 4G charger, for the cloud only")
    add("--cloud-port", type=int, default=8766, help="port of the cloud")
    add("--key", default="demo-key", help="API key that the cloud takes")
    add("--control-port", type=int, default=8767, help="port of the control interface")
    add("--speed", type=float, default=1.0, help="simulated seconds per second")
    add("--seed", type=int, default=1, help="the same seed repeats the same world")
    add("--dynamic", action="store_true", help="its own power control is on")
    add("--plugged", action="store_true", help="start with a car at the plug")
    add("--soc", type=float, default=0.4, help="state of charge of that car, 0 to 1")
    add("--load", type=float, help="constant demand in W instead of a daily curve")
    add("--solar", type=float, default=4000.0, help="highest power of the roof, W")
    add("--time-zone", default="Europe/Madrid", help="where the house is")
    add("--history", type=int, default=0, help="days with charges in the past")
    add("--tariff", type=float, default=0.15, help="price of the account, EUR/kWh")
    return parser


async def _run(options: Namespace) -> None:
    start = datetime.now(UTC)
    simulator = Simulator(
        options.seed,
        options.speed,
        start=start,
        time_zone=options.time_zone,
        cloud_port=options.cloud_port,
        control_port=options.control_port,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with simulator:
        simulator.house.solar = roof(start, options.solar)
        simulator.house.load = (
            household(start) if options.load is None else options.load
        )
        simulator.cloud.add_key(options.key)
        simulator.cloud.tariff = options.tariff
        charger = await simulator.add_charger(
            options.id,
            firmware=options.firmware,
            lan=not options.no_lan,
            phases=options.phases,
            max_current=options.max_current,
            name=options.name,
            lan_port=options.port,
        )
        charger.values.dynamic = options.dynamic
        charger.add_history(options.history)
        if options.plugged:
            charger.plug(Car(soc=options.soc, phases=options.phases))
        if charger.has_lan:
            charger.lan.latency = _LATENCY
            _say(f"Charger {charger.id}: http://{charger.lan.host}:{charger.lan.port}")
        _say(f"Cloud (key {options.key}): {simulator.cloud.url}")
        _say(f"Control: {simulator.control.url}")
        await stop.wait()


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Run until SIGINT or SIGTERM; return the exit status."""
    logging.basicConfig(level=logging.INFO)
    options = _parser().parse_args()
    try:
        asyncio.run(_run(options))
    except (OSError, ValueError, ZoneInfoNotFoundError) as error:
        print(f"The simulator cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
