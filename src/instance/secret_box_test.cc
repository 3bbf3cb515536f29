// The key file and what it seals.

#include "instance/secret_box.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "pg/process.h"

namespace gantry::instance {
namespace {

class SecretBoxTest : public testing::Test {
  protected:
    void SetUp() override {
        char dir[] = "/tmp/gantry-secret-XXXXXX";
        ASSERT_NE(mkdtemp(dir), nullptr);
        dir_ = dir;
    }
    void TearDown() override { std::filesystem::remove_all(dir_); }
    std::string path(const char* name = "secret.key") const { return dir_ + "/" + name; }
    static std::string error_of(const SecretBox& box, ByteSpan sealed, std::string_view label) {
        try {
            box.open(sealed, label);
            return "";
        } catch (const store::SecretError& error) {
            EXPECT_FALSE(error.hint().empty());
            return error.what();
        }
    }

    std::string dir_;
};

TEST_F(SecretBoxTest, SealsAndOpens) {
    SecretBox box(path());
    EXPECT_FALSE(box.has_key_file());
    box.create_missing_key();
    EXPECT_TRUE(box.has_key_file());
    struct stat status {};
    ASSERT_EQ(stat(path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    for (std::string secret : {"", "sv=2022-11-02&sig=abc%3D", "pä$$\n"}) {
        Bytes sealed = box.seal(secret, "credential:x");
        EXPECT_EQ(box.open(sealed, "credential:x"), secret);
        EXPECT_NE(sealed, box.seal(secret, "credential:x"));  // a nonce of its own
        EXPECT_NE(error_of(box, sealed, "credential:y"), "");
        for (size_t i : {size_t(0), size_t(20), sealed.size() - 1}) {
            Bytes broken = sealed;
            broken[i] ^= 1;
            EXPECT_NE(error_of(box, broken, "credential:x"), "") << i;
        }
        EXPECT_NE(error_of(box, ByteSpan(sealed).first(12), "credential:x"), "");
    }
}

TEST_F(SecretBoxTest, SaysWhatIsWrongWithTheKeyFile) {
    SecretBox box(path());
    EXPECT_THROW(box.seal("x", "l"), store::SecretError);
    box.create_missing_key();
    Bytes sealed = box.seal("x", "l");
    chmod(path().c_str(), 0640);
    EXPECT_NE(error_of(box, sealed, "l").find("others"), std::string::npos);
    pg::write_text_file(path(), "gantry-secret-key 1 zz\n", 0600);
    EXPECT_NE(error_of(box, sealed, "l").find("damaged"), std::string::npos);
    std::filesystem::remove(path());
    EXPECT_NE(error_of(box, sealed, "l").find("No such file"), std::string::npos);
    box.create_missing_key();
    EXPECT_NE(error_of(box, sealed, "l").find("not the one"), std::string::npos);
}

}  // namespace
}  // namespace gantry::instance
