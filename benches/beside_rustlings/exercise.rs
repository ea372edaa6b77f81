//! The exercises that both sides have.

use std::path::Path;
use std::{fs, io};

/// An exercise with a wrong and a right answer.
pub(crate) struct Exercise {
    pub(crate) name: String,
    /// The folder of the chapter.
    pub(crate) chapter: String,
    /// The name of the library, by which the checks call it.
    pub(crate) library: String,
    /// The number of the task for the runner, `0.1`.
    pub(crate) task: String,
    pub(crate) wrong: String,
    pub(crate) right: String,
    /// The module `types`, where the library has one.
    pub(crate) types: Option<String>,
    pub(crate) checks: String,
    /// The checks for rustlings.
    pub(crate) checks_there: String,
    /// The crates that the exercise and its checks need in rustlings, with their features.
    pub(crate) crates: &'static [(&'static str, &'static [&'static str])],
}

/// The chapter that is added for the smallest exercise: a function without async, and six assertions.
pub(crate) const MEDIAN_CHAPTER: &str = "9-median";

/// A name that both `[[bin]]` and the folder of a chapter can have.
const MEDIAN: &str = "median";

pub(crate) const MEDIAN_LIB: &str =
    "/// Returns the median of `numbers`: the middle one, or the mean of the two in the middle.
///
/// `None` if there are no numbers.
pub fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        return Some(sorted[middle]);
    }
    Some((sorted.get(middle.checked_sub(1)?)? + sorted[middle]) / 2.0)
}
";

/// The tests of the smallest exercise: their names, and what they assert.
const MEDIAN_TESTS: [(&str, &str); 6] = [
    ("of_one_number_is_that_number", "assert_eq!(median(&[7.5]), Some(7.5))"),
    ("of_three_numbers_is_the_middle_one", "assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0))"),
    ("of_four_numbers_is_the_mean_of_two", "assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5))"),
    ("of_no_numbers_is_none", "assert_eq!(median(&[]), None)"),
    ("sorts_by_value_and_not_by_text", "assert_eq!(median(&[10.0, 9.0, 8.0]), Some(9.0))"),
    ("takes_numbers_below_zero", "assert_eq!(median(&[-1.0, -3.0, -2.0]), Some(-2.0))"),
];

/// Returns the names of the smallest exercise's tests.
pub(crate) fn median_tests() -> impl Iterator<Item = &'static str> {
    MEDIAN_TESTS.iter().map(|(name, _)| *name)
}

/// Returns all exercises, from the smallest to the largest.
pub(crate) fn all(course: &Path) -> io::Result<Vec<Exercise>> {
    let chapter_0 = of_course(
        course,
        ("0-async-generator", "async_generator"),
        &[
            ("async-stream", &[]),
            ("chapter-features", &[]),
            ("futures", &[]),
            ("pollscope", &["testing"]),
            ("rand", &[]),
            ("tokio", &["macros", "rt", "test-util", "time"]),
        ],
        // The number is yielded before its second.
        |right| {
            let sleep = "            sleep(Duration::from_secs(1)).await;\n";
            let number = "            yield rand::random_range(0.0..10.0);\n";
            right.replacen(&[sleep, number].concat(), &[number, sleep].concat(), 1)
        },
    )?;
    let chapter_3 = of_course(
        course,
        ("3-concurrent-fetch", "concurrent_fetch"),
        &[
            ("api-server", &["pollscope"]),
            ("chapter-features", &[]),
            ("futures", &["async-await"]),
            ("httpdate", &[]),
            ("pollscope", &["testing"]),
            ("rand", &[]),
            ("reqwest", &[]),
            ("thiserror", &[]),
            ("tokio", &["macros", "net", "rt", "test-util", "time"]),
        ],
        // The status is not looked at.
        |right| right.replacen("if !status.is_success() {", "if status.is_informational() {", 1),
    )?;
    Ok(vec![median(), chapter_0, chapter_3])
}

fn median() -> Exercise {
    let tests = |before: &str, after: &str| -> String {
        let test = |(name, body): &(&str, &str)| {
            format!("    #[test]\n    fn {name}() {{\n        {before}{body}{after};\n    }}\n")
        };
        MEDIAN_TESTS.iter().map(test).collect()
    };
    let (use_median, use_plain) = ("    use ::median::median;\n", "    use pollscope::testing::plain;\n");
    Exercise {
        name: MEDIAN.to_owned(),
        chapter: MEDIAN_CHAPTER.to_owned(),
        library: MEDIAN.to_owned(),
        task: "9.1".to_owned(),
        wrong: MEDIAN_LIB.replacen("== 1", "!= 1", 1),
        right: MEDIAN_LIB.to_owned(),
        types: None,
        checks: format!("mod median {{\n{use_median}{use_plain}{}}}\n", tests("plain(|| ", ")")),
        // The bare assertions, without any crate: so their authors would write it.
        checks_there: format!("mod checks {{\n{use_median}{}}}\n", tests("", "")),
        crates: &[],
    }
}

/// Reads the first task of a chapter of the course, whose reference solution `spoil` makes wrong.
fn of_course(
    course: &Path,
    (chapter, library): (&str, &str),
    crates: &'static [(&'static str, &'static [&'static str])],
    spoil: impl Fn(&str) -> String,
) -> io::Result<Exercise> {
    let solution = course.join("solutions").join(chapter).join("src");
    let right = fs::read_to_string(solution.join("lib.rs"))?;
    let wrong = spoil(&right);
    assert_ne!(wrong, right, "the solution of {chapter} has changed, and is not made wrong any more");
    let checks = fs::read_to_string(course.join("tests").join(format!("{chapter}.rs")))?;
    Ok(Exercise {
        name: library.to_owned(),
        chapter: chapter.to_owned(),
        library: library.to_owned(),
        task: format!("{}.1", &chapter[..1]),
        wrong,
        right,
        types: fs::read_to_string(solution.join("types.rs")).ok(),
        checks_there: checks.clone(),
        checks,
        crates,
    })
}
