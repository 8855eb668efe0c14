"""Run a Home Assistant with this integration and a simulated house around it."""

from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
import shutil
import signal
from string import Template
import sys
import time
from typing import Final, NoReturn

from scripts.simulator.cloud import BASE_PATH

from .processes import (
    HOST,
    RESTART_EXIT_CODE,
    ROOT,
    DemoError,
    Process,
    get_json,
    is_free,
    link_integration,
    start_home_assistant,
    start_simulator,
)
from .storage import (
    SeededCharger,
    SeededUser,
    access_token,
    is_seeded,
    seed,
    set_port,
)

DIRECTORY: Final = ROOT / ".demo"
USER: Final = SeededUser(name="demo", password="demo")  # noqa: S106
CHARGER_ID: Final = "SIM001"
CHARGER_NAME: Final = "Garage"
API_KEY: Final = "demo-key"
_TEMPLATES: Final = Path(__file__).with_name("templates")
_EMPTY_FILES: Final = ("automations.yaml", "scripts.yaml", "scenes.yaml")
_SIMULATOR_SECONDS: Final = 20.0
_BOOT_SECONDS: Final = 180.0
_WATCH_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where everything listens, on 127.0.0.1."""

    home_assistant: int = 8123
    charger: int = 8765
    cloud: int = 8766
    control: int = 8767

    @property
    def control_url(self) -> str:
        """The base URL of the simulator's control interface."""
        return f"http://{HOST}:{self.control}"

    @property
    def cloud_url(self) -> str:
        """The base URL of the simulated cloud."""
        return f"http://{HOST}:{self.cloud}{BASE_PATH}"

    def check(self) -> None:
        """Find out early what else would fail late.

        Raises:
            DemoError: another program has one of the ports.
        """
        wanted = {
            "Home Assistant": self.home_assistant,
            "the simulated charger": self.charger,
            "the simulated cloud": self.cloud,
            "the simulator's control interface": self.control,
        }
        taken = [
            f"port {port} ({name})"
            for name, port in wanted.items()
            if not is_free(port)
        ]
        if taken:
            msg = (
                f"Already in use: {', '.join(taken)}. Is another scripts/develop or "
                "Home Assistant running? Stop it; for Home Assistant, --port takes "
                "another port."
            )
            raise DemoError(msg)


def prepare(directory: Path, ports: Ports) -> None:
    """Make a configuration directory, or bring an existing one up to date.

    What somebody did in Home Assistant stays: only the templates and the port are
    written anew.
    """
    if not is_seeded(directory):
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        charger = SeededCharger(
            charger_id=CHARGER_ID,
            name=CHARGER_NAME,
            host=HOST,
            port=ports.charger,
            api_key=API_KEY,
            cloud_url=ports.cloud_url,
        )
        seed(directory, USER, [charger.entry("Demo house")])
    (directory / ".gitignore").write_text("*\n", encoding="utf-8")
    set_port(directory, ports.home_assistant)
    link_integration(directory)
    names = {"control": ports.control_url, "charger": CHARGER_ID}
    for template in _TEMPLATES.glob("*.yaml"):
        text = Template(template.read_text(encoding="utf-8")).substitute(names)
        (directory / template.name).write_text(text, encoding="utf-8")
    for name in _EMPTY_FILES:
        (directory / name).touch()


def run(directory: Path, ports: Ports, say: Callable[[str], None]) -> NoReturn:
    """Run until interrupted.

    Raises:
        DemoError: something did not start, or ended by itself.
        KeyboardInterrupt: Ctrl-C or SIGTERM.
    """
    ports.check()
    say("preparing")
    prepare(directory, ports)
    with ExitStack() as stack:
        say("starting the simulator")
        simulator = stack.enter_context(
            start_simulator(
                directory / "simulator.log",
                id=CHARGER_ID,
                name=CHARGER_NAME,
                key=API_KEY,
                port=ports.charger,
                cloud_port=ports.cloud,
                control_port=ports.control,
            )
        )
        simulator.wait_for(
            "answer",
            lambda: get_json(f"{ports.control_url}/state"),
            _SIMULATOR_SECONDS,
        )
        while True:
            say("starting Home Assistant (10 to 30 s)")
            with start_home_assistant(
                directory,
                directory / "console.log",
                {"V2C_CLOUD_URL": ports.cloud_url},
            ) as home_assistant:
                state = _wait_until_running(home_assistant, directory, ports)
                say(f"running; the house is {state}")
                print(_welcome(directory, ports), flush=True)
                _watch(simulator, home_assistant)
            say("restarting, as somebody asked in the browser")


def _wait_until_running(
    home_assistant: Process, directory: Path, ports: Ports
) -> str:
    """Return the state of the house's entry once Home Assistant has started."""
    url = f"http://{HOST}:{ports.home_assistant}/api/config"
    token = access_token(directory)

    def running() -> bool | None:
        config = get_json(url, token)
        return True if config and config["state"] == "RUNNING" else None

    home_assistant.wait_for("running Home Assistant", running, _BOOT_SECONDS)
    entries = get_json(f"{url}/config_entries/entry?domain=v2c_cloud", token)
    return ", ".join(
        " ".join(filter(None, (entry["state"], entry["reason"])))
        for entry in entries or []
    ) or "no longer set up"


def _watch(simulator: Process, home_assistant: Process) -> None:
    """Return when Home Assistant wants to be started again.

    Raises:
        DemoError: one of the two has ended.
    """
    while home_assistant.status is None:
        if simulator.status is not None:
            msg = f"The simulator has ended.\n{simulator.last_words()}"
            raise DemoError(msg)
        time.sleep(_WATCH_SECONDS)
    if home_assistant.status != RESTART_EXIT_CODE:
        msg = f"Home Assistant has ended.\n{home_assistant.last_words()}"
        raise DemoError(msg)


def _welcome(directory: Path, ports: Ports) -> str:
    url = f"http://localhost:{ports.home_assistant}"
    control = ports.control_url
    return f"""
  Home Assistant    {url}
  user, password    {USER.name}, {USER.password}
  demo dashboard    {url}/demo-house
  charger           {CHARGER_NAME}, at {HOST}:{ports.charger}, key {API_KEY}

  Plug the car in on the dashboard, or with
      curl -d '{{}}' {control}/plug       (unplug: /unplug; all there is: /state)
  Log of Home Assistant: {directory.relative_to(ROOT)}/home-assistant.log
  After a change of the code, restart Home Assistant in its menu or stop and start this.
  Ctrl-C stops everything; the state is kept. scripts/develop --reset forgets it.
"""


def main() -> int:
    """Run until interrupted; return the exit status."""
    parser = ArgumentParser(
        prog="scripts/develop",
        description="Home Assistant with this integration and a simulated house.",
    )
    parser.add_argument(
        "--port", type=int, default=8123, help="port of Home Assistant (8123)"
    )
    parser.add_argument(
        "--reset", action="store_true", help="forget what earlier runs left behind"
    )
    options = parser.parse_args()
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - started:4.0f}s] {line}", flush=True)

    # A closed terminal and a service manager shall stop it as cleanly as Ctrl-C does,
    # which a shell ignores for what it starts in the background.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    if options.reset:
        shutil.rmtree(DIRECTORY, ignore_errors=True)
    try:
        run(DIRECTORY, Ports(home_assistant=options.port), say)
    except KeyboardInterrupt:
        say("stopped")
        return 0
    except DemoError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
