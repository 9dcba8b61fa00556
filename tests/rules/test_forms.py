"""What may stand in a form: worked examples, and the law that none is issued with a blank."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.plans.load import load_plans
from handlers.rules.form_parts import Form
from handlers.rules.forms import Wrong, blank, done, fill, judge, money, number, total

PLANS = load_plans()


def kind(plan: str, form: str) -> Form:
    found = PLANS[plan].form(form)
    assert found is not None
    return found


SHEET, REQUEST = kind("p2", "repair_service"), kind("p2", "repair_request")
INVOICE, CONDUCT = kind("p3", "invoice"), kind("p2", "visit_conduct")

TICKET = {
    "ticket.number": "BX1", "ticket.contact_name": "王建国", "ticket.phone": "13800138000", "ticket.address": "文三路12号",
    "ticket.problem": "墙面开裂", "ticket.wishes": "周末来", "warranty.verdict": "保修内", "consent.high": 20000,
    "form.day": "2026-11-23",
}  # fmt: skip
ROW = {"item": "铲除墙皮", "quantity": "2.5", "method": "重做腻子", "labour": 12000, "material": 0}
SERVICE = {
    "cause": "workmanship",
    "items": [ROW],
    "budget": "在预算内",
    "photos": [{"file": 7, "sha256": "ab", "note": "前"}],
}
PAID = {"items": [{"item": "真空管", "quantity": "2", "amount": 12000}, {"item": "上门", "quantity": "1", "amount": 8000}],
        "document": "invoice", "paid_by": "cash"}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "facts", "written", "wrong"),
    [
        pytest.param(REQUEST, {}, {}, {}, id="P2.1: all that it needs is known"),
        pytest.param(REQUEST, {"ticket.wishes": None}, {}, {"wishes": "blank"}, id="P2.1: the owner's wishes are not"),
        pytest.param(REQUEST, {"ticket.phone": "  "}, {}, {"phone": "blank"}, id="P2.1: spaces are no telephone"),
        pytest.param(REQUEST, {"ticket.phone": None}, {"phone": "13900139000"}, {}, id="P2.1: written by hand"),
        pytest.param(SHEET, {}, SERVICE, {}, id="P2.3: item, quantity, method, labour and material"),
        pytest.param(SHEET, {}, {**SERVICE, "cause": "ghosts"}, {"cause": "choice"}, id="P2.3: a cause that there is not"),
        pytest.param(SHEET, {}, {**SERVICE, "items": []}, {"items": "blank"}, id="P2.3: no items"),
        pytest.param(SHEET, {}, {**SERVICE, "items": [{**ROW, "method": ""}]}, {"items": "blank"}, id="P2.3: an item without method"),
        pytest.param(SHEET, {}, {**SERVICE, "items": [{**ROW, "quantity": "some"}]}, {"items": "number"}, id="P2.3: no quantity"),
        pytest.param(SHEET, {}, {**SERVICE, "items": [{**ROW, "labour": -1}]}, {"items": "money"}, id="P2.3: less than nothing"),
        pytest.param(SHEET, {}, {**SERVICE, "items": [{**ROW, "tip": "5"}]}, {"items": "lines"}, id="P2.3: a column that there is not"),
        pytest.param(SHEET, {}, {**SERVICE, "items": [ROW] * 61}, {"items": "long"}, id="P2.3: too many rows"),
        pytest.param(SHEET, {}, {**SERVICE, "photos": "two"}, {"photos": "photographs"}, id="P2.3: words are no photograph"),
        pytest.param(SHEET, {}, {**SERVICE, "photos": []}, {"photos": "blank"}, id="P2.3: none"),
        pytest.param(SHEET, {}, {**SERVICE, "photos": [{"file": n, "sha256": "ab", "note": ""} for n in range(13)]}, {"photos": "long"}, id="P2.3: too many"),
        pytest.param(INVOICE, {}, PAID, {}, id="P3.5: as much as was agreed"),
        pytest.param(INVOICE, {"consent.high": 19999}, PAID, {"items": "over"}, id="P3.5: a cent more than was agreed"),
        pytest.param(INVOICE, {"consent.high": None}, PAID, {"items": "over"}, id="P3.5: nobody has agreed"),
        pytest.param(INVOICE, {"consent.high": 0}, PAID, {"items": "over"}, id="P3.5: it is free"),
        pytest.param(INVOICE, {}, {**PAID, "day": "26.11."}, {"day": "date"}, id="no day"),
        pytest.param(CONDUCT, {"visit.technician": "李", "visit.start": "2026-11-23"}, {"points": ["yes"] * 9 + ["na"]}, {}, id="P2.6"),
        pytest.param(CONDUCT, {"visit.technician": "李", "visit.start": "2026-11-23"}, {"points": ["yes"] * 9 + [""]},
                     {"points": "blank"}, id="P2.6: a point was left out"),
        pytest.param(CONDUCT, {"visit.technician": "李", "visit.start": "2026-11-23"}, {"points": ["yes"] * 9}, {"points": "points"},
                     id="P2.6: a point is missing"),
        pytest.param(REQUEST, {}, {"content": "长" * 4001}, {"content": "long"}, id="too long"),
    ],
)  # fmt: skip
def test_what_is_filled_in_and_what_is_wrong(
    form: Form, facts: dict[str, Any], written: dict[str, Any], wrong: dict[str, str]
) -> None:
    known = {k: v for k, v in {**TICKET, **facts}.items() if v is not None}
    assert fill(form, known, written).wrong == tuple(Wrong(*pair) for pair in wrong.items())


def test_what_was_written_goes_before_what_is_known_and_strangers_are_dropped() -> None:
    found = fill(REQUEST, TICKET, {"name": "王太太", "phone": "", "nonsense": "x"})
    assert found.values["name"] == "王太太" and found.values["phone"] == "13800138000"
    assert "nonsense" not in found.values


@pytest.mark.parametrize(
    ("text", "minor"),
    [("80", 8000), ("80.5", 8050), ("1,280.50", 128050), ("￥80元", 8000), ("¥ 3", 300), ("80.505", None), ("-1", None), ("free", None), ("", None)],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, minor: int | None) -> None:
    assert money(text) == minor


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-2", "1e400", "two", "1234567890123"])
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


def test_what_is_left_to_happen() -> None:
    assert not done(SHEET, "issued", False, False) and done(SHEET, "approved", False, True)
    assert not done(SHEET, "void", True, True) and done(REQUEST, "issued", False, False)
    items = SHEET.field("items")
    assert items is not None and total(items, [ROW, ROW]) == 24000


FORMS = [form for plan in PLANS.values() for form in plan.forms]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["yes", "cash", "2026-11-23", " "])
)
ANYTHING = st.recursive(
    SCALARS, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=6), inside, max_size=4), max_leaves=12
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(form=st.sampled_from(FORMS), data=st.data())
def test_no_form_is_ready_while_something_required_is_blank(form: Form, data: st.DataObject) -> None:
    """Whatever is written and whatever is known."""
    names = [field.id for field in form.fields]
    written = data.draw(st.dictionaries(st.sampled_from(names), ANYTHING))
    sources = [field.filled_from for field in form.fields if field.filled_from]
    known = data.draw(st.dictionaries(st.sampled_from(sources or ["form.day"]), ANYTHING))
    found = fill(form, known, written)
    left = {field.id for field in form.fields if field.required and blank(found.values.get(field.id))}
    assert left <= {wrong.field for wrong in found.wrong}
    assert found.ready == (not judge(form, known, found.values))
    if found.ready:
        assert not left
