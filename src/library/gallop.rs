//! Looking for a near place in a long sorted list.

/// How many of the first items `before` holds for, as [`slice::partition_point`] tells; quickly when they are few: in steps
/// that double, then back (Bentley and Yao 1976).
#[inline]
pub(crate) fn gallop<T>(sorted: &[T], before: impl Fn(&T) -> bool) -> usize {
    let mut end = 1;
    while sorted.get(end - 1).is_some_and(&before) {
        end *= 2;
    }
    let from = end / 2;
    let within = sorted.get(from..sorted.len().min(end)).unwrap_or_default();
    from + within.partition_point(before)
}

#[cfg(test)]
mod tests {
    use super::gallop;

    #[test]
    fn it_tells_what_a_partition_tells() {
        for len in 0..40_u32 {
            let sorted: Vec<u32> = (0..len).collect();
            for at in 0..=len {
                assert_eq!(gallop(&sorted, |item| *item < at), at as usize, "{at} of {len}");
            }
        }
    }
}
