//! What a certificate says, and whether it holds now.

use crate::app::{Facts, Judgement, local_minute, relative};
use crate::jose::certificate::Certificate;
use crate::ui::cx::Cx;
use crate::ui::theme::tokens;
use crate::ui::widgets::{Card, badge, field_error, mono, one_line, pair, plain, small};
use egui::Ui;

/// The width of the labels.
const LABEL: f32 = 96.0;
/// A certificate that ends within so many seconds is about to end.
const NEARLY: i64 = 30 * 86_400;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, facts: &Facts) {
    for (i, certificate) in facts.certificates.iter().enumerate() {
        let title = match facts.certificates.len() {
            1 => "Certificate".to_owned(),
            _ => format!("Certificate {}", i + 1),
        };
        match certificate {
            Ok(certificate) => {
                let note = if certificate.is_self_signed {
                    "self-signed"
                } else {
                    ""
                };
                Card::new(&title)
                    .note(note)
                    .show(ui, |_| {}, |ui| one(ui, cx, certificate));
            }
            Err(why) => Card::new(&title).show(
                ui,
                |_| {},
                |ui| field_error(ui, &format!("The certificate {why}")),
            ),
        }
    }
}

fn one(ui: &mut Ui, cx: &Cx<'_>, certificate: &Certificate) {
    let t = tokens(ui);
    let line = |ui: &mut Ui, label: &str, text: &str| {
        pair(ui, LABEL, label, |ui| {
            one_line(ui, plain(ui, text));
        });
    };
    line(ui, "Subject", &certificate.subject);
    line(ui, "Issuer", &certificate.issuer);
    if !certificate.alternative_names.is_empty() {
        line(ui, "Names", &certificate.alternative_names.join(", "));
    }
    pair(ui, LABEL, "Holds", |ui| {
        let (judgement, text) = holds(certificate, cx.model.now);
        badge(ui, judgement, &text);
        let zone = &cx.model.zone;
        let span = format!(
            "{} – {}",
            local_minute(certificate.not_before, zone),
            local_minute(certificate.not_after, zone)
        );
        one_line(ui, small(ui, span));
    });
    if let Some(usage) = &certificate.key_usage {
        line(ui, "Key usage", &usage.join(", "));
    }
    if !certificate.extended_key_usage.is_empty() {
        line(ui, "Purpose", &certificate.extended_key_usage.join(", "));
    }
    line(
        ui,
        "Authority",
        match certificate.is_authority {
            Some(true) => "May certify others",
            Some(false) => "May not certify others",
            None => "Not said",
        },
    );
    line(ui, "Signed with", &certificate.signature_algorithm);
    let hashes = [
        ("Serial", certificate.serial.clone()),
        ("x5t", certificate.x5t()),
        ("x5t#S256", certificate.x5t_s256()),
    ];
    for (label, text) in hashes {
        pair(ui, LABEL, label, |ui| {
            one_line(ui, mono(text, t.text));
        });
    }
    for fault in &certificate.faults {
        field_error(ui, &format!("Of the certificate {fault}"));
    }
}

fn holds(certificate: &Certificate, now: i64) -> (Judgement, String) {
    let (from, to) = (certificate.not_before, certificate.not_after);
    if now < from {
        return (Judgement::Warn, format!("Begins {}", relative(from, now)));
    }
    if now > to {
        return (Judgement::Fail, format!("Ended {}", relative(to, now)));
    }
    let told = format!("Ends {}", relative(to, now));
    if to.saturating_sub(now) < NEARLY {
        (Judgement::Warn, told)
    } else {
        (Judgement::Pass, told)
    }
}
