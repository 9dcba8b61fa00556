"""A bundle of evidence has everything about a ticket and shows what was changed afterwards."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import update

from handlers import evidence, forms, overrule, proof
from handlers.people import Refused
from handlers.queue import Gone
from storage import tickets
from storage.engine import Store, Tx
from storage.models import LogEntry
from tests.world import World

FILES = {
    "manifest.json", "ticket.json", "conversation.json", "conversation.txt", "consents.json", "visits.json",
    "clocks.json", "alarms.json", "work.json", "log.json", "README.txt",
}  # fmt: skip


def told(world: World) -> str:
    for text in (
        "水箱漏水了",
        "DEMO-P3-0002",
        "王小明 13800138000",
        "上海市徐汇区漕溪路18号",
        "同意",
        "第一个",
        "确认",
    ):
        world.say(text, plan="p3")
    return str(world.store.read(lambda tx: tickets.listing(tx))[0].number)


@pytest.fixture
def bundle(store: Store, tmp_path: Path) -> tuple[World, str, Path]:
    world = World(store).settle()
    number = told(world)
    file = tmp_path / "evidence.zip"
    file.write_bytes(evidence.export(world.house, number, world.user("sue")).content)
    return world, number, file


def read(file: Path, name: str) -> bytes:
    with ZipFile(file) as archive:
        return archive.read(name)


def changed(file: Path, to: Path, name: str, content: bytes | None, manifest: bool = False) -> Path:
    """The bundle with one file changed (None: taken out), and with the manifest made to agree."""
    with ZipFile(file) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    if content is None:
        del files[name]
    else:
        files[name] = content
    if manifest:
        listed = json.loads(files["manifest.json"])
        for line in listed["files"]:
            line["sha256"] = sha256(files[line["name"]]).hexdigest()
        files["manifest.json"] = json.dumps(listed).encode()
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        for n, raw in files.items():
            archive.writestr(n, raw)
    return to


def wrong(house: object, file: Path) -> list[tuple[str, str]]:
    return [(f.what, f.said) for f in proof.of_file(house, file) if not f.good]  # type: ignore[arg-type]


def test_everything_is_in_it_and_nothing_is_wrong(bundle: tuple[World, str, Path]) -> None:
    world, number, file = bundle
    with ZipFile(file) as archive:
        assert set(archive.namelist()) == FILES
    assert wrong(world.house, file) == [] and wrong(None, file) == []
    ticket = json.loads(read(file, "ticket.json"))
    assert ticket["number"] == number and ticket["warranty"]["reasons"] and ticket["severity"]["reasons"]
    assert [c["given"] for c in json.loads(read(file, "consents.json"))] == [True]
    assert "confirmed" in [v["status"] for v in json.loads(read(file, "visits.json"))]
    clock = next(c for c in json.loads(read(file, "clocks.json")) if c["name"] == "on_site")
    assert clock["ran"] and clock["due"]
    assert "客户 · Customer: 水箱漏水了" in read(file, "conversation.txt").decode()
    log = world.store.read(lambda tx: tickets.log(tx, 1))
    assert (log[-1].event, log[-1].actor) == ("evidence.exported", world.user("sue").owner)


def test_what_was_changed_is_named(bundle: tuple[World, str, Path], tmp_path: Path) -> None:
    world, _, file = bundle
    to = tmp_path / "changed.zip"
    text = read(file, "conversation.txt").replace("同意".encode(), "不行".encode())
    assert wrong(None, changed(file, to, "conversation.txt", text)) == [("conversation.txt", "changed")]
    assert wrong(None, changed(file, to, "consents.json", None)) == [("consents.json", "is missing")]
    assert wrong(None, changed(file, to, "more.txt", b"x")) == [("more.txt", "is not in the manifest")]
    log = json.loads(read(file, "log.json"))
    severity = next(n for n, e in enumerate(log) if e["event"] == "ticket.severity")
    log[severity]["data"]["level"] = 3
    forged = changed(file, to, "log.json", json.dumps(log).encode(), manifest=True)
    assert [what for what, _ in wrong(None, forged)] == [
        f"log, entry {severity + 1} (ticket.severity, {log[severity]['at'][:19].replace('T', ' ')} UTC)"
    ]
    assert wrong(world.house, forged)[-1][0] == "manifest.json"  # our log knows no such bundle
    short = changed(file, to, "log.json", json.dumps(log[:-1]).encode(), manifest=True)
    assert ("log", "does not end where the manifest says") in wrong(None, short)
    quiet = changed(file, to, "conversation.txt", text, manifest=True)
    assert wrong(None, quiet) == [] and [what for what, _ in wrong(world.house, quiet)] == ["manifest.json"]


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"hello")
    with pytest.raises(proof.BadBundle):
        proof.of_bundle(file)
    for content in (b"[]", b"{", b'{"format": "other"}', b"[" * 100_000):
        whole = io.BytesIO()
        with ZipFile(whole, "w") as archive:
            archive.writestr("manifest.json", content)
        file.write_bytes(whole.getvalue())
        with pytest.raises(proof.BadBundle):
            proof.of_bundle(file)
    with ZipFile(file, "w") as archive:
        for n in range(proof.MOST_FILES + 1):
            archive.writestr(f"{n}", b"")
    with pytest.raises(proof.BadBundle, match="too big"):
        proof.of_bundle(file)


def test_the_log_in_the_database_is_verified_too(bundle: tuple[World, str, Path]) -> None:
    world, number, _ = bundle
    overrule.severity(world.house, world.user("sue"), 1, 1, "老人在家 13912345678")
    assert all(f.good for f in proof.of_log(world.house, number))
    world.store.write(
        lambda tx: tx.sql.execute(update(LogEntry).where(LogEntry.id == 2).values(actor="user:9"))
    )
    (found,) = proof.of_log(world.house, number)
    assert not found.good and found.what.startswith("log, entry 2 ")
    with pytest.raises(Gone):
        proof.of_log(world.house, "BX1")


def test_a_clerk_may_not_take_it_out(bundle: tuple[World, str, Path]) -> None:
    world, number, _ = bundle
    with pytest.raises(Refused):
        evidence.export(world.house, number, world.user("kim"))
    with pytest.raises(Gone):
        evidence.export(world.house, "BX1", world.user("sue"))


def test_a_damaged_file_in_a_bundle_is_told_and_not_a_crash(
    bundle: tuple[World, str, Path], tmp_path: Path
) -> None:
    _, _, file = bundle
    raw = bytearray(file.read_bytes())
    with ZipFile(file) as archive:
        info = archive.getinfo("conversation.json")
    begin = info.header_offset + 30 + len(info.filename)
    for wrong in (b"\xff" * 40, b"\x00" * 40):
        raw[begin : begin + 40] = wrong
        bad = tmp_path / "damaged.zip"
        bad.write_bytes(raw)
        with pytest.raises(proof.BadBundle):
            proof.of_bundle(bad)


def test_names_in_a_forged_bundle_write_no_lines_of_their_own(
    bundle: tuple[World, str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bot.commands import evidence as command
    from bot.commands.failing import Failure

    _, _, file = bundle
    bad = tmp_path / "forged.zip"
    bad.write_bytes(file.read_bytes())
    with ZipFile(bad, "a") as archive:
        archive.writestr("x\x1b[2K\nok   manifest.json", b"")
    monkeypatch.setenv("BAOXIU_HOME", str(tmp_path / "none"))
    with pytest.raises(Failure):
        command.verify(str(bad))
    out = capsys.readouterr().out
    assert "\x1b" not in out and "\nok   manifest.json" not in out and "BAD  x" in out


def test_forms_are_in_it_with_values_signature_and_paper(store: Store, tmp_path: Path) -> None:
    """What a form says (P3.6, P2.3) and who signed it is evidence like everything else."""
    world = World(store).settle()
    for text in ("The wall is cracked", "Wang 13800138000"):
        world.say(text, plan="p2")

    def issue(tx: Tx) -> str:
        ticket = tickets.get(tx, 1)
        assert ticket is not None
        house, plan, now = world.house, world.house.plans["p2"], world.house.now()
        tickets.save(tx, 1, now, contact_name="Wang", phone="13800138000", address="12 Wensan Rd")
        given = {"cause": "workmanship", "budget": "within", "photos": [{"file": 1, "sha256": "ab", "note": ""}], "items": [
            {"item": "wall", "quantity": "2", "method": "plaster", "labour": 12000, "material": 3000}]}  # fmt: skip
        row = forms.draft(
            tx, house, plan, "repair_service", forms.about(ticket), ticket, "user:1", now, given
        )
        return str(forms.issue(tx, house, row.id, "user:1", now).number)

    form = world.store.write(issue)
    number = world.store.read(lambda tx: tickets.get(tx, 1).number)  # type: ignore[union-attr]
    file = tmp_path / "evidence.zip"
    made = evidence.export(
        world.house, str(number), world.user("sue"), lambda sheet, at: sheet.number.encode()
    )
    file.write_bytes(made.content)
    said = json.loads(read(file, f"forms/{form}-v1.json"))
    assert said["values"]["items"][0]["labour"] == 12000 and said["values"]["name"] == "Wang"
    assert said["status"] == "issued" and said["issued_at"] and said["signature"] is None
    assert read(file, f"forms/{form}-v1.pdf") == form.encode()
    assert wrong(world.house, file) == []
    file.write_bytes(evidence.export(world.house, str(number)).content)
    with ZipFile(file) as archive:
        assert [n for n in archive.namelist() if n.endswith(".pdf")] == [], "without what printing needs"
