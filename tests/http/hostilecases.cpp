// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/hostilecases.h"

namespace remirai {

namespace {

using Cases = std::vector<HostileCase>;

HostileCase refused(const char *name, QByteArray bytes, int status)
{
    const QByteArray text = QByteArray::number(status);
    return {name, std::move(bytes), text, text, true};
}

HostileCase served(const char *name, QByteArray bytes, int status = 200)
{
    return {name, std::move(bytes), "ok", QByteArray::number(status), false};
}

// A request line and header lines with a Host.
QByteArray get(const char *target, QByteArray lines = {})
{
    return QByteArray("GET ").append(target).append(" HTTP/1.1\r\nHost: x\r\n").append(lines).append("\r\n");
}

QByteArray post(const QByteArray &lines, const QByteArray &body)
{
    return QByteArray("POST /post HTTP/1.1\r\nHost: x\r\n").append(lines).append("\r\n").append(body);
}

QByteArray chunked(const QByteArray &body)
{
    return post("Transfer-Encoding: chunked\r\n", body);
}

QByteArray manyFields(int count, int valueSize)
{
    QByteArray lines;
    for (int i = 0; i < count; ++i)
        lines.append("X" + QByteArray::number(i) + ": " + QByteArray(valueSize, 'a') + "\r\n");
    return lines;
}

Cases requestLines()
{
    const QByteArray rest = "\r\nHost: x\r\n\r\n";
    return {
        served("simple", get("/h")),
        {"http/1.0", "GET /h HTTP/1.0\r\n\r\n", "ok", "200", true},
        {"http/1.0 keep-alive", "GET /h HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "ok", "200", false},
        {"connection close", get("/h", "Connection: close\r\n"), "ok", "200", true},
        {"connection list", get("/h", "Connection: foo, Close\r\n"), "ok", "200", true},
        refused("http/9.9", "GET /h HTTP/9.9" + rest, 505),
        refused("HTTPjunk", "GET /h HTTPabcd" + rest, 400),
        refused("no version", "GET /h" + rest, 400),
        refused("version and a space", "GET /h HTTP/1.1 " + rest, 400),
        refused("two spaces", "GET  /h HTTP/1.1" + rest, 400),
        refused("tab for space", "GET\t/h HTTP/1.1" + rest, 400),
        refused("garbage", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15), 400),
        refused("bare LF", "GET /h HTTP/1.1\nHost: x\n\n", 400),
        refused("bare LF in a header", "GET /h HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400),
        refused("LF first", "\nGET /h HTTP/1.1" + rest, 400),
        served("leading CRLF", "\r\n\r\n" + get("/h")),
        refused("many leading CRLF", "\r\n\r\n\r\n\r\n" + get("/h"), 400),
        refused("method lower", "get /h HTTP/1.1" + rest, 501),
        refused("TRACE", "TRACE /h HTTP/1.1" + rest, 501),
        refused("BREW", "BREW /h HTTP/1.1" + rest, 501),
        refused("CONNECT", "CONNECT foo:443 HTTP/1.1" + rest, 501),
        refused("method too long", QByteArray(40, 'A') + " /h HTTP/1.1" + rest, 400),
        refused("method no token", "GE(T /h HTTP/1.1" + rest, 400),
        served("OPTIONS any-route", "OPTIONS /h HTTP/1.1" + rest, 204),
        refused("OPTIONS *", "OPTIONS * HTTP/1.1" + rest, 400),
        served("GET on post-route", get("/post"), 405),
        refused("h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    };
}

Cases fields()
{
    return {
        refused("no host", "GET /h HTTP/1.1\r\n\r\n", 400),
        refused("empty host", "GET /h HTTP/1.1\r\nHost:\r\n\r\n", 400),
        refused("two hosts", get("/h", "Host: y\r\n"), 400),
        refused("bad host", "GET /h HTTP/1.1\r\nHost: a b<>\r\n\r\n", 400),
        refused("host userinfo", "GET /h HTTP/1.1\r\nHost: u:p@h:99999999\r\n\r\n", 400),
        refused("host invalid utf8", "GET /h HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n", 400),
        served("Upgrade h2c", get("/h", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n")),
        refused("Upgrade websocket", get("/h", "Connection: Upgrade\r\nUpgrade: WebSocket\r\n"), 501),
        refused("bad header name", get("/h", "Bad Header: 1\r\n"), 400),
        refused("space before colon", get("/h", "X : 1\r\n"), 400),
        refused("empty header name", get("/h", ": 1\r\n"), 400),
        refused("bad header hides a request",
                post("Authorization: tok\r\nContent-Length: 30\r\nBad Header: 1\r\n", get("/get")), 400),
        refused("header no colon", get("/h", "nocolon\r\n"), 400),
        refused("NUL in header", get("/h", QByteArray("X: a\0b\r\n", 8)), 400),
        refused("CR in header", get("/h", "X: a\rb\r\n"), 400),
        refused("obs-fold", get("/h", "Authorization: a\r\n b\r\n"), 400),
        refused("101 headers", post("Content-Length: 3\r\n" + manyFields(101, 1), "abc"), 431),
        refused("300 KB header", get("/h", manyFields(30, 10'000)), 431),
        refused("dup auth", get("/h", "Authorization: a\r\nauthorization: b\r\n"), 400),
        refused("Expect other", post("Content-Length: 5\r\nExpect: 200-ok\r\n", "hello"), 417),
        {"Expect 100", post("Content-Length: 5\r\nExpect: 100-continue\r\n", ""), "more", "100,408", true},
    };
}

Cases lengths()
{
    return {
        served("CL 5", post("Content-Length: 5\r\n", "hello")),
        {"CL short body", post("Content-Length: 10\r\n", "hello"), "more", "408", true},
        {"CL long body", post("Content-Length: 2\r\n", "helloGET /h HTTP/1.1\r\n\r\n"), "ok,501", "200,501", true},
        refused("CL negative", post("Content-Length: -5\r\n", "hello"), 400),
        refused("CL +5", post("Content-Length: +5\r\n", "hello"), 400),
        refused("CL 0x5", post("Content-Length: 0x5\r\n", "hello"), 400),
        refused("CL empty", post("Content-Length: \r\n", "hello"), 400),
        refused("CL junk", post("Content-Length: abc\r\n", "GET /h HTTP/1.1\r\n\r\n"), 400),
        refused("CL 2^64-1", post("Content-Length: 18446744073709551615\r\n", "GET /h HTTP/1.1\r\n\r\n"), 400),
        refused("CL dup 5/6", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), 400),
        refused("CL dup same", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400),
        refused("CL '5, 5'", post("Content-Length: 5, 5\r\n", "hello"), 400),
        refused("CL 1 GiB", post("Content-Length: 1073741824\r\n", "hello"), 413),
        {"no CL no TE", post("", "hello"), "ok,more", "200,408", true},
        {"two in one segment", get("/h") + get("/get"), "ok,ok", "200,200", false},
        {"body and next", post("Content-Length: 5\r\n", "hello" + get("/h")), "ok,ok", "200,200", false},
        {"good, then bad", get("/h") + "BREW /h HTTP/1.1\r\nHost: x\r\n\r\n", "ok,501", "200,501", true},
        served("body invalid utf8", post("Content-Length: 4\r\n", QByteArray("\xff\xfe\x00\x01", 4))),
    };
}

Cases encodings()
{
    const QByteArray five = "5\r\nhello\r\n0\r\n\r\n";
    return {
        refused("CL+TE", post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", five), 400),
        refused("TE+CL", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", five), 400),
        refused("TE twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", five), 501),
        refused("TE xchunked", post("Transfer-Encoding: xchunked\r\n", five), 501),
        refused("TE gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", five), 501),
        refused("TE identity", post("Transfer-Encoding: identity\r\n", "hello"), 501),
        refused("TE in 1.0", "POST /post HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + five, 400),
        served("chunked ok", chunked("5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n")),
        served("chunked extension", chunked("5;a=b\r\nhello\r\n0\r\n\r\n")),
        {"chunked and next", chunked(five + get("/h")), "ok,ok", "200,200", false},
        refused("chunked trailer", chunked("5;a=b\r\nhello\r\n0\r\nX-T: 1\r\n\r\nGET /h HTTP/1.1\r\n\r\n"), 400),
        refused("chunked long extension", chunked("5;" + QByteArray(400, 'a') + "\r\nhello\r\n0\r\n\r\n"), 400),
        refused("chunked neg size", chunked("-5\r\nhello\r\n0\r\n\r\n"), 400),
        refused("chunked empty size", chunked("\r\nhello\r\n0\r\n\r\n"), 400),
        refused("chunked zz", chunked("zz\r\nhello\r\n0\r\n\r\n"), 400),
        refused("chunked huge size", chunked("7fffffffffffffff\r\nhello"), 400),
        refused("chunked overflow", chunked("fffffffffffffffffff\r\nhello\r\n0\r\n\r\n"), 400),
        refused("chunked over the limit", chunked("ffffffff\r\nhello"), 413),
        refused("chunked sum over the limit", chunked("80000\r\n" + QByteArray(0x80000, 'a') + "\r\n80001\r\n"), 413),
        refused("chunked no CRLF after", chunked("5\r\nhelloXX0\r\n\r\n"), 400),
        refused("chunked bare LF", chunked("5\nhello\n0\n\n"), 400),
        {"chunked unfinished", chunked("5\r\nhel"), "more", "408", true},
    };
}

Cases targets()
{
    return {
        refused("path dotdot", get("/s/../h"), 400),
        refused("path dot", get("/./h"), 400),
        refused("path ends in dotdot", get("/s/.."), 400),
        refused("path %2e%2e", get("/s/%2e%2e"), 400),
        refused("path .%2E", get("/s/.%2E/h"), 400),
        served("path three dots", get("/s/...")),
        refused("path %2f", get("/s/a%2fb"), 400),
        refused("path %5c", get("/s/a%5cb"), 400),
        refused("path backslash", get("/s/a\\b"), 400),
        refused("path %00", get("/s/a%00b"), 400),
        refused("path %0a suffix", get("/h%0a"), 400),
        refused("path %7f", get("/s/%7f"), 400),
        refused("path %ff", get("/s/%ff%fe"), 400),
        refused("path overlong utf8", get("/s/%c0%ae"), 400),
        served("path utf8", get("/s/%c3%a9")),
        served("path escaped letters", get("/%68")),
        refused("path raw utf8 bad", get("/s/\xff\xfe"), 400),
        refused("path raw utf8 good", get("/s/\xc3\xa9"), 400),
        refused("path %zz", get("/s/%zz"), 400),
        refused("path % at the end", get("/s/%4"), 400),
        refused("path double slash", get("//h"), 400),
        refused("path inner double slash", get("/s//h"), 400),
        refused("path //evil/h", get("//evil/h"), 400),
        served("path /h/", get("/h/"), 404),
        refused("path absolute-form", get("http://evil.com/h"), 400),
        refused("path no slash", get("h"), 400),
        served("path literal dot", get("/v1.0/x")),
        served("path regex dot", get("/v1X0/x"), 404),
        refused("path frag", get("/h#frag"), 400),
        refused("path spaces", get("/h /x"), 400),
        served("id overflow", get("/id/99999999999")),
        served("id +5", get("/id/+5")),
        served("query plus", get("/h?a=1+2&b=%26&c=%c3%a9")),
        refused("query invalid utf8", get("/h?c=%ff"), 400),
        refused("query %00", get("/h?c=%00"), 400),
        served("query with slashes and dots", get("/h?a=/../b//c?d")),
        refused("long path 100k", get(QByteArray("/s/" + QByteArray(100'000, 'a')).constData()), 414),
        refused("long path 5k", get(QByteArray("/s/" + QByteArray(5'000, 'a')).constData()), 414),
    };
}

} // namespace

std::vector<HostileCase> hostileCases()
{
    Cases all;
    for (const Cases &group : {requestLines(), fields(), lengths(), encodings(), targets()})
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

} // namespace remirai
