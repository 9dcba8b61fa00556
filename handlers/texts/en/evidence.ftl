# Evidence bundles, erasing, and what the log says of them
log-evidence-exported = evidence exported
log-personal-erased = personal data erased
console-evidence = Evidence
console-evidence-log = The log has { $entries } entries, each linked to the one before it.
console-evidence-head = The chain ends with
console-evidence-get = Export as ZIP
evidence-readme =
    This is all that is kept about one ticket: ticket and verdicts with their reasons (ticket.json), what was said (conversation.txt, conversation.json),
    consents, visits, clocks with the times in which they ran, alarms, the work done, and the log (log.json). Times in JSON are UTC, money is in minor units.
    manifest.json has the SHA-256 of every file. Every entry of the log has the hash of the one before it, so that a changed, added or missing entry shows;
    texts within it go into the hash as salted digests only. "baoxiu ticket verify FILE.zip" checks all of it.

# Erasing
erased-words = (erased)
refused-erase-nobody = Nobody is known by { $who }. Give a phone number or a customer's id.
refused-erase-open = Still open: { $numbers }. Close it first.
refused-erase-reason = Leave the phone number out of the reason: the reason stays.
