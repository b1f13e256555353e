//! `changqing backup` and `changqing restore`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use cq_platform::{Error, Result, audit, db::Db, secrets::Secrets};

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

pub async fn backup(args: Backup) -> Result<ExitCode> {
    let config = Config::decide(&args.data, None)?;
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
    if config.database.starts_with("postgres") {
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
    let secrets = Secrets::load_or_create(&config.key_file())?;
    let db = Db::open(&file.to_string_lossy()).await?;
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
