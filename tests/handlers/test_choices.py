"""A choice among what the bot offers, in the words in which people make it."""

from __future__ import annotations

import pytest

from handlers import choices

# what is said -> the index among three, or None when it chooses nothing
CHOICES = {
    "2": 1, "二": 1, "第二个": 1, "第二个吧": 1, "那就第二个吧": 1, "就第二个": 1, "我选第二个": 1, "我要第2个": 1, "选2": 1, "2吧": 1, "2号": 1,
    "第二个可以": 1, "第二个时间可以": 1, "第三个时段吧，谢谢": 2, "第一个就行": 0, "好的，第一个": 0, "第一個吧": 0, "第1项": 0, "2谢谢": 1, "还是第一个吧": 0,
    "第二个，不对，第一个": 0, "最后一个": 2, "第二台": 1, "最后一台": 2, "最后那个": 2, "最后一个吧": 2, "就最后一个吧": 2, "最后面那个": 2, "倒数第一个": 2, "倒数第二个": 1,
    "option 2": 1, "the second one": 1, "the 2nd one please": 1, "second": 1, "number two": 1, "#3": 2, "no. 1": 0, "the last one": 2,
    "last one please": 2, "the last": 2, "the last one works for me": 2, "i'll take the first one": 0, "I'd like the second": 1, "let's go with the third": 2,
    "ok the first one, thanks": 0, "the first one is fine": 0, "the second, no, the first": 0, "one before last": None, "the second to last": 1,
    "第四个": None, "two weeks": None, "一会儿再说": None, "二楼": None, "the first is not good": None, "第二个不行": None, "第一个多少钱": None, "last week": None,
    "最后一次是上周坏的": None, "一个都不行": None, "which one is first?": None, "": None, "3号线": None, "one moment": None, "第一个是几点？": None,
    "not the last one": None, "不要第一个": None,
}  # fmt: skip

# among times only: earlier and later ones
TIMES = {
    "the earlier one": 0, "earlier one please": 0, "the earliest one": 0, "the later one": 2, "the latest one": 2, "the middle one": 1, "第二个": 1,
    "早的那个": 0, "早一点的": 0, "早点的那个吧": 0, "最早的那个": 0, "前面那个": 0, "晚的那个": 2, "晚一点的吧": 2, "最晚的": 2, "最晚那个": 2, "后面那个": 2,
    "中间那个": 1, "中间的吧": 1, "the later one works better": 2, "i'd prefer the earlier one": 0,
    "能早一点吗": None, "早点来": None, "later": None, "晚点再说": None, "earlier than that": None, "it broke earlier": None, "太晚了": None,
}  # fmt: skip

# whether somebody says that none of what is offered suits
NONE = {
    "都不行": True, "都不行啊": True, "这几个都不行": True, "这些时间都不合适": True, "都不方便": True, "我都没空": True, "一个都不行": True, "哪个都不行": True,
    "两个都不行": True, "都不可以": True, "以上都不行": True, "没有合适的": True, "这几个时间我都不在家": True, "都不太方便": True, "都来不及": True,
    "none of them": True, "none of these work": True, "none of those times suit me": True, "neither works": True, "i can't make any of them": True,
    "i can't do any of those": True, "they don't work for me": True, "none": True, "no good": True, "none work for me": True, "not any of these": True,
    "都行": False, "都可以": False, "哪个都行": False, "any of them": False, "第二个": False, "灯都不亮": False, "它都不加热了": False, "it doesn't work": False,
    "水都没有": False, "都没热水了": False, "the heater doesn't work": False, "any time": False, "明天下午": False,
}  # fmt: skip


@pytest.mark.parametrize("said", CHOICES)
def test_a_choice_by_its_place(said: str) -> None:
    assert choices.by_place(said, 3) == CHOICES[said]


@pytest.mark.parametrize("said", TIMES)
def test_a_choice_among_times(said: str) -> None:
    assert choices.among_times(said, 3) == TIMES[said]


@pytest.mark.parametrize("said", NONE)
def test_none_of_what_is_offered(said: str) -> None:
    assert choices.none_suits(said) is NONE[said]


def test_of_none_nothing_can_be_chosen_and_of_one_the_last_is_the_first() -> None:
    assert choices.by_place("the last one", 0) is None and choices.among_times("早的那个", 0) is None
    assert choices.by_place("最后一个", 1) == 0
    assert choices.among_times("the middle one", 2) is None
