"""What is taken for a yes or a no to a price, and what for neither."""

from __future__ import annotations

import pytest

from handlers.flows import price_answers

YES = (
    "修", "修修修，多少钱都修", "好的修吧", "那行吧", "好吧", "行", "老板说可以", "那就按这个价格修吧", "没问题，尽快派人来", "好，来吧",
    "不同意也得同意啊", "只能同意了", "可以，同意", "the price is ok", "No, that's fine, go ahead", "no questions, go ahead",
    "never mind the price, come", "I guess so", "if I must", "why not, do it", "yes go ahead", "ok, please send someone", "my boss says ok",
)  # fmt: skip
NO = (
    "不同意", "不修了", "算了吧，不修了", "太贵了不修了", "老板不同意", "别派人了", "I don't agree", "no, too expensive", "no thanks",
    "no way", "I'm not going to pay that", "forget it", "sorry, no", "then don't repair it",
)  # fmt: skip
NEITHER = (
    "是不是很危险", "没人受伤", "没事，不着急", "不要太贵就行", "no rush", "not today", "nobody is hurt", "no problem with the door",
    "ok then remote help please", "hmm 1200 is a lot, is there remote help?", "好的我考虑一下", "可以便宜点吗", "修好了", "好了", "多少钱",
    "来多少钱", "修这个多少钱", "是这个价格吗", "我说了修", "不修不行啊", "no invoice", "不用发票", "yes but cheaper", "ok how much", "just the price please",
    "你好", "您好", "师傅好", "你们好", "好急", "你人好", "can I accept it later?", "好贵", "来人", "", "!",
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
