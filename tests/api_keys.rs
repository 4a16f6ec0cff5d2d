//! Credentials of services: known by their form, wherever they were pasted in, and never called
//! valid: only the service knows that.

use tokenscope::inspect::{Question, inspect};
use tokenscope::report::{CheckId, Kind, Payload, Status, Verdict};

/// Made for a page about its form; it was never valid.
const GITHUB: &str = "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";

/// Not in one piece, so that nobody's scan for secrets stops at this file.
fn stripe(mode: &str) -> String {
    format!("sk_{mode}_{}", "4eC39HqLyjWDarjtT1zdp7dc")
}

#[test]
fn a_known_form_is_never_more_than_unverified() {
    let report = inspect(GITHUB, &Question::default());
    assert_eq!(
        (report.kind, report.verdict),
        (Kind::ApiKey, Verdict::Unverified)
    );
    assert_eq!(report.status(CheckId::Format), Status::Pass);
    assert!(
        report.summary.contains("only GitHub knows"),
        "{}",
        report.summary
    );
    let Some(Payload::Json(facts)) = &report.payload else {
        panic!("it says nothing");
    };
    let fact = |name: &str| facts.get(name).and_then(|f| f.as_str());
    assert_eq!(fact("service"), Some("GitHub"));
    assert_eq!(fact("type"), Some("personal access token (classic)"));
    assert_eq!(fact("purpose"), Some("api-key"));
}

#[test]
fn a_slip_in_one_character_is_seen() {
    let report = inspect(&GITHUB.replace('z', "y"), &Question::default());
    assert_eq!(
        (report.kind, report.verdict),
        (Kind::ApiKey, Verdict::Invalid)
    );
    assert_eq!(report.status(CheckId::Format), Status::Fail);
}

#[test]
fn it_comes_out_of_what_it_was_pasted_in() {
    for text in [
        format!("Bearer {GITHUB}"),
        format!("Authorization: token {GITHUB}"),
        format!("curl -H 'Authorization: Bearer {GITHUB}' https://api.github.example/user"),
        format!("GITHUB_TOKEN={GITHUB}"),
        format!("export GITHUB_TOKEN='{GITHUB}'"),
        format!(r#"{{"access_token":"{GITHUB}","token_type":"bearer"}}"#),
        format!("access_token={GITHUB}&scope=repo&token_type=bearer"),
        format!("my token is {GITHUB}, is it right?"),
        format!("({GITHUB})"),
    ] {
        let report = inspect(&text, &Question::default());
        assert_eq!(
            (report.kind, report.text.as_str()),
            (Kind::ApiKey, GITHUB),
            "{text}"
        );
        assert!(!report.wrapping.is_empty(), "{text}");
    }
    let text = format!("A={GITHUB}\nB={}\n", stripe("test"));
    let report = inspect(&text, &Question::default());
    assert_eq!(report.more.len(), 1);
    assert_eq!(report.more[0].text, stripe("test"));
}

#[test]
fn a_live_key_is_worth_a_word_and_a_public_one_another() {
    let ids = |text: &str| -> Vec<&str> {
        let report = inspect(text, &Question::default());
        report.findings.iter().map(|finding| finding.id).collect()
    };
    assert_eq!(ids(&stripe("live")), ["live-key"]);
    assert_eq!(ids(&stripe("test")), [""; 0]);
    assert_eq!(
        ids(&stripe("live").replace("sk_", "pk_")),
        ["public-key-of-service"]
    );
}

/// The report is for a shared screen and a log: it holds facts about the credential, not itself.
#[test]
fn the_report_does_not_repeat_the_credential() {
    let report = inspect(GITHUB, &Question::default());
    let json = serde_json::to_string(&report).unwrap();
    assert!(!json.contains("zQWBuTSO"), "{json}");
}
