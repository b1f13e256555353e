//! Who may know whom inside a feature's folder: `model` knows nobody, `store` and `form` know `model`, `actions`
//! know those, pages and API stand on top.

use super::rust::Rust;
use super::{File, Finding, Tree, line_of};

/// A feature's file and the neighbours it must not know.
const RULES: [(&str, &[&str]); 4] = [
    ("model.rs", &["store", "form", "actions", "pages", "api"]),
    ("store.rs", &["form", "actions", "pages", "api"]),
    ("form.rs", &["store", "actions", "pages", "api"]),
    ("actions.rs", &["pages", "api"]),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().flat_map(|(file, rust)| neighbours(file, rust)).collect()
}

fn neighbours(file: &File, rust: &Rust) -> Vec<Finding> {
    let Some((_, forbidden)) = RULES.iter().find(|(name, _)| *name == file.name()) else { return Vec::new() };
    let mentions = rust.code.match_indices("super::").flat_map(|(at, path)| {
        let line = line_of(&rust.code, at);
        let names = first_names(rust.code.get(at + path.len()..).unwrap_or_default());
        names.into_iter().map(move |name| (line, name))
    });
    mentions
        .filter(|(line, name)| forbidden.contains(name) && !rust.in_tests(*line))
        .map(|(line, name)| file.finding(line, format!("{} may not know its feature's {name}", file.name())))
        .collect()
}

/// The first names of a path or of each path in a group: `{a::B, c}` names `a` and `c`.
fn first_names(path: &str) -> Vec<&str> {
    let name = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let Some(group) = path.strip_prefix('{') else { return vec![&path[..name(path)]] };
    let mut depth = 0;
    let outer = group.split_inclusive([',', '{', '}']).filter_map(|part| {
        let counts = depth == 0;
        match part.chars().last() {
            Some('{') => depth += 1,
            Some('}') => depth -= 1,
            _ => {}
        }
        counts.then(|| part.trim_start())
    });
    outer.map(|part| &part[..name(part)]).collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::places;

    #[test]
    fn a_store_knows_its_model() {
        let good = "use super::model::{Errand, store};\n#[cfg(test)]\nmod tests { use super::actions; }\n";
        assert!(places(check, &[("crates/c/src/errand/store.rs", good)]).is_empty());
    }

    #[test]
    fn nobody_looks_up() {
        let path = "crates/c/src/errand/model.rs";
        assert_eq!(places(check, &[(path, "\nuse super::store;")]), [format!("{path}:2")]);
        assert_eq!(places(check, &[(path, "use super::{State, form::Raw};")]).len(), 1);
        assert_eq!(
            places(check, &[("crates/c/src/errand/actions.rs", "fn f() { super::pages::show() }")]).len(),
            1
        );
    }
}
