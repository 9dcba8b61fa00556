"""A campaign from its file to the phone: commands, then the page in a real browser at the width of a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.process import Serving, baoxiu, serving, surroundings
from tests.world import CAMPAIGN

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]


def of_today() -> str:
    """The campaign of the tests with days around today, as the server's clock is the real one."""
    first, last = date.today() - timedelta(days=3), date.today() + timedelta(days=3)
    text = CAMPAIGN.replace("2026-11-20", first.isoformat()).replace("2026-11-30", last.isoformat())
    return text.replace("2026-11-28", date.today().isoformat())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("home")
    assert baoxiu("db", "upgrade", env=surroundings(at)).returncode == 0
    (at / "autumn.toml").write_text(of_today(), encoding="utf-8")
    done = baoxiu("campaign", "add", str(at / "autumn.toml"), env=surroundings(at))
    assert done.returncode == 0 and "its page is /c/AUTUMN26" in done.stdout, done.stderr
    return at


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Serving]:
    with serving(home) as running:
        yield running


def test_the_commands(home: Path, tmp_path: Path) -> None:  # P9.1, P9.3, P4.10
    env = surroundings(home)
    assert "AUTUMN26" in baoxiu("campaign", "list", env=env).stdout
    assert "集市巡回 · 武林集市" in baoxiu("campaign", "show", "autumn26", env=env).stdout
    codes = baoxiu(
        "campaign", "qr", "AUTUMN26", "--url", "https://example.org", "--out", str(tmp_path), env=env
    )
    assert "https://example.org/c/AUTUMN26/GARDEN" in codes.stdout, codes.stderr
    assert sorted(p.name for p in tmp_path.glob("*.svg")) == [
        "AUTUMN26-GARDEN.svg",
        "AUTUMN26-WULIN.svg",
        "AUTUMN26.svg",
    ]
    assert "P9.3" in baoxiu("campaign", "report", "AUTUMN26", "--lang", "en", env=env).stdout
    early = baoxiu("campaign", "report", "AUTUMN26", "--made", "--lang", "en", env=env)
    assert early.returncode == 1 and "runs until" in early.stderr
    again = baoxiu("campaign", "add", str(home / "autumn.toml"), env=env)
    assert again.returncode == 1 and "AUTUMN26 already" in again.stderr
    told = baoxiu("notice", "hotline", "--plan", "p4", "--new", "400-800-1234", env=env)
    assert told.returncode == 0 and "notice 1 given: 0 customers" in told.stdout, told.stderr
    assert "400-800-1234" in baoxiu("notice", "list", env=env).stdout
    assert baoxiu("notice", "export", "9", env=env).returncode == 1


def test_the_form_on_a_phone_goes_on_in_the_chat(server: Serving, new_page: NewPage) -> None:  # P9.2
    page = new_page(width=360, height=740)
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(f"{server.url}/c/AUTUMN26/GARDEN?lang=zh")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"the page is {wide} px wide on a screen of 360 px"
    page.click("text=预约上门 >> nth=0")
    page.fill("textarea[name=text]", "想请师傅上门看看家里的下水道")
    page.context.set_offline(True)
    page.click("button[type=submit]")
    page.wait_for_selector("text=现在没有网络")
    page.context.set_offline(False)
    page.click("button[type=submit]")
    page.wait_for_selector("text=谢谢，已登记")
    number = page.locator("dd").last.inner_text()
    assert number.startswith("BX")
    page.click("text=继续：选时间、补充信息")
    page.wait_for_selector("text=想请师傅上门看看家里的下水道")
    assert page.locator("li.bot").count() >= 1, "what the bot asked is there"
    assert not errors, errors
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
