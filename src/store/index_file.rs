//! The list of entries on disk: read at any time, changed by one program after the other.

use super::lock::Lock;
use super::{Place, StoreError, atomic};
use crate::vault::{Index, IndexError, MAX_ENTRIES};
use std::path::PathBuf;

/// 20,000 entries of a kilobyte and a half.
const MAX_INDEX_BYTES: usize = MAX_ENTRIES * 1_536;

/// The file with the list.
#[derive(Debug)]
pub(super) struct IndexFile {
    place: Place,
}

impl IndexFile {
    pub(super) fn at(place: &Place) -> Self {
        Self {
            place: place.clone(),
        }
    }

    /// The list as it is by now; nothing where there is none yet.
    pub(super) fn read(&self) -> Result<Option<Index>, StoreError> {
        let text = atomic::read(&self.place.index, MAX_INDEX_BYTES)?;
        let index = text.map(|text| Index::read(&text)).transpose();
        index.map_err(|error| match error {
            IndexError::Newer => StoreError::NewerList(self.place.index.clone()),
            error => error.into(),
        })
    }

    /// Makes a change to the list as it is by now. One that fails changes nothing.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut Index) -> Result<T, IndexError>,
    ) -> Result<T, StoreError> {
        self.place.make()?;
        let _lock = Lock::take(&self.place.lock)?;
        let before = self.read()?;
        let mut index = before.clone().unwrap_or_default();
        let done = change(&mut index)?;
        if before.as_ref() != Some(&index) {
            let text = index.render();
            if text.len() > MAX_INDEX_BYTES {
                return Err(StoreError::NoRoom(self.place.index.clone()));
            }
            atomic::write(&self.place.index, text.as_bytes())?;
        }
        Ok(done)
    }

    /// Puts another list in the place of a damaged one, which is kept under another name. Nothing
    /// where it is damaged no more: another program was quicker.
    pub(super) fn renew(&self, index: &Index) -> Result<Option<PathBuf>, StoreError> {
        self.place.make()?;
        let _lock = Lock::take(&self.place.lock)?;
        let aside = match self.read() {
            Err(StoreError::Index(IndexError::Damaged(_)) | StoreError::TooLarge(_)) => {
                Some(atomic::set_aside(&self.place.index)?)
            }
            Err(error) => return Err(error),
            Ok(Some(_)) => return Ok(None),
            Ok(None) => None,
        };
        atomic::write(&self.place.index, index.render().as_bytes())?;
        Ok(aside)
    }
}
