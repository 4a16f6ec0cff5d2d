//! A login at a provider that does not exist, step by step, and a runner that tells what the test
//! has it tell.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokenscope::app::{
    Action, DevicePrompt, Effect, Ended, Errand, Obtained, SignInAction, SignInJob, Told, Waiting,
};
use tokenscope::oauth::{Endpoint, ProfilesRead, Tokens, provider};
use tokenscope::report::{Check, CheckId, Finding, Json, Reference, Secret, Severity};
use tokenscope::wire::{
    Answer, Callback, Exchange, Explanation, Field, Mode, Reading, Request, Response, Step, Tree,
    Value,
};
use tokenscope::work::Runner;

use crate::desk::{Desk, NOW};

/// What the runner was asked, and what it is to tell.
#[derive(Clone, Default)]
pub(crate) struct Stage(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    jobs: Vec<SignInJob>,
    effects: Vec<String>,
    told: Vec<Action>,
}

impl Runner for Stage {
    fn run(&mut self, effect: Effect) {
        let mut inner = self.0.lock().unwrap();
        match effect {
            Effect::SignIn(job) => inner.jobs.push(*job),
            Effect::Inspect { .. } | Effect::Save(_) | Effect::Diagnose { .. } => {}
            other => inner.effects.push(format!("{other:?}")),
        }
    }

    fn actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.0.lock().unwrap().told)
    }
}

impl Stage {
    /// The last login that was asked for.
    pub(crate) fn job(&self) -> SignInJob {
        let inner = self.0.lock().unwrap();
        inner.jobs.last().expect("a login was asked for").clone()
    }

    /// All else that was asked for since the last time.
    pub(crate) fn effects(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().effects)
    }

    /// Tells something of the last login.
    pub(crate) fn tell(&self, desk: &mut Desk, told: Vec<Told>) {
        let ticket = self.job().ticket;
        let actions = told.into_iter();
        let actions = actions.map(|told| Action::SignIn(SignInAction::Told(ticket, told)));
        self.0.lock().unwrap().told.extend(actions);
        desk.harness.ctx.request_repaint();
        desk.harness.run_steps(3);
    }

    /// Gives the window these profiles.
    pub(crate) fn load(&self, desk: &mut Desk, read: ProfilesRead) {
        let loaded = Action::SignIn(SignInAction::Loaded(Box::new(read)));
        self.0.lock().unwrap().told.push(loaded);
        desk.harness.ctx.request_repaint();
        desk.settle();
    }
}

/// Some profiles.
pub(crate) fn profiles() -> ProfilesRead {
    let profile = |id: &str, name: &str, parameters: &[(&str, &str)]| {
        let mut profile = provider(id).unwrap().profile();
        profile.name = name.into();
        profile.client_id = "web-client".into();
        for (parameter, value) in parameters {
            let pair = ((*parameter).to_owned(), (*value).to_owned());
            profile.parameters.extend([pair]);
        }
        profile
    };
    let mut read = ProfilesRead::default();
    let mut staging = profile("keycloak", "Northwind staging", &[]);
    staging.parameters = [
        ("base", "https://id.northwind.example"),
        ("realm", "staging"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    staging.par = true;
    let mut github = profile("github", "GitHub CLI", &[]);
    github.grant = tokenscope::oauth::Grant::Device;
    let mut billing = profile(
        "auth0",
        "Billing batch",
        &[("domain", "northwind.eu.auth0.com")],
    );
    billing.grant = tokenscope::oauth::Grant::ClientCredentials;
    read.profiles.list = vec![
        staging,
        profile("google", "Google Workspace", &[]),
        profile("entra", "Contoso tenant", &[("tenant", "contoso")]),
        github,
        billing,
    ];
    read
}

fn text(text: &str) -> Json {
    Json::String(text.into())
}

pub(super) fn exchange(request: Request, answer: Answer, took: u64) -> Option<Exchange> {
    Some(Exchange {
        request,
        answer,
        started_at: NOW * 1000,
        duration: Duration::from_millis(took),
    })
}

/// An answer in JSON; of those members, and of all that is in them, nothing may be seen.
pub(super) fn json(
    status: u16,
    members: Vec<(&str, Json)>,
    secret: &'static [&'static str],
) -> Response {
    let members = members.into_iter().map(|(n, v)| (n.to_owned(), v));
    let json = Json::Object(members.collect());
    let body = serde_json::to_vec(&json).unwrap();
    let headers = [
        ("Content-Type", "application/json"),
        ("Cache-Control", "no-store"),
    ];
    let headers = headers.map(|(n, v)| (n.to_owned(), v.to_owned()));
    let mut response = Response::new(status, headers.into(), body);
    let tree = Tree::of(&json, &|path| {
        path.last().is_none_or(|name| !secret.contains(name))
    });
    response.reading = Some(Reading::Json(tree));
    response
}

const BASE: &str = "https://id.northwind.example/realms/staging";

pub(crate) fn discovery() -> Step {
    let request = Request::get(&format!("{BASE}/.well-known/openid-configuration"));
    let endpoint = |path: &str| text(&format!("{BASE}{path}"));
    let response = json(
        200,
        vec![
            ("issuer", text(BASE)),
            ("authorization_endpoint", endpoint("/auth")),
            ("token_endpoint", endpoint("/token")),
            ("jwks_uri", endpoint("/certs")),
            (
                "scopes_supported",
                Json::Array(vec![text("openid"), text("profile")]),
            ),
        ],
        &[],
    );
    let mut step = Step::new(
        "discovery",
        exchange(request, Answer::Response(response), 84),
    );
    step.checks.push(Check::pass(
        CheckId::DiscoveryIssuer,
        Reference::rfc(8414, "3.3"),
        "The metadata name the issuer that was asked",
    ));
    step
}

pub(crate) fn browser() -> Step {
    let mut request = Request::get(&format!("{BASE}/auth"));
    request.query = vec![
        Field::plain("response_type", "code"),
        Field::plain("client_id", "web-client"),
        Field::secret("state", "s-hunter2"),
    ];
    let fields = [("code", "c-hunter2"), ("state", "s-hunter2")];
    let fields = fields.map(|(n, v)| (n.to_owned(), v.to_owned()));
    let callback = Callback::new("http://127.0.0.1:53120/callback", Mode::Query, fields);
    let mut step = Step::new(
        "authorization",
        exchange(request, Answer::Callback(callback), 14_230),
    );
    step.checks.push(Check::pass(
        CheckId::State,
        Reference::rfc(6749, "10.12"),
        "The state is the one that was sent",
    ));
    step.findings.push(Finding {
        id: "no-response-issuer",
        severity: Severity::Medium,
        title: "No iss in the answer".into(),
        detail: "A server that says who it is protects against mix-up; this one does not".into(),
        reference: Reference::rfc(9207, "2"),
    });
    step
}

/// A token request, and the answer to it.
pub(crate) fn token(refused: bool) -> Step {
    let mut request = Request::post(
        &format!("{BASE}/token"),
        vec![
            Field::plain("grant_type", "authorization_code"),
            Field::secret("code", "c-hunter2"),
            Field::plain("redirect_uri", "http://127.0.0.1:53120/callback"),
            Field::secret("code_verifier", "verifier-hunter2"),
        ],
    );
    let basic = Value::partly("Basic ", "aHVudGVyMg==");
    request = request.with_header("Authorization", basic);
    if refused {
        let response = json(
            400,
            vec![
                ("error", text("invalid_grant")),
                ("error_description", text("Incorrect redirect_uri")),
            ],
            &[],
        );
        let mut step = Step::new(
            "token request",
            exchange(request, Answer::Response(response), 61),
        );
        step.checks.push(Check::fail(
            CheckId::TokenResponse,
            Reference::rfc(6749, "5.2"),
            "The server refused: invalid_grant, Incorrect redirect_uri",
        ));
        step.explanation = Some(Explanation::new(
            "The redirect_uri is not the one of the authorization request",
            "Register http://127.0.0.1:53120/callback, or give the port that is registered",
        ));
        return step;
    }
    let response = json(
        200,
        vec![
            ("access_token", text(&token_for("orders-api"))),
            ("id_token", text(&token_for("web-client"))),
            ("refresh_token", text("refresh-hunter2-0123456789abcdef")),
            ("token_type", text("Bearer")),
            ("expires_in", Json::Number("3600".into())),
        ],
        &["access_token", "id_token", "refresh_token"],
    );
    let mut step = Step::new(
        "token request",
        exchange(request, Answer::Response(response), 118),
    );
    step.checks.push(Check::pass(
        CheckId::TokenResponse,
        Reference::rfc(6749, "5.1"),
        "The answer holds tokens",
    ));
    step
}

pub(crate) fn id_token() -> Step {
    let mut step = Step::new("ID token", None);
    for (id, told) in [
        (CheckId::Signature, "Verified with the issuer's key rs-1"),
        (CheckId::Issuer, "iss is the issuer that was asked"),
        (CheckId::Audience, "aud is the client"),
        (CheckId::Nonce, "The nonce is the one that was sent"),
    ] {
        step.checks
            .push(Check::pass(id, Reference::openid_core("3.1.3.7"), told));
    }
    step
}

/// A JWT that nobody signed, for an audience.
fn token_for(audience: &str) -> String {
    use tokenscope::jose::base64url::encode;
    let header = encode(br#"{"alg":"RS256","kid":"rs-1","typ":"JWT"}"#);
    let end = NOW + 3540;
    let claims = format!(r#"{{"iss":"{BASE}","sub":"ada","aud":"{audience}","exp":{end}}}"#);
    format!(
        "{header}.{}.{}",
        encode(claims.as_bytes()),
        encode(&[7; 256])
    )
}

pub(crate) fn obtained() -> Obtained {
    let secret = |text: String| Some(Secret::from(text));
    Obtained {
        tokens: Tokens {
            access_token: secret(token_for("orders-api")),
            id_token: secret(token_for("web-client")),
            refresh_token: secret("refresh-hunter2-0123456789abcdef".into()),
            expires_at: Some(NOW + 3540),
            ..Tokens::default()
        },
        issuer: Some(BASE.into()),
        endpoints: BTreeSet::from(Endpoint::ALL),
        at: NOW,
        ..Obtained::default()
    }
}

pub(crate) fn ended(error: Option<&str>, obtained: Option<Obtained>) -> Told {
    Told::Ended(Box::new(Ended {
        error: error.map(str::to_owned),
        is_cancelled: false,
        obtained,
        active: None,
        findings: Vec::new(),
    }))
}

pub(crate) fn waiting() -> Told {
    let shown = format!(
        "{BASE}/auth?response_type=code&client_id=web-client&redirect_uri=http%3A%2F%2F127.0.0.1%3A53120%2Fcallback&scope=openid+profile+email&state=[redacted]&nonce=[redacted]&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    );
    Told::Browser(Box::new(Waiting {
        url: Secret::from(shown.replace("[redacted]", "s-hunter2")),
        shown,
        redirect_uri: Some("http://127.0.0.1:53120/callback".into()),
        is_listened_to: true,
        until: NOW + 272,
        trouble: None,
        ignored: Vec::new(),
    }))
}

pub(crate) fn device(interval: u64, slowed: bool) -> Told {
    Told::Device(Box::new(DevicePrompt {
        user_code: "WDJB-MJHT".into(),
        verification_uri: "https://github.com/login/device".into(),
        verification_uri_complete: Some(
            "https://github.com/login/device?user_code=WDJB-MJHT".into(),
        ),
        until: NOW + 899,
        interval,
        slowed,
        qr: None,
    }))
}

/// A window with profiles, on the page for signing in.
pub(crate) fn page(desk: impl Fn(Stage) -> Desk) -> (Desk, Stage) {
    let stage = Stage::default();
    let mut desk = desk(stage.clone());
    stage.load(&mut desk, profiles());
    desk.click("Sign in");
    (desk, stage)
}

/// The same, with the way to tokens behind it.
pub(crate) fn signed_in(desk: &mut Desk, stage: &Stage) {
    desk.press(egui::Modifiers::COMMAND, egui::Key::Enter);
    assert_eq!(stage.job().errand, Errand::SignIn);
    let host = "id.northwind.example".to_owned();
    let url = format!("https://{host}/");
    let steps = vec![discovery(), browser(), token(false), id_token()];
    let told = vec![
        Told::Asking { host, url },
        Told::Steps(steps),
        ended(None, Some(obtained())),
    ];
    stage.tell(desk, told);
}
