#include "storage/log/operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace gantry::storage::log {

namespace {

struct Entry {
    uint8_t code;
    OperationKind kind;
    const char* name;
};

constexpr OperationKind k_control = OperationKind::control;
constexpr OperationKind k_page = OperationKind::page;
constexpr OperationKind k_opaque = OperationKind::opaque_page;

// In order of code.
constexpr Entry k_operations[] = {
    {0x00, k_control, "LOP_NULL"},
    {0x01, k_page, "LOP_FORMAT_PAGE"},
    {0x02, k_page, "LOP_INSERT_ROWS"},
    {0x03, k_page, "LOP_DELETE_ROWS"},
    {0x04, k_page, "LOP_MODIFY_ROW"},
    {0x05, k_page, "LOP_MODIFY_HEADER"},
    {0x06, k_page, "LOP_MODIFY_COLUMNS"},
    {0x07, k_page, "LOP_SET_BITS"},
    {0x08, k_opaque, "LOP_SET_MASK_BITS"},
    {0x09, k_opaque, "LOP_DELTA_SYSIND"},
    {0x0A, k_page, "LOP_SET_FREE_SPACE"},
    {0x0B, k_page, "LOP_DELETE_SPLIT"},
    {0x0C, k_opaque, "LOP_UNDO_DELETE_SPLIT"},
    {0x0D, k_page, "LOP_EXPUNGE_ROWS"},
    {0x10, k_page, "LOP_FILE_HDR_MODIFY"},
    {0x11, k_page, "LOP_CLEAR_GAM_BITS"},
    {0x12, k_page, "LOP_COUNT_DELTA"},
    {0x13, k_page, "LOP_ROOT_CHANGE"},
    {0x14, k_opaque, "LOP_COMPRESSION_INFO"},
    {0x15, k_opaque, "LOP_ENCRYPT_PAGE"},
    {0x16, k_page, "LOP_INSYSXACT"},
    {0x7E, k_opaque, "LOP_REMOVE_VERSION_INFO"},
    {0x80, k_control, "LOP_BEGIN_XACT"},
    {0x81, k_control, "LOP_COMMIT_XACT"},
    {0x82, k_control, "LOP_ABORT_XACT"},
    {0x83, k_control, "LOP_PREP_XACT"},
    {0x84, k_control, "LOP_MARK_SAVEPOINT"},
    {0x85, k_control, "LOP_FORGET_XACT"},
    {0x86, k_control, "LOP_CREATE_FILE"},
    {0x87, k_control, "LOP_DROP_FILE"},
    {0x88, k_control, "LOP_MARK_DDL"},
    {0x89, k_control, "LOP_HOBT_DDL"},
    {0x8A, k_control, "LOP_IDENT_NEWVAL"},
    {0x8B, k_control, "LOP_IDENT_SENTVAL"},
    {0x8C, k_control, "LOP_HOBT_DELTA"},
    {0x8D, k_control, "LOP_LOCK_XACT"},
    {0x8E, k_control, "LOP_CREATE_STREAMFILE"},
    {0x8F, k_control, "LOP_MIGRATE_LOCKS"},
    {0x90, k_control, "LOP_DROP_STREAMFILE"},
    {0x91, k_control, "LOP_FS_DOWNLEVEL_OP"},
    {0x92, k_control, "LOP_MODIFY_STREAMFILE_HDR"},
    {0x94, k_control, "LOP_BP_DBVER"},
    {0x95, k_control, "LOP_COPY_VERSION_INFO"},
    {0x96, k_control, "LOP_BEGIN_CKPT"},
    {0x98, k_control, "LOP_XACT_CKPT"},
    {0x99, k_control, "LOP_END_CKPT"},
    {0x9A, k_control, "LOP_BUF_WRITE"},
    {0x9B, k_control, "LOP_IDENTITY_TYPE"},
    {0xA0, k_control, "LOP_BEGIN_RECOVERY"},
    {0xA1, k_control, "LOP_END_RECOVERY"},
    {0xA2, k_control, "LOP_TENANT_LOG"},
    {0xA6, k_control, "LOP_FEDTM_INFO"},
    {0xAA, k_control, "LOP_SORT_BEGIN"},
    {0xAB, k_control, "LOP_SORT_END"},
    {0xAC, k_control, "LOP_SORT_EXTENT"},
    {0xAD, k_control, "LOP_CREATE_INDEX"},
    {0xAE, k_control, "LOP_DROP_INDEX"},
    {0xAF, k_control, "LOP_SORT_MEMORY"},
    {0xB0, k_control, "LOP_CREATE_ALLOCCHAIN"},
    {0xB4, k_control, "LOP_CREATE_FTCAT"},
    {0xB5, k_control, "LOP_DROP_FTCAT"},
    {0xC8, k_control, "LOP_REPL_COMMAND"},
    {0xC9, k_control, "LOP_BEGIN_UPDATE"},
    {0xCA, k_control, "LOP_END_UPDATE"},
    {0xCB, k_control, "LOP_TEXT_POINTER"},
    {0xCC, k_control, "LOP_TEXT_INFO_BEGIN"},
    {0xCD, k_control, "LOP_TEXT_INFO_END"},
    {0xCE, k_control, "LOP_REPL_NOOP"},
    {0xCF, k_control, "LOP_TEXT_VALUE"},
    {0xD3, k_control, "LOP_SHRINK_NOOP"},
    {0xD4, k_control, "LOP_FILESTREAM_INFO_BEGIN"},
    {0xD5, k_control, "LOP_FILESTREAM_INFO_END"},
    {0xD6, k_control, "LOP_BULK_EXT_ALLOCATION"},
    {0xD7, k_control, "LOP_SECURITY_OP"},
    {0xD8, k_opaque, "LOP_PAGE_REENCRYPT"},
    {0xD9, k_control, "LOP_CREATE_PHYSICAL_FILE"},
    {0xDC, k_opaque, "LOP_RANGE_INSERT"},
    {0xDD, k_control, "LOP_INVALIDATE_CACHE"},
    {0xDF, k_control, "LOP_CSI_ROWGROUP"},
    {0xE6, k_control, "LOP_HK"},
    {0xE7, k_control, "LOP_HK_CHECKPOINT"},
    {0xE8, k_control, "LOP_HK_CHAINED"},
    {0xF0, k_control, "LOP_SEREPL_MSG"},
};

constexpr const char* k_contexts[] = {
    "LCX_NULL",
    "LCX_HEAP",
    "LCX_CLUSTERED",
    "LCX_INDEX_LEAF",
    "LCX_INDEX_INTERIOR",
    "LCX_TEXT_MIX",
    "LCX_TEXT_TREE",
    "LCX_DIAGNOSTICS",
    "LCX_GAM",
    "LCX_SGAM",
    "LCX_IAM",
    "LCX_PFS",
    "LCX_IDENTITY_VALUE",
    "LCX_OBJECT_ID",
    "LCX_NONSYS_SPLIT",
    nullptr,
    nullptr,
    "LCX_FILE_HEADER",
    "LCX_SCHEMA_VERSION",
    "LCX_MARK_AS_GHOST",
    "LCX_BOOT_PAGE",
    "LCX_SYSCONFIG_PAGE",
    nullptr,
    "LCX_BOOT_PAGE_CKPT",
    "LCX_DIFF_MAP",
    "LCX_ML_MAP",
    "LCX_REMOVE_VERSION_INFO",
};

// By code: the index into k_operations, or 0xFF.
struct Lookup {
    uint8_t index[256];
    constexpr Lookup() : index() {
        for (uint8_t& i : index)
            i = 0xFF;
        for (size_t i = 0; i < std::size(k_operations); ++i)
            index[k_operations[i].code] = uint8_t(i);
    }
};
constexpr Lookup k_lookup;

}  // namespace

OperationKind kind_of(uint8_t operation) {
    uint8_t index = k_lookup.index[operation];
    return index == 0xFF ? OperationKind::unknown : k_operations[index].kind;
}

std::string operation_name(uint8_t operation) {
    uint8_t index = k_lookup.index[operation];
    if (index == 0xFF) return fmt::format("operation {:#04x}", operation);
    return k_operations[index].name;
}

std::string context_name(uint8_t context) {
    if (context < std::size(k_contexts) && k_contexts[context] != nullptr) {
        return k_contexts[context];
    }
    return fmt::format("context {}", context);
}

}  // namespace gantry::storage::log
