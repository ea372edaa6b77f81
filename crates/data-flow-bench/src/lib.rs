//! Nothing: this package has only benches.
