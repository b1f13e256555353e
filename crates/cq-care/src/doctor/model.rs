//! What a doctor is.

use cq_platform::{ids::StaffId, record};
use cq_registry::person::{PersonId, Sex};
use jiff::civil::Date;

use crate::hospital::HospitalId;

record! {
    /// A responsible doctor: the staff member and what makes him a doctor, guarded as one.
    pub struct Doctor {
        /// Identity, that of the staff member.
        pub id: StaffId,
        /// Full name, distinct within the hospital.
        pub name: String,
        /// Its reading; lists are sorted by it.
        pub pinyin: String,
        /// Digits.
        pub phone: Option<String>,
        /// Where the doctor works.
        pub hospital: HospitalId,
        /// Its name.
        pub hospital_name: String,
        /// Sex.
        pub sex: Sex,
        /// Department.
        pub department: Option<String>,
        /// Specialties in the ledger's words, the leading one first.
        pub specialty: String,
        /// How many elders the doctor can answer for.
        pub capacity: u32,
        /// Anything else.
        pub remark: Option<String>,
        /// Counts changes; guards the next one.
        pub version: i64,
        /// How many elders the doctor answers for now.
        pub elders: i64,
        /// The first day on which the doctor is no longer there, who has left for good or is about to.
        pub left_on: Option<Date>,
    }
}

impl Doctor {
    /// The specialties one by one.
    pub fn specialties(&self) -> impl Iterator<Item = &str> {
        self.specialty.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    }

    /// Elders that still could come: nobody to who leaves for good.
    pub fn free(&self) -> i64 {
        let places = if self.left_on.is_some() { 0 } else { i64::from(self.capacity) };
        places - self.elders
    }
}

record! {
    /// An elder of a doctor's.
    pub struct Elder {
        /// Who.
        pub id: PersonId,
        /// Name.
        pub name: String,
        /// Town or sub-district.
        pub area: Option<String>,
        /// Since when.
        pub since: Date,
        /// Why this doctor, as data.
        pub reason: String,
    }
}
