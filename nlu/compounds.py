"""Names of parts that no list has, told by how they are made: a kind of part and what stands before it.

"The needle clamp", "a step plate", 捻钞轮, 触控膜: the last word says what kind of thing it is, and what leads to it and
what follows it say that it is a thing and where its name begins.
"""

from __future__ import annotations

from nlu.patterns import regex
from nlu.scans import scan

Span = tuple[int, int]

_WORD = regex(r"[a-z][a-z\-]*(?:'[a-z]+)?|\d+")
_KINDS = frozenset("""port slot handle plate panel valve belt cover sensor cable lamp hinge tray clamp pin guide flap feeder tensioner nut lever
 jet head holder motor castor caster drawer trap nozzle indicator bracket clip spring gear rod pad ring tube knob dial roller wheel rack rail cap lid
 hub harness sleeve bushing trigger crank collar washer gasket seal coil wire relay encoder spout hose pipe vent blower pump plug socket latch
 lock bolt hook chain rope strap chute hopper basket shelf mirror lens bulb light led keypad joystick pedal switch button key connector tap filter
 cartridge bearing piston axle pulley cylinder arm leg foot feet seat cushion liner nipple section grille mesh shield guard bumper brush blade
 cutter needle fuse battery batteries terminal contact board module reader antenna speaker microphone mic display housing casing shell magnet buckle
 thermostat probe element burner igniter shaft drum fan spool hatch strut wand cradle dock damper gauge meter detector spindle""".split())  # fmt: skip
#: What says how a part is, and is not of its name.
_HOW = frozenset("""first second third fourth fifth last next new old other same broken faulty dead loose bent blocked missing spare replacement
 small big little large long short metal plastic wooden whole entire worn dirty original own single only red green blue yellow black white grey
 lower upper few more extra bad good noisy leaky stiff stuck torn one two three four five six seven eight nine ten twelve genuine matching
 bottom top different proper tiny annoying stupid bloody damn poor""".split())  # fmt: skip
_NUMBERS = frozenset("two three four five six seven eight nine ten twelve".split())
#: What leads to a name.
_LEADS = frozenset("""the a an its my our your their his her this that these those both all each every another of and or no any some need needs order
 want replace replaced replacing lost broke changed change swapped fitted buy send""".split())  # fmt: skip
#: What is no part of a name.
_NEVER = frozenset("""i you he she it we they me him us them who what which is are was were be been am has have had do does did will would can could
 shall should may might must not in on at to from by with without for into onto over under behind beside near off up down out about after before
 since until when while where why how if then than so but because as too very also just still now again here there please only even yes
 get got getting put take took give gave keep keeps kept come came go goes went gone make makes made let lets see saw say says said tell told ask
 asked call called check checked turn turned press pressed pull pulled push pushed open opened close closed use used try tried look looks hear heard
 find found think know want wants need needs like works work working runs run stays stay feels feel sounds shows show reads read means mean
 today tomorrow yesterday morning evening night week month year time times day days hour hours minute minutes it's that's there's i'm we're
 credit debit bank business gift bus train coffee tea key score post birthday meeting parking price next coming front-desk traffic street bed-time
 head school dash notice director directors love customer personal main phone login fire car side-street company team switch service support such quite
 back around right left-hand half something nothing everything anything somebody anybody nobody any which whose per via plus minus
 mine yours sorry hello hi hey thanks ok okay dear sir madam boss lah leh bro mate""".split()) - {"key", "head", "dash", "main", "back", "right"}  # fmt: skip
_ENDS = regex(r".*(?:'[a-z]+|est|ly|ed|able|ous|ful|less)$")
_NEXT = regex(
    r"'s |(?=$|[^ a-z'\-])| (?:$|[^a-z]|(?:is|are|was|were|has|have|had|in|on|of|for|at|with|and|or|but|to|from|that|which|when|while|so|by|under|behind|inside|because"
    r"|will|can|does|do|did|came|come|fell|broke|went|won't|snap|stuck|bent|split|burst|blew|shut|hung|got|gone|off|out|not|never|no|also|again|please|pls|too|as|i|we|you|he|she|they|it|now|still|keep"
    r"|dead|loose|broken|faulty|worn|torn|wobbly|noisy|dirty|hot|soft|stiff|missing|jam|stick|leak|rattle|squeak|since|after|before|if|where|under|over|near|right|than|until"
    r"|[a-z]+n't|[a-z]{2,}ed|[a-z]{3,}s)(?![a-z\-]))"
)
_FAULT = regex(
    r"(?: (?:on|of|in|at|under|inside) (?:the|our|my|a)(?: [a-z]+){1,2}?)?"
    r" (?:is|are|was|were|has|have|came|fell|broke|went|won't|stuck|bent|split|burst|blew|hung|got|off|not|never|dead|loose|broken|faulty|worn|torn|missing|keeps?|stopped"
    r"|[a-z]+n't|(?!need)[a-z]{2,}ed|(?:jam|stick|leak|rattle|squeak|squeal|creak|slip|wobble|hum|drip|spit|flicker|beep|grind|vibrate|scream)s?)(?![a-z\-])"
)


def english(text: str, devices: list[Span]) -> list[Span]:
    """Where English names of two or more words stand that end with a kind of part."""
    words = [m.span() for m in _WORD.finditer(text)]
    if len(words) < 2:
        return []
    closed = {b for _, b in devices}
    found: list[Span] = []
    for last, (start, end) in enumerate(words):
        if not last or not _is_kind(text[start:end]) or not _NEXT.match(text, end) or end in closed:
            continue
        first = _first(text, words, last, closed)
        if first < last and _led(text, words, first, closed, faulty=bool(_FAULT.match(text, end))):
            found.append((words[first][0], end))
    return [s for i, s in enumerate(found) if i + 1 == len(found) or found[i + 1][0] > s[0]]


def _is_kind(word: str) -> bool:
    return word in _KINDS or (word.endswith("s") and (word[:-1] in _KINDS or word[:-2] in _KINDS))


def _follow(text: str, words: list[Span], at: int) -> bool:
    """Whether nothing but a space stands between a word and the one before."""
    return at > 0 and text[words[at - 1][1] : words[at][0]] == " "


def _first(text: str, words: list[Span], last: int, closed: set[int]) -> int:
    """The first word of the name that ends with the word ``last``."""
    at = last
    while last - at < 3 and _follow(text, words, at) and words[at - 1][1] not in closed:
        word = text[slice(*words[at - 1])]
        if word in _NEVER or word in _HOW or word in _LEADS or word.isdigit() or _ENDS.match(word):
            break
        at -= 1
        if word in ("left", "right"):
            break
    return at


def _led(text: str, words: list[Span], first: int, closed: set[int], *, faulty: bool) -> bool:
    """Whether what stands before the name leads to one."""
    at = first
    while _follow(text, words, at):
        word = text[slice(*words[at - 1])]
        if word.isdigit() or word in _NUMBERS:
            return True
        if word not in _HOW and not (word.endswith("ed") and len(word) > 4):
            return word in _LEADS or word.endswith("'s") or words[at - 1][1] in closed
        at -= 1
    before = text[max(0, words[at][0] - 2) : words[at][0]].strip()
    return faulty or at < first or before >= "\u3400"  # 门锁的 glass plate


#: Characters that many names of parts end with, and characters that stand in no name.
_LAST_ZH = "杆阀泵罩柄勾头板管灯键线轮盖条片架框卡圈座刷扣嘴盘膜叉针刀芯辊链垫壳器口模锁钩鉸铰"
_NOT_IN_ZH = "的了是在有和跟把被给从就都也还又不没很太那这哪其我你他她它们去到着过得对为要会能可说看听买坏掉断松漏一二两几每另全整今明昨怎什谁请帮等人个"
_NAME_ZH = rf"(?P<n>(?:(?![{_NOT_IN_ZH}])[一-龥]){{1,4}}[{_LAST_ZH}])"
_FAIL_ZH = r"[一-龥]不[一-龥]|[左右上下][半边]|[不没裂断掉松卡漏堵烧脏歪磨变老抖跳脱冒粘缠糊鼓弯缺失坏翘锈划](?![一-龥]?[车门人])|有[点些]?[异响松漏裂卡]|总是|老是|要换|该换|异响|打滑|积[灰碳]"
#: The clause begins with the name, or 的, a measure word or a machine leads to it, and what is wrong follows ...
_SUBJECT_ZH = scan(
    rf"(?:(?<=^)|(?<=[,，。;；!！?？\s的])|(?<=那[个根块条只扇盏张片颗把枚])|(?<=[,，。;；]个)|(?<=^个)|(?<=[一-龥][机器仪柜锁]))(?!人){_NAME_ZH}(?={_FAIL_ZH})"
)
#: ... or something is done with it: 换了张触控膜, 把压纸条弄断了, 拆开过机盖, 再要五张感应卡.
_OBJECT_ZH = scan(
    rf"(?:(?:[换买配补订装拆修](?:[过了开下个]{{1,2}}|[一两二三四五六七八九十\d]{{1,3}})?|开[过了])[个根块条只扇盏张片颗把枚副套]?|要[一两二三四五六七八九十\d]{{0,3}}[个根块条只扇盏张片颗把枚副套]|把)"
    rf"{_NAME_ZH}(?=$|[,，。;；!！?？]|弄|掰|碰|摔|撞|踩|扯|拆|换|多少钱|吗|吧|怎)"
)
_NO_PART_ZH = regex(
    r".*(?:老板|[街回里外后前]头|码头|[热在离上下路光]线|电话线|名片|照片|图片|卡片|门口|路口|窗口|入口|出口|格口|借口|条款|银行卡|保修卡|房卡|信用卡|手机|家具|文具|工具|罗盘|奖品|机器|电器|武器|仪器|神器|骨头|石头|镜头盖?|念头|木头|甲板|黑板|天花板|地板|书架|货架|衣架|吵架|打架|招牌|大衣架|规模|假条|面条|便条|高架|白板|螺丝刀|菜刀|剪刀|刷卡)$"
)


#: 打包机烫头: whose it is.
_MACHINE_ZH = regex(r"[一-龥]{2,3}[机仪](?=[一-龥]{2})")


def chinese(text: str, devices: list[Span]) -> list[Span]:
    """Where Chinese names of parts stand that are told by their last character."""
    ends = dict(devices)
    found: list[Span] = []
    taken: set[int] = set()
    for m in [*_SUBJECT_ZH.finditer(text), *_OBJECT_ZH.finditer(text)]:
        start, end = ends.get(m.start("n"), m.start("n")), m.end("n")
        owner = _MACHINE_ZH.match(text, start, end)
        start = owner.end() if owner else start
        if end - start < 2 or _NO_PART_ZH.match(text, start, end):
            continue
        if taken.isdisjoint(range(start, end)):
            found.append((start, end))
            taken.update(range(start, end))
    return found
