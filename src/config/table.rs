//! A TOML table that is emptied setting by setting, so that what is left over is an unknown key.
//!
//! Every error names the line and the whole key. This is the only user of the `toml` crate.

use crate::config::Problem;
use std::borrow::Cow;
use std::ops::RangeInclusive;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Which file is read, to name places in it.
#[derive(Clone, Copy)]
pub(crate) struct Source<'i> {
    pub(crate) file: &'i str,
    pub(crate) text: &'i str,
}

impl Source<'_> {
    fn line(self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
    }

    pub(crate) fn problem(self, at: usize, key: &str, message: impl Into<String>) -> Problem {
        Problem {
            file: self.file.to_owned(),
            line: self.line(at),
            key: key.to_owned(),
            message: message.into(),
        }
    }
}

/// A table, its name, and what has not been taken from it yet.
pub(crate) struct Table<'i> {
    source: Source<'i>,
    name: String,
    left: Vec<(Spanned<Cow<'i, str>>, Spanned<DeValue<'i>>)>,
    known: Vec<&'static str>,
}

/// A value with its whole key and its line.
pub(crate) struct Entry<'i> {
    source: Source<'i>,
    pub(crate) name: String,
    pub(crate) key: String,
    value: Spanned<DeValue<'i>>,
}

impl<'i> Table<'i> {
    /// Reads a whole file.
    pub(crate) fn of_file(source: Source<'i>) -> Result<Self, Problem> {
        let table = DeTable::parse(source.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            source.problem(at, "", format!("this is not TOML: {}", error.message().replace('\n', ", ")))
        })?;
        Ok(Self::new(source, String::new(), table.into_inner()))
    }

    fn new(source: Source<'i>, name: String, table: DeTable<'i>) -> Self {
        Self { source, name, left: table.into_iter().collect(), known: Vec::new() }
    }

    fn entry(&self, key: &Spanned<Cow<'i, str>>, value: Spanned<DeValue<'i>>) -> Entry<'i> {
        let name = key.get_ref().to_string();
        let key = if self.name.is_empty() { name.clone() } else { format!("{}.{name}", self.name) };
        Entry { source: self.source, name, key, value }
    }

    /// Takes one setting out.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Entry<'i>> {
        self.known.push(key);
        let at = self.left.iter().position(|(name, _)| name.get_ref() == key)?;
        let (name, value) = self.left.remove(at);
        Some(self.entry(&name, value))
    }

    /// Takes a table out; an empty one when it is not there.
    pub(crate) fn table(&mut self, key: &'static str) -> Result<Self, Problem> {
        match self.take(key) {
            Some(entry) => entry.table(),
            None => Ok(Self::new(self.source, key.to_owned(), DeTable::new())),
        }
    }

    /// Takes everything that is left, in the order of the file.
    pub(crate) fn rest(mut self) -> Vec<Entry<'i>> {
        let mut left = std::mem::take(&mut self.left);
        left.sort_by_key(|(name, _)| name.span().start);
        left.into_iter().map(|(name, value)| self.entry(&name, value)).collect()
    }

    /// Refuses what has not been taken.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let known = self.known.join(", ");
        let Some(entry) = self.rest().into_iter().next() else { return Ok(()) };
        Err(entry.wrong(format!("unknown key; expected one of {known}")))
    }
}

impl<'i> Entry<'i> {
    /// A problem with this value.
    pub(crate) fn wrong(&self, message: impl Into<String>) -> Problem {
        self.source.problem(self.value.span().start, &self.key, message)
    }

    /// The line it stands on.
    pub(crate) fn line(&self) -> usize {
        self.source.line(self.value.span().start)
    }

    fn expected(&self, what: &str) -> Problem {
        self.wrong(format!("expected {what}, found {}", self.value.get_ref().type_str()))
    }

    /// A string.
    pub(crate) fn string(&self) -> Result<String, Problem> {
        let text = self.value.get_ref().as_str();
        text.map(str::to_owned).ok_or_else(|| self.expected("a string in quotation marks"))
    }

    /// `true` or `false`.
    pub(crate) fn bool(&self) -> Result<bool, Problem> {
        self.value.get_ref().as_bool().ok_or_else(|| self.expected("true or false"))
    }

    /// A whole number within bounds.
    pub(crate) fn number(&self, bounds: RangeInclusive<u16>) -> Result<u16, Problem> {
        let what = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        let number = self.value.get_ref().as_integer().ok_or_else(|| self.expected(&what))?;
        let value = u16::from_str_radix(number.as_str(), number.radix()).ok().filter(|n| bounds.contains(n));
        value.ok_or_else(|| self.wrong(format!("expected {what}, found {}", number.as_str())))
    }

    /// One of some words.
    pub(crate) fn choice<T: Copy>(&self, all: &[T], label: fn(T) -> &'static str) -> Result<T, Problem> {
        let text = self.string()?;
        all.iter().copied().find(|choice| label(*choice) == text).ok_or_else(|| {
            let labels: Vec<&str> = all.iter().map(|choice| label(*choice)).collect();
            self.wrong(format!("`{text}` is none of {}", labels.join(", ")))
        })
    }

    /// A string or a list of strings.
    pub(crate) fn strings(&self) -> Result<Vec<String>, Problem> {
        if let Some(text) = self.value.get_ref().as_str() {
            return Ok(vec![text.to_owned()]);
        }
        let what = "a string or a list of strings";
        let list = self.value.get_ref().as_array().ok_or_else(|| self.expected(what))?;
        let texts = list.iter().map(|item| item.get_ref().as_str().map(str::to_owned));
        texts.collect::<Option<_>>().ok_or_else(|| self.expected(what))
    }

    /// A table.
    pub(crate) fn table(self) -> Result<Table<'i>, Problem> {
        let wrong = self.expected("a table");
        match self.value.into_inner() {
            DeValue::Table(table) => Ok(Table::new(self.source, self.key, table)),
            _ => Err(wrong),
        }
    }
}
