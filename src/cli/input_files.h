#pragma once
// What the files of a command line are: backup media grouped into media sets, data files grouped
// into databases, and the rest with the reason why it is neither. Files are told by their bytes,
// never by their names; one bad file does not spoil the others. All commands that read backups take
// their inputs from here.
//
// Owns the opened media: pages that come from them must not outlive the Inputs. Only headers are
// read. For one thread.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backup/media_set.h"
#include "cli/input_places.h"

namespace gantry::cli {

// The data files of one database, the primary file first, and its log files.
struct DataFileGroup {
    std::vector<std::string> paths;
    std::vector<std::string> log_paths;
};

struct RejectedFile {
    std::string path;
    std::string reason;
    std::string hint;
    int number = 0;        // SQL Server's, 0 when there is none
    bool foreign = false;  // no SQL Server file, nor named as one: only found in a directory
};

struct Inputs {
    std::shared_ptr<InputPlaces> places;
    std::vector<backup::MediaSet> media;    // in the order of their first files
    std::vector<DataFileGroup> data_files;  // likewise
    std::vector<std::string> log_files;     // whose database is not among the inputs
    std::vector<RejectedFile> rejected;

    bool empty() const { return media.empty() && data_files.empty() && log_files.empty(); }
    // Something was named that is not what it should be: exit code 1. A stray file in a directory
    // is listed and is no problem.
    bool has_problems() const;
    // What one of the names here stands for. Throws IoError.
    std::unique_ptr<ByteSource> open(const std::string& name) const { return places->open(name); }
};

// How much of the files will be read: compressed ones are then opened accordingly.
enum class InputDepth { headers, contents };

// Two copies of one stripe become two media sets (the copies of one striped backup, or mirrors, are
// sorted into sets of their own). Throws nothing for bad files: they are `rejected`. UsageError for
// a word that looks like a URL and is none, or has no credential.
Inputs read_inputs(const std::vector<std::string>& words, const BlobOptions& blobs = {},
                   InputDepth depth = InputDepth::contents);
// Of what `places` found already.
Inputs read_inputs(std::shared_ptr<InputPlaces> places, const FoundPaths& found,
                   InputDepth depth = InputDepth::contents);

// For a command that can do nothing without: throws the reason of the first rejected file when
// there is nothing to read.
void require_inputs(const Inputs& inputs);

// "Msg 3241: The media family ...", one line on stderr and its hint on another, for each rejected
// file that counts as a problem.
void print_rejected(const Inputs& inputs);

}  // namespace gantry::cli
