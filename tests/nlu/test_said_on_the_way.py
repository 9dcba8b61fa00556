"""What callers tell beside the answer: another telephone after a yes, a code when they are asked for their name."""

from __future__ import annotations

import pytest

from nlu.calls import understand_call
from nlu.parse import parse
from nlu.transcripts import from_turns

PHONE = [
    ("agent", "联系电话是多少？"),
    ("caller", "幺三八零零幺三八零零零"),
    ("agent", "好的，13800138000，对吗？"),
]


@pytest.mark.parametrize(
    ("turns", "field", "value"),
    [
        ([*PHONE, ("caller", "对，不过电话用13900139000")], "phone", "13900139000"),
        ([*PHONE, ("caller", "对，13900139000是我爱人的，打这个")], "phone", "13900139000"),
        ([*PHONE, ("caller", "对，二号楼")], "phone", "13800138000"),
        ([("agent", "您好，请问贵姓？"), ("caller", "姓王。The display shows E37")], "error_code", "E37"),
        ([("agent", "您贵姓？"), ("caller", "姓王，面板报E-21")], "error_code", "E-21"),
    ],
)
def test_what_a_caller_tells_beside_the_answer(turns: list[tuple[str, str]], field: str, value: str) -> None:
    call = understand_call(from_turns([{"speaker": who, "text": said} for who, said in turns]), parse)
    assert {f.field: f.value for f in call.facts}.get(field) == value
