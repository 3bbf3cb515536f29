#include "cli/blob_options.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/command_line.h"

namespace gantry::cli {
namespace {

constexpr const char* k_url = "https://account.blob.core.windows.net/backups/a.bak";
constexpr const char* k_sas = "sv=2021-12-02&sr=c&sp=rl&se=2030-01-01T00:00:00Z&sig=geheim%3D";

class BlobOptionsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        for (const char* name :
             {"GANTRY_BLOB_SAS", "GANTRY_BLOB_KEY", "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_KEY"})
            unsetenv(name);
    }
    void TearDown() override { unsetenv("GANTRY_BLOB_SAS"); }
};

TEST_F(BlobOptionsTest, ASignatureInTheUrlIsForThatUrl) {
    setenv("GANTRY_BLOB_SAS", "sv=1&sp=r&se=2030-01-01&sig=other", 1);
    BlobPlace place = blob_place_of(std::string(k_url) + "?" + k_sas, {});
    EXPECT_EQ(blob::url_text(place.url), k_url);
    EXPECT_EQ(place.credential.kind, blob::BlobCredential::Kind::sas);
    EXPECT_EQ(place.credential.secret, k_sas);
    place = blob_place_of(k_url, {});
    EXPECT_EQ(place.credential.secret, "sv=1&sp=r&se=2030-01-01&sig=other");
    place = blob_place_of(std::string(k_url) + "?", {});
    EXPECT_EQ(place.credential.secret, "sv=1&sp=r&se=2030-01-01&sig=other");
}

TEST_F(BlobOptionsTest, WithoutACredentialTheHintSaysWhereItComesFrom) {
    try {
        blob_place_of(k_url, {});
        FAIL();
    } catch (const UsageError& error) {
        EXPECT_NE(error.hint().find("--sas-file"), std::string::npos) << error.hint();
    }
}

TEST_F(BlobOptionsTest, NoErrorShowsASignature) {
    for (const char* query :
         {"sig=geheim", "sv=1&sp=r&sig=geheim", "sv=1&sig=geheim%4", "geheim"}) {
        try {
            blob_place_of(std::string(k_url) + "?" + query, {});
            FAIL() << query;
        } catch (const UsageError& error) {
            const std::string shown = std::string(error.what()) + error.hint();
            EXPECT_EQ(shown.find("geheim"), std::string::npos) << shown;
            EXPECT_NE(shown.find("a.bak"), std::string::npos) << shown;
        }
    }
}

}  // namespace
}  // namespace gantry::cli
