//! A chain of iterators, of which somebody takes one record.

use std::cell::Cell;

fn main() {
    let (filtered, mapped) = (Cell::new(0), Cell::new(0));
    let even = |item: &u32| {
        filtered.set(filtered.get() + 1);
        item.is_multiple_of(2)
    };
    let record = |item| {
        mapped.set(mapped.get() + 1);
        item
    };
    let first = (1..=5).filter(even).map(record).next();
    assert_eq!(first, Some(2));
    println!("{} and {}", filtered.get(), mapped.get());
}
