"""How many units, rooms or people are affected."""

from __future__ import annotations

from nlu.numerals import value
from nlu.patterns import regex

_ZH_NUMBER = r"(?:(?<!\d)\d{1,6}|[一二两三四五六七八九十百]{1,6}|好?几十?|十几)"
_ZH = regex(
    rf"(?P<n>{_ZH_NUMBER})[多来几]?(?P<u>台|套|部|只|支|根|块|间|条|辆|盏|扇|把|张|路|户|名|位(?!置)|人|座|组(?!成)"
    r"|个(?:教室|房间|站点|终端|端口|用户|人|车间|门店|点位|单元|通道|工位|网点|楼层|盘|风扇|灯|喷头|插座|夹爪|传感器|控制器|同事|员工|学生|老师|业主|住户|车位|摄像头|探头|柜台|窗口|办公室|病房|机柜|阀|泵|电机|按钮|轮子|管子|轿厢|部门|店))"
)
_ZH_ONE = regex(r"(?:其中|里面?|当中|中|只有|就|仅|唯独|有)\s*$")
_ZH_WHOLE = regex(r"^[^,，。;；]{0,6}?(?:里|中|当中|之中|里面|里头)(?!心|间|午|控)")
_ZH_NONE = regex(r"(?:第|每|号|楼|[a-z\d])\s*$")

_WORDS = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|a dozen|a couple of|both"
_UNITS = (
    r"(?:units?|machines?|classrooms?|rooms?|users?|people|persons?|tubes?|valves?|sensors?|pumps?|grippers?|terminals?|disks?|drives?|ports?|servers?|printers?|screens?|projectors?"
    r"|doors?|lifts?|elevators?|stores?|stations?|lines?|devices?|fans?|lamps?|lights?|batter(?:y|ies)|filters?|staff|workers?|offices?|floors?|heaters?|customers?|tills?|boards?|speakers?|cameras?"
    r"|tractors?|harvesters?|panels?|students?|teachers?|employees|colleagues|patients|guests|households|flats|apartments|branches|shops|cabinets|racks|bays|channels|heads|nozzles|robots?|arms?|registers?"
    r"|phones?|laptops?|computers?|pcs|monitors?|switches|routers?|readers?|scanners?|conditioners?|acs?|compressors?|motors?|belts?|buttons?|windows?|beds|desks|chairs|tables|locks|keys|cables|bulbs|modules|nodes)"
)
_EN = regex(
    rf"\b(?P<n>\d+|{_WORDS})(?P<of> (?:out )?of (?:the |our |my |these |all )?(?:\d+|{_WORDS})?)?(?P<rest> ?(?:[a-z\-]+ ){{0,2}}?){_UNITS}\b"
)
_EN_BEFORE = regex(r"(?:\bout of|\bof (?:the|our|my|these|all)?|\bfloor|\broom|\bline|\bno\.?|[:/.#\-])\s*$")
_NOT_BETWEEN = regex(
    r"\b(?:minutes?|hours?|days?|weeks?|months?|years?|times?|pm|am|and|or|in|on|at|is|are|was|the|o'clock|percent)\b"
)


def find(text: str) -> list[tuple[int, int, str]]:
    """(start, end, number) of each count in a normal text.  Of "two of the eight" only the two count."""
    found: list[tuple[int, int, str]] = []
    for m in _ZH.finditer(text):
        start, end = m.span("n")
        if _ZH_NONE.search(text[max(0, start - 2) : start]) or _ZH_WHOLE.match(text[m.end() : m.end() + 10]):
            continue
        if m["n"] in ("一", "1") and not _ZH_ONE.search(text[max(0, start - 4) : start]):
            continue
        number = {"几": 3, "好几": 3, "十几": 10, "几十": 20, "好几十": 20}.get(m["n"]) or value(m["n"])
        if number is not None:
            found.append((start, end, str(int(number))))
    for m in _EN.finditer(text):
        start, end = m.span("n")
        if m["n"] in ("one", "1") and not m["of"]:
            continue
        if _EN_BEFORE.search(text[max(0, start - 12) : start]) or _NOT_BETWEEN.search(m["rest"]):
            continue
        number = {"a dozen": 12, "a couple of": 2, "both": 2}.get(m["n"]) or value(m["n"])
        if number is not None:
            found.append((start, end, str(int(number))))
    return found
