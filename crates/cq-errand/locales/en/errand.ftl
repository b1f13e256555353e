# Errands.
notice-errand-taken = The errand is taken down; now find somebody for it.
notice-errand-claimed = It is yours to do.
notice-errand-assigned = Given to a worker.
notice-errand-left = Given back; somebody else may take it.
notice-errand-promised = The promised day is noted.
notice-errand-done = Done. Next, a third person calls back.
notice-errand-impossible = Noted that it cannot be done. A third person calls and explains.
notice-errand-cancelled = The errand is struck.
notice-errand-called = The call is noted.
notice-errand-rules = The rules are noted and hold from today.
notice-errand-worker = The worker is noted.
action-errand-view = See errands
action-errand-take = Take an errand down
action-errand-do = Do an errand
action-errand-assign = Give an errand to somebody, or strike it
action-errand-call = Call back about an errand
action-errand-report = Read the month of errands
action-errand-set = Set kinds of errands, workers and advances
duplicate-held-errand = Errand: { $kind }
errand-index = Errands
errand-index-sub = What is hard for an elder, we run. Who lives alone or without children goes first. A third person calls back.
errand-whose = Whose
errand-whose-mine = Mine to do
errand-whose-all = The bureau’s
errand-whose-on = What I may see
errand-wanted-open = Under way
errand-wanted-late = Late
errand-wanted-waiting = Nobody on it
errand-wanted-first = Go first
errand-wanted-short = One person missing
errand-wanted-working = Being done
errand-wanted-money = Money not settled
errand-wanted-answered = To call back
errand-wanted-closed = Closed
errand-wanted-cancelled = Struck
errand-wanted-any = All
errand-none-mine = No errand is yours to do now
errand-none-all = There is no such errand
errand-none-text = When an elder phones or comes, take down here what is wanted, then give it to the nearest worker who is free.
errand-narrowed = Only: { $to }
errand-everything = See all under way
errand-in-month = taken down in { $month }
errand-state = State
errand-kind = Kind
errand-kind-banking = Banking
errand-kind-shopping = Shopping
errand-kind-cleaning = Cleaning
errand-kind-chat = Company
errand-kind-own = One of the bureau’s own
errand-any = Any
errand-show = Show
errand-for = Elder
errand-wanted-what = What is wanted
errand-wanted-title = In the elder’s words
errand-due = Day
errand-worker = Worker
errand-nobody = Nobody yet
errand-money-out = { $yuan } yuan in hand
errand-money = Money and mandate
errand-promised-later = { $n } days later than needed
errand-promised-earlier = { $n } days earlier than needed
errand-late = Late · { $stage }
errand-stage-waiting = Waits for somebody
errand-stage-working = Being done
errand-stage-short = One person missing
errand-stage-closed = Closed
errand-stage-cancelled = Struck
errand-answered-done = Done, to call back
errand-answered-impossible = Not possible, to call back
errand-verdict-satisfied = Closed, satisfied
errand-verdict-unsatisfied = Closed, not satisfied
errand-verdict-not-reached = Closed, not reached
errand-hands-one = One person does it
errand-hands-two = Takes two people
errand-same-area = same area
errand-distance = about { $km } km
errand-take = Take an errand down
errand-take-sub = In the elder’s words. No passwords, no card numbers; no loans, investments or wills.
errand-take-do = Take down
errand-leave-form = Leave
errand-goes-first = Goes first
errand-goes-first-because = because of: { $why }
errand-wanted-question = What is wanted
errand-wanted-hint = Such as: draw this month’s pension, then two boxes of tablets from the pharmacy. No passwords, no card numbers.
errand-needed-on = Needed by
errand-needed-hint = The day by which the elder needs it.
errand-needed = Needed
errand-promised-on = Promised for
errand-promised-hint = May stay empty for now.
errand-promised = Promised
errand-not-promised = No day promised yet
errand-spoke = Who spoke for the elder
errand-spoke-hint = Empty where it was the elder.
errand-phone = Number to call
errand-phone-hint = Empty for the elder’s own.
errand-address = Address
errand-person-ended = This person is not served any more; no errand can be taken down
errand-of = { $name }: { $kind }
errand-taken-down = Taken down
errand-from-case = From a case
errand-one-missing = one person missing
errand-claim = I will do it
errand-claim-text = You are a worker and may take this up yourself.
errand-claim-second = Banking takes two; you may be the second.
errand-assign-title = Give it to
errand-assign = Give to
errand-assign-other = Give to somebody else
errand-proposed-none = No suitable worker is free that day. Choose somebody else, or change the list of workers.
errand-worker-free = nothing else that day
errand-worker-busy = { $n } of at most { $max } that day
errand-worker-unfit = { $name } ({ $why })
errand-unfit-kind = does not do this kind
errand-unfit-area = does not go there
errand-unfit-day = not on this day
errand-unfit-full = full that day
errand-done-title = Done
errand-done-note = What was done
errand-done-hint = Such as: drew 3,260.50 yuan, bought two boxes, counted it out together.
errand-done = It is done
errand-impossible = It cannot be done
errand-impossible-note = Why not
errand-impossible-hint = Whoever calls back explains it with these words.
errand-impossible-do = Note that it cannot be done
errand-call-title = Call back
errand-call-verdict = What the elder says
errand-call-satisfied = Satisfied
errand-call-unsatisfied = Not satisfied; explained, nothing more can be done
errand-call-again = Not satisfied; do it again
errand-call-not-reached = Nobody answered
errand-call-words = In their words
errand-call-hint = By somebody who had no part in it. May stay empty if nobody answered.
errand-call = Note the call
errand-other-ways = Other ways
errand-promise = Promise a day
errand-promise-hint = Call the elder and say which day.
errand-promise-do = Note it
errand-leave = Give it back
errand-leave-note = Why
errand-leave-do = Give back
errand-cancel = Not wanted any more
errand-cancel-note = Why it is struck
errand-cancel-do = Strike this errand
errand-waits-working = { $name } is on it.
errand-waits-answered = Waits for a call by somebody who had no part in it.
errand-course = Course
errand-happened-taken = Taken down
errand-happened-claimed = Taken up
errand-happened-assigned = Given
errand-happened-left = Given back
errand-happened-promised = Day promised
errand-happened-done = Done
errand-happened-impossible = Not possible
errand-happened-cancelled = Struck
errand-happened-not-reached = Call not answered
errand-happened-again = Not satisfied, done again
errand-happened-closed = Closed by a call
errand-happened-money = Money entered
errand-happened-agreed = Checked and agreed
errand-happened-withdrawn = Not agreed, withdrawn
errand-happened-mandate = Mandate kept
errand-happened-signed = The elder signed
errand-overtaken-working = { $name } was first: { $worker } is on it now.
errand-refused-taken = Somebody is on it already.
errand-refused-same = That one is on it already
errand-refused-ended = This errand has ended.
errand-refused-stage = This errand stands elsewhere by now. Please look at it as it is.
errand-refused-not-yours = You are not on this errand.
errand-refused-short = This takes two people, and one is missing.
errand-refused-past = That day has passed
errand-refused-own-work = Whoever did it does not call back. Let somebody else call.
errand-refused-again-ended = The elder is served no more, so nobody is sent again. Note the call as satisfied, not satisfied or not reached.
errand-refused-no-worker = You are not among the workers yet. A clerk can add you to the list.
errand-refused-held = The workers still hold { $yuan } yuan. Settle it first.
errand-refused-advanced = { $yuan } yuan of the bureau’s are not given back. Settle it first.
errand-refused-pending = { $n } movements of money wait for a second person.
errand-refused-unsigned = Money was moved, so the elder has to sign: on the screen, or on a slip that is photographed.
errand-refused-overdrawn = There are only { $yuan } yuan in hand
errand-refused-beyond-advance = Only { $yuan } yuan were advanced
errand-refused-nothing-to-sign = No money was moved; there is nothing to sign for.
errand-forbidden-loan = Loans, sureties and credit cards are no errands. The elder and the family see the bank themselves.
errand-forbidden-investment = Investments, funds and stocks are no errands, and may be a fraud. Ask the family first.
errand-forbidden-will = Wills, estates and transfers of property are no errands. A notary does them.
errand-of-case-title = Errands made of it
errand-of-person-title = Errands
errand-of-person-none = No errand so far.
errand-of-person-all = See all errands
errand-workers = Workers
errand-workers-sub = Who goes where, on which days, for what. The nearest who is free is found by this.
errand-workers-none = No workers yet
errand-workers-none-text = Add the first one below.
errand-worker-add = Add a worker
errand-worker-sub = New errands are given by what stands here; those given already stay.
errand-worker-who = Who
errand-worker-who-hint = Choose a colleague or a doctor; for somebody without an account choose “somebody new” and give the name.
errand-worker-new = Somebody new
errand-worker-name = Name
errand-worker-name-hint = Only for somebody new.
errand-worker-phone = Phone
errand-worker-base = Sets out from
errand-worker-base-hint = Distances are measured from here.
errand-worker-areas = Goes to
errand-worker-areas-hint = None chosen: everywhere.
errand-worker-days = Days
errand-worker-days-needed = Choose one day at least
errand-worker-kinds = Does
errand-worker-kinds-hint = None chosen: everything.
errand-worker-daily-max = At most a day
errand-worker-everywhere = everywhere
errand-worker-everything = everything
errand-worker-active = On duty
errand-worker-inactive = Not at present
errand-worker-away = On leave
errand-worker-pause = Pause
errand-worker-pause-yes = Give no errands for now
errand-worker-known = Is among the workers already
errand-worker-save = Save
errand-worker-open = See this worker’s errands
errand-worker-no-areas = There are no areas yet. Import people or areas first.
errand-settings = Rules for errands
errand-settings-sub = Which kinds, which of them take two, and how much money the bureau advances.
errand-settings-since = Since { $day }
errand-settings-shipped = As shipped.
errand-settings-save = Save
errand-kinds-open = Done at present
errand-kinds-pair = Takes two people
errand-kinds-pair-hint = Banking always does.
errand-kinds-new = Another kind
errand-kinds-new-hint = Such as: paying bills. Loans, investments and wills cannot be added.
errand-kinds-new-pair = The new one
errand-kinds-none = One kind at least
errand-kinds-enough = { $n } kinds at most
errand-advance-errand = Advance for one errand (yuan)
errand-advance-errand-hint = What the bureau pays in advance.
errand-advance-elder = Advance for one elder (yuan)
errand-advance-elder-hint = Not given back, over all errands.
errand-advance-elder-less = Not less than for one errand
errand-tries = Calls
errand-tries-hint = After so many that nobody answered it is closed.
errand-report = Month
errand-report-of = Errands of { $month }
errand-report-sub = By the month in which they were taken down. Each figure opens to its errands.
errand-report-note = What two people did counts for each of them, so workers come to more than the whole.
errand-month-before = Month before
errand-month-after = Month after
errand-by-kind = By kind
errand-by-worker = By worker
errand-by-area = By area
errand-no-area = No area
errand-came-any = Taken down
errand-came-open = Under way
errand-came-done = Done
errand-came-late = Later than promised
errand-came-impossible = Not possible
errand-came-cancelled = Struck
errand-came-satisfied = Satisfied
errand-refused-halted = The elder is served no more: this errand is only settled.
errand-halted-text = The elder is served no more: nobody is sent. What is held goes to the family, what was advanced back to the bureau, and what of it was spent is collected from the family first; then it is cancelled.
errand-stage-halted = only to be settled
errand-happened-halted = Nobody is sent; it is settled
errand-happened-resumed = Goes on
errand-event-cancel = Not done any more: { $kind }
errand-event-halt = Not done any more: { $kind }. The { $yuan } yuan with its workers are settled first
errand-event-halt-advanced = Not done any more: { $kind }. Its workers hold { $held } yuan, and { $advanced } yuan of the bureau’s are not given back: that is settled first
errand-event-halt-pending = Not done any more: { $kind }. Its movements of money that wait for a second person are agreed to or withdrawn first
errand-event-stop = Not repeated any more: { $kind }
errand-report-xlsx = Take out as a sheet
errand-money-title = Money that passed through (yuan)
errand-money-received = From elders or drawn
errand-money-advanced = Advanced
errand-money-spent = Spent
errand-money-returned = Given back
errand-money-open = Still held
errand-money-all = All
errand-money-names = Money, errand by errand
errand-money-none = No money was moved for this month's errands
errand-money-even = What was received and advanced is what was spent, given back and is still held.
errand-report-bureau = Bureau: { $bureau }
errand-report-unit = Errands, yuan
errand-report-signed = By { $clerk }, { $day }
action-errand-export = took a month's errands out
errand-halted-answered = The elder is served no more, and this was done: what is held goes to the family, what was advanced back to the bureau, the family signs, and somebody who had no part in it calls them to close it.
errand-event-answered = Done already, so only settled and closed by a call to the family: { $kind }
notice-errand-recalled = Taken back; why stands in its course.
errand-acts-for = { $name } has no account: you enter what becomes of it and of its money; a colleague makes the call.
errand-crew-away = { $name } is away that day; take it back or hand it on below.
errand-recall = Take back or hand on
errand-recall-from = From
errand-recall-to = To
errand-recall-to-hint = Nobody chosen: it waits for somebody.
errand-recall-nobody = Nobody yet, it waits
errand-recall-yuan = Cash handed on
errand-recall-yuan-hint = { $yuan } yuan are held: count them and enter the sum to hand it on; settle them first for it to wait.
errand-recall-note = Why
errand-recall-do = Take back
errand-refused-not-all = { $yuan } yuan are held, and all of it is handed on: count it and enter that sum
errand-happened-recalled = Taken back from { $name }
errand-happened-retracted = Own entry withdrawn
errand-happened-for = { $what } (entered for { $name })
errand-happened-sum = { $what } ({ $kind }, { $yuan } yuan)
errand-happened-with = { $what } (with { $yuan } yuan)
errand-too-far = At most a year ahead
absence-errand-stays = { $kind } ({ $elder }, { $day }): stays theirs; can be taken back
absence-errand-heir = { $kind } ({ $elder }, { $day }): goes to { $name }
absence-errand-waits = { $kind } ({ $elder }, { $day }): waits for somebody again
absence-errand-money = { $kind } ({ $elder }, { $day }): its money is not settled; settle it, or hand it on with the money: it stays where it is
errand-of-case-open = { $n } not at the end yet: the case is answered and closed once they are done and called back about, or cancelled.
errand-day-title = Errands that wait
errand-day-mine = { $n } of mine
errand-day-waiting = { $n } wait for a worker
errand-day-call = { $n } done, to be called back about
errand-day-line = { $name }: { $kind }
errand-overtaken = { $name } has just { $what ->
    [claimed] taken this errand up
    [assigned] given this errand to somebody
    [left] given it back
    [promised] promised a day
    [done] said that it is done
    [impossible] said that it cannot be done
    [cancelled] struck it
    [not-reached] noted a call that reached nobody
    [again] had it taken up again after a call
    [closed] closed it with a call
    [money] entered money
    [agreed] agreed to a movement of money
    [withdrawn] withdrawn a movement of money
    [signed] handed in the elder’s signature
    [halted] halted it
   *[other] changed this errand
}. Below is how it stands now; what you filled in is not saved. Look again, then send it.
errand-overtaken-self = You yourself have just { $what ->
    [claimed] taken this errand up
    [assigned] given this errand to somebody
    [left] given it back
    [promised] promised a day
    [done] said that it is done
    [impossible] said that it cannot be done
    [cancelled] struck it
    [not-reached] noted a call that reached nobody
    [again] had it taken up again after a call
    [closed] closed it with a call
    [money] entered money
    [agreed] agreed to a movement of money
    [withdrawn] withdrawn a movement of money
    [signed] handed in the elder’s signature
    [halted] halted it
   *[other] changed this errand
}, perhaps by pressing twice: it counts once. Below is how it stands now.
