//! Mends done to the actors that merging found: who is one, who is not, what they are called.
//!
//! The numbers of actors change; what must change within single articles comes back as a [`Patch`] each. A mend whose
//! actor is no longer there does nothing, and does it again when the actor comes back.

use crate::library::mends::patch::{Patch, QuoteKey};
use crate::library::mends::{Mend, Named};
use crate::library::merge::{Merged, MergedActor, canonical};
use crate::library::state::Content;
use crate::model::{ActorId, ActorKind, ArticleId, LocalActorId, Span};
use std::collections::{BTreeMap, HashMap};

/// The number of those who are no actors: it belongs to nobody.
pub const NOBODY: ActorId = ActorId(u32::MAX);

/// What the mends must know of the articles.
pub trait Articles {
    /// The spellings of an article's actor with their mentions.
    fn variants(&self, article: ArticleId, local: LocalActorId) -> &[(String, u32)];
    /// The articles of a content: one, or exact copies.
    fn of_content(&self, content: Content) -> Vec<ArticleId>;
}

/// Actors after the mends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The actors; hidden ones are [`NOBODY`] in `of`.
    pub merged: Merged,
    /// What changes within articles, by article.
    pub patches: BTreeMap<ArticleId, Patch>,
}

/// Does the mends, in order.
#[must_use]
pub fn mend(merged: Merged, articles: &impl Articles, mends: &[Mend]) -> Mended {
    let mut work = Work::new(merged, articles);
    for mend in mends {
        work.take(mend);
    }
    work.finish()
}

/// What became of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It is there.
    There,
    /// It went into another one.
    Merged(usize),
    /// It is hidden.
    Hidden,
}

/// One actor on the bench.
struct Slot {
    actor: MergedActor,
    state: State,
    /// Its kind was set by the user.
    kind_set: bool,
}

struct Work<'a, A> {
    articles: &'a A,
    slots: Vec<Slot>,
    of: Vec<Vec<ActorId>>,
    by_name: HashMap<String, Vec<usize>>,
    by_variant: HashMap<String, Vec<usize>>,
    /// Spellings of actors that were divided, and of those that were made so.
    divided: HashMap<(ArticleId, LocalActorId), Vec<(String, u32)>>,
    patches: BTreeMap<ArticleId, Patch>,
    speakers: Vec<(Content, QuoteKey, Option<usize>)>,
}

impl<'a, A: Articles> Work<'a, A> {
    fn new(merged: Merged, articles: &'a A) -> Self {
        let mut work = Self {
            articles,
            slots: Vec::with_capacity(merged.actors.len()),
            of: merged.of,
            by_name: HashMap::new(),
            by_variant: HashMap::new(),
            divided: HashMap::new(),
            patches: BTreeMap::new(),
            speakers: Vec::new(),
        };
        for actor in merged.actors {
            work.add(actor);
        }
        work
    }

    fn add(&mut self, actor: MergedActor) -> usize {
        let at = self.slots.len();
        self.by_name.entry(actor.name.clone()).or_default().push(at);
        for (variant, _) in &actor.variants {
            self.by_variant.entry(variant.clone()).or_default().push(at);
        }
        self.slots.push(Slot { actor, state: State::There, kind_set: false });
        at
    }

    /// The actor of a name: whose name it is, of that kind if there is one, else who is most often called so.
    fn find(&self, named: &Named) -> Option<usize> {
        let open = |at: &&usize| self.slots.get(**at).is_some_and(|slot| slot.state == State::There);
        let kind = |at: &usize| self.slots.get(*at).map(|slot| slot.actor.kind);
        let is_called = |at: &&usize| self.slots.get(**at).is_some_and(|slot| slot.actor.name == named.name);
        let called = self.by_name.get(&named.name).map_or(&[][..], Vec::as_slice);
        let called: Vec<usize> = called.iter().filter(open).filter(is_called).copied().collect();
        let wanted = |at: &&usize| named.kind.is_none_or(|wanted| kind(at) == Some(wanted));
        if let Some(at) = called.iter().find(wanted).or_else(|| called.first()) {
            return Some(*at);
        }
        let times = |at: &usize| {
            let variants = self.slots.get(*at).map_or(&[][..], |slot| &slot.actor.variants);
            variants.iter().find(|(variant, _)| *variant == named.name).map_or(0, |(_, count)| *count)
        };
        let spelt = self.by_variant.get(&named.name).map_or(&[][..], Vec::as_slice);
        let spelt = spelt.iter().filter(open).filter(|at| times(at) > 0);
        spelt.max_by_key(|at| (wanted(at), times(at), std::cmp::Reverse(**at))).copied()
    }

    fn take(&mut self, mend: &Mend) {
        match mend {
            Mend::Merge { actor, into } => {
                if let (Some(from), Some(into)) = (self.find(actor), self.find(into))
                    && from != into
                {
                    self.merge(from, into);
                }
            }
            Mend::Split { actor, variant } => {
                if let Some(at) = self.find(actor) {
                    self.split(at, variant);
                }
            }
            Mend::Rename { actor, to } => {
                if let Some(at) = self.find(actor).filter(|_| !to.trim().is_empty()) {
                    self.by_name.entry(to.clone()).or_default().push(at);
                    self.slots[at].actor.name.clone_from(to);
                }
            }
            Mend::Kind { actor, to } => {
                if let Some(at) = self.find(actor) {
                    self.slots[at].actor.kind = *to;
                    self.slots[at].kind_set = true;
                }
            }
            Mend::Hide { actor } => {
                if let Some(at) = self.find(actor) {
                    self.slots[at].state = State::Hidden;
                }
            }
            Mend::Speaker { article, quote: [start, end], words, speaker } => {
                let to = match speaker {
                    None => None,
                    Some(named) => match self.find(named) {
                        Some(at) => Some(at),
                        None => return,
                    },
                };
                let key = QuoteKey { span: Span { start: *start, end: *end }, words: words.clone() };
                self.speakers.push((*article, key, to));
            }
        }
    }

    fn merge(&mut self, from: usize, into: usize) {
        let gone = std::mem::take(&mut self.slots[from].actor);
        self.slots[from].state = State::Merged(into);
        for (variant, _) in &gone.variants {
            self.by_variant.entry(variant.clone()).or_default().push(into);
        }
        let actor = &mut self.slots[into].actor;
        for (variant, count) in gone.variants {
            match actor.variants.iter_mut().find(|(known, _)| *known == variant) {
                Some((_, sum)) => *sum += count,
                None => actor.variants.push((variant, count)),
            }
        }
        in_order(&mut actor.variants);
        actor.members.extend(gone.members);
        actor.members.sort_unstable();
        let members = actor.members.clone();
        self.put(&members, into);
    }

    fn put(&mut self, members: &[(ArticleId, LocalActorId)], at: usize) {
        for (article, local) in members {
            let slot = self.of.get_mut(article.0 as usize).and_then(|of| of.get_mut(local.0 as usize));
            if let Some(slot) = slot {
                *slot = ActorId(at as u32);
            }
        }
    }

    fn spellings(&self, article: ArticleId, local: LocalActorId) -> &[(String, u32)] {
        let divided = self.divided.get(&(article, local)).map(Vec::as_slice);
        divided.unwrap_or_else(|| self.articles.variants(article, local))
    }

    /// Takes a spelling off: where an article's actor has no other it moves whole, else it is divided.
    fn split(&mut self, at: usize, variant: &str) {
        let old = &self.slots[at].actor;
        let Some(place) = old.variants.iter().position(|(known, _)| known == variant) else { return };
        if old.variants.len() < 2 {
            return;
        }
        let mut kept = old.clone();
        let mut new = MergedActor {
            name: variant.to_owned(),
            kind: old.kind,
            variants: vec![kept.variants.remove(place)],
            members: Vec::new(),
        };
        kept.members.clear();
        for (article, local) in self.slots[at].actor.members.clone() {
            let spellings = self.spellings(article, local);
            let Some(own) = spellings.iter().position(|(known, _)| known == variant) else {
                kept.members.push((article, local));
                continue;
            };
            if spellings.len() == 1 {
                new.members.push((article, local));
                continue;
            }
            let mut rest = spellings.to_vec();
            let taken = rest.remove(own);
            let Some(of) = self.of.get_mut(article.0 as usize) else { continue };
            let made = LocalActorId(of.len() as u32);
            of.push(NOBODY);
            self.divided.insert((article, local), rest);
            self.divided.insert((article, made), vec![taken]);
            self.patches.entry(article).or_default().divided.push((local, variant.to_owned()));
            kept.members.push((article, local));
            new.members.push((article, made));
        }
        if kept.name == variant {
            kept.name = canonical(&kept.variants, kept.kind);
            self.by_name.entry(kept.name.clone()).or_default().push(at);
        }
        self.slots[at].actor = kept;
        let members = new.members.clone();
        let made = self.add(new);
        self.put(&members, made);
    }

    /// Where an actor ended up.
    fn end(&self, mut at: usize) -> Option<usize> {
        // Whoever was merged into another went once, so this ends.
        loop {
            match self.slots.get(at)?.state {
                State::There => return Some(at),
                State::Merged(into) => at = into,
                State::Hidden => return None,
            }
        }
    }

    fn finish(mut self) -> Mended {
        self.patch_kinds();
        self.patch_hidden();
        self.patch_speakers();
        let mut numbers = vec![NOBODY; self.slots.len()];
        let mut actors = Vec::with_capacity(self.slots.len());
        for (slot, number) in self.slots.into_iter().zip(&mut numbers) {
            if slot.state == State::There {
                *number = ActorId(actors.len() as u32);
                actors.push(slot.actor);
            }
        }
        for of in self.of.iter_mut().flatten() {
            *of = numbers.get(of.0 as usize).copied().unwrap_or(NOBODY);
        }
        Mended { merged: Merged { actors, of: self.of }, patches: self.patches }
    }

    fn patch_kinds(&mut self) {
        for slot in self.slots.iter().filter(|slot| slot.kind_set && slot.state == State::There) {
            for (article, local) in &slot.actor.members {
                self.patches.entry(*article).or_default().kinds.push((*local, slot.actor.kind));
            }
        }
    }

    fn patch_hidden(&mut self) {
        for slot in self.slots.iter().filter(|slot| slot.state == State::Hidden) {
            for (article, local) in &slot.actor.members {
                self.patches.entry(*article).or_default().hidden.push(*local);
            }
        }
    }

    fn patch_speakers(&mut self) {
        for (content, key, to) in std::mem::take(&mut self.speakers) {
            for article in self.articles.of_content(content) {
                let local = match to {
                    None => None,
                    Some(at) => {
                        let Some(slot) = self.end(at).and_then(|at| self.slots.get(at)) else { continue };
                        let member = slot.actor.members.iter().find(|(known, _)| *known == article);
                        let Some((_, local)) = member else { continue };
                        Some(*local)
                    }
                };
                self.patches.entry(article).or_default().speakers.push((key.clone(), local));
            }
        }
    }
}

fn in_order(variants: &mut [(String, u32)]) {
    variants.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
}

impl Default for MergedActor {
    fn default() -> Self {
        Self { name: String::new(), kind: ActorKind::Other, variants: Vec::new(), members: Vec::new() }
    }
}

#[cfg(test)]
mod tests;
