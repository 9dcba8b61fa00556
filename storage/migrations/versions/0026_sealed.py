"""personal data are sealed, and telephones found by a keyed hash"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage import sealing
from storage.resealing import seal_rows
from storage.types import Json, PhoneKey, Sealed, SealedJson

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TEXTS = {
    "alarms": [], "calls": ["source"], "conversations": [], "customers": ["phone", "address"], "devices": ["address"],
    "follow_ups": ["words"], "forms": [], "hops": ["why"], "incidents": ["told", "cause"], "messages": ["text"],
    "notice_errands": ["address", "note"], "operation_records": ["usage", "note"], "planned_work": [],
    "promises": ["text", "reason"], "queue_items": ["note"], "registrations": ["text", "name", "phone", "address"],
    "reporters": ["name", "phone", "said"], "ticket_log": [], "tickets": ["problem", "contact_name", "phone", "address"],
    "users": ["totp_secret"],
}
JSONS = {
    "alarms": ["data"], "calls": ["turns", "report"], "conversations": ["tracker"], "forms": ["values", "signature"],
    "hops": ["arranged"], "incidents": ["told_in"], "messages": ["buttons", "data"], "planned_work": ["result"],
    "ticket_log": ["data"], "tickets": ["severity", "warranty", "fee", "facts"],
}
FOUND = ("customers", "tickets", "registrations", "reporters")
INDEXED = ("customers", "tickets")
SHORT = {"customers": "phone", "tickets": "phone", "registrations": "phone", "reporters": "phone",
         "users": "totp_secret", "incidents": "scope"}
BATCH = 500


def _tables(sealed: bool) -> list[sa.Table]:
    known = sa.MetaData()
    text, data = (Sealed, SealedJson) if sealed else (sa.Text, lambda *clear: Json)
    made = []
    for name, columns in TEXTS.items():
        more = [sa.Column(c, text()) for c in columns]
        more += [sa.Column(c, data(*(["overruled"] if (name, c) == ("messages", "data") else []))) for c in JSONS.get(name, ())]
        if name == "incidents":
            more.append(sa.Column("scope", Sealed(same=True) if sealed else sa.Text()))
        if name in FOUND:
            more.append(sa.Column("phone_key", PhoneKey()))
        made.append(sa.Table(name, known, sa.Column("id", sa.Integer, primary_key=True), *more))
    return made


def upgrade() -> None:
    sql = op.get_bind()
    if sql.dialect.name != "sqlite":  # SQLite does not mind how long a text is
        for table, column in SHORT.items():
            op.alter_column(table, column, type_=sa.Text())
    for table in INDEXED:
        op.drop_index(f"ix_{table}_phone", table)
    for table in FOUND:
        op.add_column(table, sa.Column("phone_key", sa.String(length=32), nullable=True))
    ring = sealing.ring_of(sql.dialect)
    for table in _tables(sealed=True):
        if ring.newest is None and table.name not in FOUND:
            continue
        last = 0
        while last is not None:
            last = _some(sql, ring, table, last)
    for table in FOUND:
        op.create_index(f"ix_{table}_phone_key", table, ["phone_key"])


def _some(sql: sa.Connection, ring: sealing.Ring, table: sa.Table, last: int) -> int | None:
    if ring.newest is not None:
        ids = seal_rows(sql, ring, table, last, BATCH)[0]
    else:
        rows = sql.execute(
            sa.select(table.c.id, table.c.phone).where(table.c.id > last).order_by(table.c.id).limit(BATCH)
        ).all()
        ids = [row.id for row in rows]
        change = sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(phone_key=sa.bindparam("new"))
        if values := [{"row_id": row.id, "new": row.phone} for row in rows if row.phone]:
            sql.execute(change, values)
    return ids[-1] if len(ids) == BATCH else None


def downgrade() -> None:
    sql = op.get_bind()
    for sealed, clear in zip(_tables(sealed=True), _tables(sealed=False), strict=True):
        columns = [c for c in sealed.columns if isinstance(c.type, Sealed | SealedJson)]
        change = sa.update(clear).where(clear.c.id == sa.bindparam("row_id"))
        change = change.values({c.name: sa.bindparam(f"new_{c.name}", type_=clear.c[c.name].type) for c in columns})
        last = 0
        while rows := sql.execute(
            sa.select(sealed.c.id, *columns).where(sealed.c.id > last).order_by(sealed.c.id).limit(BATCH)
        ).all():
            sql.execute(change, [{"row_id": r.id, **{f"new_{c.name}": r._mapping[c.name] for c in columns}} for r in rows])
            last = rows[-1].id
    for table in FOUND:
        op.drop_index(f"ix_{table}_phone_key", table)
        op.drop_column(table, "phone_key")
    for table in INDEXED:
        op.create_index(f"ix_{table}_phone", table, ["phone"])
    if sql.dialect.name != "sqlite":
        for table, column in SHORT.items():
            op.alter_column(table, column, type_=sa.String(length={"users": 64, "incidents": 200}.get(table, 32)))
