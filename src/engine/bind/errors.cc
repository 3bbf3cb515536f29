#include "engine/bind/errors.h"

namespace gantry::engine::bind {

void fail(int number, int severity, int line, std::string message) {
    SqlError error(number, severity, 1, std::move(message));
    error.set_line(line);
    throw error;
}

void invalid_column(int line, std::string_view name) {
    fail(207, 16, line, fmt::format("Invalid column name '{}'.", name));
}

void invalid_object(int line, std::string_view name) {
    fail(208, 16, line, fmt::format("Invalid object name '{}'.", name));
}

void unbound_identifier(int line, std::string_view name) {
    fail(4104, 16, line,
         fmt::format("The multi-part identifier \"{}\" could not be bound.", name));
}

void undeclared_variable(int line, std::string_view name) {
    fail(137, 15, line, fmt::format("Must declare the scalar variable \"{}\".", name));
}

void operand_clash(int line, const types::SqlType& a, const types::SqlType& b) {
    fail(206, 16, line,
         fmt::format("Operand type clash: {} is incompatible with {}", types::base_type_name(a),
                     types::base_type_name(b)));
}

void invalid_operand(int line, const types::SqlType& type, std::string_view operation) {
    fail(8117, 16, line,
         fmt::format("Operand data type {} is invalid for {} operator.",
                     type.id == types::TypeId::none ? "NULL" : types::base_type_name(type),
                     operation));
}

void incompatible(int line, const types::SqlType& a, const types::SqlType& b,
                  std::string_view operation) {
    fail(402, 16, line,
         fmt::format("The data types {} and {} are incompatible in the {} operator.",
                     types::base_type_name(a), types::base_type_name(b), operation));
}

void invalid_argument(int line, const types::SqlType& type, int position,
                      std::string_view function) {
    fail(8116, 16, line,
         fmt::format("Argument data type {} is invalid for argument {} of {} function.",
                     types::base_type_name(type), position, function));
}

void no_implicit_conversion(int line, const types::SqlType& from, const types::SqlType& to) {
    fail(257, 16, line,
         fmt::format("Implicit conversion from data type {} to {} is not allowed. Use the CONVERT "
                     "function to run this query.",
                     types::base_type_name(from), types::base_type_name(to)));
}

std::string dotted(const tsql::ObjectName& name) {
    std::string out;
    for (const tsql::Identifier& part : name.parts) {
        if (&part != name.parts.begin()) out += '.';
        out += part.name;
    }
    return out;
}

}  // namespace gantry::engine::bind
