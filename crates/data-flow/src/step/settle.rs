//! The policy that lets all members of a group end, whatever happens to one of them.

use std::pin::pin;
use std::sync::Mutex;

use super::{Describe, Many, Place, Step, Together, locate, not_a_group};
use crate::error::FlowError;
use crate::graph::Node;
use crate::run::Run;

/// A group whose members all run to their end, also after an error. See [`Flow::collect_errors`](crate::Flow::collect_errors).
#[derive(Debug, Clone)]
pub struct Settled<G> {
    pub(crate) group: G,
}

impl<G: Describe> Describe for Settled<G> {
    fn node(&self) -> Node {
        self.group.node()
    }

    fn steps(&self) -> Vec<Place> {
        self.group.steps()
    }
}

/// The errors of a group in the order of time.
#[derive(Default)]
struct Errors(Mutex<Vec<FlowError>>);

impl Errors {
    fn add<T>(&self, result: Result<T, FlowError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(error);
                None
            }
        }
    }

    /// Returns the first error, with the others in it.
    fn first(self) -> Option<FlowError> {
        let mut errors = self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_iter();
        Some(errors.next()?.with_others(errors.collect()))
    }
}

/// Runs a member, and returns its error instead of its panic.
async fn settle<In, S: Step<In>>(member: &S, input: In, run: &Run, index: usize, errors: &Errors) -> Option<S::Out> {
    let result = run.catch(pin!(member.call(input, run)), |address| locate(member.steps(), address)).await;
    errors.add(result.map_err(|error| error.map_path(|path| path.in_member(S::WIDTH, index))))
}

macro_rules! settled {
    ($($member:ident $field:ident $index:tt),+) => {
        impl<In, $($member),+> Step<In> for Settled<Together<($($member,)+)>>
        where
            In: Clone + Send,
            $($member: Step<In>,)+
        {
            type Out = ($($member::Out,)+);

            fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Self::Out, FlowError>> + Send {
                async move {
                    let errors = Errors::default();
                    let members = &self.group.members;
                    let settled = tokio::join!($(settle(&members.$index, input.clone(), run, $index, &errors)),+);
                    match settled {
                        ($(Some($field),)+) => Ok(($($field,)+)),
                        _ => Err(errors.first().unwrap_or_else(unexplained)),
                    }
                }
            }
        }
    };
}

/// Returns an error for a member without a result, which has left an error in any case.
fn unexplained() -> FlowError {
    unreachable!("a member without a result has left an error")
}

settled!(A a 0, B b 1);
settled!(A a 0, B b 1, C c 2);
settled!(A a 0, B b 1, C c 2, D d 3);
settled!(A a 0, B b 1, C c 2, D d 3, E e 4);
settled!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5);
settled!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6);
settled!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7);
settled!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8);
settled!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9);
settled!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10);
settled!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10, L l 11);

impl<In, S> Step<In> for Settled<Many<S>>
where
    In: Clone + Send,
    S: Step<In>,
{
    type Out = Vec<S::Out>;

    fn call(&self, input: In, run: &Run) -> impl Future<Output = Result<Self::Out, FlowError>> + Send {
        async move {
            let errors = Errors::default();
            let members = &self.group.members;
            let settled = members.iter().enumerate().map(|(index, member)| {
                let (input, errors) = (input.clone(), &errors);
                async move { Ok::<_, FlowError>(settle(member, input, run, index, errors).await) }
            });
            let settled = settled.collect::<Vec<_>>();
            let settled = super::try_all(settled, usize::MAX).await?;
            match errors.first() {
                None => Ok(settled.into_iter().flatten().collect()),
                Some(first) => Err(first),
            }
        }
    }
}

not_a_group!([G] Settled<G>);
