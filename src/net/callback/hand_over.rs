//! A page that hands secrets over to a provider by way of the browser, once.
//!
//! An address that a browser is opened with stands in the arguments of a process, which everybody
//! on the machine can read, and in the history. This one holds nothing but where the page is.

use super::binding::{BindError, Bound, LoopbackHost};
use super::guard::{self, Place};
use super::listener::{CallbackError, listeners};
use super::page::Page;
use super::serve::{self, Heard, Patience, Reply};
use crate::jose::random_id;
use crate::net::{Address, Cancel};
use crate::wire::Field;
use hyper::{Method, StatusCode};
use std::time::Instant;
use tokio::time;

/// A page at an address that nobody can guess. It posts fields to a provider, such as
/// `id_token_hint` to the end session endpoint (OpenID Connect RP-Initiated Logout §2), and is
/// given out once.
#[derive(Debug)]
pub struct HandOver {
    bound: Bound,
    path: String,
    action: String,
    fields: Vec<Field>,
}

impl HandOver {
    /// Begins to listen.
    ///
    /// # Errors
    /// [`BindError`].
    pub fn bind(to: &Address, fields: Vec<Field>) -> Result<Self, BindError> {
        let path = format!("/{}", random_id().ok_or(BindError::NoRandomness)?);
        Ok(Self {
            bound: Bound::first(LoopbackHost::V4, &[])?,
            path,
            action: to.url().as_str().to_owned(),
            fields,
        })
    }

    /// The address to open. It holds no secret, and is worth nothing once it was opened.
    pub fn url(&self) -> String {
        format!("{}{}", self.bound.origin(), self.path)
    }

    /// Waits until a browser has fetched the page.
    ///
    /// # Errors
    /// [`CallbackError`].
    pub async fn serve(self, until: Instant, cancel: &Cancel) -> Result<(), CallbackError> {
        let began = Instant::now();
        let place = Place {
            host: self.bound.host,
            port: self.bound.port,
            paths: vec![self.path],
        };
        let listeners = listeners(self.bound.sockets)?;
        let (action, fields) = (self.action, self.fields);
        let served = serve::serve(listeners, Patience::default(), |heard| {
            let Heard::Asked(head, _) = heard else {
                return Reply::GoOn(Page::overflow());
            };
            if let Some(aside) = guard::turn_away(&head, &place) {
                return Reply::GoOn(aside.page);
            }
            if head.method != Method::GET {
                return Reply::GoOn(Page::bare(StatusCode::METHOD_NOT_ALLOWED));
            }
            let fields = fields.iter();
            let fields = fields.map(|field| (field.name.as_str(), field.value.expose()));
            Reply::End(Page::post(&action, fields), ())
        });
        match cancel.unless(time::timeout_at(until.into(), served)).await {
            None => Err(CallbackError::Cancelled),
            Some(Err(_)) => {
                let limit = until.saturating_duration_since(began);
                Err(CallbackError::NotFetched(limit))
            }
            Some(Ok(((), farewell))) => {
                farewell.said().await;
                Ok(())
            }
        }
    }
}
