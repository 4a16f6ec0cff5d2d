//! The form in which a key is given, to verify with or to sign with: a file, a text, a secret, an
//! address.

use super::cx::Cx;
use super::icons::Icon;
use super::path_line::PathLine;
use super::theme::{size, tokens};
use super::widgets::{
    Field, area, button, cell, field_error, focus_when_new, forget_history, icon_button, right,
    row, tabs, weak,
};
use crate::app::{Action, FileUse, KeyForm, KeyFormAction, KeyTab};
use crate::jose::jwe::{KeyManagement, Method};
use crate::jose::key::SecretEncoding;
use crate::report::{Json, Report};
use egui::text::LayoutJob;
use egui::{Frame, Margin, TextFormat, TextStyle, Ui};

const ENCODINGS: [(SecretEncoding, &str); 3] = [
    (SecretEncoding::Text, "Text"),
    (SecretEncoding::Base64, "Base64"),
    (SecretEncoding::Hex, "Hex"),
];

/// What the key is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// To verify with.
    Verify,
    /// To sign with: it has to be private, and none is fetched.
    Sign,
    /// To open an encrypted token with: it has to be private or secret, and none is fetched.
    Open(Way),
}

/// What opens an encrypted token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A private key.
    Private,
    /// A key that both sides have.
    Shared,
    /// A password.
    Password,
}

impl Way {
    /// By the token's `alg`.
    pub(crate) fn of(report: &Report) -> Self {
        let alg = report.header.as_ref().and_then(|header| header.get("alg"));
        let method = alg
            .and_then(Json::as_str)
            .and_then(KeyManagement::from_name);
        match method {
            Some(method) if method.is_public_key() => Self::Private,
            Some(method) if matches!(method.method(), Method::Password(..)) => Self::Password,
            Some(_) => Self::Shared,
            None => Self::Private,
        }
    }
}

/// The words of the form.
struct Words {
    tabs: &'static str,
    close: &'static str,
    path: &'static str,
    file: &'static str,
    text: &'static str,
    hint: &'static str,
    use_text: &'static str,
    secret: &'static str,
    secret_hint: &'static str,
    encoding: &'static str,
    use_secret: &'static str,
}

impl Verb {
    /// The ways in which such a key is given.
    fn ways(self) -> &'static [KeyTab] {
        match self {
            Self::Verify => &KeyTab::ALL,
            Self::Sign | Self::Open(_) => &KeyTab::SIGNING,
        }
    }

    fn usage(self) -> FileUse {
        match self {
            Self::Verify | Self::Open(_) => FileUse::Key,
            Self::Sign => FileUse::Signer,
        }
    }

    fn words(self) -> Words {
        match self {
            Self::Verify => Words {
                tabs: "Key from",
                close: "Close the form for keys",
                path: "Path of the key file",
                file: "JWK, JWKS, PEM or DER; or drop it on the window",
                text: "Key as text",
                hint: "Paste a JWK, a JWKS or PEM",
                use_text: "Use this key",
                secret: "Shared secret",
                secret_hint: "The secret of an HMAC signature",
                encoding: "Secret written as",
                use_secret: "Use this secret",
            },
            Self::Sign => Words {
                tabs: "Signing key from",
                close: "Close the form for signing keys",
                path: "Path of the private key",
                file: "A private JWK, JWKS, PEM or DER; it is not kept",
                text: "Private key as text",
                hint: "Paste a private JWK, a JWKS or PEM",
                use_text: "Sign with this key",
                secret: "Secret to sign with",
                secret_hint: "The secret of an HMAC signature",
                encoding: "Signing secret written as",
                use_secret: "Sign with this secret",
            },
            Self::Open(way) => Words {
                tabs: "Key from",
                close: "Close the form for keys",
                path: "Path of the key file",
                file: "A private JWK, JWKS, PEM or DER; or drop it on the window",
                text: "Private key as text",
                hint: "Paste a private JWK, a JWKS or PEM",
                use_text: "Open with this key",
                secret: match way {
                    Way::Password => "Password",
                    _ => "Shared key",
                },
                secret_hint: match way {
                    Way::Password => "The password it was encrypted with",
                    Way::Shared => "The key that both sides have",
                    Way::Private => "It takes a private key, not a secret",
                },
                encoding: "Secret written as",
                use_secret: match way {
                    Way::Password => "Open with this password",
                    _ => "Open with this secret",
                },
            },
        }
    }
}

/// One form while it is drawn.
struct View<'a, 'cx> {
    cx: &'a Cx<'cx>,
    form: &'a KeyForm,
    verb: Verb,
    words: Words,
    /// The action for what is done in this form.
    act: &'a dyn Fn(KeyFormAction) -> Action,
}

/// Shows the form. `act` makes the action for what is done in it.
pub(crate) fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    form: &KeyForm,
    verb: Verb,
    act: &dyn Fn(KeyFormAction) -> Action,
) {
    let words = verb.words();
    let view = View {
        cx,
        form,
        verb,
        words,
        act,
    };
    let frame = Frame::new()
        .stroke(egui::Stroke::new(1.0, tokens(ui).line))
        .corner_radius(6)
        .inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = size::GAP;
        view.head(ui);
        match view.tab() {
            KeyTab::File => view.file(ui),
            KeyTab::Text => view.text(ui),
            KeyTab::Secret => view.secret(ui),
            KeyTab::Url if verb == Verb::Verify => view.url(ui),
            KeyTab::Url => {}
        }
    });
}

impl View<'_, '_> {
    fn send(&self, action: KeyFormAction) {
        self.cx.send((self.act)(action));
    }

    /// The way that is chosen; the first, where this key is not given in that one.
    fn tab(&self) -> KeyTab {
        let ways = self.verb.ways();
        let chosen = ways.iter().find(|tab| **tab == self.form.tab);
        chosen.or(ways.first()).copied().unwrap_or_default()
    }

    fn head(&self, ui: &mut Ui) {
        row(ui, 24.0, |ui| {
            let ways = self.verb.ways();
            let names: Vec<&str> = ways.iter().map(|tab| tab.title()).collect();
            let selected = ways.iter().position(|tab| *tab == self.tab());
            let chosen = tabs(ui, self.words.tabs, &names, selected.unwrap_or_default());
            if let Some(tab) = chosen.and_then(|i| ways.get(i)) {
                self.send(KeyFormAction::Tab(*tab));
            }
            right(ui, |ui| {
                if icon_button(ui, Icon::X, self.words.close).clicked() {
                    self.send(KeyFormAction::Show(false));
                }
            });
        });
    }

    fn file(&self, ui: &mut Ui) {
        let line = PathLine {
            says: self.words.path,
            path: &self.form.path,
            error: self.form.error.as_deref(),
            usage: self.verb.usage(),
            step: "Read it",
        };
        if let Some(path) = line.show(ui, self.cx, true) {
            self.send(KeyFormAction::Path(path));
        }
        ui.label(weak(ui, self.words.file));
    }

    fn text(&self, ui: &mut Ui) {
        let t = tokens(ui);
        let font = TextStyle::Monospace.resolve(ui.style());
        let plain = |text: &str| {
            let format = TextFormat::simple(font.clone(), t.text);
            LayoutJob::single_section(text.to_owned(), format)
        };
        let (says, hint) = (self.words.text, self.words.hint);
        egui::ScrollArea::vertical()
            .id_salt(says)
            .max_height(180.0)
            .show(ui, |ui| {
                let (changed, response) = area(ui, says, hint, &self.form.text, 5, &plain);
                focus_when_new(ui, &response);
                forget_history(ui, response.id);
                if let Some(text) = changed {
                    self.send(KeyFormAction::Text(text.into()));
                }
            });
        self.error(ui);
        if button(ui, Icon::Plus, self.words.use_text).clicked() {
            self.send(KeyFormAction::Add);
        }
    }

    fn secret(&self, ui: &mut Ui) {
        let form = self.form;
        let mut entered = false;
        row(ui, size::CONTROL, |ui| {
            let width = ui.available_width() - 28.0;
            cell(ui, width, |ui| {
                let field = Field {
                    says: self.words.secret,
                    hint: self.words.secret_hint,
                    text: &form.secret,
                    masked: !form.reveal,
                };
                let (changed, enter, response) = field.show(ui, width);
                entered = enter;
                focus_when_new(ui, &response);
                forget_history(ui, response.id);
                if let Some(text) = changed {
                    self.send(KeyFormAction::Secret(text.into()));
                }
            });
            let (glyph, says) = if form.reveal {
                (Icon::EyeOff, "Hide the secret")
            } else {
                (Icon::Eye, "Reveal the secret")
            };
            if icon_button(ui, glyph, says).clicked() {
                self.send(KeyFormAction::Reveal(!form.reveal));
            }
        });
        self.error(ui);
        row(ui, size::CONTROL, |ui| {
            ui.label(weak(ui, "Written as"));
            let names = ENCODINGS.map(|(_, name)| name);
            let selected = ENCODINGS.iter().position(|(e, _)| *e == form.encoding);
            let selected = selected.unwrap_or_default();
            let chosen = tabs(ui, self.words.encoding, &names, selected);
            if let Some((encoding, _)) = chosen.and_then(|i| ENCODINGS.get(i)) {
                self.send(KeyFormAction::Encoding(*encoding));
            }
            right(ui, |ui| {
                if button(ui, Icon::Plus, self.words.use_secret).clicked() || entered {
                    self.send(KeyFormAction::Add);
                }
            });
        });
    }

    fn url(&self, ui: &mut Ui) {
        row(ui, size::CONTROL, |ui| {
            let width = (ui.available_width() - 96.0).max(80.0);
            let field = Field {
                says: "Address of the key set",
                hint: "https://id.example/jwks.json",
                text: &self.form.url,
                masked: false,
            };
            let (changed, entered, response) = field.show(ui, width);
            focus_when_new(ui, &response);
            if let Some(url) = changed {
                self.send(KeyFormAction::Url(url));
            }
            if button(ui, Icon::Globe, "Fetch…").clicked() || entered {
                self.send(KeyFormAction::Add);
            }
        });
        self.error(ui);
        ui.label(weak(ui, "The host is named before it is asked"));
    }

    fn error(&self, ui: &mut Ui) {
        if let Some(error) = &self.form.error {
            field_error(ui, error);
        }
    }
}
