//! How ledgers of groups and of their members head their columns, and the words that stand in them. Words are written as
//! [`cq_sheet::normalise`] leaves them.

use super::model::{GroupKind, Left, PostKind};
use crate::intake::{Column, Shown};

/// 支部台账.
pub(super) const BRANCHES: &[Column] = &[
    Column::new(
        "name",
        "group-field-name",
        Shown::Plain,
        &["支部名称", "党支部名称", "组织名称", "党组织名称", "支部", "党支部", "名称"],
    )
    .required(),
    Column::new("kind", "group-field-kind", Shown::Words("group-kind"), &["组织类别", "类别", "党组织类别"]),
    Column::new(
        "parent",
        "group-field-parent",
        Shown::Plain,
        &["上级党组织", "上级组织", "所属党工委", "隶属", "所属党组织"],
    ),
    AREA,
    FOUNDED,
    TERM,
    REMARK,
];

/// 社团台账.
pub(super) const CLUBS: &[Column] = &[
    Column::new("name", "group-field-name", Shown::Plain, &["社团名称", "社团", "协会名称", "名称"])
        .required(),
    Column::new("category", "group-field-category", Shown::Plain, &["类型", "类别", "社团类型", "社团类别"]),
    AREA,
    FOUNDED,
    TERM,
    REMARK,
];

const AREA: Column = Column::new(
    "area",
    "group-field-area",
    Shown::Plain,
    &["所在镇街", "镇街", "所属镇街", "活动地点所在镇街"],
);
const FOUNDED: Column = Column::new(
    "founded_on",
    "group-field-founded-on",
    Shown::Day,
    &["成立时间", "成立日期", "成立年月", "建立时间"],
);
const TERM: Column = Column::new(
    "term_months",
    "group-field-term-months",
    Shown::Plain,
    &["每届月数", "届期月", "届期", "任期月数"],
);
const REMARK: Column = Column::new("remark", "group-field-remark", Shown::Plain, &["备注", "说明"]);

/// 成员台账.
pub(super) const MEMBERS: &[Column] = &[
    Column::new(
        "name",
        "group-field-person",
        Shown::Plain,
        &["姓名", "名字", "成员姓名", "党员姓名", "会员姓名"],
    )
    .required(),
    Column::new(
        "citizen_id",
        "person-field-citizen_id",
        Shown::Masked,
        &["身份证号码", "身份证号", "身份证", "公民身份号码", "证件号码"],
    ),
    Column::new(
        "group",
        "group-field-group",
        Shown::Plain,
        &[
            "组织",
            "所在组织",
            "组织名称",
            "所在支部",
            "支部",
            "党支部",
            "社团",
            "社团名称",
            "支部名称",
            "班级",
        ],
    )
    .required(),
    Column::new(
        "since",
        "group-field-since",
        Shown::Day,
        &["加入时间", "入会时间", "转入时间", "加入日期", "入社时间", "加入年月"],
    ),
    Column::new(
        "until",
        "group-field-until",
        Shown::Day,
        &["离开时间", "退出时间", "离开日期", "退社时间", "转出时间", "离会时间"],
    ),
    Column::new(
        "left",
        "group-field-left",
        Shown::Words("group-left"),
        &["离开原因", "退出原因", "转出原因"],
    ),
    Column::new(
        "post",
        "group-field-post",
        Shown::Words("group-post"),
        &["职务", "组织职务", "党内职务", "社团职务", "担任职务"],
    ),
    Column::new(
        "post_since",
        "group-field-post-since",
        Shown::Day,
        &["任职时间", "任职日期", "任职年月", "当选时间"],
    ),
    Column::new(
        "term_ends_on",
        "group-field-term-ends-on",
        Shown::Day,
        &["换届到期", "任期至", "届满时间", "任期届满", "换届时间"],
    ),
];

/// Why somebody belongs no more.
pub(super) const LEFT: &[(&str, Left)] = &[
    ("退出", Left::Left),
    ("离开", Left::Left),
    ("迁出、转出", Left::Moved),
    ("迁出转出", Left::Moved),
    ("迁出", Left::Moved),
    ("转出", Left::Moved),
    ("去世", Left::Died),
    ("组织撤销", Left::Closed),
];

/// What kind of party organisation a row is.
pub(super) const KINDS: &[(&str, GroupKind)] = &[
    ("党工委", GroupKind::Committee),
    ("工委", GroupKind::Committee),
    ("党委", GroupKind::Committee),
    ("党总支", GroupKind::Committee),
    ("党支部", GroupKind::Branch),
    ("支部", GroupKind::Branch),
    ("党小组", GroupKind::PartyGroup),
    ("小组", GroupKind::PartyGroup),
];

/// What posts are called; which of them a group has is for [`GroupKind::posts`].
pub(super) const POSTS: &[(&str, PostKind)] = &[
    ("书记", PostKind::Head),
    ("支部书记", PostKind::Head),
    ("党支部书记", PostKind::Head),
    ("组长", PostKind::Head),
    ("会长", PostKind::Head),
    ("社长", PostKind::Head),
    ("团长", PostKind::Head),
    ("队长", PostKind::Head),
    ("班长", PostKind::Head),
    ("负责人", PostKind::Head),
    ("副书记", PostKind::Deputy),
    ("支部副书记", PostKind::Deputy),
    ("副组长", PostKind::Deputy),
    ("副会长", PostKind::Deputy),
    ("副社长", PostKind::Deputy),
    ("副团长", PostKind::Deputy),
    ("副队长", PostKind::Deputy),
    ("副班长", PostKind::Deputy),
    ("组织委员", PostKind::Organiser),
    ("秘书长", PostKind::Organiser),
    ("学习委员", PostKind::Organiser),
    ("宣传委员", PostKind::Publicist),
    ("纪检委员", PostKind::Discipline),
    ("财务", PostKind::Treasurer),
    ("会计", PostKind::Treasurer),
    ("骨干", PostKind::Backbone),
    ("理论骨干", PostKind::Backbone),
    ("文艺骨干", PostKind::Backbone),
    ("委员", PostKind::Other),
    ("支部委员", PostKind::Other),
    ("理事", PostKind::Other),
];

/// Words that say: none.
pub(super) const NO_POST: &[&str] = &["无", "成员", "会员", "社员", "党员", "学员", "普通党员"];

/// What stands between several posts.
pub(super) const BETWEEN: &[char] = &['、', '，', ',', '；', ';', '/', '兼', '\n'];
