use super::*;

/// Made for a page about its form; it was never valid.
const GITHUB: &str = "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";
/// From Grafana's own tests.
const GRAFANA: &str = "glsa_yscW25imSKJIuav8zF37RZmnbiDvB05G_fcaaf58a";

fn check(text: &str) -> Option<(&'static str, &'static str, Whole)> {
    known(text).map(|known| (known.row.provider, known.row.title, known.whole))
}

#[test]
fn a_checksum_tells_a_slip_without_asking() {
    let classic = "personal access token (classic)";
    assert_eq!(check(GITHUB), Some(("github", classic, Whole::Yes)));
    let slip = GITHUB.replace("zQW", "zQw");
    assert_eq!(check(&slip), Some(("github", classic, Whole::No)));
    let account = "service account token";
    assert_eq!(check(GRAFANA), Some(("grafana", account, Whole::Yes)));
    let slip = GRAFANA.replace("yscW", "yscV");
    assert_eq!(check(&slip), Some(("grafana", account, Whole::No)));
}

#[test]
fn an_access_key_id_says_whose_account_it_is_of() {
    // The pair is known in print.
    let known = known("ASIAY34FZKBOKMUTVV7A").unwrap();
    assert_eq!(known.account.as_deref(), Some("609629065308"));
    // Older ones hold no number.
    assert_eq!(super::known("AKIAIOSFODNN7EXAMPLE").unwrap().account, None);
}

#[test]
fn forms_are_told_apart_to_the_last_character() {
    let a = |count: usize| "a".repeat(count);
    for (text, provider, title) in [
        (format!("sk_live_{}", a(24)), "stripe", "secret key"),
        (format!("pk_test_{}", a(24)), "stripe", "publishable key"),
        (
            format!("github_pat_{}", a(82)),
            "github",
            "personal access token (fine-grained)",
        ),
        (
            format!("ghs_eyJ{}.{}.{}", a(40), a(90), a(86)),
            "github",
            "token of a GitHub App's installation",
        ),
        (
            format!("glpat-{}", a(20)),
            "gitlab",
            "personal access token",
        ),
        (
            format!("glpat-{}.0j1{}", a(30), a(6)),
            "gitlab",
            "personal access token, routable",
        ),
        (
            format!("xoxb-123456789012-123456789012-{}", a(24)),
            "slack",
            "bot token",
        ),
        (format!("AIza{}", a(35)), "google", "API key"),
        (format!("sk-ant-api03-{}AA", a(93)), "anthropic", "API key"),
        (
            format!("sk-proj-{}T3BlbkFJ{}", a(20), a(20)),
            "openai",
            "project key",
        ),
        (
            format!("sk-{}T3BlbkFJ{}", a(20), a(20)),
            "openai",
            "user key",
        ),
        (format!("SG.{}.{}", a(22), a(43)), "sendgrid", "API key"),
        (format!("abc8Q~{}", a(34)), "microsoft", "client secret"),
        (format!("whsec_{}", a(32)), "", "webhook secret"),
    ] {
        let found = check(&text).map(|(provider, title, _)| (provider, title));
        assert_eq!(found, Some((provider, title)), "{text}");
    }
    for text in [
        String::new(),
        "ghp_".to_owned(),
        format!("{GITHUB}x"),
        format!(" {GITHUB}"),
        GITHUB.replace("zQW", "zQ-"),
        format!("glpat-{}", a(19)),
        format!("sk-{}", a(48)),
        format!("SKx{}", a(31)),
        format!("{}Q~{}", a(20), a(17)),
        "AKIA0123456789012345".to_owned(),
        format!("ya29.{}", a(5_000)),
        "ghp_ünicode_is_no_character_of_a_token_36".to_owned(),
    ] {
        assert_eq!(check(&text), None, "{text}");
    }
}

#[test]
fn what_is_not_whole_is_told_by_how_it_begins() {
    let row = |text| begins_as(text).map(|row| (row.provider, row.title));
    assert_eq!(row("sk_live_1"), Some(("stripe", "secret key")));
    assert_eq!(row("xoxb-1"), Some(("slack", "bot token")));
    for text in ["", "sk_live_", "SKabc", "hunter2", "sk-1"] {
        assert_eq!(row(text), None, "{text}");
    }
}

#[test]
fn every_row_names_its_page_and_can_be_found() {
    for row in ROWS {
        assert!(row.page.1.starts_with("https://"), "{}", row.title);
        assert!(!row.page.0.is_empty() && !row.title.is_empty());
        assert!(row.title.chars().count() <= 40, "{}", row.title);
    }
}
