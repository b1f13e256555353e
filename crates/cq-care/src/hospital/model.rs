//! What a hospital is.

use cq_platform::record;

cq_platform::id_type! {
    /// A hospital.
    HospitalId
}

record! {
    /// A hospital.
    pub struct Hospital {
        /// Identity.
        pub id: HospitalId,
        /// Full name, distinct within the bureau.
        pub name: String,
        /// Grade (GB hospital accreditation, in the ledger's words).
        pub grade: Option<String>,
        /// Town or sub-district, by name.
        pub area: Option<String>,
        /// Where it stands.
        pub address: Option<String>,
        /// Digits.
        pub phone: Option<String>,
        /// Degrees north.
        pub latitude: Option<f64>,
        /// Degrees east.
        pub longitude: Option<f64>,
        /// Counts changes; guards the next one.
        pub version: i64,
    }
}

record! {
    /// How far a hospital's doctors reach.
    pub struct Coverage {
        /// Which.
        pub id: HospitalId,
        /// Name.
        pub name: String,
        /// Grade.
        pub grade: Option<String>,
        /// Town or sub-district.
        pub area: Option<String>,
        /// Responsible doctors.
        pub doctors: i64,
        /// Elders they can answer for.
        pub places: i64,
        /// Elders they answer for.
        pub elders: i64,
    }
}
