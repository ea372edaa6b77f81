//! Builds, serves and checks the guide of Streamlings.
//!
//! # Layout
//!
//! - [`site`] builds the guide with mdBook as a library.
//! - [`directives`] replaces lines of a page such as `{{#trace NAME | caption}}`. It has a module for each directive.
//! - [`serve`] is the local web server of `cargo guide`.
//! - [`check`] looks for faults in a built site, such as broken links.
//! - [`results`] and [`measure`] keep the results of the benches, which charts show.
//! - [`mdbook_log`] prints mdBook's warnings, and remembers whether there were any.
//!
//! Private modules turn a recording into its forms on a page: `player_data` for the player, `static_svg` and `event_table`
//! for readers without a script, and `noscript` hides those two from everybody else.

pub mod check;
pub mod directives;
mod event_table;
mod html;
mod learner;
pub mod mdbook_log;
pub mod measure;
mod noscript;
mod player_data;
pub mod results;
pub mod serve;
pub mod site;
mod static_svg;
mod time_text;
