//! The names of a step's inputs or outputs.

/// The names that a type has, as far as the type alone shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fields {
    /// Those of a struct. `()` has none.
    Known {
        all: &'static [&'static str],
        /// Those without which the struct cannot be read.
        required: Vec<&'static str>,
    },
    /// Any, as in a map.
    Any,
    /// A type that has no names, such as a number.
    Nameless(&'static str),
}

impl Fields {
    pub(crate) fn required(&self) -> &[&'static str] {
        match self {
            Fields::Known { required, .. } => required,
            Fields::Any | Fields::Nameless(_) => &[],
        }
    }

    /// Returns all names, or nothing if there may be any.
    pub(crate) fn known(&self) -> Option<&'static [&'static str]> {
        match self {
            Fields::Known { all, .. } => Some(all),
            Fields::Any | Fields::Nameless(_) => None,
        }
    }
}
