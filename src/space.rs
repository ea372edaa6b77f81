//! The free space on a disk.

use std::io;
use std::path::Path;

/// The free space below which a build may fail half-way. The target folder of the first chapters takes about a tenth.
pub(crate) const MIN_FREE_BYTES: u64 = 2 << 30;

/// Returns whether there is enough room for a build, as far as the system says. The folder need not be there yet.
pub(crate) fn is_enough(folder: &Path) -> bool {
    free(folder).map_or(true, |bytes| bytes >= MIN_FREE_BYTES)
}

/// Returns the free bytes on the disk of a folder, which need not be there yet.
pub(crate) fn free(folder: &Path) -> io::Result<u64> {
    free_in(folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder))
}

#[cfg(unix)]
fn free_in(folder: &Path) -> io::Result<u64> {
    let volume = rustix::fs::statvfs(folder)?;
    Ok(volume.f_bavail.saturating_mul(volume.f_frsize))
}

#[cfg(not(unix))]
fn free_in(folder: &Path) -> io::Result<u64> {
    fs4::available_space(folder)
}
