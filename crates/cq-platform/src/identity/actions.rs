//! Signing in and out, passwords, new accounts.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    MANAGE, MANAGE_DOCTOR, MANAGE_FAMILY, OWN_ACCOUNT,
    model::{Account, IDLE, weak},
    password, store,
};
use crate::{
    Error, Result,
    actor::{Act, Actor},
    audit::Subject,
    db::Tx,
    ids::{AccountId, BureauId, Ids, StaffId},
    messages::Text,
    policy::{Action, Role},
    web::App,
};

/// Logged for every try at signing in.
const SIGN_IN: Action = Action { name: "session.open", grants: crate::policy::EVERYONE };

/// Opens a session; returns the cookie's value. Every refusal takes as long and says as little as any other.
pub(super) async fn sign_in(app: &App, code: Option<String>, login: String, given: String) -> Result<String> {
    let login = login.trim().to_lowercase();
    let (bureau, account) = app
        .db
        .read(move |conn| {
            let bureau = match code {
                Some(code) => store::find_bureau(conn, &code)?,
                None => store::list_bureaus(conn)?.into_iter().next(),
            };
            let account =
                bureau.as_ref().map(|bureau| store::find(conn, &bureau.id, &login)).transpose()?.flatten();
            Ok((bureau, account))
        })
        .await?;
    let now = app.clock.now();
    let known =
        account.as_ref().filter(|account| !account.is_locked(now)).map(|account| account.password.clone());
    let right = password::fits(given, known).await?;
    let (Some(bureau), Some(account)) = (bureau, account) else {
        return Err(Error::refused("identity-wrong"));
    };
    if account.is_locked(now) {
        return Err(Error::refused("identity-locked"));
    }
    enter(app, bureau.id, account, right).await
}

async fn enter(app: &App, bureau: BureauId, account: Account, right: bool) -> Result<String> {
    let token: [u8; 32] = app.ids.random();
    let act = app.act(actor_of(bureau, &account));
    let subject = Subject::one("account", account.id.0);
    let locked = app
        .db
        .write(move |tx| {
            let account = if right { account.entered() } else { account.failed(act.at) };
            store::save(tx, &bureau, &account)?;
            if right {
                store::open_session(tx, &bureau, &hash(&token), account.id, act.at)?;
            }
            act.record(
                tx,
                &SIGN_IN,
                subject,
                &json!({ "result": if right { "opened" } else { "refused" } }),
            )?;
            Ok(account.is_locked(act.at))
        })
        .await?;
    match (right, locked) {
        (true, _) => Ok(format!("{}.{}", bureau.0.simple(), URL_SAFE_NO_PAD.encode(token))),
        (false, true) => Err(Error::refused("identity-locked")),
        (false, false) => Err(Error::refused("identity-wrong")),
    }
}

/// Who holds this cookie, if anybody.
pub async fn signed_in(app: &App, cookie: &str) -> Result<Option<Actor>> {
    let Some((bureau, token_hash)) = parse(cookie) else { return Ok(None) };
    let now = app.clock.now();
    let hash = token_hash.clone();
    let session = app.db.read(move |conn| store::find_session(conn, &bureau, &hash)).await?;
    let Some(session) = session.filter(|session| now.duration_since(session.seen_at) < IDLE) else {
        return Ok(None);
    };
    if now.duration_since(session.seen_at) > SignedDuration::from_mins(10) {
        app.db.write(move |tx| store::touch_session(tx, &bureau, &token_hash, now)).await?;
    }
    Ok(Some(Actor {
        bureau,
        account: Some(session.account),
        name: session.name,
        role: session.role,
        staff: session.staff,
        today: None,
        must_change_password: session.must_change,
    }))
}

/// How many sessions are open in all bureaus.
pub async fn sessions(app: &App) -> Result<i64> {
    let since = app.clock.now() - IDLE;
    app.db
        .read(move |conn| {
            let bureaus = store::list_bureaus(conn)?;
            bureaus.iter().map(|bureau| store::count_sessions(conn, &bureau.id, since)).sum()
        })
        .await
}

/// Ends the session of this cookie.
pub(super) async fn sign_out(app: &App, cookie: &str) -> Result<()> {
    let Some((bureau, token_hash)) = parse(cookie) else { return Ok(()) };
    app.db.write(move |tx| store::close_session(tx, &bureau, &token_hash)).await
}

/// Changes one's own password, and ends one's other sessions.
pub(super) async fn change_password(
    app: &App,
    act: Act,
    cookie: &str,
    old: String,
    new: String,
) -> Result<()> {
    let id = act.actor.account.ok_or(Error::SignedOut)?;
    let bureau = *act.bureau();
    let account =
        app.db.read(move |conn| store::find_by_id(conn, &bureau, id)).await?.ok_or(Error::NotFound)?;
    if !password::fits(old.clone(), Some(account.password.clone())).await? {
        return Err(Error::Invalid(vec![("old".into(), Text::new("identity-password-not-old"))]));
    }
    let same = (new == old).then_some("identity-password-same");
    if let Some(key) = same.or_else(|| weak(&new, &account.login, &account.name)) {
        return Err(Error::Invalid(vec![("new".into(), Text::new(key))]));
    }
    let hashed = password::hash(new).await?;
    let keep = parse(cookie).map(|(_, hash)| hash).unwrap_or_default();
    app.db
        .write(move |tx| {
            store::save(tx, &bureau, &account.with_password(hashed))?;
            store::close_other_sessions(tx, &bureau, id, &keep)?;
            act.record(tx, &OWN_ACCOUNT, Subject::one("account", id.0), &json!({ "changed": ["password"] }))
        })
        .await
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What is typed to sign in.
    pub login: String,
    /// Shown name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Whose promises it sees.
    pub staff: Option<StaffId>,
    /// The first password, given by somebody else.
    pub password: String,
    /// Whether the holder must change it first.
    pub must_change: bool,
}

impl NewAccount {
    /// With its password hashed, which takes a while and is therefore done before the transaction.
    pub async fn hashed(self, act: &Act) -> Result<Account> {
        Ok(Account {
            id: act.new_id(),
            login: self.login.trim().to_lowercase(),
            name: self.name,
            role: self.role,
            staff: self.staff,
            password: password::hash(self.password).await?,
            must_change: self.must_change,
            failures: 0,
            locked_until: None,
            version: 1,
        })
    }
}

/// Makes an account. The login must be free in the bureau. A doctor's or a guide's account is tied to a staff member, who has
/// only one; whoever looks after doctors may make it.
pub async fn create_account(app: &App, act: Act, new: NewAccount) -> Result<AccountId> {
    act.actor.may(managed_by(new.role, new.staff))?;
    let account = new.hashed(&act).await?;
    let id = account.id;
    app.db.write(move |tx| insert_account(tx, &act, &account)).await?;
    Ok(id)
}

/// The same in a transaction that does more.
pub fn insert_account(tx: &Tx<'_>, act: &Act, account: &Account) -> Result<()> {
    let action = managed_by(account.role, account.staff);
    act.actor.may(action)?;
    if store::is_taken(tx, act.bureau(), &account.login)? {
        return Err(Error::Invalid(vec![("login".into(), Text::new("identity-login-taken"))]));
    }
    if let Some(staff) = account.staff.filter(|_| matches!(account.role, Role::Doctor | Role::Guide))
        && store::find_by_staff(tx, act.bureau(), staff)?.is_some()
    {
        return Err(Error::Invalid(vec![("login".into(), Text::new("identity-staff-has-account"))]));
    }
    store::insert(tx, act.bureau(), account, act.at)?;
    act.record(tx, action, Subject::one("account", account.id.0), &json!({ "role": account.role }))
}

fn managed_by(role: Role, staff: Option<StaffId>) -> &'static Action {
    match role {
        Role::Doctor | Role::Guide if staff.is_some() => &MANAGE_DOCTOR,
        Role::Elder => &MANAGE_FAMILY,
        _ => &MANAGE,
    }
}

/// Gives somebody who forgot it a new first password, and ends their sessions; returns what they type to sign in, and the password,
/// which is nowhere else. One's own is changed, not given.
pub async fn reset_password(app: &App, act: Act, id: AccountId) -> Result<(String, String)> {
    let password = first_password(&app.ids);
    let hashed = password::hash(password.clone()).await?;
    let login = app
        .db
        .write(move |tx| {
            let (account, action) = managed(tx, &act, id)?;
            let login = account.login.clone();
            store::save(tx, act.bureau(), &account.with_first_password(hashed))?;
            store::close_other_sessions(tx, act.bureau(), id, &[])?;
            act.record(tx, action, Subject::one("account", id.0), &json!({ "given": "password" }))?;
            Ok(login)
        })
        .await?;
    Ok((login, password))
}

/// Closes the account of somebody who signs in no more, and ends their sessions. What they did stays theirs.
pub fn close_account(tx: &Tx<'_>, act: &Act, id: AccountId) -> Result<()> {
    let (account, action) = managed(tx, act, id)?;
    // A telephone's number may be another family's one day; a colleague's name is never given to somebody else.
    let login = match account.role {
        Role::Elder => format!("{}#{}", account.login, id.0.simple()),
        _ => account.login.clone(),
    };
    store::close(tx, act.bureau(), &account, &login, act.at)?;
    store::close_other_sessions(tx, act.bureau(), id, &[])?;
    act.record(tx, action, Subject::one("account", id.0), &json!({ "closed": true }))
}

/// Opens an elder's account again that was closed at `version`; false where that cannot be.
pub fn reopen_account(tx: &Tx<'_>, act: &Act, (id, version): (AccountId, i64), login: &str) -> Result<bool> {
    let action = managed_by(Role::Elder, None);
    act.actor.may(action)?;
    let is_open = store::reopen(tx, act.bureau(), id, version, login)?;
    if is_open {
        act.record(tx, action, Subject::one("account", id.0), &json!({ "closed": false }))?;
    }
    Ok(is_open)
}

/// An open account of somebody else, if whoever acts looks after it.
fn managed(tx: &Tx<'_>, act: &Act, id: AccountId) -> Result<(Account, &'static Action)> {
    let account = store::find_by_id(tx, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let action = managed_by(account.role, account.staff);
    act.actor.may(action)?;
    if act.actor.account == Some(id) {
        return Err(Error::refused("identity-ones-own"));
    }
    Ok((account, action))
}

/// A password to be given away and changed: random, and readable aloud, without letters that look alike.
pub fn first_password(ids: &Ids) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
    let random: [u8; 14] = ids.random();
    random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

fn actor_of(bureau: BureauId, account: &Account) -> Actor {
    Actor {
        bureau,
        account: Some(account.id),
        name: account.name.clone(),
        role: account.role,
        staff: account.staff,
        today: None,
        must_change_password: account.must_change,
    }
}

fn parse(cookie: &str) -> Option<(BureauId, Vec<u8>)> {
    let (bureau, token) = cookie.split_once('.')?;
    let token = URL_SAFE_NO_PAD.decode(token).ok()?;
    Some((BureauId(Uuid::try_parse(bureau).ok()?), hash(&token)))
}

fn hash(token: &[u8]) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}
