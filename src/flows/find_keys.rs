//! Finding the keys of an issuer, or those at an address.

use crate::jose::key::{KeyError, KeySet, Origin, read_keys};
use crate::net::{
    Address, Answer, CachedKeys, Cancel, FetchError, HostRule, KeyCache, Lookup, Net,
};
use crate::oauth::{Issuer, IssuerError, Metadata, MetadataError};
use crate::validation::duration_in_words;
use std::collections::VecDeque;
use std::fmt;

/// What is asked for where keys should be (RFC 7517 §8.5.2).
const ACCEPT_KEYS: &str = "application/jwk-set+json, application/json, */*;q=0.5";
const ACCEPT_JSON: &str = "application/json";

/// Where keys are to be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// At the address of a key set, which the person gave.
    Url(String),
    /// At an issuer, through its metadata.
    Issuer {
        /// The issuer, as the token or the person names it.
        issuer: String,
        /// The token's `tid`, which takes the place of Entra's `{tenantid}`.
        tid: Option<String>,
        /// Whether the person has confirmed that this is the issuer they trust.
        confirmed: bool,
    },
}

/// What a job needs of the world.
#[derive(Clone, Copy)]
pub struct World<'w> {
    /// The network.
    pub net: &'w Net,
    /// The key sets that were fetched before.
    pub cache: &'w KeyCache,
    /// Ends the job.
    pub cancel: &'w Cancel,
    /// The time, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// What a job came to.
#[derive(Debug)]
pub enum Step {
    /// It may not go on before the person agrees: see [`FindKeys::agree`].
    NeedsConsent(Consent),
    /// It found the keys.
    Done(Box<Found>),
    /// It found none.
    Failed(FindError),
}

/// A host that the person is to agree to before the first request to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The host, with its port where that is not the usual one.
    pub host: String,
    /// What will be asked for, without a query.
    pub url: String,
    /// Why.
    pub why: Why,
}

/// Why a host is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is the host of the address that was given.
    Given,
    /// It is the host of the issuer.
    Issuer(String),
    /// The issuer's metadata says that its keys are there, on another host than the issuer.
    KeysElsewhere(String),
    /// It is the host of an address that the person, or the preset they chose, gave.
    Named,
    /// The issuer's metadata say that this address is there, on another host than the issuer.
    EndpointElsewhere {
        /// Who says so.
        issuer: String,
        /// The member of the metadata: `token_endpoint`.
        member: &'static str,
    },
}

impl Why {
    /// Whether the person named the host themselves, rather than being led to it.
    pub fn is_named(&self) -> bool {
        matches!(self, Self::Given | Self::Issuer(_) | Self::Named)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given => f.write_str("the keys are to be fetched there"),
            Self::Issuer(issuer) => write!(f, "it is the host of the issuer {issuer}"),
            Self::Named => f.write_str("it is the host of an address that was given"),
            Self::EndpointElsewhere { issuer, member } => {
                write!(
                    f,
                    "the issuer {issuer} has its {member} there, on another host"
                )
            }
            Self::KeysElsewhere(issuer) => {
                write!(
                    f,
                    "the issuer {issuer} keeps its keys there, on another host"
                )
            }
        }
    }
}

/// What a job is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It asks a host.
    Asking {
        /// The host.
        host: String,
        /// What it asks for, without a query.
        url: String,
    },
}

/// The keys that were found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The keys, with their origin.
    pub keys: KeySet,
    /// Where they were fetched from, without a query.
    pub url: String,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub fetched_at: i64,
    /// Why they could not be fetched again, where they are those of an earlier time.
    pub kept_because: Option<FindError>,
    /// What the person should know, each a sentence without a capital.
    pub notes: Vec<String>,
}

/// Why no keys were found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// The issuer is none whose keys can be looked for.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// Something could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What was fetched holds no keys.
    #[error("{place} {error}")]
    Keys {
        /// Host and path.
        place: String,
        /// Why not.
        error: KeyError,
    },
    /// The metadata does not hold.
    #[error("{place} {error}")]
    Metadata {
        /// Host and path.
        place: String,
        /// Why not.
        error: MetadataError,
    },
    /// There is no metadata at any address at which it may stand.
    #[error("{issuer} publishes no metadata: {first}{}; give the address of its keys", and_more(*.more))]
    NoMetadata {
        /// Who.
        issuer: String,
        /// What became of the first address.
        first: String,
        /// How many more were tried.
        more: usize,
    },
}

fn and_more(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => " (and 1 more address without it)".to_owned(),
        n => format!(" (and {n} more addresses without it)"),
    }
}

impl FindError {
    /// Whether the person ended the job.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Fetch(FetchError::Cancelled(_)))
    }
}

/// Where the job stands.
enum Stage {
    /// Metadata is looked for, at these addresses in turn.
    Metadata {
        issuer: Issuer,
        urls: VecDeque<String>,
        /// What became of the first, and how many failed.
        failed: Option<(String, usize)>,
    },
    /// The key set is fetched.
    Keys {
        url: String,
        why: Why,
        /// Whose they are, by its metadata.
        issuer: Option<String>,
    },
}

/// The job of finding keys.
///
/// It fetches a set at most once, however many ids are wanted of it, and never goes to a host that
/// was not agreed to.
pub struct FindKeys {
    lookup: Lookup,
    stage: Stage,
    /// Whether the person has confirmed the issuer.
    confirmed: bool,
    agreed: Vec<HostRule>,
    /// The address about which the person is being asked.
    pending: Option<Address>,
    notes: Vec<String>,
}

impl FindKeys {
    /// Begins a job. Nothing is asked yet.
    ///
    /// # Errors
    /// [`FindError::Issuer`] where the issuer is none.
    pub fn new(whence: Whence) -> Result<Self, FindError> {
        let (lookup, stage, confirmed) = match whence {
            Whence::Url(url) => {
                let stage = Stage::Keys {
                    url: url.clone(),
                    why: Why::Given,
                    issuer: None,
                };
                (Lookup::Url(url), stage, false)
            }
            Whence::Issuer {
                issuer,
                tid,
                confirmed,
            } => {
                let issuer = Issuer::parse(&issuer, tid.as_deref())?;
                let lookup = Lookup::Issuer {
                    issuer: issuer.as_str().to_owned(),
                    tid,
                };
                let stage = Stage::Metadata {
                    urls: issuer.metadata_urls().into(),
                    issuer,
                    failed: None,
                };
                (lookup, stage, confirmed)
            }
        };
        Ok(Self {
            lookup,
            stage,
            confirmed,
            agreed: Vec::new(),
            pending: None,
            notes: Vec::new(),
        })
    }

    /// Hosts to which the person has agreed before.
    #[must_use]
    pub fn agreed_before(mut self, hosts: impl IntoIterator<Item = HostRule>) -> Self {
        self.agreed.extend(hosts);
        self
    }

    /// The person agrees to the host about which the last step asked.
    pub fn agree(&mut self) {
        if let Some(address) = self.pending.take() {
            self.agreed.push(HostRule::of(&address));
        }
    }

    /// Goes on until the keys are found, the person is to be asked, or nothing more can be done.
    pub async fn advance(&mut self, world: World<'_>, progress: &mut impl FnMut(Progress)) -> Step {
        let at_hand = world.cache.get(&self.lookup);
        loop {
            match self.one_request(world, progress).await {
                Ok(None) => {}
                Ok(Some(step)) => return step,
                Err(error) => {
                    // That the person ended it says nothing of the set.
                    if !error.is_cancelled() {
                        world.cache.note_failure(&self.lookup, &error.to_string());
                    }
                    let kept = at_hand.filter(|_| !error.is_cancelled());
                    return match kept {
                        Some(cached) => {
                            Step::Done(Box::new(self.found(cached, Some((error, world.now)))))
                        }
                        None => Step::Failed(error),
                    };
                }
            }
        }
    }

    /// Makes one request, and takes its answer in. Nothing where the next is to be made.
    async fn one_request(
        &mut self,
        world: World<'_>,
        progress: &mut impl FnMut(Progress),
    ) -> Result<Option<Step>, FindError> {
        let (text, why, accept) = match &self.stage {
            Stage::Metadata { issuer, urls, .. } => {
                let url = urls.front().cloned().unwrap_or_default();
                (url, Why::Issuer(issuer.to_string()), ACCEPT_JSON)
            }
            Stage::Keys { url, why, .. } => (url.clone(), why.clone(), ACCEPT_KEYS),
        };
        let address = world.net.address(&text)?;
        let (host, url) = (address.host(), address.shown());
        if world.cancel.is_cancelled() {
            return Err(FetchError::Cancelled(host).into());
        }
        if !self.agreed.iter().any(|rule| rule.is_for(&address)) {
            self.pending = Some(address);
            return Ok(Some(Step::NeedsConsent(Consent { host, url, why })));
        }
        if !address.is_tls() && !address.is_loopback() {
            self.note(format!(
                "{host} was asked over plain http: anybody on the way could have changed the answer"
            ));
        }
        progress(Progress::Asking { host, url });
        let answer = world.net.get(&address, accept, world.cancel);
        let place = address.place();
        let body = match answer.await {
            Ok(answer) => self.body(answer, world.now),
            Err(error) => Err(error),
        };
        match &self.stage {
            Stage::Metadata { issuer, .. } => {
                let read = match body {
                    Ok(body) => Metadata::read(&body, issuer)
                        .map_err(|error| FindError::Metadata { place, error }),
                    Err(error) => Err(error.into()),
                };
                self.take_metadata(read).map(|()| None)
            }
            Stage::Keys { issuer, .. } => {
                let body = body?;
                let url = address.shown();
                let mut keys =
                    read_keys(&body, &url).map_err(|error| FindError::Keys { place, error })?;
                keys.origin = match issuer.clone() {
                    None => Origin::JwksUrl { url: url.clone() },
                    Some(issuer) => Origin::Discovered {
                        issuer,
                        confirmed: false,
                    },
                };
                let fetched = CachedKeys {
                    keys,
                    url,
                    fetched_at: world.now,
                    failed: None,
                };
                world.cache.keep(self.lookup.clone(), fetched.clone());
                Ok(Some(Step::Done(Box::new(self.found(fetched, None)))))
            }
        }
    }

    /// The body, where it can be JSON; what a person should know of the answer is noted.
    fn body(&mut self, mut answer: Answer, now: i64) -> Result<Vec<u8>, FetchError> {
        let host = answer.address.host();
        if let Some(off) = answer.clock_difference(now) {
            let side = if off < 0 { "behind" } else { "ahead of" };
            let by = duration_in_words(off as f64);
            self.note(format!("your clock is {by} {side} that of {host}"));
        }
        let body = answer.as_json().map(<[u8]>::to_vec);
        answer.notes.into_iter().for_each(|note| self.note(note));
        body
    }

    /// Takes the metadata in, or what became of it: goes on to the keys, or to the next address.
    fn take_metadata(&mut self, read: Result<Metadata, FindError>) -> Result<(), FindError> {
        let Stage::Metadata {
            issuer,
            urls,
            failed,
        } = &mut self.stage
        else {
            return Ok(());
        };
        let error = match read {
            Ok(metadata) => {
                self.stage = Stage::Keys {
                    url: metadata.jwks_uri,
                    why: Why::KeysElsewhere(issuer.to_string()),
                    issuer: Some(metadata.issuer),
                };
                return Ok(());
            }
            Err(error) => error,
        };
        let may_be_elsewhere = match &error {
            FindError::Fetch(error) => error.is_answer(),
            FindError::Metadata { error, .. } => error.is_absence(),
            _ => false,
        };
        if !may_be_elsewhere {
            return Err(error);
        }
        urls.pop_front();
        let (first, count) = failed.take().unwrap_or_else(|| (error.to_string(), 0));
        if urls.is_empty() {
            return Err(FindError::NoMetadata {
                issuer: issuer.to_string(),
                first,
                more: count,
            });
        }
        *failed = Some((first, count.saturating_add(1)));
        Ok(())
    }

    fn found(&mut self, fetched: CachedKeys, failed: Option<(FindError, i64)>) -> Found {
        let mut keys = fetched.keys;
        if let Origin::Discovered { confirmed, .. } = &mut keys.origin {
            *confirmed = self.confirmed;
        }
        if let Some((error, now)) = &failed {
            let age = now.saturating_sub(fetched.fetched_at);
            let age = duration_in_words(age as f64);
            self.note(format!("{error}; the keys of {age} ago are kept"));
        }
        Found {
            keys,
            url: fetched.url,
            fetched_at: fetched.fetched_at,
            kept_because: failed.map(|(error, _)| error),
            notes: std::mem::take(&mut self.notes),
        }
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}
