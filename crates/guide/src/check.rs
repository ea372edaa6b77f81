//! Checks a built site for faults that mdBook does not notice: broken links and fragments, leftover directives, empty
//! listings, files that would be loaded from another host, and a site that is too large.
//!
//! The checks of the pages' sources are in `tests/book.rs` of the course.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The size limit of the whole site, with room for eleven chapters: 5 MiB.
const MAX_SITE_BYTES: u64 = 5 * 1024 * 1024;

/// The size limit of a page, which a reader loads at once: 384 KiB.
const MAX_PAGE_BYTES: u64 = 384 * 1024;

/// The page with all chapters, for printing.
const PRINT_PAGE: &str = "print.html";

/// A fault of a page, or of the whole site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the site.
    page: String,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
enum Fault {
    #[error("broken link `{0}`: the site has no such file")]
    NoFile(String),
    #[error("broken link `{0}`: the page has no element with this id; a heading may have been renamed")]
    NoFragment(String),
    #[error("`{0}` would be loaded from another host; the guide must work offline")]
    OtherHost(String),
    #[error("the directive `{0}` was not replaced; it must be alone on its line, outside of a list")]
    Directive(String),
    #[error("a listing is empty; its file no longer has the included anchor or lines")]
    EmptyListing,
    #[error("two elements have the id `{0}`; a link to it only leads to the first")]
    DuplicateId(String),
    #[error("{0} bytes, more than the limit of {MAX_SITE_BYTES}; shorten or remove its largest files")]
    TooLarge(u64),
    #[error("{0} bytes, more than the limit of {MAX_PAGE_BYTES} for a page; shorten it, or record fewer events")]
    PageTooLarge(u64),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.page, self.fault)
    }
}

/// A file of the site that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}", .path.display())]
pub struct CheckError {
    path: PathBuf,
    source: io::Error,
}

/// Returns all faults of the site in a folder, in order.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let site = tempfile::tempdir()?;
/// std::fs::write(site.path().join("index.html"), r#"<a href="missing.html">a page</a>"#)?;
/// let findings = guide::check::site(site.path())?;
/// assert_eq!(findings[0].to_string(), "index.html: broken link `missing.html`: the site has no such file");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Fails if a file of the site cannot be read.
pub fn site(folder: &Path) -> Result<Vec<Finding>, CheckError> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files)?;
    let mut pages = BTreeMap::new();
    for name in files.keys().filter(|name| is_page(name)) {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).map_err(|source| CheckError { path, source })?;
        pages.insert(name.clone(), Page::of(&text));
    }
    let mut findings = BTreeSet::new();
    for (name, page) in &pages {
        for fault in page.faults(name, &files, &pages) {
            findings.insert(Finding { page: name.clone(), fault });
        }
    }
    let pages = files.iter().filter(|(page, _)| is_page(page) && *page != PRINT_PAGE);
    for (page, bytes) in pages.filter(|(_, bytes)| **bytes > MAX_PAGE_BYTES) {
        findings.insert(Finding { page: page.clone(), fault: Fault::PageTooLarge(*bytes) });
    }
    let bytes: u64 = files.values().sum();
    if bytes > MAX_SITE_BYTES {
        findings.insert(Finding { page: "the site".to_owned(), fault: Fault::TooLarge(bytes) });
    }
    Ok(findings.into_iter().collect())
}

/// Collects the files below a folder with their sizes. The parts of a name are separated by `/`.
fn collect(site: &Path, folder: &Path, files: &mut BTreeMap<String, u64>) -> Result<(), CheckError> {
    let failed = |source| CheckError { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let data = fs::metadata(&path).map_err(failed)?;
        if data.is_dir() {
            collect(site, &path, files)?;
        } else {
            let relative = path.strip_prefix(site).unwrap_or(&path);
            let parts: Vec<String> =
                relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            files.insert(parts.join("/"), data.len());
        }
    }
    Ok(())
}

fn is_page(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "html")
}

/// The parts of a page that are checked.
struct Page {
    ids: Vec<String>,
    /// The targets of its links.
    links: Vec<String>,
    /// The addresses of everything that is loaded with the page.
    loaded: Vec<String>,
    /// The text outside of code and scripts.
    prose: String,
    has_empty_listing: bool,
}

impl Page {
    fn of(html: &str) -> Page {
        let mut page = Page {
            ids: Vec::new(),
            links: Vec::new(),
            loaded: Vec::new(),
            prose: String::new(),
            has_empty_listing: false,
        };
        let mut rest = html;
        while let Some((before, tag, after)) = next_tag(rest) {
            page.prose.push_str(before);
            rest = after;
            let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
            page.ids.extend(attribute(tag, "id"));
            match name {
                "a" => page.links.extend(attribute(tag, "href")),
                "link" => page.loaded.extend(attribute(tag, "href")),
                "img" | "iframe" | "source" | "video" | "audio" => page.loaded.extend(attribute(tag, "src")),
                "script" => {
                    page.loaded.extend(attribute(tag, "src"));
                    rest = past(rest, "</script>").1;
                }
                "style" => rest = past(rest, "</style>").1,
                "code" | "pre" => {
                    let (inside, after) = past(rest, if name == "code" { "</code>" } else { "</pre>" });
                    let is_listing = tag.contains("language-");
                    page.has_empty_listing |= is_listing && inside.trim().is_empty();
                    if name == "code" {
                        rest = after;
                    }
                }
                _ => {}
            }
        }
        page.prose.push_str(rest);
        page
    }

    fn faults(&self, name: &str, files: &BTreeMap<String, u64>, pages: &BTreeMap<String, Page>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let other_hosts = self.loaded.iter().filter(|url| url.contains("://") || url.starts_with("//"));
        faults.extend(other_hosts.cloned().map(Fault::OtherHost));
        // The 404 page is shown under any address, so its links begin at the root of the site.
        if name != "404.html" {
            let inside = self.links.iter().chain(&self.loaded).filter(|link| !is_external(link));
            faults.extend(inside.filter_map(|link| broken(name, link, files, pages)));
        }
        let leftover = self.prose.split("{{#").skip(1).map(|rest| rest.split("}}").next().unwrap_or_default());
        faults.extend(leftover.map(|inside| Fault::Directive(format!("{{{{#{inside}}}}}"))));
        if self.has_empty_listing {
            faults.push(Fault::EmptyListing);
        }
        let mut seen = BTreeSet::new();
        faults.extend(self.ids.iter().filter(|id| !seen.insert(*id)).cloned().map(Fault::DuplicateId));
        faults
    }
}

fn is_external(link: &str) -> bool {
    ["http://", "https://", "mailto:", "javascript:"].iter().any(|scheme| link.starts_with(scheme))
}

/// Returns the fault of a link, if its file or its fragment does not exist.
fn broken(from: &str, link: &str, files: &BTreeMap<String, u64>, pages: &BTreeMap<String, Page>) -> Option<Fault> {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if path.is_empty() {
        parts = from.split('/').collect();
    } else {
        for part in path.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
    }
    let mut target = parts.join("/");
    if target.is_empty() || target.ends_with('/') {
        target.push_str("index.html");
    }
    if !files.contains_key(&target) {
        return Some(Fault::NoFile(link.to_owned()));
    }
    let exists = fragment.is_empty() || pages.get(&target).is_some_and(|page| page.ids.iter().any(|id| id == fragment));
    (!exists).then(|| Fault::NoFragment(link.to_owned()))
}

/// Splits HTML into the text before the next tag, the tag without its brackets, and the rest. A comment counts as an empty
/// tag.
fn next_tag(html: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = html.split_once('<')?;
    if rest.starts_with("!--") {
        return Some((before, "", past(rest, "-->").1));
    }
    let mut quote = None;
    for (index, letter) in rest.char_indices() {
        match (quote, letter) {
            (None, '>') => return Some((before, &rest[..index], &rest[index + 1..])),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

/// Splits text into the parts before and after the first `end`.
fn past<'t>(text: &'t str, end: &str) -> (&'t str, &'t str) {
    text.split_once(end).unwrap_or((text, ""))
}

/// Returns the value of an attribute of a tag, decoded as far as links need it.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&amp;", "&").replace("%20", " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(pages: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, html) in pages {
            fs::write(folder.path().join(name), html).unwrap();
        }
        site(folder.path()).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sound_site_has_no_findings() {
        let page = r##"<h1 id="a">A</h1><a href="b.html#c">b</a><a href="#a">a</a><a href="https://example.org/">out</a>
            <pre><code class="language-text">{{#trace shown}}</code></pre><script>"<a href='no'>"</script>"##;
        assert_eq!(faults(&[("a.html", page), ("b.html", r#"<p id="c"><code></code></p>"#)]), [""; 0]);
    }

    #[test]
    fn a_link_without_its_file_or_its_fragment_is_broken() {
        let found = faults(&[
            ("a.html", r##"<a href="no.html"></a><a href="b.html#no"></a><a href="#no"></a>"##),
            ("b.html", ""),
        ]);
        let no_fragment = "the page has no element with this id; a heading may have been renamed";
        assert_eq!(
            found,
            [
                "a.html: broken link `no.html`: the site has no such file".to_owned(),
                format!("a.html: broken link `#no`: {no_fragment}"),
                format!("a.html: broken link `b.html#no`: {no_fragment}"),
            ]
        );
    }

    #[test]
    fn leftovers_empty_listings_duplicate_ids_and_other_hosts_are_found() {
        let page = r#"<p id="a">{{#trace x}}</p><pre><code class="language-rust"> </code></pre><p id="a"></p>
            <script src="https://example.org/x.js"></script>"#;
        assert_eq!(
            faults(&[("a.html", page)]),
            [
                "a.html: `https://example.org/x.js` would be loaded from another host; the guide must work offline",
                "a.html: the directive `{{#trace x}}` was not replaced; it must be alone on its line, outside of a list",
                "a.html: a listing is empty; its file no longer has the included anchor or lines",
                "a.html: two elements have the id `a`; a link to it only leads to the first",
            ]
        );
    }

    #[test]
    fn a_site_has_a_size_limit() {
        let page = "x".repeat(MAX_SITE_BYTES as usize + 1);
        assert_eq!(
            faults(&[("a.txt", &page)]),
            ["the site: 5242881 bytes, more than the limit of 5242880; shorten or remove its largest files"]
        );
        let page = "x".repeat(MAX_PAGE_BYTES as usize + 1);
        assert_eq!(
            faults(&[("a.html", &page), (PRINT_PAGE, &page)]),
            ["a.html: 393217 bytes, more than the limit of 393216 for a page; shorten it, or record fewer events"]
        );
    }
}
