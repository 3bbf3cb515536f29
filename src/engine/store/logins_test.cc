#include "engine/store/logins.h"

#include <gtest/gtest.h>

#include "engine/store/store.h"
#include "engine/store/store_fixture.h"

namespace gantry::store {
namespace {

// The expected bytes are from Python: hashlib.sha512("abc".encode("utf-16le") + bytes([1,2,3,4])).
TEST(Password, HashIsSqlServers) {
    Bytes hash = hash_password("abc", 0x04030201);
    ASSERT_EQ(hash.size(), 70u);
    EXPECT_EQ(to_hex(ByteSpan(hash).first(14)), "0x020001020304B62A74D62C9DAC68");
}

TEST(Password, OldFormsAreAccepted) {
    Bytes hash = {0x01, 0x00, 1, 2, 3, 4};
    for (uint8_t byte : {0x72, 0x6E, 0x6D, 0x24, 0x9D, 0x35, 0x77, 0x66, 0xF0, 0xAB, 0xFE, 0x5B, 0x9D, 0xFC, 0x4D, 0x3A, 0x53, 0x5C, 0xEB, 0xCE}) hash.push_back(byte);
    EXPECT_TRUE(password_matches("abc", hash));
    EXPECT_FALSE(password_matches("ABC", hash));
    hash.resize(hash.size() + 20);  // the upper-case half of SQL Server 2000
    EXPECT_TRUE(password_matches("abc", hash));
}

TEST(Password, MalformedHashesNeverMatch) {
    EXPECT_FALSE(password_matches("", {}));
    EXPECT_FALSE(password_matches("", Bytes(6)));
    Bytes hash = hash_password("abc");
    EXPECT_TRUE(password_matches("abc", hash));
    hash.pop_back();
    EXPECT_FALSE(password_matches("abc", hash));
}

TEST_F(StoreTest, LoginsAreMadeAndChecked) {
    create_login(executor(), {.name = "sa", .password = "First-1"});
    Login app = create_login(executor(), {.name = "App", .password = "pä$$", .default_database = "x"});
    EXPECT_EQ(find_login(executor(), "SA")->id, 1);
    EXPECT_TRUE(find_login(executor(), "sa")->sysadmin);
    EXPECT_GT(app.id, 256);
    EXPECT_EQ(app.sid.size(), 16u);
    EXPECT_EQ(app.default_database, "x");
    EXPECT_EQ(verify_login(executor(), "app", "pä$$").outcome, LoginOutcome::ok);
    EXPECT_EQ(verify_login(executor(), "app", "Pä$$").outcome, LoginOutcome::wrong_password);
    EXPECT_EQ(verify_login(executor(), "nobody", "x").outcome, LoginOutcome::unknown);
    set_disabled(executor(), "App", true);
    EXPECT_EQ(verify_login(executor(), "app", "pä$$").outcome, LoginOutcome::disabled);
    set_disabled(executor(), "App", false);
    set_password(executor(), "App", "other");
    EXPECT_EQ(verify_login(executor(), "app", "other").outcome, LoginOutcome::ok);
    try {
        create_login(executor(), {.name = "APP", .password = "x"});
        FAIL() << "a second login of the same name";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 15025);
    }
    drop_login(executor(), "app");
    EXPECT_EQ(list_logins(executor()).size(), 1u);
}

}  // namespace
}  // namespace gantry::store
