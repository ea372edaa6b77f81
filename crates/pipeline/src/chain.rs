//! The messages of an error with those of its causes.

use std::error::Error;
use std::fmt;

/// Shows an error with all its causes, as `a: b: c`.
///
/// `Display` of this crate's errors leaves out what [`Error::source`] returns, so a program shows the whole chain:
///
/// ```
/// # use streamlings_pipeline::{Chain, sinks::{SinkError, Target}};
/// let error = SinkError::Create { path: "out.csv".into(), source: std::io::Error::other("the disk is full") };
/// assert_eq!(Chain(&error).to_string(), "cannot create the file out.csv: the disk is full");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Chain<'e>(pub &'e dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}
