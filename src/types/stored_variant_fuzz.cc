// A sql_variant as a record holds it, to its text, its literal, its value and a COPY field.

#include "base/error.h"
#include "types/convert.h"
#include "types/export_text.h"
#include "types/pg_binary.h"
#include "types/sql_literal.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    using namespace gantry::types;
    SqlType type = *type_by_name("sql_variant");
    ByteSpan bytes{data, size};
    auto attempt = [](auto&& action) {
        try {
            action();
        } catch (const Error&) {
        }
    };
    attempt([&] { export_text(bytes, type); });
    attempt([&] { sql_literal(bytes, type); });
    attempt([&] { to_text(value_from_storage(bytes, type)); });
    attempt([&] {
        Bytes field;
        append_storage_as_pg(bytes, type, field);
        GANTRY_ASSERT(load_be<int32_t>(field.data()) == int32_t(field.size() - 4));
    });
    return 0;
}
