"""Files and lines from elsewhere, given to the command as a process: tables of devices, hotline transcripts, JSON lines.

Whatever is in them, the good part is worked on, the bad part is named with its place, and nobody sees a traceback.
"""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from handlers.intake import intake
from handlers.tables import BadFile, read_table
from nlu.transcripts import read
from tests.process import baoxiu, surroundings
from tests.world import World

Run = Callable[..., "CompletedProcess[str]"]
NOW = "2026-11-24T10:00:00+08:00"
HEAD = "serial_number,model,plan,customer,warranty_card,extension_months\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with a schema and nothing else."""
    made = tmp_path_factory.mktemp("home")
    assert baoxiu("db", "upgrade", env=surroundings(made)).returncode == 0
    return made


@pytest.fixture(scope="module")
def run(home: Path) -> Run:
    """Run a command in the home folder; it must not end with a traceback."""

    def command(
        *arguments: str | Path, stdin: str | bytes = "", env: Mapping[str, str] | None = None
    ) -> CompletedProcess[str]:
        done = baoxiu(*map(str, arguments), env={**surroundings(home), **(env or {})}, stdin=stdin)
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    return command


def rows(done: CompletedProcess[str]) -> list[Any]:
    return [json.loads(line, parse_constant=pytest.fail) for line in done.stdout.splitlines()]


def told(done: CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if line.strip()]


def jsonl(*given: object) -> bytes:
    return b"".join(
        (g if isinstance(g, bytes) else json.dumps(g, ensure_ascii=False).encode()) + b"\n" for g in given
    )


def registered(home: Path) -> dict[str, tuple[str, str]]:
    """Serial number -> (model, plan), from the database file."""
    with closing(sqlite3.connect(home / "baoxiu.sqlite")) as db:
        found = db.execute("SELECT serial_number, model, plan FROM devices").fetchall()
    return {serial: (model, plan) for serial, model, plan in found}


def workbook(*lines: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in lines:
        book.worksheets[0].append(line)
    book.save(out)
    return out.getvalue()


# -- tables of devices --------------------------------------------------------------------------------------


def test_a_table_is_tried_taken_in_and_taken_in_again_with_changes(
    run: Run, home: Path, tmp_path: Path
) -> None:
    table = HEAD + "ZZ-0001,阳光-200,p3,王建国,2026-05-08,\nZZ-0002,+cmd|' /C calc'!A0,p6,-1+1,,12\n"
    marked, chinese, book = tmp_path / "marked.csv", tmp_path / "chinese.csv", tmp_path / "book.xlsx"
    marked.write_text(table, encoding="utf-8-sig")
    chinese.write_text(table, encoding="gb18030")
    book.write_bytes(workbook(["Serial Number", "Model"], ["zz 0001", "阳光-300"], ["ZZ-0003", "X"]))

    tried = run("import", "devices", marked, "--dry-run")
    assert (tried.returncode, tried.stdout) == (0, "2 rows: 2 devices would be added, 0 changed\n")
    assert registered(home) == {}

    taken = run("import", "devices", chinese)
    assert (taken.returncode, taken.stdout) == (0, "2 rows: 2 devices were added, 0 changed\n")
    inert = {"ZZ-0002": ("+cmd|' /C calc'!A0", "p6")}  # text, as it was written
    assert registered(home) == {"ZZ-0001": ("阳光-200", "p3"), **inert}

    again = run("import", "devices", book, "--plan", "p5")
    assert (again.returncode, again.stdout) == (0, "2 rows: 1 devices were added, 1 changed\n")
    assert registered(home) == {"zz 0001": ("阳光-300", "p5"), "ZZ-0003": ("X", "p5"), **inert}


def test_every_mistake_of_a_table_is_told_at_once_and_not_one_row_is_taken_in(
    run: Run, home: Path, tmp_path: Path
) -> None:
    before = registered(home)
    table = tmp_path / "wrong.csv"
    table.write_text(
        HEAD
        + "YY-0001\n"  # shorter than the heading
        + "YY-0002,X,p3,,,²\n"
        + f"YY-0003,X,p3,,,{'1' * 5000}\n"
        + "YY-0004,X,p99,,2026-02-30,\n"
        + "ｙｙ０００４,X,p3,,,\n"
        + ",=1+1,p3,,gestern,-1\n"
        + "YY-0005,X,p3,,,12.0\n",
        encoding="utf-8",
    )
    done = run("import", "devices", table)
    assert done.returncode == 1 and done.stdout == ""
    *each, last = [line.removeprefix("wrong.csv: ") for line in told(done)]
    assert [re.sub(r"1{5000}", "1…", line).partition("; known are")[0] for line in each] == [
        "row 2: model: is missing",
        "row 2: plan: is missing",
        "row 3: extension_months: '²' is no number of months from 0 to 600",
        "row 4: extension_months: is longer than 300 characters",
        "row 4: extension_months: '1…' is no number of months from 0 to 600",
        "row 5: plan: unknown plan 'p99'",
        "row 5: warranty_card: '2026-02-30' is no day; write YYYY-MM-DD",
        "row 6: serial_number: the same as in row 5",
        "row 7: model: a formula or control characters are not allowed",
        "row 7: serial_number: must have 4 to 64 letters and digits",
        "row 7: warranty_card: 'gestern' is no day; write YYYY-MM-DD",
        "row 7: extension_months: '-1' is no number of months from 0 to 600",
    ]
    assert last == "baoxiu: 12 errors in 7 rows; nothing was imported"
    assert registered(home) == before


def test_a_column_that_nobody_knows_is_refused_although_the_first_row_is_short(
    run: Run, tmp_path: Path
) -> None:
    table = tmp_path / "devices.csv"
    table.write_text("serial_number,model,plan,colour\nXX-0001,X,p3\n", encoding="utf-8")
    done = run("import", "devices", table)
    assert done.returncode == 2
    assert told(done)[0].startswith(
        "baoxiu: devices.csv: row 1: unknown columns: colour (known are serial_number,"
    )


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "devices.csv"
    table.write_text("serial_number,model,Model\nXX-0001,X,Y\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"^devices\.csv: row 1: the column 'model' is there twice$"):
        list(read_table(table))


def _with(part: str, content: bytes | None, book: bytes) -> bytes:
    """A workbook whose ``part`` is another one, or away."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            made = content if name == part else old.read(name)
            if made is not None:
                new.writestr(name, made)
    return out.getvalue()


def _torn(book: bytes) -> bytes:
    """A workbook with a wrong byte in the middle of its compressed table."""
    at = book.find(b"xl/worksheets/sheet1.xml") + 60
    return book[:at] + bytes([book[at] ^ 0xFF]) + book[at + 1 :]


@pytest.mark.parametrize(
    "broken",
    [
        lambda book: _with("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row", book),
        lambda book: _with("xl/worksheets/sheet1.xml", None, book),
        lambda book: _with("xl/workbook.xml", b"<x", book),
        lambda book: _with("xl/workbook.xml", None, book),
        lambda book: _with("xl/worksheets/sheet1.xml", b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml'
                           b'/2006/main"><sheetData><row><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>', book),
        _torn,
    ],
    ids=["cut table", "no table", "cut book", "no book", "text that is not there", "torn"],
)  # fmt: skip
def test_a_damaged_workbook_is_refused_in_one_sentence(
    tmp_path: Path, broken: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "devices.xlsx"
    good = workbook(["serial_number", "model"], ["XX-0001", "X"])
    path.write_bytes(good)
    assert list(read_table(path)) == [(2, {"serial_number": "XX-0001", "model": "X"})]
    path.write_bytes(broken(good))
    with pytest.raises(BadFile, match=r"^devices\.xlsx: is no XLSX file: ."):
        list(read_table(path))


# -- hotline transcripts ------------------------------------------------------------------------------------

CALL = """[00:00:01] Agent: Sunny service desk, how can I help?
[00:00:04] Caller: The water heater is leaking, serial number QQ-0001.
[00:00:09] Agent: And your phone number, is it 13800138000?
[00:00:12] Caller: No, 13900139000.
"""


def test_files_of_every_kind_are_told_apart_and_taken_in_by_what_was_said(run: Run, tmp_path: Path) -> None:
    turns = [{"speaker": "caller", "text": "\ud83d水箱漏水\x00"}]
    given: dict[str | bytes, bytes] = {
        "digits.json": b'{"call_id": ' + b"1" * 5000 + b', "turns": []}',
        "half.json": json.dumps({"call_id": "\ud83d", "turns": turns}).encode(),
        "nul.json": json.dumps({"call_id": "a\0b", "turns": turns}).encode(),
        "true.json": json.dumps({"call_id": True, "turns": turns}).encode(),
        "null.json": b"null",
        "text.json": json.dumps({"call_id": "Q-1", "turns": turns}).encode(),
        b"\xff.txt": CALL.encode(),
        "same.txt": CALL.replace("Agent", "OPERATOR").encode("utf-8-sig"),
    }
    paths = [Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + os.fsencode(name))) for name in given]
    for path, content in zip(paths, given.values(), strict=True):
        path.write_bytes(content)
    done = run("intake", "--json", *paths, tmp_path)
    assert done.returncode == 1 and told(done) == []
    digits, half, nul, true, null, half_text, call, same, folder = rows(done)
    for found, file, error in (
        (digits, "digits.json", "digits.json: line 1: not valid JSON: Exceeds the limit (4300 digits)"),
        (half, "half.json", "half.json: call_id must be 1 to 100 characters that can be written"),
        (nul, "nul.json", "nul.json: call_id must be 1 to 100 characters that can be written"),
        (true, "true.json", "true.json: call_id must be 1 to 100 characters that can be written"),
        (null, "null.json", "null.json: line 1: no speaker"),
        (folder, tmp_path.name, f"{tmp_path}: Is a directory"),
    ):
        assert set(found) == {"file", "error"}
        assert found["file"].endswith(file) and found["error"].startswith(error), found
    assert (half_text["call_id"], half_text["intent"]["name"]) == ("Q-1", "report_fault")
    (evidence,) = half_text["severity"]["evidence"]
    assert (evidence["text"], evidence["line"]) == ("漏水", 1)
    assert (call["file"], call["call_id"], call["repeated"]) == ("?.txt", None, False)
    fields = {f["field"]: (f["value"], f["line"], f["speaker"]) for f in call["fields"]}
    assert fields["serial_number"] == ("QQ-0001", 2, "caller")
    assert fields["phone"] == ("13900139000", 4, "caller")
    assert call["missing"] == ["contact_name", "address"]
    assert (same["repeated"], same["ticket"]) == (True, call["ticket"]), "the same words are the same call"
    shown = run("ticket", "show", call["ticket"], "--json")
    ticket = json.loads(shown.stdout)
    assert [m["text"] for m in ticket["messages"]][:2] == [
        "Sunny service desk, how can I help?", "The water heater is leaking, serial number QQ-0001.",
    ]  # fmt: skip
    assert ticket["device"] == {"serial_number": "QQ-0001", "model": None, "verified": False}


def test_what_no_database_can_keep_is_replaced_in_what_was_said(world: World) -> None:
    said = json.dumps([{"speaker": "caller", "text": "水箱\ud83d漏水\x00"}])
    report = intake(world.house, said, "call.json").json()
    assert report["ticket"] is not None and report["severity"]["evidence"][0]["text"] == "漏水"
    assert intake(world.house, said, "call.json").repeated
    assert read("客户：漏\x00水").turns[0].text == "漏\ufffd水"


def test_calls_for_a_plan_that_there_is_not_are_refused(run: Run, tmp_path: Path) -> None:
    call = tmp_path / "call.txt"
    call.write_text(CALL, encoding="utf-8")
    done = run("intake", "--plan", "p99", call)
    assert done.returncode == 1 and done.stdout == ""
    assert told(done) == [f"{call}: unknown plan 'p99'; known are p1, p2, p3, p4, p5, p6, p7, p8, p9"]


# -- JSON lines ---------------------------------------------------------------------------------------------


def test_half_characters_and_numbers_that_are_none_stop_nothing(run: Run) -> None:
    given = [
        b'\xef\xbb\xbf{"id": 1, "text": "\xe6\xb0\xb4\xe7\xae\xb1\xe6\xbc\x8f\xe6\xb0\xb4"}',  # a mark, as Windows writes it
        b'{"id": "\\ud83d", "text": "\\ud83d\xe6\xb0\xb4\xe7\xae\xb1\xe6\xbc\x8f\xe6\xb0\xb4"}',
        b'{"id": NaN, "text": "x"}',
        b'{"id": 1e999, "text": "x"}',
        b'{"id": ' + b"1" * 5000 + b', "text": "x"}',
        {"id": 6, "text": None},
        {"id": 7, "turns": [{"speaker": 7, "text": "x"}]},
        {"id": 8, "text": "水箱漏水", "lang": "fr", "colour": "red"},
        {"id": 9, "text": "水箱漏水" + "。" * 400_000},
    ]
    plain = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}  # lines are UTF-8 in every surroundings
    done = run("parse", "--jsonl", stdin=jsonl(*given), env=plain)
    assert done.returncode == 1 and told(done) == []
    marked, half, nan, infinite, digits, null, speaker, more, long = rows(done)
    assert (marked["id"], half["id"], more["id"], long["id"]) == (1, "\ud83d", 8, 9)
    for found, start in ((marked, 2), (half, 3), (more, 2), (long, 2)):
        assert found["intent"]["name"] == "report_fault"
        assert [(e["text"], e["start"]) for e in found["severity"]["evidence"]] == [("漏水", start)]
    assert nan == {"error": "line 3: NaN is no JSON"}
    assert infinite["error"].startswith("line 4: Out of range float values")
    assert digits["error"].startswith("line 5: Exceeds the limit (4300 digits)")
    assert null == {"id": 6, "error": 'line 6: "text" must be a string'}
    assert speaker == {"id": 7, "error": "line 7: turn 1: speaker must be a string"}


def test_what_is_found_in_a_call_is_quoted_from_its_turn(run: Run) -> None:
    turns = [
        {"speaker": "客服", "text": "😀您好，请问贵姓？"},
        {"speaker": "客户", "text": "　免贵姓王，王建国，🔥🔥热水器冒烟了！"},
        {
            "speaker": "客户",
            "text": "😀ＳＮ：ＤＥＭＯ－Ｐ３－０００１，电话１３８００１３８０００，我自己拆开修过",
        },
        {"speaker": "客户", "text": "The display shows E37"},
    ]
    (found,) = rows(run("parse", "--jsonl", stdin=jsonl({"id": "c", "turns": turns})))
    assert found["severity"]["level"] == 1
    quotes = found["entities"] + found["severity"]["evidence"]
    assert {q.get("entity", q.get("reason")) for q in quotes} >= {
        "contact_name", "serial_number", "phone", "error_code", "danger.smoke",
    }  # fmt: skip
    for quote in quotes:
        said = turns[quote["line"] - 1]["text"]
        assert said[quote["start"] : quote["end"]] == quote["text"], quote
    values = {e["entity"]: e["value"] for e in found["entities"]}
    assert (values["serial_number"], values["phone"]) == ("DEMO-P3-0001", "13800138000")
    assert [x["name"] for x in found["exclusions"]] == ["self_disassembly"]


def test_times_beyond_the_calendar_are_told_in_their_line(run: Run) -> None:
    done = run("when", "--jsonl", stdin=jsonl(
        {"id": 1, "text": "明天", "now": "9999-12-31T23:59:59+08:00"},
        {"id": 2, "text": "明天", "now": "0001-01-01T00:00:00+08:00"},
        {"id": 3, "text": "明天", "now": "2026-11-24"},
        {"id": 4, "text": "tomorrow", "lang": "fr", "now": NOW},
        {"id": 5, "text": "", "now": NOW},
        {"id": 6, "text": "明天" * 100_000, "now": NOW},
        {"id": 7, "text": "明天", "now": True},
        b"{",
        {"id": 9, "text": "今晚", "lang": "zh", "now": NOW},
    ))  # fmt: skip
    assert done.returncode == 1 and told(done) == []
    late, early, day, french, empty, many, true, cut, tonight = rows(done)
    assert late == {"id": 1, "error": "line 1: the time lies outside of the calendar (years 1 to 9999)"}
    assert early == {"id": 2, "error": "line 2: the time lies outside of the calendar (years 1 to 9999)"}
    assert day == {"id": 3, "start": "2026-11-25T00:00:00", "end": "2026-11-26T00:00:00", "grain": "day"}
    assert (french["start"], french["grain"]) == ("2026-11-25T00:00:00+08:00", "day")
    assert empty == {"id": 5, "start": None, "end": None, "grain": None}
    assert (many["start"], many["grain"]) == ("2026-11-25T00:00:00+08:00", "day")
    assert true["error"].startswith('line 7: "now" must be a time as in ISO 8601')
    assert cut["error"].startswith("line 8: not JSON at character 3")
    assert tonight == {
        "id": 9, "start": "2026-11-24T18:00:00+08:00", "end": "2026-11-24T22:00:00+08:00", "grain": "halfday",
    }  # fmt: skip


# -- a terminal, and what is typed into it ------------------------------------------------------------------


def test_a_chat_that_ends_in_the_middle_leaves_a_ticket_that_can_be_shown(run: Run) -> None:
    said = "The water tank on our roof drips, faster than yesterday\n99\n我的电话是13800138000"  # and no end of line
    done = run("chat", "--plan", "p3", "--name", "anna", stdin=said)
    assert done.returncode == 0 and told(done) == []
    (number,) = set(re.findall(r"BX\d{11}", done.stdout))
    ticket = json.loads(run("ticket", "show", f" {number.lower()} ", "--json").stdout)
    assert {k: ticket[k] for k in ("number", "plan", "kind", "status", "conversation", "channel", "owner")} == {
        "number": number, "plan": "p3", "kind": "report_fault", "status": "intake", "conversation": "anna",
        "channel": "terminal", "owner": "bot",
    }  # fmt: skip
    severity = ticket["severity"]
    assert severity["level"] in (1, 2) and 0 < severity["confidence"] <= 1
    assert severity["reasons"] and all(reason["text"] in said for reason in severity["reasons"])
    assert {reason["clause"] for reason in severity["reasons"]} == {""}, (
        "the plan has no row about severities"
    )
    assert ticket["contact"] == {"name": None, "phone": "13800138000", "address": None}
    assert (ticket["device"], ticket["visit"], ticket["consent"]) == (None, None, None)
    assert ticket["warranty"]["verdict"] == "undecided" and ticket["warranty"]["missing"] == ["serial_number"]
    assert (ticket["fee"]["price_list"], ticket["fee"]["currency"]) == ("p3-2026-01", "CNY")
    running = [clock for clock in ticket["clocks"] if clock["state"] == "running"]
    assert running and all(c["due"] and c["met"] is None and not c["breached"] for c in running)
    typed = [m["text"] for m in ticket["messages"] if m["direction"] == "in"]
    assert typed == ["", *said.split("\n")]  # opening the chat is the first event


def test_arguments_that_are_wrong_are_one_line(run: Run) -> None:
    half = os.fsdecode(b"\xff")
    for arguments, stdin, code, message in (
        (("ticket", "show", half), b"", 1, "baoxiu: what was given is not valid UTF-8"),
        (("user", "add", "u", "--password-stdin"), b"\xff2345678\n", 1, "baoxiu: what was given is not valid UTF-8"),
        (("chat", "--name", ""), b"", 2, "baoxiu: the sender's address must have 1 to 256 characters"),
        (("chat", "--lang", "fr"), b"", 2, "baoxiu: unknown language 'fr'; known are zh, en"),
    ):  # fmt: skip
        done = run(*arguments, stdin=stdin)
        assert (done.returncode, done.stdout, told(done)) == (code, "", [message])


def test_a_terminal_that_cannot_show_a_character_shows_another_one(run: Run) -> None:
    other = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "iso8859-5"}
    done = run("plan", "list", env=other)
    assert (done.returncode, told(done)) == (0, [])
    assert "p6           ??????? ? IT and storage equipment" in done.stdout.splitlines()
    whole = json.loads(run("plan", "show", "p6", "--json", env=other).stdout)
    assert (whole["id"], whole["name"]["zh"]) == ("p6", "信息与存储设备"), "JSON is UTF-8 everywhere"


def test_without_a_database_a_command_says_which_command_makes_one(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text(CALL, encoding="utf-8")
    missing = "baoxiu: the database says: no such table: {} (has `baoxiu db upgrade` been run?)"
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "baoxiu.sqlite").write_text("this is not a database " * 100, encoding="utf-8")
    for arguments, where, message in (
        (("ticket", "show", "BX20261124001"), "new", missing.format("tickets")),
        (("intake", str(tmp_path / "call.txt")), "new", missing.format("calls")),
        (("db", "upgrade"), "damaged", "baoxiu: the database says: file is not a database"),
    ):
        done = baoxiu(*arguments, env=surroundings(tmp_path / where))
        assert (done.returncode, done.stdout, told(done)) == (1, "", [message])
