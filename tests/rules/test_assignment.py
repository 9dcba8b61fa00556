"""Laws of the choice of somebody for a case, and a table of presence (F72-F74, F79, F80; complaints 18, 20, 22, 23)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.assignment import (
    ACTIVE,
    Candidate,
    Need,
    at_once,
    choose,
    look_again,
    receipt,
    replay,
    serves,
    standing,
)
from handlers.rules.duty import Roster, deputies, next_on_duty, shift

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NEED = Need("it", 2, ("engineer",), lang="zh", region="hangzhou")
WORDS = st.lists(st.sampled_from(("it", "solar", "zh", "en", "hangzhou")), max_size=2, unique=True).map(tuple)


@st.composite
def people(draw: st.DrawFn) -> list[Candidate]:
    count = draw(st.integers(1, 6))
    return [
        Candidate(
            id_, f"P{id_}", draw(st.sampled_from(("engineer", "engineer", "clerk"))),
            draw(st.sampled_from(("ready", "ready", "ready", "busy", "away", "off"))), draw(st.sampled_from(("declared", "staying"))),
            draw(WORDS), draw(WORDS), draw(WORDS), draw(WORDS), draw(st.integers(0, 6)), draw(st.integers(0, 4)),
            draw(st.none() | st.integers(0, 90).map(lambda m: START - timedelta(minutes=m))), draw(st.integers(0, 3)),
        )
        for id_ in range(1, count + 1)
    ]  # fmt: skip


needs = st.builds(
    Need, st.sampled_from(("it", "solar")), st.integers(1, 3), st.just(("engineer",)), WORDS, st.sampled_from((None, "hangzhou")),
    st.sampled_from((None, "zh", "en")), st.none() | st.integers(1, 6), st.lists(st.integers(1, 6), max_size=3).map(tuple), st.booleans(),
    st.integers(1, 3),
)  # fmt: skip


@given(needs, people())
def test_only_those_are_chosen_who_are_ready_have_a_place_and_were_not_asked(
    need: Need, staff: list[Candidate]
) -> None:
    choice = choose(need, staff)
    assert sorted(r.id for r in choice.ranked) == [p.id for p in staff], "everybody has a reason"
    if choice.chosen is None:
        assert all(r.out is not None for r in choice.ranked)
        return
    person = next(p for p in staff if p.id == choice.chosen)
    assert (person.state, person.state_why, person.role) == ("ready", "declared", "engineer")
    assert not person.capacity or person.load < person.capacity, "never above the limit"
    assert person.looking < need.at_once, "never more to look at than there is time for"
    assert person.id not in need.asked
    assert need.everybodys or not person.queues or need.queue in person.queues
    assert not person.skills or set(need.skills) <= set(person.skills)
    best = max(r.score for r in choice.ranked if r.out is None)
    assert choice.ranked[0].id == choice.chosen and choice.ranked[0].score == best


@given(needs, people(), st.randoms(use_true_random=False))
def test_the_order_of_people_decides_nothing_and_a_receipt_decides_the_same(
    need: Need, staff: list[Candidate], mixed: object
) -> None:
    choice = choose(need, staff)
    shuffled = list(staff)
    mixed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(need, shuffled) == choice
    assert replay(*receipt(need, staff, choice)) == choice


@given(st.integers(1, 6), st.integers(1, 30), st.data())
def test_at_equal_conditions_nobody_gets_more_than_one_above_the_others(
    count: int, cases: int, data: st.DataObject
) -> None:
    """Cases come, some are done at once by everybody, some by nobody: what is given out stays even."""
    staff = {n: Candidate(n, f"P{n}", "engineer", "ready", capacity=0) for n in range(1, count + 1)}
    done = data.draw(st.booleans())
    given_out: Counter[int] = Counter()
    for n in range(cases):
        chosen = choose(NEED, list(staff.values())).chosen
        assert chosen is not None
        given_out[chosen] += 1
        load = staff[chosen].load if done else staff[chosen].load + 1
        staff[chosen] = replace(staff[chosen], load=load, idle_since=START + timedelta(minutes=n))
    each = [given_out[n] for n in staff]
    assert max(each) - min(each) <= 1, each


@given(st.integers(1, 5), st.lists(st.sampled_from(("yes", "no", "late")), min_size=1, max_size=25))
def test_an_offer_is_never_lost_and_nobody_is_asked_twice_before_all_were(
    count: int, answers: list[str]
) -> None:
    staff = [Candidate(n, f"P{n}", "engineer", "ready") for n in range(1, count + 1)]
    asked: list[int] = []
    for answer in answers:
        choice = choose(replace(NEED, asked=tuple(asked)), staff)
        if choice.chosen is None:
            assert choice.all_asked and sorted(asked) == [p.id for p in staff], "only when all were asked"
            asked = []
            choice = choose(NEED, staff)
        assert choice.chosen is not None and choice.chosen not in asked
        if answer == "yes":
            return
        asked.append(choice.chosen)


def test_nobody_has_more_offers_before_them_than_they_can_look_at() -> None:
    free = Candidate(1, "Free", "engineer", "ready", languages=("en",), load=4)
    looks = Candidate(2, "Looks", "engineer", "ready", languages=("zh",), looking=1)
    danger = replace(NEED, severity=1, at_once=at_once(1, timedelta(minutes=1)))
    assert (at_once(2, timedelta(minutes=2)), danger.at_once, at_once(1, timedelta(seconds=5))) == (1, 3, 1)
    assert chosen(NEED, free, looks) == chosen(danger, free, looks) == 1, "who looks at nothing comes first"
    waits = choose(NEED, [looks])
    assert (waits.chosen, waits.crowded, waits.anybody, waits.ranked[0].out) == (None, True, True, "looking")
    assert chosen(danger, looks) == 2, "danger waits for no answer about another case"
    assert chosen(danger, looks, replace(looks, id=3, looking=2)) == 2, "spread evenly"
    assert choose(danger, [replace(looks, looking=3)]).crowded


def test_a_round_is_not_over_while_somebody_who_was_not_asked_looks_at_another_offer() -> None:
    said_no, looks = (
        Candidate(1, "No", "engineer", "ready"),
        Candidate(2, "Looks", "engineer", "ready", looking=1),
    )
    choice = choose(replace(NEED, asked=(1,)), [said_no, looks])
    assert (choice.chosen, choice.all_asked, choice.crowded) == (None, False, True)


def chosen(need: Need, *staff: Candidate) -> int | None:
    return choose(need, staff).chosen


def test_what_weighs_more_than_what() -> None:
    zh = Candidate(1, "Zh", "engineer", "ready", languages=("zh",), load=4)
    again = Candidate(2, "Again", "engineer", "ready", languages=("en",))
    near = Candidate(3, "Near", "engineer", "ready", languages=("en",), regions=("hangzhou",))
    free = Candidate(4, "Free", "engineer", "ready", languages=("en",), regions=("beijing",))
    need = replace(NEED, last=2)
    assert chosen(need, zh, again, near, free) == 1, "the language"
    assert chosen(need, again, near, free) == 2, "the last engineer"
    assert chosen(need, replace(again, state="off"), near, free) == 3, "not when off duty: the region"
    assert chosen(need, replace(near, load=4), replace(free, regions=("hangzhou",))) == 4, "the load"
    idle = replace(near, id=5, idle_since=START - timedelta(hours=1))
    assert chosen(need, idle, replace(idle, id=6, idle_since=START)) == 5, "who had nothing for longest"
    assert chosen(need, replace(near, load=1, capacity=2), replace(near, id=6, load=2, capacity=8)) == 6, (
        "load by limit"
    )


@pytest.mark.parametrize(
    ("declared", "minutes", "on_shift", "said_after", "staying", "is_"),
    [
        ("ready", 1, None, False, False, ("ready", "declared")),
        ("busy", 29, None, False, False, ("busy", "declared")),
        ("ready", 31, None, False, False, ("away", "silent")),
        ("ready", None, None, False, False, ("away", "silent")),
        ("off", 1, None, False, False, ("off", "word")),
        ("off", 1, True, True, False, ("off", "word")),
        ("ready", 1, True, False, False, ("ready", "declared")),
        ("ready", 1, False, False, False, ("off", "roster")),
        ("ready", 1, False, True, False, ("ready", "declared")),
        ("ready", 1, False, False, True, ("ready", "staying")),
        ("busy", 40, False, False, True, ("away", "silent")),
    ],
)
def test_presence(
    declared: str,
    minutes: int | None,
    on_shift: bool | None,
    said_after: bool,
    staying: bool,
    is_: tuple[str, str],
) -> None:
    since = START - timedelta(hours=1)
    found = standing(
        declared, since + timedelta(minutes=1 if said_after else -1), START - timedelta(minutes=minutes) if minutes is not None else None,
        START, on_shift=on_shift, shift_since=since if on_shift is not None else None, staying=staying,
    )  # fmt: skip
    assert (found.state, found.why) == is_
    assert timedelta(minutes=30) == ACTIVE


ROSTER = Roster.model_validate({
    "person": [
        {"id": "ann", "name": "Ann", "login": "ann", "away": [{"start": "2026-11-25T00:00:00", "end": "2026-11-26T00:00:00"}]},
        {"id": "bob", "name": "Bob", "login": "bob"},
        {"id": "eve", "name": "Eve", "login": "eve"},
    ],
    "duty": [
        {"role": "engineer", "person": "ann", "deputies": ["bob"], "plans": ["p3"],
         "calendar": {"shifts": {d: [{"start": "08:00", "end": "12:00"}, {"start": "13:00", "end": "17:00"}] for d in ("mon", "tue", "wed", "thu", "fri")}}},
    ],
})  # fmt: skip


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("login", "when", "on", "since", "until"),
    [
        ("ann", at(24, 9), True, at(24, 8), at(24, 12)),
        ("ann", at(24, 12), False, at(24, 12), at(24, 13)),
        ("ann", at(24, 17), False, at(24, 17), at(26, 8)),  # away on Wednesday
        ("ann", at(25, 9), False, at(24, 17), at(26, 8)),
        ("bob", at(25, 9), True, at(25, 8), at(25, 12)),  # stands in
        ("bob", at(25, 18), False, at(25, 17), None),  # nobody is away any more
    ],
)
def test_shifts_by_the_roster(
    login: str, when: datetime, on: bool, since: datetime, until: datetime | None
) -> None:
    found = shift(ROSTER, login, when)
    assert found is not None and (found.on, found.since, found.until) == (on, since, until)
    assert when < found.look <= when + timedelta(days=7) and (until is None or found.look == until)


def test_whom_the_roster_does_not_name_and_who_comes_next() -> None:
    assert shift(ROSTER, "eve", at(24, 9)) is None and shift(ROSTER, "nobody", at(24, 9)) is None
    assert deputies(ROSTER, "ann") == ("bob",) and deputies(ROSTER, "bob") == ()
    assert next_on_duty(ROSTER, ("engineer",), at(24, 18), plan="p3") == at(25, 8), "by the deputy"
    assert next_on_duty(ROSTER, ("engineer",), at(24, 9), plan="p3") == at(24, 9)
    assert next_on_duty(ROSTER, ("engineer",), at(24, 9), plan="p6") is None


def test_what_waits_is_looked_at_ever_more_seldom_and_very_many_leave_time_for_each_other() -> None:
    minutes = [look_again(timedelta(minutes=m), True).total_seconds() / 60 for m in (0, 1, 4, 12, 60, 600)]
    assert minutes == [0.5, 0.5, 1, 3, 5, 5]
    assert look_again(timedelta(minutes=600), True, 4_000) == timedelta(minutes=5)
    assert look_again(timedelta(minutes=600), True, 100_000) == timedelta(seconds=6_000)
    assert look_again(timedelta(minutes=4), True, 100_000) == timedelta(minutes=1), (
        "what is new is seen often"
    )
    assert look_again(timedelta(days=9), False, 100_000) == timedelta(hours=12)


@given(people(), st.sampled_from(("it", "solar")), WORDS)
def test_whose_work_it_is_not_is_out_for_that_reason(
    staff: list[Candidate], queue: str, skills: tuple[str, ...]
) -> None:
    need = replace(NEED, queue=queue, skills=skills)
    out = {r.id: r.out for r in choose(need, staff).ranked}
    for person in staff:
        assert serves(queue, skills, need.roles, person, False) is (
            out[person.id] not in ("role", "queue", "skill")
        )
