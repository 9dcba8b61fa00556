"""How many units, rooms or users an English message is about."""

from __future__ import annotations

import re

from nlu import lexicon
from nlu.numerals import ONES, TENS, value
from nlu.patterns import regex
from nlu.scans import scan

NUMBERS = {w: i for i, w in enumerate(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
     "sixteen", "seventeen", "eighteen", "nineteen"), 1)} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "eighty": 80,
     "a dozen": 12, "half a dozen": 6, "both": 2, "two dozen": 24, "three dozen": 36}  # fmt: skip
#: Numbers that are not told exactly, or not as such, where things are named that have them.
_VAGUE_NUMBERS = {
    "a couple": 2,
    "a pair": 2,
    "a few": 3,
    "several": 3,
    "a handful": 5,
    "dozens": 24,
    "hundreds": 200,
}
VAGUE = "a couple|a pair|a few|several|a handful|half|most|thirds?|quarters?|every|dozens|hundreds"
_WORDED = "|".join(w for w in NUMBERS if " " not in w and w != "both")
#: "A couple of the speakers", "every third locker", "two thirds of the lamps", "half of the 12 posts", "both PDUs".
_VAGUE = scan(
    r"(?<![\w\-])(?:(?P<n>a couple|a pair|a few|several|a handful|(?:dozens|hundreds)(?= of))(?: more)?(?: of)?|(?:(?<=^)|(?<=[.,;:!?] ))(?P<share>half|most|two[ -]thirds|three[ -]quarters|a third|a quarter) of(?= (?:the|our|my|these|those|them)\b))"
    rf"(?: (?:the|our|my|your|these|those|its|new|other|spare)\b)*(?: (?P<of>\d{{1,4}}|{_WORDED})(?![\w\-]))? (?P<rest>(?:[a-z][a-z\-]*'? ){{0,2}}?)(?P<u>[a-z\-]{{2,}}s|them)(?![a-z\-'])"
    r"|(?:(?<=^)|(?<=[.,;:!?] ))(?P<every>every (?:other|second|third|fourth|fifth|tenth))(?= (?P<one>[a-z\-]{3,})(?! in the (?:valley|world|country|street)))"
    r"|\b(?P<both>both)(?= (?:of )?(?:the |our |my |these )?(?P<pair>[a-z]{3,}s) (?:are |were |is )?(?:off|out|down|gone|broken|won't|don't|can't|do not|not|have|stopped|failed|died|dead|faulty|stuck|jammed|leak)\b)"
)
#: "Both autoclaves. Yes both.": a sentence of nothing else; "12 and 14 both".
_BOTH = scan(
    r"(?:(?<=^)|(?<=[.!?] ))(?P<n>both)(?= (?:of )?(?:the |our |my )?(?:[a-z]+ ){0,2}(?P<pair>[a-z]{3,}s)[.!])|\b(?:\d{1,4}|[a-z]) and (?:\d{1,4}|[a-z]) (?P<n2>both)(?=[.,;!?]|$)"
)
_NO_PAIR = frozenset(
    "sites sides times days ways hands feet eyes ears ends kids parties weeks months hours places cases parents".split()
)
#: What asks for things or for work on so many of them, whatever they are.
_REQUEST = scan(
    r"\b(?:quot\w+|prices?|cost|send|order|post|parcel|ship|supply|spares?|wanted (?:for|at|by)|buy|deliver|install\w*|fit(?:ted)?|mount(?:ed)?|commission\w*|calibrat\w*|certificates?|yearly|annual|exam|ballpark|flushed|in stock)\b"
)
_MEASURES = frozenset(
    "years months weeks days hours hrs minutes mins seconds times litres liters metres meters feet inches kilos quid pounds dollars euros percent degrees amps volts watts steps nights mornings people prices kilowatts sites shares beeps stars visits questions things options ways goods screws".split()
)
WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
_N = rf"(?:\d{{1,4}}|(?:{TENS})-(?:{ONES})|(?:a|{ONES}) hundred(?! and)|(?:{WORDS})(?![a-z\-]| (?:hundred|thousand|million)))"
_OF = scan(
    rf"(?<![\w.\-:/#$£€])(?P<n>{_N}) (?:out )?of (?!(?:us|you|course|which|cheese|lots|order|the (?:time|day|week|month|year|people))\b)"
    rf"(?:(?:the|our|my|these|those|your|its|their|all|them)\b ?)*(?P<m>{_N})?"
)
#: "One UPS module of three", "lost one leg", "four burners and one burner ... won't light".
_ONE_OF_EN = scan(
    rf"(?<![\w.\-])(?P<n>{_N}) (?:(?!instead|hrs?|hours?|min|mbar|deg|megs?|days?|stars?|per)[a-z][a-z\-]* ){{1,2}}(?:out )?of (?:the |our )?(?P<m>{_N})(?! (?:the|o'?clock|minutes|hours|days))"
    rf"|\b(?:lost|losing|missing|short by|down to) (?P<n2>{_N}) (?:[a-z])"
)
_OF_WHICH = scan(rf"(?<![\w.\-])(?P<t>{_N}) (?:[a-z\-]+ ){{0,2}}[a-z\-]+s,? (?P<n>{_N}) of (?:which|them)\b")
#: "Fourteen chillers, the last three icing up", "four of us are trapped".
_LAST_OF = scan(
    rf"(?<![\w.\-])(?P<t>{_N}) (?:[a-z\-]+ ){{0,2}}[a-z\-]+s,? (?:and |but )?(?:only )?the (?:last|first|top|bottom|left|right|rear|front|upper|lower) (?P<n>{_N})\b"
)
_OF_US = scan(
    rf"(?<![\w.\-])(?P<n>{_N}) of us (?:are|were|got|have been|is|was)?(?: \w+)? ?(?:trapped|stuck|locked|hurt|injured|shut|dizzy|sick|coughing|without|can't|cannot)\b"
)
_ONE_MORE = scan(rf"\b(?P<t>{_N}) (?P<u>[a-z\-]+)s\b[^.;!?]{{0,40}}?\b(?P<n>one) (?P=u)\b")
_OUT_OF = scan(
    rf"(?:\bout |^|[.!?] )of (?:the |our |a )?(?:pair|{_N}) [^.,;:!?]{{0,48}}?(?:[.,;:… ]+[a-z]*)??(?<![\w\-])(?P<n>{_N}) (?=[a-z])"
)
_COUNTED = scan(
    rf"(?<![\w.\-:/#$£€])(?P<n>{_N})(?:-odd)?(?: (?:more|new|extra|spare|the|our|my|of (?:the|our|my)))?(?P<of>'?s)? (?P<rest>(?:[a-z][a-z\-]*'? ){{0,2}}?)(?P<u>[a-z\-]{{2,}}(?:s|men|people|teeth)|people|staff|of them)(?![a-z\-'])"
)
_PEOPLE = regex(
    r"^(?:engineers|technicians|techs|guys|men|mechanics|fitters|electricians|plumbers|people|users?|staff|workers?|students?|teachers?|patients?|guests?|customers?|colleagues?|households?|employees|residents|tenants|passengers|visitors|drivers|members|clients|nurses|doctors)$"
)
_AFFECTED_EN = regex(
    r"\b(?:affect|without|trapped|stuck|inside|can'?t|cannot|no one|locked out|lost|couldn'?t|unable|ha(?:ve|s|d) no|got no|outside in|evacuated|dizzy|coughing|hurt|injured|in the dark|idle)"
)
_NOT_BETWEEN = regex(
    r"\b(?:and|or|in|on|at|is|are|was|were|the|of|to|a|an|per|for|from|since|until|minutes?|hours?|days?|weeks?|months?|years?|pm|am|after|before|with|that|it|we|i|day|week|hour|year|than|but|so|not|no|other|people)\b"
)
#: "Replaced 2 boards", "printed 200 pages", "we run 3 shifts": done with them, not failed.
#: "Of the six doors, the side one", "second of three pumps": totals.
_TOTAL_EN = scan(
    rf"\b(?:of|from|among) (?:the |our |my |all )?(?P<n>{_N}) [a-z\- ]{{2,20}}, the \b|\b(?:first|second|third|fourth|fifth|last|\d(?:st|nd|rd|th)) (?:out )?of (?:the |our )?(?P<n2>{_N})\b"
)
#: "None of the four lights", "not one of the seven comes up": all of them.
_NONE_OF = scan(
    rf"\b(?:none|not one|every (?:single )?one|each (?:single )?one|nobody|no one|not any|no [a-z ]{{2,20}} (?:on|in|from|at) any) of (?:the |our |my |these )?(?P<n>{_N})\b"
)
#: "Ten out of ten", "nine times out of ten", "one of those days".
_SAYING = scan(
    rf"\b(?P<r>{_N}) (?:strokes|goes|attempts|tries|spots|welds|shots|bales|labels?|prints|pages|cups|times|trips|starts|cycles) (?:out of|in) {_N}\b|\b(?P<n>{_N}) (?:times )?out of (?:ten|10)(?! [a-z\-]+s\b)(?:$|[.,;!?]| (?:for|to|it|you|he|she|the)\b)|^\W*{_N} out of (?:5|five)(?=[,.!]|$)|\b(?:not |if )one of (?:the|them|those|these|our)\b(?! (?:{_N}))|\bone of th[oe]se (?:days|things|weeks|mornings)\b|\b(?P<o>one) of (?:the|those) (?:mammals|humans)\b"
)
_REFERENCE = regex(r"\b(?:order|ticket|ref|job|case)(?: no\.?)? $")  # "order 4471, two drums"
#: "Twelve cartridges and one kit": ordered as well.
_AND_ONE = scan(
    rf"\b{_N} [a-z\- ]{{2,30}}s,? and (?P<n>one|1) (?!of\b|more\b|other\b|day\b|thing\b|question\b)[a-z]"
)
#: Parts of people and of measures are no units.
_NO_UNITS = frozenset(
    "fingers thumbs hands feet toes legs eyes ears knees ankles arms minds scratches marks holes dents stains lines pushes presses taps clicks "
    "pages sheets labels cups trays plates bottles glasses bales boxes words letters screws floors storeys places times shifts nights "
    "boys girls lads twins emails stripes streaks bands shifts sundays mondays fridays saturdays dogs cats kids metres litres covers".split()
)
#: "Two taps drip" is of parts all the same.
_AS_PARTS = frozenset("taps trays legs arms".split())
#: Whatever is ordered by its number.
_ORDERED = regex(r"\b(?:need|send|send (?:me|us)|order|post (?:me|us)|supply|want|buy)(?: another)? $")
_DONE_EN = regex(
    r"\b(?:replac(?:ed?|ing)|chang(?:ed?|ing)|swapp(?:ed|ing)|tried|installed|fitted|printed|made|ran|run|used)(?: the| those| all)? $"
)
_STILL_GOOD = regex(
    rf"(?:\b(?:{_N}|out|another|some|most|rest|half|part|each|any|none|row|set|pack) of|\bother|\bremaining|\bothers?,|\brest,|\bpast|\bbetween|\bplus|\bevery)(?: (?:the|our|these|those))? $"
)
_EN_BEFORE = regex(
    r"(?:\bonly [a-z]+ (?:on|in|with) $|\b(?:floor|room|line|no\.?|number|pump|fan|bay|door|lane|axis|unit|gate|coach|carriage|rack|table|hall|drawer|mic|burner|shelf|oven|fridge|freezer|boiler|server|node|dis[ck]|slot|studio|theatre|court|pool|kiosk|locker|nozzle|button|step|level|loop|zone|port|channel|camera|charger|till|key|station|ward|block|building|lift|act|leg|car|drive|shed|bed|tray|row|platform|seat|screen|machine|washer|dryer|oven|robot|cabin|track|wing|head|spindle)(?:s?(?: \d{1,4},?){1,3} (?:and|or|&))?)\s*$|[:/.#\-$£€]$"
)
_GOOD_AFTER = regex(
    r"^[^.,;!?]{0,24}?\b(?:are|is|work|works|run|runs|ring|sound|agree|carry|still|also)\b[^.,;!?]{0,12}?\b(?:fine|ok|okay|good|normal|normally|on|working|running|run|again)\b|^ each\b|^ (?:all |both |still )*works?\b(?! (?:only|half|badly))|^ [a-z]+ (?:ok|okay|fine|good)\b"
)
_PART_EN = regex(
    rf"(?<!first )(?<!second )(?<!last )(?<!next )(?<!this )(?<!that )(?<!other )(?<!each )(?<![\w.\-:/#$£€])(?P<n>{_N})(?= (?:has|have|is|are|was|were|does|do|don'?t|doesn'?t|won'?t|will|cannot|can'?t|isn'?t|aren'?t|shows?|went|keeps?|stopped|stays?|remains?|refuses?|failed|died|dead|out|down|no flow|offline|not)\b)"
)
_VERB_FAILS = r"(?:has|have) (?:let go|come (?:off|loose|away|apart)|fallen|snapped|cracked|burst|broken|split|blown|stopped|failed|died|gone|quit|dropped|jammed|tripped|frozen|seized)|(?:is|are) (?:dead|down|out|offline|crackling|stuck|dark|broken|faulty|jammed)|(?:won'?t|don'?t|doesn'?t|do not|does not|can'?t|cannot)|stopped|stay|stays|quit|quits|failed|died|dead|dark|faulty|offline|gone|missing|blank|cracked|(?:throw|give|make|have|get|show|print|draw|read)s? no\b|drops? (?:off|out)|trips?|freezes?|jams?|flickers?|show|hiss|leak|leaks|run cold|crackle|drip|stick|wobble"
_PART_FAILS = regex(rf" (?:{_VERB_FAILS})\b")
#: "But one fan in the dehumidifier has stopped", "today seven are crackling", "14 showers, 5 run cold".
_FAILING_PART = scan(
    rf"(?:^|[.,;:!?] |\b(?:but|and|now|today|then|since) )(?P<n>{_N})(?P<one> [a-z\-]+(?: (?:in|on|of) (?:the|our) [a-z\-]+)?)?(?: [a-z\-]+s)? (?:{_VERB_FAILS})\b"
)
_ONE_OF_ITS_KIND = scan(
    r"(?:\b(?:has|have|with|got|there's|there is) )(?P<n2>one) (?=(?:dud|dead|faulty|broken|failed|dark|stuck|bad|blank|cracked|leaking|missing) [a-z])|(?:^|[.!;:,?]\s|\bbut |\bonly |\bago |\bnow )(?P<n>one) (?!of\b|more\b|day\b|time\b|thing\b|moment\b|week\b|month\b|hour\b|year\b|night\b|minute\b|question\b|last\b|other\b|little\b|corner|side|edge|end\b|bit|part\b|spot|wing|half|button|key\b|knob|hinge|screw)(?:[a-z\-]+ ){1,3}?(?:in|on|of|under) (?:the|our|my)\b"
)
_LISTED = scan(
    rf"(?:s|m|n|y), (?P<n>{_N})(?=$|[.,!]|\s(?:pairs|sets|pieces|pcs|ceiling|units)\b)|\b(?:send|order|need|missing) (?P<n2>{_N})(?=$|[.,!]| by\b| more(?=$|[.,;!]))|(?<=[a-z]) x ?(?P<n3>\d{{1,3}})(?=$|[,.;!]| (?:pls|please|and)\b)|(?<![\w.])(?P<n4>\d{{1,3}}) ?x (?=(?:[a-z\-]+ )?[a-z]{{3,}}s\b)|\bx(?P<n6>\d{{1,3}}) (?=(?:[a-z\-]+ )?[a-z]{{3,}}s\b)|\b(?:quantity|qty):? (?P<n7>{_N})\b|\b(?P<n8>\d{{1,3}}) (?:nos|pcs|pieces|sets|units)\b\.?(?= (?:of )?[a-z]{{3,}})|\ball (?P<n5>{_N})(?=$|[.,;!])"
)


class _English:
    """Counts found so far, and spans that are none: totals, ordinals, what goes on well."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[tuple[int, int], int | None] = {}  # None: not to be told as a number
        self.dropped: list[tuple[int, int]] = []

    def add(self, m: re.Match[str], name: str = "n", *, inside: bool = False) -> None:
        span = m.span(name)
        room = not inside and self.text.endswith(" in ", 0, span[0])  # "in 3 rooms all is well"
        if room or _EN_BEFORE.search(self.text, max(0, span[0] - 12), span[0]):
            return
        number = _number_en(m[name])
        if number and not any(a < span[1] and span[0] < b for a, b in [*self.found, *self.dropped]):
            self.found[span] = number

    def parts(self) -> None:
        """ "Two of the eight", "another of four", "one out of six": only the part counts."""
        self.dropped += [m.span() for m in _SAYING.finditer(self.text)]
        self.vague()
        for m in _NONE_OF.finditer(self.text):
            self.add(m)
            self.dropped.append((m.start(), m.start("n")))
        self.dropped += [m.span(m.lastgroup or 0) for m in _TOTAL_EN.finditer(self.text)]
        for m in _OF.finditer(self.text):
            if (
                _ONLY_WORKS.search(self.text[max(0, m.start() - 6) : m.end() + 24])
                or _STAFF.match(self.text, m.end())
                or (m["m"] in ("ten", "10", "100") and not _UNITS_NEXT.match(self.text, m.end()))
                or (m["m"] and _GOOD_AFTER.match(self.text[m.end() : m.end() + 40]))
            ):
                self.dropped.append(m.span())
                continue
            self.add(m, inside=True)
            if m["m"]:
                self.dropped.append(m.span("m"))
        for m in _OF_WHICH.finditer(self.text):
            self.add(m)
            self.dropped.append(m.span("t"))
        for m in _LAST_OF.finditer(self.text):
            self.add(m)
            self.dropped.append(m.span("t"))
        for m in _OF_US.finditer(self.text):
            self.add(m)
        for m in _ONE_MORE.finditer(self.text):
            self.add(m)
            self.dropped.append(m.span("t"))
        for m in _ONE_OF_EN.finditer(self.text):
            self.add(m, "n" if m["n"] else "n2")
            if m["m"]:
                self.dropped.append(m.span("m"))
        for m in _OUT_OF.finditer(self.text):
            self.add(m)
            self.dropped.append((m.start(), m.start("n")))
        for m in _FAILING_PART.finditer(self.text):
            if m["n"] not in ("one", "1") or m["one"]:
                self.add(m)
        for m in _ONE_OF_ITS_KIND.finditer(self.text):
            self.add(m, "n" if m["n"] else "n2")

    def vague(self) -> None:
        """Numbers that are not told exactly."""
        for m in _VAGUE.finditer(self.text):
            name = next(g for g in ("n", "share", "every", "both") if m[g])
            unit = m["u"] or m["one"] or m["pair"]
            if unit in _MEASURES or unit in _NO_UNITS:
                continue
            counted = (
                m["of"] is not None
                or unit == "them"
                or lexicon.counted(unit)
                or (name == "both" and unit not in _NO_PAIR)
            )
            asked = name == "n" and _REQUEST.search(self.text) and unit not in _MEASURES
            good = _GOOD_AFTER.match(self.text[(end := max(m.end(), m.end("pair"))) : end + 40])
            if not (counted or asked) or good or _NOT_BETWEEN.search(m["rest"] or ""):
                continue
            span = m.span(name)
            if not any(a < span[1] and span[0] < b for a, b in [*self.found, *self.dropped]):
                self.found[span] = _vague_number(m)
                if m["of"]:
                    self.dropped.append(m.span("of"))

    def pairs(self) -> None:
        for m in _BOTH.finditer(self.text):
            if m["pair"] not in _NO_PAIR:
                self.add(m, "n" if m["n"] else "n2")

    def counted(self) -> None:
        """ "Four cars": a count, unless a part of them follows."""
        for m in _COUNTED.finditer(self.text):
            if m["n"] in ("one", "1") or m["of"] or not _is_unit(self.text, m):
                continue
            later = [s for s in self.found if m.end() <= s[0] <= m.end() + 48]
            if any((self.found[s] or 0) < (_number_en(m["n"]) or 0) for s in later):
                self.dropped.append(m.span("n"))  # "four cars and one of them is out"
                continue
            part = self._part_after(m)
            if part is not None and not re.search(r"\bother $", self.text[: part.start()][-6:]):
                self.dropped.append(m.span("n"))
                self.add(part)
            else:
                self.add(m)

    def _part_after(self, m: re.Match[str]) -> re.Match[str] | None:
        near = _PART_EN.finditer(self.text, m.end(), min(len(self.text), m.end() + 60))
        return next(
            (
                p
                for p in near
                if not _GOOD_AFTER.match(self.text, p.end())
                and not _EN_BEFORE.search(self.text, max(0, p.start() - 12), p.start())
            ),
            None,
        )


def _number_en(said: str) -> int | None:
    if said.endswith(" hundred"):
        return 100 * NUMBERS.get(said.split(" ")[0], 1)
    made = NUMBERS.get(said) or value(said)
    return int(made) if made else None


def find(text: str) -> list[tuple[int, int, str]]:
    counts = _English(text)
    counts.parts()
    counts.pairs()
    counts.counted()
    for m in (*_FRACTION.finditer(text), *(_AND_ONE.finditer(text) if _REQUEST.search(text) else ())):
        counts.add(m)
    for m in _LISTED.finditer(text):
        if m["n2"] and m["n2"].isdigit() and int(m["n2"]) > 999:
            continue  # "order 4471"
        counts.add(m, next(name for name in ("n", "n2", "n3", "n4", "n5", "n6", "n7", "n8") if m[name]))
    return [(a, b, text[a:b] if number is None else str(number)) for (a, b), number in counts.found.items()]


def _vague_number(m: re.Match[str]) -> int | None:
    if m["n"] or m["both"]:
        return _VAGUE_NUMBERS.get(m["n"] or "", 2)
    return (_number_en(m["of"]) or 0) // 2 or None if m["share"] == "half" and m["of"] else None


#: "2/5 servers".
_FRACTION = scan(
    r"(?<![\w.\-:/#$£€])(?P<n>\d{1,3})/\d{1,3}(?= (?:of )?(?:the |our )?(?:[a-z\-]+ ){0,2}[a-z]{3,}s\b)"
)
_ONLY_WORKS = regex(
    r"^.{0,2}?(?:only|just) .*\b(?:open|reads?|takes?|accepts?|works?|working|runs?|running|left|usable|up|fine|glows?|lights?|lit|turns?|spins?|heats?|charges?|responds?|prints?)\b"
)
#: "It stands on four legs", "up seven floors".
_UPON = regex(r"\b(?:(?:stands?|sits?|rests?) on|up|down|over) $")
_UNITS_NEXT = regex(r" [a-z]{2,}")
_STAFF = regex(
    r" ?(?:your |the )?(?:[a-z]+ )?(?:colleague|yours|apprentice|chap|adviser|advisor|techs?\b|team|lad|agent|visit|rep|representative|[a-z]+ visits|colleague|specialist|question|engineer|guy|people|technician|staff|mechanic)"
)


def _is_unit(text: str, m: re.Match[str]) -> bool:
    before = text[max(0, m.start() - 24) : m.start()]
    unit, after = m["u"], text[m.end() : m.end() + 40]
    if unit in _NO_UNITS and not (unit in _AS_PARTS and _PART_FAILS.match(after)):
        return False
    if (
        _EN_BEFORE.search(before)
        or _STILL_GOOD.search(before)
        or _DONE_EN.search(before)
        or _NOT_BETWEEN.search(m["rest"])
        or m["rest"].startswith(("working ", "healthy "))
        or (len(m["n"]) > 2 and m["n"].isdigit() and _REFERENCE.search(before))
    ):
        return False
    if (
        unit in ("calls", "steps", "phases", "sides")
        or _UPON.search(before)
        or (m["n"].isdigit() and int(m["n"]) > 2000)
    ):
        return False
    if _PEOPLE.match(unit):
        return bool(_AFFECTED_EN.search(before + after))
    return (
        unit == "of them"
        or bool(_PART_FAILS.match(after))
        or bool(_ORDERED.search(before))
        or unit.endswith("rooms")
        or lexicon.counted(unit)
        or (unit not in _MEASURES and bool(_REQUEST.search(text)))
    ) and not _GOOD_AFTER.match(after)
