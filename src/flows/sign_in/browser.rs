//! The browser: what it is given to open, and the wait for what it brings back.

use super::{Browser, SignIn, SignInEvent, SignInWorld, Word};
use crate::net::callback::{CallbackError, CallbackEvent, HandOver, Verdict};
use crate::net::{Cancel, Inbox};
use crate::oauth::{Awaits, Login, Open, Preview, Source as _, read_pasted};
use crate::report::Secret;
use crate::wire::{Callback, Method, Show};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::thread;
use std::time::Instant;

/// A page that tries the ports of this machine knocks without end, and so may any program: of what
/// is turned away so much is told, and each of it once.
const MAX_TOLD: usize = 50;

/// Whichever of two comes first.
enum First<A, B> {
    One(A),
    Other(B),
}

/// Waits for either. What did not come can be waited for again.
async fn first<A, B>(
    mut one: Pin<&mut impl Future<Output = A>>,
    other: impl Future<Output = B>,
) -> First<A, B> {
    let mut other = pin!(other);
    poll_fn(|context| {
        if let Poll::Ready(done) = one.as_mut().poll(context) {
            return Poll::Ready(First::One(done));
        }
        other.as_mut().poll(context).map(First::Other)
    })
    .await
}

impl SignIn {
    /// Has the browser opened, and waits for what it brings back.
    pub(super) async fn open(
        &mut self,
        open: Open,
        world: SignInWorld<'_>,
        progress: &mut impl FnMut(SignInEvent),
    ) {
        let (started_at, began) = (self.source.now(), Instant::now());
        let until = began + self.time;
        let page = match hand_over(&open, world) {
            Ok(page) => page,
            Err(why) => return self.login.fail(why),
        };
        let (url, shown) = match &page {
            // Its address holds no secret and is worth nothing once it was opened.
            Some(page) => (Secret::from(page.url()), page.url()),
            None => (
                open.request.url_to_send(),
                open.request.full_url(Show::Masked),
            ),
        };
        self.launch(&url, world.browser);
        progress(SignInEvent::Open {
            url,
            shown,
            awaits: open.awaits.clone(),
            until,
        });
        let has_browser = world.browser.is_some();
        let is_served = page.is_some();
        if let Some(page) = page {
            let served = serve(page, until, world.cancel, &mut self.inbox, progress).await;
            if let Err(error) = served {
                return self.end(error);
            }
        } else if open.awaits.is_none() && has_browser {
            match opened(&mut self.inbox, until, world.cancel).await {
                Some(Ok(())) => {}
                Some(Err(why)) => return self.login.fail(why),
                None => return self.login.cancel(),
            }
        }
        let Some(awaits) = open.awaits else {
            return self.login.opened(started_at, is_served || has_browser);
        };
        let listener = self.listener.take();
        let came = match listener {
            Some(listener) => {
                let (inbox, login) = (&mut self.inbox, &self.login);
                let (tell, told) = (Mutex::new(progress), Mutex::new(Vec::new()));
                let waited = listener.wait(
                    until,
                    world.cancel,
                    |callback| judge(login, callback),
                    |event| hear(event, &tell, &told),
                );
                let came = answer(pin!(waited), &awaits, inbox, &tell).await;
                let told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
                for note in told {
                    self.login.note(note);
                }
                came
            }
            None => {
                let left = until.saturating_duration_since(Instant::now());
                let cancel = world.cancel;
                let ended = async {
                    match cancel.pause(left).await {
                        true => Err(CallbackError::TimedOut(left)),
                        false => Err(CallbackError::Cancelled),
                    }
                };
                let tell = Mutex::new(progress);
                answer(pin!(ended), &awaits, &mut self.inbox, &tell).await
            }
        };
        let callback = match came {
            Ok(callback) => callback,
            // The machine says once more what is wrong with it, for the trace.
            Err(CallbackError::Refused { callback, .. }) => *callback,
            Err(error) => return self.end(error),
        };
        self.login
            .called_back(callback, started_at, began.elapsed(), &mut self.source);
    }

    fn end(&mut self, error: CallbackError) {
        match error {
            CallbackError::Cancelled => self.login.cancel(),
            // It is told as it was set: a part of it had passed before the wait began.
            CallbackError::TimedOut(_) => {
                let error = CallbackError::TimedOut(self.time);
                self.login.fail(error.to_string());
            }
            CallbackError::NotFetched(_) => {
                let error = CallbackError::NotFetched(self.time);
                self.login.fail(error.to_string());
            }
            other => self.login.fail(other.to_string()),
        }
    }

    /// Has the browser opened on a thread of its own.
    fn launch(&self, url: &Secret, browser: Option<&Browser>) {
        let Some(browser) = browser.map(Arc::clone) else {
            return;
        };
        let (url, slot) = (url.clone(), self.slot.clone());
        let failed = self.slot.clone();
        let open = move || {
            let opened = browser(&String::from_utf8_lossy(url.expose()));
            slot.put(Word::Opened(opened));
        };
        let thread = thread::Builder::new().name("browser".into()).spawn(open);
        if let Err(error) = thread {
            let why = format!("the system gives no thread to open a browser with: {error}");
            failed.put(Word::Opened(Err(why)));
        }
    }
}

/// The page that posts what must not stand in an address, where there is such.
fn hand_over(open: &Open, world: SignInWorld<'_>) -> Result<Option<HandOver>, String> {
    if open.request.method != Method::Post {
        return Ok(None);
    }
    let url = open.request.url_to_send();
    let address = world.net.address(&String::from_utf8_lossy(url.expose()));
    let address = address.map_err(|error| error.to_string())?;
    let page = HandOver::bind(&address, open.request.form().to_vec());
    page.map(Some).map_err(|error| error.to_string())
}

/// Waits until the page was fetched.
async fn serve(
    page: HandOver,
    until: Instant,
    cancel: &Cancel,
    inbox: &mut Inbox<Word>,
    progress: &mut impl FnMut(SignInEvent),
) -> Result<(), CallbackError> {
    let mut served = pin!(page.serve(until, cancel));
    loop {
        match first(served.as_mut(), inbox.next()).await {
            First::One(done) => return done,
            First::Other(Word::Opened(Err(why))) => progress(SignInEvent::NoBrowser(why)),
            First::Other(Word::Opened(Ok(()))) => {}
            First::Other(Word::Pasted(_)) => {
                let why = "the browser has not fetched the page yet; open its address first";
                progress(SignInEvent::NotTaken(why.to_owned()));
            }
        }
    }
}

/// Waits until the browser was opened, or not: nothing else tells that it was. A browser that is
/// still open in the terminal was. Nothing where the person ends the wait.
async fn opened(
    inbox: &mut Inbox<Word>,
    until: Instant,
    cancel: &Cancel,
) -> Option<Result<(), String>> {
    let left = until.saturating_duration_since(Instant::now());
    let mut ended = pin!(cancel.pause(left));
    loop {
        match first(ended.as_mut(), inbox.next()).await {
            First::One(true) => return Some(Ok(())),
            First::One(false) => return None,
            First::Other(Word::Opened(opened)) => return Some(opened),
            First::Other(Word::Pasted(_)) => {}
        }
    }
}

/// What the browser brings, or what the person pastes: whichever comes first.
async fn answer<P: FnMut(SignInEvent)>(
    mut waited: Pin<&mut impl Future<Output = Result<Callback, CallbackError>>>,
    awaits: &Awaits,
    inbox: &mut Inbox<Word>,
    tell: &Mutex<&mut P>,
) -> Result<Callback, CallbackError> {
    loop {
        let word = match first(waited.as_mut(), inbox.next()).await {
            First::One(came) => return came,
            First::Other(word) => word,
        };
        let event = match word {
            Word::Opened(Ok(())) => continue,
            Word::Opened(Err(why)) => SignInEvent::NoBrowser(why),
            Word::Pasted(text) => {
                let text = String::from_utf8_lossy(text.expose());
                match read_pasted(&text, &awaits.redirect_uri, awaits.mode) {
                    Ok(callback) => return Ok(callback),
                    Err(why) => SignInEvent::NotTaken(why),
                }
            }
        };
        say(tell, event);
    }
}

fn say<P: FnMut(SignInEvent)>(tell: &Mutex<&mut P>, event: SignInEvent) {
    let mut tell = tell.lock().unwrap_or_else(PoisonError::into_inner);
    (*tell)(event);
}

/// What the listener tells: to the person, and what was turned away also for the trace.
fn hear<P: FnMut(SignInEvent)>(
    event: CallbackEvent,
    tell: &Mutex<&mut P>,
    told: &Mutex<Vec<String>>,
) {
    let (note, event) = match event {
        CallbackEvent::Listening { .. } => return,
        CallbackEvent::Arrived => return say(tell, SignInEvent::Arrived),
        CallbackEvent::Ignored { what } => (format!("not taken for the answer: {what}"), what),
        CallbackEvent::Overflow { what } => {
            let note = format!(
                "{what} came to the listener; it may have been the answer: remove this machine's cookies in the browser, and sign in again"
            );
            (note.clone(), note)
        }
    };
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    if told.len() < MAX_TOLD && !told.contains(&note) {
        told.push(note);
        say(tell, SignInEvent::Ignored(event));
    }
}

/// What the person sees in the browser follows from what the login will say.
fn judge(login: &Login, callback: &Callback) -> Verdict {
    match login.preview(callback) {
        Preview::Taken => Verdict::Accept,
        Preview::Refused(why) => Verdict::Refuse(why),
        Preview::NoAnswer => Verdict::Ignore,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_knocks_without_end_is_told_a_few_times_and_each_thing_once() {
        let mut said = 0;
        let mut count = |_: SignInEvent| said += 1;
        let (tell, told) = (Mutex::new(&mut count), Mutex::new(Vec::new()));
        for number in 0..10_000 {
            for what in ["GET /: another path".to_owned(), format!("GET /{number}")] {
                hear(CallbackEvent::Ignored { what }, &tell, &told);
            }
        }
        assert_eq!(told.into_inner().unwrap().len(), MAX_TOLD);
        assert_eq!(said, MAX_TOLD);
    }
}
