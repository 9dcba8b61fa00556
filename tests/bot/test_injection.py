"""What somebody writes is text: no SQL, no template, no header, wherever it comes in."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update

from storage.models import Model, Ticket
from tests.bot.office import ON_SQLITE, Office, clock, house, listening, office  # noqa: F401 - fixtures

SQL = (
    "x' OR '1'='1",
    "'; DROP TABLE tickets; --",
    '" OR ""="',
    "%",
    "_",
    "\\",
    "1) UNION SELECT password_hash FROM users --",
)
TEMPLATES = (
    "{{ 7*7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}",
    "{ $number }",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "%(secret)s",
)


def tables(office: Office) -> dict[str, int]:
    def count(tx: Any) -> dict[str, int]:
        return {
            t.name: tx.sql.execute(select(func.count()).select_from(t)).scalar()
            for t in Model.metadata.sorted_tables
        }

    return office.place.house.store.read(count)


@ON_SQLITE
def test_no_text_is_sql(office: Office) -> None:
    office.customer("水箱漏水了", "DEMO-P3-0001", "王芳 13812345678", "杭州市西湖区文三路1号")
    ann, before = office.person("ann"), tables(office)
    assert re.search(r"view=all&amp;c=\d+", ann.get("/console/search?q=13812345678").text), (
        "or this shows nothing"
    )
    for text in SQL:
        answer = ann.get(f"/console/search?q={quote(text)}")
        assert answer.status_code == 200 and "$argon2" not in answer.text
        assert not re.search(r"view=all&amp;c=\d+", answer.text), f"{text!r} finds everybody"
        office.place.http.get("/webhooks/rest/messages", params={"sender": text})
        office.place.http.get(f"/api/v1/tickets/{text}")
    after = tables(office)
    assert {k: v for k, v in after.items() if k not in ("looks", "sessions", "audit_log")} == {
        k: v for k, v in before.items() if k not in ("looks", "sessions", "audit_log")
    }


@ON_SQLITE
@pytest.mark.parametrize("text", TEMPLATES)
def test_no_text_is_a_template(office: Office, text: str) -> None:
    """The bot repeats a name and an address in its summary, the console shows them: as they were written."""
    customer = office.customer("水箱漏水了", "DEMO-P3-0001")
    with office.place.house.store.engine.begin() as sql:
        sql.execute(update(Ticket).values(problem=text, contact_name=text, address=text))
    page = office.person("ann").page(customer.conversation)
    assert text in page and ">49<" not in page and "<class" not in page
    said = " ".join(office.place.say(f"t {text}", f"太阳能不出热水 {text}", plan="p3"))
    assert "49" not in said and "__class__" not in said.replace(text, "")


@ON_SQLITE
def test_no_text_becomes_a_header(office: Office) -> None:
    nasty = "x%0d%0aset-cookie:%20a=b"
    for path in (f"/console/login?next={nasty}", f"/c/{nasty}", f"/chat?plan={nasty}&lang={nasty}", f"/sign/{nasty}?lang={nasty}", f"/static/{nasty}",
                 f"/console//{nasty}", f"/openapi.json?{nasty}"):  # fmt: skip
        answer = office.place.http.get(path)
        assert "a=b" not in answer.headers.get("set-cookie", ""), path
        assert not any("\r" in v or "\n" in v for v in answer.headers.values()), path
        assert answer.status_code < 500
