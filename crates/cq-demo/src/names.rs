//! Names from pools small enough that people share them, and share their pinyin, as in life. Combinations are
//! drawn by chance and mean nobody.

use crate::{dice::Dice, person::Sex};

/// Kept for one person of the stories; chance never makes it.
pub const ELDER_OF_THE_STORIES: &str = "王晓明";
/// Kept for one doctor of the stories.
pub const DOCTOR_OF_THE_STORIES: &str = "王建国";

/// Who works at the bureau.
pub struct Staff {
    /// 经办员.
    pub clerk: &'static str,
    /// 领导.
    pub leader: &'static str,
    /// 审计员.
    pub auditor: &'static str,
    /// 管理员.
    pub admin: &'static str,
}

/// The bureau's own people, one a role.
pub const STAFF: Staff = Staff { clerk: "周敏", leader: "陈立国", auditor: "孙正", admin: "吴文" };

/// People who must be there: colliding pinyin, special readings of surnames, double surnames, the point in
/// minority names, a character outside the basic plane.
pub(crate) const CAST: [(&str, Sex, &str); 26] = [
    (ELDER_OF_THE_STORIES, Sex::Male, "汉"),
    ("王小明", Sex::Male, "汉"),
    ("汪晓鸣", Sex::Male, "汉"),
    ("王晓鸣", Sex::Female, "汉"),
    ("汪小明", Sex::Male, "汉"),
    ("张伟", Sex::Male, "汉"),
    ("张炜", Sex::Male, "汉"),
    ("章伟", Sex::Male, "汉"),
    ("单玉兰", Sex::Female, "汉"),
    ("仇志远", Sex::Male, "汉"),
    ("解学礼", Sex::Male, "汉"),
    ("曾庆和", Sex::Male, "汉"),
    ("区少平", Sex::Male, "汉"),
    ("查文山", Sex::Male, "汉"),
    ("朴成浩", Sex::Male, "朝鲜"),
    ("尉迟敬亭", Sex::Male, "汉"),
    ("欧阳淑珍", Sex::Female, "汉"),
    ("阿依古丽·买买提", Sex::Female, "维吾尔"),
    ("买买提·吐尔逊", Sex::Male, "维吾尔"),
    ("王𠮷祥", Sex::Male, "汉"),
    ("李𠮷庆", Sex::Male, "汉"),
    ("王芳", Sex::Female, "汉"),
    ("汪芳", Sex::Female, "汉"),
    ("刘洋", Sex::Male, "汉"),
    ("柳扬", Sex::Female, "汉"),
    ("任重远", Sex::Male, "汉"),
];

const SURNAMES: [(&str, u32); 60] = [
    ("王", 90),
    ("李", 86),
    ("张", 84),
    ("刘", 66),
    ("陈", 40),
    ("杨", 34),
    ("赵", 34),
    ("孙", 28),
    ("徐", 22),
    ("马", 20),
    ("高", 20),
    ("宋", 18),
    ("郭", 18),
    ("韩", 16),
    ("吴", 16),
    ("周", 16),
    ("于", 15),
    ("朱", 14),
    ("胡", 14),
    ("林", 12),
    ("何", 10),
    ("郑", 10),
    ("许", 10),
    ("董", 9),
    ("袁", 9),
    ("程", 9),
    ("曹", 9),
    ("冯", 8),
    ("梁", 8),
    ("唐", 8),
    ("崔", 8),
    ("姜", 8),
    ("孟", 8),
    ("付", 6),
    ("傅", 6),
    ("汪", 6),
    ("章", 5),
    ("史", 5),
    ("邢", 5),
    ("牛", 5),
    ("翟", 4),
    ("石", 4),
    ("康", 4),
    ("焦", 4),
    ("逯", 2),
    ("单", 5),
    ("仇", 4),
    ("解", 5),
    ("曾", 5),
    ("区", 2),
    ("查", 3),
    ("任", 6),
    ("盖", 3),
    ("乐", 2),
    ("朴", 1),
    ("华", 2),
    ("欧阳", 2),
    ("尉迟", 1),
    ("司马", 1),
    ("上官", 1),
];

const MALE_FIRST: [&str; 24] = [
    "建", "国", "志", "玉", "文", "明", "福", "庆", "学", "立", "振", "宝", "长", "兴", "光", "永", "新",
    "晓", "小", "传", "洪", "金", "树", "德",
];
const MALE_LAST: [&str; 24] = [
    "国", "华", "军", "明", "平", "山", "祥", "海", "生", "林", "贵", "田", "成", "忠", "亮", "鸣", "东",
    "河", "义", "友", "才", "胜", "昌", "岭",
];
const FEMALE_FIRST: [&str; 20] = [
    "秀", "玉", "桂", "淑", "凤", "春", "爱", "月", "素", "美", "红", "丽", "翠", "晓", "小", "兰", "慧",
    "金", "庆", "瑞",
];
const FEMALE_LAST: [&str; 20] = [
    "英", "兰", "珍", "芳", "华", "云", "香", "梅", "霞", "荣", "玲", "琴", "娥", "芝", "莲", "敏", "萍",
    "花", "鸣", "芬",
];
const MALE_SINGLE: [&str; 14] =
    ["伟", "炜", "勇", "军", "刚", "明", "鸣", "平", "杰", "涛", "波", "洋", "扬", "辉"];
const FEMALE_SINGLE: [&str; 14] =
    ["芳", "敏", "静", "丽", "英", "梅", "红", "玲", "萍", "霞", "洋", "扬", "娟", "燕"];
/// A word of the time in which somebody was born.
const BORN_BEFORE_1950: [&str; 6] = ["长庚", "福来", "进财", "有田", "守业", "继祖"];
const BORN_IN_THE_FIFTIES: [&str; 8] = ["建国", "国庆", "援朝", "卫国", "跃进", "建设", "和平", "解放"];

const UYGHUR_MALE: [&str; 6] = ["买买提", "吐尔逊", "阿不都热合曼", "艾力", "玉素甫", "卡德尔"];
const UYGHUR_FEMALE: [&str; 5] = ["阿依古丽", "帕提古丽", "热孜万", "古丽娜尔", "阿依夏木"];
const MONGOL: [&str; 5] = ["巴特尔", "乌兰", "其其格", "苏和", "格日勒"];
const KOREAN_SURNAMES: [&str; 3] = ["朴", "金", "崔"];
const HUI_SURNAMES: [&str; 5] = ["马", "白", "丁", "沙", "哈"];

/// Peoples (民族) and how often they occur.
const PEOPLES: [(&str, u32); 8] =
    [("汉", 955), ("回", 18), ("满", 10), ("朝鲜", 4), ("蒙古", 4), ("维吾尔", 4), ("土家", 3), ("壮", 2)];

/// The people that somebody belongs to.
pub(crate) fn ethnic(dice: &mut Dice) -> &'static str {
    let at = dice.weighted(PEOPLES.iter().map(|(_, weight)| *weight));
    PEOPLES[at].0
}

/// A name for somebody of that people, sex and year of birth; never the elder of the stories.
pub(crate) fn name(dice: &mut Dice, ethnic: &str, sex: Sex, born: i16) -> String {
    loop {
        let name = match ethnic {
            "维吾尔" => uyghur(dice, sex),
            "蒙古" => (*dice.pick(&MONGOL)).to_owned(),
            "朝鲜" => format!("{}{}", dice.pick(&KOREAN_SURNAMES), given(dice, sex, born)),
            "回" if dice.chance(0.7) => format!("{}{}", dice.pick(&HUI_SURNAMES), given(dice, sex, born)),
            _ => format!("{}{}", surname(dice), given(dice, sex, born)),
        };
        if name != ELDER_OF_THE_STORIES {
            return name;
        }
    }
}

/// A surname, as often as it occurs.
pub(crate) fn surname(dice: &mut Dice) -> &'static str {
    let at = dice.weighted(SURNAMES.iter().map(|(_, weight)| *weight));
    SURNAMES[at].0
}

fn uyghur(dice: &mut Dice, sex: Sex) -> String {
    let own = match sex {
        Sex::Male => *dice.pick(&UYGHUR_MALE),
        Sex::Female => *dice.pick(&UYGHUR_FEMALE),
    };
    format!("{own}·{}", dice.pick(&UYGHUR_MALE))
}

fn given(dice: &mut Dice, sex: Sex, born: i16) -> String {
    if dice.chance(0.14) {
        return match sex {
            Sex::Male => (*dice.pick(&MALE_SINGLE)).to_owned(),
            Sex::Female => (*dice.pick(&FEMALE_SINGLE)).to_owned(),
        };
    }
    if sex == Sex::Male && dice.chance(0.10) {
        return match born {
            ..1950 => (*dice.pick(&BORN_BEFORE_1950)).to_owned(),
            1950..1970 => (*dice.pick(&BORN_IN_THE_FIFTIES)).to_owned(),
            _ => "志强".to_owned(),
        };
    }
    let (first, last) = match sex {
        Sex::Male => (*dice.pick(&MALE_FIRST), *dice.pick(&MALE_LAST)),
        Sex::Female => (*dice.pick(&FEMALE_FIRST), *dice.pick(&FEMALE_LAST)),
    };
    if first == last { last.to_owned() } else { format!("{first}{last}") }
}
