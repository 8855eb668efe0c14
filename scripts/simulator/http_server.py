"""An aiohttp server on loopback that closes without leaving anything behind."""

from typing import Final

from aiohttp import web

HOST: Final = "127.0.0.1"
_SHUTDOWN_SECONDS: Final = 0.05


class HttpServer:
    """One aiohttp application on one loopback port."""

    def __init__(self, app: web.Application) -> None:
        """Wrap an application; `start` opens it."""
        self._app = app
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def port(self) -> int:
        """Return the port it listens on, 0 before it does."""
        return self._port

    async def start(self, port: int = 0) -> None:
        """Listen on a port; 0 takes a free one.

        Raises:
            OSError: the port is taken.
        """
        self._runner = web.AppRunner(
            self._app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close it; may be called twice."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
