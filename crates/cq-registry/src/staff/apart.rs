//! Namesakes: two of one name in a list to choose from are told apart by what stands behind the name.

use std::collections::HashSet;

use cq_platform::{
    Result,
    db::{Conn, Param},
    ids::BureauId,
};

use super::store;

/// Between a name and what tells it from another.
pub(super) const APART: &str = " · ";

/// The end of a phone number.
pub fn tail(phone: &str) -> String {
    phone.chars().skip(phone.chars().count().saturating_sub(4)).collect()
}

/// The same list; behind each name that stands there twice what `told_by` says.
pub fn apart<T>(
    mut names: Vec<(T, String)>,
    mut told_by: impl FnMut(&T) -> Result<String>,
) -> Result<Vec<(T, String)>> {
    let (mut seen, mut twice) = (HashSet::new(), HashSet::new());
    for (_, name) in &names {
        if !seen.insert(name.clone()) {
            twice.insert(name.clone());
        }
    }
    for (one, name) in names.iter_mut().filter(|(_, name)| twice.contains(name)) {
        let told = told_by(one)?;
        if !told.is_empty() {
            name.push_str(APART);
            name.push_str(&told);
        }
    }
    Ok(names)
}

/// The same list of people on the staff, namesakes told apart.
pub fn told_apart<I: Param>(
    conn: &Conn<'_>,
    bureau: &BureauId,
    names: Vec<(I, String)>,
) -> Result<Vec<(I, String)>> {
    apart(names, |id| store::told_by(conn, bureau, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_namesakes_are_told_apart() {
        let list = vec![(1, "王强".to_owned()), (2, "李梅".to_owned()), (3, "王强".to_owned())];
        let told = apart(list, |id| Ok(tail(&format!("1380000{id:04}")))).unwrap();
        let names: Vec<&str> = told.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["王强 · 0001", "李梅", "王强 · 0003"]);
        assert_eq!(tail("12"), "12");
    }
}
