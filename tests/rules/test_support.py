"""How a fault is worked on, as rules: way of support, guidance, hardware or software, steps, what follows from a cause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plans.check import check
from handlers.plans.load import load_plans
from handlers.rules import consequences, procedures, support
from handlers.rules.causes import Cause
from handlers.rules.facts import Happening
from handlers.rules.parts import Text
from handlers.rules.procedures import Entry
from handlers.rules.support import Support
from tests.process import ROOT

PLANS = load_plans()
ON = date(2026, 11, 23)
FIRST = Support(telephone_first=True, clause="P6.3")

#: P4.9, P6.3, P6.5: what is known of a report -> way of support and why
MODES: list[tuple[Support, int | None, dict[str, Any], str, str]] = [
    (FIRST, 2, {}, "telephone", "first"),
    (FIRST, 3, {}, "telephone", "first"),
    (FIRST, None, {}, "telephone", "first"),
    (FIRST, 1, {}, "on_site", "severity"),
    (FIRST, 2, {"important": True}, "on_site", "customer"),
    (FIRST, 2, {"result": "unsolved"}, "on_site", "unsolved"),
    (FIRST, 2, {"result": "skipped"}, "on_site", "customer"),
    (FIRST, 2, {"result": "solved"}, "telephone", "solved"),
    (FIRST, 2, {"danger": True}, "on_site", "danger"),
    (FIRST, 2, {"danger": True, "result": "solved"}, "on_site", "danger"),
    (Support(telephone_first=True, at_once=(1, 2)), 2, {}, "on_site", "severity"),
    (Support(telephone_first=True, at_once=()), 1, {}, "telephone", "first"),
    (Support(telephone_first=True, customer_decides=False), 2, {"important": True}, "telephone", "first"),
    (Support(), 3, {}, "on_site", "plan"),
]


@pytest.mark.parametrize(("policy", "severity", "known", "mode", "why"), MODES)
def test_telephone_or_on_site(
    policy: Support, severity: int | None, known: dict[str, Any], mode: str, why: str
) -> None:
    found = support.mode(policy, severity, **known)
    assert (found.mode, found.reason.code, found.reason.clause) == (mode, why, policy.clause)


@given(
    st.sampled_from([None, 1, 2, 3]),
    st.booleans(),
    st.sampled_from([None, "solved", "unsolved", "skipped"]),
    st.booleans(),
)
def test_nobody_in_danger_is_ever_asked_to_try_anything(
    severity: Any, important: bool, result: Any, first: bool
) -> None:
    policy = Support(telephone_first=first, at_once=())
    assert support.mode(policy, severity, danger=True, important=important, result=result).mode == "on_site"


#: plan, what is said, component, signals, codes -> guide
GUIDES: list[tuple[str, str, str | None, list[str], list[str], str | None]] = [
    ("p1", "投影仪没有信号", "projector", ["whole_down"], [], "no_picture"),
    ("p1", "the picture is dim", "projector", [], [], "dim_picture"),
    ("p1", "the picture is dim", None, [], [], None),
    ("p1", "话筒有杂音", "audio", [], [], "no_sound"),
    ("p3", "太阳能水不热", "tube", [], [], "no_hot_water"),
    ("p3", "接头滴水", "pipe", [], [], "dripping"),
    ("p3", "真空管炸了", "tube", [], [], None),
    ("p4", "夹爪不动了", "gripper", [], [], "no_motion"),
    ("p7", "the gripper drops parts", "gripper", [], [], "weak_grip"),
    ("p6", "one fan is dead", "fan", ["redundancy_lost"], [], "fan_temperature"),
    ("p6", "slowly it got warm", None, [], [], None),
    ("p8", "拖拉机启动困难", "engine", [], [], "no_start"),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "said", "component", "signals", "codes", "guide"), GUIDES)
def test_the_first_guide_that_fits_counts(
    plan: str, said: str, component: str | None, signals: list[str], codes: list[str], guide: str | None
) -> None:
    found = support.guide_for(PLANS[plan].guidance, said, component, signals, codes)
    assert (found.id if found else None) == guide


def test_an_error_code_or_a_signal_may_choose_the_guide() -> None:
    text, steps = Text(zh="门", en="door"), (Text(zh="看", en="look"),)
    by_code = support.Guide(id="code", name=text, clause="L1", codes=("E21",), steps=steps)
    by_signal = support.Guide(id="signal", name=text, clause="L1", signals=("partial",), steps=steps)
    guides = (by_code, by_signal)
    assert support.guide_for(guides, "it stands", None, [], ["e21"]) is by_code
    assert support.guide_for(guides, "it stands", None, ["partial"], ["E7"]) is by_signal
    assert support.guide_for(guides, "it stands", None, [], []) is None


def test_a_latin_word_stands_by_itself() -> None:
    assert support.said("fan", "a fan is dead") and not support.said("fan", "fantastic")
    assert support.said("不热", "水不热了")


@pytest.mark.parametrize(
    ("plan", "said", "service"),
    [
        ("p6", "周日凌晨割接", "cut_over"),  # P6.7
        ("p6", "a dual-machine set-up and a move", "dual_machine"),
        ("p6", "the switch moves nothing", None),
        ("p1", "把投影机搬到新教室", "moving"),  # P1.8
        ("p1", "please diagnose the board", "diagnosis"),
    ],
)
def test_planned_support_is_known_by_its_words(plan: str, said: str, service: str | None) -> None:
    found = support.requested(PLANS[plan].services, said)
    assert (found.id if found else None) == service


@pytest.mark.parametrize(
    ("component", "nature"),
    [("software", "software"), ("disk", "hardware"), ("fan", "hardware"), (None, None)],
)
def test_hardware_or_software_is_proposed_by_the_component(component: str | None, nature: str | None) -> None:
    """P6.5"""
    policy = PLANS["p6"].diagnosis
    assert policy is not None
    found = support.nature(policy, component)
    assert (found.nature, found.reason.clause) == (nature, "P6.5")


# -- steps ------------------------------------------------------------------------------------------------

REPAIR = procedures.for_kind(PLANS["p1"].procedures, "report_fault")
START = datetime(2026, 11, 23, 1, tzinfo=UTC)


def entries(*events: str) -> list[Entry]:
    """``event`` or ``event:step``, a minute after each other."""
    made = []
    for n, event in enumerate(events):
        name, _, step = event.partition(":")
        data: dict[str, object] = {"procedure": "repair", "step": step} if step else {}
        made.append(Entry(Happening(START + timedelta(minutes=n), name, data), "user:1"))
    return made


@pytest.mark.parametrize(
    ("log", "states"),
    [
        ([], ["next", "later", "later", "later"]),
        (["guidance.unsolved"], ["done", "next", "later", "later"]),
        (["guidance.unsolved", "visit.booked"], ["done", "done", "next", "later"]),
        (["visit.booked"], ["next", "done", "later", "later"]),  # what has happened has happened, in any order
        (["agent.replied", "visit.booked", "procedure.asked:confirm"], ["done", "done", "waiting", "later"]),
        (["agent.replied", "visit.booked", "procedure.asked:confirm", "procedure.refused:confirm"],
         ["done", "done", "refused", "later"]),
        (["agent.replied", "visit.booked", "procedure.refused:confirm", "procedure.asked:confirm", "procedure.confirmed:confirm"],
         ["done", "done", "done", "next"]),
        (["agent.replied", "visit.booked", "procedure.confirmed:confirm", "visit.done"], ["done"] * 4),
    ],
)  # fmt: skip
def test_steps_of_a_repair_by_the_log(log: list[str], states: list[str]) -> None:
    """P1.7"""
    assert REPAIR is not None
    assert [s.state for s in procedures.progress(REPAIR, entries(*log))] == states


@given(st.lists(st.sampled_from(["guidance.unsolved", "visit.booked", "procedure.asked:confirm", "procedure.confirmed:confirm",
                                 "procedure.refused:confirm", "visit.done", "ticket.note"]), max_size=8))  # fmt: skip
def test_at_most_one_step_is_to_be_done_now(log: list[str]) -> None:
    assert REPAIR is not None
    states = procedures.progress(REPAIR, entries(*log))
    assert sum(s.state in ("next", "waiting", "refused") for s in states) <= 1
    assert (procedures.current(states) is None) == all(s.state == "done" for s in states)


# -- causes -----------------------------------------------------------------------------------------------


def cause(plan: str, name: str) -> Cause:
    return next(c for c in PLANS[plan].causes if c.id == name)


#: plan, cause, whether the term holds, component -> verdict, least price in minor units
FOLLOWS = [
    ("p4", "quality", True, "gripper", "covered", 0),  # P4.2: free within the guarantee
    ("p4", "quality", False, "gripper", "not_covered", 140000),  # P4.3: contract price and labour after it
    ("p4", "quality", None, "gripper", "undecided", 140000),
    ("p4", "other", True, "gripper", "not_covered", 80000),  # P4.2: cost of component and material, no labour
    ("p4", "other", False, "gripper", "not_covered", 140000),
    ("p4", "other", True, None, "not_covered", 60000),  # the part is not known: never a bill of nothing
    ("p7", "other_fault", True, "sensor", "not_covered", 80000),  # P4.5
    ("p2", "supplier", True, "floor", "covered", 0),  # P2.3
    ("p2", "workmanship", True, "wall", "covered", 0),
    ("p2", "workmanship", False, "wall", "not_covered", 32000),  # P2.5
    ("p2", "customer", True, "wall", "not_covered", 32000),
    ("p3", "not_covered", True, "tube", "not_covered", 11500),
    ("p8", "outside", True, "engine", "not_covered", 42000),
]


@pytest.mark.parametrize(("plan", "name", "term", "component", "verdict", "low"), FOLLOWS)
def test_what_follows_from_a_cause(
    plan: str, name: str, term: bool | None, component: str | None, verdict: str, low: int
) -> None:
    found = consequences.follows(cause(plan, name), term, component, ON, PLANS[plan].fees)
    assert (found.verdict, found.quote.low, found.quote.free) == (verdict, low, verdict == "covered")
    assert found.reasons[0].clause == cause(plan, name).clause


ALL_CAUSES = [(plan, c) for plan in PLANS.values() for c in plan.causes]


@given(st.sampled_from(ALL_CAUSES), st.sampled_from([True, False, None]), st.integers(0, 9), st.booleans())
def test_what_is_charged_needs_a_yes_whatever_the_plan_says(
    found: tuple[Any, Cause], term: bool | None, part: int, asks: bool
) -> None:
    plan, which = found
    components = [*(c.id for c in plan.components), None]
    policy = plan.fees.model_copy(update={"consent_required": asks})
    follows = consequences.follows(which, term, components[part % len(components)], ON, policy)
    charged = follows.verdict == "not_covered"
    assert not charged or (follows.quote.needs_consent and follows.quote.high > 0)
    assert follows.quote.free == (follows.verdict == "covered")


# -- what a plan may not say ------------------------------------------------------------------------------

HEAD = 'id = "gate"\nname = { zh = "门", en = "door" }\nclause = "L"\n'
GUIDE = f'[[guidance]]\n{HEAD}steps = [{{ zh = "看", en = "look" }}]\n'
STEP = '{ id = "one", name = { zh = "一", en = "one" }'
TEXT = 'text = { zh = "请", en = "please" }'
CAUSE = f'[[causes]]\n{HEAD}explain = {{ zh = "坏", en = "broken" }}\n'

MISTAKES = {
    "guidance.0.components": (GUIDE + 'components = ["wing"]', "unknown component 'wing'"),
    "guidance.0.signals": (GUIDE + 'signals = ["partal"]', "did you mean 'partial'?"),
    "guidance.1.id": (GUIDE + GUIDE, "'gate' is there twice"),
    "guidance.0.steps": (f"[[guidance]]\n{HEAD}steps = []", "needs at least 1"),
    "support.telephon_first": ("[support]\ntelephon_first = true", "did you mean 'telephone_first'?"),
    "visits.telephone_first": ("telephone_first = true", "unknown key"),
    "diagnosis.software": ('[diagnosis]\nclause = "L"\nsoftware = ["apps"]', "unknown component 'apps'"),
    "procedures.0.kinds": (f'[[procedures]]\n{HEAD}kinds = ["repair"]\nsteps = [{STEP} }}]', "unknown kind of ticket 'repair'"),
    "procedures.0.steps.0.events": (
        f'[[procedures]]\n{HEAD}kinds = ["report_fault"]\nsteps = [{STEP}, events = ["visit.dome"] }}]', "unknown event",
    ),
    "procedures.0.steps.1.id": (
        f'[[procedures]]\n{HEAD}kinds = ["report_fault"]\nsteps = [{STEP} }}, {STEP} }}]', "'one' is there twice",
    ),
    "procedures.0.steps.0": (
        f'[[procedures]]\n{HEAD}kinds = ["report_fault"]\nsteps = [{STEP}, by = "customer" }}]', "needs a 'text'",
    ),
    "causes.0": (CAUSE + 'fee = "free"\ncharge = "material"', "is \"charged\""),
    "causes.1.id": (CAUSE + CAUSE, "'gate' is there twice"),
}  # fmt: skip


@pytest.mark.parametrize("key", list(MISTAKES))
def test_a_mistake_about_the_work_is_told_by_its_key(key: str, tmp_path: Path) -> None:
    more, message = MISTAKES[key]
    page = (ROOT / "docs" / "PLANS.md").read_text("utf-8")
    least = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "mine.toml").write_text(f"{least}\n{more}\n", "utf-8")
    told = [(p.key, p.told("en")) for p in check(tmp_path / "mine.toml")]
    assert [k for k, said in told if k == key and message in said], told


@pytest.mark.parametrize(
    "step",
    [f"{STEP}, in_writing = true }}", f"{STEP}, at_once = true }}"],
)
def test_what_an_engineer_confirms_is_sent_to_nobody(step: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "PLANS.md").read_text("utf-8")
    least = page.split("```toml\n")[1].split("```")[0]
    text = f'{least}\n[[procedures]]\n{HEAD}kinds = ["report_fault"]\nsteps = [{step}]\n'
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    assert "for what the customer" in check(tmp_path / "mine.toml")[0].told("en")
