//! The page of each view.

use course::error::chain;
use course::hints;
use course::question::Question as Asked;

use super::keys::BINDINGS;
use super::list::TaskList;
use super::prediction::{Predictions, Stage};
use super::state::{CheckState, Checked, State};
use super::view::{PictureLine, Question, ResetScope, View};
use crate::learner::Position;
use crate::output::{self, BOLD, DIM, GOOD, Output};
use crate::predict;
use crate::show;
use crate::show::end::By;
use crate::term::Size;

/// The number of rows in which the cause of a failure is shown, however low the terminal is.
const MIN_ROWS_TO_CAUSE: usize = 8;

/// Lays out the whole page of the current view, however long it is.
pub(super) fn lay_out(state: &State, size: Size) -> Output {
    let mut page = Output::new(state.layout.with_width(size.columns));
    match &state.view {
        View::Verdict => verdict(&mut page, state),
        View::Hints => hints(&mut page, state),
        View::List(tasks) => list(&mut page, state, tasks),
        View::Pictures { lines, .. } => {
            for line in lines {
                match line {
                    PictureLine::Heading(text) => page.heading(text),
                    PictureLine::Prose(text) => page.line(text, 0),
                    // Its message is wrapped; the picture is wider than the screen, and stays so.
                    PictureLine::Raw(text) if output::is_labelled(text) => page.message(text),
                    PictureLine::Raw(text) => page.raw(text),
                    PictureLine::Beside(left, right) => show::code::beside(&mut page, left, right),
                }
            }
        }
        View::Program { lines, end } => {
            lines.lines().for_each(|line| page.raw(line));
            if let Some(end) = end {
                page.blank();
                end.lines().for_each(|line| page.line(&page.paint(DIM, line), 0));
            }
        }
        View::Predictions(predictions) => prediction(&mut page, predictions),
        View::Introduction(text) => page.markdown(text),
        View::Solution(code) => {
            let file = state.layout.path(&state.chapter().solution_file());
            page.heading(&format!("One way to write `{}`, from {file}", state.task().id));
            page.blank();
            page.code(code);
        }
        View::CheckCode(tests) => {
            for (index, test) in tests.iter().enumerate() {
                if index > 0 {
                    page.blank();
                }
                let location = page.layout.location(&state.chapter().check_file, test.line);
                page.line(&location, 0);
                page.blank();
                page.code(&test.code);
            }
        }
        View::Everything => match &state.check {
            CheckState::CompileErrors(errors) => show::verdict::every_error(&mut page, state.chapter(), errors),
            CheckState::Verdict(verdict) => {
                show::verdict::every(&mut page, &state.learner.root, state.chapter(), verdict);
            }
            CheckState::Failed(error) => error.lines().for_each(|line| page.line(line, 2)),
            CheckState::Unknown => {}
        },
        View::Question(asked) => question(&mut page, state, *asked),
        View::Keys => {
            for binding in &BINDINGS {
                page.line(&format!("  {}  {}", page.paint(BOLD, &binding.key.to_string()), binding.sentence), 5);
            }
            page.blank();
            page.line(
                "The arrow keys, Page Up and Down, Home and End scroll a page that is longer than the terminal.",
                0,
            );
            page.line("Saving a file of an exercise checks it, in every view.", 0);
        }
    }
    page
}

fn prediction(page: &mut Output, predictions: &Predictions) {
    let program = predictions.program();
    predict::program(program, page, &predictions.title());
    page.blank();
    match &predictions.stage {
        Stage::Running => page.line(&page.paint(DIM, "The question comes here as soon as the program has run ..."), 0),
        Stage::Asked { question, typed } => {
            predict::question(question, page, typed.texts(), Some(typed.current()));
            if matches!(question, Asked::Order(_)) {
                page.blank();
                page.line(&format!("The order: {}_", typed.texts().join(" ")), 2);
            }
        }
        Stage::Answered { question, typed } => predict::answer(program, question, page, typed),
        Stage::Failed(error) => error.lines().for_each(|line| page.line(line, 0)),
    }
}

fn verdict(page: &mut Output, state: &State) {
    let (chapter, task) = (state.chapter(), state.task());
    page.heading(&show::task::heading(chapter, task));
    show::chapters::changes(page, &state.changes);
    if let Some(kept) = &state.kept {
        page.line(&format!("Your version is kept in {}", page.layout.path(&kept.file)), 2);
    }
    if let Some(edited) = &state.edited {
        let task = &state.learner.task(edited.position).id;
        let it = if *task == edited.name { "it".to_owned() } else { format!("its task `{task}`") };
        page.line(&format!("You changed `{}`: {it} fails, `n` shows it.", edited.name), 2);
    }
    let first = page.lines().len();
    if state.checked == Checked::OldVersion {
        page.line("The verdict on the version before:", 0);
    } else {
        page.blank();
    }
    outcome(page, state);
    if state.checked == Checked::OldVersion {
        page.dim_from(first);
    }
    if matches!(&state.check, CheckState::Verdict(verdict) if verdict.passes()) {
        return;
    }
    page.blank();
    page.heading("What it must do");
    show::task::contract(page, chapter, state.file.definitions.as_deref());
}

/// Shows the outcome of the last check, and what to do next.
fn outcome(page: &mut Output, state: &State) {
    let chapter = state.chapter();
    match &state.check {
        CheckState::Unknown => {}
        CheckState::Failed(error) => error.lines().for_each(|line| page.line(line, 2)),
        CheckState::CompileErrors(errors) => show::verdict::errors(page, chapter, errors, "`m` shows all"),
        CheckState::Verdict(verdict) if verdict.passes() => return passed(page, state),
        CheckState::Verdict(verdict) => {
            // The cause is on the first screen.
            let rows = state.page_rows.saturating_sub(page.lines().len()).max(MIN_ROWS_TO_CAUSE);
            show::verdict::verdict(page, &state.learner.root, chapter, verdict, Some(rows));
        }
    }
    if !matches!(state.check, CheckState::Unknown) {
        page.blank();
    }
    page.line(&format!("Next: {}", show::task::location(page, chapter, state.file.line)), 2);
    if state.file.is_untouched && predict::Kind::Prediction.programs(chapter).is_ok() {
        page.line("New here? `i` shows what the chapter is about, and `o` lets you predict what programs print.", 2);
    }
    page.line("Stuck? `h` shows a hint.", 2);
}

/// Shows what to do after a task has passed.
fn passed(page: &mut Output, state: &State) {
    let (chapter, task) = (state.chapter(), state.task());
    page.line(&page.paint(GOOD, &format!("`{}` passes all its checks.", task.id)), 0);
    page.blank();
    page.line("`c` shows your code and your recording beside the reference's.", 2);
    let (all, done) = state.learner.count();
    if done == all {
        page.blank();
        page.line(&page.paint(GOOD, "Every task of the course is done."), 0);
        page.line("`r` runs your code, `g` opens the guide, and `l` lists the tasks.", 2);
        page.blank();
        return show::end::course(page, &state.learner, &state.summaries, By::Key);
    }
    let next = state.next();
    let to = show::task::heading(state.learner.chapter(next), state.learner.task(next));
    let is_chapter_done = state.learner.is_chapter_done(chapter);
    if is_chapter_done {
        page.blank();
        page.line(&page.paint(GOOD, &format!("Every task of chapter {} is done.", chapter.number)), 0);
    }
    page.line(&format!("`n` goes on: {to}"), 2);
    if is_chapter_done {
        page.line("`r` runs your code, and `g` opens the chapter's page of the guide.", 2);
        show::end::chapter(page, &state.learner, chapter, &state.summaries, By::Key);
    }
}

fn hints(page: &mut Output, state: &State) {
    let (chapter, task) = (state.chapter(), state.task());
    let hints = match hints::of(chapter, task) {
        Ok(hints) => hints,
        Err(error) => return page.line(&chain(&error), 0),
    };
    let shown = state.learner.progress.hints_shown(&state.learner.key(state.at)).min(hints.len());
    for (index, hint) in hints.iter().take(shown).enumerate() {
        page.heading(&hints::title(task, index, hints.len()));
        page.blank();
        page.markdown(hint);
        page.blank();
    }
    if shown < hints.len() {
        page.line("`h` shows the next one.", 0);
    } else {
        page.line("There are no more hints. `s` shows one way to write it.", 0);
    }
}

fn list(page: &mut Output, state: &State, tasks: &TaskList) {
    let (rows, marked) = (tasks.rows(&state.learner), tasks.marked(&state.learner));
    page.line(&page.paint(DIM, &tasks.summary()), 2);
    if rows.is_empty() {
        page.blank();
        page.line("There is none. `Esc` shows all tasks.", 0);
    }
    for (index, chapter) in state.learner.chapters.iter().enumerate() {
        let rows: Vec<&Position> = rows.iter().filter(|row| row.chapter == index).collect();
        if rows.is_empty() {
            continue;
        }
        page.blank();
        page.raw(&format!("  {:>2}  {}", chapter.number, chapter.name()));
        for position in rows {
            let (is_marked, is_done) = (Some(*position) == marked, state.learner.is_done(*position));
            let mark = if is_done { "[x]" } else { "[ ]" };
            let arrow = if is_marked { '>' } else { ' ' };
            let line = format!(
                "    {arrow} {mark} {}  {}",
                position.task + 1,
                show::chapters::name(state.learner.task(*position))
            );
            let style = match (is_marked, is_done) {
                (true, _) => Some(BOLD),
                (_, true) => Some(GOOD),
                _ => None,
            };
            page.raw(&style.map_or(line.clone(), |style| page.paint(style, &line)));
        }
    }
}

fn question(page: &mut Output, state: &State, question: Question) {
    let (chapter, task) = (state.chapter(), state.task());
    match question {
        Question::Solution => {
            page.heading(&format!("Show how the reference writes `{}`?", task.id));
            page.blank();
            let left = match state.hints_left() {
                0 => "",
                1 => " One hint is left: press `Esc`, then `h`.",
                _ => " There are more hints: press `Esc`, then `h`.",
            };
            page.line(&format!("It does not pass yet.{left}"), 0);
            page.line(&page.paint(BOLD, "`Ctrl+X` shows the code."), 0);
            page.line("Any other key goes back.", 0);
        }
        Question::Reset(chosen) => {
            page.heading("Reset what?");
            page.blank();
            let file = page.layout.path(&chapter.lib_file());
            let rows = [
                (ResetScope::Task, format!("  `t`  the task `{}`: its functions in {file}", task.id)),
                (ResetScope::Chapter, format!("  `c`  the whole chapter: all of {file}")),
            ];
            for (scope, row) in rows {
                let row = if chosen == Some(scope) { page.paint(BOLD, &row.replacen("  ", "> ", 1)) } else { row };
                page.line(&row, 7);
            }
            page.blank();
            page.line("A copy of your version is kept, in the folder `kept` of the exercise.", 0);
            page.blank();
            match chosen {
                None => page.line("Nothing is reset yet: choose `t` or `c`, and then confirm with `Ctrl+X`.", 0),
                Some(ResetScope::Task) => {
                    page.line(&page.paint(BOLD, &format!("`Ctrl+X` resets the task `{}`.", task.id)), 0);
                }
                Some(ResetScope::Chapter) => {
                    page.line(&page.paint(BOLD, &format!("`Ctrl+X` resets chapter {}.", chapter.number)), 0);
                }
            }
            page.line("Any other key goes back.", 0);
        }
    }
}
