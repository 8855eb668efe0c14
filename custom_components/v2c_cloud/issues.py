"""Finds what a person should repair, and tells Home Assistant."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
import time
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import CONF_HOST, CONF_IP_ADDRESS, CONF_PORT
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .account import CloudAccount
from .api.models import Link
from .const import CONF_CONTRACTED_POWER, CONF_PHASES, DOMAIN
from .control.limits import maximum_current
from .coordinator import ChargerCoordinator
from .discovery import HTTP_PORT, Address
from .house import V2CConfigEntry, charger_subentries

NO_CHARGER: Final = "no_charger"
CHARGER_UNREACHABLE: Final = "charger_unreachable"
OTHER_POLLER: Final = "other_poller"
EVCC_POLLER: Final = "evcc_poller"
MAX_CURRENT_ABOVE_CONTRACT: Final = "max_current_above_contract"
CHARGER_NOT_IN_ACCOUNT: Final = "charger_not_in_account"

_WATCHED: Final = {
    CHARGER_UNREACHABLE,
    OTHER_POLLER,
    EVCC_POLLER,
    MAX_CURRENT_ABOVE_CONTRACT,
    CHARGER_NOT_IN_ACCOUNT,
}
"""What is raised and cleared here; other modules look after theirs."""

_PATIENCE = 900.0
"""Seconds for which a charger may be off the LAN before somebody should look."""

_POLLERS = {"v2c": (CONF_HOST,), "v2c_trydan": (CONF_IP_ADDRESS, CONF_HOST)}
"""Integrations that poll a charger, and where their entries keep its address.

A charger answers one request at a time, so two that poll it lose answers.
"""
_EVCC = ("evcc_intg", "evcc")

type IssueData = dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something that a person can repair."""

    key: str
    subject: str
    """What it is about; with the key it tells an issue from all others."""
    fixable: bool = False
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING
    placeholders: dict[str, str] = field(default_factory=dict)
    data: IssueData = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its ID among all issues of the integration."""
        return issue_id_of(self.key, self.subject)


def issue_id_of(key: str, subject: str) -> str:
    """The ID of an issue."""
    return f"{key}_{subject}"


@callback
def async_note_empty_house(hass: HomeAssistant, entry: V2CConfigEntry) -> None:
    """Raise or clear the issue of a house without a charger."""
    if charger_subentries(entry):
        ir.async_delete_issue(hass, DOMAIN, issue_id_of(NO_CHARGER, entry.entry_id))
        return
    async_raise_issue(
        hass,
        entry,
        Issue(
            key=NO_CHARGER,
            subject=entry.entry_id,
            severity=ir.IssueSeverity.ERROR,
            placeholders={"house": entry.title},
        ),
    )


@callback
def async_check_issues(hass: HomeAssistant, entry: V2CConfigEntry) -> CALLBACK_TYPE:
    """Watch a loaded house for issues; returns how to stop that."""
    watch = _Watch(hass, entry)
    watch.start()
    return watch.stop


@callback
def async_forget_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back all issues of a house."""
    for issue_id in _issues_of(hass, entry):
        ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def async_raise_issue(hass: HomeAssistant, entry: ConfigEntry, issue: Issue) -> None:
    """Tell Home Assistant of an issue, or tell it anew."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue.id,
        data={"key": issue.key, "entry_id": entry.entry_id, **issue.data},
        is_fixable=issue.fixable,
        severity=issue.severity,
        translation_key=issue.key,
        translation_placeholders=issue.placeholders,
    )


def _issues_of(
    hass: HomeAssistant, entry: ConfigEntry, keys: Collection[str] | None = None
) -> list[str]:
    """The issues that are raised for a house, with such a key or with any."""
    return [
        issue.issue_id
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN
        and issue.data is not None
        and issue.data["entry_id"] == entry.entry_id
        and (keys is None or issue.data["key"] in keys)
    ]


class _Watch:
    """Raises the issues of one loaded house and clears them."""

    def __init__(self, hass: HomeAssistant, entry: V2CConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._raised: dict[str, Issue] = {}
        self._lost_at: dict[str, float] = {}
        self._key_accepted: bool | None = None
        self._stops: list[CALLBACK_TYPE] = []

    @callback
    def start(self) -> None:
        """Look at everything once, and again at whatever changes."""
        before = set(_issues_of(self._hass, self._entry, _WATCHED))
        for coordinator in self._entry.runtime_data.chargers.values():
            self._watch_charger(coordinator, before)
        self._check_pollers()
        self._stops.append(
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            )
        )
        if account := self._entry.runtime_data.account:
            check_account = partial(self._check_account, account)
            check_account()
            self._stops.append(account.async_subscribe(check_account))
        # What was about a charger or an entry that is gone by now.
        for issue_id in before - set(self._raised):
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)

    @callback
    def stop(self) -> None:
        """Stop looking. The issues stay: a reload forgets nobody's "ignore"."""
        for stop in self._stops:
            stop()
        if self._entry.disabled_by:
            async_forget_issues(self._hass, self._entry)

    def _watch_charger(self, coordinator: ChargerCoordinator, before: set[str]) -> None:
        if Link.LAN in coordinator.charger.links:
            subject = coordinator.subentry.subentry_id
            if issue_id_of(CHARGER_UNREACHABLE, subject) in before:
                self._lost_at[subject] = time.monotonic() - _PATIENCE
            check = partial(self._check_reachable, coordinator)
            check()
            # Not by the coordinator: it tells changes only, and loss lasts.
            self._stops.append(coordinator.charger.subscribe(check))
        if {CONF_CONTRACTED_POWER, CONF_PHASES} <= self._entry.options.keys():
            check = partial(self._check_current, coordinator)
            check()
            self._stops.append(coordinator.async_add_listener(check))

    def _settle(self, key: str, subject: str, issue: Issue | None) -> None:
        """Raise an issue, or clear it where there is none."""
        issue_id = issue_id_of(key, subject)
        # A repair that did not help has removed it all the same.
        there = ir.async_get(self._hass).async_get_issue(DOMAIN, issue_id) is not None
        if issue is not None and not (there and self._raised.get(issue_id) == issue):
            self._raised[issue_id] = issue
            async_raise_issue(self._hass, self._entry, issue)
        elif issue is None and self._raised.pop(issue_id, None) is not None:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)

    @callback
    def _check_reachable(self, coordinator: ChargerCoordinator) -> None:
        """A charger that is off the LAN for long may have another address."""
        charger, subentry = coordinator.charger, coordinator.subentry
        subject = subentry.subentry_id
        issue = None
        if charger.reading(Link.LAN) is not None:
            self._lost_at.pop(subject, None)
        elif charger.failures(Link.LAN):
            now = time.monotonic()
            if now - self._lost_at.setdefault(subject, now) >= _PATIENCE:
                issue = Issue(
                    key=CHARGER_UNREACHABLE,
                    subject=subject,
                    fixable=True,
                    placeholders={
                        "charger": subentry.title,
                        "address": str(_address_of(coordinator)),
                    },
                    data={"subentry_id": subject},
                )
        self._settle(CHARGER_UNREACHABLE, subject, issue)

    @callback
    def _check_current(self, coordinator: ChargerCoordinator) -> None:
        """The charger's own limit should not be above the contract's."""
        options, subentry = self._entry.options, coordinator.subentry
        current = coordinator.data.snapshot.state.max_intensity
        limit = maximum_current(
            options[CONF_CONTRACTED_POWER] * 1000, options[CONF_PHASES]
        )
        if current is None:
            return
        issue = None
        if current > limit:
            issue = Issue(
                key=MAX_CURRENT_ABOVE_CONTRACT,
                subject=subentry.subentry_id,
                fixable=True,
                placeholders={
                    "charger": subentry.title,
                    "house": self._entry.title,
                    "current": str(current),
                    "limit": str(limit),
                    "power": f"{options[CONF_CONTRACTED_POWER]:g}",
                },
                data={"subentry_id": subentry.subentry_id, "limit": limit},
            )
        self._settle(MAX_CURRENT_ABOVE_CONTRACT, subentry.subentry_id, issue)

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain in _POLLERS or entry.domain in _EVCC:
            self._check_pollers()

    def _check_pollers(self) -> None:
        """Somebody else may ask the same chargers."""
        wanted = {issue.id: issue for issue in self._find_pollers()}
        raised = [
            issue
            for issue in self._raised.values()
            if issue.key in (OTHER_POLLER, EVCC_POLLER)
        ]
        for issue in (*raised, *wanted.values()):
            self._settle(issue.key, issue.subject, wanted.get(issue.id))

    def _find_pollers(self) -> list[Issue]:
        on_lan = [
            coordinator
            for coordinator in self._entry.runtime_data.chargers.values()
            if Link.LAN in coordinator.charger.links
        ]
        issues = [
            Issue(
                key=OTHER_POLLER,
                subject=other.entry_id,
                fixable=True,
                placeholders={
                    "charger": coordinator.subentry.title,
                    "entry": other.title,
                    "integration": other.domain,
                },
                data={"other_entry_id": other.entry_id},
            )
            for domain in _POLLERS
            for other in self._enabled_entries(domain)
            for coordinator in on_lan
            if _polls(other, coordinator)
        ]
        issues += [
            Issue(
                key=EVCC_POLLER,
                subject=f"{other.entry_id}_{self._entry.entry_id}",
                placeholders={"entry": other.title, "house": self._entry.title},
            )
            for domain in _EVCC
            for other in self._enabled_entries(domain)
            if on_lan
        ]
        return issues

    def _enabled_entries(self, domain: str) -> list[ConfigEntry]:
        return self._hass.config_entries.async_entries(
            domain, include_ignore=False, include_disabled=False
        )

    @callback
    def _check_account(self, account: CloudAccount) -> None:
        self._check_key(account)
        for coordinator in self._entry.runtime_data.chargers.values():
            if Link.CLOUD in coordinator.charger.links:
                self._check_in_account(account, coordinator)

    def _check_in_account(
        self, account: CloudAccount, coordinator: ChargerCoordinator
    ) -> None:
        """A charger may have been removed from the account, or sold.

        Only the list of chargers tells, and only while the charger cannot be read.
        """
        charger, subentry = coordinator.charger, coordinator.subentry
        issue = None
        if charger.reading(Link.CLOUD) is None and account.has_lost(charger.charger_id):
            issue = Issue(
                key=CHARGER_NOT_IN_ACCOUNT,
                subject=subentry.subentry_id,
                placeholders={"charger": subentry.title, "house": self._entry.title},
            )
        self._settle(CHARGER_NOT_IN_ACCOUNT, subentry.subentry_id, issue)

    @callback
    def _check_key(self, account: CloudAccount) -> None:
        """Ask for a new key when the cloud refuses it, and take that back if it heals.

        V2C refused all keys for a week in September 2026: nobody had to do anything.
        """
        if account.key_accepted is self._key_accepted or not account.entries:
            return
        self._key_accepted = account.key_accepted
        # One house asks for all: the flow renews the key of the others, too.
        asking = account.entries[0]
        if account.key_accepted is False:
            asking.async_start_reauth(self._hass)
        elif account.key_accepted:
            for flow in asking.async_get_active_flows(self._hass, {SOURCE_REAUTH}):
                self._hass.config_entries.flow.async_abort(flow["flow_id"])


def _address_of(coordinator: ChargerCoordinator) -> Address:
    data = coordinator.subentry.data
    return Address(data[CONF_HOST], data.get(CONF_PORT, HTTP_PORT))


def _polls(other: ConfigEntry, coordinator: ChargerCoordinator) -> bool:
    """Whether an entry of another integration is about this charger."""
    if (other.unique_id or "").upper() == coordinator.charger.charger_id:
        return True
    address = str(_address_of(coordinator)).lower()
    return any(
        str(other.data.get(key, "")).strip().lower() == address
        for key in _POLLERS[other.domain]
    )
