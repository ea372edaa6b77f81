//! The checks of chapter 7. Each module is a task, each test a sentence about the code.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

mod data_flow {
    #[test]
    fn has_its_checks() {
        let _task = ::data_flow::data_flow();
        todo!("TODO: write the checks of `data_flow`");
    }
}
