//! The servers that some tests need.

use std::env;
use std::io::{self, Write as _};

/// Returns the URL in an environment variable. If it is not set, says that the test is skipped and returns `None`.
pub(crate) fn address(variable: &str, starter: &str) -> Option<String> {
    let address = env::var(variable).ok();
    if address.is_none() {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        // The test harness captures `eprintln!` of tests that pass.
        let _ = writeln!(io::stderr(), "{test} is skipped: {variable} is not set; {starter} starts a server");
    }
    address
}
