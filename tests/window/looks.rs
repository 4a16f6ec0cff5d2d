//! How it looks, in both themes. `UPDATE_SNAPSHOTS=1` renews the pictures in `tests/snapshots`.

use super::desk::{Desk, NOW, TOKEN};
use egui_kittest::{SnapshotResult, SnapshotResults};
use tokenscope::app::{Action, Effect, ThemeChoice};
use tokenscope::inspect::{Question, inspect};
use tokenscope::report::{Diagnosis, Fault, Finding, Reference, Segment, Severity, Unit};
use tokenscope::work::Runner;

/// Another driver may draw a few pixels otherwise at the edges of letters; a word that comes or goes
/// is more.
const MAX_FAILED_PIXELS: usize = 20;

pub(crate) fn look(desk: &mut Desk, name: &str) -> SnapshotResult {
    let options = egui_kittest::SnapshotOptions::new()
        .output_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"))
        .max_failed_pixels(MAX_FAILED_PIXELS);
    desk.harness.remove_cursor();
    // A countdown never comes to rest.
    desk.harness.run_steps(4);
    desk.harness.try_snapshot_options(name, &options)
}

fn both(name: &str, act: impl Fn(&mut Desk)) {
    let mut results = SnapshotResults::new();
    for (theme, told) in [(ThemeChoice::Dark, "dark"), (ThemeChoice::Light, "light")] {
        let mut desk = Desk::of(1280.0, 800.0, theme, 1.0);
        act(&mut desk);
        results.add(look(&mut desk, &format!("{name}-{told}")));
    }
}

#[test]
fn empty() {
    both("empty", |_| {});
}

#[test]
fn valid() {
    both("valid", |desk| desk.click("Sample: A valid ID token"));
}

/// A live key of a service, not in one piece here.
#[test]
fn service() {
    let key = ["sk_live_", "4eC39HqLyjWDarjtT1zdp7dc"].concat();
    both("service", move |desk| {
        desk.paste(&format!("Authorization: Bearer {key}"));
        desk.expect(&["Known by its form", "What it says", "secret key", "live"]);
    });
}

#[test]
fn failed() {
    both("failed", |desk| desk.click("Sample: A broken signature"));
}

#[test]
fn diagnosed() {
    both("diagnosed", super::advice::misread_secret);
}

#[test]
fn advised() {
    both("advised", |desk| desk.click("Sample: A weak secret"));
}

#[test]
fn asked() {
    both("asked", |desk| {
        desk.click("Sample: A valid ID token");
        desk.click("Find the issuer's keys at id.northwind.example…");
    });
}

#[test]
fn hidden() {
    both("hidden", |desk| {
        desk.click("Sample: A valid ID token");
        desk.ctrl(egui::Key::H);
        desk.click("Hide secrets");
    });
}

#[test]
fn unverified() {
    both("unverified", |desk| desk.paste(TOKEN));
}

#[test]
fn edited() {
    both("edited", |desk| {
        desk.click("Sample: A valid ID token");
        desk.click("Edit");
        desk.click(tokenscope::app::Quick::HourLonger.text());
        desk.click("Edit the claims as a table");
        desk.click("Edit the claims as JSON");
        // The caret blinks.
        desk.node("Discard").focus();
        desk.settle();
    });
}

#[test]
fn edited_with_two_signatures() {
    both("edited-general", |desk| {
        desk.click("Sample: Signed twice");
        desk.click("Edit");
        desk.click(tokenscope::app::Quick::HourLonger.text());
        desk.node("Discard").focus();
        desk.settle();
    });
}

#[test]
fn edited_under_the_name_of_another_key() {
    both("edited-kid", |desk| {
        desk.click("Sample: A valid ID token");
        desk.click("Edit");
        desk.click("Add a key to sign with");
        desk.click("Signing key from: Paste");
        let key = include_str!("../data/keys/rsa.pkcs8.pem");
        super::edit::replace(desk, "Private key as text", key);
        desk.click("Sign with this key");
        desk.node("Discard").focus();
        desk.settle();
    });
}

#[test]
fn types_to_choose_from() {
    both("types", |desk| {
        desk.click("Sample: A valid ID token");
        desk.click("Show all expectations");
        desk.node("Choose the expected type").scroll_to_me();
        desk.settle();
        desk.click("Choose the expected type");
    });
}

#[test]
fn locked() {
    both("locked", |desk| desk.click("Sample: A locked token"));
}

#[test]
fn locked_while_a_key_is_given() {
    both("locked-key", |desk| {
        desk.click("Sample: A locked token");
        desk.click("Give the key");
        desk.node("Clear").focus();
        desk.settle();
    });
}

#[test]
fn opened() {
    both("opened", |desk| {
        desk.click("Sample: An encrypted token");
        desk.click("Layer 1: Encrypted token, opened");
    });
}

#[test]
fn nested() {
    both("nested", |desk| desk.click("Sample: An encrypted token"));
}

#[test]
fn selective() {
    both("selective", |desk| desk.click("Sample: A credential"));
}

#[test]
fn paseto() {
    both("paseto", |desk| desk.click("Sample: A PASETO"));
}

#[test]
fn keys_as_der() {
    both("keys-der", |desk| {
        desk.click("Keys");
        desk.paste(include_str!("../data/keys/rsa.spki.pem"));
        desk.click("Written as: DER");
    });
}

#[test]
fn keys() {
    both("keys", |desk| {
        desk.click("Keys");
        desk.paste(include_str!("../data/keys/p384.certificate.pem"));
    });
}

#[test]
fn vault_choice() {
    both("vault-choice", |desk| desk.click("Vault"));
}

#[test]
fn vault_new_file() {
    both("vault-new-file", |desk| {
        desk.click("Vault");
        desk.click("Use an encrypted file");
        // The caret blinks.
        desk.node("Make the file").focus();
        desk.settle();
    });
}

#[test]
fn vault_empty() {
    both("vault-empty", |desk| {
        desk.click("Vault");
        desk.click("Use memory only");
    });
}

/// A label, its secret, and further fields with what stands in them.
type Line = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// A vault as somebody has it.
fn filled(desk: &mut Desk) {
    desk.click("Vault");
    desk.click("Use memory only");
    let lines: [Line; 6] = [
        (
            "stripe-live-key",
            "rk_live_1",
            &[
                ("Where", "production"),
                ("Tags", "payments, live"),
                ("Expires", "2011-03-25"),
            ],
        ),
        (
            "github-ci",
            "github_pat_1",
            &[("Where", "production"), ("Expires", "2011-09-01")],
        ),
        ("billing-batch", TOKEN, &[("Where", "staging")]),
        (
            "old-deploy-key",
            "glpat-1",
            &[("Where", "staging"), ("Expires", "2011-03-01")],
        ),
        ("slack-alerts", "xoxb-1", &[("Where", "production")]),
        (
            "webhook-signing",
            "whsec_1",
            &[("Provider", "stripe"), ("Where", "test")],
        ),
    ];
    for (label, secret, facts) in lines {
        super::vault::add(desk, label, secret, facts);
    }
    desk.click("stripe-live-key, API key");
}

#[test]
fn vault() {
    both("vault", |desk| {
        filled(desk);
        desk.node("Add").focus();
        desk.settle();
    });
}

#[test]
fn vault_in_a_small_window() {
    let mut desk = Desk::of(900.0, 600.0, ThemeChoice::Dark, 1.0);
    filled(&mut desk);
    look(&mut desk, "vault-small-dark").unwrap();
}

#[test]
fn vault_removed() {
    both("vault-removed", |desk| {
        filled(desk);
        desk.click("Remove it");
    });
}

#[test]
fn vault_form() {
    both("vault-form", |desk| {
        desk.click("Vault");
        desk.click("Use memory only");
        desk.click("Add");
        desk.node("Keep it").focus();
        desk.settle();
    });
}

#[test]
fn compared() {
    both("compared", |desk| {
        desk.click("Compare");
        desk.paste(tokenscope::app::SAMPLES[0].text);
        desk.paste(tokenscope::app::SAMPLES[1].text);
    });
}

#[test]
fn valid_in_a_small_window() {
    let mut desk = Desk::of(900.0, 600.0, ThemeChoice::Dark, 1.0);
    desk.click("Sample: A valid ID token");
    look(&mut desk, "valid-small-dark").unwrap();
}

/// Answers every inspection with all that a report can say besides its checks.
#[derive(Default)]
struct Adviser(Vec<Action>);

impl Runner for Adviser {
    fn run(&mut self, effect: Effect) {
        let Effect::Inspect { generation, .. } = effect else {
            return;
        };
        let mut report = inspect(TOKEN, &Question::default());
        report.diagnosis.push(Diagnosis {
            detail: "The signature is DER encoded, 71 bytes where JWS wants 64 with r and s side \
                     by side; converted, it verifies"
                .into(),
            mend: Some("eyJhbGciOiJub25lIn0.e30.".into()),
            remedy: None,
        });
        for (severity, title) in [
            (Severity::High, "Lives for 30 days"),
            (Severity::Low, "typ is JWT, not at+jwt"),
        ] {
            report.findings.push(Finding {
                id: "sample",
                severity,
                title: title.into(),
                detail: "A stolen copy works until 20 December; ask for an hour".into(),
                reference: Reference::rfc(9700, "2.2"),
            });
        }
        report.faults.push(Fault {
            segment: Segment::Signature,
            signature: Some(1),
            offset: 21,
            unit: Unit::Encoded,
            detail: "padding is not allowed here".into(),
        });
        self.0.push(Action::Inspected {
            generation,
            at: NOW,
            report: Box::new(report),
            keys: None,
        });
    }

    fn actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.0)
    }
}

#[test]
fn advice_and_faults() {
    let runner = Adviser::default();
    let mut desk = Desk::with(runner, 1280.0, 800.0, ThemeChoice::Dark, 1.0);
    desk.paste(TOKEN);
    look(&mut desk, "advice-dark").unwrap();
    desk.click("Apply");
    assert_eq!(desk.model().input.text(), "eyJhbGciOiJub25lIn0.e30.");
    desk.ctrl(egui::Key::Z);
    assert_eq!(desk.model().input.text(), TOKEN);
}
