//! Files to be created and changed, all or none.

use std::fs;
use std::path::PathBuf;

use super::NewError;

/// Files to be created and changed.
#[derive(Debug, Default)]
pub(super) struct Files {
    created: Vec<(PathBuf, String)>,
    changed: Vec<(PathBuf, String)>,
}

impl Files {
    /// Adds a file that must not exist yet.
    pub(super) fn create(&mut self, file: PathBuf, text: String) {
        self.created.push((file, text));
    }

    /// Adds a change of an existing file: `change` maps its text to the new one.
    pub(super) fn change(
        &mut self,
        file: PathBuf,
        change: impl FnOnce(String) -> Result<String, NewError>,
    ) -> Result<(), NewError> {
        let text = change(read(&file)?)?;
        self.changed.push((file, text));
        Ok(())
    }

    /// Appends lines to an existing file, after an empty one.
    pub(super) fn append(&mut self, file: PathBuf, lines: &str) -> Result<(), NewError> {
        self.change(file, |text| Ok(format!("{}\n\n{lines}", text.trim_end())))
    }

    /// Writes all files, or none if one of the new ones exists. Returns their paths.
    pub(super) fn write(self) -> Result<Vec<PathBuf>, NewError> {
        if let Some((file, _)) = self.created.iter().find(|(file, _)| file.exists()) {
            return Err(NewError::FileExists { file: file.clone() });
        }
        let mut written = Vec::new();
        for (file, text) in self.created.into_iter().chain(self.changed) {
            course::fs::replace(&file, text).map_err(|source| NewError::Write { file: file.clone(), source })?;
            written.push(file);
        }
        Ok(written)
    }
}

/// Reads a file that must exist.
pub(super) fn read(file: &PathBuf) -> Result<String, NewError> {
    fs::read_to_string(file).map_err(|source| NewError::Read { file: file.clone(), source })
}
