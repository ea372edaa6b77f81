//! A mutex without poisoning.

use std::sync::{MutexGuard, PoisonError};

/// A [`std::sync::Mutex`] that ignores poisoning: after a panic, the recording must still be readable, because it is
/// what explains the panic.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(std::sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Mutex<T> {
        Mutex(std::sync::Mutex::new(value))
    }

    /// Locks the mutex, even if another thread has panicked while it held the lock.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
