// Whatever a server sends: split into messages and read, in pieces of changing size.

#include <algorithm>

#include "pg/wire_message.h"

using namespace gantry;
using namespace gantry::pg;

static void read_body(const Message& message) {
    std::vector<Field> fields;
    std::vector<ColumnDescription> columns;
    std::vector<uint32_t> oids;
    size_t total = 0;
    switch (message.type) {
        case Reply::data_row:
            read_data_row(message.body, fields);
            for (const Field& field : fields) {
                for (uint8_t byte : field.bytes())
                    total += byte;
            }
            break;
        case Reply::row_description:
            read_row_description(message.body, columns);
            for (const auto& column : columns)
                total += column.name.size();
            break;
        case Reply::parameter_description:
            read_parameter_description(message.body, oids);
            break;
        case Reply::command_complete:
            total = command_row_count(read_command_tag(message.body));
            break;
        case Reply::error_response:
        case Reply::notice_response:
            total = read_diagnostic(message.body).message.size();
            break;
        case Reply::notification_response:
            total = read_notification(message.body).payload.size();
            break;
        case Reply::parameter_status:
            total = read_parameter_status(message.body).value.size();
            break;
        case Reply::copy_in_response:
        case Reply::copy_out_response:
            read_copy_description(message.body);
            break;
        case Reply::ready_for_query:
            read_ready_for_query(message.body);
            break;
        default:
            break;
    }
    [[maybe_unused]] volatile size_t keep = total;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    MessageBuffer buffer(64);
    size_t piece = 1;
    while (size > 0) {
        std::span<uint8_t> space = buffer.writable();
        size_t count = std::min({space.size(), size, piece});
        std::copy_n(data, count, space.begin());
        buffer.commit(count);
        data += count;
        size -= count;
        piece = piece % 61 + 7;
        try {
            while (Message message = buffer.next()) {
                try {
                    read_body(message);
                } catch (const FormatError&) {
                }
            }
        } catch (const FormatError&) {
            return 0;
        }
    }
    return 0;
}
