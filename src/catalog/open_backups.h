#pragma once
// From files of any kind and order to a database's pages: backups (full, differential, log, several
// sets a file, stripes) or data files with their log. What DatabaseImage::open() does before it
// reads the catalog.

#include <memory>
#include <string>
#include <vector>

#include "backup/recovery.h"
#include "catalog/database_image.h"

namespace gantry::catalog {

// A file that a partial backup left out as read-only, read as its own backup has it.
struct UnloggedFile {
    uint32_t id = 0;
    std::string name;
    storage::Lsn as_of;
};

struct OpenedPages {
    std::vector<backup::MediaSet> media;  // own the bytes that `pages` serves
    std::unique_ptr<storage::PageSource> pages;
    // `pages`, when something was or could be replayed; null for data files without log.
    const backup::RecoveredPages* recovered = nullptr;
    std::vector<backup::BackupSetHeader> headers;  // of the chain's steps, in order
    std::vector<std::vector<backup::MediaLabel>> labels;  // of each one's media
    std::vector<UnloggedFile> unlogged;
    std::vector<std::string> warnings;  // for whoever reads the database
};

// Throws 3201 when a path cannot be opened.
std::vector<std::unique_ptr<ByteSource>> open_sources(const std::vector<std::string>& paths);
// `media` stay the caller's.
OpenedPages open_planned(std::vector<backup::MediaSet>& media,
                         const std::vector<backup::ChainSet>& sets, const backup::Chain& chain,
                         const OpenOptions& options);
OpenedPages open_pages(std::vector<std::unique_ptr<ByteSource>> sources,
                       const OpenOptions& options);

}  // namespace gantry::catalog
