# Openings of health files in an emergency.
opening-index = Emergency openings
opening-index-sub = Health files opened by doctors who do not answer for the person, every one of them
opening-none = None was opened
opening-none-next = In an emergency a doctor may open a health file for a stated reason; a leader or auditor reviews it the next day.
opening-new = Open a health file in an emergency
opening-new-sub = Only where there is no time to find the paired doctor
opening-new-warning = You can read it until { $until }. Each reading is logged, and a leader or auditor reviews the next day whether it was justified.
opening-field-name = Name of the elder
opening-field-born = Born
opening-field-born-hint = To the month at least, such as 1942-03
opening-born-wrong = Write when they were born, such as 1942-03 or 1942-03-15.
opening-which = There are several of that name and month. Which one?
opening-field-reason = Why
opening-field-reason-hint = What happened, such as “came in unconscious at night, the family does not know the medicines”
opening-open = Open the file
opening-leave = Leave
opening-nobody = There is nobody of that name and birth. Please check the papers.
opening-needless = You may read this file anyway: just open it.
opening-person = Elder
opening-doctor = Doctor
opening-at = Opened
opening-until = Can be read until
opening-state = Review
opening-due = to be reviewed
opening-tomorrow = reviewed the next day
opening-due-count = { $n ->
    [one] One opening waits for review.
   *[other] { $n } openings wait for review.
}
opening-verdict-justified = justified
opening-verdict-not-justified = not justified
opening-of = Health file of { $name }, opened in an emergency
opening-file = Open the health file
opening-review = Review
opening-field-verdict = Was it justified?
opening-field-finding = Finding
opening-field-finding-hint = A sentence, such as “agrees with the emergency ward’s records”
opening-review-save = Note the finding
opening-reviewed-by = Reviewed by
opening-own = You opened it yourself: somebody else reviews it.
opening-too-soon = It is reviewed from the next day on.
opening-overtaken = Somebody has just reviewed this. What you wrote was not saved.
opening-settings = How long emergency openings last
opening-settings-sub = For how many days a doctor can read a file that he opened
opening-days = { $n ->
    [0] Now: until the end of the same day.
   *[other] Now: until the end of day { $n } after it.
}
opening-days-since = Since { $day }.
opening-field-days = Days after the day itself
opening-field-days-hint = 0 to 7; 1 is until the end of the next day
opening-field-since = From
opening-settings-save = Save

notice-opening-made = The file is open. This is on record and will be reviewed the next day.
notice-opening-reviewed = The finding is noted.
notice-opening-set = Saved. What is open already stays as it was.

duplicate-held-health-opening = Emergency opening: { $name }
action-opening-view = See emergency openings
action-opening-open = Open a health file in an emergency
action-opening-review = Review an emergency opening
action-opening-settings = See how long openings last
action-opening-set = Say how long openings last
