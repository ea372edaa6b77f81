//! The names of the lanes, each of them unique.

use std::collections::{HashMap, HashSet};

/// The names that are taken, with the next number for each name that was wanted again.
#[derive(Debug, Default)]
pub(crate) struct Names {
    taken: HashSet<String>,
    /// Counting from 2 each time would be quadratic: 10,000 lanes of one name took 28 s.
    next: HashMap<String, u64>,
    #[cfg(test)]
    tries: usize,
}

impl Names {
    /// Returns the name itself, or with the first number that makes it unique: `fetch 2`, `page 7 (2)`.
    pub(crate) fn unused(&mut self, name: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        // `page 7 2` would read as one number.
        let brackets = name.ends_with(|last: char| last.is_ascii_digit());
        let mut number = self.next.get(name).copied().unwrap_or(2);
        let unused = loop {
            let numbered = if brackets { format!("{name} ({number})") } else { format!("{name} {number}") };
            number += 1;
            if self.take(&numbered) {
                break numbered;
            }
        };
        self.next.insert(name.to_owned(), number);
        unused
    }

    /// Takes a name, and returns false if it was taken before.
    fn take(&mut self, name: &str) -> bool {
        #[cfg(test)]
        {
            self.tries += 1;
        }
        !self.taken.contains(name) && self.taken.insert(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_gets_the_first_free_number() {
        let mut names = Names::default();
        let unused = ["fetch", "fetch 3", "fetch", "fetch", "fetch", "fetch 3"].map(|name| names.unused(name));
        assert_eq!(unused, ["fetch", "fetch 3", "fetch 2", "fetch 4", "fetch 5", "fetch 3 (2)"]);
    }

    #[test]
    fn many_lanes_of_one_name_take_two_tries_each() {
        let mut names = Names::default();
        for number in 0..10_000 {
            // Every fourth one is in the way of the numbers.
            let name = if number % 4 == 0 { format!("fetch {number}") } else { "fetch".to_owned() };
            names.unused(&name);
        }
        assert_eq!(names.taken.len(), 10_000);
        assert!(names.tries < 3 * 10_000, "{} tries", names.tries);
    }
}
