"""A form on paper: A4, header, fields, tables that go on over pages, signatures, page numbers, in Chinese or English.

Needs fpdf2 and a font with Chinese characters (``pip install 'baoxiu[pdf]'`` brings both).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.paper_text import printable, wrap
from handlers.form_view import Line, Sheet, Signed
from handlers.plates import opened
from handlers.rules.signature import HIGH, WIDE
from handlers.texts.catalog import say

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, MARGIN = 210.0, 16.0
INNER = WIDTH - 2 * MARGIN
FOOT = 18.0  # mm kept free at the bottom
MUCH = 10  # a row with more lines is broken at the end of a page, if this many fit there:
LEAST_LINES = 3
PAD = 1.6
PIXELS = 1000  # of the longer side of a photograph on paper
DARK, GREY, RULE, SOFT = (27, 38, 49), (100, 112, 124), (196, 204, 211), (240, 244, 246)
#: Debian's, where the package with the font is not installed: file, number within its collection
ON_DEBIAN = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
)


class NoPaper(RuntimeError):
    """What printing needs is not installed; the message says what to do."""


def pdf(sheet: Sheet, made_at: datetime) -> bytes:
    """The form as PDF.  Raises :class:`NoPaper`."""
    paper = _Paper(sheet, made_at)
    return paper.made()


def printer() -> Callable[[Sheet, datetime], bytes] | None:
    """:func:`pdf`, where what it needs is installed."""
    try:
        _new()
    except NoPaper:
        return None
    return pdf


@cache
def font_file() -> tuple[Path, int]:
    """A font with Chinese and Latin characters, and its number within the file.  Raises :class:`NoPaper`."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        for name, number in ON_DEBIAN:
            if Path(name).is_file():
                return Path(name), number
        raise NoPaper(
            "there is no font with Chinese characters to print with: pip install 'baoxiu[pdf]', or on Debian "
            "apt-get install fonts-wqy-microhei"
        ) from None
    return sans_path(), 0


def _new() -> FPDF:
    try:
        from fpdf import FPDF
    except ImportError:
        raise NoPaper("printing forms needs fpdf2: pip install 'baoxiu[pdf]'") from None
    for name in ("fpdf", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)  # they tell of every table of the font
    made = FPDF(format="A4", unit="mm")
    path, number = font_file()
    made.add_font("form", "", path, collection_font_number=number)
    made.set_auto_page_break(False)
    made.set_margin(MARGIN)
    return made


class _Paper:
    def __init__(self, sheet: Sheet, made_at: datetime) -> None:
        self.sheet, self.pdf = sheet, _new()
        font: Any = self.pdf.fonts["form"]
        self.known = font.cmap
        self.pdf.set_title(self._clean(f"{sheet.title} {sheet.number}"))
        self.pdf.set_author(self._clean(sheet.company))
        self.pdf.set_lang("zh-CN" if sheet.lang == "zh" else "en")
        self.pdf.set_creation_date(made_at)

    def made(self) -> bytes:
        self._page()
        self._title()
        for line in self.sheet.lines:
            if line.head:
                self._table(line)
            elif line.points:
                self._points(line)
            elif line.photographs:
                self._photographs(line)
            else:
                self._row((line.label, line.text), (42, INNER - 42), shaded=(0,))
        self._signatures()
        self._told()
        for page in range(1, self.pdf.pages_count + 1):
            self.pdf.page = page
            self._foot(page)
        return bytes(self.pdf.output())

    # -- pages ---------------------------------------------------------------------------------

    def _page(self) -> None:
        pdf, sheet = self.pdf, self.sheet
        pdf.add_page()
        self._mark()
        self._font(9, GREY)
        pdf.text(MARGIN, 12, self._clean(sheet.company))
        hotline = self._clean(say("form-hotline", sheet.lang, hotline=sheet.hotline))
        pdf.text(WIDTH - MARGIN - pdf.get_string_width(hotline), 12, hotline)
        self._rule(14.5)
        self._rule(297 - 13)
        pdf.set_y(20)

    def _foot(self, page: int) -> None:
        """Once it is known how many pages there are."""
        pdf, sheet = self.pdf, self.sheet
        self._font(9, GREY)  # two sizes: what is as it was is not written into the page anew
        self._font(8, GREY)
        foot = " · ".join(x for x in (sheet.title, sheet.number, self._version(), sheet.clause) if x)
        pdf.text(MARGIN, 297 - 8.5, self._clean(foot))
        told = say("form-page", sheet.lang, page=str(page), pages=str(pdf.pages_count))
        pdf.text(WIDTH - MARGIN - pdf.get_string_width(told), 297 - 8.5, told)

    def _mark(self) -> None:
        """A draft and a void form say so across every page."""
        if self.sheet.state not in ("draft", "void"):
            return
        word = say(f"form-status-{self.sheet.state}", self.sheet.lang)
        self._font(96, (238, 225, 225) if self.sheet.state == "void" else (232, 236, 240))
        with self.pdf.rotation(38, WIDTH / 2, 297 / 2):
            self.pdf.text(WIDTH / 2 - self.pdf.get_string_width(word) / 2, 297 / 2 + 12, word)

    def _version(self) -> str:
        return say("form-version", self.sheet.lang, version=str(self.sheet.version))

    def _title(self) -> None:
        pdf, sheet = self.pdf, self.sheet
        self._font(18)
        title = self._clean(sheet.title)
        pdf.text(WIDTH / 2 - pdf.get_string_width(title) / 2, 28, title)
        self._font(9, GREY)
        number = sheet.number or say("console-form-none-yet", sheet.lang)
        left = f"{say('form-number', sheet.lang)} {number}   {self._version()}"
        pdf.text(MARGIN, 36, self._clean(left))
        pdf.text(WIDTH - MARGIN - pdf.get_string_width(sheet.issued), 36, sheet.issued)
        pdf.set_y(39)

    def _room(self, height: float) -> bool:
        return self.pdf.get_y() + height <= 297 - FOOT

    # -- parts ---------------------------------------------------------------------------------

    def _row(
        self, cells: Sequence[str], widths: Sequence[float], *, size: float = 10, shaded: Sequence[int] = (),
        right: Sequence[int] = (), again: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """A row as high as its longest cell; one longer than a page goes on.  ``again`` is repeated on a new page."""
        self._font(size)
        height = size * 0.3528 * 1.45
        wrapped = [
            wrap(self._clean(c), w - 2 * PAD, self.pdf.get_string_width)
            for c, w in zip(cells, widths, strict=True)
        ]
        most = max(len(lines) for lines in wrapped)
        start = 0
        while start < most or start == 0:
            room = int((297 - FOOT - self.pdf.get_y() - 2 * PAD) / height)
            left = most - start
            if left > room and not (room >= LEAST_LINES and left > MUCH):
                self._page()
                if again:
                    self._row(again, widths, size=size, shaded=range(len(again)), right=right)
                self._font(size)
                continue
            part = [lines[start : start + room] for lines in wrapped]
            self._draw(part, widths, max(1, *map(len, part)) * height + 2 * PAD, height, shaded, right)
            start += room

    def _draw(
        self, cells: Sequence[Sequence[str]], widths: Sequence[float], tall: float, height: float, shaded: Sequence[int],
        right: Sequence[int],
    ) -> None:  # fmt: skip
        pdf, x, y = self.pdf, MARGIN, self.pdf.get_y()
        pdf.set_draw_color(*RULE)
        pdf.set_line_width(0.2)
        for i, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            pdf.set_fill_color(*SOFT)
            pdf.rect(x, y, width, tall, style="DF" if i in shaded else "D")
            for n, text in enumerate(lines):
                at = x + width - PAD - pdf.get_string_width(text) if i in right else x + PAD
                pdf.text(at, y + PAD + n * height + height * 0.76, text)
            x += width
        pdf.set_y(y + tall)

    def _table(self, line: Line) -> None:
        widths = _widths(line)
        right = [i for i, numeric in enumerate(line.numeric) if numeric]
        first = [
            len(wrap(self._clean(c), w - 2 * PAD, self.pdf.get_string_width))
            for c, w in zip((line.cells or (line.head,))[0], widths, strict=True)
        ]
        if not self._room(22 + max(first) * 4.7):
            self._page()  # no head of a table stands alone at the bottom
        self._row((line.label,), (INNER,), shaded=(0,))
        self._row(line.head, widths, size=9, shaded=range(len(widths)), right=right)
        for cells in line.cells:
            self._row(cells, widths, size=9, right=right, again=line.head)
        if line.total:
            self._row(
                (say("form-total", self.sheet.lang), line.total), (INNER - 40, 40), shaded=(0,), right=(0, 1)
            )

    def _points(self, line: Line) -> None:
        if not self._room(20):
            self._page()
        self._row((line.label,), (INNER,), shaded=(0,))
        signs = {"yes": "✓ ", "no": "× "}
        for n, (text, answer, word) in enumerate(line.points, 1):
            self._row((f"{n}", text, signs.get(answer, "") + word), (10, INNER - 44, 34), right=(0,))

    def _photographs(self, line: Line) -> None:
        """Two beside each other, each with its number and what it shows."""
        self._row((line.label,), (INNER,), shaded=(0,))
        width, tall, told = INNER / 2, 66.0, line.text.split("\n")
        for n, photograph in enumerate(line.photographs):
            if n % 2 == 0 and not self._room(tall):
                self._page()
            x, y = MARGIN + width * (n % 2), self.pdf.get_y()
            self.pdf.set_draw_color(*RULE)
            self.pdf.rect(x, y, width, tall)
            content = photograph.content()
            picture = opened(content, PIXELS) if content is not None else None
            if picture is not None:
                box = (x + PAD, y + PAD, width - 2 * PAD, tall - 9)
                self.pdf.image(picture.convert("RGB"), *box, keep_aspect_ratio=True)
            self._font(8.5)
            why = "" if picture is not None else "gone" if content is None else "unreadable"
            caption = f"{told[n]} ({say(f'form-photograph-{why}', self.sheet.lang)})" if why else told[n]
            self.pdf.text(
                x + PAD,
                y + tall - 2.5,
                wrap(self._clean(caption), width - 2 * PAD, self.pdf.get_string_width)[0],
            )
            if n % 2 or n == len(line.photographs) - 1:
                self.pdf.set_y(y + tall)

    def _signatures(self) -> None:
        boxes = self.sheet.signatures
        if not boxes:
            return
        width, tall = INNER / max(2, len(boxes)), 34.0
        if not self._room(tall + 4):
            self._page()
        y = self.pdf.get_y() + 4
        for i, box in enumerate(boxes):
            self._box(box, MARGIN + i * width, y, width, tall)
        self.pdf.set_y(y + tall)

    def _box(self, box: Signed, x: float, y: float, width: float, tall: float) -> None:
        pdf = self.pdf
        pdf.set_draw_color(*RULE)
        pdf.rect(x, y, width, tall)
        self._font(9, GREY)
        pdf.text(x + PAD, y + 5, self._clean(box.label))
        self._strokes(box, x + PAD, y + 6, width - 2 * PAD, tall - 15)
        self._font(12 if not box.strokes else 10)
        name = wrap(self._clean(box.name), width - 2 * PAD, pdf.get_string_width)[0]
        pdf.text(x + PAD, y + tall - 7, name)
        self._font(8, GREY)
        pdf.text(x + PAD, y + tall - 2.5, self._clean(box.line or say("form-not-yet", self.sheet.lang)))

    def _strokes(self, box: Signed, x: float, y: float, width: float, tall: float) -> None:
        scale = min(width / WIDE, tall / HIGH)
        self.pdf.set_draw_color(20, 40, 90)
        self.pdf.set_line_width(0.5)
        for stroke in box.strokes:
            points = [(x + px * scale, y + py * scale) for px, py in stroke]
            self.pdf.polyline(points if len(points) > 1 else points * 2)

    def _told(self) -> None:
        lines = [*self.sheet.told, say("form-times", self.sheet.lang, zone=self.sheet.zone)]
        if not self._room(len(lines) * 5 + 4):
            self._page()
        y = self.pdf.get_y() + 6
        self._font(8.5, GREY)
        for text in lines:
            for part in wrap(self._clean(text), INNER, self.pdf.get_string_width):
                self.pdf.text(MARGIN, y, part)
                y += 4.6
        self.pdf.set_y(y)

    # -- the pen -------------------------------------------------------------------------------

    def _font(self, size: float, colour: tuple[int, int, int] = DARK) -> None:
        self.pdf.set_font("form", size=size)
        self.pdf.set_text_color(*colour)

    def _rule(self, y: float) -> None:
        self.pdf.set_draw_color(*RULE)
        self.pdf.set_line_width(0.3)
        self.pdf.line(MARGIN, y, WIDTH - MARGIN, y)

    def _clean(self, text: str) -> str:
        return printable(text, self.known)


def _widths(line: Line) -> list[float]:
    """Wider where there is more to read; no column too narrow for its head."""
    wants = []
    for i, head in enumerate(line.head):
        longest = max([_breadth(head), *(_breadth(row[i]) for row in line.cells)])
        wants.append(min(max(longest, 6.0), 34.0) + 2)
    return [INNER * want / sum(wants) for want in wants]


def _breadth(text: str) -> float:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text[:80])
