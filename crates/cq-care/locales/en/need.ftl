# What elders turned out to need at a visit.
need-index = Elders’ needs
need-index-sub = Found by doctors at their visits; each is seen to, with how
need-state = How far it has come
need-open = Waiting
need-settled = Seen to
need-what = What
need-any = All
need-look = Filter
need-none = Nothing is needed
need-none-next = What a doctor ticks as needed when recording a visit will be listed here.
need-note = The doctor wrote
need-said-on = When, and to whom
need-waits = Waiting for
need-waited = { $n ->
    [0] said today
    [one] 1 day
   *[other] { $n } days
}
need-how = How
need-settled-on = Seen to on
need-more = Only the first { $n } are listed: see to these first, or filter by kind.
need-of = { $name } needs
need-case-hint = What others have to do, with a day to do it by, is received as a case first; then say so here.
need-to-case = Receive as a case
need-settle = How it was seen to
need-field-outcome = Who sees to it
need-field-words = How
need-field-words-hint = Such as: called the eldest son on 3 July, he takes her to the optician at the weekend
need-save = Note
need-leave = Not now
need-reopen = It did not work out: waiting again
need-outcome-case = Received as a case
need-outcome-family = The family sees to it
need-outcome-doctor = The doctor sees to it
need-outcome-community = The community or unit sees to it
need-outcome-done = Done by the bureau
need-outcome-not-needed = Not needed any more
need-day = Needs found at visits, waiting: { $n }
need-day-line = { $name }: { $need }
notice-need-settled = Noted.
notice-need-reopened = It is waiting again.
action-need-view = See what elders need
action-need-settle = See to what elders need
