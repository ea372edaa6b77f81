//! A type may define `|` and `&`. For this one, `a | b` takes as long as both together, and `a & b` as long as the longer one: a
//! sequence and a group. A step takes 5 seconds, another one 2, and the third one 4.
//!
//! How long do these flows take?

use std::ops::{BitAnd, BitOr};

struct Seconds(u32);

impl BitOr for Seconds {
    type Output = Seconds;

    fn bitor(self, next: Seconds) -> Seconds {
        Seconds([self.0, next.0].into_iter().sum())
    }
}

impl BitAnd for Seconds {
    type Output = Seconds;

    fn bitand(self, other: Seconds) -> Seconds {
        Seconds(self.0.max(other.0))
    }
}

fn main() {
    let steps = || [5, 2, 4].map(Seconds);
    let [a, b, c] = steps();
    println!("a | b & c: {} s", (a | b & c).0);
    let [a, b, c] = steps();
    println!("a & b | c: {} s", (a & b | c).0);
    let [a, b, c] = steps();
    println!("(a | b) & c: {} s", ((a | b) & c).0);
}

//? `&` binds more tightly than `|`, whatever a type makes of them: the first flow is five seconds and then the longer one of two
//? and four, the second one five seconds and then four. An operator is nothing but a method call: `a | b` is `a.bitor(b)`, and
//? both operands are moved into it.
