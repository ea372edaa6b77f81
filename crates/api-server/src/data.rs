//! The generated items. Item `i` is a pure function of the seed and `i`.

pub(crate) mod dates;
pub(crate) mod people;
pub(crate) mod posts;
pub(crate) mod repositories;
pub(crate) mod users;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::content::Fields;

    fn parsed(write: impl FnOnce(&mut Vec<u8>)) -> Value {
        let mut out = Vec::new();
        write(&mut out);
        serde_json::from_slice(&out).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out)))
    }

    fn all_users(seed: u64) -> users::Selection {
        users::Selection { seed, nations: people::NATIONS.iter().collect(), women: None, fields: [true; 12] }
    }

    proptest! {
        #[test]
        fn any_item_of_any_seed_is_json(seed: u64, position in 0..u64::MAX, language in ".{0,9}") {
            for fields in [Fields::All, Fields::OneMissing] {
                let all = fields == Fields::All;
                let post = parsed(|out| posts::write(seed, position, fields, out));
                prop_assert_eq!(post["id"].as_u64(), Some(position + 1));
                prop_assert_eq!(post.get("title").is_some(), all);
                let repository = parsed(|out| repositories::write(seed, position, Some(&language), fields, out));
                prop_assert_eq!(repository["language"].as_str(), Some(language.as_str()));
                prop_assert_eq!(repository.get("name").is_some(), all);
                let user = parsed(|out| users::write(&all_users(seed), position, fields, out));
                prop_assert_eq!(user.get("email").is_some(), all);
            }
        }
    }

    #[test]
    fn every_phrase_is_json() {
        // The seed is fixed, and these draws contain each of the few phrases.
        for position in 0..2000 {
            parsed(|out| posts::write(1, position, Fields::All, out));
            parsed(|out| repositories::write(1, position, None, Fields::All, out));
            parsed(|out| users::write(&all_users(1), position, Fields::All, out));
        }
    }

    #[test]
    fn email_names_are_ascii() {
        for nation in &people::NATIONS {
            for (name, plain) in nation.women.iter().chain(&nation.men).chain(&nation.last) {
                assert!(plain.bytes().all(|byte| byte.is_ascii_lowercase()), "{name}: {plain}");
            }
        }
    }
}
