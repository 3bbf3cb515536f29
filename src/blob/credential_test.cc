#include "blob/credential.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "blob/base64.h"

namespace gantry::blob {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* k_sas =
    "sv=2021-12-02&st=2026-11-01T00%3A00%3A00Z&se=2026-12-01T12%3A30%3A15Z&sr=c&sp=rl&sig=a%2Bb%3D";

std::string fault_of(std::string_view secret) {
    try {
        parse_sas(secret);
    } catch (const FormatError& error) {
        return std::string(error.what()) + " | " + error.hint();
    }
    return "none";
}

TEST(Sas, Fields) {
    SasFields fields = parse_sas(k_sas);
    EXPECT_EQ(fields.version, "2021-12-02");
    EXPECT_EQ(fields.resource, "c");
    EXPECT_EQ(fields.permissions, "rl");
    EXPECT_EQ(fields.expiry, "2026-12-01T12:30:15Z");
    EXPECT_EQ(fields.expires_at, 1796128215);
    EXPECT_EQ(utc_text(*fields.expires_at), "2026-12-01 12:30:15 UTC");
    EXPECT_FALSE(fields.is_account_sas());
    EXPECT_EQ(sas_credential(k_sas).kind, BlobCredential::Kind::sas);
}

TEST(Sas, AccountAndPolicy) {
    EXPECT_TRUE(
        parse_sas("sv=2021-12-02&ss=bf&srt=sco&sp=rl&se=2027-01-01&sig=x").is_account_sas());
    EXPECT_EQ(parse_sas("sv=2021-12-02&sr=c&si=restore&sig=x").policy, "restore");
    EXPECT_THAT(fault_of("sv=2021-12-02&ss=q&srt=sco&sp=rl&se=2027-01-01&sig=x"),
                HasSubstr("not for blobs"));
}

TEST(Sas, FaultsDoNotShowIt) {
    EXPECT_THAT(fault_of(std::string("?") + k_sas), HasSubstr("'?'"));
    EXPECT_THAT(fault_of("https://a12.blob.core.windows.net/c?sig=1"), HasSubstr("whole URL"));
    EXPECT_THAT(fault_of(""), HasSubstr("empty"));
    EXPECT_THAT(fault_of("sv=1&sp=rl&se=2027-01-01"), HasSubstr("sig="));
    EXPECT_THAT(fault_of("sp=rl&se=2027-01-01&sig=x"), HasSubstr("sv="));
    EXPECT_THAT(fault_of("sv=1&se=2027-01-01&sig=x"), HasSubstr("sp="));
    EXPECT_THAT(fault_of("sv=1&sp=rl&sig=x"), HasSubstr("se="));
    EXPECT_THAT(fault_of("sv=1&sp=rl&se=soon&sig=x"), HasSubstr("se="));
    EXPECT_THAT(fault_of("sv=1&amp;sp=rl&amp;se=2027-01-01&amp;sig=x"), HasSubstr("&amp;"));
    EXPECT_THAT(fault_of("sv=1 &sp=rl&se=2027-01-01&sig=SECRET"), HasSubstr("blanks"));
    EXPECT_THAT(fault_of("sv=1 &sp=rl&se=2027-01-01&sig=SECRET"), Not(HasSubstr("SECRET")));
    EXPECT_THAT(fault_of("sv=1&sp=rl&se=2027-01-01&sig=ab%2"), HasSubstr("copied to its end"));
    EXPECT_THAT(fault_of("sv=1&sp=rl&se=2027-01-01&sig=%ZZb"), HasSubstr("copied to its end"));
    EXPECT_THAT(fault_of("sv=1&sp=rl&se=2027-01-01&sig=a%2Bb%AA"), HasSubstr("copied whole"));
    EXPECT_THAT(fault_of(std::string(5000, 'x')), HasSubstr("too long"));
}

TEST(Sas, Times) {
    EXPECT_EQ(parse_sas_time("1970-01-02"), 86400);
    EXPECT_EQ(parse_sas_time("1970-01-01T01:02Z"), 3720);
    EXPECT_EQ(parse_sas_time("1970-01-01T01:02:03Z"), 3723);
    EXPECT_EQ(parse_sas_time("1970-01-01T01:02:03.1234567Z"), 3723);
    for (const char* bad :
         {"", "1970", "1970-13-01", "1970-02-30", "1970-01-01T", "1970-01-01T25:00Z",
          "1970-01-01T01:02", "1970-01-01T01:02:03Zx", "1970-01-01T01:02:61Z"})
        EXPECT_EQ(parse_sas_time(bad), std::nullopt) << bad;
    EXPECT_EQ(utc_text(-1), "1969-12-31 23:59:59 UTC");
}

TEST(SharedKey, Checked) {
    std::string key = to_base64(Bytes(64, 7));
    EXPECT_EQ(shared_key_credential("acct1", key).account, "acct1");
    EXPECT_THROW(shared_key_credential("Acct", key), FormatError);
    EXPECT_THROW(shared_key_credential("acct1", "no key"), FormatError);
    EXPECT_THROW(shared_key_credential("acct1", "QUJD"), FormatError);
}

TEST(Base64, BothWays) {
    EXPECT_EQ(to_base64(as_bytes("")), "");
    EXPECT_EQ(to_base64(as_bytes("f")), "Zg==");
    EXPECT_EQ(to_base64(as_bytes("fo")), "Zm8=");
    EXPECT_EQ(to_base64(as_bytes("foo")), "Zm9v");
    EXPECT_EQ(as_text(*from_base64("Zm9vYg==")), "foob");
    EXPECT_EQ(as_text(*from_base64("Zm9vYmE=")), "fooba");
    EXPECT_FALSE(from_base64("Zm9"));
    EXPECT_FALSE(from_base64("Zg==Zg=="));
    EXPECT_FALSE(from_base64("Z==="));
    EXPECT_FALSE(from_base64("Z*=="));
}

}  // namespace
}  // namespace gantry::blob
