"""English places as people tell them: what a place is called, where in it, and how one gets there.

"Ward 6B, Mater Hospital", "Spar, top of Shandon St", "unit 18, Nutgrove, beside Penneys": pieces that follow each other, of
which one at least names a place.  No verb stands among them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from nlu import ordinary
from nlu.patterns import regex
from nlu.people import known_names
from nlu.scans import scan

_UP = r"[A-ZÀ-Þ]"
_PLACE = (
    r"(?:shop|store|mall|market|plaza|arcade|centre|center|kiosk|stall|café|cafe|restaurant|canteen|kitchen|pub|hotel|hostel|school|college|university|campus|library"
    r"|church|hall|chapel|convent|mosque|temple|hospital|infirmary|memorial|clinic|surgery|pharmacy|dispensary|theatre|laboratory|station|depot|terminal|airport|harbour|harbor|quay|pier|dock|wharf"
    r"|basin|marina|jetty|yard|farms?|barn|shed|mill|quarry|pit|mine|nursery|nurseries|glasshouse|greenhouse|factory|forge|foundry|warehouse|estate|park|house|home|lodge|manor|cottage|flats|apartments"
    r"|mansions|heights|towers?|block|building|wing|annexe?|stadium|arena|rink|gym|club|gardens|museum|gallery|barracks|garage|workshop|laundry|launderette|laundromat|bakery|salon|godown|siding|site|hub|concourse"
    r"|foyer|lobby|village|centre|poly|polytechnic|academy|institute|casino|brewery|dairy|abattoir|cinema|crossing|weighbridge|refinery|terminal|mortuary|showroom|supermarket|crèche|creche|complex|junction|hospice|meeting room|boardroom|plant room|boiler house)s?"
)
_STREET = r"(?:streets?|st|roads?|rd|avenue|ave|lane|ln|drive|boulevard|blvd|way|court|place|square|terrace|close|crescent|grove|row|mews|hill|parade|promenade|rise|highway|walk|bypass)"
_ID = r"(?:[A-Z]?\d{1,5}[A-Za-z]?(?:[-./]\d{1,4}){0,2}(?:-[A-Z])?|[A-Z]\d?)(?![\w'’])"
_DOOR = (
    r"(?:unit|block|blk|ward|suite|flat|apt|apartment|room|level|gate|dock|hall|wing|shop|lot|plot|tower|sector|phase|bay|hangar|pier|stall|berth|pontoon|barn|shed|studio|villa|platform|stand|door|house|hub|lab|kiosk"
    r"|counter|bed|theatre|surgery|bldg|rm|stairwell|conference room|basement|terminal|office|plant room|meeting room|conference room|classroom|clinic|site|yard|pen|quay|track|warehouse|packhouse|icu|ccu|hdu|nicu|number)"
)
_CAPS = rf"(?:{_UP}[\w'’-]*[a-zà-ÿ][\w'’-]*|[A-Z]{{2,5}})(?! (?:error|code|fault))"
_LINK = r"(?:of|on|the|and|&|na|de|du|la|le|upon|y|del)"
_NAME = rf"{_CAPS}(?: (?:{_LINK} )?{_CAPS}){{0,4}}"
_FLOOR = r"(?i:(?:(?:ground|first|second|third|fourth|fifth|top|lower|upper|\d{1,3}(?:st|nd|rd|th)) (?:floor|level)|basement(?: \d)?|upstairs|downstairs|(?:level|floor) \d{1,2}|lower ground))\b"
#: How one gets there: after such a word there may be as many as it takes.
_WAY = (
    r"(?:behind|beside|opposite|opp\.?|next (?:to|door to)|near|past|after|above|below|beneath|under|across(?: the road)? from|off|up|down|along|between|inside|round|around|outside|facing|over"
    r"|(?:inboard|outboard|left|right|north|south|east|west|this side|far side) of|by(?= (?:the|a) )|on(?= the (?:left|right|corner|way))|in(?= the )|at(?= the )|(?:the )?(?:end|top|bottom|foot|back|rear|side|corner|far end|north side|south side) (?:of|by)|(?:first|second|third|last|next|\d(?:st|nd|rd|th)) (?:left|right|turn|gate|door|shed|house|godown|unit|exit|mailbox|lane)"
    r"|(?:turn|keep|bear|go) (?:in|off|left|right|round|at|past)|cross(?= the )|use the|entry (?:from|by|at)|entrance (?:by|from|on|behind|via)|follow(?= the )|then(?= (?:first|second|third|left|right|turn)))"
)
#: Where such a way ends: what tells of something else.
_ON = r"(?!(?:is|are|was|were|has|have|had|won't|can't|doesn't|don't|didn't|isn't|it|it's|its|we|i|i'm|we're|they|he|she|our|my|not|but|because|so|please|thanks|ring|call|ask|until|till|from ten|tomorrow|today|tonight|weekdays|weekends|weekday|mornings|afternoons|evenings|any|anytime|stock|Mon|Tues?|Weds?|Thurs?|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mr|Mrs|Ms|Miss|Dr|Auntie|keeps|gives?|leaves?|stops?|does|goes|went|came|says?|shows?|contact|key's)\b|(?:[Cc]aretaker|[Ss]ecretary|[Mm]anager|[Ss]upervisor|[Oo]fficer|[Gg]uard) [A-Z]|(?:mobile|tel|phone|mob)\b:? ?[\d(+])"
_WORD = rf"{_ON}(?!\+?\d{{3}})(?:[^\W_][\w'’&/-]*|&)"
_LETTERS = rf"{_ON}(?!(?:to|at|in|on|from|of|for|with|and|or|than|then|as|if|when|while|entrance(?= side)|visit|send|come|see|check|fix|deliver|a|an)\b)[A-Za-z][a-z'’-]+"
#: Where a piece ends that is told in full.
_END = r"(?=\s*(?:[,.;!?\n—–]|$)|,? (?:ask|ring|call|contact|mobile|tel|phone|please)\b| (?:Mr|Mrs|Ms|Miss|Dr|Auntie|Uncle|[Cc]aretaker|[Ss]ecretary|[Mm]anager|[Ss]upervisor|[Mm]atron|[Ss]ister|[Nn]urse|[Oo]fficer|[Gg]uard|until|till|from|tonight)\b| \(?\+?\d[\d \-()]{6}| [A-Z][a-z]+ \(?\+?\d[\d \-()]{6})"
_TO = rf"(?:{_WAY})(?:(?<= the)|(?= (?:[a-z]+ ){{0,3}}(?:the |a |[A-Z\d])))(?: {_WORD}){{1,10}}{_END}"
_SIDE = r"(?i:(?:north|south|east|west|back|rear|front|side|main|inner|outer|cinema|lane|dock|stage|staff|service|loading|gallery|river|street|hoarding) (?:entrance|door|gate|side|yard|bay|stairs|concourse|wing|lane|basin|pontoon)|(?:stage|side|back|rear|front) door|[A-Z]\d? (?:floor|block|wing|level|entrance)|ICU|NICU|CCU|OPD|A&E)\b"
_PIECE = {
    "number": regex(rf"(?:(?:No\.? ?)?\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}}[A-Za-z]?)?|#\d{{1,3}}(?:-\d{{1,4}})?) {_NAME}|#\d{{1,3}}-\d{{1,4}}|number \d{{1,4}} {_NAME}"),
    "door": regex(rf"(?i:{_DOOR}) ?(?:(?i:no\.?|number) ?)?{_ID}(?: (?!(?i:{_DOOR}) ?{_ID})(?:{_NAME}(?: (?i:{_PLACE})\b)?|(?i:{_PLACE})\b))?|[Nn]o\. ?\d{{1,4}} (?i:quay|gate|dock|mill|pit)\b"),
    "floor": regex(rf"{_FLOOR}(?: (?:of|in) (?:the )?{_NAME})?"),
    "street": regex(rf"(?:(?:[Tt]he )?(?:(?i:corner|cnr|junction|crossing)(?: of)? ))?(?:{_NAME}|\d{{1,3}}(?:st|nd|rd|th))(?: (?i:{_STREET})\b)? (?:and|&) {_NAME}(?: (?i:{_STREET})\b)?(?=[,.;!?\n]|$)|(?:{_CAPS} ){{1,3}}(?:{_LINK} )?(?i:{_STREET})\b(?: \d{{1,3}}(?![\w:]))?"),
    "site": regex(rf"(?:(?:[Tt]he )?(?:{_NAME}|{_UP}[\w'’-]*) (?i:{_PLACE})\b(?: (?i:{_PLACE})\b)?(?: {_CAPS}){{0,2}})"),
    "side": regex(_SIDE),
    "way": regex(_TO),
    "lane": regex(rf"(?!\d)(?:{_WORD} ){{1,2}}(?i:{_STREET})\b"),
    "small": regex(rf"(?:the )?(?:{_LETTERS} ){{0,3}}?(?:{_PLACE}|room|lab|end|side|entrance|gate|lane)(?:'s)?\b(?: {_ID}| (?:of (?:the )?)?{_NAME}(?: (?i:{_PLACE})\b)?)?(?:{_END}|(?= {_DOOR} ))|(?:{_LETTERS} ){{1,2}}(?i:{_DOOR}) {_ID}(?:{_END}|(?= {_DOOR} ))"),
    "mixed": regex(rf"{_UP}[\w'’-]*(?=[^,]*[a-z])(?: (?:{_CAPS}|[A-Z]|\d[\d.]{{0,5}}|(?i:{_DOOR}))){{1,3}}(?=,)"),
    "past": regex(rf"(?:the )?(?:{_WORD} ){{1,3}}?(?:{_WAY}|with|on(?= {_UP})|at|facing|towards)(?= (?:the |a |[A-Z]))(?: {_WORD}){{1,9}}{_END}"),
    "town": regex(rf"(?:[Tt]he )?{_NAME}"),
}  # fmt: skip
_KINDS = tuple(_PIECE)
_SURE = frozenset(["number", "door", "street", "site"])
_AFTER_COMMA = frozenset(["town", "mixed", "lane", "past", "small", "side"])
_LAST = frozenset(["town", "mixed", "lane"])  # only what is nothing else
_STARTS = regex(
    r"(?:(?:^|(?<=[.!?;:\n])\s|[—–-] )(?:(?:[Ww]e're|[Ww]e are|I'm|I am|im|i am|[Ii]t's|[Ii]t is|[Tt]his is|(?:[Tt]he )?[a-z]{3,}'s|(?:[Ss]ite|[Ss]hop|[Ww]arehouse|[Oo]ffice|[Bb]oat|[Mm]achine) is) (?:at |in |on |off |alongside )?)?"
    r"|(?<=,) |\(|\b(?:at|in|to|from|on|alongside|off) (?=(?:[a-z]+ ){0,3}[A-Z\d#]))(?:the )?"
)
_NEXT = regex(r",? |/ ")
_OVER = regex(
    r"\s*(?:[.!?;:\n)]|$|[—–-] |,? (?:weekdays|weekends|any|mornings|afternoons|tomorrow|today|tonight|Mon|Tues?|Weds?|Thurs?|Fri|Sat|Sun|[Cc]aretaker [A-Z]|Sister [A-Z]|Matron [A-Z]|Nurse [A-Z]|[Cc]hief [A-Z]|[Ss]ecretary [A-Z]|[Mm]anager [A-Z]|ask|ring|call|contact|attn|mobile|tel|phone|please|key|keys|Mr|Mrs|Ms|Miss|Dr)\b|,? \(?\+?\d[\d \-()]{6}| [A-Z][a-z]+ \(?\+?\d[\d \-()]{6})"
)
MAY = scan(
    rf"(?i:\b(?:{_DOOR}) ?(?:no\.? ?)?[a-z]?\d|\b(?:{_PLACE}|{_STREET})\b|\b(?:behind|beside|opposite|next to|past|above|corner|upstairs|floor|end of|top of|bottom of|across from)\b)|(?i:\b(?:gate|unit|block|hall|ward|bay|dock|wing|tower|berth|lab)) [A-Z]\b|#\d"
)
_LATIN = regex(r"[a-z#]", re.IGNORECASE)  # of which MAY has one
_NO_TOWN = regex(
    r"(?:The|Please|Pls|Thanks|Thank|Contact|Tel|Phone|Mobile|Call|Ring|Ask|Attn|Name|Mr|Mrs|Ms|Miss|Mdm|Madam|Puan|Encik|Cik|Dr|Fr|Sr|Prof|Auntie|Uncle|Chief|Matron|Sister|Nurse|Garda|Sgt|Captain|It|My|We|But|And|So|Can|Could|Our|There|This|No|Not|Just|Kindly|Urgent|Need|Also|When|If"
    r"|Hi|Hello|Hiya|Hey|Dear|Good|Morning|Evening|Afternoon|Tomorrow|Today|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tues?|Weds?|Thurs?|Fri|Sat|Sun|January|February|March|April|June|July|August|September|October|November|December"
    r"|Error|Code|Serial|Model|Alarm|Fault|Panel|Display|I|I'm|I've|You|They|He|She|What|Where|How|Why|Is|Are|Was|Do|Does|Did|Have|Has|Only|One|Two|Three|Still|Now|New|Old|All|Both|Any|Some|Same|Yes|Ok|Okay|Nothing|Everything|Someone|Nobody|In|On|At|From|To|After|Before|Since|With|For)\b"
)
MOST = 14  # pieces


class _Piece(NamedTuple):
    kind: str
    start: int
    end: int


def told(raw: str) -> list[tuple[int, int]]:
    """Where places are told in a text as it was written."""
    if not _LATIN.search(raw) or not MAY.search(raw):
        return []
    found: list[tuple[int, int]] = []
    read: dict[tuple[int, bool, bool], _Piece | None] = {}
    at = 0
    for m in _STARTS.finditer(raw):
        if m.start() < at:
            continue
        start = m.end() - 4 if raw.endswith("the ", m.start(), m.end()) else m.end()
        pieces = _chain(raw, start, read)
        if pieces is None and start != m.end():
            pieces = _chain(raw, m.end(), read)
        pieces = _without_people(raw, pieces or [])
        if pieces and _counts(
            raw, pieces, opens=raw[m.start() : m.start() + 1] in ",.!?;:\n " or m.start() == 0
        ):
            found.append((pieces[0].start, pieces[-1].end))
            at = pieces[-1].end
    return found


def _chain(raw: str, start: int, read: dict[tuple[int, bool, bool], _Piece | None]) -> list[_Piece] | None:
    pieces: list[_Piece] = []
    at, comma = start, True
    while len(pieces) < MOST:
        asked = (at, not pieces, comma)
        if asked not in read:
            read[asked] = _piece(raw, at, first=not pieces, comma=comma)
        piece = read[asked]
        if piece is None:
            break
        pieces.append(piece)
        gap = _NEXT.match(raw, piece.end)
        if gap is None:
            break
        at, comma = gap.end(), gap[0][0] == ","
    return pieces or None


def _piece(raw: str, at: int, *, first: bool, comma: bool) -> _Piece | None:
    best: _Piece | None = None
    for kind in _KINDS:
        if (not comma and kind in _AFTER_COMMA) or (kind == "past" and first) or (kind in _LAST and best):
            continue
        m = _PIECE[kind].match(raw, at)
        if m is None or (best is not None and m.end() <= best.end):
            continue
        if kind in ("town", "mixed", "street", "site") and not _names_place(
            raw, m.start(), m.end(), kind, first=first
        ):
            continue
        best = _Piece(kind, m.start(), _before_person(raw, m.start(), m.end()))
    return best


def _before_person(raw: str, start: int, end: int) -> int:
    """Where a piece ends after which, without a comma, somebody's name and number stand."""
    words = raw[start:end].split(" ")
    if len(words) < 3 or not (_PERSON_AFTER.match(raw, end)):
        return end
    if words[-1].casefold() in known_names():
        return end - len(words[-1]) - 1
    return end


_PERSON_AFTER = regex(r",? ?\(?\+?\d[\d \-()]{6}")


def _without_people(raw: str, pieces: list[_Piece]) -> list[_Piece]:
    """Without somebody's name before a place or after its town: "Tama Ngata, 8 Karangahape Road, Auckland, Thandi"."""
    for i, (before, piece) in enumerate(pairwise(pieces), 1):
        known = raw[piece.start : piece.end].split()[0].casefold() in known_names()
        if before.kind == piece.kind == "town" and known:
            pieces = pieces[:i]
            break
    if len(pieces) > 1 and pieces[0].kind in ("town", "mixed") and pieces[1].kind in _SURE:
        words = raw[pieces[0].start : pieces[0].end].casefold().split()
        if len(words) == 1 and words[0] in known_names() and pieces[1].kind != "town":
            return pieces[1:]
        if len(words) in (2, 3) and 2 * sum(map(_is_common, words)) < len(words):
            return pieces[1:]
    return pieces


_HYPHENED = regex(r"[A-Z][a-z]+-[a-z]+")  # Hye-jin
#: What families are called as well.
_FAMILY = regex(
    r"\S+ (?:\S+ ){0,2}(?:Park|Hall|House|Hill|Church|Temple|Mill|Yard|Barn|Forge|Market|Lodge|Farm)"
)


def _is_common(word: str) -> bool:
    return len(word) > 2 and (
        "'" in word or "’" in word or not word.isalpha() or ordinary.says_something(word)
    )


def _names_place(raw: str, start: int, end: int, kind: str, *, first: bool) -> bool:
    words = raw[start:end].removeprefix("The ").split()
    if not words or _NO_TOWN.match(words[0]):
        return False
    if kind not in ("town", "mixed"):
        return not (
            kind == "site"
            and first
            and (words[0].casefold() in known_names() or bool(_HYPHENED.fullmatch(words[0])))
            and bool(_FAMILY.fullmatch(raw, start, end))
        )
    if (
        words[0].casefold() in known_names()
        and (len(words) == 2 or first)
        and words[-1][-2:] not in ("'s", "’s")
    ):
        return False
    return bool(_OVER.match(raw, end) or raw[end : end + 1] == ",") or not first


def _counts(raw: str, pieces: list[_Piece], *, opens: bool) -> bool:
    """Whether pieces that follow each other are an address and not a place that is named in passing."""
    kinds = [p.kind for p in pieces]
    said = raw[pieces[0].start : pieces[-1].end]
    proper = any(c.isdigit() or c.isupper() for c in said[kinds[0] == "small" :])
    over = bool(_OVER.match(raw, pieces[-1].end))
    sure = sum(k in _SURE or k == "floor" for k in kinds)
    if len(pieces) == 1:
        if kinds[0] == "door" and raw.endswith("in ", 0, pieces[0].start):
            return bool(_ROOM.match(said))
        named = kinds[0] == "door" and _UP_WORD.search(said)
        whole = kinds[0] in ("number", "street", "site", "small") and over and opens
        return bool(named and (over or not opens)) or (
            whole and len(_UP_WORD.findall(said)) > (kinds[0] == "small")
        )
    if kinds.count("town") == len(kinds):
        return over and opens and (" " in raw[pieces[0].start : pieces[0].end]) and len(kinds) == 2
    if not proper:
        return False
    if sure and (over or not opens or (sure > 1 and "," in said)):
        return True
    if kinds[0] in ("town", "mixed") and raw[pieces[0].start : pieces[0].end].casefold() in ordinary.words():
        return False
    return over and opens and bool({"way", "small", "side", "floor", "past", "lane"} & set(kinds))


#: Where something stands: "in flat 12", "in hall B".
_ROOM = regex(r"(?i:flat|apartment|suite|hall|lab|classroom|meeting room|conference room|icu|ccu) ?\w{1,5}$")
_UP_WORD = regex(r" [A-ZÀ-Þ][\w'’-]*[a-z]")
