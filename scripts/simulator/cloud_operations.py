"""The operations of V2C's cloud as a table: every one of V2C's OpenAPI 1.0.0."""

from dataclasses import dataclass
from typing import Final

from . import cloud_commands as commands, cloud_reads as reads
from .cloud_commands import Command
from .cloud_reads import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation.

    Attributes:
        method: HTTP method.
        path: below the base URL.
        required: names of the query parameters that must be there.
        optional: names of those that may.
        command: what it does to the charger.
        read: what it tells about the charger. An operation with neither is about the
            account, and `Cloud` itself answers it.
        stored: whether the cloud can answer it without the charger.
        body: whether it takes a JSON body.
    """

    method: str
    path: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    command: Command | None = None
    read: Read | None = None
    stored: bool = False
    body: bool = False

    @property
    def device(self) -> str | None:
        """Return the name of the parameter with the charger's ID."""
        return next((n for n in self.required if n in {"deviceId", "id"}), None)


_ID: Final = ("deviceId",)
_VALUE: Final = ("deviceId", "value")
_ID_VALUE: Final = ("id", "value")
_CODE_TAG: Final = ("deviceId", "code", "tag")
_PROFILE: Final = ("deviceId", "name", "updateAt")
_HIGHEST_METER: Final = 11
_HIGHEST_POWER: Final = 50_000


def _post(
    path: str, required: tuple[str, ...], command: Command, *, body: bool = False
) -> Operation:
    return Operation(
        method="POST", path=path, required=required, command=command, body=body
    )


def _get(
    path: str,
    required: tuple[str, ...],
    *optional: str,
    read: Read | None = None,
    stored: bool = True,
) -> Operation:
    return Operation(
        method="GET",
        path=path,
        required=required,
        optional=optional,
        read=read,
        stored=stored,
    )


def _delete(path: str, required: tuple[str, ...], command: Command) -> Operation:
    return Operation(method="DELETE", path=path, required=required, command=command)


OPERATIONS: Final = (
    _post("/device/startcharge", _ID, commands.fixed("Paused", "0")),
    _post("/device/pausecharge", _ID, commands.fixed("Paused", "1")),
    _post("/device/intensity", _VALUE, commands.keyword("Intensity")),
    _post("/device/locked", _VALUE, commands.keyword("Locked")),
    _post("/device/dynamic", _VALUE, commands.keyword("Dynamic")),
    _post(
        "/device/chargefvmode",
        _VALUE,
        commands.keyword("DynamicPowerMode", commands.PV_MODES),
    ),
    _post("/device/max_car_int", _VALUE, commands.keyword("MaxIntensity")),
    _post("/device/min_car_int", _VALUE, commands.keyword("MinIntensity")),
    _post("/device/charger_until_energy", _VALUE, commands.until_energy),
    _post("/device/charger_until_minutes", _VALUE, commands.until_minutes),
    _post("/device/startchargekw", ("deviceId", "kw"), commands.start_energy),
    _post(
        "/device/startchargeminutes", ("deviceId", "minutes"), commands.start_minutes
    ),
    _post("/device/timer", ("deviceId", "timerId"), commands.timer, body=True),
    _post("/device/inst_type", _VALUE, commands.number("inst_type", 2)),
    _post("/device/slave_type", _VALUE, commands.number("slave_type", _HIGHEST_METER)),
    _post("/device/inverter_ip", _ID_VALUE, commands.inverter_ip),
    _post(
        "/device/denka/max_power",
        _VALUE,
        commands.number("max_power", _HIGHEST_POWER),
    ),
    _post("/device/language", _VALUE, commands.number("language", 6)),
    _post("/device/logo_led", _VALUE, commands.number("logo_led", 1)),
    _post("/device/wifi", ("deviceId", "ssid", "password"), commands.wifi),
    _get("/device/wifilist", ("id",), read=reads.networks, stored=False),
    _post("/device/ocpp", _ID_VALUE, commands.number("ocpp", 1)),
    _post("/device/ocpp_id", _ID_VALUE, commands.text("ocpp_id")),
    _post("/device/ocpp_addr", _ID_VALUE, commands.text("ocpp_addr")),
    _post("/device/reboot", _ID, commands.reboot),
    _post("/device/update", _ID, commands.update),
    Operation(
        method="POST",
        path="/device/currentstatecharge",
        required=_ID,
        read=reads.live,
    ),
    _get("/device/reported", _ID, read=reads.shadow),
    _get("/device/connected", _ID, read=reads.connected),
    _get("/version", _ID, read=reads.firmware),
    _get("/pairings/me", ()),
    _get("/device/rfid", _ID, read=reads.rfid, stored=False),
    _post("/device/rfid", ("deviceId", "tag"), commands.learn_card),
    _delete("/device/rfid", ("deviceId", "code"), commands.delete_card),
    _post("/device/rfid/tag", _CODE_TAG, commands.add_card),
    Operation(
        method="PUT",
        path="/device/rfid/tag",
        required=_CODE_TAG,
        command=commands.rename_card,
    ),
    _post("/device/set_rfid", _VALUE, commands.number("rfid", 1)),
    _get(
        "/stadistic/device",
        _ID,
        "chargeDateStart",
        "chargeDateEnd",
        read=reads.charges,
    ),
    _get("/stadistic/global/me", (), "endChargeDateStart", "endChargeDateEnd"),
    _get("/device/personalicepower/all", _ID, read=reads.all_profiles),
    _get(
        "/device/personalicepower/v2",
        ("deviceId", "updateAt"),
        read=reads.one_profile,
    ),
    _post(
        "/device/savepersonalicepower/v2",
        _PROFILE,
        commands.create_profile,
        body=True,
    ),
    _post(
        "/device/personalicepower/v2",
        ("id", "name", "updateAt"),
        commands.update_profile,
        body=True,
    ),
    _delete("/device/personalicepower/v2", _PROFILE, commands.delete_profile),
)
