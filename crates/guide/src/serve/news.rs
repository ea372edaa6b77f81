//! What the pages that are open are told.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// What is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The pages themselves.
    Pages,
    /// The reader's recordings, or what they have done.
    Yours,
}

impl Kind {
    /// As the pages know it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Pages => "pages",
            Kind::Yours => "yours",
        }
    }
}

/// All news so far, for any number of listeners.
#[derive(Debug, Default)]
pub(super) struct News {
    told: Mutex<Vec<Kind>>,
    changed: Condvar,
}

impl News {
    pub(super) fn tell(&self, kind: Kind) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(kind);
        self.changed.notify_all();
    }

    /// How many there are: a listener hears those that come after.
    pub(super) fn latest(&self) -> usize {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The next one after those that were heard; `None` if there is none within `limit`.
    pub(super) fn wait(&self, seen: &mut usize, limit: Duration) -> Option<Kind> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(told, limit, |told| told.len() <= *seen);
        let (told, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let next = told.get(*seen).copied();
        *seen += usize::from(next.is_some());
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_hears_each_once() {
        let news = News::default();
        news.tell(Kind::Pages);
        let mut seen = news.latest();
        assert_eq!(news.wait(&mut seen, Duration::ZERO), None);
        news.tell(Kind::Yours);
        news.tell(Kind::Pages);
        let mut heard = || news.wait(&mut seen, Duration::ZERO);
        assert_eq!([heard(), heard(), heard()], [Some(Kind::Yours), Some(Kind::Pages), None]);
    }
}
