//! Floor 9: the door.

fn main() {}
