"""Which depot a part comes from, what is replaced free of charge, and what a contract's price bounds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plans.load import load_plans, parse
from handlers.rules import fees, warranty
from handlers.rules.facts import DeviceFacts, WarrantyVerdict
from handlers.rules.parts import Text
from handlers.rules.policy import Fees, PriceItem, PriceList
from handlers.rules.supply import Candidate, Want, choose
from tests.process import ROOT

PLANS = load_plans()
TODAY = date(2026, 11, 23)
NAME = Text(zh="件", en="item")
NOT_COVERED = WarrantyVerdict("not_covered", None, None, None, None, ())


def kept(stock: int, region: str, free: int, code: str = "HD", kind: str = "part", component: str | None = "disk") -> Candidate:  # fmt: skip
    return Candidate(stock, f"depot {region}", region, code, NAME, kind, component, free)


# P6.4: the nearest depot first, the reason with it, and the truth when there is none
@pytest.mark.parametrize(
    ("stock", "want", "best", "near", "reason"),
    [
        ([kept(1, "beijing", 9), kept(2, "shanghai", 1)], Want("part", component="disk"), 2, True, "same_region"),
        ([kept(1, "beijing", 9), kept(2, "shanghai", 0)], Want("part", component="disk"), 1, False, "other_region"),
        ([kept(1, "beijing", 2), kept(2, "nanjing", 5)], Want("part", component="disk"), 2, False, "other_region"),
        ([kept(1, "beijing", 9), kept(2, "shanghai", 1)], Want("part", component="disk", quantity=2), 1, False, "other_region"),
        ([kept(1, "shanghai", 0)], Want("part", component="disk"), None, False, "none_left"),
        ([kept(1, "shanghai", 4)], Want("part", component="fan"), None, False, "none_kept"),
        ([kept(1, "shanghai", 4)], Want("part"), None, False, "none_kept"),
        ([kept(1, "shanghai", 4), kept(2, "shanghai", 1, code="HD2")], Want("part", code="HD2"), 2, True, "same_region"),
        ([kept(1, "shanghai", 1, kind="standby", component=None)], Want("standby", component="disk"), 1, True, "same_region"),
        ([kept(1, "shanghai", 1, kind="standby", component="fan")], Want("standby", component="disk"), None, False, "none_kept"),
        ([], Want("standby"), None, False, "none_kept"),
    ],
)  # fmt: skip
def test_the_depot(stock: list[Candidate], want: Want, best: int | None, near: bool, reason: str) -> None:
    found = choose(stock, "shanghai", want, "P6.4")
    assert (found.best.stock if found.best else None) == best
    assert (found.near, found.reason.code, found.reason.clause) == (near, reason, "P6.4")
    assert choose(list(reversed(stock)), "shanghai", want, "P6.4") == found, (
        "the order of rows decides nothing"
    )


def test_what_somebody_else_has_just_taken_is_not_chosen_again() -> None:
    stock = [kept(1, "shanghai", 1), kept(2, "beijing", 1)]
    assert choose(stock, "shanghai", Want("part", "HD"), "", {1}).best == stock[1]
    assert choose(stock, "shanghai", Want("part", "HD"), "", {1, 2}).best is None


# P3.3 (and P5.3): a tube for any fault, a tank that leaks or keeps no heat, a bent bracket; only within the term
@pytest.mark.parametrize(
    ("component", "problem", "bought", "free"),
    [
        ("tube", "真空管炸了一支", "2026-05-07", True),
        ("tank", "水箱漏水", "2026-05-07", True),
        ("tank", "水箱不保温了，一夜就凉", "2026-05-07", True),
        ("tank", "the tank leaks at the bottom", "2026-05-07", True),
        ("tank", "水箱没有漏水，就是响", "2026-05-07", False),
        ("tank", "the tank is not leaking, it is noisy", "2026-05-07", False),
        ("tank", "不漏了？还在漏水", "2026-05-07", True),
        ("bracket", "支架变形了", "2026-05-07", True),
        ("bracket", "支架生锈", "2026-05-07", False),
        ("pipe", "水管漏水", "2026-05-07", False),
        ("tube", "真空管炸了一支", "2020-05-07", False),
        (None, "漏水", "2026-05-07", False),
    ],
)
@pytest.mark.parametrize("plan", ["p3", "p5"])
def test_the_part_is_replaced_free_of_charge(
    plan: str, component: str | None, problem: str, bought: str, free: bool
) -> None:
    facts = DeviceFacts("X", {"warranty_card": date.fromisoformat(bought)})
    found = warranty.check(facts, component, (), TODAY, PLANS[plan].warranty, problem)
    reasons = {r.code: r.clause for r in found.reasons}
    assert reasons.get("replaced_free") == (f"P{plan[1]}.3" if free else None)
    assert warranty.check(facts, component, (), TODAY, PLANS[plan].warranty, problem) == found


# P4.3: in the maintenance period parts cost at most the contract's unit price, plus labour
def test_the_contract_bounds_the_price_of_the_part_and_labour_comes_on_top() -> None:
    policy = PLANS["p4"].fees
    listed = fees.quote(NOT_COVERED, "sensor", TODAY, policy)
    agreed = fees.quote(NOT_COVERED, "sensor", TODAY, policy, {"sensor": 35_000})
    assert [(x.id, x.low, x.high, x.contract) for x in agreed.lines] == [
        ("labour", 60_000, 60_000, None),
        ("sensor", 20_000, 35_000, 35_000),
    ]
    assert (listed.high, agreed.high) == (150_000, 95_000)


amounts = st.integers(0, 10_000_000)
items = st.builds(
    lambda low, more, basis, i: PriceItem(
        id=f"i{i}", name=NAME, low=low, high=low + more, basis=basis, components=("part",)
    ),
    amounts, amounts, st.sampled_from(["fixed", "market", "maker", "contract", "cost"]), st.integers(0, 5),
)  # fmt: skip


@given(
    st.lists(items, min_size=1, max_size=6, unique_by=lambda i: i.id),
    st.dictionaries(st.sampled_from([f"i{n}" for n in range(6)]), amounts),
)
def test_no_quote_is_above_the_contract(listed: list[PriceItem], contract: dict[str, int]) -> None:
    prices = PriceList(version="v", valid_from=TODAY, clause="P4.3", items=tuple(listed))
    policy = Fees(clause="P4.3", lists=(prices,))
    quote = fees.quote(NOT_COVERED, "part", TODAY, policy, contract)
    plain = {x.id: x for x in fees.quote(NOT_COVERED, "part", TODAY, policy).lines}
    for line in quote.lines:
        assert 0 <= line.low <= line.high <= plain[line.id].high
        if line.basis == "contract" and line.id in contract:
            assert line.high <= contract[line.id]
        else:
            assert line == plain[line.id]
    assert (quote.low, quote.high) == (sum(x.low for x in quote.lines), sum(x.high for x in quote.lines))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('promise = "standby"', 'promise = "standbi"', "unknown clock 'standbi'; did you mean 'standby'?"),
        ('replacement = "rest"', 'replacement = "new"', "parts.exchange.replacement"),
    ],
)
def test_a_plan_that_names_what_is_not_there_is_refused(was: str, now: str, told: str) -> None:
    text = (ROOT / "handlers" / "plans" / "p6.toml").read_text("utf-8")
    with pytest.raises(Exception, match=r"parts\.") as refused:
        parse(text.replace(was, now), "p6.toml")
    assert told in str(refused.value)
