//! A type that one of the tasks takes.

/// A reading of a sensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The measured value.
    pub value: f64,
    /// True if the sensor was switched on. What it measures when it is off means nothing.
    pub active: bool,
}
