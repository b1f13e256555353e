# Hospitals.
hospital-field-name = Hospital
hospital-field-grade = Grade
hospital-field-area = Town or sub-district
hospital-field-address = Address
hospital-field-phone = Phone
hospital-field-longitude = Longitude
hospital-field-latitude = Latitude
hospital-undo-worked-at = { $name } has responsible doctors; take the ledger of doctors back first
