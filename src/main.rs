//! The course.
fn main() {}
