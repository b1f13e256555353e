//! The closed lists of people's fields: national code tables and the bureau's own words, with what ledgers write for them.
//!
//! Spellings are written as [`cq_sheet::normalise`] leaves them. A code that is no longer given out says until when it was.

use super::{Table, code};

/// GB/T 2261.1, by word and by code.
pub static SEX: Table = Table {
    family: "sex",
    standard: "GB/T 2261.1",
    around: &[],
    codes: &[
        code("male", &["男", "男性", "1", "m"]),
        code("female", &["女", "女性", "2", "f"]),
        code("unknown", &["0", "9", "未知", "不详"]),
    ],
};

/// Why the bureau serves somebody, or knows them.
pub static CATEGORY: Table = Table {
    family: "category",
    standard: "",
    around: &[],
    codes: &[
        code("honoured", &["离休", "离休干部", "离休人员"]),
        code("retired", &["退休", "退休干部", "退休人员"]),
        code("survivor", &["遗属", "遗孀", "离休干部遗属", "退休干部遗属", "离休遗属", "退休遗属"]),
        code("relative", &["亲属", "家属", "联系人"]),
    ],
};

/// GB/T 12407-2008, the everyday words, and the ranks that exist beside posts since 2019 by what they amount to.
pub static RANK: Table = Table {
    family: "rank",
    standard: "GB/T 12407-2008",
    around: &["享受", "待遇", "职级"],
    codes: &[
        code("111", &["省部级正职", "正省级", "正部级", "正省部级", "111"]),
        code("112", &["省部级副职", "副省级", "副部级", "副省部级", "112"]),
        code(
            "121",
            &[
                "厅局级正职",
                "正厅级",
                "正厅",
                "正局级",
                "正司级",
                "正地级",
                "正厅局级",
                "一级巡视员",
                "巡视员",
                "121",
            ],
        ),
        code(
            "122",
            &[
                "厅局级副职",
                "副厅级",
                "副厅",
                "副局级",
                "副司级",
                "副地级",
                "副厅局级",
                "二级巡视员",
                "副巡视员",
                "122",
            ],
        ),
        code(
            "131",
            &[
                "县处级正职",
                "正处级",
                "正处",
                "正县级",
                "正县",
                "正县处级",
                "正团级",
                "调研员",
                "一级调研员",
                "二级调研员",
                "131",
            ],
        ),
        code(
            "132",
            &[
                "县处级副职",
                "副处级",
                "副处",
                "副县级",
                "副县",
                "副县处级",
                "副市级",
                "副团级",
                "副调研员",
                "三级调研员",
                "四级调研员",
                "132",
            ],
        ),
        code(
            "141",
            &["乡科级正职", "正科级", "正科", "正乡科级", "主任科员", "一级主任科员", "二级主任科员", "141"],
        ),
        code(
            "142",
            &[
                "乡科级副职",
                "副科级",
                "副科",
                "副乡科级",
                "副主任科员",
                "三级主任科员",
                "四级主任科员",
                "142",
            ],
        ),
        code("150", &["科员", "科员级", "一级科员", "二级科员", "股级", "150"]),
        code("160", &["办事员", "160"]),
        code("199", &["其他", "工人", "无", "199"]),
    ],
};

/// Whole phrases only where their parts would mean something else.
pub static LIVING: Table = Table {
    family: "living",
    standard: "",
    around: &[],
    codes: &[
        code("alone", &["独居", "独自居住", "一人居住"]),
        code("spouse", &["与配偶", "配偶", "与配偶同住", "与配偶居住", "夫妻同住", "老伴", "与老伴同住"]),
        code("children", &["与子女", "子女", "与子女同住", "与子女居住"]),
        code("parents", &["与父母", "父母", "与父母同住"]),
        code("siblings", &["与兄弟姐妹", "兄弟姐妹", "与兄弟姐妹同住"]),
        code("relatives", &["与其他亲属", "其他亲属", "与其他亲属同住", "与亲属同住"]),
        code("others", &["与非亲属", "非亲属", "保姆", "与保姆同住", "与非亲属同住"]),
        code("institution", &["机构", "养老机构", "养老院", "敬老院", "机构养老", "住养老机构"]),
        code("empty-nest", &["空巢", "空巢老人"]),
        code("childless", &["无子女"]),
        code("bereaved", &["失独"]),
    ],
};

/// GB/T 4762.
pub static POLITICS: Table = Table {
    family: "politics",
    standard: "GB/T 4762",
    around: &[],
    codes: &[
        code("01", &["中共党员", "党员", "中国共产党党员", "共产党员", "01"]),
        code("02", &["中共预备党员", "预备党员", "02"]),
        code("03", &["共青团员", "团员", "03"]),
        code("04", &["民革党员", "民革会员", "民革", "04"]),
        code("05", &["民盟盟员", "民盟", "05"]),
        code("06", &["民建会员", "民建", "06"]),
        code("07", &["民进会员", "民进", "07"]),
        code("08", &["农工党党员", "农工党", "08"]),
        code("09", &["致公党党员", "致公党", "09"]),
        code("10", &["九三学社社员", "九三学社", "10"]),
        code("11", &["台盟盟员", "台盟", "11"]),
        code("12", &["无党派", "无党派人士", "无党派民主人士", "12"]),
        code("13", &["群众", "13"]),
    ],
};

/// GB/T 2261.2.
pub static MARITAL: Table = Table {
    family: "marital",
    standard: "GB/T 2261.2",
    around: &["婚姻状况"],
    codes: &[
        code("10", &["未婚", "10"]),
        code("20", &["已婚", "有配偶", "20"]),
        code("21", &["初婚", "21"]),
        code("22", &["再婚", "22"]),
        code("23", &["复婚", "23"]),
        code("30", &["丧偶", "丧配偶", "30"]),
        code("40", &["离婚", "离异", "40"]),
        code("90", &["未说明", "未说明的婚姻状况", "90"]),
    ],
};

/// GB/T 2261.3.
pub static HEALTH: Table = Table {
    family: "health",
    standard: "GB/T 2261.3",
    around: &[],
    codes: &[
        code("10", &["健康", "良好", "10"]),
        code("20", &["一般", "较弱", "一般或较弱", "20"]),
        code("31", &["心血管病", "心血管", "31"]),
        code("32", &["脑血管病", "脑血管", "32"]),
        code("33", &["慢性呼吸系统病", "呼吸系统病", "33"]),
        code("34", &["慢性消化系统病", "消化系统病", "34"]),
        code("35", &["慢性肾炎", "肾炎", "35"]),
        code("36", &["结核病", "结核", "36"]),
        code("37", &["糖尿病", "37"]),
        code("38", &["神经或精神疾病", "神经精神疾病", "38"]),
        code("41", &["癌症", "41"]),
        code("49", &["其他慢性病", "慢性病", "49"]),
        code("60", &["残疾", "60"]),
        code("61", &["视力残疾", "61"]),
        code("62", &["听力残疾", "62"]),
        code("63", &["言语残疾", "63"]),
        code("64", &["肢体残疾", "64"]),
        code("65", &["智力残疾", "65"]),
        code("66", &["精神残疾", "66"]),
    ],
};

/// By which calendar somebody keeps the birthday.
pub static BIRTHDAY_BY: Table = Table {
    family: "birthday-by",
    standard: "",
    around: &[],
    codes: &[code("solar", &["阳历", "公历", "新历"]), code("lunar", &["阴历", "农历", "旧历"])],
};

/// When somebody joined the revolution, by the four periods.
pub static REVOLUTION: Table = Table {
    family: "revolution",
    standard: "",
    around: &[],
    codes: &[
        code(
            "agrarian",
            &["土地革命战争时期", "土地革命时期", "土地革命", "红军时期", "第二次国内革命战争时期"],
        ),
        code("resistance-early", &["抗日战争前期", "抗战前期", "抗日前期"]),
        code("resistance-late", &["抗日战争后期", "抗战后期", "抗日后期"]),
        code("liberation", &["解放战争时期", "解放战争", "解放时期", "第三次国内革命战争时期"]),
    ],
};

/// How far somebody can look after themselves.
pub static SELF_CARE: Table = Table {
    family: "self-care",
    standard: "",
    around: &[],
    codes: &[
        code("full", &["能自理", "能够自理", "完全自理", "自理", "生活能自理", "生活自理"]),
        code("partial", &["半自理", "部分自理", "半失能", "生活半自理"]),
        code("none", &["不能自理", "失能", "完全不能自理", "生活不能自理", "全失能"]),
    ],
};

/// 单位性质.
pub static UNIT_KIND: Table = Table {
    family: "unit-kind",
    standard: "",
    around: &[],
    codes: &[
        code("organ", &["机关", "党政机关", "行政机关", "行政", "行政单位"]),
        code("institution", &["事业", "事业单位"]),
        code("enterprise", &["企业", "企业单位", "国有企业"]),
        code("other", &["其他", "社会团体", "社团"]),
    ],
};

/// Why somebody is no longer served.
pub static ENDED: Table = Table {
    family: "ended",
    standard: "",
    around: &[],
    codes: &[
        code("died", &["去世", "死亡", "离世", "已故", "病故", "逝世"]),
        code("moved", &["迁出", "转出", "外迁", "调出"]),
        code("merged", &["合并"]),
        code("other", &["其他"]),
    ],
};
