//! Trouble of the machine, recognized from what Cargo and rustc say: a full disk, a missing linker, a killed compiler.

use std::fmt;

use super::message::{Diagnostic, Level};
use crate::ansi;

/// The most characters of a line that is quoted: one of the linker's may hold its whole command line.
const MAX_QUOTED: usize = 300;

/// The reason why code cannot be compiled on this machine, whatever it says.
///
/// # Examples
///
/// ```
/// use course::cargo::Trouble;
///
/// assert!(Trouble::FullDisk.advice().starts_with("Free some space"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// There is no room left on a disk.
    FullDisk,
    /// The system has killed the compiler or the linker.
    Killed,
    /// There is no linker, or no C library to link with.
    NoLinker,
    /// The standard library is not installed for the target.
    NoTarget,
    /// A file or folder cannot be read or written.
    NoAccess,
    /// Too many files are open.
    TooManyFiles,
    /// A crate is not on this machine, and cannot be downloaded.
    NoCrate,
    /// The compiler cannot be started.
    BrokenToolchain,
    /// The compiler crashes.
    Crash,
    /// The linker fails for another reason.
    LinkerFailed,
}

/// The evidence for each trouble: a line that contains all parts of a row. Of several rows, the first counts.
#[rustfmt::skip]
const EVIDENCE: &[(Trouble, &[&str])] = &[
    (Trouble::FullDisk, &["no space left on device"]),
    (Trouble::FullDisk, &["not enough space on the disk"]),
    (Trouble::FullDisk, &["disk quota exceeded"]),
    (Trouble::FullDisk, &["file too large"]),
    (Trouble::FullDisk, &["file size limit exceeded"]),
    // A linker writes into the memory to which a file is mapped. If the disk is full, that is a bus error.
    (Trouble::FullDisk, &["terminated with signal 7 "]),
    (Trouble::FullDisk, &["signal: 7"]),
    (Trouble::FullDisk, &["signal: 25"]),
    (Trouble::Killed, &["signal: 9"]),
    (Trouble::Killed, &["terminated with signal 9 "]),
    (Trouble::Killed, &["cannot allocate memory"]),
    (Trouble::Killed, &["memory allocation of "]),
    (Trouble::Killed, &["out of memory"]),
    (Trouble::NoLinker, &["linker `", "` not found"]),
    (Trouble::NoLinker, &["cannot find 'ld'"]),
    (Trouble::NoLinker, &["cannot find 'ld.lld'"]),
    (Trouble::NoLinker, &["invalid linker name in argument"]),
    (Trouble::NoLinker, &["cannot find scrt1.o"]),
    (Trouble::NoLinker, &["cannot find crt1.o"]),
    (Trouble::NoLinker, &["cannot open scrt1.o"]),
    (Trouble::NoLinker, &["cannot find -lc:"]),
    (Trouble::NoLinker, &["cannot find -lgcc_s:"]),
    (Trouble::NoLinker, &["unable to find library -lc"]),
    (Trouble::NoLinker, &["library not found for -lsystem"]),
    (Trouble::NoLinker, &["invalid active developer path"]),
    (Trouble::NoTarget, &["can't find crate for `std`"]),
    (Trouble::NoTarget, &["can't find crate for `core`"]),
    (Trouble::NoTarget, &["could not find specification for target"]),
    (Trouble::NoTarget, &["error loading target specification"]),
    (Trouble::TooManyFiles, &["too many open files"]),
    (Trouble::NoCrate, &["failed to download"]),
    (Trouble::NoCrate, &["could not resolve host"]),
    (Trouble::NoCrate, &["unable to update registry"]),
    (Trouble::NoCrate, &["failed to get ", " as a dependency"]),
    (Trouble::NoCrate, &["without the offline flag"]),
    (Trouble::BrokenToolchain, &["could not execute process `", "rustc"]),
    (Trouble::BrokenToolchain, &["error while loading shared libraries"]),
    (Trouble::BrokenToolchain, &["library not loaded:"]),
    (Trouble::BrokenToolchain, &["toolchain '", "is not installed"]),
    (Trouble::BrokenToolchain, &["does not support component"]),
    (Trouble::Crash, &["internal compiler error"]),
    (Trouble::Crash, &["the compiler unexpectedly panicked"]),
    (Trouble::BrokenToolchain, &["compiled by an incompatible version of rustc"]),
    (Trouble::Crash, &["rustc-llvm error"]),
    (Trouble::Crash, &["signal: 4"]),
    (Trouble::Crash, &["signal: 6"]),
    (Trouble::Crash, &["signal: 11"]),
    (Trouble::Crash, &["0xc0000005"]),
    (Trouble::NoAccess, &["permission denied"]),
    (Trouble::NoAccess, &["access is denied"]),
    (Trouble::NoAccess, &["operation not permitted"]),
    (Trouble::NoAccess, &["read-only file system"]),
    (Trouble::NoAccess, &["not a directory"]),
    (Trouble::NoAccess, &["is a directory"]),
    (Trouble::NoAccess, &["input/output error"]),
    (Trouble::LinkerFailed, &["linking with `", "failed"]),
];

impl Trouble {
    /// Recognizes trouble in a failed build, from rustc's errors, or else from Cargo's own output. Returns it with the line
    /// that is the evidence.
    ///
    /// Errors at a place in the code are never trouble of the machine, whatever they say.
    ///
    /// # Examples
    ///
    /// ```
    /// use course::cargo::Trouble;
    ///
    /// let output = "error: failed to write `target/debug/a.json`\n\nCaused by:\n  No space left on device (os error 28)\n";
    /// let (trouble, line) = Trouble::recognize(&[], output).unwrap();
    /// assert_eq!((trouble, line.as_str()), (Trouble::FullDisk, "No space left on device (os error 28)"));
    /// ```
    pub fn recognize(diagnostics: &[Diagnostic], output: &str) -> Option<(Trouble, String)> {
        let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|error| error.level == Level::Error).collect();
        let of_machine = errors
            .iter()
            .filter(|error| error.location.is_none() && error.code.is_none() || error.code.as_deref() == Some("E0463"));
        let text: String = of_machine.map(|error| ansi::without_colors(&error.rendered) + "\n").collect();
        // Without an error in the code, it is Cargo that fails. A warning of Cargo's is not the reason.
        let output = if errors.is_empty() { output } else { "" };
        let lines = || text.lines().chain(output.lines().filter(|line| !line.starts_with("warning:"))).map(str::trim);
        EVIDENCE.iter().find_map(|(trouble, parts)| {
            let line = lines().find(|line| {
                let line = line.to_lowercase();
                // The command line of a linker or a compiler can contain anything.
                !line.starts_with("= note:  \"") && parts.iter().all(|part| line.contains(part))
            })?;
            Some((*trouble, quoted(line)))
        })
    }

    /// Returns the way out.
    pub fn advice(self) -> &'static str {
        match self {
            Trouble::FullDisk => {
                "Free some space, for example by `cargo clean`, which removes everything that was built here. Then check \
                 again."
            }
            Trouble::Killed => {
                "Close other programs, or let fewer compilers run at once: `CARGO_BUILD_JOBS=1 cargo course check`."
            }
            Trouble::NoLinker => {
                "Install a C compiler, which comes with them. Debian and Ubuntu: `sudo apt install build-essential`. Fedora: \
                 `sudo dnf install gcc`. macOS: `xcode-select --install`. Windows: the C++ build tools of Visual Studio."
            }
            Trouble::NoTarget => {
                "The course is meant for the system on which it is compiled: remove `CARGO_BUILD_TARGET` from the \
                 environment and `build.target` from Cargo's config.toml. `rustup target add` installs another target."
            }
            Trouble::NoAccess => {
                "Give yourself the rights to it. If it is in the target folder, you can also remove it: it is built again."
            }
            Trouble::TooManyFiles => "Close other programs, or raise the limit, for example by `ulimit -n 4096`.",
            Trouble::NoCrate => "Connect this machine to the network, and check again. Crates are downloaded once.",
            Trouble::BrokenToolchain => {
                "`rustc --version` must print a version. `rustup update` repairs most toolchains, and `cargo clean` removes \
                 what another compiler has built."
            }
            Trouble::Crash => {
                "Undo your last change, and check again: some code lets a compiler crash. If that does not help, `cargo clean` \
                 or `rustup update` may."
            }
            Trouble::LinkerFailed => "`cargo course doctor` looks for what is missing.",
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Trouble::FullDisk => "the disk is full",
            Trouble::Killed => "the compiler was killed, most likely because the memory is used up",
            Trouble::NoLinker => "the linker or the C library is missing",
            Trouble::NoTarget => "the standard library is not installed for the target of the build",
            Trouble::NoAccess => "a file or folder cannot be used",
            Trouble::TooManyFiles => "too many files are open",
            Trouble::NoCrate => "a crate is not on this machine and cannot be downloaded",
            Trouble::BrokenToolchain => "the Rust toolchain does not work",
            Trouble::Crash => "the compiler crashed",
            Trouble::LinkerFailed => "the linker fails",
        })
    }
}

fn quoted(line: &str) -> String {
    // What matters stands at the end: the signal after the compiler's command line.
    let skipped = line.chars().count().saturating_sub(MAX_QUOTED);
    let end: String = line.chars().skip(skipped).collect();
    if skipped == 0 { end } else { format!("...{end}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_output(output: &str) -> Option<Trouble> {
        Trouble::recognize(&[], output).map(|(trouble, _)| trouble)
    }

    fn diagnostic(code: Option<&str>, rendered: &str, location: Option<usize>) -> Diagnostic {
        Diagnostic {
            level: Level::Error,
            code: code.map(str::to_owned),
            message: String::new(),
            rendered: rendered.to_owned(),
            location: location.map(|line| ("exercises/0-a/src/lib.rs".into(), line)),
        }
    }

    fn of_error(rendered: &str) -> Option<Trouble> {
        Trouble::recognize(&[diagnostic(None, rendered, None)], "").map(|(trouble, _)| trouble)
    }

    // These are messages of Cargo 1.95, shortened in long command lines only.

    #[test]
    fn cargos_own_errors_are_recognized() {
        for (output, trouble) in [
            (
                "   Compiling p v0.1.0 (/p)\nerror: failed to write `/t/debug/.fingerprint/p-cf22/lib-p.json`\n\nCaused by:\n  \
                 No space left on device (os error 28)\n",
                Trouble::FullDisk,
            ),
            (
                "rustc-LLVM ERROR: IO failure on output stream: No space left on device\nerror: could not compile `p` (test \
                 \"t\")\n\nCaused by:\n  No space left on device (os error 28)\n\nCaused by:\n  failed to parse process \
                 output: `/r/bin/rustc --crate-name t` (exit status: 101)\n",
                Trouble::FullDisk,
            ),
            (
                "error: could not compile `p` (lib)\n\nCaused by:\n  process didn't exit successfully: `/r/bin/rustc \
                 --crate-name p src/lib.rs` (signal: 9, SIGKILL: kill)\n",
                Trouble::Killed,
            ),
            (
                "error: could not compile `p` (lib)\n\nCaused by:\n  process didn't exit successfully: `/r/bin/rustc \
                 --crate-name p src/lib.rs` (signal: 11, SIGSEGV: invalid memory reference)\n",
                Trouble::Crash,
            ),
            (
                "error: failed to run `rustc` to learn about target-specific information\n\nCaused by:\n  process didn't exit \
                 successfully: `/r/bin/rustc - --crate-name ___` (exit status: 1)\n  --- stderr\n  error: error loading \
                 target specification: could not find specification for target \"foo-bar\"\n",
                Trouble::NoTarget,
            ),
            (
                "error: could not execute process `/nonexistent/rustc -vV` (never executed)\n\nCaused by:\n  No such file or \
                 directory (os error 2)\n",
                Trouble::BrokenToolchain,
            ),
            (
                "error: process didn't exit successfully: `/r/rustc -vV` (exit status: 127)\n--- stderr\nerror while loading \
                 shared libraries: librustc_driver.so: cannot open shared object file\n",
                Trouble::BrokenToolchain,
            ),
            (
                "error: toolchain '1.99.0-x86_64-unknown-linux-gnu' is not installed\nhelp: run `rustup toolchain install \
                 1.99.0-x86_64-unknown-linux-gnu` to install it\n",
                Trouble::BrokenToolchain,
            ),
            (
                "error: failed to create directory `/t/file/debug`\n\nCaused by:\n  Not a directory (os error 20)\n",
                Trouble::NoAccess,
            ),
            (
                "error: failed to open: /t/debug/.cargo-lock\n\nCaused by:\n  Permission denied (os error 13)\n",
                Trouble::NoAccess,
            ),
            (
                "error: failed to get `rand` as a dependency of package `p v0.1.0 (/p)`\n\nCaused by:\n  attempting to make an \
                 HTTP request, but --offline was specified\n",
                Trouble::NoCrate,
            ),
        ] {
            assert_eq!(of_output(output), Some(trouble), "{output}");
        }
    }

    #[test]
    fn errors_of_the_linker_are_recognized() {
        let linking = |end: &str| {
            format!(
                "error: linking with `cc` failed: exit status: 1\n  |\n  = note:  \"cc\" \"-m64\" \"/t/Permission denied.o\"\n  \
                 = note: some arguments are omitted. use `--verbose` to show all linker arguments\n  = note: {end}\n"
            )
        };
        for (end, trouble) in [
            ("collect2: fatal error: ld terminated with signal 7 [Bus error]", Trouble::FullDisk),
            ("/usr/bin/ld: final link failed: No space left on device", Trouble::FullDisk),
            ("collect2: fatal error: ld terminated with signal 9 [Killed]", Trouble::Killed),
            ("collect2: fatal error: cannot find 'ld'", Trouble::NoLinker),
            ("/usr/bin/ld: cannot find Scrt1.o: No such file or directory", Trouble::NoLinker),
            ("/usr/bin/ld: a.o: undefined reference to `b'", Trouble::LinkerFailed),
        ] {
            assert_eq!(of_error(&linking(end)), Some(trouble), "{end}");
        }
        let killed = "error: linking with `/c/cc` failed: signal: 9 (SIGKILL)\n  |\n  = note:  \"/c/cc\" \"-m64\"\n";
        assert_eq!(of_error(killed), Some(Trouble::Killed));
        for linker in ["cc", "/nonexistent", "link.exe"] {
            let missing =
                format!("error: linker `{linker}` not found\n  |\n  = note: No such file or directory (os error 2)\n");
            assert_eq!(of_error(&missing), Some(Trouble::NoLinker));
        }
    }

    #[test]
    fn a_missing_target_is_recognized() {
        let rendered = "error[E0463]: can't find crate for `std`\n  |\n  = note: the `wasm32-unknown-unknown` target may not be \
                        installed\n  = help: consider downloading the target with `rustup target add \
                        wasm32-unknown-unknown`\n";
        let (trouble, line) = Trouble::recognize(&[diagnostic(Some("E0463"), rendered, Some(1))], "").unwrap();
        assert_eq!((trouble, line.as_str()), (Trouble::NoTarget, "error[E0463]: can't find crate for `std`"));
    }

    #[test]
    fn errors_in_the_code_are_never_trouble() {
        let output = "error: could not compile `p` (lib) due to 1 previous error\nsignal: 9\n";
        let text = "error: no space left on device, out of memory, permission denied";
        for error in [
            diagnostic(None, text, Some(7)),
            diagnostic(Some("E0308"), text, Some(7)),
            diagnostic(Some("E0601"), text, None),
            diagnostic(Some("E0463"), "error[E0463]: can't find crate for `stdd`", Some(7)),
        ] {
            assert_eq!(Trouble::recognize(std::slice::from_ref(&error), output), None, "{error:?}");
        }
        assert_eq!(of_output("warning: cannot cache: Permission denied (os error 13)\nerror: no such thing\n"), None);
        assert_eq!(of_output("error: failed to parse manifest at `/p/Cargo.toml`\n"), None);
    }

    #[test]
    fn the_end_of_a_long_line_is_quoted() {
        let output = format!("process didn't exit: `{}` (signal: 9, SIGKILL: kill)", "x".repeat(1_000));
        let (_, line) = Trouble::recognize(&[], &output).unwrap();
        assert!(line.starts_with("...xxx") && line.ends_with("(signal: 9, SIGKILL: kill)"), "{line}");
    }
}
