//! Notes on sentences.

use crate::app::App;
use crate::app::line::Line;
use crate::app::reader::View;
use crate::app::state::{Mode, Prompt, Purpose, Show};
use crate::library::state::{Change, Content};
use crate::model::{Clean, Span};

impl App {
    /// Opens a line for a note on the sentence one is at; the old note stands in it.
    pub(super) fn begin_note(&mut self) {
        let Some(reader) = self.stage().reader.as_ref().filter(|reader| reader.view != View::Raw) else {
            return self.say("notes are written on sentences of the clean text");
        };
        let Some(sentence) = reader.sentence_here() else { return self.say("there is no sentence here") };
        let article = reader.reading.row.content;
        let old = self.made.notes.get(&article).and_then(|notes| {
            notes.iter().find(|(span, _)| span.overlaps(sentence)).map(|(span, text)| (*span, text.clone()))
        });
        let (sentence, text) = old.unwrap_or((sentence, String::new()));
        let line = Line::new(&text);
        self.mode = Mode::Line(Prompt { purpose: Purpose::Note { article, sentence }, line, fault: None });
        if let Some(reader) = &mut self.stage_mut().reader {
            reader.lit = Some(sentence);
        }
    }

    /// Keeps a note; an empty one takes the old one away.
    pub(super) fn set_note(&mut self, article: Content, sentence: Span, text: &str) {
        let text = text.trim().to_owned();
        let old = self.made.notes.get(&article).and_then(|notes| notes.get(&sentence));
        if old.map_or("", String::as_str) == text {
            return;
        }
        let label = if text.is_empty() { "note taken away" } else { "noted" };
        self.do_step(label, vec![Change::Noted(article, sentence, text)]);
    }

    /// Hands the open text its notes.
    pub(super) fn settle_notes(&mut self) {
        let stage = self.stage();
        let Some(reader) = stage.reader.as_ref().filter(|_| stage.show == Show::Reader) else { return };
        let kept = self.made.notes.get(&reader.reading.row.content);
        let same = kept.map_or(reader.notes.is_empty(), |kept| {
            kept.len() == reader.notes.len()
                && kept.iter().zip(&reader.notes).all(|(a, b)| *a.0 == b.0 && *a.1 == *b.1)
        });
        if same {
            return;
        }
        let notes: Vec<(Span, Clean)> =
            kept.into_iter().flatten().map(|(span, text)| (*span, Clean::line(text))).collect();
        if let Some(reader) = &mut self.stage_mut().reader {
            reader.notes = notes;
            reader.layout = None;
        }
    }
}
