//! Fails: flow::reads_as_it_is_written
//! Says: a & b | c
//! A sequence in a group loses its order.

pub use solution::*;

use std::ops::{BitAnd, BitOr};

#[derive(Clone, Debug)]
pub struct Flow {
    kind: Kind,
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Step,
    Sequence,
    Group,
}

impl Flow {
    fn joined(self, kind: Kind, other: Flow) -> Flow {
        let mut steps = self.steps_of(kind);
        steps.extend(other.steps_of(kind));
        Flow { kind, steps }
    }

    fn steps_of(self, kind: Kind) -> Vec<Step> {
        let _ = kind;
        self.steps
    }
}

impl From<Step> for Flow {
    fn from(step: Step) -> Flow {
        Flow { kind: Kind::Step, steps: vec![step] }
    }
}

impl From<Flow> for Step {
    fn from(mut flow: Flow) -> Step {
        match flow.kind {
            Kind::Step => flow.steps.remove(0),
            Kind::Sequence => sequence(flow.steps),
            Kind::Group => group(flow.steps),
        }
    }
}

impl<T: Into<Flow>> BitOr<T> for Flow {
    type Output = Flow;

    fn bitor(self, next: T) -> Flow {
        self.joined(Kind::Sequence, next.into())
    }
}

impl<T: Into<Flow>> BitAnd<T> for Flow {
    type Output = Flow;

    fn bitand(self, other: T) -> Flow {
        self.joined(Kind::Group, other.into())
    }
}
