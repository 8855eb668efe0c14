"""An HTTP interface to the simulated world, for demonstrations and other processes.

Answers are JSON. What it does not understand is answered 400 with a sentence in
`error`. Where there is one charger, `charger` may be left out.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from enum import Enum
from http import HTTPStatus
import json
from typing import TYPE_CHECKING, Final

from aiohttp import web

from .car import Car
from .cloud import CloudFault
from .control_state import charger_state, house_state, world_state
from .http_server import HOST, HttpServer
from .json_type import Json
from .lan import LanFault
from .prices import day_prices, prices
from .values import ChargeState

if TYPE_CHECKING:
    from .simulator import SimulatedCharger, Simulator

type Body = Mapping[str, object]
_MAX_ADVANCE: Final = 7 * 86_400.0
_MAX_WATTS: Final = 1e6


class BadRequestError(Exception):
    """The caller's mistake, in a sentence."""


class Control:
    """The interface of one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        """Prepare the interface; `start` opens it."""
        self._simulator = simulator
        app = web.Application()
        app.router.add_get("/state", self._get_state)
        app.router.add_get("/house", self._get_house)
        app.router.add_get("/prices", self._get_prices)
        commands: dict[str, Callable[[Body], Awaitable[Json]]] = {
            "/plug": self._plug,
            "/unplug": self._unplug,
            "/load": self._load,
            "/solar": self._solar,
            "/meter": self._meter,
            "/fault": self._fault,
            "/power_cut": self._power_cut,
            "/lan": self._lan,
            "/move": self._move,
            "/cloud": self._cloud,
            "/swipe": self._swipe,
            "/history": self._history,
            "/speed": self._speed,
            "/advance": self._advance,
        }
        for path, command in commands.items():
            app.router.add_post(path, _handler(command))
        self._server = HttpServer(app)

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"http://{HOST}:{self._server.port}"

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        await self._server.start(port)

    async def stop(self) -> None:
        """Close; may be called twice."""
        await self._server.stop()

    async def _get_state(self, request: web.Request) -> web.Response:
        del request
        return web.json_response(world_state(self._simulator))

    async def _get_house(self, request: web.Request) -> web.Response:
        del request
        return web.json_response(house_state(self._simulator))

    async def _get_prices(self, request: web.Request) -> web.Response:
        day = request.query.get("day")
        try:
            slots = (
                day_prices(date.fromisoformat(day))
                if day
                else prices(self._simulator.now)
            )
        except ValueError:
            return _refuse("day is a date such as 2026-11-22.")
        return web.json_response(
            {
                "currency": "EUR",
                "unit": "EUR/kWh",
                "prices": [
                    {"start": slot.start.isoformat(), "price": slot.price}
                    for slot in slots
                ],
            }
        )

    async def _plug(self, body: Body) -> Json:
        charger = self._charger(body)
        car = Car(
            capacity=_number(body, "capacity", 1, 1000, 60),
            soc=_number(body, "soc", 0, 1, 0.4),
            phases=round(_number(body, "phases", 1, 3, charger.phases)),
            max_current=_number(body, "max_current", 0, 80, 32),
            target_soc=_number(body, "target_soc", 0, 1, 1),
        )
        if charger.car is not None:
            msg = f"{charger.id} has a car already: unplug it first."
            raise BadRequestError(msg)
        charger.plug(car)
        return charger_state(charger)

    async def _unplug(self, body: Body) -> Json:
        charger = self._charger(body)
        charger.unplug()
        return charger_state(charger)

    async def _load(self, body: Body) -> Json:
        self._simulator.house.load = _number(body, "watts", 0, _MAX_WATTS)
        return house_state(self._simulator)

    async def _solar(self, body: Body) -> Json:
        self._simulator.house.solar = _number(body, "watts", 0, _MAX_WATTS)
        return house_state(self._simulator)

    async def _meter(self, body: Body) -> Json:
        self._simulator.house.meter_online = _flag(body, "online")
        return house_state(self._simulator)

    async def _fault(self, body: Body) -> Json:
        charger = self._charger(body)
        faults = {
            "NONE": None,
            **{state.name: state for state in ChargeState if state > 2},
        }
        name = str(body.get("state", "")).upper()
        if name not in faults:
            msg = f"state is one of {', '.join(faults)}."
            raise BadRequestError(msg)
        charger.fault(faults[name])
        return charger_state(charger)

    async def _power_cut(self, body: Body) -> Json:
        charger = self._charger(body)
        charger.power_cut(_number(body, "seconds", 1, 86_400, 10))
        return charger_state(charger)

    async def _lan(self, body: Body) -> Json:
        charger = self._on_lan(body)
        times = _number(body, "times", 0, 1e6, 0)
        charger.lan.set_fault(
            _choice(body, "fault", LanFault),
            path=str(body.get("path", "/")),
            times=round(times) or None,
            delay=_number(body, "delay", 0, 600, 2),
        )
        return charger_state(charger)

    async def _move(self, body: Body) -> Json:
        charger = self._on_lan(body)
        port = round(_number(body, "port", 0, 65_535, 0))
        host = str(body.get("host", HOST))
        if not host.startswith("127."):
            msg = "host is a loopback address such as 127.0.0.2."
            raise BadRequestError(msg)
        before = (charger.lan.host, charger.lan.port)
        try:
            await charger.lan.move(port or None, host)
        except OSError as error:
            await charger.lan.move(before[1], before[0])
            msg = f"{host}:{port} cannot be used: {error.strerror}."
            raise BadRequestError(msg) from error
        return charger_state(charger)

    async def _cloud(self, body: Body) -> Json:
        cloud = self._simulator.cloud
        if "fault" in body:
            cloud.fault = _choice(body, "fault", CloudFault)
        if "remaining" in body:
            cloud.remaining = round(_number(body, "remaining", 0, 1e6))
        if "spend" in body:
            cloud.spend(round(_number(body, "spend", 0, 1e6)))
        if "tariff" in body:
            cloud.tariff = _number(body, "tariff", 0, 100)
        if "webhook" in body:
            try:
                cloud.webhook = str(body["webhook"]) or None
            except ValueError as error:
                msg = "webhook is a URL on loopback, or empty."
                raise BadRequestError(msg) from error
        if "online" in body:
            self._charger(body).cloud_online = _flag(body, "online")
        if "name" in body:
            self._charger(body).name = str(body["name"])
        return world_state(self._simulator)

    async def _swipe(self, body: Body) -> Json:
        charger = self._charger(body)
        answer = charger.swipe(str(body.get("code", "")))
        return {"swipe": answer.name, "charger": charger_state(charger)}

    async def _history(self, body: Body) -> Json:
        charger = self._charger(body)
        charges = charger.add_history(
            round(_number(body, "days", 1, 3650, 60)),
            round(_number(body, "seed", 0, 1e9, 1)),
        )
        return {"charges": charges, "charger": charger_state(charger)}

    async def _speed(self, body: Body) -> Json:
        self._simulator.set_speed(_number(body, "speed", 0, 10_000))
        return world_state(self._simulator)

    async def _advance(self, body: Body) -> Json:
        await self._simulator.advance(_number(body, "seconds", 0, _MAX_ADVANCE))
        return world_state(self._simulator)

    def _on_lan(self, body: Body) -> SimulatedCharger:
        charger = self._charger(body)
        if not charger.has_lan:
            msg = f"{charger.id} is not on the LAN."
            raise BadRequestError(msg)
        return charger

    def _charger(self, body: Body) -> SimulatedCharger:
        chargers = self._simulator.chargers
        name = body.get("charger")
        if name is None and len(chargers) == 1:
            return next(iter(chargers.values()))
        if not isinstance(name, str) or name not in chargers:
            msg = f"charger is one of {', '.join(chargers)}."
            raise BadRequestError(msg)
        return chargers[name]


def _handler(
    command: Callable[[Body], Awaitable[Json]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            body: object = json.loads(await request.text() or "{}")
        except ValueError:
            return _refuse("The body is not JSON.")
        if not isinstance(body, dict):
            return _refuse("The body is not a JSON object.")
        try:
            return web.json_response(await command(body))
        except BadRequestError as error:
            return _refuse(str(error))

    return handle


def _refuse(sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=HTTPStatus.BAD_REQUEST)


def _number(
    body: Body, name: str, low: float, high: float, default: float | None = None
) -> float:
    value = body.get(name, default)
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and low <= value <= high
    ):
        return float(value)
    msg = f"{name} is a number from {low:g} to {high:g}."
    raise BadRequestError(msg)


def _flag(body: Body, name: str) -> bool:
    value = body.get(name)
    if not isinstance(value, bool):
        msg = f"{name} is true or false."
        raise BadRequestError(msg)
    return value


def _choice[E: Enum](body: Body, name: str, kind: type[E]) -> E:
    wanted = str(body.get(name, "")).upper()
    for member in kind:
        if member.name == wanted:
            return member
    msg = f"{name} is one of {', '.join(member.name for member in kind)}."
    raise BadRequestError(msg)
