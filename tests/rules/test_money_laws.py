"""Laws of terms, verdicts, prices and what forms may say of money."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.plans.load import load_plans
from handlers.rules import fees, forms, warranty
from handlers.rules.facts import DeviceFacts, WarrantyVerdict
from handlers.rules.form_parts import Form
from handlers.rules.policy import Fees

PLANS = load_plans()
days = st.dates(date(2018, 1, 1), date(2032, 12, 31))
month_ends = days.map(lambda d: d.replace(day=calendar.monthrange(d.year, d.month)[1]))
starts = days | month_ends
names = st.sampled_from(sorted(PLANS))


@pytest.mark.parametrize(
    ("start", "months", "same_day", "last"),
    [
        (date(2026, 3, 1), 12, date(2027, 3, 1), date(2027, 2, 28)),  # the day before the same day
        (
            date(2026, 1, 31),
            1,
            date(2026, 2, 28),
            date(2026, 2, 28),
        ),  # no 31 February: its last day, not one less
        (date(2024, 1, 31), 1, date(2024, 2, 29), date(2024, 2, 29)),  # in a leap year
        (date(2026, 1, 28), 1, date(2026, 2, 28), date(2026, 2, 27)),
        (date(2026, 8, 31), 6, date(2027, 2, 28), date(2027, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30), date(2026, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 2, 28)),  # a whole year: 366 days
        (date(2024, 2, 29), 48, date(2028, 2, 29), date(2028, 2, 28)),
        (date(2024, 2, 28), 12, date(2025, 2, 28), date(2025, 2, 27)),
        (date(2025, 12, 31), 2, date(2026, 2, 28), date(2026, 2, 28)),  # over the turn of the year
        (date(2025, 12, 15), 0, date(2025, 12, 15), date(2025, 12, 14)),  # no warranty covers no day
    ],
)
def test_months(start: date, months: int, same_day: date, last: date) -> None:
    assert (warranty.add_months(start, months), warranty.until(start, months)) == (same_day, last)


@settings(max_examples=300, deadline=None)
@given(start=starts, months=st.integers(1, 130), more=st.integers(0, 24))
def test_terms_end_in_their_month_and_are_never_short(start: date, months: int, more: int) -> None:
    end = warranty.add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    last = warranty.until(start, months)
    assert (last - start).days + 1 >= 28 * months
    assert last <= warranty.until(start, months + more)
    assert last <= warranty.until(start + timedelta(days=1), months), (
        "who starts later is not covered shorter"
    )
    if months % 12 == 0:
        assert (last - start).days + 1 >= 365 * (months // 12), "a year has at least 365 days"


def device(plan: str, start: date, extension: int, registered: int | None) -> DeviceFacts:
    return DeviceFacts(
        "X", dates={PLANS[plan].warranty.start[0]: start}, extension_months=extension, sold_on=start,
        registered_on=None if registered is None else start + timedelta(days=registered),
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    plan=names, start=starts, on=days, extension=st.integers(0, 36), registered=st.none() | st.integers(0, 40),
    new_low=st.integers(0, 10**6), from_then=st.integers(1, 900), data=st.data(),
)  # fmt: skip
def test_a_verdict_of_a_day_is_the_same_whenever_it_is_made(
    plan: str, start: date, on: date, extension: int, registered: int | None, new_low: int, from_then: int,
    data: st.DataObject,
) -> None:  # fmt: skip
    """Whatever price list came later: it holds from its own day on."""
    policy = PLANS[plan]
    component = data.draw(st.sampled_from([None, *(c.id for c in policy.components)]))
    found = device(plan, start, extension, registered)
    verdict = warranty.check(found, component, (), on, policy.warranty)
    price = fees.quote(verdict, component, on, policy.fees)
    newest = max(p.valid_from for p in policy.fees.lists)
    later = policy.fees.lists[-1].model_copy(update={
        "version": "later", "valid_from": max(on, newest) + timedelta(days=from_then),
        "items": tuple(i.model_copy(update={"low": new_low, "high": new_low + 1}) for i in policy.fees.lists[-1].items),
    })  # fmt: skip
    changed = policy.fees.model_copy(update={"lists": (*policy.fees.lists, later)})
    assert warranty.check(found, component, (), on, policy.warranty) == verdict
    assert fees.quote(verdict, component, on, changed) == price
    if verdict.until is not None and verdict.verdict == "covered":
        assert start <= on <= verdict.until
        after = warranty.check(found, component, (), verdict.until + timedelta(days=1), policy.warranty)
        assert after.verdict == "not_covered"


@settings(max_examples=200, deadline=None)
@given(plan=names, on=days, agreed=st.dictionaries(st.integers(0, 20), st.integers(0, 10**7)), data=st.data())
def test_a_price_is_a_sum_within_its_bounds_and_never_above_the_contract(
    plan: str, on: date, agreed: dict[int, int], data: st.DataObject
) -> None:
    policy: Fees = PLANS[plan].fees
    component = data.draw(st.sampled_from([None, *(c.id for c in PLANS[plan].components)]))
    items = fees.price_list(on, policy).items
    contract = {items[n].id: price for n, price in agreed.items() if n < len(items)}
    quotes = {}
    for said in ("covered", "undecided", "not_covered"):
        verdict = WarrantyVerdict(said, component, None, None, None, ())
        quote = quotes[said] = fees.quote(verdict, component, on, policy, contract)
        assert 0 <= quote.low <= quote.high
        assert (quote.low, quote.high) == (sum(x.low for x in quote.lines), sum(x.high for x in quote.lines))
        for line in quote.lines:
            if line.basis == "contract" and line.id in contract:
                assert line.low <= line.high <= contract[line.id]
        plain = fees.quote(verdict, component, on, policy)
        assert quote.low <= plain.low and quote.high <= plain.high, "a contract makes nothing dearer"
    assert quotes["covered"].free and quotes["covered"].high == 0
    assert quotes["not_covered"].needs_consent == (policy.consent_required and quotes["not_covered"].high > 0)


BOUND: list[tuple[Form, str]] = [
    (form, field.id)
    for plan in PLANS.values()
    for form in plan.forms
    for field in form.fields
    if field.at_most
]


def test_forms_with_a_bound_are_there() -> None:
    assert {form.id for form, _ in BOUND} >= {"invoice"}


@settings(max_examples=150, deadline=None)
@given(
    bound=st.sampled_from(BOUND), amounts=st.lists(st.integers(0, 50_000), min_size=1, max_size=6),
    agreed=st.none() | st.integers(0, 150_000), over=st.integers(-2, 2), near=st.booleans(),
)  # fmt: skip
def test_no_bill_is_higher_than_what_was_agreed(
    bound: tuple[Form, str], amounts: list[int], agreed: int | None, over: int, near: bool
) -> None:
    """However it is split into rows, to the cent; without an agreement there is no bill at all (P3.5)."""
    form, name = bound
    field = next(f for f in form.fields if f.id == name)
    assert field.at_most is not None
    limit = max(0, sum(amounts) + over) if near else agreed
    columns = [c for c in field.columns if c.kind == "money"]
    text = {"number": "1", "date": "2026-11-26"}
    rows = [
        {
            c.id: amount if c is columns[0] else 0 if c in columns else text.get(c.kind, "x")
            for c in field.columns
        }
        for amount in amounts
    ]
    wrong = {w.field: w.why for w in forms.judge(form, {field.at_most: limit}, {name: rows})}
    assert (wrong.get(name) == "over") == (limit is None or sum(amounts) > limit)
    assert name not in wrong or wrong[name] == "over"
