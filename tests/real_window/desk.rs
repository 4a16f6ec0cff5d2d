//! A display of its own with a home of its own, and the program's window on it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The longest that is waited for anything. Software rendering on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks.
const GLANCE: Duration = Duration::from_millis(25);

/// Looks until there is something to see.
#[track_caller]
fn wait<T>(what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let begun = Instant::now();
    loop {
        match look() {
            Ok(seen) => return seen,
            Err(instead) if begun.elapsed() > PATIENCE => {
                panic!("waited {PATIENCE:?} for {what}, there is {instead}")
            }
            Err(_) => std::thread::sleep(GLANCE),
        }
    }
}

/// A command of the system; where it is missing, the package that brings it is named.
fn tool(name: &str, package: &str) -> Command {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let there = std::env::split_paths(&paths).any(|folder| folder.join(name).is_file());
    assert!(
        there,
        "{name} is missing; ./tests/run installs it, or: apt-get install {package}"
    );
    Command::new(name)
}

/// The program with that home, and without a display.
pub(crate) fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenscope"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_STATE_HOME", home.join("state"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_RUNTIME_DIR", home)
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("LANG", "C.UTF-8")
        .env("TZ", "UTC");
    command
}

/// An X server that nobody else uses, and a home folder.
pub(crate) struct Desk {
    server: Child,
    display: String,
    home: TempDir,
}

impl Desk {
    /// Starts the server, which chooses a free display and says so when it is ready.
    pub(crate) fn new() -> Self {
        let mut server = tool("Xvfb", "xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24"])
            .args(["-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        let said = server.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb found no free display");
        Self {
            server,
            display: format!(":{}", number.trim()),
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// Leaves settings behind, as if the program had kept them.
    pub(crate) fn settings(&self, text: &str) {
        let folder = self.home.path().join("config/tokenscope");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("settings.json"), text).unwrap();
    }

    fn program(&self) -> Command {
        let mut command = program(self.home.path());
        command.env("DISPLAY", &self.display).stdin(Stdio::null());
        command
    }

    /// Starts the program and waits for its window.
    pub(crate) fn open(&self) -> Window<'_> {
        self.wait_for_window(self.program().spawn().unwrap())
    }

    /// The same on a system without one font.
    pub(crate) fn open_without_fonts(&self) -> Window<'_> {
        let fonts = self.home.path().join("fonts");
        fs::create_dir_all(&fonts).unwrap();
        let list = self.home.path().join("fonts.conf");
        let folder = fonts.display();
        let text =
            format!("<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir></fontconfig>");
        fs::write(&list, text).unwrap();
        let mut command = self.program();
        command.env("FONTCONFIG_FILE", list).stderr(Stdio::piped());
        self.wait_for_window(command.spawn().unwrap())
    }

    fn wait_for_window(&self, mut child: Child) -> Window<'_> {
        let pid = child.id().to_string();
        let id = wait("the window", || {
            if let Some(status) = child.try_wait().unwrap() {
                panic!("the program ended before it showed a window: {status}");
            }
            let found = self.xdotool(&["search", "--onlyvisible", "--pid", &pid])?;
            let id = found.lines().next().map(str::to_owned);
            id.ok_or_else(|| "no window".to_owned())
        });
        // There is no window manager that would give it the focus.
        self.xdotool(&["windowfocus", "--sync", &id]).unwrap();
        Window {
            desk: self,
            child,
            id,
        }
    }

    /// Starts the program where libraries cannot be loaded, and waits for its end.
    pub(crate) fn start_without(&self, libraries: &[&str]) -> Output {
        let folder = tempfile::tempdir().unwrap();
        // The loader takes the first file of that name, and these are no libraries.
        for library in libraries {
            fs::write(folder.path().join(library), "").unwrap();
        }
        let mut child = self
            .program()
            .env("LD_LIBRARY_PATH", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("the program runs on without {libraries:?}");
            }
            std::thread::sleep(GLANCE);
        }
        child.wait_with_output().unwrap()
    }

    /// Puts a text on the clipboard.
    pub(crate) fn copy(&self, text: &str) {
        let mut xclip = tool("xclip", "xclip")
            .args(["-selection", "clipboard", "-in"])
            .env("DISPLAY", &self.display)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = xclip.stdin.take().unwrap();
        stdin.write_all(text.as_bytes()).unwrap();
        drop(stdin);
        // It leaves a child behind that holds the text until the server ends.
        assert!(xclip.wait().unwrap().success());
    }

    fn xdotool(&self, arguments: &[&str]) -> Result<String, String> {
        let output = tool("xdotool", "xdotool")
            .args(arguments)
            .env("DISPLAY", &self.display)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() {
            Ok(said)
        } else {
            Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The program's window.
pub(crate) struct Window<'a> {
    desk: &'a Desk,
    child: Child,
    id: String,
}

impl Window<'_> {
    /// Waits until the window is called so.
    #[track_caller]
    pub(crate) fn wait_for_title(&self, title: &str) {
        wait(title, || {
            let now = self.desk.xdotool(&["getwindowname", &self.id])?;
            (now == title).then_some(()).ok_or(now)
        });
    }

    /// Waits until the window has that size, in pixels.
    #[track_caller]
    pub(crate) fn wait_for_size(&self, width: u32, height: u32) {
        self.wait_for(&[format!("WIDTH={width}"), format!("HEIGHT={height}")]);
    }

    /// Waits until the window's corner is there, in pixels.
    #[track_caller]
    pub(crate) fn wait_for_place(&self, x: u32, y: u32) {
        self.wait_for(&[format!("X={x}"), format!("Y={y}")]);
    }

    #[track_caller]
    fn wait_for(&self, wanted: &[String]) {
        wait(&wanted.join(" "), || {
            let geometry = ["getwindowgeometry", "--shell", &self.id];
            let now = self.desk.xdotool(&geometry)?;
            let all = wanted.iter().all(|line| now.lines().any(|l| l == line));
            all.then_some(()).ok_or(now)
        });
    }

    /// Gives the window another size, in pixels, and waits until it has it.
    #[track_caller]
    pub(crate) fn resize(&self, width: u32, height: u32) {
        let (w, h) = (width.to_string(), height.to_string());
        let arguments = ["windowsize", "--sync", &self.id, &w, &h];
        self.desk.xdotool(&arguments).unwrap();
        self.wait_for_size(width, height);
    }

    /// Presses keys on the keyboard.
    pub(crate) fn press(&self, keys: &str) {
        self.desk.xdotool(&["key", keys]).unwrap();
    }

    /// What the program said until it ended, where it is kept.
    pub(crate) fn said(&mut self) -> String {
        let mut said = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr.read_to_string(&mut said).unwrap();
        }
        said
    }

    /// Ends the program as a person would, and waits for its end.
    #[track_caller]
    pub(crate) fn quit(&mut self) {
        self.press("ctrl+q");
        let status = wait("the end", || {
            let status = self.child.try_wait().unwrap();
            status.ok_or_else(|| "a running program".to_owned())
        });
        assert!(status.success(), "{status}");
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
