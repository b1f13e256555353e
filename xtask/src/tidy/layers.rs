//! Which crate may use which: a crate uses crates of a lower layer only, so pillars never see one another, and
//! the pure ones know no database and no web. Every manifest takes the workspace's lints.

use super::{File, Finding, Tree};

/// Crates from the ground up; those of one layer do not know one another.
const LAYERS: [&[&str]; 10] = [
    &["cq-calendar"],
    &["cq-paper", "cq-planner", "cq-platform", "cq-sheet"],
    &["cq-bylaw", "cq-ledger", "cq-registry"],
    &["cq-notice"],
    &["cq-case"],
    &["cq-errand", "cq-relief"],
    &["cq-bureau", "cq-care", "cq-contribution", "cq-culture", "cq-guidance"],
    &["cq-portal"],
    &["cq-demo"],
    &["cq-server"],
];

const PURE: [&str; 4] = ["cq-calendar", "cq-paper", "cq-planner", "cq-sheet"];

const DATABASE_AND_WEB: [&str; 12] = [
    "askama",
    "axum",
    "deadpool-postgres",
    "diesel",
    "hyper",
    "hyper-util",
    "reqwest",
    "rusqlite",
    "sqlx",
    "tokio-postgres",
    "tower",
    "tower-http",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let members = tree.files().filter(|file| file.path.ends_with("/Cargo.toml"));
    members.flat_map(|manifest| without_lints(manifest).into_iter().chain(uses_upwards(manifest))).collect()
}

fn without_lints(manifest: &File) -> Option<Finding> {
    let takes = entries(manifest).any(|(_, section, key)| section == "lints" && key == "workspace");
    (!takes).then(|| manifest.finding(1, "a crate takes the workspace's lints: [lints] workspace = true"))
}

fn uses_upwards(manifest: &File) -> Vec<Finding> {
    let Some(user) = crate_name(manifest) else { return Vec::new() };
    let Some(user_layer) = layer(user) else {
        return vec![manifest.finding(1, format!("{user} has no place in the layers: give it one in xtask"))];
    };
    dependencies(manifest)
        .filter_map(|(line, used)| {
            let reason = if PURE.contains(&user) && DATABASE_AND_WEB.contains(&used) {
                format!("{user} is pure: it knows no database and no web, so not {used}")
            } else if used.starts_with("cq-") && layer(used).is_none_or(|used_layer| used_layer >= user_layer)
            {
                format!("{user} may not use {used}: only crates of a lower layer")
            } else {
                return None;
            };
            Some(manifest.finding(line, reason))
        })
        .collect()
}

/// The crate of a manifest at `crates/NAME/Cargo.toml`.
fn crate_name(manifest: &File) -> Option<&str> {
    manifest.path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|crates| crates.contains(&name))
}

/// What ships with the crate; its tests may look around more freely.
fn dependencies(manifest: &File) -> impl Iterator<Item = (usize, &str)> {
    entries(manifest).filter_map(|(line, section, key)| {
        let (_, after) =
            section.split_once("dependencies").filter(|(before, _)| !before.ends_with("dev-"))?;
        match after.strip_prefix('.') {
            Some(table) => key.is_empty().then_some((line, table)),
            None => (!key.is_empty()).then(|| (line, key.split('.').next().unwrap_or(key))),
        }
    })
}

/// Keys with their line and section; the head of a section counts as an entry with an empty key.
fn entries(manifest: &File) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut section = "";
    manifest.lines().filter_map(move |(number, line)| {
        let line = line.trim();
        if let Some(head) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            section = head;
            return Some((number, section, ""));
        }
        let key = line.split_once('=')?.0.trim();
        (!key.starts_with('#')).then_some((number, section, key))
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    const LINTS: &str = "\n[lints]\nworkspace = true\n";

    fn manifest(name: &str, body: &str) -> Vec<String> {
        places(check, &[(&format!("crates/{name}/Cargo.toml"), &format!("{body}{LINTS}"))])
    }

    #[test]
    fn a_crate_may_use_what_lies_below() {
        assert!(
            manifest("cq-care", "[dependencies]\ncq-registry.workspace = true\naxum.workspace = true")
                .is_empty()
        );
        assert!(manifest("cq-server", "[dependencies]\ncq-care = { workspace = true }").is_empty());
    }

    #[test]
    fn nobody_uses_what_lies_above_or_beside() {
        assert_eq!(
            manifest("cq-registry", "[dependencies]\nserde = '1'\ncq-care.workspace = true"),
            ["crates/cq-registry/Cargo.toml:3"]
        );
        assert_eq!(manifest("cq-care", "[dependencies.cq-culture]\nworkspace = true").len(), 1);
        assert_eq!(manifest("cq-care", "[target.'cfg(unix)'.dependencies]\ncq-server = '1'").len(), 1);
    }

    #[test]
    fn pure_crates_know_no_database_and_no_web() {
        assert_eq!(manifest("cq-planner", "[build-dependencies]\nrusqlite.workspace = true").len(), 1);
        assert_eq!(manifest("cq-paper", "[dependencies]\naxum.workspace = true").len(), 1);
        assert!(manifest("cq-planner", "[dev-dependencies]\ntower.workspace = true").is_empty());
    }

    #[test]
    fn a_new_crate_must_be_given_its_layer() {
        assert_eq!(manifest("cq-gossip", ""), ["crates/cq-gossip/Cargo.toml:1"]);
    }

    #[test]
    fn a_crate_without_the_workspace_lints_is_found() {
        assert_eq!(places(check, &[("xtask/Cargo.toml", "[package]\n")]), ["xtask/Cargo.toml:1"]);
        assert!(places(check, &[("xtask/Cargo.toml", LINTS), ("Cargo.toml", "[workspace]")]).is_empty());
    }
}
