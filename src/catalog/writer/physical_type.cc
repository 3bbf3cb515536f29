#include "catalog/writer/physical_type.h"

namespace gantry::catalog {
namespace {

using types::SqlType;
using types::TypeId;

int16_t decimal_size(uint8_t precision) {
    if (precision <= 9) return 5;
    if (precision <= 19) return 9;
    if (precision <= 28) return 13;
    return 17;
}

int16_t time_size(uint8_t scale) {
    if (scale <= 2) return 3;
    if (scale <= 4) return 4;
    return 5;
}

// Digits that a fraction of a second adds to the printed form.
uint8_t fraction_digits(uint8_t scale) {
    return scale == 0 ? 0 : uint8_t(scale + 1);
}

}  // namespace

TypeShape type_shape(const SqlType& type) {
    uint8_t scale = type.scale;
    switch (type.id) {
        case TypeId::tinyint:
            return {1, 3, 0};
        case TypeId::smallint:
            return {2, 5, 0};
        case TypeId::int_:
            return {4, 10, 0};
        case TypeId::bigint:
            return {8, 19, 0};
        case TypeId::bit:
            return {1, 1, 0};
        case TypeId::real:
            return {4, 24, 0};
        case TypeId::float_:
            return {8, 53, 0};
        case TypeId::money:
            return {8, 19, 4};
        case TypeId::smallmoney:
            return {4, 10, 4};
        case TypeId::decimal:
        case TypeId::numeric:
            return {decimal_size(type.precision), type.precision, scale};
        case TypeId::date:
            return {3, 10, 0};
        case TypeId::time:
            return {time_size(scale), uint8_t(8 + fraction_digits(scale)), scale};
        case TypeId::datetime2:
            return {int16_t(time_size(scale) + 3), uint8_t(19 + fraction_digits(scale)), scale};
        case TypeId::datetimeoffset:
            return {int16_t(time_size(scale) + 5), uint8_t(26 + fraction_digits(scale)), scale};
        case TypeId::datetime:
            return {8, 23, 3};
        case TypeId::smalldatetime:
            return {4, 16, 0};
        case TypeId::uniqueidentifier:
            return {16, 0, 0};
        case TypeId::rowversion:
            return {8, 0, 0};
        case TypeId::sql_variant:
            return {8016, 0, 0};
        case TypeId::image:
        case TypeId::text:
        case TypeId::ntext:
            return {16, 0, 0};
        case TypeId::xml:
            return {types::k_max_length, 0, 0};
        default:
            return {type.length, 0, 0};
    }
}

uint16_t fixed_size(const SqlType& type) {
    switch (type.id) {
        case TypeId::image:
        case TypeId::text:
        case TypeId::ntext:
        case TypeId::xml:
        case TypeId::json:
        case TypeId::clr:
        case TypeId::sql_variant:
        case TypeId::varchar:
        case TypeId::nvarchar:
        case TypeId::varbinary:
            return 0;
        default:
            return uint16_t(type_shape(type).length);
    }
}

uint32_t type_word(const SqlType& type) {
    TypeShape shape = type_shape(type);
    uint32_t id = uint32_t(type.id);
    switch (type.id) {
        case TypeId::decimal:
        case TypeId::numeric:
            return id | uint32_t(shape.precision) << 8 | uint32_t(shape.scale) << 16;
        case TypeId::time:
        case TypeId::datetime2:
        case TypeId::datetimeoffset:
            return id | uint32_t(shape.scale) << 8;
        case TypeId::image:
        case TypeId::text:
        case TypeId::ntext:
        case TypeId::char_:
        case TypeId::nchar:
        case TypeId::binary:
        case TypeId::varchar:
        case TypeId::nvarchar:
        case TypeId::varbinary:
        case TypeId::clr:
            return shape.length < 0 ? id : id | uint32_t(uint16_t(shape.length)) << 8;
        default:
            return id;
    }
}

int16_t in_row_limit(const SqlType& type) {
    int16_t length = type_shape(type).length;
    return length < 0 ? int16_t(8000) : length;
}

int32_t user_type_id(const SqlType& type) {
    return type.user_type != 0 ? type.user_type : int32_t(type.id);
}

storage::RecordColumn record_column(const SqlType& type) {
    storage::RecordColumn column;
    column.shape = {type.id, type.length, type.precision, type.scale};
    if (type.id == TypeId::bit) {
        column.place = storage::FieldPlace::bit;
        column.fixed_size = 1;
        return column;
    }
    column.fixed_size = fixed_size(type);
    if (column.fixed_size > 0) return column;
    column.place = storage::FieldPlace::variable;
    if (type.id == TypeId::text || type.id == TypeId::ntext || type.id == TypeId::image) {
        column.lob = storage::LongValue::text_pointer;
        column.variable_max = 16;
        return column;
    }
    column.lob = type_shape(type).length < 0 ? storage::LongValue::large_value
                                             : storage::LongValue::overflow;
    column.variable_max = uint16_t(in_row_limit(type));
    return column;
}

}  // namespace gantry::catalog
