"""Nothing but a plea to hurry, or that there is no hurry: alone it tells of no fault and of no danger, however often it
stands beside one in what was learned from."""

from __future__ import annotations

from nlu.patterns import regex

LONGEST = 40  # characters of such a message
_BETWEEN = r"[\s,，.。!！?？~～、;；…]"
# Longer words first, and nothing is given back: what is repeated takes no longer than it is.
_CALM = regex(
    rf"(?:{_BETWEEN}|有空再来|有空再说|没那么急|不太急|不算急|不着急|不赶时间|慢慢来|不用[急赶]|[不唔][急赶]|暂时|这个|反正|谢谢|也|并|倒|真|其实|就|先|都|的|啦|哈|啊|哦)++"
    r"|(?:(?:that's it|that is|that's|thats|it is|it's|its|this is|there is|there's|take your time|not|no|isn't|urgent|rush|hurry|all|really|very|so|super|just|but|and|at all|in any|we're|i'm|thank you|thanks)\b[\s,.!;]*)++"
)
_HURRY = regex(
    rf"(?:{_BETWEEN}|可不可以|能不能|好不好|行不行|求求|麻烦|拜托|师傅|你们|可以|赶紧|赶快|尽快|快[点些啲]|马上|立刻|立即|现在|今天|来个人|来人|过来|派个?人|上门|一下|一趟|好吗|行吗|谢谢|十分|非常|特别|真的|有点|加急|着急|急用|唔該|请|您|你|能|快|就|来|吧|啊|呀|呗|嘛|吗|很|太|挺|好|急|点|啲|嚟|嘅)++"
    r"|(?:(?:please|pls|plz|coming|come|quickly|quick|faster|fast|hurry|up|as soon as (?:possible|you can)|asap|right away|right now|at once|immediately|straight away|now|soon|somebody|someone|anyone|anybody|can|could|you|just|send|to|over|urgently|urgent|it is|it's|its|this is|is|very|really|super|so|and|thank you|thanks)\b[\s,.!?;]*)++"
)
_NO_HURRY = regex(r"急|赶|慢|有空|\b(?:urgent|rush|hurry|time)\b")
_COME = regex(r"来|派|上门|嚟|\b(?:come|coming|send)\b")
_HURRIED = regex(
    r"急|快|赶|马上|立|来|派|上门|嚟|\b(?:come|coming|send|hurry|quick\w*|fast\w*|urgent\w*|asap|soon\w*|immediately|away|once)\b"
)


def bare(text: str) -> str | None:
    """The intent of a normal text that says nothing else: ``book_visit`` where somebody shall come, else
    ``out_of_scope``; ``None`` where it says more."""
    said = text.casefold().strip()
    if len(said) > LONGEST:
        return None
    if _CALM.fullmatch(said):
        return "out_of_scope" if _NO_HURRY.search(said) else None
    if _HURRY.fullmatch(said) and _HURRIED.search(said):
        return "book_visit" if _COME.search(said) else "out_of_scope"
    return None
