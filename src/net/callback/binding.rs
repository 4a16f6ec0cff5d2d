//! Which address of this machine is listened at.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::str::FromStr;
use url::Url;

/// How often another port is tried where the system's choice is free for one family only.
const MAX_TRIES: usize = 32;

/// A longer path is no redirect URI that a provider keeps.
const MAX_PATH_BYTES: usize = 512;

/// How this machine is named in a redirect URI (RFC 8252 §7.3, §8.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoopbackHost {
    /// `127.0.0.1`.
    #[default]
    V4,
    /// `localhost`, listened at under both families: which one a browser takes is its own affair.
    Localhost,
    /// `[::1]`.
    V6,
}

impl LoopbackHost {
    /// The host as it stands in a URI.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V4 => "127.0.0.1",
            Self::Localhost => "localhost",
            Self::V6 => "[::1]",
        }
    }

    fn addresses(self) -> &'static [IpAddr] {
        const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
        const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
        match self {
            Self::V4 => &[V4],
            Self::Localhost => &[V4, V6],
            Self::V6 => &[V6],
        }
    }
}

impl fmt::Display for LoopbackHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LoopbackHost {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "127.0.0.1" => Ok(Self::V4),
            name if name.eq_ignore_ascii_case("localhost") => Ok(Self::Localhost),
            "[::1]" | "::1" => Ok(Self::V6),
            _ => Err("give 127.0.0.1, localhost or [::1]"),
        }
    }
}

/// What is to be listened at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The name of this machine.
    pub host: LoopbackHost,
    /// The ports that are tried in turn; where there is none, any that is free.
    pub ports: Vec<u16>,
    /// The path of the redirect URI, with a query where the provider knows it with one. It may be
    /// empty.
    pub path: String,
}

impl Default for Binding {
    fn default() -> Self {
        Self {
            host: LoopbackHost::V4,
            ports: Vec::new(),
            path: "/callback".to_owned(),
        }
    }
}

/// Why nothing can be listened at: what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// It is no path of a redirect URI.
    #[error("{0:?} is no path of a redirect URI; give one like /callback")]
    Path(String),
    /// Somebody else listens there.
    #[error(
        "{} in use on {host} by another program; end that program, or choose another port that the provider knows (--redirect-port)",
        busy(.ports)
    )]
    Busy {
        /// The name of this machine.
        host: LoopbackHost,
        /// Every port that was tried.
        ports: Vec<u16>,
    },
    /// The system keeps the port for others.
    #[error(
        "the system does not let this program listen at port {port} of {host}; choose one from 1024 on (--redirect-port)"
    )]
    NotAllowed {
        /// The name of this machine.
        host: LoopbackHost,
        /// Which port.
        port: u16,
    },
    /// This machine has no such address.
    #[error("this machine has no address {0}; choose 127.0.0.1 (--redirect-host)")]
    NoAddress(LoopbackHost),
    /// The system refused for another reason.
    #[error("the system does not let this program listen at {host}: {why}")]
    Failed {
        /// The name of this machine.
        host: LoopbackHost,
        /// What the system says.
        why: String,
    },
    /// The system gives no random numbers.
    #[error(
        "the system gives no random numbers, without which a sign-in cannot be kept apart from others; try again"
    )]
    NoRandomness,
}

fn busy(ports: &[u16]) -> String {
    let named: Vec<_> = ports.iter().map(u16::to_string).collect();
    match named.split_last() {
        Some((only, [])) => format!("port {only} is"),
        Some((last, before)) => format!("the ports {} and {last} are all", before.join(", ")),
        None => "every port is".to_owned(),
    }
}

/// Sockets that are listened at, all on one port.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) sockets: Vec<TcpListener>,
    pub(super) host: LoopbackHost,
    pub(super) port: u16,
}

impl Bound {
    /// Binds the first of the ports that is free.
    pub(super) fn first(host: LoopbackHost, ports: &[u16]) -> Result<Self, BindError> {
        if ports.is_empty() {
            return Self::any(host);
        }
        let mut other = None;
        for &port in ports {
            match sockets(host, port) {
                Ok(sockets) => return Self::of(host, sockets),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                Err(error) => other = other.or(Some(explain(host, port, &error))),
            }
        }
        let ports = ports.to_vec();
        Err(other.unwrap_or(BindError::Busy { host, ports }))
    }

    /// Binds a port that is free for every family.
    fn any(host: LoopbackHost) -> Result<Self, BindError> {
        let mut tries = 1;
        loop {
            match sockets(host, 0) {
                Ok(sockets) => return Self::of(host, sockets),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries < MAX_TRIES => {
                    tries += 1;
                }
                Err(error) => return Err(explain(host, 0, &error)),
            }
        }
    }

    fn of(host: LoopbackHost, sockets: Vec<TcpListener>) -> Result<Self, BindError> {
        let first = sockets.first().map(TcpListener::local_addr);
        let port = match first {
            Some(Ok(address)) => address.port(),
            Some(Err(error)) => return Err(explain(host, 0, &error)),
            None => return Err(BindError::NoAddress(host)),
        };
        for socket in &sockets {
            let set = socket.set_nonblocking(true);
            set.map_err(|error| explain(host, port, &error))?;
        }
        Ok(Self {
            sockets,
            host,
            port,
        })
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> String {
        format!("http://{}:{}", self.host, self.port)
    }
}

/// A socket for each address of a host, on one port. A machine may lack one family: then the other
/// is enough.
fn sockets(host: LoopbackHost, port: u16) -> io::Result<Vec<TcpListener>> {
    let mut sockets = Vec::new();
    let (mut port, mut lacking) = (port, None);
    for &address in host.addresses() {
        match TcpListener::bind(SocketAddr::new(address, port)) {
            Ok(socket) => {
                port = socket.local_addr()?.port();
                sockets.push(socket);
            }
            Err(error) if is_lacking(&error) => lacking = Some(error),
            Err(error) => return Err(error),
        }
    }
    match lacking {
        Some(error) if sockets.is_empty() => Err(error),
        _ => Ok(sockets),
    }
}

/// Whether the machine has no such address. What has no kind of its own is a family that the
/// system does not know at all.
fn is_lacking(error: &io::Error) -> bool {
    const EAFNOSUPPORT: i32 = if cfg!(windows) { 10_047 } else { 97 };
    const EAFNOSUPPORT_BSD: i32 = 47;
    error.kind() == io::ErrorKind::AddrNotAvailable
        || error.kind() == io::ErrorKind::Unsupported
        || matches!(error.raw_os_error(), Some(EAFNOSUPPORT | EAFNOSUPPORT_BSD))
}

fn explain(host: LoopbackHost, port: u16, error: &io::Error) -> BindError {
    match error.kind() {
        io::ErrorKind::PermissionDenied => BindError::NotAllowed { host, port },
        _ if is_lacking(error) => BindError::NoAddress(host),
        _ => BindError::Failed {
            host,
            why: error.to_string(),
        },
    }
}

/// The path by which a request for a redirect URI is known, as a browser writes it.
pub(super) fn path_of(path: &str) -> Result<String, BindError> {
    let bad = || BindError::Path(path.chars().take(60).collect());
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '#' | '\\');
    let begins = path.is_empty() || path.starts_with(['/', '?']);
    if !begins || path.len() > MAX_PATH_BYTES || !path.chars().all(is_plain) {
        return Err(bad());
    }
    let url = Url::parse(&format!("http://127.0.0.1{path}")).map_err(|_| bad())?;
    Ok(url.path().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_names_itself_and_the_next_one_is_tried() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Bound::first(LoopbackHost::V4, &[port]).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "port {port} is in use on 127.0.0.1 by another program; end that program, or choose another port that the provider knows (--redirect-port)"
            )
        );
        let error = Bound::first(LoopbackHost::V4, &[port, port, port]).unwrap_err();
        let said = format!("the ports {port}, {port} and {port} are all in use on 127.0.0.1");
        assert!(error.to_string().starts_with(&said), "{error}");
        let free = Bound::first(LoopbackHost::V4, &[]).unwrap().port;
        let bound = Bound::first(LoopbackHost::V4, &[port, free]).unwrap();
        assert_eq!(bound.port, free);
    }

    #[test]
    fn localhost_is_one_port_of_both_families() {
        let bound = Bound::first(LoopbackHost::Localhost, &[]).unwrap();
        let addresses: Vec<_> = bound
            .sockets
            .iter()
            .map(|s| s.local_addr().unwrap())
            .collect();
        assert!(
            addresses
                .iter()
                .all(|a| a.ip().is_loopback() && a.port() == bound.port)
        );
        let has_v6 = TcpListener::bind("[::1]:0").is_ok();
        assert_eq!(addresses.len(), if has_v6 { 2 } else { 1 });
        if has_v6 {
            // Half of a port is not enough: the other family would go to somebody else.
            let taken = TcpListener::bind("[::1]:0").unwrap();
            let port = taken.local_addr().unwrap().port();
            let error = Bound::first(LoopbackHost::Localhost, &[port]).unwrap_err();
            assert!(matches!(error, BindError::Busy { .. }), "{error}");
        }
    }

    #[test]
    fn a_path_is_one_that_a_browser_leaves_as_it_is() {
        for (path, known_as) in [
            ("", "/"),
            ("/", "/"),
            ("/callback", "/callback"),
            ("/a/b/?x=1", "/a/b/"),
            ("/a%20b", "/a%20b"),
            ("/a/../b", "/b"),
            ("?x=1", "/"),
        ] {
            assert_eq!(path_of(path).as_deref(), Ok(known_as), "{path}");
        }
        for bad in [
            "callback",
            "@evil.example/",
            ":80/",
            "/a b",
            "/#x",
            "/\n",
            "/é",
            "\\x",
        ] {
            assert!(path_of(bad).is_err(), "{bad}");
        }
        assert!(path_of(&"/a".repeat(300)).is_err());
    }

    #[test]
    fn a_host_is_read_as_people_write_it() {
        for (text, host) in [
            ("127.0.0.1", LoopbackHost::V4),
            ("Localhost", LoopbackHost::Localhost),
            ("[::1]", LoopbackHost::V6),
            ("::1", LoopbackHost::V6),
        ] {
            assert_eq!(text.parse(), Ok(host));
        }
        assert!("0.0.0.0".parse::<LoopbackHost>().is_err());
    }
}
