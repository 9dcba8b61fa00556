"""Serial numbers in what a barcode or QR code says: alone, behind a label, in a link, or among other fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from handlers.rules.serials import fold

MOST_TEXT = 2_000  # characters of one code
#: Numbers of a kind of goods, not of one device.
OF_GOODS = frozenset({"EAN13", "EAN8", "UPCA", "UPCE", "ISBN", "ITF14", "EAN5", "EAN2"})
_SERIAL = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9 _./-]{3,38}[A-Za-z0-9]")
_LABELLED = re.compile(
    r"(?:\b(?:s/?n|ser(?:ial)?(?:[ _-]?(?:no|number|num))?|serialnumber|device[ _-]?(?:id|no)?)\b\.?|序列号|出厂编号|机身号|设备编号)"
    r"[\"']?\s*[:：=#]?\s*[\"']?([A-Za-z0-9][A-Za-z0-9._-]{3,39})",
    re.IGNORECASE,
)
_GS1 = re.compile(r"\(21\)([A-Za-z0-9._-]{4,20})")
_NAMES = frozenset({"sn", "serial", "serialno", "serialnumber", "serial_number", "serial_no", "device", "deviceid", "device_id", "start", "startapp", "s", "id", "code"})  # fmt: skip
_LINK = re.compile(r"^[a-z][a-z0-9+.-]*:/?/?", re.IGNORECASE)


def said(text: str, form: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may be serial numbers in the text of a code of format ``form``: those that are called so, and those that
    only look like one."""
    text = text.strip()[:MOST_TEXT]
    named = [*_LABELLED.findall(text), *_GS1.findall(text)]
    guessed: list[str] = []
    if _LINK.match(text) and ":" in text[:24] and not named:
        parts = urlsplit(text) if "://" in text else None
        if parts is not None:
            named += [value for key, value in parse_qsl(parts.query)[:20] if key.lower() in _NAMES]
            guessed += [unquote(piece) for piece in parts.path.split("/")[-2:]]
            guessed += [unquote(parts.fragment)] if parts.fragment else []
    elif form not in OF_GOODS and not named:
        guessed += [text, *(piece for piece in re.split(r"[\s,;|]+", text)[:12] if piece != text)]
    return tuple(_fitting(named)), tuple(_fitting(guessed))


def _fitting(found: Iterable[str]) -> list[str]:
    keys: dict[str, str] = {}
    for value in found:
        value = value.strip()
        if _SERIAL.fullmatch(value) and 5 <= len(fold(value)) <= 40:
            keys.setdefault(fold(value), value)
    return list(keys.values())
