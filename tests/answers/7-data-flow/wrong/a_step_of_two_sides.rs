//! Fails: flow::any_number_of_steps_in_a_line
//! Says: each step is wrapped in one more future
//! Each operator makes a step of its two sides.

pub use solution::*;

use std::ops::{BitAnd, BitOr};

#[derive(Clone, Debug)]
pub struct Flow(Step);

impl From<Step> for Flow {
    fn from(step: Step) -> Flow {
        Flow(step)
    }
}

impl From<Flow> for Step {
    fn from(flow: Flow) -> Step {
        flow.0
    }
}

impl<T: Into<Flow>> BitOr<T> for Flow {
    type Output = Flow;

    fn bitor(self, next: T) -> Flow {
        Flow(sequence([self.0, next.into().0]))
    }
}

impl<T: Into<Flow>> BitAnd<T> for Flow {
    type Output = Flow;

    fn bitand(self, other: T) -> Flow {
        Flow(group([self.0, other.into().0]))
    }
}
