#include "backup/encryption.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::backup {
namespace {

TEST(Encryption, ThumbprintsAreFoundInSpareBytes) {
    Bytes spare(0x2F0);
    EXPECT_TRUE(find_thumbprint(spare).empty());
    spare[0x2EE] = 0x40;  // a flag that unencrypted backups have
    EXPECT_TRUE(find_thumbprint(spare).empty());
    Bytes print;
    for (int i = 0; i < 20; ++i)
        print.push_back(uint8_t(0xA0 + i));
    std::copy(print.begin(), print.end(), spare.begin() + 0x30);
    EXPECT_EQ(find_thumbprint(spare), print);
    spare[0x2EE] = 0;
    EXPECT_EQ(find_thumbprint(spare), print);
    EXPECT_TRUE(find_thumbprint({}).empty());
}

TEST(Encryption, TheErrorNamesTheCertificate) {
    BackupSetHeader header;
    header.database_name = "secret";
    header.files.resize(2);
    header.files[1].tde_thumbprint = {0xAB, 0xCD};
    try {
        throw_encrypted_database("secret", tde_thumbprint_of(header), "its pages say so");
    } catch (const FormatError& error) {
        EXPECT_EQ(error.number(), 33111);
        EXPECT_NE(std::string(error.what()).find("'0xABCD'"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace gantry::backup
