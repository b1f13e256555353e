//! A private PostgreSQL for tests: its own data folder, its own port on loopback, gone when it is stopped.
//!
//! It is fast because it forgets: `fsync` is off, so it must never hold anything that matters. PostgreSQL
//! refuses to run as root; then it runs as Debian's user `postgres`.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::arguments::Arguments;
use crate::process::{self, is_root};
use crate::{Result, target_folder};

/// The environment variable that tells the tests which server to use.
pub const TEST_URL: &str = "CHANGQING_TEST_PG";

const DEFAULT_PORT: u16 = 54329;
const USER: &str = "changqing";
const URL_FILE: &str = "changqing.url";
const SETTINGS: &str = "
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_connections = 300
shared_buffers = 128MB
unix_socket_directories = ''
listen_addresses = '127.0.0.1'
";

/// `cargo xtask postgres start|stop|url`.
pub fn command(mut arguments: Arguments) -> Result<()> {
    let data = arguments.value("--data")?.map_or_else(|| target_folder().join("postgres"), PathBuf::from);
    let data = std::path::absolute(data)?;
    let port = arguments.value("--port")?.map_or(Ok(DEFAULT_PORT), |port| port.parse())?;
    let verb = arguments.next().ok_or("say start, stop or url")?;
    arguments.finish()?;
    match verb.as_str() {
        "start" => println!("{}", Cluster::create(&data, port)?.start()?),
        "stop" => Cluster::open(&data)?.destroy()?,
        "url" => println!("{}", Cluster::open(&data)?.url()?),
        other => return Err(format!("postgres {other}: say start, stop or url").into()),
    }
    Ok(())
}

/// A server that lives as long as this value, and no longer than this process however it ends: a shell waits on
/// a pipe that we hold, and stops the server when the pipe closes.
pub struct Running {
    /// `postgres://…`, to be passed on as [`TEST_URL`].
    pub url: String,
    guard: Child,
}

impl Running {
    /// Makes an empty cluster in a folder of this process, starts it and sets its guard.
    pub fn start() -> Result<Self> {
        let data = target_folder().join(format!("postgres-{}", std::process::id()));
        let cluster = Cluster::create(&std::path::absolute(data)?, free_port()?)?;
        let guard = cluster.guard()?;
        Ok(Self { url: cluster.start()?, guard })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(cause) = self.guard.wait() {
            eprintln!("PostgreSQL was not stopped: {cause}");
        }
    }
}

/// Where the newest installed server keeps its programs; a client alone does not count.
pub fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| is_server(folder))
        .collect();
    versions.sort();
    let newest = versions.pop().map(|(_, folder)| folder);
    newest.or_else(|| process::find("initdb")?.parent().map(Path::to_path_buf).filter(|it| is_server(it)))
}

fn is_server(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
}

struct Cluster {
    data: PathBuf,
    programs: PathBuf,
}

impl Cluster {
    fn open(data: &Path) -> Result<Self> {
        let data = reachable(data);
        if !data.join("PG_VERSION").is_file() {
            return Err(format!("no cluster in {}: cargo xtask postgres start", data.display()).into());
        }
        Ok(Self { data, programs: programs().ok_or("PostgreSQL's server is not installed")? })
    }

    /// The cluster in `data`, made if it does not exist yet.
    fn create(data: &Path, port: u16) -> Result<Self> {
        let programs = programs().ok_or("PostgreSQL's server is not installed: cargo xtask setup")?;
        let cluster = Self { data: reachable(data), programs };
        if cluster.data.join(URL_FILE).is_file() {
            return Ok(cluster);
        }
        fs::create_dir_all(&cluster.data)?;
        let password = password()?;
        let password_file = cluster.data.with_extension("password");
        fs::write(&password_file, &password)?;
        if is_root() {
            process::run(Command::new("chown").arg("postgres").args([&cluster.data, &password_file]))?;
        }
        let made = process::run_quietly(
            cluster
                .program("initdb")
                .args(["--username", USER, "--auth", "password", "--encoding", "UTF8", "--locale", "C"])
                .args(["--no-sync", "--pwfile"])
                .arg(&password_file),
        );
        fs::remove_file(&password_file)?;
        made?;
        let settings = cluster.data.join("postgresql.auto.conf");
        fs::write(settings, format!("{SETTINGS}port = {port}\n"))?;
        let url = format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres");
        fs::write(cluster.data.join(URL_FILE), url)?;
        Ok(cluster)
    }

    /// Starts the server unless it runs, and returns its address once it answers.
    fn start(&self) -> Result<String> {
        let url = self.url()?;
        if process::run_quietly(self.program("pg_ctl").arg("status")).is_ok() {
            return Ok(url);
        }
        let log = self.data.join("server.log");
        // Its streams must not be ours: the server would keep a caller's pipe open for as long as it lives.
        let status = self
            .program("pg_ctl")
            .args(["start", "--silent", "--wait", "--log"])
            .arg(&log)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !status.success() {
            return Err(format!("PostgreSQL did not start:\n{}", fs::read_to_string(log)?).into());
        }
        Ok(url)
    }

    fn url(&self) -> Result<String> {
        Ok(fs::read_to_string(self.data.join(URL_FILE))?)
    }

    fn destroy(&self) -> Result<()> {
        process::run_quietly(self.program("pg_ctl").args(["stop", "--mode", "immediate"]))?;
        fs::remove_dir_all(&self.data)?;
        Ok(())
    }

    /// A shell that destroys the cluster when our end of its standard input closes.
    fn guard(&self) -> Result<Child> {
        let stop = "read _; \"$@\" >/dev/null 2>&1; rm -rf \"$PGDATA\"";
        let stop_server = self.program("pg_ctl");
        let mut guard = Command::new("sh");
        guard.args(["-c", stop, "guard"]).arg(stop_server.get_program()).args(stop_server.get_args());
        guard.args(["stop", "--mode", "immediate"]).env("PGDATA", &self.data).current_dir("/");
        // In a group of its own, what ends us at the terminal does not end it.
        guard.process_group(0);
        Ok(guard.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?)
    }

    /// One of the server's programs, for our data folder and as the user who owns it.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut as_postgres = Command::new("runuser");
            as_postgres.args(["-u", "postgres", "--"]).arg(program);
            as_postgres
        } else {
            Command::new(program)
        };
        command.arg("--pgdata").arg(&self.data).current_dir("/");
        command
    }
}

/// `data` itself, or a folder beside the system's temporary files when the server's user cannot get to it (a clone
/// under a home that is closed to others).
fn reachable(data: &Path) -> PathBuf {
    if !is_root() {
        return data.to_path_buf();
    }
    let parent = data.parent().unwrap_or(data);
    let _absent_is_made_below = fs::create_dir_all(parent);
    let mut look = Command::new("runuser");
    look.args(["-u", "postgres", "--", "test", "-x"]).arg(parent).current_dir("/");
    if process::run_quietly(&mut look).is_ok() {
        return data.to_path_buf();
    }
    let name: String = data.to_string_lossy().replace('/', "-");
    std::env::temp_dir().join(format!("changqing{name}"))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
