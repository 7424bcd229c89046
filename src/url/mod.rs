//! Parses absolute `http:` and `https:` URLs into the parts that the rules check, or returns the first error.
//!
//! Follows the [URL standard](https://url.spec.whatwg.org/), so that native code, Node and browsers accept the same URLs. The
//! encoding of international host names is not checked. This parser replaces the `url` crate, which would add 77,670 bytes of
//! gzip to the WebAssembly module.

use std::borrow::Cow;

use crate::text::{parse_digits, split_before};

/// The parts of an absolute `http:` or `https:` URL that the rules check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) is_https: bool,
    /// True if the host is this machine: `localhost`, `127.0.0.0/8` or `::1`.
    pub(crate) is_loopback: bool,
    /// True if the URL contains `@` before the host.
    pub(crate) has_user: bool,
    pub(crate) has_query: bool,
    pub(crate) has_fragment: bool,
}

/// Returns true if the text contains a placeholder such as `{shop}`, `${…}` or `{{…}}`.
pub(crate) fn has_placeholder(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.any(|byte| byte == b'{') && bytes.any(|byte| byte == b'}')
}

/// Returns true if the text is an `https:` URL of the most common form: a lowercase host name with an optional path. Such a URL
/// is valid. Other valid URLs also return false, because this check must be fast.
pub(crate) fn is_surely_valid(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let is_label = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let mut last = b'.';
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'/' if last != b'.' => {
                let path = rest.as_bytes().get(at..).unwrap_or_default();
                return path.iter().all(|b| is_label(*b) || b"/._~".contains(b));
            }
            // Rejects a label that begins with a digit, because the host can be an IPv4 address. Rejects two hyphens in a row,
            // because the label can be encoded (`xn--`).
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

/// Parses a URL.
///
/// # Errors
/// The first error, as the end of a message, such as `it has no host`.
pub(crate) fn parse(text: &str) -> Result<Url, &'static str> {
    // The URL standard removes tabs and line breaks everywhere, and white space and control characters at both ends.
    if let Some(bare) = remove_tabs_and_line_breaks(text) {
        return parse(&bare);
    }
    let (scheme, rest) = split_before(trim(text), b":");
    let is_https = scheme.eq_ignore_ascii_case("https");
    if rest.is_empty() || !is_https && !scheme.eq_ignore_ascii_case("http") {
        return Err("scheme");
    }
    let slashes = rest.bytes().skip(1).take_while(|byte| matches!(byte, b'/' | b'\\')).count();
    let (authority, rest) = split_before(rest.get(1 + slashes..).unwrap_or_default(), b"/\\?#");
    let (rest, fragment) = split_before(rest, b"#");
    let (_, query) = split_before(rest, b"?");
    let user = authority.bytes().rposition(|byte| byte == b'@');
    let host = authority.get(user.map_or(0, |at| at + 1)..).unwrap_or_default();
    Ok(Url {
        is_https,
        is_loopback: parse_authority(host)?,
        has_user: user.is_some(),
        has_query: !query.is_empty(),
        has_fragment: !fragment.is_empty(),
    })
}

/// Returns the correct spelling of a URL that [`parse`] accepts, or `None` if the URL is written correctly. `***` replaces the
/// parts that can contain a secret: the user and password, the query, the fragment, and a path with an `@`.
pub(crate) fn repair(text: &str) -> Option<String> {
    let bare = remove_tabs_and_line_breaks(text);
    let bare = trim(bare.as_ref().map_or(text, String::as_str));
    let mut is_repaired = bare.len() != text.len();
    let (scheme, rest) = split_before(bare, b":");
    let rest = rest.get(1..)?;
    let slashes = rest.bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count();
    is_repaired |= rest.get(..slashes) != Some("//");
    let (authority, rest) = split_before(rest.get(slashes..)?, b"/\\?#");
    let user = authority.bytes().rposition(|byte| byte == b'@');
    let mut out = [scheme, "://", if user.is_some() { "***" } else { "" }].concat();
    out.push_str(authority.get(user.unwrap_or_default()..)?);
    let start_of_path = out.len();
    let (path, _) = split_before(rest, b"?#");
    for (at, c) in rest.char_indices() {
        let is_escape = || rest.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if c == '\\' && at < path.len() {
            is_repaired = true;
            out.push('/');
        } else {
            out.push(c);
            if c == '%' && !is_escape() {
                is_repaired = true;
                out.push_str("25");
            }
        }
    }
    if !is_repaired {
        return None;
    }
    let (path, rest) = split_before(out.get(start_of_path..)?, b"?#");
    let shown = if path.contains('@') { "/***" } else { path };
    let hidden = match rest.bytes().next() {
        Some(b'?') => "?***",
        Some(_) => "#***",
        None => "",
    };
    Some([out.get(..start_of_path)?, shown, hidden].concat())
}

/// Returns a copy without tabs and line breaks, or `None` if the text has none.
fn remove_tabs_and_line_breaks(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r')) {
        return None;
    }
    let mut bare = String::with_capacity(text.len());
    text.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).for_each(|c| bare.push(c));
    Some(bare)
}

/// Removes white space and control characters from both ends.
fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let start = bytes.iter().position(|byte| *byte > b' ').unwrap_or_default();
    let end = bytes.iter().rposition(|byte| *byte > b' ').map_or(0, |last| last + 1);
    text.get(start..end).unwrap_or_default()
}

/// Checks the host and the port. Returns true if the host is this machine.
fn parse_authority(authority: &str) -> Result<bool, &'static str> {
    if !authority.starts_with('[') {
        let (host, port) = split_before(authority, b":");
        check_port(port)?;
        return parse_host(host);
    }
    let (address, rest) = split_before(authority, b"]");
    let address = address.as_bytes().get(1..).unwrap_or_default();
    if rest.is_empty() {
        return Err("bracket");
    }
    let is_loopback = parse_ipv6(address).ok_or("ipv6")?;
    if !matches!(rest.as_bytes(), [_] | [_, b':', ..]) {
        return Err("after-address");
    }
    check_port(rest.get(1..).unwrap_or_default())?;
    Ok(is_loopback)
}

/// Checks a port. The text begins with the colon, or is empty if the URL has no port.
fn check_port(port: &str) -> Result<(), &'static str> {
    match parse_digits(port.as_bytes().get(1..).unwrap_or_default(), 10) {
        Some(0..=0xFFFF) => Ok(()),
        _ => Err("port"),
    }
}

/// Checks a host name or an IPv4 address. Returns true if the host is this machine.
fn parse_host(host: &str) -> Result<bool, &'static str> {
    let host = percent_decode(host).ok_or("host-encoding")?;
    if host.is_empty() {
        return Err("no-host");
    }
    if host.bytes().any(|b| b <= b' ' || b == 0x7f || b"#/:<>?@[\\]^|%".contains(&b)) {
        return Err("host-character");
    }
    let host = host.as_bytes();
    let name = host.strip_suffix(b".").unwrap_or(host);
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    if is_numeric_label(last) {
        return parse_ipv4(name).map(|address| address >> 24 == 127).ok_or("ipv4");
    }
    Ok(last.eq_ignore_ascii_case(b"localhost"))
}

fn percent_decode(host: &str) -> Option<Cow<'_, str>> {
    if !host.bytes().any(|byte| byte == b'%') {
        return Some(Cow::Borrowed(host));
    }
    let mut out = Vec::with_capacity(host.len());
    let mut rest = host.as_bytes();
    while let [byte, after @ ..] = rest {
        let code = match rest {
            [b'%', high, low, ..] => parse_digits(&[*high, *low], 16),
            _ => None,
        };
        out.push(code.map_or(*byte, |code| code as u8));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

/// Parses an IPv4 address of up to four parts. Each part is decimal, octal or hexadecimal. The last part fills the remaining
/// bytes of the address.
fn parse_ipv4(host: &[u8]) -> Option<u32> {
    let (mut address, mut last, mut bits_left) = (0, 0, 32);
    for (part, at) in host.split(|byte| *byte == b'.').zip(0u32..) {
        if at > 0 {
            bits_left = 32u32.checked_sub(8 * at).filter(|bits_left| *bits_left > 0)?;
            address |= u32::from(u8::try_from(last).ok()?) << bits_left;
        }
        last = parse_ipv4_part(part)?;
    }
    (bits_left == 32 || last < 1 << bits_left).then_some(address | last)
}

/// Parses an IPv6 address. Returns true if the address is this machine, or `None` if the address is invalid.
///
/// The marker `::` represents any number of zero pieces, but counts as one piece here.
fn parse_ipv6(address: &[u8]) -> Option<bool> {
    let (mut pieces, mut is_compressed, mut is_zero_before_last, mut last) = (0, false, true, 0);
    let mut add = |piece: u32| {
        is_zero_before_last &= last == 0;
        last = piece;
        pieces += 1;
        (pieces <= 8).then_some(())
    };
    let mut rest = match address {
        [b':', b':', rest @ ..] => {
            is_compressed = true;
            add(0)?;
            rest
        }
        _ => address,
    };
    while !rest.is_empty() {
        let len = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let (piece, after) = rest.split_at_checked(len)?;
        if after.starts_with(b".") {
            let address = parse_embedded_ipv4(rest)?;
            add(address >> 16)?;
            add(address & 0xFFFF)?;
            break;
        }
        if !(1..=4).contains(&len) {
            return None;
        }
        add(parse_digits(piece, 16)?)?;
        rest = match after {
            [b':', b':', rest @ ..] if !is_compressed => {
                is_compressed = true;
                add(0)?;
                rest
            }
            [b':', rest @ ..] if !rest.is_empty() => rest,
            [] => after,
            _ => return None,
        };
    }
    (pieces == 8 || is_compressed).then_some(is_zero_before_last && last == 1)
}

/// Parses the IPv4 address at the end of an IPv6 address. The IPv4 address must have four decimal parts.
fn parse_embedded_ipv4(text: &[u8]) -> Option<u32> {
    let is_byte = |part: &[u8]| parse_digits(part, 10).is_some_and(|number| number < 256);
    let is_part = |part: &[u8]| matches!(part, [b'0'] | [b'1'..=b'9', ..]) && is_byte(part);
    let parts = text.split(|byte| *byte == b'.');
    if parts.clone().count() == 4 && parts.clone().all(is_part) { parse_ipv4(text) } else { None }
}

/// Returns true if the last part of a host is numeric. Such a host must be an IPv4 address.
fn is_numeric_label(part: &[u8]) -> bool {
    match strip_hex_prefix(part) {
        Some(digits) => digits.iter().all(u8::is_ascii_hexdigit),
        None => !part.is_empty() && part.iter().all(u8::is_ascii_digit),
    }
}

/// Returns the digits after the prefix `0x`, or `None` without that prefix.
fn strip_hex_prefix(part: &[u8]) -> Option<&[u8]> {
    part.strip_prefix(b"0x").or_else(|| part.strip_prefix(b"0X"))
}

fn parse_ipv4_part(part: &[u8]) -> Option<u32> {
    match (strip_hex_prefix(part), part) {
        (Some(rest), _) => parse_digits(rest, 16),
        (None, []) => None,
        (None, [b'0', rest @ ..]) => parse_digits(rest, 8),
        (None, part) => parse_digits(part, 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_url_are_found() {
        let url = parse("HTTPS://user:pw@Api.Example.com:8443/v1/x?q=1#top").unwrap();
        assert!(url.is_https && url.has_user && url.has_query && url.has_fragment && !url.is_loopback);
        let plain = parse("http://example.com").unwrap();
        assert!(!plain.is_https && !plain.has_user && !plain.has_query && !plain.has_fragment);
    }

    #[test]
    fn a_url_that_is_not_written_correctly_is_repaired() {
        for (text, repaired) in [
            (" https://a.example ", "https://a.example"),
            ("https://a.\texam\r\nple/v1", "https://a.example/v1"),
            ("https:a.example", "https://a.example"),
            ("https:/a.example", "https://a.example"),
            ("https:///a.example/", "https://a.example/"),
            ("https:\\\\a.example\\v1", "https://a.example/v1"),
            ("https://a.example/v1\\x?y=\\#\\", "https://a.example/v1/x?***"),
            ("https:a.example?key=secret", "https://a.example?***"),
            ("https:a.example/#secret", "https://a.example/#***"),
            ("https://user:123/secret@p@a.example/50%", "https://user:123/***"),
            ("https://a.example/50%", "https://a.example/50%25"),
            ("https://a.example/%zz%4/é%", "https://a.example/%25zz%254/é%25"),
            ("https://a.example/?%#%é", "https://a.example/?***"),
            ("https:user:secret@p@a.example", "https://***@a.example"),
        ] {
            assert!(parse(text).is_ok(), "{text}");
            assert_eq!(repair(text).as_deref(), Some(repaired), "{text}");
        }
        for text in ["https://a.example", "HTTP://A.example:80/%20/x//y?a/b#c", "https://user:secret@a.example/é"] {
            assert_eq!(repair(text), None, "{text}");
        }
    }

    #[test]
    fn loopback_hosts_are_recognized() {
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
            "[0:0:0:0:0:0:0:1]",
            "[0::1]",
            "[::0001]",
            "[::0.0.0.1]",
            "loc%61lhost",
            "%31%32%37.1",
        ] {
            assert!(parse(&format!("http://{host}:80/")).unwrap().is_loopback, "{host}");
        }
        for host in [
            "localhost.example.com",
            "notlocalhost",
            "128.0.0.1",
            "[::2]",
            "[1::1]",
            "[1::]",
            "[::ffff:127.0.0.1]",
            "[1:2:3:4:5:6:7::]",
            "[1:2:3:4:5:6:7:8]",
            "[1:2:3:4:5:6:1.2.3.4]",
            "example.com",
        ] {
            assert!(!parse(&format!("http://{host}/")).unwrap().is_loopback, "{host}");
        }
    }

    #[test]
    fn a_placeholder_has_a_brace_that_is_closed_later() {
        for text in ["{shop}", "https://${shop}.example", "{{x}}", "{}", "a{b}c"] {
            assert!(has_placeholder(text), "{text}");
        }
        for text in ["", "shop", "{shop", "shop}", "}shop{", "}}"] {
            assert!(!has_placeholder(text), "{text}");
        }
    }

    #[test]
    fn the_quick_check_accepts_only_common_urls() {
        for text in [
            "https://a.example",
            "https://localhost",
            "https://a-b.c1.example",
            "https://a.example/",
            "https://a.example/V1/x_y.z~1-2",
        ] {
            assert!(is_surely_valid(text) && parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "https://",
            "https:///",
            "http://a.example",
            "https://A.example",
            "https://a.example.",
            "https://a./x",
            "https://.a",
            "https://a..b",
            "https://-a.example",
            "https://a.-b",
            "https://a--b.example",
            "https://1a.example",
            "https://a.1b",
            "https://a_b.example",
            "https://a.example:443",
            "https://a.example/x?y",
            "https://a.example/x#y",
            "https://a.example/\u{e9}",
            "https://a.example/%20",
        ] {
            assert!(!is_surely_valid(text), "{text}");
        }
    }

    #[test]
    fn invalid_urls_are_rejected() {
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
            "https://[]",
            "https://[:1]",
            "https://[1:]",
            "https://[1]",
            "https://[1::2::3]",
            "https://[:::1]",
            "https://[12345::]",
            "https://[1:2:3:4:5:6:7:8:9]",
            "https://[1:2:3:4:5:6:7:8:]",
            "https://[::1:]",
            "https://[1:2:3:4:5:6:7:8::]",
            "https://[1::2:3:4:5:6:7:8]",
            "https://[1:2:3:4:5:6:7:1.2.3.4]",
            "https://[::1.2.3]",
            "https://[::1.2.3.4.5]",
            "https://[::1.2.3.256]",
            "https://[::01.2.3.4]",
            "https://[::1.2.3.4:5]",
            "https://1.2.3.256",
            "https://1.2.3.4.5",
            "https://1.2.3.4.0",
            "https://0xfffffffff",
            "https://1.0x100000000",
            "https://a.0xfffffffff/",
            "https://a<b>",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
