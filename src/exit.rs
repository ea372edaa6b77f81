//! The exit status of the runner.

use std::process::ExitCode;

/// The outcome of a command that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    Success,
    /// At least one check fails, or the doctor found something broken.
    Failure,
    /// A signal of this number asked the process to end.
    Signal(i32),
}

impl ExitStatus {
    /// Returns the exit code: for a signal, the one that shells report for a program that the signal has ended.
    pub(crate) fn code(self) -> u8 {
        match self {
            ExitStatus::Success => 0,
            ExitStatus::Failure => 1,
            ExitStatus::Signal(number) => 128_u8.saturating_add(number.try_into().unwrap_or(0)),
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        ExitCode::from(status.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_reported_as_by_a_shell() {
        assert_eq!(ExitStatus::Signal(15).code(), 143);
        assert_eq!(ExitStatus::Signal(-1).code(), 128);
    }
}
