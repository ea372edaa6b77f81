//! Users in the format of Random User 1.4.

use super::{
    dates::{DAY, PRESENT, date_time},
    people::Nation,
};
use crate::{content::Fields, json::write_json, rng::Rng};

/// The fields of a user, in the order of the response.
pub(crate) const FIELDS: [&str; 12] =
    ["gender", "name", "location", "email", "login", "dob", "registered", "phone", "cell", "id", "picture", "nat"];

/// The users that a request selects, and their fields.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    pub(crate) seed: u64,
    /// Never empty.
    pub(crate) nations: Vec<&'static Nation>,
    /// Only women (`true`) or only men (`false`).
    pub(crate) women: Option<bool>,
    /// A flag for each of [`FIELDS`]: whether the response contains it.
    pub(crate) fields: [bool; FIELDS.len()],
}

const COLOURS: [&str; 8] = ["amber", "blue", "coral", "green", "ivory", "plum", "silver", "teal"];
const ANIMALS: [&str; 8] = ["badger", "crane", "ferret", "heron", "lynx", "otter", "sparrow", "wombat"];
const WOMENS_TITLES: [&str; 3] = ["Ms", "Mrs", "Miss"];

/// Writes the user at a position.
///
/// All draws are made in the same order for any selection of fields, so that `inc` and `exc` do not change the users.
pub(crate) fn write(selection: &Selection, position: u64, missing: Fields, out: &mut Vec<u8>) {
    let mut rng = Rng::new(selection.seed, position);
    let nation = rng.pick(&selection.nations);
    let drawn_woman = rng.below(2) == 0;
    let woman = selection.women.unwrap_or(drawn_woman);
    let title = if woman { rng.pick(&WOMENS_TITLES) } else { "Mr" };
    let first = rng.pick(if woman { &nation.women } else { &nation.men });
    let last = rng.pick(&nation.last);

    let mut separator = "{";
    for (index, field) in FIELDS.into_iter().enumerate() {
        if !selection.fields[index] || (field == "email" && missing == Fields::OneMissing) {
            continue;
        }
        write_json!(out, separator, "\"", field, "\":");
        separator = ",";
        // Each field has a generator of its own, so that it does not depend on the other fields.
        let rng = &mut Rng::new(selection.seed ^ index as u64, position);
        match field {
            "gender" => write_json!(out, if woman { "\"female\"" } else { "\"male\"" }),
            "name" => {
                write_json!(out, "{\"title\":\"", title, "\",\"first\":\"", first.0, "\",\"last\":\"", last.0, "\"}");
            }
            "location" => location(nation, rng, out),
            "email" => write_json!(out, "\"", first.1, ".", last.1, "@example.com\""),
            "login" => login(rng, out),
            "dob" => life_date(PRESENT - 21 * 365 * DAY, 35 * 365, rng, out),
            "registered" => life_date(PRESENT, 20 * 365, rng, out),
            "phone" | "cell" => phone(rng, out),
            "id" => write_json!(out, "{\"name\":\"NONE\",\"value\":\"", 1_000_000 + rng.below(9_000_000), "\"}"),
            "picture" => picture(woman, rng, out),
            _ => write_json!(out, "\"", nation.code, "\""),
        }
    }
    // Without any field the brace is not open yet.
    write_json!(out, if separator == "{" { "{}" } else { "}" });
}

fn location(nation: &Nation, rng: &mut Rng, out: &mut Vec<u8>) {
    write_json!(out, "{\"street\":{\"number\":", 1 + rng.below(9999), ",\"name\":\"", rng.pick(&nation.streets));
    write_json!(out, "\"},\"city\":\"", rng.pick(&nation.cities), "\",\"state\":\"", rng.pick(&nation.states));
    write_json!(out, "\",\"country\":\"", nation.country, "\",\"postcode\":", 10_000 + rng.below(90_000));
    write_json!(out, ",\"coordinates\":{\"latitude\":\"");
    coordinate(89, rng, out);
    write_json!(out, "\",\"longitude\":\"");
    coordinate(179, rng, out);
    write_json!(out, "\"},\"timezone\":{\"offset\":\"+", rng.below(10), ":00\",\"description\":\"Somewhere\"}}");
}

/// Writes a coordinate, in Random User a string with four digits after the point.
fn coordinate(most: u64, rng: &mut Rng, out: &mut Vec<u8>) {
    let sign = if rng.below(2) == 0 { "" } else { "-" };
    write_json!(out, sign, rng.below(most), ".", 1000 + rng.below(9000));
}

fn login(rng: &mut Rng, out: &mut Vec<u8>) {
    // The digits that mark a random UUID of version 4 (RFC 9562, section 5.4).
    let high = rng.bits() & !0xf000 | 0x4000;
    let low = rng.bits() & !(0b11 << 62) | (0b10 << 62);
    write_json!(out, "{\"uuid\":\"");
    for (number, from, to) in [(high, 64, 32), (high, 32, 16), (high, 16, 0), (low, 64, 48), (low, 48, 0)] {
        if out.last() != Some(&b'"') {
            out.push(b'-');
        }
        hex(number, from, to, out);
    }
    write_json!(out, "\",\"username\":\"", rng.pick(&COLOURS), rng.pick(&ANIMALS), 100 + rng.below(900), "\"}");
}

/// Writes the bits below `from`, down to `to`, as hexadecimal digits.
fn hex(number: u64, from: u32, to: u32, out: &mut Vec<u8>) {
    for shift in (to..from).step_by(4).rev() {
        out.push(b"0123456789abcdef"[(number >> shift & 0xf) as usize]);
    }
}

/// Writes a date in the `days` before `latest`, and the full years since then.
fn life_date(latest: u64, days: u64, rng: &mut Rng, out: &mut Vec<u8>) {
    // This does not underflow: the longest span goes back from 2005 to 1970.
    let seconds = latest - rng.below(days * DAY);
    write_json!(out, "{\"date\":\"");
    date_time(out, seconds);
    write_json!(out, ".", 100 + rng.below(900), "Z\",\"age\":", (PRESENT - seconds) / (365 * DAY + DAY / 4), "}");
}

/// Writes a phone number between 555-0100 and 555-0199, a range that is reserved for fiction.
fn phone(rng: &mut Rng, out: &mut Vec<u8>) {
    write_json!(out, "\"(", 200 + rng.below(800), ") 555-01", 10 + rng.below(90), "\"");
}

/// Writes URLs of pictures in the form of the real ones, with a host that does not exist.
fn picture(woman: bool, rng: &mut Rng, out: &mut Vec<u8>) {
    let folder = if woman { "women" } else { "men" };
    let number = rng.below(97);
    let mut separator = "{";
    for (size, path) in [("large", ""), ("medium", "med/"), ("thumbnail", "thumb/")] {
        write_json!(
            out,
            separator,
            "\"",
            size,
            "\":\"https://randomuser.example/portraits/",
            path,
            folder,
            "/",
            number
        );
        write_json!(out, ".jpg\"");
        separator = ",";
    }
    write_json!(out, "}");
}
