//! Marks that would cover each other, drawn side by side: each kind once, with the number of its marks.

use super::timeline::{Mark, MarkKind};

/// The marks in one place of a line.
#[derive(Debug)]
pub(super) struct Cluster {
    /// The place of the first mark.
    pub(super) at: f64,
    /// One for each kind, in the order in which the kinds came. Counting anew for each mark would be quadratic.
    kinds: Vec<Counted>,
}

/// The marks of one kind in a cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    pub(super) kind: MarkKind,
    pub(super) count: usize,
    pub(super) first: Mark,
    pub(super) last: Mark,
}

impl Counted {
    fn of(mark: Mark) -> Counted {
        Counted { kind: mark.kind, count: 1, first: mark, last: mark }
    }

    /// Returns the number that is drawn beside the sign: none for a single mark.
    pub(super) fn label(&self) -> Option<String> {
        (self.count > 1).then(|| self.count.to_string())
    }
}

/// Returns the clusters of marks, from left to right. `place` says where a position is drawn, and `width` how much space
/// the signs of a cluster take: a mark that would be drawn within it belongs to the cluster.
pub(super) fn clusters(
    marks: &[Mark],
    place: impl Fn(u64) -> Option<f64>,
    width: impl Fn(&[Counted]) -> f64,
) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut end = f64::NEG_INFINITY;
    for mark in marks {
        let Some(at) = place(mark.at) else { continue };
        match clusters.last_mut() {
            Some(cluster) if at < end => cluster.add(*mark),
            _ => clusters.push(Cluster { at, kinds: vec![Counted::of(*mark)] }),
        }
        if let Some(cluster) = clusters.last() {
            end = cluster.at + width(&cluster.signs());
        }
    }
    clusters
}

impl Cluster {
    /// Returns the signs to draw, in this order: the items, and then the end. What a poll has led to stands for the poll,
    /// and a poll for the wake that it answers.
    pub(super) fn signs(&self) -> Vec<Counted> {
        use MarkKind::{Dropped, Ended, Item, Panicked, Polled, Ready, Woken};
        let results: Vec<Counted> =
            [Item, Ready, Ended, Panicked].into_iter().filter_map(|kind| self.of(kind)).collect();
        let polls = || self.of(Polled).or_else(|| self.of(Woken));
        let before = if results.is_empty() { polls() } else { None };
        before.into_iter().chain(results).chain(self.of(Dropped)).collect()
    }

    fn of(&self, kind: MarkKind) -> Option<Counted> {
        self.kinds.iter().find(|counted| counted.kind == kind).copied()
    }

    fn add(&mut self, mark: Mark) {
        match self.kinds.iter_mut().find(|counted| counted.kind == mark.kind) {
            None => self.kinds.push(Counted::of(mark)),
            Some(counted) => {
                counted.count += 1;
                counted.last = mark;
            }
        }
    }
}
