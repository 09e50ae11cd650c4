//! Every name and headline, folded, behind each other, with the letters it has, and their longer words: what fuzzy matching
//! goes through.

use crate::library::goto::bound::Glance;
use crate::library::goto::likeness::TYPO_FROM;
use crate::text::fold::fold_onto;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Actors' names and articles' headlines.
#[derive(Debug, Default)]
pub struct Names {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// A bit for each letter it has.
    letters: Vec<u64>,
    /// What else is known of each at a glance.
    glances: Vec<Glance>,
    /// How many of them are actors; they come first.
    actors: usize,
    /// Made when a typo is first allowed for.
    words: OnceLock<Words>,
    /// What was asked for last, and what may be like it.
    narrowed: Mutex<Option<Narrowed>>,
}

/// The names that have the letters of some words in order, or were like them in spite of a slip.
#[derive(Debug)]
struct Narrowed {
    words: Vec<String>,
    names: Arc<[u32]>,
}

/// How many of the names are kept at most, to be looked at with the next key.
const FEW: usize = 1 << 16;

/// The words of names that may be typed with a slip, each once.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Where each first stands.
    places: Vec<(u32, u32)>,
    letters: Vec<u64>,
    /// Where its names begin among all.
    from: Vec<u32>,
    names: Vec<u32>,
}

impl Names {
    /// Of actors' names and articles' headlines, each by row.
    #[must_use]
    pub fn new<T: AsRef<str>>(actors: impl Iterator<Item = T>, headlines: impl Iterator<Item = T>) -> Self {
        let mut names = Self::default();
        actors.for_each(|name| names.push(name.as_ref()));
        names.actors = names.ends.len();
        headlines.for_each(|name| names.push(name.as_ref()));
        names.text.shrink_to_fit();
        names.ends.shrink_to_fit();
        names.letters.shrink_to_fit();
        names.glances.shrink_to_fit();
        names
    }

    fn push(&mut self, name: &str) {
        let from = self.text.len();
        fold_onto(&mut self.text, name);
        let text = self.text.get(from..).unwrap_or_default();
        self.letters.push(letters(text));
        self.glances.push(Glance::of(text));
        self.ends.push(self.text.len() as u32);
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many of them are actors.
    pub(super) const fn actors(&self) -> usize {
        self.actors
    }

    /// One of them, folded, and the letters it has.
    pub(super) fn get(&self, at: usize) -> (&str, u64) {
        let text = self.text.get(self.from(at)..self.from(at + 1)).unwrap_or_default();
        (text, self.letters_of(at))
    }

    /// The letters one of them has.
    pub(super) fn letters_of(&self, at: usize) -> u64 {
        self.letters.get(at).copied().unwrap_or_default()
    }

    /// What is known of one of them at a glance.
    pub(super) fn glance(&self, at: usize) -> Glance {
        self.glances.get(at).copied().unwrap_or_default()
    }

    fn from(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default() as usize
    }

    /// The names, in order, among which those are that have the letters of these words in order: known when the last words that
    /// were asked for begin these.
    pub(super) fn narrowed<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<Arc<[u32]>> {
        let narrowed = self.narrowed.lock().unwrap_or_else(PoisonError::into_inner);
        let known = narrowed.as_ref()?;
        let words: Vec<&str> = words.collect();
        let begun =
            |(n, word): (usize, &String)| words.get(n).is_some_and(|now| now.starts_with(word.as_str()));
        known.words.iter().enumerate().all(begun).then(|| Arc::clone(&known.names))
    }

    /// Keeps the names that may be like some words.
    pub(super) fn narrow<'w>(&self, words: impl Iterator<Item = &'w str>, names: impl Iterator<Item = u32>) {
        let mut names: Vec<u32> = names.collect();
        names.sort_unstable();
        let few = (names.len() <= FEW)
            .then(|| Narrowed { words: words.map(str::to_owned).collect(), names: names.into() });
        if few.is_some() {
            *self.narrowed.lock().unwrap_or_else(PoisonError::into_inner) = few;
        }
    }

    /// The longer words.
    pub(super) fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::of(self))
    }

    /// Makes what the first typo would otherwise wait for.
    pub(crate) fn warm(&self) {
        self.words();
    }

    /// Calls `found` with the letters, the number of letters and the names of each longer word that passes `may`.
    pub(super) fn each_word(&self, may: impl Fn(usize, u64) -> bool, mut found: impl FnMut(&[char], &[u32])) {
        // Short words are typed without a slip.
        if !may(usize::MAX - 1, u64::MAX) {
            return;
        }
        let words = self.words();
        let mut chars = Vec::new();
        for (at, (&(from, to), &have)) in words.places.iter().zip(&words.letters).enumerate() {
            // There are no more letters than bytes.
            if !may((to - from) as usize, have) {
                continue;
            }
            chars.clear();
            chars.extend(self.text.get(from as usize..to as usize).unwrap_or_default().chars());
            if may(chars.len(), have) {
                found(&chars, words.names_of(at));
            }
        }
    }
}

impl Words {
    /// The names that have a word.
    fn names_of(&self, at: usize) -> &[u32] {
        let range = self.from[at] as usize..self.from[at + 1] as usize;
        self.names.get(range).unwrap_or_default()
    }

    /// Goes through the names twice, so that no place of a word is held but in the lists themselves.
    fn of(names: &Names) -> Self {
        let mut words = Self::default();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        words.from.push(0);
        for at in 0..names.len() {
            each_longer(names, at, |word, from| {
                let number = *numbers.entry(word).or_insert_with(|| {
                    words.places.push((from as u32, (from + word.len()) as u32));
                    words.letters.push(letters(word));
                    words.from.push(0);
                    words.places.len() as u32 - 1
                });
                words.from[number as usize + 1] += 1;
            });
        }
        for at in 1..words.from.len() {
            words.from[at] += words.from[at - 1];
        }
        // Sorted by counting: names stay in order.
        let mut next = words.from.clone();
        words.names = vec![0; next.last().map_or(0, |end| *end as usize)];
        for at in 0..names.len() {
            each_longer(names, at, |word, _| {
                if let Some(slot) = numbers.get(word).map(|number| &mut next[*number as usize]) {
                    words.names[*slot as usize] = at as u32;
                    *slot += 1;
                }
            });
        }
        words.places.shrink_to_fit();
        words.letters.shrink_to_fit();
        words.from.shrink_to_fit();
        words
    }
}

/// Calls `each` with every longer word of a name, and where it begins.
fn each_longer<'n>(names: &'n Names, at: usize, mut each: impl FnMut(&'n str, usize)) {
    let mut from = names.from(at);
    for word in names.get(at).0.split(' ') {
        // A letter may have been left out.
        if word.len() + 1 >= TYPO_FROM {
            each(word, from);
        }
        from += word.len() + 1;
    }
}

/// The letters and digits of a folded text, a bit each; other signs share the rest.
pub(super) fn letters(text: &str) -> u64 {
    text.chars().filter(|c| *c != ' ').fold(0, |mask, c| {
        let bit = match c {
            'a'..='z' => c as u32 - 'a' as u32,
            '0'..='9' => 26 + c as u32 - '0' as u32,
            _ => 36 + c as u32 % 28,
        };
        mask | 1 << bit
    })
}
