# Relations: spouses, children, contacts.
relation-of-person = Family and contacts
relation-none = No family or contacts recorded yet.
relation-add = Add family or a contact
relation-add-to = Add family or a contact of { $name }
relation-add-sub = Look up those already registered first; a marriage is entered once and seen from both sides.
relation-search = Are they registered already?
relation-search-hint = Name, pinyin, phone, or the last four of the ID
relation-whom = Who
relation-whom-hint = Not on the list? Choose “somebody new” and give name and phone
relation-somebody-new = Somebody new
relation-nobody = Choose somebody, or give the name of somebody new.
relation-name = Name
relation-phone = Phone
relation-sex = Sex
relation-kind = Relation
relation-is = What they are to { $name }
relation-notes = Role
relation-is-contact = Emergency contact
relation-contact-hint = To be called first
relation-is-proxy = Family proxy
relation-proxy-hint = May act and sign for the elder
relation-served-too = Served too
relation-other-ended = No longer with us
relation-since = Since when
relation-from = since { $day }
relation-remark = Remark
relation-save = Add
relation-change = Change
relation-between = { $name } and { $other }
relation-other-edit = Change { $name }’s own name and phone
relation-past = { $n ->
  [one] One earlier relation
 *[other] { $n } earlier relations
 }
relation-end = End this relation
relation-end-why = Why it ends
relation-until = Until when
relation-until-hint = Left empty: today
relation-cared-for = Cared for
relation-oneself = Nobody is their own relative.
relation-already = These two are recorded already; see the person’s page.
relation-second-spouse = One of them has a living spouse. Check, and end the earlier marriage first if it has ended.
relation-circle = That would make somebody their own ancestor; parent and child may be the wrong way round.
relation-parent-younger = By their births the parent is younger than the child; they may be the wrong way round.
relation-merged = One of the two records was merged into another; enter the relation with the record that was kept.
relation-has-died = One of them has died; no new relation can be entered.
relation-ends-before-it-began = It would end before it began.
relation-not-yet = This day is still to come.
relation-only-spouses-divorce = Only a marriage ends by divorce.

relation-kind-spouse = Spouse
relation-kind-child = Child
relation-kind-parent = Parent
relation-kind-sibling = Sibling
relation-kind-kin = Other relative
relation-kind-carer = Carer
relation-kind-friend = Friend or neighbour

relation-because-died = The other died
relation-because-divorced = Divorced
relation-because-mistake = Entered by mistake, never was so
relation-because-other = Another reason

action-relation-edit = Keeps family and contacts

notice-relation-added = Recorded.
notice-relation-saved = Changed.
notice-relation-ended = The relation has ended; it stays among the earlier ones.
