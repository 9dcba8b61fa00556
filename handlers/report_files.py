"""Reports and the tickets behind them as tables, for spreadsheets; that somebody took them out is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from handlers import audit, naming, reports
from handlers import report_words as words
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.reports import Section
from handlers.rules.report import OUTCOMES
from handlers.texts.catalog import say
from storage import ticket_results as stored
from storage.engine import Tx

MOST_ROWS = 50_000
Cell = str | int | float | None
Make = Callable[[str, Iterable[list[Cell]]], bytes]


def export(house: House, user: Actor, given: Mapping[str, str], kind: str, make: Make) -> tuple[str, bytes]:
    """The name of the file and what is in it: of the section ``what``, or of the tickets behind a figure.  ``make`` gets
    a title and the rows, at most :data:`MOST_ROWS` of them."""
    user.need("reports")
    listed = given.get("what") == "tickets"
    figure = reports.which(house, given)[0] if listed else reports.BY_ID.get(given.get("what", ""))
    if figure is None:
        raise Refused("no-figure")
    ask = reports.asked(house, given)
    about = f"report:{figure.id}" + ("/tickets" if listed else "")
    house.store.write(
        lambda tx: audit.note(
            tx, house.now(), user.owner, "report.exported", about, format=kind, query=ask.query()
        )
    )
    title = say(f"report-{figure.id}", user.lang)

    def made(tx: Tx) -> bytes:
        rows = (
            tickets(tx, house, user.lang, given) if listed
            else table(reports.section(ask, figure, house, user.lang, reports.counted(tx, ask)), user.lang)
        )  # fmt: skip
        return make(title, islice(rows, MOST_ROWS + 1))

    name = f"{figure.id}{'-tickets' if listed else ''}-{ask.period.first}_{ask.period.last}.{kind}"
    return name, house.store.read(made)


def table(found: Section, lang: str) -> Iterator[list[Cell]]:
    """A section as rows: whole, before, and by each of what it is told apart by."""
    result, figure = found.figure.result, found.figure
    outcomes = OUTCOMES[result]
    made = {
        "share": ("share",),
        "time": ("median-seconds", "p90-seconds"),
        "points": ("average",),
        "count": (),
    }[figure.kind]
    yield [
        *words.heads(lang, "by", "group", "count"),
        *(words.outcome(lang, result, o) for o in outcomes),
        *words.heads(lang, *made),
    ]
    whole = [(say("report-now", lang), "", found.now), (say("report-before", lang), "", found.before)]
    split = [
        (say(f"report-by-{name}", lang), g.label, g) for name, groups in found.groups.items() for g in groups
    ]
    for name, label, group in (*whole, *split):
        values: dict[str, list[Cell]] = {
            "share": [_rounded(group.share(figure.good), 4)],
            "time": [group.ranks.get(50), group.ranks.get(90)],
            "points": [_rounded(group.average, 3)],
            "count": [],
        }
        yield [name, label, group.n, *(group.counts.get(o, 0) for o in outcomes), *values[figure.kind]]


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


def tickets(tx: Tx, house: House, lang: str, given: Mapping[str, str]) -> Iterator[list[Cell]]:
    """The tickets behind a figure, the first row with the names of the columns."""
    figure, outcome, name, ask = reports.which(house, given)
    yield words.heads(lang, "number", "why", "when", "plan", "kind", "status", "severity", "region", "queue")
    queues = naming.called(house.plans.values())  # once, not for each row
    for row in stored.streamed(tx, ask.wanted(figure, outcome=outcome, name=name), MOST_ROWS):
        yield [
            row.number, words.why(house, lang, figure.result, row), words.local(row.at),
            words.label(house, lang, "plan", row.plan), words.kind(lang, row.kind), words.status(lang, row.status),
            row.severity_level, words.label(house, lang, "region", row.region or "-"),
            naming.name(queues, row.queue, lang) if row.queue else None,
        ]  # fmt: skip
