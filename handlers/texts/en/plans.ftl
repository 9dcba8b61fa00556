# What is wrong with the file of a service plan. $english is what the program says of it by itself.

plan-near = ; did you mean { $word }?
plan-known = ; known are { $words }

plan-kind-calendar = calendar
plan-kind-clock = clock
plan-kind-service-level = service level
plan-kind-component = component
plan-kind-event = event
plan-kind-source = source
plan-kind-limit = limit
plan-kind-form = form
plan-kind-planned-work = planned work
plan-kind-zone = time zone
plan-kind-signal = signal
plan-kind-role = role
plan-kind-region = region
plan-kind-ticket = kind of ticket
plan-kind-name = queue, skill or calendar

plan-wrong-unknown = unknown { $kind } { $word }
plan-wrong-key = unknown key
plan-wrong-zone = unknown time zone { $word }; write for example 'Asia/Shanghai'
plan-wrong-twice = { $word } is there twice
plan-wrong-level-twice = level { $level } is there twice; the levels are 1, 2 and 3, each once
plan-wrong-no-term-for-the-rest = one term without 'components' must cover everything else
plan-wrong-at-once = at once after which event? 'after' is missing
plan-wrong-planned-report = the report of planned work is the event 'inspection.reported'
plan-wrong-last-rule = the last rule must be for 'any', so that somebody pays in every case
plan-wrong-no-register-within = there is no 'warranty.register_within' that a card could be reminded of
plan-wrong-holidays = the public holidays of { $country } are not known
plan-wrong-danger = danger.* must be level 1
plan-wrong-queue = { $word } is no name of a queue; write small letters, digits, - and _, such as 'it-duty'
plan-wrong-promises-nothing = clock { $clock } promises nothing for severity { $level }
plan-wrong-too-little-time = calendar { $calendar }: { $english }
plan-wrong-toml = is not valid TOML: { $english }
plan-wrong-missing = is missing
plan-wrong-too-few = needs at least { $least }, here there are { $number }
plan-wrong-no-list = must be a list, such as [...] (here it is { $given })
plan-wrong-no-table = must be a table (here it is { $given })
plan-wrong-no-table-such-as = must be a table, such as { $example } (here it is { $given })
plan-wrong-said = { $english }
plan-wrong-value = { $english } (here it is { $given })
plan-wrong-string-type = { $english } (here it is { $given })
plan-wrong-int-type = { $english } (here it is { $given })
plan-wrong-bool-type = { $english } (here it is { $given })
plan-wrong-literal-error = { $english } (here it is { $given })
plan-wrong-greater-than-equal = { $english } (here it is { $given })
plan-wrong-less-than-equal = { $english } (here it is { $given })
plan-wrong-string-pattern-mismatch = { $english } (here it is { $given })
plan-wrong-date-from-datetime-parsing = { $english } (here it is { $given })
plan-wrong-high-below-low = { $english }
plan-wrong-duration = { $english }
plan-wrong-workdays = { $english }
plan-wrong-shift = { $english }
plan-wrong-calendar-empty = { $english }
plan-wrong-escalation-times = { $english }
plan-wrong-corrected = { $english }
plan-wrong-event = { $english }
plan-wrong-charge-for-charged = { $english }
plan-wrong-belongs-to-kind = { $english }
plan-wrong-at-most-for-money = { $english }
plan-wrong-months = { $english }
plan-wrong-every-or-after = { $english }
plan-wrong-after-within = { $english }
plan-wrong-questions = { $english }
plan-wrong-questionnaire-how = { $english }
plan-wrong-chat-for-questionnaires = { $english }
plan-wrong-in-turn = { $english }
plan-wrong-interval = { $english }
plan-wrong-in-writing = { $english }
plan-wrong-step-at-once = { $english }
plan-wrong-confirm-text = { $english }
plan-wrong-announce = { $english }
plan-wrong-base = unknown base { $word }; there is only 'base', which extends nothing itself
plan-wrong-unreadable = cannot be read: { $why }
plan-wrong-too-big = is too big for a plan: more than { $most } KB
plan-wrong-not-utf8 = is not UTF-8 (byte { $byte }); save the file as UTF-8
plan-wrong-plan-twice = the plan { $plan } is in { $file } already

plan-check-good = { $number ->
    [one] one plan file: no problems
   *[other] { $number } plan files: no problems
}
