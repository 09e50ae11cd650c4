//! Spellings made comparable: case, accents and the ways of writing a foreign name in Latin letters.
//!
//! [`fold`] is for search and for keys; [`sound`] goes further and is only for telling whether two words can be one name.
//! Neither keeps offsets.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Letters with their plain form, from Unicode's canonical decompositions and the usual Latin transcriptions.
static PLAIN: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("fold.txt").lines().filter_map(|line| line.split_once(' '));
    lines.flat_map(|(plain, letters)| letters.chars().map(move |letter| (letter, plain))).collect()
});

/// Lower case without accents; curly apostrophes become straight ones.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_onto(&mut out, text);
    out
}

/// As [`fold`], behind what `out` holds.
pub fn fold_onto(out: &mut String, text: &str) {
    if text.is_ascii() {
        let from = out.len();
        out.push_str(text);
        if let Some(new) = out.get_mut(from..) {
            new.make_ascii_lowercase();
        }
        return;
    }
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '’' | '‘' | 'ʼ' | '`' => out.push('\''),
            '‐' | '‑' => out.push('-'),
            '\u{300}'..='\u{36f}' => {}
            c if c.is_ascii() => out.push(c),
            c => match PLAIN.get(&c) {
                Some(plain) => out.push_str(plain),
                None => out.push(c),
            },
        }
    }
}

/// Spellings that stand for one sound in names brought over from other scripts; applied in order.
const SOUNDS: [(&str, &str); 25] = [
    ("dzh", "j"),
    ("ai", "ay"),
    ("iya", "ya"),
    ("ia", "ya"),
    ("iy", "y"),
    ("yy", "y"),
    ("ij", "y"),
    ("ii", "y"),
    ("yi", "y"),
    ("ie", "y"),
    ("ey", "y"),
    ("kh", "h"),
    ("zh", "z"),
    ("ph", "f"),
    ("dj", "j"),
    ("ck", "k"),
    ("x", "ks"),
    ("ou", "u"),
    ("oo", "u"),
    ("ei", "i"),
    ("q", "k"),
    ("j", "y"),
    ("w", "v"),
    ("'", ""),
    ("-", ""),
];

/// A key under which transcriptions of one name meet: `iy`/`yy`/`y`, `kh`/`h`, `zh`/`z`, `w`/`v`, doubled letters.
#[must_use]
pub fn sound(word: &str) -> String {
    let mut key = fold(word);
    let mut held = letters(key.as_bytes());
    for ((from, to), needed) in SOUNDS.iter().zip(NEEDED) {
        if held & needed == needed && holds(&key, from) {
            key = key.replace(from, to);
            held = letters(key.as_bytes());
        }
    }
    let mut last = None;
    key.retain(|c| last.replace(c) != Some(c));
    key
}

/// Whether a short text holds a shorter one. A library's search prepares itself for long texts first; a word of a name
/// is compared with every spelling before that is done.
fn holds(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|bytes| bytes == part.as_bytes())
}

/// A bit for every byte that a text has, several bytes to a bit: what has not all the bits of a spelling cannot hold it, and
/// most words are passed over without being read again.
const fn letters(text: &[u8]) -> u32 {
    let (mut all, mut at) = (0, 0);
    while at < text.len() {
        all |= 1 << (text[at] & 31);
        at += 1;
    }
    all
}

/// The letters of each spelling.
const NEEDED: [u32; SOUNDS.len()] = {
    let (mut all, mut at) = ([0; SOUNDS.len()], 0);
    while at < all.len() {
        all[at] = letters(SOUNDS[at].0.as_bytes());
        at += 1;
    }
    all
};

/// How alike two short strings are, 0 to 1: twice the longest common subsequence over both lengths.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut row = vec![0_usize; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    2.0 * row[b.len()] as f32 / (a.len() + b.len()) as f32
}

#[cfg(test)]
mod tests {
    use super::{fold, likeness, sound};

    #[test]
    fn folds_case_and_accents() {
        assert_eq!(fold("Łódź’s CAFÉ Straße"), "lodz's cafe strasse");
        assert_eq!(fold("Cafe\u{301}"), "cafe", "combining marks go");
        assert_eq!(fold("東京"), "東京", "other scripts stay");
    }

    #[test]
    fn transcriptions_of_one_name_meet() {
        for (a, b) in [
            ("Tarkovskiy", "Tarkovsky"),
            ("Mikhail", "Mihail"),
            ("Wassily", "Vasily"),
            ("Zhorin", "Zorin"),
            ("Dzhamal", "Jamal"),
            ("Nikolai", "Nikolay"),
            ("Mariya", "Maria"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("Marten"), sound("Martin"));
    }

    #[test]
    fn likeness_is_of_letters_in_order() {
        assert!((likeness("karzov", "karzow") - 10.0 / 12.0).abs() < 1e-6);
        assert!(likeness("", "a") < f32::EPSILON && (likeness("ab", "ab") - 1.0).abs() < f32::EPSILON);
    }
}
