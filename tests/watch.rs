//! Watch mode, from end to end: the real program in a pseudo-terminal, on a small course in a folder of its own.

mod course;

use std::fs;

use course::{Course, FIRST_LIB, GAPS, lib_line};

#[test]
fn a_saved_file_is_checked_and_a_task_that_passes_leads_to_the_next() {
    let course = Course::new();
    let before = course.files();
    let mut terminal = course.watch(&[], 80, 30);
    let screen = terminal.wait_for("1 more check of this task fails.");
    assert!(screen.starts_with("Streamlings [---] 0 of 3   chapter 0 [--] first-steps\n"), "{screen}");
    for text in [
        "Chapter 0, task 1 of 2: doubled",
        "This check fails: \"three becomes six\"\nnot yet implemented: add `x` to itself",
        &format!("at {}", lib_line(7)),
        &format!("Next: {}", lib_line(7)),
        "fn doubled(x: u32) -> u32",
    ] {
        assert!(screen.contains(text), "{text:?} is not on the screen:\n{screen}");
    }
    assert_eq!(course.files(), before, "watching changed a file of the course");

    course.solve_doubled("x");
    let screen = terminal.wait_for("it looks as if `x` is given back as it is");
    assert!(screen.contains("expected: six\nhappened: 3\n"), "{screen}");

    course.solve_doubled("x + x");
    let screen = terminal.wait_for("`doubled` passes all its checks.");
    assert!(screen.contains("`n` goes on: Chapter 0, task 2 of 2: halves"), "{screen}");
    terminal.wait_for("[#--] 1 of 3   chapter 0 [#-]");
    terminal.press("n");
    terminal.wait_for("This check fails: \"seven falls apart\"");
    course.solve_first();
    let screen = terminal.wait_for("Every task of chapter 0 is done.");
    assert!(screen.contains("`n` goes on: Chapter 1, task 1 of 1: truth"), "{screen}");
    terminal.press("n");
    terminal.wait_for("This check fails: \"is true\"");
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    true\n}\n");
    terminal.wait_for("Every task of the course is done.");
    terminal.press("q");
    assert!(terminal.ends().success());
    assert_eq!(
        course.read(".streamlings/progress"),
        "0-first-steps/doubled\n0-first-steps/halves\n1-second-steps/truth\n"
    );
}

#[test]
fn optional_tasks_are_offered_when_the_others_are_done() {
    let course = Course::new();
    course.add_optional();
    let mut terminal = course.watch(&[], 80, 30);
    let screen = terminal.wait_for("1 more check of this task fails.");
    assert!(screen.starts_with("Streamlings [---] 0 of 3   chapter 0 [--] first-steps\n"), "{screen}");
    course.solve_required();
    let screen = terminal.wait_for("Every task of chapter 0 is done.");
    assert!(screen.contains("1 optional task is open: harder, and outside of the count. `b` goes there."), "{screen}");
    assert!(screen.contains("`n` goes on: Chapter 1, task 1 of 1: truth"), "{screen}");
    // An attempt at it is noticed while another task is the current one.
    course.write_with_optional(&course::solved(), "x + 1");
    terminal.wait_for("You changed `tripled`: it fails, `n` shows it.");
    terminal.press("b");
    terminal.wait_for("Chapter 0, optional task 3: tripled");
    terminal.wait_for("This check fails: \"three becomes nine\"");
    course.write_with_optional(&course::solved(), "3 * x");
    let screen = terminal.wait_for("`tripled` passes all its checks.");
    assert!(screen.starts_with("Streamlings [##-] 2 of 3   chapter 0 [##] first-steps\n"), "{screen}");
    terminal.press("l");
    terminal.wait_for("    > [x] 3  tripled (optional)");
    terminal.press("\x1bn");
    terminal.wait_for("Chapter 1, task 1 of 1: truth");
    terminal.press("b");
    terminal.wait_for("This chapter has no optional tasks.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_compile_error_is_shown_until_the_next_save() {
    let course = Course::new();
    course.solve_doubled("let sum: String = x + x; sum");
    let mut terminal = course.watch(&[], 90, 40);
    let screen = terminal.wait_for("error[E0308]: mismatched types");
    assert!(screen.contains(&format!("Next: {}", lib_line(7))), "{screen}");
    course.solve_doubled("x + x");
    terminal.wait_for("`doubled` passes all its checks.");
    course.write("exercises/0-first-steps/Cargo.toml", "[package\n");
    terminal.wait_for("cargo could not build ex0-first-steps");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_task_that_breaks_is_reported_while_another_one_is_current() {
    let course = Course::new();
    course.solve_first();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("Every task of chapter 0 is done.");
    terminal.press("p");
    terminal.wait_for("Chapter 1, task 1 of 1");
    terminal.press("p");
    terminal.wait_for("`halves` passes all its checks.");
    course.write("exercises/0-first-steps/src/lib.rs", &course::solved().replace("x + x", "x"));
    terminal.wait_for("`doubled` was done, but no longer passes.");
    terminal.wait_for("`halves` passes all its checks.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_save_in_another_chapter_opens_that_chapter() {
    let course = Course::new();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("This check fails: \"three becomes six\"");
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    1 > 2\n}\n");
    terminal.wait_for("Chapter 1, task 1 of 1: truth");
    terminal.wait_for("This check fails: \"is true\"");
    terminal.press("q");
    assert!(terminal.ends().success());
    // The next run goes on in that chapter.
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("Chapter 1, task 1 of 1: truth");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn any_task_can_be_chosen_from_the_list() {
    let course = Course::new();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.press("l");
    terminal.wait_for("    > [ ] 1  doubled");
    terminal.press("\x1b[B\x1b[B");
    terminal.wait_for("    > [ ] 1  truth");
    terminal.press("\r");
    terminal.wait_for("Chapter 1, task 1 of 1: truth");
    terminal.press("l");
    terminal.wait_for("    > [ ] 1  truth");
    terminal.press("kk");
    terminal.wait_for("    > [ ] 1  doubled");
    terminal.press("\x1b");
    terminal.wait_for("Chapter 1, task 1 of 1: truth");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn in_the_list_keys_act_on_the_marked_task() {
    let course = Course::new();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("1 more check of this task fails.");
    terminal.press("l");
    terminal.wait_for("    > [ ] 1  doubled");
    terminal.press("/trut");
    let screen = terminal.wait_for("    > [ ] 1  truth");
    assert!(screen.contains("All tasks with: trut_") && !screen.contains("doubled"), "{screen}");
    let status = screen.lines().rev().nth(1).map(str::trim_end);
    assert_eq!(status, Some("All tasks with: trut_"), "what is typed is seen wherever the list is scrolled to");
    terminal.press("\rx");
    terminal.wait_for("the task `truth`: its functions in");
    terminal.press("\x1b");
    terminal.wait_for("Chapter 1, task 1 of 1: truth");
    terminal.press("l");
    terminal.wait_for("    > [ ] 1  truth");
    terminal.press("kx");
    terminal.wait_for("the task `halves`: its functions in");
    terminal.press("q");
    terminal.wait_for("Chapter 0, task 2 of 2: halves");
    terminal.press("ld");
    terminal.wait_for("Tasks that are not done");
    terminal.press("d");
    terminal.wait_for("There is none. `Esc` shows all tasks.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn the_code_of_a_check_and_every_failure_are_a_key_away() {
    let course = Course::new();
    course.solve_doubled("x + 1");
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("1 more check of this task fails.");
    terminal.press("t");
    let screen = terminal.wait_for("fn three_becomes_six() {");
    assert!(screen.contains("\n#[test]\nfn three") && !screen.contains("nothing_stays_nothing"), "{screen}");
    terminal.press("m");
    terminal.wait_for("This check fails: \"nothing stays nothing\"");
    course.solve_doubled("let one: String = x; let two: bool = x; x + x");
    let screen = terminal.wait_for("1 more error: `m` shows all.");
    assert_eq!(screen.matches("error[E0308]").count(), 1, "{screen}");
    terminal.press("m");
    terminal.wait_until("both errors", |screen| screen.matches("error[E0308]").count() == 2);
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn each_press_shows_one_more_hint() {
    let course = Course::new();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.press("h");
    let screen = terminal.wait_for("Hint 1 of 3 for `doubled`: the direction");
    assert!(!screen.contains("Hint 2"), "{screen}");
    terminal.press("h");
    terminal.wait_for("Hint 2 of 3 for `doubled`: the API");
    terminal.press("\x1b");
    terminal.wait_for("What it must do");
    terminal.press("h");
    let screen = terminal.wait_for("Hint 2 of 3 for `doubled`");
    assert!(!screen.contains("Hint 3"), "returning to the hints shows no new one:\n{screen}");
    terminal.press("h");
    terminal.wait_for("There are no more hints.");
    terminal.press("q");
    assert!(terminal.ends().success());
    assert_eq!(course.read(".streamlings/hints").lines().count(), 3);
}

#[test]
fn the_program_of_the_chapter_runs_and_its_introduction_is_shown() {
    let course = Course::new();
    course.solve_doubled("x + x");
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("`doubled` passes all its checks.");
    terminal.press("r");
    terminal.wait_for("twice two is 4\n\nThe program has ended.");
    terminal.press("i");
    terminal.wait_for("What you build.");
    terminal.press("?");
    terminal.wait_for("Quit. Your progress is kept.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_program_that_cannot_be_built_is_told_from_one_that_fails() {
    let course = Course::new();
    let mut terminal = course.watch_with(&[], &[("RUSTFLAGS", "-Clinker=/nonexistent")], 80, 30);
    terminal.wait_for("Save a file to check it.");
    terminal.press("r");
    terminal.wait_until("the trouble", |screen| {
        let words: Vec<&str> = screen.split_whitespace().collect();
        let trouble =
            "cannot build ex0-first-steps: the linker or the C library is missing. Your code is not the reason.";
        words.join(" ").contains(trouble) && !screen.contains("What it must do")
    });
    terminal.press("q");
    assert!(terminal.ends().success());
    course.solve_doubled("let sum: String = x + x; sum");
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("error[E0308]: mismatched types");
    terminal.press("r");
    let screen = terminal.wait_for("The program does not compile.");
    assert!(screen.contains("error[E0308]: mismatched types"), "{screen}");
    course.solve_doubled("x + x");
    let program = "fn main() {\n    eprintln!(\"error: No space left on device\");\n    std::process::exit(1);\n}\n";
    course.write("exercises/0-first-steps/examples/play.rs", program);
    terminal.wait_for("`doubled` passes all its checks.");
    terminal.press("r");
    let screen = terminal.wait_for("The program has failed: exit");
    assert!(screen.contains("error: No space left on device") && !screen.contains("cannot build"), "{screen}");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn escape_stops_a_program_that_never_ends() {
    let course = Course::new();
    course.write(
        "exercises/0-first-steps/examples/play.rs",
        "fn main() {\n    println!(\"round\");\n    std::thread::park();\n    main();\n}\n",
    );
    let mut terminal = course.watch(&[], 80, 30);
    terminal.press("r");
    terminal.wait_for("round");
    terminal.press("\x1b");
    // The check that was cancelled for it starts again.
    terminal.wait_for("1 more check of this task fails.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn keys_work_while_a_program_prints_for_ever() {
    let course = Course::new();
    let main = "fn main() {\n    for round in 0_u64.. {\n        println!(\"round {round} \\u{1b}[2J\\u{1b}]0;title\\u{7}\");\n    }\n}\n";
    course.write("exercises/0-first-steps/examples/play.rs", main);
    let mut terminal = course.watch(&[], 80, 20);
    terminal.wait_for("This check fails");
    terminal.press("r");
    // The escape sequences that it prints must not reach the terminal.
    terminal.wait_until("the round with its frame", |screen| {
        screen.contains("round 1") && screen.starts_with("Streamlings")
    });
    terminal.press("\u{1b}");
    terminal.wait_for("This check fails");
    terminal.press("r");
    terminal.wait_for("round 1");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_save_does_not_interrupt_a_prediction() {
    let course = Course::new();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("This check fails");
    terminal.press("o");
    terminal.wait_for("Which of these does it print");
    terminal.press("a");
    terminal.wait_for("The order: a _");
    course.solve_doubled("x + x");
    let screen = terminal.wait_for("Saved. It will be checked when you come back");
    assert!(screen.contains("The order: a _"), "{screen}");
    terminal.press("b\r");
    terminal.wait_for("It prints what you predicted");
    terminal.press("\r");
    terminal.wait_for("`doubled` passes all its checks.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_save_that_breaks_a_done_task_opens_that_task() {
    let course = Course::new();
    course.solve_first();
    course.run(&["check", "0"]).ends_with_code(0);
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("This check fails: \"is true\"");
    let lib = course.read("exercises/0-first-steps/src/lib.rs").replacen("x / 2", "x", 1);
    course.write("exercises/0-first-steps/src/lib.rs", &lib);
    let screen = terminal.wait_for("This check fails: \"seven falls apart\"");
    assert!(screen.contains("Chapter 0, task 2 of 2: halves"), "{screen}");
    assert!(screen.contains("`halves` was done, but no longer passes."), "{screen}");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[cfg(unix)]
#[test]
fn control_z_suspends_watch_mode() {
    let course = Course::new();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("This check fails");
    terminal.press("\u{1a}");
    // Without a shell as its parent the system does not suspend it: it takes over the terminal again at once. A key pressed
    // before that would be lost.
    terminal.wait_until_taken(2);
    terminal.wait_for("This check fails");
    terminal.press("?");
    terminal.wait_for("Show all keys.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn lines_are_put_in_order_and_compared() {
    let course = Course::new();
    let mut terminal = course.watch(&[], 80, 40);
    terminal.press("o");
    terminal.wait_for("Prediction 1 of 1: 1_lines");
    terminal.wait_for("  a  one\n  b  two\n");
    terminal.press("qab\x7fa");
    terminal.wait_for("The order: a a _");
    terminal.press("\r");
    let screen = terminal.wait_for("Because both are printed.");
    assert!(screen.contains("  one           | one\n! one           |\n!               | two"), "{screen}");
    terminal.press("a");
    terminal.wait_for("The order: _");
    terminal.press("z");
    terminal.wait_for("No line has the letter `z`.");
    terminal.press("ab\r");
    terminal.wait_for("It prints what you predicted:");
    terminal.press("\r");
    terminal.wait_for("What it must do");
    terminal.press("q");
    assert!(terminal.ends().success());
    assert_eq!(course.read(".streamlings/answers"), "0-first-steps/1_lines right\n0-first-steps/1_lines wrong\n");
}

#[test]
fn gaps_are_filled_in_one_after_the_other() {
    let course = Course::new();
    course.write("exercises/0-first-steps/examples/review_1_gaps.rs", GAPS);
    course.write("exercises/0-first-steps/examples/review_2_broken.rs", "fn main() {\n    panic!(\"no\");\n}\n");
    let mut terminal = course.watch(&[], 80, 40);
    terminal.press("z");
    terminal.wait_for("Review question 1 of 2: review_1_gaps");
    terminal.wait_for("[_] and [ ] more");
    terminal.press("100\x7f ");
    terminal.wait_for("[10] and [_] more");
    terminal.press("0.5");
    terminal.wait_for("[10] and [0.5_] more");
    terminal.press("\r");
    terminal.wait_for("It prints what you predicted:\n    10 and 0.5 more\n\n  It is ten.");
    terminal.press("\r");
    terminal.wait_for("the program failed");
    terminal.press("\x1b");
    terminal.wait_for("What it must do");
    // An empty gap ends the answer: nothing is predicted, and nothing is recorded.
    terminal.press("z");
    terminal.wait_for("[_] and [ ] more");
    terminal.press("\r");
    terminal.wait_for("It prints:\n    10 and 0.5 more");
    terminal.press("q");
    assert!(terminal.ends().success());
    assert_eq!(course.read(".streamlings/answers"), "0-first-steps/review_1_gaps right\n");
}

#[test]
fn the_solution_of_an_open_task_is_shown_after_a_yes() {
    let course = Course::new();
    let mut terminal = course.watch(&[], 80, 30);
    // Both checks are done, so the attempt is logged.
    terminal.wait_for("1 more check of this task fails.");
    terminal.press("c");
    terminal.wait_for("There is nothing to compare before the task passes.");
    terminal.press("s");
    terminal.wait_for("Show how the reference writes `doubled`?");
    // As in "easy" and "asynchronous".
    terminal.press("y");
    terminal.wait_for("What it must do");
    terminal.press("s");
    terminal.wait_for("`Ctrl+X` shows the code.");
    terminal.press("\x18");
    terminal.wait_for("pub fn doubled(x: u32) -> u32 {\n    x + x\n}");
    course.solve_doubled("x + x");
    terminal.wait_for("`doubled` passes all its checks.");
    terminal.press("c");
    let screen = terminal.wait_for("there is no picture to show");
    assert!(screen.contains("Your code, in ") && screen.contains("The reference's code, in "), "{screen}");
    terminal.resize(110, 30);
    let row = format!("{:53} | pub fn doubled(x: u32) -> u32 {{", "pub fn doubled(x: u32) -> u32 {");
    terminal.wait_for(&row);
    terminal.press("q");
    assert!(terminal.ends().success());
    let log = course.read(".streamlings/log");
    let events: Vec<&str> =
        log.lines().filter_map(|line| line.split_once("doubled ").map(|(_, event)| event)).collect();
    assert_eq!(events, ["opened", "fails three_becomes_six", "solution", "passes", "solution"]);
}

#[test]
fn a_reset_asks_and_keeps_the_learners_version() {
    let course = Course::new();
    course.solve_first();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("`doubled` passes all its checks.");
    terminal.press("x");
    terminal.wait_for("Reset what?");
    terminal.press("t");
    terminal.wait_for("`Ctrl+X` resets the task `doubled`.");
    terminal.press("\x18");
    let screen = terminal.wait_for("This check fails: \"three becomes six\"");
    assert!(screen.contains("Your version is kept in exercises/0-first-steps/kept/"), "{screen}");
    let lib = course.read("exercises/0-first-steps/src/lib.rs");
    assert_eq!(lib, course::solved().replace("x + x", course::DOUBLED), "only the task is as it came");
    // It stays while the learner looks around, until there is another verdict.
    terminal.press("?");
    terminal.wait_for("Show all keys.");
    terminal.press("\x1b");
    terminal.wait_for("Your version is kept in");
    course.solve_doubled("x");
    let screen = terminal.wait_for("happened: 3");
    assert!(!screen.contains("Your version is kept in"), "{screen}");
    course.write("exercises/0-first-steps/src/lib.rs", &lib);
    terminal.wait_for("not yet implemented");
    terminal.press("x");
    terminal.wait_for("Reset what?");
    terminal.press("c");
    terminal.wait_for("`Ctrl+X` resets chapter 0.");
    terminal.press("\x18");
    terminal.wait_until("the whole chapter is as it came", |screen| screen.contains("[---] 0 of 3"));
    terminal.press("q");
    assert!(terminal.ends().success());
    assert_eq!(course.read("exercises/0-first-steps/src/lib.rs"), FIRST_LIB.replace("BODY", course::DOUBLED));
    let kept = fs::read_dir(course.root.join("exercises/0-first-steps/kept")).unwrap();
    let kept: Vec<String> = kept.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    assert!(kept.contains(&course::solved()) && kept.contains(&lib), "{kept:?}");
}

#[test]
fn no_word_and_no_paste_resets_anything() {
    let course = Course::new();
    course.solve_first();
    let before = course.files();
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("`doubled` passes all its checks.");
    terminal.press("xt");
    terminal.wait_for("`Ctrl+X` resets the task `doubled`.");
    // Any other key goes back.
    terminal.press("\r");
    terminal.wait_for("`doubled` passes all its checks.");
    terminal.press("xxc");
    terminal.press("\u{1b}[200~xt\u{18} xc\u{18}\r\u{1b}[20");
    terminal.press("1~");
    terminal.wait_for("Pasted text is left out");
    // The pieces of a key of the terminal are no letters.
    for piece in ["x", "t", "\u{1b}", "[", "24", "~"] {
        terminal.press(piece);
    }
    // The pieces may arrive as one key, which then does not leave the question.
    terminal.press("\u{1b}?");
    terminal.wait_for("Show all keys.");
    assert_eq!(course.files(), before);
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn the_edited_function_is_named_and_shown_by_a_key() {
    let course = Course::new();
    course.solve_doubled("x");
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("happened: 3");
    let lib = "exercises/0-first-steps/src/lib.rs";
    let with_half = course.read(lib).replacen(
        "    x\n}\n\n/// The half of `x`, the bigger",
        "    x / 2\n}\n\n/// The half of `x`, the bigger",
        1,
    );
    course.write(lib, &with_half);
    let screen = terminal.wait_for("You changed `halved_down`: its task `halves` fails, `n` shows it.");
    assert!(screen.contains("Chapter 0, task 1 of 2: doubled"), "{screen}");
    terminal.press("n");
    let screen = terminal.wait_for("This check fails: \"seven falls apart\"");
    assert!(screen.contains("Chapter 0, task 2 of 2: halves"), "{screen}");
    // Of the two functions that the check calls, the one that is still the stub is wrong.
    assert!(screen.contains(&format!("Next: {}", lib_line(16))), "{screen}");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn an_old_verdict_is_dimmed_until_the_new_one_stands() {
    let course = Course::new();
    course.solve_doubled("x");
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("Save a file to check it.");
    assert!(!terminal.is_dimmed("happened: 3"));
    course.solve_doubled(ENDLESS);
    terminal.wait_for("The verdict on the version before:");
    assert!(terminal.is_dimmed("happened: 3") && !terminal.is_dimmed("What it must do"));
    course.solve_doubled("x + 1");
    terminal.wait_for("happened: 4");
    assert!(!terminal.is_dimmed("happened: 4"));
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_notice_takes_the_lines_that_it_needs() {
    let course = Course::new();
    let mut terminal = course.watch_with(&[], &[("VISUAL", "vi"), ("TERM_PROGRAM", "")], 50, 30);
    terminal.wait_for("1 more check of this task fails.");
    terminal.press("e");
    terminal.wait_until("the remedy", |screen| {
        let words: Vec<&str> = screen.split_whitespace().collect();
        words.join(" ").contains("set VISUAL to an editor with a window, such as `code` or `zed`")
    });
    terminal.press("q");
    assert!(terminal.ends().success());
}

/// A check that never ends by itself.
const ENDLESS: &str = "{ std::fs::write(\"started\", \"\").unwrap(); loop { std::thread::park() } }";

#[test]
fn keys_work_while_a_check_hangs_and_a_save_starts_another() {
    let course = Course::new();
    course.solve_doubled(ENDLESS);
    let mut terminal = course.watch(&[], 80, 30);
    terminal.wait_for("checks are done ...");
    terminal.press("l");
    terminal.wait_for("    > [ ] 1  doubled");
    terminal.press("\x1b");
    terminal.wait_for("What it must do");
    course.solve_doubled("x + x");
    terminal.wait_for("`doubled` passes all its checks.");
    course.solve_doubled(ENDLESS);
    terminal.wait_for("checks are done ...");
    // Quitting kills the check that hangs.
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[cfg(unix)]
#[test]
fn keys_work_while_cargo_hangs_and_no_process_is_left_behind() {
    use std::os::unix::fs::PermissionsExt;
    let course = Course::new();
    let (cargo, pipe) = (course.root.join("hanging-cargo"), course.root.join("pipe"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::write(&cargo, "#!/bin/sh\nsleep 1000000 > pipe &\necho 'Compiling for ever' >&2\nwait\n").unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    // Opening the pipe waits for the process that cargo has started; reading it ends when that process is gone.
    let left_behind = std::thread::spawn(move || fs::read(pipe).unwrap());
    let mut terminal = course.watch_with(&[], &[("CARGO", cargo.to_str().unwrap())], 80, 30);
    terminal.wait_for("Compiling for ever ...");
    terminal.press("h");
    terminal.wait_for("Hint 1 of 3");
    terminal.press("\x03");
    assert!(terminal.ends().success());
    assert!(left_behind.join().unwrap().is_empty());
}

#[test]
fn a_missing_cargo_is_reported_and_watch_mode_goes_on() {
    let course = Course::new();
    let mut terminal = course.watch_with(&[], &[("CARGO", "no-such-cargo")], 80, 30);
    terminal.wait_for("cannot run cargo");
    terminal.press("l");
    terminal.wait_for("    > [ ] 1  doubled");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[cfg(unix)]
#[test]
fn a_signal_restores_the_terminal() {
    let course = Course::new();
    for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
        let terminal = course.watch(&[], 80, 30);
        terminal.wait_for("What it must do");
        assert!(terminal.is_taken());
        let process = terminal.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
        assert_eq!(terminal.ends().exit_code(), 128 + number, "{name}");
    }
}

#[test]
fn small_and_odd_terminals_show_what_fits() {
    let course = Course::new();
    course.solve_doubled("x");
    for (columns, rows) in [(40, 12), (20, 5), (10, 3), (1, 1), (200, 8), (7, 60)] {
        let mut terminal = course.watch(&[], columns, rows);
        terminal.wait_until("a screen", |screen| !screen.is_empty());
        terminal.press("q");
        assert!(terminal.ends().success(), "{columns} by {rows}");
    }
    let mut terminal = course.watch(&[], 40, 12);
    terminal.wait_for("This check fails: \"three becomes six\"");
    // The other lines are below.
    terminal.press("\x1b[6~");
    terminal.wait_for("Stuck? `h` shows a hint.");
    terminal.press("\x1b[F");
    terminal.wait_for("It never overflows here.");
    terminal.press("\x1b[H");
    terminal.wait_for("Chapter 0, task 1 of 2: doubled");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn the_cause_of_a_failure_is_on_the_first_screen() {
    let course = Course::new();
    course.solve_doubled("x");
    let checks = course.read("tests/0-first-steps.rs");
    let long = checks.replace("happened: {result}", &format!("happened: {{result}}{}", " number".repeat(300)));
    assert_ne!(long, checks);
    course.write("tests/0-first-steps.rs", &long);
    let mut terminal = course.watch(&[], 80, 24);
    let screen = terminal.wait_for("it looks as if `x` is given back as it is");
    assert!(screen.contains("happened: 3 number") && screen.contains("more lines: `m` shows all"), "{screen}");
    terminal.press("m");
    terminal.wait_for("happened: 3 number");
    terminal.press("\x1b[F");
    terminal
        .wait_until("the whole value", |screen| screen.contains("it looks as if") && !screen.contains("`m` shows all"));
    terminal.press("v");
    let screen = terminal.wait_until("the message, wrapped", |screen| {
        screen.contains("three becomes six\n") && screen.contains("happened: 3 number")
    });
    assert!(screen.lines().all(|line| !line.ends_with('>')), "{screen}");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_new_size_lays_out_the_screen_again() {
    let course = Course::new();
    course.solve_doubled("x");
    let mut terminal = course.watch(&[], 40, 30);
    terminal.wait_for("it looks as if `x` is given back as it\n  is");
    terminal.resize(80, 20);
    terminal.wait_for("it looks as if `x` is given back as it is");
    terminal.wait_for("Streamlings [---] 0 of 3   chapter 0 [--] first-steps");
    terminal.resize(30, 8);
    terminal.wait_for("[---] 0/3  0 [--]");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn colours_can_be_turned_off() {
    let course = Course::new();
    for (args, variable, colored) in [
        (&["--color", "never"][..], ("UNSET", ""), false),
        (&[], ("NO_COLOR", "1"), false),
        (&["--color", "always"], ("NO_COLOR", "1"), true),
        (&[], ("UNSET", ""), true),
    ] {
        let mut terminal = course.watch_with(args, &[variable], 80, 30);
        terminal.wait_for("What it must do");
        assert_eq!(terminal.has_colors(), colored, "{args:?} {variable:?}");
        terminal.press("q");
        assert!(terminal.ends().success());
    }
}

#[test]
fn links_take_no_room_on_the_screen() {
    let course = Course::new();
    let screens = ["0", "1"].map(|links| {
        let mut terminal = course.watch_with(&[], &[("FORCE_HYPERLINK", links)], 80, 30);
        terminal.wait_for("1 more check of this task fails.");
        let screen = terminal.wait_for("Save a file to check it.");
        terminal.press("q");
        assert!(terminal.ends().success());
        screen
    });
    assert!(screens[0].contains(&format!("Next: {}", lib_line(7))), "{}", screens[0]);
    assert_eq!(screens[0], screens[1]);
}

#[test]
fn a_dumb_terminal_gets_a_report() {
    let course = Course::new();
    let terminal = course.watch_with(&[], &[("TERM", "dumb")], 80, 50);
    terminal.wait_for("Stuck? `cargo course hint`");
    assert!(!terminal.is_taken());
    assert_eq!(terminal.ends().exit_code(), 1);
}

#[cfg(unix)]
#[test]
fn the_task_is_opened_in_the_editor() {
    use std::os::unix::fs::PermissionsExt;
    let course = Course::new();
    let editor = course.root.parent().unwrap().join("my editor").join("code");
    fs::create_dir(editor.parent().unwrap()).unwrap();
    fs::write(&editor, "#!/bin/sh\necho \"$@\" > opened\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let visual = format!("'{}' --wait", editor.display());
    let mut terminal = course.watch_with(&[], &[("VISUAL", visual.as_str())], 200, 30);
    terminal.press("e");
    terminal.wait_for("code` opens exercises/0-first-steps/src/lib.rs");
    terminal.press("q");
    assert!(terminal.ends().success());
    let mut terminal = course.watch_with(&[], &[("VISUAL", "vi"), ("TERM_PROGRAM", "")], 200, 30);
    terminal.press("e");
    terminal.wait_for("`vi` may need a terminal of its own");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_task_can_be_named_on_the_command_line() {
    let course = Course::new();
    let mut terminal = course.watch(&["start", "1.1"], 80, 30);
    terminal.wait_for("Chapter 1, task 1 of 1: truth");
    terminal.press("q");
    assert!(terminal.ends().success());
    assert_eq!(course.read(".streamlings/place"), "1-second-steps/truth\n");
}

#[test]
fn a_failed_save_is_reported_and_the_course_goes_on() {
    let course = Course::new();
    course.write(".streamlings", "a file where a folder should be");
    course.solve_doubled("x + x");
    let mut terminal = course.watch(&[], 120, 30);
    terminal.wait_for("`doubled` passes all its checks.");
    terminal.wait_for("warning: ");
    terminal.press("n");
    terminal.wait_for("This check fails: \"seven falls apart\"");
    terminal.press("q");
    assert!(terminal.ends().success());
}

/// Turns on the build in the background, with this program as Cargo.
#[cfg(unix)]
fn with_background(cargo: &str) -> [(&str, &str); 2] {
    [("CARGO", cargo), ("STREAMLINGS_BACKGROUND", "always")]
}

/// The arguments by which the checks of the second chapter are built in the background.
#[cfg(unix)]
const SECOND_IN_BACKGROUND: &str =
    "test --no-run --package ex1-second-steps --test 1-second-steps --message-format json --jobs";

#[cfg(unix)]
#[test]
fn the_other_chapters_are_built_in_the_background() {
    let course = Course::new();
    let cargo = course.cargo_that("");
    let mut terminal = course.watch_with(&[], &with_background(&cargo), 80, 30);
    terminal.wait_for("1 more check of this task fails.");
    course.wait_for_file("target/.course-is-built");
    terminal.wait_for("Save a file to check it.");
    terminal.press("q");
    assert!(terminal.ends().success());
    let calls = course.read("calls");
    assert_eq!(calls.lines().filter(|call| call.starts_with(SECOND_IN_BACKGROUND)).count(), 1, "{calls}");
    // Nothing is left to be built.
    let check = course.run(&["check", "1"]).ends_with_code(1);
    assert!(!check.stderr.contains("Compiling"), "{}", check.stderr);
}

#[cfg(unix)]
#[test]
fn the_progress_of_the_background_is_in_the_status_line() {
    let course = Course::new();
    let cargo = course.cargo_that(
        "case \"$*\" in\ntree*) for n in $(seq 118); do echo \"crate$n v1.0.0\"; done; exit;;\n*ex1*json\\ --jobs*) for n in \
         $(seq 36); do echo '{\"reason\":\"compiler-artifact\",\"package_id\":\"'$n'\",\"target\":{\"kind\":[\"lib\"]}}'; \
         done; sleep 1000000 & wait;;\nesac",
    );
    let mut terminal = course.watch_with(&[], &with_background(&cargo), 80, 30);
    // With the first chapter, which is built.
    terminal.wait_for("Save a file to check it. Meanwhile later chapters are built: 37 of 118 crates.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[cfg(unix)]
#[test]
fn a_save_stops_the_build_in_the_background_which_then_goes_on() {
    let course = Course::new();
    let pipe = course.root.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let cargo = course.cargo_that(
        "case \"$*\" in *ex1*json\\ --jobs*) if [ ! -e again ]; then sleep 1000000 > pipe & wait; fi;; esac",
    );
    // Opening the pipe waits for the build; reading it ends when everything that the build has started is gone.
    let left_behind = std::thread::spawn(move || fs::read(pipe).unwrap());
    let mut terminal = course.watch_with(&[], &with_background(&cargo), 80, 30);
    while !fs::read_to_string(course.root.join("calls")).is_ok_and(|calls| calls.contains(SECOND_IN_BACKGROUND)) {
        std::thread::yield_now();
    }
    course.write("again", "");
    course.solve_doubled("x + x");
    terminal.wait_for("`doubled` passes all its checks.");
    assert!(left_behind.join().unwrap().is_empty());
    course.wait_for_file("target/.course-is-built");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[cfg(target_os = "linux")]
#[test]
fn the_build_in_the_background_makes_way_for_any_cargo_that_waits() {
    let course = Course::new();
    // The lock of Cargo is one of this kind.
    let cargo = course
        .cargo_that("case \"$*\" in *ex1*json\\ --jobs*) exec flock lock sh -c 'touch held; sleep 1000000';; esac");
    let mut terminal = course.watch_with(&[], &with_background(&cargo), 80, 30);
    course.wait_for_file("held");
    let lock = fs::File::open(course.root.join("lock")).unwrap();
    lock.lock().unwrap();
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[cfg(unix)]
#[test]
fn a_failure_in_the_background_is_told_by_the_doctor_only() {
    let course = Course::new();
    let cargo =
        course.cargo_that("case \"$*\" in tree*) echo 'error: failed to download from a place' >&2; exit 101;; esac");
    let mut terminal = course.watch_with(&[], &with_background(&cargo), 80, 30);
    course.wait_for_file(".streamlings/background-failure");
    let screen = terminal.wait_for("Save a file to check it.");
    assert!(!screen.contains("download") && !screen.contains("crates"), "{screen}");
    terminal.press("q");
    assert!(terminal.ends().success());
    let doctor = course.run(&["doctor"]).says("warning  Background: the crates of later chapters were not built");
    assert!(doctor.stdout.contains("failed to download from a place"), "{}", doctor.stdout);
}
