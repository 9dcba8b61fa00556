"""Every page of the console to be looked at: both languages, light and dark, telephone and desk, full and empty.

    python -m tests.all_pictures FOLDER [--only desk] [--quick]

Pictures of whole pages, and contact sheets of them.  ``--quick``: Chinese in the light and English in the dark only.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from handlers import campaigns, demo, people, queue, watch
from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.turn import receive
from nlu.parse import parse
from storage import dealers
from storage.engine import Store
from storage.models import QueueItem, User
from tests.bot.dispatch_home import furnish
from tests.browser import chromium
from tests.process import baoxiu, serving, surroundings
from tests.world import CAMPAIGN

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from playwright.sync_api import Browser, Page

SAID = {
    "p8": ("收割机割台抖动，不影响使用", "DEMO-P8-0001", "王大田，13812345678，成都市武侯区人民路8号", "1", "确认"),
    "p6": ("双控制器掉了一个，业务还在跑", "DEMO-P6-0001", "李雷 13900139000 上海浦东新区张江路88号", "转人工"),
    "p2": ("卫生间墙面渗水，楼下邻居家天花板都湿了", "DEMO-P2-0001", "陈静，13812345671，上海市浦东新区张江路88号", "确认"),
    "p1": ("the projector in room 3 shows no picture since this morning, DEMO-P1-0002", "Tom Lee 13800138000", "a person please"),
    "p5": ("太阳能热水器着火了，自己拆开看过，DEMO-P5-0001", "我叫王芳，13912345678，南京市江宁区东山街道1号", "转人工"),
}  # fmt: skip
ADDED = (("demo-dealer", "dealer"), ("demo-auditor", "auditor"))
#: login -> name of the picture -> address; ``{c}`` are conversations of tickets
PAGES = {
    "demo-supervisor": {
        "queue": "/console", "mine": "/console?view=mine", "all": "/console?view=all", "case-p8": "/console?view=all&c={p8}",
        "case-p6": "/console?view=all&c={p6}", "case-p5": "/console?view=all&c={p5}", "wall": "/console/wall",
        "dispatch": "/console/dispatch", "dispatch-visit": "/console/dispatch?visit=1", "dispatch-week": "/console/dispatch/week",
        "dispatch-print": "/console/dispatch/print", "dispatch-plan": "/console/dispatch/plan", "reports": "/console/reports", "report-tickets": "/console/reports/tickets?figure=clocks&outcome=missed",
        "planned": "/console/planned", "forms": "/console/forms", "form": "/console/form/1", "dealers": "/console/dealers",
        "incidents": "/console/incidents", "campaigns": "/console/campaigns", "campaign": "/console/campaigns/AUTUMN26",
        "notices": "/console/notices", "answers": "/console/answers", "search": "/console/search?q=DEMO",
        "search-none": "/console/search?q=nothing", "me": "/console/me", "shift": "/console/shift", "telegram": "/console/telegram",
        "lost": "/console/tokens", "call": "/console/call",
    },
    "demo-admin": {
        "devices": "/console/devices?q=DEMO-P8", "device": "/console/devices/1", "customer": "/console/customers/1?erase=1",
        "channels": "/console/channels", "tokens": "/console/tokens", "events": "/console/subscriptions", "plans": "/console/plans",
        "plan": "/console/plans/p5?month=2026-10", "roster": "/console/roster", "holidays": "/console/holidays", "retention": "/console/retention",
        "users": "/console/users", "audit": "/console/audit",
    },
    "demo-technician": {"day": "/console/day", "day-me": "/console/me"},
    "demo-dealer": {"dealer": "/console/dealer"},
    "demo-auditor": {"auditor": "/console?view=all&c={p8}", "auditor-users": "/console/devices"},
    "": {"login": "/console/login"},
}  # fmt: skip
SIZES = {"phone": (360, 740), "desk": (1360, 860)}
TALLEST = 2600  # pixels of a picture


def fill(home: Path) -> dict[str, int]:
    """Tickets of several plans, one of them held; the conversations by plan."""
    furnish(home)
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)
    found = {}
    for plan, said in SAID.items():
        for n, text in enumerate(said):
            found[plan] = receive(house, Inbound("web", plan, f"{plan}-{n}", text, kind="text", plan=plan)).conversation_id  # fmt: skip
    campaigns.add(house, campaigns.read(CAMPAIGN.encode(), "campaign.toml"))
    watch.fire(house, house.now())
    ann = people.actor(store.read(lambda tx: tx.sql.execute(select(User.__table__).where(User.login == "demo-engineer2")).one()))  # fmt: skip
    item = store.read(lambda tx: tx.sql.scalars(select(QueueItem.id).where(QueueItem.conversation_id == found["p6"])).first())  # fmt: skip
    if item is not None:
        queue.claim(house, ann, item)
        queue.reply(
            house, ann, found["p6"], "您好，我是值班工程师，正在看控制器日志，15:30 前给您答复。", "r1"
        )
        queue.note(house, ann, found["p6"], "@demo-supervisor 备用控制器在上海仓，请确认能否先发。", "n1")
    watch.fire(house, house.now() + timedelta(hours=3))
    store.close()
    return found


def hire(store: Store) -> None:
    """Somebody of the roles that the demo data lack."""
    house = House(store, load_plans(), parse)

    def work(tx: object) -> None:
        for login, role in ADDED:
            people.add_user(tx, house, login, login, role, demo.PASSWORD)  # type: ignore[arg-type]
        first = dealers.dealers(tx)[0].id  # type: ignore[arg-type]
        tx.sql.execute(update(User).where(User.role == "dealer").values(dealer_id=first))  # type: ignore[attr-defined]

    store.write(work)


def taken(
    browser: Browser, url: str, into: Path, variant: str, found: dict[str, int], only: str
) -> Iterator[Path]:
    lang, light, size = variant.split("-")
    width, height = SIZES[size]
    for login, pages in PAGES.items():
        wanted = {name: path for name, path in pages.items() if only in name}
        if not wanted:
            continue
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=size == "phone",
            color_scheme="dark" if light == "dark" else "light", locale="zh-CN" if lang == "zh" else "en-GB",
        )  # fmt: skip
        page = context.new_page()
        if login:
            page.goto(f"{url}/console/login")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", demo.PASSWORD)
            page.press("input[name=password]", "Enter")
            page.locator("header").wait_for()
        for name, path in wanted.items():
            if "{" in path and not found:
                continue
            page.set_viewport_size({"width": width, "height": height})
            page.goto(url + path.format(**found))
            page.wait_for_timeout(350)
            tall = page.evaluate(
                "Math.max(...['html', 'main', '.panel', '.said', '#list'].flatMap((q) => [...document.querySelectorAll(q)].map((e) => e.scrollHeight + e.getBoundingClientRect().top)))"
            )
            page.set_viewport_size({"width": width, "height": int(min(TALLEST, max(height, tall + 20)))})
            path_to = into / f"{name}.{variant}.png"
            path_to.write_bytes(page.screenshot())
            _faults(page, path_to.name)
            yield path_to
        context.close()


def _faults(page: Page, name: str) -> None:
    """What no eye need look for: things that stick out sideways, and words cut off without dots."""
    for told in page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => e.clientWidth && getComputedStyle(e).display !== "inline"
        && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("nav, .scroll, .table, .scroller, .menu, svg, .unseen, .skip"))
        .slice(0, 3).map((e) => `sticks out: ${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`)"""
    ):
        print(f"{name}: {told}")


def sheets(pictures: list[Path], into: Path, size: str) -> None:
    """Several small pictures on one."""
    from PIL import Image, ImageDraw

    wide, across, deep = (300, 6, 900) if size == "phone" else (640, 3, 700)
    per = across * (2 if size == "desk" else 1)
    for n in range(0, len(pictures), per):
        some: list[tuple[str, Picture]] = []
        for path in pictures[n : n + per]:
            one = Image.open(io.BytesIO(path.read_bytes())).convert("RGB")
            one = one.resize((wide, int(one.height * wide / one.width)), Image.Resampling.LANCZOS)
            some.append((path.name, one.crop((0, 0, wide, min(deep, one.height)))))
        rows = -(-len(some) // across)
        sheet = Image.new("RGB", (across * (wide + 8), rows * (deep + 24)), "#888")
        for i, (name, one) in enumerate(some):
            x, y = i % across * (wide + 8), i // across * (deep + 24)
            sheet.paste(one, (x, y + 18))
            ImageDraw.Draw(sheet).text((x + 2, y + 3), name, fill="white")
        variant = pictures[0].name.split(".")[1]
        sheet.save(into / f"sheet-{variant}-{n // per:02}.png")


def main() -> None:
    from playwright.sync_api import sync_playwright

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--only", default="", help="pages whose names have this in them")
    options.add_argument("--quick", action="store_true")
    asked = options.parse_args()
    lights = (("zh", "light"), ("en", "dark")) if asked.quick else [(a, b) for a in ("zh", "en") for b in ("light", "dark")]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for full in (False, True):
            into = asked.folder / ("full" if full else "empty")
            into.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory() as folder:
                home, found = Path(folder), dict[str, int]()
                if full:
                    found = fill(home)
                else:
                    for command in (("db", "upgrade"), ("demo", "load")):
                        baoxiu(*command, env=surroundings(home))
                store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
                hire(store)
                with serving(home) as server:
                    for lang, light in lights:
                        store.write(lambda tx, lang=lang: tx.sql.execute(update(User).values(lang=lang)))  # type: ignore[misc]
                        for size in SIZES:
                            variant = f"{lang}-{light}-{size}"
                            made = list(taken(browser, server.url, into, variant, found, asked.only))
                            sheets(made, into, size)
                            print(f"{into.name} {variant}: {len(made)} pages", flush=True)
                        if not full:
                            break
                store.close()
        browser.close()


if __name__ == "__main__":
    main()
