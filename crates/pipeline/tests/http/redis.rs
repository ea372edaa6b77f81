//! The cache in a real Redis, at `REDIS_URL`: `eval "$(.ci/redis.sh)"` starts one.

use super::*;

fn cache() -> Option<Arc<dyn Cache>> {
    let address = server::address("REDIS_URL", ".ci/redis.sh")?;
    Some(Arc::new(RedisCache::new(&address).expect("an address of Redis")))
}

#[test]
fn another_process_finds_the_entries() {
    live(async |_| {
        let Some(cache) = cache() else { return };
        let server = start(Config::new());
        // The server's port is part of the key, so entries of earlier runs are not found.
        let url = url(&server, "/posts?_page=1&_limit=50");
        let first = cached(settings(), &cache).0.get(&url).await.expect("a page");
        let (other, log) = cached(settings(), &self::cache().expect("it was there"));
        let second = other.get(&url).await.expect("a page");
        assert_eq!(first.body, second.body);
        assert_eq!(first.link("next"), second.link("next"));
        assert_eq!(log.lines(), ["test 0 cached /posts"]);
        assert_eq!(server.counts().started, 1);
    });
}

#[test]
fn a_stale_page_is_revalidated() {
    live(async |_| {
        let Some(cache) = cache() else { return };
        let server = start(Config::new());
        let url = url(&server, "/search/repositories?q=redis&per_page=5");
        let first = cached(settings(), &cache).0.get(&url).await.expect("a page");
        let (other, log) = cached(settings(), &cache);
        let second = other.get(&url).await.expect("a page");
        assert_eq!(first.body, second.body);
        assert_eq!(log.lines(), ["test 1 revalidated /search/repositories"]);
    });
}

#[test]
fn responses_to_credentials_are_not_stored() {
    live(async |_| {
        let Some(cache) = cache() else { return };
        let server = start(Config::new());
        let mine = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Bearer me"))]);
        for _ in 0..2 {
            let (fetcher, _) = cached(FetcherSettings { headers: mine.clone(), ..settings() }, &cache);
            fetcher.get(&post(&server, 3)).await.expect("a page");
        }
        assert_eq!(server.counts().started, 2);
    });
}
