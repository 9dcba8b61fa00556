# Public holidays: what counts, and a file that is looked at.

holidays-title = Holidays
holidays-about = They hold for all calendars of plans that follow the holidays of a country. What is imported counts before what is known by itself. The clocks of open tickets are reckoned anew within a minute; what customers were told stays.
holidays-none = No plan follows the holidays of a country.
holidays-incomplete = make-up working days are not known yet: import them
holidays-imported = { $count ->
    [one] one day imported
   *[other] { $count } days imported
}
holidays-off = free
holidays-work = worked
holidays-new = Import
holidays-country = Country
holidays-file = iCalendar (.ics), or CSV with date,off or work,name
holidays-wrong = Nothing was taken. Please mend the file and choose it again:
holidays-line = Line
holidays-what = What is wrong
holidays-day = Day
holidays-name = Name
holidays-change = Change
holidays-is-new = new
holidays-is-other = was the opposite
holidays-is-same = as now
holidays-is-gone = was imported, would not count any more
holidays-take = { $count ->
    [one] Take this day
   *[other] Take these { $count } days
}
holidays-wrong-date = “{ $given }” is no day; write 2027-02-06 (in iCalendar 20270206).
holidays-wrong-kind = “{ $given }” is neither off nor work.
holidays-wrong-year = The year { $given } is out of reach (2000 to 2100).
holidays-wrong-twice = { $given } is both free and worked.
holidays-wrong-many = There are more than { $given } days.
holidays-wrong-empty = No days were found in this file.
holidays-wrong-rule = Events that repeat ({ $given }) are not read; write each day.
holidays-wrong-long = One event has { $given } days; at most 31.
holidays-wrong-unfinished = The event that begins here does not end.
refused-holidays = The file has { $count } mistakes and was not taken.
audit-holidays = Holidays
audit-holidays-taken = holidays imported
reckoned-holidays = Holidays { $name }
reckoned-plan = Service plan { $name }
reckoned-running = { $what }, { $at }: clocks of open tickets are being reckoned anew, { $done } of { $tickets } so far.
reckoned-done = { $what }, { $at }: the clocks of { $tickets } open tickets were reckoned anew; { $moved } of them are due at another time now.
