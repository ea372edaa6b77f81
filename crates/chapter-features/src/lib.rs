//! Names the features of the crates that the chapters share, so that Cargo builds each crate once. There is no code: see
//! `Cargo.toml`.
