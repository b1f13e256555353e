//! How ledgers write families: the columns beside a person, the words for what somebody is to them, and those for nobody.

use crate::{
    intake::{Column, Shown},
    person::Sex,
    relation::Kind,
};

/// The columns that go together for one relative.
pub(super) struct Group {
    /// Names, several where the column is of children.
    pub name: &'static str,
    /// Their telephone.
    pub phone: &'static str,
    /// What they are to the person, in words.
    pub relation: Option<&'static str>,
    /// Their citizen id.
    pub citizen_id: Option<&'static str>,
    /// What they are by the column itself.
    pub kind: Option<Kind>,
    /// Whether the column is of those to be called.
    pub is_contact: bool,
}

/// Spouse, children, the emergency contact, and another relative to be called.
pub(super) const GROUPS: [Group; 4] = [
    Group {
        name: "spouse",
        phone: "spouse_phone",
        relation: None,
        citizen_id: Some("spouse_citizen_id"),
        kind: Some(Kind::Spouse),
        is_contact: false,
    },
    Group {
        name: "child",
        phone: "child_phone",
        relation: None,
        citizen_id: None,
        kind: Some(Kind::Child),
        is_contact: false,
    },
    Group {
        name: "contact",
        phone: "contact_phone",
        relation: Some("contact_relation"),
        citizen_id: None,
        kind: None,
        is_contact: true,
    },
    Group {
        name: "relative",
        phone: "relative_phone",
        relation: Some("relative_relation"),
        citizen_id: None,
        kind: None,
        is_contact: true,
    },
];

/// Only a ledger from outside has it: whoever the spouse is stands in the registry.
pub(super) const SPOUSE_CITIZEN_ID: &str = "spouse_citizen_id";

/// The columns of a family, as a ledger of people has them behind its own.
pub(crate) static COLUMNS: &[Column] = &[
    column("spouse", "relation-field-spouse", &["配偶姓名", "配偶", "爱人姓名", "爱人", "老伴姓名", "老伴"]),
    column(
        "spouse_phone",
        "relation-field-spouse_phone",
        &["配偶电话", "配偶联系电话", "配偶手机", "配偶手机号码", "配偶联系方式", "爱人电话", "老伴电话"],
    ),
    Column::new(
        SPOUSE_CITIZEN_ID,
        "relation-field-spouse_citizen_id",
        Shown::Masked,
        &["配偶身份证号码", "配偶身份证号", "配偶身份证", "配偶公民身份号码", "爱人身份证号"],
    ),
    column("child", "relation-field-child", &["子女姓名", "子女", "子女名字", "儿女姓名"]),
    column(
        "child_phone",
        "relation-field-child_phone",
        &["子女电话", "子女联系电话", "子女手机", "子女手机号码", "子女联系方式"],
    ),
    column(
        "contact",
        "relation-field-contact",
        &["紧急联系人", "紧急联系人姓名", "应急联系人", "应急联系人姓名"],
    ),
    column(
        "contact_phone",
        "relation-field-contact_phone",
        &[
            "紧急联系人电话",
            "紧急联系电话",
            "紧急联系人联系电话",
            "紧急联系人手机",
            "紧急联系人手机号码",
            "紧急联系人联系方式",
            "应急联系人电话",
            "应急联系电话",
        ],
    ),
    kin(
        "contact_relation",
        "relation-field-contact_relation",
        &["紧急联系人关系", "与紧急联系人关系", "紧急联系人与本人关系", "与本人关系", "应急联系人关系"],
    ),
    column(
        "relative",
        "relation-field-relative",
        &["家属联系人", "家属联系人姓名", "家属姓名", "家属", "亲属姓名", "亲属联系人", "家庭联系人"],
    ),
    column(
        "relative_phone",
        "relation-field-relative_phone",
        &[
            "家属联系人电话",
            "家属电话",
            "家属联系电话",
            "家属手机",
            "家属联系方式",
            "亲属电话",
            "亲属联系电话",
            "家庭联系人电话",
        ],
    ),
    kin(
        "relative_relation",
        "relation-field-relative_relation",
        &["家属联系人关系", "家属关系", "与家属关系", "家属与本人关系", "亲属关系"],
    ),
];

const fn column(key: &'static str, title: &'static str, synonyms: &'static [&'static str]) -> Column {
    Column::new(key, title, Shown::Plain, synonyms)
}

const fn kin(key: &'static str, title: &'static str, synonyms: &'static [&'static str]) -> Column {
    Column::new(key, title, Shown::Words("relation-kind"), synonyms)
}

/// Cells that name nobody.
const NOBODY: &[&str] = &[
    "无",
    "没有",
    "暂无",
    "无配偶",
    "无子女",
    "未婚",
    "丧偶",
    "离异",
    "离婚",
    "已故",
    "去世",
    "已去世",
    "不详",
    "本人",
    "/",
    "-",
    "--",
    "—",
    "——",
    "0",
];

/// What stands between two names.
pub(super) const BETWEEN: &[char] = &['、', '，', ',', '；', ';', '/', '\n', '\r'];

/// What somebody is to the person, with what it says of their sex.
const WORDS: &[(&str, Kind, Sex)] = &[
    ("配偶", Kind::Spouse, Sex::Unknown),
    ("爱人", Kind::Spouse, Sex::Unknown),
    ("老伴", Kind::Spouse, Sex::Unknown),
    ("夫妻", Kind::Spouse, Sex::Unknown),
    ("夫妇", Kind::Spouse, Sex::Unknown),
    ("妻子", Kind::Spouse, Sex::Female),
    ("妻", Kind::Spouse, Sex::Female),
    ("丈夫", Kind::Spouse, Sex::Male),
    ("夫", Kind::Spouse, Sex::Male),
    ("子女", Kind::Child, Sex::Unknown),
    ("孩子", Kind::Child, Sex::Unknown),
    ("儿女", Kind::Child, Sex::Unknown),
    ("儿子", Kind::Child, Sex::Male),
    ("长子", Kind::Child, Sex::Male),
    ("次子", Kind::Child, Sex::Male),
    ("三子", Kind::Child, Sex::Male),
    ("大儿子", Kind::Child, Sex::Male),
    ("二儿子", Kind::Child, Sex::Male),
    ("小儿子", Kind::Child, Sex::Male),
    ("子", Kind::Child, Sex::Male),
    ("儿", Kind::Child, Sex::Male),
    ("女儿", Kind::Child, Sex::Female),
    ("长女", Kind::Child, Sex::Female),
    ("次女", Kind::Child, Sex::Female),
    ("三女", Kind::Child, Sex::Female),
    ("大女儿", Kind::Child, Sex::Female),
    ("二女儿", Kind::Child, Sex::Female),
    ("小女儿", Kind::Child, Sex::Female),
    ("闺女", Kind::Child, Sex::Female),
    ("女", Kind::Child, Sex::Female),
    ("父母", Kind::Parent, Sex::Unknown),
    ("父亲", Kind::Parent, Sex::Male),
    ("母亲", Kind::Parent, Sex::Female),
    ("兄弟姐妹", Kind::Sibling, Sex::Unknown),
    ("兄弟", Kind::Sibling, Sex::Male),
    ("哥哥", Kind::Sibling, Sex::Male),
    ("弟弟", Kind::Sibling, Sex::Male),
    ("兄", Kind::Sibling, Sex::Male),
    ("弟", Kind::Sibling, Sex::Male),
    ("姐妹", Kind::Sibling, Sex::Female),
    ("姐姐", Kind::Sibling, Sex::Female),
    ("妹妹", Kind::Sibling, Sex::Female),
    ("姐", Kind::Sibling, Sex::Female),
    ("妹", Kind::Sibling, Sex::Female),
    ("其他亲属", Kind::Kin, Sex::Unknown),
    ("亲属", Kind::Kin, Sex::Unknown),
    ("亲戚", Kind::Kin, Sex::Unknown),
    ("家属", Kind::Kin, Sex::Unknown),
    ("儿媳", Kind::Kin, Sex::Female),
    ("儿媳妇", Kind::Kin, Sex::Female),
    ("女婿", Kind::Kin, Sex::Male),
    ("孙子", Kind::Kin, Sex::Male),
    ("孙女", Kind::Kin, Sex::Female),
    ("外孙", Kind::Kin, Sex::Male),
    ("外孙女", Kind::Kin, Sex::Female),
    ("侄子", Kind::Kin, Sex::Male),
    ("侄女", Kind::Kin, Sex::Female),
    ("外甥", Kind::Kin, Sex::Male),
    ("外甥女", Kind::Kin, Sex::Female),
    ("照料人", Kind::Carer, Sex::Unknown),
    ("照护人", Kind::Carer, Sex::Unknown),
    ("保姆", Kind::Carer, Sex::Unknown),
    ("护工", Kind::Carer, Sex::Unknown),
    ("护理员", Kind::Carer, Sex::Unknown),
    ("朋友邻居", Kind::Friend, Sex::Unknown),
    ("朋友", Kind::Friend, Sex::Unknown),
    ("邻居", Kind::Friend, Sex::Unknown),
    ("同事", Kind::Friend, Sex::Unknown),
    ("战友", Kind::Friend, Sex::Unknown),
    ("同学", Kind::Friend, Sex::Unknown),
];

/// Whether a cell names nobody.
pub(super) fn is_nobody(text: &str) -> bool {
    NOBODY.contains(&text.trim())
}

/// What a word says that somebody is.
pub(super) fn kin_of(word: &str) -> Option<(Kind, Sex)> {
    let word = word.trim();
    WORDS.iter().find(|(known, ..)| *known == word).map(|(_, kind, sex)| (*kind, *sex))
}

/// A word of kinship of two characters or more at the head of a text, and what follows it: 女儿王芳, 女儿：王芳. A name that
/// merely begins so is left whole.
pub(super) fn headed(text: &str) -> Option<((Kind, Sex), &str)> {
    let long = WORDS.iter().filter(|(word, ..)| word.chars().count() > 1);
    let fits =
        long.filter_map(|(word, kind, sex)| Some((word.len(), (*kind, *sex), text.strip_prefix(word)?)));
    let (_, kin, rest) = fits.max_by_key(|(length, ..)| *length)?;
    let rest = rest.trim_start_matches([':', '：', ' ']);
    (rest.chars().count() > 1).then_some((kin, rest))
}
