//! The form of a profile.

use super::{form_beside, send};
use crate::app::{
    AUTH_NAMES, FieldText, GRANT_NAMES, MODE_NAMES, PKCE_NAMES, PartChoice, ProfileForm,
    SignInAction, parameters, provider_names,
};
use crate::report::capital;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::shell;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, Field, area, cell, checkbox, columns, field_error, focus_when_new, one_line, picker,
    quiet, row, weak,
};
use egui::text::{LayoutJob, TextFormat};
use egui::{TextStyle, Ui};

/// The width of the labels.
const LABEL: f32 = 144.0;
/// The column at the right.
const BESIDE: f32 = 360.0;

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(form) = cx.model.sign_in.form.as_deref() else {
        return;
    };
    if shell::is_small(ui) {
        main(ui, cx, form);
        beside(ui, cx, form);
        return;
    }
    let rest = ui.available_width() - BESIDE - size::GAP;
    columns(ui, &[rest, BESIDE], |i, ui| {
        ui.spacing_mut().item_spacing.y = size::GAP;
        if i == 0 {
            main(ui, cx, form);
        } else {
            beside(ui, cx, form);
        }
    });
}

fn beside(ui: &mut Ui, cx: &Cx<'_>, form: &ProfileForm) {
    let draft = form.draft();
    Card::new("What to know").show(
        ui,
        |_| {},
        |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            form_beside::redirect(ui, cx, &draft);
            form_beside::advice(ui, &draft);
            ui.add_space(size::GAP);
            let told = "A profile never holds a client secret or a private key: it keeps the name of the variable and the path of the file. Without a variable the secret is asked for";
            crate::ui::widgets::paragraph(ui, weak(ui, told));
        },
    );
}

fn main(ui: &mut Ui, cx: &Cx<'_>, form: &ProfileForm) {
    Card::new("Profile").show(
        ui,
        |_| {},
        |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            text(
                ui,
                cx,
                form,
                FieldText::Name,
                "Name",
                "What you call it",
                form.original.is_none(),
            );
            pick(
                ui,
                cx,
                form,
                PartChoice::Provider,
                "Provider",
                &provider_names(),
            );
            for (number, parameter) in parameters(&form.profile).iter().enumerate() {
                let label = capital(parameter.title.trim_start_matches("the "));
                let hint = parameter.default.as_deref().unwrap_or(&parameter.example);
                text(
                    ui,
                    cx,
                    form,
                    FieldText::Parameter(number),
                    &label,
                    hint,
                    false,
                );
            }
            text(
                ui,
                cx,
                form,
                FieldText::Issuer,
                "Issuer",
                issuer_hint(form),
                false,
            );
            text(
                ui,
                cx,
                form,
                FieldText::ClientId,
                "Client id",
                "As the provider gave it",
                false,
            );
            pick(
                ui,
                cx,
                form,
                PartChoice::Auth,
                "Authentication",
                &AUTH_NAMES.map(str::to_owned),
            );
            credential(ui, cx, form);
            pick(
                ui,
                cx,
                form,
                PartChoice::Grant,
                "Grant",
                &GRANT_NAMES.map(str::to_owned),
            );
            text(
                ui,
                cx,
                form,
                FieldText::Scopes,
                "Scopes",
                "Separated by spaces",
                false,
            );
            if form.comes_back() {
                redirect(ui, cx, form);
            }
        },
    );
    let tools = |ui: &mut Ui| {
        let (glyph, word) = if form.more {
            (Icon::ChevronUp, "Fewer")
        } else {
            (Icon::ChevronDown, "More")
        };
        let says = format!("{word} members of the profile");
        if quiet(ui, glyph, word, &says).clicked() {
            send(cx, SignInAction::More(!form.more));
        }
    };
    let note = "PKCE, PAR, DPoP, resource, further parameters";
    Card::new("More").note(note).show(ui, tools, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if form.more {
            more(ui, cx, form);
        }
    });
}

/// Where the client's credential is found; it is never kept itself.
fn credential(ui: &mut Ui, cx: &Cx<'_>, form: &ProfileForm) {
    if form.takes_secret() {
        text(
            ui,
            cx,
            form,
            FieldText::SecretVariable,
            "Secret from variable",
            "Its name, such as CLIENT_SECRET",
            false,
        );
    }
    if form.takes_key() {
        text(
            ui,
            cx,
            form,
            FieldText::KeyPath,
            "Private key file",
            "The path of a JWK or PEM file",
            false,
        );
    }
}

fn issuer_hint(form: &ProfileForm) -> &'static str {
    match form.provider() {
        Some(provider) if provider.issuer.is_some() => "As the provider has it",
        Some(provider) if !provider.endpoints.is_empty() => "None: it publishes no metadata",
        _ => "https://id.example.com",
    }
}

fn redirect(ui: &mut Ui, cx: &Cx<'_>, form: &ProfileForm) {
    let hosts = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned);
    pick(ui, cx, form, PartChoice::Host, "Redirect host", &hosts);
    text(
        ui,
        cx,
        form,
        FieldText::Ports,
        "Redirect ports",
        "Any that is free",
        false,
    );
    text(
        ui,
        cx,
        form,
        FieldText::Path,
        "Redirect path",
        "/callback",
        false,
    );
    let hint = "Only where the browser cannot come back: https://…";
    text(
        ui,
        cx,
        form,
        FieldText::Pasted,
        "Pasted redirect",
        hint,
        false,
    );
}

fn more(ui: &mut Ui, cx: &Cx<'_>, form: &ProfileForm) {
    if form.comes_back() {
        pick(
            ui,
            cx,
            form,
            PartChoice::Pkce,
            "PKCE",
            &PKCE_NAMES.map(str::to_owned),
        );
        pick(
            ui,
            cx,
            form,
            PartChoice::Mode,
            "Response mode",
            &MODE_NAMES.map(str::to_owned),
        );
        let hint = "As the grant has it";
        text(
            ui,
            cx,
            form,
            FieldText::ResponseType,
            "Response type",
            hint,
            false,
        );
        let says = "Push the request before the browser goes (PAR, RFC 9126)";
        check(ui, cx, form, PartChoice::Par, says);
    }
    let says = "Bind the tokens to a key (DPoP, RFC 9449)";
    check(ui, cx, form, PartChoice::Dpop, says);
    text(
        ui,
        cx,
        form,
        FieldText::Resource,
        "Resource",
        "https://api.example.com",
        false,
    );
    text(
        ui,
        cx,
        form,
        FieldText::Audience,
        "Audience",
        "Where Auth0 and Atlassian want it",
        false,
    );
    if form.may_assert() {
        text(
            ui,
            cx,
            form,
            FieldText::AssertionAudience,
            "Assertion audience",
            "Where it is not the issuer",
            false,
        );
    }
    text(
        ui,
        cx,
        form,
        FieldText::LoginHint,
        "Login hint",
        "ada@example.com",
        false,
    );
    text(
        ui,
        cx,
        form,
        FieldText::Leeway,
        "Leeway, seconds",
        "30",
        false,
    );
    lines(
        ui,
        cx,
        form,
        FieldText::Extra,
        "Further parameters",
        "prompt=consent",
    );
    let hint = "token_endpoint=https://id.example.com/token";
    lines(ui, cx, form, FieldText::Endpoints, "Endpoints", hint);
}

/// A label within a name: `client id`, but `PKCE`.
fn small_first(label: &str) -> String {
    let mut chars = label.chars();
    let first = chars.next();
    if chars.clone().next().is_some_and(|c| c.is_ascii_uppercase()) {
        return label.to_owned();
    }
    let first = first.map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

fn labelled(ui: &mut Ui, label: &str, height: f32, add: impl FnOnce(&mut Ui)) {
    row(ui, height, |ui| {
        cell(ui, LABEL - size::GAP, |ui| one_line(ui, weak(ui, label)));
        add(ui);
    });
}

fn error(ui: &mut Ui, form: &ProfileForm, field: FieldText) {
    if let Some((place, told)) = &form.error
        && *place == field
    {
        ui.horizontal(|ui| {
            ui.add_space(LABEL);
            ui.vertical(|ui| field_error(ui, told));
        });
    }
    ui.add_space(size::TIGHT);
}

fn text(
    ui: &mut Ui,
    cx: &Cx<'_>,
    form: &ProfileForm,
    field: FieldText,
    label: &str,
    hint: &str,
    takes_focus: bool,
) {
    labelled(ui, label, size::CONTROL, |ui| {
        let width = ui.available_width();
        let says = format!("Profile's {}", small_first(label));
        let line = Field {
            says: &says,
            hint,
            text: form.text(field),
            masked: false,
        };
        let (changed, entered, response) = line.show(ui, width);
        if takes_focus {
            focus_when_new(ui, &response);
        }
        if let Some(text) = changed {
            send(cx, SignInAction::Write(field, text));
        }
        if entered {
            send(cx, SignInAction::Keep);
        }
    });
    error(ui, form, field);
}

fn lines(ui: &mut Ui, cx: &Cx<'_>, form: &ProfileForm, field: FieldText, label: &str, hint: &str) {
    let t = tokens(ui);
    let font = TextStyle::Monospace.resolve(ui.style());
    row(ui, size::CONTROL, |ui| {
        one_line(ui, weak(ui, format!("{label}, one name=value a line")))
    });
    let colour = |text: &str| {
        LayoutJob::single_section(text.to_owned(), TextFormat::simple(font.clone(), t.text))
    };
    let says = format!("Profile's {}", small_first(label));
    let (changed, _) = area(ui, &says, hint, form.text(field), 2, &colour);
    if let Some(text) = changed {
        send(cx, SignInAction::Write(field, text));
    }
    error(ui, form, field);
}

fn pick(
    ui: &mut Ui,
    cx: &Cx<'_>,
    form: &ProfileForm,
    part: PartChoice,
    label: &str,
    names: &[String],
) {
    labelled(ui, label, size::CONTROL, |ui| {
        let width = ui.available_width();
        let says = format!("Profile's {}", small_first(label));
        if let Some(number) = picker(ui, &says, width, names, form.chosen(part)) {
            send(cx, SignInAction::Pick((part, number)));
        }
    });
    ui.add_space(size::TIGHT);
}

fn check(ui: &mut Ui, cx: &Cx<'_>, form: &ProfileForm, part: PartChoice, says: &str) {
    row(ui, size::CONTROL, |ui| {
        if let Some(on) = checkbox(ui, form.chosen(part) == 1, says) {
            send(cx, SignInAction::Pick((part, usize::from(on))));
        }
    });
}
