"""One link of a charger: how it is doing, and what it read last."""

from dataclasses import replace

from .exceptions import V2CAuthError, V2CError, V2CRateLimitedError, V2CUnsupportedError
from .link import ChargerLink
from .models import LinkHealth, LinkStatus, Reading

_FAILURES_TO_LOSE = 3


class Connection:
    """A link together with its last good reading, as long as that counts."""

    def __init__(self, link: ChargerLink, charger_id: str) -> None:
        """Know nothing yet."""
        self.link = link
        self.health = LinkHealth()
        self.reading: Reading | None = None
        self.failures = 0
        """How often in a row reading has failed."""
        self.trusted = link.names_charger
        """Whether what answers is known to be this charger."""
        self._charger_id = charger_id.upper()

    def accept(self, reading: Reading) -> bool:
        """Take a reading, unless it is another charger's or a dead one's."""
        found = reading.state.charger_id
        if found is not None and found != self._charger_id:
            self.trusted = False
            self._lose(LinkStatus.WRONG_CHARGER, "Another charger answers")
            return False
        if reading.state.cloud_connected is False:
            self._lose(
                LinkStatus.UNREACHABLE, "The charger is not connected to V2C's cloud"
            )
            return False
        self.trusted = True
        self.failures = 0
        self.reading = reading
        self.health = LinkHealth(status=LinkStatus.CONNECTED, answered_at=reading.at)
        return True

    def fail(self, err: V2CError, now: float) -> None:
        """Note that reading failed. A single lost answer does not lose the link."""
        match err:
            case V2CAuthError():
                status = LinkStatus.REFUSED
            case V2CRateLimitedError():
                status = LinkStatus.RATE_LIMITED
            case V2CUnsupportedError():
                status = LinkStatus.UNSUPPORTED
            case _:
                status = LinkStatus.UNREACHABLE
        patient = (
            status is not LinkStatus.REFUSED
            and self.reading is not None
            and self.failures + 1 < _FAILURES_TO_LOSE
            and now - self.reading.at < self.link.patience
        )
        if patient:
            self.failures += 1
        else:
            self._lose(status, str(err))

    def _lose(self, status: LinkStatus, reason: str) -> None:
        self.failures += 1
        self.reading = None
        self.health = replace(self.health, status=status, reason=reason)
