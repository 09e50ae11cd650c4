//! Days in queries: `2024`, `2024-03`, `2024-03-12`, two of them, or a span counted back from today.

use jiff::ToSpan;
use jiff::civil::Date;

/// A stretch of days; a missing end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first day that is in.
    pub from: Option<Bound>,
    /// The last day that is in.
    pub to: Option<Bound>,
}

/// One end of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// This day.
    Day(Date),
    /// So long before today, moved by so many days.
    Ago {
        /// Months before today.
        months: i32,
        /// Days before that.
        days: i32,
    },
}

impl Bound {
    /// The day it is, given today's.
    #[must_use]
    pub fn day(self, today: Date) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Ago { months, days } => today.checked_sub(months.months().days(days)).unwrap_or(Date::MIN),
        }
    }
}

impl Range {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(self, day: Date, today: Date) -> bool {
        self.from.is_none_or(|from| from.day(today) <= day) && self.to.is_none_or(|to| day <= to.day(today))
    }
}

/// `2024-03..2024-05`, `..2024`, `2024-03-12..`, or one date.
pub(super) fn range(text: &str) -> Option<Range> {
    let Some((from, to)) = text.split_once("..") else {
        let (first, last) = calendar(text)?;
        return Some(Range { from: Some(Bound::Day(first)), to: Some(Bound::Day(last)) });
    };
    let end = |text: &str| if text.is_empty() { Some(None) } else { calendar(text).map(Some) };
    let (from, to) = (end(from)?, end(to)?);
    if from.is_none() && to.is_none() {
        return None;
    }
    Some(Range { from: from.map(|(first, _)| Bound::Day(first)), to: to.map(|(_, last)| Bound::Day(last)) })
}

/// `newer:1w` is the last seven days and today; `newer:2024-03` is that month and after.
pub(super) fn newer(text: &str) -> Option<Range> {
    let from = match ago(text) {
        Some(bound) => bound,
        None => Bound::Day(calendar(text)?.0),
    };
    Some(Range { from: Some(from), to: None })
}

/// `older:1w` is what `newer:1w` is not; `older:2024-03` is before that month.
pub(super) fn older(text: &str) -> Option<Range> {
    let to = match ago(text) {
        Some(Bound::Ago { months, days }) => Bound::Ago { months, days: days + 1 },
        Some(bound) => bound,
        None => Bound::Day(calendar(text)?.0.yesterday().ok()?),
    };
    Some(Range { from: None, to: Some(to) })
}

/// `3d`, `1w`, `2m`, `1y`.
fn ago(text: &str) -> Option<Bound> {
    let unit = text.chars().next_back()?;
    let number: i32 = text.strip_suffix(unit)?.parse().ok().filter(|n| (0..=9999).contains(n))?;
    let (months, days) = match unit {
        'd' => (0, number),
        'w' => (0, number * 7),
        'm' => (number, 0),
        'y' => (number * 12, 0),
        _ => return None,
    };
    Some(Bound::Ago { months, days })
}

/// The first and last day of a year, month or day.
fn calendar(text: &str) -> Option<(Date, Date)> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let month = parts.next().map(str::parse).transpose().ok()?;
    let day = parts.next().map(str::parse).transpose().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let last = match (month, day) {
        (None, _) => first.last_of_year(),
        (Some(_), None) => first.last_of_month(),
        (Some(_), Some(_)) => first,
    };
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::{Range, newer, older, range};
    use jiff::civil::date;

    fn check(range: Option<Range>, inside: &[&str], outside: &[&str]) {
        let today = date(2024, 5, 20);
        let range = range.unwrap();
        for day in inside {
            assert!(range.holds(day.parse().unwrap(), today), "{day} should be in {range:?}");
        }
        for day in outside {
            assert!(!range.holds(day.parse().unwrap(), today), "{day} should not be in {range:?}");
        }
    }

    #[test]
    fn dates_and_ranges() {
        check(range("2024"), &["2024-01-01", "2024-12-31"], &["2023-12-31", "2025-01-01"]);
        check(range("2024-02"), &["2024-02-29"], &["2024-03-01"]);
        check(range("2024-03..2024-05"), &["2024-03-01", "2024-05-31"], &["2024-06-01"]);
        check(range("..2024-03-12"), &["1999-01-01", "2024-03-12"], &["2024-03-13"]);
        for bad in ["", "..", "2024-13", "24", "2024-02-30", "2024-1-1-1", "soon"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }

    #[test]
    fn spans_count_from_today() {
        check(newer("1w"), &["2024-05-13", "2024-05-20"], &["2024-05-12"]);
        check(older("1w"), &["2024-05-12"], &["2024-05-13"]);
        check(newer("2m"), &["2024-03-20"], &["2024-03-19"]);
        check(older("2024-03"), &["2024-02-29"], &["2024-03-01"]);
        assert_eq!(newer("1x"), None);
    }
}
