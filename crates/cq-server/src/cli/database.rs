//! `changqing backup`, `changqing restore` and `changqing config check`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use cq_platform::{Error, Result, audit, db::Db, installation, secrets::Secrets};
use serde_json::json;

use super::out;
use crate::config::{Config, DataArgs};

#[derive(Args)]
pub struct Backup {
    /// The file to write; must not exist. The key file is not in it: keep that apart
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Args)]
pub struct Restore {
    /// A file made by `backup`
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Args)]
pub struct Check {
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArgs,
}

pub async fn backup(args: Backup) -> Result<ExitCode> {
    let config = Config::decide(&args.data, None)?;
    if is_server(&config) {
        return Err(Error::internal("backup is for the embedded database; for PostgreSQL use pg_dump"));
    }
    if !Path::new(&config.database).is_file() {
        return Err(Error::internal(format!("{}: there is no database", config.database)));
    }
    if args.file.exists() {
        return Err(Error::internal(format!("{}: exists", args.file.display())));
    }
    Db::open(&config.database).await?.copy_to(&args.file).await?;
    verify(&args.file, &config).await?;
    out::tell(&format!("{}: copied and verified", args.file.display()));
    Ok(ExitCode::SUCCESS)
}

pub async fn restore(args: Restore) -> Result<ExitCode> {
    let config = Config::decide(&args.data, None)?;
    if is_server(&config) {
        return Err(Error::internal("restore is for the embedded database; for PostgreSQL use pg_restore"));
    }
    verify(&args.file, &config).await?;
    let target = PathBuf::from(&config.database);
    let [wal, shared] = ["-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", config.database)));
    let aside = target.with_extension("before-restore.db");
    let put = || -> std::io::Result<()> {
        std::fs::create_dir_all(&config.data)?;
        let fresh = target.with_extension("restoring.db");
        std::fs::copy(&args.file, &fresh)?;
        if target.exists() {
            std::fs::rename(&target, &aside)?;
        }
        for left in [&wal, &shared] {
            if left.exists() {
                std::fs::remove_file(left)?;
            }
        }
        std::fs::rename(&fresh, &target)
    };
    put().map_err(|error| Error::internal(format!("restore: {error}")))?;
    out::tell(&format!("{}: restored; what stood there before is {}", target.display(), aside.display()));
    Ok(ExitCode::SUCCESS)
}

/// A copy is good when it opens and the log in it holds from end to end.
async fn verify(file: &Path, config: &Config) -> Result<()> {
    if !file.is_file() {
        return Err(Error::internal(format!("{}: no such file", file.display())));
    }
    let secrets = Secrets::load(&config.key_file())?;
    let db = Db::open(&file.to_string_lossy()).await?;
    db.check_sound().await?;
    if !db.steps_ahead().await?.contains(&"installation") {
        installation::check(&db, &secrets).await?;
    }
    db.report(move |conn| {
        for bureau in audit::store::bureaus(conn)? {
            if let audit::Verdict::Broken { seq } = audit::verify(conn, &secrets, &bureau, None)? {
                return Err(Error::internal(format!(
                    "{bureau}: the log in this copy is broken at entry {seq}"
                )));
            }
        }
        Ok(())
    })
    .await
}

fn is_server(config: &Config) -> bool {
    config.database.starts_with("postgres://") || config.database.starts_with("postgresql://")
}

/// Looks at everything and makes nothing: an embedded database that is not there yet stays so.
pub async fn check(args: Check) -> Result<ExitCode> {
    let config = Config::decide(&args.data, None)?;
    let key = Secrets::load(&config.key_file());
    let is_made = is_server(&config) || Path::new(&config.database).is_file();
    let (mut ahead, mut wrong) = (None, None);
    if is_made {
        let db = Db::open(&config.database).await?;
        let steps = db.steps_ahead().await?;
        if let Ok(key) = &key
            && !steps.contains(&"installation")
        {
            wrong = installation::check(&db, key).await.err().map(|error| error.to_string());
        }
        ahead = Some(steps);
    }
    let print = key.as_ref().map(Secrets::fingerprint).ok();
    if is_made && print.is_none() {
        wrong = key.err().map(|error| error.to_string());
    }
    let found = json!({
        "listen": config.listen.to_string(),
        "metrics_listen": config.metrics_listen.map(|listen| listen.to_string()),
        "data": config.data,
        "database": if is_server(&config) { "postgresql" } else { "embedded" },
        "made": is_made,
        "steps_ahead": ahead,
        "key": print,
        "secure_cookies": config.secure_cookies,
        "upload_max_bytes": config.upload_max_bytes,
        "wrong": wrong,
    });
    if args.json {
        out::say(&found.to_string());
    } else if let Some(found) = found.as_object() {
        for (name, value) in found.iter().filter(|(_, value)| !value.is_null()) {
            out::say(&format!("{}: {}", name.replace('_', " "), value.to_string().trim_matches('"')));
        }
    }
    Ok(if wrong.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
