//! `cargo author verify`: exercises, solutions, answers and pages are what they must be.

mod answer;
mod batch;
mod cache;
mod checks;
mod compile;
mod exercise;
mod failure;
mod finding;
mod packages;
mod pages;
mod parallel;
mod programs;
mod progress;
mod reach;
mod recordings;
mod todo;
mod trial;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use self::answer::Claim;
use self::batch::Batches;
use self::cache::{Fingerprints, Key, Known};
use self::compile::Compiled;
use self::finding::{Finding, counted};
use self::packages::{Package, Packages};
pub(crate) use self::packages::{PackagesError, modules_of};
use self::progress::Progress;
pub(crate) use self::todo::has_mark;
use self::trial::{Trial, TrialError};
use crate::cargo::{self, CargoError};
use crate::chapter::{self, Chapter, ChapterError};
use crate::cli::Outcome;
use crate::libtest;
use crate::sync::{self, SyncError};
use course::outcome::Outcomes;

/// The number of additional times that a solution must pass while all cores are busy.
const BUSY_RUNS: usize = 10;

/// The number of runs of a solution that follow one another. Beside these, others of the same solution go on: most of the time a
/// solution with sockets waits.
const RUNS_IN_A_ROW: usize = 5;

/// The arguments of `cargo author verify`.
#[derive(Debug, Args)]
pub(crate) struct Request {
    /// The chapters; without one, all
    chapters: Vec<String>,
    /// Verify only this; can be given several times
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
    /// The number of times in a row that each solution must pass
    #[arg(long, value_name = "N", default_value_t = 50)]
    repeat: usize,
    /// The exercises may have been edited: verify their stubs in `solutions`, and leave alone what a learner edits
    #[arg(long)]
    learners_copy: bool,
    /// Compile and run everything, also what has not changed since it was verified without a finding
    #[arg(long)]
    no_cache: bool,
}

impl Request {
    /// Returns whether everything is to be verified, in the author's own clone.
    pub(crate) fn is_complete(&self) -> bool {
        self.chapters.is_empty() && self.only.is_empty() && !self.learners_copy
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Part {
    /// Contracts, hints, README, the guide's page, the predictions and the recordings are of the same tasks
    Pages,
    /// Each exercise compiles without a warning, each task fails with a verdict, and each prediction asks for something
    Exercises,
    /// Each solution passes, many times in a row and on a busy machine
    Solutions,
    /// Each answer in `tests/answers` gets the verdict that it must
    Answers,
}

/// The error of a verification that cannot be completed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VerifyError {
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error(transparent)]
    Packages(#[from] PackagesError),
    #[error(transparent)]
    Cargo(#[from] CargoError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error("cannot write {}: {source}", .file.display())]
    Write { file: PathBuf, source: io::Error },
}

/// The error of a program of checks that did not do what it must.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("it does not compile: {0}")]
    Compile(String),
    #[error("Cargo built no checks for it, though it compiles; look at what it needs")]
    NoProgram,
    #[error(transparent)]
    Trial(#[from] TrialError),
    #[error(
        "a right answer must pass all checks, but it fails `{test}`; {why}. Loosen the check, or move the answer to `wrong`"
    )]
    RightFails { test: String, why: String },
    #[error(
        "a wrong answer must fail `{test}`, but it passes; make the check see this mistake, or name the test that does"
    )]
    WrongPasses { test: String },
    #[error("it fails `{test}` as it must, but the verdict lacks the phrase `{phrase}`; {why}")]
    NotSaid { test: String, phrase: String, why: String },
    #[error("it fails `{test}`, but without a verdict; {why}")]
    NoVerdict { test: String, why: String },
    #[error("the solution fails `{test}` in run {run} of {runs}{when}; {why}")]
    Solution { test: String, run: usize, runs: usize, when: &'static str, why: String },
}

/// The error of a file that is derived from others.
#[derive(Debug, thiserror::Error)]
#[error("it is out of step; `cargo author sync` writes it")]
struct OutOfStep;

/// A program of checks, and what it must do.
#[derive(Debug)]
struct Job<'c> {
    package: Package<'c>,
    must: Must,
    /// The key of its verdict in the cache; without it, no verdict is kept.
    key: Option<Key>,
    is_known: bool,
}

impl<'c> Job<'c> {
    fn new(package: Package<'c>, must: Must) -> Job<'c> {
        Job { package, must, key: None, is_known: false }
    }

    /// Returns whether its package is compiled. Stubs and solutions always are, so that the crates that all need have the same features
    /// whatever has changed; what is compiled already is not compiled again.
    fn is_compiled(&self, parts: &BTreeSet<Part>) -> bool {
        !matches!(self.must, Must::Keep(_)) || (parts.contains(&Part::Answers) && !self.is_known)
    }
}

#[derive(Debug)]
enum Must {
    FailEachTask,
    PassAgainAndAgain,
    Keep(Claim),
}

impl Must {
    fn part(&self) -> Part {
        match self {
            Must::FailEachTask => Part::Exercises,
            Must::PassAgainAndAgain => Part::Solutions,
            Must::Keep(_) => Part::Answers,
        }
    }
}

/// A program of checks.
#[derive(Debug)]
struct Program {
    path: PathBuf,
    /// The module that has the checks, if they are not at the root.
    module: Option<String>,
}

/// Runs of one program, one after the other.
#[derive(Debug)]
struct Series<'j, 'c> {
    job: &'j Job<'c>,
    program: &'j Program,
    runs: RangeInclusive<usize>,
    /// The number of runs in all series of the program.
    all: usize,
    when: &'static str,
}

impl<'j, 'c> Series<'j, 'c> {
    /// Returns the series of `all` runs.
    fn of(
        job: &'j Job<'c>,
        program: &'j Program,
        all: usize,
        when: &'static str,
    ) -> impl Iterator<Item = Series<'j, 'c>> {
        let from = move |first| {
            let runs = first..=all.min(first + RUNS_IN_A_ROW - 1);
            Series { job, program, runs, all, when }
        };
        (1..=all).step_by(RUNS_IN_A_ROW).map(from)
    }
}

/// A verification in progress.
#[derive(Debug)]
struct Verification<'c> {
    root: &'c Path,
    packages: Packages,
    findings: Vec<Finding>,
    /// The names of the packages that were run without a finding.
    passed: BTreeSet<String>,
    compiling: Duration,
}

/// Verifies what is requested, and prints a line for each finding and a summary.
pub(crate) fn run(root: &Path, chapters: &[Chapter], request: &Request) -> Result<Outcome, VerifyError> {
    let started = Instant::now();
    let selected = select(chapters, &request.chapters)?;
    let parts = parts(&request.only);
    let mut verification = Verification {
        root,
        packages: Packages::new(root, &name(request, &selected)),
        findings: Vec::new(),
        passed: BTreeSet::new(),
        compiling: Duration::ZERO,
    };
    let mut jobs = verification.prepare(&selected, &parts, request.learners_copy)?;
    let known = verification.look_up(&mut jobs, &selected, request)?;
    let wanted: Vec<&Job> = jobs.iter().filter(|job| parts.contains(&job.must.part())).collect();
    let unknown: Vec<&Job> = wanted.iter().copied().filter(|job| !job.is_known).collect();
    if !unknown.is_empty() {
        let compiled: Vec<&Job> = jobs.iter().filter(|job| job.is_compiled(&parts)).collect();
        let (compiled, batches) = verification.compile(&compiled)?;
        verification.run(&unknown, &compiled, &batches, request.repeat)?;
    }
    verification.keep(&jobs, &known)?;
    let derived = verification.derived(chapters, request, &parts);
    verification.once_each();
    verification.report(&selected, &wanted, request.repeat, started.elapsed());
    derived?;
    Ok(if verification.findings.is_empty() { Outcome::Fine } else { Outcome::Found })
}

fn select<'c>(chapters: &'c [Chapter], names: &[String]) -> Result<Vec<&'c Chapter>, ChapterError> {
    if names.is_empty() {
        return Ok(chapters.iter().collect());
    }
    let mut selected: Vec<&Chapter> = Vec::new();
    for name in names {
        let chapter = chapter::find(chapters, name)?;
        if !selected.iter().any(|other| other.folder == chapter.folder) {
            selected.push(chapter);
        }
    }
    Ok(selected)
}

fn parts(only: &[Part]) -> BTreeSet<Part> {
    if only.is_empty() { Part::value_variants().iter().copied().collect() } else { only.iter().copied().collect() }
}

/// Returns a name for the requested chapters: `all`, or `0+2`.
fn name(request: &Request, chapters: &[&Chapter]) -> String {
    if request.chapters.is_empty() {
        return "all".to_owned();
    }
    let numbers: BTreeSet<u32> = chapters.iter().map(|chapter| chapter.number).collect();
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join("+")
}

impl<'c> Verification<'c> {
    /// Verifies what needs no program of checks, and returns the programs to run.
    ///
    /// All programs of a chapter are jobs, whatever is requested: the others keep their verdicts in the cache.
    fn prepare(
        &mut self,
        chapters: &[&'c Chapter],
        parts: &BTreeSet<Part>,
        learners_copy: bool,
    ) -> Result<Vec<Job<'c>>, VerifyError> {
        let mut jobs = Vec::new();
        for chapter in chapters {
            if parts.contains(&Part::Pages) {
                pages::verify(self.root, chapter, &mut self.findings);
                recordings::verify(self.root, chapter, &mut self.findings);
            }
            if parts.contains(&Part::Exercises) && !learners_copy {
                exercise::is_as_it_came(self.root, chapter, &mut self.findings)?;
            }
            if chapter.stub_file().is_file() {
                jobs.push(Job::new(self.packages.stub(chapter), Must::FailEachTask));
            }
            jobs.push(Job::new(self.packages.solution(chapter), Must::PassAgainAndAgain));
            let mut findings = Vec::new();
            let checks = packages::checks(chapter)?;
            for answer in answer::answers(self.root, chapter, &mut findings) {
                let mut unfinished = todo::marks(&answer.file);
                if checks.are_unfinished(answer.claim.task()) {
                    unfinished.extend(todo::marks(&chapter.check_file));
                }
                if !unfinished.is_empty() {
                    findings.append(&mut unfinished);
                    continue;
                }
                let package = self.packages.answer(chapter, &answer, &checks)?;
                jobs.push(Job::new(package, Must::Keep(answer.claim)));
            }
            if parts.contains(&Part::Answers) {
                self.findings.append(&mut findings);
            }
        }
        if parts.contains(&Part::Exercises) && !learners_copy {
            let started = Instant::now();
            let before = self.findings.len();
            exercise::in_place(self.root, chapters, &mut self.findings)?;
            let is_sound = self.findings.len() == before;
            programs::verify(self.root, chapters, is_sound, &mut self.findings)?;
            self.compiling += started.elapsed();
        }
        Ok(jobs)
    }

    /// Looks each job up in the cache of verdicts. Returns the cache of each chapter.
    fn look_up(
        &self,
        jobs: &mut [Job<'c>],
        chapters: &[&Chapter],
        request: &Request,
    ) -> Result<Vec<Known>, VerifyError> {
        let Some(fingerprints) = Fingerprints::take(self.root) else { return Ok(Vec::new()) };
        let mut caches = Vec::new();
        for chapter in chapters {
            let known = Known::read(&self.packages.verdicts, chapter);
            let fingerprint = fingerprints.of_chapter(chapter);
            for job in jobs.iter_mut().filter(|job| job.package.chapter.folder == chapter.folder) {
                let mut texts = job.package.texts()?;
                if matches!(job.must, Must::PassAgainAndAgain) {
                    texts.push(format!("{} runs and {BUSY_RUNS} on a busy machine", request.repeat));
                }
                let key = fingerprint.key(&texts);
                job.is_known = !request.no_cache && known.contains(&key);
                job.key = Some(key);
            }
            caches.push(known);
        }
        Ok(caches)
    }

    /// Keeps the verdicts that are known now, and forgets all others. What is not compiled again needs no program.
    fn keep(&self, jobs: &[Job], caches: &[Known]) -> Result<(), VerifyError> {
        for known in caches {
            let is_kept = |job: &&Job| job.is_known || self.passed.contains(&job.package.name);
            let of_chapter = jobs.iter().filter(|job| known.is_of(job.package.chapter));
            let keys = of_chapter.filter(is_kept).filter_map(|job| job.key.as_deref()).collect();
            known.write(&keys).map_err(|source| VerifyError::Write { file: known.file().to_owned(), source })?;
        }
        Ok(())
    }

    /// Builds the programs of these jobs. Answers that do not compile in a batch are compiled again, alone.
    fn compile<'j>(&mut self, jobs: &[&'j Job<'c>]) -> Result<(Compiled, Batches<'j, 'c>), VerifyError> {
        let started = Instant::now();
        let packages: Vec<&Package> = jobs.iter().map(|job| &job.package).collect();
        let mut batches = Batches::of(&self.packages, packages.clone())?;
        let compiled = loop {
            self.packages.write(&packages, &batches)?;
            let mut build = cargo::command(&self.packages.folder);
            build.args(["build", "--offline", "--workspace", "--tests"]);
            build.env("CARGO_TARGET_DIR", &self.packages.target);
            let compiled = Compiled::by(&mut build, Some(batches.packages().len()))?;
            if let Some(error) = compiled.failure("the answers") {
                return Err(error.into());
            }
            if !batches.take_out_broken(|folder| compiled.product(folder)) {
                break compiled;
            }
        };
        // What does not compile and is no job may be a solution, which all need.
        let others = compiled.errors().filter(|(folder, _)| !packages.iter().any(|package| package.folder == **folder));
        self.findings.extend(others.map(|(folder, error)| exercise::diagnosed(folder, folder, error)));
        self.compiling += started.elapsed();
        Ok((compiled, batches))
    }

    fn run(&mut self, jobs: &[&Job], compiled: &Compiled, batches: &Batches, repeat: usize) -> Result<(), VerifyError> {
        let mut programs = Vec::new();
        for job in jobs {
            programs.extend(self.program(job, compiled, batches).map(|program| (*job, program)));
        }
        let outputs = self.packages.folder.join("output");
        fs::create_dir_all(&outputs).map_err(|source| VerifyError::Write { file: outputs.clone(), source })?;
        let mut progress = Progress::new();
        if !programs.is_empty() {
            let libraries = if let [_] = programs.as_slice() { "library" } else { "libraries" };
            progress.announce(&format!("Running the checks of {} {libraries} ...", programs.len()));
        }
        // They take longest: first come, last done.
        programs.sort_by_key(|(job, _)| !matches!(job.must, Must::PassAgainAndAgain));
        let is_solution = |job: &Job| matches!(job.must, Must::PassAgainAndAgain);
        let (mut calm, mut busy) = (Vec::new(), Vec::new());
        for (job, program) in &programs {
            calm.extend(Series::of(job, program, if is_solution(job) { repeat } else { 1 }, ""));
            busy.extend(Series::of(job, program, if is_solution(job) { BUSY_RUNS } else { 0 }, " on a busy machine"));
        }
        let (progress, all) = (Mutex::new((0, progress)), calm.len());
        let count = || {
            let (done, progress) = &mut *progress.lock().unwrap_or_else(PoisonError::into_inner);
            *done += 1;
            progress.show(&format!("{done} of {all} runs done"));
        };
        let mut results = parallel::map(&calm, |series| {
            let findings = self.tried(series);
            count();
            findings
        });
        if !busy.is_empty() {
            let (_, progress) = &mut *progress.lock().unwrap_or_else(PoisonError::into_inner);
            let solutions = counted(programs.iter().filter(|(job, _)| is_solution(job)).count(), "solution");
            progress.announce(&format!("Running {solutions} {BUSY_RUNS} times more, on a busy machine ..."));
            results.extend(parallel::on_a_busy_machine(|| parallel::map(&busy, |series| self.tried(series))));
        }
        let mut failed = BTreeSet::new();
        for (series, findings) in calm.iter().chain(&busy).zip(results) {
            let findings = findings?;
            // Of the series of a solution that fail, calm or busy, the first one says enough.
            let name = &series.job.package.name;
            if !findings.is_empty() && failed.insert((name, series.when)) {
                self.findings.extend(findings);
            }
        }
        for (job, _) in &programs {
            let is_warned_of = !compiled.product(&job.package.folder).diagnostics.is_empty();
            let is_stub = matches!(job.must, Must::FailEachTask);
            let has_failed = failed.iter().any(|(name, _)| *name == &job.package.name);
            if has_failed || (is_stub && is_warned_of) {
                continue;
            }
            self.passed.insert(job.package.name.clone());
        }
        let is_needed = |job: &Job| !matches!(job.must, Must::Keep(_)) || !self.passed.contains(&job.package.name);
        let needed: BTreeSet<&Path> =
            programs.iter().filter(|(job, _)| is_needed(job)).map(|(_, program)| program.path.as_path()).collect();
        for (job, program) in &programs {
            if job.key.is_some() && !needed.contains(program.path.as_path()) {
                // Some MB, which nothing needs any more. If it is still there, it takes space and no more.
                let _ = fs::remove_file(&program.path);
            }
        }
        Ok(())
    }

    /// Returns the program of a job, or adds a finding if there is none.
    fn program(&mut self, job: &Job, compiled: &Compiled, batches: &Batches) -> Option<Program> {
        let (folder, module) = batches.program_of(&job.package);
        let product = compiled.product(&folder);
        let error = product.first_error().map(|error| Problem::Compile(error.message.clone()));
        let is_stub = matches!(job.must, Must::FailEachTask);
        if is_stub {
            let findings = product.diagnostics.iter().map(|found| exercise::diagnosed_in_stub(&job.package, found));
            self.findings.extend(findings);
        }
        match (product.program, error) {
            (Some(path), _) => return Some(Program { path, module }),
            // The stub's are findings already.
            (None, Some(_)) if is_stub => {}
            (None, Some(problem)) => self.findings.push(finding(job, &problem)),
            // What all need is to blame, and was blamed.
            (None, None) if compiled.errors().next().is_some() => {}
            (None, None) => self.findings.push(finding(job, &Problem::NoProgram)),
        }
        None
    }

    /// Runs a program, and returns what it did wrong.
    fn tried(&self, series: &Series) -> Result<Vec<Finding>, VerifyError> {
        let job = series.job;
        let mut findings = Vec::new();
        match &job.must {
            Must::FailEachTask => match self.output(series, None)? {
                Ok((output, outcomes)) => {
                    exercise::fails_as_it_must(job.package.chapter, &output, &outcomes, &mut findings);
                }
                Err(error) => findings.push(finding(job, &Problem::Trial(error))),
            },
            Must::PassAgainAndAgain => {
                let problem = self.repeated(series)?;
                findings.extend(problem.map(|problem| finding(job, &problem)));
            }
            Must::Keep(claim) => {
                let only = if let Claim::Wrong { test, .. } = claim { Some(test.as_str()) } else { None };
                let kept = match self.output(series, only)? {
                    Ok((output, outcomes)) => keeps(claim, &job.package, &output, &outcomes),
                    Err(error) => Err(error.into()),
                };
                findings.extend(kept.err().map(|problem| finding(job, &problem)));
            }
        }
        Ok(findings)
    }

    /// Runs a program several times, and returns the first failure.
    fn repeated(&self, series: &Series) -> Result<Option<Problem>, VerifyError> {
        for run in series.runs.clone() {
            let (output, outcomes) = match self.output(series, None)? {
                Ok(ran) => ran,
                Err(error) => return Ok(Some(error.into())),
            };
            if let Some((test, why)) = first_failure(&series.job.package, &output, &outcomes) {
                return Ok(Some(Problem::Solution { test, run, runs: series.all, when: series.when, why }));
            }
        }
        Ok(None)
    }

    /// Runs a program once. Its output is kept, for the author to look at.
    fn output(
        &self,
        series: &Series,
        only: Option<&str>,
    ) -> Result<Result<(Output, Outcomes), TrialError>, VerifyError> {
        let package = &series.job.package;
        let traces = self.packages.folder.join("traces");
        let Program { path, module } = series.program;
        let trial = Trial { package, program: path, module: module.as_deref(), traces: &traces, only };
        let (output, outcomes) = match trial.run() {
            Ok(ran) => ran,
            Err(error) => return Ok(Err(error)),
        };
        let name = match series.runs.start() {
            1 => package.name.clone(),
            first => format!("{}-{first}", package.name),
        };
        let file = self.packages.folder.join("output").join(format!("{name}.txt"));
        let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        fs::write(&file, text).map_err(|source| VerifyError::Write { file, source })?;
        Ok(Ok((output, outcomes)))
    }

    /// Adds the derived files that are out of step. The copies in exercises are part of the exercises.
    fn derived(&mut self, chapters: &[Chapter], request: &Request, parts: &BTreeSet<Part>) -> Result<(), VerifyError> {
        if !parts.contains(&Part::Pages) {
            return Ok(());
        }
        let names = sync::names(self.root, chapters)?;
        let all = if request.is_complete() { sync::lists(self.root, chapters)? } else { Vec::new() };
        let outdated = all.into_iter().chain([names]).filter(|derived| !derived.is_in_step());
        self.findings.extend(outdated.map(|derived| Finding::new(&derived.file, &OutOfStep)));
        Ok(())
    }

    /// Removes duplicates: a file that several chapters share, such as the guide's summary, is verified for each of them.
    fn once_each(&mut self) {
        let mut seen = BTreeSet::new();
        self.findings.retain(|finding| seen.insert(finding.clone()));
    }

    fn report(&self, chapters: &[&Chapter], jobs: &[&Job], repeat: usize, took: Duration) {
        for finding in &self.findings {
            println!("{}", finding.shown_from(self.root));
        }
        let count = |is: fn(&Must) -> bool| jobs.iter().filter(|job| is(&job.must)).count();
        let stubs = count(|must| matches!(must, Must::FailEachTask));
        let solutions = count(|must| matches!(must, Must::PassAgainAndAgain));
        let right = count(|must| matches!(must, Must::Keep(Claim::Right { .. })));
        let wrong = count(|must| matches!(must, Must::Keep(Claim::Wrong { .. })));
        let known = jobs.iter().filter(|job| job.is_known).count();
        let tasks: usize = chapters.iter().map(|chapter| chapter.required_tasks().count()).sum();
        let optional: usize = chapters.iter().map(|chapter| chapter.optional_tasks().count()).sum();
        let optional =
            if optional == 0 { String::new() } else { format!(" and {}", counted(optional, "optional one")) };
        if !self.findings.is_empty() && !jobs.is_empty() {
            let output = self.packages.folder.join("output");
            let output = output.strip_prefix(self.root).unwrap_or(&output);
            println!("What each program of checks printed is in {}.", output.display());
        }
        let mut verified = Vec::new();
        if stubs > 0 {
            verified.push(counted(stubs, "stub"));
        }
        if solutions > 0 {
            let runs = format!("{} and {BUSY_RUNS} on a busy machine", counted(repeat, "run"));
            verified.push(format!("{} ({runs})", counted(solutions, "solution")));
        }
        if right + wrong > 0 {
            verified.push(format!("{right} right and {}", counted(wrong, "wrong answer")));
        }
        let verified = if verified.is_empty() { String::new() } else { format!(": {}", verified.join(", ")) };
        let cached = match (known, jobs.len()) {
            (_, 0) | (0, 1) => String::new(),
            (_, 1) => " The verdict comes from the cache.".to_owned(),
            (known, all) => format!(" {known} of {all} verdicts come from the cache."),
        };
        let compiling = if self.compiling.is_zero() {
            String::new()
        } else {
            format!(", {:.1} s of them compiling", self.compiling.as_secs_f64())
        };
        println!(
            "Verified {} with {}{optional}{verified}. {}.{cached} {:.1} s{compiling}.",
            counted(chapters.len(), "chapter"),
            counted(tasks, "task"),
            counted(self.findings.len(), "finding"),
            took.as_secs_f64(),
        );
    }
}

fn finding(job: &Job, problem: &Problem) -> Finding {
    let package = &job.package;
    let file = match job.must {
        // The libraries of these packages are copies.
        Must::FailEachTask => package.chapter.stub_file(),
        Must::PassAgainAndAgain => package.chapter.solution_file(),
        Must::Keep(_) => package.lib.clone(),
    };
    Finding::new(&file, problem)
}

/// Returns the first check that does not pass, as `task::test`, and the reason.
fn first_failure(package: &Package, output: &Output, outcomes: &Outcomes) -> Option<(String, String)> {
    let verdicts = libtest::read(package.chapter, output, outcomes).into_iter();
    verdicts.filter(|verdict| package.has_task(&verdict.task.id)).find_map(|verdict| {
        let failure = verdict.failures.first()?;
        Some((format!("{}::{}", verdict.task.id, failure.test), failure::in_words(&failure.kind)))
    })
}

/// Returns an error if an answer did not get the verdict that it claims.
fn keeps(claim: &Claim, package: &Package, output: &Output, outcomes: &Outcomes) -> Result<(), Problem> {
    let (test, phrase) = match claim {
        Claim::Right { .. } => {
            return first_failure(package, output, outcomes)
                .map_or(Ok(()), |(test, why)| Err(Problem::RightFails { test, why }));
        }
        Claim::Wrong { test, says } => (test.clone(), says),
    };
    let verdicts = libtest::read(package.chapter, output, outcomes);
    let failures = verdicts.iter().flat_map(|verdict| {
        verdict.failures.iter().map(|failure| (format!("{}::{}", verdict.task.id, failure.test), &failure.kind))
    });
    let Some((_, why)) = failures.into_iter().find(|(name, _)| *name == test) else {
        return Err(Problem::WrongPasses { test });
    };
    match why {
        libtest::FailureKind::Failed(said) if failure::says(said, phrase) => Ok(()),
        libtest::FailureKind::Failed(_) => {
            Err(Problem::NotSaid { test, phrase: phrase.clone(), why: failure::in_words(why) })
        }
        libtest::FailureKind::EndedEarly { cause: Some(cause), .. } if failure::contains(cause, phrase) => Ok(()),
        _ => Err(Problem::NoVerdict { test, why: failure::in_words(why) }),
    }
}
