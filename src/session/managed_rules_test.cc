#include "session/managed_rules.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tsql/parser.h"

namespace gantry::session {
namespace {

int number_of(std::string_view text) {
    tsql::ParseResult parsed = tsql::parse(text, {});
    EXPECT_TRUE(parsed.ok()) << text;
    try {
        check_managed_restore(parsed.statements[0]->as<tsql::RestoreStatement>());
    } catch (const SqlError& error) {
        return error.number();
    }
    return 0;
}

TEST(ManagedRules, TakeFullBackupsFromUrlsOnly) {
    EXPECT_EQ(number_of("RESTORE DATABASE x FROM URL = 'u'"), 0);
    EXPECT_EQ(number_of("RESTORE DATABASE @x FROM URL = @u, URL = 'v'"), 0);
    EXPECT_EQ(number_of("RESTORE HEADERONLY FROM URL = 'u'"), 0);
    EXPECT_EQ(number_of("RESTORE DATABASE x FROM URL = 'u', DISK = 'd'"), 41902);
    EXPECT_EQ(number_of("RESTORE VERIFYONLY FROM DISK = 'd'"), 41902);
    EXPECT_EQ(number_of("RESTORE DATABASE x FROM device"), 41902);
    EXPECT_EQ(number_of("RESTORE DATABASE x FROM URL = 'u' WITH STATS"), 41901);
    EXPECT_EQ(number_of("RESTORE DATABASE x FROM URL = 'u' WITH NORECOVERY, REPLACE"), 41901);
    EXPECT_EQ(number_of("RESTORE DATABASE x WITH RECOVERY"), 41901);
    EXPECT_EQ(number_of("RESTORE DATABASE x"), 41906);
    EXPECT_EQ(number_of("RESTORE DATABASE x FILE = 'f' FROM URL = 'u'"), 41906);
    EXPECT_EQ(number_of("RESTORE LOG x FROM URL = 'u'"), 41906);
    EXPECT_EQ(number_of("RESTORE REWINDONLY FROM TAPE = 't'"), 41906);
}

}  // namespace
}  // namespace gantry::session
