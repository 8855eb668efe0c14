"""What a house draws after Home Assistant was stopped, or killed, under load.

A real Home Assistant controls a simulated charger until it gets the signal; then the
house takes so much that the car must pause. A kill cannot run code: what limits the car
from then on is the charger's own control, where it has a meter.
"""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
import json
from pathlib import Path
import signal
from tempfile import TemporaryDirectory
import time
from typing import Any, Final, Self

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.limits import PHASE_VOLTAGE
from custom_components.v2c_cloud.control.model import PowerControl
from scripts.demo.processes import (
    HOST,
    DemoError,
    Process,
    free_port,
    get_json,
    link_integration,
    post_json,
    start_home_assistant,
    start_simulator,
    wait_for_home_assistant,
    wait_for_simulator,
)
from scripts.demo.storage import SeededCharger, SeededUser, access_token, seed, set_port
from scripts.simulator.cloud import BASE_PATH

from .report import BenchmarkError, Target, rounded, say

SUMMARY: Final = "seconds over the limit after SIGTERM and SIGKILL (2 minutes)"
_LIMIT: Final = 4600.0
_CHARGER_ID: Final = "KILL01"
_KEY: Final = "a-key-of-the-simulated-cloud"
# A password for everybody: this Home Assistant lives for minutes, on this machine.
_USER: Final = SeededUser(name="owner", password="a-password")  # noqa: S106
# The first load leaves room for the first current, the second one for 11 A; beside the
# third the car must pause.
_FIRST_CURRENT: Final = 16
_LOADS: Final = (800.0, 1800.0, 3500.0)
_ROOM: Final = 12
_WATCH: Final = 300
_QUICK_WATCH: Final = 30
_PATIENCE: Final = 90.0
# More than the charger's own control and the car together take.
_STEADY: Final = 15.0
_STOPS_WITHIN: Final = 60.0
_LOOK_AGAIN: Final = 0.1
_CONFIGURATION: Final = """
homeassistant:
  country: ES
  time_zone: Europe/Madrid
api:
logger:
  default: warning
rest:
  - resource: {control}/house
    scan_interval: 5
    sensor:
      - name: Grid power
        unique_id: grid_power
        value_template: "{{{{ value_json.grid }}}}"
        unit_of_measurement: W
        device_class: power
        state_class: measurement
"""


@dataclass(slots=True, kw_only=True)
class Count:
    """The simulated time over the limit, s, from looks at the house's meter."""

    limit: float
    watched: float = 0.0
    over: float = 0.0
    longest: float = 0.0
    _run: float = 0.0
    _last: datetime | None = field(default=None)

    def look(self, house: Mapping[str, Any]) -> None:
        """Count what has passed since the last look by what the meter shows now."""
        now = datetime.fromisoformat(house["time"])
        seconds = (now - self._last).total_seconds() if self._last else 0.0
        self._last = now
        self.watched += seconds
        if house["grid"] <= self.limit:
            self._run = 0.0
            return
        self.over += seconds
        self._run += seconds
        self.longest = max(self.longest, self._run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A house that Home Assistant controls, in processes of their own."""

    home_assistant: Process
    control_url: str

    @classmethod
    @contextmanager
    def open(cls, directory: Path, *, own_control: bool) -> Iterator[Self]:
        """Start everything, with a car that charges at 16 A."""
        ports = {name: free_port() for name in ("port", "cloud_port", "control_port")}
        control_url = f"http://{HOST}:{ports['control_port']}"
        home_port = free_port()
        charger = SeededCharger(
            charger_id=_CHARGER_ID,
            name="Garage",
            host=HOST,
            port=ports["port"],
            api_key=_KEY,
            cloud_url=f"http://{HOST}:{ports['cloud_port']}{BASE_PATH}",
        )
        entry = charger.entry(
            "House",
            _LIMIT / 1000,
            meter={"source": "entities", "grid": "sensor.grid_power"},
        )
        seed(directory, _USER, [entry])
        _control(directory, entry.entry_id)
        set_port(directory, home_port)
        link_integration(directory)
        (directory / "configuration.yaml").write_text(
            _CONFIGURATION.format(control=control_url), encoding="utf-8"
        )
        token = access_token(directory)
        with start_simulator(
            directory / "simulator.log",
            "--plugged",
            *(["--dynamic"] if own_control else []),
            id=_CHARGER_ID,
            key=_KEY,
            load=_LOADS[0],
            solar=0,
            soc=0.1,
            **ports,
        ) as simulator:
            wait_for_simulator(simulator, control_url)

            def charging() -> bool | None:
                house = get_json(f"{control_url}/house") or {"cars": 0.0}
                return True if house["cars"] >= _FIRST_CURRENT * PHASE_VOLTAGE else None

            simulator.wait_for("car that charges", charging, _PATIENCE)
            with start_home_assistant(
                directory, directory / "console.log"
            ) as home_assistant:
                wait_for_home_assistant(home_assistant, home_port, token)
                yield cls(
                    home_assistant=home_assistant,
                    control_url=control_url,
                )

    def world(self) -> Any:
        """Return what is true of everything simulated."""
        return _there(get_json(f"{self.control_url}/state"))

    @property
    def offered(self) -> int:
        """Return the current that the charger offers now, A."""
        offered: int = self.world()["chargers"][_CHARGER_ID]["offered"]
        return offered

    def order(self, command: str, **body: object) -> Any:
        """Change the simulated world; return what it answers."""
        return _there(post_json(f"{self.control_url}/{command}", body))

    def reduce(self) -> None:
        """Let the house take more, and wait until the car gets less.

        Raises:
            DemoError: it does not.
        """
        self.order("load", watts=_LOADS[1])
        self.home_assistant.wait_for(
            "reduced current",
            lambda: True if 0 < self.offered < _ROOM else None,
            _PATIENCE,
        )
        # Or the car would follow that change, not the one after the signal.
        self.home_assistant.wait_for("steady car", self._steady(), _PATIENCE)

    def _steady(self) -> Callable[[], bool | None]:
        """Return what tells whether nothing has changed for some seconds."""
        before, since = -1, 0.0

        def steady() -> bool | None:
            nonlocal before, since
            offered = self.offered
            if offered != before:
                before, since = offered, time.monotonic()
            return True if time.monotonic() - since > _STEADY else None

        return steady


def _control(directory: Path, entry_id: str) -> None:
    """Let Home Assistant find that power control was on when it last ran."""
    key = f"{DOMAIN}.{entry_id}"
    document = {
        "version": 1,
        "minor_version": 1,
        "key": key,
        "data": {_CHARGER_ID: {"power": {"mode": PowerControl.GRID_PV}}},
    }
    path = directory / ".storage" / key
    path.write_text(json.dumps(document), encoding="utf-8")


def _there(answer: Any | None) -> Any:
    if answer is None:
        raise DemoError("The simulator does not answer.")
    return answer


def measure(
    number: signal.Signals, watch: int, *, own_control: bool, directory: Path
) -> dict[str, Any]:
    """Live through one end of Home Assistant; return what came after it.

    Raises:
        DemoError: something does not start, does not control or does not stop.
    """
    with Scene.open(directory, own_control=own_control) as scene:
        scene.reduce()
        before = scene.offered
        count = Count(limit=_LIMIT)
        count.look(scene.world()["house"])
        scene.home_assistant.send(number)
        sent = time.monotonic()
        scene.order("load", watts=_LOADS[2])
        while scene.home_assistant.status is None:
            if time.monotonic() - sent > _STOPS_WITHIN:
                raise DemoError(f"Home Assistant does not stop after {number.name}.")
            count.look(scene.world()["house"])
            time.sleep(_LOOK_AGAIN)
        stopped = time.monotonic() - sent
        scene.order("speed", speed=0)
        while count.watched < watch:
            count.look(scene.order("advance", seconds=1)["house"])
        return {
            "offered_before_a": before,
            "offered_after_a": scene.offered,
            "stopped_after_s": rounded(stopped, 1),
            "over_s": rounded(count.over, 1),
            "longest_over_s": rounded(count.longest, 1),
            "watched_s": rounded(count.watched, 1),
        }


def run(options: Namespace) -> dict[str, Any]:
    """Measure both ends, without and with the charger's own control.

    A smoke run leaves the second out.

    Raises:
        BenchmarkError: it cannot be measured.
    """
    watch = _QUICK_WATCH if options.quick else _WATCH
    kinds = {"alone": False} if options.quick else {"alone": False, "own_control": True}
    report: dict[str, Any] = {}
    for number in (signal.SIGTERM, signal.SIGKILL):
        of_signal = report[number.name.lower()] = {}
        for kind, own_control in kinds.items():
            say(f"{number.name}, charger {kind.replace('_', ' ')}")
            with TemporaryDirectory(prefix="v2c-benchmark-") as directory:
                try:
                    of_signal[kind] = measure(
                        number,
                        watch,
                        own_control=own_control,
                        directory=Path(directory),
                    )
                except DemoError as error:
                    raise BenchmarkError(str(error)) from error
    return report


def targets(figures: Mapping[str, Any]) -> list[Target]:
    """Return what the figures shall reach: nothing, they are printed to be known."""
    del figures
    return []
