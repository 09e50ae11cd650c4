//! Measures how well pronouns and descriptions are resolved, on articles with coreference annotated.

use anyhow::{Context, Result};
use onrecord::extract::{actors, names, reference};
use onrecord::model::{Article, Clean, LocalActorId, Mention, MentionForm, Span};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Line {
    text: String,
    entities: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    start: usize,
    end: usize,
    form: String,
    cluster: Option<String>,
}

/// What was resolved, what of it rightly, and what could have been.
#[derive(Default)]
struct Count {
    resolved: usize,
    right: usize,
    annotated: usize,
}

impl Count {
    fn told(&self) -> String {
        let share = |of: usize| 100.0 * self.right as f64 / of.max(1) as f64;
        format!(
            "{} right of {} resolved ({:.1} %) and of {} annotated ({:.1} %)",
            self.right,
            self.resolved,
            share(self.resolved),
            self.annotated,
            share(self.annotated)
        )
    }
}

/// Prints the figures of every file.
pub(crate) fn test(files: &[PathBuf]) -> Result<()> {
    for file in files {
        let (mut pronouns, mut descriptions) = (Count::default(), Count::default());
        for line in read(file)? {
            judge(&line, &mut pronouns, &mut descriptions);
        }
        println!("{}", file.display());
        println!("  he, she: {}", pronouns.told());
        println!("  the …:   {}", descriptions.told());
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Line>> {
    let content = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = content.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).with_context(|| path.display().to_string())).collect()
}

const PRONOUNS: [&str; 8] = ["he", "him", "his", "himself", "she", "her", "hers", "herself"];

/// A gold mention that belongs to a cluster, with its place in bytes.
struct Placed<'a> {
    span: Span,
    form: &'a str,
    cluster: &'a str,
}

fn judge(line: &Line, pronouns: &mut Count, descriptions: &mut Count) {
    let article = Article::of_paragraphs(Clean::lines(&line.text));
    let text: &str = &article.text;
    let mut bytes: Vec<usize> = text.char_indices().map(|c| c.0).collect();
    bytes.push(text.len());
    let place = |g: &Gold| Some(Span::new(*bytes.get(g.start)?, *bytes.get(g.end)?));
    let gold: Vec<Placed> = line
        .entities
        .iter()
        .filter_map(|g| Some(Placed { span: place(g)?, form: &g.form, cluster: g.cluster.as_deref()? }))
        .collect();
    let named: HashSet<&str> = gold.iter().filter(|g| g.form == "name").map(|g| g.cluster).collect();
    let mut mentions = names::find(&article);
    let mut actors = actors::merge(&article, &mut mentions);
    reference::resolve(&article, &mut mentions, &mut actors);
    let clusters = clusters(&mentions, &gold);
    for g in gold.iter().filter(|g| named.contains(g.cluster)) {
        let words = g.span.of(text).to_lowercase();
        let count = match g.form {
            "pronoun" if PRONOUNS.contains(&words.as_str()) => &mut *pronouns,
            "nominal" if words.starts_with("the ") => &mut *descriptions,
            _ => continue,
        };
        count.annotated += 1;
    }
    for mention in mentions.iter().filter(|m| m.form != MentionForm::Name) {
        // What the annotation does not hold, or holds as several, cannot be judged.
        let fits = |g: &&Placed| {
            g.span.start == mention.span.start
                && (g.form == "pronoun") == (mention.form == MentionForm::Pronoun)
        };
        let (Some(actor), Some(g)) = (mention.actor, gold.iter().filter(fits).min_by_key(|g| g.span.len()))
        else {
            continue;
        };
        let count = if mention.form == MentionForm::Pronoun { &mut *pronouns } else { &mut *descriptions };
        count.resolved += 1;
        count.right += usize::from(clusters.get(&actor) == Some(&g.cluster));
    }
}

/// The cluster that most names of each actor belong to.
fn clusters<'a>(mentions: &[Mention], gold: &[Placed<'a>]) -> HashMap<LocalActorId, &'a str> {
    let mut votes: HashMap<LocalActorId, HashMap<&'a str, usize>> = HashMap::new();
    for mention in mentions.iter().filter(|m| m.form == MentionForm::Name) {
        let Some(actor) = mention.actor else { continue };
        let met = gold.iter().filter(|g| g.form == "name" && g.span.overlaps(mention.span));
        if let Some(g) = met.min_by_key(|g| g.span.len().abs_diff(mention.span.len())) {
            *votes.entry(actor).or_default().entry(g.cluster).or_default() += 1;
        }
    }
    let most = |all: HashMap<&'a str, usize>| {
        all.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|best| best.0)
    };
    votes.into_iter().filter_map(|(actor, all)| Some((actor, most(all)?))).collect()
}
