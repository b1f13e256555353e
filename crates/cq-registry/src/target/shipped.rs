//! Two targets that a bureau can begin with: those living alone are visited every quarter, and everybody has a doctor.

use cq_platform::ids::StaffId;

use super::model::{Content, Cover, Draft, Kept, Measure, Number, Period, Within, Work};
use crate::{
    person::Living,
    segment::{Condition, Segment},
    task::model::Form,
};

/// The keys of their names.
pub const NAMES: [&str; 2] = ["target-shipped-visits", "target-shipped-doctors"];

/// Both, under their `names`, in the order of [`NAMES`]; `owner` answers for them.
pub fn all(owner: StaffId, year: i16, names: [String; 2]) -> [Draft; 2] {
    let [visits, doctors] = names;
    let alone = Kept(Segment::of(Condition::Living([Living::Alone].into())));
    let draft = |name, measure, aim, period| {
        let number = Number { measure, aim, period, within: Within::Bureau };
        Draft { year, parent: None, name, owner, content: Content::Number(Box::new(number)) }
    };
    let visited = Measure::Reached { whom: alone, work: Work::Form(Form::HomeVisit) };
    let covered = Measure::Covered { whom: Kept(Segment::default()), by: Cover::Doctor };
    [draft(visits, visited, 95, Period::Quarter), draft(doctors, covered, 100, Period::Year)]
}
