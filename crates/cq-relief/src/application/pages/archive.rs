//! The whole file of one application as one PDF: what was asked, found, decided, hung on the wall, approved, paid and signed for, and every paper.

use axum::{Extension, extract::Path, response::Response};
use cq_paper::{Align, Column, Dossier, Entry as Fact, Figure, Grid, Part, Press};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Tx,
    web::{Ctx, Ui},
};
use cq_registry::paper;
use serde_json::json;

use super::show::parse;
use crate::{
    application::{
        ARCHIVE,
        actions::{self, Shown, subject},
        model::{PaperKind, ReliefId, Stage},
        store::{
            entry::{Entry, Happened},
            paper as papers,
        },
        words,
    },
    batch,
    meeting::{
        self,
        store::{Decision, Meeting},
    },
};

/// Everything that goes into the file.
struct File {
    shown: Shown,
    meeting: Option<(Meeting, Vec<Decision>)>,
    batch: Option<batch::store::Listed>,
    /// What the bank said of it.
    reference: String,
    proposed_by: String,
    approved_by: String,
    /// Papers' pictures, in the order of `shown.papers`.
    pictures: Vec<Vec<u8>>,
    bureau: String,
}

pub(super) async fn print(
    ctx: Ctx,
    Path(id): Path<String>,
    Extension(press): Extension<Press>,
) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let hand = act.clone();
    let file = ctx.app.db.write(move |tx| read(tx, &hand, id)).await?;
    let ui = Ui::of(&ctx);
    let dossier = Dossier {
        imprint: paper::imprint(&file.bureau, act.today()),
        title: ui.m("relief-file-title").to_owned(),
        subtitle: Some(
            ui.a2("relief-file-of", "name", &file.shown.listed.name, "number", &file.shown.listed.number)
                .into_owned(),
        ),
        parts: parts(&ui, &file),
        foot: paper::foot(&ui, &file.bureau, &act.actor.name, act.today()),
        pictures: file.pictures,
    };
    paper::print(&press, dossier, "relief.pdf").await
}

fn read(tx: &Tx<'_>, act: &Act, id: ReliefId) -> Result<File> {
    let shown = actions::read(tx, act, id, &ARCHIVE)?;
    if !matches!(shown.application.stage, Stage::Receipted(..) | Stage::Archived(..)) {
        return Err(Error::refused("relief-refused-no-file"));
    }
    let name = |who| cq_case::case::store::people::name(tx, act.bureau(), who);
    let approved = shown.application.stage.approved();
    let (proposed_by, approved_by) = match approved {
        Some(approved) => (name(approved.proposed.by)?, name(approved.by)?),
        None => Default::default(),
    };
    let meeting = match shown.listed.meeting {
        Some(id) => Some((meeting::store::find(tx, act, id)?, meeting::store::decisions(tx, act, id)?)),
        None => None,
    };
    let (batch, reference) = match shown.listed.batch {
        Some(batch) => {
            let lines = batch::store::lines(tx, act, batch)?;
            let line = lines.into_iter().find(|line| line.application == id);
            let reference = line.and_then(|line| line.answer).map(|(_, said)| said.reference);
            (batch::store::list(tx, act.bureau(), Some(batch))?.pop(), reference.unwrap_or_default())
        }
        None => (None, String::new()),
    };
    let pictures =
        shown.papers.iter().map(|one| papers::content(tx, act, id, one.id)).collect::<Result<_>>()?;
    act.record(tx, &ARCHIVE, subject(id), &json!({ "as": "pdf" }))?;
    let bureau = paper::store::bureau_name(tx, act.bureau())?;
    Ok(File { shown, meeting, batch, reference, proposed_by, approved_by, pictures, bureau })
}

fn parts(ui: &Ui, file: &File) -> Vec<Part> {
    let mut parts = vec![asked(ui, file), found(ui, file)];
    parts.extend(decided(ui, file));
    parts.push(on_notice(ui, file));
    parts.push(paid(ui, file));
    parts.extend(pictures(ui, file));
    parts
}

fn fact(ui: &Ui, key: &str, value: impl Into<String>) -> Fact {
    Fact { label: ui.m(key).to_owned(), value: Some(value.into()) }
}

fn asked(ui: &Ui, file: &File) -> Part {
    let (shown, listed) = (&file.shown, &file.shown.listed);
    let spoke = match shown.said.name.as_str() {
        "" => ui.w("relief-source", listed.source),
        name => ui
            .a2("relief-payee-is", "name", name, "relation", ui.w("relief-source", listed.source))
            .into_owned(),
    };
    Part {
        heading: ui.m("relief-file-asked").to_owned(),
        facts: vec![
            fact(ui, "relief-number", &listed.number),
            fact(ui, "relief-for", &listed.name),
            fact(ui, "relief-unit", listed.unit.clone().unwrap_or_default()),
            fact(ui, "relief-kind", words::kind(ui, &shown.rules, &listed.kind)),
            fact(ui, "relief-source", spoke),
            fact(ui, "relief-asked", words::money(ui, listed.asked_fen)),
            fact(ui, "relief-why", &shown.said.why),
            fact(
                ui,
                "relief-taken",
                format!("{}{}{}", ui.day(&listed.taken_on), ui.m("person-comma"), listed.taken_by),
            ),
        ],
        ..Part::default()
    }
}

/// What was noted last of that kind: when, by whom, in whose words.
fn last(file: &File, kind: Happened) -> Option<&Entry> {
    file.shown.entries.iter().find(|entry| entry.kind == kind)
}

fn noted(ui: &Ui, file: &File, kind: Happened) -> String {
    let Some(entry) = last(file, kind) else { return String::new() };
    let who = format!("{}{}{}", entry.by, ui.m("person-comma"), ui.instant(&entry.at));
    if entry.note.is_empty() { who } else { format!("{}\n{who}", entry.note) }
}

fn found(ui: &Ui, file: &File) -> Part {
    Part {
        heading: ui.m("relief-file-found").to_owned(),
        facts: vec![
            fact(ui, "relief-file-verified", noted(ui, file, Happened::Verified)),
            fact(ui, "relief-file-reviewed", noted(ui, file, Happened::Reviewed)),
        ],
        ..Part::default()
    }
}

/// What a meeting said of this one, and not of others.
fn decided(ui: &Ui, file: &File) -> Option<Part> {
    let (meeting, decisions) = file.meeting.as_ref()?;
    let decision = decisions.iter().find(|one| one.application == file.shown.listed.id)?;
    let verdict = ui.w("relief-verdict", decision.verdict);
    let said = match decision.fen {
        Some(fen) => format!("{verdict}{}{}", ui.m("person-comma"), words::money(ui, fen)),
        None => verdict,
    };
    let said = if decision.note.is_empty() { said } else { format!("{said}\n{}", decision.note) };
    Some(Part {
        heading: ui.m("relief-file-decided").to_owned(),
        facts: vec![
            fact(ui, "relief-meeting-held-on", ui.day(&meeting.held_on)),
            fact(ui, "relief-meeting-place", &meeting.place),
            fact(ui, "relief-meeting-chair", &meeting.chair),
            fact(ui, "relief-meeting-recorder", &meeting.recorder),
            fact(ui, "relief-meeting-attendees", &meeting.attendees),
            fact(ui, "relief-meeting-decision", said),
        ],
        ..Part::default()
    })
}

fn on_notice(ui: &Ui, file: &File) -> Part {
    let listed = &file.shown.listed;
    let days = listed.noticed_from.zip(listed.noticed_until).map(|(from, until)| {
        ui.a2("relief-from-until", "from", ui.day(&from), "until", ui.day(&until)).into_owned()
    });
    let column = |key, share, align| Column { label: ui.m(key).to_owned(), share, align };
    let rows: Vec<Vec<String>> = file
        .shown
        .objections
        .iter()
        .map(|one| {
            let outcome = one.outcome.map(|outcome| ui.w("relief-outcome", outcome)).unwrap_or_default();
            vec![
                ui.instant(&one.noted_at),
                super::show::said_against(ui, &one.said, false),
                one.answer.clone(),
                outcome,
            ]
        })
        .collect();
    let has_none = rows.is_empty();
    Part {
        heading: ui.m("relief-file-noticed").to_owned(),
        facts: vec![fact(ui, "relief-file-days", days.unwrap_or_default())],
        words: if has_none { vec![ui.m("relief-file-no-objections").to_owned()] } else { Vec::new() },
        table: (!has_none).then(|| Grid {
            columns: vec![
                column("relief-objection-when", 3, Align::Start),
                column("relief-objection-said", 5, Align::Start),
                column("relief-objection-answer", 5, Align::Start),
                column("relief-objection-outcome", 2, Align::Center),
            ],
            rows,
        }),
        ..Part::default()
    }
}

fn paid(ui: &Ui, file: &File) -> Part {
    let (shown, stage) = (&file.shown, file.shown.application.stage);
    let approved = stage.approved();
    let day = |on: Option<jiff::civil::Date>| on.map(|on| ui.day(&on)).unwrap_or_default();
    let receipted = match stage {
        Stage::Receipted(_, on) | Stage::Archived(_, on, _) => Some(on),
        _ => None,
    };
    let mut facts = vec![
        fact(
            ui,
            "relief-granted",
            approved.map(|approved| words::money(ui, approved.fen())).unwrap_or_default(),
        ),
        fact(ui, "relief-file-proposed-by", &file.proposed_by),
        fact(ui, "relief-file-approved-by", &file.approved_by),
        fact(ui, "relief-file-approved-on", day(approved.map(|approved| approved.on))),
        fact(ui, "relief-payee", &shown.payee.name),
        fact(ui, "relief-bank", &shown.payee.bank),
        fact(ui, "relief-account", shown.payee.account.digits()),
        fact(
            ui,
            "relief-file-batch",
            file.batch.as_ref().map(|batch| batch.number.clone()).unwrap_or_default(),
        ),
        fact(ui, "relief-file-released-by", released(ui, file)),
        fact(ui, "relief-file-paid-on", day(stage.answered().map(|paid| paid.on))),
        fact(ui, "relief-file-receipted-on", day(receipted)),
    ];
    // Not every bank gives one.
    if !file.reference.is_empty() {
        facts.push(fact(ui, "relief-file-reference", &file.reference));
    }
    Part { heading: ui.m("relief-file-paid").to_owned(), facts, ..Part::default() }
}

/// Who released the batch, and when.
fn released(ui: &Ui, file: &File) -> String {
    let Some(batch) = &file.batch else { return String::new() };
    let when = batch.released_at.map(|at| ui.instant(&at));
    let parts: Vec<String> = [batch.released_by.clone(), when].into_iter().flatten().collect();
    parts.join(ui.m("person-comma"))
}

/// What was signed, and then the evidence, each on a page of its own.
fn pictures(ui: &Ui, file: &File) -> Vec<Part> {
    let of = |kind: PaperKind, key: &str| {
        let papers = file.shown.papers.iter().enumerate().filter(|(_, paper)| paper.kind == kind);
        let figures: Vec<Figure> = papers
            .map(|(picture, paper)| {
                let called =
                    if kind == PaperKind::Receipt { ui.m("relief-paper-receipt") } else { &paper.label };
                Figure {
                    picture,
                    caption: format!("{called}{}{}", ui.m("person-comma"), ui.instant(&paper.put_at)),
                }
            })
            .collect();
        let heading = ui.m(key).to_owned();
        (!figures.is_empty()).then(|| Part { heading, new_page: true, figures, ..Part::default() })
    };
    [of(PaperKind::Receipt, "relief-file-signed"), of(PaperKind::Evidence, "relief-papers")]
        .into_iter()
        .flatten()
        .collect()
}
