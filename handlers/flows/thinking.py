"""Who wants time before they answer: "let me think about it", 我再想想, "I'll ask my husband", 你等一下我去看."""

from __future__ import annotations

from handlers import answers
from handlers.wording import regex

WHO_DECIDES = r"(?:家里人?|家人|老公|老婆|爱人|老伴儿?|先生|太太|爸妈|[我]?(?:爸爸?|妈妈?)|孩子|儿子|女儿|领导|老板|主任|经理|同事|财务|公司|单位|学校|物业|房东|邻居|业主|班主任|管家)"
_THINKS = regex(
    r"(?:不好意思|那|好的?|嗯|行|哦)?(?:我们?|让我|容我)?(?:再|先)?(?:"
    r"等等(?:吧|啊|我)?|等一?下|等一|等会儿?|稍等(?:一下|一会儿?)?|慢着|(?:先)?别急着?(?:派|约|定|确认)?|先(?:别|不)(?:急着?)?(?:约|派|定|确认|来|安排)(?:人|师傅)?|(?:我)?(?:还)?没(?:想好|决定|考虑好|定)(?:呢)?|等我(?:核对|看看?|确认|检查)(?:一下|下|完)?(?:再说)?"
    rf"|(?:(?:等等|等一下|稍等|等会)?(?:我们?)?(?:再|先|要|得|去)*(?:想想|想一想|想一下|考虑(?:考虑|一下|下)?|(?:(?:跟|和|同){WHO_DECIDES}?)?商量(?:商量|一下|下)?|问(?:问|一下|下)?(?:我|我们)?(?:的)?{WHO_DECIDES})(?:再说|看看|一下)?)"
    r"|(?:等一?下|等等|稍等|等会儿?)?我?(?:先|马上|这就)?去(?:看看?|找找?|拍|问问?)(?:一下)?|(?:我)?(?:等一?下|晚点|待会儿?|一会儿?|回头)(?:再|就)?(?:发|给|告诉|拍)(?:给)?(?:你们?|您)?"
    r"|你?(?:等(?:一?下|一?会儿?|等)?|稍等)我?先?[去来]?[看找拿查拍](?:一?下|看|找)?(?:再说)?"
    rf"|等(?:我|我们)?(?:的)?{WHO_DECIDES}(?:回来|下班|同意|决定|有空)(?:了)?(?:再说)?|(?:现在)?(?:没空|没时间|在忙|忙)?(?:晚点|晚一点|回头|过会儿?|待会儿?|一会儿?|以后)(?:再)?(?:说|讲|回|聊|定)"
    rf"|(?:我们?|这个?|{WHO_DECIDES})?(?:这边|那边|里)?(?:还|得|要|需要|先|去)*(?:走(?:一?下)?(?:审批|流程)|审批|请示|汇报)(?:{WHO_DECIDES})?(?:一?下|才行|才能定)?"
    rf"|(?:让|叫|换|等|请|由)?(?:我|我们|我家)?(?:的)?{WHO_DECIDES}(?:来|去|会)?(?:跟|和|同|给)?(?:你们?|您)?(?:说|讲|聊|联系|回复?|弄|处理|办|沟通)|(?:等一?下)?我(?:让|叫|找|换)(?:我)?(?:的)?{WHO_DECIDES}来"
    r")(?:吧|啊|哈|谢谢)?"
)
_MARKS = regex(r"[,，.。;；!！\n]+")
_THINKS_EN = regex(
    r"(?:ok(?:ay)? |well |hm+ |sorry |please |just )*(?:wait|hold on|hang on|one (?:moment|second|sec|minute)|just a (?:moment|second|sec|minute)|give me a (?:moment|second|minute))(?: please| a (?:moment|second|sec|minute|bit)| for now)*"
    r"|.*\b(?:let me|i(?:'ll| will| need to| have to)|have to|need to|must) (?:first )?(?:think|sleep on it|ask (?:my|the)|discuss|talk it over|check with)\b.*"
    r"|(?:ok |well )?(?:i'?ll (?:let|get|have) )?my (?:husband|wife|son|daughter|boss|manager|colleague|assistant|father|mother|mum|mom|dad)(?: \w+)? (?:will |is going to |can |to )?(?:take over|takes over|talk to you|talk|handle|handles|answer|write|do|reply)(?: (?:it|this|that|now|you|to you|from here|for me))*(?: (?:please )?ask (?:him|her))?"
    r"|(?:can|could|may) i (?:do|send|give|tell|answer|check)(?: (?:it|that|you|this))* later"
    r"|i(?:'ll| will) (?:send|tell|give|check|look|find)\b.{0,14}\b(?:later|in a (?:minute|moment|bit|while)|when i(?:'m| am| get) home)|(?:hold on|one (?:moment|minute|sec(?:ond)?)|just a (?:moment|minute|sec(?:ond)?)|wait a (?:moment|minute))(?: while)? (?:i(?:'ll| will)?|let me) (?:go and )?(?:look|check|find|get|have a look|take a look)(?: (?:it|for it|at it|that))?"
    r"|(?:ok |sorry )*(?:i'?ll|i will|let me) (?:go and |just )?(?:send|look|check|find|get|give|take a (?:look|photo|picture))(?: (?:it|that|them|you|one|the number|the serial))*(?: later| soon| first| in a (?:bit|minute|moment)| tonight| tomorrow)?"
    r"|(?:ok |well )*(?:(?:i(?:'ll| will| must| have to| need to)?|let me) )?(?:ask|check with|talk to|speak (?:to|with)) (?:my|the|our) [a-z]+(?: [a-z]+)? first"
    r"|(?:ok |well )?my (?:husband|wife|boss|manager|partner|landlord)(?: \w+)? (?:decides?|has to decide|will decide|must decide)(?: (?:that|this|it))?(?: wait| please wait)?"
    r"|(?:i'?m |i am )?not (?:so |quite |really )?(?:sure|decided)(?: yet)?|(?:i )?have(?:n'?t| not) decided(?: yet)?|don'?t confirm (?:it )?yet|i don'?t know yet|maybe later|(?:i'?ll )?(?:get back to you|let you know)(?: later| soon)?"
)


def wants_time(text: str) -> bool:
    """Whether somebody wants time: "let me think about it", 我再想想, 等等，先别约, 先别派人，我问问老婆."""
    parts = [answers.plain(part) for part in _MARKS.split(text) if answers.plain(part)]
    whole = answers.plain(text)
    if (_THINKS_EN if whole.isascii() else _THINKS).fullmatch(whole):
        return True
    return len(parts) > 1 and all(
        (_THINKS_EN if part.isascii() else _THINKS).fullmatch(part) for part in parts
    )
