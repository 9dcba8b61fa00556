"""What counts in the reports: written with what decides it, read in sums."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    tuple_,
)

from storage import spread
from storage.engine import Tx
from storage.inserts import insert_into
from storage.models import Ticket
from storage.prepared import Prepared, each
from storage.report_tables import TicketResult as Result

QUARTER = 900  # seconds
Key = tuple[str, str, int]
_TABLE = Result.__table__
_OF_TICKET = Prepared(select(_TABLE).where(Result.ticket_id == bindparam("ticket")))


_KEYS = ("ticket_id", "figure", "name", "nth")


def _put(dialect: str) -> Any:
    made = insert_into(Result, dialect)
    values = {c.name: made.excluded[c.name] for c in _TABLE.columns if c.name not in _KEYS}
    return made.on_conflict_do_update(index_elements=_KEYS, set_=values)


_PUT = Prepared(_put)
_DROP = Prepared(
    delete(Result)
    .where(Result.ticket_id == bindparam("ticket"), Result.figure == bindparam("what"),
           Result.name == bindparam("which"), Result.nth == bindparam("number"))
    .returning(Result.ticket_id)
)  # fmt: skip
#: What results may be told apart by, and narrowed to.
GROUPS: dict[str, Any] = {
    "plan": Result.plan,
    "severity": Result.severity,
    "region": Result.region,
    "queue": Result.queue,
    "name": Result.name,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Results of a figure from one quarter of an hour to before another; ``only`` narrows them."""

    figure: str
    start: int
    end: int
    only: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    at: datetime
    outcome: str
    value: int | None
    plan: str
    severity: int | None
    region: str | None
    queue: str | None


def quarter(at: datetime) -> int:
    return int(at.timestamp()) // QUARTER


def of_ticket(tx: Tx, ticket_id: int) -> dict[Key, Kept]:
    rows = _OF_TICKET.all(tx, ticket=ticket_id)
    return {
        (r.figure, r.name, r.nth): Kept(r.at, r.outcome, r.value, r.plan, r.severity, r.region, r.queue)
        for r in rows
    }


def replace(tx: Tx, ticket_id: int, before: Collection[Key], after: dict[Key, Kept]) -> None:
    """Take out those of ``before``, and write those of ``after``."""
    for figure, name, nth in before:
        _DROP.run(tx, ticket=ticket_id, what=figure, which=name, number=nth)
    for (figure, name, nth), kept in after.items():
        values = {"ticket_id": ticket_id, "figure": figure, "name": name, "nth": nth, "at": kept.at, "quarter": quarter(kept.at),
                  "plan": kept.plan, "severity": kept.severity, "region": kept.region, "queue": kept.queue,
                  "outcome": kept.outcome, "value": kept.value}  # fmt: skip
        if tx.round is None or tx.dialect == "sqlite":
            _PUT.run(tx, **values)
        else:
            tx.round.later(Result.__tablename__, _put_all, values, (ticket_id, figure, name, nth))


def _put_all(tx: Tx, many: Mapping[Any, Mapping[str, Any]]) -> None:
    spread.put(tx, Result, list(many.values()), unique=_KEYS, anew=True)


def ahead(tx: Tx, ticket_ids: Iterable[int]) -> None:
    """Read together the results of these tickets."""
    _OF_TICKET.ahead(tx, each("ticket", ticket_ids))


def tickets_after(tx: Tx, ticket_id: int, limit: int) -> list[int]:
    """The next tickets by their ids."""
    wanted = select(Ticket.id).where(Ticket.id > ticket_id).order_by(Ticket.id).limit(limit)
    return list(tx.sql.execute(wanted).scalars())


# -- sums -----------------------------------------------------------------------------------------


def _narrowed(statement: Select[Any], wanted: Wanted, figures: Collection[str] = ()) -> Select[Any]:
    """``figures`` in the place of the one that is wanted."""
    which = Result.figure.in_(sorted(figures)) if figures else Result.figure == wanted.figure
    statement = statement.where(which, Result.quarter >= wanted.start, Result.quarter < wanted.end)
    for name, value in wanted.only:
        statement = statement.where(_is(name, value))
    return statement


def _is(name: str, value: str) -> ColumnElement[bool]:
    """``-`` stands for none."""
    column: Any = Result.outcome if name == "outcome" else GROUPS[name]
    if value == "-":
        return and_(column.is_(None))
    return and_(column == (int(value) if name == "severity" else value))


def _number(value: int) -> ColumnElement[int]:
    """Written into the statement: an expression with parameters is another one each time, and is not grouped by."""
    return literal_column(str(int(value)), Integer)


def _divided(value: Any, by: int) -> ColumnElement[int]:
    """Without the rest, as both databases divide integers."""
    found: ColumnElement[int] = value.op("/", precedence=8, return_type=Integer())(_number(by))
    return found


def sums(tx: Tx, figures: Collection[str], wanted: Wanted, by: Sequence[str]) -> Sequence[Row[Any]]:
    """How many by figure, outcome and groups."""
    columns = [Result.figure, *(GROUPS[name].label(name) for name in by), Result.outcome]
    statement: Select[Any] = select(*columns, func.count().label("n")).select_from(Result)
    return tx.sql.execute(_narrowed(statement, wanted, figures).group_by(*columns)).all()


def totals(tx: Tx, wanted: Wanted) -> dict[str, int]:
    """The values added up, by name."""
    statement: Any = select(Result.name, func.sum(Result.value)).select_from(Result)
    found = tx.sql.execute(_narrowed(statement, wanted).group_by(Result.name))
    return {name: int(value or 0) for name, value in found}


def course(tx: Tx, figures: Collection[str], wanted: Wanted, step: int) -> Sequence[Row[Any]]:
    """How many by figure and outcome in each ``step`` quarters from the start."""
    place = _divided(Result.quarter - _number(wanted.start), step).label("place")
    columns = [Result.figure, place, Result.outcome]
    statement: Any = select(*columns, func.count().label("n")).select_from(Result)
    return tx.sql.execute(_narrowed(statement, wanted, figures).group_by(*columns)).all()


def values(tx: Tx, figures: Collection[str], wanted: Wanted) -> Sequence[Row[Any]]:
    """Every value with its figure and groups.  To rank them is less work here than in the database."""
    statement: Any = select(
        Result.figure, Result.plan, Result.severity, Result.region, Result.queue, Result.value
    ).where(Result.value.is_not(None))
    return tx.sql.execute(_narrowed(statement, wanted, figures)).all()


# -- the tickets behind a sum ---------------------------------------------------------------------


def behind(tx: Tx, wanted: Wanted, *, after: tuple[int, int] | None, limit: int) -> Sequence[Row[Any]]:
    """The results with their tickets, newest first; ``after`` is quarter and ticket of the last one that is known.
    Those of one ticket in one quarter are never torn apart: there are some more than ``limit`` then."""
    statement = _listed(wanted)
    if after is not None:
        statement = statement.where(tuple_(Result.quarter, Result.ticket_id) < tuple_(*after))
    found = list(tx.sql.execute(statement.limit(limit)).all())
    if len(found) == limit:
        last = (found[-1].quarter, found[-1].ticket_id)
        kept = [r for r in found if (r.quarter, r.ticket_id) != last]
        same = _listed(wanted).where(Result.quarter == last[0], Result.ticket_id == last[1])
        found = [*kept, *tx.sql.execute(same).all()]
    return found


def _listed(wanted: Wanted) -> Select[Any]:
    statement: Any = select(
        Result.quarter, Result.ticket_id, Result.name, Result.nth, Result.at, Result.outcome, Result.value,
        Ticket.number, Ticket.plan, Ticket.kind, Ticket.status, Ticket.severity_level, Ticket.region, Ticket.queue,
        Ticket.conversation_id, Ticket.created_at, Ticket.erased_at,
    ).join(Ticket, Ticket.id == Result.ticket_id)  # fmt: skip
    return _narrowed(statement, wanted).order_by(
        Result.quarter.desc(), Result.ticket_id.desc(), Result.name, Result.nth
    )


def streamed(tx: Tx, wanted: Wanted, most: int) -> Iterator[Row[Any]]:
    """The same in pieces, at most so many."""
    given = 0
    after: tuple[int, int] | None = None
    while given < most:
        rows = behind(tx, wanted, after=after, limit=min(1000, most - given))
        yield from rows[: most - given]
        given += len(rows)
        if len(rows) < 1000:
            return
        after = (rows[-1].quarter, rows[-1].ticket_id)
