"""Numbers, names and addresses that no word announces, and what rules and tagger make of them together."""

from __future__ import annotations

import pytest

from nlu import tagging, votes
from nlu.calls import understand_call
from nlu.entities import by_rules, entities
from nlu.normalise import normalise
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


@pytest.mark.parametrize(
    ("text", "said", "kind", "wanted"),
    [
        ("on the HMI: A00123 chain open", "a00123", "serial_number", ["A00123"]),  # a display tells of a code
        ("it shows error 104", "104", "model", ["104"]),
        ('the lamp text: "K-31 GATE"', "k-31 gate", "error_code", ["K-31"]),  # a word is no code
        ("报警电话是110", "110", "error_code", []),
        ("报价单No.17", "no.17", "error_code", []),
        ("上报502，领导已批", "502", "error_code", []),
        ("screen says OFF", "off", "error_code", []),
        ("gives error -12 after 20 minutes", "12", "error_code", ["-12"]),
    ],
)
def test_what_words_announce_or_rule_out_no_tagger_changes(
    text: str, said: str, kind: str, wanted: list[str]
) -> None:
    """However sure it is: the next training might be."""
    n = normalise(text)
    at = n.text.index(said)
    heard = tagging.Heard([tagging.Tag(at, at + len(said), kind, 0.79)], {})
    assert [e.text for e in votes.settle(n, by_rules(n), heard) if e.entity == "error_code"] == wanted


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("2024-03-18买的", "serial_number", "2024-03-18"),
        ("size 1200x600x450", "serial_number", "1200x600x450"),
        ("write to ward12345@clinic.org", "serial_number", "ward12345"),
        ("IP是192.168.100.254", "phone", "192.168.100.254"),
        ("it's been four days and nobody came", "duration", "four days"),
        ("Camera Two, Car Park, offline", "address", "camera two, car park, offline"),
    ],
)
def test_what_is_something_else_is_nothing_that_a_tagger_may_hear(text: str, kind: str, said: str) -> None:
    n = normalise(text)
    at = n.text.index(said)
    heard = tagging.Heard([tagging.Tag(at, at + len(said), kind, 0.99)], {})
    assert [e for e in votes.settle(n, [], heard) if e.entity == kind] == []


@pytest.mark.parametrize(
    ("text", "heard", "wanted"),
    [
        ("紫云台11幢2203，门高低差半指", "台11幢2203", "紫云台11幢2203"),  # not from the middle of a name
        ("能派个师傅来学院路37号5号楼吗", "学院路37号5号楼吗", "学院路37号5号楼"),
        ("我在杭州文三路 12 号，3 号上午在家", "杭州文三路 12 号,3 号上午", "杭州文三路 12 号"),
        ("文一路 12 号下午来", "文一路 12 号", "文一路 12 号"),  # the only number is the house's
    ],
)
def test_borders_of_an_address(text: str, heard: str, wanted: str) -> None:
    n = normalise(text)
    at = n.text.index(heard)
    told = tagging.Heard([tagging.Tag(at, at + len(heard), "address", 0.99)], {})
    assert [e.text for e in votes.settle(n, by_rules(n), told) if e.entity == "address"] == [wanted]
