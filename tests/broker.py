"""A real MQTT broker, Home Assistant's own client of it, and the charger's."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
import socket

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from scripts.demo.processes import HOST, Process, free_port
from scripts.simulator.real_time import real_time

from .programs import find_program
from .simulator.conftest import until

_SECONDS = 10.0
_KEEPALIVE = 3600
"""Seconds: tests let more time pass than it takes a broker to answer a ping."""
_CONFIGURATION = """
listener {port} {host}
allow_anonymous true
persistence false
"""


class Broker:
    """Mosquitto on a free port of the loopback."""

    def __init__(self, program: str, directory: Path) -> None:
        """Prepare one; `start` starts it."""
        self.port = free_port()
        self.directory = directory
        configuration = directory / "mosquitto.conf"
        # Home Assistant's MQTT wants to see a configuration, too.
        (directory / "configuration.yaml").touch()
        configuration.write_text(_CONFIGURATION.format(port=self.port, host=HOST))
        self._command = [program, "-c", str(configuration)]
        self._process: Process | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self._process = Process(
            "mosquitto", self._command, self.directory / "mosquitto.log"
        )
        self._process.wait_for("connection", self._knock, _SECONDS)

    def stop(self) -> None:
        """End it; may be called twice."""
        if self._process is not None:
            self._process.stop()

    def _knock(self) -> bool | None:
        try:
            socket.create_connection((HOST, self.port), _SECONDS).close()
        except ConnectionRefusedError:
            return None
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What reached the charger, and when in real seconds."""

    topic: str
    payload: str
    qos: int
    retained: bool
    at: float


class Subscriber:
    """A client that subscribes to everything, as a charger would to its topics."""

    def __init__(self, broker: Broker) -> None:
        """Connect."""
        self.messages: list[Message] = []
        self._subscribed = False
        self._client = Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = self._receive
        self._client.on_connect = lambda client, *_: client.subscribe("#", qos=2)
        self._client.on_subscribe = self._note
        self._client.connect(HOST, broker.port, _KEEPALIVE)
        self._client.loop_start()

    async def ready(self) -> None:
        """Wait until the broker has its subscription."""
        await until(lambda: self._subscribed)

    def close(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()

    def take(self) -> list[tuple[str, str]]:
        """Topics and payloads that have come since the last time."""
        taken, self.messages = self.messages, []
        return [(message.topic, message.payload) for message in taken]

    async def heard(self, count: int) -> list[tuple[str, str]]:
        """Wait for so many messages, and take them."""
        await until(lambda: len(self.messages) >= count)
        return self.take()

    async def quiet(self, hass: HomeAssistant) -> list[tuple[str, str]]:
        """What has come before a message that Home Assistant publishes now.

        A broker keeps the order of what one client publishes.
        """
        await hass.async_block_till_done(wait_background_tasks=True)
        await mqtt.async_publish(hass, "marker", "")
        await until(lambda: "marker" in {message.topic for message in self.messages})
        return [message for message in self.take() if message[0] != "marker"]

    def _note(self, *_: object) -> None:
        self._subscribed = True

    def _receive(self, _: Client, __: object, message: MQTTMessage) -> None:
        self.messages.append(
            Message(
                topic=message.topic,
                payload=message.payload.decode(),
                qos=message.qos,
                retained=message.retain,
                at=real_time(),
            )
        )


@pytest.fixture(name="broker_path", scope="session")
def broker_path_fixture() -> str:
    """The broker that scripts/setup finds or installs."""
    return find_program(
        "broker",
        "There is no MQTT broker: scripts/setup installs one as root on Debian; "
        "elsewhere install the package mosquitto.",
    )


@pytest.fixture(name="broker")
def broker_fixture(broker_path: str, tmp_path: Path) -> Iterator[Broker]:
    """A broker that knows nothing yet."""
    broker = Broker(broker_path, tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture(name="subscriber")
async def subscriber_fixture(broker: Broker) -> AsyncIterator[Subscriber]:
    """The charger's side of it."""
    subscriber = Subscriber(broker)
    await subscriber.ready()
    yield subscriber
    subscriber.close()


async def add_mqtt(hass: HomeAssistant, broker: Broker) -> MockConfigEntry:
    """Set up Home Assistant's own integration, without its discovery."""
    hass.config.config_dir = str(broker.directory)
    entry = MockConfigEntry(
        domain=mqtt.DOMAIN,
        title="Broker",
        version=mqtt.CONFIG_ENTRY_VERSION,
        minor_version=mqtt.CONFIG_ENTRY_MINOR_VERSION,
        data={
            mqtt.CONF_BROKER: HOST,
            "port": broker.port,
            "protocol": "5",
            "discovery": False,
            mqtt.CONF_KEEPALIVE: _KEEPALIVE,
        },
        options={"birth_message": {}, "will_message": {}},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: mqtt.is_connected(hass))
    return entry
