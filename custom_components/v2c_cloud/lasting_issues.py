"""Tells Home Assistant what is wrong with something that others bring, when it lasts."""

from collections.abc import Callable, Collection
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from .const import DOMAIN
from .house import V2CConfigEntry
from .issues import Issue, async_raise_issue, issue_id_of
from .problems import Problem

_PATIENCE: Final = 300.0
"""Seconds after which it does not come back by itself.

Other integrations bring it, which take their time at a start, are reloaded and lose
their devices for a moment.
"""


class LastingIssues:
    """One issue at a time, cleared as soon as it is over."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        *,
        keys: Collection[str],
        problem: Callable[[], Problem | None],
        subscribe: Callable[[Callable[[], None]], CALLBACK_TYPE],
    ) -> None:
        """Know what to look at.

        Args:
            hass: Home Assistant.
            entry: The house's.
            keys: Of all problems that become issues.
            problem: Tells what is wrong now.
            subscribe: Has a listener called when that may have changed.

        """
        self._hass = hass
        self._entry = entry
        self._keys = keys
        self._problem = problem
        self._subscribe = subscribe
        self._cancel_timer: CALLBACK_TYPE | None = None
        # What was raised before a reload has lasted.
        self._lasts = any(map(self._is_raised, keys))

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Look at it now and at every change; returns how to stop that."""
        self.async_check()
        unsubscribe = self._subscribe(self.async_check)

        @callback
        def stop() -> None:
            unsubscribe()
            self._stop_timer()

        return stop

    @callback
    def async_check(self) -> None:
        """Look at it; to be called when it begins or ceases to be needed."""
        problem = self._problem()
        if problem is None or problem.key not in self._keys:
            self._stop_timer()
            if self._lasts:
                self._lasts = False
                self._settle(None)
        elif self._lasts:
            self._settle(problem)
        elif self._cancel_timer is None:
            self._cancel_timer = async_call_later(self._hass, _PATIENCE, self._due)

    @callback
    def _due(self, _: object) -> None:
        self._cancel_timer = None
        self._lasts = True
        self.async_check()

    def _stop_timer(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None

    def _settle(self, problem: Problem | None) -> None:
        """Raise this problem, if it is not, and clear all others."""
        subject = self._entry.entry_id
        for key in self._keys:
            if problem is None or key != problem.key:
                ir.async_delete_issue(self._hass, DOMAIN, issue_id_of(key, subject))
        if problem is not None and not self._is_raised(problem.key):
            async_raise_issue(
                self._hass,
                self._entry,
                Issue(
                    key=problem.key,
                    subject=subject,
                    placeholders={"house": self._entry.title, **problem.placeholders},
                ),
            )

    def _is_raised(self, key: str) -> bool:
        issue = ir.async_get(self._hass).async_get_issue(
            DOMAIN, issue_id_of(key, self._entry.entry_id)
        )
        # One that somebody ignored before a restart is there, but nobody raised it.
        return issue is not None and issue.active
