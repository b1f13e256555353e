//! What is asked of the rows around a person; each goes on where a list of values, or a bracket, closes it.

pub(super) const ILL: &str =
    "EXISTS (SELECT 1 FROM person_condition c WHERE c.bureau_id = p.bureau_id AND c.person_id = p.id AND (";
pub(super) const MEMBER: &str = "EXISTS (SELECT 1 FROM membership m WHERE m.bureau_id = p.bureau_id AND m.person_id = p.id AND m.until IS NULL AND m.group_id IN ";
pub(super) const MEMBER_OF: &str =
    "EXISTS (SELECT 1 FROM membership m JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
    WHERE m.bureau_id = p.bureau_id AND m.person_id = p.id AND m.until IS NULL AND g.kind IN ";
pub(super) const POST: &str = "EXISTS (SELECT 1 FROM post h WHERE h.bureau_id = p.bureau_id AND h.person_id = p.id AND h.until IS NULL AND h.kind IN ";
pub(super) const DOCTOR: &str =
    "EXISTS (SELECT 1 FROM responsibility d WHERE d.bureau_id = p.bureau_id AND d.person_id = p.id
    AND d.kind = 'doctor' AND d.until IS NULL";
pub(super) const LIAISON: &str =
    "EXISTS (SELECT 1 FROM responsibility d WHERE d.bureau_id = p.bureau_id AND d.person_id = p.id
    AND d.kind = 'liaison' AND d.until IS NULL";
pub(super) const IN_HOSPITAL: &str =
    "EXISTS (SELECT 1 FROM life_event a WHERE a.bureau_id = p.bureau_id AND a.person_id = p.id AND a.kind = 'admission'
    AND a.undone_at IS NULL AND NOT EXISTS (SELECT 1 FROM life_event d WHERE d.bureau_id = a.bureau_id
    AND d.person_id = a.person_id AND d.kind = 'discharge' AND d.undone_at IS NULL AND d.happened_on >= a.happened_on))";
pub(super) const OPEN: &str = "EXISTS (SELECT 1 FROM task t WHERE t.bureau_id = p.bureau_id AND t.person_id = p.id AND t.state = 'open'";
pub(super) const ENDED: &str =
    "EXISTS (SELECT 1 FROM task t WHERE t.bureau_id = p.bureau_id AND t.person_id = p.id AND t.ended_on > ";
pub(super) const SEEN_SINCE: &str =
    "EXISTS (SELECT 1 FROM task t WHERE t.bureau_id = p.bureau_id AND t.person_id = p.id AND t.done_on > ";
pub(super) const ABILITY: &str =
    "EXISTS (SELECT 1 FROM assessment s WHERE s.bureau_id = p.bureau_id AND s.person_id = p.id AND s.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM assessment l WHERE l.bureau_id = s.bureau_id AND l.person_id = s.person_id AND l.withdrawn_at IS NULL
    AND (l.assessed_on, l.id) > (s.assessed_on, s.id)) AND s.level IN ";
pub(super) const UNIT_KIND: &str = "EXISTS (SELECT 1 FROM unit k WHERE k.bureau_id = p.bureau_id AND k.id = COALESCE(p.paying_unit_id, p.unit_id)
    AND k.kind IN ";
/// Behind [`DOCTOR`]: of which hospital.
pub(super) const DOCTOR_AT: &str = " AND EXISTS (SELECT 1 FROM doctor o WHERE o.bureau_id = d.bureau_id AND o.id = d.staff_id AND o.hospital_id IN ";
