# Rules: sentences, the form, the preview, pages.

# Why a task is there.
rule-dot = { " · " }
rule-nth = no. { $n }
rule-landed = nobody answers, so the fallback does
rule-or = { " or " }
rule-whom-bureau = The bureau
rule-whom-groups = Each { $kinds }

# When.
rule-when-days = every { $n } days
rule-when-months = every { $n } months
rule-each-working-day = once every working day
rule-each-week = once a week
rule-each-month = once a month
rule-each-quarter = once a quarter
rule-each-half-year = once every half-year
rule-each-year = once a year
rule-when-dates = every year on day { $day } of { $months }
rule-lunar = lunar { $day }
rule-on = on { $day }
rule-days-after = { $n ->
    [one] the day
   *[other] { $n } days
  } after { $day }
rule-days-before = { $n ->
    [one] the day
   *[other] { $n } days
  } before { $day }
rule-when-birthday = on the birthday
rule-when-after = within { $n ->
    [one] a day
   *[other] { $n } days
  }: { $event }
rule-when-unseen = after { $n } days without any contact
rule-when-weekday = on the { $nth } { $weekday } of every month
rule-when-term-ends = in the { $n } days before the term of its head ends
rule-nth-1 = first
rule-nth-2 = second
rule-nth-3 = third
rule-nth-4 = fourth
rule-nth-5 = last
rule-season = from { $from } to { $to }

# The rule as a whole.
rule-says = { $whom }: { $when }, { $form }, by { $owner }.
rule-says-season = { $whom }: { $season }, { $when }, { $form }, by { $owner }.
rule-says-rolling = Each is counted from the day on which the last was really done; early or late, the next one moves with it.
rule-says-fixed = Counted by fixed cycles, once in each; when it was done does not move the next.
rule-says-window = It may be done { $before ->
    [0] on the day
    [one] one day before the day
   *[other] { $before } days before the day
  }, and is overdue { $grace ->
    [0] once it has passed
    [one] one day after it
   *[other] { $grace } days after it
  }, counted in { $clock }.
rule-says-grace = It is overdue { $grace ->
    [0] once the end has passed
    [one] one day after the end
   *[other] { $grace } days after the end
  }, counted in { $clock }.
rule-says-substitute = Where nobody answers, { $substitute } stands in.
rule-says-fallback = Where nobody else is found, { $fallback } does, and the task says so.
rule-says-cap = For more than { $cap } people nothing is planned, and this page says so.
rule-clock-calendar = calendar days
rule-clock-working = working days

# Pages.
action-rule-view = See rules
action-rule-make = Write, publish and end rules
action-rule-plan = Plan tasks by the rules
rule-index = Service rules
rule-index-sub = Write once for whom, when and by whom; the tasks are then made and have their owners. See what would come of it before it is published.
rule-none = No rules yet
rule-none-text = For example: those with high blood pressure who live alone are visited by their doctor every 14 days from Start of Winter to Start of Spring.
rule-new = Write a rule
rule-new-sub = What you save is first shown: which people, which days, how much for each doctor. Publish it when you are content.
rule-edit = Change “{ $name }”
rule-edit-sub = What it would do is shown next. Until you publish, the rule in force stays; what has been done stays done.
rule-write = Write
rule-name = Name
rule-name-hint = Stands on the tasks, e.g. high blood pressure, alone
rule-name-taken = There is a rule of this name; choose another
rule-what = What it says
rule-state = State
rule-planned = Planned until
rule-planned-until = { $people } people, tasks made until { $day }
rule-not-planned = Not planned yet
rule-over-cap = Over its cap: nothing is planned
rule-over-cap-text = More people than the cap of this rule, so nothing new is planned; what there was stays. Narrow the people or raise the cap, and publish.
rule-state-draft = Draft
rule-state-published = In force
rule-state-rewritten = In force, with changes not published
rule-state-ended = Ended
rule-take = Rules that come with the program
rule-take-text = { $n } common rules have not been taken yet: quarterly visits, spring and winter campaigns, festivals, birthdays, weekly calls to those living alone and others. They come as drafts.
rule-take-do = Take them as drafts
rule-shipped-quarterly = Quarterly visits to the very old, the lonely and the helpless
rule-shipped-new-year-and-july = Visits in January and July
rule-shipped-spring-wind = Spring wind
rule-shipped-winter-warmth = Warmth in winter
rule-shipped-spring-festival = Visits before Spring Festival
rule-shipped-double-ninth = Visits for Double Ninth
rule-shipped-birthday = Birthday greetings
rule-shipped-weekly-call = Weekly call to those living alone
rule-shipped-alone-unseen = Living alone, thirty days without contact
rule-shipped-activity-a-day = An activity a day
rule-shipped-contest-a-month = A contest a month
rule-shipped-inspection-a-quarter = An inspection a quarter
rule-shipped-station-recheck = Yearly recheck of stations
rule-shipped-re-election = Elections of branches and clubs in time
rule-shipped-care-call = 1+1+5: a call every two weeks
rule-shipped-care-visit = 1+1+5: a visit a month
rule-shipped-care-birthday = 1+1+5: birthday greetings
rule-shipped-care-festival = 1+1+5: Mid-Autumn visit
rule-shipped-care-errand = 1+1+5: errands asked for every month
rule-draft = Draft, not published
rule-look = See what it does, then publish
rule-look-short = What it does
rule-change = Change
rule-in-force = In force now
rule-was-in-force = In force before it ended
rule-versions = Versions
rule-version = Version { $n }: { $says }
rule-end = End this rule
rule-end-hint = It makes no more tasks, and those not done are taken back; what was done stays. An ended rule stays ended; write a new one instead.
rule-end-do = End it and take back what is not done
rule-paired-doctor = the paired doctor
rule-liaison = the liaison
rule-secretary = the secretary of their branch
rule-own-head = its own head
rule-post = the { $post } of { $group }
rule-post-held = { $group }: { $post } (now { $name })
rule-myself = Myself

# The form.
rule-for = For whom
rule-of = Who or what is this rule for
rule-of-person = People
rule-of-hint-person = one for each: visits, calls, birthdays
rule-of-group = Branches and clubs
rule-of-hint-group = one for each: elections, activities
rule-of-bureau = The bureau
rule-of-hint-bureau = one for all: an activity a day, an inspection a quarter
rule-quick = All of these hold
rule-quick-hint = None ticked means everybody served. Other conditions come from a saved segment below.
rule-group-kinds = Of which kinds
rule-group-kind-needed = Choose at least one kind
rule-segment = People
rule-segment-hint = The first is what is ticked above; or choose a saved segment, and what is ticked does not count.
rule-to-segments = No segment fits? Choose conditions and save them as one
rule-when = When
rule-when-question = When does it fall due
rule-kind-cycle = Every so often
rule-kind-hint-cycle = e.g. every 14 days, every 3 months
rule-kind-each = Once in each period
rule-kind-hint-each = working day, week, month, quarter, half-year or year
rule-kind-dates = On fixed days
rule-kind-hint-dates = e.g. every January and July
rule-kind-term = By solar terms
rule-kind-hint-term = e.g. 3 days before Start of Winter
rule-kind-lunar = By the lunar calendar
rule-kind-hint-lunar = e.g. lunar 9/9
rule-kind-birthday = Birthday
rule-kind-hint-birthday = solar or lunar, as the person keeps it
rule-kind-after = After something happened
rule-kind-hint-after = e.g. within 7 days of discharge
rule-kind-unseen = Long without contact
rule-kind-hint-unseen = so many days without any contact
rule-kind-weekday = A weekday of the month
rule-kind-hint-weekday = e.g. every second Tuesday
rule-kind-term-ends = Before a term ends
rule-kind-hint-term-ends = elections of branches and clubs; for these only
rule-weekday-nth = Which
rule-weekday = Weekday
rule-term-days = How many days before
rule-every = Every
rule-unit = Unit
rule-unit-days = days
rule-unit-months = months
rule-counted = Counted from
rule-counted-rolling = the day it was really done last
rule-counted-fixed = fixed cycles
rule-period = Which period
rule-months = Months
rule-month-needed = Choose at least one month
rule-day = Day
rule-day-hint = In a shorter month, its last day
rule-term = Solar term
rule-offset = Days after
rule-offset-hint = 0 is the day itself, before is negative, e.g. -3
rule-lunar-month = Lunar month
rule-lunar-day = Lunar day
rule-event = What
rule-event-days = Within days
rule-unseen-days = Days without contact
rule-season-from = Only in a season: from
rule-season-to = until (not that day)
rule-season-none = All the year
rule-season-both = Choose both ends of the season, and not the same; or neither
rule-before = Days before it may be done
rule-grace = Days after until overdue
rule-clock = Which days count
rule-who-does = What, and by whom
rule-form = What
rule-owner = By whom
rule-substitute = Stands in
rule-substitute-hint = Owes it where nobody answers; without one it falls to the fallback at once.
rule-substitute-none = Nobody
rule-fallback = Fallback
rule-fallback-hint = Who owes it where nobody answers, e.g. for elders without a doctor. A task is never nobody's.
rule-cap = At most so many people
rule-cap-hint = For more, nothing is planned
rule-weekly = At most so many a week for one
rule-weekly-hint = More are pointed out before you publish
rule-save = Save and see what it does
rule-leave = Leave

# What it would do.
rule-preview-title = What “{ $name }” would do
rule-preview-sub = The next twelve months, were everything done on its day. Nothing is published and nothing has changed yet.
rule-preview-people = people
rule-preview-promises = times in twelve months
rule-preview-owners = owners
rule-preview-unowned = people with nobody; the fallback answers
rule-preview-overloaded = owners with too much in some week
rule-preview-over-cap = { $people } people, more than the cap of { $cap }: it cannot be published. Only the first { $cap } are counted below. Narrow the people or raise the cap.
rule-preview-nobody = Nobody is among these people now. You may publish; tasks are made when somebody is.
rule-preview-changes = What publishing does to the tasks of the next 90 days
rule-preview-no-change = Nothing.
rule-preview-made = { $n } new
rule-preview-shifted = { $n } with another day, owner or kind
rule-preview-revived = { $n } taken back earlier come again
rule-preview-cancelled = { $n } taken back
rule-preview-done-stays = What has been done stays.
rule-from = In force from
rule-publish = Publish
rule-back-to-form = Change it
rule-later = Not now; keep it as a draft
rule-preview-by-owner = For each owner
rule-preview-limit = More than { $n } in a week are marked as too much.
rule-preview-cut = { $n } of { $all } are shown.
rule-preview-all = See all of them
rule-preview-busiest = Busiest week
rule-preview-week = week of { $day }: { $n }
rule-preview-too-much = too much
rule-preview-by-week = Week by week
rule-preview-monday = Week (its Monday)
rule-preview-who = Who, and when
rule-preview-dates = Due
rule-preview-no-days = nothing in twelve months
rule-preview-idle = { $n } of them have nothing due in twelve months (e.g. the birthday is not known).
rule-preview-days = { $n } in all

# How it was kept.
rule-account = How it was kept
rule-account-title = “{ $name }”: how it was kept in { $year }
rule-account-sub = All that fell due in this year: done in time, late, or not at all; what was not kept is named.
rule-account-year = { $year }
rule-account-promised = fell due
rule-account-kept = done in time
rule-account-late = late
rule-account-missed = not done
rule-account-open = not due yet
rule-account-off = taken back
rule-account-broken = Not kept in time
rule-account-nothing = Nothing fell due in this year.
rule-account-all-kept = All that fell due was done in time.
rule-account-due = Due by
rule-account-done = Done on
rule-account-not-done = not done

# Refusals.
rule-refused-ended = This rule has ended; write a new one instead.
rule-refused-nothing = There is nothing to publish. Change it first.
rule-refused-not-published = It was never published, so it need not be ended.
rule-refused-in-past = It cannot hold from a day that is past; choose today or later.
rule-refused-before-last = Not from before { $day }, when the last version came into force.
rule-refused-other-subjects = A published rule cannot change whether it is for people, groups or the bureau: all its tasks would be taken back. End it and write another.
rule-refused-over-cap = { $people } people, more than the cap of { $cap }: not published. Narrow the people or raise the cap.
rule-flaw-unreadable = A later program wrote this rule; it cannot be read here.
rule-flaw-out-of-range = A number is out of its range.
rule-flaw-not-when-of-these = Such days do not suit what was chosen: birthdays, events and long silence are of people, terms of office of branches and clubs.
rule-flaw-not-owner-of-these = Branches, clubs and the bureau have no doctor and no liaison; choose a person, a post, or (branches and clubs) its own head.
rule-flaw-asks-for-debts = The people cannot be those who are owed something: the rule would change its own list.

notice-rule-saved = Saved. Below is what it would do; publish it when you are content.
notice-rule-published = Published; its tasks are made.
notice-rule-ended = Ended; what was not done is taken back.
notice-rule-shipped = Taken, all as drafts. Look at each and publish it.
rule-ends-hard = When the time is over
rule-ends-hard-yes = What is not done by then lapses
rule-ends-hard-hint = Without this it stays overdue until it is done.
rule-says-ends-hard = What is not done in its window lapses, and is counted as such.
