"""Pytest plugin that must load before every other (`-p tests.ha_early`).

pytest-homeassistant-custom-component 0.13.375 was made for Home Assistant 2026.10.
Home Assistant 2026.11 broke two of its assumptions; on older versions this does
nothing that would not happen anyway. It can go when a release for 2026.11 exists.
"""

# Since 2026.11 the package replaces httpx by httpx2 and refuses to start when httpx
# was imported first, which respx, a dependency of the test harness, would do.
import homeassistant  # noqa: F401, I001

# The harness patches these before anything else of Home Assistant is imported, or
# modules keep references to the unpatched clock and JSON encoder.
from pytest_homeassistant_custom_component import (  # noqa: F401 - it patches
    patch_json,
    patch_recorder,
    patch_time,
)

from homeassistant.components import logger
from homeassistant.components.logger import helpers

# Home Assistant 2026.11 stopped re-exporting what the harness imports from here.
vars(logger).setdefault(
    "_clear_logger_overwrites",
    helpers._clear_logger_overwrites,  # noqa: SLF001
)
