//! Builds, serves and checks the guide of Streamlings.
//!
//! It is mdBook, as a library, with directives of its own: a line `{{#trace NAME | caption}}` on a page becomes a player
//! of that recording. [`directives`] has one module for each.

pub mod browser;
pub mod check;
pub mod complaints;
pub mod course;
pub mod directives;
mod film;
mod html;
pub mod measure;
mod moments;
pub mod results;
pub mod serve;
pub mod site;
mod still;
mod unscripted;
mod yours;
