//! Sets that join: which of some numbered things belong together.

/// Numbered things, each in one set.
#[derive(Clone, Debug)]
pub(crate) struct Union(Vec<usize>);

impl Union {
    /// As many sets as things.
    pub(crate) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The least thing of a thing's set.
    pub(crate) fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// Whether two are in one set.
    pub(crate) fn joined(&mut self, a: usize, b: usize) -> bool {
        self.root(a) == self.root(b)
    }

    /// Joins the sets of two.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// Every set, its things in order, by its least thing.
    pub(crate) fn groups(&mut self) -> Vec<Vec<usize>> {
        let mut number = vec![usize::MAX; self.0.len()];
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for at in 0..self.0.len() {
            let root = self.root(at);
            if number[root] == usize::MAX {
                number[root] = groups.len();
                groups.push(Vec::new());
            }
            groups[number[root]].push(at);
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::Union;

    #[test]
    fn sets_join() {
        let mut union = Union::new(5);
        union.join(3, 1);
        union.join(4, 3);
        assert!(union.joined(1, 4) && !union.joined(0, 1));
        assert_eq!(union.groups(), [vec![0], vec![1, 3, 4], vec![2]]);
    }
}
