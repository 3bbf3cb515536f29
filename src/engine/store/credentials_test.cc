#include "engine/store/credentials.h"

#include <gtest/gtest.h>

#include "engine/store/store_fixture.h"

namespace gantry::store {
namespace {

TEST_F(StoreTest, CredentialsAreMadeChangedAndDropped) {
    EXPECT_FALSE(has_sealed_secrets(executor()));
    create_credential(executor(), {0, "https://a/c", "SHARED ACCESS SIGNATURE", std::nullopt});
    EXPECT_FALSE(has_sealed_secrets(executor()));
    create_credential(executor(), {0, "Other", "CORP\\me", Bytes{1, 2, 255}});
    EXPECT_TRUE(has_sealed_secrets(executor()));
    std::vector<Credential> all = list_credentials(executor());
    ASSERT_EQ(all.size(), 2u);
    EXPECT_GE(all[0].id, 65536);
    EXPECT_FALSE(all[0].sealed_secret);
    EXPECT_EQ(find_credential(executor(), "OTHER")->sealed_secret, (Bytes{1, 2, 255}));
    EXPECT_EQ(error_number([&] {
                  create_credential(executor(), {0, "other", "x", std::nullopt});
              }),
              15530);
    alter_credential(executor(), {0, "other", "you", std::nullopt});
    EXPECT_EQ(find_credential(executor(), "Other")->identity, "you");
    EXPECT_EQ(find_credential(executor(), "Other")->name, "Other");
    EXPECT_FALSE(find_credential(executor(), "Other")->sealed_secret);
    EXPECT_EQ(error_number([&] {
                  alter_credential(executor(), {0, "no", "x", std::nullopt});
              }),
              15151);
    drop_credential(executor(), "Other");
    EXPECT_EQ(error_number([&] { drop_credential(executor(), "Other"); }), 15151);
    EXPECT_EQ(list_credentials(executor()).size(), 1u);
}

}  // namespace
}  // namespace gantry::store
