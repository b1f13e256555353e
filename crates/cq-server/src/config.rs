//! What the operator chose: flags over environment over `changqing.toml`.

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use cq_care::round::roads::Network;
use cq_notice::sender::{Gateway, Sender, Senders, Smtp, smtp};
use cq_platform::{Error, Result};
use serde::Deserialize;

/// Where the data lies and which database holds it.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// Folder of the embedded database, the key file and kept uploads [default: data]
    #[arg(long, env = "CHANGQING_DATA")]
    pub data: Option<PathBuf>,
    /// postgres://…; without it an embedded database under --data
    #[arg(long, env = "CHANGQING_DATABASE")]
    pub database: Option<String>,
    /// Settings file [default: changqing.toml, if there is one]
    #[arg(long, env = "CHANGQING_CONFIG")]
    pub config: Option<PathBuf>,
    /// http://… of a road network that answers as OSRM does [default: none; ways from the straight line]
    #[arg(long, env = "CHANGQING_ROADS")]
    pub roads: Option<String>,
    /// smtps://HOST[:465] or smtp://HOST[:587] (STARTTLS) of a mail server [default: none; no mail is sent]
    #[arg(long, env = "CHANGQING_MAIL_SERVER")]
    pub mail_server: Option<String>,
    /// From whom mail comes: "NAME <ADDRESS>"
    #[arg(long, env = "CHANGQING_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// As whom the mail server knows us
    #[arg(long, env = "CHANGQING_MAIL_USER")]
    pub mail_user: Option<String>,
    /// File with the mail server's password and nothing else
    #[arg(long, env = "CHANGQING_MAIL_PASSWORD_FILE")]
    pub mail_password_file: Option<PathBuf>,
    /// http://… of a gateway for text messages, on this machine or in the bureau's net [default: none; none are sent]
    #[arg(long, env = "CHANGQING_TEXT_GATEWAY")]
    pub text_gateway: Option<String>,
    /// File with the gateway's token and nothing else
    #[arg(long, env = "CHANGQING_TEXT_TOKEN_FILE")]
    pub text_token_file: Option<PathBuf>,
}

/// `changqing.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    listen: Option<SocketAddr>,
    metrics_listen: Option<SocketAddr>,
    secure_cookies: Option<bool>,
    upload_max_mib: Option<usize>,
    roads: Option<String>,
    mail_server: Option<String>,
    mail_from: Option<String>,
    mail_user: Option<String>,
    mail_password_file: Option<PathBuf>,
    text_gateway: Option<String>,
    text_token_file: Option<PathBuf>,
}

/// Every setting, decided.
#[derive(Clone)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// What [`cq_platform::db::Db::open`] opens.
    pub database: String,
    /// Address of the web side.
    pub listen: SocketAddr,
    /// Address of `/metrics`; none shows nothing.
    pub metrics_listen: Option<SocketAddr>,
    /// Cookies over TLS only.
    pub secure_cookies: bool,
    /// Largest upload.
    pub upload_max_bytes: usize,
    /// A road network to ask how long ways take.
    pub roads: Network,
    /// Who sends mail and text messages.
    pub senders: Senders,
}

impl Config {
    /// Decides from flags, environment and file. The error is a sentence for the operator.
    pub fn decide(args: &DataArgs, listen: Option<SocketAddr>) -> Result<Self> {
        let file = read(args.config.as_deref())?;
        let data = args.data.clone().or(file.data.clone()).unwrap_or_else(|| "data".into());
        let embedded = || data.join("changqing.db").to_string_lossy().into_owned();
        let listen = listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        Ok(Self {
            database: args.database.clone().or(file.database.clone()).unwrap_or_else(embedded),
            // Browsers take the machine itself for safe without TLS; everything else sits behind a proxy that speaks it.
            secure_cookies: file.secure_cookies.unwrap_or(!is_loopback(listen.ip())),
            upload_max_bytes: file.upload_max_mib.unwrap_or(64) << 20,
            metrics_listen: file.metrics_listen,
            roads: network(args.roads.as_deref().or(file.roads.as_deref()))?,
            senders: senders(args, &file)?,
            listen,
            data,
        })
    }

    /// With `/metrics` at the address given; without one the settings file's holds.
    #[must_use]
    pub fn with_metrics(self, listen: Option<SocketAddr>) -> Self {
        Self { metrics_listen: listen.or(self.metrics_listen), ..self }
    }

    /// The key file.
    pub fn key_file(&self) -> PathBuf {
        self.data.join("master.key")
    }
}

fn network(address: Option<&str>) -> Result<Network> {
    let server =
        address.map(|text| text.parse().map_err(|error| Error::internal(format!("{text}: {error}"))));
    Ok(server.transpose()?.map(Arc::new))
}

/// Who sends mail and text messages, where the operator has named them.
fn senders(args: &DataArgs, file: &File) -> Result<Senders> {
    let mail = match args.mail_server.as_deref().or(file.mail_server.as_deref()) {
        None => None,
        Some(server) => {
            let named = smtp::Named {
                server,
                from: args.mail_from.as_deref().or(file.mail_from.as_deref()).unwrap_or_default(),
                user: args.mail_user.as_deref().or(file.mail_user.as_deref()),
                password_file: args.mail_password_file.as_deref().or(file.mail_password_file.as_deref()),
            };
            Some(Arc::new(Smtp::named(&named)?) as Arc<dyn Sender>)
        }
    };
    let text = match args.text_gateway.as_deref().or(file.text_gateway.as_deref()) {
        None => None,
        Some(address) => {
            let token = args.text_token_file.as_deref().or(file.text_token_file.as_deref());
            Some(Arc::new(Gateway::named(address, token)?) as Arc<dyn Sender>)
        }
    };
    Ok(Senders { mail, text })
}

fn read(named: Option<&Path>) -> Result<File> {
    let path = named.unwrap_or(Path::new("changqing.toml"));
    match std::fs::read_to_string(path) {
        Ok(text) => {
            toml::from_str(&text).map_err(|error| Error::internal(format!("{}: {error}", path.display())))
        }
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(Error::internal(format!("{}: {error}", path.display()))),
    }
}

fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}
