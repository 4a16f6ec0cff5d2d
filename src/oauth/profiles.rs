//! The file of profiles: read as far as it goes, and written back with what is not understood.

use super::{Profile, is_variable_name};
use toml::{Table, Value};

/// All profiles of a file, and what in it is not understood: it is written back as it was.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    /// The profiles, in the order of the file.
    pub list: Vec<Profile>,
    /// Profiles that could not be read.
    unread: Vec<Value>,
    /// Other members of the file.
    rest: Table,
}

/// What a file of profiles holds, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct ProfilesRead {
    /// The profiles.
    pub profiles: Profiles,
    /// Each a sentence.
    pub faults: Vec<String>,
    /// Of those each that is about a profile, with that profile's name.
    pub own: Vec<(String, String)>,
    /// Whether it is no such file at all: it is to be kept aside and not to be written over.
    pub is_damaged: bool,
}

/// The member that holds the profiles.
const MEMBER: &str = "profile";

/// Members that would be secrets. They are not taken, and not written again.
const SECRETS: &[&str] = &[
    "client_secret",
    "secret",
    "password",
    "refresh_token",
    "access_token",
];

impl Profiles {
    /// Reads a file of profiles, as far as it goes.
    pub fn read(text: &str) -> ProfilesRead {
        let mut read = ProfilesRead::default();
        let mut table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let line = error.span().map_or(1, |span| {
                    let before = text.get(..span.start).unwrap_or_default();
                    before.matches('\n').count() + 1
                });
                let why = error.message();
                read.faults
                    .push(format!("line {line} is not TOML: {why}; nothing was read"));
                read.is_damaged = true;
                return read;
            }
        };
        match table.remove(MEMBER) {
            None => {}
            Some(Value::Array(entries)) => {
                for (place, entry) in (1..).zip(entries) {
                    read.take(place, entry);
                }
            }
            Some(other) => {
                let what = other.type_str();
                read.faults
                    .push(format!("profile is a {what}, not [[profile]] tables"));
                read.is_damaged = true;
            }
        }
        read.profiles.rest = table;
        read
    }

    /// The text of the file.
    pub fn write(&self) -> String {
        let list = self.list.iter().map(|profile| Profile {
            // TOML has no larger number, and the profile would be left out.
            leeway: profile.leeway.min(i64::MAX as u64),
            ..profile.clone()
        });
        // A profile holds nothing else that TOML cannot say.
        let list = list.filter_map(|profile| Value::try_from(profile).ok());
        let list: Vec<_> = list.chain(self.unread.iter().cloned()).collect();
        let mut table = self.rest.clone();
        if !list.is_empty() {
            table.insert(MEMBER.to_owned(), Value::Array(list));
        }
        toml::to_string(&table).unwrap_or_default()
    }

    /// Two lists that were made of the same one, `base`, in one: what was changed in either. Of a
    /// profile that was changed in both, that of `theirs` gets a free name, so that none is lost.
    pub fn merged(base: &Self, ours: &Self, theirs: &Self) -> Self {
        let mut list = Vec::new();
        let mut others = Vec::new();
        for own in &ours.list {
            let before = base.get(&own.name);
            match theirs.get(&own.name) {
                Some(other) if before == Some(own) => list.push(other.clone()),
                Some(other) => {
                    if other != own && before != Some(other) {
                        others.push(other);
                    }
                    list.push(own.clone());
                }
                // Deleted there, and not changed here.
                None if before == Some(own) => {}
                None => list.push(own.clone()),
            }
        }
        let new = theirs.list.iter().filter(|other| {
            let before = base.get(&other.name);
            ours.get(&other.name).is_none() && before != Some(*other)
        });
        list.extend(new.cloned());
        // What is not understood is never changed here.
        let mut merged = Self {
            list,
            ..theirs.clone()
        };
        for other in others {
            let name = merged.free_name(&other.name);
            merged.list.push(Profile {
                name,
                ..other.clone()
            });
        }
        merged
    }

    /// The profile of that name.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.list.iter().find(|profile| profile.name == name)
    }

    /// A name that no profile has yet: the name itself, or with a number.
    pub fn free_name(&self, wanted: &str) -> String {
        let is_free = |name: &String| self.get(name).is_none();
        let numbered = (2..).map(|n| format!("{wanted} {n}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }
}

impl ProfilesRead {
    /// What is wrong with the profile of that name, each a sentence.
    pub fn faults_of(&self, name: &str) -> Vec<&str> {
        let own = self.own.iter().filter(|(of, _)| of == name);
        own.map(|(_, fault)| fault.as_str()).collect()
    }

    fn take(&mut self, place: usize, entry: Value) {
        let name = entry.get("name").and_then(Value::as_str);
        let (name, before) = (name.map(str::to_owned), self.faults.len());
        self.read_one(place, name.as_deref(), entry);
        if let Some(name) = name {
            let new = self.faults.iter().skip(before);
            self.own
                .extend(new.map(|fault| (name.clone(), fault.clone())));
        }
    }

    fn read_one(&mut self, place: usize, name: Option<&str>, mut entry: Value) {
        let name = name.map_or_else(|| format!("profile {place}"), |n| format!("profile {n:?}"));
        if let Value::Table(table) = &mut entry {
            for secret in SECRETS {
                if table.remove(*secret).is_some() {
                    self.faults.push(format!(
                        "{name} holds a {secret}; it was not taken, a secret does not belong in this file"
                    ));
                }
            }
        }
        self.leave_out_odd_variable(&name, &mut entry);
        match entry.clone().try_into::<Profile>() {
            Ok(profile) if profile.name.is_empty() => {
                self.faults.push(format!("{name} has no name"));
                self.profiles.unread.push(entry);
            }
            Ok(profile) if self.profiles.get(&profile.name).is_some() => {
                self.faults
                    .push(format!("{name} occurs twice; the first is used"));
                self.profiles.unread.push(entry);
            }
            Ok(profile) => self.profiles.list.push(profile),
            Err(error) => {
                let why = error.message().trim().replace('\n', ", ");
                self.faults.push(format!("{name} cannot be read: {why}"));
                self.profiles.unread.push(entry);
            }
        }
    }

    /// What is no name of a variable may be the secret itself.
    fn leave_out_odd_variable(&mut self, name: &str, entry: &mut Value) {
        const MEMBER: &str = "client_secret_env";
        let is_odd = entry.get(MEMBER).is_some_and(|told| {
            let told = told.as_str();
            !told.is_some_and(is_variable_name)
        });
        if is_odd && let Value::Table(table) = entry {
            table.remove(MEMBER);
            self.faults.push(format!(
                "{name} has a {MEMBER} that is no name of a variable; it was not taken, a secret does not belong in this file"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::{AuthMethod, CredentialPlace, Grant, Pkce};
    use crate::wire::Mode;

    const FILE: &str = r#"
later = "version"

[[profile]]
name = "GitHub"
provider = "github"
client_id = "app"
scopes = ["read:user"]
auth = "post"
grant = "device"
response_mode = "form_post"
colour = "red"

[profile.redirect]
host = "localhost"
ports = [8080, 8081]

[[profile]]
name = "broken"
pkce = "S512"

[[profile]]
client_id = "nameless"
client_secret = "hunter2"
"#;

    #[test]
    fn a_profile_is_read_and_written_with_what_is_not_understood() {
        let read = Profiles::read(FILE);
        assert!(!read.is_damaged);
        let said = read.faults.join("\n");
        for part in [
            "\"broken\" cannot be read",
            "profile 3 has no name",
            "client_secret",
        ] {
            assert!(said.contains(part), "{said}");
        }
        let profile = read.profiles.get("GitHub").unwrap();
        assert_eq!(profile.grant, Grant::Device);
        assert_eq!(profile.auth, Some(AuthMethod::Post));
        assert_eq!(profile.response_mode, Some(Mode::FormPost));
        assert_eq!(profile.redirect.ports, [8080, 8081]);
        assert_eq!(profile.redirect.path, "/callback");
        assert_eq!(profile.pkce, Pkce::S256);
        assert_eq!(profile.redirect.uri(8080), "http://localhost:8080/callback");
        let written = read.profiles.write();
        for part in [
            "later = \"version\"",
            "colour = \"red\"",
            "S512",
            "nameless",
            "form_post",
        ] {
            assert!(written.contains(part), "{part}\n{written}");
        }
        assert!(!written.contains("hunter2"));
        assert!(!format!("{read:?}").contains("hunter2"));
        let again = Profiles::read(&written);
        assert_eq!(again.profiles.list, read.profiles.list);
        assert_eq!(again.profiles.write(), written);
    }

    #[test]
    fn a_profile_names_where_its_credential_is_and_never_holds_it() {
        let file = |members: &str| {
            let text = format!("[[profile]]\nname = \"a\"\n{members}");
            Profiles::read(&text)
        };
        let read = file("client_secret_env = \"APP_SECRET\"\nclient_key = \"/keys/app.pem\"");
        assert!(read.faults.is_empty(), "{read:?}");
        let written = read.profiles.write();
        let again = Profiles::read(&written).profiles;
        assert_eq!(again.list, read.profiles.list);
        let mut profile = again.list[0].clone();
        let variable = Some(CredentialPlace::Variable("APP_SECRET"));
        let key = Some(CredentialPlace::KeyFile("/keys/app.pem"));
        for (auth, place) in [
            (None, variable),
            (Some(AuthMethod::None), None),
            (Some(AuthMethod::SecretJwt), variable),
            (Some(AuthMethod::PrivateKeyJwt), key),
        ] {
            profile.auth = auth;
            assert_eq!(profile.credential_place(), place, "{auth:?}");
        }
        // The secret itself, pasted in the place of a name.
        let read = file("client_secret_env = \"hunter2-~3Q\"");
        assert!(read.faults[0].contains("no name of a variable"), "{read:?}");
        assert_eq!(read.profiles.list[0].client_secret_env, None);
        assert!(!read.profiles.write().contains("hunter2"));
    }

    #[test]
    fn what_was_changed_in_either_of_two_lists_is_in_both() {
        let list = |entries: &[(&str, &str)]| Profiles {
            list: entries
                .iter()
                .map(|(name, id)| Profile {
                    name: (*name).into(),
                    client_id: (*id).into(),
                    ..Profile::default()
                })
                .collect(),
            ..Profiles::default()
        };
        let base = list(&[
            ("same", "0"),
            ("a", "0"),
            ("b", "0"),
            ("c", "0"),
            ("d", "0"),
            ("e", "0"),
            ("f", "0"),
        ]);
        // a is changed here, b there, c in both; d is deleted here, e there; f is deleted here and
        // changed there.
        let ours = list(&[
            ("same", "0"),
            ("a", "1"),
            ("b", "0"),
            ("c", "1"),
            ("e", "0"),
            ("mine", "1"),
        ]);
        let theirs = list(&[
            ("same", "0"),
            ("a", "0"),
            ("b", "2"),
            ("c", "2"),
            ("d", "0"),
            ("f", "2"),
            ("yours", "2"),
        ]);
        let merged = Profiles::merged(&base, &ours, &theirs);
        let merged = merged.list.iter().map(|p| (&*p.name, &*p.client_id));
        assert_eq!(
            merged.collect::<Vec<_>>(),
            [
                ("same", "0"),
                ("a", "1"),
                ("b", "2"),
                ("c", "1"),
                ("mine", "1"),
                ("f", "2"),
                ("yours", "2"),
                ("c 2", "2")
            ]
        );
    }

    #[test]
    fn a_fault_is_that_of_its_own_profile() {
        let read = Profiles::read(FILE);
        assert_eq!(read.faults.len(), 3, "{read:?}");
        assert_eq!(read.faults_of("GitHub"), Vec::<&str>::new());
        let [broken] = read.faults_of("broken")[..] else {
            panic!("{read:?}")
        };
        assert!(broken.contains("cannot be read"), "{broken}");
    }

    #[test]
    fn a_damaged_file_says_where() {
        let read = Profiles::read("a = 1\nb = [");
        assert!(read.is_damaged);
        assert!(read.faults[0].starts_with("line 2 is not TOML"), "{read:?}");
        assert!(Profiles::read("profile = 7").is_damaged);
        assert!(!Profiles::read("").is_damaged);
    }

    #[test]
    fn a_profile_with_the_largest_leeway_is_not_lost() {
        let mut profiles = Profiles::default();
        profiles.list.push(Profile {
            name: "a".into(),
            leeway: u64::MAX,
            ..Profile::default()
        });
        let again = Profiles::read(&profiles.write()).profiles;
        assert_eq!(again.get("a").unwrap().leeway, i64::MAX as u64);
    }

    #[test]
    fn a_copy_gets_a_name_of_its_own() {
        let mut profiles = Profiles::read(FILE).profiles;
        assert_eq!(profiles.free_name("Google"), "Google");
        assert_eq!(profiles.free_name("GitHub"), "GitHub 2");
        profiles.list.push(Profile {
            name: "GitHub 2".into(),
            ..Profile::default()
        });
        assert_eq!(profiles.free_name("GitHub"), "GitHub 3");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".*", value in "[a-z0-9\"\\[\\]{}=., \n]*") {
            let _ = Profiles::read(&text);
            let _ = Profiles::read(&format!("[[profile]]\n{value}")).profiles.write();
        }
    }
}
