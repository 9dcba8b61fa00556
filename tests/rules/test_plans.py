"""Plan files: the shipped ones, broken ones, the page that explains them, and a plan written from that page alone."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import typer

from bot.commands import plan as command
from handlers import people
from handlers.areas import areas
from handlers.plans import reference
from handlers.plans.check import KINDS, ROLES, check
from handlers.plans.describe import describe
from handlers.plans.load import MOST_BYTES, SHIPPED, BadPlan, load_plans, merged, parse
from handlers.plans.places import places
from handlers.rules import duty, parts, planned, policy, serials, severity, timing
from handlers.rules.facts import Sign
from nlu.judgement import USUAL
from nlu.understanding import INTENTS, SIGNALS
from storage import devices, tickets, visits
from storage.engine import Store, Tx
from tests.process import ROOT
from tests.world import World

FOLDER = ROOT / "handlers" / "plans"
PAGE = reference.PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
LEAST = EXAMPLES[0]


def problems(folder: Path, text: str | bytes) -> list[str]:
    """What the checker says of a file, without the file's folder."""
    file = folder / "mine.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(p).replace(f"{folder}/", "") for p in check(file)]


def line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


# -- shipped plans ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan_id", SHIPPED)
def test_a_shipped_plan_loads_passes_the_check_and_can_be_told(plan_id: str) -> None:
    assert check(FOLDER / f"{plan_id}.toml") == ()
    assert describe(load_plans()[plan_id]).count("\n") > 15


def test_every_plan_file_is_shipped() -> None:
    others = {"base", "areas", "meanings", "rows"}
    assert {f.stem for f in FOLDER.glob("*.toml")} - others == set(SHIPPED)


def test_the_words_that_a_plan_may_use_are_those_of_the_house() -> None:
    told = set(people.ROLES) - people.OUTSIDE - {"auditor"}  # who may be told of a clock
    assert told <= set(ROLES)
    assert set(KINDS) <= set(INTENTS)
    used = {w for p in load_plans().values() for c in p.clocks for w in c.kinds}
    assert used <= {*KINDS, *timing.HOUSE_KINDS}


@pytest.mark.parametrize("plan_id", SHIPPED)
def test_a_shipped_plan_cites_only_rows_that_it_carries_out(plan_id: str) -> None:
    """Nothing is promised in another plan's name: what comes from base has a row of the plan itself, or none."""
    plan = load_plans()[plan_id]
    spans = re.findall(r"(P\d+)\.(\d+)-P\d+\.(\d+)", plan.source)
    rows = {f"{of}.{n}" for of, first, last in spans for n in range(int(first), int(last) + 1)}
    signs = [Sign(signal, "so", minutes=60) for signal in SIGNALS]
    found = [severity.rate([sign], None, plan.severity) for sign in signs]
    reasons = [
        r.clause for verdict in (*found, severity.rate([], None, plan.severity)) for r in verdict.reasons
    ]
    assert {*cited_in(plan.model_dump()), *reasons} - {""} <= rows
    assert ("P6.1" in reasons) == (plan_id == "p6")


def cited_in(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {
            v
            for k, v in part.items()
            if k in ("clause", "register_clause", "hand_back_clause", "needs_clause") and v
        }
        return own.union(*(cited_in(v) for v in part.values()))
    return set().union(*(cited_in(v) for v in part)) if isinstance(part, list | tuple) else set()


# -- broken files -----------------------------------------------------------------------------------------

#: what is replaced in the least plan, by what, at which words of the result it is told, key, message
BROKEN: dict[str, tuple[str, str, str, str, str]] = {
    "a number where a duration has to be": (
        'within = "10m"', "within = 10", "within", "clocks.0.targets.0.within", "10 is no duration; write for example '10m'",
    ),
    "a unit that there is not": (
        'within = "10m"', 'within = "10 min"', "within", "clocks.0.targets.0.within", "'10 min' is no duration",
    ),
    "a negative duration": ('"10m"', '"-10m"', "within", "clocks.0.targets.0.within", "'-10m' is no duration"),
    "working days where only time counts": (
        "[visits]", '[visits]\nhold = "3wd"', "hold", "visits.hold", "write m, h or d here",
    ),
    "a text that is a number": ('hotline = "400-800-0100"', "hotline = 400", "hotline", "hotline", "valid string (here it is 400)"),
    "one language only": ('en = "Lifts"', 'eng = "Lifts"', "name =", "name.en", "is missing"),
    "a text without languages": (
        'about = { zh = "电梯维修", en = "Repair of lifts" }', 'about = "lifts"', "about", "about",
        "must be a table, such as { zh = ..., en = ... } (here it is 'lifts')",
    ),
    "a misspelt key": ("hotline", "hotlne", "hotlne", "hotlne", "unknown key; did you mean 'hotline'?"),
    "a misspelt key inside": ("months", "month", "terms", "warranty.terms.0.month", "unknown key; did you mean 'months'?"),
    "a missing key": ('hotline = "400-800-0100"\n', "", "", "hotline", "is missing"),
    "a missing key of a table": ('default = "lift-duty"', "", "[routing]", "routing.default", "is missing"),
    "no clocks": ("[[clocks]]", "[handoff.unused]", "", "clocks", "is missing"),
    "a calendar that there is not": (
        "targets =", 'calendar = "ofice"\ntargets =', "calendar", "clocks.0.calendar",
        "unknown calendar 'ofice'; did you mean 'office'?",
    ),
    "a calendar of visits that there is not": (
        "[visits]", '[visits]\ncalendar = "night"', 'calendar = "night"', "visits.calendar", "unknown calendar 'night'",
    ),
    "a calendar without any time": (
        "[visits]", "[calendars.never]\n[visits]", "[calendars.never]", "calendars.never", "at least one shift",
    ),
    "a shift that is none": (
        "[visits]", '[calendars.c.shifts]\nmon = ["8-12"]\n[visits]', "mon =", "calendars.c.shifts.mon.0", "'8-12' is no shift",
    ),
    "a weekday that is none": (
        "[visits]", '[calendars.c.shifts]\nmonday = ["08:00-12:00"]\n[visits]', "monday", "calendars.c.shifts.monday", "'mon'",
    ),
    "a time zone that there is not": (
        'id = "lift"', 'id = "lift"\nzone = "Asia/Shangai"', "zone", "zone",
        "unknown time zone 'Asia/Shangai'; did you mean 'Asia/Shanghai'?",
    ),
    "holidays of nowhere": (
        "[visits]", '[calendars.c]\nholidays = "XX"\nshifts = { mon = ["08:00-12:00"] }\n[visits]', "holidays",
        "calendars.c.holidays", "'XX' are not known",
    ),
    "a calendar that has too little time for a promise": (
        'targets = [{ within = "10m" }]',
        'calendar = "c"\ntargets = [{ within = "9999h" }]\n[calendars.c.shifts]\nmon = ["08:00-09:00"]', "within",
        "clocks.0.targets.0.within", "less than",
    ),
    "a role that there is not": (
        "targets =", 'escalate = [{ to = "superviser", after = "0m" }]\ntargets =', "escalate", "clocks.0.escalate.0.to",
        "unknown role 'superviser'; did you mean 'supervisor'?",
    ),
    "an escalation with both times": (
        "targets =", 'escalate = [{ to = "manager", after = "0m", before = "1h" }]\ntargets =', "escalate", "clocks.0.escalate.0",
        "either 'after' or 'before'",
    ),
    "a queue with spaces": ('"lift-duty"', '"Lift Duty"', "default", "routing.default", "is no name of a queue"),
    "a queue that is no text": ('"lift-duty"', "7", "default", "routing.default", "valid string"),
    "a name for a queue that there is not": (
        "[visits]", '[names]\nlift-dty = { zh = "电梯", en = "lifts" }\n[visits]', "lift-dty", "names.lift-dty",
        "unknown queue, skill or calendar 'lift-dty'; did you mean 'lift-duty'?",
    ),
    "a region that there is not": (
        "[visits]", '[[routing.routes]]\nqueue = "q"\nregions = ["hangzou"]\n[visits]', "regions", "routing.routes.0.regions",
        "unknown region 'hangzou'; did you mean 'hangzhou'?",
    ),
    "a kind of ticket that there is not": (
        "targets =", 'kinds = ["fault"]\ntargets =', "kinds", "clocks.0.kinds", "unknown kind of ticket 'fault'",
    ),
    "a level twice": (
        "[visits]",
        "[severity]\nlevels = [\n" + "".join(
            f'  {{ level = {n}, name = {{ zh = "级", en = "level" }}, clause = "L" }},\n' for n in (1, 2, 2)
        ) + "]\n[visits]",
        'level = 2, name = { zh = "级", en = "level" }, clause = "L" },\n]', "severity.levels.2.level", "level 2 is there twice",
    ),
    "a level that there is not": (
        "[visits]", '[[severity.levels]]\nlevel = 4\nclause = "L"\nname = { zh = "四", en = "four" }\n[visits]', "level = 4",
        "severity.levels.0.level", "should be 1, 2 or 3 (here it is 4)",
    ),
    "a signal that there is not": (
        "[visits]",
        '[severity]\nrules = [\n  { signal = "danger.*", level = 1, clause = "L", because = { zh = "险", en = "danger" } },\n'
        '  { signal = "whole_dwn", level = 1, clause = "L", because = { zh = "停", en = "down" } },\n]\n[visits]',
        "whole_dwn", "severity.rules.1.signal", "unknown signal 'whole_dwn'; did you mean 'whole_down'?",
    ),
    "danger that is not the worst": (
        "[visits]",
        '[[severity.rules]]\nsignal = "danger.*"\nlevel = 2\nclause = "L"\nbecause = { zh = "险", en = "danger" }\n[visits]',
        "[[severity.rules]]", "severity.rules", "danger.* must be level 1",
    ),
    "a clock for some severities only": (
        '{ within = "10m" }', '{ within = "10m", severity = [1, 2] }', "targets", "clocks.0.targets",
        "promises nothing for severity 3",
    ),
    "an event that there is not": ("agent.replied", "agent.answered", "[[clocks]]", "clocks.0", "unknown event 'agent.answered'"),
    "a clock that listens to corrections": ("agent.replied", "ticket.corrected", "[[clocks]]", "clocks.0", "no clock may listen"),
    "a service level that there is not": (
        '{ within = "10m" }', '{ within = "1m", service_level = ["A"] }, { within = "10m" }', "targets",
        "clocks.0.targets.0.service_level", "unknown service level 'A'",
    ),
    "a promise of visits without its clock": (
        "[visits]", '[visits]\npromise = "onsite"', "promise", "visits.promise", "unknown clock 'onsite'",
    ),
    "a component that there is not": (
        "{ months = 24,", '{ months = 24, components = ["rope"],', "terms", "warranty.terms.0.components", "unknown component 'rope'",
    ),
    "no term for all the rest": (
        "{ months = 24,", '{ months = 24, components = ["rope"],', "terms", "warranty.terms", "must cover everything else",
    ),
    "a price that ends below its beginning": ("high = 20000", "high = 2", "items", "fees.lists.0.items.0", "'high' is below 'low'"),
    "a date that is none": ("2026-01-01", '"soon"', "valid_from", "fees.lists.0.valid_from", "valid date"),
    "TOML that is none": ("[warranty]", "[warranty", "[warranty", "-", "is not valid TOML"),
    "a key twice": ('id = "lift"', 'id = "lift"\nid = "lift2"', 'id = "lift2"', "-", "is not valid TOML"),
    "an extension of itself": ('extends = "base"', 'extends = "lift"', "extends", "extends", "there is only 'base'"),
    "an extension of another plan": ('extends = "base"', 'extends = "p6"', "extends", "extends", "there is only 'base'"),
    "an extension of a list": ('extends = "base"', "extends = []", "extends", "extends", "unknown base []"),
    "a number that nobody can read": ("low = 20000", f"low = {'9' * 5000}", "", "-", "is not valid TOML"),
    "lists without end": ("[visits]", f"x = {'[' * 3000}{']' * 3000}\n[visits]", "", "-", "nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_mistake_is_told_by_file_line_and_key(name: str, tmp_path: Path) -> None:
    old, new, at, key, message = BROKEN[name]
    assert old in LEAST
    broken = LEAST.replace(old, new)
    told = problems(tmp_path, broken)
    number = f":{line(broken, at)}" if at else ""
    fits = [t for t in told if t.startswith(f"mine.toml{number}: {key}: ") and message in t]
    assert fits, f"expected mine.toml{number}: {key}: …{message}…, got:\n" + "\n".join(told)


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_mistake_is_told_in_chinese_as_well(name: str, tmp_path: Path) -> None:
    """Words of the file stay as they are; what only a library says stays English behind a Chinese sentence."""
    old, new, _, _, _ = BROKEN[name]
    (tmp_path / "mine.toml").write_text(LEAST.replace(old, new), encoding="utf-8")
    for problem in check(tmp_path / "mine.toml"):
        told = problem.told("zh")
        assert re.search(r"[\u4e00-\u9fff]", told), told
        assert told != problem.told("en")


def test_no_rule_refuses_part_of_a_plan_in_english_alone() -> None:
    """A roster is no part of a plan, and of contradictions the first is never shown (:mod:`handlers.plans.check` has all)."""
    found = {
        file.name
        for file in (ROOT / "handlers" / "rules").glob("*.py")
        if "raise ValueError(" in file.read_text("utf-8")
    }
    assert found <= {"duty.py", "policy.py"}
    assert (ROOT / "handlers/rules/policy.py").read_text("utf-8").count("raise ValueError(") == 1


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Of the shape, of names that are not there, and of words that the house does not know."""
    told = problems(
        tmp_path,
        'extends = "base"\nid = "Lift"\nhotlin = 1\nzone = "Mars"\n[[clocks]]\nname = "first_response"\n'
        'calendar = "nights"\n  [[clocks.targets]]\n  within = "1h"\n  [[clocks.targets]]\n  within = "soon"\n'
        '[[clocks]]\nname = "first_response"\nescalate = [\n  { to = "manager" },\n  { to = "boss", after = "0m" },\n]\n'
        '[routing]\ndefault = "A b"\n[visits]\nminutes = "many"\nhandoff.clock = "x"\n',
    )
    keys = [t.split(": ")[1] for t in told]
    for key in (
        "id", "hotlin", "zone", "clocks.0.calendar", "clocks.0.targets.1.within", "clocks.1.name", "clocks.1.escalate.0",
        "clocks.1.escalate.1.to", "routing.default", "visits.minutes", "visits.handoff", "name", "fees", "warranty.terms",
    ):  # fmt: skip
        assert key in keys, "\n".join(told)
    numbers = [int(m[1]) for t in told if (m := re.match(r"mine\.toml:(\d+): ", t))]
    assert numbers == sorted(numbers)
    where = {t.split(": ")[1]: t.split(": ")[0] for t in told}
    assert where["clocks.0.targets.1.within"] == "mine.toml:11"
    assert where["clocks.1.escalate.1.to"] == "mine.toml:16"


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    assert [str(p) for p in check(tmp_path / "none.toml")] == [
        f"{tmp_path}/none.toml: -: cannot be read: No such file or directory"
    ]
    assert "Is a directory" in str(check(tmp_path)[0])
    assert problems(tmp_path, LEAST.encode("gb18030")) == [
        "mine.toml:3: -: is not UTF-8 (byte 0xb5); save the file as UTF-8"
    ]
    assert problems(tmp_path, b"#" * (MOST_BYTES + 1)) == [
        "mine.toml: -: is too big for a plan: more than 256 KB"
    ]
    assert problems(tmp_path, LEAST.encode() + b"\0")[0].startswith("mine.toml:")
    assert problems(tmp_path, "")
    assert problems(tmp_path, LEAST.encode("utf-8-sig")) == [], "editors begin a file with a mark"
    assert problems(tmp_path, LEAST.replace("\n", "\r\n")) == []


@pytest.mark.parametrize(
    "value", ["1", "-1.5", "true", '""', "[]", "[1]", "[[]]", "{}", "{ x = 1 }", "nan", "2026-01-01"]
)
@pytest.mark.parametrize(
    "key", [*policy.Plan.model_fields, "clocks.x", "routing.routes", "fees.lists", "severity.levels"]
)
def test_whatever_a_key_holds_the_checker_does_not_fail(key: str, value: str, tmp_path: Path) -> None:
    problems(tmp_path, f'extends = "base"\n{key} = {value}\n')


def test_the_folder_of_plans_tells_all_mistakes_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(LEAST.replace("10m", "soon"), encoding="utf-8")
    (tmp_path / "b.toml").write_text(LEAST, encoding="utf-8")
    (tmp_path / "c.toml").write_text(LEAST, encoding="utf-8")
    (tmp_path / "d.toml").write_text("[", encoding="utf-8")
    with pytest.raises(BadPlan) as bad:
        load_plans(tmp_path)
    told = str(bad.value)
    assert "a.toml:14: clocks.0.targets.0.within" in told
    assert "c.toml: id: the plan 'lift' is in b.toml already" in told
    assert "d.toml" in told


def test_the_command_tells_them_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(LEAST.replace("months", "month"), encoding="utf-8")
    with pytest.raises(typer.Exit):
        command.check([file, tmp_path / "none.toml"])
    told = capsys.readouterr().err.splitlines()
    assert [t.split(": ")[1] for t in told] == ["warranty.terms.0.months", "warranty.terms.0.month", "-"]


def test_lines_are_found_however_the_file_is_written() -> None:
    text = (
        'a.b = 1\n"c d" = """x\n[no]\ne = 2\n"""\n[t] # [x]\nk = [ # one\n  { v = "]" }, # two\n\n  { v = \'}\', w = [1,\n 2] },\n]\n'
        '[[l]]\nn = 1\n[[l.m]]\nq = 1\n[[l.m]]\nq = 2\n[l.s]\nq = 3\n[[l]]\n[[l.m]]\nq = 4\n'
    )  # fmt: skip
    tomllib.loads(text)
    found = places(text)
    expected = {
        "a.b": 1, "c d": 2, "t": 6, "t.k": 7, "t.k.0": 8, "t.k.0.v": 8, "t.k.1.w": 10, "t.k.1.w.1": 11, "l": 13, "l.0.n": 14,
        "l.0.m.0.q": 16, "l.0.m.1.q": 18, "l.0.s.q": 20, "l.1": 21, "l.1.m.0.q": 23,
    }  # fmt: skip
    assert {k: found.get(k) for k in expected} == expected
    assert "e" not in found


# -- the page ---------------------------------------------------------------------------------------------


def test_the_reference_is_that_of_the_schema() -> None:
    assert reference.renewed(PAGE) == PAGE, "run `make reference`"


def test_every_part_of_a_plan_is_in_the_reference_and_nothing_is_explained_that_is_not() -> None:
    told = reference.meanings()
    shown = {model.__name__: model for _, model, _ in reference.SECTIONS}
    made = {c for c in parts.Part.__subclasses__() if c.__module__.startswith("handlers.rules.")}
    written_as_text = {parts.Text, parts.Span, timing.Shift, planned.Every}
    roster = {duty.Away, duty.Person, duty.Duty, duty.Roster}  # a file of its own
    assert made - set(shown.values()) == written_as_text | roster
    for name, model in shown.items():
        extra = set(told[name]) - set(model.model_fields) - {"about", "extends"}
        assert not extra, f"{name}: {extra}"
    assert set(told["Events"]) == set(timing.LOG_EVENTS)
    assert all(f"`{area.id}` ({area.name.en})" in PAGE for area in areas())


def test_forms_that_other_parts_name_are_forms_of_the_plan(tmp_path: Path) -> None:
    text = (FOLDER / "p8.toml").read_text("utf-8")
    wrong = text.replace('record_form = "repair_record"', 'record_form = "repair_recrod"')
    wrong = wrong.replace('issues = "reimbursement_notice"', 'issues = "notice"')
    found = "\n".join(problems(tmp_path, wrong))
    assert "record_form: unknown form 'repair_recrod'; did you mean 'repair_record'?" in found
    assert "dealers.reimbursement.steps.3.issues: unknown form 'notice'" in found


@pytest.mark.parametrize("number", range(1, len(EXAMPLES)))
def test_each_example_of_the_page_can_be_added_to_its_first_one(number: int, tmp_path: Path) -> None:
    example = EXAMPLES[number]
    assert problems(tmp_path, joined(LEAST, example)) == []


def test_the_first_example_is_a_whole_plan_and_cannot_be_shorter(tmp_path: Path) -> None:
    assert problems(tmp_path, LEAST) == []
    data = tomllib.loads(LEAST)
    for key in data:
        text = dumped({k: v for k, v in data.items() if k != key})
        assert problems(tmp_path, text), f"{key} is not needed"


def test_every_key_is_in_an_example() -> None:
    """But for those that only say something to people."""
    quiet = {"advice_free", "after", "lease", "roles", "ask_below"}
    names = {n for model in (m for _, m, _ in reference.SECTIONS) for n in model.model_fields} - set(
        policy.Safety.model_fields
    )
    written = set(re.findall(r"\w+(?= *=)|(?<=[\[.])\w+(?=[\].])", "\n".join(EXAMPLES)))
    assert names - quiet <= written | {"always"}


def joined(*texts: str) -> str:
    """Examples one over the other, as somebody would put them together in a file."""
    together: dict[str, object] = {}
    for text in texts:
        for key, value in tomllib.loads(text).items():
            both = isinstance(value, dict) and isinstance(together.get(key), dict)
            together[key] = {**together[key], **value} if both else value  # type: ignore[dict-item]
    return dumped(together)


def dumped(data: dict[str, object]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in data.items())


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{k}" = {_toml(v)}' for k, v in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return '"' + value.replace('"', '\\"') + '"'
    return str(value).lower() if isinstance(value, bool) else str(value)


# -- a plan written from the page -------------------------------------------------------------------------

ELEVATORS = """
extends = "base"
id = "elevators"
name = { zh = "电梯", en = "Elevators" }
about = { zh = "电梯急修", en = "Emergency repair of elevators" }
products = ["电梯", "elevator"]
hotline = "400-800-0200"
source = "maintenance contract 2026"

[severity]
levels = [
  { level = 1, name = { zh = "紧急", en = "emergency" }, clause = "E1" },
  { level = 2, name = { zh = "停梯", en = "out of service" }, clause = "E1" },
  { level = 3, name = { zh = "小毛病", en = "small defect" }, clause = "E1" },
]
rules = [
  { signal = "danger.*", level = 1, clause = "E1", because = { zh = "有人身危险", en = "people are in danger" } },
  { signal = "whole_down", level = 2, clause = "E1", because = { zh = "电梯停运", en = "the elevator does not run" } },
  { signal = "cosmetic", level = 3, clause = "E1", because = { zh = "不影响运行", en = "it still runs" } },
]

[[clocks]]
name = "first_response"
label = { zh = "人工应答", en = "a person answers" }
clause = "E2"
start = ["queue.entered"]
stop = ["agent.replied"]
targets = [{ within = "3m", severity = [1] }, { within = "20m" }]
restart = true

[[clocks]]
name = "arrive"
label = { zh = "到场", en = "a technician on site" }
clause = "E3"
start = ["ticket.opened"]
stop = ["visit.arrived"]
targets = [{ within = "30m", severity = [1] }, { within = "5h", severity = [2] }, { within = "3d" }]
warn = "1h"
escalate = [{ to = "manager", after = "30m" }]

[[components]]
id = "door"
name = { zh = "门机", en = "door operator" }
words = ["轿门", "door"]

[warranty]
start = ["acceptance"]
clause = "E4"
terms = [{ months = 12, components = ["door"], clause = "E4" }, { months = 36, clause = "E5" }]

[fees]
clause = "E6"
[[fees.lists]]
version = "e-2026"
valid_from = 2026-01-01
clause = "E6"
items = [
  { id = "visit", name = { zh = "上门", en = "visit" }, low = 20000, high = 20000 },
  { id = "door", name = { zh = "门机维修", en = "door repair" }, low = 50000, high = 80000, components = ["door"] },
]

[routing]
default = "elevator-duty"
routes = [{ queue = "elevator-rescue", severity = [1], clause = "E7" }]

[visits]
promise = "arrive"
minutes = 60
skills = ["elevator"]
"""


@pytest.fixture
def lobby(store: Store, tmp_path: Path) -> World:
    """A house with the plan in its folder, one elevator (accepted 18 months ago) and one technician."""
    assert problems(tmp_path, ELEVATORS) == []
    world = World(store)
    world.house = replace(world.house, plans=load_plans(tmp_path))

    def furnish(tx: Tx) -> None:
        devices.add(
            tx, world.house.now(), serial_number="LIFT-2025-001", serial_key=serials.fold("LIFT-2025-001"), model="E1", plan="elevators",
            dates={"acceptance": "2025-05-20"}, region="hangzhou",
        )  # fmt: skip
        visits.add_technician(
            tx, name="Lin", regions=["hangzhou"], skills=["elevator"], shifts={}, zone="Asia/Shanghai", works_holidays=True,
            active=True,
        )  # fmt: skip

    store.write(furnish)
    return world


def test_a_plan_written_from_the_page_takes_a_report_to_a_visit(lobby: World) -> None:
    def said(text: str) -> str:
        turn = lobby.say(text, plan="elevators")
        return "\n".join(r.text + " ".join(b.title for b in r.buttons) for r in turn.replies)

    began = lobby.now
    answer = said("The elevator is completely dead, it does not move at all")
    assert "out of service" in answer and "the elevator does not run" in answer, answer
    assert "Under warranty" in said("serial number LIFT-2025-001"), "36 months from May 2025"
    offered = said("My name is Ann Lee, 13800138000, 88 Wensan Road, Hangzhou")
    assert "14:0" in offered or "by 14:" in offered, offered
    said("the first one")
    assert "Booked" in said("yes")
    ticket = lobby.store.read(
        lambda tx: tickets.listing(
            tx, status=None, plan="elevators", conversation_id=None, before=None, limit=5
        )
    )[0]
    assert (ticket.severity_level, ticket.severity["reasons"][0]["clause"]) == (2, "E1")
    assert ticket.warranty["verdict"] == "covered"
    assert ticket.queue in (None, "elevator-duty")
    due = ticket.due_at
    assert abs(due - (began + timedelta(hours=5))) < timedelta(minutes=1), "five hours for level 2"
    lobby.wait(hours=6)
    told = lobby.store.read(lambda tx: [(a.role, a.cause.split("#")[0]) for a in tickets.alarms(tx)])
    assert ("supervisor", "arrive/warn") in told
    assert ("manager", "arrive/escalate:0") in told


def test_its_parts_have_a_warranty_and_a_price_of_their_own(lobby: World) -> None:
    lobby.say("The door of the elevator is scratched, it still works fine", plan="elevators")
    turn = lobby.say("LIFT-2025-001", plan="elevators")
    told = "\n".join(r.text for r in turn.replies)
    assert "door operator" in told
    assert "¥700–¥1000" in told, told


def test_its_danger_goes_to_its_own_queue_at_once(lobby: World) -> None:
    turn = lobby.say("There is smoke in the elevator", plan="elevators")
    assert turn.replies[0].author == "notice"
    ticket = lobby.store.read(
        lambda tx: tickets.listing(
            tx, status=None, plan="elevators", conversation_id=None, before=None, limit=5
        )
    )[0]
    assert (ticket.severity_level, ticket.queue) == (1, "elevator-rescue")


def test_a_plan_without_base_stands_by_itself(tmp_path: Path) -> None:
    whole = dumped(dict(merged(ELEVATORS, "e.toml")))
    assert "extends" not in whole
    assert parse(whole, "e.toml") == parse(ELEVATORS, "e.toml")
    assert "calendars: is missing" in "\n".join(problems(tmp_path, ELEVATORS.replace('extends = "base"', "")))


@pytest.mark.parametrize(
    ("minutes", "signal", "level", "code"),
    [
        (None, "whole_down", 2, "whole_down"),  # usually 1
        (30, "long_interruption", 2, "caution"),  # not four hours yet: nothing of the plan fits
        (300, "long_interruption", 1, "long_interruption"),
        (None, "partial", 2, "learned"),  # the plan does not speak of it
        (None, "danger.fire", 1, "danger.fire"),
    ],
)
def test_the_levels_of_a_plan_are_its_own(minutes: int | None, signal: str, level: int, code: str) -> None:
    """What usually is critical need not be: the usual scale gives way where the plan has a rule."""
    own = parse(joined(LEAST, EXAMPLES[1]), "lift.toml")
    learned = (USUAL.get(signal, 1), 0.9)  # what the model would say of these words
    found = severity.rate([Sign(signal, "down", minutes=minutes)], learned, own.severity)
    assert (found.level, found.reasons[0].code) == (level, code)


def test_the_usual_scale_is_that_of_understanding_and_of_base() -> None:
    assert set(USUAL) == {s for s in SIGNALS if not s.startswith("danger.") and s != "learned"}
    assert severity.USUAL == USUAL
    assert {
        r.signal: r.level for r in load_plans()["p6"].severity.rules if r.signal != "danger.*"
    } == severity.USUAL


def test_the_page_shows_messages_as_they_really_are(tmp_path: Path) -> None:
    shown = re.findall(r"^data/plans/lift\.toml(:.*)$", PAGE, re.MULTILINE)
    told = problems(tmp_path, LEAST.replace('"10m"', '"10 min"').replace("default =", "defualt ="))
    assert len(shown) == 2
    assert {f"mine.toml{line}" for line in shown} <= set(told), "\n".join(told)
