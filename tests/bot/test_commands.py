"""The commands as processes: what other programs and operators are built on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from storage import revision
from tests.process import baoxiu, surroundings

Run = Callable[..., "CompletedProcess[str]"]

ZH_CALL = """通话编号: C-1001
客服：您好，售后服务热线，请问有什么可以帮您？
客户：你好，我家太阳能水箱漏水，一天比一天厉害
客服：请问您的设备序列号是多少？
客户：DEMO-P3-0001
客户：我姓王，王建国
客服：联系电话是多少？
客户：幺三八零零幺三八零零零
客服：好的，13800138000，对吗？
客户：对，不过电话用13900139000
客户：上海市徐汇区漕溪北路18号3楼
"""
EN_CALL = {
    "call_id": "C-2002",
    "plan": "p6",
    "turns": [
        {"speaker": "agent", "text": "Service desk, how can I help?"},
        {"speaker": "caller", "text": "The storage server DEMO-P6-0001 is completely down, nobody can work."},
        {"speaker": "caller", "text": "This is Anna Schmidt, plus four nine one seven one five five five zero one two three"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a command in a home folder with schema and demo data; it must not end with a traceback."""
    env = surroundings(tmp_path_factory.mktemp("home"))

    def command(*arguments: str | Path, stdin: str | bytes = "") -> CompletedProcess[str]:
        done = baoxiu(*map(str, arguments), env=env, stdin=stdin)
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    assert command("db", "upgrade").stdout == f"database schema {revision.NEWEST}, was empty\n"
    assert command("db", "upgrade").stdout == f"database schema {revision.NEWEST} (unchanged)\n"
    assert command("demo", "load").returncode == 0
    return command


def lines(done: CompletedProcess[str]) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def jsonl(*rows: object) -> bytes:
    return b"".join(
        (r if isinstance(r, bytes) else json.dumps(r, ensure_ascii=False).encode()) + b"\n" for r in rows
    )


def test_parse_quotes_the_customer_by_position_in_what_was_written(run: Run) -> None:
    texts = [
        "🔥🔥逆变器Ｅ０１报警，ＳＮ ＤＥＭＯ－Ｐ３－０００１",
        "The inverter, SN DEMO-P3-0001, shows E01",
        "逆變器冒煙！",
    ]
    done = run("parse", "--jsonl", stdin=jsonl(*({"id": i, "text": text} for i, text in enumerate(texts))))
    assert done.returncode == 0
    for given, found in zip(texts, lines(done), strict=True):
        assert set(found) == {"id", "intent", "severity", "entities", "exclusions"}
        assert texts[found["id"]] == given
        assert found["intent"]["name"] == "report_fault" and 0 < found["intent"]["confidence"] <= 1
        assert set(found["severity"]) == {"level", "confidence", "evidence"}
        for quote in found["entities"] + found["severity"]["evidence"]:
            assert given[quote["start"] : quote["end"]] == quote["text"]
    zh, en, smoke = lines(done)
    for found in (zh, en):
        assert {e["entity"]: e["value"] for e in found["entities"]}.items() >= {
            "serial_number": "DEMO-P3-0001", "error_code": "E01"}.items()  # fmt: skip
    assert smoke["severity"]["level"] == 1


def test_parse_understands_calls_with_the_line_of_each_finding(run: Run) -> None:
    done = run("parse", "--jsonl", stdin=jsonl({"id": "call", "turns": EN_CALL["turns"]}))
    (found,) = lines(done)
    assert done.returncode == 0 and found["id"] == "call"
    assert found["severity"]["level"] == 1
    said = {(e["entity"], e["value"], e["line"]) for e in found["entities"]}
    assert said >= {("serial_number", "DEMO-P6-0001", 2), ("contact_name", "Anna Schmidt", 3)}
    assert ("phone", "+491715550123", 3) in said


def test_a_bad_line_is_told_in_its_place_and_the_others_are_worked_on(run: Run) -> None:
    rows = [
        (b"not json", None, "line 1: not JSON at character 1"),
        (b"[]", None, "line 2: a line must be a JSON object"),
        ({"id": 3}, 3, 'line 3: "text" must be a string'),
        ({"id": "d", "text": 5}, "d", 'line 4: "text" must be a string'),
        (b'{"id": 5, "text": "\xff"}', None, "line 5: not valid UTF-8 at byte 20"),
        ({"id": 6, "turns": 7}, 6, "line 6: "),
        ({"id": 7, "turns": [{"speaker": "x"}]}, 7, "line 7: turn 1"),
        (b'{"id": 8, "text": ' + b"[" * 100_000, None, "line 8: nested too deeply"),
        (
            b'{"id": 9, "text": "' + b"a" * 2_000_001 + b'"}',
            None,
            "line 9: the line has 2000023 bytes; at most",
        ),
        (b"null", None, "line 10: a line must be a JSON object"),
        ({"id": 11, "text": "hi", "lang": 7}, 11, 'line 11: "lang" must be a string'),
        ({"id": 12, "text": "hi", "lang": ["zh"]}, 12, 'line 12: "lang" must be a string'),
    ]
    good = {"id": "good", "text": "热水器漏水"}
    done = run("parse", "--jsonl", stdin=jsonl(*(row for row, _, _ in rows), good))
    assert done.returncode == 1
    *bad, last = lines(done)
    for (_, expected, message), found in zip(rows, bad, strict=True):
        assert found.get("id") == expected
        assert found["error"].startswith(message)
        assert "intent" not in found
    assert last["id"] == "good" and last["intent"]["name"] == "report_fault"


def test_what_says_nothing_means_nothing_and_what_is_long_is_read_by_its_beginning(run: Run) -> None:
    texts = ["", "   ", "\u200b\u202e", "。。。", "热水器漏水" + "。好" * 300_000]
    done = run("parse", "--jsonl", stdin=jsonl(*({"text": text} for text in texts)))
    assert done.returncode == 0
    *nothing, long = lines(done)
    for found in nothing[:3]:
        assert found["intent"] == {"name": "out_of_scope", "confidence": 0.0}
        assert found["severity"] is None and found["entities"] == []
    assert long["intent"]["name"] == "report_fault"


def test_when_gives_an_interval_in_the_zone_of_now_or_nothing(run: Run) -> None:
    now = "2026-11-24T10:00:00+08:00"
    done = run("when", "--jsonl", stdin=jsonl(
        {"text": "明天下午3点", "lang": "zh", "now": now},
        {"text": "tomorrow between 2 and 4 pm", "lang": "en", "now": now},
        {"text": "后天", "now": "2026-11-24T10:00:00-05:00", "id": 3},
        {"text": "it is broken", "lang": "en", "now": now},
        {"text": "明天", "now": "gestern"},
        {"text": "明天", "now": 5},
        {"now": now},
        {"text": "明天", "now": now, "lang": 5},
    ))  # fmt: skip
    assert done.returncode == 1
    at, between, day, none, gestern, five, empty, lang = lines(done)
    assert at == {"start": "2026-11-25T15:00:00+08:00", "end": None, "grain": "minute"}
    assert (between["start"], between["end"]) == ("2026-11-25T14:00:00+08:00", "2026-11-25T16:00:00+08:00")
    assert day == {
        "id": 3,
        "start": "2026-11-26T00:00:00-05:00",
        "end": "2026-11-27T00:00:00-05:00",
        "grain": "day",
    }
    assert none == {"start": None, "end": None, "grain": None}
    assert gestern["error"].startswith('line 5: "now" must be a time') and "gestern" in gestern["error"]
    assert five["error"].startswith('line 6: "now" must be a time')
    assert empty["error"] == 'line 7: "text" must be a string'
    assert lang["error"].startswith('line 8: "lang" must be a string')


def test_intake_makes_a_ticket_of_each_call_once_and_tells_what_was_said_where(
    run: Run, tmp_path: Path
) -> None:
    zh, en = tmp_path / "zh.txt", tmp_path / "en.json"
    zh.write_text(ZH_CALL, encoding="utf-8")
    en.write_text(json.dumps(EN_CALL), encoding="utf-8")
    done = run("intake", zh, en)
    assert done.returncode == 0
    said = done.stdout
    for shown in (
        "intent report_fault", "severity 2", "line 3: “漏水”", "serial_number: DEMO-P3-0001  (line 5, caller)",
        "contact_name: 王建国  (line 6, caller)", "phone: 13900139000  (line 10, caller)",
        "contradiction in phone: 13800138000 (line 8, caller)", "address: 上海市徐汇区漕溪北路18号3楼  (line 11, caller)",
        "severity 1", "“nobody can work”", "phone: +491715550123  (line 3, caller)",
        "missing, to be asked in the call back: address",
    ):  # fmt: skip
        assert shown in said, f"{shown!r} is missing in:\n{said}"
    copy = tmp_path / "copy of zh.txt"
    copy.write_text(ZH_CALL.replace("\n", "\r\n"), encoding="utf-8-sig")
    again = lines(run("intake", "--json", zh, copy, en))
    assert [call["repeated"] for call in again] == [True] * 3
    assert [call["call_id"] for call in again] == ["C-1001", "C-1001", "C-2002"]
    numbers = [call["ticket"] for call in again]
    assert numbers[0] == numbers[1] != numbers[2]
    assert f"zh.txt: {numbers[0]}" in said and f"en.json: {numbers[2]}" in said
    ticket = json.loads(run("ticket", "show", numbers[0], "--json").stdout)
    assert ticket["contact"] == {
        "name": "王建国",
        "phone": "13900139000",
        "address": "上海市徐汇区漕溪北路18号3楼",
    }
    assert set(ticket) >= {
        "number", "plan", "kind", "status", "conversation", "severity", "device", "warranty", "fee", "consent", "contact",
        "visit", "owner", "clocks", "messages",
    }  # fmt: skip
    assert ticket["severity"]["level"] == 2 and ticket["severity"]["reasons"][0].keys() >= {"text", "clause"}
    assert ticket["clocks"][0].keys() >= {"name", "due", "met", "breached"}
    shown = run("ticket", "show", numbers[0].lower()).stdout
    assert "王建国" in shown and "DEMO-P3-0001" in shown


def test_broken_files_among_good_ones_are_named_and_the_good_ones_taken_in(run: Run, tmp_path: Path) -> None:
    files: dict[str, bytes] = {
        "broken.txt": b"\x00\xff\xfe broken",
        "turns.json": b'{"turns": 5}',
        "cut.json": b'{"call_id": "C-3", "turns": [{"speaker": "caller", "te',
        "empty.txt": b"",
        "huge.txt": "客户：漏水\n".encode() * 200_000,
        "good.txt": "客户：热水器漏水了\n客服：好的\n".encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    done = run("intake", *(tmp_path / name for name in files), tmp_path / "none.txt")
    assert done.returncode == 1
    assert "good.txt: BX" in done.stdout and done.stdout.count(": BX") == 1
    told = done.stderr
    assert "broken.txt: line 1: not valid UTF-8" in told
    assert 'turns.json: "turns" must be a list' in told
    for name in ("cut.json", "empty.txt", "huge.txt", "none.txt"):
        assert f"{name}: " in told, told
    assert "good.txt" not in told


def test_the_terminal_chat_reports_a_fault_and_ends_with_its_input(run: Run) -> None:
    done = run("chat", "--plan", "p3", stdin="水箱漏水\n/quit\n")
    assert done.returncode == 0
    assert "序列号" in done.stdout
    assert run("chat", "--plan", "p3", stdin=b"\xff\xfe\n\x00\x1b[31m\n").returncode == 0
    wrong = run("chat", "--plan", "p99")
    assert wrong.returncode == 2 and "p99" in wrong.stderr and "p3" in wrong.stderr


def test_each_terminal_chat_begins_anew_unless_it_is_named(run: Run) -> None:
    number = re.compile(r"BX\d{11}")
    first, other = (run("chat", "--plan", p, stdin="完全不工作了\n").stdout for p in ("p3", "p6"))
    assert number.findall(first)[0] != number.findall(other)[0], (
        "the second chat went on with the first one's report"
    )
    named = run("chat", "--plan", "p3", "--name", "ann", stdin="完全不工作了\n").stdout
    again = run("chat", "--plan", "p3", "--name", "ann", stdin="王建国 13800138000\n查进度\n").stdout
    assert number.findall(named)[0] in again
    shown = run("ticket", "show", number.findall(named)[0]).stdout
    assert re.search(r"clock +on_site: running, due \d{4}-\d\d-\d\d \d\d:\d\d$", shown, re.M), shown
    assert "None" not in shown


def test_what_is_not_there_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    for arguments, told in (
        (("ticket", "show", "BX00000000001"), "there is no ticket BX00000000001"),
        (("ticket", "show", "'; DROP TABLE tickets"), "there is no ticket"),
        (("plan", "show", "p99"), "p99"),
        (("plan", "check", str(tmp_path / "none.toml")), "none.toml"),
        (("import", "devices", str(tmp_path / "none.csv")), "there is no such file"),
    ):
        done = run(*arguments)
        assert done.returncode != 0
        assert told in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_plans_are_listed_shown_and_checked_by_file_line_and_key(run: Run, tmp_path: Path) -> None:
    listed = run("plan", "list").stdout
    assert all(f"p{i} " in listed for i in range(1, 10))
    assert "warranty" in run("plan", "show", "p6").stdout
    broken = tmp_path / "mine.toml"
    broken.write_text(
        'extends = "base"\nid = "mine"\n[[clocks]]\nname = "on_site"\nwarn = "soon"\nwarn_befor = 5\n',
        encoding="utf-8",
    )
    done = run("plan", "check", broken)
    assert done.returncode == 1
    assert "mine.toml:5: clocks.0.warn: 'soon' is no duration" in done.stderr, done.stderr
    assert "mine.toml: name: is missing" in done.stderr
    assert "mine.toml:6: clocks.0.warn_befor: unknown key" in done.stderr


def test_people_and_tokens_are_added_once_and_checked_before_a_password_is_asked_for(run: Run) -> None:
    add = ("user", "add", "Li.Lei", "--password-stdin")
    assert (
        run(*add, "--role", "supervisor", stdin="long-enough-1\n").stdout
        == "user Li.Lei added as supervisor\n"
    )
    for arguments, password, told in (
        (add, "long-enough-1\n", "there is a user 'li.lei' already"),
        (("user", "add", "x", "--role", "king"), "", "unknown role 'king'"),
        (("user", "add", "x", "--lang", "fr"), "", "unknown language 'fr'"),
        (("user", "add", "no spaces"), "", "a login has 1 to 64"),
        (("user", "add", "x", "--password-stdin"), "short\n", "a password has 8 to 200"),
        (("token", "add", "t", "--scope", "everything"), "", "unknown scope everything"),
        (("token", "add", " "), "", "must have 1 to 64"),
    ):
        done = run(*arguments, stdin=password)
        assert done.returncode == 1 and told in done.stderr, done.stderr
    secret = run("token", "add", "shop", "--scope", "tickets:read").stdout.strip()
    assert secret.startswith("bx_") and len(secret) > 30
    assert "already" in run("token", "add", "shop").stderr
