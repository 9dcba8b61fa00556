"""Buttons of planned work: results, reports, problems, operation records, and the list."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import planned_desk, planned_operation

ACTIONS: dict[str, Action] = {
    "planned-result": lambda h, u, a: planned_desk.record_result(
        h, u, a.number("ticket"), a.starting("f_"), a.text("problems", 5000)
    ),
    "planned-report": lambda h, u, a: planned_desk.send_report(h, u, a.number("ticket")),
    "planned-problem": lambda h, u, a: planned_desk.make_ticket(
        h, u, a.number("ticket"), a.number("problem")
    ),
    "planned-operation": lambda h, u, a: planned_operation.keep(h, u, a.number("ticket"), a.starting("o_")),
    "planned-leave-out": lambda h, u, a: planned_desk.leave_out(h, u, a.number("row"), a.text("why", 500)),
    "planned-decline": lambda h, u, a: planned_desk.decline(h, u, a.number("ticket"), a.text("why", 500)),
    "planned-move": lambda h, u, a: planned_desk.move(h, u, a.number("row"), a.text("day", 10)),
    "planned-telephone": lambda h, u, a: planned_desk.telephone(h, u, a.number("row")),
}
