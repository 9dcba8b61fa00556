"""What recorders write: WebVTT, SRT, CSV, Whisper's segments; with speakers, lines, and errors that name the line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nlu.transcripts import TranscriptError, read


def short(value: Any) -> str:
    return repr(value)[:30]


AGENT, CALLER = "您好，阳光售后，有什么可以帮您？", "我家太阳能热水器漏水。"
VTT = f"""WEBVTT - call 7

NOTE recorded by the exchange

1
00:00:01.000 --> 00:00:03.500 align:start
<v 客服>{AGENT}</v>

00:04.000 --> 00:07.000
<v 客户>我家太阳能热水器

00:07.000 --> 00:09.000
<v 客户><i>漏水。</i>
"""
SRT = f"""1
00:00:01,000 --> 00:00:03,500
客服：{AGENT}

2
00:00:04,000 --> 00:00:07,000
客户：{CALLER}
"""
CSV = f'call_id,时间,角色,内容\nC-7,00:01,客服,"{AGENT}"\nC-7,00:04,客户,"{CALLER}"\n'
WHISPER = json.dumps(
    {"text": AGENT + CALLER, "language": "zh", "call_id": "C-7", "segments": [
        {"id": 0, "start": 1.0, "end": 3.5, "text": " " + AGENT, "speaker": "SPEAKER_01"},
        {"id": 1, "start": 4.0, "end": 7.0, "text": " " + CALLER, "speaker": "SPEAKER_00"}]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "lines"),
    [
        (VTT, "a.vtt", [7, 10]),
        (VTT.replace("\n", "\r\n"), "a.vtt", [7, 10]),
        ("\ufeff" + VTT, "upload", [7, 10]),
        (SRT, "a.srt", [3, 7]),
        (SRT.replace("\n", "\r\n"), "upload", [3, 7]),
        (CSV, "a.csv", [2, 3]),
        (CSV.replace(",", ";"), "upload", [2, 3]),
        (CSV.replace(",", "\t"), "a.tsv", [2, 3]),
        (WHISPER, "a.json", [1, 2]),
        (f"SPEAKER_01: {AGENT}\nSPEAKER_00: {CALLER}\n", "a.txt", [1, 2]),
        (f"说话人2：{AGENT}\n说话人1：{CALLER}\n", "a.txt", [1, 2]),
    ],
    ids=short,
)
def test_every_format_tells_the_same_call(text: str, name: str, lines: list[int]) -> None:
    call = read(text.encode(), name)
    assert [(t.speaker, t.text) for t in call.turns] == [("agent", AGENT), ("caller", CALLER)]
    assert [t.line for t in call.turns] == lines
    assert call.call_id == ("C-7" if "C-7" in text else None) and call.lang == "zh"


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("WEBVTT\n\n00:01.000 -> 00:04.000\n漏水\n", "a.vtt", "line 3: no times of a cue"),
        ("WEBVTT\n\n00:01 --> 00:04.000\n漏水\n", "a.vtt", "line 3: the times of the cue"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n漏水\n00:05.000 --> 00:06.000\n啊\n", "a.vtt", "line 4: an empty line is missing"),
        ("WEBVTT\n\nNOTE nothing\n", "a.vtt", "nothing is said"),
        ("1\n00:00:01,000 --> 00:00:xx\n漏水\n", "a.srt", "line 2: the times of the cue"),
        ("角色,说了\n客户,漏水\n", "a.csv", "line 1: no column for what is said"),
        ("speaker,text\ncaller,漏水\ncaller\n", "a.csv", "line 3: has 1 columns"),
        ('speaker,text\ncaller,"漏水\n', "a.csv", "line 2: unexpected end of data"),
        ("call_id,speaker,text\n1,caller,a\n2,caller,b\n", "a.csv", "line 3: another call"),
        ('{"segments": [{"text": "a"}, 5]}', "a.json", "segment 2: must be"),
        ('{"segments": {}}', "a.json", '"segments" must be a list'),
        ('{"segments": [], "at": "yesterday"}', "a.json", "nothing is said"),
        ('{"turns": [{"speaker": "caller", "text": "a"}], "at": "yesterday"}', "a.json", "at must be a time"),
        ('{"segments": [{"text": "a"}]', "a.json", "line 1: not valid JSON"),
        (b"WEBVTT\n\n00:01.000 --> 00:04.000\n\xff\n", "a.vtt", "line 4: not valid UTF-8"),
    ],
    ids=short,
)  # fmt: skip
def test_a_broken_file_is_told_by_line(text: str | bytes, name: str, told: str) -> None:
    with pytest.raises(TranscriptError) as error:
        read(text, name)
    assert str(error.value).startswith(f"{name}: {told}"), error.value


def test_speakers_that_nothing_tells_apart_are_unknown() -> None:
    both = read(
        json.dumps([{"speaker": "SPEAKER_00", "text": "啊"}, {"speaker": "SPEAKER_01", "text": "漏水"}]),
        "a.json",
    )
    assert {t.speaker for t in both.turns} == {"unknown"}
    left = read("WEBVTT\n\n00:01.000 --> 00:02.000\n热水器漏水\n", "a.vtt")
    assert [t.speaker for t in left.turns] == ["unknown"]
    one = read("speaker,text\nagent,您好\nZhang San,漏水\n", "a.csv")
    assert [t.speaker for t in one.turns] == ["agent", "caller"], "who is not the agent is the caller"


@pytest.mark.parametrize(
    ("said", "agent"),
    [
        (["您好，售后热线。", "热水器漏水，滴得很快。", "请问怎么称呼，电话多少？", "我姓王。"], 0),
        (["您好，是售后服务吗？", "是的，请讲。", "逆变器不发电了。", "好的，我给您登记一下。"], 1),
        (["喂？", "您好，阳光太阳能客服中心！", "你们怎么才接电话", "请问怎么称呼您？"], 1),
        (["喂，漏水了", "您的地址是哪里？", "文三路12号", "好的，我马上为您安排师傅"], 1),
        (["Good morning.", "The pump is leaking.", "Could I have your name and phone number, please?", "Ann Lee."], 0),
        (["Hi, my boiler is dead.", "I'm sorry to hear that. What's your address?", "12 Mill Lane.", "We'll send somebody today."], 1),
        (["啊？", "漏水了。", "啊？", "漏水了。"], None),
    ],
    ids=lambda v: v[0] if isinstance(v, list) else str(v),
)  # fmt: skip
def test_of_two_numbered_speakers_the_one_who_serves_is_the_agent(said: list[str], agent: int | None) -> None:
    segments = [{"speaker": f"SPEAKER_0{n % 2}", "text": text} for n, text in enumerate(said)]
    call = read(json.dumps({"segments": segments}), "a.json")
    for n, turn in enumerate(call.turns):
        assert turn.speaker == ("unknown" if agent is None else "agent" if n % 2 == agent else "caller")


@pytest.mark.parametrize(
    "line",
    ["<v " * 20000, "-->" * 20000, "00:01.000 --> " * 9000, "{\\an8}" * 20000, '"' * 50001, "a:" * 30000],
    ids=short,
)
def test_nothing_is_slow_to_refuse(line: str) -> None:
    for head in ("WEBVTT\n\n", "1\n00:00:01,000 --> 00:00:02,000\n", "speaker,text\n", "SPEAKER_00: "):
        try:
            read(head + line, "a.csv" if head.startswith("speaker") else "a")
        except TranscriptError:
            pass
