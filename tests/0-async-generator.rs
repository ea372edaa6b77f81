//! Checks of chapter 0.
