"""Numbers, names and addresses that no word announces, and what rules and tagger make of them together."""

from __future__ import annotations

import pytest

from nlu.calls import understand_call
from nlu.entities import entities
from nlu.parse import parse
from nlu.transcripts import from_turns


def found(text: str) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for e in entities(text, "zh"):
        made.setdefault(e.entity, []).append(e.text)
    return made


@pytest.mark.parametrize(
    ("text", "entity", "said"),
    [
        ("dishwasher dead. i30. 21130885", "serial_number", "21130885"),
        ("Loom stops at every start. 21/TC/00916. Arch 14", "serial_number", "21/TC/00916"),
        ("血透水处理停了，龚护士长，0731-8422 5509转612", "phone", "0731-8422 5509转612"),
        ("The clamp slips. Chef Raj, 0412 555 093", "contact_name", "Chef Raj"),
        ("order KX2211903, two headsets, can I return them", "serial_number", None),
        ("sent my plates twice, promo code SAVE20 does not work", "error_code", None),
    ],
)
def test_unannounced(text: str, entity: str, said: str | None) -> None:
    assert found(text).get(entity) == ([said] if said else None)


def test_an_address_in_pieces_and_a_name_after_how_it_is_written() -> None:
    turns = [
        {"speaker": "agent", "text": "您贵姓？"},
        {"speaker": "caller", "text": "姓覃，西早覃，覃建国。"},
        {"speaker": "agent", "text": "地址？"},
        {"speaker": "caller", "text": "济南市天桥区，堤口路，九十三号。"},
    ]
    facts = {f.field: f.value for f in understand_call(from_turns(turns), parse).facts}
    assert facts == {"contact_name": "覃建国", "address": "济南市天桥区堤口路93号"}
