# What customers hear: warm, short, exact.

greet = Hello, this is after-sales service. How can I help?
greet-plan = Hello, this is after-sales service for { $plan }. Just tell me what is wrong.
hello-again = I'm here. Go ahead.
help = Tell me about a fault, ask how far a repair is, check a warranty or a price, or ask for a person at any time.
welcome = You're welcome. I'm here if you need anything.
goodbye = Goodbye, and all the best.
go-on = All right, go ahead.
start-over = All right, from the beginning. How can I help?
out-of-scope = Sorry, I can't help with that. I can take a fault report, check progress or a warranty, and book a visit.
stale-button = That button is no longer valid. What do you need now?
nothing-to-cancel = There is no report or visit to cancel at the moment.
not-understood-here = Sorry, I didn't understand that.
offer-human = Sorry, I still don't understand. Shall I get a person?
cancelled = All right, stopped.
cancelled-report = All right, this report is withdrawn. Come back any time.
media-no-report = Got it, thank you. Please tell me in words what is wrong and I'll write it down.
media-kept = Thanks, kept with { $number } for the engineer.

usage = Our engineers answer questions about use, free of charge. Shall I get one?
device-noted = Thank you, I have noted { $serial }; it goes to the engineer with your question, free of charge.
feedback-thanks = Thank you. I'll pass that on.

ask-problem = All right. Which device is it, and what is wrong?
ask-problem-again = In a sentence or two, please: what is it, and what does it do or not do?
ask-request = All right. What exactly do you need?
ask-request-again = Could you say a little more about what you need?
ask-severity = Does it still work at all?
severity-told = Noted as { $number }. We treat it as { $name }: { $reason }.
severity-told-quote = Noted as { $number }. You said "{ $quote }", so we treat it as { $name }: { $reason }.

ask-serial = What is the serial number? It is usually printed on the name plate.
ask-serial-again = Please send the serial number from the name plate, letters and digits. It's fine if you can't find it.
serial-unknown = I can't find serial number { $serial }. Please check the name plate, or tap "Can't find it".
serial-near = I can't find { $serial }. Do you mean { $near }?
serial-unverified = I'll note { $serial }; the engineer will check it on site.
serial-many = That were many serial numbers in a short time. I'll note { $serial }; a colleague checks it.
serial-skipped = No problem, the engineer will check the serial number.
ask-which-device = Which one is it?
device-more = I have noted { $serial } on the same report for the technician; if that one is charged, we ask you first.
device-assumed = I take it this is your registered { $model } ({ $serial }). Tell me if not.
device-same = Yes, that is the one; it is noted.

ask-name = May I have your name?
ask-name-again = Please give me a contact name.
ask-phone = Which phone number can we reach you on?
ask-phone-again = I couldn't read that number. Please send the phone number again.
ask-address = What is the address for the visit? City, street and number, please.
ask-address-again = Please write the full address, for example: 12 Wensan Road, Xihu, Hangzhou.
ask-region = Which city is that in?
elsewhere = Another city
corrected = Changed to: { $what }.

the-device = this device
warranty-covered = Under warranty until { $until } ({ $what }), so this is free of charge.
warranty-expired = The warranty ended on { $until } ({ $what }), so the repair is charged.
warranty-excluded = This is not covered by the warranty: { $why }.
warranty-undecided = We still have to check the warranty. If it turns out to be charged (about { $total }), we will ask you first.
warranty-card-awaited = Your guarantee card is not registered yet. No need to worry: the dealer still has time to send it, and then the repair is under guarantee.
warranty-if-charged = If it turns out to be charged (about { $total }), we will ask you first.
warranty-card-came = { $number }: your guarantee card is registered, so this repair is free of charge.
warranty-undecided-plain = We still have to check the warranty and will tell you.
warranty-over = The warranty ended on { $until } ({ $what }).
warranty-not = Not covered by the warranty: { $what }.
warranty-depends = The warranty runs until { $until } ({ $what }), but what you describe may not be covered; an engineer has to confirm it.
ask-warranty-serial = Please send the serial number and I'll check the warranty.
warranty-serial-unknown = I can't find serial number { $serial }.
verdict-covered = covered, free of charge
verdict-not-covered = not covered
verdict-undecided = to be checked

fee-free = free of charge
fee-is-free = This is covered by the warranty, there is no charge.
fee-quote = The cost: { $lines }. In all { $total }.
fee-list = For orientation: { $lines }. In all { $total }; free under warranty.
fee-visit = A visit, for orientation: { $lines }. Parts are extra; free under warranty.
fee-if-charged = to be checked; about { $total } if charged
ask-consent = The cost: { $lines }. In all { $total } (price list { $version }). Do you agree? We only send someone once you do.
ask-consent-again = In all { $total } ({ $lines }; price list { $version }). Please answer "agree" or "no".
consent-thanks = Thank you, I have noted that you agree to this price.
consent-declined = All right, nothing will be charged and nobody will be sent. A colleague will call you about other options.
declined-now-covered = Good news about { $number }: the repair is covered by the warranty after all and free of charge. Say "book a visit" and I'll offer you times.
declined-now-undecided = About { $number }: we check the warranty once more, and the price you declined does not stand. Nothing is charged without your consent. Say "book a visit" and I'll offer you times.

ask-window = These are the next times we can come. Which suits you?
    { $listing }
ask-window-promise = We promise to be there by { $promise }. Which time suits you?
    { $listing }
window-late = I'm sorry, nothing is free before { $promise }. The supervisor has been told and is working on it.
window-wish-impossible = I can't get the time you asked for. The nearest are:
window-gone = Sorry, that time has just gone or has expired. Please choose again.
window-none = I can't find a time at the moment. A colleague will call you to arrange the visit.

ask-summary-again = Is this right? It counts once you confirm.
ask-summary = Please confirm; it counts once you do.
ask-correction = What should I change? Just send the right details.
done-visit = Booked. { $technician } comes { $when }. Your number is { $number }.
done-call = All right, your number is { $number }. An engineer calls you by { $until }.
done-people = All right, your number is { $number }. A colleague will contact you soon.
added-to-report = Added to { $number } for the engineer.
ask-same-report = Your report { $number } is still open. Is this about the same fault, or a new one?

address-changed = Changed: the address of { $number } is now { $address }.
address-changed-visit = Changed: { $technician } comes { $when } as booked, now to { $address }. Your number is { $number }.
address-changed-far = Changed: the address of { $number } is now { $address }. { $technician } ({ $when }) does not come to that area, so let us find another time.
address-kept = All right, the address of { $number } stays as it is.
ask-cancel-visit = Cancel the visit { $when } ({ $number })?
visit-kept = All right, { $number } stays as it is.
visit-moved = Moved. { $technician } comes { $when }. Your number is { $number }.
visit-cancelled = The visit { $when } is cancelled. Your number is { $number }; the report stays open.
visit-cancelled-ask-close = The visit is cancelled ({ $number }). Does everything work again?
no-visit = There is no visit booked at the moment.
ask-take-back = Shall I take { $number } back? Then nobody is sent and nothing is charged.
ask-close = Is { $number } fixed? If so I'll close it and nobody will be sent.
closed = All right, { $number } is closed. Come back any time.
call-off = All right, nobody calls for now. { $number } stays open. Whenever you are ready, say so: a visit, or a call.
call-none = All right, nobody calls you. { $number } goes on as before.
stays-open = All right, { $number } stays open.

ask-which-ticket = Which one is it?
status-head = { $number }: { $status }.
status-brief = { $number } ({ $what }): { $status }.
status-intake = { $number } is not confirmed yet; it counts once we have the rest.
status-open = in progress
status-resolved = resolved
status-withdrawn = withdrawn
status-merged = merged
status-visit-missed = { $technician } was to come { $when }, and we do not know that anybody came. I'm sorry. The supervisor knows and looks after a new time; you may also choose one yourself now.
status-visit = { $technician } comes { $when }.
status-visit-on_the_way = { $technician } has set out and is on the way to you.
status-visit-arrived = { $technician } has been with you since { $at } and is at work.
status-visit-done = { $technician } was with you { $at }. Does everything work again? Just tell me, yes or no.
status-visit-confirmed = { $technician } was with you { $at } and you said that it is fixed; a colleague completes the papers and closes it.
status-visit-now = { $technician } comes { $when }, and that time is not over yet. If nobody is there by its end, tell me and I get somebody on it at once.
status-agreed = Agreed with the engineer: { $what }
status-call-back = An engineer will call you back.
status-promise = Our promise, { $what }: by { $until }.
status-late = We promised "{ $what }" by { $until } and are late. I'm sorry; the supervisor has been told.
status-none = I can't find an open report of yours.
status-not-yours = That number does not belong to this conversation, so I can't show it, to protect privacy. A person can verify it for you.

handed-over = I'm getting a person for you. You are number { $place } in the queue; expect an answer by { $until }.
handed-over-failure = I'm sorry, something went wrong on my side, so I've passed you to a person. You are number { $place }; expect an answer by { $until }. Everything you said is kept.
handed-over-lost = I'm sorry I couldn't follow, so I've passed you to a person. You are number { $place }; expect an answer by { $until }.
complaint-handed-over = I'm very sorry. I've passed this to the person responsible. You are number { $place }; expect an answer by { $until }.
danger-handed-over = This has top priority; somebody will contact you at once. You can also call { $hotline }.
danger-contact-phone-address = Once you are safe, please send your phone number and address.
danger-contact-phone = Once you are safe, please send your phone number.
danger-contact-address = Once you are safe, please send your address.
your-number = Your number is { $number }.
visit-on-the-way = { $technician } is on the way to you. Your number is { $number }.
queue-again = I'm passing you on to another colleague. You are number { $place } in the queue; expect an answer by { $until }.
queue-late = You are number { $place } in the queue. We are later than promised, I'm sorry; the supervisor knows. Expect an answer by { $until }.
queue-noted = Got it. A colleague will see this when taking over.
queue-place = You are number { $place } in the queue; expect an answer by { $until }.

silent-report = We have kept your report { $number }. Some details are missing, so a colleague will contact you; you can also go on here.
visit-call-first = an engineer calls first

field-row = { $name } { $value }
field-number = Number:
field-problem = Problem:
field-device = Device:
field-severity = Severity:
field-warranty = Warranty:
field-fee = Cost:
field-contact = Contact:
field-contact_name = contact
field-phone = phone
field-address = Address:
field-visit = Visit:

button-report = Report a fault
button-status = Check progress
button-warranty = Check warranty
button-human = Get a person
button-go-on = Go on
button-stopped = Not at all
button-works = It still works
button-noserial = Can't find it
button-agree = I agree
button-decline = No
button-other-time = Another time
button-call-first = Call me first
button-confirm = Confirm
button-change = Change something
button-yes = Yes
button-no = No
button-fixed = Yes, it works
button-still-broken = No, still broken
button-move-visit = Choose another time
button-cancel-visit = Cancel the visit
button-keep = Keep it
button-book = Book another time
button-same = The same
button-new = A new one

taken-over = { $name } has joined and will help you from here.
returned-to-bot = The engineer has finished; I'll take it from here.
resolved = { $number } is resolved. If anything is still wrong, just reply.
resolved-visit-off = { $number } is resolved, so nobody comes { $when }. If anything is still wrong, just reply.

consent-unsettled = I see. If you don't want it at this price, just answer "no", and nothing is charged; or get a person to talk it over.
window-after-promise = { " " }(later than promised)
window-own-wish = That is later than we promise (by { $promise }); if it suits you better, we come then.
ask-window-wish = That can be arranged. Which one?
    { $listing }
consent-first = Gladly. It is not free this time, so please agree to the price first; then I book it at once.
consent-haggle = I understand. The prices are those of the published list, and I can't change them; a colleague can talk it over with you ("Get a person").
consent-dispute = I go by the registered date. If you have an invoice or warranty card, a colleague can check and correct it ("Get a person").
status-visit-late = That is later than we promised (by { $until }). I'm sorry; the supervisor knows.

# When the customer asks what we mean
explain-problem = Just what is wrong, in your own words: "no hot water", "it leaks", "it won't start".
explain-severity = I only need to know: does it not work at all, or can you still use it somehow?
explain-serial = It is the line of letters and digits on the machine's name plate, usually on its side or bottom. If you can't find or reach it, just say "can't find it".
explain-name = Just what we should call you, so that the technician knows whom to ask for.
explain-phone = The technician calls before setting out. Please give a number that reaches you.
explain-address = Where the technician has to go: city, street and number.
explain-region = Which city the machine is in, so that we send somebody from there.
explain-consent = This visit may be charged. Nobody is sent before you agree; if you don't, nothing is charged.
explain-window = Which of these times suits you? Just answer with its number.
explain-summary = Please check what is written above: "confirm" if it is right, or tell me what to change.
noted = I have noted that too.
skipped-name = That's all right, we leave the name open.
skipped-phone = That's all right, we will reach you here.
ask-address-more = I have "{ $pieces }" so far. Please add what is missing: street and number.
ask-product = Which product is it?
product-skipped = That's all right, a colleague will find out.
button-unknown = I don't know
