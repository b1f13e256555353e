//! The registry's own tables that refer to people, and those of responsibilities and groups.

use cq_calendar::PartialDate;
use cq_platform::{messages::Text, record, web::Ui};
use uuid::Uuid;

use crate::{
    duplicate::reference::{Held, Lapse, Rival, Rows, given_back},
    person::EndedBecause,
};

record! {
    /// What a reference lists, in this order of columns.
    pub struct Listed {
        id: Uuid,
        version: i64,
        label: String,
        word: String,
        since: Option<PartialDate>,
        until: Option<PartialDate>,
        rival: Option<Uuid>,
        rival_version: Option<i64>,
        rival_label: Option<String>,
    }
}

impl From<Listed> for Held {
    fn from(row: Listed) -> Self {
        let rival = row.rival.zip(row.rival_version).map(|(id, version)| Rival {
            id,
            version,
            label: row.rival_label.unwrap_or_default(),
        });
        Self {
            id: row.id,
            version: row.version,
            label: row.label,
            word: row.word,
            since: row.since,
            until: row.until,
            rival,
        }
    }
}

/// What of the kept record's cannot stand beside the relation `r` to the person `$other`: the same two as the same, whichever way
/// round it was written, or a marriage to another who lives.
macro_rules! rival {
    ($other:literal) => {
        concat!(
            "LEFT JOIN relation k ON k.bureau_id = r.bureau_id AND k.id = (SELECT x.id FROM relation x
            WHERE x.bureau_id = r.bureau_id AND (x.person_id = $3 OR x.other_id = $3) AND x.until IS NULL AND r.until IS NULL
            AND ((x.kind = r.kind AND x.person_id = CASE WHEN r.person_id = $2 THEN $3 ELSE ",
            $other,
            " END AND x.other_id = CASE WHEN r.other_id = $2 THEN $3 ELSE ",
            $other,
            " END)
            OR (x.kind = CASE r.kind WHEN 'child' THEN 'parent' WHEN 'parent' THEN 'child' WHEN 'carer' THEN '' ELSE r.kind END
                AND x.other_id = CASE WHEN r.person_id = $2 THEN $3 ELSE ",
            $other,
            " END AND x.person_id = CASE WHEN r.other_id = $2 THEN $3 ELSE ",
            $other,
            " END)
            OR (x.kind = 'spouse' AND r.kind = 'spouse' AND NOT EXISTS (SELECT 1 FROM person d WHERE d.bureau_id = r.bureau_id
                AND d.id IN (x.person_id, x.other_id, ",
            $other,
            ") AND d.ended_because = 'died'))) ORDER BY x.id LIMIT 1)
        LEFT JOIN person z ON z.bureau_id = k.bureau_id AND z.id = CASE WHEN k.person_id = $3 THEN k.other_id ELSE k.person_id END"
        )
    };
}

/// Why somebody belongs no more.
fn left(because: EndedBecause) -> Option<&'static str> {
    Some(match because {
        EndedBecause::Died => "died",
        EndedBecause::Moved => "moved",
        EndedBecause::Merged | EndedBecause::Other => "left",
    })
}

/// Whoever only moved away is married all the same.
fn marriage_ends(held: &Held, because: EndedBecause) -> bool {
    held.word == "spouse" && because == EndedBecause::Died
}

/// 责任医生 and 联络员: of each at most one at a time; the other's time ends and stays in the history.
pub static RESPONSIBILITIES: Rows = Rows {
    name: "responsibility",
    list: "SELECT r.id, r.version, s.name, r.kind, r.since, r.until, k.id, k.version, z.name FROM responsibility r
        JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
        LEFT JOIN responsibility k ON k.bureau_id = r.bureau_id AND k.person_id = $3 AND k.kind = r.kind AND k.until IS NULL
            AND r.until IS NULL
        LEFT JOIN staff z ON z.bureau_id = k.bureau_id AND z.id = k.staff_id
        WHERE r.bureau_id = $1 AND r.person_id = $2 ORDER BY r.bureau_id, r.person_id, r.since",
    take: Some("UPDATE responsibility SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4"),
    close: Some("UPDATE responsibility SET until = $4, ended_because = 'replaced', version = version + 1
        WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL"),
    reopen: Some("UPDATE responsibility SET until = NULL, ended_because = NULL, version = version - 1
        WHERE bureau_id = $1 AND id = $2 AND version = $3 AND NOT EXISTS (SELECT 1 FROM responsibility x
            WHERE x.bureau_id = $1 AND x.person_id = responsibility.person_id AND x.kind = responsibility.kind AND x.until IS NULL)
        AND (kind <> 'doctor' OR (SELECT COUNT(*) FROM responsibility y WHERE y.bureau_id = $1 AND y.staff_id = responsibility.staff_id
            AND y.kind = responsibility.kind AND y.until IS NULL)
            < COALESCE((SELECT d.capacity FROM doctor d WHERE d.bureau_id = $1 AND d.id = responsibility.staff_id), 0))"),
    reopens_for: false,
    lapse: Some(Lapse {
        list: "SELECT id, version, since FROM responsibility WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL
            ORDER BY bureau_id, person_id, since, id",
        end: "UPDATE responsibility SET until = $4, ended_because = $5, version = version + 1
            WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL",
        because: |because| Some(if because == EndedBecause::Died { "died" } else { "moved" }),
    }),
    lapses: |_, _| true,
    say: |ui, held| {
        let key =
            if held.word == "liaison" { "duplicate-held-liaison" } else { "duplicate-held-responsibility" };
        said(ui, key, held, String::new())
    },
};

/// Branches, clubs, classes: in each once.
pub static MEMBERSHIPS: Rows = Rows {
    name: "membership",
    list: "SELECT m.id, m.version, g.name, g.kind, m.since, m.until, k.id, k.version, g.name FROM membership m
        JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
        LEFT JOIN membership k ON k.bureau_id = m.bureau_id AND k.group_id = m.group_id AND k.person_id = $3 AND k.until IS NULL
            AND m.until IS NULL
        WHERE m.bureau_id = $1 AND m.person_id = $2 ORDER BY m.bureau_id, m.person_id, m.since",
    take: Some("UPDATE membership SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4"),
    close: Some("UPDATE membership SET until = $4, ended_because = 'mistake', version = version + 1
        WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL"),
    reopen: Some("UPDATE membership SET until = NULL, ended_because = NULL, version = version - 1
        WHERE bureau_id = $1 AND id = $2 AND version = $3 AND NOT EXISTS (SELECT 1 FROM membership x
            WHERE x.bureau_id = $1 AND x.group_id = membership.group_id AND x.person_id = membership.person_id AND x.until IS NULL)"),
    reopens_for: false,
    lapse: Some(Lapse {
        list: "SELECT id, version, since FROM membership WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL
            ORDER BY bureau_id, person_id, since, id",
        end: "UPDATE membership SET until = $4, ended_because = $5, version = version + 1
            WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL",
        because: left,
    }),
    lapses: |_, because| left(because).is_some(),
    say: |ui, held| said(ui, "duplicate-held-membership", held, String::new()),
};

/// Posts in groups.
pub static POSTS: Rows = Rows {
    name: "post",
    list: "SELECT o.id, o.version, g.name, g.kind || '-' || o.kind, o.since, o.until, k.id, k.version, g.name FROM post o
        JOIN person_group g ON g.bureau_id = o.bureau_id AND g.id = o.group_id
        LEFT JOIN post k ON k.bureau_id = o.bureau_id AND k.group_id = o.group_id AND k.person_id = $3 AND k.kind = o.kind
            AND k.until IS NULL AND o.until IS NULL
        WHERE o.bureau_id = $1 AND o.person_id = $2 ORDER BY o.bureau_id, o.person_id, o.since",
    take: Some("UPDATE post SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4"),
    close: Some("UPDATE post SET until = $4, ended_because = 'mistake', version = version + 1
        WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL"),
    reopen: Some("UPDATE post SET until = NULL, ended_because = NULL, version = version - 1
        WHERE bureau_id = $1 AND id = $2 AND version = $3 AND NOT EXISTS (SELECT 1 FROM post x WHERE x.bureau_id = $1
            AND x.group_id = post.group_id AND x.until IS NULL AND x.kind = post.kind
            AND (x.person_id = post.person_id OR x.kind = 'head'))"),
    reopens_for: false,
    lapse: Some(Lapse {
        list: "SELECT id, version, since FROM post WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL
            ORDER BY bureau_id, person_id, since, id",
        end: "UPDATE post SET until = $4, ended_because = $5, version = version + 1
            WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL",
        because: left,
    }),
    lapses: |_, because| left(because).is_some(),
    say: |ui, held| said(ui, "duplicate-held-post", held, ui.w("group-post", &held.word)),
};

/// Relatives of the person.
pub static RELATIONS: Rows = Rows {
    name: "relation",
    list: concat!(
        "SELECT r.id, r.version, o.name, r.kind, r.since, r.until, k.id, k.version, z.name FROM relation r
        JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id ",
        rival!("r.other_id"),
        " WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.other_id <> $3
        ORDER BY r.bureau_id, r.person_id, r.kind, r.other_id, r.id"
    ),
    take: Some("UPDATE relation SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4"),
    close: Some(CLOSE_RELATION),
    reopen: Some(REOPEN_RELATION),
    reopens_for: true,
    lapse: Some(Lapse {
        list: "SELECT id, version, since FROM relation WHERE bureau_id = $1 AND (person_id = $2 OR other_id = $2)
            AND kind = 'spouse' AND until IS NULL ORDER BY id",
        end: "UPDATE relation SET until = $4, ended_because = $5, version = version + 1
            WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL",
        // Whoever only moved away is married all the same.
        because: |because| (because == EndedBecause::Died).then_some("died"),
    }),
    lapses: marriage_ends,
    say: |ui, held| said(ui, "duplicate-held-relation", held, ui.w("duplicate-relation", &held.word)),
};

/// People whose relative the person is.
pub static RELATIONS_OF_OTHERS: Rows = Rows {
    name: "relation-of-other",
    list: concat!(
        "SELECT r.id, r.version, o.name, r.kind, r.since, r.until, k.id, k.version, z.name FROM relation r
        JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.person_id ",
        rival!("r.person_id"),
        " WHERE r.bureau_id = $1 AND r.other_id = $2 AND r.person_id <> $3
        ORDER BY r.bureau_id, r.other_id, r.kind, r.person_id, r.id"
    ),
    take: Some(
        "UPDATE relation SET other_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4",
    ),
    close: Some(CLOSE_RELATION),
    reopen: Some(REOPEN_RELATION),
    reopens_for: true,
    lapse: None,
    lapses: marriage_ends,
    say: |ui, held| said(ui, "duplicate-held-relation-of", held, ui.w("duplicate-relation", &held.word)),
};

/// Nobody is their own relative: what stands between the two records was a mistake.
pub static RELATIONS_BETWEEN: Rows = Rows {
    name: "relation-between",
    list: "SELECT r.id, r.version, o.name, r.kind, r.since, r.until, r.id, r.version, o.name FROM relation r
        JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id
        WHERE r.bureau_id = $1 AND r.person_id IN ($2, $3) AND r.other_id IN ($2, $3) AND r.until IS NULL
        ORDER BY r.bureau_id, r.person_id, r.kind, r.other_id, r.id",
    take: None,
    close: Some(CLOSE_RELATION),
    reopen: Some(REOPEN_RELATION),
    reopens_for: true,
    lapse: None,
    lapses: |_, _| false,
    say: |ui, held| said(ui, "duplicate-held-relation-between", held, ui.w("duplicate-relation", &held.word)),
};

const CLOSE_RELATION: &str =
    "UPDATE relation SET until = $4, ended_because = 'mistake', version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND until IS NULL";
// The same relation of the same two stands once, whichever way round it was written. A marriage that closed comes back unless one
// of the two records has another living spouse by now. What ended because
// the merged record said that its person had died comes back beside what ended with it: each goes to its own record then.
const REOPEN_RELATION: &str = "UPDATE relation SET until = NULL, ended_because = NULL, version = version - 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND NOT EXISTS (SELECT 1 FROM relation x WHERE x.bureau_id = $1
        AND x.person_id = relation.person_id AND x.kind = relation.kind AND x.other_id = relation.other_id AND x.until IS NULL)
    AND NOT EXISTS (SELECT 1 FROM relation x WHERE x.bureau_id = $1 AND x.person_id = relation.other_id AND x.other_id = relation.person_id
        AND x.kind = CASE relation.kind WHEN 'child' THEN 'parent' WHEN 'parent' THEN 'child' WHEN 'carer' THEN '' WHEN 'spouse' THEN ''
            ELSE relation.kind END AND x.until IS NULL)
    AND NOT (kind = 'spouse' AND EXISTS (SELECT 1 FROM relation x
        JOIN person o ON o.bureau_id = x.bureau_id AND o.id = CASE WHEN x.person_id IN ($4, $5) THEN x.other_id ELSE x.person_id END
        WHERE x.bureau_id = $1 AND x.kind = 'spouse' AND x.until IS NULL AND COALESCE(o.ended_because, '') <> 'died'
        AND (x.person_id IN ($4, $5) OR x.other_id IN ($4, $5))
        AND NOT (relation.ended_because = 'died' AND EXISTS (SELECT 1 FROM person_merge m
            JOIN person_merge_step s ON s.bureau_id = m.bureau_id AND s.merge_id = m.id
            WHERE m.bureau_id = $1 AND m.kept_id = $4 AND m.gone_id = $5 AND s.subject_id = x.id))
        AND (x.person_id IN (relation.person_id, relation.other_id) AND x.person_id IN ($4, $5)
            OR x.other_id IN (relation.person_id, relation.other_id) AND x.other_id IN ($4, $5))))";

/// Assessments of ability.
pub static ASSESSMENTS: Rows = Rows {
    name: "assessment",
    list: "SELECT a.id, a.version, '', '', a.assessed_on, a.assessed_on, NULL, NULL, NULL FROM assessment a
        WHERE a.bureau_id = $1 AND a.person_id = $2 AND a.person_id <> $3
        ORDER BY a.bureau_id, a.person_id, a.assessed_on, a.id",
    take: Some(
        "UPDATE assessment SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4",
    ),
    close: None,
    reopen: None,
    reopens_for: false,
    lapse: None,
    lapses: |_, _| false,
    say: |ui, held| said(ui, "duplicate-held-assessment", held, String::new()),
};

/// What happened in their life.
pub static LIFE_EVENTS: Rows = Rows {
    name: "life-event",
    list:
        "SELECT e.id, e.version, '', e.kind, e.happened_on, e.happened_on, NULL, NULL, NULL FROM life_event e
        WHERE e.bureau_id = $1 AND e.person_id = $2 AND e.person_id <> $3
        ORDER BY e.bureau_id, e.person_id, e.happened_on, e.id",
    take: Some(
        "UPDATE life_event SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4",
    ),
    close: None,
    reopen: None,
    reopens_for: false,
    lapse: None,
    lapses: |_, _| false,
    say: |ui, held| said(ui, "duplicate-held-life-event", held, ui.w("duplicate-event", &held.word)),
};

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[CLOSE_RELATION, REOPEN_RELATION];

/// The statements of every table above.
pub fn statements() -> Vec<String> {
    let all: [&Rows; 8] = [
        &RESPONSIBILITIES,
        &MEMBERSHIPS,
        &POSTS,
        &RELATIONS,
        &RELATIONS_OF_OTHERS,
        &RELATIONS_BETWEEN,
        &ASSESSMENTS,
        &LIFE_EVENTS,
    ];
    let of = |rows: &&Rows| {
        let given_back = rows.take.map(given_back);
        let lapse = rows.lapse.as_ref().map(|lapse| [lapse.list, lapse.end]).into_iter().flatten();
        let kept = [Some(rows.list), rows.take, rows.close, rows.reopen].into_iter().flatten().chain(lapse);
        kept.map(str::to_owned).chain(given_back).collect::<Vec<_>>()
    };
    all.iter().flat_map(of).collect()
}

/// One thing in words: its name, as what, from when to when.
fn said(ui: &Ui, key: &'static str, held: &Held, word: String) -> String {
    let day = |day: Option<PartialDate>| day.map(|day| ui.partial(&day)).unwrap_or_default();
    let what = Text { key, args: vec![("label", held.label.as_str().into()), ("word", word.into())] };
    let what = ui.t(&what).into_owned();
    match (held.since, held.until) {
        (None, None) => what,
        (since, until) if since == until => {
            ui.a2("duplicate-held-on", "what", what, "day", day(since)).into_owned()
        }
        (since, None) => ui.a2("duplicate-held-since", "what", what, "day", day(since)).into_owned(),
        (since, until) => {
            let text = Text::new("duplicate-held-between").with("what", what).with("since", day(since));
            ui.t(&text.with("until", day(until))).into_owned()
        }
    }
}
