//! The keyring of the system that the program was built for, through `keyring-core`.

use super::pieces;
use super::ring::{Ring, SERVICE, Stored};
use super::{KeyringState, StoreError, state};
use crate::report::Secret;
use crate::vault::Entry;
use keyring_core::{CredentialStore, Error};
use std::collections::HashMap;
use std::sync::Arc;

/// What one secret in the Credential Manager of Windows may have (`CRED_MAX_CREDENTIAL_BLOB_SIZE`).
const WINDOWS_BYTES: usize = 5 * 512;

/// The schema under which a Secret Service lists our secrets.
const SCHEMA: &str = "tokenscope.Credential";

/// Reaches the keyring; on Linux this opens a session with the service, and asks nobody.
pub(super) fn connect() -> Result<Box<dyn Ring>, StoreError> {
    let store = open().map_err(explain)?;
    Ok(Box::new(Native { store }))
}

#[cfg(target_os = "linux")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn open() -> Result<Arc<CredentialStore>, Error> {
    Err(Error::NotSupportedByStore(
        "there is none on this system".to_owned(),
    ))
}

/// Gives an item that is there another title.
#[cfg(target_os = "linux")]
fn set_title(item: &keyring_core::Entry, title: &str) -> Result<(), Error> {
    use zbus_secret_service_keyring_store::cred::Specifier;
    let own = item.as_any().downcast_ref::<Specifier>();
    own.map_or(Ok(()), |own| own.set_label(title))
}

/// Only a Secret Service shows a title of one's own.
#[cfg(not(target_os = "linux"))]
fn set_title(_: &keyring_core::Entry, _: &str) -> Result<(), Error> {
    Ok(())
}

struct Native {
    store: Arc<CredentialStore>,
}

impl Native {
    fn item(&self, name: &str, title: Option<&str>) -> Result<keyring_core::Entry, StoreError> {
        let mut modifiers = HashMap::new();
        // Only a Secret Service shows a title of one's own.
        if let Some(title) = title.filter(|_| cfg!(target_os = "linux")) {
            modifiers.insert("label", title);
        }
        // What is kept here is not copied to other computers of the same person, as Windows does
        // with the credentials of a domain (`CRED_PERSIST_ENTERPRISE`).
        if cfg!(target_os = "windows") {
            modifiers.insert("persistence", "Local");
        }
        let modifiers = Some(&modifiers).filter(|modifiers| !modifiers.is_empty());
        let item = self.store.build(SERVICE, name, modifiers);
        item.map_err(explain)
    }
}

impl Ring for Native {
    fn limit(&self) -> Option<usize> {
        cfg!(target_os = "windows").then_some(WINDOWS_BYTES)
    }

    fn keeps_attributes(&self) -> bool {
        cfg!(target_os = "linux")
    }

    fn set(&mut self, name: &str, title: &str, text: &Secret) -> Result<(), StoreError> {
        let item = self.item(name, Some(title))?;
        item.set_secret(text.expose()).map_err(explain)
    }

    fn get(&mut self, name: &str) -> Result<Option<Secret>, StoreError> {
        match self.item(name, None)?.get_secret() {
            Ok(bytes) => Ok(Some(Secret::new(bytes))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(explain(error)),
        }
    }

    fn delete(&mut self, name: &str) -> Result<(), StoreError> {
        match self.item(name, None)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(explain(error)),
        }
    }

    fn describe(&mut self, entry: &Entry) -> Result<(), StoreError> {
        if !self.keeps_attributes() {
            let name = format!("{}/about", entry.secret);
            return self.set(
                &name,
                &pieces::title(entry),
                &pieces::about(entry, self.limit()),
            );
        }
        let item = self.item(entry.secret.as_str(), None)?;
        let mut attributes = entry.attributes();
        // The library leaves what it is not told: what is known no more is made empty.
        let before = item.get_attributes().map_err(explain)?;
        for name in Entry::ATTRIBUTES {
            if before.contains_key(name) {
                attributes.entry(name.to_owned()).or_default();
            }
        }
        attributes.insert("application".to_owned(), SERVICE.to_owned());
        attributes.insert("xdg:schema".to_owned(), SCHEMA.to_owned());
        let attributes = attributes.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let told = item.update_attributes(&attributes.collect());
        told.and_then(|()| set_title(&item, &pieces::title(entry)))
            .map_err(explain)
    }

    fn list(&mut self) -> Result<Vec<Stored>, StoreError> {
        let ours = if cfg!(target_os = "windows") {
            HashMap::from([("pattern", r"\.tokenscope$")])
        } else {
            HashMap::from([("service", SERVICE)])
        };
        let mut all = Vec::new();
        for item in self.store.search(&ours).map_err(explain)? {
            // Elsewhere than in a Secret Service this would ask for the secret itself.
            let attributes = if self.keeps_attributes() {
                match item.get_attributes() {
                    Ok(attributes) => attributes,
                    // It was deleted meanwhile.
                    Err(Error::NoEntry) => continue,
                    Err(error) => return Err(explain(error)),
                }
            } else {
                HashMap::new()
            };
            let name = match attributes.get("username") {
                Some(name) => name.clone(),
                None => match item.get_specifiers() {
                    Some((service, name)) if service == SERVICE => name,
                    _ => continue,
                },
            };
            let attributes = if pieces::is_about(&name) {
                match item.get_secret() {
                    Ok(text) => pieces::read_about(&text),
                    // It was deleted meanwhile.
                    Err(Error::NoEntry) => continue,
                    // What is known of a secret is not forgotten because it is not to be had now.
                    Err(error) => return Err(explain(error)),
                }
            } else {
                attributes.into_iter().collect()
            };
            // Who is still storing it tells what it is a moment later.
            let is_known = attributes.contains_key("created");
            let stored = if is_known { None } else { created(&item) };
            all.push(Stored {
                name,
                attributes,
                stored,
            });
        }
        Ok(all)
    }
}

/// When an item was stored, in Unix seconds, where the keyring tells.
#[cfg(target_os = "linux")]
fn created(item: &keyring_core::Entry) -> Option<i64> {
    use zbus_secret_service_keyring_store::cred::Wrapper;
    let found = item.as_any().downcast_ref::<Wrapper>()?;
    state::created(&found.get_path())
}

#[cfg(not(target_os = "linux"))]
fn created(_: &keyring_core::Entry) -> Option<i64> {
    None
}

/// What an error means, and what is to be done. The state of the keyring tells more than the error,
/// which may hold a path, but never a secret: those that do are not repeated.
fn explain(error: Error) -> StoreError {
    let is_refused = match &error {
        Error::NoStorageAccess(_) | Error::PlatformFailure(_) => false,
        Error::NotSupportedByStore(_) => return StoreError::Keyring(KeyringState::Unknown),
        _ => true,
    };
    match state::state() {
        KeyringState::Ready | KeyringState::Unknown => StoreError::Refused(sentence(error)),
        _ if is_refused => StoreError::Refused(sentence(error)),
        state => StoreError::Keyring(state),
    }
}

/// What the library says, where it cannot hold a secret.
fn sentence(error: Error) -> String {
    match error {
        Error::BadEncoding(_) => "a secret is no text".to_owned(),
        Error::BadDataFormat(..) => "a secret is not as it was stored".to_owned(),
        Error::Ambiguous(items) => format!("{} secrets have one name", items.len()),
        other => other.to_string(),
    }
}
