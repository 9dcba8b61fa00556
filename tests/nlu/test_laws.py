"""What holds for any text, and for any message around a report."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlu.parse import parse
from nlu.understanding import INTENTS, SIGNALS

PIECES = st.sampled_from(
    ["水箱", "漏水", "没有", "冒烟", "not ", "smoke", " is leaking", "，", "。", "?", "！", "13800138000", "ＳＮ２０２３１２０１７７８", "明天", "tomorrow ",
     "E-17", "三台", "\u200b", "\u202e", "漏電", "當機", "😱", "的", " ", "\n", "杭州市文三路12号", "半小时", "…", "①", "㍿", "i̇"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))


@settings(deadline=None)  # the first text loads the models
@example("㍿㍿")  # of nothing that is known, and yet like a remark
@given(TEXTS)
def test_any_text_is_understood_and_every_quote_is_literal(text: str) -> None:
    u = parse(text)
    assert u.intent.name in INTENTS
    assert 0 <= u.intent.confidence <= 1
    assert (u.severity is not None) == (u.intent.name == "report_fault")
    evidence = u.severity.evidence if u.severity else ()
    quotes = [(e.text, e.start, e.end) for e in (*evidence, *u.danger)]
    quotes += [(e.text, e.start, e.end) for e in u.entities] + [
        (x.text, x.start, x.end) for x in u.exclusions
    ]
    assert all(text[start:end] == quote for quote, start, end in quotes)
    assert all(e.reason in SIGNALS for e in evidence)
    if u.danger:
        assert u.severity is not None
        assert u.severity.level == 1


@settings(deadline=None)  # the first text loads the models
@given(TEXTS)
def test_the_same_text_means_the_same(text: str) -> None:
    assert parse(text) == parse(text)


DENIED = [
    ("插座冒烟了", "插座没有冒烟"),
    ("洗澡的时候漏电", "洗澡的时候没有漏电"),
    ("厨房有煤气味", "厨房没有煤气味"),
    ("有人受伤了", "没有人受伤"),
    ("the panel is smoking", "the panel is not smoking"),
    ("there is a burning smell from the motor", "there is no burning smell from the motor"),
    ("somebody got hurt", "nobody got hurt"),
    ("i got a shock from the tap", "i did not get a shock from the tap"),
]


@pytest.mark.parametrize(("said", "denied"), DENIED)
def test_a_denial_turns_danger_round(said: str, denied: str) -> None:
    assert parse(said).danger, said
    assert not parse(denied).danger, denied


REPORTS = [
    "投影机开不了机", "收款机连不上网，一笔都收不了", "交换机一天自己重启好几次", "遥控器掉漆了", "水箱滴水，一天比一天快", "配电箱冒火花",
    "the server does not boot any more", "one of our two power supplies is dead", "the paint on the cover is scratched", "smoke comes out of the oven",
]  # fmt: skip
AROUND = [
    "您好，{}，谢谢",
    "麻烦您了，{}",
    "急急急！！！{}！！！",
    "师傅，{}，辛苦了",
    "你们什么破东西，{}，气死我了",
]
AROUND_EN = [
    "hello, {}. thank you",
    "sorry to trouble you, {}",
    "URGENT!!! {}!!!",
    "would you be so kind: {}",
    "this is ridiculous, {}",
]


@pytest.mark.parametrize("report", REPORTS)
def test_politeness_and_anger_change_no_severity(report: str) -> None:
    alone = parse(report)
    assert alone.severity is not None, report
    for frame in AROUND_EN if report.isascii() else AROUND:
        text = frame.format(report)
        found = parse(text).severity
        assert found is not None, text
        assert found.level == alone.severity.level, text


@pytest.mark.parametrize(
    "piece",
    ["a", "水", "1", "没", "，", "no ", "13", "１", "e1 ", "明天", "(", "\u200b", "-", "请问", "A苹果的A"],
)
def test_time_grows_with_the_length_and_not_faster(piece: str) -> None:
    def cost(length: int) -> float:
        text = (piece * length)[:length]
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            parse(text)
            best = min(best, time.process_time() - start)
        return best

    cost(200)
    assert cost(16_000) < 40 * cost(2_000) + 0.2
    assert cost(1_000_000) < 4 * cost(20_000) + 0.2  # what is longer is understood by its beginning
