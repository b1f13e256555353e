//! Mail by SMTP (RFC 5321), over TLS (RFC 8314, RFC 3207).
//!
//! Until the message's last line is sent, whatever breaks off is certain not to have been taken. After it, silence may mean either:
//! that is said as it is, and nobody repeats it by themselves.

use std::{
    net::IpAddr,
    path::Path,
    time::{Duration, UNIX_EPOCH},
};

use cq_platform::{Error as AppError, Result as AppResult};
use lettre::{
    Address, Message,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::ClientId,
    },
};
use tokio::time::timeout;

use super::{Outgoing, Sender, Sending};
use crate::notice::model::{Fault, Outcome};

/// All that comes before the message itself.
const BEFORE: Duration = Duration::from_secs(30);
/// The message, and the answer to it.
const MESSAGE: Duration = Duration::from_secs(25);

/// How the line is kept from others' eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// TLS from the first byte.
    Tls,
    /// TLS after `STARTTLS`; without it nothing is sent.
    StartTls,
    /// None: for a server on the machine itself.
    Plain,
}

/// A mail server.
pub struct Smtp {
    line: Line,
    host: String,
    port: u16,
    from: Mailbox,
    hello: ClientId,
    credentials: Option<Credentials>,
}

/// What the operator says about a mail server.
#[derive(Debug, Clone, Default)]
pub struct Named<'n> {
    /// `smtps://HOST[:465]`, `smtp://HOST[:587]`, or `smtp+plain://127.0.0.1[:25]`.
    pub server: &'n str,
    /// From whom: `老干部局 <office@example.org>`.
    pub from: &'n str,
    /// As whom.
    pub user: Option<&'n str>,
    /// With which password; its file holds it alone.
    pub password_file: Option<&'n Path>,
}

impl Smtp {
    /// The server that the operator named. The error is a sentence for the operator.
    pub fn named(named: &Named<'_>) -> AppResult<Self> {
        let wrong = |what: &str| AppError::internal(format!("mail: {what}"));
        let shape = "the server is smtps://HOST[:PORT], smtp://HOST[:PORT] or smtp+plain://127.0.0.1[:PORT]";
        let (scheme, rest) = named.server.split_once("://").ok_or_else(|| wrong(shape))?;
        let (line, usual) = match scheme {
            "smtps" => (Line::Tls, 465),
            "smtp" => (Line::StartTls, 587),
            "smtp+plain" => (Line::Plain, 25),
            _ => return Err(wrong(shape)),
        };
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong(shape))?),
            None => (rest, usual),
        };
        if host.is_empty() || host.contains(['/', '@']) {
            return Err(wrong(shape));
        }
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if line == Line::Plain && !is_here {
            return Err(wrong("without TLS only a server on this machine is used"));
        }
        let from: Mailbox = named.from.parse().map_err(|_| wrong("the sender is NAME <ADDRESS>"))?;
        let credentials = match (named.user, named.password_file) {
            (Some(user), Some(file)) => {
                let password = std::fs::read_to_string(file)
                    .map_err(|error| wrong(&format!("{}: {error}", file.display())))?;
                Some(Credentials::new(user.to_owned(), password.trim_end().to_owned()))
            }
            (None, None) => None,
            _ => return Err(wrong("a user and the file of the password go together")),
        };
        let hello = ClientId::Domain(from.email.domain().to_owned());
        Ok(Self { line, host: host.to_owned(), port, from, hello, credentials })
    }

    fn message(&self, out: &Outgoing, to: Address) -> Option<Vec<u8>> {
        let id = format!("<{}@{}>", out.id, self.from.email.domain());
        let since = Duration::from_millis(u64::try_from(out.at.as_millisecond()).unwrap_or(0));
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(out.name.clone()), to))
            .subject(out.subject.clone())
            .message_id(Some(id))
            .date(UNIX_EPOCH + since)
            .header(ContentType::TEXT_PLAIN)
            .body(out.text.clone());
        message.ok().map(|message| message.formatted())
    }

    /// Everything up to the point at which the server is ready for the message.
    async fn ready(&self, to: &Address) -> Result<AsyncSmtpConnection, Outcome> {
        let mut line = self.known().await.map_err(|error| of_the_house(&error))?;
        let mail = Mail::new(Some(self.from.email.clone()), Vec::new());
        line.command(mail).await.map_err(|error| of_the_house(&error))?;
        line.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(|error| refused(&error))?;
        line.command(Data).await.map_err(|error| refused(&error))?;
        Ok(line)
    }

    /// A line on which the server knows us.
    async fn known(&self) -> Result<AsyncSmtpConnection, Error> {
        let tls = || TlsParameters::new(self.host.clone());
        let implicit = if self.line == Line::Tls { Some(tls()?) } else { None };
        let server = (self.host.as_str(), self.port);
        let mut line =
            AsyncSmtpConnection::connect_tokio1(server, Some(BEFORE), &self.hello, implicit, None).await?;
        if self.line == Line::StartTls {
            line.starttls(tls()?, &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            line.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(line)
    }

    async fn tried(&self, out: &Outgoing) -> Outcome {
        let Ok(to) = out.address.parse::<Address>() else {
            return Outcome::Never { fault: Fault::BadAddress, code: None };
        };
        let Some(message) = self.message(out, to.clone()) else {
            return Outcome::Never { fault: Fault::BadAddress, code: None };
        };
        let mut line = match timeout(BEFORE, self.ready(&to)).await {
            Err(_) => return Outcome::Later { fault: Fault::Time, code: None, after: None },
            Ok(Err(outcome)) => return outcome,
            Ok(Ok(line)) => line,
        };
        match timeout(MESSAGE, line.message(&message)).await {
            Ok(Ok(answer)) => {
                // What names the addressee is not kept in the open.
                let said = answer.first_line().filter(|said| !said.contains('@')).unwrap_or_default();
                let receipt = said.chars().take(200).collect();
                // The message is taken, whatever becomes of the farewell.
                let _ = timeout(Duration::from_secs(2), line.quit()).await;
                Outcome::Taken { receipt }
            }
            Ok(Err(error)) if error.status().is_some() => refused(&error),
            Ok(Err(_)) => Outcome::Unclear { fault: Fault::Lost },
            Err(_) => Outcome::Unclear { fault: Fault::Time },
        }
    }
}

/// The server said no before it heard whom it is for: it would say so to every one of them. What may pass by itself is tried again.
fn of_the_house(error: &Error) -> Outcome {
    match error.status().and_then(|code| code.to_string().parse().ok()) {
        code @ Some(530 | 534 | 535 | 538) => Outcome::Held { fault: Fault::Credentials, code },
        code @ Some(500..) => Outcome::Held { fault: Fault::Sender, code },
        _ => refused(error),
    }
}

/// The server said no, or there was none: certainly not taken.
fn refused(error: &Error) -> Outcome {
    let code = error.status().and_then(|code| code.to_string().parse().ok());
    match code {
        Some(530 | 534 | 535 | 538) => Outcome::Held { fault: Fault::Credentials, code },
        Some(421 | 450 | 451 | 452) => Outcome::Later { fault: Fault::Temporary, code, after: None },
        Some(550 | 551 | 553) => Outcome::Never { fault: Fault::BadAddress, code },
        Some(500..) => Outcome::Never { fault: Fault::Rejected, code },
        Some(_) => Outcome::Later { fault: Fault::Temporary, code, after: None },
        None => Outcome::Later { fault: Fault::Unreachable, code: None, after: None },
    }
}

impl Sender for Smtp {
    fn send<'s>(&'s self, outgoing: &'s Outgoing) -> Sending<'s> {
        Box::pin(self.tried(outgoing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(server: &str) -> AppResult<Smtp> {
        Smtp::named(&Named { server, from: "老干部局 <office@zq.example>", ..Named::default() })
    }

    #[test]
    fn servers_are_named_with_how_the_line_is_kept() {
        let read = |server| named(server).map(|smtp| (smtp.line, smtp.host, smtp.port)).ok();
        assert_eq!(read("smtps://mail.zq.example"), Some((Line::Tls, "mail.zq.example".into(), 465)));
        assert_eq!(
            read("smtp://mail.zq.example:2525"),
            Some((Line::StartTls, "mail.zq.example".into(), 2525))
        );
        assert_eq!(read("smtp+plain://127.0.0.1"), Some((Line::Plain, "127.0.0.1".into(), 25)));
        for wrong in ["", "mail.zq.example", "http://a", "smtp+plain://10.0.0.1", "smtp://a:b", "smtp://u@a"]
        {
            assert!(named(wrong).is_err(), "{wrong}");
        }
        assert!(Smtp::named(&Named { server: "smtp://a", from: "nobody", ..Named::default() }).is_err());
        let half = Named { server: "smtp://a", from: "a@b.example", user: Some("u"), ..Named::default() };
        assert!(Smtp::named(&half).is_err(), "a user without a password");
    }
}
