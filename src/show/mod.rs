//! The texts that watch mode and the commands share, as lines of an [`Output`](crate::output::Output).

pub(crate) mod chapters;
pub(crate) mod code;
pub(crate) mod end;
pub(crate) mod task;
pub(crate) mod verdict;
