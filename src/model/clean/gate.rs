//! The gate itself: one pass over a text, character by character and cluster by cluster.
//!
//! What was kept so far decides what is kept next, never what was left out. So clean text goes through unchanged, whatever
//! it was made from, and nothing is looked at twice but a cluster that breaks the bounds: that one is mended when it ends.

use crate::model::clean::class::{Class, Fate};
use crate::model::clean::cluster::{Size, mend};
use crate::model::clean::filter::{plain_ascii, sequence};
use crate::model::clean::joint::Joint;
use crate::model::clean::offsets::{Edits, Rewrite};
use std::borrow::Cow;

/// What a line end becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnds {
    /// `\n`.
    Keep,
    /// A blank.
    Blank,
}

/// The text as it may be shown; borrowed when it was so already.
pub(crate) fn pass<'a>(text: &'a str, ends: LineEnds, edits: &mut impl Edits) -> Cow<'a, str> {
    let mut gate = Gate {
        text,
        ends,
        out: Rewrite::new(text, edits),
        joint: Joint::default(),
        last: Last::Blank,
        chain: Chain::default(),
        adrift: false,
        cluster: Cluster::default(),
        mended: String::new(),
    };
    gate.run();
    gate.out.finish().map_or(Cow::Borrowed(text), Cow::Owned)
}

struct Gate<'a, 'e, E> {
    text: &'a str,
    ends: LineEnds,
    out: Rewrite<'a, 'e, E>,
    /// The end of what was kept.
    joint: Joint,
    last: Last,
    chain: Chain,
    /// What the marks that come next were drawn onto was left out.
    adrift: bool,
    /// What was kept of the last cluster.
    cluster: Cluster,
    /// A cluster that is mended.
    mended: String,
}

/// What the last character that was kept is to a mark or a joiner behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing to be drawn onto; so is the start of a text.
    Blank,
    /// A mark may follow, but no joiner.
    Plain,
    /// A joiner may follow: any visible character beyond ASCII.
    Host,
}

impl Last {
    #[inline]
    fn of(class: Class) -> Self {
        match class.fate() {
            _ if class.is_blank() => Self::Blank,
            Fate::Ascii | Fate::Joiner => Self::Plain,
            _ => Self::Host,
        }
    }
}

/// A cluster that is being read.
#[derive(Default)]
struct Cluster {
    /// Where it begins in the text that is read, and in the one that is written.
    from: usize,
    place: usize,
    /// How many changes were made before it.
    edits: usize,
    chain: Chain,
    size: Size,
    /// No more joiners: marks were left out, and it would reach for what comes next.
    over: bool,
    /// It was mended, and takes nothing more.
    sealed: bool,
}

impl<E: Edits> Gate<'_, '_, E> {
    fn run(&mut self) {
        let newline = if self.ends == LineEnds::Keep { ('\n', "\n") } else { (' ', " ") };
        let mut at = self.plain(0);
        while let Some((number, length)) = decode(self.text.as_bytes(), at) {
            let from = at;
            at += length;
            let class = Class::of_number(number);
            match class.fate() {
                Fate::Ascii => {
                    self.keep(from, class, Chain::default());
                    at = self.plain_if(false, at);
                }
                Fate::Single => {
                    let even = self.last == Last::Host && self.cluster.size.is_one();
                    self.keep(from, class, self.chain.letter());
                    at = self.plain_if(even, at);
                }
                Fate::Letter => {
                    self.keep(from, class, self.chain.letter());
                }
                // A mark without a base would be drawn onto whatever stands before it on the screen.
                Fate::Mark => {
                    if self.last == Last::Blank || self.adrift || !self.keep(from, class, self.chain) {
                        self.out.replace(from, at, "");
                    }
                }
                Fate::Joiner => {
                    if !self.joiner(from, class) {
                        self.out.replace(from, at, "");
                    }
                }
                Fate::Hidden => self.out.replace(from, at, ""),
                Fate::Unfit => {
                    self.keep(from, Class::of('\u{fffd}'), self.chain.letter());
                    self.out.replace(from, at, "\u{fffd}");
                }
                Fate::LineEnd => {
                    let ends = number == u32::from('\r') && self.text.as_bytes().get(at) == Some(&b'\n');
                    at += usize::from(ends);
                    self.keep(from, Class::of(newline.0), Chain::default());
                    if number != u32::from(newline.0) {
                        self.out.replace(from, at, newline.1);
                    }
                    at = self.plain_if(false, at);
                }
                Fate::Tab => {
                    self.keep(from, Class::of(' '), Chain::default());
                    self.out.replace(from, at, " ");
                }
                Fate::Control => {
                    at += sequence(number, self.text.as_bytes().get(at..).unwrap_or_default());
                    self.out.replace(from, at, "");
                }
            }
        }
        self.close(self.text.len());
    }

    /// [`Gate::plain`] where it is worth it: in even text, or with printable ASCII to come.
    #[inline]
    fn plain_if(&mut self, even: bool, from: usize) -> usize {
        let ascii = self.text.as_bytes().get(from).is_some_and(|byte| matches!(byte, b' '..=b'~'));
        if even || ascii { self.plain(from) } else { from }
    }

    /// Goes past what is a cluster by itself, one character as the next; where that ends.
    fn plain(&mut self, from: usize) -> usize {
        let keep_newline = self.ends == LineEnds::Keep;
        let mut at = from;
        let mut last = None;
        'runs: loop {
            let run = plain_ascii(self.text.as_bytes().get(at..).unwrap_or_default(), keep_newline);
            if let Some(before) = run.checked_sub(1) {
                last = Some(at + before);
                at += run;
            }
            for c in self.text.get(at..).unwrap_or_default().chars() {
                match Class::of(c).fate() {
                    Fate::Single => last = Some(at),
                    Fate::Ascii => continue 'runs,
                    _ => break 'runs,
                }
                at += c.len_utf8();
            }
            break;
        }
        let Some(last) = last else { return at };
        let Some(c) = self.text.get(last..).and_then(|rest| rest.chars().next()) else { return at };
        self.close(from);
        let class = Class::of(c);
        // Of two, the first ends any chain.
        let before = if last == from { self.chain } else { Chain::default() };
        self.begin(last, before);
        self.chain = if last == from { before.with(class) } else { Chain::default() };
        self.joint = Joint::default().then(class).0;
        self.last = Last::of(class);
        self.adrift = false;
        self.cluster.size.add(class);
        at
    }

    /// Keeps a joiner where it can join something, but not in endless chains.
    fn joiner(&mut self, from: usize, class: Class) -> bool {
        if self.last != Last::Host || self.adrift {
            return false;
        }
        self.chain = self.chain.joiner();
        self.chain.joiners <= MAX_JOINERS && self.keep(from, class, self.chain)
    }

    /// Keeps a character if it may stand where it does; `chain` is the chain of joiners with it.
    #[inline]
    fn keep(&mut self, from: usize, class: Class, mut chain: Chain) -> bool {
        let (mut end, joins) = self.joint.then(class);
        if joins {
            let full = class.fate() == Fate::Mark && !self.cluster.size.takes_marks();
            self.cluster.over |= full;
            if full || self.cluster.sealed || (self.cluster.over && class.fate() == Fate::Joiner) {
                return false;
            }
        } else {
            // It takes no column and has nothing to be drawn onto.
            if class.fate() == Fate::Mark {
                self.adrift = true;
                return false;
            }
            if self.close(from) {
                end = self.joint.then(class).0;
                // What was put in to part the last cluster counts as well.
                chain = self.chain.with(class);
            }
            self.begin(from, self.chain);
        }
        self.joint = end;
        self.last = Last::of(class);
        self.chain = chain;
        self.adrift = false;
        self.cluster.size.add(class);
        true
    }

    /// Begins a cluster; `chain` is the chain before it.
    #[inline]
    fn begin(&mut self, from: usize, chain: Chain) {
        self.cluster = Cluster {
            from,
            place: self.out.place(from),
            edits: self.out.edits(),
            chain,
            size: Size::default(),
            over: false,
            sealed: false,
        };
    }

    /// Ends the last cluster before the byte `to`, and mends it when it breaks the bounds; whether it had to.
    #[inline]
    fn close(&mut self, to: usize) -> bool {
        !self.cluster.size.is_small() && !self.cluster.sealed && self.mend(to)
    }

    #[cold]
    fn mend(&mut self, to: usize) -> bool {
        let Cluster { from, place, edits, chain, ref size, .. } = self.cluster;
        let cluster = self.out.since(from, place, to);
        if size.is_bounded(cluster) {
            return false;
        }
        self.mended.clear();
        mend(cluster, size, MAX_JOINERS.saturating_sub(chain.joiners), &mut self.mended);
        self.out.take_back(from, place, edits);
        self.out.replace(from, to, &self.mended);
        self.chain = chain;
        self.joint = Joint::default();
        for c in self.mended.chars() {
            let class = Class::of(c);
            self.chain = self.chain.with(class);
            self.joint = self.joint.then(class).0;
            self.last = Last::of(class);
        }
        self.cluster.sealed = true;
        true
    }
}

/// Joiners that may follow each other with one character between: the longest emoji sequences have three.
const MAX_JOINERS: u32 = 4;

/// Counts joiners that follow each other with one character between.
#[derive(Clone, Copy, Default)]
struct Chain {
    joiners: u32,
    letters: u32,
}

impl Chain {
    #[inline]
    fn letter(self) -> Self {
        Self { joiners: if self.letters > 0 { 0 } else { self.joiners }, letters: self.letters + 1 }
    }

    fn joiner(self) -> Self {
        Self { joiners: self.joiners + 1, letters: 0 }
    }

    /// The chain with one more character.
    fn with(self, class: Class) -> Self {
        match class.fate() {
            Fate::Ascii | Fate::LineEnd | Fate::Tab => Self::default(),
            Fate::Joiner => self.joiner(),
            Fate::Mark => self,
            _ => self.letter(),
        }
    }
}

/// The number of the character that begins at `at`, and its bytes. Without a branch that a text could make hard to guess.
#[inline]
fn decode(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    const LENGTHS: [u8; 16] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4];
    const LEADS: [u32; 5] = [0, 0x7f, 0x1f, 0x0f, 0x07];
    let word = match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => [a, b, c, d],
        _ => tail(bytes, at)?,
    };
    let [lead, second, third, fourth] = word.map(u32::from);
    let length = usize::from(LENGTHS[lead as usize >> 4]);
    let all = (lead & LEADS[length]) << 18 | (second & 0x3f) << 12 | (third & 0x3f) << 6 | fourth & 0x3f;
    Some((all >> (6 * (4 - length)), length))
}

/// The last bytes of a text.
#[cold]
fn tail(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    Some(std::array::from_fn(|index| rest.get(index).copied().unwrap_or(0)))
}
