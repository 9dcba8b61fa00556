"""The pages of reports and of the wall over HTTP: who may see them, files that are no formulas, bulk actions with what
became of each."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.routing import APIRoute
from openpyxl import load_workbook
from sqlalchemy import insert, select

from bot.console import charts, report_pages, sheets, wall_pages
from handlers import queue, reassign, watch
from handlers.people import ROLES
from handlers.reassign import Chosen
from handlers.rules.report import OUTCOMES
from storage import audit, ticket_results
from storage import queue as stored_queue
from storage.models import Ticket
from storage.report_tables import TicketResult
from tests.bot.office import HASH, ON_SQLITE, Office, Person, clock, house, office  # noqa: F401 - fixtures
from tests.bot.test_console_attacks import everything
from tests.bot.test_registers import text_only
from tests.world import together

# -- formulas --------------------------------------------------------------------------------------

INJECTIONS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "\ufeff=1", "\x00=1", "＝1+1", "＋1", "－1", "＠x",
    '=HYPERLINK("http://x","y")', "=cmd|'/C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\x0b=1", "  \t=1",
]  # fmt: skip
PLAIN = ["", "BX1", "a=1", "1-1", "水箱 -1", "'=1", "５＋１", "e@mail"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_is_a_formula(text: str) -> None:
    for rows in (next(csv.reader(io.StringIO(_csv([[text, 5]])))), _xlsx([[text, 5]])[0]):
        assert str(rows[0]).startswith("'"), rows
        assert str(rows[1]) == "5", "a number stays one"


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert next(csv.reader(io.StringIO(_csv([[text, -5, 0.25, None]])))) == [text, "-5", "0.25", ""]
    assert _xlsx([[text, -5, 0.25, None, 1]])[0] == (text or None, -5, 0.25, None, 1)


def test_cells_are_bounded_and_without_what_no_file_may_hold() -> None:
    assert len(str(sheets.guarded("长" * 100_000))) == sheets.MOST_CHARS
    assert _xlsx([["a\x01b\ufffec"]])[0] == ("a b c",)


def _csv(rows: list[list[Any]]) -> str:
    content = b"".join(sheets.csv_pieces(rows))
    assert content.startswith(b"\xef\xbb\xbf")
    return content.decode("utf-8-sig")


def _xlsx(rows: list[list[Any]]) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(sheets.xlsx(rows, "a/b[c]:*?" + "x" * 40)))
    sheet = book.worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return list(sheet.iter_rows(values_only=True))


# -- pictures --------------------------------------------------------------------------------------


class Shapes(HTMLParser):
    """Every number of a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.rects: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "style" not in dict(attrs), "styles are not allowed by the policy"
        if tag == "rect":
            self.rects.append(dict(attrs))


@pytest.mark.parametrize(
    "drawn",
    [
        charts.bars([]), charts.columns([], ""), charts.spans([]), charts.spans([("x", "0 s", 0, 0)]),
        charts.columns([charts.Column("a", "a: 0", (("good", 0),))], ""),
        charts.columns([charts.Column(str(i), "", (("good", 10**12 * (i == 3)), ("bad", i))) for i in range(400)], "1,000,000,000,000"),
        charts.bars([charts.Bar("<b>" * 80, "100.0 %", (("good", 1.0), ("bad", 0.00001)))]),
        charts.spans([("a", "", 10**9, 2 * 10**9), ("b", "", 1, 1)]),
    ],
)  # fmt: skip
def test_pictures_stay_within_themselves(drawn: str) -> None:
    found = Shapes()
    found.feed(drawn)
    assert "nan" not in drawn and "inf" not in drawn and "<b>" not in drawn
    for rect in found.rects:
        wide = [float(str(rect.get(k, "0")).rstrip("%")) for k in ("x", "width")]
        assert all(0 <= w <= 100 for w in wide) and float(str(rect["height"])) >= 0, rect


# -- who may ---------------------------------------------------------------------------------------

READERS, LEADERS = {"supervisor", "administrator", "auditor"}, {"supervisor", "administrator"}


def routes() -> list[tuple[str, str]]:
    return [
        (method, route.path)
        for router in (report_pages.router, wall_pages.router)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


BODY = {"do": "seen", "alarm": "1", "item": "1:0", "to": "queue:service-desk", "why": "x", "format": "csv", "what": "clocks", "figure": "clocks"}  # fmt: skip


@ON_SQLITE
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_those_who_answer_for_the_promises(office: Office, role: str) -> None:
    office.customer("太阳能热水器着火了", "转人工")
    office.user("bob", role=role)
    bob = office.person("bob")
    assert len(routes()) == 6, "a new one is tried here by itself"
    while watch.fire(office.place.house, office.clock.now):  # what is to be offered is offered before
        pass
    for method, path in routes():
        allowed = LEADERS if path.endswith("/bulk") else READERS
        before = everything(office.place)
        answers = [_ask(bob, method, path, csrf=bob.csrf), _ask(bob, method, path, csrf="wrong")]
        if role not in allowed:
            assert {a.status_code for a in answers} <= {403}, (method, path, answers[0].status_code)
            assert everything(office.place) == before, path
            assert all("着火" not in a.text for a in answers)
        else:
            wanted = [200, 200] if method == "GET" else [200, 403]
            assert [a.status_code for a in answers] == wanted, (method, path, answers[0].text[:200])
        nobody = Person(office.place, "bob", "no such session")
        nobody.__dict__["csrf"] = bob.csrf
        assert _ask(nobody, method, path, csrf=bob.csrf).status_code in (303, 401), path


def _ask(person: Person, method: str, path: str, csrf: str) -> Any:
    if method == "GET":
        return person.get(path + "?figure=clocks")
    return person.place.http.post(path, data={**BODY, "csrf": csrf}, headers=person.headers())


# -- pages and files -------------------------------------------------------------------------------


def takes_out(person: Person, **fields: str) -> Any:
    data = {"csrf": person.csrf, **fields}
    return person.place.http.post("/console/reports/export", data=data, headers=person.headers())


@ON_SQLITE
@pytest.mark.parametrize(("lang", "told"), [("en", "Quoted in all, at the upper end: ¥1,200."), ("zh", "报价上限合计：¥1,200。")])  # fmt: skip
def test_every_figure_can_be_looked_at_when_there_is_something_of_each(
    office: Office, lang: str, told: str
) -> None:
    office.customer("太阳能热水器漏水了", "转人工")
    store = office.place.house.store
    ticket = store.read(lambda tx: tx.sql.execute(select(Ticket.id)).scalars().first())
    named = {"clock": "first_response", "fee": "CNY", "correction": "2>1"}
    rows = [
        {"ticket_id": ticket, "figure": figure, "name": named.get(figure, ""), "nth": 100 + n, "outcome": outcome,
         "at": office.clock.now, "quarter": ticket_results.quarter(office.clock.now), "plan": "p3", "severity": 2,
         "region": None, "queue": "service-desk", "value": 40_000}
        for figure, outcomes in OUTCOMES.items() for n, outcome in enumerate(outcomes)
    ]  # fmt: skip
    store.write(lambda tx: tx.sql.execute(insert(TicketResult), rows))
    office.user("bob", role="supervisor", lang=lang)
    page = office.person("bob").get("/console/reports?period=7")
    assert page.status_code == 200 and told in text_only(page)


@ON_SQLITE
def test_a_figure_leads_to_its_tickets_and_both_can_be_taken_out(office: Office) -> None:
    office.customer("太阳能热水器漏水了", "转人工")
    sue = office.person("sue")
    page = sue.get("/console/reports?period=7").text
    link = re.search(r'href="(/console/reports/tickets\?[^"]*figure=handoff[^"]*outcome=person[^"]*)"', page)
    assert link, "the figure leads nowhere"
    behind = sue.get(link[1].replace("&amp;", "&")).text
    assert "handed over to people" in behind and re.search(r"BX2026\d+", behind)
    for kind in ("csv", "xlsx"):
        made = takes_out(sue, what="handoff", format=kind, period="7")
        assert made.status_code == 200 and f'.{kind}"' in made.headers["content-disposition"]
        listed = takes_out(sue, what="tickets", figure="handoff", outcome="person", format=kind, period="7")
        rows = _rows(listed.content, kind)
        assert (
            rows[0][:2] == ["Ticket", "Why it counts"] and len(rows) == 2 and rows[1][0].startswith("BX2026")
        )
        assert "handoff-tickets-2026" in listed.headers["content-disposition"]
    assert _rows(takes_out(sue, what="handoff", format="csv", period="7").content, "csv")[1][2:5] == [
        "1",
        "1",
        "0",
    ]
    noted = office.place.house.store.read(
        lambda tx: audit.entries(tx, before=None, about="", action="report", limit=9)
    )
    assert len(noted) == 5 and noted[-1].data["format"] == "csv" and noted[-1].about == "report:handoff"
    office.user("sue", role="administrator")
    assert "took a report out as a file" in sue.get("/console/audit?action=report").text
    for bad in ({"what": "no such"}, {"format": "exe"}, {"what": "tickets", "figure": "x"}):
        assert takes_out(sue, **{"what": "clocks", "format": "csv", **bad}).status_code == 404


def _rows(content: bytes, kind: str) -> list[list[str]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[str(v) for v in row] for row in sheet.iter_rows(values_only=True)]


@ON_SQLITE
@pytest.mark.parametrize(
    "query",
    ["period=x", "period=days&from=0000&to=9999-99-99", "period=month&month=2026-99", "severity=9&region='%3B--", "by=1", "after=9-9-9",
     "figure=clocks&after=99999999999-1", "figure=clocks&outcome=%3Cscript%3E&name=" + "x" * 5000, "queue=<script>alert(1)</script>"],
)  # fmt: skip
def test_odd_questions_are_answered_as_if_nothing_was_said(office: Office, query: str) -> None:
    sue = office.person("sue")
    for path in ("/console/reports", "/console/reports/tickets"):
        answer = sue.get(f"{path}?{query}")
        assert answer.status_code == (200 if path.endswith("reports") or "figure=clocks" in query else 404)
        assert "<script>alert" not in answer.text


# -- many things at once ---------------------------------------------------------------------------


def waiting(office: Office, count: int) -> list[Chosen]:
    """Items that wait, as a supervisor sees them."""
    items = [office.customer("太阳能热水器漏水了", "转人工").item for _ in range(count)]
    rows = [office.place.house.store.read(lambda tx, i=i: stored_queue.get(tx, i)) for i in items]  # type: ignore[misc]
    return [Chosen(row.id, row.token) for row in rows]


def bulk(person: Person, do: str, items: list[Chosen] | None = None, **fields: Any) -> Any:
    data = {"csrf": person.csrf, "do": do, "item": [f"{i.id}:{i.token}" for i in items or []], **fields}
    return person.place.http.post("/console/wall/bulk", data=data, headers=person.headers(x_fragment="1"))


def item(office: Office, chosen: Chosen) -> Any:
    return office.place.house.store.read(lambda tx: stored_queue.get(tx, chosen.id))


@ON_SQLITE
def test_of_thirteen_twelve_are_moved_and_one_is_refused_for_ann_holds_it(office: Office) -> None:
    chosen, sue, ann = waiting(office, 13), office.person("sue"), office.person("ann")
    assert ann.do("claim", item=chosen[4].id).status_code == 303
    assert bulk(sue, "move", chosen, to="queue:service-desk").status_code == 409, "a reason is needed"
    told = bulk(sue, "move", chosen, to="queue:service-desk", why="the solar team is away").text
    assert "12 done, 1 refused" in told and "Held by Ann." in told
    rows = [item(office, c) for c in chosen]
    assert [r.queue == "service-desk" for r in rows] == [i != 4 for i in range(13)]
    assert (rows[4].claimed_by, rows[4].status) == (office.user("ann"), "claimed")
    again = bulk(sue, "move", chosen, to="queue:service-desk", why="once more").text
    assert "0 done, 13 refused" in again and again.count("It waits in that queue already.") == 12


@ON_SQLITE
def test_who_sees_that_ann_holds_it_may_take_it_from_her_or_move_it(office: Office) -> None:
    chosen, sue, ann = waiting(office, 2), office.person("sue"), office.person("ann")
    for one in chosen:
        ann.do("claim", item=one.id)
    seen = [Chosen(c.id, item(office, c).token) for c in chosen]
    bob = office.user("bob")
    assert "1 done" in bulk(sue, "move", seen[:1], to=f"user:{bob}", why="Ann is ill").text
    row = item(office, seen[0])
    assert (row.offered_to, row.claimed_by) == (bob, office.user("ann")), "hers until he accepts"
    assert "1 done" in bulk(sue, "take", seen[1:]).text
    assert item(office, seen[1]).claimed_by == office.user("sue")
    with pytest.raises(Exception, match="colleague"):
        queue.resolve(office.place.house, office_user(office, "ann"), seen[1].id, "too late")


def office_user(office: Office, login: str) -> Any:
    from handlers import people
    from storage import people as stored_people

    row: Any = office.place.house.store.read(lambda tx: stored_people.by_login(tx, login))
    return people.actor(row)


@ON_SQLITE
def test_notes_alarms_and_nonsense(office: Office) -> None:
    chosen, sue = waiting(office, 2), office.person("sue")
    office.customer("太阳能热水器着火了")
    key = {"key": "once"}
    assert "2 done" in bulk(sue, "note", chosen, why="Parts come on Friday", **key).text
    assert "2 done" in bulk(sue, "note", chosen, why="Parts come on Friday", **key).text
    page = sue.page(item(office, chosen[0]).conversation_id)
    assert page.count("Parts come on Friday") == 1, "sent twice, written once"
    alarm = sue.first(r'name="alarm" value="(\d+)"', "/console/wall")
    assert "1 done" in bulk(sue, "seen", alarm=[alarm]).text
    assert "Seen already." in bulk(sue, "seen", alarm=[alarm]).text
    assert bulk(sue, "move", [], to="queue:service-desk", why="x").status_code == 409
    assert bulk(sue, "fly", chosen).status_code == 409
    for bad in ("x:1", "1:x", "1", "-1:0", "9" * 30 + ":0"):
        assert bulk(sue, "take", alarm=[], item=bad).status_code == 409, bad
    assert "0 done, 1 refused" in bulk(sue, "take", [Chosen(99999, 0)]).text
    assert takes_out(sue, what="clocks", format="csv", region="\x00", plan="'").status_code == 200
    too_many = [Chosen(i, 0) for i in range(1, reassign.MOST + 2)]
    assert bulk(sue, "take", too_many).status_code == 409
    for to in ("user:99999", "queue:no such queue", "queue:", f"user:{office.user('kim', active=False)}"):
        assert "0 done, 2 refused" in bulk(sue, "move", chosen, to=to, why="x").text, to


def test_two_supervisors_at_once_move_each_thing_once(office: Office) -> None:
    chosen, sue = waiting(office, 6), office_user(office, "sue")
    house = office.place.house
    found = together(2, lambda i: reassign.take(house, sue if i else office_user(office, "tom"), chosen))
    done = [sum(o.done for o in outcomes) for outcomes in found]  # type: ignore[union-attr]
    assert sum(done) == 6, found
    assert all(item(office, c).token == c.token + 1 for c in chosen)


@ON_SQLITE
def test_the_wall_counts_what_is_due_and_over_and_names_what_is_at_risk(office: Office) -> None:
    office.customer("太阳能热水器漏水了", "转人工")
    sue = office.person("sue")
    text = re.sub(r"<[^>]+>", " ", sue.get("/console/fragments/wall").text)
    assert re.search(r"1\s+waiting", text) and re.search(r"0\s+overdue", text)
    office.clock.now += timedelta(hours=1)
    late = sue.get("/console/fragments/wall?show=over").text
    assert re.search(r'class="late"><b><a[^>]*>1</a></b>overdue', late) and 'id="item-' in late
    assert 'id="item-' not in sue.get("/console/fragments/wall?queue=no-such").text
    assert HASH not in late
