// How fast compressed backups are decompressed, against zlib on the same bytes and blocks.
//   container_bench FILE...      compressed backups; others are cut into 64 KB pieces and
//   compressed
// Prints MB/s of plain bytes: XPRESS-Huffman, zlib level 6, and the container as a whole on one and
// on two threads' worth of work. --dump FILE writes the plain bytes, for other programs.

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "backup/mssqlbak.h"
#include "backup/writer/xpress_encoder.h"
#include "base/byte_source.h"
#include "base/error.h"
#include "storage/xpress_huffman.h"

namespace {

using namespace gantry;
using Clock = std::chrono::steady_clock;

constexpr size_t k_piece = 65536;
constexpr int k_rounds = 7;

struct Piece {
    Bytes packed, deflated;
    uint32_t size = 0;
};

// The plain bytes: of a container its stream, otherwise the file.
Bytes plain_of(const std::string& path) {
    auto file = open_file(path);
    if (!backup::is_mssqlbak(file->mapped())) {
        return Bytes(file->mapped().begin(), file->mapped().end());
    }
    backup::MssqlbakSource container(*file);
    container.materialise();
    return Bytes(container.mapped().begin(), container.mapped().end());
}

void add_pieces(const Bytes& plain, std::vector<Piece>& out) {
    for (size_t at = 0; at < plain.size(); at += k_piece) {
        ByteSpan bytes = ByteSpan(plain).subspan(at, std::min(k_piece, plain.size() - at));
        Piece piece;
        piece.size = uint32_t(bytes.size());
        piece.packed = backup::xpress_huffman_encode(bytes);
        uLongf size = compressBound(uLong(bytes.size()));
        piece.deflated.resize(size);
        compress2(piece.deflated.data(), &size, bytes.data(), uLong(bytes.size()), 6);
        piece.deflated.resize(size);
        out.push_back(std::move(piece));
    }
}

// The best of a few rounds over all pieces, in MB/s.
template <typename Decode>
double rate(const std::vector<Piece>& pieces, Decode&& decode) {
    uint64_t total = 0;
    for (const Piece& piece : pieces)
        total += piece.size;
    double best = 1e9;
    for (int round = 0; round < k_rounds; ++round) {
        Clock::time_point start = Clock::now();
        for (const Piece& piece : pieces)
            decode(piece);
        best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
    }
    return double(total) / best / 1e6;
}

int run(const std::vector<std::string>& paths, const std::string& dump) {
    std::vector<Piece> pieces;
    std::FILE* out = dump.empty() ? nullptr : std::fopen(dump.c_str(), "wb");
    for (const std::string& path : paths) {
        Bytes plain = plain_of(path);
        if (out != nullptr) std::fwrite(plain.data(), 1, plain.size(), out);
        add_pieces(plain, pieces);
    }
    if (out != nullptr) std::fclose(out);
    Bytes buffer(k_piece);
    double xpress = rate(pieces, [&](const Piece& piece) {
        if (!storage::xpress_huffman_decode(piece.packed, {buffer.data(), piece.size})) {
            throw Error("a piece does not decode");
        }
    });
    double zlib = rate(pieces, [&](const Piece& piece) {
        uLongf size = k_piece;
        uncompress(buffer.data(), &size, piece.deflated.data(), uLong(piece.deflated.size()));
    });
    fmt::print("{:.0f} {:.0f}\n", xpress, zlib);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> paths;
    std::string dump;
    for (int i = 1; i < argc; ++i) {
        std::string arg = argv[i];
        if (arg == "--dump" && i + 1 < argc) {
            dump = argv[++i];
        } else {
            paths.push_back(arg);
        }
    }
    try {
        if (paths.empty()) throw Error("usage: container_bench FILE... [--dump FILE]");
        return run(paths, dump);
    } catch (const Error& error) {
        fmt::print(stderr, "container_bench: {}\n", error.what());
        return 3;
    }
}
