//! No folder of one machine stands in the repository: it would exist nowhere else.

use super::{Finding, Tree};

const FOLDERS: [&str; 3] = [concat!("/", "work/"), concat!("/", "root/"), concat!("/", "home/")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let lines = tree.files().flat_map(|file| file.lines().map(move |(number, line)| (file, number, line)));
    lines
        .filter(|(_, _, line)| FOLDERS.iter().any(|folder| begins_a_path(line, folder)))
        .map(|(file, number, _)| file.finding(number, "the path of one machine"))
        .collect()
}

/// Whether `folder` stands in `line` as the beginning of a path, not inside an address or a longer path.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().last());
        before.is_none_or(|c| {
            !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '}' | ')' | '>' | '*' | '~' | '$')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{FOLDERS, check};
    use crate::tidy::tests::places;

    #[test]
    fn folders_of_one_machine_are_found() {
        for folder in FOLDERS {
            let text = format!("\nsee {folder}notes");
            assert_eq!(places(check, &[("README.md", &text)]), ["README.md:2"]);
        }
    }

    #[test]
    fn addresses_and_relative_paths_pass() {
        for folder in FOLDERS {
            let text = format!("https://example.org{folder} crates{folder} .{folder} $HOME{folder}");
            assert!(places(check, &[("README.md", &text)]).is_empty());
        }
    }
}
