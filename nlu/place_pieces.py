"""A place as one turn of a call tells it: piece by piece, between yes and well, with the way there, and put right.

"Yes, it's at Caithness General, Bankhead Road, Wick, ground floor round the back." gives four pieces; 哈尔滨，道外区，
靖宇街，四百幺八号，哎不是，我家三百八十四号 three and the number that replaces another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.place_figures import UNITS, N, plain
from nlu.place_kinds import HOUSE, NOUNS_EN, NUMBER_ONLY, PREP_AT, Piece, head, kind, mended
from nlu.spelling import runs

LONGEST = 60  # characters of a piece
MOST = 14  # pieces of a place
#: What a Chinese piece of an address ends with.
_PLACE_ZH = rf"(?:[省市县镇乡村屯庄路街道巷弄里坊苑院厂店铺馆楼厦园城湾港岛桥站场口库区队组社铺坞岭坡寨墩堡圩塘河洲洼沟营]|大道|中心|会所|学校|[中小大]学|医院|公司|超市|门[口岗]|[{N}A-Za-z](?:{UNITS})|[东西南北前后左右][门边侧头面手]|旁边|对面|隔壁|后面|下面|尽头|[底顶]楼|地下室?|那家|车间|机房|中段|南段|北段|[东西]段|路[东西南北口])"
_CUT_ZH = regex(
    r"(?:[^,，、。.;；:：!！?？\s…—~]|(?<=[a-z\d]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[a-z\d]{1,4}(?:座|栋|口|区|门|厅|馆|号|楼)))+"
)
_LEAD_ZH = regex(
    r"(?:喂|嗯+|啊|哦|噢|哎|呃|对(?:对|的|了|呀|啊|咯)*|是(?:的|呀|啊)+|好(?:的|吧|啊)?|那(?=[就在个])|也(?=[是在])|就?系|就?是|就?在|位于|(?:我们?)?(?:地|厂|店|住)址(?:是|在|就是)?|(?:我们?|咱们?|俺们?|公司|店里?|工地|单位|厂[里子]?|工厂|仓库|门店|学校|机器|设备)(?:家|这边|这里|这儿|店|公司)?(?:是在|是|在|住在?|就在|叫)(?=.)|(?:我|俺|咱)家(?:里)?(?:是在|是|在|住在?)?|还是|都|个(?=[\u4e00-\u9fff]{2})|(?:(?:上|去|今)年|早就?|已经?|后来)?搬(?:了)?(?:去|到|来)了?|了|住在?|送到|改成|换成|[你您]?就?[写记]|现在(?:是|在|系)|但是?|不过)+"
)
_TRAIL_ZH = regex(
    r"(?:那[个边里]|对[吗吧不]?|吗|吧|啊|呀|哈|嘛|哦|啦|喽|咯|喇|呢|的|了|这里|这边|这儿|是[吗吧])+$"
)
_NO_ZH = regex(
    r"[我你您他她它吗喂]|谢谢|麻烦|快[点来]|赶紧|尽快|电话|手机|号码|知道|什么|怎么|哪|不(?!夜)|没|有(?!限)|等[一着下]|听|大概|左右$|差不多|那个|刚才|[说讲]|记[得住录]|好$|别|叫|(?<!过)了|搬|以前|原来|之前|先|已经|[今明后]天|改到|上午|下午|晚上|师傅|地址|邮编|登记|姓|坏|漏|来着|几[号栋楼]|穿过|就是$|搭|[上下]来|出来|掉|断|裂|螺丝|[听看]|^[走从沿到]|^过(?!.{1,8}米$)|拐不|租约|斜?对面$|好难|快递|就行|那间|老地方|上次|来过|在$|[门口边]在|那是|右转|左转|上桥|限[高行速]|从.{1,4}[门口侧]|电梯[到上下]|坐电|再爬|爬[楼上一]|开[车进]|停车"
)
_MENDS_ZH = regex(r"不是|不对|错了|说错|[看念讲记]错|更正|改[成为]")
_CUT_EN = regex(
    r"(?:[^,;.!?…\n]|(?<=\b(?:St|Dr|Mt|No|Rd|Av|Bl))\.|(?<=\b(?:Ave|Blk|Apt))\.|(?<=[A-Z])\.(?=[A-Z]\.?)|\.(?=[\w]))+"
)
_LEAD_EN = regex(
    r"(?:(?:yes|yeah|yep|yup|aye|ja|ya|haan|sure|ok|okay|um+|uh+|er+|ah|well|oh|so|right|correct|hi|and|also|then|now|actually|please|that's (?:right|it|correct)|that's|that is|it'?s(?: actually| just)?|it is|we'?re|we are|we have|i'?m|i am|i'?m at|they'?re|he'?s|she'?s|you want|you need|the (?:address|place|store|shop|machine|unit|lab|office|site|school|clinic|location|company)(?:'s| is| was)?|[a-z]+'s(?= \d)|(?:the )?[a-z]+(?:'s| is) (?:at|in|on)(?= (?-i:[\dA-Z]))|the [a-z]+(?:'s| is)(?= \d)|(?:my|our) (?:address|place|shop|house|office|site)(?:'s| is)?|address(?: is)?(?: the)?(?: same)?|same|come to|send (?:him|them|somebody|someone) to|go to|in|at|on|to|from|over at|here at|down at|up at|out at|called|still|now at)(?![\w'])[ ,]*)+",
    re.IGNORECASE,
)
_YES_EN = regex(
    r"(?:(?:yes|yeah|yep|yup|aye|ja|ya|sure|ok|okay|um+|uh+|er+|ah|well|oh|so|right(?! at)|and|post ?code(?: is)?|also|then|at|in|on|the one|that's|it's)(?![\w'])[ ,]*)+",
    re.IGNORECASE,
)
_NO_EN = regex(
    r"\b(?:i|i'm|i'll|i've|we|we're|we've|you|you'll|your|he|he'll|he's|she|she'll|they|it|it's|is|was|were|are|has|had|there's|there|don't|can't|won't|do|does|did|not|no|please|thanks|thank|phone|call|ring (?:me|us|him|her|the|when|before|on)|used|my|our|me|him|her|us|who|which|where|whose|what|why|how|if|when|because|sorry|wait|hang|like|that|this|ask|tell|called|name|number is|got|get|see|know|said|think|before|yesterday|tomorrow|today|morning|afternoon|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|(?<=')s (?:the|a|my|our|closed|on|by|under|broken|shut|locked|out|round|around|behind|just|past|opposite|next|near|always|usually|open)\b|\bother (?:place|one|site|side)\b"
)
_MENDS_EN = regex(r"\b(?:no|sorry|wait|i mean|correction|make that|not|actually|scratch)\b")
_SENTENCE = regex(r"[.!?…\n]")
_FOR_WHOM = regex(
    r" (?:for (?:the|your|you|deliver|service|access|parking|engineers?)|and (?:ask|ring|call|the|you|we|i|he)\b|so\b|but\b|because\b).*$",
    re.I,
)
_NUMBER_WORD = regex(
    r"(?:^|(?<=road )|(?<=street )|(?<=avenue )|(?<=lane )|(?<=drive )|(?<=close )|(?<=vej ))(?:number|no\.?|num) (?=\d)",
    re.I,
)
_UNIT_WORD = regex(rf"(?:^|\b(?:{NOUNS_EN[3:-1]}|number|no) )$", re.I)
_SPACED = regex(r"(?<=[A-Za-z\d]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=[A-Za-z\d])")
#: 五期的三号楼.
_OF = regex(rf"(?<=[期区栋座楼号市县镇村])的(?=[{N}])")
#: 别写北院门, 不是四期.
_NOT_ZH = regex(r"(?:别[写去送]|不[写去送]|不是)(?P<p>[^,，。]{2,8})$")
_NUMERALS = regex(rf"[{N}]+")
#: What may be the name of a building.
_NAME_ZH = regex(r"[\u4e00-\u9fff]{2,8}")
_SENTENCE_ZH = regex(r"[。.!！?？]")
_OVER_ZH = regex(r"(?<!过)了[喇啦啊呀]?$")
#: "We are" and a name: who calls; "that …": what is near.
_OURS_ZH, _POINTS_ZH = regex(r"(?:我们?|咱们?|俺们?|这[里边])是"), regex(r"[那这]个.")
_HOUSE_LETTER = regex(r"\d{1,4}-?[A-Z]")
_DOOR_ZH = regex(rf"[{N}](?:号楼|号院|号|栋|幢|单元|座|室|弄|门|楼|层)$")
_LIKE_ZH, _AT_ZH = regex(rf"{_PLACE_ZH}$"), regex(rf"{_PLACE_ZH}|[往朝向].*[走拐]|[左右]手?|[{N}]{{3,5}}$")
_LIKE_EN = regex(rf"\b{NOUNS_EN}\b", re.I)
_MARK_EN = regex(
    r"(?:no|sorry|wait|not|i mean|yes|yeah|yep|bye(?: now| bye)?|cheers|ta|lovely|great|perfect|brilliant|actually|anyway|thanks|cheers|ta|bye|okay)",
    re.I,
)
#: Words before a name that belong to no address.
_COMMON_EN = regex(r"(?:^| )(?!the |of |and |st |number |no )[a-z]+|'s $")
_DICTATED = regex(
    r"(?:(?:\d[\d -]*+|plus|oh|zero|one|two|three|four|five|six|seven|eight|nine|double|triple|[a-z])(?![a-z])[ -]*+)++"
)
#: "The buzzer's labelled Tooth": a sentence, and no place.
_TELLS_EN = regex(r"(?:the )?[a-z]+['’]s (?!(?:house|place|yard|shop|flat|end|office)\b)(?-i:[a-z]+)", re.I)
_THE = regex(r"^the (?=[a-z])")
#: "eleven eighty Marsh Road".
_SAID_NUMBER = regex(
    r"\b(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|oh|hundred|double)[ -])+$",
    re.I,
)
#: A sentence that is nothing but a town: "14 Orchard Close. Banbury."
_TOWN = regex(
    r"(?!(?:Bye|Cheers|Ta|Thanks|Great|Lovely|Perfect|Good|Fine|Brilliant|Super|Hello|Hi|Please)\b)[A-Z][a-z]{3,}"
)
#: "Ramsay Centre in Leeds".
_IN_TOWN = regex(r"([^,]{4,40}\S) in ([A-Z][a-z]{2,20})")
_CAPITAL = regex(r"(?:^|[ -])[A-ZÀ-Þ][\w'’-]*")


def told(n: Normal, around: tuple[int, int] | None = None) -> list[Piece]:
    """The pieces of a place in a turn that answers where it is, or (``around``: a place that is known in it) those beside it."""
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in n.text) * 3 > len(n.text)
    if chinese:
        return _chinese(n, around)
    yes = _YES_EN.match(n.raw, *around) if around is not None else None
    return _english(n, (yes.end(), around[1]) if around is not None and yes is not None else around)


# -- Chinese -----------------------------------------------------------------------------------------------


def _chinese(n: Normal, around: tuple[int, int] | None) -> list[Piece]:
    made: list[Piece] = []
    mends = strict = False
    held: Piece | None = None  # a name that may be one of a building: the next piece tells
    first, last = around or (-1, -1)
    for m in _CUT_ZH.finditer(n.text):
        if len(made) >= MOST:
            break
        a, b = _bare_zh(n.text, *m.span())
        inside, before, after = a < last and first < b, b <= first, around is not None and a >= last
        if before and _SENTENCE_ZH.search(n.text, b, first):
            continue
        if inside and a < b:
            a = first if a < first and _NO_ZH.search(n.text, a, first) else a
            b = last if last < b and _NO_ZH.search(n.text, last, b) else b
        said = n.text[a:b]
        if _NUMERALS.fullmatch(said) and n.text.startswith("…", m.end()):
            continue  # 一百三十……我看门口，一百三十六号
        if not inside and (wrong := _NOT_ZH.search(m[0])) is not None:
            made = [p for p in made if simple(p.value) != wrong["p"]]
        strict = strict or after or bool(made and _SENTENCE_ZH.search(n.text, made[-1].end, a))
        if not inside and _MENDS_ZH.search(m[0]):
            mends = True
        elif inside or (
            not _aside_zh(m[0], before=before) and (not said or _is_place_zh(said, made, sure=strict))
        ):
            if said:
                start, end = n.original(a, b)
                made += [held] if held is not None else []
                made.append(
                    Piece(
                        plain(_OF.sub("", _SPACED.sub("", n.raw[start:end]))),
                        start,
                        end,
                        mends or _again_zh(made, said),
                    )
                )
                mends = False
        elif (
            (strict or after)
            and held is None
            and made
            and _NAME_ZH.fullmatch(said)
            and not _NO_ZH.search(said)
            and not _aside_zh(m[0], before=before)
        ):
            held = Piece(n.raw[slice(*n.original(a, b))], *n.original(a, b))
            continue
        elif after:
            break
        else:
            strict = bool(made)
            made = [] if around is not None else made
        held = None
    if around is None and not _tells_zh(made):
        return []
    return mended(made)


def _aside_zh(said: str, *, before: bool) -> bool:
    """Whether a piece tells of something else: what is over, what is near, who calls."""
    return bool(_POINTS_ZH.match(said) or _OVER_ZH.search(said) or (before and _OURS_ZH.match(said)))


def _bare_zh(text: str, a: int, b: int) -> tuple[int, int]:
    if b - a > LONGEST:
        return a, b
    lead = _LEAD_ZH.match(text, a, b)
    a = lead.end() if lead else a
    trail = _TRAIL_ZH.search(text, a, b)
    return a, trail.start() if trail else b


def _is_place_zh(said: str, made: Sequence[Piece], *, sure: bool) -> bool:
    if (
        _NO_ZH.search(said)
        or len(said) > 16
        or (said.isascii() and (len(said) < 2 or len(re.sub(r"\D", "", said)) > 5))
    ):
        return False
    if not made and _NUMERALS.fullmatch(said):
        return False  # a piece of a phone
    return not sure or bool(_AT_ZH.search(said))


def _again_zh(made: Sequence[Piece], said: str) -> bool:
    """五四路28号，82号: a bare number of a house behind another is the right one."""
    return bool(made) and bool(NUMBER_ONLY.fullmatch(said)) and kind(made[-1].value) in ("号", "號")


def _tells_zh(made: Sequence[Piece]) -> bool:
    """Whether the pieces of an answer are a place: most of them look like one."""
    like = sum(bool(_AT_ZH.search(simple(p.value))) for p in made)
    return 0 < len(made) <= 10 and (
        like * 2 >= len(made) or (len(made) == 1 and 3 <= len(made[0].value) <= 12)
    )


def simple(said: str) -> str:
    return normalise(said).text


def untold(n: Normal) -> list[Piece]:
    """A place that nobody asked for and no rule knows: 石景山，八角北里，二十二栋，四门，一零幺."""
    for sentence in re.finditer(r"[^。!！?？]+", n.text):
        numbered = [m for m in _CUT_ZH.finditer(sentence[0]) if _DOOR_ZH.search(m[0])]
        if len(numbered) >= 2 and not _NO_ZH.search(sentence[0]):
            m = numbered[0]
            at = sentence.start()
            return told(n, n.original(at + m.start(), at + m.end()))
    return []


# -- English -----------------------------------------------------------------------------------------------


def _english(n: Normal, around: tuple[int, int] | None) -> list[Piece]:
    made: list[Piece] = []
    mends, new = False, True  # ``new``: a sentence begins
    for m in _CUT_EN.finditer(n.raw):
        if len(made) >= MOST:
            break
        new = new or bool(_SENTENCE.search(n.raw[: m.start()].rstrip()[-1:]))
        a, b = _bare_en(n.raw, *m.span(), around, first=not made)
        inside = around is not None and a < around[1] and around[0] < b
        said = n.raw[a:b]
        if not said:
            continue
        if _MARK_EN.fullmatch(said) or (not inside and _NO_EN.search(said.lower())):
            mends = mends or bool(_MENDS_EN.search(said.lower()))
            past = around is not None and a >= around[1] and not mends
        elif (
            inside
            or (made and new and _alone(n.raw, m) and _TOWN.fullmatch(said))
            or _place_en(said, new=new, first=not made, mends=mends, known=around is not None)
        ):
            value = _figures_en(said)
            value = _THE.sub("", value) if made else value
            within = _IN_TOWN.fullmatch(value)
            made += [Piece(v, a, b, mends) for v in (within.groups() if within else (value,))]
            mends = new = past = False
        else:
            past = around is not None and a >= around[1]
        if past:
            break
        if around is not None and b <= around[0] and (not made or made[-1].end != b):
            made = []
    if around is not None and not any(p.start < around[1] and around[0] < p.end for p in made):
        return []
    if made and HOUSE.fullmatch(made[0].value) and not (len(made) > 1 and made[1].value[:1].isupper()):
        bare = _DICTATED.fullmatch(n.text, made[0].start, made[0].end) and not _HOUSE_LETTER.fullmatch(
            made[0].value
        )
        made = made[1:] if bare else made
    return _numbered(mended(made))


def _alone(raw: str, m: re.Match[str]) -> bool:
    """Whether a piece is a sentence of its own."""
    return raw[m.end() : m.end() + 1] in ("", ".")


def _bare_en(raw: str, a: int, b: int, around: tuple[int, int] | None, *, first: bool) -> tuple[int, int]:
    """A piece without the yes and the well before it, nor what is said of others behind it."""
    while a < b and raw[a].isspace():
        a += 1
    inside = around is not None and a < around[1] and around[0] < b
    leads = _LEAD_EN if first else _YES_EN
    lead = leads.match(raw, a, b) if not inside or (around is not None and a < around[0]) else None
    a = lead.end() if lead else a
    if inside and around is not None and a < around[0] and _COMMON_EN.search(raw[a : around[0]]):
        number = _SAID_NUMBER.search(raw, a, around[0])
        a = number.start() if number else around[0]
    b = a + len(_FOR_WHOM.sub("", raw[a:b]).rstrip())
    return a, b


def _place_en(said: str, *, new: bool, first: bool, mends: bool, known: bool) -> bool:
    """Whether a piece tells of a place; ``new``: a sentence begins with it, ``first``: it is the first of the place."""
    plain = _figures_en(said)
    if mends and HOUSE.fullmatch(plain):
        return True
    if (
        len(said) > LONGEST
        or (" " not in said and PREP_AT.fullmatch(said))
        or (
            _DICTATED.fullmatch(said.lower())
            and not (first and (_HOUSE_LETTER.fullmatch(said) or HOUSE.fullmatch(plain)))
        )
        or (new and not first and PREP_AT.match(said))
    ):
        return False
    if (not first and re.match(r"an? ", said)) or _TELLS_EN.match(said):
        return False
    named = len(_CAPITAL.findall(said)) > (1 if new and (known or not first) else 0)
    numbered = any(c.isdigit() for c in plain) and not (known and first)
    return numbered or named or bool(_LIKE_EN.search(plain) or PREP_AT.match(said))


def _numbered(pieces: list[Piece]) -> list[Piece]:
    """ "Oxford Street, Osu, number 27", "number four, Glebe Cottages": the number before its street."""
    if len(pieces) > 1 and HOUSE.fullmatch(pieces[0].value) and pieces[1].value[:1].isupper():
        first, street, *rest = pieces
        return [replace(street, value=f"{first.value} {street.value}", start=first.start), *rest]
    for k, p in enumerate(pieces):
        of = next((s for s in pieces[:k] if head(s.value) and not any(c.isdigit() for c in s.value)), None)
        if HOUSE.fullmatch(p.value) and of is not None:
            at = pieces.index(of)
            pieces[at] = replace(of, value=f"{p.value} {of.value}")
            return [*pieces[:k], *pieces[k + 1 :]]
    return pieces


def _figures_en(said: str) -> str:
    """Numbers of houses and units in figures: "Twenty-two A", "Unit eleven", "number 27"."""
    text, made, last = said.lower(), "", 0
    if len(text) != len(said):
        return said
    for run in runs(text, least=1):
        word = text[run.start : run.end]
        spelled = any(c.isdigit() for c in run.value) and not any(c.isdigit() for c in word) and len(word) > 2
        if spelled and (run.start == 0 or _UNIT_WORD.search(text, 0, run.start)):
            made += said[last : run.start] + run.value
            last = run.end
    return _NUMBER_WORD.sub("", made + said[last:])
