//! Who “he”, “her”, “the mayor” and “the company” are: pronouns and descriptions resolved to the article's actors.
//!
//! Only what the text supports is resolved; the rest is left open, and a role that no name of the article is tied to
//! stays unnamed. One pass in the order of reading with a short memory, so the time grows with the length of the text.
//! Salience by recency, subject position and agreement follows Lappin and Leass (1994).

mod namesakes;
mod roles;
mod scene;

use crate::extract::naming::is_title;
use crate::extract::reference::namesakes::Namesakes;
use crate::extract::reference::roles::Roles;
use crate::extract::reference::scene::{Folded, Word, words};
use crate::extract::split::Split;
use crate::model::{ActorKind, Article, Gender, LocalActor, LocalActorId, Mention, MentionForm, Span};

/// Adds the resolved pronouns and descriptions to the mentions, which stay in order, and tells actors their gender.
pub fn resolve(article: &Article, mentions: &mut Vec<Mention>, actors: &mut [LocalActor]) {
    resolve_in(article, &Split::of(article), mentions, actors);
}

/// As [`resolve`], of an article that was cut already.
pub fn resolve_in(article: &Article, split: &Split, mentions: &mut Vec<Mention>, actors: &mut [LocalActor]) {
    if actors.is_empty() {
        return;
    }
    let folded = Folded::of(&article.text, split);
    let words = words(split, &folded);
    let (found, moved) = {
        let mut reader = Reader::new(article, &words, mentions, actors);
        reader.read();
        (reader.found, reader.moved)
    };
    for (mention, actor) in moved {
        namesakes::give(&article.text, &mut mentions[mention], actor, actors);
    }
    for (pronoun, actor) in found.iter().filter_map(|(mention, gender)| gender.zip(mention.actor)) {
        if let Some(actor) = actors.get_mut(actor.0 as usize) {
            actor.gender.get_or_insert(pronoun);
        }
    }
    mentions.extend(found.into_iter().map(|(mention, _)| mention));
    mentions.sort_by_key(|mention| mention.span);
}

/// What is remembered of an actor while reading.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent sign of how the mention stood")]
struct Memory {
    /// Where it was last referred to, as a word.
    at: usize,
    sentence: u32,
    paragraph: u32,
    /// How it stood there.
    subject: bool,
    possessive: bool,
    behind_preposition: bool,
    in_quote: bool,
    by_pronoun: bool,
    /// How often it was referred to so far.
    count: u32,
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [Word<'a>],
    mentions: &'a [Mention],
    actors: &'a [LocalActor],
    gender: Vec<Option<Gender>>,
    memory: Vec<Option<Memory>>,
    /// The actors met last, newest behind.
    recent: Vec<usize>,
    roles: Roles,
    namesakes: Namesakes,
    found: Vec<(Mention, Option<Gender>)>,
    /// Names that are somebody else's than was thought, by number.
    moved: Vec<(usize, LocalActorId)>,
}

/// How many actors met last are weighed.
const REMEMBERED: usize = 12;
/// How many paragraphs back a pronoun reaches.
const REACH: u32 = 3;
/// A referent must beat the next by this much, else the pronoun is left open.
const LEAD: f32 = 0.15;

impl<'a> Reader<'a> {
    fn new(
        article: &'a Article,
        words: &'a [Word<'a>],
        mentions: &'a [Mention],
        actors: &'a [LocalActor],
    ) -> Self {
        Self {
            text: &article.text,
            words,
            mentions,
            actors,
            gender: actors.iter().map(|actor| actor.gender).collect(),
            memory: vec![None; actors.len()],
            recent: Vec::new(),
            roles: Roles::of(article, mentions, actors),
            namesakes: Namesakes::of(actors),
            found: Vec::new(),
            moved: Vec::new(),
        }
    }

    fn read(&mut self) {
        let mut next = 0;
        let mut at = 0;
        while let Some(word) = self.words.get(at) {
            while self.mentions.get(next).is_some_and(|m| m.span.end <= word.token.span.start) {
                next += 1;
            }
            if let Some(mention) = self.mentions.get(next).filter(|m| m.span.overlaps(word.token.span)) {
                let from = at;
                while self.words.get(at).is_some_and(|w| w.token.span.start < mention.span.end) {
                    at += 1;
                }
                if let Some(actor) = mention.actor {
                    let near =
                        |other: usize| self.memory[other].is_some_and(|m| m.paragraph == word.paragraph);
                    let namesake = self.namesakes.nearer(self.text, mention, near);
                    self.moved.extend(namesake.map(|other| (next, other)));
                    self.meet(namesake.unwrap_or(actor).0 as usize, from, at.max(from + 1), false);
                }
                at = at.max(from + 1);
                continue;
            }
            at += self.pronoun(at).or_else(|| self.description(at, next)).unwrap_or(1);
        }
    }

    /// Remembers that words `from..to` refer to an actor.
    fn meet(&mut self, actor: usize, from: usize, to: usize, by_pronoun: bool) {
        let word = &self.words[from];
        let count = self.memory[actor].map_or(0, |m| m.count) + 1;
        let before =
            from.checked_sub(1).and_then(|at| self.words.get(at)).filter(|w| w.sentence == word.sentence);
        let possessive = self.words.get(to).is_some_and(|w| matches!(w.low, "'s" | "'"));
        let subject = !possessive
            && (self.opens(from) || by_pronoun && is_subject(word.low) || self.is_followed_by_verb(to));
        self.memory[actor] = Some(Memory {
            at: from,
            sentence: word.sentence,
            paragraph: word.paragraph,
            subject,
            possessive,
            behind_preposition: before.is_some_and(|w| PREPOSITIONS.contains(&w.low)),
            in_quote: word.quoted,
            by_pronoun,
            count,
        });
        self.recent.retain(|&known| known != actor);
        self.recent.push(actor);
        if self.recent.len() > REMEMBERED {
            self.recent.remove(0);
        }
    }

    /// Whether only titles stand between a word and the beginning of its sentence ("Prime Minister Orla Venn").
    fn opens(&self, from: usize) -> bool {
        let titles =
            self.words.get(..from).unwrap_or_default().iter().rev().take_while(|w| is_title(w.low)).count();
        self.words.get(from - titles).is_some_and(|w| w.starts)
    }

    fn is_followed_by_verb(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|w| {
            let regular =
                w.low.len() > 4 && (w.low.ends_with("ed") || w.low.ends_with('s') && !w.low.ends_with("ss"));
            VERBS.contains(&w.low) || regular || w.low == "who"
        })
    }

    /// Resolves a pronoun of the third person singular; says how many words it took.
    fn pronoun(&mut self, at: usize) -> Option<usize> {
        let word = &self.words[at];
        let gender = match word.low {
            "he" | "him" | "his" | "himself" => Gender::Masculine,
            "she" | "her" | "hers" | "herself" => Gender::Feminine,
            _ => return None,
        };
        let mut best: Option<(f32, usize)> = None;
        let mut second = f32::MIN;
        for &actor in &self.recent {
            let Some(score) = self.weigh(at, actor, gender) else { continue };
            match best {
                Some((top, _)) if score <= top => second = second.max(score),
                _ => {
                    second = best.map_or(second, |(top, _)| top);
                    best = Some((score, actor));
                }
            }
        }
        let (score, actor) = best?;
        if score - second < LEAD {
            return Some(1);
        }
        self.note(actor, at, at + 1, MentionForm::Pronoun, Some(gender));
        Some(1)
    }

    /// How well an actor fits a pronoun; none if it cannot.
    fn weigh(&self, at: usize, actor: usize, gender: Gender) -> Option<f32> {
        let (word, memory) = (&self.words[at], self.memory[actor]?);
        if self.actors[actor].kind != ActorKind::Person
            || self.gender[actor].is_some_and(|known| known != gender)
        {
            return None;
        }
        let paragraphs = word.paragraph - memory.paragraph;
        if paragraphs > REACH {
            return None;
        }
        // "Venn met him": object and subject of one clause are two people.
        let object = matches!(word.low, "him");
        if object
            && memory.sentence == word.sentence
            && memory.subject
            && !self.has_comma(memory.at, at)
            && at - memory.at < 8
        {
            return None;
        }
        let sentences = (word.sentence - memory.sentence) as f32;
        let mut score = 2.0 - 0.45 * sentences.min(5.0) - 0.35 * paragraphs as f32;
        score += 0.4 * (1.0 + memory.count as f32).ln();
        score += if memory.subject { 0.9 } else { 0.0 };
        score -= if memory.possessive { 0.25 } else { 0.0 };
        score -= if memory.behind_preposition { 0.45 } else { 0.0 };
        score += if memory.by_pronoun { 0.35 } else { 0.0 };
        score -= if memory.in_quote == word.quoted { 0.0 } else { 0.5 };
        score += if self.gender[actor].is_some() { 0.6 } else { 0.0 };
        Some(score)
    }

    fn has_comma(&self, from: usize, to: usize) -> bool {
        self.words
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .any(|w| matches!(w.low, "," | ";" | "that" | "and" | "but"))
    }

    /// Resolves a description that begins here; says how many words it took.
    fn description(&mut self, at: usize, next_mention: usize) -> Option<usize> {
        if self.words.get(at)?.low != "the" {
            return None;
        }
        let near = self.recent_near(at);
        let (actor, length) =
            self.roles.resolve(self.words, at, self.mentions.get(next_mention..)?, &near)?;
        self.note(actor, at, at + length, MentionForm::Nominal, None);
        Some(length)
    }

    /// Actors of this paragraph and the one before, newest first.
    fn recent_near(&self, at: usize) -> Vec<usize> {
        let paragraph = self.words[at].paragraph;
        let near = |&&actor: &&usize| self.memory[actor].is_some_and(|m| m.paragraph + 1 >= paragraph);
        self.recent.iter().rev().filter(near).copied().collect()
    }

    fn note(&mut self, actor: usize, from: usize, to: usize, form: MentionForm, gender: Option<Gender>) {
        let span = Span { start: self.words[from].token.span.start, end: self.words[to - 1].token.span.end };
        debug_assert!(span.to() <= self.text.len());
        let kind = self.actors[actor].kind;
        self.found.push((
            Mention { span, form, kind, actor: Some(LocalActorId(actor as u32)), role: None },
            gender,
        ));
        self.gender[actor] = self.gender[actor].or(gender);
        self.meet(actor, from, to, form == MentionForm::Pronoun);
    }
}

fn is_subject(word: &str) -> bool {
    matches!(word, "he" | "she")
}

/// Words before a name that is not what the sentence is about.
const PREPOSITIONS: [&str; 16] = [
    "of",
    "by",
    "to",
    "with",
    "for",
    "from",
    "in",
    "on",
    "at",
    "about",
    "against",
    "like",
    "under",
    "near",
    "between",
    "including",
];

/// Verb forms that follow a subject and do not end like one.
const VERBS: [&str; 52] = [
    "said", "says", "is", "was", "has", "had", "will", "would", "could", "can", "may", "might", "should",
    "must", "did", "does", "told", "made", "took", "went", "came", "wrote", "spoke", "also", "became",
    "began", "broke", "brought", "cut", "drew", "fell", "felt", "found", "gave", "held", "kept", "knew",
    "led", "left", "lost", "met", "paid", "put", "ran", "rose", "saw", "sent", "set", "stood", "then",
    "thought", "won",
];

#[cfg(test)]
mod tests {
    use super::resolve;
    use crate::extract::{actors, names};
    use crate::model::{Article, Clean, MentionForm};

    /// What each pronoun and description of a text was resolved to.
    #[track_caller]
    fn check(text: &str, expect: &[(&str, &str)]) {
        let article = Article::of_paragraphs(Clean::lines(text));
        let mut mentions = names::find(&article);
        let mut found = actors::merge(&article, &mut mentions);
        resolve(&article, &mut mentions, &mut found);
        let resolved = mentions.iter().filter(|m| m.form != MentionForm::Name);
        let shown: Vec<(&str, &str)> = resolved
            .map(|m| (article.at(m.span), found[m.actor.unwrap().0 as usize].name.as_str()))
            .collect();
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn pronouns_follow_gender() {
        check(
            "Walter Dunmore met Helen Brask in the harbour. She thanked him. He smiled.",
            &[("She", "Helen Brask"), ("him", "Walter Dunmore"), ("He", "Walter Dunmore")],
        );
    }

    #[test]
    fn pronouns_prefer_the_subject() {
        check(
            "President Arkady Voss praised Minister Jonas Lindqvist. He said the plan was good.",
            &[("He", "Arkady Voss")],
        );
    }

    #[test]
    fn pronouns_without_anyone_stay_open() {
        check("He said nothing. She left.", &[]);
    }

    #[test]
    fn roles_follow_what_the_article_says() {
        check(
            "President Arkady Voss spoke on Monday. Later the president left for home.",
            &[("the president", "Arkady Voss")],
        );
        check(
            "Norwegian envoy Arne Lindqvist spoke to Russian envoy Ivan Karzov. The Norwegian envoy smiled.",
            &[("The Norwegian envoy", "Arne Lindqvist")],
        );
    }

    #[test]
    fn a_subject_under_a_title_is_a_subject() {
        check(
            "Jonas Lindqvist denied it. Lindqvist sighed. President Walter Voss left for home. He was tired.",
            &[("He", "Walter Voss")],
        );
    }

    #[test]
    fn a_deputy_is_another() {
        check(
            "Arne Lindqvist, the governor of the bank, met Helen Brask, the deputy governor. Later the governor left.",
            &[("the deputy governor", "Helen Brask"), ("the governor", "Arne Lindqvist")],
        );
        check("General Arne Lindqvist spoke on Monday. Later the general staff met.", &[]);
    }

    #[test]
    fn a_role_that_fits_two_or_nobody_stays_open() {
        check("Senator Arne Lindqvist met Senator Ivan Karzov. Outside the senator waved.", &[]);
        check("Arne Lindqvist spoke on Monday. Earlier the chief negotiator left.", &[]);
    }
}
