//! The people, one after another, endlessly: what a ledger of any size is filled with.

use jiff::{ToSpan, civil::Date};

use crate::{
    Scale,
    citizen_id::{AREA_CODES, Issuer},
    county::{AREAS, COUNTY, UNITS, UnitKind},
    dice::{Dice, Stream},
    health::{self, by_code},
    names::{self, CAST},
    person::{Category, Family, Living, Month, PersonRecord, Rank, Sex},
    phone::{self, Owner},
};

const SEAT_AREAS: usize = 6;

const ROADS: [&str; 10] =
    ["府前大街", "文昌路", "凤山路", "清河路", "东关街", "新城大道", "胜利路", "建设路", "团结巷", "百货街"];
const ESTATES: [&str; 8] =
    ["干休所", "机关宿舍", "教师公寓", "阳光小区", "明珠花园", "福安里", "锦绣苑", "和顺家园"];
const VILLAGES: [&str; 10] =
    ["前街村", "后街村", "东庄村", "西庄村", "河湾村", "北坡村", "槐树村", "老井村", "新建社区", "中心社区"];
const REMARKS: [&str; 6] = [
    "冬季随子女在外地居住",
    "老年大学书法班学员",
    "退休支部委员",
    "曾获县级劳动模范",
    "子女均在外地",
    "电话请打给老伴",
];

/// Endless: a caller takes as many as the scale names, and a few more for rows that are not clean.
pub(crate) struct People {
    scale: Scale,
    dice: Dice,
    issuer: Issuer,
    made: usize,
}

impl People {
    pub(crate) fn new(scale: Scale) -> Self {
        Self { scale, dice: Dice::new(scale.seed, Stream::People), issuer: Issuer::default(), made: 0 }
    }

    /// The member of the cast whose turn it is: they stand at even distances, the elder of the stories first.
    fn member_of_cast(&self) -> Option<usize> {
        let step = (self.scale.people / CAST.len()).max(1);
        let turn = self.made / step;
        (self.made < self.scale.people && self.made.is_multiple_of(step) && turn < CAST.len()).then_some(turn)
    }

    fn person(&mut self) -> PersonRecord {
        let cast = self.member_of_cast();
        let dice = &mut self.dice;
        let category = [Category::Honoured, Category::Retired, Category::Survivor]
            [dice.weighted([25, 915, 60].into_iter())];
        let drawn = born(dice, category, self.scale.today);
        let (sex, ethnic) = match cast.and_then(|at| CAST.get(at)) {
            Some((_, sex, ethnic)) => (*sex, *ethnic),
            None => (sex(dice, category, drawn, self.scale.today), names::ethnic(dice)),
        };
        let birth = old_enough(drawn, sex, self.scale.today);
        let chance_name = names::name(dice, ethnic, sex, birth.year());
        let name = cast.and_then(|at| CAST.get(at)).map_or(chance_name, |(name, ..)| (*name).to_owned());
        let code = dice.weighted([860, 50, 40, 30, 20].into_iter().take(AREA_CODES.len()));
        let citizen_id = self.issuer.issue(code, birth, sex);
        let mut person = PersonRecord {
            name,
            sex,
            citizen_id,
            birth,
            ethnic,
            political: political(dice, category),
            category,
            ..self.blank(birth)
        };
        career(&mut self.dice, &mut person, self.scale.today);
        home(&mut self.dice, &mut person, self.scale.today);
        body(&mut self.dice, &mut person, self.scale.today);
        if cast == Some(0) {
            elder_of_the_stories(&mut person, self.scale.today);
        }
        self.made += 1;
        person
    }

    fn blank(&mut self, birth: Date) -> PersonRecord {
        let dice = &mut self.dice;
        let phone = match dice.weighted([91, 6, 3].into_iter()) {
            0 => Some(phone::mobile(Owner::Person(self.made))),
            1 => Some(phone::landline(self.made)),
            _ => None,
        };
        let area = dice.weighted(AREAS.iter().map(|area| area.weight));
        PersonRecord {
            name: String::new(),
            sex: Sex::Male,
            citizen_id: String::new(),
            birth,
            ethnic: "汉",
            political: "群众",
            category: Category::Retired,
            rank: None,
            treatment: None,
            joined: None,
            retired: None,
            phone,
            unit: dice.weighted(UNITS.iter().map(|unit| unit.weight)),
            area,
            address: String::new(),
            home: AREAS[area].centre,
            living: Living::WithSpouse,
            empty_nest: false,
            illnesses: Vec::new(),
            health_note: String::new(),
            remark: String::new(),
            family: Family::default(),
        }
    }
}

impl Iterator for People {
    type Item = PersonRecord;

    fn next(&mut self) -> Option<PersonRecord> {
        Some(self.person())
    }
}

fn born(dice: &mut Dice, category: Category, today: Date) -> Date {
    let age = match category {
        Category::Honoured => {
            let year = 1928 + dice.weighted([3, 5, 8, 12, 18, 24, 30].into_iter()) as i16;
            return Date::new(year, dice.between(1, 10) as i8, dice.between(1, 28) as i8).unwrap_or(today);
        }
        Category::Retired => {
            let bands = [(58, 59, 16), (60, 64, 100), (65, 69, 170), (70, 74, 180), (75, 79, 140)];
            let older = [(80, 84, 90), (85, 89, 45), (90, 94, 20), (95, 97, 4)];
            band(dice, &bands.into_iter().chain(older).collect::<Vec<_>>())
        }
        Category::Survivor => {
            band(dice, &[(64, 69, 12), (70, 74, 18), (75, 79, 24), (80, 84, 24), (85, 89, 16), (90, 97, 8)])
        }
    };
    today.saturating_sub(age.years()).saturating_sub(dice.between(0, 364).days())
}

fn band(dice: &mut Dice, bands: &[(i32, i32, u32)]) -> i32 {
    let at = dice.weighted(bands.iter().map(|(.., weight)| *weight));
    bands.get(at).map_or(70, |(low, high, _)| dice.between(*low, *high))
}

/// More men among cadres, fewer the older they are; most survivors are widows.
fn sex(dice: &mut Dice, category: Category, birth: Date, today: Date) -> Sex {
    let men = match category {
        Category::Honoured => 0.72,
        Category::Retired => 0.68 - 0.005 * f64::from(today.year() - birth.year() - 60),
        Category::Survivor => 0.14,
    };
    if dice.chance(men) { Sex::Male } else { Sex::Female }
}

/// Men retire at sixty: a younger one is made as much older as it takes.
fn old_enough(birth: Date, sex: Sex, today: Date) -> Date {
    let sixtieth = today.saturating_sub(60.years());
    if sex == Sex::Male && birth > sixtieth { birth.saturating_sub(2.years()) } else { birth }
}

fn political(dice: &mut Dice, category: Category) -> &'static str {
    let members = match category {
        Category::Honoured => 97,
        Category::Retired => 79,
        Category::Survivor => 28,
    };
    if dice.below(100) < members {
        return "中共党员";
    }
    let others = ["群众", "民盟盟员", "民进会员", "农工党党员", "九三学社社员", "无党派人士"];
    others[dice.weighted([86, 3, 3, 3, 3, 2].into_iter())]
}

fn career(dice: &mut Dice, person: &mut PersonRecord, today: Date) {
    let weights = match (person.category, person.unit().kind) {
        (Category::Survivor, _) => {
            person.remark = widowed(dice, person);
            return;
        }
        (Category::Honoured, _) => [2, 60, 300, 330, 230, 60, 18],
        (Category::Retired, UnitKind::Organ) => [150, 330, 360, 100, 50, 8, 2],
        (Category::Retired, _) => [280, 380, 290, 40, 9, 1, 0],
    };
    let rank = Rank::ALL[dice.weighted(weights.into_iter())];
    let raised = dice.chance(if person.category == Category::Honoured { 0.4 } else { 0.08 });
    person.rank = Some(rank);
    person.treatment = Some(if raised { rank.raised() } else { rank });
    let born = person.birth;
    let joined = match person.category {
        Category::Honoured => {
            let year = dice.between(i32::from(born.year() + 13).clamp(1942, 1949), 1949) as i16;
            Month { year, month: dice.between(1, 9) as i8 }
        }
        _ => Month { year: born.year() + dice.between(17, 25) as i16, month: dice.between(1, 12) as i8 },
    };
    let limit = if person.sex == Sex::Male || rank >= Rank::DeputyDivision { 60 } else { 55 };
    let left = born.saturating_add(limit.years()).saturating_add(dice.between(0, 2).months()).min(today);
    person.joined = Some(joined);
    person.retired = Some(Month { year: left.year(), month: left.month() });
    if dice.chance(0.04) {
        person.remark = (*dice.pick(&REMARKS)).to_owned();
    }
}

fn widowed(dice: &mut Dice, person: &PersonRecord) -> String {
    let spouse = if person.sex == Sex::Male { Sex::Female } else { Sex::Male };
    format!("系已故干部{}配偶", names::name(dice, person.ethnic, spouse, person.birth.year()))
}

fn home(dice: &mut Dice, person: &mut PersonRecord, today: Date) {
    let area = person.area();
    let (east_km, north_km) = (dice.bell() * area.spread_km, dice.bell() * area.spread_km);
    person.home = area.centre.shifted(east_km, north_km);
    person.address = if person.area < SEAT_AREAS {
        format!(
            "{COUNTY}{}{}{}号{}{}号楼{}单元{}0{}室",
            area.name,
            dice.pick(&ROADS),
            dice.between(1, 180),
            dice.pick(&ESTATES),
            dice.between(1, 24),
            dice.between(1, 4),
            dice.between(1, 6),
            dice.between(1, 2),
        )
    } else {
        format!("{COUNTY}{}{}{}号", area.name, dice.pick(&VILLAGES), dice.between(1, 260))
    };
    let over_60 = (i32::from(person.age_on(today)) - 60).max(0) as u32;
    let alone = 6 + over_60 * 4 / 5;
    let spouse =
        if person.category == Category::Survivor { 0 } else { 74_u32.saturating_sub(over_60 * 8 / 5) };
    let children = 14 + over_60 / 2;
    let institution = 1 + over_60 / 5;
    person.living = [Living::Alone, Living::WithSpouse, Living::WithChildren, Living::Institution]
        [dice.weighted([alone, spouse, children, institution].into_iter())];
    person.empty_nest = match person.living {
        Living::Alone => dice.chance(0.62),
        Living::WithSpouse => dice.chance(0.44),
        Living::WithChildren | Living::Institution => false,
    };
}

fn body(dice: &mut Dice, person: &mut PersonRecord, today: Date) {
    person.illnesses = health::illnesses(dice, person.age_on(today), person.sex);
    person.health_note = health::note(dice, !person.illnesses.is_empty());
}

/// What the stories tell of him: alone, in the county seat, with an illness of the heart. His birth stays drawn.
fn elder_of_the_stories(person: &mut PersonRecord, today: Date) {
    let left = person.birth.saturating_add(60.years()).min(today);
    person.category = Category::Retired;
    person.rank = Some(Rank::Section);
    person.treatment = Some(Rank::Section);
    person.joined = Some(Month { year: person.birth.year() + 20, month: 7 });
    person.retired = Some(Month { year: left.year(), month: left.month() });
    person.political = "中共党员";
    person.phone = Some(phone::mobile(Owner::Person(0)));
    person.unit = 0;
    person.area = 0;
    person.home = AREAS[0].centre.shifted(-0.9, 1.1);
    person.address = format!("{COUNTY}{}府前大街42号机关宿舍3号楼2单元302室", AREAS[0].name);
    person.living = Living::Alone;
    person.empty_nest = true;
    person.illnesses = ["I10", "I25"].into_iter().filter_map(by_code).collect();
    person.health_note = "曾行冠脉支架植入术，需定期复查".to_owned();
    person.remark = String::new();
}
