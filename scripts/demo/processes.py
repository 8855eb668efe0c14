"""Home Assistant and the simulator as processes: started, waited for and stopped."""

from collections.abc import Callable, Mapping, Sequence
import json
import os
from pathlib import Path
import shutil
import signal
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Final, Self
from urllib.error import URLError
from urllib.request import Request, urlopen

HOST: Final = "127.0.0.1"
ROOT: Final = Path(__file__).parents[2]
RESTART_EXIT_CODE: Final = 100
"""What `hass` ends with when somebody restarts it from the browser."""

_STAND_INS: Final = Path(__file__).with_name("stand_ins")
_SIMULATOR_SECONDS: Final = 20.0
_BOOT_SECONDS: Final = 180.0
_STOP_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.1
_LAST_LINES: Final = 15


class DemoError(Exception):
    """What went wrong, with what to do about it."""


class Process:
    """A program that runs in a process group of its own, its output in a file.

    In a group of its own, Ctrl-C in the terminal reaches only the script that started
    it, which then stops its programs one after the other.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start the program."""
        self.name = name
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        """Have it run until the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    @property
    def status(self) -> int | None:
        """Its exit status, None while it runs."""
        return self._process.poll()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, and nobody else."""
        self._process.send_signal(number)

    def stop(self) -> None:
        """Ask it to end, insist after half a minute; may be called twice."""
        if self.status is None:
            self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def wait_for[T](self, what: str, look: Callable[[], T | None], seconds: float) -> T:
        """Look again and again until there is something to see, and return that.

        Raises:
            DemoError: the program has ended, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while (found := look()) is None:
            if self.status is not None:
                msg = f"{self.name} ended with status {self.status}."
                raise DemoError(f"{msg}\n{self.last_words()}")
            if time.monotonic() > deadline:
                msg = f"{self.name}: no {what} within {seconds:.0f} s."
                raise DemoError(f"{msg}\n{self.last_words()}")
            time.sleep(_POLL_SECONDS)
        return found

    def last_words(self) -> str:
        """Return the end of what it printed, and where the rest is."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([f"Its last words, from {self.log}:", *lines[-_LAST_LINES:]])


def start_simulator(log: Path, *flags: str, **options: object) -> Process:
    """Start `scripts/simulate`, as with "--plugged" and `control_port=8767`."""
    arguments = [
        *flags,
        *(f"--{name.replace('_', '-')}={value}" for name, value in options.items()),
    ]
    command = [sys.executable, "-m", "scripts.simulator", *arguments]
    return Process("The simulator", command, log)


def start_home_assistant(
    directory: Path, log: Path, environment: Mapping[str, str] | None = None
) -> Process:
    """Start `hass` on a configuration directory.

    All that it needs is locked and installed with the development requirements, so it
    may not install anything by itself.
    """
    hass = Path(sys.executable).with_name("hass")
    command = [str(hass), "--config", str(directory), "--skip-pip"]
    path = os.pathsep.join(
        filter(
            None,
            (os.environ.get("PYTHONPATH"), str(_STAND_INS), str(_imports(directory))),
        )
    )
    return Process(
        "Home Assistant", command, log, {"PYTHONPATH": path, **(environment or {})}
    )


def wait_for_simulator(simulator: Process, control_url: str) -> None:
    """Wait until the simulator answers. Raises `DemoError`."""
    simulator.wait_for(
        "answer", lambda: get_json(f"{control_url}/state"), _SIMULATOR_SECONDS
    )


def wait_for_home_assistant(home_assistant: Process, port: int, token: str) -> None:
    """Wait until Home Assistant has started completely. Raises `DemoError`."""

    def running() -> bool | None:
        config = get_json(f"http://{HOST}:{port}/api/config", token)
        return True if config and config["state"] == "RUNNING" else None

    home_assistant.wait_for("running Home Assistant", running, _BOOT_SECONDS)


def link_integration(directory: Path, *, radio: bool = False) -> None:
    """Let a configuration directory use the integration of this checkout.

    With a `radio` it gets the virtual Bluetooth adapter, too.
    """
    components = directory / "custom_components"
    components.mkdir(exist_ok=True)
    _link(components / "v2c_cloud", ROOT / "custom_components" / "v2c_cloud")
    shutil.rmtree(components / "demo_radio", ignore_errors=True)
    if radio:
        (components / "demo_radio").mkdir()
        source = Path(__file__).with_name("demo_radio")
        # Under its own name the repository would have two integrations.
        _link(components / "demo_radio" / "manifest.json", source / "integration.json")
        _link(components / "demo_radio" / "__init__.py", source / "__init__.py")
        # The root of this checkout on the path would hide the directory of the links.
        _imports(directory).mkdir(exist_ok=True)
        _link(_imports(directory) / "scripts", ROOT / "scripts")


def _link(link: Path, target: Path) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _imports(directory: Path) -> Path:
    """Return where Home Assistant finds what the demo's own integrations import."""
    return directory / "python"


def get_json(url: str, token: str | None = None) -> Any | None:
    """Return the JSON at a URL, or None while nobody answers with any."""
    return _json(url, None, token)


def post_json(
    url: str, body: Mapping[str, object], token: str | None = None
) -> Any | None:
    """Post JSON to a URL; return the JSON of the answer, or None without any."""
    return _json(url, json.dumps(body).encode(), token)


def _json(url: str, body: bytes | None, token: str | None) -> Any | None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    # Only http on this machine, with addresses of our own making: here and below.
    request = Request(url, body, headers)  # noqa: S310
    try:
        with urlopen(request, timeout=5) as answer:  # noqa: S310
            return json.load(answer)
    except URLError, ConnectionError, TimeoutError, ValueError:
        return None


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as server:
        server.bind((HOST, 0))
        port: int = server.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a port of 127.0.0.1."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((HOST, port))
        except OSError:
            return False
    return True
