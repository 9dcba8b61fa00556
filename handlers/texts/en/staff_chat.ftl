# People of ours on Telegram.  Short, with the number first: it is read on a telephone, on the road.
channel-telegram-staff = Telegram (our people)

staff-button-claim = I take it
staff-button-way = On my way
staff-button-there = Arrived
staff-button-done = Done
staff-button-part = Need a part
staff-button-back = Hand back
staff-button-seen = Seen

staff-no-ticket = Chat { $number }
staff-offer = { $what }: somebody is needed
staff-mine = You have { $what }. Reply to a message of mine here and the customer reads it.
staff-has-it = { $name } has { $what }.
staff-topic-how = Reply to a message of mine and the customer reads it. Everything else stays among us.
staff-device = Device: { $device }
staff-place = Where: { $place }
staff-contact = Contact: { $who }
staff-due = Answer by { $until }
staff-quote = “{ $words }”
staff-note = Note: { $note }
staff-words = { $what }, the customer writes:
    { $words }
staff-files = { $what }, the customer has sent: { $files }
    { $link }
staff-file-image = a photograph
staff-file-audio = a recording
staff-file-video = a video
staff-file-document = a document
staff-file-text = a text file
staff-visit = { $number }: visit { $when }, { $technician }
staff-visit-moved = { $number }: the visit is moved to { $when }, { $technician }
staff-visits-more = { $count ->
    [one] 1 more visit is booked for you in the next two weeks:
   *[other] { $count } more visits are booked for you in the next two weeks:
    } { $link }
staff-visit-off = { $number }: your visit is off. You need not go.
staff-alarm = { $number }: { $what }
staff-clock = { $clock }, due { $due }
staff-offered-to = { $what }: { $name } would like to pass this on to you: { $why }
    Take it or refuse it in the console:
staff-closed = { $number } is closed. Thank you.
staff-reopened = { $number } is open again.

staff-ended-claimed = { $name } has it.
staff-ended-yours = You have it.
staff-ended-closed = This is closed.
staff-ended-again = This has changed hands; the newest message counts.
staff-ended-back = You do not have this one any more.
staff-ended-visit-off = This visit is off.
staff-ended-visit-over = This visit is done.
staff-ended-seen = It has been seen to.

staff-yours = It is yours.
staff-way = Noted. The customer knows that you are on your way.
staff-there = Noted: you are there.
staff-seen = Noted. Nobody else has to look.
staff-question = One question below, please.
staff-stale = This button is out of date. { $why }
staff-ask-done = { $name }, what was done on { $what }? Please reply to this message.
staff-ask-part = { $name }, which part is needed for { $what }? Please reply to this message, with its code if you know it.
staff-ask-back = { $name }, why do you hand { $what } back? Please reply to this message; whoever takes it reads that.
staff-done = { $what } is closed, and the customer knows. Thank you.
staff-visit-done = { $what }: the visit is done. The customer is asked whether all is well.
staff-not-closed = { $what }: what you did is noted, but it cannot be closed yet. { $why }
    { $link }
staff-part-ordered = { $what }: the part is asked for, and the customer knows.
staff-handed-back = { $what } is back in the queue. Thank you for saying why.
staff-refused-link = { $why }
    { $link }

staff-linked = Hello { $name }, this chat is yours now. Cases that wait, visits and alarms come here. Reply to a message of mine and its customer reads your words. /unlink ends it.
staff-linked-visits = Hello { $name }, this chat is yours now. Your visits come here, with buttons. What you reply to one is noted with its ticket, for colleagues. /unlink ends it.
staff-unlinked = Unlinked. Nothing of ours comes here any more.
staff-group-on = Cases are talked about here from now on, each in a topic of its own. Everybody in this group reads what customers write; only who has linked an account can press and reply.
staff-group-off = Cases are not talked about here any more.
staff-help = To talk to a customer, reply to one of my messages. What you write without that reaches nobody.
    To report a fault of your own: /report. To unlink your account: /unlink.

staff-help-visits = Your visits come here. To leave word for colleagues, reply to the message of the visit. What you write without that reaches nobody.
    To report a fault of your own: /report. To unlink your account: /unlink.
staff-noted = { $what }: noted. Whoever has this case reads it, the customer does not.

refused-not-linked = Your account is not linked yet. In the console, open the menu with your name and choose Telegram.
refused-switched-off = Your account is switched off. Please ask your administrator.
refused-link-here = Please open this link in your private chat with me.
refused-bad-link = This link does not work (any more): it holds for 15 minutes and once. Make a new one in the console; if this chat is linked to somebody else, /unlink comes first.
refused-group-there = Please write /staffgroup in the group itself.
refused-no-topics = This group has no topics. Switch them on in the group's settings, make me an administrator who may manage topics, and write /staffgroup again.
refused-stale = This button is out of date. The newest message counts.
refused-staff-edited = The customer has read your first words; a correction is not passed on. Please reply once more.
refused-staff-words-only = Only words reach the customer from here. Please write them; files go by the console.
refused-asked-somebody-else = This question is for a colleague.
refused-answered-already = This has been answered already.
refused-claim-first = Nobody of us has this case, so your words were not sent. Take it first.
refused-name-has-it = { $name } has this case, so your words were not sent.

console-telegram = Telegram
console-telegram-what = Cases that wait, your visits and alarms come to your telephone as messages with buttons, and replies talk to the customer.
console-telegram-what-visits = Your visits come to your telephone as messages with buttons: on my way, arrived, done, need a part.
console-telegram-linked = Your account is linked.
console-telegram-not-linked = Your account is not linked yet.
console-telegram-make = Make a link
console-telegram-open = Open this link on your telephone, until { $until }. It works once.
console-telegram-send = Send this to the bot, until { $until }. It works once.
console-telegram-unlink = Unlink

audit-telegram = Telegram
audit-telegram-linked = account on Telegram linked
audit-telegram-unlinked = account on Telegram unlinked
audit-telegram-group = group on Telegram chosen
