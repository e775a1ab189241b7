//! Acts on what is about the room: screens and head counts.

use super::{Act, Decision, Key, Refusal, Role, Room, config, text, wire};
use crate::domain::id::ScreenId;
use crate::domain::room::{HeadCounts, Screen};
use crate::domain::stage::Showing;

fn screen<'a>(room: &'a Room, id: &ScreenId) -> Result<&'a Screen, Refusal> {
    room.screens.get(id).map(|held| &held.value).ok_or(Refusal::UnknownScreen)
}

pub(super) fn name(name: &wire::NameScreen, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let new = text::line("name", &name.name, config::NAME_GRAPHEMES)?;
    let screen = Screen { name: new.clone(), ..screen(room, &name.screen)?.clone() };
    let decision = Decision::default().set(&Key::Screen(name.screen.clone()), name.rev, &screen);
    Ok(decision.line(role, Act::ScreenNamed { name: new }))
}

pub(super) fn pin(pin: &wire::PinScreen, room: &Room, role: Role) -> Result<Decision, Refusal> {
    if let Some(Showing::Run { run }) = pin.pinned {
        super::run_known(room, run)?;
    }
    let screen = Screen { pinned: pin.pinned, ..screen(room, &pin.screen)?.clone() };
    let decision = Decision::default().set(&Key::Screen(pin.screen.clone()), pin.rev, &screen);
    Ok(decision.line(role, Act::ScreenPinned { name: screen.name, pinned: pin.pinned }))
}

/// A blink is no act of the session: it leaves no line in the minutes.
pub(super) fn blink(on: &wire::OnScreen, room: &Room) -> Result<Decision, Refusal> {
    let screen = screen(room, &on.screen)?;
    let screen = Screen { blink: screen.blink.wrapping_add(1), ..screen.clone() };
    Ok(Decision::default().set(&Key::Screen(on.screen.clone()), on.rev, &screen))
}

pub(super) fn revoke(on: &wire::OnScreen, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let name = screen(room, &on.screen)?.name.clone();
    let decision = Decision::default().document(&Key::Screen(on.screen.clone()), on.rev, super::Write::Delete);
    Ok(decision.line(role, Act::ScreenRevoked { name }))
}

pub(super) fn heads(heads: &wire::Heads, role: Role) -> Result<Decision, Refusal> {
    for (field, count) in [("room", heads.room), ("online", heads.online)] {
        if count.is_some_and(|count| count > config::MAX_HEADS) {
            return Err(Refusal::OutOfBounds { field: field.to_owned(), min: 0, max: config::MAX_HEADS });
        }
    }
    let counts = HeadCounts { room: heads.room, online: heads.online };
    let decision = Decision::default().set(&Key::Heads, heads.rev, &counts);
    Ok(decision.line(role, Act::Heads { room: heads.room, online: heads.online }))
}
