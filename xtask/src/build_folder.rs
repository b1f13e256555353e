//! Where cargo builds. A CI run starts from a clean clone: it shares one folder with the runs before it, so that
//! only our own crates are built again.

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::{Result, root, target_folder};

/// A folder to build in, ours alone for as long as this value lives.
pub struct BuildFolder {
    pub path: PathBuf,
    _lock: Option<File>,
}

impl BuildFolder {
    /// The folder that was asked for by `CARGO_TARGET_DIR`, the shared one in CI, or `target`.
    pub fn choose() -> Result<Self> {
        match cache_folder() {
            Some(cache) if in_ci() && env::var_os("CARGO_TARGET_DIR").is_none() => Self::shared(cache),
            _ => Ok(Self { path: target_folder(), _lock: None }),
        }
    }

    fn shared(path: PathBuf) -> Result<Self> {
        fs::create_dir_all(&path)?;
        let lock = File::create(path.join("in-use"))?;
        if lock.try_lock().is_err() {
            println!("waiting for another run to leave {}", path.display());
            lock.lock()?;
        }
        forget(&path, &members(&root())?)?;
        Ok(Self { path, _lock: Some(lock) })
    }
}

pub fn in_ci() -> bool {
    env::var("CI").is_ok_and(|ci| ci == "true")
}

fn cache_folder() -> Option<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cache"));
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)?;
    Some(cache.join("changqing/target"))
}

/// Makes cargo build our own crates anew, and gives back the room that older clones' builds of them took. Cargo compares
/// only times, so what an older clone left behind, built after this clone was made, would pass for ours.
fn forget(target: &Path, members: &[String]) -> Result<()> {
    for profile in ["debug", "release"].map(|profile| target.join(profile)) {
        let hashes = forget_fingerprints(&profile, members)?;
        for artefact in entries(&profile.join("deps"))? {
            if hash_of(&artefact).is_some_and(|hash| hashes.contains(hash)) {
                fs::remove_file(&artefact)?;
            }
        }
        let incremental = profile.join("incremental");
        if incremental.exists() {
            fs::remove_dir_all(incremental)?;
        }
    }
    Ok(())
}

/// The hashes that cargo gave to what it built of these packages.
fn forget_fingerprints(profile: &Path, members: &[String]) -> Result<BTreeSet<String>> {
    let mut hashes = BTreeSet::new();
    for built in entries(&profile.join(".fingerprint"))? {
        let name = built.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some((package, hash)) = name.rsplit_once('-') else { continue };
        if members.iter().any(|member| member == package) {
            fs::remove_dir_all(&built)?;
            hashes.insert(hash.to_owned());
        }
    }
    Ok(hashes)
}

/// `libcq_care-0123.rlib` and `it-0123` are of the build `0123`.
fn hash_of(artefact: &Path) -> Option<&str> {
    Some(artefact.file_stem()?.to_str()?.split('.').next()?.rsplit_once('-')?.1)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(found) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    found.map(|entry| Ok(entry?.path())).collect()
}

fn members(root: &Path) -> Result<Vec<String>> {
    let mut members = vec!["xtask".to_owned()];
    for folder in fs::read_dir(root.join("crates"))? {
        members.push(folder?.file_name().to_string_lossy().into_owned());
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::forget;

    #[test]
    fn only_our_own_crates_are_forgotten() {
        let target = std::env::temp_dir().join(format!("changqing-forget-{}", std::process::id()));
        let built = target.join("debug/.fingerprint");
        for name in ["cq-care-0123456789abcdef", "cq-care-homes-1123456789abcdef", "serde-2123456789abcdef"] {
            fs::create_dir_all(built.join(name)).unwrap();
        }
        fs::create_dir_all(target.join("debug/incremental/cq_care-3b")).unwrap();
        let artefacts = target.join("debug/deps");
        fs::create_dir_all(&artefacts).unwrap();
        for name in
            ["libcq_care-0123456789abcdef.rlib", "it-0123456789abcdef", "libserde-2123456789abcdef.rmeta"]
        {
            fs::write(artefacts.join(name), "").unwrap();
        }
        forget(&target, &["cq-care".to_owned()]).unwrap();
        let left = [names(&built), names(&artefacts), names(&target.join("debug"))];
        fs::remove_dir_all(&target).unwrap();
        assert_eq!(left[0], ["cq-care-homes-1123456789abcdef", "serde-2123456789abcdef"]);
        assert_eq!(left[1], ["libserde-2123456789abcdef.rmeta"]);
        assert_eq!(left[2], [".fingerprint", "deps"]);
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}
