//! Keys from the network, only when they were asked for: who is asked is named and agreed to first.

use super::model::{Level, Model};
use super::update::{inspect, tell};
use super::{Effect, GivenKeys, KeyForm};
use crate::jose::key::{KeySet, Origin};
use crate::report::{Json, Kind, Report};
use std::collections::{BTreeSet, VecDeque};
use url::Url;

/// More notes on an answer than this say nothing.
const MAX_NOTES: usize = 6;

/// Where keys are to be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// At the address of a key set.
    Url(String),
    /// At an issuer, through its metadata.
    Issuer {
        /// The issuer, as the token names it.
        issuer: String,
        /// The token's `tid`, which takes the place of Entra's `{tenantid}`.
        tid: Option<String>,
    },
}

/// All that looking for keys needs.
#[derive(Clone, Debug)]
pub struct KeySearch {
    /// Which search.
    pub ticket: u64,
    /// Where.
    pub whence: Whence,
    /// Whether the person has confirmed the issuer.
    pub confirmed: bool,
    /// Hosts with which plain http was allowed.
    pub plain: Vec<String>,
    /// Addresses whose hosts the person agreed to before.
    pub agreed: Vec<String>,
    /// The file of a company's own authorities.
    pub ca: Option<String>,
    /// The time, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
}

/// How a set of keys came from the network.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What was looked for.
    pub whence: Whence,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// Why it could not be fetched again, where it could not.
    pub failed: Option<String>,
    /// What the person should know of the answer.
    pub notes: Vec<String>,
}

/// A host that is to be agreed to before the first request to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub(super) ticket: u64,
    /// The host.
    pub host: String,
    /// What will be asked for, without a query.
    pub url: String,
    /// Why.
    pub why: String,
    /// Whether it would be asked over plain http.
    pub plain: bool,
    /// Whether a login asks, which sends more than a request for keys.
    pub is_login: bool,
}

/// A search that is going on.
#[derive(Clone, Debug)]
pub struct Finding {
    ticket: u64,
    whence: Whence,
    /// The host that is being asked.
    pub host: Option<String>,
}

/// The last request that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastRequest {
    /// Host and path.
    pub place: String,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: i64,
}

/// What the window knows of the network.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The search that is going on.
    pub finding: Option<Finding>,
    /// The host that the person is being asked about.
    pub consent: Option<Consent>,
    /// What is asked after that: a login and a search for keys may both stand before a host.
    later: VecDeque<Consent>,
    /// The last request.
    pub last: Option<LastRequest>,
    /// Hosts with which plain http was allowed, until the window closes.
    pub plain: Vec<String>,
    /// Why the last search found nothing.
    pub error: Option<String>,
    /// The path of the authorities' file as it is typed.
    pub ca_path: String,
    /// Why that file cannot be used.
    pub ca_error: Option<String>,
    pub(super) agreed: Vec<String>,
    trusted: BTreeSet<String>,
}

/// What happens about the network.
#[derive(Debug)]
pub enum NetworkAction {
    /// The key set at the address in the form for keys is to be fetched.
    FetchUrl,
    /// The keys of the token's issuer are to be looked for.
    FindIssuer,
    /// A set of keys is to be fetched again.
    FetchAgain(u64),
    /// A host is being asked.
    Asking {
        /// Which search.
        ticket: u64,
        /// The host.
        host: String,
        /// What is asked for.
        url: String,
    },
    /// The person is to agree to a host first.
    NeedsConsent {
        /// Which search.
        ticket: u64,
        /// The host.
        host: String,
        /// What will be asked for.
        url: String,
        /// Why.
        why: String,
    },
    /// The person is to allow plain http first.
    NeedsPlain {
        /// Which search.
        ticket: u64,
        /// The host.
        host: String,
    },
    /// The person agrees to what was asked.
    Agree,
    /// The person does not.
    Decline,
    /// Keys were found.
    Found {
        /// Which search.
        ticket: u64,
        /// The keys.
        keys: Box<KeySet>,
        /// Where.
        url: String,
        /// When.
        at: i64,
        /// Whether they are those of an earlier time, since they could not be fetched again.
        kept: bool,
        /// What the person should know.
        notes: Vec<String>,
    },
    /// None were found, and why; nothing where the person ended it.
    Failed(u64, Option<String>),
    /// The search is to stop.
    Cancel,
    /// The issuer of a set of keys is trusted, or not any more.
    Trust(u64, bool),
    /// Plain http is not allowed with that host any more.
    TakeBackPlain(String),
    /// The path of the authorities' file was changed.
    SetCaPath(String),
    /// The authorities' file was checked.
    CaChecked(String, Result<(), String>),
    /// The authorities' file is not used any more.
    ForgetCa,
}

impl NetworkAction {
    /// The search that is at its end with this, where one is.
    pub fn ends(&self) -> Option<u64> {
        match self {
            Self::Found { ticket, .. } | Self::Failed(ticket, _) => Some(*ticket),
            _ => None,
        }
    }
}

impl Network {
    /// Asks the person, once what they are being asked already is answered.
    pub(super) fn ask(&mut self, consent: Consent) {
        match self.consent {
            Some(_) => self.later.push_back(consent),
            None => self.consent = Some(consent),
        }
    }

    /// Whether a job asks the person, now or once what is asked before it is answered.
    pub(super) fn asks(&self, ticket: u64) -> bool {
        let all = self.consent.iter().chain(&self.later);
        all.into_iter().any(|consent| consent.ticket == ticket)
    }

    /// The job is at its end, and what it asks is not asked any more.
    pub(super) fn ask_no_more(&mut self, ticket: u64) {
        self.later.retain(|consent| consent.ticket != ticket);
        if self.consent.as_ref().is_some_and(|c| c.ticket == ticket) {
            self.answered();
        }
    }

    /// What was asked, since it is answered; the next question takes its place.
    fn answered(&mut self) -> Option<Consent> {
        let next = self.later.pop_front();
        std::mem::replace(&mut self.consent, next)
    }
}

impl Model {
    /// The issuer that the shown token names, where it is an address, and its host.
    pub fn issuer_host(&self) -> Option<(&str, String)> {
        let issuer = self.issuer()?;
        let url = Url::parse(issuer).ok()?;
        let host = url
            .host_str()
            .filter(|_| matches!(url.scheme(), "https" | "http"))?;
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Some((issuer, host))
    }

    /// The issuer that the shown token names.
    pub fn issuer(&self) -> Option<&str> {
        let is_signed = |r: &&Report| matches!(r.kind, Kind::Jws | Kind::SdJwt);
        let report = self.report().filter(is_signed)?;
        claim(report.claims(), "iss")
    }

    /// The keys that were found through the shown token's issuer.
    pub fn has_issuer_keys(&self) -> bool {
        let issuer = self.issuer();
        self.keys.iter().any(|keys| {
            let whence = keys.fetched.as_ref().map(|fetched| &fetched.whence);
            matches!(whence, Some(Whence::Issuer { issuer: of, .. }) if Some(of.as_str()) == issuer)
        })
    }

    /// The shown token's `kid`, where a fetched set has no key of that id.
    pub fn unknown_kid(&self, keys: &GivenKeys) -> Option<&str> {
        keys.fetched.as_ref()?;
        let report = self.report()?;
        if let Origin::Discovered { issuer, .. } = &keys.set.origin
            && self.issuer() != Some(issuer)
        {
            return None;
        }
        let kid = report.header.as_ref()?.get("kid").and_then(Json::as_str)?;
        let mut known = keys.set.keys.iter();
        (!known.any(|key| key.kid.as_deref() == Some(kid))).then_some(kid)
    }

    /// What is said about the network at the window's edge.
    pub fn network_words(&self) -> String {
        if self.network.consent.is_some() {
            return "Waiting for your answer before anybody is asked".into();
        }
        if let Some(told) = super::sign_in::network_words(self) {
            return told;
        }
        if let Some(finding) = &self.network.finding {
            return match &finding.host {
                Some(host) => format!("Asking {host}…"),
                None => "Looking for keys…".into(),
            };
        }
        match &self.network.last {
            Some(last) => {
                let ago = super::when::ago(last.at, self.now);
                format!("Last request: {}, {ago}, asked for by you", last.place)
            }
            None => {
                let from = if self.keys.is_empty() {
                    "no host is asked unless you say so"
                } else {
                    "the keys are your own"
                };
                format!("Nothing was sent: {from}")
            }
        }
    }
}

fn claim<'a>(claims: &'a [(String, Json)], name: &str) -> Option<&'a str> {
    let claim = claims.iter().find(|(n, _)| n == name);
    claim.and_then(|(_, value)| value.as_str())
}

pub(super) fn update(model: &mut Model, action: NetworkAction) -> Vec<Effect> {
    match action {
        NetworkAction::FetchUrl => {
            let url = model.key_form.url.trim().to_owned();
            if url.is_empty() {
                let told = "Type the address of a key set first, as https://id.example/jwks.json";
                model.key_form.error = Some(told.into());
                return Vec::new();
            }
            return begin(model, Whence::Url(url));
        }
        NetworkAction::FindIssuer => {
            let claims = model.report().map(|report| report.claims());
            let tid = claims.and_then(|claims| claim(claims, "tid"));
            let whence = model.issuer().map(|issuer| Whence::Issuer {
                issuer: issuer.to_owned(),
                tid: tid.map(str::to_owned),
            });
            if let Some(whence) = whence {
                return begin(model, whence);
            }
        }
        NetworkAction::FetchAgain(id) => {
            let keys = model.keys.iter().find(|keys| keys.id == id);
            let whence = keys.and_then(|keys| Some(keys.fetched.as_ref()?.whence.clone()));
            if let Some(whence) = whence {
                return begin(model, whence);
            }
        }
        NetworkAction::Asking { ticket, host, url } => {
            let place = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
            model.network.last = Some(LastRequest {
                place: place.trim_end_matches('/').to_owned(),
                at: model.now,
            });
            let finding = model.network.finding.as_mut();
            if let Some(finding) = finding.filter(|finding| finding.ticket == ticket) {
                finding.host = Some(host);
            }
        }
        NetworkAction::NeedsConsent {
            ticket,
            host,
            url,
            why,
        } => ask(model, ticket, host, url, why, false),
        NetworkAction::NeedsPlain { ticket, host } => {
            let why = "it is asked over plain http, so anybody on the way can change the answer";
            ask(model, ticket, host, String::new(), why.into(), true);
        }
        NetworkAction::Agree => return agree(model),
        NetworkAction::Decline => {
            if let Some(consent) = model.network.answered() {
                if consent.is_login {
                    super::sign_in::declined(model, consent.ticket);
                } else {
                    model.network.finding = None;
                }
                return vec![Effect::Cancel(consent.ticket)];
            }
        }
        NetworkAction::Found {
            ticket,
            keys,
            url,
            at,
            kept,
            notes,
        } => return found(model, ticket, *keys, &url, at, kept, notes),
        NetworkAction::Failed(ticket, told) => {
            let finding = model.network.finding.take_if(|f| f.ticket == ticket);
            if let Some(finding) = finding {
                failed(model, &finding.whence, told);
            }
        }
        NetworkAction::Cancel => {
            if let Some(finding) = model.network.finding.take() {
                model.network.ask_no_more(finding.ticket);
                return vec![Effect::Cancel(finding.ticket)];
            }
        }
        NetworkAction::Trust(id, trusted) => return trust(model, id, trusted),
        NetworkAction::TakeBackPlain(host) => model.network.plain.retain(|h| *h != host),
        NetworkAction::SetCaPath(path) => {
            model.network.ca_path = path;
            model.network.ca_error = None;
        }
        NetworkAction::CaChecked(path, Ok(())) => {
            model.network.ca_error = None;
            model.network.ca_path.clear();
            model.ca = Some(path);
            return vec![Effect::Save(model.settings())];
        }
        NetworkAction::CaChecked(_, Err(told)) => model.network.ca_error = Some(told),
        NetworkAction::ForgetCa => {
            model.ca = None;
            return vec![Effect::Save(model.settings())];
        }
    }
    Vec::new()
}

fn begin(model: &mut Model, whence: Whence) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(before) = model.network.finding.take() {
        model.network.ask_no_more(before.ticket);
        effects.push(Effect::Cancel(before.ticket));
    }
    model.network.error = None;
    model.key_form.error = None;
    let ticket = model.next_number();
    let confirmed = match &whence {
        Whence::Issuer { issuer, .. } => model.network.trusted.contains(issuer),
        Whence::Url(_) => false,
    };
    model.network.finding = Some(Finding {
        ticket,
        whence: whence.clone(),
        host: None,
    });
    effects.push(Effect::FindKeys(Box::new(KeySearch {
        ticket,
        whence,
        confirmed,
        plain: model.network.plain.clone(),
        agreed: model.network.agreed.clone(),
        ca: model.ca.clone(),
        now: model.now,
    })));
    effects
}

fn ask(model: &mut Model, ticket: u64, host: String, url: String, why: String, plain: bool) {
    let finding = model.network.finding.as_mut();
    let Some(finding) = finding.filter(|finding| finding.ticket == ticket) else {
        return;
    };
    finding.host = None;
    model.network.ask(Consent {
        ticket,
        host,
        url,
        why,
        plain,
        is_login: false,
    });
}

/// Plain http is a property of the client, so that the search begins again with it.
fn agree(model: &mut Model) -> Vec<Effect> {
    let Some(consent) = model.network.answered() else {
        return Vec::new();
    };
    if !consent.plain {
        model.network.agreed.push(consent.url);
        let (ticket, now) = (consent.ticket, model.now);
        return vec![Effect::GoOn { ticket, now }];
    }
    model.network.plain.push(consent.host);
    let finding = model.network.finding.take();
    finding.map_or_else(Vec::new, |finding| begin(model, finding.whence))
}

fn found(
    model: &mut Model,
    ticket: u64,
    mut set: KeySet,
    url: &str,
    at: i64,
    kept: bool,
    mut notes: Vec<String>,
) -> Vec<Effect> {
    let finding = model.network.finding.take_if(|f| f.ticket == ticket);
    let Some(Finding { whence, .. }) = finding else {
        return Vec::new();
    };
    notes.truncate(MAX_NOTES);
    if let Origin::Discovered { issuer, confirmed } = &mut set.origin {
        *confirmed = model.network.trusted.contains(issuer);
    }
    // Why the old keys are kept is the last note.
    let failed = if kept { notes.pop() } else { None };
    let fetched = Fetched {
        whence,
        at,
        failed,
        notes,
    };
    let told = if kept {
        format!("The keys at {url} could not be fetched again")
    } else {
        match set.keys.len() {
            1 => format!("Fetched 1 key from {url}"),
            n => format!("Fetched {n} keys from {url}"),
        }
    };
    keep(model, set, fetched);
    model.key_form = KeyForm {
        tab: model.key_form.tab,
        ..KeyForm::default()
    };
    tell(model, Level::Done, &told, false);
    inspect(model)
}

/// Takes a set in, in the place of the one that was fetched there before.
fn keep(model: &mut Model, set: KeySet, fetched: Fetched) {
    let same = |keys: &&mut GivenKeys| {
        let whence = keys.fetched.as_ref().map(|fetched| &fetched.whence);
        whence == Some(&fetched.whence)
    };
    match model.keys.iter_mut().find(same) {
        Some(keys) => {
            keys.set = set;
            keys.fetched = Some(fetched);
        }
        None => {
            let id = model.next_number();
            model.keys.push(GivenKeys {
                fetched: Some(fetched),
                ..GivenKeys::new(id, set)
            });
        }
    }
}

/// Keys that came with a login. The person named that issuer, so that it is trusted.
pub(super) fn keys_of_login(model: &mut Model, mut set: KeySet, issuer: &str, at: i64) {
    model.network.trusted.insert(issuer.to_owned());
    set.origin = Origin::Discovered {
        issuer: issuer.to_owned(),
        confirmed: true,
    };
    let fetched = Fetched {
        whence: Whence::Issuer {
            issuer: issuer.to_owned(),
            tid: None,
        },
        at,
        failed: None,
        notes: Vec::new(),
    };
    keep(model, set, fetched);
}

/// A sentence stands beside the set that could not be fetched again, or in the form, or in the
/// card.
fn failed(model: &mut Model, whence: &Whence, told: Option<String>) {
    let Some(told) = told else {
        return;
    };
    let mut sets = model.keys.iter_mut().filter_map(|k| k.fetched.as_mut());
    if let Some(fetched) = sets.find(|fetched| fetched.whence == *whence) {
        fetched.failed = Some(told);
    } else if matches!(whence, Whence::Url(_)) && model.key_form.open {
        model.key_form.error = Some(told);
    } else {
        model.network.error = Some(told);
    }
}

fn trust(model: &mut Model, id: u64, trusted: bool) -> Vec<Effect> {
    let keys = model.keys.iter().find(|keys| keys.id == id);
    let Some(Origin::Discovered { issuer, .. }) = keys.map(|keys| keys.set.origin.clone()) else {
        return Vec::new();
    };
    for keys in &mut model.keys {
        if let Origin::Discovered {
            issuer: of,
            confirmed,
        } = &mut keys.set.origin
            && *of == issuer
        {
            *confirmed = trusted;
        }
    }
    if trusted {
        model.network.trusted.insert(issuer);
    } else {
        model.network.trusted.remove(&issuer);
    }
    inspect(model)
}
