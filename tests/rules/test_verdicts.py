"""Severity, warranty, fees, serial numbers and routes as tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.plans.load import load_plans
from handlers.registry import stranger_view
from handlers.rules import fees, routing, serials, severity, warranty
from handlers.rules.facts import Admission, DeviceFacts, Sign

PLANS = load_plans()
TODAY = date(2026, 11, 23)


def device(**more: Any) -> DeviceFacts:
    return DeviceFacts("X", **more)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("ＳＮ２０２３１２０１７７８", "SN20231201778"), ("sn 2023-1201.778", "SN20231201778"), ("DEMO-P3-OOO1", "DEM0P30001"),
        ("demo p3 ooo1", "DEM0P30001"), ("l23I", "1231"), ("一三八零零幺三", "1380013"), ("Ａ拐Ｂ洞", "A7B0"), ("", ""), ("—— …", ""),
    ],
)  # fmt: skip
def test_serial_numbers_as_people_write_them(raw: str, key: str) -> None:
    assert serials.fold(raw) == key


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(raw: str) -> None:
    assert serials.fold(serials.fold(raw)) == serials.fold(raw)


def test_one_slip_away() -> None:
    keys = ("DEM0P30001", "DEM0P30002", "DEM0P31000")
    assert serials.near("DEM0P3001", keys) == ("DEM0P30001",)
    assert serials.near("DEM0P30010", keys) == ("DEM0P30001",)
    assert serials.near("ZZZZ", keys) == ()


@pytest.mark.parametrize(
    ("signs", "learned", "level"),
    [
        ([("danger.smoke", "冒烟")], None, 1),
        ([("danger.smoke", "冒烟"), ("cosmetic", "掉漆")], (3, 0.99), 1),
        ([("whole_down", "不热")], (3, 0.7), 1),
        ([("part_down", "一台坏了")], (2, 0.8), 2),
        ([("partial", "慢"), ("degraded", "有点慢")], (3, 0.65), 3),
        ([("spreading", "漏"), ("degraded", "还能用")], (3, 0.65), 2),
        ([("cosmetic", "掉漆")], (3, 0.9), 3),
        ([("cosmetic", "掉漆")], (1, 0.9), 1),  # a model that is clearly sure of worse is believed
        ([], (2, 0.4), 2),
        ([], None, 2),  # nothing is known: not the mildest
        ([("long_interruption", "半小时")], None, 2),  # no minutes said
    ],
)
def test_levels(signs: list[tuple[str, str]], learned: tuple[int, float] | None, level: int) -> None:
    found = severity.rate([Sign(s, t) for s, t in signs], learned, PLANS["p6"].severity)
    assert found.level == level
    assert found.reasons, "a verdict without a reason"
    assert all(r.clause for r in found.reasons)


@pytest.mark.parametrize(
    ("signals", "learned", "sure"),
    [
        (["learned"], (2, 0.02), False),  # "支架歪了": no words of a level, and the model does not know
        (["learned"], (3, 0.5), False),
        (["learned"], (3, 0.7), True),
        (["learned", "recurring"], (2, 0.3), True),  # the words say it
        (["whole_down"], (1, 0.3), True),
        (["partial"], None, True),
    ],
)
def test_a_sign_that_only_the_model_saw_is_asked_back_about(
    signals: list[str], learned: tuple[int, float] | None, sure: bool
) -> None:
    found = severity.rate([Sign(s, "这样") for s in signals], learned, PLANS["p6"].severity)
    assert found.sure is sure


@pytest.mark.parametrize(("minutes", "level"), [(9, 2), (10, 1), (30, 1)])
def test_ten_minutes_make_an_interruption_critical(minutes: int, level: int) -> None:
    found = severity.rate([Sign("long_interruption", "断了", minutes=minutes)], None, PLANS["p6"].severity)
    assert found.level == level


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from([r.signal for r in PLANS["p3"].severity.rules if "*" not in r.signal]), max_size=5
    ),
    st.tuples(st.integers(1, 3), st.floats(0, 1)),
)
def test_danger_is_always_critical_and_certain(others: list[str], learned: tuple[int, float]) -> None:
    signs = [Sign(s, s, minutes=20) for s in [*others, "danger.shock"]]
    found = severity.rate(signs, learned, PLANS["p3"].severity)
    assert (found.level, found.danger, found.sure) == (1, "danger.shock", True)


@pytest.mark.parametrize(
    ("plan", "facts", "component", "on", "verdict", "until"),
    [
        ("p3", {"dates": {"warranty_card": date(2024, 3, 1)}}, "tank", date(2027, 2, 28), "covered", date(2027, 2, 28)),
        ("p3", {"dates": {"warranty_card": date(2024, 3, 1)}}, "tank", date(2027, 3, 1), "not_covered", date(2027, 2, 28)),
        ("p3", {"dates": {"warranty_card": date(2024, 3, 1)}}, "pipe", date(2025, 3, 1), "not_covered", date(2025, 2, 28)),
        ("p3", {"dates": {"warranty_card": date(2024, 3, 1)}}, None, date(2025, 2, 28), "covered", date(2025, 2, 28)),
        ("p3", {"dates": {"warranty_card": date(2024, 3, 1)}, "extension_months": 12}, "pipe", date(2026, 1, 1), "covered", date(2026, 2, 28)),
        ("p3", {"dates": {"delivery": date(2026, 1, 1), "warranty_card": date(2024, 1, 1)}}, "pipe", TODAY, "not_covered", date(2024, 12, 31)),
        ("p3", {}, "tank", TODAY, "undecided", None),
        ("p3", {"dates": {"warranty_card": date(2026, 12, 1)}}, "tank", TODAY, "not_covered", date(2029, 11, 30)),
        ("p2", {"dates": {"completion": date(2024, 2, 29)}}, None, date(2026, 2, 28), "covered", date(2026, 2, 28)),
        ("p4", {"dates": {"acceptance": date(2026, 5, 1)}, "recognised": False}, None, TODAY, "not_covered", None),
        ("p8", {"dates": {"warranty_card": date(2026, 5, 7)}, "sold_on": date(2026, 5, 7), "registered_on": date(2026, 5, 27)}, None, TODAY, "covered", date(2027, 5, 6)),
        ("p8", {"dates": {"warranty_card": date(2026, 5, 7)}, "sold_on": date(2026, 5, 7), "registered_on": date(2026, 5, 28)}, None, TODAY, "not_covered", date(2027, 5, 6)),
        ("p8", {"dates": {"warranty_card": date(2026, 5, 7)}, "sold_on": date(2026, 5, 7)}, None, TODAY, "not_covered", date(2027, 5, 6)),
        # P8.3: no card yet: undecided on the twentieth day, not covered on the next one
        ("p8", {"dates": {"delivery": date(2026, 5, 7)}, "sold_on": date(2026, 5, 7)}, None, date(2026, 5, 27), "undecided", date(2027, 5, 6)),
        ("p8", {"dates": {"delivery": date(2026, 5, 7)}, "sold_on": date(2026, 5, 7)}, None, date(2026, 5, 28), "not_covered", date(2027, 5, 6)),
        ("p8", {"sold_on": date(2026, 5, 7)}, None, date(2026, 5, 27), "undecided", None),
        ("p8", {"sold_on": date(2026, 5, 7)}, None, date(2026, 5, 28), "not_covered", None),
    ],
)  # fmt: skip
def test_warranty(
    plan: str, facts: dict[str, Any], component: str | None, on: date, verdict: str, until: date | None
) -> None:
    found = warranty.check(device(**facts), component, (), on, PLANS[plan].warranty)
    assert (found.verdict, found.until) == (verdict, until)
    assert found.reasons
    assert warranty.check(device(**facts), component, (), on, PLANS[plan].warranty) == found


def test_a_sale_whose_card_may_still_come_says_so() -> None:
    """P8.3: nobody loses the guarantee while the dealer still has time; what is over or excluded stays so."""
    facts = device(dates={"delivery": date(2026, 5, 7)}, sold_on=date(2026, 5, 7))
    found = warranty.check(facts, None, (), date(2026, 5, 20), PLANS["p8"].warranty)
    assert [r.code for r in found.reasons] == [warranty.CARD_AWAITED]
    assert (found.reasons[0].clause, found.missing) == ("P8.3", ("warranty_card",))
    assert "2026-05-27" in found.reasons[0].text.zh and "2026-05-27" in found.reasons[0].text.en


def test_an_unknown_device_is_undecided_and_says_what_is_missing() -> None:
    found = warranty.check(None, "tank", (), TODAY, PLANS["p3"].warranty)
    assert (found.verdict, found.missing) == ("undecided", ("serial_number",))


@pytest.mark.parametrize(
    ("name", "clause"),
    [("self_disassembly", "P3.4"), ("misuse", "P3.4"), ("force_majeure", "P3.4"), ("not_our_product", "")],
)
def test_what_the_customer_admits_is_not_covered(name: str, clause: str) -> None:
    facts = device(dates={"warranty_card": date(2026, 1, 1)})
    found = warranty.check(facts, "tank", (Admission(name, "我自己拆过"),), TODAY, PLANS["p3"].warranty)
    assert found.verdict == "not_covered"
    assert found.reasons[0].quote == "我自己拆过"
    assert found.reasons[0].clause == clause


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 3, 1), 12, date(2027, 2, 28))],
)  # fmt: skip
def test_the_last_day_covered(start: date, months: int, last: date) -> None:
    assert warranty.until(start, months) == last


def test_covered_is_free_and_not_covered_needs_consent() -> None:
    policy = PLANS["p3"]
    covered = warranty.check(
        device(dates={"warranty_card": date(2026, 1, 1)}), "tank", (), TODAY, policy.warranty
    )
    over = warranty.check(
        device(dates={"warranty_card": date(2019, 1, 1)}), "tank", (), TODAY, policy.warranty
    )
    free, charged = (fees.quote(v, "tank", TODAY, policy.fees) for v in (covered, over))
    assert (free.free, free.high, free.needs_consent) == (True, 0, False)
    assert (charged.low, charged.high, charged.needs_consent) == (38000, 128000, True)
    assert [line.id for line in charged.lines] == ["visit", "tank"]
    assert charged.price_list == "p3-2026-01"


@pytest.mark.parametrize(
    ("plan", "region", "level", "kind", "queue"),
    [
        ("p3", "hangzhou", 2, "report_fault", "solar-hangzhou"), ("p3", "chengdu", 2, "report_fault", "solar-service"),
        ("p6", None, 1, "report_fault", "it-critical"), ("p6", None, 2, "report_fault", "it-duty"), ("p8", "nanjing", 1, "report_fault", "agri-technical"),
        ("p8", "nanjing", 2, "report_fault", "agri-dealer-nanjing"), ("p4", None, None, "complaint", "gripper-complaints"),
    ],
)  # fmt: skip
def test_routes(plan: str, region: str | None, level: int | None, kind: str, queue: str) -> None:
    assert routing.route(PLANS[plan], region, level, kind, None).queue == queue


def test_a_stranger_learns_until_when_and_nothing_else() -> None:
    class Row:
        serial_number, extension_months, registered_on, sold_on, recognised = "S", 0, None, None, True
        dates: dict[str, str] = {"warranty_card": "2026-01-01"}  # noqa: RUF012
        name, phone, address, model = "王", "138", "杭州", "M"

    told = stranger_view(Row(), "tank", PLANS["p3"], TODAY)  # type: ignore[arg-type]
    assert told == {"verdict": "covered", "until": "2028-12-31"}
