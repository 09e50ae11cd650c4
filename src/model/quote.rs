//! Who said what: content, cue and source (the field's three parts; PARC 3, Citron), and how the speaker was found.

use crate::model::{LocalActorId, Span};
use serde::{Deserialize, Serialize};

/// One utterance in one article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// The content without its quotation marks; in a mixed quote the whole reported content.
    pub content: Span,
    /// What kind of speech it is.
    pub kind: QuoteKind,
    /// The stretches between quotation marks, without the marks.
    pub quoted: Vec<Span>,
    /// Who said it: none when unattributed, several in a joint statement.
    pub speakers: Vec<Speaker>,
    /// The words that report it: "said", "according to".
    pub cue: Option<Span>,
    /// How the speaker was found.
    pub rule: Rule,
    /// How sure that is, 0 to 1; calibrated on annotated news.
    pub confidence: f32,
    /// Other speakers that were weighed, best first.
    pub candidates: Vec<Candidate>,
}

impl Quote {
    /// How the text makes the speaker known; none of what is no speech.
    #[must_use]
    pub fn known(&self) -> Option<Known> {
        match (self.kind, self.speakers.as_slice()) {
            (QuoteKind::SoCalled, _) => None,
            (_, []) => Some(Known::Nobody),
            (_, speakers) if speakers.iter().any(|speaker| speaker.actor.is_some()) => Some(Known::Named),
            _ => Some(Known::Described),
        }
    }
}

/// How a text makes a speaker known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// By a name.
    Named,
    /// By a description: "U.S. officials".
    Described,
    /// Not at all.
    Nobody,
}

impl Known {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Named, Self::Described, Self::Nobody];

    /// The word of queries.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Described => "described",
            Self::Nobody => "none",
        }
    }
}

/// Who a quote is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The words of the text that name him: a name, a role, a pronoun, a described source ("U.S. officials").
    pub span: Span,
    /// The actor those words refer to; none for a described source.
    pub actor: Option<LocalActorId>,
}

/// Somebody else who might have said it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The candidate.
    pub speaker: Speaker,
    /// How likely, 0 to 1.
    pub confidence: f32,
}

/// Kinds of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// Whole sentences in quotation marks.
    Direct,
    /// A quoted part inside a reported sentence.
    Mixed,
    /// Reported without quotation marks.
    Indirect,
    /// Marked but not speech: scare quotes, titles, words as words (TEI `soCalled`). Never counted as speech.
    SoCalled,
}

impl QuoteKind {
    /// Every kind, in the order of the screen.
    pub const ALL: [Self; 4] = [Self::Direct, Self::Mixed, Self::Indirect, Self::SoCalled];

    /// Whether a quote of this kind and confidence (0 to 1) may well be no report at all: it stands behind the others.
    #[must_use]
    pub fn is_doubtful(self, confidence: f32) -> bool {
        self == Self::Indirect && confidence < 0.5
    }

    /// The name used in exports and queries.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
            Self::SoCalled => "socalled",
        }
    }
}

/// The evidence a speaker was chosen by. The strong ones come first, in their measured order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// `“…,” X said`
    QuoteNameCue,
    /// `according to X`
    AccordingTo,
    /// An earlier quote of the same paragraph, whose speaker is known.
    SameParagraph,
    /// `“…,” said X`
    QuoteCueName,
    /// Name and cue behind the quote, elsewhere in the sentence.
    NameCueBehind,
    /// `X said[:, that] “…”`
    NameCueQuote,
    /// `NAME: …` in a transcript.
    Transcript,
    /// The paragraph before ends by naming the speaker, or its speaker goes on.
    PreviousParagraph,
    /// The first noun phrase of the sentence.
    FirstInSentence,
    /// The speaker of the quote before.
    LastSpeaker,
    /// Name and cue before the quote, apart.
    NameCueBefore,
    /// The nearest cue with a possible speaker.
    NearestCue,
    /// A reported sentence with its source and cue.
    Reported,
    /// The learnt ranking of all candidates, without a single strong sign.
    Ranked,
    /// Nobody: the text gives no speaker.
    Unattributed,
    /// The user's word.
    ByUser,
}

impl Rule {
    /// Every rule, strong ones first.
    pub const ALL: [Self; 16] = [
        Self::QuoteNameCue,
        Self::AccordingTo,
        Self::SameParagraph,
        Self::QuoteCueName,
        Self::NameCueBehind,
        Self::NameCueQuote,
        Self::Transcript,
        Self::PreviousParagraph,
        Self::FirstInSentence,
        Self::LastSpeaker,
        Self::NameCueBefore,
        Self::NearestCue,
        Self::Reported,
        Self::Ranked,
        Self::Unattributed,
        Self::ByUser,
    ];

    /// The reason in words a reader understands.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::QuoteNameCue => "“…,” X said",
            Self::AccordingTo => "according to X",
            Self::SameParagraph => "same paragraph, speaker known",
            Self::QuoteCueName => "“…,” said X",
            Self::NameCueBehind => "named behind, in the sentence",
            Self::NameCueQuote => "X said “…”",
            Self::Transcript => "X: … (transcript)",
            Self::PreviousParagraph => "speaker of the paragraph before",
            Self::FirstInSentence => "first named in the sentence",
            Self::LastSpeaker => "last speaker before",
            Self::NameCueBefore => "named before, in the sentence",
            Self::NearestCue => "nearest reporting verb",
            Self::Reported => "X said that …",
            Self::Ranked => "likeliest of those named",
            Self::Unattributed => "no speaker in the text",
            Self::ByUser => "set by you",
        }
    }
}
