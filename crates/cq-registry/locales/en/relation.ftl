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
relation-namesakes = There is somebody called “{ $name }” on record: pick them if it is one of them; if not, press “Add” once more
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
relation-other-edit = Change { $name }'s own name and phone
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
relation-already = These two are recorded already; see the person's page.
relation-second-spouse = One of them has a living spouse. Check, and end the earlier marriage first if it has ended.
relation-circle = That would make somebody their own ancestor; parent and child may be the wrong way round.
relation-parent-younger = By their births the parent is younger than the child; they may be the wrong way round.
relation-merged = One of the two records was merged into another; enter the relation with the record that was kept.
relation-has-died = One of them has died and can neither be called nor act for the other. Untick that, and the relation can be entered.
relation-begins-after-death = One of them had died by that day
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
relation-own-death = This person died
relation-because-divorced = Divorced
relation-because-mistake = Entered by mistake, never was so
relation-because-other = Another reason

action-relation-edit = Keeps family and contacts

notice-relation-added = Recorded.
notice-relation-saved = Changed.
notice-relation-ended = The relation has ended; it stays among the earlier ones.

# Families in the ledger of people.
relation-field-spouse = Spouse
relation-field-spouse_phone = Spouse's phone
relation-field-spouse_citizen_id = Spouse's citizen ID
relation-field-child = Children
relation-field-child_phone = Children's phones
relation-field-contact = Emergency contact
relation-field-contact_phone = Emergency contact's phone
relation-field-contact_relation = Emergency contact is
relation-field-relative = Family contact
relation-field-relative_phone = Family contact's phone
relation-field-relative_relation = Family contact is
relation-ledger-new-person = { $name } ({ $kind }) will be entered as a relative: nobody of that name is registered{ $contact ->
    [yes] ; emergency contact
   *[no] {""}
  }.
relation-ledger-new-same = { $name } ({ $kind }) is the person whom { $sheet } row { $row } names too, entered once{ $contact ->
    [yes] ; emergency contact
   *[no] {""}
  }.
relation-ledger-new-row = { $name } ({ $kind }) is the person in { $sheet } row { $row }{ $contact ->
    [yes] ; emergency contact
   *[no] {""}
  }.
relation-ledger-new-known = { $name } ({ $kind }) is registered already ({ $about }){ $contact ->
    [yes] ; emergency contact
   *[no] {""}
  }.
relation-ledger-held = { $name } ({ $kind }) is entered already; nothing changes.
relation-ledger-call = { $name } ({ $kind }) is entered already and becomes an emergency contact.
relation-ledger-over = { $name } ({ $kind }) was entered until { $day } and is not entered again; if it holds again, say so on the person's page.
relation-ledger-same = This is the relation that { $sheet } row { $row } names, entered once.
relation-ledger-phone = { $name }'s phone changes from { $before } to { $after }.
relation-ledger-phone-new = { $name }'s phone { $after } is added.
relation-ledger-has-died = { $name } has died; no new relation is entered.
relation-ledger-no-name = There is no name here. Write the name; phone and relation may follow in brackets.
relation-ledger-two-kinds = This row calls { $name } two different things. Please check and keep one.
relation-ledger-kind-unknown = “{ $shown }” is not known as a relation. Write spouse, child, parent, sibling, other relative, carer or friend (in Chinese).
relation-ledger-phones = There are { $count } names and another number of phones. Write them in the order of the names.
relation-ledger-other-number = This citizen ID belongs to { $other }, not to { $name }. Please check.
relation-ledger-other-kind = { $name } is entered as { $known }, but called { $said } here. Please check; a mistake is mended on the person's page.
relation-ledger-several = { $count } people are called { $name } ({ $where }), and it is not clear who is meant. Add a phone or citizen ID, or enter the relation on the person's page first.
relation-ledger-perhaps = Somebody else is called { $name } too ({ $where }), and it is not clear whether this is the same person. Write the phone as theirs, or enter the relation on the person's page first.
relation-ledger-several-held = More than one { $name } is entered in this family. Add the phone.
relation-ledger-second-spouse = { $name } is married to { $other } already. Please check; after a divorce or death end that marriage first.
relation-ledger-two-phones = This ledger gives two different phones for { $name }. Please check and keep one.
relation-ledger-undo-changed = a family relation was changed since
