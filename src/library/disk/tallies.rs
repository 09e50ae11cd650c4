//! What each of an article's own actors counts for: mentions, quotes said, quotes that mention it; and which actor of the
//! corpus it is.

use crate::library::disk::bytes::{Packer, Unpacker};
use crate::model::{Extraction, QuoteKind};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;

/// What one actor of an article counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Mentions, pronouns included.
    pub mentions: u32,
    /// Quotes it said; `soCalled` left out, as below.
    pub said: u32,
    /// Quotes that mention it.
    pub about: u32,
}

/// The tallies of an article's actors, by local number.
#[must_use]
pub fn of(found: &Extraction) -> Vec<Tally> {
    grouped(found, &(0..found.actors.len() as u32).collect::<Vec<u32>>())
}

/// As [`of`], where actors of one group count as one: `group` by local number, from 0.
#[must_use]
pub fn grouped(found: &Extraction, group: &[u32]) -> Vec<Tally> {
    let count = group.iter().max().map_or(0, |max| *max as usize + 1);
    let mut tallies = vec![Tally::default(); count];
    let of = |local: u32| group.get(local as usize).map(|group| *group as usize);
    for local in found.mentions.iter().filter_map(|mention| mention.actor) {
        if let Some(tally) = of(local.0).and_then(|at| tallies.get_mut(at)) {
            tally.mentions += 1;
        }
    }
    for quote in found.quotes.iter().filter(|quote| quote.kind != QuoteKind::SoCalled) {
        let speakers: BTreeSet<usize> =
            quote.speakers.iter().filter_map(|speaker| of(speaker.actor?.0)).collect();
        let from = found.mentions.partition_point(|mention| mention.span.start < quote.content.start);
        let inside = found.mentions.get(from..).unwrap_or_default();
        let inside = inside.iter().take_while(|mention| mention.span.start < quote.content.end);
        let about: BTreeSet<usize> = inside
            .filter(|mention| quote.content.covers(mention.span))
            .filter_map(|mention| of(mention.actor?.0))
            .collect();
        for at in speakers {
            tallies.get_mut(at).into_iter().for_each(|tally| tally.said += 1);
        }
        for at in about {
            tallies.get_mut(at).into_iter().for_each(|tally| tally.about += 1);
        }
    }
    tallies
}

/// Packs tallies.
#[must_use]
pub fn pack(tallies: &[Tally]) -> Vec<u8> {
    let mut out = Packer::default();
    for tally in tallies {
        // Most actors say nothing and are in no quote: one byte for one mention, with the rest's presence in its last bit.
        let talks = tally.said + tally.about > 0;
        out.put(tally.mentions << 1 | u32::from(talks));
        if talks {
            out.put(tally.said);
            out.put(tally.about);
        }
    }
    out.finish()
}

/// The tallies again.
#[must_use]
pub fn unpack(bytes: &[u8]) -> Option<Vec<Tally>> {
    let mut from = Unpacker::new(bytes);
    let mut tallies = Vec::new();
    while !from.is_empty() {
        let head = from.take_u32()?;
        let (said, about) = if head & 1 == 1 { (from.take_u32()?, from.take_u32()?) } else { (0, 0) };
        tallies.push(Tally { mentions: head >> 1, said, about });
    }
    Some(tallies)
}

/// Packs the actors of the corpus that an article's own are, by local number.
#[must_use]
pub fn pack_locals(actors: &[u32]) -> Vec<u8> {
    let mut out = Packer::default();
    for actor in actors {
        out.put(*actor);
    }
    out.finish()
}

/// They again.
#[must_use]
pub fn unpack_locals(bytes: &[u8]) -> Option<Vec<u32>> {
    let mut from = Unpacker::new(bytes);
    let mut actors = Vec::new();
    while !from.is_empty() {
        actors.push(from.take_u32()?);
    }
    Some(actors)
}

/// The actors of the corpus an article's own are, by local number; none before they have been merged.
///
/// # Errors
/// When the library cannot be read.
pub fn locals_of(from: &Connection, article: u32) -> rusqlite::Result<Vec<u32>> {
    let mut statement = from.prepare_cached("SELECT actors FROM locals WHERE article = ?1")?;
    let packed: Option<Vec<u8>> = statement.query_row([article], |row| row.get(0)).optional()?;
    Ok(packed.and_then(|bytes| unpack_locals(&bytes)).unwrap_or_default())
}

/// The actors of an article, each once.
pub(crate) fn actors_of(from: &Connection, article: u32) -> rusqlite::Result<BTreeSet<u32>> {
    Ok(locals_of(from, article)?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::{Tally, grouped, of, pack, pack_locals, unpack, unpack_locals};
    use crate::model::{
        ActorKind, Extraction, LocalActor, LocalActorId, Mention, MentionForm, Quote, QuoteKind, Rule, Span,
        Speaker,
    };

    fn mention(start: usize, actor: u32) -> Mention {
        Mention {
            span: Span::new(start, start + 2),
            form: MentionForm::Name,
            kind: ActorKind::Person,
            actor: Some(LocalActorId(actor)),
            role: None,
        }
    }

    fn quote(start: usize, end: usize, kind: QuoteKind, speakers: &[u32]) -> Quote {
        let speaker = |n: &u32| Speaker { span: Span::new(0, 2), actor: Some(LocalActorId(*n)) };
        Quote {
            content: Span::new(start, end),
            kind,
            quoted: Vec::new(),
            speakers: speakers.iter().map(speaker).collect(),
            cue: None,
            rule: Rule::Reported,
            confidence: 0.5,
            candidates: Vec::new(),
        }
    }

    #[test]
    fn counts_what_each_actor_does() {
        let actor = LocalActor {
            name: "A".to_owned(),
            kind: ActorKind::Person,
            variants: Vec::new(),
            roles: Vec::new(),
            gender: None,
        };
        let found = Extraction {
            mentions: vec![mention(0, 0), mention(10, 1), mention(14, 0), mention(30, 2)],
            actors: vec![actor; 3],
            quotes: vec![quote(8, 20, QuoteKind::Direct, &[0, 2]), quote(25, 40, QuoteKind::SoCalled, &[1])],
        };
        let tally = |mentions, said, about| Tally { mentions, said, about };
        assert_eq!(of(&found), [tally(2, 1, 1), tally(1, 0, 1), tally(1, 1, 0)]);
        assert_eq!(grouped(&found, &[0, 1, 0]), [tally(3, 1, 1), tally(1, 0, 1)], "one quote, said once");
        assert_eq!(unpack(&pack(&of(&found))), Some(of(&found)));
        assert_eq!(unpack_locals(&pack_locals(&[3, 500, 70_000])), Some(vec![3, 500, 70_000]));
    }
}
