"""HTTP answers of the cloud."""

from http import HTTPStatus
import json

from aiohttp import web

from .json_type import Json


class RefusalError(Exception):
    """The cloud refuses a call with a status and no body."""

    def __init__(self, status: HTTPStatus) -> None:
        """Refuse with this status."""
        super().__init__(status)
        self.status = status


def document(content: Json, *, in_string: bool = False) -> web.Response:
    """Answer with JSON, or with a JSON string that holds the JSON."""
    return web.json_response(json.dumps(content) if in_string else content)


def error(status: HTTPStatus) -> web.Response:
    """Answer with a status and nothing else."""
    return web.Response(status=status)
