//! What is different between two.

mod changes;

pub(super) use changes::changes;
