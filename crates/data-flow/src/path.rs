//! The way from a whole flow down to one step.

use std::borrow::Cow;
use std::fmt;

/// One level of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment {
    name: Option<Cow<'static, str>>,
    /// The place among the members of the sequence or group around it, from 0.
    index: Option<usize>,
    /// The fan-outs here, the outermost first: the item on which the step was working, from 0, where it is known.
    items: Vec<Option<usize>>,
}

impl Segment {
    fn new(name: Option<Cow<'static, str>>, index: Option<usize>) -> Segment {
        Segment { name, index, items: Vec::new() }
    }
}

/// The way from a whole flow down to one step: the names of the levels, and the place of each that has no name.
///
/// The path `2/notify` is the step `notify` in the second step of the flow, which is a group or a sequence without a name.
/// `prices[7]` is the step `prices`, working on the item with the index 7 of a fan-out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path {
    /// The innermost first: an error collects its path on the way out.
    segments: Vec<Segment>,
    /// The place of the outermost segment in the sequence that is around it, as far as that is known.
    at: usize,
}

impl Path {
    /// Returns the path of a single step.
    pub(crate) fn step(name: Cow<'static, str>) -> Path {
        Path { segments: vec![Segment::new(Some(name), None)], at: 0 }
    }

    /// Returns the path of a sequence, group or flow without a name.
    pub(crate) fn unnamed() -> Path {
        Path { segments: vec![Segment::new(None, None)], at: 0 }
    }

    fn outermost(&mut self) -> Option<&mut Segment> {
        self.segments.last_mut()
    }

    /// Moves the path behind `steps` more steps of the same sequence.
    pub(crate) fn after(mut self, steps: usize) -> Path {
        self.at += steps;
        self
    }

    /// Closes the sequence of `width` steps that the path is in, so that it counts as one step of what is around it.
    pub(crate) fn close(mut self, width: usize) -> Path {
        if width > 1 {
            let at = self.at;
            if let Some(outermost) = self.outermost() {
                outermost.index = Some(at);
            }
            self.segments.push(Segment::new(None, None));
        }
        self.at = 0;
        self
    }

    /// Puts the path into the member of a group.
    pub(crate) fn in_member(self, width: usize, index: usize) -> Path {
        let mut path = self.close(width);
        if let Some(outermost) = path.outermost() {
            outermost.index = Some(index);
        }
        path.segments.push(Segment::new(None, None));
        path
    }

    /// Names the outermost level.
    pub(crate) fn named(self, width: usize, name: Cow<'static, str>) -> Path {
        let mut path = self.close(width);
        if let Some(outermost) = path.outermost() {
            outermost.name = Some(name);
        }
        path
    }

    /// Notes the item of a fan-out.
    pub(crate) fn at_item(self, width: usize, item: usize) -> Path {
        self.in_fan_out(width, Some(item))
    }

    /// Notes a fan-out of which no item is meant.
    pub(crate) fn each(self, width: usize) -> Path {
        self.in_fan_out(width, None)
    }

    fn in_fan_out(self, width: usize, item: Option<usize>) -> Path {
        let mut path = self.close(width);
        if let Some(outermost) = path.outermost() {
            outermost.items.insert(0, item);
        }
        path
    }

    /// Fills in the items of the fan-outs, the outermost first.
    #[cfg(feature = "tracing")]
    pub(crate) fn with_items(mut self, items: &[usize]) -> Path {
        let places = self.segments.iter_mut().rev().flat_map(|segment| &mut segment.items);
        places.zip(items).for_each(|(place, item)| *place = Some(*item));
        self
    }

    /// Ends the path at the whole flow, which has `width` steps.
    pub(crate) fn finish(mut self, width: usize) -> Path {
        if width > 1 {
            let at = self.at;
            if let Some(outermost) = self.outermost() {
                outermost.index = Some(at);
            }
        }
        self.at = 0;
        self
    }

    /// Returns the path of a member with a name.
    pub(crate) fn below_named(&self, name: Cow<'static, str>) -> Path {
        self.below(Segment::new(Some(name), None))
    }

    /// Returns the path of a member without a name.
    pub(crate) fn below_place(&self, index: usize) -> Path {
        self.below(Segment::new(None, Some(index)))
    }

    fn below(&self, segment: Segment) -> Path {
        let mut path = self.clone();
        path.segments.insert(0, segment);
        path
    }

    /// Returns the name of the step itself, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.segments.first()?.name.as_deref()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.segments.iter().rev().filter(|segment| {
            segment.name.is_some() || segment.index.is_some() || segment.items.iter().any(Option::is_some)
        });
        for (depth, segment) in shown.enumerate() {
            if depth > 0 {
                f.write_str("/")?;
            }
            match (&segment.name, segment.index) {
                (Some(name), _) => f.write_str(name)?,
                (None, Some(index)) => write!(f, "{}", index + 1)?,
                (None, None) => {}
            }
            for item in segment.items.iter().flatten() {
                write!(f, "[{item}]")?;
            }
        }
        Ok(())
    }
}

/// Returns the name of a function, without the modules that it is in.
pub(crate) fn name_of<F>() -> Cow<'static, str> {
    Cow::Borrowed(last_name(std::any::type_name::<F>()))
}

/// Returns the last name of a path such as `crate::module::function<Parameter>`.
fn last_name(path: &str) -> &str {
    // The parameters of a generic function are no part of its name. They may be paths with parameters themselves.
    let mut depth = 0_usize;
    let mut end = path.len();
    for (at, character) in path.char_indices().rev() {
        match character {
            '>' => depth += 1,
            '<' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    end = at;
                    break;
                }
            }
            _ if depth == 0 => break,
            _ => {}
        }
    }
    match path[..end].rsplit("::").next() {
        Some("{{closure}}" | "") | None => "closure",
        Some(name) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{last_name, name_of};

    fn named<F>(_function: F) -> String {
        name_of::<F>().into_owned()
    }

    fn generic<T>(_value: T) {}

    #[test]
    fn a_function_has_its_own_name() {
        assert_eq!(named(generic::<Vec<Option<u8>>>), "generic");
        assert_eq!(named(String::from_utf8), "from_utf8");
        assert_eq!(named(<u8 as std::str::FromStr>::from_str), "from_str");
    }

    #[test]
    fn a_closure_is_called_closure() {
        fn closure_of<T>(_value: T) -> String {
            named(|| ())
        }
        assert_eq!(named(|| ()), "closure");
        assert_eq!(closure_of(vec![1]), "closure");
    }

    #[test]
    fn parameters_may_have_parameters() {
        assert_eq!(last_name("a::b<c::D<e::F>, g::H>"), "b");
        assert_eq!(last_name("<a::B<C> as d::E>::f"), "f");
        assert_eq!(last_name("f"), "f");
        assert_eq!(last_name(""), "closure");
    }
}
