# How old somebody is.
age-completed = { $n }
age-nominal = { $n } by East Asian count
age-completed-first = { $completed } ({ $nominal } by East Asian count)
age-nominal-first = { $nominal } by East Asian count ({ $completed } completed)
age-settings = How ages are said
age-settings-sub = A person’s page shows both; lists have room for one. Rules, tables and segments always count completed years.
age-question = Which comes first, and stands in lists?
age-rule-completed = Completed years
age-rule-nominal = East Asian count: one at birth, one more at every Spring Festival
age-example = Born { $day }: { $age }
age-since = Set so since { $day }.
age-never-set = Never set: completed years.
age-save = Save
age-leave = Back to the list
age-listed-completed = Ages are completed years.
age-listed-nominal = Ages are by East Asian count.
age-listed-change = Change that

action-age-set = set how ages are said

# What the last step did.
notice-age-set = Saved. Lists show it from now on.
