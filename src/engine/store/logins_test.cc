#include "engine/store/logins.h"

#include <gtest/gtest.h>

#include <functional>

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
    EXPECT_TRUE(find_login(executor(), "sa")->is_in(ServerRole::sysadmin));
    EXPECT_FALSE(app.is_in(ServerRole::sysadmin));
    EXPECT_TRUE(app.is_in(ServerRole::public_));
    EXPECT_GT(app.id, 256);
    EXPECT_EQ(app.sid.size(), 16u);
    EXPECT_EQ(app.default_database, "x");
    EXPECT_EQ(verify_login(executor(), "app", "pä$$").outcome, LoginOutcome::ok);
    EXPECT_EQ(verify_login(executor(), "app", "Pä$$").outcome, LoginOutcome::wrong_password);
    EXPECT_EQ(verify_login(executor(), "nobody", "x").outcome, LoginOutcome::unknown);
    alter_login(executor(), "App", {.disabled = true});
    EXPECT_EQ(verify_login(executor(), "app", "pä$$").outcome, LoginOutcome::disabled);
    alter_login(executor(), "App", {.disabled = false});
    alter_login(executor(), "App", {.password_hash = hash_password("other")});
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

TEST_F(StoreTest, LoginsAreChangedOneThingAtATime) {
    const Bytes sid(16, 7);
    create_login(executor(), {.name = "sa", .password = "First-1"});
    create_login(executor(), {.name = "one", .password = "x", .sid = sid, .must_change = true,
                              .policy_checked = false, .expiration_checked = true});
    alter_login(executor(), "ONE", {.name = "Two", .default_database = "shop"});
    EXPECT_FALSE(find_login(executor(), "one"));
    const Login two = *find_login(executor(), "two");
    EXPECT_EQ(two.name, "Two");
    EXPECT_EQ(two.sid, sid);
    EXPECT_EQ(two.default_database, "shop");
    EXPECT_TRUE(two.must_change && two.expiration_checked && !two.policy_checked);
    EXPECT_TRUE(is_password_of(executor(), "two", "x"));
    EXPECT_EQ(error_number([&] { alter_login(executor(), "one", {.disabled = true}); }), 15151);
    EXPECT_EQ(error_number([&] { alter_login(executor(), "two", {.name = "SA"}); }), 15025);
    EXPECT_EQ(error_number([&] { create_login(executor(), {.name = "DBCreator"}); }), 15025);
    EXPECT_EQ(error_number([&] { create_login(executor(), {.name = "three", .sid = sid}); }), 15433);
}

TEST_F(StoreTest, ServerRolesHaveMembers) {
    create_login(executor(), {.name = "sa", .password = "First-1"});
    const Login app = create_login(executor(), {.name = "app", .password = "x"});
    EXPECT_FALSE(find_server_role(executor(), "nobody"));
    const ServerRole role = find_server_role(executor(), "DbCreator")->role;
    EXPECT_EQ(role, ServerRole::dbcreator);
    add_server_role_member(executor(), role, app.id);
    add_server_role_member(executor(), role, app.id);
    add_server_role_member(executor(), ServerRole::sysadmin, app.id);
    EXPECT_TRUE(find_login(executor(), app.id)->is_in(ServerRole::dbcreator));
    EXPECT_TRUE(find_login(executor(), app.id)->is_in(ServerRole::sysadmin));
    EXPECT_FALSE(find_login(executor(), app.id)->is_in(ServerRole::diskadmin));
    drop_server_role_member(executor(), role, app.id);
    drop_server_role_member(executor(), role, app.id);
    EXPECT_FALSE(find_login(executor(), app.id)->is_in(ServerRole::dbcreator));
    drop_login(executor(), "app");
    EXPECT_EQ(executor().query("SELECT 1 FROM gantry.server_role_members").row_count, 1u);
}

}  // namespace
}  // namespace gantry::store
