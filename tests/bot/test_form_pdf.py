"""Forms on paper: pages that hold everything, in both languages, with a font of their own."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from bot import form_pdf
from bot.form_pdf import NoPaper, pdf
from bot.paper_text import printable, wrap
from handlers.form_view import Line, Sheet, Signed

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
ROWS = tuple((f"第{n}段墙面，铲除后重做腻子", str(n), "¥120.50") for n in range(60))


def sheet(**changes: Any) -> Sheet:
    lines = (
        Line("业主姓名", "王建国"),
        Line("内容", "墙面开裂，从窗角一直延伸到天花板。" * 200),
        Line(
            "项目", head=("项目", "数量", "金额"), cells=ROWS, numeric=(False, True, True), total="¥7,230.00"
        ),
        Line("行为", points=(("穿鞋套", "yes", "是"), ("遮盖家具", "na", "不适用"), ("清理", "no", "否"))),
    )
    signed = (
        Signed("客户签字", "王建国", "2026年11月23日 手写", (((0, 0), (500, 300), (1000, 0)), ((10, 10),))),
    )
    values: dict[str, Any] = {
        "id": 1, "title": "维修服务单", "company": "家装工程", "hotline": "400", "clause": "P2.3", "number": "P2-FW-2026-0001",
        "version": 1, "state": "issued", "lang": "zh", "zone": "Asia/Shanghai", "issued": "2026年11月23日", "lines": lines,
        "signatures": signed, "told": ("已开具",),
    }  # fmt: skip
    return Sheet(**{**values, **changes})


def read(made: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(made)
    pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    document.close()
    return pages


def test_everything_is_on_it_and_every_page_has_its_number_and_head() -> None:
    pages = read(pdf(sheet(), AT))
    whole = "".join(pages).replace("\r\n", "")
    assert whole.count("墙面开裂") == 200 and "P2-FW-2026-0001" in pages[0]
    assert all(f"第{n}段墙面" in whole for n in range(60)) and "¥7,230.00" in whole
    assert len(pages) > 3
    for n, page in enumerate(pages, 1):
        assert f"第{n}页，共{len(pages)}页" in page and "服务热线 400" in page
    inner = [page for page in pages[1:] if "¥120.50" in page]
    assert all("数量" in page for page in inner), "a table that goes on has its head again"


def test_in_english_and_with_what_the_font_does_not_have(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        lines = (Line("Cause", "Bearing worn 🙂\x00\ttwice"), Line("Word", "x" * 3000))
        pages = read(pdf(sheet(lang="en", title="Repair service sheet", lines=lines, state="void"), AT))
    assert "Page 1 of" in pages[0] and "Bearing worn □ twice" in pages[0] and "Void" in pages[0]
    assert "".join(pages).count("x") >= 3000
    assert not caplog.records


def test_without_a_font_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    monkeypatch.setattr(form_pdf, "ON_DEBIAN", ((str(tmp_path / "none.ttc"), 0),))
    form_pdf.font_file.cache_clear()
    try:
        with pytest.raises(NoPaper, match="apt-get install fonts-wqy-microhei"):
            pdf(sheet(), AT)
    finally:
        form_pdf.font_file.cache_clear()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("abcdefgh", ["abcdefgh"]),
        ("abcdefgh ij", ["abcdefgh", "ij"]),
        ("墙面开裂，有水渍", ["墙面开", "裂，有水", "渍"]),  # no line begins with a comma
        ("一二三（四五）六", ["一二三", "（四五）", "六"]),  # none ends with an opening bracket
        ("a\n\nb", ["a", "", "b"]),
        ("abcdefghijklmnop", ["abcdefgh", "ijklmnop"]),
    ],
)
def test_where_lines_break(text: str, lines: list[str]) -> None:
    assert wrap(text, 8, lambda t: sum(2 if ord(c) > 0x2E7F else 1 for c in t)) == lines


def test_lines_hold_all_that_was_written() -> None:
    text = "（（（（（（。。。。。。aaaaaaaaaaaaaa，，，，，，" * 3
    found = wrap(text, 7, lambda t: float(len(t)))
    assert "".join(found) == text


def test_what_cannot_be_printed() -> None:
    assert printable("a\u200bb\r\nc🙂", range(128)) == "ab\nc□"
