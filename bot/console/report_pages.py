"""The console's pages of reports, the tickets behind them, and both as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from bot import edge
from bot.console import charts, pages, sheets
from bot.console.entrance import LoginFirst, actor_of, answered, no, ours, to_login
from handlers import report_files, report_words, reports
from handlers.here import here
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.reports import Group, Section
from handlers.rules.report import OUTCOMES
from handlers.texts.shapes import sign

router = APIRouter(prefix="/console", include_in_schema=False)
MOST_FIELD = 200
DRAWN = 12  # bars in a picture; the table has them all
#: How the parts of a bar are coloured, by what came of it.
COLOURS = {
    "met": "good", "missed": "bad", "kept": "good", "early": "c2", "late": "c3", "person": "c1", "bot": "c1",
    "reopened": "bad", "stayed": "rest", "covered": "good", "not_covered": "c3", "undecided": "c4", "given": "good",
    "refused": "bad", "open": "c4", "5": "good", "4": "c2", "3": "c4", "2": "c3", "1": "bad", "severity": "c1",
    "intent": "c2", "warranty": "c3",
}  # fmt: skip


def _given(request: Request) -> dict[str, str]:
    return {k: v[:MOST_FIELD] for k, v in request.query_params.items()}


@router.get("/reports")
async def report(request: Request) -> Response:
    given = _given(request)

    def answer(house: House, user: Actor) -> Response:
        found = reports.page(house, user, given)
        drawn = {s.figure.id: _pictures(s, user.lang) for s in found.sections}
        return pages.render(
            "reports.html", user.lang, user, view="reports", zone=here().key, page=found, drawn=drawn, outcomes=OUTCOMES,
            **_spoken(user.lang),
        )  # fmt: skip

    return await answered(request, answer)


@router.get("/reports/tickets")
async def tickets_behind(request: Request) -> Response:
    given = _given(request)

    def answer(house: House, user: Actor) -> Response:
        found = reports.behind(house, user, given)
        return pages.render("report_tickets.html", user.lang, user, view="reports", behind=found, label=partial(_label, house, user.lang),
                            states=report_words.status, kinds=report_words.kind, **_spoken(user.lang))  # fmt: skip

    return await answered(request, answer)


def _label(house: House, lang: str, name: str, key: str | None) -> str:
    return report_words.label(house, lang, name, key or "-")


def _spoken(lang: str) -> dict[str, Any]:
    """What the templates write figures with."""
    return {
        "percent": percent,
        "number": lambda n: f"{n:,}",
        "lasting": lambda seconds: report_words.lasting(seconds, lang),
        "head": lambda group, figure: headline(group, figure, lang),
        "change": change,
        "colour": colour,
        "fields": parse_qsl,
        "outcome": lambda result, name: report_words.outcome(lang, result, name),
        "fee_sum": lambda group: f"{sign(group.key)}{group.total / 100:,.0f}",
    }


def percent(share: float | None) -> str:
    """Whole percents, with a decimal where whole ones would say all or nothing and it is not."""
    if share is None:
        return "–"
    whole = f"{share * 100:.0f}"
    return f"{share * 100:.1f} %" if whole in ("0", "100") and 0 < share < 1 else f"{whole} %"


def headline(group: Group, figure: reports.Figure, lang: str) -> str:
    """The one figure of a section."""
    if figure.kind == "share":
        return percent(group.share(figure.good))
    if figure.kind == "time":
        return report_words.lasting(group.ranks[50], lang) if 50 in group.ranks else "–"
    if figure.kind == "points":
        return f"{group.average:.2f}" if group.average is not None else "–"
    return f"{group.n:,}"


def change(found: Section) -> str:
    """Against the time before, with its sign; nothing where there is nothing to compare."""
    now, before, figure = found.now, found.before, found.figure
    if not before.n or not now.n:
        return ""
    if figure.kind == "share":
        points = ((now.share(figure.good) or 0) - (before.share(figure.good) or 0)) * 100
        return f"{points:+.1f} %" if abs(points) >= 0.05 else "±0"
    if figure.kind == "points":
        return f"{(now.average or 0) - (before.average or 0):+.2f}"
    old = before.ranks.get(50, 0) if figure.kind == "time" else before.n
    new = now.ranks.get(50, 0) if figure.kind == "time" else now.n
    return f"{(new - old) / old * 100:+.0f} %" if old else ""


# -- pictures --------------------------------------------------------------------------------------


def _pictures(found: Section, lang: str) -> dict[str, Markup]:
    """By the dimension that they show; ``course`` is over time."""
    drawn = {name: _picture(found, groups, lang) for name, groups in found.groups.items() if groups}
    if found.course:
        drawn["course"] = _course(found, lang)
    if found.figure.kind in ("points", "count") or found.figure.id == "fees":
        drawn["whole"] = _distribution(found, lang)
    return drawn


def _picture(found: Section, groups: Iterable[Group], lang: str) -> Markup:
    figure, shown = found.figure, list(groups)[:DRAWN]
    if figure.kind == "time":
        return charts.spans([
            (g.label, f"{report_words.lasting(g.ranks[50], lang)} · {report_words.lasting(g.ranks[90], lang)} ({g.n:,})",
             g.ranks[50], g.ranks[90])
            for g in shown if g.ranks
        ])  # fmt: skip
    if figure.kind == "points":
        return charts.bars(
            [charts.Bar(g.label, f"{g.average:.2f} ({g.n:,})", (("c1", (g.average or 0) / 5),)) for g in shown]
        )  # fmt: skip
    most = max((g.n for g in shown), default=1) if figure.kind == "count" else 0
    return charts.bars(
        [charts.Bar(g.label, _told(g, figure), _parts(g, figure.result, most or g.n)) for g in shown]
    )


def _told(group: Group, figure: reports.Figure) -> str:
    return f"{group.n:,}" if figure.kind == "count" else f"{percent(group.share(figure.good))} ({group.n:,})"


def _parts(group: Group, result: str, whole: int) -> tuple[tuple[str, float], ...]:
    found = ((o, group.counts.get(o, 0)) for o in OUTCOMES[result])
    return tuple((colour(result, o), n / whole) for o, n in found if n)


def colour(result: str, outcome: str) -> str:
    """What is told of has a colour, what is left of the whole is pale."""
    if (result, outcome) in (("opened", "bot"), ("resolution", "person")):
        return "rest"
    return COLOURS.get(outcome, "c1")


def _distribution(found: Section, lang: str) -> Markup:
    """How many of each outcome."""
    result, whole = found.figure.result, found.now.n or 1
    return charts.bars([
        charts.Bar(report_words.outcome(lang, result, o), f"{n:,} ({percent(n / whole)})",
                   ((colour(result, o), n / whole),))
        for o in OUTCOMES[result] if (n := found.now.counts.get(o, 0)) or result != "correction"
    ])  # fmt: skip


def _course(found: Section, lang: str) -> Markup:
    result = found.figure.result
    drawn = []
    for step, counts in found.course:
        parts = tuple((colour(result, o), counts.get(o, 0)) for o in OUTCOMES[result])
        days = f"{step.first:%m-%d}" + ("" if step.first == step.last else f" – {step.last:%m-%d}")
        words = ", ".join(
            f"{report_words.outcome(lang, result, o)} {counts.get(o, 0):,}" for o in OUTCOMES[result]
        )
        drawn.append(charts.Column(f"{step.first:%m-%d}", f"{days}: {words}", parts))
    most = max((sum(counts.values()) for _, counts in found.course), default=0)
    return charts.columns(drawn, f"{most:,}" if most else "")


# -- files -----------------------------------------------------------------------------------------


@router.post("/reports/export")
async def export(request: Request) -> Response:
    """A report's table, or the list of tickets behind a figure; that it was taken out is written down."""
    try:
        user = await actor_of(request)
    except LoginFirst:
        return to_login(request)
    at = edge.of(request)
    form = await request.form(max_files=0, max_fields=30)
    given = {k: v[:MOST_FIELD] for k, v in form.items() if isinstance(v, str)}
    if not ours(request, user, given):
        return no(request, user, 403, Refused("csrf"))
    try:
        return await at.turns.call(lambda: _file(at.house, user, given))
    except Refused as refused:
        return no(request, user, 403 if refused.why == "role" else 404, refused)


def _file(house: House, user: Actor, given: Mapping[str, str]) -> Response:
    kind = given.get("format", "")
    if kind not in sheets.MEDIA:
        raise Refused("field", name="format")

    def made(title: str, rows: Iterable[list[report_files.Cell]]) -> bytes:
        return b"".join(sheets.csv_pieces(rows)) if kind == "csv" else sheets.xlsx(rows, title)

    name, content = report_files.export(house, user, given, kind, made)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store",
               "x-content-type-options": "nosniff"}  # fmt: skip
    return Response(content, media_type=sheets.MEDIA[kind], headers=headers)
