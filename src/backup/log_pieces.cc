// The log of a backup set: MediaSet::log_pieces().

#include <fmt/format.h>

#include "backup/media_set.h"
#include "base/error.h"

namespace gantry::backup {

namespace {

storage::log::LogPiece make_piece(const MediaFile& file, const LogExtent& log) {
    constexpr uint64_t k_pad = 2;
    constexpr uint64_t k_sector = storage::log::k_log_sector_size;
    ByteSpan bytes = file.stream().mapped();
    uint64_t size = log.end_at - log.start_at;
    bool fits = log.start_at >= log.vlf_at && log.end_at > log.start_at &&
                (log.start_at - log.vlf_at) % k_sector == 0 &&
                (log.start_at - log.vlf_at) / k_sector <= UINT32_MAX && log.data.length >= k_pad &&
                size <= log.data.length - k_pad && log.data.at <= bytes.size() &&
                log.data.length <= bytes.size() - log.data.at;
    if (!fits) {
        throw_invalid_set(file.name(),
                          fmt::format("log of virtual log file {}: bytes {:#x} to {:#x} of the log "
                                      "file in {} bytes",
                                      log.sequence, log.start_at, log.end_at, log.data.length));
    }
    // The log is read in order, several times and by several readers: all of it is fetched.
    file.stream().need(log.data.at + k_pad, size);
    storage::log::LogPiece piece;
    piece.bytes = bytes.subspan(log.data.at + k_pad, size);
    piece.vlf = log.sequence;
    piece.first_block = uint32_t((log.start_at - log.vlf_at) / k_sector);
    piece.name = file.name();
    return piece;
}

}  // namespace

std::vector<storage::log::LogPiece> MediaSet::log_pieces(size_t set) {
    require_complete();
    require_whole(set);
    std::vector<storage::log::LogPiece> out;
    for (size_t i = 0; i < files_.size(); ++i) {
        for (const LogExtent& log : on_media(i, set).logs) {
            if (log.data.length == 0 || log.start_at == log.end_at) continue;
            map_file(files_[i]);
            out.push_back(make_piece(files_[i], log));
        }
    }
    return out;
}

bool MediaSet::has_pages(size_t set) const {
    for (size_t i = 0; i < files_.size(); ++i) {
        for (const auto& pass : on_media(i, set).data_passes) {
            for (const StreamExtent& stream : pass) {
                if (stream.length > 0) return true;
            }
        }
    }
    return false;
}

}  // namespace gantry::backup
