//! What must hold of the site as it is built, and what mdBook does not look at: links and their fragments, directives that
//! were left over, listings that came out empty, what would be loaded from elsewhere, and how much there is to load.
//!
//! What concerns the sources of the pages alone is in `tests/book.rs` of the course.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The most that the whole site may take: 3 MiB.
const MOST_BYTES: u64 = 3 * 1024 * 1024;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the site.
    page: String,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
enum What {
    #[error("the link `{0}` leads to no file of the site; mend it on the page that has it")]
    NoFile(String),
    #[error("the link `{0}` leads to no place of its page; a heading may have another name now")]
    NoPlace(String),
    #[error("`{0}` would be loaded from elsewhere; the guide must work offline")]
    Elsewhere(String),
    #[error("the directive `{0}` was left as it is; it must stand alone on its line, outside of a list")]
    Directive(String),
    #[error("a listing is empty; the anchor or the lines that it includes are not there any more")]
    Empty,
    #[error("two elements have the id `{0}`, so that a link to it leads to one of them only")]
    Twice(String),
    #[error("the site takes {0} bytes, and may take {MOST_BYTES}; shorten or leave out what is largest")]
    Large(u64),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.page, self.what)
    }
}

/// Why the site cannot be looked at.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read: {source}", .path.display())]
pub struct CheckError {
    path: PathBuf,
    source: io::Error,
}

/// All that does not hold of the site in a folder, in order.
///
/// # Errors
///
/// When a file of the site cannot be read.
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
        for what in page.findings(name, &files, &pages) {
            findings.insert(Finding { page: name.clone(), what });
        }
    }
    let bytes: u64 = files.values().sum();
    if bytes > MOST_BYTES {
        findings.insert(Finding { page: "the site".to_owned(), what: What::Large(bytes) });
    }
    Ok(findings.into_iter().collect())
}

/// The files below a folder with their sizes; names have `/` between their parts.
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

/// What a page has that others may lead to, or that leads elsewhere.
struct Page {
    ids: Vec<String>,
    /// Where links lead.
    links: Vec<String>,
    /// What is loaded with the page.
    loaded: Vec<String>,
    /// Its text outside of code and scripts.
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

    fn findings(&self, name: &str, files: &BTreeMap<String, u64>, pages: &BTreeMap<String, Page>) -> Vec<What> {
        let mut findings = Vec::new();
        let elsewhere = self.loaded.iter().filter(|url| url.contains("://") || url.starts_with("//"));
        findings.extend(elsewhere.cloned().map(What::Elsewhere));
        // The page for what is not there is shown under any address: its links begin at the root of the site.
        if name != "404.html" {
            let inside = self.links.iter().chain(&self.loaded).filter(|link| !leads_out(link));
            findings.extend(inside.filter_map(|link| dead(name, link, files, pages)));
        }
        let left = self.prose.split("{{#").skip(1).map(|rest| rest.split("}}").next().unwrap_or_default());
        findings.extend(left.map(|inside| What::Directive(format!("{{{{#{inside}}}}}"))));
        if self.has_empty_listing {
            findings.push(What::Empty);
        }
        let mut seen = BTreeSet::new();
        findings.extend(self.ids.iter().filter(|id| !seen.insert(*id)).cloned().map(What::Twice));
        findings
    }
}

fn leads_out(link: &str) -> bool {
    ["http://", "https://", "mailto:", "javascript:"].iter().any(|scheme| link.starts_with(scheme))
}

/// Why a link leads nowhere, if it does not.
fn dead(from: &str, link: &str, files: &BTreeMap<String, u64>, pages: &BTreeMap<String, Page>) -> Option<What> {
    let (path, place) = link.split_once('#').unwrap_or((link, ""));
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
        return Some(What::NoFile(link.to_owned()));
    }
    let is_there = place.is_empty() || pages.get(&target).is_some_and(|page| page.ids.iter().any(|id| id == place));
    (!is_there).then(|| What::NoPlace(link.to_owned()))
}

/// What stands before the next tag, the tag without its brackets, and what follows. Comments are passed over.
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

/// What stands before the first `end`, and after it.
fn past<'t>(text: &'t str, end: &str) -> (&'t str, &'t str) {
    text.split_once(end).unwrap_or((text, ""))
}

/// The value of an attribute of a tag, decoded as far as links need it.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&amp;", "&").replace("%20", " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pages: &[(&str, &str)]) -> Vec<String> {
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
        assert_eq!(said(&[("a.html", page), ("b.html", r#"<p id="c"><code></code></p>"#)]), [""; 0]);
    }

    #[test]
    fn links_must_lead_to_a_file_and_to_a_place_in_it() {
        let found = said(&[
            ("a.html", r##"<a href="no.html"></a><a href="b.html#no"></a><a href="#no"></a>"##),
            ("b.html", ""),
        ]);
        let no_place = "leads to no place of its page; a heading may have another name now";
        assert_eq!(
            found,
            [
                "a.html: the link `no.html` leads to no file of the site; mend it on the page that has it".to_owned(),
                format!("a.html: the link `#no` {no_place}"),
                format!("a.html: the link `b.html#no` {no_place}"),
            ]
        );
    }

    #[test]
    fn what_is_left_over_empty_doubled_or_foreign_is_found() {
        let page = r#"<p id="a">{{#trace x}}</p><pre><code class="language-rust"> </code></pre><p id="a"></p>
            <script src="https://example.org/x.js"></script>"#;
        assert_eq!(
            said(&[("a.html", page)]),
            [
                "a.html: `https://example.org/x.js` would be loaded from elsewhere; the guide must work offline",
                "a.html: the directive `{{#trace x}}` was left as it is; it must stand alone on its line, outside of a list",
                "a.html: a listing is empty; the anchor or the lines that it includes are not there any more",
                "a.html: two elements have the id `a`, so that a link to it leads to one of them only",
            ]
        );
    }

    #[test]
    fn a_site_may_not_grow_without_bound() {
        let page = "x".repeat(MOST_BYTES as usize + 1);
        assert_eq!(
            said(&[("a.txt", &page)]),
            ["the site: the site takes 3145729 bytes, and may take 3145728; shorten or leave out what is largest"]
        );
    }
}
