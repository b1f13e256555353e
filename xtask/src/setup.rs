//! What the checks need beside Rust: looked for, installed where we may, named where we may not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, is_root};
use crate::{Result, postgres, root};

/// Folders with a `package-lock.json` whose packages the build or the checks use.
const NODE_FOLDERS: [&str; 2] = ["tests/browser", "web"];

/// One thing the checks cannot do without, and the Debian packages that bring it.
struct Need {
    what: &'static str,
    packages: &'static [&'static str],
    is_there: fn() -> bool,
}

const COMPILER: Need = Need {
    what: "a C compiler",
    packages: &["gcc", "libc6-dev"],
    is_there: || process::find("cc").is_some(),
};

const PAPER: [Need; 2] = [
    Need { what: "Chinese type", packages: &["fonts-noto-cjk", "fontconfig"], is_there: has_chinese_type },
    Need {
        what: "a reader of PDF",
        packages: &["poppler-utils"],
        is_there: || process::find("pdftotext").is_some(),
    },
];

const POSTGRES: Need = Need {
    what: "PostgreSQL's server",
    packages: &["postgresql"],
    is_there: || postgres::programs().is_some(),
};

const BROWSER: [Need; 4] = [
    Need { what: "Chromium", packages: &["chromium"], is_there: || chromium().is_some() },
    Need { what: "Node.js", packages: &["nodejs"], is_there: || process::find("node").is_some() },
    Need { what: "npm", packages: &["npm"], is_there: || process::find("npm").is_some() },
    // One story alters the database behind the program's back.
    Need { what: "SQLite's shell", packages: &["sqlite3"], is_there: || process::find("sqlite3").is_some() },
];

/// Which parts of the set-up a run needs.
#[derive(Clone, Copy)]
pub struct Parts {
    pub postgres: bool,
    pub browser: bool,
}

/// Sees to it that everything is there; an error names what is missing and how to get it.
pub fn prepare(parts: Parts) -> Result<()> {
    let mut needs = vec![&COMPILER];
    needs.extend(&PAPER);
    needs.extend(parts.postgres.then_some(&POSTGRES));
    needs.extend(BROWSER.iter().filter(|_| parts.browser));
    install(&needs)?;
    if parts.browser {
        for folder in NODE_FOLDERS {
            install_node_packages(&root().join(folder))?;
        }
    }
    Ok(())
}

/// The browser that the stories drive: `CHANGQING_CHROMIUM` or one that is installed.
pub fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHANGQING_CHROMIUM").map(PathBuf::from);
    named
        .or_else(|| ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|it| process::find(it)))
}

fn install(needs: &[&Need]) -> Result<()> {
    let missing: Vec<&&Need> = needs.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = missing.iter().map(|need| need.what).collect::<Vec<_>>().join(", ");
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    if !is_root() || process::find("apt-get").is_none() {
        let packages = packages.join(" ");
        return Err(format!("missing: {what}. On Debian: sudo apt-get install {packages}").into());
    }
    println!("installing {what}: {}", packages.join(" "));
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat())?;
    match needs.iter().find(|need| !(need.is_there)()) {
        None => Ok(()),
        Some(need) => Err(format!("{} is still missing after its packages were installed", need.what).into()),
    }
}

fn apt_get(words: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    process::run_quietly(command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet").args(words))
}

/// Installs what a lock file lists, unless exactly that was installed before.
fn install_node_packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Ok(());
    }
    let wanted = fs::read(lock)?;
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("installing Node packages in {}", folder.display());
    let mut npm = Command::new("npm");
    process::run_quietly(
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(folder),
    )?;
    fs::write(installed, wanted)?;
    Ok(())
}

fn has_chinese_type() -> bool {
    let mut list = Command::new("fc-list");
    process::read(list.args([":lang=zh-cn", "family"])).is_ok_and(|found| found.contains("CJK"))
}
