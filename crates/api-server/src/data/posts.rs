//! Posts in the format of JSONPlaceholder.

use crate::{content::Fields, json::write_json, rng::Rng};

/// The number of consecutive posts by the same user, as in JSONPlaceholder.
pub(crate) const POSTS_PER_USER: u64 = 10;

const OPENINGS: [&str; 16] = [
    "a quiet note on",
    "three ways to mend",
    "what we learned from",
    "an evening with",
    "the slow return of",
    "how not to lose",
    "a letter about",
    "en liten bok om",
    "un été avec",
    "why nobody counts",
    "the day we moved",
    "notes from under",
    "eine Frage an",
    "looking again at",
    "the honest price of",
    "before you paint",
];

const SUBJECTS: [&str; 16] = [
    "the blue harbour",
    "old railway maps",
    "rivers in winter",
    "a borrowed piano",
    "späte Züge",
    "the town's clocks",
    "café chairs",
    "wild apples",
    "paper lanterns ✨",
    "the long staircase",
    "海の地図",
    "ferries and fog",
    "secondhand atlases",
    "small kitchens",
    "вечерний дождь",
    "the lighthouse keeper",
];

/// Sentences that are escaped for JSON already.
const SENTENCES: [&str; 16] = [
    "the kettle was still warm when the first boat came in",
    "nobody had told the gardener about the second key",
    "we counted the steps twice and got two numbers",
    "a map is only as good as the walk that made it",
    "in März the snow comes back for one more day",
    "she kept the letters in a tin that said \\\"biscuits\\\"",
    "the bridge hums when a train is late",
    "there was room for a piano but not for its stool",
    "la mer était calme, et le facteur aussi",
    "every clock in the square disagreed politely",
    "the baker sells maps on the days without bread",
    "somebody painted the door the colour of rain",
    "the ferry leaves when the dog is on board",
    "it took a summer to learn the names of the winds",
    "под крышей жил один очень старый сверчок",
    "the last page had been torn out with great care",
];

/// Writes the post at a position. The first is at position 0 and has the id 1.
pub(crate) fn write(seed: u64, position: u64, fields: Fields, out: &mut Vec<u8>) {
    let mut rng = Rng::new(seed, position);
    let mut bits = rng.bits();
    let mut pick = |choices: &[&'static str; 16]| {
        let choice = choices[(bits & 15) as usize];
        bits >>= 4;
        choice
    };
    write_json!(out, "{\"userId\":", position / POSTS_PER_USER + 1, ",\"id\":", position + 1);
    let (opening, subject) = (pick(&OPENINGS), pick(&SUBJECTS));
    if fields == Fields::All {
        write_json!(out, ",\"title\":\"", opening, " ", subject, "\"");
    }
    write_json!(out, ",\"body\":\"", pick(&SENTENCES), "\\n", pick(&SENTENCES), "\\n", pick(&SENTENCES), "\"}");
}
