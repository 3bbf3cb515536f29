#include "restore/set_checks.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gantry::restore {
namespace {

backup::DatabaseFile file(uint32_t id, const std::string& name, char type = 'D') {
    backup::DatabaseFile out;
    out.file_id = id;
    out.logical_name = name;
    out.physical_name = "D:\\" + name;
    out.type = type;
    if (type == 'D') out.file_group_name = id == 1 ? "PRIMARY" : "Archive";
    return out;
}

class SetChecks : public testing::Test {
  protected:
    SetChecks() {
        set.type = 'F';
        set.database_name = "Shop";
        set.database_version = 869;
        set.files = {file(1, "Shop"), file(3, "Old"), file(2, "Shop_log", 'L')};
        request.devices = disk_devices({"/x/shop.bak"});
    }
    int number() {
        try {
            check_set(set, request, "Target");
        } catch (const SqlError& error) {
            text = error.what();
            return error.number();
        }
        return 0;
    }

    backup::BackupSetHeader set;
    RestoreRequest request;
    std::string text;
};

TEST_F(SetChecks, VersionsThatAreNotRead) {
    EXPECT_EQ(number(), 0);
    set.database_version = 998;
    EXPECT_EQ(number(), 0);
    set.database_version = 1200;
    set.software_major = 19;
    set.software_build = 1000;
    EXPECT_EQ(number(), 3169);
    EXPECT_NE(text.find("version 19.00.1000. That"), std::string::npos) << text;
    set.database_version = 539;
    EXPECT_EQ(number(), 3169);
    set.database_version = 0;  // not known
    EXPECT_EQ(number(), 0);
}

TEST_F(SetChecks, FilesThatStatementsName) {
    request.moved_files = {{"shop", "/a/shop.mdf"}, {"Shop_log", "/a/shop.ldf"}};
    EXPECT_EQ(number(), 0) << text;
    request.moved_files.push_back({"nosuch", "/a/nosuch"});
    EXPECT_EQ(number(), 3234);
    EXPECT_NE(text.find("'nosuch' is not part of database 'Target'"), std::string::npos) << text;
    request.moved_files = {{"Shop", "/a/one"}, {"Old", "/A/ONE"}};
    EXPECT_EQ(number(), 3176);
    EXPECT_NE(text.find("'/A/ONE' is claimed by 'Old'(3) and 'Shop'(1)"), std::string::npos)
        << text;
    request.moved_files = {{"Shop", "D:\\Old"}};
    EXPECT_EQ(number(), 3176) << "where the other one was";
    request.moved_files.clear();
    request.only_parts = true;
    request.only_files = {"OLD"};
    request.only_groups = {"archive"};
    EXPECT_EQ(number(), 0);
    set.files[1].is_present = false;
    EXPECT_EQ(number(), 3144);
    EXPECT_NE(text.find("'OLD' was not backed up in file 1 on device '/x/shop.bak'"),
              std::string::npos)
        << text;
    request.only_files.clear();
    EXPECT_EQ(number(), 3190);
    request.only_groups = {"PRIMARY"};
    EXPECT_EQ(number(), 0);
    set.type = 'D';
    EXPECT_EQ(number(), 40510);
}

TEST_F(SetChecks, DamageChecksumsAndPointsInTime) {
    request.require_checksums = true;
    EXPECT_EQ(number(), 3187);
    set.flags = backup::k_flag_checksum;
    EXPECT_EQ(number(), 0);
    request.stop.at = "2024-01-01";
    EXPECT_EQ(number(), 0);
    set.status = 8;  // recovery model SIMPLE
    EXPECT_EQ(number(), 3145);
    request.stop = {};
    set.flags |= backup::k_flag_damaged;
    EXPECT_EQ(number(), 3182);
}

}  // namespace
}  // namespace gantry::restore
