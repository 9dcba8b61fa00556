"""The buttons of what is done with dealers: hops of a ticket, cards, reimbursements, goods, stock."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import dealer_goods, dealers, dispatch, registrations, reimbursement, service_register

_CARD = ("serial_number", "customer", "phone", "address", "sold_on", "received_on", "dealer")

ACTIONS: dict[str, Action] = {
    "pass-to": lambda h, u, a: dispatch.pass_to(
        h, u, a.number("ticket"), a.text("party", 16), a.text("dealer", 32), a.text("why", 500)
    ),
    "dispatch-accept": lambda h, u, a: dispatch.accept(h, u, a.number("ticket")),
    "dispatch-arrange": lambda h, u, a: dispatch.arrange(
        h, u, a.number("ticket"), a.text("who", 60), a.text("when", 20), a.text("price", 20)
    ),
    "hand-back": lambda h, u, a: dispatch.hand_back(
        h, u, a.number("ticket"), a.text("reason", 32), a.text("why", 500)
    ),
    "dispatch-check": lambda h, u, a: dispatch.check(h, u, a.number("ticket")),
    "missing-part": lambda h, u, a: dealer_goods.missing_part(h, u, a.number("ticket"), a.text("part", 100)),
    "reimburse": lambda h, u, a: reimbursement.submit(h, u, a.number("ticket"), a.text("amount", 20)),
    "reimburse-step": lambda h, u, a: reimbursement.advance(
        h, u, a.number("ticket"), a.text("step", 16), a.text("note", 500)
    ),
    "reimburse-refuse": lambda h, u, a: reimbursement.refuse(
        h, u, a.number("ticket"), a.text("step", 16), a.text("note", 500)
    ),
    "card": lambda h, u, a: registrations.by_hand(h, u, {name: a.text(name, 300) for name in _CARD}),
    "goods-return": lambda h, u, a: dealer_goods.send_back(
        h,
        u,
        a.text("serial", 64),
        a.text("quality", 3) == "yes",
        a.text("apart", 3) == "yes",
        a.text("why", 500),
    ),
    "stock-plan": lambda h, u, a: dealer_goods.propose(
        h, u, a.text("dealer", 32), *a.text("season", 80).partition("/")[::2], a.text("parts", 20_000)
    ),
    "dealer-told": lambda h, u, a: dealers.tell(h, u, a.number("notice")),
    "letter": lambda h, u, a: service_register.letter(h, u, a.text("plan", 32), a.text("text", 20_000)),
}
