# Responsible doctors.
doctor-field-name = Name
doctor-field-sex = Sex
doctor-field-hospital = Hospital
doctor-field-department = Department
doctor-field-specialty = Specialty
doctor-field-phone = Phone
doctor-field-capacity = Places
doctor-field-remark = Remark
doctor-hospital-unknown = “{ $hospital }” is not on record: import the ledger of hospitals first, or write its full name
doctor-undo-needed = { $name } answers for elders, or has an account or tasks, and cannot be taken back
