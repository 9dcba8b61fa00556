"""One form for all ways of writing, and the way back; the language; numbers in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import train_simplified
from nlu.language import detect
from nlu.normalise import _simplified, normalise
from nlu.numerals import spoken_digits, value


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＳＮ２０２３", "sn2023"),
        ("熱水器壞了，漏電", "热水器坏了,漏电"),
        ("伺服器當機，螢幕全黑", "服务器死机,屏幕全黑"),
        ("雪櫃爛咗", "冰箱坏了"),
        ("瓦斯味好重，著火了", "煤气味好重,着火了"),
        ("唔該，佢喺屋企", "谢谢,他在家里"),
        ("收割機發動唔到", "收割机发动不到"),
        ("不該壞的都壞了", "不该坏的都坏了"),
        ("不该坏的，都坏了", "不该坏的,都坏了"),
        ("软体沙发，塌了", "软体沙发,塌了"),
        ("软体沙发塌了", "软体沙发塌了"),
        ("E\u200b-1\u20607", "e-17"),
        ("\u202eabc\u202c", "abc"),
        ("", ""),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@given(st.text(max_size=200))
def test_every_stretch_knows_where_it_comes_from(text: str) -> None:
    n = normalise(text)
    assert n.raw == text
    for at in range(len(n.text)):
        a, b = n.original(at, at + 1)
        assert 0 <= a < b <= len(text)
        assert n.text[at] in normalise(text[a:b]).text or len(n.text) == len(text)
    if n.text:
        a, b = n.original(0, len(n.text))
        assert n.quote(0, len(n.text)) == text[a:b]


def test_the_quotation_keeps_what_was_written() -> None:
    n = normalise("報\u200b錯Ｅ１７！")
    at = n.text.index("e17")
    assert n.quote(at, at + 3) == "Ｅ１７"


@pytest.mark.parametrize(
    ("text", "previous", "lang"),
    [
        ("热水器坏了", None, "zh"), ("The heater leaks", None, "en"), ("projector 一直闪红灯", None, "zh"),
        ("13800138000", "en", "en"), ("13800138000", "zh", "zh"), ("SN20231201", "zh", "zh"), ("聽日", "en", "zh"),
        ("", None, "zh"), ("ok", "zh", "zh"), ("NO WATER AT ALL", "zh", "en"), ("ABB IRB", "zh", "zh"),
    ],
)  # fmt: skip
def test_language(text: str, previous: str | None, lang: str) -> None:
    assert detect(text, previous) == lang


@pytest.mark.parametrize(
    ("text", "previous", "lang"),
    [
        ("上海市浦东新区张江路88号3楼", "en", "en"),
        ("上海市浦东新区张江路88号3楼, 13800138000", "en", "en"),
        ("Address: 上海市浦东新区张江路88号3楼", "en", "en"),
        ("地址：上海市浦东新区张江路88号3楼", "en", "en"),
        ("杭州市西湖区文三路477号华星科技大厦1201室", "en", "en"),
        ("台北市中山區民權東路二段88號3樓", "en", "en"),
        ("it's 北京市朝阳区建国路93号院8号楼1203, ask for 王建国", "en", "en"),
        ("12 High Street, Leeds LS1 4AB", "zh", "zh"),
        ("我搬到上海市浦东新区张江路88号了", "en", "zh"),
        ("上海市浦东新区张江路88号3楼的电梯坏了", "en", "zh"),
        ("您好，上海市浦东新区张江路88号3楼", "en", "zh"),
        ("The lift at 12 High Street, Leeds is stuck", "zh", "en"),
        ("I'm Kevin Luo", "zh", "en"),
        ("收件人：王建国 13800138000", "en", "en"),
        ("上海市浦东新区张江路88号3楼", None, "zh"),
    ],
)
def test_an_address_does_not_change_the_language(text: str, previous: str | None, lang: str) -> None:
    assert detect(text, previous) == lang


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("十二", 12), ("二十", 20), ("一百零五", 105), ("二百三", 230), ("两千", 2000), ("半", 0.5), ("一半", 1.5), ("三", 3),
        ("twelve", 12), ("twenty-five", 25), ("1.5", 1.5), ("", None), ("热", None), ("blue", None),
    ],
)  # fmt: skip
def test_numbers(text: str, number: float | None) -> None:
    assert value(text) == number


@pytest.mark.parametrize(
    ("text", "digits"),
    [("幺三八 零零洞拐", "1380007"), ("oh double three triple seven", "033777"), ("1 two 三", "123")],
)
def test_spoken_digits(text: str, digits: str) -> None:
    assert spoken_digits(text) == digits


def test_the_table_of_simplified_characters_is_opencc_s() -> None:
    assert _simplified() == train_simplified.table()
    assert len(_simplified()) > 4000 and _simplified()["發"] == "发"
