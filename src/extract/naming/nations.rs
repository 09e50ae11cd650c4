//! The table of nations: their names, their people's, and their capitals where those stand for the government.

use crate::extract::names::words::HashedMap;
use crate::extract::naming::lines;
use std::sync::LazyLock;

/// The nation a folded name stands for, if the table knows it.
#[must_use]
pub fn nation(key: &str) -> Option<&'static str> {
    NATIONS.names.get(key).copied()
}

/// The nation a folded adjective or people's name belongs to.
#[must_use]
pub fn nation_of_people(key: &str) -> Option<&'static str> {
    NATIONS.people.get(key).copied()
}

/// The nation whose government a folded capital's name can stand for.
#[must_use]
pub fn nation_of_capital(key: &str) -> Option<&'static str> {
    NATIONS.capitals.get(key).copied()
}

/// The table of nations, by folded spelling.
struct Nations {
    names: HashedMap<&'static str, &'static str>,
    people: HashedMap<&'static str, &'static str>,
    capitals: HashedMap<&'static str, &'static str>,
}

static NATIONS: LazyLock<Nations> = LazyLock::new(|| {
    let mut nations =
        Nations { names: HashedMap::default(), people: HashedMap::default(), capitals: HashedMap::default() };
    for line in lines(include_str!("nations.txt")) {
        let Some(name) = line.split(';').next() else { continue };
        nations.names.insert(name, name);
        for (index, map) in
            [&mut nations.names, &mut nations.people, &mut nations.capitals].into_iter().enumerate()
        {
            let field = line.split(';').nth(index + 1).unwrap_or_default();
            map.extend(field.split('|').filter(|word| !word.is_empty()).map(|word| (word, name)));
        }
    }
    nations
});
