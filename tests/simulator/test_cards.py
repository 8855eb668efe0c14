"""The card reader."""

import json

import pytest

from scripts.simulator import Car, SimulatedCharger, Simulator, Swipe

from .conftest import Call

CODE = "aa23b601"


async def cards(call: Call) -> list[dict[str, str]]:
    """Return the list of cards."""
    status, body = await call("GET", "/device/rfid")
    assert status == 200
    found: list[dict[str, str]] = json.loads(body)
    return found


async def test_add_rename_delete(call: Call) -> None:
    """By UID, without a card at hand."""
    seen = [await cards(call)]
    await call("POST", "/device/rfid/tag", code="AA23B601", tag="Ana")
    seen.append(await cards(call))
    await call("PUT", "/device/rfid/tag", code=CODE, tag="Vicente")
    seen.append(await cards(call))
    await call("DELETE", "/device/rfid", code=CODE)
    seen.append(await cards(call))

    assert seen == [
        [],
        [{"code": CODE, "tag": "Ana"}],
        [{"code": CODE, "tag": "Vicente"}],
        [],
    ]


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("POST", "/device/rfid", {"tag": ""}),
        ("POST", "/device/rfid/tag", {"code": "xyz", "tag": "Ana"}),
        ("POST", "/device/rfid/tag", {"code": CODE, "tag": ""}),
        ("PUT", "/device/rfid/tag", {"code": CODE, "tag": "Ana"}),
        ("DELETE", "/device/rfid", {"code": CODE}),
    ],
)
async def test_refusals(
    call: Call, method: str, path: str, query: dict[str, str]
) -> None:
    """No UID, no name, no such card."""
    assert (await call(method, path, **query))[0] == 400


async def test_learning(charger: SimulatedCharger, call: Call) -> None:
    """The next card gets the name."""
    await call("POST", "/device/rfid", tag="Vicente")

    answers = [charger.swipe(CODE), charger.swipe("bb23b601")]

    assert answers == [Swipe.LEARNED, Swipe.REFUSED]
    assert await cards(call) == [{"code": CODE, "tag": "Vicente"}]


async def test_learning_ends(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """A card that comes too late is not learned."""
    await call("POST", "/device/rfid", tag="Vicente")
    await simulator.advance(61)

    assert charger.swipe(CODE) is Swipe.REFUSED
    assert await cards(call) == []


async def test_a_charge_needs_a_card(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """With the reader on, a stranger's card is not enough."""
    charger.reader.register(CODE, "Vicente")
    await call("POST", "/device/set_rfid", value="1")
    charger.plug(Car())
    await simulator.advance(30)
    powers = [charger.power]
    answers = [charger.swipe("bb23b601")]
    await simulator.advance(30)
    powers.append(charger.power)
    answers.append(charger.swipe(CODE))
    await simulator.advance(30)
    powers.append(charger.power)

    assert answers == [Swipe.REFUSED, Swipe.ACCEPTED]
    assert powers == [0, 0, 16 * 230]
    assert charger.log.running is not None
    assert charger.log.running.card == charger.reader.cards[CODE]


async def test_a_command_starts_without_a_card(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Once; the next car needs a card again."""
    charger.values.rfid = True
    charger.plug(Car())
    await call("POST", "/device/startcharge")
    await simulator.advance(30)
    power = charger.power
    charger.unplug()
    charger.plug(Car())
    await simulator.advance(30)

    assert power == 16 * 230
    assert charger.power == 0
    assert charger.waiting_for_card


async def test_the_reader_goes_on_while_a_car_charges(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """Its charge goes on."""
    charger.plug(Car())
    await simulator.advance(30)
    await call("POST", "/device/set_rfid", value="1")
    await simulator.advance(30)

    assert charger.power == 16 * 230


async def test_swipes_in_vain(charger: SimulatedCharger) -> None:
    """Reader off, or no power."""
    charger.reader.register(CODE, "Vicente")
    answers = [charger.swipe(CODE)]
    charger.values.rfid = True
    charger.power_cut(10)
    answers.append(charger.swipe(CODE))

    assert answers == [Swipe.REFUSED, Swipe.REFUSED]


async def test_the_shadow_shows_the_reader_late(
    simulator: Simulator, call: Call
) -> None:
    """After 90 seconds."""
    await simulator.advance(10)
    await call("POST", "/device/set_rfid", value="1")
    seen = []
    for _ in range(3):
        _, body = await call("GET", "/device/reported")
        seen.append(json.loads(body)["set_rfid"])
        await simulator.advance(47.5)

    assert seen == ["0", "0", "1"]
