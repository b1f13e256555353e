//! The bureau itself: as many, as old, as ill and as far apart as such people are.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use cq_demo::{
    AREAS, Bureau, Category, DOCTOR_OF_THE_STORIES, Family, Living, PersonRecord, Rank, Scale, Sex, bureau,
    citizen_id, people_stream,
};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 23);

static BUREAU: LazyLock<Bureau> = LazyLock::new(|| bureau(Scale::article(TODAY)));

fn share(of: &[&PersonRecord], fits: impl Fn(&PersonRecord) -> bool) -> f64 {
    of.iter().filter(|person| fits(person)).count() as f64 / of.len() as f64
}

fn everybody() -> Vec<&'static PersonRecord> {
    BUREAU.people.iter().collect()
}

fn aged(from: i16, to: i16) -> Vec<&'static PersonRecord> {
    BUREAU.people.iter().filter(|person| (from..=to).contains(&person.age_on(TODAY))).collect()
}

#[test]
fn the_stream_and_the_bureau_are_the_same_people() {
    // Families come after; whoever marries moves in.
    let alone = |person: &PersonRecord| {
        let moved = person.sex == Sex::Female
            && person.family.spouse.as_ref().is_some_and(|one| one.of_bureau.is_some());
        (!moved).then(|| PersonRecord { family: Family::default(), ..person.clone() })
    };
    for (person, of_bureau) in people_stream(BUREAU.scale).zip(&BUREAU.people) {
        assert_eq!(
            (person.citizen_id.as_str(), &person.name),
            (of_bureau.citizen_id.as_str(), &of_bureau.name)
        );
        assert!(alone(of_bureau).is_none_or(|same| same == person), "{person:?}");
    }
    assert_eq!(BUREAU.people.len(), 4_000);
    assert_eq!(BUREAU.doctors.len(), 391);
}

#[test]
fn ids_are_valid_distinct_true_to_their_owner_and_nobodys() {
    let scale = Scale { people: 60_000, ..BUREAU.scale };
    let mut seen = HashSet::new();
    for person in people_stream(scale) {
        let id = &person.citizen_id;
        assert!(citizen_id::is_valid(id), "{id}");
        assert!(id.starts_with("3797"));
        assert_eq!(id[6..14], person.birth.strftime("%Y%m%d").to_string());
        let odd = id[16..17].parse::<u32>().unwrap() % 2 == 1;
        assert_eq!(odd, person.sex == Sex::Male);
        assert!(seen.insert(person.citizen_id));
    }
    let faulty = BUREAU.faults.iter().map(|fault| &fault.person.citizen_id);
    let all: HashSet<_> = BUREAU.people.iter().map(|person| &person.citizen_id).chain(faulty).collect();
    assert_eq!(all.len(), 4_012);
}

#[test]
fn no_telephone_number_can_ring_and_none_is_shared() {
    let people = BUREAU.people.iter().filter_map(|person| person.phone.as_ref());
    let phones: Vec<_> = people.chain(BUREAU.doctors.iter().map(|doctor| &doctor.phone)).collect();
    assert!(phones.iter().all(|phone| (phone.starts_with("154") && phone.len() == 11)
        || (phone.starts_with("0540-") && phone.len() == 12)));
    assert_eq!(phones.iter().collect::<HashSet<_>>().len(), phones.len());
}

#[test]
fn ages_and_careers_are_those_of_retirees() {
    let all = everybody();
    assert!(all.iter().all(|person| (58..=98).contains(&person.age_on(TODAY))));
    assert!(share(&all, |person| (65..=85).contains(&person.age_on(TODAY))) > 0.65);
    for person in &all {
        match person.category {
            Category::Honoured => {
                assert!(person.birth.year() <= 1934 && person.age_on(TODAY) >= 92);
                let joined = person.joined.unwrap();
                assert!((joined.year, joined.month) <= (1949, 9), "{person:?}");
            }
            Category::Retired => assert!(person.joined < person.retired),
            Category::Survivor => assert!(person.rank.is_none() && person.living != Living::WithSpouse),
        }
        assert!(person.treatment >= person.rank);
        assert!(person.retired.is_none_or(|left| (left.year, left.month) <= (2026, 11)));
    }
    assert!((0.04..0.08).contains(&share(&all, |person| person.category == Category::Survivor)));
    assert!((0.015..0.04).contains(&share(&all, |person| person.category == Category::Honoured)));
    let lower = |person: &PersonRecord| person.rank.is_some_and(|rank| rank <= Rank::Section);
    assert!(share(&all, lower) > 0.75);
    let high = |person: &PersonRecord| person.rank >= Some(Rank::DeputyBureau);
    assert!((0.001..0.02).contains(&share(&all, high)));
}

#[test]
fn the_old_are_more_often_alone_and_more_often_ill() {
    let (young, old) = (aged(58, 70), aged(82, 98));
    let alone = |person: &PersonRecord| person.living == Living::Alone;
    assert!(share(&old, alone) > 1.5 * share(&young, alone));
    let has = |code: &'static str| {
        move |person: &PersonRecord| person.illnesses.iter().any(|illness| illness.code == code)
    };
    assert!(share(&old, has("I25")) > 1.5 * share(&young, has("I25")));
    let mut by_code: HashMap<&str, usize> = HashMap::new();
    for illness in BUREAU.people.iter().flat_map(|person| &person.illnesses) {
        *by_code.entry(illness.code).or_default() += 1;
    }
    assert_eq!(by_code.iter().max_by_key(|(_, people)| **people).unwrap().0, &"I10");
    assert_eq!(by_code.len(), 24);
    let women = |person: &PersonRecord| person.sex == Sex::Female;
    assert!(share(&old, women) > share(&young, women));
}

#[test]
fn homes_lie_in_the_county_mostly_near_their_own_town() {
    for person in &BUREAU.people {
        let (east, north) = (person.home.longitude(), person.home.latitude());
        assert!((117.24..117.76).contains(&east) && (36.51..36.89).contains(&north));
        assert!(person.home.distance_km(person.area().centre) < 11.0);
    }
    let all = everybody();
    assert!((0.56..0.64).contains(&share(&all, |person| person.area < 6)));
    let areas: HashSet<_> = BUREAU.people.iter().map(|person| person.area).collect();
    assert_eq!(areas.len(), AREAS.len());
}

#[test]
fn names_collide_and_hold_every_kind_of_trouble() {
    let names: Vec<&str> = BUREAU.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names.iter().filter(|name| **name == "王晓明").count(), 1);
    for name in ["王小明", "汪晓鸣", "张伟", "欧阳淑珍", "尉迟敬亭", "阿依古丽·买买提"]
    {
        assert!(names.contains(&name), "{name}");
    }
    for surname in ["单", "仇", "解", "曾", "区", "查", "朴"] {
        assert!(names.iter().any(|name| name.starts_with(surname)), "{surname}");
    }
    assert!(names.iter().any(|name| name.contains('𠮷')));
    let distinct: HashSet<_> = names.iter().collect();
    assert!((2_000..3_950).contains(&distinct.len()), "{}", distinct.len());
}

#[test]
fn there_is_a_place_for_nearly_everybody_but_not_everywhere() {
    let places: usize = BUREAU.doctors.iter().map(|doctor| doctor.capacity).sum();
    assert_eq!(places, 4_120);
    assert!(BUREAU.doctors.iter().all(|doctor| (8..=14).contains(&doctor.capacity)));
    let named: HashSet<_> = BUREAU.doctors.iter().map(|doctor| (doctor.hospital, &doctor.name)).collect();
    assert_eq!(named.len(), 391);
    let of = |name| BUREAU.doctors.iter().filter(|doctor| doctor.name == name).count();
    assert_eq!(of(DOCTOR_OF_THE_STORIES), 1);
    for (area, hospital) in [(17, 10), (18, 11)] {
        let elders = BUREAU.people.iter().filter(|person| person.area == area).count();
        let near = BUREAU.doctors.iter().filter(|doctor| doctor.hospital == hospital);
        let places: usize = near.map(|doctor| doctor.capacity).sum();
        assert!(elders > places, "{elders} elders, {places} places in {}", AREAS[area].name);
    }
}

#[test]
fn last_years_pairs_keep_to_capacity_and_fill_dr_wangs_list() {
    let mut load = vec![0; BUREAU.doctors.len()];
    let mut people = HashSet::new();
    for pairing in &BUREAU.past_pairings {
        load[pairing.doctor] += 1;
        assert!(people.insert(pairing.person));
        assert_eq!(pairing.since.year, 2025);
        let person = &BUREAU.people[pairing.person];
        assert!(person.home.distance_km(BUREAU.doctors[pairing.doctor].hospital().place) < 16.1);
    }
    assert!(load.iter().zip(&BUREAU.doctors).all(|(load, doctor)| *load <= doctor.capacity));
    assert_eq!((load[0], BUREAU.doctors[0].capacity), (14, 14));
    let share = BUREAU.past_pairings.len() as f64 / 4_000.0;
    assert!((0.83..0.87).contains(&share), "{share}");
    assert_eq!((BUREAU.past_pairings[0].person, BUREAU.past_pairings[0].doctor), (0, 0));
}

#[test]
fn spouses_are_one_anothers_and_those_outside_have_names_of_their_own() {
    let mut couples = 0;
    let names: HashSet<&str> = BUREAU.people.iter().map(|person| person.name.as_str()).collect();
    let mut outside = HashSet::new();
    for (at, person) in BUREAU.people.iter().enumerate() {
        let family = &person.family;
        if let Some(other) = family.spouse.as_ref().and_then(|spouse| spouse.of_bureau) {
            let other = &BUREAU.people[other];
            assert_eq!(other.family.spouse.as_ref().and_then(|spouse| spouse.of_bureau), Some(at));
            assert!(other.sex != person.sex && other.address == person.address);
            assert_eq!(other.family.children, family.children);
            couples += usize::from(person.sex == Sex::Female);
        } else if let Some(spouse) = &family.spouse {
            assert!(!names.contains(spouse.name.as_str()) && outside.insert(spouse.name.as_str()));
        }
        assert!(family.children.iter().all(|child| !names.contains(child.name.as_str())));
    }
    assert!((80..250).contains(&couples), "{couples}");
    let with = |fits: fn(&PersonRecord) -> bool| share(&everybody(), fits);
    assert!((0.75..0.9).contains(&with(|person| person.family.contact.is_some())));
    assert!((0.55..0.8).contains(&with(|person| !person.family.children.is_empty())));
}
