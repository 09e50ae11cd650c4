//! The head of an article as a few bytes, and back: headline, dek, byline, source, date and language. With the blocks and
//! the cuts it makes the article again from its text alone, without parsing.

use crate::library::disk::bytes::{Packer, Unpacker};
use crate::library::disk::pack::{number_in, unpack_blocks, unpack_cuts};
use crate::library::disk::{Versions, day_number, day_of};
use crate::model::{Article, ArticleDate, Clean, DateBasis, Field, Span};
use rusqlite::{Connection, OptionalExtension, Row};

/// What parsing found in an article whose text is its file's bytes, packed: the article comes back without parsing.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    frame: Vec<u8>,
    blocks: Vec<u8>,
    cuts: Vec<u8>,
}

impl Parsed {
    /// That of an article; nothing when its text is not its file's, or another version parsed it.
    pub(crate) fn of(db: &Connection, article: u32) -> rusqlite::Result<Option<Self>> {
        let mut statement = db.prepare_cached(
            "SELECT frame, blocks, cuts FROM analysis
             JOIN article ON article.id = analysis.article JOIN file ON file.id = analysis.article
             WHERE analysis.article = ?1 AND verbatim AND parser = ?2",
        )?;
        let parts = |row: &Row<'_>| Ok(Self { frame: row.get(0)?, blocks: row.get(1)?, cuts: row.get(2)? });
        statement.query_row((article, Versions::ours().parser), parts).optional()
    }

    /// The article of the file's bytes, but for what was wrong with it; the bytes when they do not fit.
    pub(crate) fn restore(&self, bytes: Vec<u8>) -> Result<Article, Vec<u8>> {
        let text = String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)?;
        let text = Clean::unchanged_lines(text).map_err(String::into_bytes)?;
        match unpack_article(&text, &self.frame, &self.blocks, &self.cuts) {
            Some(article) => Ok(Article { text, ..article }),
            None => Err(text.into_string().into_bytes()),
        }
    }
}

const BASES: [DateBasis; 3] = [DateBasis::Metadata, DateBasis::Line, DateBasis::Dateline];

/// What stands before the numbers of a field.
mod state {
    pub(super) const ABSENT: u64 = 0;
    /// Its text is what stands at its place.
    pub(super) const AS_WRITTEN: u64 = 1;
    pub(super) const OTHERWISE: u64 = 2;
}

/// Packs the head of an article.
pub(crate) fn pack_frame(article: &Article) -> Vec<u8> {
    let mut out = Packer::default();
    for field in [&article.headline, &article.dek, &article.byline, &article.source] {
        let Some(field) = field else {
            out.put(state::ABSENT);
            continue;
        };
        let as_written = Clean::line(article.at(field.span)) == field.text;
        out.put(if as_written { state::AS_WRITTEN } else { state::OTHERWISE });
        put_span(&mut out, field.span);
        if !as_written {
            out.put_text(&field.text);
        }
    }
    match &article.date {
        None => out.put(0_u32),
        Some(date) => {
            out.put(1 + number_in(&BASES, &date.basis));
            out.put_signed(day_number(date.day));
            put_span(&mut out, date.span);
        }
    }
    out.put_text(article.language.as_deref().unwrap_or_default());
    out.finish()
}

/// An article of its text, which is left to the caller to put in, and its packed parts, but for what was wrong with it.
/// Nothing when the bytes are damaged.
pub(crate) fn unpack_article(text: &str, frame: &[u8], blocks: &[u8], cuts: &[u8]) -> Option<Article> {
    let mut from = Unpacker::new(frame);
    let mut fields = [None, None, None, None];
    for slot in &mut fields {
        let state = from.take()?;
        if state == state::ABSENT {
            continue;
        }
        let span = take_span(&mut from)?;
        let written = if state == state::AS_WRITTEN { span.of(text) } else { from.take_text()? };
        *slot = Some(Field { text: Clean::line(written), span });
    }
    let date = match from.take_u32()? {
        0 => None,
        basis => Some(ArticleDate {
            basis: *BASES.get(basis as usize - 1)?,
            day: day_of(from.take_signed()?)?,
            span: take_span(&mut from)?,
        }),
    };
    let language = Some(from.take_text()?).filter(|code| !code.is_empty()).map(str::to_owned);
    let [headline, dek, byline, source] = fields;
    let (blocks, cut) = (unpack_blocks(blocks)?, unpack_cuts(cuts)?);
    let text = Clean::default();
    Some(Article { text, headline, dek, byline, source, date, language, blocks, cut, issues: Vec::new() })
}

fn put_span(out: &mut Packer, span: Span) {
    out.put(span.start);
    out.put(span.end.saturating_sub(span.start));
}

fn take_span(from: &mut Unpacker<'_>) -> Option<Span> {
    let start = from.take_u32()?;
    Some(Span { start, end: start.checked_add(from.take_u32()?)? })
}

#[cfg(test)]
mod tests {
    use super::{pack_frame, unpack_article};
    use crate::library::disk::pack::{pack_blocks, pack_cuts};
    use crate::model::Article;
    use crate::parse::parse;
    use proptest::prelude::{any, proptest};

    fn back(article: &Article) -> Option<Article> {
        let (blocks, cuts) = (pack_blocks(&article.blocks), pack_cuts(&article.cut));
        let unpacked = unpack_article(&article.text, &pack_frame(article), &blocks, &cuts)?;
        Some(Article { text: article.text.clone(), ..unpacked })
    }

    #[test]
    fn an_article_comes_back() {
        let texts = [
            "",
            "Ferry sinks off Penwick\n\nBy Orla Venn\n\n3 May 2024\n\nThe ferry sank.\n\n## Rescue\n\n- one boat\n- two boats\n",
            "---\ntitle: \"Ferry \\\"Anne\\\" sinks\"\nsource: The Penwick Post\ndate: 2024-05-03\n---\n\nThe ferry sank on Friday.\n",
            "<html lang=en><title>Ferry &amp; boat</title><body><h1>Ferry &amp; boat</h1><p>The ferry sank on Friday off Penwick.</p></body></html>",
        ];
        for text in texts {
            let article = Article { issues: Vec::new(), ..parse(text.as_bytes(), "a.md") };
            assert_eq!(back(&article).as_ref(), Some(&article), "{text}");
        }
    }

    proptest! {
        #[test]
        fn damaged_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = unpack_article("Ferry sinks é", &bytes, &bytes, &bytes);
        }
    }
}
