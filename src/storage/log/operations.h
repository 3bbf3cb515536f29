#pragma once
// The operations and contexts of log records by number and SQL Server's name (LOP_*, LCX_*), and
// what replay must know of each: does it change a page, and is its layout known here?
// Facts: docs/formats/log.md; names and numbers as public lists of fn_dblog's output give them.

#include <cstdint>
#include <string>

namespace gantry::storage::log {

enum class Operation : uint8_t {
    format_page = 0x01,
    insert_rows = 0x02,
    delete_rows = 0x03,
    modify_row = 0x04,
    modify_header = 0x05,
    modify_columns = 0x06,
    set_bits = 0x07,
    set_mask_bits = 0x08,
    delta_sysind = 0x09,
    set_free_space = 0x0A,
    delete_split = 0x0B,
    undo_delete_split = 0x0C,
    expunge_rows = 0x0D,
    file_header_modify = 0x10,
    clear_gam_bits = 0x11,  // SET_GAM_BITS in some lists
    count_delta = 0x12,
    root_change = 0x13,
    compression_info = 0x14,
    encrypt_page = 0x15,
    in_system_transaction = 0x16,
    remove_version_info = 0x7E,
    begin_transaction = 0x80,
    commit_transaction = 0x81,
    abort_transaction = 0x82,
    prepare_transaction = 0x83,
    mark_savepoint = 0x84,
    forget_transaction = 0x85,
    create_file = 0x86,
    drop_file = 0x87,
    begin_checkpoint = 0x96,
    transaction_checkpoint = 0x98,
    end_checkpoint = 0x99,
    page_reencrypt = 0xD8,
    range_insert = 0xDC,
};

enum class OperationKind : uint8_t {
    control,      // changes no page
    page,         // changes the page it names; redo knows how
    opaque_page,  // changes the page it names; its layout is not known
    unknown,      // not in any list
};

OperationKind kind_of(uint8_t operation);
// "LOP_INSERT_ROWS"; "operation 0x6F" when it has no name.
std::string operation_name(uint8_t operation);

enum class Context : uint8_t {
    null = 0,
    heap = 1,
    clustered = 2,
    index_leaf = 3,
    index_interior = 4,
    text_mix = 5,
    text_tree = 6,
    diagnostics = 7,
    gam = 8,
    sgam = 9,
    iam = 10,
    pfs = 11,
    identity_value = 12,
    object_id = 13,
    nonsystem_split = 14,
    file_header = 17,
    schema_version = 18,
    mark_as_ghost = 19,
    boot_page = 20,
    system_config_page = 21,
    boot_page_checkpoint = 23,
    diff_map = 24,
    bulk_map = 25,
    remove_version_info = 26,
};
// "LCX_HEAP"; "context 40" when it has no name.
std::string context_name(uint8_t context);

}  // namespace gantry::storage::log
