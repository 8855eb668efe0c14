"""What is wrong with the cloud, and how it answers where V2C leaves that open."""

from collections.abc import Awaitable, Callable
from enum import Enum, auto
from http import HTTPStatus
from typing import Final

from .real_time import real_sleep

DAILY_CALLS: Final = 1000


class CloudFault(Enum):
    """What is wrong with the cloud.

    UNAUTHORIZED: 401 to every key (as for a week in September 2026);
    PAIRINGS_FORBIDDEN: 403 on pairings only (as in March 2026); RATE_LIMITED: 429;
    SLOW: answers take `slow_delay` seconds; DOWN: connections are cut;
    SERVER_ERROR: 500.
    """

    NONE = auto()
    UNAUTHORIZED = auto()
    PAIRINGS_FORBIDDEN = auto()
    RATE_LIMITED = auto()
    SLOW = auto()
    DOWN = auto()
    SERVER_ERROR = auto()


class CommandAnswer(Enum):
    """The body of a command's 200: each was seen or promised somewhere."""

    EMPTY = auto()
    TEXT = auto()
    MESSAGE = auto()


class ConnectedAnswer(Enum):
    """The body of `connected`; EMPTY was seen for a connected charger only."""

    OBJECT = auto()
    SCALAR = auto()
    NUMBER = auto()
    EMPTY = auto()


class OfflineAnswer(Enum):
    """What an offline charger's caller gets; V2C does not say.

    LOST: 200, a command has no effect and a live read has the last values;
    ERROR: 500.
    """

    LOST = auto()
    ERROR = auto()


class GlobalAnswer(Enum):
    """An item of `stadistic/global/me`: two documents of V2C, two shapes.

    TOTALS: totalEnergy and totalCharges (OpenAPI 1.0.0); COST: cost and energy
    (Swagger of 2021).
    """

    TOTALS = auto()
    COST = auto()


class BodyFault(Enum):
    """What is wrong with the bodies of documents: cut in the middle, or empty."""

    NONE = auto()
    HALF = auto()
    EMPTY = auto()


class Switches:
    """How the cloud behaves.

    Attributes:
        fault: what is wrong now.
        body_fault: what is wrong with the bodies of reads that succeed.
        slow_delay: seconds for SLOW.
        wait: how they pass; a test whose clock stands still may move that instead.
        limit: calls a day; the quota starts anew each simulated day, which is inferred.
        json_in_string: `reported`, `currentstatecharge` and `version` come as a JSON
            string that holds the document.
        version_as_text: `version` is bare text.
        command_answer: body of a command's 200; chargefvmode always has the message.
        connected_answer: body of `connected`.
        offline_answer: what happens to calls for an offline charger.
        global_answer: body of `stadistic/global/me`.
        wifilist_as_names: `wifilist` has bare names instead of objects; V2C documents
            neither.
        read_only_answer: status of a command under a key that may only read.
        tariff: price of the account, EUR/kWh, for charges uploaded from now on.
        energy_decimals: of the kWh in the statistics; V2C's sample has one.
    """

    def __init__(self) -> None:
        """Start as a cloud on a good day."""
        self.fault = CloudFault.NONE
        self.body_fault = BodyFault.NONE
        self.slow_delay = 5.0
        self.wait: Callable[[float], Awaitable[None]] = real_sleep
        self.limit = DAILY_CALLS
        self.json_in_string = False
        self.version_as_text = False
        self.command_answer = CommandAnswer.EMPTY
        self.connected_answer = ConnectedAnswer.OBJECT
        self.offline_answer = OfflineAnswer.LOST
        self.global_answer = GlobalAnswer.TOTALS
        self.wifilist_as_names = False
        self.read_only_answer = HTTPStatus.FORBIDDEN
        self.tariff = 0.15
        self.energy_decimals = 1
