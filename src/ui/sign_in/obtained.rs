//! The tokens that came, and what can be done with them.

use super::send;
use crate::app::{Action, Errand, Obtained, SignInAction, TokenKind, TokenLine};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::theme::{size, tokens};
use crate::ui::widgets::{
    Card, badge, cell, divider, icon_button, icon_sized, name, one_line, quiet, right, row, weak,
};
use egui::{Align, Layout, Ui};
use std::sync::Arc;

/// The height of a token.
const LINE: f32 = 32.0;

/// How high the card is with the gap before it; nothing where there is none.
pub(super) fn height(cx: &Cx<'_>) -> f32 {
    match obtained(cx) {
        Some((_, lines)) => lines as f32 * (LINE + 1.0) + 28.0 + 24.0 + size::GAP,
        None => 0.0,
    }
}

fn obtained<'a>(cx: &Cx<'a>) -> Option<(&'a Arc<Obtained>, usize)> {
    let obtained = cx.model.sign_in.run()?.obtained.as_ref()?;
    let kinds = TokenKind::ALL.into_iter();
    let count = kinds.filter(|kind| obtained.token(*kind).is_some()).count();
    (count > 0).then_some((obtained, count))
}

pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    let Some((obtained, count)) = obtained(cx) else {
        return;
    };
    let title = if obtained.are_refused {
        "Tokens that were refused"
    } else {
        "Tokens obtained"
    };
    let is_busy = cx.model.sign_in.under_way().is_some();
    let tools = |ui: &mut Ui| {
        if !is_busy && !obtained.are_refused {
            errands(ui, cx, obtained);
        }
    };
    Card::new(title)
        .note(count.to_string())
        .show(ui, tools, |ui| {
            for (i, line) in cx.token_lines(obtained).iter().enumerate() {
                if i > 0 {
                    divider(ui);
                }
                one(ui, cx, obtained, line, is_busy);
            }
        });
}

/// What can be done with the login as a whole.
fn errands(ui: &mut Ui, cx: &Cx<'_>, obtained: &Obtained) {
    let run = |errand| send(cx, SignInAction::Run(errand));
    ui.spacing_mut().item_spacing.x = 12.0;
    let says = "Save the tokens to the vault…";
    if !cx.model.sign_in.is_foreign()
        && quiet(ui, Icon::LockKeyhole, "Save to vault…", says).clicked()
    {
        cx.send(Action::KeepLogin);
    }
    if obtained.can_log_out() && quiet(ui, Icon::LogOut, "Log out", "Log out").clicked() {
        run(Errand::LogOut);
    }
    if obtained.can_ask_userinfo()
        && quiet(ui, Icon::User, "UserInfo", "Ask who signed in").clicked()
    {
        run(Errand::Userinfo);
    }
    if obtained.can_refresh() && quiet(ui, Icon::RefreshCw, "Refresh now", "Refresh now").clicked()
    {
        run(Errand::Refresh);
    }
}

fn one(ui: &mut Ui, cx: &Cx<'_>, obtained: &Obtained, line: &TokenLine, is_busy: bool) {
    let kind = line.kind;
    let within = kind.within();
    row(ui, LINE, |ui| {
        cell(ui, 96.0, |ui| ui.label(name(ui, kind.title())));
        cell(ui, 120.0, |ui| {
            if let Some((judgement, left)) = &line.left {
                badge(ui, *judgement, left);
            }
        });
        right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let inspect = format!("Inspect the {within}");
            if quiet(ui, Icon::ScanSearch, "Inspect", &inspect).clicked() {
                send(cx, SignInAction::Inspect(kind));
            }
            let copy = format!("Copy the {within}");
            if icon_button(ui, Icon::Copy, &copy).clicked() {
                send(cx, SignInAction::CopyToken(kind));
            }
            if !is_busy && !obtained.are_refused && kind != TokenKind::Id {
                about(ui, cx, obtained, kind);
            }
            let rest = Layout::left_to_right(Align::Center);
            ui.with_layout(rest, |ui| {
                if obtained.are_refused {
                    let hue = tokens(ui).err;
                    ui.label(icon_sized(Icon::ShieldX, 14.0).color(hue));
                }
                one_line(ui, weak(ui, &line.detail));
            });
        });
    });
}

/// What can be asked about one token; without words where there is no room for them.
fn about(ui: &mut Ui, cx: &Cx<'_>, obtained: &Obtained, kind: TokenKind) {
    let within = kind.within();
    let has_room = ui.available_width() > 400.0;
    let errands = [
        (
            obtained.can_revoke(),
            Icon::Ban,
            "Revoke",
            Errand::Revoke(kind),
        ),
        (
            obtained.can_introspect(),
            Icon::CircleQuestionMark,
            "Introspect",
            Errand::Introspect(kind),
        ),
    ];
    for (is_offered, glyph, word, errand) in errands {
        let says = format!("{word} the {within}");
        let pressed = match (is_offered, has_room) {
            (false, _) => continue,
            (true, true) => quiet(ui, glyph, word, &says),
            (true, false) => icon_button(ui, glyph, &says),
        };
        if pressed.clicked() {
            send(cx, SignInAction::Run(errand));
        }
    }
}
