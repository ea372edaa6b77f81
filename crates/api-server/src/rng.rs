//! A random number generator whose numbers are a pure function of a seed and an index. So item one million can be generated
//! without the items before it.

/// Mixes the bits of a number with the finalizer of `SplitMix64`: each bit of the result depends on each bit of `value`.
pub(crate) const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Hashes a text (FNV-1a, then [`mix`]). The hash is the same in each run and on each machine.
pub(crate) fn fingerprint(text: &[u8]) -> u64 {
    mix(text.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
}

/// A random number generator for one item.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// Returns the generator for item `index` under `seed`.
    pub(crate) const fn new(seed: u64, index: u64) -> Self {
        Self(mix(seed ^ mix(index)))
    }

    pub(crate) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Draws a number below `end`, or `0` if `end` is `0`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// Draws a number from 0 to 1, excluding 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Draws one of `choices`, which must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_index_draw_the_same_numbers() {
        assert_eq!(Rng::new(7, 3).bits(), Rng::new(7, 3).bits());
        assert_ne!(Rng::new(7, 3).bits(), Rng::new(7, 4).bits());
        assert_ne!(Rng::new(7, 3).bits(), Rng::new(8, 3).bits());
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut rng = Rng::new(1, 1);
        for _ in 0..1000 {
            assert!(rng.below(7) < 7);
            assert!((0.0..1.0).contains(&rng.share()));
        }
        assert_eq!(rng.below(0), 0);
    }
}
