//! `cargo xtask test`: everything that proves the program works, one step after the other, and a count at the end.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::build_folder::{BuildFolder, in_ci};
use crate::setup::{self, Parts};
use crate::tally::Tally;
use crate::{Result, postgres, process, root, tidy};

/// Runs what the flags ask for. The last line on standard output is `N passed, N failed`.
pub fn command(arguments: Arguments) -> Result<ExitCode> {
    let plan = Plan::read(arguments)?;
    println!("cargo xtask test: {}", plan.sentence());
    let mut report = Report::default();
    if report.step(Step::Setup, || prepare(&plan)) {
        let build = BuildFolder::choose()?;
        for step in plan.steps.iter().copied() {
            report.step(step, || step.run(&plan, &build.path));
        }
    }
    report.print();
    Ok(if report.sum().failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `cargo xtask tidy`: the findings, one a line.
pub fn tidy_command() -> Result<ExitCode> {
    let clean = tidy()?.failed == 0;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Setup,
    Fmt,
    Clippy,
    Tidy,
    Tests,
    Browser,
}

impl Step {
    const AFTER_SETUP: [Self; 5] = [Self::Fmt, Self::Clippy, Self::Tidy, Self::Tests, Self::Browser];

    fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Tidy => "tidy",
            Self::Tests => "tests",
            Self::Browser => "browser",
        }
    }

    fn run(self, plan: &Plan, build: &Path) -> Result<Tally> {
        match self {
            Self::Setup => prepare(plan),
            Self::Fmt => check(cargo(build).args(["fmt", "--all", "--check"])),
            Self::Clippy => check(cargo(build).args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ])),
            Self::Tidy => tidy(),
            Self::Tests => tests(plan, build),
            Self::Browser => stories(plan, build),
        }
    }
}

/// What one run does.
struct Plan {
    steps: Vec<Step>,
    postgres: bool,
}

impl Plan {
    fn read(mut arguments: Arguments) -> Result<Self> {
        let fast = arguments.flag("--fast");
        let browser = !arguments.flag("--no-browser") && !fast;
        let postgres = !arguments.flag("--no-postgres");
        let only = arguments.value("--only")?;
        arguments.finish()?;
        let names = Step::AFTER_SETUP.map(Step::name);
        if let Some(only) = only.as_deref().filter(|only| !names.contains(only)) {
            return Err(format!("--only {only}: there are {}", names.join(", ")).into());
        }
        let steps = Step::AFTER_SETUP.into_iter().filter(|step| match (only.as_deref(), step) {
            (Some(only), step) => step.name() == only,
            (None, Step::Fmt | Step::Clippy) => !fast,
            (None, Step::Browser) => browser,
            (None, _) => true,
        });
        Ok(Self { steps: steps.collect(), postgres })
    }

    fn has(&self, step: Step) -> bool {
        self.steps.contains(&step)
    }

    fn sentence(&self) -> String {
        let mut names = vec![Step::Setup.name()];
        names.extend(self.steps.iter().map(|step| step.name()));
        let engines = if self.postgres { "on SQLite and PostgreSQL" } else { "on SQLite only" };
        let tests = format!("tests {engines}");
        let names = names.into_iter().map(|name| if name == "tests" { tests.as_str() } else { name });
        names.collect::<Vec<_>>().join(", ")
    }
}

/// What came out of each step so far.
#[derive(Default)]
struct Report(Vec<(Step, Tally, Duration)>);

impl Report {
    /// Runs one step and says how long it took; true when nothing in it failed.
    fn step(&mut self, step: Step, run: impl FnOnce() -> Result<Tally>) -> bool {
        println!("── {}", step.name());
        let start = Instant::now();
        let tally = run().unwrap_or_else(|failure| {
            println!("{failure}");
            Tally::one(false)
        });
        let took = start.elapsed();
        println!("── {}: {} in {:.1} s", step.name(), verdict(step, tally), took.as_secs_f64());
        self.0.push((step, tally, took));
        tally.failed == 0
    }

    fn sum(&self) -> Tally {
        let mut sum = Tally::default();
        for (_, tally, _) in &self.0 {
            sum += *tally;
        }
        sum
    }

    fn print(&self) {
        let mut line = String::new();
        let mut total = Duration::ZERO;
        for (step, tally, took) in &self.0 {
            let _infallible = write!(line, "{} {}, ", step.name(), verdict(*step, *tally));
            total += *took;
        }
        println!("ran {line}in {:.0} s", total.as_secs_f64());
        println!("{}", self.sum());
    }
}

fn verdict(step: Step, tally: Tally) -> String {
    match (step, tally.failed) {
        (Step::Tests | Step::Browser, _) => format!("({tally})"),
        (_, 0) => "ok".to_owned(),
        _ => "failed".to_owned(),
    }
}

fn prepare(plan: &Plan) -> Result<Tally> {
    let parts = Parts { postgres: plan.postgres && plan.has(Step::Tests), browser: plan.has(Step::Browser) };
    setup::prepare(parts).map(|()| Tally::default())
}

fn check(command: &mut Command) -> Result<Tally> {
    process::run(command).map(|()| Tally::one(true))
}

fn tidy() -> Result<Tally> {
    let findings = tidy::findings(&root())?;
    for finding in &findings {
        println!("{finding}");
    }
    Ok(Tally::one(findings.is_empty()))
}

/// Every test of the workspace; those of the integration binary run on both engines when there is a server.
fn tests(plan: &Plan, build: &Path) -> Result<Tally> {
    let is_given = env::var_os(postgres::TEST_URL).is_some();
    let server = if plan.postgres && !is_given { Some(postgres::Running::start()?) } else { None };
    let with_server = |words: &[&str]| {
        let mut command = cargo(build);
        command.args(words);
        if let Some(server) = &server {
            command.env(postgres::TEST_URL, &server.url);
        } else if !plan.postgres {
            command.env_remove(postgres::TEST_URL);
        }
        counted(command, &mut io::stdout())
    };
    if process::find("cargo-nextest").is_none() {
        return with_server(&["test", "--workspace", "--no-fail-fast"]);
    }
    let mut tally = with_server(&["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=pass"])?;
    tally += with_server(&["test", "--workspace", "--doc", "--quiet"])?;
    Ok(tally)
}

/// The stories that a browser walks through, against the program itself.
fn stories(plan: &Plan, build: &Path) -> Result<Tally> {
    // Chosen together with the tests, the program is the one that they have built already: cargo turns on other
    // features of its dependencies, and builds them anew, when it is asked for the program alone.
    let chosen: &[&str] =
        if plan.has(Step::Tests) { &["--workspace", "--tests"] } else { &["--package", "cq-server"] };
    process::run(cargo(build).args(["build", "--quiet", "--bin", "changqing"]).args(chosen))?;
    let mut files = Vec::new();
    collect_stories(&root().join("tests/browser"), &mut files)?;
    files.sort();
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=2", "--test-timeout=600000"])
        .args(files);
    node.env("CHANGQING_BIN", build.join("debug/changqing"));
    node.env("CHANGQING_SCREENS", crate::target_folder().join("screens"));
    if let Some(chromium) = setup::chromium() {
        node.env("CHANGQING_CHROMIUM", chromium);
    }
    counted(node, &mut io::stdout())
}

fn collect_stories(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect_stories(&path, found)?;
        } else if path.to_string_lossy().ends_with(".test.mjs") {
            found.push(path);
        }
    }
    Ok(())
}

fn cargo(build: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).env("CARGO_TARGET_DIR", build);
    if in_ci() {
        // Nothing is built twice in one run, and what incremental builds keep fills the disk.
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    if io::stdout().is_terminal() {
        cargo.env("CARGO_TERM_COLOR", "always");
    }
    cargo
}

/// Runs a test runner, passes on what it prints and reads its count. A runner that ends badly without naming a failed
/// test (it did not build, say) counts as one.
fn counted(mut command: Command, shown: &mut impl io::Write) -> Result<Tally> {
    let (reader, writer) = io::pipe()?;
    let mut child = command.current_dir(root()).stdout(writer.try_clone()?).stderr(writer).spawn()?;
    // The command holds the pipe's other end open; reading would never end.
    drop(command);
    let mut output = String::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        writeln!(shown, "{line}")?;
        output.push_str(&line);
        output.push('\n');
    }
    let succeeded = child.wait()?.success();
    let mut tally = Tally::read(&output).unwrap_or_default();
    if !succeeded && tally.failed == 0 {
        tally += Tally::one(false);
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{Arguments, Plan, counted};
    use crate::tally::Tally;

    fn sentence(words: &str) -> String {
        Plan::read(Arguments::new(words.split_whitespace().map(str::to_owned))).unwrap().sentence()
    }

    fn shell(script: &str) -> Tally {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        counted(shell, &mut std::io::sink()).unwrap()
    }

    #[test]
    fn the_flags_choose_the_steps() {
        assert_eq!(sentence(""), "setup, fmt, clippy, tidy, tests on SQLite and PostgreSQL, browser");
        assert_eq!(sentence("--fast --no-postgres"), "setup, tidy, tests on SQLite only");
        assert_eq!(sentence("--no-browser"), "setup, fmt, clippy, tidy, tests on SQLite and PostgreSQL");
        assert_eq!(sentence("--only tidy"), "setup, tidy");
    }

    #[test]
    fn a_step_that_does_not_exist_is_refused() {
        let arguments = Arguments::new(["--only".to_owned(), "tset".to_owned()]);
        assert!(Plan::read(arguments).is_err());
    }

    #[test]
    fn a_runner_that_breaks_before_it_counts_is_one_failure() {
        assert_eq!(shell("echo 'error: could not compile' >&2; exit 101"), Tally::one(false));
        assert_eq!(shell("echo 'test result: ok. 2 passed; 0 failed'; exit 1").failed, 1);
    }

    #[test]
    fn a_runner_that_counts_is_believed() {
        let tally = shell("echo 'test result: FAILED. 2 passed; 1 failed; 0 ignored'; exit 101");
        assert_eq!(tally, Tally { passed: 2, failed: 1, skipped: 0 });
    }
}
