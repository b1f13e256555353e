//! Where cargo builds. A CI run starts from a clean clone: it shares one folder with the runs before it, so that
//! only our own crates are built again.

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
        let in_ci = env::var("CI").is_ok_and(|ci| ci == "true");
        match cache_folder() {
            Some(cache) if in_ci && env::var_os("CARGO_TARGET_DIR").is_none() => Self::shared(cache),
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

fn cache_folder() -> Option<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cache"));
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)?;
    Some(cache.join("changqing/target"))
}

/// Makes cargo build our own crates anew. It compares only times, so what an older clone left behind, built after
/// this clone was made, would pass for ours.
fn forget(target: &Path, members: &[String]) -> Result<()> {
    for profile in ["debug", "release"] {
        let Ok(built) = fs::read_dir(target.join(profile).join(".fingerprint")) else { continue };
        for entry in built {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let package = name.rsplit_once('-').map_or(name.as_str(), |(package, _hash)| package);
            if members.iter().any(|member| member == package) {
                fs::remove_dir_all(entry.path())?;
            }
        }
    }
    Ok(())
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

    use super::forget;

    #[test]
    fn only_our_own_crates_are_forgotten() {
        let target = std::env::temp_dir().join(format!("changqing-forget-{}", std::process::id()));
        let built = target.join("debug/.fingerprint");
        for name in ["cq-care-0123456789abcdef", "cq-care-homes-0123456789abcdef", "serde-0123456789abcdef"] {
            fs::create_dir_all(built.join(name)).unwrap();
        }
        forget(&target, &["cq-care".to_owned()]).unwrap();
        let mut left: Vec<_> = fs::read_dir(&built).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        fs::remove_dir_all(&target).unwrap();
        assert_eq!(left, ["cq-care-homes-0123456789abcdef", "serde-0123456789abcdef"]);
    }
}
