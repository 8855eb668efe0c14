"""Finding a charger: by its address, by its label, by a scan."""

from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
import pytest

from custom_components.v2c_cloud.const import CONF_CLOUD, DOMAIN
from custom_components.v2c_cloud.discovery import Address
from scripts.simulator import FIRMWARES, LanFault, SimulatedCharger, Simulator
from tests.conftest import charger_subentry, house_entry
from tests.flows import PACKAGE, address_of, go_on, only_charger, settle, start

pytest_plugins = ()
