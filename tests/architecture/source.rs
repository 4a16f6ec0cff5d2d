//! A reader of Rust sources that is just good enough to know which paths a file names: it skips
//! comments and literals, unfolds `use` trees, and follows `super` and `self`.

/// A path that a file names.
#[derive(Debug)]
pub(crate) struct Named {
    /// Its segments; one inside this crate begins with `crate`.
    pub(crate) path: Vec<String>,
    /// Where its first segment stands, counted from 1.
    pub(crate) line: usize,
    /// Whether it stands in a module that is compiled for tests only.
    pub(crate) in_test: bool,
}

/// A file that was read.
pub(crate) struct Source {
    /// The module that the file is: `["jose", "key"]`.
    module: Vec<String>,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Word(String),
    /// `::`
    Colons,
    Mark(char),
    Literal,
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    line: usize,
}

impl Source {
    /// Reads a file; its path is given from the root, with `/`.
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let inner = path.strip_prefix("src/").unwrap_or(path);
        let inner = inner.strip_suffix(".rs").unwrap_or(inner);
        let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
        let loose = module.len() == 1;
        if loose || module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        Self {
            module,
            tokens: tokens(text),
        }
    }

    /// The room in which the file lies; `main.rs` and `lib.rs` lie in none.
    pub(crate) fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    /// The modules that the file declares; a path may begin with one as if it were a crate.
    fn children(&self) -> Vec<&str> {
        let pairs = self.tokens.windows(2).filter_map(|pair| match pair {
            [first, second] => match (&first.kind, &second.kind) {
                (Kind::Word(word), Kind::Word(name)) if word == "mod" => Some(name.as_str()),
                _ => None,
            },
            _ => None,
        });
        pairs.collect()
    }

    /// Every path that is named, in the order in which they stand.
    pub(crate) fn named(&self) -> Vec<Named> {
        let mut walk = Walk {
            children: self.children(),
            source: self,
            at: 0,
            modules: Vec::new(),
            depth: 0,
            test_next: false,
            found: Vec::new(),
        };
        walk.run();
        walk.found
    }
}

/// A module written in the file itself, and the brace that ends it.
struct Inline {
    name: String,
    depth: usize,
    is_test: bool,
}

struct Walk<'a> {
    source: &'a Source,
    children: Vec<&'a str>,
    at: usize,
    modules: Vec<Inline>,
    depth: usize,
    test_next: bool,
    found: Vec<Named>,
}

impl Walk<'_> {
    fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.source.tokens.get(self.at + ahead).map(|t| &t.kind)
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        match self.kind(ahead) {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn is(&self, ahead: usize, mark: char) -> bool {
        self.kind(ahead) == Some(&Kind::Mark(mark))
    }

    fn line(&self) -> usize {
        self.source.tokens.get(self.at).map_or(0, |t| t.line)
    }

    fn run(&mut self) {
        while let Some(kind) = self.kind(0).cloned() {
            match kind {
                Kind::Mark('{') => self.depth += 1,
                Kind::Mark('}') => {
                    self.depth = self.depth.saturating_sub(1);
                    let depth = self.depth;
                    self.modules.retain(|module| module.depth <= depth);
                }
                Kind::Mark('#') if self.is_cfg_test() => self.test_next = true,
                Kind::Mark(';') => self.test_next = false,
                Kind::Mark('.') => self.at += 1, // A method or a field: no path begins here.
                Kind::Word(word) if word == "mod" && self.is(2, '{') => {
                    self.depth += 1;
                    self.modules.push(Inline {
                        name: self.word(1).unwrap_or_default().to_owned(),
                        depth: self.depth,
                        is_test: self.test_next,
                    });
                    self.test_next = false;
                    self.at += 2;
                }
                Kind::Word(word) if word == "use" => {
                    self.at += 1;
                    self.tree(&[]);
                    continue;
                }
                Kind::Word(_) | Kind::Colons => {
                    self.path();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// `#[cfg(test)]`
    fn is_cfg_test(&self) -> bool {
        self.is(1, '[')
            && self.word(2) == Some("cfg")
            && self.is(3, '(')
            && self.word(4) == Some("test")
            && self.is(5, ')')
    }

    /// A path in the code: `a::b::c`. A single word is none.
    fn path(&mut self) {
        let line = self.line();
        let mut path = Vec::new();
        if self.kind(0) == Some(&Kind::Colons) {
            self.at += 1;
        }
        while let Some(word) = self.word(0) {
            path.push(word.to_owned());
            self.at += 1;
            if self.kind(0) == Some(&Kind::Colons) && self.word(1).is_some() {
                self.at += 1;
            } else {
                break;
            }
        }
        if path.len() > 1 {
            self.name(path, line);
        }
        // The `::` before `<` or `*` belongs to what was read.
        if self.kind(0) == Some(&Kind::Colons) && self.word(1).is_none() {
            self.at += 1;
        }
    }

    /// One branch of a `use`, with the segments before it.
    fn tree(&mut self, before: &[String]) {
        let line = self.line();
        let mut path = before.to_vec();
        if self.kind(0) == Some(&Kind::Colons) {
            self.at += 1;
        }
        loop {
            match self.kind(0).cloned() {
                Some(Kind::Word(word)) if word == "as" => self.at += 2,
                Some(Kind::Word(word)) => {
                    path.push(word);
                    self.at += 1;
                }
                Some(Kind::Colons) => self.at += 1,
                Some(Kind::Mark('*')) => {
                    path.push("*".to_owned());
                    self.at += 1;
                }
                Some(Kind::Mark('{')) => {
                    self.at += 1;
                    while self.kind(0).is_some() && !self.is(0, '}') {
                        if self.is(0, ',') {
                            self.at += 1;
                        } else {
                            self.tree(&path);
                        }
                    }
                    self.at += 1;
                    return;
                }
                _ => break,
            }
        }
        if path.len() > before.len() {
            self.name(path, line);
        } else if self.kind(0).is_some() && !self.is(0, '}') && !self.is(0, ',') {
            // Not a `use` that Rust would take; go on behind it.
            self.at += 1;
        }
    }

    /// Notes a path, with `self` and `super` followed to the crate's root.
    fn name(&mut self, path: Vec<String>, line: usize) {
        let inline = self.modules.iter().map(|module| module.name.clone());
        let mut here: Vec<String> = self.source.module.iter().cloned().chain(inline).collect();
        let mut segments = path.into_iter().peekable();
        let mut relative = false;
        while let Some(step) = segments.next_if(|s| s == "super" || s == "self") {
            relative = true;
            if step == "super" {
                here.pop();
            }
        }
        relative |= segments
            .peek()
            .is_some_and(|first| self.children.contains(&first.as_str()));
        let rest: Vec<String> = segments.collect();
        let path = if relative {
            let root = std::iter::once("crate".to_owned());
            root.chain(here).chain(rest).collect()
        } else {
            rest
        };
        let in_test = self.modules.iter().any(|module| module.is_test);
        self.found.push(Named {
            path,
            line,
            in_test,
        });
    }
}

/// The tokens of a text, without comments; literals keep only their place.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let peek = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let mut found = Vec::new();
    let mut at = 0;
    let mut line = 1;
    while at < chars.len() {
        let start_line = line;
        let c = peek(at);
        let begin = at;
        let kind = match c {
            '/' if peek(at + 1) == '/' => {
                while at < chars.len() && peek(at) != '\n' {
                    at += 1;
                }
                None
            }
            '/' if peek(at + 1) == '*' => {
                at = comment_end(&chars, at);
                None
            }
            '"' => {
                at = string_end(&chars, at + 1);
                Some(Kind::Literal)
            }
            'r' | 'b' | 'c' if literal_start(&chars, at).is_some() => {
                at = literal_start(&chars, at).map_or(at + 1, |(quote, hashes)| {
                    if hashes.is_some() {
                        raw_end(&chars, quote + 1, hashes.unwrap_or_default())
                    } else if peek(quote) == '\'' {
                        char_end(&chars, quote)
                    } else {
                        string_end(&chars, quote + 1)
                    }
                });
                Some(Kind::Literal)
            }
            '\'' => {
                let is_char = peek(at + 1) == '\\' || peek(at + 2) == '\'';
                at = if is_char {
                    char_end(&chars, at)
                } else {
                    at + 1
                };
                is_char.then_some(Kind::Literal)
            }
            ':' if peek(at + 1) == ':' => {
                at += 2;
                Some(Kind::Colons)
            }
            c if c.is_alphabetic() || c == '_' => {
                while peek(at).is_alphanumeric() || peek(at) == '_' {
                    at += 1;
                }
                Some(Kind::Word(chars[begin..at].iter().collect()))
            }
            c if c.is_ascii_digit() => {
                while peek(at).is_alphanumeric() || peek(at) == '_' {
                    at += 1;
                }
                Some(Kind::Literal)
            }
            c => {
                at += 1;
                (!c.is_whitespace()).then_some(Kind::Mark(c))
            }
        };
        line += chars[begin..at.min(chars.len())]
            .iter()
            .filter(|c| **c == '\n')
            .count();
        found.extend(kind.map(|kind| Token {
            kind,
            line: start_line,
        }));
    }
    found
}

/// Where a block comment ends; they nest.
fn comment_end(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < chars.len() {
        match chars.get(at..at + 2) {
            Some(['/', '*']) => {
                depth += 1;
                at += 2;
            }
            Some(['*', '/']) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

/// Where a string's quote stands and, for a raw one, how many `#` it has: `r#"`, `b"`, `br"`, `b'`.
fn literal_start(chars: &[char], at: usize) -> Option<(usize, Option<usize>)> {
    let prefix = chars[at..]
        .iter()
        .take_while(|c| matches!(c, 'r' | 'b' | 'c'))
        .count();
    if prefix > 2
        || (at > 0
            && chars
                .get(at - 1)
                .is_some_and(|c| c.is_alphanumeric() || *c == '_'))
    {
        return None;
    }
    let raw = chars[at..at + prefix].contains(&'r');
    let hashes = chars[at + prefix..]
        .iter()
        .take_while(|c| **c == '#')
        .count();
    let quote = at + prefix + hashes;
    match chars.get(quote) {
        Some('"') if raw => Some((quote, Some(hashes))),
        Some('"') if hashes == 0 => Some((quote, None)),
        Some('\'') if hashes == 0 && chars[at..at + prefix] == ['b'] => Some((quote, None)),
        _ => None,
    }
}

fn string_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

fn raw_end(chars: &[char], mut at: usize, hashes: usize) -> usize {
    while at < chars.len() {
        let closing = chars[at + 1..].iter().take_while(|c| **c == '#').count();
        if chars[at] == '"' && closing >= hashes {
            return at + 1 + hashes;
        }
        at += 1;
    }
    at
}

/// Where a character literal ends that begins at this quote.
fn char_end(chars: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '\'' => return at + 1,
            _ => at += 1,
        }
    }
    at
}
