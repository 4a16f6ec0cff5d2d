//! Whether there is a keyring, and whether it is locked: found out without asking anybody.

/// Whether the keyring can be used, and else why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringState {
    /// It can be used at once.
    Ready,
    /// It is locked, and asks for its password when it is used.
    Locked,
    /// The session has no message bus.
    NoBus,
    /// Nothing on the bus keeps secrets.
    NoService,
    /// There is a service, but no default collection in which to keep secrets.
    NoCollection,
    /// There is a service, and it does not answer.
    Silent,
    /// It cannot be told here.
    Unknown,
}

impl KeyringState {
    /// Whether it makes sense to try.
    pub fn may_be_used(self) -> bool {
        matches!(self, Self::Ready | Self::Locked | Self::Unknown)
    }
}

#[cfg(target_os = "linux")]
pub(super) use linux::{created, state};

/// Other systems tell only when they are used.
#[cfg(not(target_os = "linux"))]
pub(super) fn state() -> KeyringState {
    KeyringState::Unknown
}

#[cfg(target_os = "linux")]
mod linux {
    use super::KeyringState;
    use std::sync::mpsc;
    use std::time::Duration;
    use zbus::blocking::{Connection, connection};
    use zbus::zvariant::{OwnedObjectPath, OwnedValue};

    /// A service that takes longer to say one word is taken for silent.
    const PATIENCE: Duration = Duration::from_secs(2);

    const SERVICE: &str = "org.freedesktop.secrets";
    const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
    const BUS: &str = "org.freedesktop.DBus";

    /// Asks on a thread of its own: whoever calls may be anywhere. A bus that takes the connection
    /// and says nothing is waited for no longer than a service; its thread stays with it.
    pub(in super::super) fn state() -> KeyringState {
        let (told, on_told) = mpsc::channel();
        let asked = std::thread::Builder::new()
            .name("keyring-state".into())
            .spawn(move || told.send(ask().unwrap_or_else(|state| state)));
        if asked.is_err() {
            return KeyringState::Unknown;
        }
        match on_told.recv_timeout(PATIENCE * 2) {
            Ok(state) => state,
            Err(mpsc::RecvTimeoutError::Timeout) => KeyringState::Silent,
            Err(mpsc::RecvTimeoutError::Disconnected) => KeyringState::Unknown,
        }
    }

    fn session() -> zbus::Result<Connection> {
        connection::Builder::session()
            .map(|builder| builder.method_timeout(PATIENCE))
            .and_then(connection::Builder::build)
    }

    /// When the item of that path was made, in Unix seconds (Secret Service, draft 0.2).
    pub(in super::super) fn created(path: &str) -> Option<i64> {
        let bus = session().ok()?;
        let created = ("org.freedesktop.Secret.Item", "Created");
        let reply = bus.call_method(Some(SERVICE), path, Some(PROPERTIES), "Get", &created);
        let value: OwnedValue = reply.ok()?.body().deserialize().ok()?;
        // Zero is what a service says that does not know it.
        let seconds = u64::try_from(value).ok().filter(|seconds| *seconds > 0)?;
        i64::try_from(seconds).ok()
    }

    /// The states of the Secret Service (freedesktop.org, draft 0.2) without one call that prompts.
    fn ask() -> Result<KeyringState, KeyringState> {
        let bus = session().map_err(|_| KeyringState::NoBus)?;
        if !is_there(&bus)? {
            return Err(KeyringState::NoService);
        }
        let path = "/org/freedesktop/secrets";
        let interface = "org.freedesktop.Secret.Service";
        let reply = bus.call_method(
            Some(SERVICE),
            path,
            Some(interface),
            "ReadAlias",
            &"default",
        );
        let default: OwnedObjectPath = reply
            .and_then(|reply| reply.body().deserialize())
            .map_err(silent_or_gone)?;
        if default.as_str() == "/" {
            return Err(KeyringState::NoCollection);
        }
        let locked = ("org.freedesktop.Secret.Collection", "Locked");
        let reply = bus.call_method(Some(SERVICE), &default, Some(PROPERTIES), "Get", &locked);
        let value: OwnedValue = reply
            .and_then(|reply| reply.body().deserialize())
            .map_err(silent_or_gone)?;
        match bool::try_from(value) {
            Ok(true) => Ok(KeyringState::Locked),
            Ok(false) => Ok(KeyringState::Ready),
            Err(_) => Err(KeyringState::Unknown),
        }
    }

    /// Whether the service runs, or is started when it is called.
    fn is_there(bus: &Connection) -> Result<bool, KeyringState> {
        let call = |method: &str| -> zbus::Result<Vec<String>> {
            let reply =
                bus.call_method(Some(BUS), "/org/freedesktop/DBus", Some(BUS), method, &())?;
            reply.body().deserialize()
        };
        for method in ["ListNames", "ListActivatableNames"] {
            let names = call(method).map_err(|_| KeyringState::NoBus)?;
            if names.iter().any(|name| name == SERVICE) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn silent_or_gone(error: zbus::Error) -> KeyringState {
        match error {
            zbus::Error::InputOutput(_) => KeyringState::Silent,
            // It is named, and could not be started or went away.
            _ => KeyringState::NoService,
        }
    }
}
