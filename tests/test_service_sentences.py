"""The action that installs the sentences of Assist."""

from pathlib import Path

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.setup import async_setup_component
import pytest

from custom_components.v2c_cloud.const import DOMAIN

LANGUAGES = ["en", "es", "it"]


@pytest.fixture(autouse=True)
async def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Home Assistant's own folder, with nothing in it."""
    hass.config.config_dir = str(tmp_path)
    assert await async_setup_component(hass, DOMAIN, {})
    return tmp_path / "custom_sentences"


async def install(hass: HomeAssistant) -> list[str]:
    """Install the sentences, and return the files that were written."""
    answer = await hass.services.async_call(
        DOMAIN, "install_sentences", blocking=True, return_response=True
    )
    assert answer is not None
    written = answer["written"]
    assert isinstance(written, list)
    return [str(path) for path in written]


def occupy(folder: Path) -> None:
    """Put a file where the folder should be."""
    folder.write_text("no folder at all")


def contents(folder: Path) -> list[Path]:
    """What is in a folder."""
    return list(folder.iterdir())


async def test_install(hass: HomeAssistant, folder: Path) -> None:
    """Without Assist, too, which reads them when it starts."""
    files = [folder / language / "v2c_cloud.yaml" for language in LANGUAGES]
    assert await install(hass) == [str(path) for path in files]
    assert all(path.is_file() for path in files)
    assert await install(hass) == []


async def test_what_somebody_changed_is_kept(hass: HomeAssistant, folder: Path) -> None:
    """Under a name that Home Assistant does not read."""
    theirs = folder / "es" / "v2c_cloud.yaml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("language: es\n")
    assert str(theirs) in await install(hass)
    assert "V2CStatus" in theirs.read_text("utf-8")
    assert theirs.with_suffix(".yaml.old").read_text() == "language: es\n"


async def test_a_folder_that_cannot_be_written(
    hass: HomeAssistant, folder: Path
) -> None:
    """The sentence says where and why."""
    occupy(folder)
    with pytest.raises(HomeAssistantError) as caught:
        await install(hass)
    assert caught.value.translation_key == "sentences_not_written"
    assert str(folder) in str(caught.value)


async def test_only_administrators(
    hass: HomeAssistant, folder: Path, hass_read_only_user: User
) -> None:
    """It writes into the configuration."""
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "install_sentences",
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )
    assert contents(folder.parent) == []
