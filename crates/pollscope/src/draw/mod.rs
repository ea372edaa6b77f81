//! Drawing (being written).
use crate::trace::Trace;
/// A drawing.
#[derive(Debug)]
pub struct Drawing<'t>(&'t Trace);
impl<'t> Drawing<'t> {
    /// Of a trace.
    pub fn of(trace: &'t Trace) -> Drawing<'t> {
        Drawing(trace)
    }
    /// As text for this terminal.
    pub fn for_terminal(&self) -> String {
        format!("{} events\n", self.0.events.len())
    }
}
