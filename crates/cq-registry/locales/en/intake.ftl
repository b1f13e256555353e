# Ledgers taken in: pages.
intake-index = Imports
intake-index-sub = Bring the ledger as it is. Every row is checked and shown first; nothing changes until you import.
intake-none = No ledger has been imported yet
intake-none-next = Bring a ledger you have (xlsx or csv). Other headings, merged titles and one sheet per unit are fine.
intake-new = Import a ledger
intake-new-sub = Bringing a file only checks it. You decide after looking.
intake-new-first = Import the first ledger
intake-step-bring = Bring
intake-step-check = Check
intake-step-done = Imported
intake-kind-question = What kind of ledger is it?
intake-kind = Kind
intake-kind-people = People
intake-kind-areas = Areas
intake-kind-hospitals = Hospitals
intake-kind-doctors = Doctors
intake-kind-deaths = Deaths
intake-kind-pairings = Pairings
intake-kind-holidays = Holiday notice
intake-kind-divisions = Division codes
intake-file = Ledger file
intake-as-of = Day of the ledger
intake-as-of-hint = The day whose state it tells, such as the end of last month. What changed about people counts from that day; what was changed after it stays. Today if left blank.
intake-as-of-ahead = The day of the ledger cannot be later than today
intake-as-of-said = Day of the ledger: { $day }. Changes count from that day; what was changed after it stays.
intake-file-hint = xlsx or csv, at most { $max } MB.
intake-file-choose = Choose a file first
intake-bring = Upload and check
intake-leave = Not now
intake-at = When
intake-by = By
intake-by-program = the program
intake-state = State
intake-state-checked = Waiting
intake-state-done = Imported
intake-state-undone = Undone
intake-state-discarded = Not imported
intake-outcome-new = New
intake-outcome-changed = Changed
intake-outcome-same = Unchanged
intake-outcome-wrong = Wrong
intake-sub-checked = { $kind }, brought by { $by } on { $at }, not yet imported
intake-sub-done = { $kind }, imported by { $by } on { $at }
intake-sub-undone = { $kind }, imported by { $by }, undone on { $at }: the registry is as it was before
intake-sub-discarded = { $kind }, brought by { $by } on { $at }, not imported
intake-earlier = { $by } imported this very file on { $at }. Importing it again adds nobody twice; it only sets back what was changed since.
intake-other-kind = The headers look like those of another kind of ledger: { $better }, not { $chosen }. Taken in as it is, it may write over what stands there.
intake-other-kind-choose = Bring it again as that kind
intake-decide = Import when it looks right
intake-summary = { $new } new, { $changed } changed, { $same } unchanged, { $wrong } wrong. A blank cell never erases what the registry holds.
intake-wrong-note = Rows with errors are left out and change nothing. Download, mend and bring them again; or take in what is right now and add the rest later.
intake-take-in-others = Leave out { $wrong } and take in the other { $writes }
intake-headless = In these sheets no header was recognised, so no row was read. Say which row holds the column names:
intake-headless-sheet = Sheet “{ $sheet }”: point at the header
intake-headless-file = Point at the header
intake-header = Which row is the header
intake-header-of = Which row of sheet “{ $sheet }” is the header
intake-header-sub = The header is the row with the column names, such as name and unit. The file is then checked again; columns that are not recognised can be set one by one.
intake-header-others = Other sheets without a header:
intake-header-row = The header is in
intake-header-rows = The first rows of the sheet
intake-header-take = This row: check again
intake-header-leave = Not now
intake-take-in = Import
intake-discard = Do not import, delete the file
intake-failed = Download { $count } wrong rows (xlsx)
intake-undo-title = A mistake?
intake-undo-body = While none of these ({ $writes }) has changed since and none has a pairing or a task, the whole import can be undone.
intake-undo = Undo this import
intake-gone = This ledger was not imported
intake-gone-next = The file is gone and the registry was not touched. Bring it again if needed.
intake-tabs = Findings
intake-no-rows = None of these.
intake-caption-new = { $count } new rows
intake-caption-changed = { $count } changed rows; changed cells say what was and what will be
intake-caption-same = { $count } rows as in the registry
intake-caption-wrong = { $count } wrong rows
intake-of = { $count } rows in all
intake-place = { $sheet }, row { $row }
intake-place-row = Row { $row }
intake-place-column = Place
intake-label = Name
intake-error-column = Column
intake-error-text = What is wrong and what to do
intake-columns = Columns of the ledger
intake-columns-sub = Mend what was taken for something else, then check again.
intake-column-letter = Column
intake-column-header = Heading
intake-column-as = Means
intake-column-none = (leave out)
intake-column-means = “{ $header }” means
intake-column-sheets = Sheets
intake-column-state = How sure
intake-column-sure = Known
intake-column-unsure = Please look
intake-column-unknown = Left out
intake-recheck = Check again with these columns
intake-failed-header = What is wrong (mend the row and bring it again; this column may stay)

notice-intake-columns = Checked again with the new columns
notice-intake-done = Imported
notice-intake-undone = Undone: the registry is as it was before
notice-intake-discarded = The file is gone, the registry was not touched
notice-warn-intake-rechecked = Not imported yet: somebody changed the registry after your check. The file was checked again; please look once more, then import.

# What cannot be done now.
intake-not-open = This ledger has been imported or deleted already.
intake-not-done = This ledger was not imported, or has been undone already.
intake-has-wrong = { $count } rows are wrong; nothing was imported. Mend them and bring the file again, or leave them out and take in the others.
intake-nothing-to-do = Nothing is new or changed, so there is nothing to import.
intake-undo-blocked = { $count } rows are in use or have changed since, so the import cannot be undone: { $first }
intake-undo-changed = “{ $name }” has changed since
intake-undo-depended-on = “{ $name }” has a pairing or a task
intake-undo-lived-in = “{ $name }” is somebody's home

# A file that cannot be read.
intake-file-empty = The file is empty. Is it the right one?
intake-file-blank = No row of this file holds anything. Is it the right one, or is its content on a hidden sheet?
intake-file-no-header = No header was found. One of the first 20 rows must head the columns, with “{ $column }” and at least one more known heading.
intake-file-old-excel = This is an old Excel file (.xls) or a WPS one (.et). Open it and save it as .xlsx.
intake-file-other-sheet = This kind of spreadsheet (.xlsb, .ods) cannot be read. Open it and save it as .xlsx.
intake-file-markup = This is a web page that is called .xls. Open it in Excel and save it as .xlsx.
intake-file-not-a-sheet = This is no spreadsheet. Save the ledger as .xlsx or .csv.
intake-file-encrypted = The file has a password. Open it, remove the password, and bring it again.
intake-file-truncated = Half of the file is missing; it was probably not copied to its end. Copy it again.
intake-file-damaged = The file is damaged and cannot be read. Open it in Excel and save it once more.
intake-file-bomb = Unpacked, this file is larger than any ledger, so it was refused. Copy its content to a new sheet and save that.
intake-file-row = Sheet “{ $sheet }” has something in { $cell }, below row { $limit }. Delete the rows below or split the file.
intake-file-column = Sheet “{ $sheet }” has something in { $cell }, beyond { $limit } columns. Delete the columns to the right.
intake-file-cell = Cell { $cell } of sheet “{ $sheet }” holds too much text. Shorten it.
intake-sheet-no-header = This sheet has no header, so none of its rows was read. Head its columns; if it is no ledger, ignore this.
intake-sheet-lacks-column = This sheet has no column “{ $column }”, so none of its rows was read. Add it, or say below which column it is.

# What is wrong with a cell.
intake-cell-required = Nothing is here; something must be.
intake-cell-error-value = This is { $shown }: a formula without a result. Type the content itself.
intake-cell-hidden-characters = There are invisible characters in it. Delete the cell and type it again.
intake-cell-too-long = Too long; at most { $max } characters.
intake-name-formula = The name was computed by a formula. Type the name itself.
intake-name-characters = There are digits or signs in the name. Put anything but the name into the remarks.
intake-date-shape = “{ $shown }” is no date. Write 1942-05 or 1942-05-17.
intake-date-day = “{ $shown }”: month { $month } has no day { $day }.
intake-date-month = “{ $shown }”: there is no month { $month }.
intake-date-year = The year of “{ $shown }” cannot be right. Write four digits, such as 1942-05.
intake-date-january-or-october = “{ $shown }” may be January or October { $year } (Excel turns .10 into .1). Write { $year }-01 or { $year }-10.
intake-date-future = “{ $shown }” is yet to come.
intake-number = “{ $shown }” is no number.
intake-whole = “{ $shown }” cannot be right; a whole number from { $min } to { $max } is needed.
intake-word-unknown = “{ $shown }” is not known. Use the usual word.
intake-rank-unknown = The rank “{ $shown }” is not known. Use the usual words or those of GB/T 12407.
intake-illness-unknown = The illness “{ $shown }” is not known. Use its usual name or its ICD-10 code (I10); remarks belong into the health note.
intake-phone = “{ $shown }” does not look like a telephone number.
intake-coordinates-swapped = Longitude and latitude are swapped: longitude lies between 73 and 136, latitude between 3 and 54.
intake-coordinates-abroad = This place is not in China. Check longitude and latitude.
intake-coordinates-half = Only one of longitude and latitude is given. Give both or none.
intake-id-damaged = Excel took the citizen ID for a number and lost its last three digits. Format the column as text and type it again.
intake-id-shape = This is no citizen ID.
intake-id-length = The citizen ID has { $length } characters; it should have 18 (or the old 15).
intake-id-character = The citizen ID holds something else than digits, often a letter O for a nought.
intake-id-birth = The birth date within the citizen ID does not exist or is yet to come.
intake-id-check = The citizen ID's check digit does not fit: one of its digits is wrong.
intake-id-other-name = This citizen ID is { $name }’s, and this row says “{ $said }”. Check the number; if the name was changed, change it in the record first, or give the old one in a column “曾用名” (former name).
intake-id-two-names = { $name } in { $sheet }, row { $row }, has this citizen ID too: one number, two names. Check which of the two rows has the wrong number.
intake-id-other-birth = The birth “{ $shown }” contradicts the citizen ID.
intake-id-other-sex = The sex “{ $shown }” contradicts the citizen ID.

# What is wrong with a row.
intake-row-alike = May be known: { $name } ({ $why })
intake-row-repeated = About the same as { $sheet }, row { $row }: a ledger may say it once only. Where the two differ, check which of them is right.
intake-person-no-category = The registry does not know this person; a category (honoured, retired, survivor) is needed to add one. Where the ledger has no such column, choose one for all of it under its columns.
intake-person-twin = Same name, birth and unit as { $sheet }, row { $row }: perhaps the same person. Give both rows their citizen ID, or delete one.
intake-person-elsewhere = The registry has { $count } people of that name: { $known }. Birth and unit in this row do not tell whether one of them is meant. Give the citizen ID.
intake-person-several = The registry has { $count } people of that name, birth and unit: { $known }. Give the citizen ID.
intake-person-gone = Somebody deleted this person during the check. Check again.
intake-person-ended = { $name } is still served. Record the death on the person's page, so that everything else stops with it; then take this row in.

intake-field-longitude = Longitude
intake-field-latitude = Latitude
intake-field-area-name = Area
intake-field-area-code = Code

# In the log.
action-intake-view = Looked at an import
action-intake-bring = Brought a ledger to be checked
action-intake-apply = Imported a ledger
action-intake-undo = Undid an import
action-intake-discard = Deleted a ledger that was not imported
action-intake-failed = Downloaded wrong rows

# Rows gone.
intake-outcome-gone = Gone
intake-gone-summary = { $ending ->
    [0] { $count } stood in the last ledger and are missing here; importing leaves them alone.
   *[other] { $count } stood in the last ledger and are missing here; { $ending } of them end with this import.
  }
intake-gone-look = See who
intake-gone-sub = They stood in the last ledger and are missing here: mostly a death or a move that nobody told, or a slip in the sheet. Importing leaves them alone; note one by one what happened.
intake-gone-sub-ends = They stood in the last ledger and are missing here. They stay unless you tick them: those end on the day below when the ledger is imported, and come back when the import is undone.
intake-gone-sub-done = They stood in the ledger before this one, and not in this one.
intake-gone-place = Stood at
intake-gone-do = What can be done
intake-gone-stays = Stays
intake-gone-namesake = A new row here has the same name: perhaps the same person, written otherwise. Look first.
intake-gone-death = Note a death
intake-gone-move = Note a move
intake-gone-edit = Edit
intake-gone-close = Close
intake-gone-until = Last day of those ticked
intake-gone-end = Keep: end the ticked ones on import
intake-gone-pick-all = All on this page
intake-gone-ends-on = Ends on import, last day { $day }
intake-gone-ended-on = Ended with the import, last day { $day }
intake-gone-no-end = Rows of this kind of ledger cannot end with an import.
intake-caption-gone = { $count } gone since the last ledger
notice-intake-ending = Kept: they end when the ledger is imported; nothing is written yet

# Families.
intake-outcome-tie = Family
intake-tie-summary = { $tying ->
    [0] { $count } family relations, all entered already.
   *[other] { $count } family relations, { $tying } of them new or changed.
  }
intake-tie-look = Look at them
intake-tie-text = What is entered
intake-caption-tie = The { $count } family relations that the ledger names, new ones first

# Counted apart: rows, relations, ends.
intake-comma = ,{" "}
intake-writes-rows = { $count } rows
intake-writes-ties = { $count } family relations
intake-writes-ends = { $count } ends
intake-untied = In { $count } more rows not all of the family could be read; they stand among the wrong ones too. The people go in; only those cells wait.

# Units and towns that are not on record.
intake-noun-unit = Unit
intake-noun-area = Town
intake-unit-unknown = There is no unit “{ $name }”. Mend this cell if it is a slip; if the unit is new, tick it on the check page.
intake-unit-unknown-near = There is no unit “{ $name }”. Is it “{ $near }”? Mend this cell if it is a slip; if the unit is new, tick it on the check page.
intake-area-unknown = There is no town “{ $name }”. Mend this cell if it is a slip; if the town is new, tick it on the check page.
intake-area-unknown-near = There is no town “{ $name }”. Is it “{ $near }”? Mend this cell if it is a slip; if the town is new, tick it on the check page.
intake-names = These are not on record. Are they new?
intake-names-hint = Tick those that are new: they are made with the import. Rows with the others wait until they are mended.
intake-name-asked = { $noun } “{ $name }” is new ({ $rows } rows)
intake-name-asked-near = { $noun } “{ $name }” is new ({ $rows } rows); is it a slip for “{ $near }”?
intake-names-all = All of these are new: make them
intake-names-recheck = Check again with what is ticked
intake-names-first = { $count } units and towns come into being with the import: { $names } and so on.
notice-intake-names = Noted which are new, and checked again

# One category for the whole roll.
intake-of-all = The ledger has no column “{ $column }”; its people are all
intake-of-all-hint = It is for those who are new; whoever is on record stays as they are. It is remembered for ledgers with the same headers.
intake-of-all-none = Not all the same: each row says it
intake-of-all-said = There is no column “{ $column }”: whoever is new is entered as “{ $word }”; whoever is on record stays. If that is wrong:
intake-of-all-titles = There is no column “{ $column }”: whoever is new is entered by the title of the sheet; whoever is on record stays. If that is wrong:

# Against the last one.
intake-not-compared = not compared
intake-short = Only { $rows } rows, { $before } last time: far fewer, so it is not taken for the whole list, and nobody was looked for who is missing.
intake-short-of = “{ $scope }” has only { $rows } rows, { $before } last time: far fewer, so it is not taken for the whole list, and nobody was looked for who is missing.
intake-short-more = { $count } more lists are like that and were not compared.
intake-gone-nobody = Held against the last ledger: everybody in it is here.
intake-gone-first = No such list was imported before, so there is none to hold it against.
