"""Power profiles."""

import json

import pytest

from scripts.simulator.json_type import Json

from .conftest import Call

BODY: Json = {"mode": "solar", "value": 32}
AT = "2023-10-27T10:00:00Z"
LATER = "2023-10-27T10:01:00Z"
FIRST = {
    "name": "Casa",
    "active": True,
    "mode": "solar",
    "value": 32,
    "updateAt": "2025-10-28T10:44:52Z",
}
CREATE = "/device/savepersonalicepower/v2"
PROFILE = "/device/personalicepower/v2"


async def profiles(call: Call) -> Json:
    """Return all profiles."""
    status, body = await call("GET", "/device/personalicepower/all")
    assert status == 200
    found: Json = json.loads(body)
    return found


async def test_create_update_read_delete(call: Call) -> None:
    """One life of a profile, beside the one that the charger had."""
    created, _ = await call("POST", CREATE, name="Night", updateAt=AT, body=BODY)
    updated, _ = await call(
        "POST",
        PROFILE,
        name="Night",
        updateAt=LATER,
        body={"mode": "solar_updated", "value": 30},
    )
    _, one = await call("GET", PROFILE, updateAt=LATER)
    every = await profiles(call)
    deleted, _ = await call("DELETE", PROFILE, name="Night", updateAt=LATER)

    assert (created, updated, deleted) == (200, 200, 200)
    assert json.loads(one) == {
        "name": "Night",
        "active": False,
        "mode": "solar_updated",
        "value": 30,
        "updateAt": LATER,
    }
    assert every == [FIRST, json.loads(one)]
    assert await profiles(call) == [FIRST]


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("GET", PROFILE, {"updateAt": AT}, 404),
        ("GET", PROFILE, {}, 400),
        ("POST", PROFILE, {"name": "Night", "updateAt": AT}, 404),
        ("POST", PROFILE, {"name": "Night"}, 400),
        ("DELETE", PROFILE, {"name": "Casa", "updateAt": AT}, 404),
        ("DELETE", PROFILE, {"name": "Night", "updateAt": FIRST["updateAt"]}, 404),
        ("POST", CREATE, {"name": "Casa", "updateAt": AT}, 400),
    ],
)
async def test_refusals(
    call: Call, method: str, path: str, query: dict[str, str], status: int
) -> None:
    """Unknown ones are 404; updateAt is never optional; names are unique."""
    answer = await call(method, path, body=BODY, **query)

    assert answer[0] == status
    assert await profiles(call) == [FIRST]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"mode": "solar"},
        {"mode": 1, "value": 32},
        {"mode": "solar", "value": "32"},
        {"mode": "solar", "value": True},
    ],
)
@pytest.mark.parametrize(("path", "name"), [(CREATE, "Night"), (PROFILE, "Casa")])
async def test_bodies(call: Call, path: str, name: str, body: Json) -> None:
    """Only the documented form is taken."""
    answer = await call("POST", path, name=name, updateAt=AT, body=body)

    assert answer == (400, "")
    assert await profiles(call) == [FIRST]
