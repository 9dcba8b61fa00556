"""Which numbers count, told by what stands around them, with the rules as one voice among others."""

from __future__ import annotations

import pytest

from nlu import counting, train_counting
from nlu.corpus import Example
from nlu.entities import by_rules, entities
from nlu.normalise import normalise
from tests.nlu.tables import quotes


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("We have power back but eighty people outside in the cold", ["eighty"]),
        ("Paid weekly, no deposit, only twenty places left, reply one to join", []),
        ("One ceiling tile has a ring from before the roof was mended, it is dry", []),
        ("用的是杂牌墨盒，打出来缺一个颜色，黑白能打", []),
        ("八台充电桩坏了三台，电话13800138000，7号楼", ["三"]),
    ],
)
def test_what_the_rules_do_not_know_is_told_by_its_neighbours(text: str, counted: list[str]) -> None:
    assert quotes("affected_count", text) == counted


def test_a_list_of_very_many_numbers_is_left_to_the_rules() -> None:
    text = "三台收银机坏了，" + "，".join(f"{i}个" for i in range(1, counting.MOST + 5))
    n = normalise(text)
    known = by_rules(n)
    assert counting.choose(n, known) == [e for e in known if e.entity == "affected_count"]
    assert len(counting.candidates(n, known)) > counting.MOST


def test_no_number_is_taken_twice_and_every_quotation_is_literal() -> None:
    text = "Ｔｗｏ　ｄｏｚｅｎ sockets are dead, half of the two dozen lamps too"
    found = [e for e in entities(text, "en") if e.entity == "affected_count"]
    assert all(text[e.start : e.end] == e.text for e in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_it_learns_which_of_the_numbers_of_a_message_counts(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of so many fail, the other number is how many there are: learned of looms, told of kilns."""
    rows = []
    for many in ("five", "six", "seven", "eight", "nine", "ten"):
        for few in ("two", "three", "four"):
            text = f"{many} looms here, {few} stopped"
            at = text.index(few, len(many))
            e = Example(text, "report_fault", "en", 2, (), (("affected_count", at, at + len(few)),))
            rows += train_counting.rows(e, normalise(text), [])
    assert sum(counts for _, counts in rows) == len(rows) / 2
    path = tmp_path / "counts.json.gz"  # type: ignore[operator]
    path.write_bytes(train_counting.train(rows))
    monkeypatch.setattr(counting, "files", lambda _: tmp_path)
    monkeypatch.setattr(counting, "MODEL", path.name)
    counting._weights.cache_clear()
    try:
        found = counting.choose(normalise("seven kilns here, three stopped"), [])
    finally:
        counting._weights.cache_clear()
    assert [e.text for e in found] == ["three"]
