"""What an agent asks of an address: "and the postcode?", "which unit?", "what's the block called?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.asking import ASKS
from nlu.normalise import normalise
from nlu.patterns import regex

_DOOR = r"flat|unit|apartment|apt|suite|room|villa|pad|lot|space|shop|berth|plot|door|ward|bay|lab|kiosk|department|section|trailer|warehouse|hangar|cabin|studio|office|dock|tower|block|wing"
#: What is asked for, the last one in a turn; what stands first wins of two at the same place.
_SLOTS = {
    "postcode": regex(r"\b(?:post ?code|zip(?: code)?|pin ?code|postal(?: code)?|eir ?code)\b|\b(?:pin|code)\?"),
    "house": regex(r"\b(?:house|door|street|civic|building|fire|rural) (?:number|no)\b|\b(?:what|which) number\b|(?:^|[.?!,] )(?:and )?(?:the |a )?(?:number|house|plot number)\?|\bis there a (?:house )?number\b|\bnumber (?:on|of) (?:the )?(?:house|street|door)\b"),
    "floor": regex(r"\b(?:which|what) (?:floor|level)(?! (?:did|does|do|is (?:he|she|it) stuck))|\bfloor\?|\bon what level\b"),
    "street": regex(r"\b(?:which|what|the|your|have a) (?:street|road)\b(?! (?:number|address for the))|(?:^|[.?!,] )(?:and )?(?:the )?(?:street|road)(?: name| number| no)?\?|\broad name\b|\baddress for (?:that|the)\b|\bstreet address\b|\bstreet there\b|\bwhat street\b"),
    "town": regex(r"\b(?:which|what|the|nearest) (?:town|city)\b|(?:^|[.?!,] )(?:and )?(?:the )?(?:nearest )?(?:town|city)(?: and (?:zip|postcode|state))?\?|\bwhere'?s that\b"),
    "area": regex(r"\b(?:which|what) part of (?:town|the city)\b|\b(?:which|what|the|what's the) (?:suburb|village|area|estate|townland|neighbou?rhood|district|county|locality)\b|\b(?:suburb|village|area|taman|barangay|county|district)(?: is)?\?"),
    "building": regex(r"\b(?:(?:block|building|lodge|hotel|place|estate|house|school|farm|site|complex|shop|it|that|tower) called|(?:building|complex|block|farm|site|company|shop|place|hotel|lodge|house|condo|condominium|society|apartment|compound|mall|estate|centre|center|clinic|market|village|property|campus|tower|restaurant|practice|salon|cafe|garage|pub|marina)(?:'s)? name|name of the (?:school|farm|building|hotel|block|place|estate|site|shop|complex|mall)|which (?:building|hospital|practice|garage|pub|gym|marina|salon|factory|library|museum|theatre|nursery|restaurant|bakery|cafe|university|condo|society|campground|campsite|airport|dealership|pharmacy|supermarket|market|station|terminal|plant|outlet|hostel|motel|school|hotel|block|mall|tower|home|care home|farm|clinic|church|college|hall|surgery|house)|is it a complex)\b"),
    "near": regex(r"\blandmark\b|\bnear what\b"),
}  # fmt: skip
_DOOR_ASKED = regex(
    rf"\b(?:(?:which|what)(?P<w> (?:{_DOOR}))(?! (?:was|is) (?:it|that)| of|'s)|(?:your|the|and|a)(?P<n> (?:{_DOOR})) (?:number|no)|(?:your|the|and)(?P<q> (?:{_DOOR}))\?)\b|\b(?:any|is there an?|have you an?|do you have an?)(?P<h> (?:{_DOOR}))(?: (?:number|no))?\?|(?:^|[.?!,] )(?:and )?(?P<v>{_DOOR})(?: (?:number|no))?\?"
)
_POST = regex(r"\b(?:post ?code|zip|pin|postal|eircode|address|street|where)\b")
_WHERE = regex(
    r"\bwhere\b|\baddress\b|\blocation\b|\bwhereabouts\b|\bfirst line\b|\bwhich (?:office|branch|site|store|shop|depot|one|property|location)\b|\bis this (?:for|the)\b|\bcome to\b|\bdeliver to\b|\bare you (?:still )?(?:in|at)\b|\bstill (?:at|in|above)\b|\bcalling from\b"
)
_BEGUN = regex(r"(?<![\w-])[A-Z]{1,2}\d{1,2}\?$")  # "And that's Manchester, M2?"
_CALLED = regex(r",? (?:sir|madam|ma'am|miss|please|love|mate|dear|uncle|auntie|boss|pal|hon|duck|po)(?=\?)")
_DOOR_READ = regex(rf"\b(?:{_DOOR}) [A-Z]{{1,2}}\d{{1,2}}\?$", re.I)  # "Kiosk K5?"
_OTHERS = (
    *(p for name, p in ASKS.items() if name not in ("address", "visit_time", "phone", "serial_number")),
    regex(
        r"\b(?:phone|mobile|call ?back|contact|best number|number for (?:you|him|her|them)|number there|numbers? you|a number (?:to|for|in case)|name|whose|serial|frame|chassis|plate|sticker|asset|model|machine|error|alarm|fault|panel|display|how (?:long|many|much)|since when|when|what (?:time|day)|book|who|and you are|anyone|anybody|smell|smoke|heating|working|code (?:on|is)|extension|invoice|order|happen\w*|hurt|reach|ring|engineer|technician|tomorrow|today|morning|afternoon|scheduled?|hours?|minutes|cheers|take care)\b"
    ),
)
_NUMBER_ONLY = regex(r"(?:^|[.?!,] )(?:and )?(?:the |a )?number\?")  # where the house is known, one to ring
_LONG_NUMBER = regex(r"\d(?:[ -]?\d){6}")  # a telephone
_CHOICE = regex(r"\bwhich one\?|[A-Za-z]{3,} or (?!tower|block|unit|building)[A-Za-z]{3,}\?")


@dataclass(frozen=True, slots=True)
class Question:
    """The slot that is asked for, with the word for a door; ``choice``: one of several that are named."""

    slot: str | None = None
    word: str = ""
    choice: bool = False
    other: bool = False  # it asks for something else than a place

    def __bool__(self) -> bool:
        return self.slot is not None


def question(text: str, *, housed: bool | None) -> Question:
    """What an agent's turn asks of the address, if it asks for that and nothing else behind it."""
    said = _CALLED.sub("", normalise(text).text)
    if _LONG_NUMBER.search(text) and not _POST.search(said):
        return Question(other=True)
    if _BEGUN.search(text) and not _DOOR_READ.search(text):
        return Question("postcode")
    at = {slot: max((m.end() for m in p.finditer(said)), default=-1) for slot, p in _SLOTS.items()}
    doors = list(_DOOR_ASKED.finditer(said))
    at["door"] = max((m.end() for m in doors), default=-1)
    at["address"] = max(
        max((m.end() for m in p.finditer(said)), default=-1) for p in (_WHERE, ASKS["address"])
    )
    slot = max(at, key=lambda s: (at[s], s != "address"))
    other = max((m.start() for p in _OTHERS for m in p.finditer(said)), default=-1)
    if slot == "house" and housed is not False and _NUMBER_ONLY.search(said):
        return Question(other=True)
    if at[slot] < 0 or other >= at[slot]:
        return Question(other=other >= 0)
    if slot == "address":
        close = [s for s, e in at.items() if s != "address" and e >= 0 and at["address"] - e < 12]
        slot = max(close, key=lambda s: at[s]) if close else slot
    word = next(w for w in doors[-1].groups() if w).strip() if slot == "door" else ""
    return Question(slot, word, bool(_CHOICE.search(said)))
