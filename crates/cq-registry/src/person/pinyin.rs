//! How Chinese names are read: surnames have readings of their own, and some have two.

use pinyin::ToPinyin;

/// Surnames of two characters whose first character alone would be read otherwise, or that would be cut wrongly.
const DOUBLE: &[(&str, [&str; 2])] = &[
    ("尉迟", ["yu", "chi"]),
    ("万俟", ["mo", "qi"]),
    ("长孙", ["zhang", "sun"]),
    ("单于", ["chan", "yu"]),
    ("令狐", ["ling", "hu"]),
    ("澹台", ["tan", "tai"]),
    ("宿六", ["su", "liu"]),
    ("乐正", ["yue", "zheng"]),
    ("拓跋", ["tuo", "ba"]),
    ("欧阳", ["ou", "yang"]),
    ("司马", ["si", "ma"]),
    ("上官", ["shang", "guan"]),
    ("诸葛", ["zhu", "ge"]),
    ("夏侯", ["xia", "hou"]),
    ("皇甫", ["huang", "fu"]),
    ("公孙", ["gong", "sun"]),
    ("慕容", ["mu", "rong"]),
    ("司徒", ["si", "tu"]),
    ("司空", ["si", "kong"]),
    ("东方", ["dong", "fang"]),
    ("西门", ["xi", "men"]),
    ("南宫", ["nan", "gong"]),
    ("宇文", ["yu", "wen"]),
    ("端木", ["duan", "mu"]),
    ("呼延", ["hu", "yan"]),
    ("轩辕", ["xuan", "yuan"]),
    ("钟离", ["zhong", "li"]),
    ("申屠", ["shen", "tu"]),
    ("太史", ["tai", "shi"]),
    ("赫连", ["he", "lian"]),
    ("鲜于", ["xian", "yu"]),
    ("闻人", ["wen", "ren"]),
    ("濮阳", ["pu", "yang"]),
    ("淳于", ["chun", "yu"]),
];

/// Surnames read otherwise than the same character elsewhere; the first reading sorts, each of them finds.
const SINGLE: &[(char, &[&str])] = &[
    ('单', &["shan"]),
    ('仇', &["qiu"]),
    ('解', &["xie"]),
    ('曾', &["zeng"]),
    ('区', &["ou"]),
    ('查', &["zha"]),
    ('朴', &["piao"]),
    ('乐', &["yue", "le"]),
    ('盖', &["ge", "gai"]),
    ('缪', &["miao"]),
    ('翟', &["zhai", "di"]),
    ('任', &["ren"]),
    ('华', &["hua"]),
    ('覃', &["qin", "tan"]),
    ('纪', &["ji"]),
    ('燕', &["yan"]),
    ('宁', &["ning"]),
    ('员', &["yun", "yuan"]),
    ('黑', &["he", "hei"]),
    ('葛', &["ge"]),
    ('那', &["na"]),
    ('逄', &["pang"]),
    ('逢', &["pang", "feng"]),
    ('冼', &["xian"]),
    ('折', &["she"]),
    ('秘', &["bi", "mi"]),
    ('种', &["chong"]),
    ('繁', &["po", "fan"]),
    ('洗', &["xian", "xi"]),
    ('尉', &["wei", "yu"]),
    ('召', &["shao", "zhao"]),
    ('过', &["guo"]),
    ('车', &["che"]),
    ('褚', &["chu"]),
    ('晁', &["chao"]),
    ('郗', &["xi", "chi"]),
    ('祭', &["zhai", "ji"]),
    ('谌', &["chen", "shen"]),
    ('贾', &["jia"]),
    ('隗', &["wei", "kui"]),
    ('哈', &["ha"]),
    ('句', &["gou", "ju"]),
    ('要', &["yao"]),
    ('卜', &["bu"]),
    ('石', &["shi"]),
    ('曲', &["qu"]),
    ('应', &["ying"]),
    ('柏', &["bai", "bo"]),
    ('薄', &["bo", "bao"]),
    ('佴', &["nai"]),
    ('乜', &["nie", "mie"]),
    ('牟', &["mou", "mu"]),
    ('万', &["wan"]),
    ('沈', &["shen"]),
    ('盛', &["sheng"]),
    ('俞', &["yu"]),
    ('於', &["yu"]),
    ('臧', &["zang"]),
    ('占', &["zhan"]),
    ('阚', &["kan"]),
    ('訾', &["zi"]),
    ('宓', &["mi", "fu"]),
    ('郇', &["xun", "huan"]),
    ('䜣', &["xin"]),
];

/// The readings of a name, each a list of syllables without tones; the first is the one to sort by. A character without a
/// known reading stands for itself. `·` and spaces are left out; Latin letters stay together, in lower case.
pub fn readings(name: &str) -> Vec<Vec<String>> {
    let (surname, given) = surname_and_given(name);
    let given = syllables(given);
    surname
        .into_iter()
        .map(|mut reading| {
            reading.extend(given.iter().cloned());
            reading
        })
        .collect()
}

/// The text a list is sorted by: the first reading, its syllables a space apart, so that all of one surname stand together.
pub fn sort_key(name: &str) -> String {
    readings(name).into_iter().next().unwrap_or_default().join(" ")
}

fn surname_and_given(name: &str) -> (Vec<Vec<String>>, &str) {
    let name = name.trim_start();
    if let Some((surname, reading)) = DOUBLE.iter().find(|(surname, _)| name.starts_with(surname)) {
        return (
            vec![reading.iter().map(|syllable| (*syllable).to_owned()).collect()],
            &name[surname.len()..],
        );
    }
    let first = name.chars().next();
    if let Some((surname, readings)) = SINGLE.iter().find(|(surname, _)| first == Some(*surname)) {
        let readings = readings.iter().map(|reading| vec![(*reading).to_owned()]).collect();
        return (readings, &name[surname.len_utf8()..]);
    }
    (vec![Vec::new()], name)
}

fn syllables(text: &str) -> Vec<String> {
    let mut syllables: Vec<String> = Vec::new();
    let mut in_latin = false;
    for c in text.chars().filter(|c| !is_separator(*c)) {
        if c.is_ascii() {
            let c = c.to_ascii_lowercase();
            match syllables.last_mut() {
                Some(last) if in_latin => last.push(c),
                _ => syllables.push(c.into()),
            }
            in_latin = true;
        } else {
            in_latin = false;
            syllables.push(c.to_pinyin().map_or_else(|| c.to_string(), |reading| plain(reading.plain())));
        }
    }
    syllables
}

/// `ü` is typed as `v` on every keyboard in China.
fn plain(syllable: &str) -> String {
    syllable.replace('ü', "v")
}

/// What stands between the parts of a name and is never typed when looking for it.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '·' | '•' | '・' | '．' | '.' | '-' | '\'')
}
