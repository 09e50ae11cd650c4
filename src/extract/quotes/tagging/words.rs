//! The words around a word: what each of them adds up to, remembered from one article to the next.

use crate::extract::learn::adder::{Adder, add};
use crate::extract::learn::features::{key, pair, text};
use crate::extract::quotes::tagging::{SLOTS, SUM, View, WordSums, Words};

impl View<'_> {
    /// What every word of the sentence adds up to, its edges with it: each is asked for once, not by every word around it.
    pub(super) fn look_up<const M: usize>(
        &self,
        adder: &Adder<SUM, M>,
        known: &mut Words,
        out: &mut Vec<WordSums>,
    ) {
        out.clear();
        for cell in self.cells {
            let (id, place) = cell.spelling;
            if let Some(sums) = known.get(id) {
                out.push(*sums);
                continue;
            }
            let sums = self.new_word(id, place, adder, known);
            known.put(id, sums);
            out.push(sums);
        }
    }

    /// What the words around add up to; `words` are those that were looked up.
    pub(super) fn words<const M: usize>(&self, at: usize, words: &[WordSums], adder: &mut Adder<SUM, M>) {
        for (slot, by) in SLOTS.into_iter().enumerate() {
            adder.add(&words[self.place(at, by)].as_chunks().0[slot]);
        }
    }

    /// What a word adds up to in every slot; what it shares with others may be known.
    fn new_word<const M: usize>(
        &self,
        id: u64,
        place: usize,
        adder: &Adder<SUM, M>,
        known: &mut Words,
    ) -> WordSums {
        let of = |aspects: &[Aspect]| {
            let mut all = [0; SUM * SLOTS.len()];
            let mut keys = Vec::with_capacity(8);
            for (slot, sums) in all.as_chunks_mut().0.iter_mut().enumerate() {
                keys.clear();
                for aspect in aspects {
                    self.aspect(*aspect, place, slot, &mut keys);
                }
                *sums = adder.sum(&keys);
            }
            all
        };
        let Some(token) = self.reading.tokens.get(place) else {
            let mut all = [0; SUM * SLOTS.len()];
            for (slot, sums) in all.as_chunks_mut().0.iter_mut().enumerate() {
                *sums = adder.sum(&[edge_key(id, slot)]);
            }
            return all;
        };
        let mut all = of(&[Aspect::Word, Aspect::Ends]);
        let ending = pair(3, suffix(token.span.of(self.reading.text)));
        let sort =
            self.base.clusters[place].iter().fold(u64::from(token.class), |s, c| pair(s, u64::from(*c)));
        for (id, aspects) in [(ending, &[Aspect::Suffix][..]), (sort, &[Aspect::Class, Aspect::Clusters])] {
            if let Some(part) = known.get(id) {
                add(&mut all, part);
            } else {
                let part = of(aspects);
                known.put(id, part);
                add(&mut all, &part);
            }
        }
        all
    }

    /// The features of a single word in a slot.
    pub(super) fn word_keys(&self, id: u64, place: usize, slot: usize, out: &mut Vec<u32>) {
        if place == usize::MAX {
            out.push(edge_key(id, slot));
            return;
        }
        for aspect in [Aspect::Word, Aspect::Suffix, Aspect::Class, Aspect::Ends, Aspect::Clusters] {
            self.aspect(aspect, place, slot, out);
        }
    }

    /// The features of one aspect of a word in a slot.
    fn aspect(&self, aspect: Aspect, place: usize, slot: usize, out: &mut Vec<u32>) {
        let token = &self.reading.tokens[place];
        let form = token.span.of(self.reading.text);
        let slot = from_left(slot);
        let t = slot * 3;
        match aspect {
            Aspect::Word => out.push(key(t, u64::from(token.word))),
            Aspect::Suffix => out.push(key(t + 1, suffix(form))),
            Aspect::Class => out.push(key(t + 2, u64::from(token.class))),
            Aspect::Ends if slot == 2 => {
                let two = form.get(form.len().saturating_sub(2)..).map_or(0, text);
                let head = form.get(..3.min(form.len())).map_or(0, text);
                out.extend([key(20, two), key(21, head)]);
            }
            Aspect::Ends => {}
            Aspect::Clusters => {
                let grain = self.base.clusters[place].map(u64::from);
                let c = 110 + slot * 3;
                out.extend([key(c, grain[0]), key(c + 1, grain[1]), key(c + 2, grain[2])]);
            }
        }
    }
}

/// What a word says of itself: words that share an aspect share its features.
#[derive(Clone, Copy)]
enum Aspect {
    Word,
    Suffix,
    Class,
    Ends,
    Clusters,
}

/// Templates count the slots from left to right.
const fn from_left(slot: usize) -> u32 {
    (SLOTS[slot] + 2) as u32
}

/// The feature of an edge of the sentence in a slot.
const fn edge_key(edge: u64, slot: usize) -> u32 {
    key(from_left(slot) * 3, edge)
}

/// The last three bytes of a word, if they are letters of their own.
fn suffix(form: &str) -> u64 {
    form.get(form.len().saturating_sub(3)..).map_or(0, text)
}
