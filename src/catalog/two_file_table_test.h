#pragma once
// For tests: the growing table in two data files, each a filegroup of its own, so that backups of
// single files, of filegroups and partial ones can be taken of it.

#include <algorithm>
#include <cstring>

#include "catalog/growing_table_test.h"
#include "storage/allocation.h"

namespace gantry::catalog {

constexpr uint16_t k_second_file = 3;
constexpr storage::PageId k_second_iam{k_second_file, 8};
constexpr storage::PageId k_second_page{k_second_file, 9};

// Rows 1, 2, 3 in file 1 and 101, 102, 103 in file 3.
class TwoFileTableTest : public GrowingTableTest {
  protected:
    void SetUp() override {
        GrowingTableTest::SetUp();
        add_second_file();
    }

    // Its allocation pages, an IAM page that goes on the table's chain, a page of rows.
    void add_second_file() {
        constexpr uint32_t k_pages = 16;
        Bytes bytes(k_pages * storage::k_page_size);
        auto copy = [&](storage::PageId from, uint32_t to) {
            uint8_t* p = bytes.data() + to * storage::k_page_size;
            std::memcpy(p, server->page(from), storage::k_page_size);
            store_le<uint32_t>(p + storage::k_page_id_at, to);
            store_le<uint16_t>(p + storage::k_page_id_at + 4, k_second_file);
            return p;
        };
        for (uint32_t i : {0, 1, 2, 3, 6, 7})
            copy({1, i}, i);
        uint8_t* pfs = bytes.data() + storage::k_page_size + storage::k_pfs_bytes_at;
        std::fill(pfs + 8, pfs + 64, uint8_t(0));
        pfs[k_second_iam.page] =
            storage::k_pfs_allocated | storage::k_pfs_mixed | storage::k_pfs_iam;
        pfs[k_second_page.page] = storage::k_pfs_allocated | storage::k_pfs_mixed;
        storage::PageId first_iam = iam_of_table();
        uint8_t* iam = copy(first_iam, k_second_iam.page);
        std::fill(iam + storage::k_iam_single_pages_at,
                  iam + storage::k_iam_single_pages_at + 6 * storage::k_iam_single_page_count,
                  uint8_t(0));
        store_le<uint32_t>(iam + storage::k_iam_start_page_at, 0);
        store_le<uint16_t>(iam + storage::k_iam_start_page_at + 4, k_second_file);
        store_le<uint32_t>(iam + storage::k_iam_single_pages_at, k_second_page.page);
        store_le<uint16_t>(iam + storage::k_iam_single_pages_at + 4, k_second_file);
        uint8_t* before = server->page(first_iam);
        store_le<uint32_t>(before + storage::k_page_next_at, k_second_iam.page);
        store_le<uint16_t>(before + storage::k_page_next_at + 4, k_second_file);
        storage::log::PageEditor editor(copy(page, k_second_page.page));
        for (uint32_t slot = 0; slot < 3; ++slot)
            store_le<int32_t>(editor.record(slot).data() + 4, int32_t(101 + slot));
        backup::DatabaseFile file = header.files[0];
        file.file_id = k_second_file;
        file.file_group_id = 2;
        file.file_group_name = "ARCHIVE";
        file.logical_name = "old_years";
        server->add_file(file, {2, "ARCHIVE", 1, false, {}}, std::move(bytes));
    }

    storage::PageId iam_of_table() {
        for (uint32_t i = 0; i < image->pages().page_limit(1); ++i) {
            storage::PageView one(server->page({1, i}));
            if (one.header_version() != 1 || one.type() != storage::PageType::iam) continue;
            for (uint32_t k = 0; k < storage::k_iam_single_page_count; ++k) {
                storage::PageId single =
                    storage::load_page_id(one.data() + storage::k_iam_single_pages_at + 6 * k);
                if (single == page) return {1, i};
            }
        }
        ADD_FAILURE() << "the table has no IAM page";
        return {};
    }

    void insert(TransactionId t, int32_t value) {
        insert_into(value < 100 ? page : k_second_page, t, value);
    }
    // In file 3 from 100 on.
    void add(int32_t value, uint32_t minute, const char* transaction = "user_transaction") {
        TransactionId t = server->transactions().begin(transaction, at(minute));
        insert(t, value);
        server->transactions().commit(t, at(minute));
    }
};

}  // namespace gantry::catalog
