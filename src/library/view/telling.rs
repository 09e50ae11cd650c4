//! What can be told of one story as a whole: its days, its utterances in every wording, its accounts beside each other,
//! its people and its sources. Plain data; every line holds the places it comes from, and no word in it is the program's
//! own but labels and reasons.

use crate::library::view::{ActorRow, ArticleRow, Place, QuoteRow};
use crate::model::{ActorId, ArticleId, Clean, DateBasis, Span, StoryId};
use jiff::civil::Date;

/// A story told whole: the answer to [`Request::Telling`](crate::library::view::Request::Telling).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Telling {
    /// Which story.
    pub story: StoryId,
    /// Articles and the days they speak of, in order; what has no place in it comes last.
    pub timeline: Vec<Moment>,
    /// Utterances, those of several articles first.
    pub families: Vec<Family>,
    /// What the articles count, what several count first.
    pub figures: Vec<Figure>,
    /// What the accounts agree on, differ in, and what one alone has. Empty for a story of one article.
    pub accounts: Vec<AccountLine>,
    /// Who appears with whom.
    pub people: People,
    /// Titles and roles of its actors as the articles give them: the first of each.
    pub roles: Vec<(ActorId, Clean, Place)>,
    /// What each account rests on, by article in the order of the story.
    pub strength: Vec<Strength>,
    /// What the user has not met yet, by article; only articles with something new.
    pub fresh: Vec<FreshCount>,
    /// The stories of the running affair in order, this one among them; empty when it has no other.
    pub rounds: Vec<Round>,
}

/// A stretch of an article, ready to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Extract {
    /// What `Enter` opens.
    pub place: Place,
    /// The words.
    pub text: Clean,
    /// What is lit in them, as byte ranges of `text`.
    pub lit: Vec<Span>,
}

/// One entry of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The day, when it is known.
    pub day: Option<Date>,
    /// The last day, when the words name a stretch of days ("last week").
    pub until: Option<Date>,
    /// What its place in the order rests on.
    pub ground: Ground,
    /// The article that came out then; none for a day that an article speaks of.
    pub article: Option<ArticleRow>,
    /// The headline, or the sentence that speaks of the day with its words lit.
    pub told: Extract,
    /// Whether the article stands before, in or after the event, when its words say so.
    pub phase: Option<PhaseSeen>,
}

/// What a moment's place in the order rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The article's own day of publication.
    Stated(DateBasis),
    /// A whole calendar day in the text.
    Written,
    /// A day without a year, or "last week": counted from the article's own day.
    Counted(Date),
    /// A day is stated that the article cannot be from.
    Impossible(Date),
    /// No day is known; words of the texts imply that it stands here.
    Implied,
    /// An expression for a day that cannot be known: the article has none of its own, or somebody is quoted.
    AsWritten,
    /// Neither a day nor words that imply one.
    Unknown,
}

impl Ground {
    /// The ground in words a reader understands.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Stated(DateBasis::Metadata) => "date from its metadata".to_owned(),
            Self::Stated(DateBasis::Line) => "date from a line of its own".to_owned(),
            Self::Stated(DateBasis::Dateline) => "date from its dateline".to_owned(),
            Self::Written => "day written in the text".to_owned(),
            Self::Counted(from) => format!("counted from the article's day, {from}"),
            Self::Impossible(day) => format!("undated: {day} cannot be its day"),
            Self::Implied => "order implied by the texts".to_owned(),
            Self::AsWritten => "as written: which day it was is not known".to_owned(),
            Self::Unknown => "undated".to_owned(),
        }
    }
}

/// Where an article stands to the event it tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// It looks forward to it.
    Before,
    /// It is going on.
    During,
    /// It is over.
    After,
}

impl Phase {
    /// The phase in a word.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::During => "during",
            Self::After => "after",
        }
    }
}

/// A phase with the words that say so.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseSeen {
    /// Which.
    pub phase: Phase,
    /// The sentence, with the telling words lit.
    pub told: Extract,
}

/// The same utterance in one or several articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// The speaker's name, or the words that describe him.
    pub speaker: Option<Clean>,
    /// The library's actors behind the speaker.
    pub actors: Vec<ActorId>,
    /// Each distinct wording, the fullest first.
    pub wordings: Vec<Wording>,
    /// In how many articles it stands, near-copies not counted.
    pub articles: u32,
}

/// One wording of an utterance.
#[derive(Clone, Debug, PartialEq)]
pub struct Wording {
    /// The words.
    pub text: Clean,
    /// What differs from the family's first wording, as byte ranges of `text`; in the first, what no other wording has.
    pub differs: Vec<Span>,
    /// Every quote with this wording, by article.
    pub quotes: Vec<QuoteRow>,
}

/// Numbers of one unit: passengers, hundredths, dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Each distinct number, that of most articles first.
    pub values: Vec<FigureValue>,
}

/// A number as the articles give it.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureValue {
    /// The number with what it counts.
    pub shown: Clean,
    /// In how many articles it stands, near-copies not counted.
    pub articles: u32,
    /// The first sentence that gives it, the number lit.
    pub told: Extract,
}

/// One line of the comparison of accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountLine {
    /// Agree, differ, or only here.
    pub standing: Standing,
    /// The sentences, one an article; what carries the judgement is lit.
    pub sides: Vec<Extract>,
    /// What ties the sentences, or sets them apart, in words: "same people: …", "214 against 219".
    pub why: Clean,
    /// The articles of the story that say nothing of it.
    pub silent: Vec<ArticleId>,
}

/// How accounts stand to each other in one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Different numbers of one thing.
    Numbers,
    /// One says it, another denies it.
    Denial,
    /// Verbs of opposite meaning.
    Opposite,
    /// Several say it.
    Agree,
    /// Several say it in the same words.
    Same,
    /// One alone says it.
    OnlyHere,
}

impl Standing {
    /// The standing in words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Numbers => "numbers differ",
            Self::Denial => "one denies it",
            Self::Opposite => "opposite words",
            Self::Agree => "agree",
            Self::Same => "same sentence",
            Self::OnlyHere => "only here",
        }
    }

    /// Whether the accounts agree here.
    #[must_use]
    pub const fn agrees(self) -> bool {
        matches!(self, Self::Agree | Self::Same)
    }

    /// Whether the accounts differ here.
    #[must_use]
    pub const fn differs(self) -> bool {
        matches!(self, Self::Numbers | Self::Denial | Self::Opposite)
    }
}

/// Who appears with whom in a story.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// The persons and organisations, most mentioned first; counts are of this story.
    pub who: Vec<ActorRow>,
    /// Pairs of them that share a sentence, by their positions in `who`, the smaller first.
    pub pairs: Vec<Tie>,
}

impl People {
    /// What two of them share, in either order.
    #[must_use]
    pub fn tie(&self, a: usize, b: usize) -> Option<&Tie> {
        self.pairs.iter().find(|tie| (tie.a, tie.b) == (a.min(b), a.max(b)))
    }
}

/// Two actors of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// Position of the one in [`People::who`].
    pub a: usize,
    /// Position of the other.
    pub b: usize,
    /// Sentences that say they met or spoke with each other; the words that say so are lit.
    pub met: Vec<Extract>,
    /// Other sentences that name both.
    pub together: Vec<Extract>,
}

/// What an account rests on, in counts. Nothing here is a judgement.
#[derive(Clone, Debug, PartialEq)]
pub struct Strength {
    /// The article.
    pub article: ArticleRow,
    /// Speakers with a name, each once, with a place each.
    pub named: Vec<(Clean, Place)>,
    /// Sources without one ("officials familiar with the matter"), with a place each.
    pub unnamed: Vec<(Clean, Place)>,
    /// Quotes whose speaker the text does not give.
    pub unattributed: u32,
    /// Quotes in quotation marks.
    pub direct: u32,
    /// Words of the body.
    pub words: u32,
    /// Of these, words that stand in the same runs in another article of the story.
    pub copied: u32,
    /// Phrases repeated beyond measure, with how often, most often first.
    pub repeated: Vec<(Clean, u32, Place)>,
    /// Author cards that were cut: where they stand.
    pub cards: Vec<Place>,
}

/// How much of an article is new to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshCount {
    /// Which article.
    pub article: ArticleId,
    /// Sentences.
    pub sentences: u32,
    /// Of these, sentences of the whole article.
    pub of: u32,
    /// Quotes.
    pub quotes: u32,
    /// Actors.
    pub actors: u32,
    /// Numbers.
    pub numbers: u32,
}

/// What is new in one article to a user who has read others of its story: the answer to
/// [`Request::Fresh`](crate::library::view::Request::Fresh).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fresh {
    /// Which article.
    pub article: ArticleId,
    /// The articles read before that it was held against; without any, nothing is dimmed.
    pub against: Vec<ArticleId>,
    /// What is new, by its place in the text.
    pub items: Vec<FreshItem>,
}

/// One new thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshItem {
    /// What it is.
    pub kind: FreshKind,
    /// Where it stands; of an actor the first mention.
    pub span: Span,
}

/// What can be new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FreshKind {
    /// A sentence.
    Sentence,
    /// A quote.
    Quote,
    /// An actor.
    Actor,
    /// A number.
    Number,
}

impl FreshKind {
    /// The kind in a word.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Quote => "quote",
            Self::Actor => "actor",
            Self::Number => "number",
        }
    }
}

/// A story within its running affair.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Which story.
    pub story: StoryId,
    /// Its title.
    pub title: Clean,
    /// Its first and last day, when known.
    pub days: Option<(Date, Date)>,
    /// What its place in the order rests on.
    pub ground: Ground,
    /// What tells it from the story asked for; empty for that one.
    pub why: Clean,
    /// The sentence that implies its place, when no day does.
    pub told: Option<Extract>,
}

/// Two near-copies beside each other: the answer to
/// [`Request::SideBySide`](crate::library::view::Request::SideBySide).
#[derive(Clone, Debug, PartialEq)]
pub struct SideBySide {
    /// The article that stands for both.
    pub left: ArticleRow,
    /// The other.
    pub right: ArticleRow,
    /// Sentences that differ, in the order of the texts; words that differ are lit. A side that has nothing is none.
    pub rows: Vec<(Option<Extract>, Option<Extract>)>,
    /// How many sentences are the same in both.
    pub same: u32,
}

impl Fresh {
    /// How much there is of each; `of` is the number of the article's sentences.
    #[must_use]
    pub fn count(&self, of: u32) -> FreshCount {
        let count = |kind| self.items.iter().filter(|item| item.kind == kind).count() as u32;
        FreshCount {
            article: self.article,
            sentences: count(FreshKind::Sentence),
            of,
            quotes: count(FreshKind::Quote),
            actors: count(FreshKind::Actor),
            numbers: count(FreshKind::Number),
        }
    }
}

impl FreshCount {
    /// Whether nothing is new.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sentences == 0 && self.quotes == 0 && self.actors == 0 && self.numbers == 0
    }
}
