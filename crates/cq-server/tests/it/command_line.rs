//! The command line as an operator uses it: the program itself, run.

use std::{
    path::Path,
    process::{Command, Output},
};

fn run(data: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_changqing"));
    command.args(words).arg("--data").arg(data).env_clear().current_dir(data.parent().unwrap());
    command.output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", told(output));
    told(output)
}

/// A bureau with one account, in a folder of its own.
fn bureau(data: &Path, login: &str) {
    std::fs::create_dir_all(data).unwrap();
    done(&run(
        data,
        &[
            "user",
            "add",
            "--bureau",
            "zq",
            "--bureau-name",
            "长庆",
            "--login",
            login,
            "--name",
            "张",
            "--role",
            "clerk",
        ],
    ));
}

fn logins(data: &Path) -> Vec<String> {
    let db = rusqlite::Connection::open(data.join("changqing.db")).unwrap();
    let mut logins = db.prepare("SELECT login FROM account ORDER BY login").unwrap();
    logins.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn what_was_backed_up_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy.db"));
    let copy_ = copy.to_str().unwrap();
    bureau(&data, "zhang");
    done(&run(&data, &["backup", copy_]));
    let again = run(&data, &["backup", copy_]);
    assert!(!again.status.success() && told(&again).contains("exists"), "{}", told(&again));
    done(&run(
        &data,
        &["user", "add", "--bureau", "zq", "--login", "wang", "--name", "王", "--role", "clerk"],
    ));
    assert_eq!(logins(&data), ["wang", "zhang"]);
    done(&run(&data, &["restore", copy_]));
    assert_eq!(logins(&data), ["zhang"]);
    done(&run(&data, &["audit", "verify"]));
    assert!(data.join("changqing.before-restore.db").is_file(), "what stood there is kept");
}

#[test]
fn a_copy_that_another_key_closed_is_not_taken() {
    let dir = tempfile::tempdir().unwrap();
    let (data, other, copy) = (dir.path().join("data"), dir.path().join("other"), dir.path().join("copy.db"));
    bureau(&data, "zhang");
    bureau(&other, "li");
    done(&run(&data, &["backup", copy.to_str().unwrap()]));
    let refused = run(&other, &["restore", copy.to_str().unwrap()]);
    assert!(
        !refused.status.success() && told(&refused).contains("was closed with the key"),
        "{}",
        told(&refused)
    );
    assert_eq!(logins(&other), ["li"]);
    // Nor does a program start over a database with another's key.
    std::fs::copy(other.join("master.key"), data.join("master.key")).unwrap();
    let refused = run(&data, &["migrate"]);
    assert!(
        !refused.status.success() && told(&refused).contains("was closed with the key"),
        "{}",
        told(&refused)
    );
    let checked = run(&data, &["config", "check"]);
    assert!(
        !checked.status.success() && told(&checked).contains("was closed with the key"),
        "{}",
        told(&checked)
    );
}

#[test]
fn a_damaged_copy_is_not_taken() {
    let dir = tempfile::tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy.db"));
    bureau(&data, "zhang");
    done(&run(&data, &["backup", copy.to_str().unwrap()]));
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 8_192] {
        *byte ^= 0x5a;
    }
    std::fs::write(&copy, bytes).unwrap();
    let refused = run(&data, &["restore", copy.to_str().unwrap()]);
    assert!(!refused.status.success(), "{}", told(&refused));
    assert_eq!(logins(&data), ["zhang"]);
}

#[test]
fn checking_makes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let fresh = run(&data, &["config", "check", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&fresh.stdout).unwrap();
    assert_eq!(
        (fresh.status.success(), &found["made"], &found["key"]),
        (true, &false.into(), &serde_json::Value::Null)
    );
    assert!(!data.exists(), "nothing was made");
    bureau(&data, "zhang");
    let found: serde_json::Value =
        serde_json::from_slice(&run(&data, &["config", "check", "--json"]).stdout).unwrap();
    assert_eq!((&found["made"], found["steps_ahead"].as_array().map(Vec::len)), (&true.into(), Some(0)));
    assert_eq!(found["key"].as_str().map(str::len), Some(16));
}

#[test]
fn every_command_explains_itself() {
    let dir = tempfile::tempdir().unwrap();
    for words in [
        "serve",
        "demo",
        "import",
        "export",
        "pair",
        "audit",
        "audit verify",
        "backup",
        "restore",
        "user add",
        "config check",
        "migrate",
        "solve",
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_changqing"));
        let output = command.args(words.split(' ')).arg("--help").current_dir(dir.path()).output().unwrap();
        assert!(output.status.success() && output.stdout.len() > 100, "{words}: {}", told(&output));
        if !matches!(words, "audit" | "solve") {
            assert!(told(&output).contains("xample"), "{words} shows no example");
        }
    }
}
