//! A mail server and a gateway for text messages, on a socket of their own, that do as they are told.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use cq_notice::sender::{Gateway, Senders, Smtp, smtp::Named};

/// What a server does with the next one who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Takes it.
    Takes,
    /// Mail: answers so to the recipient. Text: answers so.
    Says(u16),
    /// Mail alone: answers so to the sender's address.
    SaysFirst(u16),
    /// Mail alone: answers so to the message itself.
    SaysLate(u16),
    /// Text alone: busy for so many seconds.
    Busy(u32),
    /// Takes it, and is gone before it says so.
    TakesAndDrops,
    /// Takes it, and says so too late.
    TakesAndSleeps,
    /// Hangs up at once.
    HangsUp,
}

#[derive(Default)]
pub struct Seen {
    does: VecDeque<Does>,
    /// Everything that was taken: key, to whom, what.
    pub taken: Vec<(String, String, String)>,
    /// How often each key was asked for.
    pub asked: BTreeMap<String, usize>,
}

/// A server, as long as the test runs.
#[derive(Clone)]
pub struct Server {
    pub address: String,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    fn start(each: fn(TcpStream, Does, &Mutex<Seen>) -> std::io::Result<()>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                thread::spawn(move || {
                    let does = shared.lock().unwrap().does.pop_front().unwrap_or(Does::Takes);
                    // Whoever hangs up in the middle is not the server's concern.
                    let _ = each(stream, does, &shared);
                });
            }
        });
        Self { address, seen }
    }

    /// A mail server.
    pub fn mail() -> Self {
        Self::start(mail)
    }

    /// A gateway for text messages.
    pub fn text() -> Self {
        Self::start(text)
    }

    /// What the next ones who come are met with; later ones are taken.
    pub fn will(&self, does: &[Does]) {
        self.seen.lock().unwrap().does.extend(does);
    }

    pub fn seen<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().unwrap())
    }

    pub fn taken(&self) -> usize {
        self.seen(|seen| seen.taken.len())
    }
}

/// What sends to both.
pub fn senders(mail: &Server, text: &Server) -> Senders {
    let server = format!("smtp+plain://{}", mail.address);
    let named = Named { server: &server, from: "老干部局 <office@zq.example>", ..Named::default() };
    let gateway = Gateway::named(&format!("http://{}", text.address), None).unwrap();
    Senders {
        mail: Some(Arc::new(Smtp::named(&named).unwrap())),
        text: Some(Arc::new(gateway.answering_within(Duration::from_millis(400)))),
    }
}

/// One conversation of RFC 5321.
fn mail(mut stream: TcpStream, does: Does, seen: &Mutex<Seen>) -> std::io::Result<()> {
    if does == Does::HangsUp {
        return Ok(());
    }
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 zq.example ready\r\n")?;
    let mut to = String::new();
    while let Some(line) = lines.next().transpose()? {
        let verb = line.to_ascii_uppercase();
        if verb.starts_with("EHLO") {
            stream.write_all(b"250-zq.example\r\n250 8BITMIME\r\n")?;
        } else if let (true, Does::SaysFirst(code)) = (verb.starts_with("MAIL"), does) {
            stream.write_all(format!("{code} not you\r\n").as_bytes())?;
        } else if verb.starts_with("RCPT") {
            to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            match does {
                Does::Says(code) => stream.write_all(format!("{code} no\r\n").as_bytes())?,
                _ => stream.write_all(b"250 ok\r\n")?,
            }
        } else if verb == "DATA" {
            stream.write_all(b"354 go on\r\n")?;
            let mut message = String::new();
            for line in lines.by_ref() {
                let line = line?;
                if line == "." {
                    break;
                }
                message.push_str(&line);
                message.push('\n');
            }
            if let Does::SaysLate(code) = does {
                stream.write_all(format!("{code} not this one\r\n").as_bytes())?;
                continue;
            }
            let id = message.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default();
            let mut seen = seen.lock().unwrap();
            *seen.asked.entry(id.to_owned()).or_default() += 1;
            seen.taken.push((id.to_owned(), to.clone(), message));
            drop(seen);
            if does == Does::TakesAndDrops {
                return Ok(());
            }
            stream.write_all(b"250 2.0.0 queued as 4711\r\n")?;
        } else if verb == "QUIT" {
            stream.write_all(b"221 bye\r\n")?;
            return Ok(());
        } else {
            stream.write_all(b"250 ok\r\n")?;
        }
    }
    Ok(())
}

/// One question of the gateway's contract: the same key is sent once.
fn text(mut stream: TcpStream, does: Does, seen: &Mutex<Seen>) -> std::io::Result<()> {
    if does == Does::HangsUp {
        return Ok(());
    }
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut key, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        match name.to_ascii_lowercase().as_str() {
            "idempotency-key" => key = value.to_owned(),
            "content-length" => length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body: serde_json::Value = serde_json::from_slice(&body)?;
    let takes = matches!(does, Does::Takes | Does::TakesAndDrops | Does::TakesAndSleeps);
    {
        let mut seen = seen.lock().unwrap();
        *seen.asked.entry(key.clone()).or_default() += 1;
        if takes && !seen.taken.iter().any(|(known, ..)| *known == key) {
            let of = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
            seen.taken.push((key.clone(), of("to"), of("text")));
        }
    }
    let answer = match does {
        Does::TakesAndDrops => return Ok(()),
        Does::TakesAndSleeps => {
            thread::sleep(Duration::from_millis(900));
            return Ok(());
        }
        Does::Says(code) => format!("HTTP/1.1 {code} No\r\ncontent-length: 0\r\n\r\n"),
        Does::Busy(secs) => {
            format!("HTTP/1.1 429 Too Many Requests\r\nretry-after: {secs}\r\ncontent-length: 0\r\n\r\n")
        }
        _ => {
            let said = format!("{{\"receipt\":\"r-{}\"}}", &key[key.len() - 4..]);
            format!("HTTP/1.1 202 Accepted\r\ncontent-length: {}\r\n\r\n{said}", said.len())
        }
    };
    stream.write_all(answer.as_bytes())
}
