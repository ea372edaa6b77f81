//! Task: flow
//! Each kind of flow has its own list.

pub use solution::*;

use std::ops::{BitAnd, BitOr};

#[derive(Clone, Debug)]
pub enum Flow {
    One(Step),
    InTurn(Vec<Step>),
    Together(Vec<Step>),
}

impl From<Step> for Flow {
    fn from(step: Step) -> Flow {
        Flow::One(step)
    }
}

impl From<Flow> for Step {
    fn from(flow: Flow) -> Step {
        match flow {
            Flow::One(step) => step,
            Flow::InTurn(steps) => sequence(steps),
            Flow::Together(members) => group(members),
        }
    }
}

impl<T: Into<Flow>> BitOr<T> for Flow {
    type Output = Flow;

    fn bitor(self, next: T) -> Flow {
        let mut steps = match self {
            Flow::InTurn(steps) => steps,
            other => vec![other.into()],
        };
        match next.into() {
            Flow::InTurn(next) => steps.extend(next),
            other => steps.push(other.into()),
        }
        Flow::InTurn(steps)
    }
}

impl<T: Into<Flow>> BitAnd<T> for Flow {
    type Output = Flow;

    fn bitand(self, other: T) -> Flow {
        let mut members = match self {
            Flow::Together(members) => members,
            other => vec![other.into()],
        };
        match other.into() {
            Flow::Together(others) => members.extend(others),
            other => members.push(other.into()),
        }
        Flow::Together(members)
    }
}
