//! Why invented people ask for relief, and what others say on the way.

/// Why somebody asks, and for how much.
pub struct Relieved {
    /// A word of the kinds that come with the program.
    pub kind: &'static str,
    /// `self`, `spouse`, `unit` or `clerk`.
    pub source: &'static str,
    /// Who spoke, where it was not the person.
    pub name: &'static str,
    /// In their words.
    pub why: &'static str,
    /// Asked for, in fen.
    pub asked_fen: i64,
    /// Granted, in fen.
    pub granted_fen: i64,
}

const fn relieved(
    kind: &'static str,
    source: &'static str,
    name: &'static str,
    why: &'static str,
    asked_fen: i64,
    granted_fen: i64,
) -> Relieved {
    Relieved { kind, source, name, why, asked_fen, granted_fen }
}

/// Asked for again and again.
pub const RELIEVED: [Relieved; 6] = [
    relieved(
        "illness",
        "spouse",
        "老伴",
        "直肠癌手术后化疗六次，自费药四万八，老伴没有退休金。",
        500_000,
        450_000,
    ),
    relieved("hardship", "self", "", "独居，儿子残疾，每月护理费两千二，养老金不够用。", 300_000, 300_000),
    relieved(
        "urgent",
        "unit",
        "原单位老干部科",
        "七月暴雨房屋进水，家具电器都坏了，墙面要重做。",
        200_000,
        150_000,
    ),
    relieved("festival", "clerk", "工作人员", "孤寡老人，春节慰问。", 50_000, 50_000),
    relieved(
        "survivor",
        "self",
        "",
        "老伴去年去世，自己没有工作过，靠遗属补助生活，今年又摔断了腿。",
        300_000,
        200_000,
    ),
    relieved("illness", "self", "", "尿毒症，每周透析三次，交通和自费药一年三万多。", 500_000, 500_000),
];

/// What was seen and heard.
pub const VERIFIED: &str = "上门看了票据和住处，问了楼下邻居和社区王主任，情况属实。";
/// Why not.
pub const NOT_RELIEVED: &str = "家庭收入超过标准，已当面说明，并告知可申请民政临时救助。";
/// Who asked asks no more.
pub const RELIEF_WITHDRAWN: &str = "家属来电，民政已经救助，不再申请。";
/// Where a meeting was.
pub const RELIEF_PLACE: &str = "局三楼会议室";
/// What was said at it.
pub const RELIEF_MINUTES: &str = "听取申请人情况和核实情况汇报，逐件讨论，按救助规定核定金额。与会人员一致同意下列决定，同意救助的予以公示。";
/// Somebody objects, and the answer.
pub const RELIEF_OBJECTION: &str = "来电反映该户有门面房出租。";
/// The answer.
pub const RELIEF_ANSWER: &str = "到房管部门查过，门面房是亲戚的，已电话答复反映人。";
/// By which document the budget came.
pub const RELIEF_DOCUMENT: &str = "财社〔2026〕18 号";
/// A bank.
pub const RELIEF_BANK: &str = "农业银行城关支行";
/// What papers show.
pub const RELIEF_PAPERS: [&str; 2] = ["诊断证明或收入证明", "自费票据"];
/// To whom objections go.
pub const RELIEF_OFFICE: &str = "局办公室（0531-00000000）";
/// Why a bank could not pay.
pub const RELIEF_RETURNED: &str = "户名与账号不符";
