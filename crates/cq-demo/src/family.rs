//! Families: who is married to whom, whose children one calls. They are drawn after the people, so that a seed gives the same
//! people with them as without.

use std::collections::HashSet;

use crate::{
    Scale,
    dice::{Dice, Stream},
    names,
    person::{Category, Family, Kin, Living, PersonRecord, Sex},
    phone::{self, Owner},
};

/// Years that spouses are apart at most.
const APART: i16 = 6;
/// The people with the most names.
const MANY: &str = "汉";
/// Names drawn before somebody stays out: in a bureau of a hundred thousand all are taken.
const TRIES: usize = 60;

/// Gives the people families. Nobody who is not of the bureau has the name of somebody who is.
pub(crate) fn settle(people: &mut [PersonRecord], scale: Scale) {
    let taken = people.iter().map(|person| person.name.clone()).collect();
    let mut outside = Outside { dice: Dice::new(scale.seed, Stream::Families), taken, made: 0 };
    marry(people, &mut outside);
    for at in 0..people.len() {
        let Some(person) = people.get(at) else { continue };
        let family = outside.family(person);
        if let Some(person) = people.get_mut(at) {
            person.family = family;
        }
    }
    // Both parents name the same children.
    for at in 0..people.len() {
        let Some(PersonRecord { family, sex: Sex::Male, .. }) = people.get(at) else { continue };
        let (children, wife) =
            (family.children.clone(), family.spouse.as_ref().and_then(|spouse| spouse.of_bureau));
        if let Some(wife) = wife.and_then(|wife| people.get_mut(wife)) {
            wife.family.children = children;
        }
    }
}

/// Marries some who live with a spouse to one another: of one age, and from then on in one home.
fn marry(people: &mut [PersonRecord], outside: &mut Outside) {
    let may =
        |person: &PersonRecord| person.living == Living::WithSpouse && person.category != Category::Survivor;
    let women: Vec<usize> = people
        .iter()
        .enumerate()
        .filter(|(at, person)| *at > 0 && may(person) && person.sex == Sex::Female)
        .map(|(at, _)| at)
        .collect();
    let mut husbands = HashSet::new();
    for wife in women {
        if !outside.dice.chance(0.3) {
            continue;
        }
        let Some(her) = people.get(wife) else { continue };
        let fits = |him: &PersonRecord| {
            may(him)
                && him.sex == Sex::Male
                && (him.birth.year() - her.birth.year()).abs() <= APART
                && him.ethnic == her.ethnic
        };
        let first = outside.dice.below(people.len());
        let around = (first..people.len()).chain(1..first.max(1));
        let husband =
            around.into_iter().find(|at| !husbands.contains(at) && people.get(*at).is_some_and(fits));
        let Some(husband) = husband else { continue };
        husbands.insert(husband);
        let (Some(his), Some(hers)) = (people.get(husband).cloned(), people.get(wife).cloned()) else {
            continue;
        };
        if let Some(hers) = people.get_mut(wife) {
            (hers.area, hers.home, hers.address, hers.empty_nest) =
                (his.area, his.home, his.address.clone(), his.empty_nest);
            hers.family.spouse = Some(kin(&his, husband));
        }
        if let Some(him) = people.get_mut(husband) {
            him.family.spouse = Some(kin(&hers, wife));
        }
    }
}

fn kin(person: &PersonRecord, at: usize) -> Kin {
    Kin { name: person.name.clone(), phone: person.phone.clone(), of_bureau: Some(at) }
}

/// Those whom the bureau knows by their relatives alone.
struct Outside {
    dice: Dice,
    taken: HashSet<String>,
    made: usize,
}

impl Outside {
    /// Somebody of a name that nobody else has; none where there is none left.
    fn somebody(&mut self, ethnic: &str, sex: Sex, born: i16, surname: Option<&str>) -> Option<Kin> {
        let mut names = (0..TRIES).map(|tried| {
            // Small peoples have few names: whoever finds none left takes one of the many.
            let of_many = tried > TRIES / 2;
            let name = names::name(&mut self.dice, if of_many { MANY } else { ethnic }, sex, born);
            match surname {
                Some(surname) if ethnic == MANY && !of_many => named_after(surname, &name),
                _ => name,
            }
        });
        let name = names.find(|name| !self.taken.contains(name))?;
        self.taken.insert(name.clone());
        self.made += 1;
        Some(Kin { name, phone: Some(phone::mobile(Owner::Relative(self.made))), of_bureau: None })
    }

    fn family(&mut self, person: &PersonRecord) -> Family {
        let other = if person.sex == Sex::Male { Sex::Female } else { Sex::Male };
        let mut family = person.family.clone();
        if family.spouse.is_none()
            && person.living == Living::WithSpouse
            && person.category != Category::Survivor
        {
            family.spouse = self.somebody(person.ethnic, other, person.birth.year(), None);
        }
        let children = self.dice.weighted([30, 40, 30].into_iter());
        for _ in 0..children {
            let sex = if self.dice.chance(0.5) { Sex::Male } else { Sex::Female };
            let surname = first_character(if person.sex == Sex::Male { &person.name } else { "" });
            family.children.extend(self.somebody(person.ethnic, sex, person.birth.year() + 26, surname));
        }
        if self.dice.chance(0.85) {
            family.contact = self.contact(person, &family);
        }
        family
    }

    /// Whom to call: a spouse whom they live with, a child, else a neighbour.
    fn contact(&mut self, person: &PersonRecord, family: &Family) -> Option<(Kin, &'static str)> {
        match (&family.spouse, family.children.first()) {
            (Some(spouse), _) if self.dice.chance(0.4) => Some((spouse.clone(), "配偶")),
            (_, Some(child)) if !is_husbands(person, family) => Some((child.clone(), "子女")),
            (Some(spouse), _) => Some((spouse.clone(), "配偶")),
            _ => Some((self.somebody(MANY, Sex::Female, 1970, None)?, "邻居")),
        }
    }
}

/// A wife of the bureau names her husband's children, who are not drawn yet.
fn is_husbands(person: &PersonRecord, family: &Family) -> bool {
    person.sex == Sex::Female && family.spouse.as_ref().is_some_and(|spouse| spouse.of_bureau.is_some())
}

fn first_character(name: &str) -> Option<&str> {
    let end = name.char_indices().nth(1).map(|(at, _)| at)?;
    name.get(..end)
}

/// Another surname before a given name.
fn named_after(surname: &str, name: &str) -> String {
    let given: String = name.chars().skip(1).collect();
    format!("{surname}{given}")
}
