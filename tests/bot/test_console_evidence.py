"""The button "Export as ZIP" of a case, and the same by command."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

from pathlib import Path
from typing import Any

from handlers import proof
from tests.bot.office import ON_SQLITE, Office, Person, clock, cookie, house, office  # noqa: F401 - fixtures
from tests.process import baoxiu, surroundings


@ON_SQLITE
def test_evidence_is_exported_from_the_console_by_those_who_may(office: Office, tmp_path: Path) -> None:
    customer = office.customer("水箱漏水", "转人工")
    sue, kim = office.person("sue"), office.person("kim")
    page = sue.page(customer.conversation)
    assert "each linked to the one before it" in page and "Export as ZIP" in page
    assert "Export as ZIP" not in kim.page(customer.conversation)
    number = sue.queue()[0]

    def ask(person: Person, **fields: str) -> Any:
        data = {"csrf": person.csrf, "number": number, **fields}
        return office.place.http.post("/console/evidence", data=data, headers=person.headers())

    answer = ask(sue)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert f'filename="{number}.zip"' in answer.headers["content-disposition"]
    file = tmp_path / "e.zip"
    file.write_bytes(answer.content)
    assert all(finding.good for finding in proof.of_file(office.place.house, file))
    assert "evidence exported" in sue.page(customer.conversation)
    assert ask(kim).status_code == 403
    assert ask(sue, csrf="x").status_code == 403
    assert ask(sue, number="BX1").status_code == 404
    assert office.place.http.post("/console/evidence", data={"number": number}).status_code == 303


def test_the_commands(tmp_path: Path) -> None:
    env = surroundings(tmp_path / "home")
    assert baoxiu("db", "upgrade", env=env).returncode == 0
    assert baoxiu("chat", "--plan", "p3", env=env, stdin="水箱漏水了\n").returncode == 0
    listed = baoxiu("ticket", "verify", "BX1", env=env)
    assert listed.returncode == 2 and "there is no ticket" in listed.stderr
    number = next(
        line.split()[0]
        for line in baoxiu("plan", "try", "p3", "-", env=env, stdin="水箱漏水了\n").stdout.splitlines()
        if line.startswith("BX")
    )
    file = tmp_path / "e.zip"
    made = baoxiu("ticket", "export", number, str(file), env=env)
    assert made.returncode == 0, made.stderr
    assert baoxiu("ticket", "export", number, str(file), env=env).returncode == 2, "it is there already"
    for what, home in ((number, "home"), (str(file), "home"), (str(file), "elsewhere")):
        done = baoxiu("ticket", "verify", what, env=surroundings(tmp_path / home))
        assert done.returncode == 0 and "each as it was written" in done.stdout, done.stderr
    file.write_bytes(file.read_bytes().replace(b"README", b"README")[:-3])
    assert baoxiu("ticket", "verify", str(file), env=env).returncode == 2
