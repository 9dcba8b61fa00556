"""Who, where and when, at the end of a message or in a list, as people of many countries leave them."""

from __future__ import annotations

import re

import pytest

from nlu.entities import entities
from nlu.language import detect
from tests.nlu import contact_data as data
from tests.nlu import contact_data_zh as zh

_MARK = re.compile(r"\{([nat]) ([^}]*)\}")
TABLES = (data.ENGLISH, zh.CHINESE, data.ENGLISH_NOTHING, zh.CHINESE_NOTHING)


def _cases() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (_MARK.sub(r"\2", line), [(data.MARKS[kind], said) for kind, said in _MARK.findall(line)])
        for table in TABLES
        for line in table.strip().splitlines()
    ]


@pytest.mark.parametrize(("text", "wanted"), _cases())
def test_who_where_and_when(text: str, wanted: list[tuple[str, str]]) -> None:
    found = [(e.entity, e.text) for e in entities(text, detect(text)) if e.entity in data.MARKS.values()]
    assert found == wanted
