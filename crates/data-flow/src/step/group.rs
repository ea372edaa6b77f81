//! Groups: steps that take the same input and run together, in one task.

use super::{Describe, Place, Step, places};
use crate::error::FlowError;
use crate::graph::Node;
use crate::run::Run;

/// The members of a group that was written with `&`, as a tuple.
///
/// All members start together, each with a clone of the input, and the result is the tuple of their results. The first
/// error in time drops the other members and is returned at once.
#[derive(Debug, Clone)]
pub struct Together<T> {
    pub(crate) members: T,
}

/// The left side of `&`: a step begins a group, and a group takes one more member.
#[diagnostic::on_unimplemented(
    message = "a group that is written with `&` has at most 12 members",
    label = "this group is full",
    note = "use `data_flow::group` for any number of members of one type, or put groups into groups"
)]
pub trait And<R> {
    /// The group with the new member.
    type Both;

    /// Adds a member.
    #[doc(hidden)]
    fn and(self, member: R) -> Self::Both;
}

/// Implements [`And`] for a step that is no group itself, and so begins one.
macro_rules! not_a_group {
    ([$($parameter:ident),*] $step:ty) => {
        impl<$($parameter,)* Member> $crate::step::And<Member> for $step {
            type Both = $crate::step::Together<($step, Member)>;

            fn and(self, member: Member) -> Self::Both {
                $crate::step::Together { members: (self, member) }
            }
        }
    };
}
pub(crate) use not_a_group;

macro_rules! together {
    ($($member:ident $field:ident $index:tt),+; last $last:ident $last_field:ident $last_index:tt) => {
        impl<$($member: Describe,)+ $last: Describe> Describe for Together<($($member,)+ $last)> {
            fn node(&self) -> Node {
                Node::group(vec![$(self.members.$index.node(),)+ self.members.$last_index.node()])
            }

            fn steps(&self) -> Vec<Place> {
                let mut steps = Vec::new();
                $(steps.extend(places(&self.members.$index, |path| path.in_member($member::WIDTH, $index)));)+
                steps.extend(places(&self.members.$last_index, |path| path.in_member($last::WIDTH, $last_index)));
                steps
            }
        }

        impl<In, $($member,)+ $last> Step<In> for Together<($($member,)+ $last)>
        where
            In: Clone + Send,
            $($member: Step<In>,)+
            $last: Step<In>,
        {
            type Out = ($($member::Out,)+ $last::Out);

            fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Self::Out, FlowError>> + Send {
                async move {
                    $(let $field = input.clone();)+
                    // It polls in turns, so that no member can use up the budget that tokio gives a task per poll.
                    tokio::try_join!(
                        $(async move {
                            let result = self.members.$index.call($field, run).await;
                            result.map_err(|error| error.map_path(|path| path.in_member($member::WIDTH, $index)))
                        },)+
                        async move {
                            let result = self.members.$last_index.call(input, run).await;
                            result.map_err(|error| error.map_path(|path| path.in_member($last::WIDTH, $last_index)))
                        }
                    )
                }
            }
        }
    };
}

/// Implements [`And`] for a group that is not full.
macro_rules! grows {
    ($($member:ident $index:tt),+) => {
        impl<$($member,)+ Member> And<Member> for Together<($($member,)+)> {
            type Both = Together<($($member,)+ Member)>;

            fn and(self, member: Member) -> Self::Both {
                Together { members: ($(self.members.$index,)+ member) }
            }
        }
    };
}

grows!(A 0, B 1);
grows!(A 0, B 1, C 2);
grows!(A 0, B 1, C 2, D 3);
grows!(A 0, B 1, C 2, D 3, E 4);
grows!(A 0, B 1, C 2, D 3, E 4, F 5);
grows!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
grows!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
grows!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
grows!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
grows!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);

together!(A a 0; last B b 1);
together!(A a 0, B b 1; last C c 2);
together!(A a 0, B b 1, C c 2; last D d 3);
together!(A a 0, B b 1, C c 2, D d 3; last E e 4);
together!(A a 0, B b 1, C c 2, D d 3, E e 4; last F f 5);
together!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5; last G g 6);
together!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6; last H h 7);
together!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7; last I i 8);
together!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8; last J j 9);
together!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9; last K k 10);
together!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10; last L l 11);
