"""Files and everything around them in the chat page, in a real browser; and that everybody can use the page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.plate_photo import label, photo
from tests.process import Serving, baoxiu, serving, surroundings

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

NewPage = Callable[..., "Page"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("home")
    assert baoxiu("db", "upgrade", env=surroundings(home)).returncode == 0
    with serving(home, widget_origins="https://shop.example", media_limit="1") as running:
        yield running


def picture() -> bytes:
    from PIL import Image

    whole = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(whole, "JPEG")
    return whole.getvalue()


def sent(name: str, kind: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def test_pictures_and_files_are_sent_shown_and_there_after_a_reload(
    server: Serving, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page(width=360, height=740)
    page.goto(f"{server.url}/chat?plan=p3&lang=zh")
    page.wait_for_selector("li.bot")
    page.fill("#text", "水箱漏水，越来越大")
    page.press("#text", "Enter")
    page.wait_for_selector("text=序列号")
    plate = photo(label(("QRCode", "AB-1234567")), width=1200)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="添加照片或文件").click()
    chooser.value.set_files(
        [sent("铭牌.jpg", "image/jpeg", plate), sent("说明.pdf", "application/pdf", b"%PDF-1.4\n")]
    )
    page.wait_for_selector("li.mine:not(.waiting) .picture img[src^='blob:']")
    page.wait_for_selector("li.bot >> text=AB-1234567")
    page.reload()
    page.wait_for_selector(".picture img[src^='blob:']")
    shown = page.evaluate(
        "(() => { const i = document.querySelector('.picture img'); return [i.naturalWidth, i.getBoundingClientRect().width]; })()"
    )
    assert shown[0] == 640 and 0 < shown[1] <= 240
    with page.expect_download() as download:
        page.get_by_role("button", name="下载：说明.pdf").click()
    assert Path(download.value.path()).read_bytes() == b"%PDF-1.4\n"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    bottom = page.evaluate(
        "(() => { const m = document.querySelector('main'); return m.scrollHeight - m.scrollTop - m.clientHeight; })()"
    )
    assert bottom < 5, "the newest message is in sight"


def test_what_cannot_be_sent_is_told_before_it_is_uploaded(server: Serving, new_page: NewPage) -> None:
    page = new_page(lang="en-GB")
    page.goto(f"{server.url}/chat?plan=p3")
    page.wait_for_selector("li.bot")
    for files, told in (
        ([sent("setup.exe", "application/x-msdownload", b"MZ")], "“setup.exe” can't be taken"),
        ([sent("film.mp4", "video/mp4", b"x" * 1_100_000)], "larger than 1 MB"),
        ([sent(f"{n}.jpg", "image/jpeg", b"x") for n in range(11)], "10 files at a time"),
    ):
        page.set_input_files("#files", files)
        page.wait_for_selector(f"#state >> text={told}")
    assert page.locator("li.mine").count() == 0


def test_an_upload_survives_a_bad_network_and_is_there_once(server: Serving, new_page: NewPage) -> None:
    page = new_page(lang="en-GB")
    page.goto(f"{server.url}/chat?plan=p3")
    page.wait_for_selector("li.bot")
    page.context.set_offline(True)
    page.set_input_files("#files", [sent("leak.jpg", "image/jpeg", picture())])
    page.wait_for_selector("li.waiting .previews img")
    page.context.set_offline(False)
    page.wait_for_selector("li.mine:not(.waiting) .picture", timeout=20_000)
    assert page.locator("li.mine").count() == 1


def test_what_was_said_while_the_page_was_away_is_shown_when_it_is_back(
    server: Serving, new_page: NewPage
) -> None:
    page = new_page(lang="en-GB")
    page.goto(f"{server.url}/chat?plan=p3")
    page.wait_for_selector("li.bot")
    token = page.evaluate("localStorage.getItem('baoxiu:p3:token')")
    page.context.set_offline(True)
    said = {"id": "elsewhere", "text": "the water tank leaks, it gets worse", "plan": "p3"}
    httpx2.post(
        f"{server.url}/chat/messages", json=said, headers={"authorization": f"Bearer {token}"}
    ).raise_for_status()
    page.context.set_offline(False)
    page.wait_for_selector("li.mine >> text=water tank", timeout=20_000)
    page.wait_for_selector("li.bot >> text=BX", timeout=20_000)


def test_the_page_may_be_embedded_where_the_operator_allows_it(server: Serving, new_page: NewPage) -> None:
    page = new_page()
    answer = page.goto(f"{server.url}/chat?plan=p3&embed=1")
    assert "frame-ancestors https://shop.example" in answer.headers["content-security-policy"]
    page.set_content(f"<iframe src='{server.url}/chat?plan=p3&embed=1'></iframe>")
    page.wait_for_timeout(500)
    assert not page.frames[1].query_selector("#text"), "this page is not on the list"


def test_keyboard_and_screen_reader_find_everything(server: Serving, new_page: NewPage) -> None:
    page = new_page(lang="en-GB")
    page.goto(f"{server.url}/chat?plan=p3")
    page.wait_for_selector(".choices button")
    tree = page.locator("body").aria_snapshot()
    for wanted in (
        'log "Conversation"',
        'button "Add photos or files"',
        'textbox "Your message"',
        'button "Send"',
        "heading",
    ):
        assert re.search(re.escape(wanted), tree, re.IGNORECASE), f"{wanted} is missing:\n{tree}"
    assert page.get_attribute("#log", "aria-live") == "polite"
    page.focus("#log")
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert {"attach", "text"} <= set(reached) and "Report a fault" in reached, reached
    ring = page.evaluate(
        "(() => { const b = document.getElementById('attach'); b.focus(); return getComputedStyle(b).outlineStyle; })()"
    )
    assert ring != "none"


CONTRAST = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (n) => { for (; n; n = n.parentElement) { const c = parse(getComputedStyle(n).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const found = [];
  for (const n of document.querySelectorAll("h1, .who p, .quiet, .bubble, .by, .choices button, .filecard .name, .filecard .size, li.day, .notkept, #attach, #state")) {
    if (!n.offsetParent || !n.textContent.trim() && n.id !== "attach") continue;
    const [a, b] = [light(parse(getComputedStyle(n).color)), light(ground(n))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push([n.className || n.id || n.tagName, n.textContent.slice(0, 20), ratio.toFixed(2)]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_by_weak_eyes(server: Serving, new_page: NewPage, scheme: str) -> None:
    page = new_page(lang="en-GB")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{server.url}/chat?plan=p3")
    page.wait_for_selector(".choices button")
    files = [
        sent("manual.pdf", "application/pdf", b"%PDF-1.4\n"),
        sent("page.txt", "text/plain", b"<html><script>"),
    ]
    page.fill("#text", "the water tank leaks")
    page.set_input_files("#files", files)
    page.wait_for_selector(".notkept")
    assert page.evaluate(CONTRAST) == []
