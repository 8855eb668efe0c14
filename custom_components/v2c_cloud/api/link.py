"""What every link to a charger can do."""

from abc import ABC, abstractmethod

from .exceptions import V2CUnsupportedError
from .models import Action, ChargerState, FieldValue, Link, Reading
from .queue import Priority


class ChargerLink(ABC):
    """One way to reach one charger."""

    kind: Link
    settle_time: float = 0
    """Seconds after a command in which ``read`` may still show the old value."""
    confirm_within: float = 6
    """Seconds after which reading a command back is given up."""
    patience: float = 60
    """Seconds for which the last reading counts when reading fails."""
    names_charger: bool = False
    """Whether each request names the charger, so that no other can carry it out."""
    alone: bool = True
    """Whether no other link works now, so that this one has to tell all it can."""

    @abstractmethod
    def can_write(self, field: str) -> bool:
        """Tell whether this link has a command for a field."""

    @abstractmethod
    async def read(self) -> Reading:
        """Read all that this link knows. Raises ``V2CError``."""

    @abstractmethod
    async def write(self, field: str, value: FieldValue, priority: Priority) -> None:
        """Send a value.

        Raises ``V2CTimeoutError`` or ``V2CResponseError`` when it may or may not have
        been carried out, ``V2CRejectedError`` when it was refused, another
        ``V2CError`` when it was certainly not carried out.
        """

    @abstractmethod
    def read_back_delays(self, field: str) -> tuple[float, ...]:
        """Seconds to wait before each read-back; none if it would show nothing."""

    @abstractmethod
    async def read_back(self, field: str) -> ChargerState:
        """Read the present value of one field. Raises ``V2CError``."""

    def can_act(self, action: Action) -> bool:
        """Tell whether this link can ask for an action."""
        return False

    async def act(self, action: Action) -> None:
        """Ask for an action. Raises ``V2CError``."""
        raise V2CUnsupportedError(f"This link cannot {action}")
