//! Absurd data and absurd windows: everything is still drawn, and nothing breaks.

use super::desk::Desk;
use egui::Modifiers;
use tokenscope::app::ThemeChoice;
use tokenscope::jose::base64url::encode;

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn token(header: &str, claims: &str) -> String {
    let (header, claims) = (encode(header.as_bytes()), encode(claims.as_bytes()));
    format!("{header}.{claims}.{}", encode(&[0; 32]))
}

fn absurd() -> Vec<(&'static str, String)> {
    let many: Vec<_> = (0..10_000).map(|i| format!(r#""c{i}":{i}"#)).collect();
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let roles: Vec<_> = (0..2_000).map(|i| format!(r#""role-{i}""#)).collect();
    let odd = format!(
        r#"{{"{name}":"long","n":{digits},"rtl":"שלום \u202e مرحبا","cjk":"漢字かな","e":"😀🔥",
            "s":"{long}","roles":[{roles}],"scope":"{scope}","exp":{digits},"nbf":"soon","iat":-1e300,
            "":"","nul":"\u0000\n\t","o":{{"a":[1,{{"b":null}}]}}}}"#,
        name = "n".repeat(10_000),
        digits = "9".repeat(4_000),
        long = "x".repeat(100_000),
        roles = roles.join(","),
        scope = "a:b ".repeat(500),
    );
    let large = format!(r#"{{"data":"{}"}}"#, "z".repeat(780_000));
    vec![
        (
            "many claims",
            token(HEADER, &format!("{{{}}}", many.join(","))),
        ),
        ("a deep payload", token(HEADER, &deep)),
        ("a deep header", token(&deep, "{}")),
        ("odd values", token(HEADER, &odd)),
        ("a megabyte", token(HEADER, &large)),
        (
            "a long signature",
            format!("{}.e30.{}", encode(HEADER.as_bytes()), "A".repeat(22_000)),
        ),
        ("dots", ".".repeat(1 << 20)),
        ("one dot", ".".into()),
        (
            "many tokens",
            format!("{}\n", token(HEADER, "{}")).repeat(300),
        ),
        ("newlines", "\n".repeat(5_000) + "x"),
        (
            "a kid that is a path",
            token(r#"{"alg":"HS256","kid":"../../etc/passwd"}"#, "{}"),
        ),
    ]
}

#[test]
fn absurd_data_is_drawn() {
    for (name, text) in absurd() {
        let mut desk = Desk::new();
        desk.paste(&text);
        assert!(desk.model().report().is_some(), "{name}");
        desk.expect(&["Encoded", "Checks"]);
        desk.press(Modifiers::COMMAND | Modifiers::SHIFT, egui::Key::E);
        desk.ctrl(egui::Key::J);
        desk.expect(&["Encoded", "Checks"]);
        // What can be edited is edited; all else is text.
        desk.ctrl(egui::Key::E);
        if desk.model().edit.is_some() {
            desk.expect(&["Changes", "Signature", "Use this token"]);
        }
    }
}

#[test]
fn every_size_is_drawn() {
    for (width, height, scale) in [
        (640.0, 480.0, 1.0),
        (900.0, 600.0, 1.0),
        (1039.0, 700.0, 1.0),
        (1280.0, 800.0, 2.0),
        (1920.0, 1080.0, 2.0),
        (3840.0, 2160.0, 1.0),
    ] {
        let mut desk = Desk::of(width, height, ThemeChoice::Light, scale);
        desk.expect(&["Paste", "Sample: A valid ID token"]);
        desk.click("Paste");
        assert!(desk.sees_part("The clipboard holds no text"));
        desk.paste(&absurd().swap_remove(3).1);
        desk.expect(&["Encoded", "Checks", "Claims", "Header", "Key", "Expected"]);
        desk.ctrl(egui::Key::Comma);
        desk.expect(&["Keyboard"]);
    }
}
