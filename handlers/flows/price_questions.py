"""Questions beside a price that is open: the whole list, whether parts are in it, who pays where it fails, the contract.

None of them is a yes or a no.  What the plan's list says is told; what only people know is left for them, and said so."""

from __future__ import annotations

from handlers import answers
from handlers.flows import cost, people, price_answers
from handlers.rules import fees
from handlers.scene import Scene
from handlers.wording import regex

LONGEST = 80
_LIST = regex(
    r"(?:价目|价格|收费|报价)(?:的)?(?:表|单|明细|标准)(?!.{0,4}(?:同意|接受))|\b(?:price ?list|list of prices|rate card|price table|all (?:the |your )?prices)\b"
)
_INCLUDES = regex(
    r"(?:包括?|含|算)(?:不包括?|不含|了)?(?:配件|零件|材料|工时|人工|上门|路费|运费|税)|(?:配件|零件|材料|工时|人工|上门费?|路费|税)[^,，。]{0,6}(?:另外?[算收]|另计|包(?:括|含)?|算|含|在内)"
    r"|\b(?:includ\w+|contain\w*|cover\w*)\b.{0,16}\b(?:parts?|materials?|labou?r|travel|tax|vat|spares?)\b|\b(?:parts?|materials?|labou?r|travel|tax|vat|spares?)\b.{0,16}\b(?:includ\w+|extra|on top|separate(?:ly)?)\b"
)
_FAILS = regex(
    r"(?:修|弄|搞)不(?:好|了)[^,，。]{0,8}(?:收|付|钱|退|算|怎么|呢|谁)|没修好[^,，。]{0,8}(?:收|付|钱|退|算|怎么|呢|谁)|(?:又|再|还)(?:坏|出问题|不行)(?:了)?[^,，。]{0,8}(?:谁|收|付|钱|算|怎么|免费|呢)"
    r"|\b(?:what|who|do i|is it|will)\b.{0,24}\b(?:can't|cannot|can not|couldn't|don't|fail to) (?:fix|repair|solve)\b|\bif .{0,20}\b(?:can't|cannot|couldn't|isn't|is not|not) (?:be )?(?:fix|repair)\w*|\b(?:breaks?|fails?|broken|comes? back)\b.{0,16}\b(?:again|broken|after)\b"
)
_MEANS = regex(
    r"低保|困难户|五保|残疾|退伍|军属|烈属|老年(?:人)?优惠|老人优惠|贫困|学生优惠|\b(?:pensioner|on benefits|low income|disabled|veteran|senior discount|student discount)\b"
)
_CONTRACT = regex(
    r"[abc]级(?:的)?(?:服务|客户|用户|合同|响应)?|服务(?:级别|等级)|(?:维保|服务|采购|框架)?合同(?:号|编号|里|上|约定|价)|(?:有|签了?|签过)(?:维保|服务)?合同|\b(?:service )?level [abc]\b|\b[abc][ -]level\b|\bservice level\b|\bsla\b|\b(?:contract|agreement) (?:no|number|nr|says|price|id)\b|\b(?:have|got) (?:a|an|our) (?:\w+ )?(?:contract|agreement)\b"
)
_COVERS = regex(
    r"保(?!密)|免费|不(?:该|应|用)|凭什么|[?？]|\b(?:warranty|guarantee\w*|free|cover\w*|charge\w*|agree|accept)\b"
)
_SUPPLY = regex(
    r"(?:备机|备件|替换机|周转机)[^,，。]{0,10}(?:什么时候|几点|多久|几时|到|来|有)|\b(?:standby|loan(?:er)?|replacement|spare)\b.{0,16}\b(?:come|arrive|get|here|when|how long|have)\b|\bwhen\b.{0,16}\b(?:standby|loan(?:er)?|replacement|spare)\b"
)
_DEALER = regex(
    r"经销商[^,，。]{0,8}(?:没|不|未|拖|忘)|找(?:的)?经销商|\bdealer\b.{0,24}\b(?:never|not|didn't|forgot|refus\w+|won't|lost)\b"
)


def of_contract(scene: Scene) -> bool:
    """Which service level or contract somebody has: only people can look that up, and it is no complaint."""
    ticket = scene.ticket
    if ticket is None or scene.event.kind != "text" or len(scene.text) > LONGEST:
        return False
    if scene.tracker.asked not in ("consent", "serial", "name", "summary", "same"):
        return False
    said = answers.plain(scene.text)
    if not _CONTRACT.search(said) or _COVERS.search(said) or scene.entity("phone") is not None:
        return False
    if price_answers.read(scene.text) is not None or price_answers.refuses(scene.text):
        return False
    people.leave_question(scene)
    scene.say("contract-noted")
    return True


def hear(scene: Scene, said: str) -> bool:
    """Answer a question beside the price, or leave it for people.  False: it is none of these."""
    if _LIST.search(said):
        return _tell_list(scene)
    if _INCLUDES.search(said):
        ticket = scene.ticket
        assert ticket is not None
        scene.say("fee-includes", lines=cost.fee_lines(ticket.fee, scene.lang))
        return True
    if _MEANS.search(said):
        people.leave_question(scene)
        scene.say("consent-haggle")
        return True
    fails = _FAILS.search(said) and (answers.asks(scene.text) or answers.is_question(scene.text))
    if fails or _SUPPLY.search(said) or _DEALER.search(said):
        people.leave_question(scene)
        scene.say("question-kept")
        return True
    return False


def _tell_list(scene: Scene) -> bool:
    """Every item of the price list that holds today."""
    plan = scene.plan
    if plan is None:
        return False
    on = scene.local(scene.now).date()
    found = fees.price_list(on, plan.fees)
    lines = [
        {
            "name": {"zh": i.name.of("zh"), "en": i.name.of("en")},
            "low": i.low,
            "high": i.high,
            "basis": i.basis,
        }
        for i in found.items
    ]
    scene.say(
        "price-list",
        lines=cost.fee_lines({"lines": lines, "currency": plan.fees.currency}, scene.lang),
        version=found.version,
    )
    return True
