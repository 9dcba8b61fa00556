"""Composing messages in which somebody tells a code or a name: clauses of ``data/tellings.toml`` before and after marked
messages, so that what surrounds them is as people write.  They teach the tagger, and nothing else."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from nlu.corpus import Example
from nlu.patterns import regex
from nlu.people import known_names

SEED = 17
_SHAPES = {"error_code": "shapes", "serial_number": "serials", "model": "models"}
_SLOT = regex(r"(\{f?\})")
EACH = {
    "error_code": 2000,
    "contact_name": 1600,
    "serial_number": 1200,
    "model": 1300,
    "address": 1700,
}  # messages of each kind
LISTS = 1500  # messages after which several things are told
NOTHING = 0.25  # the share of them whose clause only sounds like it
BEFORE = 0.25  # the share whose clause stands before the message; else after it
ALONE = 0.1  # the share whose clause is the message
_DIGITS_ZH, _DIGITS_EN = (
    "零一二三四五六七八九",
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
)
_LETTERS = "ABCDEFHJLPRSTU"
_FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
_TWO = "欧阳 司马 上官 诸葛 东方 慕容 呼延 令狐 皇甫 尉迟 公孙 长孙 宇文 司徒 夏侯".split()
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚英华玉萍红鹏飞燕辉梅鑫波斌莉玲宇浩凯健俊帆雪琳晶婷玮建国秀兰志文海云春晓东晨曦子轩欣怡佳雨泽睿涵博思远立德福贵生林森树根宝田长庚永昌德顺桂香菊花翠莲金凤银龙振兴荣庆祥瑞成功学良大勇小满一鸣天佑家豪嘉慧若琳乐瑶可心"
_TITLES = "先生 女士 小姐 师傅 老师 经理 主任 工 总 姐 哥 阿姨 大哥 科长 医生".split()
_CALLED = "古丽娜尔 阿依古丽 买买提 扎西 卓玛 巴特尔 其其格 铁柱 二妞 栓子".split()
_LATIN = (
    "Kevin Coco Amy Jason Vivian Tony Linda Sam Grace Leo Ivy Ken Joyce Eric Fiona Mike Daisy Ray".split()
)


def compose(marked: Sequence[Example]) -> Iterator[Example]:
    """Marked messages with one more clause; the same every time."""
    dice = random.Random(SEED)
    tellings = tomllib.loads((files("nlu") / "data" / "tellings.toml").read_text("utf-8"))
    for entity, many in EACH.items():
        hosts = [e for e in marked if not any(name == entity for name, *_ in e.entities)]
        for host in dice.sample(hosts, min(many, len(hosts))):
            lang = "en" if host.text.isascii() else "zh"
            said = tellings[lang][entity]
            spans: list[tuple[int, int]] = []
            if dice.random() < NOTHING:
                clause = _filled(dice.choice(said["none"]), dice, tellings)
            else:
                clause, spans = _told(dice.choice(said["told"]), entity, lang, tellings, dice)
            yield _joined(host, clause, [(entity, *span) for span in spans], lang, dice)
    for host in dice.sample(list(marked), min(LISTS, len(marked))):
        yield _listed(host, tellings, dice)


#: What else a message tells in few words after what it is about, and how often.
ITEMS = {
    "error_code": 0.5,
    "serial_number": 0.6,
    "model": 0.15,
    "duration": 0.2,
    "contact_name": 0.5,
    "phone": 0.45,
    "address": 0.35,
}
CUED = 0.3  # the share of items that are said with the words that announce them


def _listed(host: Example, tellings: dict[str, Any], dice: random.Random) -> Example:
    """A message and what goes with it, one after the other, mostly without a word that tells what it is: "E.SPd. CE-2/55138. Deon"."""
    lang = "en" if host.text.isascii() else "zh"
    names = [
        name
        for name, often in ITEMS.items()
        if dice.random() < often and not any(e[0] == name for e in host.entities)
    ]
    if dice.random() < 0.5:
        dice.shuffle(names)
    between = dice.choice(
        ("，", "，", "。", ",", " ", "，") if lang == "zh" else (". ", ". ", ", ", ", ", "; ", " ")
    )
    text, spans = host.text.rstrip("。.!！，,"), list(host.entities)
    spans = [span for span in spans if span[2] <= len(text)]
    for name in names:
        said = _said(name, lang, tellings, dice)
        frame = (
            dice.choice(tellings[lang][name]["told"])
            if dice.random() < CUED and name in tellings[lang]
            else "{}"
        )
        frame = frame if frame.count("{}") == 1 and "{f}" not in frame else "{}"
        before, _, after = frame.partition("{}")
        before, after = _filled(before, dice, tellings), _filled(after, dice, tellings)
        at = len(text) + len(between) + len(before)
        text += between + before + said + after
        spans.append((name, at, at + len(said)))
    return replace(host, text=text, entities=tuple(spans), composed=True)


def _told(
    frame: str, entity: str, lang: str, tellings: dict[str, Any], dice: random.Random
) -> tuple[str, list[tuple[int, int]]]:
    """The clause with what is told in it, and where that stands."""
    text, spans = "", list[tuple[int, int]]()
    for piece in _SLOT.split(_filled(frame, dice, tellings)):
        if not _SLOT.fullmatch(piece):
            text += piece
            continue
        if piece == "{f}":
            said = dice.choice(_FAMILIES)
        else:
            said = _said(entity, lang, tellings, dice)
        if text[-1:].isascii() and text[-1:].isalnum():
            text += " "
        spans.append((len(text), len(text) + len(said)))
        text += said
    return text, spans


def _filled(frame: str, dice: random.Random, tellings: dict[str, Any]) -> str:
    if "{s}" in frame:
        frame = frame.replace("{s}", _shaped(dice.choice(tellings["serials"]["shapes"]), dice))
    return (
        frame.replace("{m}", _shaped(dice.choice(("%9", "%%-99", "%%999", "%9999", "%99")), dice))
        .replace("{r}", _shaped(dice.choice(("%9", "%99", "%%9")), dice))
        .replace("{n}", str(dice.randint(1, 120)))
        .replace("{p}", str(dice.randint(2, 9)))
    )


def _shaped(shape: str, dice: random.Random) -> str:
    made = {"9": "0123456789", "%": _LETTERS, "&": "0123456789ABCDEF"}
    return "".join(dice.choice(made[c]) if c in made else c for c in shape)


def _said(entity: str, lang: str, tellings: dict[str, Any], dice: random.Random) -> str:
    if entity == "contact_name":
        return _name(lang, dice)
    if entity in ("phone", "duration"):
        said = dice.choice(tellings["numbers"][f"{'phones' if entity == 'phone' else 'lasting'}_{lang}"])
        return _read_out(_shaped(said, dice), dice) if entity == "phone" else said
    return (
        _address(lang, tellings["addresses"], dice)
        if entity == "address"
        else _plate(entity, lang, tellings, dice)
    )


_PLACE = regex(r"\{(?P<slot>[a-zA-Z]+)\}")


def _address(lang: str, told: dict[str, dict[str, list[str]]], dice: random.Random) -> str:
    """An address in one of its forms."""
    words = {**told["slots"], **told[lang]}
    forms = words["hk"] if lang == "zh" and dice.random() < 0.2 else words["forms"]
    words = {**words, **(told["slots"] if lang == "zh" else {})}
    made = dice.choice(forms)
    while (slot := _PLACE.search(made)) is not None:
        name = slot["slot"]
        put = _NUMBERS[name](dice) if name in _NUMBERS else dice.choice(words[name])
        made = made[: slot.start()] + put + made[slot.end() :]
    return made


_NUMBERS: dict[str, Callable[[random.Random], str]] = {
    "n": lambda dice: str(dice.randint(1, dice.choice((9, 40, 180, 900)))),
    "d": lambda dice: str(dice.randint(1, 9)),
    "nn": lambda dice: f"{dice.randint(1, 30):02}",
    "L": lambda dice: dice.choice("ABCDEFG"),
    "l": lambda dice: dice.choice("abcd"),
    "zip": lambda dice: str(dice.randint(10000, 99999)),
    "pin": lambda dice: str(dice.randint(110001, 799999)),
    "pc": lambda dice: (
        f"{dice.choice(('OL', 'TF', 'DE', 'LS', 'TR', 'S', 'M'))}{dice.randint(1, 40)} {dice.randint(1, 9)}{dice.choice('ABDEHJL')}{dice.choice('NPQRTX')}"
    ),
}


def _plate(entity: str, lang: str, tellings: dict[str, Any], dice: random.Random) -> str:
    """A code, a serial number or a model."""
    shapes = tellings[_SHAPES[entity]]
    drawn = dice.random()
    if entity != "model" and drawn < 0.12:
        return _read_out(
            _shaped(dice.choice(shapes["read_out" if lang == "zh" else "read_out_en"]), dice), dice
        )
    some = shapes["shapes"] if entity != "error_code" else shapes["often" if drawn < 0.45 else "seldom"]
    said = _shaped(dice.choice(some), dice)
    return said.lower() if dice.random() < 0.15 else said


def _read_out(frame: str, dice: random.Random) -> str:
    while "{" in frame:
        frame = frame.replace("{d}", dice.choice(_DIGITS_ZH), 1)
        frame = frame.replace("{w}", dice.choice(_DIGITS_EN), 1)
    return frame


def _name(lang: str, dice: random.Random) -> str:
    if lang == "en":
        return _latin(dice)
    drawn = dice.random()
    family = dice.choice(_TWO) if drawn > 0.96 else dice.choice(_FAMILIES)
    given = "".join(dice.choice(_GIVEN) for _ in range(dice.choice((1, 2, 2))))
    if drawn < 0.6 or drawn > 0.96:
        return family + given
    if drawn < 0.78:
        return family + dice.choice(_TITLES)
    if drawn < 0.9:
        return dice.choice("小老阿小老") + dice.choice(_FAMILIES)
    return dice.choice(_CALLED) if drawn < 0.92 else dice.choice(_LATIN)


@lru_cache(maxsize=1)
def _known_names() -> list[str]:
    return sorted(known_names())


def _latin(dice: random.Random) -> str:
    names = _known_names()
    drawn = dice.random()
    first, last = dice.choice(names).title(), dice.choice(names).title()
    said = (
        f"{first} {last}"
        if drawn < 0.5
        else first
        if drawn < 0.85
        else f"{dice.choice(('Mr', 'Mrs', 'Ms', 'Dr'))} {last}"
    )
    return said.lower() if dice.random() < 0.12 else said


def _joined(
    host: Example, clause: str, spans: list[tuple[str, int, int]], lang: str, dice: random.Random
) -> Example:
    """The clause beside the message of its host."""
    drawn = dice.random()
    if drawn < ALONE:
        return replace(host, text=clause, entities=tuple(spans), composed=True)
    if drawn < ALONE + BEFORE:
        between = dice.choice(("，", "。", "，", " ") if lang == "zh" else (", ", ". ", "; ", " - "))
        shift = len(clause) + len(between)
        moved = tuple((name, a + shift, b + shift) for name, a, b in host.entities)
        return replace(host, text=clause + between + host.text, entities=(*spans, *moved), composed=True)
    between = dice.choice(("，", "。", ",", " ") if lang == "zh" else (", ", ". ", ", ", " - ", "; "))
    before = host.text.rstrip("。.!！，,") + between
    moved = tuple((name, a, b) for name, a, b in host.entities if b <= len(before))
    later = [(name, a + len(before), b + len(before)) for name, a, b in spans]
    return replace(host, text=before + clause, entities=(*moved, *later), composed=True)
