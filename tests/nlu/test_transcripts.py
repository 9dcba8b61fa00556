"""Reading hotline transcripts, as they come out of telephone systems."""

from __future__ import annotations

import json
import time

import pytest

from nlu.transcripts import MAX_BYTES, MAX_TURNS, TranscriptError, Turn, read


def _turns(data: str | bytes) -> list[tuple[str, str]]:
    return [(t.speaker, t.text) for t in read(data).turns]


def test_plain_text_with_times_and_an_id() -> None:
    call = read("通话编号：HL-0042\n[00:00:03] 客服：您好\n[00:00:08] 客户：热水器坏了\n")
    assert call.call_id == "HL-0042"
    assert call.lang == "zh"
    assert call.turns == (Turn("agent", "您好", 2), Turn("caller", "热水器坏了", 3))


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("客服：", "agent"), ("坐席1024：", "agent"), ("工程师:", "agent"), ("Agent:", "agent"), ("Agent (Lisa):", "agent"),
        ("Support Desk:", "agent"), ("[Operator]:", "agent"), ("客户：", "caller"), ("用户:", "caller"), ("顾客：", "caller"),
        ("Caller:", "caller"), ("CUSTOMER:", "caller"), ("【客户】：", "caller"), ("00:12 客户：", "caller"),
        ("Speaker:", "unknown"),
    ],
)  # fmt: skip
def test_labels(label: str, speaker: str) -> None:
    assert _turns(f"{label} hello there") == [(speaker, "hello there")]


def test_a_line_without_a_label_goes_on() -> None:
    assert _turns("客户：一三八零零幺三\n八零零零\n客服：好") == [
        ("caller", "一三八零零幺三 八零零零"), ("agent", "好"),
    ]  # fmt: skip


def test_a_colon_inside_a_sentence_is_no_speaker() -> None:
    assert _turns("Caller: the display says\nError: 37\nAgent: ok") == [
        ("caller", "the display says Error: 37"), ("agent", "ok"),
    ]  # fmt: skip


def test_json_with_an_id_and_as_a_list() -> None:
    turns = [{"speaker": "agent", "text": "Hello"}, {"speaker": "caller", "text": "It leaks"}]
    assert read(json.dumps({"call_id": "c-1", "turns": turns})).call_id == "c-1"
    assert read(json.dumps(turns)).turns == (Turn("agent", "Hello", 1), Turn("caller", "It leaks", 2))


def test_bytes_with_a_mark_in_front() -> None:
    assert _turns(b"\xef\xbb\xbf" + "客户：你好".encode()) == [("caller", "你好")]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("", "nothing is said"),
        ("no speaker here", "line 1"),
        ("\n\nno speaker here", "line 3"),
        (b"Caller: ok\nCaller: \xff\xfe", "line 2: not valid UTF-8"),
        ('{"turns": [', "not valid JSON"),
        ('{"turns": "x"}', "must be a list"),
        ('[{"speaker": "agent"}]', "turn 1"),
        ('[{"speaker": "agent", "text": "a"}, {"speaker": 3, "text": "b"}]', "turn 2"),
        (json.dumps([{"speaker": "agent", "text": "a"}] * (MAX_TURNS + 1)), "at most"),
        ("Caller: x\n" * (MAX_TURNS + 1), "more than"),
        ("x" * (MAX_BYTES + 1), "bytes"),
        ("[" * 100_000, "not valid JSON"),
    ],
    ids=lambda given: str(given)[:20] if isinstance(given, str) else "bytes",
)
def test_what_cannot_be_read_is_named_with_its_place(data: str | bytes, complaint: str) -> None:
    with pytest.raises(TranscriptError, match=complaint):
        read(data, "call-7.txt")


def test_the_file_is_named() -> None:
    with pytest.raises(TranscriptError, match=r"^call-7\.txt"):
        read("", "call-7.txt")


def test_the_same_call_has_the_same_key() -> None:
    one, other = read("Caller: it leaks"), read("[00:01] Caller: it leaks\n")
    assert one.key == other.key
    assert read("Caller: it burns").key != one.key


def test_a_long_line_is_read_in_time() -> None:
    began = time.perf_counter()
    read("Caller: x\n" + "(" * 900_000)
    read("Caller: " + "a " * 400_000)
    assert time.perf_counter() - began < 2.0
