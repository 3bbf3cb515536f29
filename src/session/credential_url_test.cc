#include "session/credential_url.h"

#include <gtest/gtest.h>

namespace gantry::session {
namespace {

constexpr const char* k_sas = "SHARED ACCESS SIGNATURE";
constexpr int64_t k_now = 1795770000;  // 2026-11-27 09:00 UTC

std::vector<Credential> named(std::initializer_list<const char*> names) {
    std::vector<Credential> out;
    for (const char* name : names)
        out.push_back({0, name, k_sas, std::nullopt});
    return out;
}

std::string found(std::initializer_list<const char*> names, std::string_view url) {
    std::vector<Credential> list = named(names);
    const Credential* hit = credential_for_url(list, url);
    return hit == nullptr ? "" : hit->name;
}

TEST(CredentialUrl, LongestNameAtABoundaryWins) {
    auto names = {"https://a.blob.core.windows.net/c", "https://a.blob.core.windows.net/c/deep",
                  "https://a.blob.core.windows.net/cc"};
    EXPECT_EQ(found(names, "https://a.blob.core.windows.net/c/x.bak"),
              "https://a.blob.core.windows.net/c");
    EXPECT_EQ(found(names, "https://a.blob.core.windows.net/c/deep/x.bak"),
              "https://a.blob.core.windows.net/c/deep");
    EXPECT_EQ(found(names, "https://a.blob.core.windows.net/c/deeper.bak"),
              "https://a.blob.core.windows.net/c");
    EXPECT_EQ(found(names, "https://a.blob.core.windows.net/cc/x.bak"),
              "https://a.blob.core.windows.net/cc");
    EXPECT_EQ(found(names, "https://a.blob.core.windows.net/ccc/x.bak"), "");
    EXPECT_EQ(found(names, "https://b.blob.core.windows.net/c/x.bak"), "");
    EXPECT_EQ(found(names, "no url"), "");
}

TEST(CredentialUrl, HostHasNoCaseAndPathHas) {
    auto names = {"HTTPS://A.blob.Core.windows.net:443/Data"};
    EXPECT_EQ(found(names, "https://a.BLOB.core.windows.net/Data/x.bak"), *names.begin());
    EXPECT_EQ(found(names, "https://a.blob.core.windows.net/data/x.bak"), "");
    EXPECT_NE(why_no_credential(named(names), "https://a.blob.core.windows.net/data/x.bak")
                  .find("differs in case"),
              std::string::npos);
}

TEST(CredentialUrl, EmulatorsHaveTheAccountInThePath) {
    EXPECT_NE(found({"http://127.0.0.1:10000/acc/c"}, "http://127.0.0.1:10000/acc/c/x.bak"), "");
    EXPECT_EQ(found({"http://127.0.0.1:10000/acc"}, "http://127.0.0.1:10000/acc/c/x.bak"), "");
    EXPECT_EQ(found({"http://127.0.0.1:10000/acc/c"}, "http://127.0.0.1:10001/acc/c/x.bak"), "");
}

TEST(CredentialUrl, SaysWhyNoneFits) {
    const char* url = "https://a.blob.core.windows.net/c/x.bak";
    auto why = [&](const char* name) { return why_no_credential(named({name}), url); };
    EXPECT_NE(why("https://a.blob.core.windows.net/c/").find("ends with '/'"), std::string::npos);
    EXPECT_NE(why("https://a.blob.core.windows.net").find("names no container"), std::string::npos);
    EXPECT_NE(why("http://a.blob.core.windows.net/c").find("is for http,"), std::string::npos);
    EXPECT_NE(why("https://z.blob.core.windows.net/c")
                  .find("CREATE CREDENTIAL [https://a.blob.core.windows.net/c]"),
              std::string::npos);
}

std::string warning(std::string_view secret, std::string_view identity = k_sas) {
    std::string out;
    for (const std::string& text :
         credential_warnings("https://a.blob.core.windows.net/c", identity, secret, k_now)) {
        out += text + "\n";
    }
    return out;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(CredentialUrl, WarnsOfSecrets) {
    EXPECT_EQ(warning(""), "");
    EXPECT_EQ(warning("sv=2022-11-02&sp=rl&se=2026-11-28T00%3A00%3A00Z&sig=x"), "");
    EXPECT_EQ(warning("sv=2022-11-02&si=policy&sig=x"), "");
    EXPECT_TRUE(has(warning("?sv=1&sp=r&se=2026-11-28&sig=x"), "begins with '?'"));
    EXPECT_TRUE(has(warning("sv=1&sp=rl&se=2026-11-28"), "no sig="));
    EXPECT_TRUE(has(warning("https://a/c?sv=1&sig=x"), "whole URL"));
    EXPECT_TRUE(has(warning("sv=1&sp=rl&se=2026-11-27T08:00:00Z&sig=x"), "expired"));
    EXPECT_TRUE(has(warning("sv=1&sp=r&se=2026-11-29&st=2026-11-28&sig=x"), "not valid before"));
    EXPECT_TRUE(has(warning("sv=1&sp=wl&se=2026-11-28&sig=x"), "Read"));
    EXPECT_TRUE(has(warning("x", "MANAGED IDENTITY"), "in Azure only"));
    EXPECT_TRUE(has(warning("short", "account"), "base64"));
    EXPECT_FALSE(has(warning("SeCrEt1&sig", "account"), "SeCrEt1"));
    EXPECT_TRUE(has(warning(std::string(86, 'A') + "==", "account"), "all rights"));
}

TEST(CredentialUrl, ProvesWithWhatTheIdentitySays) {
    using Kind = blob::BlobCredential::Kind;
    EXPECT_EQ(blob_credential("shared access signature", "").kind, Kind::none);
    EXPECT_EQ(blob_credential(k_sas, "sv=1&sp=r&se=2026-11-28&sig=x").kind, Kind::sas);
    blob::BlobCredential key = blob_credential("account", std::string(86, 'A') + "==");
    EXPECT_EQ(key.kind, Kind::shared_key);
    EXPECT_EQ(key.account, "account");
    EXPECT_THROW(blob_credential("Managed Identity", ""), FormatError);
    EXPECT_THROW(blob_credential("CORP\\Mary", "x"), FormatError);
}

TEST(CredentialUrl, WarnsOfNames) {
    auto warnings = [](const char* name, const char* identity = k_sas) {
        return credential_warnings(name, identity, "sv=1&si=p&sig=x", k_now).size();
    };
    EXPECT_EQ(warnings("https://a.blob.core.windows.net/c"), 0u);
    EXPECT_EQ(warnings("http://127.0.0.1:10000/acc/c"), 0u);
    EXPECT_EQ(warnings("https://a.blob.core.windows.net/c/"), 1u);
    EXPECT_EQ(warnings("https://a.blob.core.windows.net"), 1u);
    EXPECT_EQ(warnings("http://a.blob.core.windows.net/c"), 1u);
    EXPECT_EQ(warnings("backups"), 1u);
    EXPECT_EQ(warnings("backups", "CORP\\backup"), 0u);
    EXPECT_EQ(credential_warnings("https://a.blob.core.windows.net/c", "account",
                                  std::string(86, 'A') + "==", k_now)
                  .size(),
              1u);
}

}  // namespace
}  // namespace gantry::session
