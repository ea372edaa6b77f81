//! Random User.

mod common;

use std::collections::HashSet;

use api_server::{ApiServer, Config};
use common::{Response, get};
use serde_json::{Value, json};

fn start(config: Config) -> ApiServer {
    ApiServer::start(config.seed(7)).expect("a server")
}

fn users(response: &Response) -> Vec<Value> {
    response.json()["results"].as_array().expect("results").clone()
}

#[test]
fn a_user_has_the_fields_of_a_real_one() {
    let server = start(Config::new());
    let response = get(&server, "/api/");
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json; charset=utf-8")));
    let body = response.json();
    assert_eq!(users(&response).len(), 1);
    let info = &body["info"];
    assert_eq!((&info["results"], &info["page"], &info["version"]), (&json!(1), &json!(1), &json!("1.4")));
    for user in users(&get(&server, "/api/?results=200")) {
        let name = &user["name"];
        for text in [&name["title"], &name["first"], &name["last"], &user["phone"], &user["cell"], &user["nat"]] {
            assert!(text.as_str().is_some_and(|text| !text.is_empty()), "{user}");
        }
        assert!(["male", "female"].contains(&user["gender"].as_str().expect("a gender")));
        assert!(user["email"].as_str().is_some_and(|email| email.is_ascii() && email.ends_with("@example.com")));
        let location = &user["location"];
        assert!(location["street"]["number"].is_u64() && location["city"].is_string() && location["postcode"].is_u64());
        let latitude: f64 = location["coordinates"]["latitude"].as_str().expect("a text").parse().expect("a number");
        assert!(latitude.abs() <= 90.0);
        let uuid = user["login"]["uuid"].as_str().expect("a UUID");
        let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
        assert_eq!((lengths, &uuid[14..15]), (vec![8, 4, 4, 4, 12], "4"), "{uuid}");
        assert!("89ab".contains(&uuid[19..20]), "{uuid}");
        assert!(user["dob"]["age"].as_u64().is_some_and(|age| (20..=56).contains(&age)), "{user}");
        assert!(user["registered"]["date"].as_str().is_some_and(|date| date.ends_with('Z')));
        assert!(user["picture"]["thumbnail"].is_string() && user["id"]["value"].is_string());
    }
}

#[test]
fn a_page_has_one_result_by_default_and_5000_at_most() {
    let server = start(Config::new());
    for (query, expected) in
        [("", 1), ("results=3", 3), ("results=0", 0), ("results=5000", 5000), ("results=5001", 1), ("results=x", 1)]
    {
        assert_eq!(users(&get(&server, &format!("/api/?{query}&inc=nat"))).len(), expected, "{query}");
    }
    assert_eq!(users(&get(&server, "/api?results=2")).len(), 2);
}

#[test]
fn the_same_seed_and_page_give_the_same_users() {
    let server = start(Config::new());
    let other = start(Config::new());
    let page =
        |server: &ApiServer, seed: &str, page: u64| get(server, &format!("/api/?results=20&seed={seed}&page={page}"));
    assert_eq!(page(&server, "abc", 3).body, page(&other, "abc", 3).body);
    assert_ne!(users(&page(&server, "abc", 3)), users(&page(&server, "abc", 2)));
    assert_ne!(users(&page(&server, "abc", 1)), users(&page(&server, "abd", 1)));
    assert_eq!(
        page(&server, "abc", 3).json()["info"],
        json!({ "seed": "abc", "results": 20, "page": 3, "version": "1.4" })
    );
    let odd = page(&server, "%22%5C%0A%C3%A9", 1).json();
    assert_eq!(odd["info"]["seed"], "\"\\\né");
}

#[test]
fn without_a_seed_the_response_contains_that_of_the_server() {
    let server = start(Config::new());
    let unseeded = get(&server, "/api/?results=5").json();
    let seed = unseeded["info"]["seed"].as_str().expect("a seed");
    assert_eq!(seed.len(), 16);
    assert_eq!(get(&server, &format!("/api/?results=5&seed={seed}")).json(), unseeded);
}

#[test]
fn nationality_and_gender_are_those_of_the_query() {
    let server = start(Config::new());
    let nations = |query: &str| {
        let response = get(&server, &format!("/api/?results=300{query}"));
        users(&response).iter().map(|user| user["nat"].as_str().expect("a code").to_owned()).collect::<HashSet<_>>()
    };
    assert_eq!(nations("&nat=no"), HashSet::from(["NO".to_owned()]));
    assert_eq!(nations("&nat=NO,tr"), HashSet::from(["NO".to_owned(), "TR".to_owned()]));
    assert_eq!(nations("").len(), 10);
    assert_eq!(nations("&nat=no,xx").len(), 10);

    let genders = |query: &str| {
        let response = get(&server, &format!("/api/?results=50{query}"));
        users(&response).iter().map(|user| user["gender"].to_string()).collect::<HashSet<_>>().len()
    };
    assert_eq!((genders("&gender=female"), genders("&gender=other"), genders("&gender=male&seed=x")), (1, 2, 2));
}

#[test]
fn inc_and_exc_choose_fields_and_nothing_else() {
    let server = start(Config::new());
    let keys = |query: &str| {
        let response = get(&server, &format!("/api/?{query}"));
        users(&response)[0].as_object().expect("an object").keys().cloned().collect::<HashSet<_>>()
    };
    assert_eq!(keys("inc=name,email"), HashSet::from(["name".to_owned(), "email".to_owned()]));
    assert_eq!(keys("inc=name,%20EMAIL&exc=name"), HashSet::from(["email".to_owned()]));
    assert_eq!(keys("exc=login,picture").len(), 10);
    assert_eq!(keys("inc=nothing").len(), 0);
    assert_eq!(keys("inc=").len(), 12);
    let whole = users(&get(&server, "/api/?results=9"));
    for (user, part) in whole.iter().zip(users(&get(&server, "/api/?results=9&inc=email,location"))) {
        assert_eq!((&user["email"], &user["location"]), (&part["email"], &part["location"]));
    }
    assert!(get(&server, "/api/?noinfo").json().get("info").is_none());
}

#[test]
fn pages_end_with_the_users() {
    let server = start(Config::new().users(50));
    let sizes: Vec<_> =
        (1..=4).map(|page| users(&get(&server, &format!("/api/?results=20&page={page}"))).len()).collect();
    assert_eq!(sizes, [20, 20, 10, 0]);
    assert_eq!(get(&server, "/api/?results=20&page=3").json()["info"]["results"], 10);
    let last = users(&get(&start(Config::new()), "/api/?results=2&page=9223372036854775807"));
    assert_eq!(last.len(), 2);
}

#[test]
fn there_are_names_beyond_ascii() {
    let server = start(Config::new());
    let names: String = users(&get(&server, "/api/?results=300")).iter().map(|user| user["name"].to_string()).collect();
    assert!(names.contains('ø') && names.contains('ş') && names.contains('Ш'));
}
