//! How things look: panes, widths, theme, view. Nothing here changes what is shown, only how.

use crate::app::App;
use crate::app::action::Action;
use crate::app::event::Effect;
use crate::app::geometry::{Breakpoint, Pane};
use crate::app::reader::View;
use crate::app::state::Show;

/// Columns that one press of a width key changes.
const WIDTH_STEP: u16 = 4;

impl App {
    pub(super) fn change_look(&mut self, action: Action) {
        match action {
            Action::Zen => self.toggle_zen(),
            Action::Rail => self.toggle_rail(),
            Action::View => self.change_view(),
            Action::Context => self.context = !self.context,
            Action::DimKnown => {
                self.dim_known = !self.dim_known;
                self.say(if self.dim_known {
                    "what you know already is dim"
                } else {
                    "everything is bright"
                });
            }
            Action::Justify => {
                self.config.screen.justify = !self.config.screen.justify;
                self.say(if self.config.screen.justify { "even edges" } else { "ragged edges" });
            }
            Action::Theme => {
                self.theme = (self.theme + 1) % self.config.themes.len().max(1);
                let name = self.config.themes.get(self.theme).map(|theme| theme.name.clone());
                let name = name.unwrap_or_default();
                let colours = if self.surroundings.no_color { ", without colours (NO_COLOR)" } else { "" };
                self.say(&format!("theme {name}{colours}"));
            }
            Action::Mouse => {
                let mouse = !self.config.screen.mouse;
                self.config.screen.mouse = mouse;
                self.effects.push(Effect::Mouse(mouse));
                self.say(if mouse { "mouse on; hold Shift to select text" } else { "mouse off" });
            }
            _ => self.change_width(action),
        }
        self.remember_looks();
    }

    fn change_width(&mut self, action: Action) {
        let columns = self.size.0;
        let screen = &mut self.config.screen;
        match action {
            Action::ListNarrower => screen.list_width = screen.list_width.saturating_sub(WIDTH_STEP).max(20),
            Action::ListWider => screen.list_width = (screen.list_width + WIDTH_STEP).min(columns.max(20)),
            Action::TextNarrower => screen.text_width = screen.text_width.saturating_sub(WIDTH_STEP).max(20),
            Action::TextWider => screen.text_width = (screen.text_width + WIDTH_STEP).min(columns.max(20)),
            Action::WidthReset => {
                let first = &self.configured;
                (screen.list_width, screen.text_width) = (first.list_width, first.text_width);
            }
            _ => return,
        }
        let text = format!("list {} columns, text {} at most", screen.list_width, screen.text_width);
        self.say(&text);
    }

    fn toggle_zen(&mut self) {
        if self.stage().show == Show::Nothing {
            return self.say("nothing is open to be shown alone");
        }
        self.zen = !self.zen;
        if self.zen {
            self.stage_mut().focus = Pane::Main;
        }
    }

    /// On a wide screen the rail comes and goes; on a medium one it is a drawer; on a narrow one a pane of its own.
    fn toggle_rail(&mut self) {
        if self.stage().show != Show::Reader {
            return self.say("the rail belongs to an open text");
        }
        let in_rail = self.stage().focus == Pane::Rail;
        match Breakpoint::of(self.size.0, self.size.1) {
            Breakpoint::Wide => {
                self.config.screen.rail = !self.config.screen.rail;
                if in_rail {
                    self.stage_mut().focus = Pane::Main;
                }
            }
            Breakpoint::Medium => {
                self.drawer = !self.drawer;
                self.stage_mut().focus = if self.drawer { Pane::Rail } else { Pane::Main };
            }
            _ => self.stage_mut().focus = if in_rail { Pane::Main } else { Pane::Rail },
        }
    }

    fn change_view(&mut self) {
        let Some(reader) = &mut self.stage_mut().reader else { return };
        let view = reader.view.next();
        reader.set_view(view);
        let lines = reader.reading.article.cut.len();
        let (id, missing) = (reader.reading.row.id, reader.raw.is_none());
        if view == View::Raw && missing {
            self.ask_raw(id);
        }
        self.say(&match view {
            View::Cut => format!("{} (in {lines} places)", view.label()),
            _ => view.label().to_owned(),
        });
    }
}
