//! Real shapes of pasted text, and properties that hold for any.

use super::unwrap::Finder;
use super::*;
use Form::*;
use proptest::prelude::*;

const A: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const B: &str = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJib2IifQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const E: &str =
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..MDEyMzQ1Njc4OWFi.Zm9v.MDEyMzQ1Njc4OWFiY2RlZg";

/// What is found in a text; `A`, `B` and `E` in guillemots of their own stand for the tokens.
fn check(text: &str, wanted: &[(&str, &[&str])]) {
    let fill = |text: &str| text.replace("⟦A⟧", A).replace("⟦B⟧", B).replace("⟦E⟧", E);
    let text = fill(text);
    let found = find(&text);
    let found: Vec<(&str, Vec<&str>)> = found
        .iter()
        .map(|f| {
            (
                f.text.as_str(),
                f.wrapping.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    let wanted: Vec<(String, Vec<&str>)> = wanted
        .iter()
        .map(|(token, wrapping)| (fill(token), wrapping.to_vec()))
        .collect();
    let wanted: Vec<(&str, Vec<&str>)> = wanted
        .iter()
        .map(|(token, wrapping)| (token.as_str(), wrapping.clone()))
        .collect();
    assert_eq!(found, wanted, "in {text}");
}

/// The one token in a text.
fn one(text: &str, wrapping: &[&str]) {
    check(text, &[("⟦A⟧", wrapping)]);
}

#[test]
fn a_bare_token_has_nothing_around_it() {
    one("⟦A⟧", &[]);
    one("\n  ⟦A⟧\r\n\t", &[]);
    check("⟦E⟧", &[("⟦E⟧", &[])]);
    one("\u{feff}⟦A⟧\n", &["a byte order mark"]);
}

#[test]
fn quotes_and_schemes_come_off() {
    for quoted in [
        "\"⟦A⟧\"",
        "'⟦A⟧'",
        "`⟦A⟧`",
        "“⟦A⟧”",
        "„⟦A⟧“",
        "«⟦A⟧»",
        "' ⟦A⟧ '",
    ] {
        one(quoted, &["quotes"]);
    }
    one("\"\\n⟦A⟧\\u0020\"", &["a JSON string"]);
    one("```\n⟦A⟧\n```", &["a code block"]);
    one("Bearer ⟦A⟧", &["Bearer"]);
    one("bearer   ⟦A⟧", &["Bearer"]);
    one("DPoP ⟦A⟧", &["DPoP"]);
    one("Token ⟦A⟧", &["Token"]);
    one("JWT\n⟦A⟧", &["JWT"]);
    one("\"Bearer ⟦A⟧\"", &["quotes", "Bearer"]);
    one("Bearer \"⟦A⟧\"", &["Bearer", "quotes"]);
    one("Bearer Bearer ⟦A⟧", &["Bearer", "Bearer"]);
    one("Bearer%20⟦A⟧", &["percent-encoding", "Bearer"]);
}

#[test]
fn headers_and_messages_are_opened() {
    let header = &["the header Authorization", "Bearer"][..];
    one("Authorization: Bearer ⟦A⟧", header);
    one("Host: a\nAuthorization: Bearer ⟦A⟧\nAccept: */*", header);
    one("X-Id-Token: ⟦A⟧", &["the header X-Id-Token"]);
    one("authorization:⟦A⟧", &["the header authorization"]);
    one(
        "GET /a?b=c HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ⟦A⟧\r\n\r\n",
        &["an HTTP request", "the header Authorization", "Bearer"],
    );
    one(
        "POST /token HTTP/1.1\r\nHost: a\r\n\r\ngrant_type=x&assertion=⟦A⟧",
        &["an HTTP request", "its body", "a form, parameter assertion"],
    );
    check(
        "GET /cb?id_token=⟦B⟧ HTTP/2\nCookie: s=⟦A⟧",
        &[
            (
                "⟦B⟧",
                &["an HTTP request", "a URL, parameter id_token of its query"],
            ),
            (
                "⟦A⟧",
                &["an HTTP request", "the header Cookie", "the cookie s"],
            ),
        ],
    );
    one(
        "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"access_token\": \"⟦A⟧\"}",
        &[
            "an HTTP response",
            "its body",
            "a JSON answer, member access_token",
        ],
    );
    one(
        "HTTP/1.1 302 Found\nLocation: https://a/cb#id_token=⟦A⟧\n\n",
        &[
            "an HTTP response",
            "the header Location",
            "a URL, parameter id_token of its fragment",
        ],
    );
    one(
        "Cookie: a=b; session=⟦A⟧; c=d",
        &["the header Cookie", "the cookie session"],
    );
    one(
        "Set-Cookie: s=⟦A⟧; Path=/; HttpOnly",
        &["the header Set-Cookie", "the cookie s"],
    );
    one("a=b; session=⟦A⟧; c=d", &["the cookie session"]);
    one(
        "> GET /a HTTP/2\n> authorization: Bearer ⟦A⟧\n> accept: */*",
        &["text around it", "the header authorization", "Bearer"],
    );
}

#[test]
fn json_is_opened_at_any_depth() {
    check(
        "{\n \"access_token\": \"⟦A⟧\",\n \"expires_in\": 3600,\n \"id_token\": \"⟦B⟧\"\n}",
        &[
            ("⟦A⟧", &["a JSON answer, member access_token"]),
            ("⟦B⟧", &["a JSON answer, member id_token"]),
        ],
    );
    one(
        "{\"a\":[1,{\"jwt\":\"⟦A⟧\"}]}",
        &["a JSON answer, member a[1].jwt"],
    );
    one("{\"h\":\"Bearer ⟦A⟧\"}", &["JSON, member h", "Bearer"]);
    one("[\"⟦A⟧\"]", &["JSON, member [0]"]);
    one(
        "{\"b\":\"{\\\"token\\\":\\\"⟦A⟧\\\"}\"}",
        &["JSON, member b", "a JSON answer, member token"],
    );
    one(
        "\"{\\\"token\\\":\\\"⟦A⟧\\\"}\"",
        &["a JSON string", "a JSON answer, member token"],
    );
    one(
        "{\"message\":\"got ⟦A⟧ back\"}",
        &["JSON, member message", "text around it"],
    );
    one(
        "{\"a\":1, \"token\":\"⟦A⟧\"",
        &["a JSON answer, member token"],
    );
    let cut = "{\"payload\":\"a\" \"protected\":\"eyJhbGciOiJub25lIn0\",\"signature\":\"b\"}";
    check(cut, &[(cut, &[])]);
    one("{\"a\":1, oops \"token\":\"⟦A⟧\"}", &["text around it"]);
    one("{'access_token': '⟦A⟧'}", &["text around it"]);
    one("\"id_token\": \"⟦A⟧\",", &["the entry id_token", "quotes"]);
    check(
        "{\"t\":\"⟦A⟧\"}\n{\"t\":\"⟦B⟧\"}\n",
        &[("⟦A⟧", &["JSON, member t"]), ("⟦B⟧", &["JSON, member t"])],
    );
}

#[test]
fn escapes_of_json_are_undone_in_the_token() {
    let found = find(r#"{"token":"eyJhbGciOiJub25lIn0.a\/b\u002bc.\u003d"}"#);
    assert_eq!(found[0].text, "eyJhbGciOiJub25lIn0.a/b+c.=");
}

#[test]
fn urls_and_forms_are_opened() {
    for base in [
        "https://a.example/cb",
        "myapp://cb",
        "http://localhost:1/",
        "/cb",
        "",
    ] {
        check(
            &format!("{base}#id_token=⟦A⟧&access_token=⟦B⟧&state=x"),
            &[
                ("⟦A⟧", &["a URL, parameter id_token of its fragment"]),
                ("⟦B⟧", &["a URL, parameter access_token of its fragment"]),
            ],
        );
        one(
            &format!("{base}?access_token=⟦A⟧"),
            &["a URL, parameter access_token of its query"],
        );
    }
    one(
        "https://a/#/cb?token=⟦A⟧",
        &["a URL, parameter token of its fragment"],
    );
    one("https://a/verify/⟦A⟧/now", &["a URL, its path"]);
    one("https://a/#⟦A⟧", &["a URL, its fragment"]);
    one("a=b&id_token=⟦A⟧", &["a form, parameter id_token"]);
    one("id_token=⟦A⟧", &["a form, parameter id_token"]);
    one(
        "https://a/?h=Bearer+⟦A⟧",
        &["a URL, parameter h of its query", "Bearer"],
    );
    one(
        "https://a/?next=https%3A%2F%2Fb%2F%23id_token%3D⟦A⟧%26x%3Dy",
        &[
            "a URL, parameter next of its query",
            "a URL, parameter id_token of its fragment",
        ],
    );
    let found = find("https://a/?t=eyJhbGciOiJub25lIn0.YQ%3d%3D.a+b%2Fc");
    assert_eq!(found[0].text, "eyJhbGciOiJub25lIn0.YQ==.a+b/c");
}

#[test]
fn curl_commands_are_opened() {
    let header = &["a curl command", "the header Authorization", "Bearer"][..];
    for command in [
        "curl -H 'Authorization: Bearer ⟦A⟧' https://a/",
        "curl -H \"Authorization: Bearer ⟦A⟧\" https://a/",
        "$ curl --header $'Authorization: Bearer ⟦A⟧' https://a/",
        "curl https://a/ \\\n  -H 'Accept: */*' \\\n  -H 'Authorization: Bearer ⟦A⟧' \\\n  --compressed",
        "curl ^\"https://a/?b=c^&d=e^\" ^\r\n  -H ^\"Authorization: Bearer ⟦A⟧^\"",
        "curl \"https://a/\" ^\r\n  -H \"Authorization: Bearer ⟦A⟧\"",
        "curl -sSfH'Authorization: Bearer ⟦A⟧' https://a/",
        "curl -s -X POST -H Authorization:\\ Bearer\\ ⟦A⟧ https://a/ | jq .",
    ] {
        one(command, header);
    }
    one(
        "curl -b 'a=b; s=⟦A⟧' https://a/",
        &["a curl command", "the cookie s"],
    );
    one(
        "curl -b s=⟦A⟧ https://a/",
        &["a curl command", "the cookie s"],
    );
    one(
        "curl --oauth2-bearer ⟦A⟧ https://a/",
        &["a curl command", "Bearer"],
    );
    one(
        "curl -u me:⟦A⟧ https://a/",
        &["a curl command", "the user name and password"],
    );
    one(
        "curl -u ⟦A⟧: https://a/",
        &["a curl command", "the user name and password"],
    );
    one(
        "curl -d assertion=⟦A⟧ https://a/",
        &["a curl command", "a form, parameter assertion"],
    );
    one(
        "curl --data-raw 'a=b&c=⟦A⟧' https://a/",
        &["a curl command", "a form, parameter c"],
    );
    one(
        "curl --json '{\"jwt\":\"⟦A⟧\"}' https://a/",
        &["a curl command", "a JSON answer, member jwt"],
    );
    one(
        "curl -F 'file=⟦A⟧;type=text/plain' https://a/",
        &["a curl command", "a form, parameter file"],
    );
    one(
        "curl -d @- 'https://a/?access_token=⟦A⟧&b=c'",
        &[
            "a curl command",
            "a URL, parameter access_token of its query",
        ],
    );
    check(
        "curl -H 'Authorization: Bearer ⟦A⟧' https://a/\ncurl -b s=⟦B⟧ https://a/",
        &[
            ("⟦A⟧", header),
            ("⟦B⟧", &["a curl command", "the cookie s"]),
        ],
    );
    check(
        "curl https://a/\n\n{\"access_token\":\"⟦A⟧\"}",
        &[("⟦A⟧", &["a JSON answer, member access_token"])],
    );
}

#[test]
fn settings_are_opened() {
    one("export TOKEN=⟦A⟧", &["the variable TOKEN"]);
    one("TOKEN='⟦A⟧'", &["the variable TOKEN", "quotes"]);
    one(
        "# local\nHOST=a\nTOKEN=\"⟦A⟧\" \n",
        &["the variable TOKEN", "quotes"],
    );
    one("TOKEN=⟦A⟧ # expires soon", &["the variable TOKEN"]);
    one("$env:TOKEN = \"⟦A⟧\"", &["the variable TOKEN", "quotes"]);
    one("token: ⟦A⟧", &["the entry token"]);
    one(
        "users:\n- name: me\n  user:\n    token: ⟦A⟧\n",
        &["the entry token"],
    );
    one("const jwt = `⟦A⟧`;", &["the variable jwt", "quotes"]);
    let encoded = crate::jose::base64url::encode(A.as_bytes());
    one(
        &format!("data:\n  token: {encoded}"),
        &["the entry token", "base64"],
    );
}

#[test]
fn free_text_is_searched() {
    let around = &["text around it"][..];
    for text in [
        "my token is ⟦A⟧.",
        "<⟦A⟧>",
        "(⟦A⟧)",
        "⟦A⟧,",
        "⟦A⟧ has expired",
        "2024-01-01T00:00:00Z INFO auth ok token=⟦A⟧ user=1",
        "[INFO] auth ok: ⟦A⟧",
        "Hello,\n\nthis is my token:\n\n⟦A⟧\n\nBye",
        "**token** `⟦A⟧`",
    ] {
        one(text, around);
    }
    one(
        "answer: {\n \"id_token\": \"⟦A⟧\"\n}\nbye",
        &["text around it", "a JSON answer, member id_token"],
    );
    one(
        "Try this:\n\n    curl -H 'X-Token: ⟦A⟧' https://a/\n",
        &["text around it", "a curl command", "the header X-Token"],
    );
    check(
        "first ⟦A⟧ then ⟦B⟧ then ⟦A⟧",
        &[("⟦A⟧", around), ("⟦B⟧", around)],
    );
}

#[test]
fn several_tokens_are_told_apart_and_each_is_listed_once() {
    let both: &[(&str, &[&str])] = &[("⟦A⟧", &[]), ("⟦B⟧", &[])];
    check("⟦A⟧\n⟦B⟧", both);
    check("⟦A⟧\r\n\r\n⟦B⟧\r\n⟦A⟧", both);
    check("⟦A⟧ ⟦B⟧", &[("⟦A⟧", &[]), ("⟦B⟧", &[])]);
    check(
        "⟦A⟧,⟦B⟧",
        &[("⟦A⟧", &["text around it"]), ("⟦B⟧", &["text around it"])],
    );
    check(
        "Bearer ⟦A⟧\nBearer ⟦B⟧",
        &[("⟦A⟧", &["Bearer"]), ("⟦B⟧", &["Bearer"])],
    );
    let many: Vec<_> = (0..200).map(|i| format!("{A}{i:04}")).collect();
    assert_eq!(find(&many.join("\n")).len(), MAX_FOUND);
}

#[test]
fn a_token_broken_by_white_space_stays_whole_in_its_wrapping() {
    let (start, end) = A.split_at(50);
    let broken = format!("{start}\n  {end}");
    check(&broken, &[(&broken, &[])]);
    check(&format!("\"{broken}\""), &[(&broken, &["quotes"])]);
    check(&format!("Bearer {broken}"), &[(&broken, &["Bearer"])]);
    check(
        &format!("Authorization: Bearer {broken}"),
        &[(&broken, &["the header Authorization", "Bearer"])],
    );
}

#[test]
fn broken_tokens_come_out_of_their_wrapping_as_broken_as_they_are() {
    for token in [
        "eyJhbGciOi",
        "eyJhbGciOiJub25lIn0.eyJzdWIi",
        "eyJhbGciOiJub25lIn0.eyJzdWIi.",
        "eyJhbGciOiJub25lIn0.eyJzdWIi.a.",
        "eyJhbGciOiJub25lIn0..a",
        "eyJhbGciOiJub25lIn0=.YQ==.YQ==",
        "eyJhbGciOiJub25lIn0.a+b/.c/d",
        "eyJhbGciOiJub25lIn0.a\u{200b}b.c",
        "eyJhbGciOiJub25lIn0.a$b.c",
        "eyJhbGciOiJub25lIn0.a.b~WyJh~WyJi~",
        "IHsiYWxnIjoibm9uZSJ9.a.b",
        "e2FsZzpub25lfQ.a.b",
        "eyJ0eXAiOiJKV1QifQ.a.b",
        "eyJiNjQiOmZhbHNlLCJhbGciOiJIUzI1NiJ9.$02; a = 'b'.c",
    ] {
        check(token, &[(token, &[])]);
        check(&format!("Bearer {token}"), &[(token, &["Bearer"])]);
        check(
            &format!("Authorization: Bearer {token}"),
            &[(token, &["the header Authorization", "Bearer"])],
        );
        check(
            &format!("{{\"id_token\":\"{token}\"}}"),
            &[(token, &["a JSON answer, member id_token"])],
        );
        check(&format!("\"{token}\""), &[(token, &["quotes"])]);
    }
    one("\"⟦A⟧", &["text around it"]);
    one("⟦A⟧\"}", &["text around it"]);
    one(
        "https://jwt.io/#debugger-io?token=⟦A⟧",
        &["a URL, parameter token of its fragment"],
    );
}

#[test]
fn forms_are_named() {
    let pem = "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----";
    for (text, form) in [
        (A.to_owned(), CompactJws),
        (E.to_owned(), CompactJwe),
        ("eyJhbGciOi".to_owned(), CompactJws),
        (
            "{\"payload\":\"a\",\"signature\":\"b\"}".to_owned(),
            JsonJws,
        ),
        ("{\"payload\":\"a\",\"protected\":\"eyJ".to_owned(), JsonJws),
        ("{\"ciphertext\":\"a\"}".to_owned(), JsonJwe),
        ("{\"kty\":\"oct\",\"k\":\"AA\"}".to_owned(), Jwk),
        ("{\"keys\":[]}".to_owned(), Jwks),
        (
            format!("{{\"a\":{}}}", serde_json::to_string(pem).unwrap()),
            PemMap,
        ),
        (pem.to_owned(), Pem),
        (format!("{pem}\n{pem}"), Pem),
        ("hello".to_owned(), Unknown),
        ("{\"alg\":\"HS256\"}".to_owned(), Unknown),
    ] {
        let found = find(&text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(
            (found[0].form, found[0].text.as_str()),
            (form, text.as_str()),
            "{text}"
        );
        assert!(found[0].wrapping.is_empty(), "{text}");
    }
}

#[test]
fn keys_are_taken_out_of_their_wrapping_too() {
    let pem = "-----BEGIN PRIVATE KEY-----\nMCow\n-----END PRIVATE KEY-----";
    let escaped = pem.replace('\n', "\\n");
    check(&escaped, &[(pem, &["escaped line breaks"])]);
    check(
        &format!("KEY=\"{escaped}\""),
        &[(pem, &["the variable KEY", "a JSON string"])],
    );
    check(
        &format!("{{\"type\":\"service_account\",\"private_key\":\"{escaped}\\n\"}}"),
        &[(pem, &["JSON, member private_key"])],
    );
    check(
        &format!("my key\n{pem}\nand ⟦A⟧"),
        &[(pem, &["text around it"]), ("⟦A⟧", &["text around it"])],
    );
    check(
        "{\"cnf\":{\"jwk\":{\"kty\": \"oct\"}}}",
        &[("{\"kty\":\"oct\"}", &["JSON, member cnf.jwk"])],
    );
    check(
        "key: {\"kty\": \"oct\"} and ⟦A⟧",
        &[
            ("{\"kty\": \"oct\"}", &["text around it"]),
            ("⟦A⟧", &["text around it"]),
        ],
    );
}

#[test]
fn ordinary_text_is_unknown_and_stays_as_it_is() {
    for text in [
        "",
        "hello",
        "www.example.com",
        "https://www.example.com/a?b=c#d",
        "1.2.3",
        "123e4567-e89b-12d3-a456-426614174000",
        "sk_live_short",
        "Bearer sk_live_short",
        "{\"a\":\"b\"}",
        "a: b\nc: d",
        "eyJ1c2VyIjoxfQ",
        "curl https://a/",
        "{",
        "\"",
    ] {
        let found = find(&format!(" {text}\n"));
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(
            (found[0].form, found[0].text.as_str()),
            (Unknown, text),
            "{text}"
        );
        assert!(found[0].wrapping.is_empty(), "{text}");
    }
}

#[test]
fn the_debug_print_and_the_wrapping_keep_the_credential_to_themselves() {
    let text = format!("{{\"{A}\":\"{B}\"}}");
    let found = find(&text);
    assert_eq!(found[0].wrapping, ["JSON, member …"]);
    let printed = format!("{found:?}");
    assert!(!printed.contains("eyJ"), "{printed}");
}

/// How many bytes are read for each byte of a text.
fn work(text: &str) -> usize {
    let mut finder = Finder::new(text);
    finder.start(text);
    finder.work / text.len().max(1)
}

#[test]
fn what_is_big_is_read_a_bounded_number_of_times() {
    const MIB: usize = 1 << 20;
    let repeated = |piece: &str| piece.repeat(MIB / 16 / piece.len());
    for piece in [
        ".",
        "eyJ",
        "eyJ.",
        "\"",
        "'",
        "{",
        "[",
        "{\"",
        "{\"a\":",
        "{\"a\":1}",
        "{\"a\":1}\n",
        "[[",
        "\\",
        "%",
        "%25",
        "a=b&",
        "a=",
        "=",
        "Bearer ",
        "curl ",
        "curl\n",
        "curl '",
        "-----BEGIN ",
        "-----END ",
        "a: ",
        "a: b\n",
        "?",
        "#",
        "; ",
        "a=b;",
        "e.",
        "ew.",
        "IHsi/",
        "eyJhbGciOiJub25lIn0 ",
        "\u{feff}",
        "\n",
        "`",
        "```\n",
        "HTTP/1.1 200\n",
        "x",
        "eyJhbGciOiJub25lIn0.",
        "eyJiNjQiOmZhbHNlfQ.a ",
        "eyJ1IjoxfQ.a\n",
        "{\"a\":{",
        "{\"a\":\"",
        "\"{\\\"",
        "{\n",
        "{ \"\n",
        "a: {\n",
        "“",
        "Cookie: a=b; ",
        "a=\"",
        "https://a?b=",
        "-----BEGIN A-----\n-----END A-----\n",
        "-----BEGIN A-----\n-----END A-----\neyJ1IjoxfQ.a.\n",
        "'{\"a\":1}'\n",
        "{\"a\":\"'b'\"} ",
        "{\"a\":{}",
        "[1,",
        "x\n\t",
        "a b ",
        "eyJhbGciOiJub25lIn0\n",
        "A\\nB",
    ] {
        let times = work(&repeated(piece));
        // And once more, word by word.
        assert!(times <= 2 * MAX_DEPTH + 1, "{piece:?}: {times}");
    }
    let deep = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    assert!(work(&deep) <= 4);
    let long = format!("{A}{}", "A".repeat(MIB));
    assert_eq!(find(&long)[0].text, long);
    let quoted = (0..12).fold(A.to_owned(), |text, _| {
        serde_json::to_string(&text).unwrap()
    });
    assert_eq!(find(&quoted)[0].text, A);
}

#[test]
fn wrappings_beyond_the_limit_stay_on() {
    let text = format!("{}{A}", "Bearer ".repeat(100));
    let found = find(&text);
    assert_eq!(found[0].text, A);
    assert_eq!(found[0].wrapping.len(), MAX_DEPTH + 1);
}

/// Wraps any text in something that is decoded without loss.
fn wrap(kind: u8, text: &str) -> String {
    let encoded: String = ::url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let json = serde_json::to_string(text).unwrap();
    let shell = text.replace('\'', "'\\''");
    match kind % 14 {
        0 => json,
        1 => format!("{{\"a\":[{json}],\"b\":1}}"),
        2 => format!("{{\n  \"expires_in\": 1,\n  \"access_token\": {json}\n}}"),
        3 => format!("https://a.example/cb?state=1&token={encoded}"),
        4 => format!("myapp://cb#x=y&id_token={encoded}&z"),
        5 => format!("grant_type=a&assertion={encoded}"),
        6 => format!("curl -s 'https://a/' \\\n --data-raw '{shell}' -H 'A: b'"),
        7 => format!(
            "curl -H 'Authorization: Bearer x' -d 'a={}' https://a/",
            encoded
        ),
        8 => format!("Cookie: a=b; c={}", encoded.replace('+', "%20")),
        9 => format!("HTTP/1.1 200 OK\r\nServer: a\r\n\r\n{text}\r\n"),
        10 => format!("A=b\nexport TOKEN={json}\n"),
        11 => format!("a: b\nc:\n  token: {json}\n"),
        12 => format!("see this:\n{{\"a\": {json}}}\nbye"),
        _ => format!("```\n{text}\n```"),
    }
}

/// Wraps a token itself.
fn wrap_token(kind: u8, token: &str) -> String {
    match kind % 8 {
        0 => token.to_owned(),
        1 => format!("Bearer {token}"),
        2 => format!("'{token}'"),
        3 => format!("Authorization: DPoP {token}"),
        4 => format!("TOKEN={token}"),
        5 => format!("the token {token} is it"),
        6 => format!("  {token}\n"),
        _ => format!("<{token}>"),
    }
}

fn any_token() -> impl Strategy<Value = String> {
    let part = "[A-Za-z0-9_-]{1,80}";
    let alg = prop::sample::select(vec!["HS256", "ES256", "RS256", "none", "odd"]);
    let jws = (alg, part, "[A-Za-z0-9_-]{0,90}").prop_map(|(alg, payload, signature)| {
        let header = format!("{{\"alg\":\"{alg}\",\"typ\":\"JWT\"}}");
        let header = crate::jose::base64url::encode(header.as_bytes());
        format!("{header}.{payload}.{signature}")
    });
    let jwe = (part, part, part).prop_map(|(iv, text, tag)| {
        let header = crate::jose::base64url::encode(br#"{"alg":"dir","enc":"A128GCM"}"#);
        format!("{header}..{iv}.{text}.{tag}")
    });
    prop_oneof![3 => jws, 1 => jwe]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_token_comes_out_of_any_wrapping_as_it_went_in(
        token in any_token(),
        inner in any::<u8>(),
        outer in prop::collection::vec(any::<u8>(), 0..5),
    ) {
        let mut text = wrap_token(inner, &token);
        for kind in outer {
            text = wrap(kind, &text);
        }
        let found = find(&text);
        let texts: Vec<_> = found.iter().map(|f| f.text.as_str()).collect();
        prop_assert_eq!(texts, [token.as_str()], "{}", text);
    }

    #[test]
    fn any_text_is_searched_without_panic(text in "\\PC{0,200}") {
        prop_assert!(!find(&text).is_empty());
    }

    #[test]
    fn any_jumble_of_what_is_looked_for_is_searched_without_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "eyJhbGciOiJub25lIn0", ".", "a", "é", "\u{feff}", "\u{200b}", "{\"", "{", "}", "[", "]", "\"", "'",
            "\\", "\\u00", "%", "%2", "%65", "=", "&", "?", "#", ":", "://", ";", " ", "\n", "\r\n", "`", "```",
            "Bearer ", "curl ", "-H ", "-d", "$'", "^\"", "^", "-----BEGIN ", "-----END ", "-----", "~", "+", "/",
            "HTTP/1.1 200 OK\n", "Cookie:", "ZXlK", "\u{0}", "data:", "“", "”", "\"kty\":", "\"keys\":[", ",",
        ]), 0..40),
    ) {
        let text = pieces.concat();
        let found = find(&text);
        prop_assert!(!found.is_empty() && found.len() <= MAX_FOUND);
        for one in found {
            prop_assert!(one.wrapping.iter().all(|w| !w.contains("eyJ") && !w.contains(char::is_control)));
        }
    }
}
