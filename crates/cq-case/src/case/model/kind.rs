//! The closed lists that describe a case.

use cq_platform::words;

words! {
    /// What it is about.
    pub enum Kind {
        /// 咨询.
        Question = "question",
        /// 就医.
        Medical = "medical",
        /// 生活代办.
        Errand = "errand",
        /// 困难救助.
        Relief = "relief",
        /// 待遇、手续.
        Benefit = "benefit",
        /// 活动、学习.
        Activity = "activity",
        /// 意见投诉.
        Complaint = "complaint",
        /// 其他.
        Other = "other",
    }
}

words! {
    /// How soon it has to be answered.
    pub enum Urgency {
        /// 急事.
        Urgent = "urgent",
        /// 一般.
        Ordinary = "ordinary",
        /// 复杂.
        Complex = "complex",
    }
}

words! {
    /// How it came in.
    pub enum Channel {
        /// 电话.
        Phone = "phone",
        /// 来访.
        Desk = "desk",
        /// 来信.
        Paper = "paper",
        /// 走访时提出.
        Visit = "visit",
        /// By themselves or their family, on their own page.
        Screen = "screen",
    }
}

words! {
    /// Who asked.
    pub enum Asker {
        /// 本人.
        Elder = "elder",
        /// 家属.
        Family = "family",
        /// 别人, such as the former unit or a neighbour.
        Other = "other",
    }
}

words! {
    /// What came of calling the asker back.
    pub enum Verdict {
        /// 满意.
        Satisfied = "satisfied",
        /// 不满意, and what can be done was done.
        Unsatisfied = "unsatisfied",
        /// 联系不上, so many times.
        NotReached = "not-reached",
    }
}

words! {
    /// What a call came to.
    pub enum Answer {
        /// Satisfied.
        Satisfied = "satisfied",
        /// Not satisfied; nothing more can be done.
        Unsatisfied = "unsatisfied",
        /// Not satisfied, with reason: it is taken up anew.
        Again = "again",
        /// Nobody was reached.
        NotReached = "not-reached",
    }
}
