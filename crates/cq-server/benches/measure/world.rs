//! A bureau to measure in: a database on the machine's own disk, the whole program over it, somebody signed in.

use std::sync::Arc;

use cq_platform::{
    actor::Act,
    clock::FixedClock,
    db::Db,
    identity::store::Bureau,
    policy::Role,
    secrets::Secrets,
    web::{App, Settings},
};
use cq_server::{cli::user, site};

use super::Outcome;

/// 2026-11-23 09:30 in China.
pub const NOW: &str = "2026-11-23T01:30:00Z";

/// A program over its own database.
pub struct World {
    /// The program.
    pub app: App,
    /// The bureau in it.
    pub bureau: Bureau,
}

impl World {
    /// Over the database at `url`, made or found there.
    pub async fn open(url: &str) -> Outcome<Self> {
        let db = Db::open(url).await?;
        db.migrate().await?;
        let settings = Settings { secure_cookies: false, upload_max_bytes: 64 << 20 };
        let clock = Arc::new(FixedClock::at(NOW.parse()?));
        let app = site::app_with(db, clock, Secrets::from_master(&[7; 32]), settings)?;
        let bureau = match user::bureau(&app, "bench").await? {
            Some(bureau) => bureau,
            None => user::make_bureau(&app, "bench".into(), "长庆县委老干部局".into()).await?,
        };
        Ok(Self { app, bureau })
    }

    /// The program's own hand.
    pub fn hand(&self) -> Act {
        self.hand_as(Role::Clerk)
    }

    /// The program's own hand with the rights of `role`.
    pub fn hand_as(&self, role: Role) -> Act {
        self.app.act(user::program_as(&self.bureau, role))
    }
}

/// Runs `work` over a new database on the server named by `CHANGQING_TEST_PG`, and drops it; `None` where there is no server.
pub async fn on_postgres<T>(work: impl AsyncFnOnce(&str) -> Outcome<T>) -> Outcome<Option<T>> {
    let Ok(server) = std::env::var("CHANGQING_TEST_PG") else { return Ok(None) };
    let name = format!("bench_{}", std::process::id());
    let (base, _) = server.rsplit_once('/').ok_or("CHANGQING_TEST_PG names no database")?;
    statement(&server, &format!("CREATE DATABASE {name}")).await?;
    let done = work(&format!("{base}/{name}")).await;
    statement(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await?;
    done.map(Some)
}

/// One statement outside of any transaction.
pub async fn statement(server: &str, sql: &str) -> Outcome {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await?;
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await?;
    drop(client);
    Ok(driver.await??)
}
