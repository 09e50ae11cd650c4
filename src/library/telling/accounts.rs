//! Accounts compared: sentences of different articles that tell the same thing are set beside each other, and what one
//! article alone tells is listed with those that do not mention it.
//!
//! Sentences are held against each other as weighted lists of the actors, numbers and words they have (cosine, as in
//! aligning comparable texts: Barzilay and Elhadad 2003). A name counts as its actor, whatever its spelling. Where two
//! are about one thing, numbers of one unit, denials and opposite verbs are looked for.

use crate::library::telling::cast::Cast;
use crate::library::telling::contrast::{self, Contrast};
use crate::library::telling::lines::{Line, Rarity, extract};
use crate::library::telling::numbers::{Number, Unit};
use crate::library::view::{AccountLine, Reading, Standing};
use crate::model::{ActorKind, ArticleId, Clean, MentionForm, Span};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// From here on two sentences tell the same thing.
const ALIGNED: f32 = 0.42;
/// From here on they are near enough that a difference between them means something.
const NEAR: f32 = 0.3;
/// Under this an article has no sentence like another one's.
const UNLIKE: f32 = 0.22;
/// An article whose text has so much of a sentence's weight may tell it in pieces.
const COVERED: f32 = 0.6;
/// A sentence with fewer telling words is not listed for standing alone.
const TELLING: usize = 4;
/// How many lines of one standing are listed.
const LISTED: usize = 400;

/// What the accounts agree on, differ in, and what one alone has.
pub(crate) fn accounts(members: &[Arc<Reading>], lines: &[Line], cast: &Cast) -> Vec<AccountLine> {
    if members.len() < 2 {
        return Vec::new();
    }
    let table = Table::new(members, lines, cast);
    let pairs = table.pairs();
    let groups = table.groups(&pairs);
    let mut grouped = vec![false; lines.len()];
    let mut out: Vec<(usize, AccountLine)> = Vec::new();
    for group in &groups {
        for at in group {
            grouped[*at] = true;
        }
        out.extend(group.first().map(|first| (*first, table.judged(group))));
    }
    for &(score, a, b) in &pairs {
        if score < ALIGNED
            && !(grouped[a] && grouped[b])
            && let Some(found) = contrast::between(&table.parts(a), &table.parts(b))
        {
            grouped[a] = true;
            grouped[b] = true;
            out.push((a.min(b), table.line(&[a.min(b), a.max(b)], &[(a, b, found)])));
        }
    }
    for (at, line) in lines.iter().enumerate().filter(|(at, line)| !grouped[*at] && line.is_told()) {
        let substance = !line.actors.is_empty() || !line.numbers.is_empty() || !line.quotes.is_empty();
        if substance && line.stems().len() >= TELLING {
            let silent = table.silent(&[at]);
            if silent.len() + 1 == members.len() {
                let side = extract(&members[line.member], line.span, []);
                let why = Clean::line(&table.not_mentioned(&silent));
                out.push((at, AccountLine { standing: Standing::OnlyHere, sides: vec![side], why, silent }));
            }
        }
    }
    out.sort_by_key(|(at, line)| {
        let many = if line.standing == Standing::Agree { line.sides.len() } else { 0 };
        (line.standing, Reverse(many), *at)
    });
    let mut counts: HashMap<Standing, usize> = HashMap::new();
    out.retain(|(_, line)| {
        let count = counts.entry(line.standing).or_default();
        *count += 1;
        *count <= LISTED
    });
    out.into_iter().map(|(_, line)| line).collect()
}

/// The sentences as weighted lists.
pub(crate) struct Table<'a> {
    members: &'a [Arc<Reading>],
    lines: &'a [Line],
    cast: &'a Cast,
    vectors: Vec<Vec<(u64, f32)>>,
    /// All that stands in each article.
    whole: Vec<HashSet<u64>>,
}

/// A sentence with what contrasts are looked for in.
pub(crate) struct Parts<'a> {
    pub(crate) text: &'a str,
    pub(crate) line: &'a Line,
}

/// Keys of actors and numbers are kept apart from those of words.
fn mixed(kind: u64, value: u64) -> u64 {
    (value ^ kind.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ kind
}

fn number_key(number: &Number) -> u64 {
    let unit = match number.unit {
        Unit::Thing(stem) => stem,
        Unit::Percent => 1,
        Unit::Money(sign) => u64::from(sign),
        Unit::None => 0,
    };
    mixed(2, number.value.to_bits() ^ unit.rotate_left(7))
}

/// A sentence as a weighted list of length one: actors, numbers, and the words outside names.
pub(crate) fn vector(line: &Line, rarity: &Rarity) -> Vec<(u64, f32)> {
    let named = |span: Span| {
        line.actors.iter().any(|(_, mention, form)| *form == MentionForm::Name && mention.overlaps(span))
    };
    let mut weights: HashMap<u64, f32> = HashMap::new();
    for word in line.words.iter().filter(|word| !named(word.span)) {
        if let Some(stem) = word.stem {
            weights.insert(stem, rarity.stem(stem));
        }
    }
    for actor in line.cast() {
        weights.insert(mixed(1, u64::from(actor.0)), rarity.actor(actor));
    }
    for number in &line.numbers {
        weights.insert(number_key(number), 3.0);
    }
    let length = weights.values().map(|w| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    let mut vector: Vec<(u64, f32)> = weights.into_iter().map(|(key, w)| (key, w / length)).collect();
    vector.sort_unstable_by_key(|(key, _)| *key);
    vector
}

impl<'a> Table<'a> {
    fn new(members: &'a [Arc<Reading>], lines: &'a [Line], cast: &'a Cast) -> Self {
        let rarity = Rarity::of(lines);
        let vectors: Vec<Vec<(u64, f32)>> = lines.iter().map(|line| vector(line, &rarity)).collect();
        let mut whole = vec![HashSet::new(); members.len()];
        for (line, vector) in lines.iter().zip(&vectors) {
            whole[line.member].extend(vector.iter().map(|(key, _)| *key));
        }
        Self { members, lines, cast, vectors, whole }
    }

    pub(crate) fn parts(&self, at: usize) -> Parts<'a> {
        let line = &self.lines[at];
        Parts { text: &self.members[line.member].article.text, line }
    }

    /// Pairs of told sentences of different articles, the likest first.
    fn pairs(&self) -> Vec<(f32, usize, usize)> {
        let mut lists: HashMap<u64, Vec<(usize, f32)>> = HashMap::new();
        let mut pairs = Vec::new();
        let mut score = vec![0.0_f32; self.lines.len()];
        let mut touched: Vec<usize> = Vec::new();
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.is_told()) {
            for (key, weight) in &self.vectors[at] {
                let list = lists.entry(*key).or_default();
                for (other, theirs) in
                    list.iter().filter(|(other, _)| self.lines[*other].member != line.member)
                {
                    if score[*other] == 0.0 {
                        touched.push(*other);
                    }
                    score[*other] += weight * theirs;
                }
                list.push((at, *weight));
            }
            for other in touched.drain(..) {
                if score[other] >= NEAR {
                    pairs.push((score[other], other, at));
                }
                score[other] = 0.0;
            }
        }
        pairs.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then_with(|| (x.1, x.2).cmp(&(y.1, y.2))));
        pairs
    }

    /// Sentences that tell the same thing, one an article.
    fn groups(&self, pairs: &[(f32, usize, usize)]) -> Vec<Vec<usize>> {
        let mut of: Vec<usize> = (0..self.lines.len()).collect();
        let mut groups: Vec<Vec<usize>> = of.iter().map(|at| vec![*at]).collect();
        for &(_, a, b) in pairs.iter().take_while(|(score, _, _)| *score >= ALIGNED) {
            let (into, from) = (of[a].min(of[b]), of[a].max(of[b]));
            let apart =
                |x: &usize| groups[into].iter().all(|y| self.lines[*x].member != self.lines[*y].member);
            if into == from || !groups[from].iter().all(apart) {
                continue;
            }
            let moved = std::mem::take(&mut groups[from]);
            for at in &moved {
                of[*at] = into;
            }
            groups[into].extend(moved);
        }
        groups.retain(|group| group.len() > 1);
        for group in &mut groups {
            group.sort_unstable();
        }
        groups
    }

    fn judged(&self, group: &[usize]) -> AccountLine {
        let mut found = Vec::new();
        for (n, &a) in group.iter().enumerate() {
            for &b in group.iter().skip(n + 1) {
                found.extend(contrast::between(&self.parts(a), &self.parts(b)).map(|c| (a, b, c)));
            }
        }
        self.line(group, &found)
    }

    /// A line of the comparison from its sentences and what was found between them.
    fn line(&self, group: &[usize], found: &[(usize, usize, Contrast)]) -> AccountLine {
        let standing = found.iter().map(|(_, _, c)| c.standing).min().unwrap_or(Standing::Agree);
        let mut lit: HashMap<usize, Vec<Span>> = HashMap::new();
        let mut reasons: Vec<String> = Vec::new();
        for (a, b, contrast) in found.iter().filter(|(_, _, c)| c.standing == standing) {
            lit.entry(*a).or_default().push(contrast.left);
            lit.entry(*b).or_default().push(contrast.right);
            let reason = contrast.words(self.parts(*a).text, self.parts(*b).text);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if standing == Standing::Agree {
            let shared = self.shared(group);
            for &at in group {
                let words =
                    self.lines[at].words.iter().filter(|w| w.stem.is_some_and(|s| shared.contains(&s)));
                lit.insert(at, words.map(|w| w.span).collect());
            }
            reasons.push(self.common(group, &shared));
        }
        let side = |at: &usize| {
            let line = &self.lines[*at];
            extract(&self.members[line.member], line.span, lit.remove(at).unwrap_or_default())
        };
        let sides = group.iter().map(side).collect();
        AccountLine { standing, sides, why: Clean::line(&reasons.join("; ")), silent: self.silent(group) }
    }

    /// Stems that all sentences of a group have.
    fn shared(&self, group: &[usize]) -> HashSet<u64> {
        let sets = group.iter().map(|at| self.lines[*at].stems().into_iter().collect::<HashSet<u64>>());
        sets.reduce(|a, b| &a & &b).unwrap_or_default()
    }

    /// What the sentences of a group have in common, in words.
    fn common(&self, group: &[usize], shared: &HashSet<u64>) -> String {
        let folded =
            |at: &usize| self.lines[*at].words.iter().map(|w| w.folded.as_str()).collect::<Vec<&str>>();
        let first = group.first().map(folded).unwrap_or_default();
        if group.iter().all(|at| folded(at) == first) {
            return "same sentence".to_owned();
        }
        let mut why = Vec::new();
        let casts = group.iter().map(|at| self.lines[*at].cast().into_iter().collect::<HashSet<_>>());
        let cast = casts.reduce(|a, b| &a & &b).unwrap_or_default();
        for (label, kind) in [
            ("people", ActorKind::Person),
            ("organisations", ActorKind::Organisation),
            ("places", ActorKind::Place),
        ] {
            let mut rows: Vec<_> =
                cast.iter().filter_map(|id| self.cast.get(*id)).filter(|row| row.kind == kind).collect();
            rows.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
            if !rows.is_empty() {
                let names: Vec<&str> = rows.iter().take(4).map(|row| row.name.as_str()).collect();
                why.push(format!("same {label}: {}", names.join(", ")));
            }
        }
        if let Some((&first, rest)) = group.split_first() {
            let everywhere = |number: &&Number| {
                let agrees = |n: &Number| n.unit == number.unit && n.agrees(number);
                rest.iter().all(|at| self.lines[*at].numbers.iter().any(agrees))
            };
            let parts = self.parts(first);
            let numbers: Vec<&str> =
                parts.line.numbers.iter().filter(everywhere).map(|n| n.span.of(parts.text)).collect();
            if !numbers.is_empty() {
                why.push(format!("same numbers: {}", numbers.join(", ")));
            }
            let named = |span: Span| parts.line.actors.iter().any(|(_, mention, _)| mention.overlaps(span));
            let words: Vec<&str> = parts
                .line
                .words
                .iter()
                .filter(|w| w.stem.is_some_and(|s| shared.contains(&s)) && !named(w.span))
                .map(|w| w.folded.as_str())
                .take(6)
                .collect();
            if !words.is_empty() {
                why.push(format!("same words: {}", words.join(", ")));
            }
        }
        why.join("; ")
    }

    /// The articles that say nothing like any of these sentences.
    fn silent(&self, group: &[usize]) -> Vec<ArticleId> {
        let has = |member: usize| group.iter().any(|at| self.lines[*at].member == member);
        let like = |member: usize, at: usize| {
            let vector = &self.vectors[at];
            let held: f32 =
                vector.iter().filter(|(key, _)| self.whole[member].contains(key)).map(|(_, w)| w * w).sum();
            let theirs = self.lines.iter().zip(&self.vectors).filter(|(line, _)| line.member == member);
            held >= COVERED || theirs.into_iter().any(|(_, other)| dot(vector, other) >= UNLIKE)
        };
        let members = (0..self.members.len()).filter(|member| !has(*member));
        members
            .filter(|member| !group.iter().any(|at| like(*member, *at)))
            .map(|member| self.members[member].row.id)
            .collect()
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

/// The product of two lists sorted by key.
pub(crate) fn dot(a: &[(u64, f32)], b: &[(u64, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some((x, v)), Some((y, w))) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += v * w;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}
