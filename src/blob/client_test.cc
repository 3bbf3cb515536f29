#include "blob/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "blob/base64.h"
#include "blob/digest.h"
#include "blob/scripted_server.h"

namespace gantry::blob {
namespace {

using testing::HasSubstr;
using testing::Not;
using Reply = ScriptedServer::Reply;

constexpr const char* k_sas = "sv=2021-12-02&sr=c&sp=rl&se=2100-01-01T00:00:00Z&sig=SECRET+x/=";
constexpr const char* k_etag = "ETag: \"1\"\r\n";

BlobClientOptions quick() {
    BlobClientOptions options;
    options.retry_total = std::chrono::milliseconds(40);
    options.retry_first_pause = std::chrono::milliseconds(1);
    options.retry_longest_pause = std::chrono::milliseconds(2);
    return options;
}

BlobClient client_of(const ScriptedServer& server, const char* sas = k_sas) {
    return BlobClient(parse_blob_url(server.url()), sas_credential(sas), quick());
}

Reply part(uint64_t first, const std::string& body, uint64_t size) {
    return ScriptedServer::reply(
        "206 Partial Content",
        std::string(k_etag) + "Content-Range: bytes " + std::to_string(first) + "-" +
            std::to_string(first + body.size() - 1) + "/" + std::to_string(size) + "\r\n",
        body);
}

// A reply whose connection ends `missing` bytes early.
Reply cut(Reply reply, size_t missing) {
    reply.bytes.resize(reply.bytes.size() - missing);
    return reply;
}

struct Read {
    std::string text;
    std::string error;
    std::string hint;
    BlobFault fault = BlobFault::cancelled;
};

Read read(const BlobClient& client, uint64_t offset, size_t size, std::string_view etag = {}) {
    Bytes out(size);
    Read result;
    try {
        size_t count = client.read("x", offset, out, etag, {});
        result.text = as_text(ByteSpan(out).first(count));
    } catch (const BlobError& error) {
        result.error = error.what();
        result.hint = error.hint();
        result.fault = error.fault();
    }
    return result;
}

TEST(BlobClient, ReadsARange) {
    ScriptedServer server({part(5, "hello", 100)});
    BlobClient client = client_of(server);
    EXPECT_EQ(read(client, 5, 5, "\"1\"").text, "hello");
    ASSERT_EQ(server.requests().size(), 1u);
    std::string request = server.requests()[0];
    EXPECT_THAT(request, HasSubstr("GET /acct/abc/x?sv=2021-12-02&sr=c&sp=rl"));
    EXPECT_THAT(request, HasSubstr("sig=SECRET%2Bx%2F="));
    EXPECT_THAT(request, HasSubstr("range: bytes=5-9\r\n"));
    EXPECT_THAT(request, HasSubstr("if-match: \"1\"\r\n"));
    EXPECT_THAT(request, HasSubstr("x-ms-version: 2021-12-02\r\n"));
    EXPECT_THAT(request, HasSubstr("x-ms-client-request-id: "));
}

TEST(BlobClient, LessAtTheEnd) {
    ScriptedServer server({part(95, "hello", 100)});
    EXPECT_EQ(read(client_of(server), 95, 50).text, "hello");
}

TEST(BlobClient, GoesOnAtTheByte) {
    ScriptedServer server({cut(part(0, "hello world", 11), 4), Reply{""}, part(7, "orld", 11)});
    EXPECT_EQ(read(client_of(server), 0, 11).text, "hello world");
    ASSERT_EQ(server.requests().size(), 3u);
    EXPECT_THAT(server.requests()[1], HasSubstr("range: bytes=7-10\r\n"));
    EXPECT_THAT(server.requests()[2], HasSubstr("if-match: \"1\"\r\n"));
}

TEST(BlobClient, WhatASinkThrowsEndsTheCall) {
    ScriptedServer server({part(0, "hello world", 11), part(0, "hello world", 11)});
    BlobClient client = client_of(server);
    auto full = [](ByteSpan) { throw SqlError(3257, 16, 1, "the disk is full"); };
    try {
        client.read("x", 0, 11, full, {}, {});
        FAIL() << "nothing was thrown";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3257);
    }
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST(BlobClient, ASinkGetsEachByteOnceOverSeveralTries) {
    ScriptedServer server({cut(part(0, "hello world", 11), 4), part(7, "orld", 11)});
    std::string text;
    auto take = [&](ByteSpan piece) { text += as_text(piece); };
    EXPECT_EQ(client_of(server).read("x", 0, 11, take, {}, {}), 11u);
    EXPECT_EQ(text, "hello world");
}

TEST(BlobClient, PiecesShorterThanAskedForAreGoneOnFrom) {
    ScriptedServer server({part(5, "hell", 100), part(9, "o", 100)});
    EXPECT_EQ(read(client_of(server), 5, 5).text, "hello");
}

TEST(BlobClient, TriesAgainWhenBusy) {
    ScriptedServer server({ScriptedServer::reply("503 Busy", "x-ms-error-code: ServerBusy\r\n", ""),
                           ScriptedServer::reply("429 Slow", "Retry-After: 0\r\n", ""),
                           part(0, "hello", 5)});
    EXPECT_EQ(read(client_of(server), 0, 5).text, "hello");
}

TEST(BlobClient, GivesUpAfterAWhile) {
    std::vector<Reply> replies(300, ScriptedServer::reply("503 Busy", "", ""));
    ScriptedServer server(replies);
    Read result = read(client_of(server), 0, 5);
    EXPECT_EQ(result.fault, BlobFault::server);
    EXPECT_THAT(result.error, HasSubstr("given up after"));
    EXPECT_THAT(result.error, HasSubstr("HTTP 503"));
}

TEST(BlobClient, AServiceThatHasAcceptedNothingIsGivenLessTimeFor500) {
    const Reply failing = ScriptedServer::reply("500 Internal Server Error", "", "");
    const Reply busy = ScriptedServer::reply("503 Service Unavailable", "", "");
    const Reply good = part(5, "hello", 100);
    BlobClientOptions options = quick();
    options.retry_total = std::chrono::seconds(10);
    options.retry_total_unaccepted = std::chrono::milliseconds(0);
    auto client = [&](const ScriptedServer& server) {
        return BlobClient(parse_blob_url(server.url()), sas_credential(k_sas), options);
    };
    {
        ScriptedServer server({busy, failing, good});
        EXPECT_THAT(read(client(server), 5, 5).error, HasSubstr("given up after 2 tries"));
    }
    ScriptedServer server({good, failing, failing, good});
    BlobClient accepted = client(server);
    EXPECT_EQ(read(accepted, 5, 5).text, "hello");
    EXPECT_EQ(read(accepted, 5, 5).text, "hello");
    EXPECT_EQ(server.requests().size(), 4u);
}

TEST(BlobClient, RetryAfterTooLongIsNotWaitedFor) {
    ScriptedServer server({ScriptedServer::reply("503 Busy", "Retry-After: 3600\r\n", "")});
    EXPECT_EQ(read(client_of(server), 0, 5).fault, BlobFault::server);
}

TEST(BlobClient, ReplacedInTheMiddle) {
    ScriptedServer server(
        {cut(part(0, "hello world", 11), 4),
         ScriptedServer::reply("412 No", "x-ms-error-code: ConditionNotMet\r\n", "")});
    Read result = read(client_of(server), 0, 11);
    EXPECT_EQ(result.fault, BlobFault::changed);
    EXPECT_THAT(result.error, HasSubstr("replaced or changed"));
}

TEST(BlobClient, RepliesThatAreNotWhatWasAsked) {
    struct Case {
        Reply reply;
        const char* text;
    };
    std::string other = part(0, "hello", 100).bytes;
    other.replace(other.find("\"1\""), 3, "\"2\"");
    for (const Case& one : std::vector<Case>{
             {part(6, "hello", 100), "another range"},
             {part(5, "hello world", 100), "another range"},
             {ScriptedServer::reply("200 OK", k_etag, "0123456789"), "whole blob"},
             {ScriptedServer::reply("206 Partial", "", "hello"), "another range"},
             {ScriptedServer::reply("206 Partial", "Content-Range: bytes 5-/x\r\n", "hello"),
              "another range"},
             {Reply{other}, "another version"}}) {
        ScriptedServer server({one.reply, one.reply, one.reply});
        Read result = read(client_of(server), 5, 5, "\"1\"");
        EXPECT_EQ(result.fault, BlobFault::protocol) << one.text;
        EXPECT_THAT(result.error, HasSubstr(one.text));
    }
}

TEST(BlobClient, HeadersWithoutEnd) {
    std::string many = "HTTP/1.1 206 Partial\r\n";
    for (int i = 0; i < 2000; ++i)
        many += "x-header-" + std::to_string(i) + ": " + std::string(60, 'x') + "\r\n";
    ScriptedServer server({Reply{many}, Reply{many}, Reply{many}});
    EXPECT_EQ(read(client_of(server), 0, 5).fault, BlobFault::protocol);
}

Read refused(const std::string& status, const std::string& code, const char* sas = k_sas) {
    ScriptedServer server({ScriptedServer::reply(
        status, "Date: Fri, 27 Nov 2026 08:30:00 GMT\r\nx-ms-request-id: abc-1\r\n",
        "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>m</Message></Error>")});
    return read(client_of(server, sas), 0, 5);
}

TEST(BlobClient, ExpiredSas) {
    Read result = refused("403 Forbidden", "AuthenticationFailed",
                          "sv=1&sr=c&sp=rl&se=2026-11-27T08:00:00Z&sig=SECRET");
    EXPECT_EQ(result.fault, BlobFault::expired);
    EXPECT_THAT(result.error, HasSubstr("expired at 2026-11-27 08:00:00 UTC, 30 minutes ago"));
    EXPECT_THAT(result.error, HasSubstr("HTTP 403 AuthenticationFailed, request abc-1"));
    EXPECT_THAT(result.error, Not(HasSubstr("SECRET")));
    EXPECT_EQ(refused("403 Forbidden", "AuthenticationFailed",
                      "sv=1&sr=c&sp=rl&st=2026-11-27T09:00:00Z&se=2027-01-01&sig=x")
                  .fault,
              BlobFault::not_yet_valid);
}

TEST(BlobClient, Refusals) {
    EXPECT_THAT(refused("403 No", "AuthenticationFailed").error, HasSubstr("did not accept"));
    EXPECT_THAT(
        refused("403 No", "AuthorizationPermissionMismatch", "sv=1&sr=c&sp=l&se=2100-01-01&sig=x")
            .error,
        HasSubstr("permits 'l', and 'r' is needed"));
    EXPECT_EQ(refused("404 No", "BlobNotFound").fault, BlobFault::not_found);
    EXPECT_EQ(refused("404 No", "ContainerNotFound").fault, BlobFault::container_not_found);
    EXPECT_EQ(refused("416 No", "InvalidRange").fault, BlobFault::range);
    EXPECT_EQ(refused("302 Found", "").fault, BlobFault::protocol);
    EXPECT_THAT(refused("409 No", "BlobArchived").error, HasSubstr("archive tier"));
    EXPECT_EQ(refused("412 No", "LeaseIdMissing").fault, BlobFault::refused);
    EXPECT_EQ(refused("403 No", "<evil>").fault, BlobFault::denied);
}

TEST(BlobClient, NotReached) {
    std::string url;
    {
        ScriptedServer server({});
        url = server.url();
    }
    BlobClient client(parse_blob_url(url), {}, quick());
    Read result = read(client, 0, 5);
    EXPECT_EQ(result.fault, BlobFault::network);
    EXPECT_THAT(result.error, HasSubstr("given up after"));
    EXPECT_THAT(result.hint, HasSubstr("is the host right"));
}

TEST(BlobClient, ProxyOfTheEnvironmentButNotForLoopback) {
    ScriptedServer proxy({part(0, "hello", 5)});
    ScriptedServer server({part(0, "world", 5)});
    setenv("http_proxy", proxy.url("").c_str(), 1);
    BlobUrl there = parse_blob_url("http://acct.blob.invalid/abc/x", AllowHttp::yes);
    BlobClient client(there, sas_credential(k_sas), quick());
    EXPECT_EQ(read(client, 0, 5).text, "hello");
    EXPECT_EQ(read(client_of(server), 0, 5).text, "world");
    unsetenv("http_proxy");
    EXPECT_THAT(proxy.requests()[0], HasSubstr("GET http://acct.blob.invalid/abc/x?"));
}

TEST(BlobClient, StopsAtOnce) {
    Reply slow = part(0, "hello", 5);
    slow.stall_ms = 10'000;
    ScriptedServer server({slow});
    BlobClient client = client_of(server);
    std::stop_source source;
    Bytes out(5);
    auto start = std::chrono::steady_clock::now();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        source.request_stop();
    });
    try {
        client.read("x", 0, out, {}, source.get_token());
        FAIL();
    } catch (const BlobError& error) {
        EXPECT_EQ(error.fault(), BlobFault::cancelled);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(BlobClient, Properties) {
    ScriptedServer server(
        {Reply{std::string("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nx-ms-blob-type: BlockBlob"
                           "\r\nContent-MD5: ") +
               to_base64(Bytes(16, 9)) + "\r\n" + k_etag + "\r\n"},
         Reply{"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n"},
         Reply{"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n"},
         Reply{"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n"}});
    BlobClient client = client_of(server);
    BlobProperties properties = client.properties("x", {});
    EXPECT_EQ(properties.size, 12345u);
    EXPECT_EQ(properties.etag, "\"1\"");
    EXPECT_EQ(properties.kind, BlobKind::block);
    EXPECT_EQ(properties.content_md5, Bytes(16, 9));
    EXPECT_THROW(client.properties("x", {}), BlobError);
}

TEST(BlobClient, SharedKeyIsSentAsASignature) {
    ScriptedServer server({part(0, "hello", 5)});
    std::string key = to_base64(Bytes(64, 7));
    BlobClient client(parse_blob_url(server.url()), shared_key_credential("acct", key), quick());
    EXPECT_EQ(read(client, 0, 5).text, "hello");
    EXPECT_THAT(server.requests()[0], HasSubstr("authorization: SharedKey acct:"));
    EXPECT_THAT(server.requests()[0], Not(HasSubstr(key)));
}

TEST(BlobClient, ListsPageByPage) {
    auto page = [](const std::string& name, const std::string& marker) {
        return ScriptedServer::reply(
            "200 OK", "",
            "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>"
            "<Blob><Name>" +
                name +
                "</Name><Properties><Content-Length>7</Content-Length><Etag>0x1</Etag>"
                "<BlobType>PageBlob</BlobType></Properties></Blob></Blobs><NextMarker>" +
                marker + "</NextMarker></EnumerationResults>");
    };
    ScriptedServer server({page("a&amp;b", "m 1"), page("c", "")});
    std::vector<BlobItem> items = client_of(server).list_all("", 10, {});
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].name, "a&b");
    EXPECT_EQ(items[0].properties.size, 7u);
    EXPECT_EQ(items[0].properties.etag, "\"0x1\"");
    EXPECT_EQ(items[0].properties.kind, BlobKind::page);
    EXPECT_THAT(server.requests()[1], HasSubstr("marker=m%201"));
    ScriptedServer again({page("a", "m"), page("a", "m"), page("a", "m")});
    EXPECT_THROW(client_of(again).list_all("", 10, {}), BlobError);
}

TEST(BlobClient, ListsThatAreNone) {
    for (const char* body : {"", "<html>", "<a/>", "<EnumerationResults/>",
                             "<EnumerationResults><Blobs><Blob/></Blobs></EnumerationResults>"}) {
        Reply reply = ScriptedServer::reply("200 OK", "", body);
        ScriptedServer server({reply, reply, reply});
        EXPECT_THROW(client_of(server).list({}, {}), BlobError) << body;
    }
}

TEST(BlobClient, PutsBlocks) {
    ScriptedServer server(
        {ScriptedServer::reply("500 Oops", "", ""), ScriptedServer::reply("201 Created", "", ""),
         ScriptedServer::reply("201 Created", "", ""),
         ScriptedServer::reply("409 Conflict", "x-ms-error-code: BlobAlreadyExists\r\n", "")});
    BlobClient client = client_of(server);
    client.put_block("x", "QUJD", as_bytes("hello"), md5(as_bytes("hello")), {});
    client.put_block_list("x", {"QUJD"}, Bytes(16, 1), {}, {});
    std::vector<std::string> requests = server.requests();
    EXPECT_THAT(requests[1], HasSubstr("PUT /acct/abc/x?comp=block&blockid=QUJD&"));
    EXPECT_THAT(requests[1], HasSubstr("content-md5: XUFAKrxLKna5cZ2REBfFkg=="));
    EXPECT_TRUE(requests[1].ends_with("\r\n\r\nhello"));
    EXPECT_THAT(requests[2], HasSubstr("<Latest>QUJD</Latest>"));
    EXPECT_THAT(requests[2], HasSubstr("x-ms-blob-content-md5: "));
    try {
        client.put_block_list("x", {"QUJD"}, {}, {.match = {}, .absent = true}, {});
        FAIL();
    } catch (const BlobError& error) {
        EXPECT_EQ(error.fault(), BlobFault::exists);
    }
}

}  // namespace
}  // namespace gantry::blob
