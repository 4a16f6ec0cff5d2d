//! Each job by what it asks for.

use super::Desk;
use super::transfer::{export, read_import};
use super::trouble::{Trouble, sentence, told_of};
use crate::app::{Carry, Imported, SecretText, SecretUse, VaultAnswer, VaultTask};
use crate::report::Secret;
use crate::store::StoreError;
use crate::vault::{Draft, Index, What, plan};

impl Desk {
    /// Does what is asked. The list goes into `looked` where it was only looked at.
    pub(super) fn done(
        &mut self,
        task: VaultTask,
        now: i64,
        looked: &mut Option<Index>,
    ) -> Result<VaultAnswer, Trouble> {
        let done = VaultAnswer::Done;
        match task {
            VaultTask::State { file } => return Ok(VaultAnswer::State(self.state(file))),
            VaultTask::Look { store, file } => {
                *looked = self.look(store, file, now);
                return Ok(done);
            }
            VaultTask::Open {
                store,
                file,
                passphrase,
            } => {
                let secret = Secret::from(passphrase.to_string());
                return self.open(store, file, secret, now);
            }
            VaultTask::Lock => {
                self.close();
                return Ok(done);
            }
            VaultTask::Fetch(wanted) => {
                let run = wanted.run;
                let got = self.fetch(wanted, now).map_err(told_of);
                return Ok(VaultAnswer::Fetched(run, Box::new(got)));
            }
            VaultTask::KeepLogin(keep) => {
                let kept = self.keep_login(&keep, now).map_err(told_of);
                return Ok(VaultAnswer::LoginKept(keep.run, kept));
            }
            _ => {}
        }
        let vault = &mut self.open.as_mut().ok_or(Trouble::NotOpen)?.vault;
        Ok(match task {
            VaultTask::Secret(entry, usage) => {
                let what = match usage {
                    SecretUse::Copy => What::Copied,
                    _ => What::Revealed,
                };
                let mut secrets = vault.secrets(&[&*entry], &what, now)?;
                let secret = secrets.pop().ok_or(StoreError::NoMeans("secret"))?;
                VaultAnswer::Secret(entry.id, usage, secret)
            }
            VaultTask::Add(new, secret) => {
                let entry = vault.add(*new, secret, now)?;
                let told = format!("{} is kept", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::Edit(seen, written) => {
                let entry = vault.edit(&seen, *written, now)?;
                let told = format!("{} was changed", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::Renew(entry, secret) => {
                let entry = vault.renew(&entry, Draft::default(), secret, now)?;
                let told = format!("{} has its new secret", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::Used(ids, what) => {
                vault.used(&ids.iter().collect::<Vec<_>>(), &what, now);
                done
            }
            VaultTask::Revoked(id, secret) => {
                vault.revoked(&id, &secret, now)?;
                done
            }
            VaultTask::RenameProfile(before, name) => {
                vault.rename_profile(&before, &name)?;
                done
            }
            VaultTask::Remove(id) => {
                vault.remove(&[id], now)?;
                done
            }
            VaultTask::PutBack(id) => {
                let entry = vault.put_back(&id, now)?;
                let told = format!("{} is back", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::Clean => {
                // What is left is deleted the next time.
                let _ = vault.clean(now);
                done
            }
            VaultTask::Survey => VaultAnswer::Survey(vault.survey(now)?),
            VaultTask::Adopt(orphan) => {
                let entry = vault.adopt(&orphan, now)?;
                let told = format!("{} has an entry again", entry.label);
                VaultAnswer::Entry(entry.id, told)
            }
            VaultTask::DeleteOrphan(orphan) => {
                vault.delete_orphan(&orphan, now)?;
                VaultAnswer::Survey(vault.survey(now)?)
            }
            VaultTask::ReadImport {
                path,
                passphrase,
                replace,
                all,
            } => {
                let index = vault.open(now)?.index;
                let brought = read_import(&path, &passphrase, all, now)?;
                let faults = brought.faults.iter();
                let faults = faults.map(|(line, detail)| format!("Line {line}: {detail}"));
                let faults = faults.collect();
                let planned = plan(brought.things, &index, replace);
                VaultAnswer::Imported(Imported { planned, faults })
            }
            VaultTask::Import(planned) => VaultAnswer::Stored(vault.import(planned, now)?),
            VaultTask::Export { path, carry } => {
                let count = export(vault, &path, &carry, now)?;
                VaultAnswer::Exported {
                    count,
                    name: path,
                    encrypted: matches!(carry, Carry::Sealed(_)),
                }
            }
            VaultTask::Rekey { old, new } => {
                let secret = |text: SecretText| Secret::from(text.to_string());
                match vault.store().rekey(&secret(old), secret(new)) {
                    // What was mistyped here locks nothing.
                    Err(error @ StoreError::WrongPassphrase(_)) => {
                        return Err(Trouble::Said(sentence(&error)));
                    }
                    done => done?,
                }
                VaultAnswer::Rekeyed
            }
            _ => done,
        })
    }
}
