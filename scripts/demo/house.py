"""The demo house: a Home Assistant that is set up, and the world around it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
import shutil
from string import Template
import time
from typing import Final, NoReturn

from homeassistant.components.energy.data import EnergyPreferences

from scripts.simulator.cloud import BASE_PATH

from .processes import (
    HOST,
    RESTART_EXIT_CODE,
    DemoError,
    Process,
    get_json,
    is_free,
    link_integration,
    start_home_assistant,
    start_simulator,
    wait_for_home_assistant,
    wait_for_simulator,
)
from .storage import SeededCharger, SeededUser, access_token, is_seeded, seed, set_port

# A password for everybody: the demo listens on this machine only.
USER: Final = SeededUser(name="demo", password="demo")  # noqa: S106
CHARGER_ID: Final = "SIM001"
CHARGER_NAME: Final = "Garage"
API_KEY: Final = "demo-key"
CONTRACT: Final = 4.6
"""kW: what many flats in Spain have. A car and a dinner are more than that."""
_KEY: Final = "device_tracker.phone"
"""What SmartLock follows; the templates make it."""
_TEMPLATES: Final = Path(__file__).with_name("templates")
_EMPTY_FILES: Final = ("automations.yaml", "scripts.yaml", "scenes.yaml")
_RADIO: Final = """
bluetooth:

demo_radio:
  name: {name}
  url: {url}
"""
_WATCH_SECONDS: Final = 0.5
_HISTORY_DAYS: Final = 60
"""What the cloud tells of the time before: sessions, costs and graphs to look at."""


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


def prepare(directory: Path, ports: Ports, *, bluetooth: bool = False) -> None:
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
        lock = {CHARGER_ID: {"keys": [{"entity": _KEY}], "leave_delay": 10}}
        entry = charger.entry("Demo house", CONTRACT, smart_lock=lock)
        seed(directory, USER, [entry], _energy())
    (directory / ".gitignore").write_text("*\n", encoding="utf-8")
    set_port(directory, ports.home_assistant)
    link_integration(directory, radio=bluetooth)
    names = {"control": ports.control_url, "charger": CHARGER_ID}
    for template in _TEMPLATES.glob("*.yaml"):
        text = Template(template.read_text(encoding="utf-8")).substitute(names)
        (directory / template.name).write_text(text, encoding="utf-8")
    if bluetooth:
        url = f"http://{HOST}:{ports.charger}"
        with (directory / "configuration.yaml").open("a", encoding="utf-8") as file:
            file.write(_RADIO.format(name=f"V2C {CHARGER_ID}", url=url))
    for name in _EMPTY_FILES:
        (directory / name).touch()


def _energy() -> EnergyPreferences:
    """Return what the Energy dashboard shows; power control finds its meter there."""
    return EnergyPreferences(
        energy_sources=[
            {
                "type": "grid",
                "stat_energy_from": "sensor.grid_import",
                "stat_energy_to": "sensor.grid_export",
                "stat_rate": "sensor.grid_power",
                "stat_cost": None,
                "entity_energy_price": "sensor.electricity_price",
                "number_energy_price": None,
                "stat_compensation": None,
                "entity_energy_price_export": None,
                "number_energy_price_export": None,
                "cost_adjustment_day": 0.0,
            },
            {
                "type": "solar",
                "stat_energy_from": "sensor.solar_production",
                "stat_rate": "sensor.solar_power",
                "config_entry_solar_forecast": None,
            },
        ],
        device_consumption=[
            {
                "stat_consumption": "sensor.garage_total_energy",
                "stat_rate": "sensor.garage_charge_power",
            }
        ],
        # Without it the dashboard of 2026.11 loads for ever.
        device_consumption_water=[],
    )


def run(
    directory: Path,
    ports: Ports,
    say: Callable[[str], None],
    *,
    reset: bool = False,
    bluetooth: bool = False,
) -> NoReturn:
    """Run until interrupted; with `reset`, as if for the first time.

    With `bluetooth` there is a virtual adapter, and a bridge beside the charger.

    Raises:
        DemoError: something did not start, or ended by itself.
        KeyboardInterrupt: somebody stopped it.
    """
    ports.check()
    if reset:
        shutil.rmtree(directory, ignore_errors=True)
    say("preparing")
    prepare(directory, ports, bluetooth=bluetooth)
    with ExitStack() as stack:
        say("starting the simulator")
        simulator = stack.enter_context(
            start_simulator(
                directory / "simulator.log",
                id=CHARGER_ID,
                name=CHARGER_NAME,
                key=API_KEY,
                history=_HISTORY_DAYS,
                port=ports.charger,
                cloud_port=ports.cloud,
                control_port=ports.control,
            )
        )
        wait_for_simulator(simulator, ports.control_url)
        while True:
            say("starting Home Assistant (10 to 30 s)")
            with start_home_assistant(
                directory,
                directory / "console.log",
                {"V2C_CLOUD_URL": ports.cloud_url},
            ) as home_assistant:
                token = access_token(directory)
                wait_for_home_assistant(home_assistant, ports.home_assistant, token)
                say(f"running; the house is {_state(ports, token)}")
                print(_welcome(directory, ports), flush=True)
                _watch(simulator, home_assistant)
            say("restarting, as somebody asked in the browser")


def _state(ports: Ports, token: str) -> str:
    """Return what became of the house, in Home Assistant's words."""
    url = f"http://{HOST}:{ports.home_assistant}/api/config/config_entries/entry"
    entries = get_json(f"{url}?domain=v2c_cloud", token) or []
    if not entries:
        return "no longer set up"
    return ", ".join(
        " ".join(filter(None, (entry["state"], entry["reason"]))) for entry in entries
    )


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
  Log of Home Assistant: {directory}/home-assistant.log
  After a change of the code, restart Home Assistant in its menu or stop and start this.
  Ctrl-C stops everything; the state is kept. scripts/develop --reset forgets it.
"""
