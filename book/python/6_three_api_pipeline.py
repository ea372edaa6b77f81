import asyncio

import aiohttp


async def fetch(session, url):
    async with session.get(url) as response:
        return await response.json() if response.status == 200 else None


async def fetch_all_data(base):
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        github, posts, users = await asyncio.gather(
            fetch(session, f"{base}/search/repositories?q=language:python&per_page=5"),
            fetch(session, f"{base}/posts?_limit=5"),
            fetch(session, f"{base}/api/?results=5"),
        )
    return {"github": github, "posts": posts, "users": users}


def process_items(data):
    for source, items in [
        ("github", data["github"]["items"]),
        ("posts", data["posts"]),
        ("users", data["users"]["results"]),
    ]:
        for item in items:
            item["source"] = source
            yield item


def filter_by_source(items, source):
    return (item for item in items if item["source"] == source)


async def run_pipeline(base, source=None):
    items = process_items(await fetch_all_data(base))
    return list(filter_by_source(items, source) if source else items)


# asyncio.run(run_pipeline("http://127.0.0.1:8000", "users"))
