//! What is masked in a trace, and for how long it is not.

use super::scene::{ended, exchange, json, page, signed_in};
use crate::desk::Desk;
use egui::{Key, Modifiers};
use tokenscope::app::{REVEAL_SECONDS, Told};
use tokenscope::report::Json;
use tokenscope::wire::{Answer, Request, Step};

/// An answer whose secrets are no strings.
fn numbers() -> Step {
    let number = |digits: &str| Json::Number(digits.into());
    let members = vec![
        ("access_token", number("7353100")),
        ("codes", Json::Array(vec![number("7353101"), number("1")])),
        ("expires_in", number("3600")),
    ];
    let response = json(200, members, &["access_token", "codes"]);
    let request = Request::get("https://id.northwind.example/token");
    Step::new(
        "token request",
        exchange(request, Answer::Response(response), 61),
    )
}

#[test]
fn a_secret_that_is_no_string_is_masked_until_it_is_revealed() {
    let (mut desk, stage) = page(super::desk);
    desk.press(Modifiers::COMMAND, Key::Enter);
    let told = vec![Told::Steps(vec![numbers()]), ended(None, None)];
    stage.tell(&mut desk, told);
    let is_seen = |desk: &Desk| desk.sees_part("73531");
    desk.expect(&["access_token", "3600"]);
    assert!(!is_seen(&desk), "a number is shown");
    desk.click("Reveal access_token");
    desk.expect(&["7353100"]);
    assert!(!desk.sees_part("7353101"), "another one is shown too");
    desk.click("View: Raw");
    assert!(!is_seen(&desk), "the raw text shows it");
    assert!(desk.sees_part("\"access_token\":[redacted],\"codes\":[[redacted],[redacted]]"));
    desk.click("Reveal what was received");
    assert!(desk.sees_part("\"codes\":[7353101,1]"));
}

#[test]
fn what_is_revealed_of_a_trace_hides_itself() {
    let (mut desk, stage) = page(super::desk);
    signed_in(&mut desk, &stage);
    desk.click("Reveal code_verifier");
    desk.wait(10);
    desk.click("Reveal code");
    desk.expect(&["verifier-hunter2", "c-hunter2"]);
    let left = u64::try_from(REVEAL_SECONDS - 10).unwrap();
    assert_eq!(desk.model().next_change(), Some(left));
    desk.wait(REVEAL_SECONDS - 10);
    assert!(!desk.sees("verifier-hunter2"), "it is still shown");
    desk.expect(&["c-hunter2"]);
    desk.wait(10);
    assert!(!desk.sees_part("hunter2"), "it is still shown");
    // The raw text as well, and a clock that is set back makes it last no longer.
    desk.click("View: Raw");
    desk.click("Reveal what was sent");
    assert!(desk.sees_part("verifier-hunter2"));
    desk.wait(-86_400);
    assert!(desk.sees_part("verifier-hunter2"));
    desk.wait(REVEAL_SECONDS);
    assert!(!desk.sees_part("hunter2"), "it is still shown");
}

#[test]
fn what_is_revealed_does_not_come_back_once_secrets_were_hidden() {
    let (mut desk, stage) = page(super::desk);
    signed_in(&mut desk, &stage);
    desk.click("Reveal code_verifier");
    for _ in 0..2 {
        desk.press(Modifiers::NONE, Key::F8);
        assert!(!desk.sees_part("hunter2"), "it is shown");
    }
    desk.expect(&["Reveal code_verifier"]);
}
