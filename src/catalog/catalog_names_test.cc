// Names by number, texts of stored values, certificates: the small parts of the model's readers.

#include <gtest/gtest.h>

#include "catalog/certificate.h"
#include "catalog/event_names.h"
#include "catalog/model_sources.h"
#include "catalog/permission_names.h"
#include "catalog/system_text.h"

namespace gantry::catalog {
namespace {

TEST(CatalogNames, EventsAndPermissions) {
    EXPECT_EQ(event_name(1), "INSERT");
    EXPECT_EQ(event_name(21), "CREATE_TABLE");
    EXPECT_EQ(event_name(10016), "DDL_DATABASE_LEVEL_EVENTS");
    EXPECT_EQ(event_name(147), "LOGON");
    EXPECT_EQ(event_name(4), "");
    EXPECT_EQ(permission_name("SL", 1), "SELECT");
    EXPECT_EQ(permission_name("VWCK", 0), "VIEW ANY COLUMN ENCRYPTION KEY DEFINITION");
    EXPECT_EQ(permission_name("CL", 0), "CONTROL");
    EXPECT_EQ(permission_name("CL", 100), "CONTROL SERVER");
    EXPECT_EQ(permission_name("ZZ", 0), "ZZ");
}

TEST(CatalogNames, InsteadOfIsReadFromTheText) {
    EXPECT_TRUE(is_instead_of("create trigger t on v\ninstead /* of */ OF insert as select 1"));
    EXPECT_FALSE(is_instead_of("CREATE TRIGGER [instead of] ON t AFTER INSERT AS SELECT 1"));
    EXPECT_FALSE(is_instead_of("-- INSTEAD OF\nCREATE TRIGGER t ON t FOR INSERT AS SELECT 1"));
    EXPECT_FALSE(is_instead_of("CREATE TRIGGER \"unfinished"));
    EXPECT_FALSE(is_instead_of(""));
}

Bytes datetime(uint32_t ticks, int32_t days) {
    Bytes out(8);
    store_le(out.data(), ticks);
    store_le(out.data() + 4, days);
    return out;
}

TEST(CatalogNames, DatesAndGuids) {
    EXPECT_EQ(datetime_text(datetime(0, 0)), "1900-01-01T00:00:00.000");
    EXPECT_EQ(datetime_text(datetime(1, 36583)), "2000-02-29T00:00:00.003");
    EXPECT_EQ(datetime_text(datetime(25919999, 2958463)), "9999-12-31T23:59:59.997");
    EXPECT_EQ(datetime_text(datetime(25920000, 0)), "");
    EXPECT_EQ(datetime_text(datetime(0, INT32_MIN)), "");
    EXPECT_EQ(datetime_text(Bytes(7)), "");
    EXPECT_EQ(guid_text(Bytes(16)), "00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(guid_text(Bytes(15)), "");
}

TEST(CatalogNames, VariantsOfEveryLengthAreSafe) {
    const Bytes integer = {56, 1, 42, 0, 0, 0};
    EXPECT_EQ(variant_text(integer), "42");
    EXPECT_EQ(variant_integer(integer), 42);
    EXPECT_EQ(variant_stored_type(integer).id, types::TypeId::int_);
    const Bytes binary = {165, 1, 16, 0, 0xAB, 0xCD};
    EXPECT_EQ(variant_text(binary), "0xABCD");
    for (int type = 0; type < 256; ++type) {
        for (size_t size = 1; size < 14; ++size) {
            Bytes bytes(size, 0xFF);
            bytes[0] = uint8_t(type);
            if (size > 1) bytes[1] = 1;
            variant_text(bytes);
            variant_integer(bytes);
            variant_stored_type(bytes);
        }
    }
    EXPECT_EQ(variant_text({}), "");
    EXPECT_EQ(variant_stored_type({}).id, types::TypeId::sql_variant);
}

TEST(CatalogNames, GarbageIsNoCertificate) {
    EXPECT_FALSE(read_certificate({}).has_value());
    EXPECT_FALSE(read_certificate(Bytes(100, 0x30)).has_value());
    const Bytes cut = {0x30, 0x82, 0x03, 0x1E, 0x30, 0x82};
    EXPECT_FALSE(read_certificate(cut).has_value());
}

}  // namespace
}  // namespace gantry::catalog
