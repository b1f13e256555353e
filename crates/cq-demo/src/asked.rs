//! What is asked for in an invented bureau, by phone and at the desk.

/// Something that somebody asks for. Words are those that forms take.
pub struct Asked {
    /// What it is about.
    pub kind: &'static str,
    /// `urgent`, `ordinary` or `complex`.
    pub urgency: &'static str,
    /// `phone`, `desk`, `paper` or `visit`.
    pub channel: &'static str,
    /// Who asks, where it is not the elder.
    pub by: &'static str,
    /// What, in their words.
    pub asked: &'static str,
    /// What was done about it.
    pub done: &'static str,
}

const fn asked(
    kind: &'static str,
    urgency: &'static str,
    channel: &'static str,
    by: &'static str,
    asked: &'static str,
    done: &'static str,
) -> Asked {
    Asked { kind, urgency, channel, by, asked, done }
}

/// Asked for again and again.
pub const ASKED: [Asked; 16] = [
    asked(
        "medical",
        "urgent",
        "phone",
        "女儿",
        "父亲半夜摔了一跤，现在腿不能动，想请局里帮着联系骨科床位。",
        "联系了县医院骨科，已安排床位。",
    ),
    asked(
        "medical",
        "ordinary",
        "phone",
        "",
        "做白内障手术，想知道门诊单子能不能报，要带哪些材料。",
        "问清了医保科，材料清单已经念给老人听。",
    ),
    asked(
        "errand",
        "ordinary",
        "phone",
        "",
        "腿脚不好，银行卡到期了要本人去换，能不能有人陪一趟。",
        "约好周三上午陪同去银行。",
    ),
    asked(
        "errand",
        "urgent",
        "phone",
        "老伴",
        "家里水管爆了，物业电话打不通，老两口拧不动阀门。",
        "社区电工半小时内到场修好。",
    ),
    asked(
        "benefit",
        "ordinary",
        "desk",
        "",
        "护理费这个月没到账，往月都是十号到。",
        "财务核实是卡号变更，已补发。",
    ),
    asked(
        "benefit",
        "complex",
        "paper",
        "",
        "参加革命工作时间档案里少算了半年，请予核对更正。",
        "调档核对，已报组织部门审定。",
    ),
    asked(
        "relief",
        "complex",
        "desk",
        "儿子",
        "母亲透析自费部分太重，想申请特殊困难救助，不知道怎么写。",
        "帮着填了申请表，已送单位盖章。",
    ),
    asked(
        "question",
        "ordinary",
        "phone",
        "",
        "老年大学书法班春季还收不收人，八十一岁能不能报。",
        "可以报，要子女签同意书，已告知。",
    ),
    asked(
        "activity",
        "ordinary",
        "visit",
        "",
        "支部活动总在城里，镇上几位老同志坐车不方便，能不能到镇上办一次。",
        "已安排下月在镇文化站办。",
    ),
    asked(
        "complaint",
        "ordinary",
        "phone",
        "",
        "报纸一个星期来一捆，来了都是旧的。",
        "与投递站约定每天投，已换投递员。",
    ),
    asked(
        "question",
        "ordinary",
        "phone",
        "外甥",
        "舅舅去世了，抚恤金要带什么证件，在哪里领。",
        "清单已发短信，约好周五来办。",
    ),
    asked(
        "medical",
        "ordinary",
        "visit",
        "",
        "血压药吃完了，社区没有这个牌子，换了别的怕不合适。",
        "责任医生已电话指导换药。",
    ),
    asked("errand", "ordinary", "phone", "", "下大雪出不了门，菜快吃完了。", "志愿者当天送菜上门。"),
    asked(
        "complaint",
        "complex",
        "paper",
        "",
        "宿舍楼加装电梯，一楼不同意，请组织出面协调。",
        "会同街道开了两次协调会，已签协议。",
    ),
    asked(
        "other",
        "ordinary",
        "desk",
        "",
        "想把自己记的战地日记捐给档案馆，找谁。",
        "已联系档案馆征集科上门。",
    ),
    asked(
        "benefit",
        "ordinary",
        "phone",
        "",
        "异地居住认证在手机上过不去，人脸老是不行。",
        "改为视频认证，已通过。",
    ),
];

/// Why a clock was stopped.
pub const STOPPED: &str = "等医院出诊断证明，家属说周内送来。";
/// Why something would not be done.
pub const REFUSED: &str = "不在局里职责范围，归街道办，已经把电话告诉了来人。";
/// What the asker said of it.
pub const THANKS: [&str; 4] =
    ["办得快，谢谢。", "问得清楚，满意。", "老人说不用再跑了，很好。", "比去年快多了。"];
