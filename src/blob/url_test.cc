#include "blob/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::blob {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string fault_of(std::string_view text, AllowHttp http = AllowHttp::loopback_only) {
    try {
        parse_blob_url(text, http);
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 3297);
        return std::string(error.what()) + " | " + error.hint();
    }
    return "none";
}

TEST(BlobUrl, HostStyle) {
    BlobUrl url = parse_blob_url("https://Acct1.blob.core.windows.net/backups/dir/sales.bak");
    EXPECT_TRUE(url.https);
    EXPECT_FALSE(url.path_style);
    EXPECT_EQ(url.host, "acct1.blob.core.windows.net");
    EXPECT_EQ(url.account, "acct1");
    EXPECT_EQ(url.container, "backups");
    EXPECT_EQ(url.blob, "dir/sales.bak");
    EXPECT_EQ(url_path(url), "/backups/dir/sales.bak");
    EXPECT_EQ(container_text(url), "https://acct1.blob.core.windows.net/backups");
    EXPECT_EQ(url_text(url), "https://acct1.blob.core.windows.net/backups/dir/sales.bak");
}

TEST(BlobUrl, AccountsOfHosts) {
    EXPECT_EQ(parse_blob_url("https://a12.blob.core.chinacloudapi.cn/abc/x").account, "a12");
    EXPECT_EQ(parse_blob_url("https://a12.blob.core.usgovcloudapi.net/abc/x").account, "a12");
    EXPECT_EQ(parse_blob_url("https://a12-secondary.blob.core.windows.net/abc/x").account, "a12");
    EXPECT_EQ(parse_blob_url("https://a12.z01.blob.storage.azure.net/abc/x").account, "a12");
    EXPECT_EQ(parse_blob_url("https://backups.example.com/abc/x").account, "");
    EXPECT_EQ(parse_blob_url("https://a12.blob.localhost:10000/abc/x").account, "a12");
}

TEST(BlobUrl, PathStyle) {
    BlobUrl url = parse_blob_url("http://127.0.0.1:10000/devstoreaccount1/abc/d/x.bak");
    EXPECT_TRUE(url.path_style);
    EXPECT_EQ(url.port, 10000);
    EXPECT_EQ(url.account, "devstoreaccount1");
    EXPECT_EQ(url.container, "abc");
    EXPECT_EQ(url.blob, "d/x.bak");
    EXPECT_EQ(url_text(url), "http://127.0.0.1:10000/devstoreaccount1/abc/d/x.bak");
    EXPECT_EQ(parse_blob_url("https://azurite:10000/acct/abc/x").account, "acct");
    EXPECT_EQ(parse_blob_url("http://[::1]:10000/acct/abc/x").account, "acct");
    EXPECT_THAT(fault_of("http://127.0.0.1:10000/x"), HasSubstr("/account/container/blob"));
}

TEST(BlobUrl, PlainHttpOnlyHere) {
    EXPECT_THAT(fault_of("http://a12.blob.core.windows.net/abc/x"), HasSubstr("encryption"));
    EXPECT_THAT(fault_of("http://127.0.0.1.example.com/abc/x"), HasSubstr("encryption"));
    EXPECT_EQ(fault_of("http://azurite:10000/acct/abc/x", AllowHttp::yes), "none");
    EXPECT_EQ(fault_of("http://localhost:10000/acct/abc/x"), "none");
}

TEST(BlobUrl, PercentEncoding) {
    BlobUrl url = parse_blob_url("https://a12.blob.core.windows.net/abc/a%20b+c%C3%A4%2fd%25");
    EXPECT_EQ(url.blob, "a b+c\xC3\xA4/d%");
    EXPECT_EQ(url_path(url), "/abc/a%20b%2Bc%C3%A4/d%25");
    EXPECT_EQ(parse_blob_url(url_text(url)), url);
    EXPECT_EQ(parse_blob_url("https://a12.blob.core.windows.net/abc/a b").blob, "a b");
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/100%"), HasSubstr("%25"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/%FF"), HasSubstr("UTF-8"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/%00"), HasSubstr("control"));
}

TEST(BlobUrl, QueriesAreRefusedAndNotRepeated) {
    std::string sas = fault_of("https://a12.blob.core.windows.net/abc/x?sv=1&sig=SECRET");
    EXPECT_THAT(sas, HasSubstr("shared access signature"));
    EXPECT_THAT(sas, Not(HasSubstr("SECRET")));
    std::string snapshot = fault_of("https://a12.blob.core.windows.net/abc/x?snapshot=2020");
    EXPECT_THAT(snapshot, HasSubstr("snapshot"));
    std::string user = fault_of("https://me:SECRET@a12.blob.core.windows.net/abc/x");
    EXPECT_THAT(user, HasSubstr("password"));
    EXPECT_THAT(user, Not(HasSubstr("SECRET")));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/x#1"), HasSubstr("%23"));
    EXPECT_EQ(without_secrets("x https://u:p@h/a?sig=1"), "x https://***@h/a?...");
}

TEST(BlobUrl, NothingLeavesTheContainer) {
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/../def/x"), HasSubstr("'..'"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/%2e%2e/def/x"), HasSubstr("'..'"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/a%2f..%2fx"), HasSubstr("'..'"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/a\\x"), HasSubstr("backslash"));
}

TEST(BlobUrl, Faults) {
    EXPECT_THAT(fault_of(""), HasSubstr("https://"));
    EXPECT_THAT(fault_of("ftp://a12/x"), HasSubstr("https://"));
    EXPECT_THAT(fault_of("https:///abc/x"), HasSubstr("no host"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net:0/abc/x"), HasSubstr("port"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net:99999/abc/x"), HasSubstr("port"));
    EXPECT_THAT(fault_of("https://[::1/abc/x"), HasSubstr("']'"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc"), HasSubstr("no blob"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/dir/"), HasSubstr("no blob"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/ABC/x"), HasSubstr("no container"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/a--b/x"), HasSubstr("no container"));
    EXPECT_THAT(fault_of("https://a12.dfs.core.windows.net/abc/x"), HasSubstr(".blob."));
    EXPECT_THAT(fault_of("https://A_B.blob.core.windows.net/abc/x"), HasSubstr("account"));
    std::string name(1025, 'x');
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/abc/" + name), HasSubstr("1024"));
    EXPECT_THAT(fault_of("https://" + std::string(20'000, 'x')), HasSubstr("too long"));
}

TEST(BlobUrl, Containers) {
    BlobUrl url = parse_container_url("https://a12.blob.core.windows.net/abc");
    EXPECT_EQ(url.blob, "");
    EXPECT_EQ(url_text(url), "https://a12.blob.core.windows.net/abc");
    EXPECT_EQ(parse_container_url("https://a12.blob.core.windows.net/abc/").blob, "");
    EXPECT_EQ(parse_container_url("https://a12.blob.core.windows.net/abc/d/").blob, "d/");
    EXPECT_EQ(parse_container_url("https://a12.blob.core.windows.net/$root/d").container, "$root");
}

}  // namespace
}  // namespace gantry::blob
