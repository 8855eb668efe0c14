"""The card reader of a charger."""

from dataclasses import dataclass
from enum import Enum, auto
import re
from typing import Final

# UIDs have 4, 7 or 10 bytes; V2C's sample has 4.
_CODE: Final = re.compile(r"(?:[0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})")


class Swipe(Enum):
    """What a charger makes of a card before its reader."""

    LEARNED = auto()
    ACCEPTED = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card: its UID in lower-case hex, and the name that its owner gave it."""

    code: str
    tag: str


class Reader:
    """The cards that a charger knows.

    Attributes:
        cards: by code.
        window: how long it waits for a card that it shall learn, in simulated
            seconds; V2C says "an amount of time".
    """

    def __init__(self) -> None:
        """Start without cards."""
        self.cards: dict[str, Card] = {}
        self.window = 60.0
        self._lesson: tuple[str, float] | None = None

    def learn(self, tag: str, time: float) -> None:
        """Give the next card that is swiped within the window this name."""
        self._lesson = (tag, time + self.window)

    def learning(self, time: float) -> bool:
        """Whether it waits for a card to learn."""
        return self._lesson is not None and time < self._lesson[1]

    def register(self, code: str, tag: str) -> bool:
        """Add a card, or rename one; False where the code is no UID."""
        code = code.lower()
        if not _CODE.fullmatch(code) or not tag:
            return False
        self.cards[code] = Card(code=code, tag=tag)
        return True

    def rename(self, code: str, tag: str) -> bool:
        """Rename a card; False where it is unknown."""
        return code.lower() in self.cards and self.register(code, tag)

    def delete(self, code: str) -> bool:
        """Forget a card; False where it is unknown."""
        return self.cards.pop(code.lower(), None) is not None

    def swipe(self, code: str, time: float) -> Swipe:
        """Hold a card before the reader."""
        if self._lesson is not None and self.learning(time):
            tag, self._lesson = self._lesson[0], None
            return Swipe.LEARNED if self.register(code, tag) else Swipe.REFUSED
        return Swipe.ACCEPTED if code.lower() in self.cards else Swipe.REFUSED
