//! The user's mends, done while actors are joined: to the actors, and to what was found in single articles. What was found
//! before is kept beside, so that a mend can be taken back.

use crate::library::disk::intake::finding::read_again;
use crate::library::disk::intake::joining::actors::found;
use crate::library::disk::intake::joining::{Joined, stored};
use crate::library::disk::intake::{Intake, IntakeError};
use crate::library::disk::pack::{PackedActor, unpack_actors};
use crate::library::mends::actors::{Articles, Mended, mend};
use crate::library::mends::patch::Patch;
use crate::library::merge::{Digest, Merged, Source};
use crate::library::state::Content;
use crate::library::strings::Strings;
use crate::model::{ArticleId, LocalActorId, QuoteKind};
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashMap;

/// What the mends must know of the articles.
struct Known {
    variants: Vec<Vec<Vec<(String, u32)>>>,
    by_content: HashMap<Content, Vec<ArticleId>>,
}

impl Articles for Known {
    fn variants(&self, article: ArticleId, local: LocalActorId) -> &[(String, u32)] {
        let article = self.variants.get(article.0 as usize);
        article.and_then(|of| of.get(local.0 as usize)).map_or(&[], Vec::as_slice)
    }

    fn of_content(&self, content: Content) -> Vec<ArticleId> {
        self.by_content.get(&content).cloned().unwrap_or_default()
    }
}

impl Known {
    fn read(findings: &Findings<'_>) -> rusqlite::Result<Self> {
        let name = |id: u32| findings.names.get(id).unwrap_or_default().to_owned();
        let mut known = Self { variants: Vec::new(), by_content: HashMap::new() };
        for (at, article) in (0..).zip(findings.articles) {
            let of =
                |actor: &PackedActor| actor.variants.iter().map(|(id, count)| (name(*id), *count)).collect();
            known.variants.push(findings.actors(article.id)?.iter().map(of).collect());
            let content = "SELECT content FROM article WHERE id = ?1";
            let content: i64 =
                findings.from.prepare_cached(content)?.query_row([article.id], |row| row.get(0))?;
            known.by_content.entry(content.cast_unsigned()).or_default().push(ArticleId(at));
        }
        Ok(known)
    }
}

/// What was found in the articles, before any mends.
struct Findings<'a> {
    from: &'a Connection,
    articles: &'a [Joined],
    names: &'a Strings,
}

impl Findings<'_> {
    fn actors(&self, article: u32) -> rusqlite::Result<Vec<PackedActor>> {
        let mut statement = self.from.prepare_cached(
            "SELECT coalesce(u.actors, n.actors) FROM analysis AS n LEFT JOIN unmended AS u USING (article)
             WHERE n.article = ?1",
        )?;
        let packed: Option<Option<Vec<u8>>> = statement.query_row([article], |row| row.get(0)).optional()?;
        Ok(packed.flatten().and_then(|packed| unpack_actors(&packed)).unwrap_or_default())
    }
}

impl Source for Findings<'_> {
    type Error = rusqlite::Error;

    fn digest(&mut self, article: usize) -> rusqlite::Result<Digest> {
        let Some(article) = self.articles.get(article) else { return Ok(Digest::default()) };
        Ok(Digest::of(&found(&self.actors(article.id)?, self.names)))
    }
}

impl Intake<'_> {
    /// Merges the actors of all articles and does the mends.
    pub(super) fn merge(
        &mut self,
        articles: &mut [Joined],
        scopes: &[u32],
        names: &Strings,
    ) -> Result<Merged, IntakeError> {
        let mut findings = Findings { from: &self.writer.connection, articles, names };
        let merged = self.library.joiner().merger.merge(&mut findings, articles.len(), scopes)?;
        let mends = self.options.mends.as_deref().unwrap_or_default();
        let Mended { merged, patches } = if mends.is_empty() {
            Mended { merged, ..Mended::default() }
        } else {
            mend(merged, &Known::read(&findings)?, mends)
        };
        for (at, article) in (0..).zip(articles) {
            let patch = patches.get(&ArticleId(at));
            if patch.is_some() || article.mended {
                self.patch(article, patch, names)?;
            }
        }
        Ok(merged)
    }

    /// Writes what is known of an article after a patch, or as it was without one.
    fn patch(
        &mut self,
        article: &mut Joined,
        patch: Option<&Patch>,
        names: &Strings,
    ) -> Result<(), IntakeError> {
        let id = article.id;
        if article.mended {
            self.writer.run(
                "UPDATE analysis SET (mentions, actors, quotes, tallies) =
                   (SELECT mentions, actors, quotes, tallies FROM unmended WHERE article = ?1) WHERE article = ?1",
                [id],
            )?;
            self.writer.run("DELETE FROM unmended WHERE article = ?1", [id])?;
        }
        let stored = stored(&self.writer.connection, &[id])?;
        let Some(stored) = stored.first() else { return Ok(()) };
        let root = self.library.root();
        let text = read_again(root, &stored.path, stored.content, stored.parsed.as_ref());
        let Some(text) = text else { return Ok(()) };
        let mut found = stored.extraction(names);
        if let Some(patch) = patch {
            self.writer.run(
                "INSERT INTO unmended SELECT article, mentions, actors, quotes, tallies FROM analysis
                 WHERE article = ?1 AND mentions IS NOT NULL",
                [id],
            )?;
            patch.apply(&text, &mut found);
        }
        self.writer.forget_findings(id)?;
        self.writer.put_findings(id, &text, &found, self.versions.extractor)?;
        self.writer.run("INSERT INTO locals (article, actors, spoken) VALUES (?1, x'', 0)", [id])?;
        article.speech = found.quotes.iter().filter(|quote| quote.kind != QuoteKind::SoCalled).count() as u32;
        article.spoken = 0;
        article.mended = true;
        Ok(())
    }
}
