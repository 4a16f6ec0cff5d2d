//! Secrets are given to programs, taken along and brought in.

use crate::desk::{file_command, with_file};
use crate::file::made;
use crate::run::finish;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn a_program_gets_the_secret_in_its_environment_and_its_exit_code_is_passed_on() {
    let (_folder, file) = made();
    let script = "printf '%s|%s|%s' \"$A\" \"$B\" \"${VAULT_TEST_PASSPHRASE-none}\"; cat; exit 7";
    let run = with_file(
        &file,
        &[
            "run", "--env", "A=first", "--env", "B=second", "--", "sh", "-c", script,
        ],
        b"input",
    );
    assert_eq!(run.code, 7, "{run:?}");
    assert_eq!(run.out, "secret of first|secret of second|noneinput");
    assert_eq!(run.err, "");
    // It takes the place of the program: no other process holds the secrets, or catches signals.
    let run = with_file(
        &file,
        &["run", "--env", "A=first", "--", "sh", "-c", "kill -TERM $$"],
        b"",
    );
    assert_eq!(run.code, -1, "ended by the signal: {run:?}");
    let shown = with_file(&file, &["show", "first"], b"");
    assert!(
        shown.out.contains("Given to sh") && shown.out.contains("Last used"),
        "{shown:?}"
    );
    for (arguments, saying) in [
        (
            &["run", "--env", "A=first", "--", "/no/such/program"][..],
            "there is no such program",
        ),
        (
            &["run", "--env", "A=nobody", "--", "true"],
            "there is no entry",
        ),
        (&["run", "--env", "A", "--", "true"], "--env NAME=LABEL"),
        (
            &["run", "--env", "A=first", "--env", "A=second", "--", "true"],
            "twice",
        ),
    ] {
        with_file(&file, arguments, b"").refused(saying);
    }
}

#[test]
fn an_env_file_is_shown_before_anything_is_kept() {
    let (folder, file) = made();
    let env = folder.path().join(".env");
    fs::write(&env, "# settings\nPORT=3000\nexport STRIPE_SECRET_KEY='sk_live_hunter2'\nDB_PASSWORD=\"a\\nb\"\nfirst=sk_live_other\nbroken line\n").unwrap();
    let env = env.to_str().unwrap();
    let listed = || {
        with_file(&file, &["list", "--format", "json"], b"").json()["entries"]
            .as_array()
            .unwrap()
            .len()
    };
    let dry = with_file(&file, &["import", env, "--dry-run"], b"");
    assert_eq!(dry.code, 1, "a part of it could not be read: {dry:?}");
    for line in [
        "left out  PORT               it does not look like a secret",
        "new       STRIPE_SECRET_KEY  API key",
        "new       DB_PASSWORD        Password",
        "taken     first",
    ] {
        assert!(dry.out.contains(line), "{line}: {dry:?}");
    }
    assert!(
        dry.err.contains("line 6: there is no = after a name"),
        "{dry:?}"
    );
    assert!(
        !dry.out.contains("hunter2") && !dry.err.contains("broken"),
        "{dry:?}"
    );
    assert_eq!(listed(), 2);
    // Nobody can be asked, and nothing is kept.
    let asked = with_file(&file, &["import", env], b"y\n");
    assert_eq!((asked.code, asked.out.as_str()), (2, ""), "{asked:?}");
    assert!(asked.err.contains("give --yes"), "{asked:?}");
    assert_eq!(listed(), 2);
    let kept = with_file(
        &file,
        &[
            "import",
            env,
            "--yes",
            "--prefix",
            "web/",
            "--environment",
            "test",
            "--all",
            "--format",
            "json",
        ],
        b"",
    );
    assert_eq!(kept.json()["stored"], 4, "{kept:?}");
    let shown = with_file(&file, &["show", "web/DB_PASSWORD", "--reveal"], b"");
    assert_eq!(shown.out, "a\nb");
    let replaced = with_file(
        &file,
        &["import", "-", "--yes", "--replace"],
        b"first=sk_live_new",
    );
    assert_eq!(replaced.code, 0, "{replaced:?}");
    assert_eq!(
        with_file(&file, &["show", "first", "--reveal"], b"").out,
        "sk_live_new"
    );
}

#[test]
fn an_export_comes_back_whole_and_is_a_vault_itself() {
    let (folder, file) = made();
    with_file(
        &file,
        &["add", "bytes", "--secret-file", "/dev/stdin"],
        b"\x00\xff",
    );
    let out = folder.path().join("export.age");
    let out_text = out.to_str().unwrap();
    let export = |arguments: &[&str]| {
        let mut command = file_command(&file, arguments);
        command.env("EXPORT_PASSPHRASE", "another passphrase");
        finish(&mut command, b"")
    };
    let arguments = [
        "export",
        "--out",
        out_text,
        "--export-passphrase-env",
        "EXPORT_PASSPHRASE",
    ];
    let exported = export(&arguments);
    assert_eq!(
        (exported.code, exported.out.as_str()),
        (0, ""),
        "{exported:?}"
    );
    assert_eq!(
        fs::metadata(&out).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(!String::from_utf8_lossy(&fs::read(&out).unwrap()).contains("secret of"));
    let noted = || with_file(&file, &["show", "first", "--format", "json"], b"").json();
    let once = noted();
    assert_eq!(once["activity"][0]["what"], "exported", "{once}");
    // What was not written is not remembered as if it were.
    export(&arguments).refused("is there already");
    let mut nowhere = arguments;
    let missing = folder.path().join("none").join("export.age");
    nowhere[2] = missing.to_str().unwrap();
    assert_eq!(export(&nowhere).code, 2);
    assert_eq!(noted(), once);
    // It is imported into another vault,
    let other = folder.path().join("other.age");
    let mut import = file_command(
        &other,
        &[
            "import",
            out_text,
            "--yes",
            "--import-passphrase-env",
            "EXPORT_PASSPHRASE",
        ],
    );
    let imported = finish(import.env("EXPORT_PASSPHRASE", "another passphrase"), b"");
    assert_eq!(imported.code, 0, "{imported:?}");
    let json = with_file(
        &other,
        &["show", "bytes", "--reveal", "--format", "json"],
        b"",
    )
    .json();
    assert_eq!(json["secret_base64"], "AP8=");
    // and is one by itself.
    let mut show = file_command(&out, &["show", "second", "--reveal"]);
    let shown = finish(show.env("VAULT_TEST_PASSPHRASE", "another passphrase"), b"");
    assert_eq!(shown.out, "secret of second", "{shown:?}");
    let mut wrong = file_command(
        &other,
        &[
            "import",
            out_text,
            "--yes",
            "--import-passphrase-env",
            "EXPORT_PASSPHRASE",
        ],
    );
    finish(wrong.env("EXPORT_PASSPHRASE", "not that one"), b"")
        .refused("the passphrase does not open");
}

#[test]
fn plain_text_is_written_only_once_it_was_typed() {
    let (folder, file) = made();
    let out = folder.path().join("plain.env");
    let out_text = out.to_str().unwrap();
    for typed in ["", "\n", "y\n", "plain text\n"] {
        let run = with_file(
            &file,
            &["export", "--plain", "env", "--out", out_text],
            typed.as_bytes(),
        );
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(
            run.err
                .contains("2 secrets are about to be written unprotected"),
            "{run:?}"
        );
        assert!(!out.exists());
    }
    let run = with_file(
        &file,
        &["export", "--plain", "env", "--out", out_text],
        b"PLAIN TEXT\n",
    );
    assert_eq!(run.code, 0, "{run:?}");
    let text = fs::read_to_string(&out).unwrap();
    assert_eq!(text, "FIRST='secret of first'\nSECOND='secret of second'\n");
    assert_eq!(
        fs::metadata(&out).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn a_secret_is_never_an_argument_and_is_typed_unseen() {
    let (_folder, file) = made();
    with_file(&file, &["add", "third", "hunter2"], b"").refused("a secret is no argument");
    let inner = file_command(&file, &["add", "typed"]);
    let words: Vec<String> = std::iter::once(inner.get_program())
        .chain(inner.get_args())
        .map(|word| format!("'{}'", word.to_str().unwrap()))
        .collect();
    // `script` makes a terminal and types what it reads.
    let mut command = std::process::Command::new("script");
    command.args(["-qec", &words.join(" "), "/dev/null"]);
    for (name, value) in inner
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)))
    {
        command.env(name, value);
    }
    let run = finish(&mut command, b"hunter2\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("Secret: "), "{run:?}");
    assert_eq!(
        with_file(&file, &["show", "typed", "--reveal"], b"").out,
        "hunter2"
    );
}
