#include "session/backup_rows.h"

#include <gtest/gtest.h>

namespace gantry::session {
namespace {

std::optional<std::string> cell(std::span<const BackupColumn> columns, const BackupRow& row,
                                std::string_view name) {
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name) return row[i];
    }
    ADD_FAILURE() << "no column " << name;
    return std::nullopt;
}

backup::BackupSetHeader a_set() {
    backup::BackupSetHeader set;
    set.complete = true;
    set.type = 'D';
    set.differential_base_lsn = {1, 2, 3};
    set.database_backup_lsn = {31, 217, 191};
    return set;
}

TEST(BackupRows, HaveTheColumnsOfSqlServer2022) {
    EXPECT_EQ(header_columns().size(), 59u);
    EXPECT_EQ(file_list_columns().size(), 22u);
    EXPECT_EQ(label_columns().size(), 13u);
    EXPECT_EQ(header_columns()[51].name, "CompressedBackupSize");
    EXPECT_EQ(header_columns()[58].name, "CompressionAlgorithm");
}

TEST(BackupRows, BaseIsForDifferentialsOnly) {
    backup::BackupSetHeader set = a_set();
    auto base = [&] {
        return cell(header_columns(), header_row(set, false), "DifferentialBaseLSN");
    };
    EXPECT_EQ(base(), std::nullopt);
    set.type = 'I';
    EXPECT_EQ(base(), "1000000000200003");
    EXPECT_EQ(cell(header_columns(), header_row(set, false), "DatabaseBackupLSN"),
              "31000000021700191");
}

TEST(BackupRows, SaysWhatIsUnfinishedCompressedOrRemote) {
    backup::BackupSetHeader set = a_set();
    EXPECT_EQ(cell(header_columns(), header_row(set, false), "BackupName"), std::nullopt);
    EXPECT_EQ(cell(header_columns(), header_row(set, false), "DeviceType"), "2");
    EXPECT_EQ(cell(header_columns(), header_row(set, true), "DeviceType"), "9");
    EXPECT_EQ(cell(header_columns(), header_row(set, true), "CompressionAlgorithm"), std::nullopt);
    set.compressed = true;
    EXPECT_EQ(cell(header_columns(), header_row(set, true), "CompressionAlgorithm"), "MS_XPRESS");
    set.time_zone = 127;
    EXPECT_EQ(cell(header_columns(), header_row(set, true), "TimeZone"), std::nullopt);
    set.time_zone = -28;
    EXPECT_EQ(cell(header_columns(), header_row(set, true), "TimeZone"), "-28");
    set.complete = false;
    EXPECT_EQ(cell(header_columns(), header_row(set, true), "BackupName"), "*** INCOMPLETE ***");
}

TEST(BackupRows, FilesAndLabels) {
    backup::DatabaseFile file;
    file.tde_thumbprint = {0xAB, 0x01};
    EXPECT_EQ(cell(file_list_columns(), file_list_row(file), "TDEThumbprint"), "0xAB01");
    EXPECT_EQ(cell(file_list_columns(), file_list_row(file), "FileGroupName"), std::nullopt);
    backup::MediaHeader label;
    label.media_family_id = 0x6C6F4D3A;
    EXPECT_EQ(cell(label_columns(), label_row(label), "MediaFamilyId"),
              "6C6F4D3A-0000-0000-0000-000000000000");
}

}  // namespace
}  // namespace gantry::session
