//! The ledgers of what people belong to: units by kind, branches below their committee, clubs, and who belongs since when.

use rust_xlsxwriter::XlsxError;

use crate::{
    Bureau,
    county::{AREAS, COUNTY, UNITS},
    dice::{Dice, Stream},
    ledger::{Cell, plain::one_sheet, text_of},
    person::PersonRecord,
};

/// What clubs are about.
const CLUBS: [&str; 10] = ["书画", "合唱", "舞蹈", "太极", "摄影", "门球", "戏曲", "诗词", "乒乓球", "棋牌"];
/// Where each of them has a club: the county seat, then three towns.
const SEATS: [usize; 4] = [0, 2, 8, 14];

fn committee() -> String {
    format!("{COUNTY}离退休干部党工委")
}

fn branch(unit: usize) -> String {
    format!("{}离退休干部党支部", UNITS[unit % UNITS.len()].name)
}

fn club(about: usize, seat: usize) -> String {
    let about = CLUBS[about % CLUBS.len()];
    match seat {
        0 => format!("{COUNTY}老年{about}协会"),
        seat => format!("{}老年{about}社", AREAS[SEATS[seat % SEATS.len()]].name),
    }
}

pub(super) fn units() -> Result<Vec<u8>, XlsxError> {
    let rows = UNITS.iter().map(|unit| vec![text_of(unit.name), text_of(unit.kind.label())]);
    one_sheet("单位", &[("单位名称", 30.0), ("单位性质", 12.0)], rows)
}

pub(super) fn branches() -> Result<Vec<u8>, XlsxError> {
    let columns = [
        ("党组织名称", 34.0),
        ("组织类别", 12.0),
        ("上级党组织", 30.0),
        ("成立时间", 12.0),
        ("每届月数", 10.0),
    ];
    let top =
        vec![text_of(committee()), text_of("党工委"), Cell::Blank, text_of("2009-06"), Cell::Number(60.0)];
    let below = (0..UNITS.len()).map(|unit| {
        let founded = format!("20{:02}-{:02}", 9 + unit % 10, 1 + unit % 12);
        vec![
            text_of(branch(unit)),
            text_of("党支部"),
            text_of(committee()),
            text_of(founded),
            Cell::Number(36.0),
        ]
    });
    one_sheet("党组织", &columns, std::iter::once(top).chain(below))
}

pub(super) fn clubs() -> Result<Vec<u8>, XlsxError> {
    let columns =
        [("社团名称", 26.0), ("类型", 12.0), ("所在镇街", 14.0), ("成立时间", 12.0), ("每届月数", 10.0)];
    let all = (0..CLUBS.len()).flat_map(|about| (0..SEATS.len()).map(move |seat| (about, seat)));
    let rows = all.map(|(about, seat)| {
        let founded = format!("20{:02}-{:02}", 10 + (about + 3 * seat) % 9, 1 + (about * 5 + seat) % 12);
        vec![
            text_of(club(about, seat)),
            text_of(CLUBS[about]),
            text_of(AREAS[SEATS[seat]].name),
            text_of(founded),
            Cell::Number(48.0),
        ]
    });
    one_sheet("社团", &columns, rows)
}

/// What a group gives its first members, in this order.
const BRANCH_POSTS: [&str; 4] = ["书记", "组织委员", "宣传委员", "纪检委员"];
const CLUB_POSTS: [&str; 4] = ["会长", "副会长", "秘书长", "骨干"];

struct Seats {
    posts: [&'static str; 4],
    taken: Vec<usize>,
}

impl Seats {
    fn next(&mut self, group: usize) -> &'static str {
        let taken = &mut self.taken[group];
        *taken += 1;
        self.posts.get(*taken - 1).copied().unwrap_or_default()
    }
}

pub(super) fn memberships(bureau: &Bureau) -> Result<Vec<u8>, XlsxError> {
    let columns = [
        ("姓名", 12.0),
        ("身份证号", 23.0),
        ("所在组织", 34.0),
        ("加入时间", 12.0),
        ("职务", 12.0),
        ("任职时间", 12.0),
        ("换届到期", 12.0),
    ];
    let mut dice = Dice::new(bureau.scale.seed, Stream::Groups);
    let mut branch_seats = Seats { posts: BRANCH_POSTS, taken: vec![0; UNITS.len()] };
    let mut club_seats = Seats { posts: CLUB_POSTS, taken: vec![0; CLUBS.len() * SEATS.len()] };
    let mut rows = Vec::new();
    for person in &bureau.people {
        if person.political == "中共党员" {
            let post = branch_seats.next(person.unit % UNITS.len());
            rows.push(row(&mut dice, bureau, person, branch(person.unit), post, 36));
        }
        if dice.chance(0.28) {
            let (about, seat) = (dice.below(CLUBS.len()), dice.below(SEATS.len()));
            let post = club_seats.next(about * SEATS.len() + seat);
            rows.push(row(&mut dice, bureau, person, club(about, seat), post, 48));
        }
    }
    one_sheet("成员", &columns, rows.into_iter())
}

/// Since when, and with a post the term that runs, ended lately or soon ends.
fn row(
    dice: &mut Dice,
    bureau: &Bureau,
    person: &PersonRecord,
    group: String,
    post: &'static str,
    term_months: i32,
) -> Vec<Cell> {
    let today = bureau.scale.today;
    let retired = person.retired.map_or(2019, |month| month.year);
    let year = i32::from(retired.clamp(2019, today.year() - 1)) + dice.between(0, 2);
    let year = year.min(i32::from(today.year()) - 1);
    let since = format!("{year}-{:02}", dice.between(1, 12));
    // A few terms are over, a few end within the next weeks.
    let left = dice.between(-2, term_months - 1);
    let month = i32::from(today.year()) * 12 + i32::from(today.month()) - 1;
    let of = |months: i32| format!("{}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1);
    let began = of((month + left - term_months).max(year * 12 + 12));
    let ends = of(month + left);
    let (began, ends) = if post.is_empty() { (String::new(), String::new()) } else { (began, ends) };
    vec![
        text_of(person.name.as_str()),
        text_of(person.citizen_id.as_str()),
        text_of(group),
        text_of(since),
        text_of(post),
        text_of(began),
        text_of(ends),
    ]
}
