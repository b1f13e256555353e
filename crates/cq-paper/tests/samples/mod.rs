//! Sample documents, shared by the tests and by the example that writes them to disk.
#![allow(missing_docs, dead_code, clippy::unwrap_used)]

use cq_paper::{
    Align, Column, DaySheet, DaySheetLabels, Dossier, Entry, Figure, Foot, Grid, Imprint, Letter, Letters,
    NameList, Orientation, Part, Visit,
};
use jiff::civil::date;

/// Texts that a careless printer would run, lose, or let run off the page.
pub const HOSTILE: [&str; 12] = [
    r#"#read("x")"#,
    "*a* _b_ `c`",
    "$x$ $ sum $",
    "= 标题\n- 列表",
    r#"#import "@preview/x:1.0.0": *"#,
    r#"\u{41} \" \\ ]]}} #{"#,
    "<label> @label //注释 /* */",
    "{page} {pages}",
    "𠮷田龘𪚥",
    "a\u{0}b\u{7}\u{202e}c\u{200b}\u{feff}",
    "https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "",
];

const NAMES: [&str; 8] = ["王晓明", "单德福", "仇玉兰", "解建国", "欧阳淑贞", "曾庆祥", "区少华", "查文英"];
const ADDRESSES: [&str; 5] = [
    "明水街道汇泉路 128 号 3 号楼 2 单元 501 室",
    "双山街道桃花山小区 7 号楼 1 单元 102 室",
    "刁镇柳塘口村",
    "埠村街道月宫社区干休所 12 号院（原县委家属院东侧，门口有两棵槐树，从北门进）",
    "绣惠街道女郎山路 45 号",
];
const REASONS: [&str; 4] =
    ["冬日送温暖", "冬日送温暖；高血压随访", "出院后一周复诊", "慢阻肺，天冷加重；吸氧指导"];

fn pick<'a>(texts: &[&'a str], at: usize) -> &'a str {
    texts[at % texts.len()]
}

fn text(words: &str) -> String {
    words.to_owned()
}

pub fn foot() -> Foot {
    let entry = |label: &str, value: Option<&str>| Entry { label: text(label), value: value.map(text) };
    Foot {
        entries: vec![
            entry("填报单位", Some("示范市老干部局")),
            entry("填报人", None),
            entry("日期", Some("2026年11月23日")),
        ],
        page_pattern: text("第 {page} 页，共 {pages} 页"),
    }
}

fn imprint() -> Imprint {
    Imprint { author: text("示范市老干部局"), created_on: date(2026, 11, 23) }
}

pub fn labels() -> DaySheetLabels {
    DaySheetLabels {
        bureau: text("单位"),
        doctor: text("责任医生"),
        hospital: text("医院"),
        doctor_phone: text("电话"),
        date: text("日期"),
        order: text("序号"),
        time: text("时间"),
        elder: text("姓名"),
        sex_and_age: text("性别、年龄"),
        address: text("住址"),
        phone: text("电话"),
        reason: text("上门事由"),
        last_visit: text("上次上门"),
        actual_date: text("实际日期"),
        services: ["用药", "救治", "心理"].map(text).to_vec(),
        treatment: text("治疗"),
        advice: text("建议"),
        condition: text("老人状况"),
        signature: text("签名"),
        overdue: text("逾期"),
        no_visits: text("当日没有安排上门服务。"),
    }
}

pub fn visit(at: usize) -> Visit {
    Visit {
        order: u32::try_from(at + 1).unwrap(),
        time: (at % 3 != 2).then(|| format!("{:02}:{:02}", 8 + at % 9, (at * 20) % 60)),
        elder: text(pick(&NAMES, at)),
        sex_and_age: format!("{}，{}岁", pick(&["男", "男", "女"], at), 71 + at * 7 % 28),
        address: text(pick(&ADDRESSES, at)),
        phone: format!("1380531{:04}", (at * 7919) % 10_000),
        reason: text(pick(&REASONS, at)),
        last_visit: (at % 5 != 3).then(|| format!("2025-{:02}-{:02}", 1 + at % 12, 1 + at % 28)),
        overdue: at % 4 == 1,
    }
}

pub fn day_sheet(visits: usize) -> DaySheet {
    DaySheet {
        imprint: imprint(),
        title: text("上门服务日程表"),
        bureau: text("示范市老干部局"),
        doctor: text("王立新"),
        hospital: text("示范市人民医院"),
        phone: text("13805310000"),
        date: text("2026年11月23日（星期一）"),
        labels: labels(),
        visits: (0..visits).map(visit).collect(),
        spare_rows: 0,
        foot: foot(),
    }
}

fn column(label: &str, share: u16, align: Align) -> Column {
    Column { label: text(label), share, align }
}

pub fn name_list(rows: usize) -> NameList {
    NameList {
        heads: Vec::new(),
        notes: Vec::new(),
        imprint: imprint(),
        title: text("“冬日送温暖”逾期未上门名单"),
        subtitle: Some(text("（截至 2026年11月23日）")),
        count_line: Some(format!("共 {rows} 人")),
        no_rows: text("没有逾期的上门服务。"),
        orientation: Orientation::Portrait,
        columns: vec![
            column("序号", 9, Align::Center),
            column("姓名", 16, Align::Start),
            column("住址", 46, Align::Start),
            column("责任医生", 16, Align::Start),
            column("应上门日期", 21, Align::Center),
            column("逾期天数", 15, Align::End),
        ],
        rows: (0..rows)
            .map(|at| {
                vec![
                    (at + 1).to_string(),
                    text(pick(&NAMES, at)),
                    text(pick(&ADDRESSES, at)),
                    text(pick(&NAMES, at * 3 + 1)),
                    format!("2026-11-{:02}", 1 + at % 22),
                    (22 - at % 22).to_string(),
                ]
            })
            .collect(),
        foot: foot(),
    }
}

/// Every text of the sheet is hostile.
pub fn hostile_day_sheet() -> DaySheet {
    let mut sheet = day_sheet(HOSTILE.len());
    sheet.title = text(HOSTILE[0]);
    sheet.bureau = text(HOSTILE[1]);
    sheet.doctor = text(HOSTILE[2]);
    sheet.hospital = text(HOSTILE[10]);
    sheet.labels.elder = text(HOSTILE[5]);
    sheet.labels.no_visits = text(HOSTILE[6]);
    for (visit, hostile) in sheet.visits.iter_mut().zip(HOSTILE) {
        visit.elder = text(hostile);
        visit.sex_and_age = text(hostile);
        visit.address = hostile.repeat(3);
        visit.reason = text(hostile);
        visit.time = Some(text(hostile));
    }
    sheet
}

/// Every text of the list is hostile.
pub fn hostile_name_list() -> NameList {
    let mut list = name_list(0);
    list.title = text(HOSTILE[3]);
    list.subtitle = Some(text(HOSTILE[4]));
    list.columns[1].label = text(HOSTILE[6]);
    list.rows = HOSTILE.iter().map(|hostile| vec![text(hostile); list.columns.len()]).collect();
    list.foot.entries[0].value = Some(text(HOSTILE[9]));
    list
}

/// So many letters.
pub fn letters(count: usize) -> Letters {
    let letter = |at| Letter {
        address: text(pick(&ADDRESSES, at)),
        addressee: format!("{}（收）", pick(&NAMES, at)),
        subject: text("冬日送温暖上门服务通知"),
        paragraphs: vec![
            format!("{}老同志，您好！", pick(&NAMES, at)),
            text("您的责任医生将在十二月上旬上门为您量血压、测血糖，并带去冬季保健指导。"),
        ],
        signature: text("示范市老干部局"),
        date: text("2026年11月23日"),
    };
    Letters {
        imprint: imprint(),
        title: text("待打印的信"),
        sender: text("示范市老干部局"),
        letters: (0..count).map(letter).collect(),
    }
}

/// A JPEG of 48 by 32 points, green at the left and grey at the right.
#[rustfmt::skip]
pub const PICTURE: &[u8] = &[
    255, 216, 255, 224, 0, 16, 74, 70, 73, 70, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 255, 226, 1, 216, 73, 67, 67, 95,
    80, 82, 79, 70, 73, 76, 69, 0, 1, 1, 0, 0, 1, 200, 0, 0, 0, 0, 4, 48, 0, 0, 109, 110, 116, 114, 82, 71, 66,
    32, 88, 89, 90, 32, 7, 224, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 97, 99, 115, 112, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 246, 214, 0, 1, 0, 0, 0, 0, 211, 45, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 100, 101, 115, 99, 0, 0, 0, 240, 0, 0, 0, 36, 114, 88, 89, 90, 0, 0, 1, 20,
    0, 0, 0, 20, 103, 88, 89, 90, 0, 0, 1, 40, 0, 0, 0, 20, 98, 88, 89, 90, 0, 0, 1, 60, 0, 0, 0, 20, 119, 116,
    112, 116, 0, 0, 1, 80, 0, 0, 0, 20, 114, 84, 82, 67, 0, 0, 1, 100, 0, 0, 0, 40, 103, 84, 82, 67, 0, 0, 1,
    100, 0, 0, 0, 40, 98, 84, 82, 67, 0, 0, 1, 100, 0, 0, 0, 40, 99, 112, 114, 116, 0, 0, 1, 140, 0, 0, 0, 60,
    109, 108, 117, 99, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12, 101, 110, 85, 83, 0, 0, 0, 8, 0, 0, 0, 28, 0, 115,
    0, 82, 0, 71, 0, 66, 88, 89, 90, 32, 0, 0, 0, 0, 0, 0, 111, 162, 0, 0, 56, 245, 0, 0, 3, 144, 88, 89, 90,
    32, 0, 0, 0, 0, 0, 0, 98, 153, 0, 0, 183, 133, 0, 0, 24, 218, 88, 89, 90, 32, 0, 0, 0, 0, 0, 0, 36, 160, 0,
    0, 15, 132, 0, 0, 182, 207, 88, 89, 90, 32, 0, 0, 0, 0, 0, 0, 246, 214, 0, 1, 0, 0, 0, 0, 211, 45, 112, 97,
    114, 97, 0, 0, 0, 0, 0, 4, 0, 0, 0, 2, 102, 102, 0, 0, 242, 167, 0, 0, 13, 89, 0, 0, 19, 208, 0, 0, 10, 91,
    0, 0, 0, 0, 0, 0, 0, 0, 109, 108, 117, 99, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12, 101, 110, 85, 83, 0, 0, 0,
    32, 0, 0, 0, 28, 0, 71, 0, 111, 0, 111, 0, 103, 0, 108, 0, 101, 0, 32, 0, 73, 0, 110, 0, 99, 0, 46, 0, 32,
    0, 50, 0, 48, 0, 49, 0, 54, 255, 219, 0, 67, 0, 40, 28, 30, 35, 30, 25, 40, 35, 33, 35, 45, 43, 40, 48, 60,
    100, 65, 60, 55, 55, 60, 123, 88, 93, 73, 100, 145, 128, 153, 150, 143, 128, 140, 138, 160, 180, 230, 195,
    160, 170, 218, 173, 138, 140, 200, 255, 203, 218, 238, 245, 255, 255, 255, 155, 193, 255, 255, 255, 250,
    255, 230, 253, 255, 248, 255, 219, 0, 67, 1, 43, 45, 45, 60, 53, 60, 118, 65, 65, 118, 248, 165, 140, 165,
    248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248,
    248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248,
    248, 248, 248, 248, 248, 248, 248, 248, 255, 192, 0, 17, 8, 0, 32, 0, 48, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1,
    255, 196, 0, 22, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 255, 196, 0, 20, 16, 1, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 196, 0, 22, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 1, 3, 2, 255, 196, 0, 22, 17, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 255, 218, 0, 12,
    3, 1, 0, 2, 17, 3, 17, 0, 63, 0, 202, 0, 68, 91, 68, 91, 49, 76, 0, 22, 209, 0, 101, 1, 109, 17, 108, 197,
    48, 0, 91, 127, 255, 217,
];

/// A file of one application: what was asked and decided, a table, and a page for each of its pictures.
pub fn dossier(rows: usize, pictures: &[&[u8]]) -> Dossier {
    let fact = |label: &str, value: &str| Entry { label: text(label), value: Some(text(value)) };
    let column = |label: &str, share, align| Column { label: text(label), share, align };
    let asked = Part {
        heading: text("一、申请"),
        facts: vec![
            fact("编号", "2026-0007"),
            fact("救助对象", "单德福"),
            fact(
                "困难情况",
                "直肠癌手术后化疗六次，自费药四万八，老伴没有退休金，儿子在外打工，家里只靠一份养老金。",
            ),
            Entry { label: text("主持人签字"), value: None },
        ],
        words: HOSTILE.iter().map(|words| text(words)).collect(),
        ..Part::default()
    };
    let decided = Part {
        heading: text("二、会议决定"),
        table: Some(Grid {
            columns: vec![
                column("编号", 3, Align::Center),
                column("姓名", 3, Align::Start),
                column("金额（元）", 3, Align::End),
            ],
            rows: (0..rows)
                .map(|at| vec![format!("2026-{at:04}"), text(pick(&NAMES, at)), text("4,500.00")])
                .collect(),
        }),
        closing: vec![text("示范市老干部局"), text("2026年11月23日")],
        ..Part::default()
    };
    let shown = Part {
        heading: text("三、材料"),
        new_page: true,
        figures: (0..pictures.len())
            .map(|picture| Figure { picture, caption: format!("第 {} 份材料", picture + 1) })
            .collect(),
        ..Part::default()
    };
    Dossier {
        imprint: imprint(),
        title: text("救助档案"),
        subtitle: Some(text("单德福　2026-0007")),
        parts: vec![asked, decided, shown],
        pictures: pictures.iter().map(|jpeg| jpeg.to_vec()).collect(),
        foot: foot(),
    }
}
