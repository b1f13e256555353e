//! What is not known of a person, and whom they have, as conditions.

use crate::segment::condition::{Gap, Tie};

const NOT_ILL: &str = "p.illness_marks = 0";
/// A marriage is read both ways; a child of somebody is written as theirs or has them as a parent.
const HAS_SPOUSE: &str =
    "(EXISTS (SELECT 1 FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
    WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'spouse' AND r.until IS NULL
    AND (o.ended_because IS NULL OR o.ended_because <> 'died'))
    OR EXISTS (SELECT 1 FROM relation r JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.person_id
    WHERE r.bureau_id = p.bureau_id AND r.other_id = p.id AND r.kind = 'spouse' AND r.until IS NULL
    AND (o.ended_because IS NULL OR o.ended_because <> 'died')))";
const HAS_CHILD: &str = "((p.children IS NOT NULL AND p.children > 0)
    OR EXISTS (SELECT 1 FROM relation r WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'child' AND r.until IS NULL)
    OR EXISTS (SELECT 1 FROM relation r WHERE r.bureau_id = p.bureau_id AND r.other_id = p.id AND r.kind = 'parent' AND r.until IS NULL))";
const HAS_CONTACT: &str =
    "(EXISTS (SELECT 1 FROM relation r WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.is_contact = 1 AND r.until IS NULL)
    OR EXISTS (SELECT 1 FROM relation r WHERE r.bureau_id = p.bureau_id AND r.other_id = p.id AND r.is_contact_back = 1 AND r.until IS NULL))";
const HAS_PROXY: &str =
    "EXISTS (SELECT 1 FROM relation r WHERE r.bureau_id = p.bureau_id AND r.person_id = p.id
    AND r.is_proxy = 1 AND r.until IS NULL)";

/// That something is not known.
pub(super) fn lacks(gap: Gap) -> String {
    match gap {
        Gap::CitizenId => "p.citizen_id IS NULL",
        Gap::Born => "p.born IS NULL",
        Gap::BornDay => "p.born IS NULL OR LENGTH(p.born) < 10",
        Gap::Phone => "p.phone IS NULL",
        Gap::Address => "p.address IS NULL",
        Gap::SettledAt => "p.settled_at IS NULL",
        Gap::Area => "p.area_id IS NULL",
        Gap::Place => "p.latitude IS NULL OR p.longitude IS NULL",
        Gap::Unit => "p.unit_id IS NULL",
        Gap::Rank => "p.rank IS NULL",
        Gap::Treatment => "p.treatment IS NULL",
        Gap::Education => "p.education IS NULL",
        Gap::Marital => "p.marital IS NULL",
        Gap::Health => "p.health IS NULL",
        Gap::SelfCare => "p.self_care IS NULL",
        Gap::JoinedWork => "p.joined_work IS NULL",
        Gap::JoinedParty => "p.joined_party IS NULL",
        Gap::Children => "p.children IS NULL",
        Gap::Politics => "p.politics IS NULL",
        Gap::Retired => "p.retired IS NULL",
        Gap::Living => "p.living = ''",
        Gap::Illness => NOT_ILL,
        Gap::Contact => return format!("NOT {HAS_CONTACT}"),
    }
    .to_owned()
}

/// That they have somebody.
pub(super) fn has(tie: Tie) -> &'static str {
    match tie {
        Tie::Spouse => HAS_SPOUSE,
        Tie::Child => HAS_CHILD,
        Tie::Contact => HAS_CONTACT,
        Tie::Proxy => HAS_PROXY,
    }
}
