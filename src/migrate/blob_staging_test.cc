#include "migrate/blob_staging.h"

#include <gtest/gtest.h>

namespace gantry::migrate {
namespace {

class CredentialTarget : public Target {
  public:
    TargetInfo info() override { return {}; }
    std::optional<TargetDatabase> database(const std::string&) override { return std::nullopt; }
    std::optional<RunningRestore> running(const std::string&) override { return std::nullopt; }
    std::vector<std::string> execute(const std::string&, std::stop_token) override { return {}; }
    void drop(const std::string&) override {}
    bool has_credential(const std::string& name) override { return name == known; }
    void create_credential(const std::string& name, const std::string& secret) override {
        created.push_back(name + " " + secret);
    }
    TableHash hash(const std::string&, const ComparedTable&, std::stop_token) override {
        return {};
    }
    std::string probe(const std::string&, const ComparedTable&, const ComparedColumn&) override {
        return {};
    }

    std::string known;
    std::vector<std::string> created;
};

PlannedDatabase two_blobs() {
    PlannedDatabase out;
    out.target_name = "shop";
    out.steps.resize(1);
    for (const char* name : {"1.bak", "2.bak"}) {
        out.steps[0].files.push_back(
            {std::string("https://acct.blob.core.windows.net/backups/") + name, 1, true});
    }
    return out;
}

constexpr const char* k_container = "https://acct.blob.core.windows.net/backups";

TEST(BlobStaging, BlobsStayAndTheTargetGetsOneCredential) {
    CredentialTarget target;
    StagingOptions options;
    options.source_sas = "sv=1&sig=x";
    BlobStaging staging(target, options);
    const auto devices = staging.bring(two_blobs(), {}, [](double) {});
    ASSERT_EQ(devices.size(), 1u);
    EXPECT_EQ(devices[0].size(), 2u);
    EXPECT_EQ(target.created, std::vector<std::string>{std::string(k_container) + " sv=1&sig=x"});
}

TEST(BlobStaging, ACredentialThatIsThereIsLeftAlone) {
    CredentialTarget target;
    target.known = k_container;
    BlobStaging staging(target, {});
    staging.bring(two_blobs(), {}, [](double) {});
    EXPECT_TRUE(target.created.empty());
}

TEST(BlobStaging, WithoutASignatureTheMissingCredentialIsNamed) {
    CredentialTarget target;
    BlobStaging staging(target, {});
    try {
        staging.bring(two_blobs(), {}, [](double) {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(k_container), std::string::npos);
    }
}

TEST(BlobStaging, FilesOfOneNameDoNotMeet) {
    PlannedDatabase database;
    database.target_name = "shop";
    database.steps.resize(2);
    database.steps[0].files = {{"/a/x.bak", 1, false}, {"/b/x.bak", 1, false}};
    database.steps[1].files = {{"/c/x.bak", 1, false}};
    EXPECT_EQ(staged_name(database, 0, 0), "shop/1-1-x.bak");
    EXPECT_EQ(staged_name(database, 0, 1), "shop/1-2-x.bak");
    EXPECT_EQ(staged_name(database, 1, 0), "shop/2-1-x.bak");
}

}  // namespace
}  // namespace gantry::migrate
