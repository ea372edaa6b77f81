//! The items. Item `i` is a pure function of the seed and `i`.

pub(crate) mod dates;
pub(crate) mod people;
pub(crate) mod posts;
pub(crate) mod repositories;
pub(crate) mod users;
