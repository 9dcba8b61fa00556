"""Plates that no word announces: serial numbers in groups or read out, and the names of models with a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu import heads, lexicon
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.people import known_names
from nlu.scans import scan
from nlu.spelling import Run

#: (kind, value, start, end)
Plate = tuple[str, str, int, int]

#: What stands before a number and is no head of a plate: money, months, phones, standards, places, ways and nets.
_NO_HEAD = frozenset(
    "rm rmb cny usd eur gbp sgd hkd nzd aud inr aed jpy php thb kes zar ngn chf cad jan feb mar apr may jun jul aug sep oct nov dec http https err error alm alarm fault warn al er sc ch cal tel fax mob ph wa sms po no nr bx iso en gb iec din ansi astm ul ce ip rev ver gmt utc est zip pin box lot blk apt flat unit bay "
    "room line gate exit usb rj cat hp kw kva rpm psi bar db hz fm am pm tv id ref sn pn key and the are was for is v hk sg dm nl uk mo of in at on to by or if so my we it us me he as be do go you she her his our but not get got had has one two six ten".split()
)
_GROUPS = scan(
    r"(?<![a-z0-9\-+./@])(?P<w>[a-z]{2,3})(?! [5689]\d{3} \d{4}(?! ?\d))(?: ?(?!0|1[3-9]\d)\d{2,8}(?: \d{1,5}){1,3}| \d{7,10})(?![\w\-%:.]*\w)(?! \d)"
)
_DOTTED = scan(
    r"(?<![a-z0-9\-./@_])(?P<w>[a-z]{1,3})(?:[._]\d{2,5}){2,4}(?:[._][a-z])?(?![\w@]|[./\-]\w)"
    r"|(?<![a-z0-9\-./@_])(?P<v>[a-z]{1,3})(?:[._]\d{2,5}[._][a-z](?![a-z])|/\d{2,4}/\d{2,4}(?:/\d{1,5})?|[_-]?\d{2}[/_]\d{4,6}|_\d{5,8})(?![\w@]|[./\-]\w)",
    re.ASCII,
)
#: Letters and groups of digits with dashes, strokes or stars between, as no model and few codes are told.
_JOINED = scan(
    r"(?<![\w\-./*#+@\u4e00-\u9fff])(?P<w>[a-z]{1,4})(?:\d{0,2}-\d{1,4}-\d{2,5}|-\d{3,5}-[a-z]{1,2}|-[a-z]{1,2}-\d{3,6}|/\d{2,4}/\d{3,5})(?![\w\-*/%]|\.\d)"
    r"|(?<![\w\-./*#+@])\d{2,4}[a-z]-\d{1,4}-\d{2,6}(?![\w\-*/%]|\.\d)"
    r"|(?<![\w\-./*#+@:])(?!(?:19|20)\d\d-)[1-9]\d{1,3}-\d{1,4}-\d{2,5}(?:-\d{1,4})?(?![\w\-*/%:]|\.\d| ?[年月日号点])"
)
_STARRED = scan(r"(?<![\w*./])(?=[\d*]{0,24}[a-z])[a-z\d]{1,8}(?:\*[a-z\d]{1,8}){2,5}(?![\w*])")
#: 沪制-0082, 闽-600-21-0087: with a province or a character before it.
_HAN = scan(
    r"(?<![\w\-])[\u4e00-\u9fff]{1,2}-(?=(?:-?\d){4})(?:\d{1,4}-){0,3}\d{3,6}(?![A-Za-z0-9_\-]|\.\d| ?[度元块年月日号点])"
)
_NO_HAN = regex(r"[报错警码号价温压度电时年月日元]")
_SPELLED = regex(r"[A-Z]{2,4}-?\d{4,14}(?:-?\d{1,6})?[A-Z]?|[A-Z]-?\d{5,12}")
_ALOUD = regex(
    r"[零〇洞一幺二两三四五六七八九拐勾] ?[零〇洞一幺二两三四五六七八九拐勾]|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b|[a-z\d] [a-z\d] [a-z\d]"
)
_LONG = regex(r"[A-Z]{0,3}[\d-]+[A-Z]?")
_HEAD = regex(r"[A-Z]+")
_SAID_BEFORE = frozenset(("SN", "BX", "TEL", "WA", "PH", "ID", "NO", "PO"))
_DASHED = regex(r"dash|hyphen|杠")
#: "the number under the lid is ": what is read out after it is of the machine, where it is no phone.
_NUMBER = regex(
    r"(?:\b(?P<of>[a-z]+) )?\b(?:numbers?|digits|unit)(?: (?:on|under|at|in|behind|inside) (?:the|my|its) [a-z]+)?(?: (?:is|are|says|reads))?[ :,]{1,2}$"
)
_NUMBER_OF = frozenset(
    "phone mobile cell contact my his her your order card account part ticket reference ref case booking invoice claim policy room house flat job tracking member bank".split()
)
#: A name written like one, and a number: "AquaPure 6"; one word needs something beside it that tells it is a machine.
_CAMEL = scan(
    r"(?<![\w\-])(?!(?:The|Our|My|This|Your|That|An?)\b|Wi ?Fi|iOS|iPhone|iPad|YouTube|WhatsApp|WeChat)(?:[A-Z][a-z]+-?[A-Z][a-z]+ \d{1,4}(?:\.\d(?!\d))?[A-Za-z]?|[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})? \d{2,4}[A-Z]{1,2})(?![\w\-%]|[.:]\d)"
)
_NAMED = scan(
    r"(?:(?:\b[Tt]he|\b[Aa]n?|\b[Mm]y|\b[Oo]ur|\b[Tt]his|\b(?:[Mm]achine|[Mm]odel)(?: is|:)?|我的|我家的?|用的是?|那台|这台|型号是?) ?|(?:^|[.,;?!—，。！？] ?))(?P<n>[A-Z]{2,4} \d{3,4}[A-Z]?)(?! ?(?:[\w\-%°]|[.:]\d)*\d)(?![\w\-%])"
)
_CALLED = scan(
    r"(?<!\bat )(?<!\bin )(?<!\bto )(?<!\bon )(?<!near )(?:\b[Aa]n?|\b[Tt]he|\b[Mm]achine:?|\b[Mm]odel:?|\b[Mm]achine is) (?P<n>[A-Z][a-z]{2,}(?: [A-Z][a-z]+)? \d{1,4}(?:\.\d)?)(?=[,;!?)]|\.(?!\d)|$| (?:and|is|that|won't|has|in the)\b)"
)
#: "Cirro 24." is a sentence of its own or one of a list: an odd word and a number.
_APART = scan(
    r"(?:^|[.;!?:] )(?P<n>[A-Z][a-z]{3,} \d{1,3}[A-Za-z]?)(?=[;!?]|\.(?!\d)|$)"
    r"|[,.;!?:] (?P<n2>[A-Z][a-z]{3,} \d{1,3}[A-Za-z]?)(?=, (?:no\.|s/n|serial|[A-Za-z]{1,5}\d?-?\d))"
)
_PERSON_OR_PLACE = regex(
    r"(?:Villa|Erf|Concession|Posbus|Apt|Apartment|Post|Bus|Quay|Jetty|Pier|Hangar|Gate|Room|Ward|Flat|Unit|Shop|Lot|Tower|Block|Floor|Level|Line|Bay|Gate|Stand|Plot|Suite|Building|Hall|House|Dock|Street|Road|Avenue|Route|Zone|Phase|Stage|Station|Terminal|Platform|Error|Fault|Alarm|Code|Window|Windows|Page|Order|Ticket|Number|About|Around|Over|After|Since|Before|Until|From|Only|Just|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)


def grouped(n: Normal) -> Iterator[Plate]:
    """Serial numbers in groups ("GT2310 4471 08"), or with dots ("XJ.77.410")."""
    for m in _GROUPS.finditer(n.text):
        if m["w"] not in _NO_HEAD and _digits(m[0]) >= 7 and _written_large(n, m.start(), m.end("w")):
            yield "serial_number", m[0].upper().replace(" ", ""), *m.span()
    for m in _DOTTED.finditer(n.text):
        if (m["w"] or m["v"]) not in _NO_HEAD and _digits(m[0]) >= 5:
            yield "serial_number", re.sub(r"[._/]", "", m[0]).upper(), *m.span()


def spelled(text: str, read_out: list[Run]) -> Iterator[Plate]:
    """Serial numbers that are read out: "KR 二零二四零九幺幺", "two four oh six dash one one seven three"."""
    for run in read_out:
        said = text[run.start : run.end]
        if not _ALOUD.search(said) or len(run.digits) > 16:
            continue
        head = _HEAD.match(run.value)
        if _SPELLED.fullmatch(run.value):
            if head is not None and (head[0] not in _SAID_BEFORE or said[1:2] == " "):
                yield "serial_number", run.value, run.start, run.end
        elif (
            _LONG.fullmatch(run.value)
            and len(run.digits) >= 5
            and ((_DASHED.search(said) and head is None) or _numbered(text, run.start))
        ):
            yield "serial_number", run.value, run.start, run.end


def joined(n: Normal) -> Iterator[Plate]:
    """Serial numbers whose groups dashes, strokes or stars join: "ZK-21-460", "BLR*55*20318", 300H-9-66012."""
    for m in _JOINED.finditer(n.text):
        if (m["w"] or "x") not in _NO_HEAD and (5 if m["w"] else 6) <= _digits(m[0]) != 10:
            yield "serial_number", m[0].replace("/", "").upper(), *m.span()
    for m in _HAN.finditer(n.text):
        if not _NO_HAN.search(m[0]):
            yield "serial_number", m[0].upper(), *m.span()
    for m in _STARRED.finditer(n.text):
        if _digits(m[0]) >= 5:
            yield "serial_number", m[0].upper(), *m.span()


def _numbered(text: str, at: int) -> bool:
    m = _NUMBER.search(text, max(0, at - 48), at)
    return m is not None and m["of"] not in _NUMBER_OF


def models(n: Normal) -> Iterator[Plate]:
    """Models by their name and number.  Only as they are written: a name is told by its capitals."""
    if n.back is not None:
        return
    for m in _CAMEL.finditer(n.raw):
        if not _PERSON_OR_PLACE.match(m[0]):
            yield "model", m[0].upper(), *m.span()
    for m in _CALLED.finditer(n.raw):
        if not _PERSON_OR_PLACE.search(m["n"]):
            yield "model", m["n"].upper(), *m.span("n")
    for m in _APART.finditer(n.raw):
        said = m["n"] or m["n2"]
        word = said.split()[0].casefold()
        if not (
            heads.is_known(word)
            or lexicon.kind(word)
            or word in known_names()
            or _PERSON_OR_PLACE.match(said)
        ):
            yield "model", said.upper(), *m.span(m.lastgroup or 0)
    for m in _NAMED.finditer(n.raw):
        if m["n"].split()[0].lower() not in _NO_HEAD:
            yield "model", m["n"].upper(), *m.span("n")


def _digits(said: str) -> int:
    return sum(c.isdigit() for c in said)


def _written_large(n: Normal, start: int, end: int) -> bool:
    a, b = n.original(start, end)
    return n.raw[a:b].isupper()
