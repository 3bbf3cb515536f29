#pragma once
// What one log record does to its page, forwards (redo) and backwards (undo). Whether it is to be
// done is the caller's business (replay.h). Writes only inside the page given; what does not fit
// the page is a FormatError that says what, without LSN and page, and the page must be given up.
// Keeps scratch memory between records: one per thread.
// Facts: docs/formats/log.md, where each operation's fields are.

#include "storage/log/log_record.h"
#include "storage/log/page_editor.h"

namespace gantry::storage::log {

// Rows of heaps and LOB pages keep their slots; those of B-trees move up and down in the slot
// array.
bool keeps_slots(uint8_t context);
// Rows an LOP_INSERT_ROWS record brings: its last two elements are key and lock.
size_t inserted_row_count(size_t element_count);

class Applier {
  public:
    // `page` is the page as the record's predecessor on it left it, or for LOP_FORMAT_PAGE 8192
    // zeros. Also stamps the record's LSN.
    void redo(const RecordView& record, uint8_t* page);

    // Undoes the change to the row that is now in `slot`. `moved_to` is for LOP_DELETE_SPLIT: the
    // page the rows went to, and the first slot they have there.
    void undo(const RecordView& record, uint32_t slot, uint8_t* page, PageView moved_to = {},
              uint32_t moved_slot = 0);

    // Does an undo of this record change slots of the page, and how? Rows that appear (positive) or
    // go (negative) at the record's slot; 0 when slots stay.
    int undo_slot_change(const RecordView& record);
    // True for a record that an undo wrote and that says so by its shape: no old value to go back
    // to.
    bool lacks_old_value(const RecordView& record);

  private:
    void format_page(const RecordView& r, uint8_t* page);
    void insert_rows(const RecordView& r, PageEditor& page);
    void delete_rows(const RecordView& r, PageEditor& page);
    void modify_row(const RecordView& r, PageEditor& page);
    void modify_columns(const RecordView& r, uint32_t slot, PageEditor& page, bool undo);
    void modify_header(const RecordView& r, uint8_t* page, size_t element);
    void undo_insert(const RecordView& r, uint32_t slot, PageEditor& page);
    void undo_delete(const RecordView& r, uint32_t slot, PageEditor& page);
    void undo_modify_row(const RecordView& r, uint32_t slot, PageEditor& page);
    void require_elements(const RecordView& r, size_t count);

    Elements elements_;
};

}  // namespace gantry::storage::log
