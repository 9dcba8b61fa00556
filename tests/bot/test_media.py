"""Files over HTTP: sent from the web chat, given back to their customer and to people with cases, never as a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.app import create_app
from bot.limits import Allowed
from handlers import people
from handlers.house import House
from storage.shelf import Shelf
from tests.bot.conftest import EdgeSettings
from tests.plate_photo import label, photo

PASSWORD = "a long password 1"
JPEG = b"\xff\xd8\xff\xe0" + b"a picture of nothing"
HTML = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def http(house: House, tmp_path: Path) -> Iterator[TestClient]:
    for login, role in (("ann", "engineer"), ("fay", "finance")):
        house.store.write(
            partial(
                people.add_user, house=house, login=login, name=login.title(), role=role, password=PASSWORD
            )
        )
    made = replace(house, shelf=Shelf(tmp_path / "media", 300_000))
    with TestClient(
        create_app(made, EdgeSettings(), allowed=Allowed(visitor=0)), follow_redirects=False
    ) as client:
        yield client


def token(http: TestClient) -> dict[str, str]:
    return {"authorization": f"Bearer {http.post('/chat/visit', json={}).json()['token']}"}


def upload(http: TestClient, who: dict[str, str], *files: tuple[str, bytes, str], **fields: str):
    given = {"id": "m1", "plan": "p3", "lang": "zh", **fields}
    return http.post("/chat/files", headers=who, data=given, files=[("file", f) for f in files])


def mine(answer) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return next(m for m in answer.json()["messages"] if m["by"] == "customer")


def test_a_file_is_sent_once_and_given_back_to_its_customer_only(http: TestClient) -> None:
    who = token(http)
    first = upload(http, who, ("铭牌.jpg", JPEG, "image/jpeg"), text="水箱漏水")
    again = upload(http, who, ("铭牌.jpg", JPEG, "image/jpeg"), text="水箱漏水")
    assert first.json()["accepted"] == again.json()["accepted"]
    said = mine(first)
    assert said["text"] == "水箱漏水" and said["key"] == "m1"
    [file] = said["files"]
    assert (file["name"], file["kind"], file["picture"]) == ("铭牌.jpg", "image", False)
    got = http.get(f"/chat/files/{file['id']}", headers=who)
    assert got.content == JPEG
    assert http.get(f"/chat/files/{file['id']}", headers=token(http)).status_code == 404
    assert http.get(f"/chat/files/{file['id']}").status_code == 401
    assert http.get("/chat/files/99999999999", headers=who).status_code == 404


@pytest.mark.parametrize("where", ["chat", "console"])
def test_what_is_given_out_is_never_a_page(http: TestClient, where: str) -> None:
    who = token(http)
    files = [
        ("a.html", photo(label(("QRCode", "DEMO-P3-0001")), width=1000), "text/html"), ("b.svg", b"%PDF-1.4 <html>", "image/svg+xml"),
        ("c.exe\r\nx: y", "说明".encode(), "text/html"), ("d.png", JPEG, "image/png"),
    ]  # fmt: skip
    sent = mine(upload(http, who, *files))["files"]
    assert len(sent) == 4
    if where == "console":
        http.post("/console/login", data={"login": "ann", "password": PASSWORD})
    answers = [
        http.get(f"/{'chat/files' if where == 'chat' else 'console/media'}/{f['id']}", headers=who)
        for f in sent
    ]
    assert [a.headers["content-type"] for a in answers] == [
        "image/jpeg",
        "application/pdf",
        "text/plain",
        "image/jpeg",
    ]
    shown = [a.headers["content-disposition"].split(";")[0] for a in answers]
    assert shown == ["inline", "attachment", "attachment", "attachment"], (
        "only what could be decoded is shown in place"
    )
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "public" not in answer.headers["cache-control"]
    small = http.get(
        f"/{'chat/files' if where == 'chat' else 'console/media'}/{sent[0]['id']}?w=320", headers=who
    )
    assert small.headers["content-type"] == "image/jpeg" and len(small.content) < len(answers[0].content)


def test_in_the_console_the_rights_are_those_of_the_case(http: TestClient) -> None:
    link = mine(
        upload(
            http, token(http), ("a.jpg", JPEG, "image/jpeg"), ("x.html", HTML, "image/jpeg"), text="水箱漏水"
        )
    )["files"][0]["id"]
    assert http.get(f"/console/media/{link}").status_code == 303, "to the login"
    http.post("/console/login", data={"login": "fay", "password": PASSWORD})
    assert http.get(f"/console/media/{link}").status_code == 403
    http.post("/console/login", data={"login": "ann", "password": PASSWORD})
    assert http.get(f"/console/media/{link}").content == JPEG
    assert http.get("/console/media/777").status_code == 404
    page = http.get("/console?view=all&c=1").text
    assert f'href="/console/media/{link}"' in page and "x.html" in page, (
        "the file, and the name of what was refused"
    )


def test_a_number_read_off_a_plate_is_the_answer_in_the_same_request(http: TestClient) -> None:
    who = token(http)
    http.post("/chat/messages", headers=who, json={"id": "a", "text": "水箱漏水，越来越大", "plan": "p3"})
    answer = upload(http, who, ("p.jpg", photo(label(("Code128", "AB-1234567"))), "image/jpeg"), id="b")
    assert "AB-1234567" in json.dumps(answer.json(), ensure_ascii=False)


def test_a_broken_message_is_refused(http: TestClient) -> None:
    who = token(http)
    for change, status in (
        ({"id": "no spaces allowed"}, 422),
        ({"lang": "xx"}, 422),
        ({"after": "many"}, 422),
        ({"plan": "nothing"}, 422),
        ({"text": "x" * 20_001}, 422),
        ({"text": "x" * 200_000}, 400),
    ):
        assert upload(http, who, ("a.jpg", JPEG, "image/jpeg"), **change).status_code == status, change


def test_bodies_that_are_no_form_or_too_large_are_refused(http: TestClient) -> None:
    who = token(http)
    assert http.post("/chat/files", headers=who, json={"id": "a"}).status_code == 415
    broken = {**who, "content-type": "multipart/form-data; boundary=x"}
    assert http.post("/chat/files", headers=broken, content=b"--x\r\nnothing").status_code in (400, 422)
    assert (
        http.post("/chat/files", headers=who, data={"id": "a"}, files={"other": (None, b"")}).status_code
        == 422
    )
    large = upload(http, who, ("a.jpg", JPEG + b"x" * 1_200_000, "image/jpeg"))
    assert large.status_code == 413
    one = mine(upload(http, who, ("a.jpg", JPEG + b"x" * 400_000, "image/jpeg"), text="hello"))
    assert one["files"] == [] and one["not_kept"] == ["a.jpg"]
    many = upload(http, who, *[(f"{n}.jpg", JPEG + bytes([n]), "image/jpeg") for n in range(12)], id="many")
    assert len(next(m for m in many.json()["messages"] if m["key"] == "many")["files"]) == 10


def test_photographs_of_the_customer_and_of_the_engineer_are_on_the_repair_record(http: TestClient) -> None:
    """P8.7: the record shows what was replaced; P2.3: photographed.  What was brought is not for the customer's page."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    who = token(http)
    sent = upload(http, who, ("before.jpg", photo(width=600), "image/jpeg"), text="收割机打不着火", plan="p8")
    before = mine(sent)["files"][0]["id"]
    http.post("/console/login", data={"login": "ann", "password": PASSWORD})
    csrf = re.search(r'name="csrf" value="([^"]+)"', http.get("/console?view=all&c=1").text)
    assert csrf
    begin = {"csrf": csrf[1], "ticket": "1", "kind": "repair_record"}
    assert http.post("/console/do/form-begin", data=begin).status_code == 303
    form = http.get("/console?view=all&c=1").text.split('href="/console/form/')[-1].split('"')[0]
    brought = [
        ("file", ("after.jpg", photo(width=640), "image/jpeg")),
        ("file", ("note.txt", b"no picture", "text/plain")),
    ]
    where = f"/console/form/{form}/photographs"
    assert http.post(where, data={"csrf": "x"}, files=brought).status_code == 403
    assert http.post(where, data={"csrf": csrf[1]}, files=brought[1:]).status_code == 409, (
        "no picture among them"
    )
    assert http.post(where, data={"csrf": csrf[1]}, files=brought).status_code == 303
    page = http.get(f"/console/form/{form}").text
    after = re.findall(r'name="f_photos\.(\d+)" value="on" checked', page)
    assert len(after) == 1 and f'name="f_photos.{before}" value="on">' in page, (
        "the customer's is there to be chosen"
    )
    assert http.get(f"/console/media/{after[0]}").status_code == 200
    assert http.get(f"/chat/files/{after[0]}", headers=who).status_code == 404, "it came with a note"
    said = {"f_name": "王", "f_phone": "13800138000", "f_address": "村口", "f_model": "4LZ", "f_serial": "X1", "f_problem": "打不着火",
            "f_cause": "电瓶", "f_day": "2026-11-23", "f_repairer": "李", "f_work": "换电瓶", "f_ticket": "BX1",
            f"f_photos.{before}": "on", f"f_photos.{before}.note": "旧电瓶", f"f_photos.{after[0]}": "on", "f_photos.999": "on"}  # fmt: skip
    save = {"csrf": csrf[1], "form": form, "then": "issue", **said}
    assert http.post("/console/do/form-save", data=save).status_code == 303
    assert "1. 旧电瓶" in http.get(f"/console/form/{form}").text
    paper = pypdfium2.PdfDocument(http.get(f"/console/form/{form}.pdf?lang=zh").content)
    shown = [o for page in paper for o in page.get_objects() if o.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    words = "".join(page.get_textpage().get_text_range() for page in paper)
    assert len(shown) == 2 and "1. 旧电瓶" in words and "2. 照片2" in words
