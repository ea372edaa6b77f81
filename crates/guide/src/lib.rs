//! Builds, serves and checks the guide of Streamlings.
//!
//! It is mdBook, as a library, with directives of its own: a line `{{#trace NAME | caption}}` on a page becomes a player
//! of that recording. [`directives`] has one module for each.

pub mod complaints;
pub mod directives;
mod film;
mod html;
mod moments;
pub mod site;
