"""What the cloud answers to those who ask about a charger."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from .cloud_answers import document
from .cloud_payloads import (
    cards,
    current_state,
    profile,
    profiles,
    reported,
    version,
    wifi_names,
    wifi_networks,
)
from .cloud_statistics import Statistics
from .cloud_switches import ConnectedAnswer, Switches
from .smart_charger import SmartCharger
from .values import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, and what an answer may need; `shadow` is what the cloud has seen."""

    charger: SmartCharger
    query: Mapping[str, str]
    shadow: Values
    statistics: Statistics
    switches: Switches


type Read = Callable[[Question], web.Response]


def live(question: Question) -> web.Response:
    """Answer `currentstatecharge`."""
    content = current_state(question.charger)
    return document(content, in_string=question.switches.json_in_string)


def shadow(question: Question) -> web.Response:
    """Answer `reported`."""
    content = reported(question.charger, question.shadow)
    return document(content, in_string=question.switches.json_in_string)


def firmware(question: Question) -> web.Response:
    """Answer `version`."""
    if question.switches.version_as_text:
        return web.Response(text=question.charger.firmware.version)
    content = version(question.charger)
    return document(content, in_string=question.switches.json_in_string)


def connected(question: Question) -> web.Response:
    """Answer `connected`."""
    online = question.charger.online
    match question.switches.connected_answer:
        case ConnectedAnswer.EMPTY if online:
            return web.Response()
        case ConnectedAnswer.SCALAR:
            return document(online)
        case ConnectedAnswer.NUMBER:
            return web.Response(text=str(int(online)))
        case _:
            return document({"connected": online})


def networks(question: Question) -> web.Response:
    """Answer `wifilist`."""
    if question.switches.wifilist_as_names:
        return document(wifi_names(question.charger))
    return document(wifi_networks(question.charger))


def rfid(question: Question) -> web.Response:
    """Answer `rfid`."""
    return document(cards(question.charger))


def charges(question: Question) -> web.Response:
    """Answer `stadistic/device`; a RefusalError goes to the caller."""
    return document(
        question.statistics.of_charger(
            question.charger.id, question.query, question.switches.energy_decimals
        )
    )


def all_profiles(question: Question) -> web.Response:
    """Answer `personalicepower/all`."""
    return document(profiles(question.charger))


def one_profile(question: Question) -> web.Response:
    """Answer `personalicepower/v2`; a LookupError is answered 404."""
    found = question.charger.profiles.find(question.query["updateAt"])
    return document(profile(found))
