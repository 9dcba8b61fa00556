# Spare parts and standby units, replacements, old parts, and where prices come from.

# To the customer
supply-coming-standby = A standby unit ({ $what }) is reserved for you at { $depot } and will be with you by { $until }.
supply-coming-standby-open = A standby unit ({ $what }) is reserved for you at { $depot }. We'll tell you when it comes.
supply-coming-part = The part ({ $what }) is reserved for you at { $depot } and will be with you by { $until }.
supply-coming-part-open = The part ({ $what }) is reserved for you at { $depot }. We'll tell you when it comes.
supply-none-standby = I'm sorry, no standby unit is free at the moment. We promised one by { $until }; the supervisor has been told and is looking for one, and we'll tell you as soon as we know.
supply-none-standby-open = I'm sorry, no standby unit is free at the moment. The supervisor has been told and is looking for one; we'll tell you as soon as we know.
supply-none-part = I'm sorry, the part is not in stock at the moment. We promised it by { $until }; the supervisor has been told and is looking for one, and we'll tell you as soon as we know.
supply-none-part-open = I'm sorry, the part is not in stock at the moment. The supervisor has been told and is looking for one; we'll tell you as soon as we know.
supply-after-consent = A standby unit is only sent once you agree to the price. I've noted that you want one.
supply-on-its-way = It is reserved for { $number } and on its way to you.
supply-there-standby = The standby unit ({ $what }) is with you. It is lent until { $back }; we'll remind you and fetch it.
supply-there-standby-open = The standby unit ({ $what }) is with you.
supply-there-part = The part ({ $what }) has arrived.
standby-due = The standby unit ({ $what }, { $number }) is due back today. A colleague will arrange with you when to fetch it; if you still need it, just say so.
device-replaced = { $old } was replaced on { $since }; I take the device that is there now (number ends in { $new }).
device-replaced-now = Your device { $old } has been replaced by { $new }. Please use the new serial number from now on.
warranty-replaced = { $old } was replaced on { $since }; what follows is about the device that is there now.
part-replaced-free = The part ({ $what }) will be replaced free of charge.

# Prices
fee-line = { $name } { $price }
fee-line-market = { $name } { $price } (market price)
fee-line-maker = { $name } { $price } (maker's price)
fee-line-contract = { $name } { $price } (list price; your contract price where that is lower)
fee-line-cost = { $name } { $price } (at cost)
fee-line-agreed = { $name } { $price } (at most { $agreed }, the price of your contract)

# The console
reason-standby_back = fetch the standby unit
alarm-no-parts = Nothing in stock that was promised
alarm-parts-far = The part comes from another region
alarm-old-part = An old part has not come back
log-parts-reserved = part reserved
log-parts-none = not in stock
log-parts-delivered = one of the parts delivered
log-parts-cancelled = part not needed any more
log-standby-returned = standby device back
log-device-replaced = device replaced
log-part-replaced = part replaced
log-part-returned = old part back
log-part-identified = old part identified
console-supply = Spare parts and standby units
console-supply-wish = The customer asks for one
console-supply-order = Send one
console-supply-kind = What
console-supply-standby = standby unit
console-supply-part = spare part
console-supply-code = Which
console-supply-any = whatever fits, from the nearest depot
console-supply-free = free:
console-supply-near = in the region:
console-supply-quantity = How many
console-supply-status-reserved = reserved
console-supply-status-delivered = with the customer
console-supply-status-returned = back
console-supply-status-cancelled = cancelled
console-supply-back-by = back by
console-supply-delivered = Delivered
console-supply-cancel = Not needed
console-supply-returned = Came back
console-exchange = Replacement
console-exchange-replaces = In the place of
console-exchange-replaced = Replaced by
console-exchange-new = Another device put in its place
console-exchange-serial = New serial number
console-exchange-rest = The rest of the old warranty goes with it.
console-exchange-anew = Its warranty begins anew.
console-old-parts = Replaced parts
console-old-parts-back = All back
console-old-parts-open = Not all back: no reimbursement yet
console-old-parts-part = Part
console-old-parts-serial = Serial number of the old part
console-old-parts-record = Record a replaced part
console-old-parts-none = No part was replaced
console-old-parts-returned = Came back
console-old-parts-usable = Usable
console-old-parts-scrap = Scrap
old-part-awaited = awaited
old-part-returned = back, to be identified
old-part-usable = usable
old-part-scrap = scrap
old-part-none = no part was replaced

# Why something is not done
refused-which-part = Choose which part.
refused-parts-known = { $code } is on its way for this ticket already.
refused-parts-moved = This has been done already.
refused-part-moved = This has been done already.
refused-no-old-parts = The plan of this ticket wants no old parts back.
refused-no-device = The ticket names no device of the registry yet.
refused-serial = A serial number has 4 to 64 letters and digits.
refused-serial-taken = { $serial } is another device already.
refused-replaced-already = { $serial } has been replaced already.
