"""The pictures of docs/CONSOLE.md, made from demo data: ``make pictures``."""

from __future__ import annotations

import io
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from handlers import demo
from handlers.events import Inbound
from handlers.house import House
from handlers.plans.load import load_plans
from handlers.turn import receive
from nlu.parse import parse
from storage.engine import Store
from tests.browser import chromium
from tests.process import baoxiu, serving, surroundings

INTO = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SAID = {
    "p8": ("收割机割台抖动，不影响使用", "DEMO-P8-0001", "王大田，13812345678，成都市武侯区人民路8号", "1", "确认"),
    "p6": ("双控制器掉了一个，业务还在跑", "DEMO-P6-0001", "李雷 13900139000 上海浦东新区张江路88号", "转人工"),
    "p1": ("the projector in room 3 shows no picture since this morning, DEMO-P1-0002", "Tom Lee 13800138000", "a person please"),
    "p5": ("太阳能热水器漏水，自己拆开看过，DEMO-P5-0001", "我叫王芳，13912345678，南京市江宁区东山街道1号", "转人工"),
    "p3": ("我家热水器水箱底下一直滴水，今天滴得比昨天快，DEMO-P3-0001", "王建国 13800138001 杭州市西湖区文三路12号", "1", "确认"),
    "p3 ": ("no hot water at all, DEMO-P3-0002", "Mary Jones 13900139002, 88 Wensan Road, Hangzhou", "I agree", "tomorrow afternoon", "1", "confirm"),
    "p3  ": ("热水器上水慢，还能用", "找不到序列号", "周芳 13700137003 杭州市拱墅区莫干山路108号", "明天下午", "2", "确认"),
}  # fmt: skip
#: name -> login, address, width, height, dark
PICTURES = {
    "desk": ("demo-engineer2", "/console?view=all&c=4", 1360, 860, False),
    "wall": ("demo-supervisor", "/console/wall", 1360, 860, False),
    "reports": ("demo-supervisor", "/console/reports", 1360, 860, True),
    "dispatch": (
        "demo-supervisor",
        "/console/dispatch?day={tomorrow}&region=hangzhou&skill=solar",
        1360,
        760,
        False,
    ),
    "day": ("demo-technician", "/console/day", 390, 780, False),
}


def _fill(home: Path) -> None:
    for command in (("db", "upgrade"), ("demo", "load")):
        assert baoxiu(*command, env=surroundings(home)).returncode == 0
    store = Store(f"sqlite:///{home / 'baoxiu.sqlite'}")
    house = House(store, load_plans(), parse)
    for plan, said in SAID.items():
        for n, text in enumerate(said):
            receive(house, Inbound("web", plan, f"{plan}-{n}", text, kind="text", plan=plan.strip()))
    store.close()


def main() -> None:
    from PIL import Image
    from playwright.sync_api import sync_playwright

    INTO.mkdir(exist_ok=True)
    tomorrow = datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=1)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _fill(home)
        with serving(home) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            for name, (login, address, width, height, dark) in PICTURES.items():
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
                )
                page.goto(f"{server.url}/console/login")
                page.fill("input[name=login]", login)
                page.fill("input[name=password]", demo.PASSWORD)
                page.press("input[name=password]", "Enter")
                page.locator("header").wait_for()
                page.goto(server.url + address.format(tomorrow=tomorrow))
                page.wait_for_timeout(800)
                picture = Image.open(io.BytesIO(page.screenshot()))
                picture.quantize(64).save(INTO / f"{name}.png", optimize=True)
                page.close()
                print(f"docs/pictures/{name}.png")
            browser.close()


if __name__ == "__main__":
    main()
