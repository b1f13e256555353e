//! A name with no more of it than tells two apart.

use super::surnames::COMPOUND;

/// `王建国` as `王某某`, `欧阳修` as `欧阳某`: the surname, and how long the name is.
pub fn veiled(name: &str, some: &str) -> String {
    let surname = COMPOUND.iter().find(|surname| name.starts_with(*surname)).map_or(1, |_| 2);
    let letters = name.chars().count();
    // Two characters with a surname of two would show all of it.
    let surname = if letters > surname { surname } else { 1 };
    let shown: String = name.chars().take(surname).collect();
    format!("{shown}{}", some.repeat(letters.saturating_sub(surname).max(1)))
}

#[cfg(test)]
mod tests {
    use super::veiled;

    #[test]
    fn a_surname_and_no_more() {
        let said = ["王建国", "单英", "欧阳修", "欧阳", "司马相如", "李"].map(|name| veiled(name, "某"));
        assert_eq!(said, ["王某某", "单某", "欧阳某", "欧某", "司马某某", "李某"]);
    }
}
