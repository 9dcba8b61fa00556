# Presence, offers, the end of a shift, why somebody was asked.

console-presence-off = Off duty
presence-why-declared = { "" }
presence-why-word = by own word
presence-why-roster = by the roster
presence-why-silent = nothing done for half an hour
presence-why-staying = staying until done
shift-until = until { $when }
offers-point-language = your language
offers-point-again = your customer before
offers-point-region = your region

presence-no-offers-away = You are away: nothing is offered to you.
presence-no-offers-off = You are off duty: nothing is offered to you.
presence-i-am-ready = I am ready
presence-load = { $load } of { $capacity }
presence-load-any = { $load }

nobody-there = Nobody of our team is on duty right now. From { $when } somebody is here again, and your case is the next thing they see. You need not write again.
shift-handed = { $name }'s shift is over. A colleague goes on with your case and has everything that was agreed.
shift-note = { $name }'s shift is over; the case is back in the queue.
shift-note-to = { $name }'s shift is over; the case is offered to { $to }, who stands in.
shift-note-promised = Promised: { $text }
transfer-not-accepted = { $name } has not accepted in time. The case stays with you.
transfer-refused = Transfer refused: { $words }
returned-agreed = Back to the bot. Agreed: { $words }

alarm-unaccepted = Offered to everybody, accepted by nobody
alarm-crowded = Nobody is free even to look at it: whoever could take it is being asked about other cases
alarm-nobody = A customer waits and nobody is there
alarm-unheard = Nobody has answered for longer than promised
alarm-transfer = A transfer was not accepted in time
refused-off-duty = { $name } is off duty. Choose somebody else, or the queue.
refused-no-shift = The roster has no shift for you, so there is none to stay on after.

staff-yours-if = Offered to you until { $until }: { $what }. Take it, or it is offered to the next.

keys-accept = accept what is offered to you
offers-title = Offered to you
offers-left = Answer within
offers-accept = Accept
offers-refuse = Refuse
offers-sound-on = Sound on
offers-sound-off = Sound off
offers-sound = Sound for offers
offers-new = New offer
offers-deputy = you stand in for a colleague

shift-title = End of shift
shift-ends = Your shift ends at { $when }.
shift-over = Your shift is over.
shift-you-stay = You stay on until your cases are done. Nothing new is offered to you.
shift-open = { $count ->
    [one] You hold one open case.
   *[other] You hold { $count } open cases.
}
shift-none = You hold no open case.
shift-is-off = You are off duty.
shift-to-deputy = Your cases are offered to { $name }, who stands in for you. Until somebody accepts, they wait in the queue where everybody sees them.
shift-to-queue = Your cases go back to the queue with a note. The next colleague who can take them is asked at once.
shift-note-label = Note for whoever goes on (optional)
shift-go = Hand over and go off duty
shift-go-free = Go off duty
shift-stay = Stay on until done
shift-nothing-promised = nothing promised
shift-back = Back on duty

assign-title = Why this person
assign-none = Nobody has been asked yet.
assign-offer = offered to { $name }
assign-nobody = nobody could be asked
assign-round = all were asked; it begins anew
assign-shift = handed over by { $name } at the end of the shift
assign-returned = given back by { $name }
assign-outcome-accepted = accepted
assign-outcome-refused = refused
assign-outcome-lapsed = not accepted in time
assign-outcome-taken = claimed by somebody else
assign-outcome-gone = no longer needed
assign-outcome-open = until { $when }
assign-rule = rule: { $rule }, round { $round }
assign-rule-best-fit = who fits best (version { $version })
assign-need = Asked for: queue { $queue }, severity { $severity }
assign-deputy = stands in by the roster
assign-point-language = language { $points }
assign-point-looking = looks at another offer { $points }
assign-point-again = had this customer before { $points }
assign-point-region = region { $points }
assign-point-load = load { $points }
assign-idle = had nothing for longest
assign-out-role = another role
assign-out-queue = does not serve the queue
assign-out-skill = lacks the skill
assign-out-off = off duty
assign-out-busy = busy
assign-out-away = away
assign-out-staying = stays on only for open cases
assign-out-asked = was asked already
assign-out-full = no place free ({ $load } of { $capacity })
assign-out-looking = looks at another offer

calls-title = What calls you
calls-mention = You are named
calls-alarm = Alarm
calls-item = New work
calls-open = Accepted – open the case
