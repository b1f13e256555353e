# Segments: sentences of conditions, pages.

# Joining.
segment-and = {", "}
segment-or = {" or "}
segment-both = {" and "}
segment-brackets = ({ $what })
segment-not = not “{ $what }”
segment-everyone = everybody served
segment-whom-ended = died or no longer served
segment-whom-relatives = on record only as a relative
segment-whom-everybody = those no longer served and relatives included

# One condition each, and its contrary.
segment-plain = { $what }
segment-plain-not = not { $what }
segment-word = { $field } { $what }
segment-word-not = { $field } other than { $what }
segment-at-least = { $field } { $what } or above
segment-below = { $field } below { $what }
segment-age-from = aged { $from } or over
segment-age-from-not = not yet { $from }
segment-age-to = aged { $to } or under
segment-age-between = aged { $from } to { $to }
segment-born-in = birthday in { $what }
segment-dated-from = { $field } since { $from }
segment-dated-to = { $field } until { $to }
segment-dated-between = { $field } between { $from } and { $to }
segment-living = { $what }
segment-living-not = not { $what }
segment-ill = with { $what }
segment-ill-not = without { $what }
segment-unit = retired from { $what }
segment-unit-not = not retired from { $what }
segment-area = living in { $what }
segment-area-not = not living in { $what }
segment-lacks = { $what } missing
segment-lacks-not = { $what } known
segment-has = with { $what }
segment-has-not = without { $what }
segment-member = member of { $what }
segment-member-not = not a member of { $what }
segment-member-of = member of a { $what }
segment-member-of-not = member of no { $what }
segment-post = serving as { $what }
segment-post-not = not serving as { $what }
segment-has-doctor = with a responsible doctor
segment-has-doctor-not = without a responsible doctor
segment-doctor = in the care of { $what }
segment-doctor-not = not in the care of { $what }
segment-open = something still to be done
segment-open-not = nothing to be done
segment-overdue = something overdue
segment-overdue-not = nothing overdue
segment-unseen = not seen for { $days } days
segment-unseen-not = seen within { $days } days
segment-near-area = within { $far } of the centre of { $place }
segment-near-hospital = within { $far } of { $place }
segment-ability = ability assessed as { $what }
segment-km = { $n } km
segment-m = { $n } m
segment-place-any-area = any town
segment-place-any-hospital = any hospital
segment-gone = (no longer on record)

# Names of fields.
segment-field-sex = sex
segment-field-category = category
segment-field-rank = rank
segment-field-treatment = treatment
segment-field-ethnicity = ethnic group
segment-field-politics = political affiliation
segment-date-born = birth
segment-date-joined-work = first employment
segment-date-joined-party = party membership
segment-date-retired = retirement
segment-date-ended = end of service
segment-month-1 = January
segment-month-2 = February
segment-month-3 = March
segment-month-4 = April
segment-month-5 = May
segment-month-6 = June
segment-month-7 = July
segment-month-8 = August
segment-month-9 = September
segment-month-10 = October
segment-month-11 = November
segment-month-12 = December

# What may not be known.
segment-gap-citizen-id = citizen id
segment-gap-born = date of birth
segment-gap-born-day = exact day of birth
segment-gap-phone = phone
segment-gap-address = address
segment-gap-area = town
segment-gap-place = place on the map
segment-gap-unit = former unit
segment-gap-rank = rank
segment-gap-politics = political affiliation
segment-gap-retired = date of retirement
segment-gap-living = living situation
segment-gap-illness = record of illnesses
segment-gap-contact = emergency contact

# Whom somebody has, what they belong to.
segment-tie-spouse = a living spouse
segment-tie-child = children
segment-tie-contact = an emergency contact
segment-tie-proxy = a proxy
segment-kind-committee = party committee
segment-kind-branch = party branch
segment-kind-party-group = party group
segment-kind-club = club
segment-kind-class = class
segment-kind-advisory = advisory group
segment-post-head = head
segment-post-deputy = deputy
segment-post-organiser = organiser
segment-post-publicist = publicist
segment-post-backbone = backbone
segment-level-0 = intact
segment-level-1 = mildly impaired
segment-level-2 = moderately impaired
segment-level-3 = severely impaired
segment-level-4 = fully impaired

# Why something is no segment.
segment-flaw-unknown = One condition is not understood here. Take it out and choose again.
segment-flaw-empty = One condition is empty or contradicts itself. Please look at it.
segment-flaw-too-many = Too many conditions; { $max } are the most.
segment-flaw-later = A later version saved this segment; it is not understood here.
segment-name-taken = There is a segment of that name already, maybe a colleague’s own. Choose another name.

action-segment-view = look at segments
action-segment-make = save and change segments
