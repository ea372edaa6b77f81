//! The servers that some tests need.

use std::env;
use std::io::{self, Write as _};

/// The address in an environment variable. `None`, and a line that says so, where there is no server.
pub(crate) fn address(variable: &str, starter: &str) -> Option<String> {
    let address = env::var(variable).ok();
    if address.is_none() {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        // Not by `eprintln!`, whose text is shown of tests that fail only.
        let _ = writeln!(io::stderr(), "{test} is skipped: {variable} names no server; {starter} starts one");
    }
    address
}
