"""Run the demo house until interrupted."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
import signal
import sys
import time
from typing import Final

from .house import Ports, run
from .processes import ROOT, DemoError

DIRECTORY: Final = ROOT / ".demo"
PORTS: Final = Ports()


def main(directory: Path = DIRECTORY, ports: Ports = PORTS) -> int:
    """Run until interrupted; return the exit status."""
    parser = ArgumentParser(
        prog="scripts/develop",
        description="Home Assistant with this integration and a simulated house.",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=ports.home_assistant,
        help="port of Home Assistant (%(default)s)",
    )
    parser.add_argument(
        "--reset", action="store_true", help="forget what earlier runs left behind"
    )
    parser.add_argument(
        "--bluetooth",
        action="store_true",
        help="with a virtual Bluetooth adapter, and a bridge beside the charger",
    )
    options = parser.parse_args()
    ports = replace(ports, home_assistant=options.port)
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - started:4.0f}s] {line}", flush=True)

    # A closed terminal and a service manager shall stop it as cleanly as Ctrl-C does,
    # which a shell ignores for what it starts in the background.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        run(directory, ports, say, reset=options.reset, bluetooth=options.bluetooth)
    except KeyboardInterrupt:
        say("stopped")
        return 0
    except DemoError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
