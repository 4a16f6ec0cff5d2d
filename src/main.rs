//! The program: a command where one is given, else the window.

use std::process::ExitCode;
use tokenscope::cli::{self, Outcome};

fn main() -> ExitCode {
    match cli::run_process() {
        Outcome::Exit(code) => ExitCode::from(code),
        Outcome::OpenWindow => open_window(),
    }
}

#[cfg(feature = "gui")]
fn open_window() -> ExitCode {
    use tokenscope::ui::{StartWith, run};
    match run(StartWith::default()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(cli::say(&cli::Failure::Window(error.to_string()))),
    }
}

#[cfg(not(feature = "gui"))]
fn open_window() -> ExitCode {
    let failure = cli::Failure::Window("this build has no window".to_owned());
    ExitCode::from(cli::say(&failure))
}
