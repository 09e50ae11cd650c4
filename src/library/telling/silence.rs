//! What one account alone has, and which accounts say nothing of something. Only what can be said for certain is said:
//! a name or a number that stands nowhere in another article.

use crate::extract::naming::nation_of_people;
use crate::library::stories::pairs::dot;
use crate::library::telling::accounts::{NEAR, Table};
use crate::library::telling::lines::{Line, extract};
use crate::library::telling::numbers::{Number, Unit};
use crate::library::telling::weights::actor_key;
use crate::library::view::{AccountLine, Standing};
use crate::model::{ActorId, ActorKind, ArticleId, Clean, MentionForm, Span};
use crate::text::fold::{fold, likeness};
use std::collections::HashSet;

/// From this likeness on two names may be spellings of one.
const SPELLING: f32 = 0.8;
/// Greater numbers are the same number whatever they count.
const ROUND: f64 = 20.0;
/// Names and numbers of each account that were told to stand there alone; each is told once.
#[derive(Default)]
pub(super) struct Told {
    names: HashSet<(usize, ActorId)>,
    /// By the bits of their values.
    numbers: HashSet<(usize, u64, Unit)>,
}

impl Told {
    /// Whether a name was not told before.
    fn name(&mut self, member: usize, actor: ActorId) -> bool {
        self.names.insert((member, actor))
    }

    /// Whether a number was not told before.
    fn number(&mut self, member: usize, number: &Number) -> bool {
        self.numbers.insert((member, number.value.to_bits(), number.unit))
    }
}

/// Smaller counts stand in every text.
pub(super) const TELLING: f64 = 13.0;

impl<'a> Table<'a> {
    /// The articles that have none of the names and numbers that the sentences of a group share, nor a like sentence.
    pub(super) fn silent(&self, group: &[usize]) -> Vec<ArticleId> {
        let has = |member: usize| group.iter().any(|at| self.lines[*at].member == member);
        let like = |member: usize, at: usize| {
            let theirs = self.lines.iter().zip(&self.vectors).filter(|(line, _)| line.member == member);
            theirs.into_iter().any(|(_, other)| dot(&self.vectors[at], other) >= NEAR)
        };
        let told = |member: usize, at: usize| {
            let (names, numbers) = self.things(&self.lines[at]);
            names.iter().any(|(actor, word, _)| self.names(member, *actor, word))
                || numbers.iter().any(|number| self.counts(member, number))
                || like(member, at)
        };
        let members = (0..self.members.len()).filter(|member| !has(*member));
        members
            .filter(|member| !group.iter().any(|at| told(*member, *at)))
            .map(|member| self.members[member].row.id)
            .collect()
    }

    /// The names and numbers of a sentence: what can be said for certain not to stand in another article.
    fn things(&self, line: &'a Line) -> (Vec<(ActorId, &'a str, Span)>, Vec<&'a Number>) {
        let last = |span: Span| line.words.iter().rfind(|word| span.covers(word.span));
        let text: &str = &self.members[line.member].article.text;
        // “(HPA)” explains another name.
        let bracketed = |span: Span| Span::new(0, span.from()).of(text).ends_with('(');
        // An outlet that speaks of itself tells nothing.
        let source =
            self.members[line.member].row.source.as_ref().map(|source| fold(source)).unwrap_or_default();
        let initials: String = source.split_whitespace().filter_map(|word| word.chars().next()).collect();
        let own = |span: Span| {
            let name = fold(span.of(text));
            !source.is_empty() && (source.contains(&*name) || initials == *name)
        };
        // “The German capital” names no Germany.
        let people = |span: Span| nation_of_people(&fold(span.of(text))).is_some();
        let names = line.actors.iter().filter(|(id, span, form)| {
            !bracketed(*span)
                && !own(*span)
                && !people(*span)
                && *form == MentionForm::Name
                && self.cast.get(*id).is_some_and(|row| row.kind != ActorKind::Other)
        });
        let names = names.filter_map(|(id, span, _)| Some((*id, last(*span)?.folded.as_str(), *span)));
        let counts = |n: &&Number| {
            matches!(n.unit, Unit::Percent | Unit::Money(_)) || (n.value >= TELLING && n.unit != Unit::None)
        };
        (names.collect(), line.numbers.iter().filter(counts).collect())
    }

    /// Whether an article names an actor, or somebody whose name may be another spelling of his.
    fn names(&self, member: usize, actor: ActorId, word: &str) -> bool {
        self.whole[member].contains(&actor_key(actor))
            || self.capitals[member].iter().any(|other| *other == word || likeness(other, word) >= SPELLING)
    }

    /// Whether an article has a number of so many.
    fn counts(&self, member: usize, number: &Number) -> bool {
        let same =
            |other: &&Number| other.agrees(number) && (number.value >= ROUND || other.unit == number.unit);
        self.numbers[member].iter().any(same)
    }

    /// A sentence with a name or number that no other article has, and no sentence before it.
    pub(super) fn only_here(&self, line: &'a Line, told: &mut Told) -> Option<AccountLine> {
        let (names, numbers) = self.things(line);
        let others = || (0..self.members.len()).filter(|member| *member != line.member);
        let names =
            names.into_iter().filter(|(actor, word, _)| !others().any(|m| self.names(m, *actor, word)));
        let names = names.filter(|(actor, _, _)| told.name(line.member, *actor));
        let mut lit: Vec<Span> = names.map(|(_, _, span)| span).collect();
        let numbers = numbers.into_iter().filter(|n| !others().any(|m| self.counts(m, n)));
        lit.extend(numbers.filter(|n| told.number(line.member, n)).map(|n| n.shown));
        if lit.is_empty() {
            return None;
        }
        lit.sort_unstable();
        let reading = &self.members[line.member];
        let mut things: Vec<&str> = Vec::new();
        for thing in lit.iter().map(|span| reading.article.at(*span)) {
            if !things.contains(&thing) {
                things.push(thing);
            }
        }
        let silent: Vec<ArticleId> = others().map(|member| self.members[member].row.id).collect();
        let why = Clean::line(&format!("{}: {}", things.join(", "), self.not_mentioned(&silent)));
        let side = extract(reading, line.span, lit);
        Some(AccountLine { standing: Standing::OnlyHere, sides: vec![side], why, silent })
    }

    /// “not mentioned in …”.
    fn not_mentioned(&self, silent: &[ArticleId]) -> String {
        let called = |id: &ArticleId| {
            let row = self.members.iter().map(|reading| &reading.row).find(|row| row.id == *id)?;
            let outlet = row.source.as_ref().map(|source| format!("{source}: "));
            Some(format!("{}“{}”", outlet.unwrap_or_default(), row.headline))
        };
        match silent {
            [] => String::new(),
            [_, _, _, _, ..] => format!("not mentioned in the {} other articles", silent.len()),
            few => {
                format!("not mentioned in {}", few.iter().filter_map(called).collect::<Vec<_>>().join(", "))
            }
        }
    }
}
