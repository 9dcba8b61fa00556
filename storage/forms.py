"""Forms: drafts, numbers without a second use, conditional steps, links that work once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage import rows
from storage.dealers_tables import Reimbursement
from storage.engine import Tx
from storage.forms_tables import FormLink, FormNumber, StoredForm
from storage.inserts import insert_into
from storage.prepared import Prepared, each, locking, unless_there

_TABLE = StoredForm.__table__
_ONE = select(_TABLE).where(StoredForm.id == bindparam("id"))
_BY_ID, _LOCK_ID = Prepared(_ONE), Prepared(locking(_ONE))
_DRAFT = Prepared(
    select(_TABLE).where(
        StoredForm.plan == bindparam("of_plan"),
        StoredForm.kind == bindparam("of_kind"),
        StoredForm.subject == bindparam("about"),
        StoredForm.status == "draft",
    )
)
_OF_SUBJECT = Prepared(select(_TABLE).where(StoredForm.subject == bindparam("about")).order_by(StoredForm.id))
_OF_TICKET = Prepared(
    select(_TABLE).where(StoredForm.ticket_id == bindparam("ticket")).order_by(StoredForm.id)
)
_BY_NUMBER = Prepared(
    select(_TABLE).where(StoredForm.number == bindparam("numbered")).order_by(StoredForm.version.desc())
)
_ADD = Prepared(unless_there(StoredForm))


def _counting(dialect: str) -> Any:
    return (
        insert_into(FormNumber, dialect)
        .on_conflict_do_update(
            index_elements=["plan", "kind", "year"],
            set_={"last": FormNumber.__table__.c.last + 1},
        )
        .returning(FormNumber.__table__.c.last)
    )


_COUNT = Prepared(_counting)


def add_draft(tx: Tx, now: datetime, **values: Any) -> Row[Any]:
    """A new draft, or the one that this subject has already."""
    _ADD.first(tx, status="draft", created_at=now, **values)
    found = draft_of(tx, values["plan"], values["kind"], values["subject"])
    assert found is not None, "it was there or it is there now"
    return found


def draft_of(tx: Tx, plan: str, kind: str, subject: str) -> Row[Any] | None:
    return _DRAFT.first(tx, of_plan=plan, of_kind=kind, about=subject)


def get(tx: Tx, form_id: int, *, locked: bool = False) -> Row[Any] | None:
    return (_LOCK_ID if locked else _BY_ID).first(tx, id=form_id)


def by_number(tx: Tx, number: str, version: int | None = None) -> Row[Any] | None:
    """The newest version, or the one asked for."""
    found = _BY_NUMBER.all(tx, numbered=number)
    return next((row for row in found if version in (None, row.version)), None)


def ahead(tx: Tx, subjects: Iterable[str]) -> None:
    """Read together the forms of these subjects."""
    _OF_SUBJECT.ahead(tx, each("about", subjects))


def of_subject(tx: Tx, subject: str) -> Sequence[Row[Any]]:
    """Oldest first."""
    return _OF_SUBJECT.all(tx, about=subject)


def of_ticket(tx: Tx, ticket_id: int) -> Sequence[Row[Any]]:
    """Whatever they are about, oldest first."""
    return _OF_TICKET.all(tx, ticket=ticket_id)


def listing(
    tx: Tx, *, plan: str | None = None, kind: str | None = None, status: str | None = None, before: int | None = None,
    limit: int = 50, of_money: bool = False,
) -> Sequence[Row[Any]]:  # fmt: skip
    """Newest first; ``before`` is the id of the last one of the page before; ``of_money``: of tickets
    for which a dealer asks for money."""
    wanted = select(_TABLE)
    if of_money:
        wanted = wanted.where(StoredForm.ticket_id.in_(select(Reimbursement.ticket_id)))
    for column, value in ((StoredForm.plan, plan), (StoredForm.kind, kind), (StoredForm.status, status)):
        if value is not None:
            wanted = wanted.where(column == value)
    if before is not None:
        wanted = wanted.where(StoredForm.id < before)
    return tx.sql.execute(wanted.order_by(StoredForm.id.desc()).limit(limit)).all()


def save_draft(tx: Tx, form_id: int, **values: Any) -> bool:
    """False when it is no draft any more."""
    return step(tx, form_id, ("draft",), **values)


def step(tx: Tx, form_id: int, statuses: Sequence[str], *, unsigned: bool = False, **values: Any) -> bool:
    """Change a form that is in one of ``statuses`` (and not signed yet); False when it is not: somebody was first."""
    wanted = update(StoredForm).where(StoredForm.id == form_id, StoredForm.status.in_(statuses))
    if unsigned:
        wanted = wanted.where(StoredForm.signed_at.is_(None))
    return bool(tx.sql.execute(wanted.values(**values)).rowcount == 1)


def next_number(tx: Tx, plan: str, kind: str, year: int) -> int:
    """1, 2, 3 ... of this kind in this year; whoever else asks waits until we have committed."""
    return int(_COUNT.one(tx, plan=plan, kind=kind, year=year, last=1)[0])


def add_link(tx: Tx, secret_hash: str, form_id: int, now: datetime, expires_at: datetime) -> None:
    rows.note(tx, FormLink, secret_hash=secret_hash, form_id=form_id, created_at=now, expires_at=expires_at)


def link(tx: Tx, secret_hash: str) -> Row[Any] | None:
    return tx.sql.execute(select(FormLink.__table__).where(FormLink.secret_hash == secret_hash)).first()


def use_link(tx: Tx, secret_hash: str, now: datetime) -> bool:
    """Once, and not after it has expired."""
    done = tx.sql.execute(
        update(FormLink)
        .where(FormLink.secret_hash == secret_hash, FormLink.used_at.is_(None), FormLink.expires_at > now)
        .values(used_at=now)
    )
    return bool(done.rowcount == 1)
