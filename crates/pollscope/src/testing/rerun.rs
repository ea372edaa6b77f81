//! A check that runs again, in another process.

use std::io;
use std::process::Command;

use super::outcome;

/// Returns a command that runs the check with this name (`task::test`), and no other, in a new process of this program.
/// What one process cannot show needs it: another environment, or values that are the same only within a process.
///
/// The outcome of that process is not reported. The check must know by itself in which process it is, as by a variable that
/// is set for the new one.
///
/// # Errors
///
/// That of [`std::env::current_exe`].
///
/// ```no_run
/// # fn main() -> std::io::Result<()> {
/// let again = pollscope::testing::rerun("fetch::uses_no_proxy")?.env("HTTP_PROXY", "http://127.0.0.1:9").output()?;
/// assert!(again.status.success());
/// # Ok(())
/// # }
/// ```
pub fn rerun(test: &str) -> io::Result<Command> {
    let mut again = Command::new(std::env::current_exe()?);
    again.args([&outcome::with_module(test), "--exact", "--test-threads=1"]).env_remove(outcome::VARIABLE);
    Ok(again)
}
