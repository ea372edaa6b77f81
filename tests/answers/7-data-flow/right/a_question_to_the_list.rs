//! Task: flow
//! A list, and whether it is a group. A list of one is a step.

pub use solution::*;

use std::ops::{BitAnd, BitOr};

#[derive(Clone, Debug)]
pub struct Flow {
    steps: Vec<Step>,
    is_group: bool,
}

impl Flow {
    fn add(self, other: Flow, is_group: bool) -> Flow {
        let parts = |flow: Flow| {
            if flow.steps.len() == 1 || flow.is_group == is_group { flow.steps } else { vec![flow.into()] }
        };
        Flow { steps: [parts(self), parts(other)].concat(), is_group }
    }
}

impl From<Step> for Flow {
    fn from(step: Step) -> Flow {
        Flow { steps: vec![step], is_group: false }
    }
}

impl From<Flow> for Step {
    fn from(flow: Flow) -> Step {
        if flow.is_group { group(flow.steps) } else { sequence(flow.steps) }
    }
}

impl<T: Into<Flow>> BitOr<T> for Flow {
    type Output = Flow;

    fn bitor(self, next: T) -> Flow {
        self.add(next.into(), false)
    }
}

impl<T: Into<Flow>> BitAnd<T> for Flow {
    type Output = Flow;

    fn bitand(self, other: T) -> Flow {
        self.add(other.into(), true)
    }
}
