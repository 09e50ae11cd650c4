//! The numbers of a story: what its articles count, how many say so, and what others say instead.
//!
//! Numbers of one unit stand together, each value once with the first sentence that gives it. What several articles give
//! comes first, then units with more than one value, then the rest, as the articles have them. Whether two values are of
//! one thing is not said here: that needs the sentences ([`contrast`](crate::library::telling::contrast)).

use crate::library::telling::lines::{Line, extract};
use crate::library::telling::numbers::{Number, Unit};
use crate::library::telling::silence::TELLING;
use crate::library::view::{Figure, FigureValue, Reading};
use crate::model::Clean;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A value while it is gathered.
struct Value<'l> {
    number: &'l Number,
    line: &'l Line,
    members: BTreeSet<usize>,
}

/// The numbers of running text that count something.
pub(crate) fn figures(members: &[Arc<Reading>], lines: &[Line]) -> Vec<Figure> {
    let mut units: Vec<(Unit, Vec<Value<'_>>)> = Vec::new();
    for line in lines.iter().filter(|line| line.is_told()) {
        // “Five of seven counts” is one number of counts.
        let inside = |number: &Number| {
            line.numbers.iter().any(|other| other.span != number.span && other.shown.covers(number.span))
        };
        for number in line.numbers.iter().filter(|n| n.unit != Unit::None && !inside(n)) {
            let at = units.iter().position(|(unit, _)| *unit == number.unit).unwrap_or_else(|| {
                units.push((number.unit, Vec::new()));
                units.len() - 1
            });
            let Some((_, values)) = units.get_mut(at) else { continue };
            let same = |value: &&mut Value<'_>| {
                value.number.bound == number.bound && value.number.value.total_cmp(&number.value).is_eq()
            };
            match values.iter_mut().find(same) {
                Some(value) => {
                    value.members.insert(line.member);
                }
                None => values.push(Value { number, line, members: BTreeSet::from([line.member]) }),
            }
        }
    }
    // A small count that one article has once stands in every text.
    let small =
        |value: &Value<'_>| matches!(value.number.unit, Unit::Thing(_)) && value.number.value < TELLING;
    units.retain(|(_, values)| {
        let members: BTreeSet<usize> =
            values.iter().flat_map(|value| value.members.iter().copied()).collect();
        members.len() > 1 || values.iter().any(|value| !small(value))
    });
    for (_, values) in &mut units {
        values.sort_by_key(|value| Reverse(value.members.len()));
    }
    units.sort_by_key(|(_, values)| {
        let most = values.first().map_or(0, |value| value.members.len());
        (Reverse(most), values.len() < 2)
    });
    let shown = |value: &Value<'_>| {
        let reading = members.get(value.line.member)?;
        let words = Clean::line(reading.article.at(value.number.shown));
        Some(FigureValue {
            shown: words,
            articles: value.members.len() as u32,
            told: extract(reading, value.line.span, [value.number.shown]),
        })
    };
    units.iter().map(|(_, values)| Figure { values: values.iter().filter_map(shown).collect() }).collect()
}

#[cfg(test)]
mod tests {
    use crate::library::telling::fixtures::{article, lit, told};

    #[test]
    fn numbers_stand_by_what_they_count() {
        let members = [
            article(
                0,
                None,
                "Fire",
                &["Two boats sank. The coast guard saved 90 of the passengers, and 4 percent of the cargo."],
            ),
            article(
                1,
                None,
                "Blaze",
                &["Some saw 112 passengers, others 90 passengers. It was 11:30 on 4 March 2031."],
            ),
            article(2, None, "Smoke", &["They spoke of 90 passengers and of five of seven lifeboats."]),
        ];
        let told: Vec<Vec<(String, u32, String)>> = told(&members)
            .figures
            .iter()
            .map(|figure| {
                figure
                    .values
                    .iter()
                    .map(|v| (v.shown.to_string(), v.articles, lit(&v.told).join("|")))
                    .collect()
            })
            .collect();
        let value = |shown: &str, articles| (shown.to_owned(), articles, shown.to_owned());
        assert_eq!(
            told,
            [vec![value("90 of the passengers", 3), value("112 passengers", 1)], vec![value("4 percent", 1)],]
        );
    }
}
