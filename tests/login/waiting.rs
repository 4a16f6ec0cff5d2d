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
    let mut session = made.begin(&["--timeout", "2"]);
    let redirect = redirect_of(&session.url());
    let run = session.finish();
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    let last = run.err.lines().last().unwrap();
    // It was told as a second less, which is what was left when the wait began.
    assert!(last.contains("did not come back within 2 s"), "{last}");
    assert!(!is_listened_to(&redirect));
    assert_eq!(made.server.paths(), [DISCOVERY]);
}

/// A browser lives for days, and its own processes get what it inherits.
#[cfg(target_os = "linux")]
#[test]
fn the_browser_inherits_no_secret_that_a_flag_names() {
    use std::os::unix::fs::PermissionsExt as _;
    let made = Made::new(Ways::default());
    let folder = tempfile::tempdir().unwrap();
    let (browser, pipe) = (folder.path().join("browser"), folder.path().join("pipe"));
    let text = format!("#!/bin/sh\n(echo \"$1\"; env) > '{}'\n", pipe.display());
    std::fs::write(&browser, text).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mkfifo = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(mkfifo.unwrap().success());
    let issuer = made.server.url("");
    let file = folder.path().join("vault.age");
    let arguments = [
        "login",
        "--issuer",
        &issuer,
        "--client-id",
        "app",
        "--client-secret-env",
        "APP_SECRET",
        "--save",
        "x",
        "--vault-file",
        file.to_str().unwrap(),
        "--passphrase-env",
        "VAULT_PASSPHRASE",
        "--timeout",
        "60",
    ];
    let environment = [
        ("BROWSER", browser.to_str().unwrap()),
        ("APP_SECRET", "hunter2-secret"),
        ("VAULT_PASSPHRASE", "hunter2-passphrase"),
        ("BESIDE", "stays"),
    ];
    let mut session = Session::start(&arguments, &environment);
    let url = session.url();
    // Reading waits for the script to write.
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(std::fs::read_to_string(pipe)));
    let told = told.recv_timeout(LONG).unwrap().unwrap();
    assert_eq!(told.lines().next(), Some(url.as_str()));
    assert!(told.contains("BESIDE=stays"), "{told}");
    for secret in ["hunter2", "APP_SECRET", "VAULT_PASSPHRASE"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    deliver(&made.answer_to(&url));
    let run = session.finish();
    assert_eq!(run.code, 0, "{run:?}");
}

/// A terminal cuts a line at 4095 bytes; what was cut off was the state, and the person was warned of
/// an attack.
#[cfg(target_os = "linux")]
#[test]
fn a_long_address_that_is_pasted_at_a_terminal_is_read_to_its_end() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let made = Made::new(Ways::default());
    let line = format!(
        "'{}' login --issuer {} --client-id app --no-browser; echo ended $?; stty -a",
        env!("CARGO_BIN_EXE_tokenscope"),
        made.server.url("")
    );
    let mut command = std::process::Command::new("script");
    command.args(["-qec", &line, "/dev/null"]);
    let pipes = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped());
    let mut shell = pipes.spawn().unwrap();
    let mut lines = BufReader::new(shell.stdout.take().unwrap()).lines();
    let mut line = |wanted: &str| -> String {
        let mut lines = lines.by_ref().map(|line| line.unwrap());
        let found = lines.find(|line| line.contains(wanted));
        found.unwrap_or_else(|| panic!("no {wanted}"))
    };
    let url = line("http://").trim_end().to_owned();
    let url = match url.starts_with("http") {
        true => url,
        false => line("/authorize").trim_end().to_owned(),
    };
    line("paste here");
    let answer = made.answer_to(&url);
    let long = format!("?session_state={}&", "a".repeat(9_000));
    let mut input = shell.stdin.take().unwrap();
    writeln!(input, "{}", answer.replacen('?', &long, 1)).unwrap();
    let told = line("ended ");
    assert!(told.contains("ended 0"), "{told}");
    assert!(!line("icanon").contains("-icanon"));
    drop(input);
    shell.wait().unwrap();
}

#[test]
fn a_plain_issuer_elsewhere_is_refused_without_a_flag_that_login_lacks() {
    let arguments = ["login", "--issuer", "http://id.example", "--client-id", "a"];
    let run = Session::start(&arguments, &[]).finish();
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    assert!(run.err.contains("use https"), "{run:?}");
    for wrong in ["--allow-http", "publishes no metadata"] {
        assert!(!run.err.contains(wrong), "{run:?}");
    }
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
    // Were it opened all the same, nobody would come.
    let run = made.begin(&["--timeout", "30"]).finish();
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
        (&[][..], "client id is missing"),
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
        // It was passed over without a word.
        (
            &["--client-id", "a", "--set", "nonsense=1"],
            "OpenID issuer is told no \"nonsense\" with --set; leave it out",
        ),
        (
            &["--client-id", "a", "--redirect-uri", "rubbish"],
            "give a whole address",
        ),
        (
            &["--client-id", "a", "--redirect-uri", "javascript:alert(1)"],
            "no browser comes back",
        ),
        (
            &[
                "--client-id",
                "a",
                "--redirect-uri",
                "https://app.example/#a",
            ],
            "it has a fragment",
        ),
        (
            &["--client-id", "a", "--response-type", "rubbish"],
            "give code, token, id_token or none",
        ),
        (
            &["--client-id", "a", "--leeway", "abc"],
            "give whole seconds, 0 or more",
        ),
        (
            &["--client-id", "a", "--store", "file"],
            "taken from it; give --save LABEL, or leave the store out",
        ),
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
    for (arguments, said) in [
        (
            &[
                "login",
                "--provider",
                "keycloak",
                "--client-id",
                "a",
                "--set",
                "bas=x",
            ][..],
            "Keycloak is told no \"bas\" with --set; give base or realm",
        ),
        (
            &[
                "login",
                "--provider",
                "entra",
                "--client-id",
                "a",
                "--set",
                "tenant=a/b",
            ],
            "cannot stand in an address",
        ),
        (
            &["login", "--issuer", "foo", "--client-id", "a"],
            "the issuer \"foo\" is no web address; give it to the letter",
        ),
        (
            &[
                "introspect",
                "--issuer",
                &issuer,
                "--client-id",
                "a",
                "--token-env",
                "T",
                "--dpop",
            ],
            "--dpop and --dpop-key bind tokens",
        ),
        (
            &[
                "revoke",
                "--issuer",
                &issuer,
                "--client-id",
                "a",
                "--token-type",
                "foo",
            ],
            "give one of access_token, refresh_token",
        ),
        (
            &[
                "introspect",
                "--issuer",
                &issuer,
                "--client-id",
                "a",
                "--token-env",
                "T",
                "--store",
                "file",
            ],
            "taken from it; leave the store out",
        ),
    ] {
        Session::start(arguments, &[("T", "token")])
            .finish()
            .refused(said);
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

/// The fault of another profile was told, and that of this one was not.
#[test]
fn what_is_wrong_with_a_profile_is_told_where_it_is_used() {
    let made = Made::new(Ways::default());
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("tokenscope");
    std::fs::create_dir(&settings).unwrap();
    let issuer = made.server.url("");
    let file = format!(
        "[[profile]]\nname = \"leak\"\nissuer = \"{issuer}\"\nclient_id = \"app\"\nclient_secret = \"hunter2\"\n\
         [[profile]]\nname = \"badkey\"\nissuer = \"{issuer}\"\ngrant = \"clientcreds\"\n"
    );
    std::fs::write(settings.join("profiles.toml"), file).unwrap();
    let told = [("XDG_CONFIG_HOME", folder.path().to_str().unwrap())];
    let start = |name| {
        let line = ["login", "--no-browser", "--timeout", "1", "--profile", name];
        Session::start(&line, &told).finish()
    };
    let leak = start("leak");
    let said = "profile \"leak\" holds a client_secret; it was not taken";
    assert_eq!(leak.err.matches(said).count(), 1, "{leak:?}");
    assert!(
        !leak.err.contains("hunter2") && !leak.err.contains("badkey"),
        "{leak:?}"
    );
    let bad = start("badkey");
    bad.refused("profile \"badkey\" cannot be read");
    assert!(!bad.err.contains("leak"), "{bad:?}");
    start("nobody").refused("there are \"leak\"");
}

/// It told of a browser that was opened, and none was.
#[test]
fn a_logout_tells_of_no_browser_that_was_not_opened() {
    let made = Made::new(Ways::default());
    let issuer = made.server.url("");
    let logout = |more: &[&str]| {
        let line = ["logout", "--client-id", "app", "--no-browser"];
        let end = format!("end_session_endpoint={issuer}/logout");
        let line = [&line[..], &["--issuer", &issuer, "--endpoint", &end]].concat();
        Session::start(&[&line, more].concat(), &[("I", "a.b.c")]).finish()
    };
    let run = logout(&["--no-token"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out
            .contains("The address at which to sign out was given"),
        "{run:?}"
    );
    assert!(!run.out.contains("the browser was opened"), "{run:?}");
    // There is nothing to come back, and nothing to paste.
    let run = logout(&["--token-env", "I", "--timeout", "2"]);
    run_ended(
        &run,
        "no browser fetched the page within 2 s, and nothing was sent",
    );
}

/// It could not be carried out, and that is the last that is said.
fn run_ended(run: &crate::run::Run, why: &str) {
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    assert!(run.err.lines().last().unwrap().contains(why), "{run:?}");
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
