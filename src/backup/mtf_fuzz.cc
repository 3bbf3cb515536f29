// Any bytes as a backup file: label, sets, pages.

#include "backup/media_set.h"
#include "base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace gantry;
    try {
        std::vector<backup::MediaFile> files;
        files.push_back(backup::open_media_file(memory_source("fuzz", Bytes(data, data + size))));
        for (backup::MediaSet& media : backup::group_media(std::move(files))) {
            for (size_t set = 0; set < media.sets().size() && set < 4; ++set) {
                try {
                    auto pages = media.open_pages(set, true);
                    pages->for_each_page([&](storage::PageId id) {
                        try {
                            pages->page(id);
                        } catch (const FormatError&) {
                        }
                    });
                    media.verify_stream_checksums(set);
                } catch (const FormatError&) {
                }
            }
        }
    } catch (const Error&) {
    }
    return 0;
}
