"""Post codes: they end an address, and what ends with one is an address; they are no codes of a machine and no plates."""

from __future__ import annotations

from nlu.patterns import regex
from nlu.people import known_names
from nlu.scans import scan

#: Of the United Kingdom, Canada, Ireland, the Netherlands, and Singapore: SY4 5BL, H3G 1L2, P51 X8K2, 1017 AB, S(822308).
_SURE = r"(?:[A-Z]{1,2}\d[\dA-Z]? \d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d|(?:[AC-FHKNPRTV-Y]\d\d|D6W) (?=[A-Z\d]{0,3}\d)(?=\d{0,3}[A-Z])[\dAC-FHKNPRTV-Y]{4})"
_SINGAPORE = r"S ?(?:\(\d{6}\)|\d{6})"
_END = r"(?![\w'’-]|\.\d)"
#: After a place, which has a capital, or a shorter name of its province.
_CODE = scan(
    rf"(?<=[a-zß-ÿA-Z\d][ ,])(?<![A-Z][ ])(?: ?{_SURE}| ?{_SINGAPORE}){_END}|(?<=\b[A-Z]{{2}} ){_SURE}{_END}"
)
#: One piece of an address, looked at from its end: Co. Waterford, 1455 Rue Sherbrooke O, Unit 4.
_WORD = r"(?:[A-ZÀ-Þ][\w'’.-]*|\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?|#\d{1,3}-\d{1,4}|of|on|the|de|du|des|la|le|upon|under|y|an|na)"
_PIECE = regex(rf"(?:{_WORD} ){{0,5}}{_WORD}")
_LEADS = regex(
    r"(?:(?:At|To|In|For|From|Address|Site|Deliver|Ship|Post|Send|Location|We're at|I'm at|It's at) |(?:Attn|C/o|Contact|Ask|Call|Ring|Please|Thanks|Cheers|Regards|Model|Serial|Error|Code|Plate|Mr|Mrs|Ms|Miss|Dr)\b)"
)
_BREAK = regex(r"[.!?;:\n](?=\s|$)|\s[-–—]\s|\b(?:at|to|is|for|from|in|it's|we're|i'm|address)\s", 2)
_SHORT = regex(r"(?:\b(?:Co|St|Rd|Ave|Str|Mt|Ft|No|Blk|Bldg|Ste|Apt)|\b[A-Z])$")
_SITE = regex(
    r"(?:House|Farm|Hall|Court|Mill|Yard|Works|Estate|Park|Centre|Center|Lodge|Barn|School|Hospital|Church|Hotel|Surgery|Dairy|Cottage|Lane|Road|Street|Terrace|Close|Library|College|Tower|Towers|Point|Quay|Wharf|Upper|Lower|North|South|East|West|Mews|Green|Club|Inn|Arms|Gate|Building|Exchange)\b|^The "
)
_NAMED = regex(
    r"(?:[A-Z]\.? [A-Z][a-z]|(?:Canon|Col|Maj|Capt|Fr|Rev|Revd|Pastor|Sister|Prof|Sir|Lady|Cllr|Sgt)\.? [A-Z])"
)
_DISTRICT = regex(r" (?:[A-Z]{1,2}\d{1,2}[A-Z]?|\d{1,2})(?=[.,;!?\n)]|$)")
_IN_DISTRICTS = regex(
    r"\b(?:London|Dublin|Birmingham|Manchester|Leeds|Glasgow|Liverpool|Bristol|Edinburgh|Belfast|Cardiff|Sheffield|Nottingham|Leicester|Newcastle|Coventry)$"
)
FAR = 90  # characters before a post code that may belong to its address


def find(raw: str) -> list[tuple[int, int]]:
    """Where post codes stand that nothing else can be."""
    return [(m.start() + (m[0][0] == " "), m.end()) for m in _CODE.finditer(raw)]


def with_area(raw: str, end: int) -> int:
    """Where an address ends whose city is told with its district: "London E14"."""
    if not _IN_DISTRICTS.search(raw, max(0, end - 12), end):
        return end
    district = _DISTRICT.match(raw, end)
    return district.end() if district else end


def ended(raw: str) -> list[tuple[int, int]]:
    """The addresses that end with a post code: back, piece by piece, to where something else is told."""
    found: list[tuple[int, int]] = []
    for start, end in find(raw):
        floor = max(found[-1][1] if found else 0, start - FAR)
        first = _begins(raw, floor, start)
        if first is not None:
            found.append((first, end))
    return found


def _begins(raw: str, floor: int, code: int) -> int | None:
    """Where the pieces before a post code begin."""
    for m in _BREAK.finditer(raw, floor, code):
        if not (m[0] == "." and _SHORT.search(raw, floor, m.start())):
            floor = m.end()
    pieces: list[tuple[int, int]] = []
    end = len(raw[floor:code].rstrip(" ,")) + floor
    while end > floor:
        start = raw.rfind(", ", floor, end)
        start = floor if start < 0 else start + 2
        while start < end and raw[start] == " ":
            start += 1
        if not _PIECE.fullmatch(raw, start, end) or _LEADS.match(raw, start, end):
            break
        pieces.insert(0, (start, end))
        end = len(raw[floor:start].rstrip(" ,")) + floor
    while len(pieces) > 1 and _is_person(raw, pieces):
        pieces = pieces[1:]
    return pieces[0][0] if pieces and (len(pieces) > 1 or " " in raw[slice(*pieces[0])]) else None


def _is_person(raw: str, pieces: list[tuple[int, int]]) -> bool:
    """Whether the first piece is somebody's name: without a number or the kind of a place, before one that has a number."""
    said, after = raw[slice(*pieces[0])], raw[slice(*pieces[1])]
    if any(c.isdigit() for c in said) or _SITE.search(said):
        return False
    words = said.split()
    if _NAMED.match(said):
        return True
    return words[0].casefold() in known_names() or (
        len(words) in (1, 2, 3) and any(c.isdigit() for c in after)
    )
