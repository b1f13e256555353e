//! What the bureau has settled about what follows an event: a dated setting.

use cq_platform::ids::StaffId;
use serde::{Deserialize, Serialize};

/// Whom the bureau serves, who does what an event opens, and within how many days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Whether the surviving spouse of somebody served is served too.
    pub serves_survivors: bool,
    /// Who does it; none: whoever notes the event.
    pub owner: Option<StaffId>,
    /// Who visits those who come home from hospital and have no responsible doctor; none: as above.
    pub visitor: Option<StaffId>,
    /// 送别.
    pub farewell_days: i64,
    /// 抚恤金申领.
    pub claim_days: i64,
    /// 丧偶关怀.
    pub care_days: i64,
    /// 走访.
    pub welcome_days: i64,
    /// 住院探望.
    pub hospital_visit_days: i64,
    /// 出院回访.
    pub return_visit_days: i64,
    /// 核对去世后的上门记录.
    pub review_days: i64,
}

/// What ships. Within a week after discharge is what bureaus of this kind promise in public; the rest are ours.
impl Default for Rules {
    fn default() -> Self {
        Self {
            serves_survivors: true,
            owner: None,
            visitor: None,
            farewell_days: 3,
            claim_days: 30,
            care_days: 7,
            welcome_days: 14,
            hospital_visit_days: 3,
            return_visit_days: 7,
            review_days: 7,
        }
    }
}

/// The longest that anything may wait, in days.
pub const DAYS_MAX: i64 = 180;
