# Who is on duty, and customers' own teams
your-team = Your team from now on: { $team }.
team-takes = Your team, { $team }, takes it.
team-away = Your team, { $team }, is not in just now; colleagues take it so that you need not wait.
duty-line = On duty right now: { $name }, { $phone }.
duty-instead = instead of { $name }
duty-alarms = Alarms for you
duty-more = { $count } more
console-duty = On duty now
console-team = The customer's team
console-team-away = nobody is there
refused-no-team = The plan has no team { $name }.
duty-also = also:
