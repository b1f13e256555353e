//! The statements of lists of cases. What waits for somebody, or was received by them first, is found from them; everybody's from the list
//! in its order.

/// `$w` a word of [`super::Wanted`].
macro_rules! wanted {
    ($w:literal, $now:literal) => {
        concat!(
            "(",
            $w,
            " = 'open' OR (",
            $w,
            " = 'overdue' AND ",
            overdue!($now),
            ") OR (",
            $w,
            " = 'near' AND ",
            near!($now),
            ") OR (",
            $w,
            " = 'paused' AND c.is_open = 1 AND c.paused_at IS NOT NULL) OR (",
            $w,
            " = 'told' AND c.level >= 2) OR c.stage = ",
            $w,
            ")"
        )
    };
}
macro_rules! overdue {
    ($now:literal) => {
        concat!("c.due_at <= ", $now)
    };
}
macro_rules! near {
    ($now:literal) => {
        concat!("c.near_at <= ", $now, " AND c.due_at > ", $now)
    };
}
/// What waits for `$me`, the bureau's head being `$head`: found from whom it waits for, so that a long list of others' costs nothing.
macro_rules! mine {
    ($me:literal, $head:literal, $today:literal, $open:literal) => {
        concat!(
            "(SELECT o.id FROM case_file o WHERE o.bureau_id = $1 AND o.handler_id = ",
            $me,
            " AND o.is_open = ",
            $open,
            " AND o.stage <> 'answered' UNION SELECT o.id FROM case_file o WHERE o.bureau_id = $1 AND o.first_id = ",
            $me,
            " AND o.is_open = ",
            $open,
            " AND o.stage IN ('waiting', 'answered') UNION SELECT o.id FROM case_file o WHERE o.bureau_id = $1 AND o.is_open = ",
            $open,
            " AND o.stage = 'raised' AND ",
            $head,
            " = ",
            $me,
            " UNION SELECT k.case_id FROM case_step k WHERE k.bureau_id = $1 AND k.handler_id = ",
            $me,
            " AND k.state = 'open' UNION SELECT g.case_id FROM case_rung g JOIN case_file o ON o.bureau_id = g.bureau_id
    AND o.id = g.case_id AND o.round = g.round WHERE g.bureau_id = $1 AND g.told_id = ",
            $me,
            " UNION ",
            stood_in_for!("handler_id", "NOT IN ('waiting', 'answered')", $me, $today, $open),
            " UNION ",
            stood_in_for!("first_id", "IN ('waiting', 'answered')", $me, $today, $open),
            ")"
        )
    };
}
/// What waits for somebody who is away and for whom `$me` stands in: found from who is away (a cross join keeps its order), who are few.
macro_rules! stood_in_for {
    ($whose:literal, $stages:literal, $me:literal, $today:literal, $open:literal) => {
        concat!(
            "SELECT o.id FROM absence v CROSS JOIN case_file o
    LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id AND h.person_id = o.person_id
    WHERE v.bureau_id = $1 AND o.bureau_id = v.bureau_id AND o.",
            $whose,
            " = v.staff_id AND o.is_open = ",
            $open,
            " AND o.stage ",
            $stages,
            " AND v.state = 'holds' AND v.from_on <= ",
            $today,
            " AND (v.until_on IS NULL OR v.until_on >= ",
            $today,
            ") AND COALESCE(h.substitute_id, v.substitute_id) = ",
            $me
        )
    };
}
/// What `$me` received first.
macro_rules! first {
    ($me:literal, $open:literal) => {
        concat!(
            "(SELECT o.id FROM case_file o WHERE o.bureau_id = $1 AND o.first_id = ",
            $me,
            " AND o.is_open = ",
            $open,
            ")"
        )
    };
}
macro_rules! all {
    () => {
        "case_file c"
    };
    ($some:expr) => {
        concat!($some, " m CROSS JOIN case_file c")
    };
}
macro_rules! rows {
    ($from:expr, $($tail:expr),+) => {
        concat!(
            "SELECT c.id, c.person_id, p.name, a.name, c.kind, c.urgency, c.channel, c.asker, c.said, c.stage, c.first_id, f.name,
    c.handler_id, s.name, c.received_at, c.near_at, c.due_at, c.paused_at, c.level, c.promised_on, c.outcome, c.verdict, c.called_at, c.sort_at,
    c.version FROM ", $from, " JOIN person p ON p.bureau_id = c.bureau_id AND p.id = c.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    JOIN staff f ON f.bureau_id = c.bureau_id AND f.id = c.first_id
    LEFT JOIN staff s ON s.bureau_id = c.bureau_id AND s.id = c.handler_id WHERE c.bureau_id = $1 AND {reach} AND ",
            $($tail),+
        )
    };
}
macro_rules! narrowed {
    () => {
        concat!(wanted!("$4", "$5"), " AND ($6 = 'any' OR c.kind = $6) AND ($7 = 'any' OR c.person_id = $8)")
    };
}
/// A page of what is under way, by when it is due.
macro_rules! open {
    ($from:expr, $own:literal) => {
        rows!(
            $from,
            $own,
            "c.is_open = 1 AND (c.sort_at, c.id) > ($2, $3) AND ",
            narrowed!(),
            " ORDER BY c.bureau_id, c.is_open, c.sort_at, c.id LIMIT $9"
        )
    };
}
/// A page of what is closed, the latest first.
macro_rules! closed {
    ($from:expr, $own:literal) => {
        rows!(
            $from,
            $own,
            "c.is_open = 0 AND (c.sort_at, c.id) < ($2, $3) AND ",
            narrowed!(),
            " ORDER BY c.bureau_id DESC, c.is_open DESC, c.sort_at DESC, c.id DESC LIMIT $9"
        )
    };
}
macro_rules! counts {
    ($from:expr, $own:literal) => {
        concat!(
            "SELECT COUNT(*), COUNT(CASE WHEN ",
            overdue!("$2"),
            " THEN 1 END), COUNT(CASE WHEN ",
            near!("$2"),
            " THEN 1 END), COUNT(CASE WHEN c.stage = 'waiting' THEN 1 END), COUNT(CASE WHEN c.stage = 'raised' THEN 1 END),
    COUNT(CASE WHEN c.stage = 'refusing' THEN 1 END), COUNT(CASE WHEN c.stage = 'answered' THEN 1 END),
    COUNT(CASE WHEN c.level >= 2 THEN 1 END) FROM ",
            $from,
            " WHERE c.bureau_id = $1 AND ",
            $own,
            "c.is_open = 1 AND {reach}"
        )
    };
}

pub(super) const FIND: &str = rows!(all!(), "c.id = $2");
pub(super) const OF_PERSON: &str = rows!(
    all!(),
    "c.person_id = $2 ORDER BY c.bureau_id DESC, c.person_id DESC, c.received_at DESC, c.id DESC LIMIT $3"
);
pub(super) const OPEN: &str = open!(all!(), "");
pub(super) const OPEN_MINE: &str = open!(all!(mine!("$10", "$11", "$12", "1")), "c.id = m.id AND ");
pub(super) const OPEN_FIRST: &str = open!(all!(first!("$10", "1")), "c.id = m.id AND ");
pub(super) const CLOSED: &str = closed!(all!(), "");
pub(super) const CLOSED_MINE: &str = closed!(all!(mine!("$10", "$11", "$12", "0")), "c.id = m.id AND ");
pub(super) const CLOSED_FIRST: &str = closed!(all!(first!("$10", "0")), "c.id = m.id AND ");
pub(super) const COUNTS: &str = counts!(all!(), "");
pub(super) const COUNTS_MINE: &str = counts!(all!(mine!("$3", "$4", "$5", "1")), "c.id = m.id AND ");
pub(super) const COUNTS_FIRST: &str = counts!(all!(first!("$3", "1")), "c.id = m.id AND ");
/// How many stand at a stage: read from the index, no further than a thousand.
pub(super) const AT_STAGE: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM case_file c WHERE c.bureau_id = $1 AND c.is_open = 1 AND c.stage = $2
    AND {reach} LIMIT 1000) x";
pub(super) const FIRST_AT_STAGE: &str = rows!(
    all!(
        "(SELECT o.id FROM case_file o WHERE o.bureau_id = $1 AND o.is_open = 1 AND o.stage = $2 ORDER BY o.due_at, o.id LIMIT 1000)"
    ),
    "c.id = m.id ORDER BY c.sort_at, c.id LIMIT $3"
);
