//! What the mends change in one article: actors divided, hidden, of another kind; quotes given to somebody else.

use crate::library::mends::first_words;
use crate::model::{
    ActorKind, Article, Extraction, LocalActor, LocalActorId, Mention, MentionForm, Quote, Rule, Span,
    Speaker,
};

/// The changes of one article, in the order they are done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// Actors that lose a spelling; each gives a new actor behind those there are.
    pub divided: Vec<(LocalActorId, String)>,
    /// Actors of another kind.
    pub kinds: Vec<(LocalActorId, ActorKind)>,
    /// Quotes with their speaker, or nobody.
    pub speakers: Vec<(QuoteKey, Option<LocalActorId>)>,
    /// What is no actor.
    pub hidden: Vec<LocalActorId>,
}

/// How a quote is known again in its article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteKey {
    /// Where its content stood.
    pub span: Span,
    /// Its first words.
    pub words: String,
}

impl QuoteKey {
    /// Which of an article's quotes it is: the one at the place, else one with the words, the nearest one first.
    #[must_use]
    pub fn find(&self, article: &Article, quotes: &[Quote]) -> Option<usize> {
        let says = |quote: &Quote| first_words(article.at(quote.content)) == self.words;
        let same = quotes.iter().position(|quote| quote.content == self.span && says(quote));
        let worded = (0..quotes.len())
            .filter(|at| quotes.get(*at).is_some_and(says))
            .min_by_key(|at| quotes.get(*at).map(|quote| quote.content.start.abs_diff(self.span.start)));
        same.or(worded)
    }
}

impl Patch {
    /// Does the changes.
    pub fn apply(&self, article: &Article, found: &mut Extraction) {
        for (local, variant) in &self.divided {
            divide(article, found, *local, variant);
        }
        for (local, kind) in &self.kinds {
            if let Some(actor) = found.actors.get_mut(local.0 as usize) {
                actor.kind = *kind;
            }
            found.mentions.iter_mut().filter(|m| m.actor == Some(*local)).for_each(|m| m.kind = *kind);
        }
        for (key, speaker) in &self.speakers {
            give(article, found, key, *speaker);
        }
        if !self.hidden.is_empty() {
            hide(found, &self.hidden);
        }
    }
}

/// Makes an actor of its own out of a spelling.
fn divide(article: &Article, found: &mut Extraction, local: LocalActorId, variant: &str) {
    let made = LocalActorId(found.actors.len() as u32);
    let Some(old) = found.actors.get_mut(local.0 as usize) else { return };
    let Some(at) = old.variants.iter().position(|(known, _)| known == variant) else { return };
    let taken = old.variants.remove(at);
    if old.name == variant
        && let Some((name, _)) = old.variants.first()
    {
        old.name.clone_from(name);
    }
    let mut new = LocalActor {
        name: variant.to_owned(),
        kind: old.kind,
        variants: vec![taken],
        roles: Vec::new(),
        gender: None,
    };
    let spelt = |mention: &Mention| {
        let mut words = article.at(mention.span).split_whitespace();
        mention.form == MentionForm::Name && variant.split_whitespace().eq(words.by_ref())
    };
    let mut moved: Vec<Span> = Vec::new();
    for mention in found.mentions.iter_mut().filter(|m| m.actor == Some(local)).filter(|m| spelt(m)) {
        mention.actor = Some(made);
        moved.push(mention.span);
        if let Some(role) = mention.role.filter(|role| old.roles.contains(role)) {
            old.roles.retain(|known| *known != role);
            new.roles.push(role);
        }
    }
    found.actors.push(new);
    let follow = |speaker: &mut Speaker| {
        if speaker.actor == Some(local) && moved.iter().any(|span| span.overlaps(speaker.span)) {
            speaker.actor = Some(made);
        }
    };
    for quote in &mut found.quotes {
        quote.speakers.iter_mut().for_each(follow);
        quote.candidates.iter_mut().for_each(|candidate| follow(&mut candidate.speaker));
    }
}

/// Gives a quote to a speaker by the user's word.
fn give(article: &Article, found: &mut Extraction, key: &QuoteKey, to: Option<LocalActorId>) {
    let Some(at) = key.find(article, &found.quotes) else { return };
    let Some(quote) = found.quotes.get(at) else { return };
    let speakers = match to {
        None => Vec::new(),
        Some(local) => {
            let known = quote.speakers.iter().chain(quote.candidates.iter().map(|c| &c.speaker));
            let weighed = known.into_iter().find(|speaker| speaker.actor == Some(local)).copied();
            let start = quote.content.start;
            let named = |m: &&Mention| m.actor == Some(local);
            let mentions = found.mentions.iter().filter(named);
            // A name is a better place to point at than a pronoun.
            let nearest = mentions
                .min_by_key(|m| (m.form != MentionForm::Name, m.span.start.abs_diff(start)))
                .map(|m| Speaker { span: m.span, actor: Some(local) });
            match weighed.or(nearest) {
                Some(speaker) => vec![speaker],
                None => return,
            }
        }
    };
    if let Some(quote) = found.quotes.get_mut(at) {
        quote.speakers = speakers;
        quote.rule = Rule::ByUser;
        quote.confidence = 1.0;
    }
}

/// Takes actors out of everything that was found; their numbers stay, so that the others' do.
fn hide(found: &mut Extraction, hidden: &[LocalActorId]) {
    let is = |actor: Option<LocalActorId>| actor.is_some_and(|local| hidden.contains(&local));
    found.mentions.retain(|mention| !is(mention.actor));
    for quote in &mut found.quotes {
        for speaker in quote.speakers.iter_mut().filter(|speaker| is(speaker.actor)) {
            speaker.actor = None;
        }
        quote.candidates.retain(|candidate| !is(candidate.speaker.actor));
    }
    for local in hidden {
        if let Some(actor) = found.actors.get_mut(local.0 as usize) {
            actor.roles.clear();
            actor.variants.clear();
        }
    }
}
