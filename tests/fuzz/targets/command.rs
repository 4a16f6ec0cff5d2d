//! Any bytes into the command: both formats are written, and nothing that a terminal obeys is in
//! them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tokenscope::cli::{Outcome, Page, Streams, run};

fuzz_target!(|bytes: &[u8]| {
    for format in ["text", "json"] {
        let (mut input, mut output, mut error) = (bytes, Vec::new(), Vec::new());
        let mut streams = Streams {
            input: &mut input,
            input_is_terminal: false,
            output: &mut output,
            error: &mut error,
            error_is_terminal: false,
            page: Page::plain(80),
        };
        let line = ["tokenscope", "inspect", "--at", "0", "--format", format];
        let outcome = run(line.map(Into::into), &mut streams);
        assert!(matches!(outcome, Outcome::Exit(0 | 1 | 3)), "{outcome:?}");
        assert!(error.is_empty());
        let text = String::from_utf8(output).expect("text");
        assert!(!text.contains(|c: char| c != '\n' && c.is_control()));
    }
});
