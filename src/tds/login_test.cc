#include <gtest/gtest.h>

#include "base/utf.h"
#include "tds/login7.h"
#include "tds/prelogin.h"

namespace gantry::tds {
namespace {

TEST(Prelogin, ReadsWhatDriversSend) {
    // MS-TDS 4.1, pre-login request.
    Bytes payload = {0x00, 0x00, 0x1A, 0x00, 0x06, 0x01, 0x00, 0x20, 0x00, 0x01, 0x02, 0x00,
                     0x21, 0x00, 0x01, 0x03, 0x00, 0x22, 0x00, 0x04, 0x04, 0x00, 0x26, 0x00,
                     0x01, 0xFF, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0xB8, 0x0D,
                     0x00, 0x00, 0x01};
    Prelogin prelogin = parse_prelogin(payload);
    EXPECT_EQ(prelogin.version, 0x09000000u);
    EXPECT_EQ(prelogin.encryption, Encryption::on);
    EXPECT_EQ(prelogin.instance, "");
    EXPECT_EQ(prelogin.thread_id, 0xB80D0000u);
    EXPECT_TRUE(prelogin.mars);
    for (size_t size = 0; size < payload.size(); ++size) {
        EXPECT_THROW(parse_prelogin(ByteSpan(payload).first(size)), ProtocolError) << size;
    }
}

TEST(Prelogin, AnswerIsReadable) {
    Prelogin request;
    request.mars = true;
    request.federated_auth_required = 1;
    Prelogin answer = parse_prelogin(build_prelogin_reply(request, Encryption::on));
    EXPECT_EQ(answer.version, 0x100003E8u);
    EXPECT_EQ(answer.encryption, Encryption::on);
    EXPECT_FALSE(answer.mars);
    EXPECT_EQ(answer.federated_auth_required, 0);
}

TEST(Prelogin, EncryptionTable) {
    using E = Encryption;
    auto check = [](E client, bool available, bool force, E answer, TlsUse use, bool refused) {
        EncryptionChoice choice = choose_encryption(client, available, force);
        EXPECT_EQ(choice.answer, answer);
        EXPECT_EQ(choice.use, use);
        EXPECT_EQ(choice.refused, refused);
    };
    check(E::off, true, false, E::off, TlsUse::login_only, false);
    check(E::on, true, false, E::on, TlsUse::everything, false);
    check(E::not_supported, true, false, E::not_supported, TlsUse::none, false);
    check(E::off, true, true, E::required, TlsUse::everything, false);
    check(E::on, true, true, E::on, TlsUse::everything, false);
    check(E::not_supported, true, true, E::required, TlsUse::none, true);
    check(E::off, false, false, E::not_supported, TlsUse::none, false);
    check(E::required, false, false, E::not_supported, TlsUse::none, true);
}

// Builds LOGIN7 as MS-TDS 2.2.6.4 lays it out.
class LoginBuilder {
  public:
    uint32_t version = 0x74000004;
    uint32_t packet_bytes = 8000;
    uint8_t flags1 = 0xE0, flags2 = 0x03, type_flags = 0, flags3 = 0x10;
    Bytes features = {0x0A, 1, 0, 0, 0, 1, 0xFF};

    Bytes build() const {
        ByteWriter out;
        ByteWriter data;
        out.u32(0);
        out.u32(version);
        out.u32(packet_bytes);
        out.zeros(12);
        out.u8(flags1);
        out.u8(flags2);
        out.u8(type_flags);
        out.u8(flags3);
        out.le(int32_t(60));
        out.u32(0x409);
        auto text = [&](std::string_view utf8) {
            Bytes utf16 = utf8_to_utf16le(utf8);
            out.u16(uint16_t(94 + data.size()));
            out.u16(uint16_t(utf16.size() / 2));
            data.append(utf16);
        };
        text("host");
        text("sa");
        Bytes password = utf8_to_utf16le("Pässw0rd");
        out.u16(uint16_t(94 + data.size()));
        out.u16(uint16_t(password.size() / 2));
        for (uint8_t b : password) data.u8(uint8_t(((b << 4) | (b >> 4)) ^ 0xA5));
        text("app");
        text("server");
        out.u16(uint16_t(94 + data.size()));
        out.u16(4);
        size_t feature_pointer = data.size();
        data.u32(0);
        text("lib");
        text("us_english");
        text("Northwind");
        out.zeros(6);
        out.u32(0);  // SSPI
        text("");
        text("");
        out.u32(0);
        data.patch_le(feature_pointer, uint32_t(94 + data.size()));
        data.append(features);
        out.append(data.bytes());
        out.patch_le(0, uint32_t(out.size()));
        return out.take();
    }
};

TEST(Login7, ReadsEveryField) {
    Login login = parse_login7(LoginBuilder().build());
    EXPECT_EQ(login.version, TdsVersion::v7_4);
    EXPECT_EQ(login.packet_bytes, 8000u);
    EXPECT_TRUE(login.odbc);
    EXPECT_TRUE(login.database_is_mandatory);
    EXPECT_FALSE(login.integrated);
    EXPECT_EQ(login.time_zone_minutes, 60);
    EXPECT_EQ(login.host, "host");
    EXPECT_EQ(login.user, "sa");
    EXPECT_EQ(login.password, "Pässw0rd");
    EXPECT_EQ(login.application, "app");
    EXPECT_EQ(login.server, "server");
    EXPECT_EQ(login.interface_name, "lib");
    EXPECT_EQ(login.language, "us_english");
    EXPECT_EQ(login.database, "Northwind");
    ASSERT_EQ(login.features.size(), 1u);
    EXPECT_EQ(login.features[0].id, k_feature_utf8);
    EXPECT_EQ(login.features[0].data, Bytes{1});
}

TEST(Login7, VersionsAndPacketSizes) {
    LoginBuilder builder;
    builder.flags3 = 0;
    struct Case {
        uint32_t raw;
        TdsVersion version;
        uint32_t ack;
    };
    for (Case c : {Case{0x71000000, TdsVersion::v7_1, 0x07010000},
                   Case{0x71000001, TdsVersion::v7_1, 0x71000001},
                   Case{0x72090002, TdsVersion::v7_2, 0x72090002},
                   Case{0x730A0003, TdsVersion::v7_3, 0x730A0003},
                   Case{0x730B0003, TdsVersion::v7_3, 0x730B0003},
                   Case{0x74000004, TdsVersion::v7_4, 0x74000004}}) {
        builder.version = c.raw;
        Login login = parse_login7(builder.build());
        EXPECT_EQ(login.version, c.version);
        EXPECT_EQ(login_ack_version(login), c.ack);
    }
    builder.version = 0x70000000;
    EXPECT_THROW(parse_login7(builder.build()), SqlError);
    builder.version = 0x74000004;
    builder.packet_bytes = 100;
    EXPECT_EQ(parse_login7(builder.build()).packet_bytes, 512u);
    builder.packet_bytes = 100000;
    EXPECT_EQ(parse_login7(builder.build()).packet_bytes, 32767u);
    builder.packet_bytes = 0;
    EXPECT_EQ(parse_login7(builder.build()).packet_bytes, 4096u);
}

TEST(Login7, IntegratedLoginIsSeen) {
    LoginBuilder builder;
    builder.flags2 = 0x83;
    EXPECT_TRUE(parse_login7(builder.build()).integrated);
}

TEST(Login7, CutOrDamagedNeverReadsOutside) {
    Bytes whole = LoginBuilder().build();
    for (size_t size = 0; size < whole.size(); ++size) {
        Bytes cut(whole.begin(), whole.begin() + ptrdiff_t(size));
        if (size >= 4) store_le(cut.data(), uint32_t(size));
        try {
            parse_login7(cut);
        } catch (const ProtocolError&) {
        }
    }
    for (size_t at = 0; at < 94; ++at) {
        Bytes damaged = whole;
        damaged[at] = 0xFF;
        try {
            parse_login7(damaged);
        } catch (const Error&) {
        }
    }
}

}  // namespace
}  // namespace gantry::tds
