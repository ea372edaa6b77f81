//! Steps that run together.

use data_flow::{BoxFlow, group, map, step};
use pollscope::Recording;
use tokio::time::Instant;

use crate::support::{Bad, Counts, get, ms, wait};

#[tokio::test(start_paused = true)]
async fn the_members_of_a_group_run_together_and_their_results_are_a_tuple() {
    let start = Instant::now();
    let flow = wait(300) & wait(200) & wait(100) | map(|(a, b, c): (u32, u32, u32)| a + b + c);
    assert_eq!(flow.run(7).await.unwrap(), 21);
    assert_eq!(start.elapsed(), ms(300));
}

#[tokio::test(start_paused = true)]
async fn nested_groups_and_sequences_run_as_they_read() {
    let start = Instant::now();
    // 100 + max(50 + max(70, 20), 200) + 10 for the first branch, 350 for the second one.
    let inner = wait(100) | ((wait(50) | (wait(70) & wait(20))) & wait(200)) | wait(10);
    let flow = inner & wait(350);
    let ((nested, long), other) = flow.run(5_u8).await.unwrap();
    assert_eq!((nested, long, other), ((5, 5), 5, 5));
    assert_eq!(start.elapsed(), ms(350));
    let inner = wait(100) | ((wait(50) | (wait(70) & wait(20))) & wait(200)) | wait(10);
    let start = Instant::now();
    inner.run(5_u8).await.unwrap();
    assert_eq!(start.elapsed(), ms(310));
}

#[tokio::test(start_paused = true)]
async fn two_sequences_in_a_group_run_beside_each_other() {
    let recording = Recording::start();
    let options = data_flow::Options::new().record(&recording);
    let left = wait(100).named("left 1st") | wait(100).named("left 2nd");
    let right = wait(100).named("right 1st") | wait(100).named("right 2nd");
    let start = Instant::now();
    assert_eq!((left & right).run_with(1, &options).await.unwrap(), (1, 1));
    assert_eq!(start.elapsed(), ms(200));
    recording.assert_overlap("left 1st", "right 1st");
    recording.assert_overlap("left 2nd", "right 2nd");
    assert!(!recording.trace().overlap("left 1st", "left 2nd"));
}

#[tokio::test(start_paused = true)]
async fn groups_of_two_to_twelve_members_run_together() {
    macro_rules! check {
        ($flow:expr, $expected:expr) => {
            let start = Instant::now();
            assert_eq!($flow.run(1_u8).await.unwrap(), $expected);
            assert_eq!(start.elapsed(), ms(10));
            let start = Instant::now();
            assert_eq!($flow.collect_errors().run(1_u8).await.unwrap(), $expected);
            assert_eq!(start.elapsed(), ms(10));
        };
    }
    let w = || wait::<u8>(10);
    check!(w() & w(), (1, 1));
    check!(w() & w() & w(), (1, 1, 1));
    check!(w() & w() & w() & w(), (1, 1, 1, 1));
    check!(w() & w() & w() & w() & w(), (1, 1, 1, 1, 1));
    check!(w() & w() & w() & w() & w() & w(), (1, 1, 1, 1, 1, 1));
    check!(w() & w() & w() & w() & w() & w() & w(), (1, 1, 1, 1, 1, 1, 1));
    check!(w() & w() & w() & w() & w() & w() & w() & w(), (1, 1, 1, 1, 1, 1, 1, 1));
    check!(w() & w() & w() & w() & w() & w() & w() & w() & w(), (1, 1, 1, 1, 1, 1, 1, 1, 1));
    check!(w() & w() & w() & w() & w() & w() & w() & w() & w() & w(), (1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    check!(w() & w() & w() & w() & w() & w() & w() & w() & w() & w() & w(), (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    check!(w() & w() & w() & w() & w() & w() & w() & w() & w() & w() & w() & w(), (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_group_in_brackets_at_the_right_is_a_member() {
    let flow = wait(1) & (wait(2) & wait(3));
    assert_eq!(flow.run(4).await.unwrap(), (4, (4, 4)));
}

#[tokio::test(start_paused = true)]
async fn a_group_of_a_list_keeps_the_order_of_its_members() {
    for length in [0_u64, 1, 2, 30, 31, 500] {
        let start = Instant::now();
        // The last one is the fastest. Every third one is ready at once.
        let members = (0..length).map(|index| {
            step(move |input: u64| async move {
                if index % 3 != 0 {
                    tokio::time::sleep(ms(length - index)).await;
                }
                Ok::<_, Bad>(input + index)
            })
        });
        let expected: Vec<u64> = (1000..1000 + length).collect();
        assert_eq!(group(members).run(1000).await.unwrap(), expected);
        assert_eq!(start.elapsed(), if length < 2 { ms(0) } else { ms(length - 1) });
    }
}

#[tokio::test(start_paused = true)]
async fn boxed_members_may_be_put_together_in_different_ways() {
    let members: Vec<BoxFlow<u32, u32>> = vec![
        map(|number| number + 1).boxed(),
        (wait(10) | map(|number: u32| number * 2)).boxed(),
        (wait(10) & wait(10) | map(|(a, b): (u32, u32)| a * b)).boxed(),
    ];
    assert_eq!(group(members).run(5).await.unwrap(), [6, 10, 25]);
}

#[tokio::test(start_paused = true)]
async fn a_member_that_has_ended_gives_back_what_it_holds_at_once() {
    let counts = Counts::default();
    let quick = {
        let counts = counts.clone();
        step(move |(): ()| {
            let counts = counts.clone();
            async move {
                counts.work(10).await;
                Ok::<_, Bad>(())
            }
        })
    };
    let dropped = counts.dropped.clone();
    let slow = step(move |(): ()| {
        let dropped = dropped.clone();
        async move {
            tokio::time::sleep(ms(20)).await;
            Ok::<_, Bad>(get(&dropped))
        }
    });
    assert_eq!((quick & slow).run(()).await.unwrap(), ((), 1));
}
