//! What a task asks to be done.

use cq_platform::words;

words! {
    /// What has to be done.
    pub enum Form {
        /// 上门.
        HomeVisit = "home-visit",
        /// 送别.
        Farewell = "farewell",
        /// 抚恤金申领.
        BenefitClaim = "benefit-claim",
        /// 丧偶后的关怀.
        CareAfterLoss = "care-after-loss",
        /// 新退休或回到本地的走访.
        Welcome = "welcome",
        /// 出院回访.
        ReturnVisit = "return-visit",
        /// 住院探望.
        HospitalVisit = "hospital-visit",
        /// 核对去世以后的上门记录.
        VisitReview = "visit-review",
        /// 电话问候.
        PhoneCall = "phone-call",
        /// 生日祝贺.
        Greeting = "greeting",
        /// 走访慰问.
        CareVisit = "care-visit",
        /// 办一次活动.
        Activity = "activity",
        /// 办一次赛事.
        Contest = "contest",
        /// 组织一次视察.
        Inspection = "inspection",
        /// 活动站(室)复查.
        Recheck = "recheck",
        /// 换届.
        ReElection = "re-election",
        /// 问有没有要代办的事.
        ErrandCheck = "errand-check",
    }
}

impl Form {
    /// Done on the telephone.
    pub fn is_call(self) -> bool {
        self == Form::PhoneCall
    }

    /// A visit that brings something or asks how somebody is: what is written down says what was given and how the elder was.
    pub fn is_care(self) -> bool {
        matches!(self, Form::CareVisit | Form::Greeting | Form::HospitalVisit)
    }
}
