//! Checks of code that is not async.

use std::thread;

use super::draw;
use super::outcome::{self, test_name};

/// Runs `check` on a thread of its own, without a runtime and without a limit: for code that is not async.
///
/// # Panics
///
/// If the check panics, with the same message.
///
/// ```
/// pollscope::testing::plain(|| assert_eq!("seven".len(), 5));
/// ```
pub fn plain<C>(check: C)
where
    C: FnOnce() + Send + 'static,
{
    let test = test_name::<C>();
    let running = outcome::begin(&test);
    // A panic message calls the thread by its name.
    let name = test.clone();
    let body = move || {
        draw::enter(&test);
        check();
    };
    let thread = thread::Builder::new().name(name).spawn(body).expect("the system can start a thread");
    match thread.join() {
        Ok(()) => running.passed(),
        Err(panic) => {
            running.failed(&*panic);
            std::panic::resume_unwind(panic);
        }
    }
}
