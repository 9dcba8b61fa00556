"""Who is on duty (P6.2: a line on which somebody answers at any hour), and which team a customer has (P1.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.duty import BadRoster, read
from handlers.rules.duty import Roster, gaps, on_duty
from handlers.rules.parts import Text
from handlers.rules.teams import OwnTeam, Team, first_team, prefer

ZONE = ZoneInfo("Asia/Shanghai")
TOML = """
[[person]]
id = "wang"
name = "王芳"
phone = "13900000001"
away = [{ start = 2026-11-24T00:00:00, end = 2026-11-25T00:00:00 }]
[[person]]
id = "li"
name = "李强"
away = [{ start = 2026-11-24T12:00:00, end = 2026-11-24T18:00:00 }]
[[person]]
id = "zhao"
name = "赵敏"
[[person]]
id = "night"
name = "夜班"

[[duty]]
role = "engineer"
person = "zhao"
plans = ["p6"]
regions = ["shanghai"]
skills = ["it"]
[[duty]]
role = "engineer"
person = "wang"
deputies = ["li"]
start = 2026-11-20
end = 2026-11-30
[duty.calendar]
shifts = { mon = ["08:00-20:00"], tue = ["08:00-20:00"], wed = ["20:00-08:00"] }
[[duty]]
role = "engineer"
person = "night"
"""


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    file = tmp_path_factory.mktemp("duty") / "roster.toml"
    file.write_text(TOML, "utf-8")
    return read(file)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("when", "where", "person", "instead"),
    [
        ("11-23T08:00", {}, "wang", None),
        ("11-23T07:59", {}, "night", None),
        ("11-23T19:59", {}, "wang", None),
        ("11-23T20:00", {}, "night", None),
        ("11-24T09:00", {}, "li", "wang"),  # wang is away all Tuesday
        ("11-24T12:00", {}, "night", None),  # and so is her deputy
        ("11-24T18:00", {}, "li", "wang"),
        ("11-25T23:00", {}, "wang", None),  # a shift over midnight
        ("11-26T07:59", {}, "wang", None),
        ("11-26T08:00", {}, "night", None),
        ("12-07T09:00", {}, "night", None),  # wang's duty has ended
        ("11-23T09:00", {"plan": "p6", "region": "shanghai", "skills": ("it",)}, "zhao", None),
        ("11-23T09:00", {"plan": "p6", "region": "beijing", "skills": ("it",)}, "wang", None),
        ("11-23T09:00", {"plan": "p6", "region": "shanghai", "skills": ("av",)}, "wang", None),
    ],
)
def test_who_is_on_duty(
    roster: Roster, when: str, where: dict[str, Any], person: str, instead: str | None
) -> None:
    found = on_duty(roster, "engineer", at(when), **where)
    assert found.person.id == person
    assert (found.instead_of.id if found.instead_of else None) == instead


def test_nobody_has_a_role_that_the_roster_does_not_name(roster: Roster) -> None:
    assert on_duty(roster, "manager", at("11-23T09:00")) is None


@given(st.integers(0, 60 * 24 * 30))
def test_a_line_without_gaps_is_answered_at_any_minute(minutes: int) -> None:
    """P6.2: the last duty has no conditions, so that there is always somebody, and never somebody who is away."""
    import tomllib

    found = Roster.model_validate(tomllib.loads(TOML))
    when = at("11-20T00:00") + timedelta(minutes=minutes)
    on = on_duty(found, "engineer", when)
    assert on is not None
    assert not any(a.start.replace(tzinfo=ZONE) <= when < a.end.replace(tzinfo=ZONE) for a in on.person.away)


def test_gaps_are_found(roster: Roster) -> None:
    assert gaps(roster, "engineer", at("11-23T00:00"), at("11-30T00:00")) == []
    days = roster.model_copy(update={"duty": roster.duty[1:2]})
    assert gaps(days, "engineer", at("11-23T00:00"), at("11-24T12:00"))[0] == (
        at("11-23T00:00"),
        at("11-23T08:00"),
    )


@pytest.mark.parametrize(
    ("old", "new", "english", "chinese"),
    [
        ('person = "zhao"', 'person = "chao"', "20: duty.0.person: there is no person 'chao'", "20: duty.0.person: 没有 'chao' 这个人"),
        ('deputies = ["li"]', 'deputies = ["lee"]', "duty.1.deputies: there is no person 'lee'", "没有 'lee' 这个人"),
        ('id = "li"', 'id = "wang"', "person.1.id: 'wang' is there twice", "person.1.id: 'wang' 写了两次"),
        ("role =", "rule =", "duty.0.rule: unknown key; did you mean 'role'?", "duty.0.rule: "),
        ('"08:00-20:00"', '"morning"', "is no shift", "'morning' 不是班次"),
        ("[[person]]", 'zone = "Mars"\n[[person]]', "zone: unknown time zone 'Mars'", "没有这个时区：'Mars'"),
        ('name = "王芳"', 'name = ""', "at least 1", "太短，至少 1 个字符"),
        ("[[person]]", "[[person", "is not valid TOML", "不是合法的 TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_roster_is_said_with_its_line_in_the_readers_language(
    tmp_path: Path, old: str, new: str, english: str, chinese: str
) -> None:
    file = tmp_path / "roster.toml"
    file.write_text(TOML.replace(old, new, 1), "utf-8")
    with pytest.raises(BadRoster) as raised:
        read(file)
    assert english in str(raised.value)
    assert chinese in "\n".join(p.sentence("zh") for p in raised.value.problems)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "roster.toml"
    file.write_text('[[person]]\nid = "A"\n[[duty]]\nrole = 3\nperson = "a"\nshift = "x"\n', "utf-8")
    with pytest.raises(BadRoster) as raised:
        read(file)
    assert [(p.line, p.key) for p in raised.value.problems] == [
        (2, "person.0.id"), (1, "person.0.name"), (4, "duty.0.role"), (6, "duty.0.shift"),
    ]  # fmt: skip
    file.write_bytes(b'[[person]]\nid = "\xff"')
    with pytest.raises(BadRoster, match="UTF-8"):
        read(file)


def text(words: str) -> Text:
    return Text(zh=words, en=words)


OWN = OwnTeam(clause="P1.3", teams=(Team(queue="a", name=text("A"), regions=("hangzhou",)), Team(queue="b", name=text("B"))))  # fmt: skip


@pytest.mark.parametrize(("region", "queue"), [("hangzhou", "a"), ("beijing", "b"), (None, "b")])
def test_the_team_of_a_region(region: str | None, queue: str) -> None:
    """P1.3"""
    assert first_team(OWN, region).queue == queue


@pytest.mark.parametrize(
    ("mine", "there", "team", "code"),
    [
        ("a", {"a", "b"}, "a", "own_team"),
        ("a", {"b"}, None, "team_away"),
        ("gone", {"a"}, None, None),
        (None, {"a"}, None, None),
    ],
)
def test_the_own_team_goes_first_while_it_is_there(
    mine: str | None, there: set[str], team: str | None, code: str | None
) -> None:
    """P1.3"""
    found, why = prefer(OWN, mine, there)
    assert (found.queue if found else None, why.code if why else None) == (team, code)
