"""What is taken for a yes or a no to a price, and what for neither."""

from __future__ import annotations

import pytest

from handlers.flows import price_answers

YES = (
    "修", "修修修，多少钱都修", "好的修吧", "那行吧", "好吧", "行", "老板说可以", "那就按这个价格修吧", "没问题，尽快派人来", "好，来吧",
    "不同意也得同意啊", "只能同意了", "可以，同意", "the price is ok", "No, that's fine, go ahead", "no questions, go ahead",
    "never mind the price, come", "I guess so", "if I must", "why not, do it", "yes go ahead", "ok, please send someone", "my boss says ok",
    "I agree, and please don't send the same guy", "同意，别再派上次那个人", "同意。发票抬头写宏达公司", "fine. send the invoice to my company", "我妈同意了",
    "老伴说行", "得啦得啦", "行，但必须来", "要得嘛", "k", "同意了，老板说的", "我们商量好了，修吧", "she has agreed",
)  # fmt: skip
NO = (
    "不同意", "不修了", "算了吧，不修了", "太贵了不修了", "老板不同意", "别派人了", "I don't agree", "no, too expensive", "no thanks",
    "no way", "I'm not going to pay that", "forget it", "sorry, no", "then don't repair it",
)  # fmt: skip
NEITHER = (
    "是不是很危险", "没人受伤", "没事，不着急", "不要太贵就行", "no rush", "not today", "nobody is hurt", "no problem with the door",
    "ok then remote help please", "hmm 1200 is a lot, is there remote help?", "好的我考虑一下", "可以便宜点吗", "修好了", "好了", "多少钱",
    "来多少钱", "修这个多少钱", "是这个价格吗", "我说了修", "不修不行啊", "no invoice", "不用发票", "yes but cheaper", "ok how much", "just the price please",
    "如果超过100就别修了", "if it's over 100 don't repair it", "yes but not now", "ok but only if today", "同意，不对，不同意", "I agree, but not now", "同意，先远程看看",
    "okay?", "agree?", "ok？", "没说不同意", "不是不同意，是贵", "要不是急，我才不同意呢，来吧", "wouldn't agree if it weren't urgent, come", "知道了", "我可没同意啊", "同意不了", "谁同意了",
    "好的明白了", "noted", "我觉得", "行，不过", "妈的", "agree, no", "同意，如果便宜点", "ok then, remote help please", "好的，谢谢，再见", "懂得", "你看着办", "你好", "您好", "师傅好", "你们好", "好急", "你人好", "can I accept it later?", "好贵", "来人", "", "!",
)  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_words_of_agreement_and_what_is_said_around_them_are_a_yes(text: str) -> None:
    assert price_answers.read(text) is True


@pytest.mark.parametrize("text", NO)
def test_words_that_refuse_the_work_or_its_price_are_a_no(text: str) -> None:
    assert price_answers.read(text) is False


@pytest.mark.parametrize("text", NEITHER)
def test_a_wish_a_question_or_a_calming_word_binds_nobody(text: str) -> None:
    assert price_answers.read(text) is None
