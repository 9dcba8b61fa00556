# The dispatch board, technicians' calendars and their day on the telephone.

board-title = Dispatch board
board-today = Today
board-day-before = The day before
board-day-after = The day after
board-week = Week
board-week-before = The week before
board-week-after = The week after
board-one-day = One day
board-print = Print
board-region = Region
board-skill = Skill
board-plan = Plan
board-all = all
board-filter = Show
board-technicians = Technicians and their time
board-technician = Technician
board-nobody = No technician fits this filter.
board-off = off duty
board-away = away
board-free-day = off
board-due = Promised by
board-late = after the promise
board-late-count = { $count } late
board-visits = { $count ->
    [one] 1 visit
   *[other] { $count } visits
    }
board-load = { $visits ->
    [one] 1 visit
   *[other] { $visits } visits
    } · { $minutes } min on the road
board-short = { $minutes } min too short for the way
board-rough = To visit { $order } it takes about { $minutes } min; { $short } min are missing.
board-way = Way
board-notes = Notes
board-ticket = Number
board-time = Time
board-minutes = min
board-waiting = To be planned
board-none-waiting = Every ticket has its visit.
board-no-region = no region
board-state-booked = booked
board-state-asked = waits for the customer's answer
board-state-on_the_way = on the way
board-state-arrived = arrived
board-state-done = done
board-state-missed = missed
board-chosen = Chosen
board-choose = Choose a visit or a ticket, or drag it to a technician and time.
board-keys = Arrow keys move it, Enter looks whether that is possible, Escape lets go.
board-close = Close
board-now = Booked
board-agreed = Agreed with the customer
board-problem = Fault
board-not = Not possible.
board-will-tell = Inside the time that the customer has agreed to: it is moved and the customer is told.
board-will-ask-window = Outside the time that the customer has agreed to: the customer is asked first. Until then the old time stays and the new one is held.
board-will-ask-promise = Later than we promised: the customer is asked first. Until then the old time stays and the new one is held.
board-will-ask-new = The customer is asked whether this time suits; it is held meanwhile.
board-ask = Ask the customer
board-do = Do it and tell the customer
board-by-telephone = Agreed by telephone
board-word = Who has agreed
board-no-channel = This customer reads no messages from us: telephone, please.
board-asked = The customer is asked; the time is held.
board-moved = Done; the customer is told.
board-absence-added = Noted. Visits in that time are listed there.
board-suggested = Free places that day, least way first
board-elsewhere = Another technician or time
board-check = Look whether it is possible
board-no-people = Nobody has this region and these skills.
board-absence-add = Note an absence
board-absence-remove = Take the absence back
board-from = From
board-until = Until
board-to-move = { $count ->
    [one] 1 visit is booked in this time. Move it:
   *[other] { $count } visits are booked in this time. Move them:
    }
board-nothing-booked = No visit is booked in this time.
board-nothing-printed = There is no visit that day.
board-calendars = Calendars of technicians
board-calendar-about = A calendar program reads the visits under a secret address: times, addresses and ticket numbers, no names and telephone numbers. A new address ends the old one.
board-calendar-make = Make a new address
board-calendar-of = Address of
board-calendar-end = End the address
board-calendar-made = The calendar's address
board-calendar-once = Copy it now: it is shown only once. Whoever has it sees the visits.
board-calendar-address = Secret address
board-calendar-back = Back
board-plan-day = Plan the day
plan-title = Plan of the day
plan-about = A proposal: it becomes something only when you press. Each keeps its promise and the rules of booking; agreed visits stay where they are. Who is chosen is asked, and the time is held.
plan-over = This day is over.
plan-none = There is nothing to propose for this day.
plan-driven = on the road { $travel } min (now { $before })
plan-proposed = proposed
plan-agreed = agreed
plan-way = { $minutes } min on the road
plan-telephone = Reads no messages: telephone
plan-look = Look
plan-wished = Wished:
plan-left = Not in the plan
plan-back = Back to the board
plan-choose = Ask { $number }
plan-ask = { $count ->
    [one] Ask the chosen customer
   *[other] Ask the chosen customers
 }
plan-done = { $count ->
    [one] 1 customer is asked; the time is held.
   *[other] { $count } customers are asked; the times are held.
 }
plan-more = { $count ->
    [one] 1 more ticket waits that is less urgent; it is planned when these are settled.
   *[other] { $count } more tickets wait that are less urgent; they are planned when these are settled.
 }
plan-not = { $count ->
    [one] 1 could not be had any more:
   *[other] { $count } could not be had any more:
 }
calendar-name = Visits { $name }
calendar-visit = { $plan } { $number }
calendar-away = Away

# to the customer
board-ask-move = About { $number }: we would like to move the visit. It was to be { $old }; could { $technician } come { $new } instead? Until you answer, everything stays as it is.
board-ask-missed = About { $number }: nobody came { $old }, and I am sorry. Does { $new } suit you? { $technician } would come.
board-ask-new = About { $number }: { $technician } could come { $new }. Does that suit you?
board-ask-late = That is later than we promised. If it does not suit you, just say so.
board-stays = All right, { $number } stays as it was. A colleague will get in touch.
board-call = All right. A colleague will call you about { $number } to find a time.
board-over = I am sorry, that time is not free any more. A colleague will call you about { $number }.
button-suits = Yes, that suits
button-suits-not = No

# refusals
refused-board-plan = The plan of this ticket is not there any more.
refused-board-nobody = There is no such technician now.
refused-board-region = { $name } does not work in this region.
refused-board-skill = { $name } lacks the skill: { $skill }.
refused-board-grid = Visits begin at the full or half hour.
refused-board-soon = That is too soon: at least { $minutes } minutes ahead.
refused-board-far = Visits are planned at most { $days } days ahead.
refused-board-closed = The plan has no visits at that time.
refused-board-shift = { $name } is off duty then.
refused-board-absent = { $name } is away from { $start } to { $end }: { $reason }.
refused-board-taken = { $name } has { $number } from { $start } to { $end }; the way between needs time, too.
refused-board-way = With the way to it, this time is not free.
refused-board-same = It is there already.
refused-board-gone = This visit was moved or cancelled meanwhile.
refused-board-under-way = The technician is on the way or there already.
refused-board-has-visit = This ticket has a visit to come; move that one.
refused-board-no-chat = This customer reads no messages from us. Telephone, and note who has agreed.
refused-board-faster = Somebody was faster: { $name } is taken at that time now. Nothing was changed.
refused-board-span = An absence begins before it ends and lasts at most a year.
refused-plan-no-region = It has no region yet.
refused-plan-nobody = Nobody has this region and these skills.
refused-plan-none-free = Nobody who could go has time that day.
refused-plan-too-late = Nobody can be there that day before the promise ends.
refused-plan-full = The free places of that day go to others.
refused-board-is-asked = The customer is being asked about a time already.
refused-board-past-promise = The promise ends before that now.

log-visit-proposed = visit time proposed
audit-absence = absence
audit-absence-added = absence noted
audit-absence-removed = absence taken back
audit-calendar = calendar
audit-calendar-made = calendar address made
audit-calendar-ended = calendar address ended

# the technician's day on the telephone
day-title = My day
day-none = No visits today.
day-way = about { $minutes } min to the next
day-navigate = Navigate
day-call = Call { $name }
day-promised = Promised by
day-cost = Cost
day-picture = Photograph
day-step-on_the_way = I'm on my way
day-step-arrived = I've arrived
day-step-done = Done
day-other-step = Something else
day-work = Checklist, photographs, parts, forms, notes
day-photos = Photographs
day-photo = Photograph
day-photo-note = What it shows
day-photo-add = Add the photograph
day-part-used = Brought and used
day-part-needed = A part is needed
day-note = Note
day-note-for = For colleagues; the customer does not see it
day-note-add = Add the note
day-coming = Next days
day-calendar = In my calendar
day-sign = The customer signs here
day-signed = Signed
day-waiting = Not sent yet (0).
day-unsent = Not sent yet:
day-offline = No connection; it is kept here and sent by itself.
day-old = No connection. As of
day-login = Please log in again; everything is kept here.
day-full = There is no room for more until something has been sent. Nothing of what is kept is lost.
day-large = This photograph is too large.
day-nowhere = This could not be taken.
day-again = Try again
day-drop = Understood
field-done = Done.
field-kept = This visit was given to somebody else meanwhile. What you entered is kept with the ticket as a note.
field-kept-note = { $name } entered this after the visit had been given to somebody else: { $kind }, { $at }
field-kind-step = step
field-kind-note = note
field-kind-photo = photograph
field-kind-procedure = step of the procedure
field-kind-part = part needed
field-kind-delivered = part used
field-kind-form = form
field-kind-issue = form issued
refused-field-busy = It is being taken in just now.
refused-field-photo-kind = This is no photograph that can be kept.
refused-field-photo-size = This photograph is too large.
refused-field-photo-empty = The photograph arrived empty.
refused-field-photo-room = The photograph cannot be kept just now. Please try again later.
refused-day-nobody = This login belongs to no technician. An administrator can say whose it is.
