//! The legend: the meanings of the signs in a picture, and of no others.

use std::collections::BTreeSet;

use super::cluster::Counted;
use super::timeline::{MarkKind, State};

/// A sign in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    State(State),
    Mark(MarkKind),
}

/// The set of signs that were drawn.
#[derive(Debug, Default)]
pub(super) struct Seen {
    signs: BTreeSet<Sign>,
    /// The first kind of mark that was drawn with a number.
    counted: Option<MarkKind>,
}

impl Seen {
    pub(super) fn add(&mut self, sign: Sign) {
        self.signs.insert(sign);
    }

    /// Adds a mark, which may have been drawn with a number.
    pub(super) fn add_mark(&mut self, mark: &Counted) {
        self.add(Sign::Mark(mark.kind));
        if mark.count > 1 {
            self.counted.get_or_insert(mark.kind);
        }
    }

    /// Returns a kind of mark that was drawn with a number, for an example of one.
    pub(super) fn counted(&self) -> Option<MarkKind> {
        self.counted
    }

    /// Returns each sign that was drawn with its meaning. Signs that look the same have one entry.
    pub(super) fn legend(&self) -> Vec<(Sign, &'static str)> {
        let one = |sign: Sign, means| self.signs.contains(&sign).then_some((sign, means));
        let two = |first: Sign, second: Sign, both| match (self.signs.contains(&first), self.signs.contains(&second)) {
            (true, true) => Some((first, both)),
            (true, false) => one(first, meaning(first)),
            (false, _) => one(second, meaning(second)),
        };
        let mark = |kind| one(Sign::Mark(kind), meaning(Sign::Mark(kind)));
        let state = |state| one(Sign::State(state), meaning(Sign::State(state)));
        let legend = [
            mark(MarkKind::Polled),
            state(State::Running),
            state(State::Waiting),
            mark(MarkKind::Woken),
            state(State::Woken),
            mark(MarkKind::Item),
            two(Sign::Mark(MarkKind::Ready), Sign::Mark(MarkKind::Ended), "ready, or ended"),
            mark(MarkKind::Panicked),
            mark(MarkKind::Dropped),
            two(Sign::State(State::New), Sign::State(State::Idle), "nobody asks"),
        ];
        legend.into_iter().flatten().collect()
    }
}

/// Returns the meaning of a sign.
pub(super) fn meaning(sign: Sign) -> &'static str {
    match sign {
        Sign::State(State::New) => "not polled yet",
        Sign::State(State::Idle) => "next item not asked for",
        Sign::State(State::Waiting) => "waiting",
        Sign::State(State::Running) => "being polled",
        Sign::State(State::Woken) => "woken, but not polled",
        Sign::Mark(MarkKind::Polled) => "polled",
        Sign::Mark(MarkKind::Woken) => "woken",
        Sign::Mark(MarkKind::Item) => "item",
        Sign::Mark(MarkKind::Ready) => "ready",
        Sign::Mark(MarkKind::Ended) => "ended",
        Sign::Mark(MarkKind::Panicked) => "panicked",
        Sign::Mark(MarkKind::Dropped) => "dropped unfinished",
    }
}
