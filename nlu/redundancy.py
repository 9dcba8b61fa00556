"""More has failed than a redundant system can bear: two disks of a RAID 5, both controllers, both power supplies.

One of them is a redundant part (``signals``); with one more the whole is down, and the data are in danger, also where nobody
says so."""

from __future__ import annotations

from collections.abc import Iterator

from nlu.clauses import Clause, negated
from nlu.counting import how_many
from nlu.patterns import regex
from nlu.scans import scan

BEARS = {
    "0": 0,
    "1": 1,
    "5": 1,
    "6": 2,
    "10": 1,
    "01": 1,
    "50": 1,
    "60": 2,
}  # disks; of pairs that of one pair
_SOME = scan(
    r"raid|阵列|双控|双电源|控制器|电源|controller|psu|power suppl|storage processors|nodes|(?:disk|storage) array"
)
_RAID = regex(r"raid[\s-]?(?:z([12]?)(?![a-z])|(10|01|[0156]0?)(?!\d))|raid|阵列|\b(?:disk|storage) array\b")
_COUNT = r"([一两俩二三仨四五\d]|one|two|both|three|four|five)"
_DISKS = regex(
    rf"{_COUNT}\s?[块个只]\s?(?:数据|机械)?(?:硬盘|磁盘|盘|ssd)(?!位|柜|架)"
    rf"|{_COUNT} (?:\w+ ){{0,2}}(?:disks|drives|hdds|ssds|disk|drive|hdd|ssd)\b"
)
_FAILED = regex(
    r"坏|掉|离线|红灯|故障|失效|挂了|不认|认不|没了|报废|报警|不亮|丢"
    r"|\b(?:failed|dead|died|offline|off-line|red|amber|missing|faulty|faulted|gone|lost|bad|down|dropped|failures?|kicked)\b"
)
_NOT_YET = regex(r"换|买|加|订|备用|热备|spare|replac|order|buy|add")
_PAIRS = regex(
    r"双(?:控制器?|控|电源)(?:都|全)(?:\w){0,3}?(?:坏|掉|挂|没|死|红|离线|失效)|(?:两|俩|2)[个路块](?:冗余)?(?:电源(?:模块)?|控制器)(?:都|全)(?:已经?)?(?:坏|掉|挂|没|死|红|离线|失效|不)"
    r"|\b(?:both|two of two|2 of 2) (?:of the )?(?:redundant )?(?:power supplies|psus|controllers|storage processors|nodes)(?: \w+){0,2} (?:dead|failed|down|offline|gone|red|out|died)\b|\b(?:lost|losing) both (?:power supplies|psus|controllers|nodes)\b"
)


def beyond(text: str, clauses: list[Clause]) -> Iterator[tuple[int, int]]:
    """Where it is told in a normal text."""
    if not _SOME.search(text):
        return
    raid = next((m for m in _RAID.finditer(text) if m[2]), None) or _RAID.search(text)
    for clause in clauses:
        if not clause.counts or clause.resolved:
            continue
        if m := _PAIRS.search(clause.text):
            yield clause.start + m.start(), clause.start + m.end()
        if raid is None or not _FAILED.search(clause.text) or _NOT_YET.search(clause.text):
            continue
        bears = int(raid[1] or 1) if raid[1] is not None else BEARS.get(raid[2] or "5", 1)
        for m in _DISKS.finditer(clause.text):
            told = next(group for group in m.groups() if group)
            if (how_many(told) or 0) > bears and not negated(clause.text, m.start(), 4):
                yield clause.start + m.start(), clause.start + m.end()
                break
