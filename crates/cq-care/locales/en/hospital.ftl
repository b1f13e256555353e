# Hospitals.
hospital-field-name = Hospital
hospital-field-grade = Grade
hospital-field-area = Town or sub-district
hospital-field-address = Address
hospital-field-phone = Phone
hospital-field-longitude = Longitude
hospital-field-latitude = Latitude
hospital-undo-worked-at = { $name } has responsible doctors; take the ledger of doctors back first
hospital-index = Hospitals
hospital-index-sub = Where the responsible doctors work, and the elders they answer for
hospital-none = No hospitals yet
hospital-none-next = Import the ledger of hospitals first: name, town, address, coordinates. Doctors come after hospitals.
hospital-import = Import hospitals
hospital-doctors = Doctors
hospital-elders = Elders
hospital-places = Places
hospital-free = Free
