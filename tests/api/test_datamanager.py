"""Documents: nine firmwares, their faults, and what no charger sends."""

import time

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2c_cloud.api.datamanager import (
    KEYWORDS,
    MAX_DOCUMENT,
    parse_pairs,
    parse_realtime,
)
from custom_components.v2c_cloud.api.exceptions import V2CError, V2CResponseError
from custom_components.v2c_cloud.api.models import ChargerState, ChargeState

from .documents import DOCUMENTS, Document
from .helpers import of_wrong_type


def survives(text: str) -> ChargerState | None:
    """The state of a document, None if it is refused as it should be."""
    try:
        return parse_realtime(text)[0]
    except V2CError:
        return None


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_nine_firmwares(document: Document) -> None:
    """Every value of every firmware, and nothing that it did not say."""
    state, served = parse_realtime(document.text)

    assert state == document.state
    assert served == state.known | document.unknown


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        pytest.param(
            '{"FirmwareVersion":1.6.13,"ChargePower":50}',
            {"FirmwareVersion": "1.6.13", "ChargePower": "50"},
            id="version without quotes",
        ),
        pytest.param(
            '{"ChargePower":50"ReadyState":3}',
            {"ChargePower": "50", "ReadyState": "3"},
            id="comma forgotten after a number",
        ),
        pytest.param(
            '{"ID":"X""ChargeState":2}',
            {"ID": "X", "ChargeState": "2"},
            id="comma forgotten after a text",
        ),
        pytest.param(
            '{"FirmwareVersion":"1.6.12","FirmwareVersion":"1.6.14"}',
            {"FirmwareVersion": "1.6.14"},
            id="key twice: the last counts",
        ),
        pytest.param(
            '{"FirmwareVersion":1.6.12,"FirmwareVersion":1.6.14}',
            {"FirmwareVersion": "1.6.14"},
            id="key twice and malformed",
        ),
        pytest.param(
            '{"ChargePower":"50,"ReadyState":"1,"Timer":0}',
            {"ChargePower": "50", "ReadyState": "1", "Timer": "0"},
            id="quote never closed",
        ),
        pytest.param('{"ID": "xyz99"}%', {"ID": "xyz99"}, id="percent sign"),
        pytest.param(' \r\n{ "A" : 1 ,"B":2}\n', {"A": "1", "B": "2"}, id="blanks"),
        pytest.param(
            '{"A":true,"B":null,"C":[1],"D":{"E":1},"F":-1.50}',
            {"A": "1", "F": "-1.5"},
            id="JSON beyond scalars",
        ),
        pytest.param("{}", {}, id="empty"),
    ],
)
def test_repairs_what_chargers_get_wrong(text: str, pairs: dict[str, str]) -> None:
    """Each fault that was ever seen."""
    assert parse_pairs(text) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OK",
        "<html><body>Router</body></html>",
        "[1, 2]",
        "2",
        '{"ChargeState":2',
        '"ChargeState":2}',
        "{}",
        '{"state":2}',
        '{"ChargeState":null}',
        '{"ChargeState":[' + "[" * 50_000 + "}",
        '{"ChargeState":2,"SSID":"' + "x" * MAX_DOCUMENT + '"}',
    ],
    ids=lambda text: text[:24] or "nothing",
)
def test_refuses_what_is_no_charger(text: str) -> None:
    """Another device at the address, or half an answer."""
    with pytest.raises(V2CResponseError):
        parse_realtime(text)


def test_a_document_may_be_as_long_as_the_bound() -> None:
    """The bound itself is allowed."""
    head = '{"ChargeState":2'

    state, _ = parse_realtime(head + " " * (MAX_DOCUMENT - len(head) - 1) + "}")

    assert state == ChargerState(charge_state=ChargeState.CHARGING)


def test_order_and_case_of_keys_do_not_matter() -> None:
    """Firmware has changed the order, and could change the case."""
    state, served = parse_realtime('{"INTENSITY":8,"chargestate":"1","Id":"abc"}')

    assert state == ChargerState(
        charger_id="ABC", charge_state=ChargeState.CONNECTED, intensity=8
    )
    assert served == {"charger_id", "charge_state", "intensity"}


def test_the_misprint_in_the_sheet_is_understood() -> None:
    """The sheet's example has IntensityMeasure_L1y."""
    state, _ = parse_realtime(
        '{"ChargeState":2,"IntensityMeasure_L1y":5.5,"VoltageMeasure_L1":230.0}'
    )

    assert state.current_l1 == 5.5


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_stops_early_yields_nothing(document: Document) -> None:
    """Its last number may have lost digits: 16 would become 1."""
    text = document.text

    assert [cut for cut in range(len(text)) if survives(text[:cut])] == []
    assert survives(text) == document.state


@given(st.text())
def test_arbitrary_text(text: str) -> None:
    """Whatever it is, it is refused or understood."""
    assert of_wrong_type(survives(text)) == []


@given(st.text(alphabet='{}[]":,.%-0129eENaIn \\\n', max_size=60))
def test_arbitrary_punctuation(text: str) -> None:
    """Text that is nearly JSON."""
    assert of_wrong_type(survives('{"ChargeState":2,' + text + "}")) == []


@given(st.binary())
def test_arbitrary_bytes(data: bytes) -> None:
    """What comes off the wire is decoded first, as the link does."""
    assert of_wrong_type(survives(data.decode("utf-8", errors="replace"))) == []


@given(
    document=st.sampled_from([*DOCUMENTS.values()]),
    start=st.floats(0, 1),
    length=st.integers(0, 12),
    inserted=st.text(max_size=6) | st.text(alphabet='{}":,%', max_size=6),
)
@settings(max_examples=500)
def test_mutated_documents(
    document: Document, start: float, length: int, inserted: str
) -> None:
    """A real document with a piece replaced."""
    at = round(start * len(document.text))
    text = document.text[:at] + inserted + document.text[at + length :]

    assert of_wrong_type(survives(text)) == []


@given(st.dictionaries(st.sampled_from([item.name for item in KEYWORDS]), st.text()))
def test_arbitrary_values(pairs: dict[str, str]) -> None:
    """Known keywords with values that nobody foresaw."""
    quoted = "".join(f',"{key}":"{value}"' for key, value in pairs.items())

    assert of_wrong_type(survives(f'{{"ChargeState":1{quoted}}}')) == []


@pytest.mark.parametrize(
    "piece", ['"', '"a', '"a"', '"a" ', '"a":', "{", '":"', "a", '""', '" '], ids=repr
)
def test_no_document_takes_long(piece: str) -> None:
    """The repair reads each character once, however odd the document."""
    text = "{" + piece * ((MAX_DOCUMENT - 2) // len(piece)) + "}"
    before = time.process_time()

    survives(text)

    assert time.process_time() - before < 1
