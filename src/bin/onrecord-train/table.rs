//! The word table: gazetteers, P(capitalised in mid-sentence | word), clusters.

use crate::clusters;
use crate::corpus::{read, regions};
use anyhow::{Context, Result};
use onrecord::extract::learn::features::{pair, text as hash};
use onrecord::extract::learn::file::Writer;
use onrecord::extract::lexicon::{Country, bodies, companies, countries, regions as continents};
use onrecord::extract::names::document::Document;
use onrecord::extract::names::words::{Facts, Gazetteer, TABLE, Words};
use onrecord::model::Span;
use onrecord::text::tokens::tokenize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Words seen less often say nothing of their capitals.
const LEAST: u32 = 3;

/// Builds the file.
pub(crate) fn build(texts: &[PathBuf], gazetteers: &Path) -> Result<Vec<u8>> {
    let mut facts = names(gazetteers)?;
    println!("gazetteers: {} entries", facts.len());
    let empty = Words::default();
    let mut capitals: BTreeMap<u64, (u32, u32)> = BTreeMap::new();
    let mut sentences: Vec<Vec<u64>> = Vec::new();
    let mut tokens = 0;
    for path in texts {
        for article in read(path)? {
            let document = Document::new(&article.text, regions(&article.text), &empty);
            let mut seen = vec![false; document.counts.len()];
            for word in &document.words {
                let at = word.folded as usize;
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                let counts = document.counts[at];
                let entry = capitals.entry(word.lower).or_default();
                entry.0 += u32::from(counts.upper);
                entry.1 += u32::from(counts.lower);
            }
            for sentence in &document.sentences {
                let words = sentence.tokens.clone().filter_map(|t| document.word(t)).map(|w| w.lower);
                sentences.push(words.collect());
                tokens += sentence.tokens.len();
            }
        }
    }
    println!("text: {tokens} tokens");
    for (word, (upper, lower)) in capitals {
        let total = upper + lower;
        if total >= LEAST {
            let ratio = 1 + (8 * upper / total) as u8;
            let often = ((32 - total.leading_zeros()) / 2).min(7) as u8;
            facts.push((word, Facts { caps: ratio | often << 4, ..Facts::default() }));
        }
    }
    let (clustered, coarser) = clusters::of(&sentences);
    println!("clusters: {} words", clustered.len());
    facts.extend(clustered.iter().map(|(w, c)| (*w, Facts { cluster: c + 1, ..Facts::default() })));
    let words = Words::new(facts, coarser);
    let file = words.write(Writer::new(TABLE)).finish();
    println!("table: {} words and phrases, {} bytes", words.len(), file.len());
    Ok(file)
}

/// The gazetteers by hash of the word, or of the words of a phrase.
fn names(folder: &Path) -> Result<Vec<(u64, Facts)>> {
    let mut facts = Vec::new();
    let mut add = |entry: &str, list: Gazetteer| {
        let low = entry.trim().to_lowercase();
        let words: Vec<u64> =
            tokenize(&low, Span::new(0, low.len())).iter().map(|t| hash(t.span.of(&low))).collect();
        let key = match words.as_slice() {
            [] => return,
            [word] => *word,
            [..] if words.len() > 4 => return,
            [..] => words.iter().fold(11, |h, w| pair(h, *w)),
        };
        facts.push((key, Facts { gazetteers: list.bit(), ..Facts::default() }));
    };
    for (file, list) in [
        ("first.lst", Gazetteer::First),
        ("last.lst", Gazetteer::Last),
        ("city.lst", Gazetteer::City),
        ("region.lst", Gazetteer::Region),
        ("comp.lst", Gazetteer::Company),
    ] {
        let path = folder.join(file);
        let content =
            std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        content.lines().for_each(|line| add(line, list));
    }
    companies().for_each(|name| add(name, Gazetteer::Company));
    bodies().for_each(|name| add(name, Gazetteer::Body));
    let table: Vec<&Country> = countries().iter().chain(continents()).collect();
    for country in table {
        country.names.iter().chain([&country.name]).for_each(|n| add(n, Gazetteer::Country));
        country.capital.iter().for_each(|n| add(n, Gazetteer::City));
        country.adjectives.iter().for_each(|n| add(n, Gazetteer::Demonym));
    }
    Ok(facts)
}
