//! Task: flow
//! A `VecDeque`, into which the shorter side is put.

pub use solution::*;

use std::collections::VecDeque;
use std::ops::{BitAnd, BitOr};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Line,
    Ampersand,
}

#[derive(Clone, Debug)]
pub struct Flow {
    sign: Option<Sign>,
    steps: VecDeque<Step>,
}

impl Flow {
    fn signed(self, sign: Sign) -> VecDeque<Step> {
        if self.sign == Some(sign) { self.steps } else { VecDeque::from([self.into()]) }
    }

    fn with(self, sign: Sign, other: Flow) -> Flow {
        let (mut left, mut right) = (self.signed(sign), other.signed(sign));
        let steps = if left.len() < right.len() {
            while let Some(step) = left.pop_back() {
                right.push_front(step);
            }
            right
        } else {
            left.append(&mut right);
            left
        };
        Flow { sign: Some(sign), steps }
    }
}

impl From<Step> for Flow {
    fn from(step: Step) -> Flow {
        Flow { sign: None, steps: VecDeque::from([step]) }
    }
}

impl From<Flow> for Step {
    fn from(mut flow: Flow) -> Step {
        match flow.sign {
            None => flow.steps.pop_front().unwrap_or_else(|| sequence([])),
            Some(Sign::Line) => sequence(flow.steps),
            Some(Sign::Ampersand) => group(flow.steps),
        }
    }
}

impl<T: Into<Flow>> BitOr<T> for Flow {
    type Output = Flow;

    fn bitor(self, next: T) -> Flow {
        self.with(Sign::Line, next.into())
    }
}

impl<T: Into<Flow>> BitAnd<T> for Flow {
    type Output = Flow;

    fn bitand(self, other: T) -> Flow {
        self.with(Sign::Ampersand, other.into())
    }
}
