telegram-command-report = Report a fault
telegram-command-status = How far is it?
telegram-command-warranty = Is it covered?
telegram-command-human = Talk to a person
telegram-command-cancel = Stop what we are doing
telegram-command-help = What I can do
message-perhaps_twice = perhaps received twice
reason-unreached = cannot be reached on the channel: call
