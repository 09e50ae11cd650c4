//! From mentions to actors: the spellings of one article that are one person, organisation or place.
//!
//! Reads the text around a mention only for what a spelling does not tell: the title before a surname, and whether a
//! capital is a place here or stands for its government ("in Lisbon", "Lisbon said"). The joining itself is
//! [`joining`](crate::extract::joining). Pronouns and roles come later, in `reference`.

mod called;
mod government;

use crate::extract::actors::called::called;
use crate::extract::actors::government::{acts_as_government, line_before};
use crate::extract::joining::{Item, Reach, join_told};
use crate::extract::lexicon::List;
use crate::extract::naming::{Name, gender_of_title, is_title, nation_of_capital};
use crate::model::{ActorKind, Article, Gender, LocalActor, LocalActorId, Mention, MentionForm, Span};
use crate::parse::hashes::{TextMap, TextSet};
use crate::text::fold::fold;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Merges the named mentions into actors, in order of first mention, and tells each mention its actor.
pub fn merge(article: &Article, mentions: &mut [Mention]) -> Vec<LocalActor> {
    let named: Vec<usize> =
        (0..mentions.len()).filter(|&at| mentions[at].form == MentionForm::Name).collect();
    let shared = shared_surnames(article, mentions, &named);
    let mut spellings: Vec<(Spelling, u32)> = Vec::new();
    let mut index: TextMap<Spelling, usize> = TextMap::default();
    let of: Vec<usize> = named
        .iter()
        .map(|&at| {
            let spelling = Spelling::of(article, mentions, at, &shared);
            let place = index.get(&spelling).copied().unwrap_or_else(|| {
                index.insert(spelling.clone(), spellings.len());
                spellings.push((spelling, 0));
                spellings.len() - 1
            });
            spellings[place].1 += 1;
            place
        })
        .collect();
    let read: Vec<Vec<Name>> = spellings.iter().map(|(spelling, _)| spelling.names()).collect();
    let introduced = introduced(article, mentions, &named, &of, &read);
    let offices = offices(article, mentions, &named, &of, spellings.len());
    let items: Vec<Item<'_>> = spellings
        .iter()
        .zip(&read)
        .zip(introduced)
        .zip(&offices)
        .map(|((((spelling, count), read), introduced), offices)| Item {
            gender: spelling.gender.or(read.first().and_then(|name| name.gender)),
            names: read.iter().collect(),
            kind: spelling.kind,
            weight: *count,
            introduced,
            offices: offices.iter().map(String::as_str).collect(),
        })
        .collect();
    let told = called(article, mentions, &named).map(|(one, two)| (of[one], of[two]));
    let labels = join_told(&items, Reach::Article, told);

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut numbers: TextMap<usize, u32> = TextMap::default();
    for (&at, &spelling) in named.iter().zip(&of) {
        let next = numbers.len() as u32;
        let number = *numbers.entry(labels[spelling]).or_insert(next);
        mentions[at].actor = Some(LocalActorId(number));
        members.entry(number as usize).or_default().push(at);
    }
    members.values().map(|at| actor(article, mentions, at, &items, &named, &of)).collect()
}

/// What makes two mentions one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Spelling {
    text: String,
    kind: ActorKind,
    gender: Option<Gender>,
    government: bool,
    /// The title right before a bare surname that several persons of the article bear.
    title: Option<String>,
    /// Where it stands right before an organisation's name: the text from the place or people on ("Norwegian Fleet Board").
    longer: Option<String>,
}

impl Spelling {
    fn of(article: &Article, mentions: &[Mention], at: usize, shared: &TextSet<&str>) -> Self {
        let mention = &mentions[at];
        let text = spaced(article.at(mention.span));
        let gender =
            if mention.kind == ActorKind::Person { title_before(&article.text, mention) } else { None };
        let government =
            mention.kind != ActorKind::Person && acts_as_government(&article.text, mention.span, &text);
        let before = at.checked_sub(1).and_then(|b| mentions.get(b)).filter(|b| {
            mention.kind == ActorKind::Organisation
                && matches!(b.kind, ActorKind::Place | ActorKind::Other)
                && article.text.get(b.span.to()..mention.span.from()) == Some(" ")
        });
        let longer = before.map(|b| spaced(article.at(b.span.join(mention.span))));
        let namesakes = mention.kind == ActorKind::Person && shared.contains(text.as_str());
        let role = mention.role.filter(|role| namesakes && role.end <= mention.span.start);
        let title = role.map(|role| fold(article.at(role)));
        Self { text, kind: mention.kind, gender, government, title, longer }
    }

    fn names(&self) -> Vec<Name> {
        let mut name = Name::new(&self.text, self.kind);
        if self.government
            && let Some(nation) = nation_of_capital(name.key())
        {
            name.stand_for(nation);
        }
        let longer = self.longer.as_deref().map(|text| Name::new(text, self.kind));
        [name].into_iter().chain(longer).collect()
    }
}

/// Last words of full names that differ in the first.
fn shared_surnames<'a>(article: &'a Article, mentions: &[Mention], named: &[usize]) -> TextSet<&'a str> {
    let mut first: TextMap<&str, &str> = TextMap::default();
    let mut shared = TextSet::default();
    for mention in named.iter().map(|&at| &mentions[at]).filter(|m| m.kind == ActorKind::Person) {
        let mut words = article.at(mention.span).split_whitespace();
        let (Some(given), Some(last)) = (words.next(), words.next_back()) else { continue };
        if *first.entry(last).or_insert(given) != given {
            shared.insert(last);
        }
    }
    shared
}

/// Which spellings are bare surnames that come in under a title and are used several times.
fn introduced(
    article: &Article,
    mentions: &[Mention],
    named: &[usize],
    of: &[usize],
    read: &[Vec<Name>],
) -> Vec<bool> {
    let mut uses = vec![0; read.len()];
    let mut titled = vec![false; read.len()];
    for (&at, &spelling) in named.iter().zip(of) {
        uses[spelling] += 1;
        titled[spelling] |= uses[spelling] <= EARLY && has_title_before(&article.text, &mentions[at]);
    }
    let bare = |read: &Vec<Name>| read.iter().all(|name| name.words.len() == 1);
    (0..read.len()).map(|at| titled[at] && uses[at] >= OFTEN && bare(&read[at])).collect()
}

/// Among so many first uses a title introduces somebody.
const EARLY: u32 = 3;

/// So many uses make a name the usual one.
const OFTEN: u32 = 6;

/// The titles beside each spelling, in the roles noted with it and right before it.
fn offices(
    article: &Article,
    mentions: &[Mention],
    named: &[usize],
    of: &[usize],
    spellings: usize,
) -> Vec<BTreeSet<String>> {
    let mut offices = vec![BTreeSet::new(); spellings];
    for (&at, &spelling) in named.iter().zip(of) {
        let Some(role) = mentions[at].role else { continue };
        let words = fold(article.at(role));
        let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| is_title(word));
        offices[spelling].extend(words.map(str::to_owned));
    }
    offices
}

/// One actor from its mentions.
fn actor(
    article: &Article,
    mentions: &[Mention],
    at: &[usize],
    items: &[Item<'_>],
    named: &[usize],
    of: &[usize],
) -> LocalActor {
    let mut variants: BTreeMap<String, u32> = BTreeMap::new();
    let mut kinds: BTreeMap<ActorKind, u32> = BTreeMap::new();
    let (mut gender, mut nation) = (None, false);
    let mut roles: Vec<(String, Span)> = Vec::new();
    for &mention in at {
        let m = &mentions[mention];
        *variants.entry(spaced(article.at(m.span))).or_default() += 1;
        *kinds.entry(m.kind).or_default() += 1;
        if let Ok(place) = named.binary_search(&mention) {
            let item = &items[of[place]];
            gender = gender.or(item.gender);
            nation |= item.names.iter().any(|name| name.nation);
        }
        if let Some(span) = m.role {
            let text = fold(article.at(span));
            if roles.iter().all(|(known, _)| *known != text) {
                roles.push((text, span));
            }
        }
    }
    // Words for a people do not outvote their nation.
    if nation && kinds.len() > 1 {
        kinds.remove(&ActorKind::Other);
    }
    let kind = if variants.keys().any(|text| is_seat(&fold(text))) {
        ActorKind::Organisation
    } else {
        match voted(&kinds) {
            ActorKind::Person if gender.is_none() && roles.is_empty() && is_body(&variants) => {
                ActorKind::Organisation
            }
            kind => kind,
        }
    };
    let mut variants: Vec<(String, u32)> = variants.into_iter().collect();
    variants.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let name = fullest(&variants, kind);
    LocalActor { name, kind, variants, roles: roles.into_iter().map(|(_, span)| span).collect(), gender }
}

/// Whether a name ends in what it is ("Saint Orla Hospital"). Nobody is called by such a word alone, as by a surname.
fn is_body(variants: &BTreeMap<String, u32>) -> bool {
    let ends_so =
        |text: &str| text.rsplit(' ').next().is_some_and(|word| List::Organisations.holds(&fold(word)));
    variants.keys().any(|text| text.contains(' ') && ends_so(text))
        && variants.keys().all(|text| text.contains(' ') || !ends_so(text))
}

/// The kind that most mentions have.
#[must_use]
pub fn voted(kinds: &BTreeMap<ActorKind, u32>) -> ActorKind {
    let best = kinds.iter().max_by_key(|(kind, count)| (**count, Reverse(**kind)));
    best.map_or(ActorKind::Other, |(kind, _)| *kind)
}

/// The fullest spelling: for a person the one with most words, else the longest that is no shouting; then the most used.
fn fullest(variants: &[(String, u32)], kind: ActorKind) -> String {
    if let [(only, _)] = variants {
        return only.clone();
    }
    let rank = |(text, count): &(String, u32)| {
        let name = Name::new(text, kind);
        let calmer = |other: &String| other != text && other.eq_ignore_ascii_case(text);
        let shouted = !text.chars().any(char::is_lowercase)
            && (text.chars().count() > 7 || variants.iter().any(|(other, _)| calmer(other)));
        let size = if kind == ActorKind::Person { name.words.len() } else { text.chars().count() };
        // A nation goes by its own name, not by its capital's or its people's.
        (name.nation, !name.people, !shouted, size, *count, Reverse(text.clone()))
    };
    variants.iter().max_by_key(|v| rank(v)).map(|(text, _)| text.clone()).unwrap_or_default()
}

/// The text with single blanks.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

/// The gender told by the titles before a mention, or by the role noted beside it.
fn title_before(text: &str, mention: &Mention) -> Option<Gender> {
    let line = line_before(text, mention.span.from());
    let words = line.split_whitespace().rev().take(3).map_while(title);
    words.take_while(|word| is_title(word)).find_map(|word| gender_of_title(&word))
}

/// A word as it would be listed among titles; none for the end of a sentence ("said the chairwoman.") and for verbs.
fn title(word: &str) -> Option<String> {
    let bare = word.strip_suffix('.').unwrap_or(word);
    let short = bare.starts_with(char::is_uppercase) && bare.chars().count() <= ABBREVIATED;
    let ends = bare.len() < word.len() && !short;
    let folded = fold(bare.trim_end_matches(','));
    let verb = VERBS.contains(&bare);
    (!ends && !verb).then_some(folded)
}

/// Titles that end in a full stop are at most so long ("Messrs.", "Assemb.").
const ABBREVIATED: usize = 6;

/// Titles that are other words where they are written small.
const VERBS: [&str; 3] = ["count", "don", "miss"];

/// Whether a folded name is the house that stands for those who govern from it.
fn is_seat(key: &str) -> bool {
    SEATS.contains(&key.strip_prefix("the ").unwrap_or(key))
}

/// Houses that stand for those who govern from them.
const SEATS: [&str; 9] = [
    "white house",
    "kremlin",
    "downing street",
    "pentagon",
    "elysee",
    "elysee palace",
    "blue house",
    "foggy bottom",
    "capitol hill",
];

/// Whether a title of a person stands right before a mention.
fn has_title_before(text: &str, mention: &Mention) -> bool {
    let before = text.get(..mention.span.from()).unwrap_or_default();
    let word = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    before.ends_with(' ')
        && word.starts_with(char::is_uppercase)
        && is_title(&fold(word.trim_end_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::merge;
    use crate::model::{ActorKind, Article, Clean, LocalActor, Mention, MentionForm, Span};

    /// Mentions are marked `[P:…]`, `[O:…]`, `[L:…]`.
    fn marked(text: &str) -> (Article, Vec<Mention>) {
        let (mut plain, mut mentions, mut rest) = (String::new(), Vec::new(), text);
        while let Some((before, after)) = rest.split_once('[') {
            let (inside, tail) = after.split_once(']').unwrap();
            let (kind, name) = inside.split_once(':').unwrap();
            plain.push_str(before);
            let start = plain.len();
            plain.push_str(name);
            let kind = match kind {
                "P" => ActorKind::Person,
                "O" => ActorKind::Organisation,
                _ => ActorKind::Place,
            };
            mentions.push(Mention {
                span: Span::new(start, plain.len()),
                form: MentionForm::Name,
                kind,
                actor: None,
                role: None,
            });
            rest = tail;
        }
        plain.push_str(rest);
        (Article::of_paragraphs(Clean::lines(&plain)), mentions)
    }

    #[track_caller]
    fn check(text: &str, expect: &[&str]) -> Vec<LocalActor> {
        let (article, mut mentions) = marked(text);
        let actors = merge(&article, &mut mentions);
        let shown: Vec<String> = actors
            .iter()
            .map(|a| {
                a.variants
                    .iter()
                    .map(|(text, count)| format!("{text} {count}"))
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .collect();
        assert_eq!(shown, expect);
        actors
    }

    #[test]
    fn a_name_that_says_what_it_is_is_no_person() {
        let kinds = |text: &str| {
            let (article, mut mentions) = marked(text);
            merge(&article, &mut mentions).iter().map(|actor| actor.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds("Nurses left [P:St Orsola Hospital] at noon."), [ActorKind::Organisation]);
        assert_eq!(kinds("On Monday [P:Orla Church] left. [P:Church] was tired."), [ActorKind::Person]);
    }

    #[test]
    fn a_surname_is_its_full_name() {
        let actors =
            check("Mayor [P:Orla Venn] spoke. [P:Venn] left. [P:Venn] sighed.", &["Venn 2, Orla Venn 1"]);
        assert_eq!(actors[0].name, "Orla Venn");
    }

    #[test]
    fn titles_tell_two_of_one_surname_apart() {
        check(
            "[P:Walter Dunmore] met [P:Helen Dunmore]. Mrs. [P:Dunmore] spoke, then Mr. [P:Dunmore].",
            &["Dunmore 1, Walter Dunmore 1", "Dunmore 1, Helen Dunmore 1"],
        );
    }

    #[test]
    fn a_capital_is_a_place_or_a_government() {
        check(
            "[L:Portugal] agreed. [L:Lisbon] rejected it. Rain fell in [L:Lisbon].",
            &["Lisbon 1, Portugal 1", "Lisbon 1"],
        );
    }

    #[test]
    fn capitals_in_a_row_act_together_and_a_nation_goes_by_its_name() {
        let actors = check(
            "[L:Portugal] met. Talks went on between [L:Lisbon], [L:Oslo] and [L:Lisbon]. They flew to [L:Lisbon] and [L:Oslo].",
            &["Lisbon 2, Portugal 1", "Oslo 1", "Lisbon 1", "Oslo 1"],
        );
        assert_eq!(actors[0].name, "Portugal");
    }

    #[test]
    fn the_end_of_a_sentence_is_no_title() {
        check(
            "What most people miss... [P:Dunmore] left. [P:Walter Dunmore] spoke.",
            &["Dunmore 1, Walter Dunmore 1"],
        );
        check(
            "So said the chairwoman. [P:Dunmore] left. [P:Walter Dunmore] spoke.",
            &["Dunmore 1, Walter Dunmore 1"],
        );
    }

    #[test]
    fn a_president_under_a_title_is_not_who_bears_the_surname_later() {
        let text = "President [P:Marsh] spoke. [P:Marsh] left. [P:Marsh] sat. [P:Marsh] ate. [P:Marsh] went. [P:Marsh] slept. \
                    Then came [P:Tilda Marsh].";
        check(text, &["Marsh 6", "Tilda Marsh 1"]);
    }

    #[test]
    fn an_acronym_knows_the_people_before_the_name() {
        check(
            "The [L:Norwegian] [O:Fleet Board] met. The [O:NFB] left.",
            &["Norwegian 1", "Fleet Board 1, NFB 1"],
        );
    }

    #[test]
    fn words_for_a_people_are_the_nation() {
        let actors = check("The [L:Chilean] envoy left [L:Chile].", &["Chile 1, Chilean 1"]);
        assert_eq!(actors[0].name, "Chile");
    }

    #[test]
    fn nothing_gives_nothing() {
        check("No names here.", &[]);
    }
}
