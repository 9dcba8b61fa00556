"""The typed parts of an address that an English turn of a call says: "Unit three, seventeen Nelson Drive" are a door, a house
and a street.  What is said with a verb, of others, or of how to get there gives no part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nlu.patterns import regex
from nlu.place_forms_en import FORMS
from nlu.place_numbers_en import SPOKEN_NUMBER, figures, spaced
from nlu.place_words_en import (
    AREA,
    BOTH,
    BUILDING,
    CAP,
    COUNTY,
    ESTATE,
    NAME,
    NO_NAME,
    ONLY,
    PARKS,
    REGION,
    SAINTS,
    SMALL_KINDS,
    STREET,
)

MOST = 400  # signs of a turn's sentence that are read
CLAUSES = 40


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it is, as it is written, its place in the turn; ``sentence``: which one of the turn it stands in; ``mends``:
    it was said in place of another; ``asks``: in a question; ``alone``: nothing else is in its clause."""

    slot: str
    value: str
    start: int
    end: int
    sentence: int = 0
    mends: bool = False
    asks: bool = False
    alone: bool = False
    inside: bool = False  # it is said to be in it
    whole: bool = False  # nothing else is in its sentence
    called: bool = False  # "number two", not "two"


_SENTENCE = regex(
    r"(?:[^.!?…\n]|(?<=\bSt)\.|(?<=\bDr)\.|(?<=\bMt)\.|(?<=\bNo)\.|(?<=\bno)\.|(?<=\bRd)\.|(?<=\bJl)\.|(?<=\bJln)\.|(?<=\bAv)\.|(?<=\bUl)\.|(?<=\bBlk)\.|(?<=\bAve)\.|(?<=\bSte)\.|(?<=\bVill)\.|(?<=\bDist)\.|(?<=\bDistt)\.|(?<=\bOpp)\.|(?<=\bBldg)\.|(?<=\bApt)\.|(?<=\bH)\.(?= [Nn]o\b)|\.(?=\w))+[!?…]?"
)
_CLAUSE = regex(r"[^,;:—–…]+")
_LEAD = regex(
    r"(?:(?:yes|yeah|yep|yup|yip|yah|ya|ja|aye|sure|ok|okay|um+|uh+|er+|erm|ah|oh|aw|eh|but|well|so|right|correct|hi|and|also|then|now|no(?!\. ?\d)|nope|nah|sorry|wait|actually|really|please|sir|madam|ma'am|ah so"
    r"|that's|that is|thats|that'd be|it's|it is|its|it'll be|i mean|i said|we're|we are|i'm|i am|i've|i have|they're|he's|she's|she says|he says|mine's|mine is|ours is|ours's|is it|is that|are you|you are|you're|that brings up|(?:the )?(?:mail|post|letters?) says?|the (?:post|postal|nearest) town (?:is|would be)|it's giving me|giving me|i see|i've got|i have|i've|you want"
    r"|just|only|still|dash|(?-i:[A-Z]?[a-z]+)'s(?= \d)|the [a-z]+ is(?= \d)|put|write|make it|call it|make that|use|say|try|the address is|the address|address is|address|(?:the |my |our )?(?:name|new place|shop|office|farm|house|flat|place|site|school|unit|building|clinic|chair|machine|street|road|town|village|suburb|area|post ?code|zip|zip code|pin code|pin|postal code|eircode|code)(?:'s| is)(?: in| at| on)?"
    r"|in|at|on|along|to|from|(?-i:the)(?= (?-i:[A-Z\d#]))|a|me|here|there|they call it|we call it|it's called|let me see|hang on|i think|is|for|of|says|with|under|over|near enough|same|street is|good|got it|noted|thanks|thank you)(?![\w'’-])[ ]*)+",
    re.I,
)
_TRAIL = regex(
    r"(?: +(?:please|now|lah|po|really|then|aye|yeah|yes|ja|like|i think|right|correct|sir|ma'am|madam|mate|love|man|okay|boss|there|here|only|is it|so|too|actually|obviously|of course|though|really|as well|is all|still|side|(?-i:town)|ne|eh|hon|again|both|if you like|on the (?:gate|letters|bill|form)))+$",
    re.I,
)
#: Behind which something else begins, which takes nothing back of what stands before it.
_ON = regex(
    r" ?(?:which|where|but|so|because|near|by|opposite|next|past|behind|and|for|please|with|like|round|around|just|upstairs|if|not|or|in case|coming up|as in|on the|at the|in the|up the|down the|off the|outside|inside|above|below|under)\b",
    re.I,
)
_SAYS_MORE = regex(r" (?:for|so|but|because|and|which|please|near|if|by)\b", re.I)
_BEFORE = regex(
    r"\b(?:at|in|on|is|are|called|be|it's|that's|to|number's|into|for|says|have|got|down as|under|of|be) (?:the )?(?=[A-Z\d#]|(?:flat|unit|suite|room|shop|floor|level|apartment|block|ward|lot|plot|stall|bay) )"
)
_NO_LEAD = regex(
    r"\b(?:not|never|\w+n't|off|past|turn|turns|left|right|entrance|entry|opposite|near|behind|next|used|was|were|old|closed|park|parked|come|go|goes|going|from|via|through|across|sat ?nav|driver|tell|they|he|she|him|there's|there|corner|another|other|stuck|if|when|until|before|after|like|neighbou?rs?|work|works|only|bill|invoice)\b",
    re.I,
)
_REFUSED = regex(
    rf"\b(?:not|never|don't (?:put|write|use|say|go to|send (?:it|him|them) to)|isn't|instead of|forget)(?: (?:the|in|at|on|to|it's|is))* (?P<n>{NAME}|\d{{1,5}}[A-Za-z]?\b|[a-z]{{3,}} [a-z]{{4,}}\b)"
)
_NOT = regex(r"(?:not|never|instead of|forget)\b", re.I)
_IS_OTHERS = regex(
    r"(?:[A-Z]|(?:[A-Z][a-z]+ )?\d+[A-Z]?|[A-Z]\d+)(?:'s| is| was) (?:the|our|my|her|his|for)\b"
)  # "A is the Petersons"
#: "Caernarfon's the post town".
_POST_TOWN = regex(
    rf"^({CAP}(?: {CAP}){{0,2}})(?:'s| is) (?:just |only )?(?:the |our |my )?(?:post(?:al)? town|nearest town|town|village|suburb|county|city|district|area)$"
)
_MENDS = regex(r"\b(?:no|sorry|wait|i mean|correction|make that|actually|scratch that|hang on)\b", re.I)
_INITIALS = regex(r"(?<![A-Z] )(?<!\w)([A-Z]) ([A-Z])(?= (?![A-Z]\b)|$)(?! (?:as|for|like)\b)")
_SPELLED = regex(r"(?:^| )(?:[A-Za-z] |double |treble |triple ){2,}[A-Za-z](?= |$)")
_SPELLS = regex(rf"(?<![\w'])[B-Z] (?:[A-Z]\b|\d|(?i:{SPOKEN_NUMBER})\b)|(?i:{SPOKEN_NUMBER}) [B-Z] [A-Z]\b")
_LETTER_DASH = regex(r"\b([A-Z]\d?) (?:dash|hyphen) (?=\w)")
_HASH_PAUSE = regex(r"\b([Hh]ash \w+(?: \w+)?), (?:dash )?(?=\w)")
_FILLER = regex(r",? (?:uh+|um+|er+m?|ehm|hm+),? ", re.I)  # "room, ehm, 3.24"
_UNIT_PAUSE = regex(r"\b[Uu]nit(?: number)? ((?:zero|oh) \w+),(?= \w+ \w+)")  # of Singapore
_HALVES = regex(
    rf"\b(?:(?:{SPOKEN_NUMBER}) ){{1,2}}(?:{SPOKEN_NUMBER}), (?:(?:{SPOKEN_NUMBER}) ){{1,2}}(?:{SPOKEN_NUMBER})\b",
    re.I,
)
_SLASHED = regex(r"(?:slash|stroke|bar|oblique) (?P<n>\d{1,4}[A-Z]?)", re.I)
_TAG = regex(
    r"(?:right|correct|yes|yeah|is it|isn't it|ma'am|sir|madam|po|okay|thanks|thank you|please|yes please)",
    re.I,
)
#: What may stand between the commas of an address: up to six words, of which one begins with a capital or a figure.
_PIECE = regex(
    r"(?!.*\b(?:is|are|was|I|you|we|it|it's|that's|your|my|the address|please|right|correct|and|or|for)\b)(?=.*[A-ZÀ-ÞĀĒĪŌŪČŠŽŁŚŹŻĆĐĞİŞ\d#])[^\s,]+(?: [^\s,]+){0,5}"
)
_REMARK = regex(r"[A-Z][a-z'’]+(?: [a-z'’]+)+")  # "Four screens, 17 Queen Street"
_PERSON = regex(r"\b(?:i'm|i am|he's|she's|they're) $", re.I)
_ROUTE = regex(r"\b([A-Z]) (\d{2,4}[A-Z]?)\b")
_BAR = regex(r"(\d) (?:bar|slash|stroke|oblique) ([A-Z])(?=$|,)")
_TO = regex(r"\b(\d{1,3}) to (\d{1,3})(?= [A-Z])")

_NUMBER = regex(
    r"(?:(?:number|num|no\.?|house number|letter) )?(?P<n>\d{1,6}(?:[A-Za-z]| ?bis| ?ter|-[A-Z])?(?:[-/]\d{1,4}[A-Za-z]?){0,3}(?:/[A-Z]\b)?(?: 1/2)?)(?![\w'’%:]|\.\d)",
    re.I,
)
_LETTER = regex(r"(?:letter )?(?P<n>[A-Z])(?: (?:for|as in|like) [A-Za-z]+)?$")
_ORDINAL = regex(
    r"(?:the )?(?P<n>ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|top|\d{1,3}(?:st|nd|rd|th))",
    re.I,
)
_STREET = regex(
    rf"(?:{CAP} ){{0,4}}(?:{CAP}|\d{{1,3}}(?:st|nd|rd|th)|\d{{1,3}}[A-Z]) (?:(?:first|second|third|fourth|main|cross|\d{{1,2}}(?:st|nd|rd|th)) )?{STREET}(?: (?:Road|Cross|Main)\b)?(?: (?:North|South|East|West|Northeast|Northwest|Southeast|Southwest|Central|Upper|Lower|NE|NW|SE|SW)\b)?(?: \d{{1,3}}(?:/\d{{1,3}}[A-Z]?)?[A-Z]?)?(?![\w'’])(?! (?:end|side|entrance|one)\b)"
    r"|(?:[A-Z][a-z]+ )?(?:(?:County|Range|State|Township|Rural|Farm|Concession) (?:Road|Route|Highway|Line|Rd)|Highway|Route|Street|Avenue|Road|Lane|Line|Jalan|Lorong|Jln|Cross|Main) (?:[Nn]o\.? ?|[Nn]umber )?\d{1,4}[A-Z]?(?:/\d{1,3}[A-Z]?)?(?![\w'’])"
    rf"|(?:Jalan|Jln\.?|Jl\.?|Lorong|[Rr]ue|[Cc]alle|Via|Viale|Rua|Avenida|Av\.?|Avinguda|Carrer|Plaza|Piazza|Praça|Largo|Strada|Ulica|[Uu]l\.?|Heol|Ffordd|Stryd|Maes|Corso|Chemin|Rambla|Paseo|Camino|Thanon|Soi|Route de|Place|Quai|Impasse|Allée|Boulevard|Avenue)(?: (?:de|des|du|do|da|dos|das|de la|de los|de las|della|del|dei|la|le|el|los))? {CAP}(?: {CAP}){{0,2}}(?: \d{{1,3}}(?:/\d{{1,3}}[A-Z]?)?)?(?![\w'’])"
    r"|[A-ZÀ-ÞĀĒĪŌŪČŠŽŁŚŹŻĆĐĞİŞ][^\W\d_]+(?:-[A-ZÀ-ÞĀĒĪŌŪČŠŽŁŚŹŻĆĐĞİŞ][^\W\d_]+)*-?(?:stra(?:ß|ss)e|straat|weg|vej|veien|gatan|gata|gade|laan|platz|plein|gracht|kade|dijk|singel|steeg|gatan|katu|tie|ulice|utca|[Aa]llee)(?![\w'’])|(?:Soi|Moo|Km|Kilometre|Mile|Gali|Lane|Stage|District|Colonia|Barrio|Ring) \d{1,4}[A-Z]?(?:/\d{1,3})?(?![\w'’])|[A-ZÀ-ÞĀĒĪŌŪČŠŽŁŚŹŻĆĐĞİŞ][^\W\d_]+ (?:Vej|Allee)(?![\w'’])|lane (?:no\.? ?|number )?\d{1,3}(?![\w'’])|(?:Concession|Side ?road|Township Road|Range Road) \d{1,4}(?![\w'’])"
    r"|R\d{2,4}(?![\w'’])|(?:\d{1,3}(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth) (?:line|Line)(?![\w'’])|\d{1,3}(?:st|nd|rd|th) (?:Street|Avenue|Cross|Main|Road|Place|street|cross|main|avenue)(?: Road)?(?![\w'’])"
)
_BUILDING = regex(
    rf"(?:The )?(?:(?!The ){CAP} ){{1,4}}{SMALL_KINDS}(?![\w'’])|(?:[Tt]he )?(?:(?:{CAP}|of|the|and|&) ){{0,4}}{CAP} {BUILDING}(?: (?:Hotel|Centre|Building|School|Clinic)|(?<=Tower) [A-Z]\d?|(?<=Block) [A-Z]\d?)?(?![\w'’])|The (?:{CAP} ){{0,2}}{CAP}(?![\w'’])|St\.? {CAP}(?:'s)?(?: the {CAP})?(?: {BUILDING})?(?![\w'’])|Plaas {CAP}|(?:Menara|Wisma|Bangunan|Residensi|Kondominium|Pangsapuri|Hotel|Villa|Torre|Edificio) {CAP}(?: {CAP}){{0,2}}(?: {BUILDING})?(?![\w'’])"
)
_AREA = regex(
    rf"{SAINTS}|(?:SE|SW|NW|EC|WC|[NEW])\d{{1,2}}$|(?:{CAP} ){{1,4}}{AREA}(?: \d{{1,2}})?(?![\w'’])|(?:Bandar|Vill\.?|V\.?P\.?O\.?|Tehsil|Taluka?|Mandal|District|Post|(?:The )?Isle of|Dublin|County|Co\.?) (?:{CAP}(?: {CAP}){{0,2}}|\d{{1,3}}[A-Z]?)(?![\w'’])"
)
_REGION = regex(rf"(?:{REGION})(?![\w'’])")
_COUNTY = regex(rf"(?:{COUNTY}|{CAP} (?:County|State|Province))(?![\w'’])(?! (?:Road|Route|Highway))")
_NAME = regex(rf"{NAME}(?: \d{{1,2}}\b)?(?![\w’']|'(?!s?$))")
_ESTATE = regex(
    rf"(?:{CAP} ){{1,4}}{ESTATE}(?: \d{{1,2}})?(?![\w'’])|{CAP}(?: {CAP})? \d{{1,2}}(?:st|nd|rd|th) (?:Block|Stage|Phase|Sector)(?![\w'’])|(?:Taman|Barangay|Brgy\.?|Kampung|Phase|Sector|Zone|Section|Stage) (?:{CAP}(?: {CAP}){{0,2}}|\d{{1,3}}[A-Z]?)(?![\w'’])|RD \d{{1,2}}(?![\w'’])|(?:Industrial|Trading|Business) (?:Area|Zone|Estate)(?![\w'’])"
)
_WORD = regex(r"[A-ZÀ-ÞĀĒĪŌŪČŠŽŁŚŹŻĆĐĞİŞ][\w'’-]*[a-zß-ÿ]{2}")
_SMALL = regex(rf" {SMALL_KINDS}$")
_NO_PLACE = regex(r"['’](?:s|ll|re|ve|d)(?: (?:the|on|in|at|by|near)\b.*)?$|-[a-z]+-[A-Z]{2}")
_LANE = regex(r"(?:lane.*|Lane|Road|Line|Soi|Gali|Cross|Main|\d+(?:st|nd|rd|th) Cross) ?\d*\w?$")
_CAPITAL = regex(r"(?<= )(?=[A-Z\d#])")
_SPACE = regex(r"(?<= [A-Z]) (?=\d{1,3}[A-Z]?$)")  # kiosk K 9
_CAPITALS = regex(r"[A-Z]{2,5}")
_JOINS = regex(r" (?:(?:in|at|on|of|and|comma|the) )*(?:the )?|(?<=\w)(?=#)")
_STRONG = ("street", "building", "area", "region", "near", "door", "block", "floor", "postcode")


def refused(text: str) -> list[str]:
    """The names that a turn says not to take: "Not Chapel Street"."""
    return [m["n"] for m in _REFUSED.finditer(text[:2000])]


def read(text: str, *, agent: bool) -> list[Part]:
    """The parts that a turn says, in their order."""
    made: list[Part] = []
    mends = False
    text = _FILLER.sub(" ", text)
    text = _UNIT_PAUSE.sub(r"hash \1 ", text)
    text = _HASH_PAUSE.sub(r"\1 dash ", text)
    text = _HALVES.sub(_joined, text)
    for k, sentence in enumerate(_SENTENCE.finditer(text)):
        if k >= CLAUSES:
            break
        asks = sentence[0].rstrip().endswith("?")
        again = text[: sentence.start()].endswith(("...", "…"))  # "dock ten... twelve"
        for clause in _CLAUSE.finditer(text, sentence.start(), min(sentence.end(), sentence.start() + MOST)):
            found, mended = _clause(clause[0].rstrip(" ?!.…"), agent=agent)
            mends = mends or mended
            made += [
                replace(
                    p,
                    start=clause.start(),
                    end=clause.end(),
                    sentence=k,
                    asks=asks,
                    mends=mends or (again and p.slot == "number"),
                    whole=len(sentence[0]) < len(clause[0]) + 12,
                )
                for p in found
            ]
            mends = mends and not found
    return [
        p
        for k, p in enumerate(made)
        if not _CAPITALS.fullmatch(p.value)
        or (
            k
            and made[k - 1].sentence == p.sentence
            and made[k - 1].slot not in ("letter", "number", "ordinal")
        )
    ]


def _joined(m: re.Match[str]) -> str:
    """The two halves of a post code without the comma between them: "six double zero, double zero four"."""
    halves = [figures(h.strip()) for h in m[0].split(",")]
    return m[0].replace(", ", "  ") if all(len(h) == 3 and h.isdigit() for h in halves) else m[0]


def whole_reading(text: str) -> list[str]:
    """The sentences of an agent that are nothing but an address, as they are written: three pieces or more, between commas."""
    found = []
    for sentence in _SENTENCE.finditer(text[:2000]):
        said = sentence[0].strip(" ?!.…")
        lead = _LEAD.match(said)
        said = said[lead.end() :] if lead else said
        clauses = [c.strip() for c in said.split(",")]
        while clauses and _TAG.fullmatch(clauses[-1]):
            clauses.pop()
        if clauses and _REMARK.fullmatch(clauses[0]):
            continue
        if len(clauses) > 2 - bool(re.search(r"\d", said)) and all(_PIECE.fullmatch(c) for c in clauses):
            found.append(", ".join(clauses))
    return found


def _clause(said: str, *, agent: bool) -> tuple[list[Part], bool]:
    """The parts of a clause, and whether it says that something is put right."""
    spells = bool(_SPELLS.search(said))
    said = _LETTER_DASH.sub(r"\1-", said)
    said = _BAR.sub(r"\1/\2", figures(said))
    said = _TO.sub(r"\1-\2", _ROUTE.sub(r"\1\2", figures(_INITIALS.sub(r"\1\2", said.strip()))))
    if _IS_OTHERS.match(said):
        return [], False
    said = _POST_TOWN.sub(r"\1", said)
    lead = _LEAD.match(said)
    at = lead.end() if lead else 0
    mends = bool(_MENDS.search(said[:at]) or _MENDS.fullmatch(said))
    trail = _TRAIL.search(said, at)
    said = said[: trail.start()] if trail else said
    if m := _SLASHED.fullmatch(said, at):
        return [_part("number", f"/{m['n']}")], mends
    if not said[at:].strip() or _NOT.match(said, at) or _SPELLED.match(said, at) or ONLY.fullmatch(said, at):
        return [], mends
    found, end = _chain(said, at)
    if _PERSON.search(said, 0, at) and all(p.slot == "name" for p in found):
        return [], mends
    if not found and not agent:
        found, end = _within(said, at)
    if spells and all(p.slot in ("number", "letter") for p in found):
        return [], mends
    if not found and agent:
        found, end = _further(said, at)
    if not found:
        return [], mends
    rest = said[end:]
    if rest and not _ON.match(rest) and not (agent and rest[0] == " "):
        return [], mends
    if rest and not agent and all(p.slot == "name" for p in found) and not _SAYS_MORE.match(rest):
        return [], mends
    if found and found[0].slot == "name" and said[:at].lower().endswith(("in ", "in the ")):
        found[0] = replace(found[0], inside=True)
    if len(found) == 1 and not rest:
        found = [replace(found[0], alone=True)]
    return found, mends


def _further(said: str, at: int) -> tuple[list[Part], int]:
    """The parts of which an agent's clause tells behind its first words: "Banksia Cove's on Marine Drive"."""
    for k, m in enumerate(_CAPITAL.finditer(said, at)):
        found, end = _chain(said, m.start())
        if any(p.slot in _STRONG for p in found):
            return found, end
        if k > 3:
            break
    return [], at


def _within(said: str, at: int) -> tuple[list[Part], int]:
    """The parts that a sentence ends with: "you'll find us at 14 Elm Road"; not those of a way, or of what is not so."""
    for m in _BEFORE.finditer(said, at):
        if _NO_LEAD.search(said, at, m.end()):
            break
        found, end = _chain(said, m.end())
        if (
            found
            and end == len(said)
            and any(
                p.slot in ("house", "street", "building", "block", "floor") or p.slot.startswith("door")
                for p in found
            )
        ):
            return found, end
    return [], at


def _chain(said: str, at: int) -> tuple[list[Part], int]:
    """The parts that follow each other from there, and where they end."""
    made: list[Part] = []
    while at < len(said) and len(made) < 12:
        join = _JOINS.match(said, at) if made else None
        start = join.end() if join else at
        if made and join is None:
            break
        step = _one(said, start, first=not made)
        if step is None:
            break
        parts, at = step
        made += parts
    return made, at


def _one(said: str, at: int, *, first: bool) -> tuple[list[Part], int] | None:
    """What stands at one place."""
    if (typed := _typed(said, at)) is not None:
        return typed
    house = _NUMBER.match(said, at)
    behind = house is not None and said[house.end() : house.end() + 1] == " "
    named = _named(said, house.end() + 1 if house and behind else at)
    number = ("No. " if house[0].startswith("No.") else "") + house["n"] if house else ""
    if house and named and behind and named[0].slot == "building":
        if named[0].value.startswith("The "):  # "4 The Paddocks"
            return [_part("house", number), _part("street", named[0].value)], named[1]
        return [_part("building", f"{number} {named[0].value}")], named[1]
    if house and named and behind and _has_houses(named[0]):
        return [_part("house", number), named[0]], named[1]
    if named is not None and not behind:
        return [named[0]], named[1]
    if house:
        called = house[0][:6].lower() == "number"
        return [replace(_part("number", number), called=called)], house.end()
    letter = _LETTER.match(said, at) if first else None
    if letter:
        return [_part("letter", letter["n"])], letter.end()
    ordinal = _ORDINAL.match(said, at) if first else None
    return ([_part("ordinal", ordinal["n"])], ordinal.end()) if ordinal else None


def _has_houses(p: Part) -> bool:
    """Whether a number before it may be one of its houses."""
    return p.slot in ("street", "lane", "name", "both") and not _CAPITALS.fullmatch(p.value)


def _typed(said: str, at: int) -> tuple[list[Part], int] | None:
    """What a word or its form tells: a door, a floor, a block, a post code, what it is near."""
    for slot, pattern in FORMS:
        m = pattern.match(said, at)
        if m is None:
            continue
        if slot == "postcode":
            return [_part(slot, spaced(m[0]))], m.end()
        if slot == "hash":
            return [_part(slot, f"#{m['f']}-{m['n']}")], m.end()
        if slot == "survey" and m[0].lower().startswith("door"):
            return [_part("house", m["n"])], m.end()
        if slot in ("old", "new"):  # as doors of Chennai are told
            return [_part(slot, f"{slot.title()} No. {m['n']}")], m.end()
        if slot == "land":
            west = f" {m['w'][0].upper()}{m['w'][1:]}" if m["w"] else ""
            corner = "".join(w[0].upper() for w in m["c"].split()) if len(m["c"]) > 2 else m["c"]
            return [_part("survey", f"{corner} {m['n']}{west}")], m.end()
        if slot == "street":
            return [_part("house", m["h"]), _part("street", m["s"].title())], m.end()
        if slot == "door":
            word, told = m["w"].lower(), _SPACE.sub("", m[0].replace(" num ", " number "))
            own = word in ("house", "door") and "n" in told[4:].lower()  # "house number 70"
            return [_part("own" if own else f"door:{word}", told)], m.end()
        return [_part(slot, m[0] if m[0] == "the basement" else m[0].removeprefix("the "))], m.end()
    return None


def _named(said: str, at: int) -> tuple[Part, int] | None:
    """A street, a building, a region, or a name of which nobody knows yet what it is of; the longest of them."""
    best: tuple[Part, int] | None = None
    for slot, pattern in (("street", _STREET), ("region", _REGION), ("county", _COUNTY), ("estate", _ESTATE), ("area", _AREA), ("building", _BUILDING), ("name", _NAME)):  # fmt: skip
        m = pattern.match(said, at)
        if m is None or (
            best is not None and m.end() <= best[1] and not (slot == "building" and PARKS.search(m[0]))
        ):
            continue
        if slot in ("area", "estate") and NO_NAME.match(m[0]):
            continue
        if slot in ("name", "building") and (
            NO_NAME.match(m[0]) or not (_WORD.search(m[0].removeprefix("The ")) or _CAPITALS.fullmatch(m[0]))
        ):
            continue
        if slot == "building" and best is not None and PARKS.search(m[0]):
            best = None
        if slot == "name" and best is not None and not m[0].startswith(best[0].value):
            continue
        if slot == "name" and _NO_PLACE.search(m[0]):
            continue
        if (
            slot == "name"
            and best is not None
            and best[0].slot not in ("region", "county")
            and m.end() > best[1]
        ):
            continue
        small = slot == "area" or _SMALL.search(m[0])
        value = m[0].removeprefix("The ") if small else m[0]
        slot = "lane" if slot == "street" and _LANE.match(value) else slot
        kind = "both" if slot == "street" and BOTH.search(m[0]) else slot
        best = _part(kind, value), m.end()
    return best


def _part(slot: str, value: str) -> Part:
    return Part(slot, value, 0, 0)
