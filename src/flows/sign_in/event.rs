//! What a login tells while it goes on, and where it stops.

use crate::flows::Consent;
use crate::oauth::{Awaits, Outcome, Wait};
use crate::report::Secret;
use crate::wire::Step;
use std::time::Instant;

/// Where a login stands.
#[derive(Debug)]
pub enum SignInStep {
    /// It may not go on before the person agrees: see [`super::SignIn::agree`].
    NeedsConsent(Consent),
    /// It is over.
    Done(Box<Outcome>),
}

/// What is told of a login.
#[derive(Clone, Debug)]
pub enum SignInEvent {
    /// A host is being asked.
    Asking {
        /// The host.
        host: String,
        /// What is asked for, without a query.
        url: String,
    },
    /// It is listened to.
    Listening {
        /// Where the browser is to come back.
        redirect_uri: String,
    },
    /// The browser is waited for. It is being opened, where there is one.
    Open {
        /// What it opens. A secret: who knows it can answer in the person's place.
        url: Secret,
        /// The same without what is secret in it.
        shown: String,
        /// What it brings back. Nothing where it does not come back.
        awaits: Option<Awaits>,
        /// When the wait ends at the latest.
        until: Instant,
    },
    /// No browser could be opened, why and what to do in one sentence. The wait goes on.
    NoBrowser(String),
    /// Something came to the listener that is no answer: what and why.
    Ignored(String),
    /// What was pasted is no answer, why in one sentence. The wait goes on.
    NotTaken(String),
    /// The answer is there.
    Arrived,
    /// Another device is waited for, and asked about again after a time.
    Prompt(Wait),
    /// A step is done. A poll that had to wait has the number of the one before, and takes its
    /// place.
    StepDone {
        /// Its place among the steps.
        number: usize,
        /// The step.
        step: Box<Step>,
    },
}
