"""The webhook that a user may paste into V2C's portal.

No official page describes it: the payload is the one that a client parses, and all its
values are strings.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from .cloud_statistics import News, by_hour

_TIMEOUT: Final = ClientTimeout(total=5)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One call of the webhook; `status` is None where nobody answered."""

    payload: dict[str, str]
    status: int | None


class Webhook:
    """Calls a URL on loopback when charges begin and end.

    Attributes:
        posts: the calls made, oldest first.
    """

    def __init__(self) -> None:
        """Start without a URL."""
        self.posts: list[Post] = []
        self._url: str | None = None
        self._waiting: list[dict[str, str]] = []

    @property
    def url(self) -> str | None:
        """Return where it calls."""
        return self._url

    @url.setter
    def url(self, url: str | None) -> None:
        """Call there from now on.

        Raises:
            ValueError: it is not on loopback.
        """
        if url is not None and urlsplit(url).hostname not in _LOOPBACK:
            msg = f"a simulator calls webhooks on loopback only, not {url}"
            raise ValueError(msg)
        self._url = url

    @property
    def busy(self) -> bool:
        """Whether there is something to send."""
        return bool(self._waiting)

    def tell(self, news: News, decimals: int) -> None:
        """Queue a call, if there is a URL."""
        if self._url is not None:
            self._waiting.append(_payload(news, decimals))

    async def send(self) -> None:
        """Send what waits; nobody answering is no error."""
        waiting, self._waiting = self._waiting, []
        if self._url is None or not waiting:
            return
        async with ClientSession(timeout=_TIMEOUT) as session:
            for payload in waiting:
                status = None
                try:
                    async with session.post(self._url, json=payload) as response:
                        status = response.status
                except ClientError, TimeoutError:
                    pass
                self.posts.append(Post(payload=payload, status=status))


def _payload(news: News, decimals: int) -> dict[str, str]:
    item = news.record.item(decimals)
    charge = news.record.charge
    moment = charge.ended if news.ended and charge.ended else charge.started
    return {
        "idCharge": charge.id,
        "deviceId": news.record.charger_id,
        "method": "endcharge" if news.ended else "startcharge",
        "datetime": f"{moment:%Y-%m-%d %H:%M:%S}",
        "energy": str(item["energy"]),
        "cost": str(item["cost"]),
        "energyByHour": by_hour(charge.energy, decimals),
        "rfidCode": charge.card.code if charge.card else "",
    }
