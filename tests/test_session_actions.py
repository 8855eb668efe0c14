"""The actions that hand out the session log."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from freezegun.api import TickingDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import SimulatedCharger

from .clocks import running_clock
from .conftest import AddHouse, entity_id
from .session_logs import HOUR, charge, fill_log, session, utc

NOW = utc("2026-11-22T12:00:00")
NOON = utc("2026-11-20T12:00:00")

type Ask = Callable[..., Awaitable[ServiceResponse]]


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A day in November."""
    with running_clock() as running:
        running.move_to(NOW)
        yield running


@pytest.fixture
async def ask(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    clock: TickingDateTimeFactory,
) -> Ask:
    """Ask a charger in Madrid that had two sessions."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    hass.config.currency = "EUR"
    entry = await add_house(charger)
    await fill_log(
        hass,
        entry,
        session(charge(NOON - 24 * HOUR, 9.0)),
        session(charge(NOON, 8.0, price=0.1)),
    )
    shown = er.async_get(hass).async_get(
        entity_id(hass, Platform.SENSOR, "month_energy")
    )
    assert shown is not None

    async def run(action: str, *, respond: bool = True, **data: str) -> ServiceResponse:
        return await hass.services.async_call(
            DOMAIN,
            action,
            {"device_id": shown.device_id, **data},
            blocking=True,
            return_response=respond,
        )

    return run


def _energies(answer: ServiceResponse) -> list[object]:
    assert answer is not None
    sessions = answer["sessions"]
    assert isinstance(sessions, list)
    return [item["energy"] for item in sessions if isinstance(item, dict)]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_get_sessions(ask: Ask) -> None:
    """All that the log has, the oldest first."""
    assert _energies(await ask("get_sessions")) == [9.0, 8.0]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"start": "2026-11-20 00:00:00"}, [8.0]),
        ({"end": "2026-11-20 00:00:00"}, [9.0]),
        # The session began at 13:00 by the house's clock.
        ({"start": "2026-11-20 12:30:00", "end": "2026-11-20 13:00:00"}, []),
        ({"start": "2026-11-20T12:30:00Z", "end": "2026-11-20T12:45:00Z"}, [8.0]),
    ],
)
async def test_a_range(ask: Ask, data: dict[str, str], expected: list[float]) -> None:
    """A time without a zone is that of the house."""
    assert _energies(await ask("get_sessions", **data)) == expected


@pytest.mark.parametrize("action", ["export_sessions", "get_sessions"])
async def test_a_range_that_is_none(ask: Ask, action: str) -> None:
    """The mistake is named."""
    with pytest.raises(ServiceValidationError) as caught:
        await ask(action, start="2026-11-20 12:00:00", end="2026-11-20 11:00:00")
    assert caught.value.translation_key == "end_before_start"


async def test_export_as_an_answer(ask: Ask) -> None:
    """A table, without any file."""
    answer = await ask("export_sessions", start="2026-11-20 00:00:00")
    assert answer is not None
    assert answer["sessions"] == 1
    assert str(answer["csv"]).splitlines()[1:] == [
        "Garage,2026-11-20T13:00:00+01:00,2026-11-20T14:00:00+01:00,1.00,8.000,0.80,EUR,,,,1,lan"
    ]


async def test_export_to_a_file(hass: HomeAssistant, ask: Ask, tmp_path: Path) -> None:
    """In a folder that Home Assistant may write to; what was there is replaced."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    path = tmp_path / "sessions.csv"
    path.write_text("old")
    answer = await ask("export_sessions", filename=str(path))
    assert answer is not None
    assert path.read_bytes() == str(answer["csv"]).encode("utf-8-sig")
    path.unlink()
    assert await ask("export_sessions", respond=False, filename=str(path)) is None
    assert path.read_text(encoding="utf-8-sig").startswith("charger,start,")


@pytest.mark.parametrize(
    "filename",
    [
        "allowed/sessions.txt",
        "allowed/secrets.yaml",
        "allowed/../sessions.csv",
        "elsewhere/sessions.csv",
        "nowhere/sessions.csv",
    ],
)
async def test_a_file_that_is_not_allowed(
    hass: HomeAssistant, ask: Ask, tmp_path: Path, filename: str
) -> None:
    """Nothing is written outside of the folders that were allowed, nor another kind."""
    (tmp_path / "allowed").mkdir()
    (tmp_path / "elsewhere").mkdir()
    hass.config.allowlist_external_dirs = {str(tmp_path / "allowed")}
    with pytest.raises(ServiceValidationError) as caught:
        await ask("export_sessions", filename=str(tmp_path / filename))
    assert caught.value.translation_key == "file_not_allowed"
    assert _files(tmp_path) == []


async def test_a_path_without_a_root(
    hass: HomeAssistant, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows which folder Home Assistant happens to be in."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ServiceValidationError):
        await ask("export_sessions", filename="sessions.csv")
    assert _files(tmp_path) == []


async def test_a_file_that_cannot_be_written(
    hass: HomeAssistant, ask: Ask, tmp_path: Path
) -> None:
    """What the disk refuses is told as well."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    (tmp_path / "sessions.csv").mkdir()
    with pytest.raises(HomeAssistantError) as caught:
        await ask("export_sessions", filename=str(tmp_path / "sessions.csv"))
    assert caught.value.translation_key == "file_not_written"
