// Damaged backups: every sample cut short and with single bytes changed. Verifying must end, within
// bounds, and must find every change inside of a page that carries a checksum.
//
// By default a few places of each sample; GANTRY_DAMAGE=10000 tries so many changes of each sample
// and cuts it at every 64 KiB. GANTRY_DAMAGE_SEED changes the places.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "backup/container.h"
#include "base/error.h"
#include "catalog/sample_files.h"
#include "catalog/verify/verify.h"

namespace gantry::catalog {
namespace {

size_t number_from(const char* variable, size_t otherwise) {
    const char* text = std::getenv(variable);
    return text != nullptr && *text != 0 ? size_t(std::strtoull(text, nullptr, 10)) : otherwise;
}

// Bytes that somebody else owns and changes between two uses.
class SharedSource final : public ByteSource {
  public:
    SharedSource(std::string name, ByteSpan bytes) : name_(std::move(name)), bytes_(bytes) {}
    const std::string& name() const override { return name_; }
    uint64_t size() const override { return bytes_.size(); }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override {
        if (offset >= bytes_.size()) return 0;
        size_t count = std::min(out.size(), size_t(bytes_.size() - offset));
        std::memcpy(out.data(), bytes_.data() + offset, count);
        return count;
    }
    ByteSpan mapped() const override { return bytes_; }

  private:
    std::string name_;
    ByteSpan bytes_;
};

// Errors found; refusing to open counts as one.
uint64_t errors_of(const std::string& name, ByteSpan bytes, bool structure) {
    VerifyOptions options;
    options.threads = 1;
    options.findings_of_each_kind = 20;
    options.structure = structure;
    auto source = std::make_unique<SharedSource>(name, bytes);
    try {
        if (backup::detect_container(*source) == backup::ContainerKind::data_file) {
            std::vector<std::unique_ptr<ByteSource>> files;
            files.push_back(std::move(source));
            return verify_data_files(std::move(files), {}, options).errors;
        }
        std::vector<backup::MediaFile> files;
        files.push_back(backup::open_media_file(std::move(source)));
        uint64_t errors = 0;
        std::vector<backup::MediaSet> media = backup::group_media(std::move(files));
        for (size_t i = 0; i < media.size(); ++i) {
            for (size_t set = 0; set < media[i].sets().size(); ++set)
                errors += verify_set(media, i, set, {}, options).errors;
        }
        return errors;
    } catch (const FormatError&) {
        return 1;
    }
}

// Offsets in the file of everything a checksum protects: pages whose checksum is right, found
// without the reader's help in an uncompressed file, and the payload of compressed records.
class Oracle {
  public:
    explicit Oracle(ByteSpan bytes) {
        if (backup::is_mssqlbak(bytes)) {
            take_records(bytes);
        } else {
            take_pages(bytes);
        }
    }
    bool is_protected(size_t offset) const {
        auto after = std::upper_bound(ranges_.begin(), ranges_.end(),
                                      std::pair<size_t, size_t>{offset, SIZE_MAX});
        return after != ranges_.begin() && offset < std::prev(after)->second;
    }

  private:
    void take_pages(ByteSpan bytes) {
        for (size_t at = 0; at + storage::k_page_size <= bytes.size();) {
            const uint8_t* page = bytes.data() + at;
            bool header = page[0] == 1 && (page[5] & 2) != 0 && (page[1] <= 20 || page[1] == 0x65);
            if (header && storage::page_checksum(page) == load_le<uint32_t>(page + 0x3C)) {
                ranges_.push_back({at, at + storage::k_page_size});
                at += storage::k_page_size;
            } else {
                at += storage::k_sector_size;
            }
        }
    }
    void take_records(ByteSpan bytes) {
        for (size_t at = 0x1E0; at + 0x1C < bytes.size();) {
            size_t size = load_le<uint16_t>(bytes.data() + at + 2);
            if (std::memcmp(bytes.data() + at, "SFMB", 4) == 0) {
                at += load_le<uint16_t>(bytes.data() + at + 8);
            } else if (bytes[at] == 0x21) {
                ranges_.push_back({at + 0x18, at + 0x1C + size});
                at += 0x1C + size;
            } else if (bytes[at] == 0x24) {
                at += 0x18 + size;
            } else {
                at += 0x18 + load_le<uint32_t>(bytes.data() + at + 0x20);
            }
        }
    }
    std::vector<std::pair<size_t, size_t>> ranges_;
};

std::vector<std::string> sample_paths() {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(samples_directory())) {
        std::string extension = entry.path().extension();
        std::string path = entry.path().string();
        if (path.find("/negative/") != std::string::npos) continue;
        if (path.find("/incomplete/") != std::string::npos) continue;
        // A stripe alone is refused before anything is read.
        if (path.find("stripe") != std::string::npos) continue;
        if (extension == ".bak" || extension == ".trn" || extension == ".mdf") out.push_back(path);
    }
    std::sort(out.begin(), out.end());
    return out;
}

Bytes read_whole(const std::string& path) {
    auto file = open_file(path);
    Bytes out(file->size());
    file->read_at(0, out);
    return out;
}

TEST(Damage, EveryChangeInsideAChecksummedPageIsFound) {
    GANTRY_NEED_SAMPLES();
    bool whole_run = std::getenv("GANTRY_DAMAGE") != nullptr;
    size_t changes = number_from("GANTRY_DAMAGE", 6);
    // Between pages takes longest: every so many changes.
    size_t structure_every = whole_run ? 25 : 6;
    uint64_t tried = 0, inside = 0;
    for (const std::string& path : sample_paths()) {
        SCOPED_TRACE(path);
        Bytes bytes = read_whole(path);
        Oracle oracle(bytes);
        std::mt19937_64 random(number_from("GANTRY_DAMAGE_SEED", 1) + bytes.size());
        uint64_t before = errors_of(path, bytes, true);
        ASSERT_EQ(before, 0u);
        for (size_t i = 0; i < changes; ++i) {
            size_t at = random() % bytes.size();
            auto change = uint8_t(1 + random() % 255);
            bytes[at] ^= change;
            bool structure = i % structure_every == 0;
            uint64_t errors = errors_of(path, bytes, structure);
            if (oracle.is_protected(at)) {
                ++inside;
                // The type of an extent's only page gone wrong: the extent has no place any more,
                // and only the objects that miss it tell.
                if (errors == 0 && !structure) errors = errors_of(path, bytes, true);
                EXPECT_GT(errors, 0u) << "byte " << at << " ^ " << int(change);
            }
            bytes[at] ^= change;
            ++tried;
        }
    }
    std::printf("%llu changes, %llu inside of checksummed pages\n", (unsigned long long)tried,
                (unsigned long long)inside);
}

TEST(Damage, CutBackupsAreFound) {
    GANTRY_NEED_SAMPLES();
    bool whole_run = std::getenv("GANTRY_DAMAGE") != nullptr;
    for (const std::string& path : sample_paths()) {
        SCOPED_TRACE(path);
        Bytes bytes = read_whole(path);
        constexpr size_t k_step = 65536;
        size_t step = whole_run ? k_step : std::max(k_step, bytes.size() / 3 / k_step * k_step);
        for (size_t size = 0; size < bytes.size(); size += step) {
            uint64_t errors = errors_of(path, ByteSpan(bytes).first(size), true);
            // A data file may end behind its last page in use.
            if (!path.ends_with(".mdf")) {
                EXPECT_GT(errors, 0u) << size;
            }
        }
    }
}

}  // namespace
}  // namespace gantry::catalog
