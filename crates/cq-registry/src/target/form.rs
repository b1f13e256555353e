//! A target as a clerk fills it in, and a target as its form shows it.

use cq_platform::{form::Form, ids::StaffId, messages::Text};

use super::model::{
    Content, Cover, Draft, Kept, Measure, MeasureKind, Number, Period, TargetId, Within, Work,
};
use crate::segment::{Segment, SegmentId, address};

/// Stands for whoever fills the form in.
pub(super) const MYSELF: &str = "me";
/// Stands for what only groups others.
pub(super) const HEADING: &str = "heading";
/// The field that says which people: a saved segment's id, or nothing for what the form carries along.
pub(super) const SEGMENT: &str = "segment";

/// What was filled in, before it is known who "me" is and what a saved segment says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filled {
    pub year: i16,
    pub parent: Option<TargetId>,
    pub name: String,
    /// None: whoever fills it in.
    pub owner: Option<StaffId>,
    /// Which people, where a saved segment is chosen.
    pub segment: Option<SegmentId>,
    /// With the people that the form carried along.
    pub content: Content,
}

impl Filled {
    /// With what the saved segment says, and who "me" is.
    pub fn draft(self, owner: StaffId) -> Draft {
        let Filled { year, parent, name, content, .. } = self;
        Draft { year, parent, name, owner, content }
    }

    /// Puts in whom a saved segment means.
    pub fn about(mut self, segment: Segment) -> Self {
        if let Content::Number(number) = &mut self.content {
            match &mut number.measure {
                Measure::Reached { whom, .. } | Measure::Covered { whom, .. } => *whom = Kept(segment),
                Measure::Done { .. } | Measure::InTime { .. } | Measure::DaysLate { .. } => {}
            }
        }
        self
    }
}

/// Reads the form; each mistake stands at its field.
pub(super) fn read(form: &mut Form) -> Option<Filled> {
    let name = form.text("name", 2..=40);
    let year = form.number("year", 2000..=2200, true).and_then(|year| i16::try_from(year).ok());
    let parent = optional(form, "parent");
    let owner = match form.value("owner") {
        MYSELF => Some(None),
        id => id.parse().ok().map(Some),
    };
    if owner.is_none() {
        form.reject("owner", Text::new("form-choice"));
    }
    let segment = optional(form, SEGMENT);
    let content = match form.value("measure") {
        HEADING => Some(Content::Heading),
        _ => number(form).map(|number| Content::Number(Box::new(number))),
    };
    if !form.errors().is_empty() {
        return None;
    }
    Some(Filled { year: year?, parent: parent?, name, owner: owner?, segment: segment?, content: content? })
}

/// None: wrong; none inside: nothing chosen.
fn optional<T: std::str::FromStr>(form: &mut Form, name: &str) -> Option<Option<T>> {
    if form.value(name).is_empty() { Some(None) } else { form.choice(name).map(Some) }
}

fn number(form: &mut Form) -> Option<Number> {
    let kind = form.choice::<MeasureKind>("measure")?;
    let aim = form.number("aim", 0..=kind.most(), true);
    let period = form.choice::<Period>("period");
    let within = chosen(form, "within", read_within);
    let measure = match kind {
        MeasureKind::Reached => {
            let (whom, work) = (carried(form), chosen(form, "work", read_work));
            Measure::Reached { whom: whom?, work: work? }
        }
        MeasureKind::Covered => {
            let (whom, by) = (carried(form), chosen(form, "cover", read_cover));
            Measure::Covered { whom: whom?, by: by? }
        }
        MeasureKind::Done => Measure::Done { work: chosen(form, "work", read_work)? },
        MeasureKind::InTime => Measure::InTime { work: chosen(form, "work", read_work)? },
        MeasureKind::DaysLate => Measure::DaysLate { work: chosen(form, "work", read_work)? },
    };
    // Nothing to be reached is no target, save that nothing is to be late.
    if aim == Some(0) && kind != MeasureKind::DaysLate {
        form.reject("aim", Text::new("form-number").with("min", 1i64).with("max", kind.most()));
    }
    Some(Number { measure, aim: aim?, period: period?, within: within? })
}

fn chosen<T>(form: &mut Form, name: &str, read: fn(&str) -> Option<T>) -> Option<T> {
    let value = read(form.value(name));
    if value.is_none() {
        form.reject(name, Text::new("form-choice"));
    }
    value
}

fn carried(form: &mut Form) -> Option<Kept> {
    match address::read(form) {
        Ok(segment) => Some(Kept(segment)),
        Err(flaw) => {
            form.reject(SEGMENT, flaw.text());
            None
        }
    }
}

fn read_work(text: &str) -> Option<Work> {
    match text.split_once('.') {
        None if text == "any" => Some(Work::Any),
        Some(("rule", id)) => id.parse().ok().map(Work::Rule),
        Some(("form", word)) => word.parse().ok().map(Work::Form),
        _ => None,
    }
}

/// Work as the form's list names it.
pub(super) fn work_text(work: Work) -> String {
    match work {
        Work::Any => "any".to_owned(),
        Work::Rule(id) => format!("rule.{id}"),
        Work::Form(form) => format!("form.{form}"),
    }
}

fn read_cover(text: &str) -> Option<Cover> {
    match text.split_once('.') {
        None if text == "doctor" => Some(Cover::Doctor),
        None if text == "liaison" => Some(Cover::Liaison),
        Some(("member", kind)) => kind.parse().ok().map(Cover::Member),
        _ => None,
    }
}

/// Whom somebody should have, as the form's list names it.
pub(super) fn cover_text(cover: Cover) -> String {
    match cover {
        Cover::Doctor => "doctor".to_owned(),
        Cover::Liaison => "liaison".to_owned(),
        Cover::Member(kind) => format!("member.{kind}"),
    }
}

fn read_within(text: &str) -> Option<Within> {
    match text.split_once('.') {
        None if text == "bureau" => Some(Within::Bureau),
        Some(("area", id)) => id.parse().ok().map(Within::Area),
        Some(("hospital", id)) => id.parse().ok().map(Within::Hospital),
        Some(("person", id)) => id.parse().ok().map(Within::Person),
        _ => None,
    }
}

/// Among whom, as the form's list names it.
pub(super) fn within_text(within: Within) -> String {
    match within {
        Within::Bureau => "bureau".to_owned(),
        Within::Area(id) => format!("area.{id}"),
        Within::Hospital(id) => format!("hospital.{id}"),
        Within::Person(id) => format!("person.{id}"),
    }
}

/// The form of a target that is to be written.
pub(super) fn blank(year: i16, parent: Option<TargetId>) -> Form {
    Form::filled([
        ("year", year.to_string()),
        ("parent", parent.map(|parent| parent.to_string()).unwrap_or_default()),
        ("owner", MYSELF.to_owned()),
        ("measure", MeasureKind::Reached.to_string()),
        ("work", "any".to_owned()),
        ("cover", "doctor".to_owned()),
        ("period", Period::Quarter.to_string()),
        ("within", "bureau".to_owned()),
    ])
}

/// The form of a target that says `draft`.
pub(super) fn filled(draft: &Draft) -> Form {
    let mut fields = vec![
        ("year", draft.year.to_string()),
        ("parent", draft.parent.map(|parent| parent.to_string()).unwrap_or_default()),
        ("name", draft.name.clone()),
        ("owner", draft.owner.to_string()),
    ];
    let mut work = "any".to_owned();
    let mut cover = "doctor".to_owned();
    match &draft.content {
        Content::Heading => fields.push(("measure", HEADING.to_owned())),
        Content::Number(number) => {
            fields.extend([
                ("measure", number.measure.kind().to_string()),
                ("aim", number.aim.to_string()),
                ("period", number.period.to_string()),
                ("within", within_text(number.within)),
            ]);
            work = number.measure.work().map_or(work, work_text);
            if let Measure::Covered { by, .. } = &number.measure {
                cover = cover_text(*by);
            }
            fields.extend(number.measure.whom().map(address::write).unwrap_or_default());
        }
    }
    fields.extend([("work", work), ("cover", cover)]);
    Form::filled(fields)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        group::GroupKind, person::model::AreaId, rule::RuleId, target::model::tests::visited,
        task::model::Form as TaskForm,
    };

    fn draft(content: Content) -> Draft {
        let parent = Some(TargetId(Uuid::max()));
        Draft { year: 2026, parent, name: "独居老人走访".into(), owner: StaffId(Uuid::max()), content }
    }

    #[test]
    fn what_a_form_shows_reads_back() {
        let whom = || Kept(Segment::default());
        let measures = [
            visited().measure,
            Measure::Done { work: Work::Rule(RuleId(Uuid::max())) },
            Measure::InTime { work: Work::Any },
            Measure::DaysLate { work: Work::Form(TaskForm::PhoneCall) },
            Measure::Covered { whom: whom(), by: Cover::Liaison },
            Measure::Covered { whom: whom(), by: Cover::Member(GroupKind::Club) },
        ];
        for measure in measures {
            let within = Within::Area(AreaId(Uuid::max()));
            let number = Number { measure, within, ..visited() };
            let draft = draft(Content::Number(Box::new(number)));
            let mut form = filled(&draft);
            let read = read(&mut form).unwrap_or_else(|| panic!("{:?}", form.errors()));
            assert_eq!(read.clone().draft(read.owner.unwrap()), draft);
        }
        let heading = draft(Content::Heading);
        assert_eq!(read(&mut filled(&heading)).map(|filled| filled.content), Some(Content::Heading));
    }

    #[test]
    fn each_mistake_stands_at_its_field() {
        let wrong = |field: &str, value: &str| {
            let mut form = filled(&draft(Content::Number(Box::new(visited()))));
            form.set(field, value);
            assert_eq!(read(&mut form), None, "{field} {value}");
            form.errors().iter().map(|(field, _)| field.clone()).collect::<Vec<_>>()
        };
        for (field, value) in [
            ("name", "一"),
            ("aim", "101"),
            ("aim", "0"),
            ("aim", ""),
            ("aim", "九成五"),
            ("measure", "horoscope"),
            ("work", "form.dance"),
            ("within", "area.x"),
            ("period", "fortnight"),
            ("owner", "nobody"),
            ("parent", "above"),
            ("year", "1999"),
        ] {
            assert_eq!(wrong(field, value), [field], "{value}");
        }
        assert_eq!(wrong("c", "moon_full"), [SEGMENT]);
    }

    #[test]
    fn nothing_may_be_late_but_something_must_be_done() {
        let with = |measure| {
            let number = Number { measure, aim: 0, ..visited() };
            read(&mut filled(&draft(Content::Number(Box::new(number))))).is_some()
        };
        assert!(with(Measure::DaysLate { work: Work::Any }));
        assert!(!with(Measure::Done { work: Work::Any }));
    }
}
