//! Errors: the first one in time, its path, and what becomes of the others.

use std::error::Error as _;

use data_flow::{BoxFlow, ErrorKind, fan_out, group, map, sequence, step};
use tokio::time::Instant;

use crate::support::{Bad, Counts, get, ms, wait};

async fn fine(input: u32) -> Result<u32, Bad> {
    Ok(input)
}

async fn failing(_input: u32) -> Result<u32, Bad> {
    Err(Bad("no luck"))
}

/// Returns a step that fails after a time, or counts to its end.
fn member(counts: &Counts, millis: u64, error: Option<&'static str>) -> BoxFlow<(), ()> {
    let counts = counts.clone();
    step(move |(): ()| {
        let counts = counts.clone();
        async move {
            match error {
                None => {
                    counts.work(millis).await;
                    Ok(())
                }
                Some(error) => {
                    tokio::time::sleep(ms(millis)).await;
                    Err(Bad(error))
                }
            }
        }
    })
    .boxed()
}

/// Runs flows and returns the paths of their errors.
macro_rules! path {
    ($flow:expr) => {
        $flow.run(1).await.unwrap_err().path().to_string()
    };
}

#[tokio::test]
async fn an_error_names_its_step_and_keeps_its_type() {
    let error = (step(fine) | failing).run(1).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `failing` failed");
    assert_eq!(error.source().unwrap().to_string(), "no luck");
    assert_eq!(error.downcast_ref(), Some(&Bad("no luck")));
    assert_eq!(error.step(), Some("failing"));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn the_path_has_the_names_and_the_places_of_all_levels() {
    assert_eq!(path!(step(failing)), "failing");
    assert_eq!(path!(step(failing) | fine), "failing");
    assert_eq!(path!(step(fine) | fine | failing), "failing");
    assert_eq!(path!(step(fine) | (step(fine) & failing)), "2/failing");
    assert_eq!(path!(step(fine) & failing), "failing");
    assert_eq!(path!(step(fine) | ((step(fine) | failing) & fine)), "2/1/failing");
    assert_eq!(path!((step(fine) | fine) | (step(fine) | (step(failing) & fine))), "4/failing");
    assert_eq!(path!(step(fine) | (step(fine) | failing).named("load")), "load/failing");
    assert_eq!(path!(step(fine) | (step(fine) & failing).named("both")), "both/failing");
    assert_eq!(path!((step(fine) | step(failing).named("really")).named("all")), "all/really");
    assert_eq!(path!(step(fine) | (step(fine) | (step(fine) & failing)).boxed()), "2/2/failing");
    assert_eq!(path!(step(fine) | (step(fine) | failing).timeout(ms(5))), "2/failing");
    assert_eq!(path!(sequence([step(fine).boxed(), step(failing).boxed()])), "failing");
    assert_eq!(path!(group([step(fine).boxed(), (step(fine) | failing).boxed()])), "2/failing");
    let each = map(|count| vec![count; 5]) | fan_out(2, step(fine) | failing);
    assert_eq!(path!(each), "2[0]/failing");
}

#[tokio::test]
async fn a_fan_out_names_the_item() {
    let picky = step(|item: u32| async move { if item == 7 { Err(Bad("seven")) } else { Ok(item) } }).named("picky");
    let error = fan_out(4, picky).run((0..20).collect()).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `picky[7]` failed");
}

#[tokio::test(start_paused = true)]
async fn the_first_error_in_time_comes_back_at_once_and_the_siblings_are_dropped() {
    for size in [2_usize, 3, 12, 30, 31, 32, 100, 1000] {
        let counts = Counts::default();
        let mut members: Vec<_> = (0..size).map(|_| member(&counts, 300, None)).collect();
        // An earlier member fails later: the place in the list must not matter.
        if size > 2 {
            members[1] = member(&counts, 200, Some("late"));
        }
        members[size - 1] = member(&counts, 5, Some("early"));
        let start = Instant::now();
        let error = group(members).run(()).await.unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&Bad("early")), "of {size}");
        assert_eq!(start.elapsed(), ms(5), "of {size}");
        // They are dropped before the error is returned, not some time later.
        assert_eq!(get(&counts.dropped), get(&counts.started), "of {size}");
        tokio::time::sleep(ms(1000)).await;
        assert_eq!(get(&counts.ended), 0, "of {size}");
    }
}

#[tokio::test(start_paused = true)]
async fn in_a_tuple_the_first_error_in_time_drops_the_siblings_too() {
    let counts = Counts::default();
    let flow = member(&counts, 300, None) & member(&counts, 50, Some("late")) & member(&counts, 5, Some("early"));
    let start = Instant::now();
    let error = flow.run(()).await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Bad("early")));
    assert_eq!(start.elapsed(), ms(5));
    assert_eq!((get(&counts.started), get(&counts.dropped)), (1, 1));
    tokio::time::sleep(ms(1000)).await;
    assert_eq!(get(&counts.ended), 0);
}

#[tokio::test(start_paused = true)]
async fn what_follows_a_failed_step_never_starts() {
    let counts = Counts::default();
    let flow = wait(10) | map(|_: u32| ()) | member(&counts, 5, Some("early")) | member(&counts, 0, None);
    assert_eq!(flow.run(1).await.unwrap_err().path().to_string(), "closure");
    assert_eq!(get(&counts.started), 0);
}

#[tokio::test(start_paused = true)]
async fn a_group_that_collects_lets_all_end_and_returns_all_errors_in_the_order_of_time() {
    let counts = Counts::default();
    let flow = (member(&counts, 300, None) & member(&counts, 50, Some("late")) & member(&counts, 5, Some("early")))
        .collect_errors();
    let start = Instant::now();
    let error = flow.run(()).await.unwrap_err();
    assert_eq!(start.elapsed(), ms(300));
    assert_eq!(get(&counts.ended), 1);
    assert_eq!(error.downcast_ref(), Some(&Bad("early")));
    assert_eq!(error.others().len(), 1);
    assert_eq!(error.others()[0].downcast_ref(), Some(&Bad("late")));
    assert_eq!(error.to_string(), "the step `closure` failed; so did another one");

    let members = [member(&counts, 9, Some("second")), member(&counts, 3, Some("first"))];
    let error = group(members).collect_errors().run(()).await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Bad("first")));
    assert_eq!(error.others()[0].downcast_ref(), Some(&Bad("second")));
}

#[tokio::test]
async fn any_error_that_can_be_boxed_will_do() {
    let flow = step(|(): ()| async move { Err::<(), _>("only a text") });
    let error = flow.run(()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Failed(error) if error.to_string() == "only a text"));
}
