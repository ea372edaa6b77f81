//! What the course looks like, as lines of a [`Page`](crate::page::Page): the same in a terminal and in a report.

pub(crate) mod course;
pub(crate) mod task;
pub(crate) mod verdict;
