"""Dealers by the plan: who gets a ticket, what may be handed back or promised, cards, freight, seasons, reimbursement."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plans.check import check
from handlers.plans.load import load_plans
from handlers.rules import clocks, dealing, papers
from handlers.rules.dealing import DealerFacts
from handlers.rules.facts import Happening
from tests.process import ROOT

P8 = load_plans()["p8"]
assert P8.dealers is not None
RULES = P8.dealers
assert RULES.returns is not None and RULES.stock is not None and RULES.reimbursement is not None
ZONE = ZoneInfo("Asia/Shanghai")
DEALERS = (
    DealerFacts("zhen", ("nanjing",)), DealerFacts("ning", ("nanjing", "hangzhou")), DealerFacts("shu", ("chengdu",)),
    DealerFacts("gone", ("beijing",), active=False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "severity", "component", "region", "sold_by", "party", "dealer", "why"),
    [
        # P8.1: ordinary repairs, installation guidance and advice are the dealer's
        ("report_fault", 2, "header", "nanjing", None, "dealer", "ning", "region"),
        ("report_fault", 3, None, "chengdu", None, "dealer", "shu", "region"),
        ("install_request", None, None, "hangzhou", None, "dealer", "ning", "region"),
        (
            "book_visit",
            None,
            "engine",
            "nanjing",
            "shu",
            "dealer",
            "shu",
            "sold_by",
        ),  # who sold it comes first
        (
            "report_fault",
            2,
            "engine",
            "nanjing",
            "gone",
            "dealer",
            "ning",
            "region",
        ),  # who has given up does not
        ("report_fault", 2, "engine", "beijing", None, "branch", None, "no_dealer"),
        ("report_fault", 2, "engine", None, None, "branch", None, "no_dealer"),
        # unusual mechanical faults are the technical department's
        ("report_fault", 1, "drivetrain", "nanjing", "shu", "technical", None, "route"),
        ("install_request", 1, None, "nanjing", None, "dealer", "ning", "region"),
        # bought-in products are the salesperson's, who collects the old parts
        ("report_fault", 2, "battery", "nanjing", "shu", "salesperson", None, "route"),
        ("parts_request", None, "tyre", "chengdu", None, "salesperson", None, "route"),
    ],
)
def test_who_gets_a_ticket(
    kind: str, severity: int | None, component: str | None, region: str | None, sold_by: str | None, party: str, dealer: str | None,
    why: str,
) -> None:  # fmt: skip
    found = dealing.choose(RULES, DEALERS, kind=kind, severity=severity, component=component, region=region, sold_by=sold_by)  # fmt: skip
    assert (found.kind, found.dealer, found.reasons[-1].code) == (party, dealer, why)
    assert all(reason.clause == "P8.1" for reason in found.reasons)
    assert found.collects_parts == (party == "salesperson")
    again = dealing.choose(RULES, DEALERS[::-1], kind=kind, severity=severity, component=component, region=region, sold_by=sold_by)  # fmt: skip
    assert again == found, "the order in which dealers are listed decides nothing"


@pytest.mark.parametrize(
    ("reason", "verdict", "component", "to"),
    [
        # P8.5: a user under guarantee is not pushed on to the company
        ("no_time", "covered", "header", None),
        ("too_far", "covered", None, None),
        ("no_time", "undecided", "header", None),  # nobody knows yet: the user does not suffer from it
        ("no_time", None, "header", None),
        ("no_time", "not_covered", "header", "branch"),
        ("unusual_fault", "covered", "engine", "technical"),
        ("unusual_fault", "not_covered", "engine", "technical"),
        ("bought_in", "covered", "battery", "salesperson"),
        ("bought_in", "covered", None, "salesperson"),
        ("bought_in", "covered", "engine", None),  # not a bought-in product
        ("bored", "not_covered", None, None),
    ],
)
def test_what_may_be_handed_back(
    reason: str, verdict: str | None, component: str | None, to: str | None
) -> None:
    found = dealing.hand_back(RULES, reason, verdict=verdict, component=component)
    assert (found.allowed, found.to) == (to is not None, to)
    assert found.reasons[0].clause == ("P8.1" if to in ("technical", "salesperson") else "P8.5")


@pytest.mark.parametrize(
    ("verdict", "promised", "allowed"),
    [
        # P8.5: nothing beyond the scope; P8.6: the published rates, here 220 to 700 yuan
        ("not_covered", None, True), ("not_covered", 0, False), ("not_covered", 21_999, False), ("not_covered", 22_000, True),
        ("not_covered", 70_000, True), ("not_covered", 70_001, False),
        ("covered", None, True), ("covered", 0, True), ("covered", 1, False),
        ("undecided", None, True), ("undecided", 0, False), (None, 5_000, False),
    ],
)  # fmt: skip
def test_what_may_be_promised(verdict: str | None, promised: int | None, allowed: bool) -> None:
    found = dealing.within_scope(RULES, verdict=verdict, low=22_000, high=70_000, promised=promised)
    assert found.allowed == allowed
    assert allowed or found.reasons[0].clause == "P8.5"


@pytest.mark.parametrize(
    ("registered", "on", "state"),
    [
        # P8.3: sold on 1 June, the last day is 21 June; reminded five days before
        (None, "2026-06-15", "open"), (None, "2026-06-16", "remind"), (None, "2026-06-21", "remind"), (None, "2026-06-22", "missed"),
        ("2026-06-21", "2026-07-01", "registered"), ("2026-06-22", "2026-07-01", "late"),
    ],
)  # fmt: skip
def test_cards(registered: str | None, on: str, state: str) -> None:
    came = date.fromisoformat(registered) if registered else None
    found = dealing.card(date(2026, 6, 1), came, date.fromisoformat(on), 20 * 86400, 5 * 86400)
    assert found == state


@pytest.mark.parametrize(
    ("quality", "apart", "freight", "restoring"),
    [(True, False, "company", False), (False, False, "dealer", False), (False, True, "dealer", True), (True, True, "dealer", True)],
)  # fmt: skip
def test_freight_of_returned_goods(quality: bool, apart: bool, freight: str, restoring: bool) -> None:
    found = dealing.freight(RULES.returns, quality_fault=quality, taken_apart=apart)  # type: ignore[arg-type]
    assert (found.freight, found.restoring, found.clause) == (freight, restoring, "P8.9")


@pytest.mark.parametrize(
    ("shipped", "on", "seasons", "sold"),
    [
        # P8.9: two whole seasons unsold and not returned; summer is 25 May to 15 July, autumn 10 September to 15 November
        ("2026-05-01", "2026-07-15", 0, False), ("2026-05-01", "2026-07-16", 1, False), ("2026-05-01", "2026-11-15", 1, False),
        ("2026-05-01", "2026-11-16", 2, True), ("2026-05-26", "2026-11-16", 1, False), ("2026-05-25", "2026-11-16", 2, True),
        ("2026-12-01", "2027-05-24", 0, False), ("2024-01-01", "2026-01-01", 4, True),
    ],
)  # fmt: skip
def test_two_seasons_unsold_count_as_sold(shipped: str, on: str, seasons: int, sold: bool) -> None:
    then, day = date.fromisoformat(shipped), date.fromisoformat(on)
    assert dealing.seasons_over(RULES.stock, then, day) == seasons  # type: ignore[arg-type]
    returns, stock = RULES.returns, RULES.stock
    assert dealing.counts_as_sold(returns, stock, shipped_on=then, sold_on=None, on=day) == sold  # type: ignore[arg-type]
    assert not dealing.counts_as_sold(returns, stock, shipped_on=then, sold_on=then, on=day)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "proposed", "state"),
    [
        # P8.10: 30 days before 10 September is 11 August; reminded from 28 July on
        ("2026-07-27", None, "open"), ("2026-07-28", None, "remind"), ("2026-08-11", None, "remind"), ("2026-08-12", None, "missed"),
        ("2026-08-20", "2026-08-11", "proposed"), ("2026-08-20", "2026-08-12", "late"),
    ],
)  # fmt: skip
def test_stock_for_the_season(on: str, proposed: str | None, state: str) -> None:
    day = date.fromisoformat(on)
    autumn = next(p for p in dealing.proposals(RULES.stock, day) if p.season == "2026-autumn")  # type: ignore[arg-type]
    assert autumn.due == date(2026, 8, 11)
    assert dealing.stock_state(autumn, date.fromisoformat(proposed) if proposed else None, day) == state


def test_lack_of_parts_is_the_dealers_responsibility() -> None:
    for part, code in (("割刀", "lack_proposed"), ("BELT", "lack_proposed"), ("chain", "lack_not_proposed")):
        found = dealing.lack(RULES.stock, part, ["割刀", "belt"])  # type: ignore[arg-type]
        assert (found.code, found.clause) == (code, "P8.10")


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_next_proposal_is_always_known(on: date) -> None:
    found = dealing.proposals(RULES.stock, on)  # type: ignore[arg-type]
    assert found == sorted(found, key=lambda p: p.starts)
    assert any(p.starts > on and p.due < p.starts for p in found)
    assert len({p.season for p in found}) == len(found)


def test_reimbursement_has_one_way_forward() -> None:
    """P8.8: submitted, checked by the branch, approved by finance, noticed, confirmed by the dealer, settled."""
    rules = RULES.reimbursement
    assert rules is not None
    step: str | None = rules.steps[0].name
    way = []
    while step is not None:
        way.append((step, dealing.done_by(rules, step)))
        step = dealing.next_step(rules, step)
    assert way == [
        ("submitted", "clerk"), ("checked", "supervisor"), ("approved", "finance"), ("noticed", "finance"),
        ("confirmed", "clerk"), ("settled", "finance"),
    ]  # fmt: skip
    assert dealing.next_step(rules, "refused") is None


@pytest.mark.parametrize(
    ("resolved", "covered", "proofs", "missing"),
    [
        # P8.7: without record and part no reimbursement
        (True, True, {"signed_record", "identified_part"}, ()),
        (True, True, {"identified_part"}, ("signed_record",)),
        (True, True, {"signed_record"}, ("identified_part",)),
        (True, False, {"signed_record", "identified_part"}, ("covered",)),
        (False, True, set(), ("resolved", "signed_record", "identified_part")),
    ],
)
def test_what_a_reimbursement_needs(
    resolved: bool, covered: bool, proofs: set[str], missing: tuple[str, ...]
) -> None:
    rules = RULES.reimbursement
    assert rules is not None
    assert dealing.may_submit(rules, resolved=resolved, covered=covered, proofs=frozenset(proofs)) == missing


SIGNED, PART_IN = ("form.signed", 1), ("part.identified", 7)


@pytest.mark.parametrize(
    ("entries", "there"),
    [
        # P8.7: (event, version of the record or number of the part)
        ((), ()),
        ((("form.issued", 1),), ()),
        ((("form.issued", 1), SIGNED), ("signed_record",)),
        ((SIGNED, ("form.voided", 1)), ()),
        ((SIGNED, ("form.issued", 2)), ()),  # written anew: it has to be signed anew
        ((SIGNED, ("form.issued", 2), ("form.voided", 1)), ()),
        ((SIGNED, ("form.issued", 2), ("form.signed", 2), ("form.voided", 1)), ("signed_record",)),
        ((("part.replaced", 7),), ()),
        (
            (("part.replaced", 7), ("part.returned", 7)),
            (),
        ),  # back, but the technical department has not seen it
        ((("part.replaced", 7), ("part.returned", 7), PART_IN), ("identified_part",)),
        ((("part.replaced", 7), ("part.replaced", 8), PART_IN), ()),
        ((("part.replaced", 0),), ("identified_part",)),  # on record that none was replaced
        ((SIGNED, ("part.replaced", 7), PART_IN), ("identified_part", "signed_record")),
    ],
)
def test_which_papers_are_there(entries: tuple[tuple[str, int], ...], there: tuple[str, ...]) -> None:
    happened = []
    for event, n in entries:
        data: dict[str, object] = {"kind": "repair_record", "number": "SB-1", "version": n}
        if event.startswith("part."):
            data = {"old_part": n or None, "part": "belt" if n else ""}
        happened.append(Happening(at("2026-11-23T09:00"), event, data))
    assert tuple(sorted(papers.proofs(happened, "repair_record"))) == there
    assert "signed_record" not in papers.proofs(happened, "another_form")


# -- P8.4: the customer's clock and the clock of each hop ----------------------------------------------------


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def log(*entries: str) -> list[Happening]:
    """``2026-11-23T21:30 ticket.opened``"""
    return [Happening(at(e.split()[0]), e.split()[1]) for e in entries]


NIGHT = ("2026-11-23T21:30 ticket.opened", "2026-11-23T22:10 dispatch.passed")
ON = ("2026-11-23T23:40 dispatch.returned", "2026-11-23T23:40 dispatch.passed")


@pytest.mark.parametrize(
    ("happened", "now", "arranged", "hop"),
    [
        # over night nothing stands still
        (NIGHT, "2026-11-23T23:00", ("running", "2026-11-23T23:30"), ("running", "2026-11-24T00:10")),
        (NIGHT, "2026-11-24T00:00", ("breached", "2026-11-23T23:30"), ("running", "2026-11-24T00:10")),
        # a second hop has two hours of its own, the customer's time is the same
        ((*NIGHT, *ON), "2026-11-24T00:30", ("breached", "2026-11-23T23:30"), ("running", "2026-11-24T01:40")),
        ((*NIGHT, *ON, "2026-11-24T01:00 dispatch.arranged"), "2026-11-24T09:00", ("late", "2026-11-23T23:30"), ("met", "2026-11-24T01:40")),
        # arranged in time by both
        ((*NIGHT, "2026-11-23T23:00 dispatch.arranged"), "2026-11-24T09:00", ("met", "2026-11-23T23:30"), ("met", "2026-11-24T00:10")),
        # to accept is not to arrange
        ((*NIGHT, "2026-11-23T22:20 dispatch.accepted"), "2026-11-24T03:00", ("breached", "2026-11-23T23:30"), ("breached", "2026-11-24T00:10")),
        # a visit that the customer booked is an arrangement for the customer; the party still has to take it
        ((NIGHT[0], "2026-11-23T21:40 visit.booked", NIGHT[1]), "2026-11-23T23:00", ("met", "2026-11-23T23:30"), ("running", "2026-11-24T00:10")),
        # passed on after it had been arranged: a hop anew
        ((*NIGHT, "2026-11-23T22:30 dispatch.arranged", *ON), "2026-11-24T00:00", ("met", "2026-11-23T23:30"), ("running", "2026-11-24T01:40")),
        # nobody has it yet
        (NIGHT[:1], "2026-11-23T22:00", ("running", "2026-11-23T23:30"), ("waiting", None)),
        # withdrawn
        ((*NIGHT, "2026-11-23T22:30 ticket.withdrawn"), "2026-11-24T09:00", ("stopped", "2026-11-23T23:30"), ("stopped", "2026-11-24T00:10")),
    ],
)  # fmt: skip
def test_each_hop_has_its_own_clock_and_the_customers_runs_on(
    happened: tuple[str, ...], now: str, arranged: tuple[str, str], hop: tuple[str, str | None]
) -> None:
    found = clocks.states(
        P8, log(*happened), severity=2, service_level=None, kind="report_fault", now=at(now)
    )
    for name, (state, due) in (("arranged", arranged), ("hop", hop)):
        clock = next(c for c in found if c.name == name)
        assert (clock.state, clock.due) == (state, at(due) if due else None), name


def test_the_clerk_checks_at_four_hours_and_management_follows() -> None:
    opened = at("2026-11-23T21:30")
    steps = {}
    happened = log("2026-11-23T21:30 ticket.opened")
    now = opened
    while now < opened + timedelta(hours=6):
        state = next(c for c in clocks.states(P8, happened, severity=2, service_level=None, kind="report_fault", now=now) if c.name == "arranged")  # fmt: skip
        if state.next_at is not None and state.next_at <= now:
            event = {"warn": "clock.warned", "breach": "clock.breached"}.get(
                str(state.next_step), "escalation.sent"
            )
            happened.append(Happening(now, event, {"clock": "arranged", "step": state.next_step}))
            steps[state.next_step] = now - opened
            continue
        now += timedelta(minutes=30)
    clock = P8.clock("arranged")
    assert clock is not None and [e.to for e in clock.escalate] == ["clerk", "management"]
    assert steps == {
        "warn": timedelta(hours=1, minutes=30), "breach": timedelta(hours=2), "escalate:0": timedelta(hours=4),
        "escalate:1": timedelta(hours=5),
    }  # fmt: skip


# -- mistakes in a plan file ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('hop = "hop"', 'hop = "hopp"', "dealers.hop", "unknown clock 'hopp'; did you mean 'hop'?"),
        ('check = "arranged"', 'check = "aranged"', "dealers.check", "did you mean 'arranged'?"),
        ('to = "management", clause = "P8.4" }\ncards', 'to = "boss", clause = "P8.4" }\ncards', "dealers.urgent.to", "unknown role 'boss'"),
        ('report_to = "management"', 'report_to = "managment"', "dealers.report_to", "did you mean 'management'?"),
        ('by = "finance" },\n  { name = "noticed"', 'by = "bank" },\n  { name = "noticed"', "dealers.reimbursement.steps.2.by", "unknown role 'bank'"),
        ('name = "checked"', 'name = "submitted"', "dealers.reimbursement.steps.1.name", "'submitted' is there twice"),
        ('when = "any"', 'when = "quality_fault"', "dealers.returns.rules", "the last rule must be for 'any'"),
        ('components = ["battery", "tyre"], collects', 'components = ["batery"], collects', "dealers.routes.1.components", "did you mean 'battery'?"),
        ('starts = "05-25"', 'starts = "5-25"', "dealers.stock.seasons.0.starts", "String should match pattern"),
        ('remind = "5d"', 'remind = "5wd"', "dealers.cards.remind", "write m, h or d here"),
        ('register_within = "20d"\n', "", "dealers.cards", "no 'warranty.register_within'"),
        ('queue = "agri-clerk"\nkinds', 'queue = "Agri Clerk"\nkinds', "dealers.queue", "is no name of a queue"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_is(tmp_path: Path, old: str, new: str, key: str, message: str) -> None:
    text = (ROOT / "handlers" / "plans" / "p8.toml").read_text("utf-8")
    assert text.count(old) == 1, old
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new), "utf-8")
    found = {problem.key: problem.told("en") for problem in check(file)}
    assert message in found.get(key, ""), found
