"""``baoxiu learn export`` as a command, and the console's form behind it."""

# ruff: noqa: F811 - fixtures are imported
from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from bot.opening import open_house
from bot.settings import Settings
from handlers import overrule
from handlers.events import Inbound
from handlers.people import actor
from handlers.turn import receive
from nlu import corpus
from storage import conversations, tickets
from storage import people as stored_people
from tests.bot.office import ON_SQLITE, Office, clock, house, office  # noqa: F401 - fixtures
from tests.process import baoxiu, surroundings


@ON_SQLITE
def test_an_engineer_says_what_a_message_meant_and_a_clerk_may_not(office: Office) -> None:
    customer = office.customer("保修还在吗")
    ann, kim = office.person("ann"), office.person("kim")
    page = ann.page(customer.conversation)
    assert "Understood as" in page and "warranty question" in page
    message = re.findall(r'name="message" value="(\d+)"', page)[0]
    assert "/console/do/intent" not in kim.page(customer.conversation)
    assert kim.do("intent", message=message, intent="greet", why="x").status_code == 403
    assert ann.do("intent", message=message, intent="nonsense", why="x").status_code == 409
    assert ann.do("intent", message="999999", intent="greet", why="x").status_code == 404
    assert ann.do("intent", message=message, intent="fee_query", why="asked for the price").status_code == 303
    assert "Understood as price question ✎" in ann.page(customer.conversation)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(made)).returncode == 0
    opened = open_house(Settings(home=made, _env_file=None))
    receive(opened, Inbound("terminal", "x", "1", "热水器漏水了，电话13800138000", plan="p3"))

    def find(tx):
        row = conversations.find(tx, "terminal", "x")
        return tickets.of_conversation(tx, row.id)[0].id, stored_people.by_login(tx, "demo-engineer")

    ticket, user = opened.store.read(find)
    overrule.severity(opened, actor(user), ticket, 1, "x")
    opened.store.close()
    return made


def test_the_export_is_written_once_and_never_over_a_file(home: Path) -> None:
    env, file = surroundings(home), home / "corrections.yml"
    done = baoxiu("learn", "export", str(file), env=env)
    assert done.returncode == 0 and "1 examples" in done.stderr and not done.stdout
    text = file.read_text("utf-8")
    assert "reviewed: false" in text and "13800138000" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (example,) = corpus.parse(text.replace("reviewed: false", "reviewed: true"))
    assert example.severity == 1
    again = baoxiu("learn", "export", str(file), env=env)
    assert again.returncode == 2 and "exists and is left as it is" in again.stderr
    assert file.read_text("utf-8") == text
    assert baoxiu("learn", "export", env=env).stdout == text


def test_dates_and_places_that_there_are_not(home: Path) -> None:
    env = surroundings(home)
    assert "nlu: []" in baoxiu("learn", "export", "--since", "2999-01-01", env=env).stdout
    assert baoxiu("learn", "export", "--since", "yesterday", env=env).returncode == 2
    lost = baoxiu("learn", "export", str(home / "nowhere" / "x.yml"), env=env)
    assert lost.returncode == 1 and "Traceback" not in lost.stderr
