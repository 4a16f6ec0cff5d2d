//! The report on a PASETO.

use super::Question;
use crate::report::{Kind, Report};
use crate::validation::Budget;

pub(super) fn report(text: String, _question: &Question, _budget: &mut Budget) -> Report {
    Report::new(Kind::Paseto, text)
}
