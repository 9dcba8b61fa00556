"""The service plans and the roster as administrators see them: looked through, previewed, taken by hand only."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from handlers import plan_desk
from handlers.people import Actor
from handlers.plans.load import load_plans
from handlers.rules import calendar
from handlers.rules.policy import PriceList
from handlers.rules.retention import Retention
from storage import duty, holidays, tickets
from tests.bot.office import ON_SQLITE, ROLES, Office, Person, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_console_attacks import everything
from tests.bot.test_dealers_page import SAID
from tests.bot.test_registers import post, text_of, text_only

ROSTER = """
[[person]]
id = "ann"
name = "Ann Lee"
login = "ann"
[[person]]
id = "max"
name = "Max"
login = "nobody-max"
[[duty]]
role = "engineer"
person = "ann"
[[duty]]
role = "clerk"
person = "max"
[duty.calendar]
shifts = { mon = ["20:00-22:00"] }
"""


def send(person: Person, path: str, content: bytes, name: str = "file.toml") -> Any:
    files = {"file": (name, content, "application/toml")}
    return person.place.http.post(path, data={"csrf": person.csrf}, files=files, headers=person.headers())


@ON_SQLITE
def test_a_plan_file_is_looked_through_and_not_taken(office: Office) -> None:
    tom, before = office.person("tom"), set(office.place.house.plans)
    wrong = send(tom, "/console/plans", b'extends = "base"\nid = "px"\nnonsense = 1\n', "mine <b>.toml")
    assert (
        wrong.status_code == 200
        and "mine &lt;b&gt;.toml:3" in wrong.text
        and "<code>nonsense</code>" in wrong.text
    )
    assert "is not valid TOML" in send(tom, "/console/plans", b"= x").text
    good = send(tom, "/console/plans", (office_plan := _shipped("p5")))
    assert "is good" in good.text and office_plan, text_only(good)
    assert set(office.place.house.plans) == before
    assert send(tom, "/console/plans", b"\xff\xfe").status_code == 403
    assert post(tom, "/console/plans").status_code == 409, "without a file"


def _shipped(name: str) -> bytes:
    from importlib.resources import files

    return files("handlers.plans").joinpath(f"{name}.toml").read_bytes()


@ON_SQLITE
def test_a_roster_is_previewed_with_its_gaps_and_holds_only_when_taken(office: Office) -> None:
    tom, store = office.person("tom"), office.place.house.store
    seen = send(tom, "/console/roster", ROSTER.encode())
    words = text_only(seen)
    assert "nobody-max" in words and "gaps in seven days" in words and "2 people, 2 duties" in words
    assert store.read(duty.roster) is None and "There is no roster yet" in text_of(tom, "/console/roster")
    assert tom.do("roster-take", roster=ROSTER.replace("\n", "\r\n")).status_code == 303
    page = text_of(tom, "/console/roster")
    assert "Ann Lee" in page and "nobody" in page and "again from" in page
    assert "roster taken" in text_of(tom, "/console/audit?action=roster")
    for wrong in ("", "x", ROSTER.replace('person = "max"', 'person = "eve"')):
        refused = tom.do("roster-take", roster=wrong)
        assert (refused.status_code, "cannot be used" in refused.text) == (409, True), wrong
    told = text_only(send(office.person("tom", "zh"), "/console/roster", ROSTER.replace("mon", "moon").encode(), "mine.toml"))  # fmt: skip
    assert "mine.toml:17" in told and "只能是" in told, "a mistake with its line, in the reader's language"


@ON_SQLITE
def test_holidays_are_looked_at_line_by_line_and_hold_in_the_calendars_when_taken(office: Office) -> None:
    tom = office.person("tom")
    good, wrong = "2027-02-06,off,春节\n2027-01-31,work,调休\n", "2027-02-06,off\n2027-02-31,off\n"

    def look(person: Person, text: str, country: str = "CN") -> Any:
        data = {"csrf": person.csrf, "country": country}
        files = {"file": ("days.csv", text.encode(), "text/csv")}
        return person.place.http.post("/console/holidays", data=data, files=files, headers=person.headers())

    def words(answer: Any) -> str:
        return " ".join(text_only(answer).split())

    assert "make-up working days are not known yet" in text_of(tom, "/console/holidays")
    seen = words(look(tom, wrong))
    assert "2 “2027-02-31” is no day" in seen and "Take these" not in seen
    assert tom.do("holidays-take", country="CN", holidays=wrong).status_code == 409
    assert look(tom, good, "FR").status_code == 409, "no plan follows its holidays"
    seen = words(look(tom, good))
    assert "春节" in seen and "Take these 2 days" in seen
    assert not office.place.house.store.read(holidays.years), "to look is not to take"
    try:
        assert tom.do("holidays-take", country="CN", holidays=good).status_code == 303
        assert "2 days imported" in text_of(tom, "/console/holidays")
        month = text_of(tom, "/console/plans/p5?calendar=office&month=2027-01")
        assert "make-up day" in month or "make-up" in month
        again = words(look(tom, "2027-02-06,work,x\n"))
        assert "was the opposite" in again and "would not count any more" in again
        assert "holidays imported" in text_of(tom, "/console/audit?action=holidays")
        office.user("bob", role="auditor")
        for login in ("ann", "sue", "bob"):
            person = office.person(login)
            assert look(person, good).status_code == 403, login
            assert person.do("holidays-take", country="CN", holidays=good).status_code == 403, login
    finally:
        calendar.take_public_days({})


@ON_SQLITE
def test_every_plan_has_its_page_and_only_administrators_upload(office: Office) -> None:
    tom, shown = office.person("tom"), 0
    for plan in office.place.house.plans.values():
        page = text_of(tom, f"/console/plans/{plan.id}?month=2026-10")
        assert all(k.label.en in page for k in plan.clocks), plan.id
        assert all(p.version in page for p in plan.fees.lists), plan.id
        shown += "holiday" in page
    assert shown, "no plan shows the holidays of October"
    for odd in ("month=x", "month=9999-99", "calendar=nope", "month=0001-01"):
        assert tom.get(f"/console/plans/p1?{odd}").status_code == 200, odd
    assert tom.get("/console/plans/none").status_code == 404
    office.user("bob", role="auditor")
    for login in {**ROLES, "bob": "auditor"}:
        if login == "tom":
            continue
        person, reads = office.person(login), 200 if login == "bob" else 403
        before = everything(office.place)
        assert [
            person.get(p).status_code for p in ("/console/plans", "/console/plans/p1", "/console/roster")
        ] == [reads] * 3
        assert [
            send(person, p, ROSTER.encode()).status_code for p in ("/console/plans", "/console/roster")
        ] == [403, 403]
        assert person.do("roster-take", roster=ROSTER).status_code == 403
        assert everything(office.place) == before


def test_price_lists_hold_one_after_the_other_and_say_what_differs() -> None:
    plan = load_plans()["p5"]
    first = plan.fees.lists[0]
    item = first.items[0]
    dearer = item.model_copy(update={"high": item.high + 100})
    more = item.model_copy(update={"id": "more"})
    second = PriceList(
        version="next", valid_from=date(2030, 1, 1), clause="x", items=(dearer, more, *first.items[2:])
    )
    fees = plan.fees.model_copy(update={"lists": (first, second)})
    new, old = plan_desk.prices(plan.model_copy(update={"fees": fees}), date(2029, 12, 31))
    assert (old.until, old.now, new.until, new.now) == (date(2029, 12, 31), True, None, False)
    assert ([i.id for i in new.new], [i.id for i in new.gone]) == (["more"], [first.items[1].id])
    assert new.changed == [(item, dearer)] and not (old.new or old.gone or old.changed)


def test_a_month_shows_holidays_and_days_that_are_worked_for_them(house: Any) -> None:
    """The National Day of 2025: off from the 1st to the 8th (4 and 5 are a weekend); Sunday 28 September and Saturday 11 October are worked."""
    user = Actor(1, "tom", "Tom", "administrator", "en", "ready", ())
    plan = next(p for p in house.plans.values() if any(c.holidays == "CN" for c in p.calendars.values()))
    name = next(n for n, c in plan.calendars.items() if c.holidays == "CN")
    month = plan_desk.page(house, user, plan.id, name, "2025-10").month
    kinds = {d.day.day: d.kind for week in month.weeks for d in week if d is not None}
    assert (
        {kinds[n] for n in (1, 2, 3, 6, 7, 8)} == {"holiday"} and kinds[11] == "makeup" and kinds[9] == "work"
    )
    assert (month.before, month.after) == (date(2025, 9, 1), date(2025, 11, 1))


@ON_SQLITE
def test_what_is_kept_and_erased_next_and_what_is_in_use(office: Office) -> None:
    customer, store = office.customer(*SAID), office.place.house.store
    ticket = store.read(lambda tx: tickets.of_conversation(tx, customer.conversation))[0]
    kept = Retention(months=1)
    plans = {**load_plans(), "p8": load_plans()["p8"].model_copy(update={"retention": kept})}
    object.__setattr__(office.place.house, "plans", plans)
    tom = office.person("tom")
    assert ticket.number not in text_of(tom, "/console/retention"), "it is open"
    closed = office.clock.now - timedelta(days=40)
    store.write(lambda tx: tickets.save(tx, ticket.id, closed, status="resolved", closed_at=closed))
    page = tom.get("/console/retention").text
    assert f'<span class="not_covered">{ticket.number}' in page and "kept 1 months" in page
    assert all(plan.routing.default in page for plan in office.place.house.plans.values())
    assert office.person("ann").get("/console/retention").status_code == 403
