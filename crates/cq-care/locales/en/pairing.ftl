# Pairing.
pairing-field-name = Elder
pairing-field-citizen-id = Citizen ID
pairing-field-doctor = Responsible doctor
pairing-field-hospital = Hospital
pairing-field-since = Since
pairing-ledger-citizen-id = Not a valid citizen ID: check its length and last character
pairing-ledger-no-person = “{ $name }” is not on record: import the ledger of people first, or check the ID
pairing-ledger-which-person = More than one person is called “{ $name }”: give the citizen ID
pairing-ledger-other-name = This citizen ID belongs to another name
pairing-ledger-no-doctor = No doctor “{ $name }” on record: check name and hospital
pairing-ledger-which-doctor = More than one doctor is called “{ $name }”: give the hospital
pairing-ledger-earlier = The present pair began on { $since }; the new one cannot begin earlier
pairing-ledger-full = Dr { $name } can answer for { $capacity } at most and has no place left
pairing-undo-owes = Visits are owed within this pair, so it cannot be taken back
pairing-doctor-full = The last place with Dr { $name } has just been taken; nothing was done
