//! The checks of chapter 4. Each module is a task, each test a sentence about the code.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

mod async_patterns {
    #[test]
    fn has_its_checks() {
        let _task = ::async_patterns::async_patterns();
        todo!("TODO: write the checks of `async_patterns`");
    }
}
