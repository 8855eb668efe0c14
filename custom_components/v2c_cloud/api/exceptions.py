"""Everything that talking to a charger can raise: one tree, rooted at ``V2CError``."""


class V2CError(Exception):
    """Base of all errors of this package."""


class V2CConnectionError(V2CError):
    """The charger or the cloud could not be reached: nothing was carried out."""


class V2CTimeoutError(V2CConnectionError):
    """No answer in time: a write may or may not have been carried out."""


class V2CPinError(V2CConnectionError):
    """The charger's Bluetooth wants another PIN: nothing was carried out."""


class V2CResponseError(V2CError):
    """An answer came, but it is not one that a V2C charger or cloud gives.

    If it came to a command, nobody knows whether that was carried out.
    """


class V2CAuthError(V2CError):
    """The cloud refused the API key (401 or 403).

    V2C's cloud answered 401 to every valid key from 8 to 16 September 2026, so a
    refusal does not prove that the key is wrong.
    """


class V2CForbiddenError(V2CAuthError):
    """The cloud knows the key, but does not let it do this (403).

    Seen for the list of chargers in March 2026; a charger that is only shared may
    refuse commands like this, which is inferred.
    """


class V2CRateLimitedError(V2CError):
    """The day's calls to the cloud are used up."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        """Remember how long to wait, in seconds, if the cloud said so."""
        super().__init__(message)
        self.retry_after = retry_after


class V2CRejectedError(V2CError):
    """The charger or the cloud understood the command and refused it."""


class V2CUnsupportedError(V2CError):
    """No link of this charger can do what was asked."""


class V2CUnconfirmedError(V2CError):
    """A command was sent, but reading back did not show its effect."""


class V2CInvalidValueError(V2CError):
    """A value outside what the charger accepts; nothing was sent."""

    def __init__(self, field: str, minimum: float, maximum: float) -> None:
        """Name the field and the range that it accepts."""
        super().__init__(f"{field} must be between {minimum:g} and {maximum:g}")
        self.field = field
        self.minimum = minimum
        self.maximum = maximum


class V2CInvalidTextError(V2CError):
    """A text that the charger cannot take; nothing was sent.

    It never holds the text, which may be a password or the number of a card.
    """

    def __init__(self, field: str) -> None:
        """Name what the text was for."""
        super().__init__(f"This is no {field}")
        self.field = field


class V2CWriteLimitError(V2CError):
    """Too many increases of one setting: refused to spare the charger's memory."""

    def __init__(self, field: str, retry_after: float) -> None:
        """Name the field and the seconds until the next write is allowed."""
        super().__init__(f"{field} can be written again in {retry_after:.0f} s")
        self.field = field
        self.retry_after = retry_after
