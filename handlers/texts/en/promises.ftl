# Promises, confirmation, follow-up

promise-line = { $text } (by { $until })
promise-visit = { $technician } comes { $when }
promise-soon = A word before you wait in vain: we promised "{ $text }" by { $until } and may not make it. I'm sorry. The supervisor is on it, and you will hear the new time from us. Your number is { $number }.
promise-late = I'm sorry: we promised "{ $text }" by { $until } and did not keep it. The supervisor knows, and a colleague will contact you soon. Your number is { $number }.
promise-visit-soon = { $technician } was to come { $when }, and I have no word of the arrival yet. If somebody is with you, all is well. If not, I'm sorry for the wait: the supervisor is on it and you will hear from us. Your number is { $number }.
promise-visit-waits = The visit { $when } waits for your answer: { $technician } sets out once you agree to the price. Your number is { $number }.
promise-visit-late = { $technician } was to come { $when }, and I had no word of the arrival. If somebody has been there, all is well. If not, I'm very sorry: the supervisor will contact you soon. Your number is { $number }.
promise-moved = I'm sorry, what we promised by { $before } ("{ $text }") takes until { $until }: { $why }. Your number is { $number }.
promise-arranged = It is arranged: { $text }, by { $until }. Your number is { $number }.
status-promised = We promised you: { $what } (by { $until }).
promise-call-back = an engineer calls you
call-back-told = { $name } looks into it and calls you back by { $until }. Your number is { $number }.

ask-if-fixed = Does everything work again? ({ $number })
confirmed-fixed = Good to hear. I have noted for { $number } that it works again.
reopened = I'm sorry it isn't fixed. { $number } is open again and comes first; a colleague will contact you soon.
reopened-already = { $number } is still being worked on; a colleague will see to it.
reopened-by-hand = { $number } is open again; we carry on with it.
ask-same-resolved = Your { $number } was resolved only a short while ago. Is it the same fault again, or a new one?
follows-earlier = All right, that is a new report; I have noted that it follows { $number }.

button-rate-5 = Very satisfied
button-rate-4 = Satisfied
button-rate-3 = So-so
button-rate-2 = Not satisfied
button-rate-1 = Not at all
rated-thanks = Thank you for telling us.
rated-bad = I'm sorry that we did not do better, and thank you for saying so. The supervisor will look at { $number } and contact you.
rated-already = Your answer is noted already, thank you.

alarm-promise-warn = A promise to a customer is nearly due
alarm-promise-failed = A promise to a customer was not kept
alarm-bad-feedback = A customer is not satisfied
reason-promise_due = promise nearly due
reason-contact_due = nobody has spoken with the customer, and time is running out: call
reason-to_close = the work is done: cause, forms, then close
reason-still_broken = not fixed, open again
reason-bad_feedback = not satisfied

log-promise-made = Promised
log-promise-kept = Promise kept
log-promise-moved = Promise put off
log-promise-failed = Promise not kept
log-promise-withdrawn = Promise taken back
log-confirmation-asked = Asked whether it is fixed
log-customer-confirmed = Customer says it is fixed
log-follow_up-asked = Follow-up asked
log-follow_up-answered = Follow-up answered

console-promises = Promises
console-promise-open = open
console-promise-kept = kept
console-promise-failed = not kept
console-promise-withdrawn = taken back
console-promise-owed = not kept, still owed
console-promise-told = the customer was told before
console-promise-offer = Your last reply seems to promise:
console-promise-record = Write it down
console-promise-add = Write down a promise
console-call-back = I look it up and call back
console-promise-what = What was promised
console-promise-until = Until when ("today 15:00", "tomorrow morning")
console-promise-keep = Kept
console-promise-move = Put off
console-promise-why = Reason (the customer reads it)
console-promise-drop = Take back
console-promise-drop-why = Why it does not count (the customer does not see it)
console-promise-arranged = Arranged, tell the customer
console-promise-who = Who does what
console-follow-ups = Confirmation and follow-up
console-follow-waiting = to be asked
console-follow-asked = asked, no answer
console-follow-answered = answered
console-follow-dropped = not asked
console-follow-follows = Follows
console-reopen = Open again

refused-promise-open = A promise to the customer is not settled: "{ $text }" (by { $until }). Say that it was kept, put it off, or take it back.
refused-promise-settled = This promise is settled already.
refused-promise-words = Please say what was promised.
refused-promise-time = Please give a time to come, such as "today 15:00", "tomorrow morning" or 2026-11-24 15:00.
refused-not-resolved = This ticket is not resolved, so it need not be opened again.
refused-call-back-none = This plan has no time for calling back; please write down a promise with a time.
refused-call-back-runs = A call is due already, by { $until }; its time does not begin anew.
