//! While the person signs in: who is waited for, how long, and what ends it.

use crate::made::{DISCOVERY, Made, Ways, deliver};
use crate::server::Server;
use crate::session::Session;
use serde_json::json;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::Duration;
use url::Url;

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(60);

fn redirect_of(url: &str) -> Url {
    let url = Url::parse(url).unwrap();
    let (_, uri) = url
        .query_pairs()
        .find(|(name, _)| name == "redirect_uri")
        .unwrap();
    Url::parse(&uri).unwrap()
}

fn is_listened_to(redirect: &Url) -> bool {
    let address = redirect.socket_addrs(|| None).unwrap();
    TcpStream::connect(&*address).is_ok()
}

#[test]
fn ten_logins_at_once_get_their_own_answers() {
    let made = Made::new(Ways::default());
    let mut sessions: Vec<_> = (0..10)
        .map(|_| {
            let mut session = made.begin(&[]);
            let url = session.url();
            (session, url)
        })
        .collect();
    let answers: Vec<_> = sessions
        .iter()
        .map(|(_, url)| made.answer_to(url))
        .collect();
    for answer in answers.iter().rev() {
        deliver(answer);
    }
    for (session, _) in sessions.drain(..) {
        let run = session.finish();
        assert_eq!(run.code, 0, "{run:?}");
    }
}

#[test]
fn a_busy_port_is_named_and_the_next_is_tried() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    let made = Made::new(Ways::default());
    let run = made.begin(&["--redirect-port", &port]).finish();
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    let last = run.err.lines().last().unwrap();
    assert!(last.contains(&format!("port {port} is in use")), "{last}");
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let other = free.local_addr().unwrap().port().to_string();
    drop(free);
    let run = made.login(&["--redirect-port", &port, "--redirect-port", &other]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains(&format!("127.0.0.1:{other}/callback")));
}

#[test]
fn a_browser_that_never_comes_is_not_waited_for_for_ever() {
    let made = Made::new(Ways::default());
    let mut session = made.begin(&["--timeout", "1"]);
    let redirect = redirect_of(&session.url());
    let run = session.finish();
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    let last = run.err.lines().last().unwrap();
    assert!(last.contains("did not come back within 1 s"), "{last}");
    assert!(!is_listened_to(&redirect));
    assert_eq!(made.server.paths(), [DISCOVERY]);
}

#[test]
fn a_wait_is_cancelled_with_ctrl_c() {
    let made = Made::new(Ways::default());
    let mut session = made.begin(&[]);
    let redirect = redirect_of(&session.url());
    session.interrupt();
    let run = session.finish();
    assert_eq!((run.code, run.out.as_str()), (130, ""), "{run:?}");
    assert!(
        run.err
            .ends_with("tokenscope: cancelled; nothing was kept\n"),
        "{run:?}"
    );
    assert!(!is_listened_to(&redirect));
}

/// The listener is closed as soon as the answer is there: nobody can bring another.
#[test]
fn a_second_answer_finds_nobody() {
    let (arrived, on_arrived) = mpsc::channel();
    let (go_on, on_go_on) = mpsc::channel::<()>();
    let on_go_on = std::sync::Mutex::new(on_go_on);
    let made = Made::new(Ways {
        instead: Box::new(move |path, _, _| {
            if path == "/token" {
                arrived.send(()).unwrap();
                on_go_on.lock().unwrap().recv_timeout(LONG).unwrap();
            }
            false
        }),
        ..Ways::default()
    });
    let mut session = made.begin(&[]);
    let url = session.url();
    let answer = made.answer_to(&url);
    deliver(&answer);
    on_arrived.recv_timeout(LONG).unwrap();
    assert!(!is_listened_to(&redirect_of(&url)));
    go_on.send(()).unwrap();
    let run = session.finish();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(made.forms.lock().unwrap().len(), 1);
}

#[test]
fn what_knocks_meanwhile_ends_nothing_and_stands_in_the_trace() {
    let made = Made::new(Ways::default());
    let mut session = made.begin(&[]);
    let url = session.url();
    let redirect = redirect_of(&url);
    for path in [
        "/favicon.ico",
        "/callback",
        "/callback?utm=x",
        "/other?code=x",
    ] {
        deliver(redirect.join(path).unwrap().as_str());
    }
    deliver(&made.answer_to(&url));
    let run = session.finish();
    assert_eq!(run.code, 0, "{run:?}");
    let notes = run.json()["steps"][1]["notes"].to_string();
    assert!(notes.contains("/favicon.ico"), "{notes}");
}

#[test]
fn a_host_to_which_nobody_agreed_is_not_asked_nor_the_browser_opened() {
    let elsewhere = Server::new(|_, to| crate::server::json(to, "{}"));
    let made = Made::new(Ways {
        metadata: json!({"userinfo_endpoint": elsewhere.url("/userinfo")}),
        ..Ways::default()
    });
    let run = made.begin(&[]).finish();
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    let host = elsewhere.host();
    let last = run.err.lines().last().unwrap();
    assert!(last.contains(&format!("--allow-host {host}")), "{last}");
    assert!(last.contains("userinfo_endpoint"), "{last}");
    assert!(!run.err.contains("open this address"), "{run:?}");
    assert!(elsewhere.asked().is_empty());
    let run = made.login(&["--allow-host", &host]);
    assert_eq!(elsewhere.paths(), ["/userinfo"], "{run:?}");
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is_sent() {
    let made = Made::new(Ways::default());
    let issuer = made.server.url("");
    for (flags, said) in [
        (&["--client-id", "app", "--save", "x"][..], "vault"),
        (&[], "client id is missing"),
        (
            &["--client-id", "a", "--grant", "refresh"],
            "--refresh-token-env",
        ),
        (
            &["--client-id", "a", "--client-secret-env", "NOT_SET"],
            "$NOT_SET",
        ),
        (
            &["--client-id", "a", "--endpoint", "x=y"],
            "no endpoint \"x\"",
        ),
        (&["--client-id", "a", "--set", "x"], "give a name"),
        (
            &["--client-id", "a", "--provider", "github"],
            "cannot be used with",
        ),
    ] {
        let arguments = [&["login", "--issuer", &issuer], flags].concat();
        Session::start(&arguments, &[]).finish().refused(said);
    }
    for arguments in [
        &["login", "--client-id", "a"][..],
        &["login", "--provider", "nobody", "--client-id", "a"],
        &["login", "--provider", "keycloak", "--client-id", "a"],
        &["login", "--profile", "nobody"],
        &["introspect", "--issuer", &issuer, "--client-id", "a"],
    ] {
        Session::start(arguments, &[]).finish().refused("");
    }
    assert!(made.server.asked().is_empty());
}

#[test]
fn a_profile_says_where_and_how() {
    let made = Made::new(Ways::default());
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("tokenscope");
    std::fs::create_dir(&settings).unwrap();
    let profile = format!(
        "[[profile]]\nname = \"Work\"\nissuer = \"{}\"\nclient_id = \"app\"\n\
         scopes = [\"openid\"]\n[profile.redirect]\npath = \"/back\"\n",
        made.server.url("")
    );
    std::fs::write(settings.join("profiles.toml"), profile).unwrap();
    let at = folder.path().to_str().unwrap();
    let told = [("XDG_CONFIG_HOME", at)];
    let line = "login --no-browser --format json --profile";
    let start = |name| {
        let line = line.split_whitespace().chain([name]);
        Session::start(&line.collect::<Vec<_>>(), &told)
    };
    let mut session = start("Work");
    let url = session.url();
    assert_eq!(redirect_of(&url).path(), "/back");
    deliver(&made.answer_to(&url));
    let run = session.finish();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.out.contains("hunter2"), "{run:?}");
    start("Home").finish().refused("there are \"Work\"");
}

#[test]
fn a_person_reads_it_step_by_step_and_no_secret() {
    let made = Made::new(Ways::default());
    let issuer = made.server.url("");
    let line = [
        "login",
        "--issuer",
        &issuer,
        "--client-id",
        "app",
        "--no-browser",
    ];
    let mut session = Session::start(&line, &[]);
    let url = session.url();
    deliver(&made.answer_to(&url));
    let run = session.finish();
    assert_eq!(run.code, 0, "{run:?}");
    for part in [
        "Ok  Signed in",
        "3. Token request",
        "answered 200",
        "pass  State",
        "Tokens",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    assert!(
        !run.out.contains("hunter2") && !run.out.contains("code-"),
        "{}",
        run.out
    );
}
