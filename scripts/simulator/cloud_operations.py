"""The operations of V2C's cloud as a table, and what the simulated ones do.

The table has every operation of V2C's OpenAPI 1.0.0. Those without a handler are
answered 501: the simulator knows that they exist, not what they do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from .charger import Charger
from .settings import Reply

type Query = Mapping[str, str]
type Command = Callable[[Charger, Query], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation.

    Attributes:
        method: HTTP method.
        path: below the base URL.
        required: names of the query parameters that must be there.
        optional: names of those that may.
        reads: whether it is answered by `Cloud` itself rather than by a command.
        command: what it does to the charger; False means 400.
        body: whether it takes a JSON body.
    """

    method: str
    path: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    reads: bool = False
    command: Command | None = None
    body: bool = False

    @property
    def device(self) -> str | None:
        """Return the name of the parameter with the charger's ID."""
        return next((n for n in self.required if n in {"deviceId", "id"}), None)


def _keyword(keyword: str, values: Mapping[str, str] | None = None) -> Command:
    """Make a command that writes a LAN keyword, translating its value if needed."""

    def run(charger: Charger, query: Query) -> bool:
        value = query["value"] if values is None else values.get(query["value"])
        return value is not None and charger.write(keyword, value) is Reply.OK

    return run


def _fixed(keyword: str, value: str) -> Command:
    def run(charger: Charger, query: Query) -> bool:
        del query
        return charger.write(keyword, value) is Reply.OK

    return run


def _setting(attribute: str, highest: int) -> Command:
    """Make a command for a setting that the LAN does not have."""

    def run(charger: Charger, query: Query) -> bool:
        value = query["value"]
        if not value.isdecimal() or int(value) > highest:
            return False
        setattr(charger.values, attribute, int(value))
        return True

    return run


def _reboot(charger: Charger, query: Query) -> bool:
    del query
    charger.reboot()
    return True


def _update(charger: Charger, query: Query) -> bool:
    del query
    charger.update()
    return True


_ID: Final = ("deviceId",)
_VALUE: Final = ("deviceId", "value")
_ID_VALUE: Final = ("id", "value")
_CODE_TAG: Final = ("deviceId", "code", "tag")
_PROFILE: Final = ("deviceId", "name", "updateAt")

# chargefvmode and DynamicPowerMode number the same three modes differently.
_PV_MODES: Final = {"0": "2", "1": "3", "2": "4"}


def _post(
    path: str,
    required: tuple[str, ...],
    command: Command | None = None,
    *,
    reads: bool = False,
    body: bool = False,
) -> Operation:
    return Operation(
        method="POST",
        path=path,
        required=required,
        command=command,
        reads=reads,
        body=body,
    )


def _get(
    path: str,
    required: tuple[str, ...],
    *optional: str,
    reads: bool = False,
) -> Operation:
    return Operation(
        method="GET", path=path, required=required, optional=optional, reads=reads
    )


def _delete(path: str, required: tuple[str, ...]) -> Operation:
    return Operation(method="DELETE", path=path, required=required)


OPERATIONS: Final = (
    _post("/device/startcharge", _ID, _fixed("Paused", "0")),
    _post("/device/pausecharge", _ID, _fixed("Paused", "1")),
    _post("/device/intensity", _VALUE, _keyword("Intensity")),
    _post("/device/locked", _VALUE, _keyword("Locked")),
    _post("/device/dynamic", _VALUE, _keyword("Dynamic")),
    _post("/device/chargefvmode", _VALUE, _keyword("DynamicPowerMode", _PV_MODES)),
    _post("/device/max_car_int", _VALUE, _keyword("MaxIntensity")),
    _post("/device/min_car_int", _VALUE, _keyword("MinIntensity")),
    _post("/device/charger_until_energy", _VALUE),
    _post("/device/charger_until_minutes", _VALUE),
    _post("/device/startchargekw", ("deviceId", "kw")),
    _post("/device/startchargeminutes", ("deviceId", "minutes")),
    _post("/device/timer", ("deviceId", "timerId"), body=True),
    _post("/device/inst_type", _VALUE, _setting("inst_type", 2)),
    _post("/device/slave_type", _VALUE),
    _post("/device/inverter_ip", _ID_VALUE),
    _post("/device/denka/max_power", _VALUE),
    _post("/device/language", _VALUE, _setting("language", 6)),
    _post("/device/logo_led", _VALUE, _setting("logo_led", 1)),
    _post("/device/wifi", ("deviceId", "ssid", "password")),
    _get("/device/wifilist", ("id",)),
    _post("/device/ocpp", _ID_VALUE),
    _post("/device/ocpp_id", _ID_VALUE),
    _post("/device/ocpp_addr", _ID_VALUE),
    _post("/device/reboot", _ID, _reboot),
    _post("/device/update", _ID, _update),
    _post("/device/currentstatecharge", _ID, reads=True),
    _get("/device/reported", _ID, reads=True),
    _get("/device/connected", _ID, reads=True),
    _get("/version", _ID, reads=True),
    _get("/pairings/me", (), reads=True),
    _get("/device/rfid", _ID),
    _post("/device/rfid", ("deviceId", "tag")),
    _delete("/device/rfid", ("deviceId", "code")),
    _post("/device/rfid/tag", _CODE_TAG),
    Operation(method="PUT", path="/device/rfid/tag", required=_CODE_TAG),
    _post("/device/set_rfid", _VALUE),
    _get("/stadistic/device", _ID, "chargeDateStart", "chargeDateEnd"),
    _get("/stadistic/global/me", (), "endChargeDateStart", "endChargeDateEnd"),
    _get("/device/personalicepower/all", _ID),
    _get("/device/personalicepower/v2", ("deviceId", "updateAt")),
    _post("/device/savepersonalicepower/v2", _PROFILE, body=True),
    _post("/device/personalicepower/v2", ("id", "name", "updateAt"), body=True),
    _delete("/device/personalicepower/v2", _PROFILE),
)
