//! Accounts compared: sentences of different articles that tell the same thing are set beside each other, and what one
//! article alone tells is listed with those that do not mention it.
//!
//! Sentences are held against each other as weighted lists of the actors, numbers and words they have (cosine, as in
//! aligning comparable texts: Barzilay and Elhadad 2003). A name counts as its actor, whatever its spelling. Where two
//! are about one thing, numbers of one unit, denials and opposite verbs are looked for.

use crate::library::telling::cast::Cast;
use crate::library::telling::contrast::{self, Contrast};
use crate::library::telling::lines::{Line, Rarity, extract};
use crate::library::telling::numbers::Number;
use crate::library::telling::silence::{TELLING, Told};
use crate::library::telling::timeline::told_on;
use crate::library::telling::weights::{actor_key, number_key, vector};
use crate::library::view::{AccountLine, Reading, Standing};
use crate::model::{ActorId, ActorKind, Clean, Span};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// From here on two sentences tell the same thing.
const ALIGNED: f32 = 0.36;
/// From here on they are near enough that a difference between them means something.
pub(super) const NEAR: f32 = 0.28;
/// So many actors, numbers and words two sentences must have in common; a whole short sentence may be the same.
const COMMON: usize = 3;
/// A count of people is another count of the same people only within this ratio.
const RATIO: f64 = 2.0;
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
        let (Some(first), line) = (group.first(), table.judged(group)) else { continue };
        if !line.standing.differs() && table.on_other_days(group) {
            continue;
        }
        for at in group {
            grouped[*at] = true;
        }
        out.push((*first, line));
    }
    for &Pair { score, a, b, shared } in &pairs {
        if score < ALIGNED
            && !(grouped[a] && grouped[b])
            && let Some(found) = contrast::between(&table.parts(a), &table.parts(b), shared)
        {
            grouped[a] = true;
            grouped[b] = true;
            out.push((a.min(b), table.line(&[a.min(b), a.max(b)], &[(a, b, found)])));
        }
    }
    for (a, b, found) in table.totals() {
        if !(grouped[a] && grouped[b]) {
            grouped[a] = true;
            grouped[b] = true;
            out.push((a, table.line(&[a, b], &[(a, b, found)])));
        }
    }
    let mut told = Told::default();
    for (at, line) in lines.iter().enumerate().filter(|(at, line)| !grouped[*at] && line.is_told()) {
        out.extend(table.only_here(line, &mut told).map(|line| (at, line)));
    }
    out.sort_by_key(|(at, line)| {
        let many = if line.standing.agrees() { line.sides.len() } else { 0 };
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
    pub(super) members: &'a [Arc<Reading>],
    pub(super) lines: &'a [Line],
    pub(super) cast: &'a Cast,
    pub(super) vectors: Vec<Vec<(u64, f32)>>,
    /// All that stands in each article.
    pub(super) whole: Vec<HashSet<u64>>,
    /// Words with a capital in each article, folded.
    pub(super) capitals: Vec<BTreeSet<&'a str>>,
    /// Numbers of each article.
    pub(super) numbers: Vec<Vec<&'a Number>>,
}

/// Two sentences of different articles.
#[derive(Clone, Copy, Debug)]
struct Pair {
    score: f32,
    a: usize,
    b: usize,
    /// How many actors, numbers and words both have.
    shared: usize,
}

/// A sentence with what contrasts are looked for in.
pub(crate) struct Parts<'a> {
    pub(crate) text: &'a str,
    pub(crate) line: &'a Line,
}

impl<'a> Table<'a> {
    fn new(members: &'a [Arc<Reading>], lines: &'a [Line], cast: &'a Cast) -> Self {
        let rarity = Rarity::of(lines);
        let vectors: Vec<Vec<(u64, f32)>> = lines.iter().map(|line| vector(line, &rarity)).collect();
        let mut whole = vec![HashSet::new(); members.len()];
        let mut capitals = vec![BTreeSet::new(); members.len()];
        let mut numbers = vec![Vec::new(); members.len()];
        for (line, vector) in lines.iter().zip(&vectors) {
            whole[line.member].extend(vector.iter().map(|(key, _)| *key));
            let words = line.words.iter().filter(|word| word.capital);
            capitals[line.member].extend(words.map(|word| word.folded.as_str()));
            numbers[line.member].extend(&line.numbers);
        }
        Self { members, lines, cast, vectors, whole, capitals, numbers }
    }

    pub(crate) fn parts(&self, at: usize) -> Parts<'a> {
        let line = &self.lines[at];
        Parts { text: &self.members[line.member].article.text, line }
    }

    /// Pairs of told sentences of different articles, the likest first.
    fn pairs(&self) -> Vec<Pair> {
        let mut lists: HashMap<u64, Vec<(usize, f32)>> = HashMap::new();
        let mut pairs = Vec::new();
        let mut score = vec![(0.0_f32, 0_usize); self.lines.len()];
        let mut touched: Vec<usize> = Vec::new();
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.is_told()) {
            for (key, weight) in &self.vectors[at] {
                let list = lists.entry(*key).or_default();
                for (other, theirs) in
                    list.iter().filter(|(other, _)| self.lines[*other].member != line.member)
                {
                    if score[*other].1 == 0 {
                        touched.push(*other);
                    }
                    score[*other].0 += weight * theirs;
                    score[*other].1 += 1;
                }
                list.push((at, *weight));
            }
            for other in touched.drain(..) {
                let (score, shared) = std::mem::take(&mut score[other]);
                if score >= NEAR && self.alike(&[other, at]) {
                    pairs.push(Pair { score, a: other, b: at, shared });
                }
            }
        }
        pairs.sort_unstable_by(|x, y| y.score.total_cmp(&x.score).then_with(|| (x.a, x.b).cmp(&(y.a, y.b))));
        pairs
    }

    /// Whether all of some sentences tell the same: they share enough, and not only whom they speak of.
    fn alike(&self, group: &[usize]) -> bool {
        let all = |of: &dyn Fn(&Line) -> HashSet<u64>| {
            group.iter().map(|at| of(&self.lines[*at])).reduce(|a, b| &a & &b).unwrap_or_default().len()
        };
        let told = all(&Line::telling) + all(&|line| line.numbers.iter().map(number_key).collect());
        let named = all(&|line| line.cast().into_iter().map(actor_key).collect());
        told > 1 && told + named >= COMMON
            || group.windows(2).all(|pair| self.folded(pair[0]) == self.folded(pair[1]))
    }

    /// Sentences about one thing that count its people as a whole, and not the same.
    fn totals(&self) -> Vec<(usize, usize, Contrast)> {
        let totals: Vec<(usize, &Number)> = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.is_told())
            .flat_map(|(at, line)| line.numbers.iter().filter(|n| n.total).map(move |n| (at, n)))
            .collect();
        let mut found: Vec<(usize, usize, Contrast)> = Vec::new();
        for (n, (a, one)) in totals.iter().enumerate() {
            for (b, other) in totals.iter().skip(n + 1) {
                let (low, high) = (one.value.min(other.value), one.value.max(other.value));
                let apart = self.lines[*a].member != self.lines[*b].member && !one.agrees(other);
                let about = self.in_common(*a, *b) > 1 || self.of_one(*a, *b);
                let like = low >= TELLING && high < low * RATIO && about;
                if apart && like && !found.iter().any(|(x, y, _)| [x, y].contains(&a) || [x, y].contains(&b))
                {
                    let contrast =
                        Contrast { standing: Standing::Numbers, left: one.shown, right: other.shown };
                    found.push((*a, *b, contrast));
                }
            }
        }
        found
    }

    /// Sentences that tell the same thing, one an article.
    fn groups(&self, pairs: &[Pair]) -> Vec<Vec<usize>> {
        let mut of: Vec<usize> = (0..self.lines.len()).collect();
        let mut groups: Vec<Vec<usize>> = of.iter().map(|at| vec![*at]).collect();
        for &Pair { a, b, .. } in pairs.iter().take_while(|pair| pair.score >= ALIGNED) {
            let (into, from) = (of[a].min(of[b]), of[a].max(of[b]));
            let apart =
                |x: &usize| groups[into].iter().all(|y| self.lines[*x].member != self.lines[*y].member);
            if into == from || !groups[from].iter().all(apart) {
                continue;
            }
            let both: Vec<usize> = groups[into].iter().chain(&groups[from]).copied().collect();
            if !self.alike(&both) {
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
                let shared = self.in_common(a, b);
                found.extend(contrast::between(&self.parts(a), &self.parts(b), shared).map(|c| (a, b, c)));
            }
        }
        self.line(group, &found)
    }

    /// Whether sentences tell of days of which two are not the same: “talks began on Monday”, and again a month later.
    fn on_other_days(&self, group: &[usize]) -> bool {
        let told = group.iter().filter_map(|at| {
            let line = &self.lines[*at];
            told_on(&self.members[line.member], line)
        });
        let (first, last): (Vec<Date>, Vec<Date>) = told.unzip();
        matches!((first.iter().max(), last.iter().min()), (Some(first), Some(last)) if first > last)
    }

    /// How many actors, numbers and words two sentences have in common.
    fn in_common(&self, a: usize, b: usize) -> usize {
        let theirs: HashSet<u64> = self.vectors[b].iter().map(|(key, _)| *key).collect();
        self.vectors[a].iter().filter(|(key, _)| theirs.contains(key)).count()
    }

    /// Whether two sentences name the same one, who or which is no place.
    fn of_one(&self, a: usize, b: usize) -> bool {
        let theirs = self.lines[b].cast();
        let no_place = |id: &ActorId| self.cast.get(*id).is_some_and(|row| row.kind != ActorKind::Place);
        self.lines[a].cast().iter().any(|id| theirs.contains(id) && no_place(id))
    }

    /// A line of the comparison from its sentences and what was found between them.
    fn line(&self, group: &[usize], found: &[(usize, usize, Contrast)]) -> AccountLine {
        let same = group.windows(2).all(|pair| self.folded(pair[0]) == self.folded(pair[1]));
        let agree = if same { Standing::Same } else { Standing::Agree };
        let standing = found.iter().map(|(_, _, c)| c.standing).min().unwrap_or(agree);
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

    fn folded(&self, at: usize) -> Vec<&str> {
        self.lines[at].words.iter().map(|word| word.folded.as_str()).collect()
    }

    /// Stems that all sentences of a group have.
    fn shared(&self, group: &[usize]) -> HashSet<u64> {
        let sets = group.iter().map(|at| self.lines[*at].stems().into_iter().collect::<HashSet<u64>>());
        sets.reduce(|a, b| &a & &b).unwrap_or_default()
    }

    /// What the sentences of a group have in common, in words.
    fn common(&self, group: &[usize], shared: &HashSet<u64>) -> String {
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
                parts.line.numbers.iter().filter(everywhere).map(|n| n.shown.of(parts.text)).collect();
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
}
