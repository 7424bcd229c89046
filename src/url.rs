//! URLs as far as the rules need them: takes text, gives the parts of an absolute `http:` or `https:` URL, or what is wrong.
//!
//! The reading follows the URL standard of the web, so that native code, Node and browsers agree on what is a URL;
//! international host names are taken on trust, since only their encoding could refuse them.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What the rules ask of an absolute `http:` or `https:` URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) is_https: bool,
    /// The host is this machine: `localhost`, `127.0.0.0/8` or `::1`.
    pub(crate) is_loopback: bool,
    pub(crate) has_user: bool,
    pub(crate) has_query: bool,
    pub(crate) has_fragment: bool,
}

/// Whether a text holds a placeholder such as `{shop}`, `${…}` or `{{…}}`.
pub(crate) fn holds_template(text: &str) -> bool {
    text.split_once('{').is_some_and(|(_, rest)| rest.contains('}'))
}

/// Whether a text is an `https:` URL of the plainest kind, told at first sight: a host of words, and perhaps a path.
pub(crate) fn is_plain(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let mut last = b'.';
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'/' if last != b'.' => {
                let path = rest.as_bytes().get(at..).unwrap_or_default();
                return path.iter().all(|b| word(*b) || b"/._~".contains(b));
            }
            // A label that begins with a letter is no number; two hyphens may begin an encoded one.
            b'.' if last != b'.' => {}
            b'-' if last != b'.' && last != b'-' => {}
            b'0'..=b'9' if last != b'.' => {}
            b'a'..=b'z' => {}
            _ => return false,
        }
        last = byte;
    }
    last != b'.'
}

/// Reads a URL; on failure, says what is wrong with it.
pub(crate) fn read(text: &str) -> Result<Url, &'static str> {
    if text.contains(['\t', '\n', '\r']) {
        return read(&text.replace(['\t', '\n', '\r'], ""));
    }
    let text = text.trim_matches(|c: char| c <= ' ');
    let (scheme, rest) = text.split_once(':').ok_or("it must begin with `https://`")?;
    let is_https = scheme.eq_ignore_ascii_case("https");
    if !is_https && !scheme.eq_ignore_ascii_case("http") {
        return Err("it must begin with `https://`");
    }
    let rest = rest.trim_start_matches(['/', '\\']);
    let (authority, rest) = split_before(rest, &['/', '\\', '?', '#']);
    let (rest, fragment) = split_before(rest, &['#']);
    let (_, query) = split_before(rest, &['?']);
    let (user, authority) = match authority.rsplit_once('@') {
        Some((user, authority)) => (Some(user), authority),
        None => (None, authority),
    };
    Ok(Url {
        is_https,
        is_loopback: read_authority(authority)?,
        has_user: user.is_some(),
        has_query: !query.is_empty(),
        has_fragment: !fragment.is_empty(),
    })
}

fn split_before<'t>(text: &'t str, marks: &[char]) -> (&'t str, &'t str) {
    text.find(marks).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// Checks host and port; gives whether the host is this machine.
fn read_authority(authority: &str) -> Result<bool, &'static str> {
    if let Some(inner) = authority.strip_prefix('[') {
        let (address, rest) = inner.split_once(']').ok_or("its address lacks a closing bracket")?;
        let address: Ipv6Addr = address.parse().map_err(|_| "its IPv6 address cannot be read")?;
        if !rest.is_empty() {
            read_port(rest.strip_prefix(':').ok_or("something follows its address")?)?;
        }
        return Ok(address.is_loopback());
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    read_port(port)?;
    read_host(host)
}

fn read_port(port: &str) -> Result<(), &'static str> {
    let digits = port.bytes().all(|b| b.is_ascii_digit());
    let significant = port.trim_start_matches('0');
    if digits && (significant.is_empty() || significant.parse::<u16>().is_ok()) {
        Ok(())
    } else {
        Err("its port is not a number up to 65535")
    }
}

fn read_host(host: &str) -> Result<bool, &'static str> {
    let host = percent_decode(host).ok_or("its host is encoded in a way that cannot be read")?;
    if host.is_empty() {
        return Err("it has no host");
    }
    if host.bytes().any(|b| b <= b' ' || b == 0x7f || b"#/:<>?@[\\]^|%".contains(&b)) {
        return Err("its host holds a character that hosts cannot have");
    }
    let host = host.as_ref();
    let name = host.strip_suffix('.').unwrap_or(host);
    let last = name.rsplit('.').next().unwrap_or_default();
    if is_number(last) {
        return ipv4(name).map(|address| address.is_loopback()).ok_or("its IPv4 address cannot be read");
    }
    let name = name.to_ascii_lowercase();
    Ok(name == "localhost" || name.ends_with(".localhost"))
}

fn percent_decode(host: &str) -> Option<Cow<'_, str>> {
    if !host.contains('%') {
        return Some(Cow::Borrowed(host));
    }
    let mut out = Vec::with_capacity(host.len());
    let mut bytes = host.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let mut digit = || ahead.next().and_then(|b| char::from(b).to_digit(16));
        match (byte, digit(), digit()) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                bytes = ahead;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

/// An IPv4 address of up to four parts, each decimal, octal or hexadecimal; the last fills what remains.
fn ipv4(host: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u32> = host.split('.').map(number).collect::<Option<_>>()?;
    let (last, leading) = parts.split_last()?;
    let mut address = 0u32;
    for (shift, part) in [24u32, 16, 8].into_iter().zip(leading) {
        address |= u8::try_from(*part).map(u32::from).ok()? << shift;
    }
    let room = 32u32.checked_sub(8 * u32::try_from(leading.len()).ok()?)?;
    let fits = room == 32 || room > 0 && *last < 1 << room;
    fits.then(|| Ipv4Addr::from(address | last))
}

/// Whether a host that ends in this is an IPv4 address, or none at all.
fn is_number(part: &str) -> bool {
    match hexadecimal(part) {
        Some(digits) => digits.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()),
    }
}

fn hexadecimal(part: &str) -> Option<&str> {
    part.strip_prefix("0x").or_else(|| part.strip_prefix("0X"))
}

fn number(part: &str) -> Option<u32> {
    match (hexadecimal(part), part) {
        (Some(""), _) => Some(0),
        (Some(digits), _) if !digits.starts_with('+') => u32::from_str_radix(digits, 16).ok(),
        (None, part) if part.len() > 1 && part.starts_with('0') => u32::from_str_radix(part, 8).ok(),
        (None, part) if part.bytes().all(|b| b.is_ascii_digit()) => part.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_url_are_seen() {
        let url = read("HTTPS://user:pw@Api.Example.com:8443/v1/x?q=1#top").unwrap();
        assert!(url.is_https && url.has_user && url.has_query && url.has_fragment && !url.is_loopback);
        let plain = read("http://example.com").unwrap();
        assert!(!plain.is_https && !plain.has_user && !plain.has_query && !plain.has_fragment);
    }

    #[test]
    fn this_machine_is_known_by_all_its_names() {
        for host in [
            "localhost",
            "LOCALHOST",
            "app.localhost",
            "localhost.",
            "127.0.0.1",
            "127.1.2.3",
            "127.1",
            "0x7f.1",
            "2130706433",
            "[::1]",
        ] {
            assert!(read(&format!("http://{host}:80/")).unwrap().is_loopback, "{host}");
        }
        for host in ["localhost.example.com", "notlocalhost", "128.0.0.1", "[::2]", "example.com"] {
            assert!(!read(&format!("http://{host}/")).unwrap().is_loopback, "{host}");
        }
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for text in [
            "",
            " ",
            "example.com",
            "/v1",
            "ftp://example.com",
            "https://",
            "https:///",
            "https://?q",
            "https://a b",
            "https://a:99999",
            "https://a:x",
            "https://[::1",
            "https://[::1]x",
            "https://[zz]",
            "https://1.2.3.256",
            "https://1.2.3.4.5",
            "https://0xfffffffff",
            "https://1.0x100000000",
            "https://a.0xfffffffff/",
            "https://a<b>",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
