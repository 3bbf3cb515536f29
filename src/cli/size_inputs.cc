#include "cli/size_inputs.h"

#include <algorithm>
#include <filesystem>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/utf.h"
#include "catalog/database_image.h"
#include "catalog/instance/instance_reader.h"
#include "cli/command_line.h"
#include "cli/fetch_progress.h"
#include "cli/input_databases.h"
#include "cli/sampling_progress.h"
#include "cli/signal_watch.h"
#include "cli/size_live.h"
#include "cli/size_workloads.h"
#include "cli/source_url.h"
#include "size/performance_files.h"

namespace gantry::cli {
namespace {

bool is_csv(const std::string& path) {
    return ascii_lower(std::filesystem::path(path).extension().string()) == ".csv";
}

class SizeInputReader {
  public:
    explicit SizeInputReader(const SizeInputOptions& options) : options_(options) {}

    SizeInputs run() {
        std::vector<std::string> performance, paths;
        FoundPaths files;
        std::vector<tdsclient::ConnectOptions> servers;
        for (const std::string& path : options_.paths) {
            if (is_source_url(path)) {
                servers.push_back(parse_source_url(path, options_.password_file));
            } else {
                paths.push_back(path);
            }
        }
        take_paths(paths, [&](FoundPath file) {
            if (is_csv(file.path)) {
                performance.push_back(std::move(file.path));
            } else {
                files.files.push_back(std::move(file));
            }
        });
        take_paths(options_.performance, [&](FoundPath file) {
            // A folder of counters may hold the collector's configuration and reports too.
            const bool known =
                std::find(performance.begin(), performance.end(), file.path) != performance.end();
            if (is_csv(file.path) && !known) performance.push_back(std::move(file.path));
        });
        read_performance(performance);
        if (!servers.empty()) measure_servers(servers);
        read_backups(files);
        return std::move(out_);
    }

  private:
    template <class Take>
    void take_paths(const std::vector<std::string>& words, Take&& take) {
        FoundPaths found = places_->find(words);
        for (const PathProblem& problem : found.problems)
            out_.unread.push_back({problem.path, with_hint(problem.reason, problem.hint)});
        for (FoundPath& file : found.files)
            take(std::move(file));
    }

    template <class F>
    void attempt(const std::string& path, F&& f) {
        try {
            f();
        } catch (const Error& error) {
            out_.unread.push_back({path, with_hint(error.what(), error.hint())});
        }
    }

    void read_performance(const std::vector<std::string>& paths) {
        size::PerformanceReader reader;
        for (const std::string& path : paths)
            attempt(path, [&] { reader.read(*places_->open(path)); });
        out_.workloads = reader.take();
    }

    // One after another. Ctrl-C ends the measuring, not the command.
    void measure_servers(const std::vector<tdsclient::ConnectOptions>& servers) {
        SignalWatch signals;
        for (const tdsclient::ConnectOptions& server : servers) {
            if (!server.database.empty()) out_.databases.push_back(server.database);
            const std::string name = source_name(server);
            attempt(name, [&] { measure_server(server, name, signals.token()); });
        }
    }

    void measure_server(const tdsclient::ConnectOptions& server, const std::string& name,
                        const std::stop_token& stop) {
        live::Source source(server);
        const std::string& known = source.info().name;
        const std::string& instance = known.empty() ? name : known;
        const std::stop_callback cancel(stop, [&] { source.connection().cancel(); });
        SamplingProgress progress(name, options_.times.seconds);
        LiveSizing sizing;
        sizing.times = options_.times;
        sizing.sampled = [&](size_t samples) { progress.sampled(samples); };
        sizing.wait = [&](int seconds) { return sleep_unless(stop, seconds, progress); };
        try {
            measure_live_server(source, instance, name, sizing, out_.workloads);
        } catch (const tdsclient::CancelledError&) {
            if (!stop.stop_requested()) throw;
        }
        if (!stop.stop_requested()) return;
        workload_of(out_.workloads, instance, size::Source::live)
            .notes.push_back(progress.ended_early());
    }

    void read_backups(const FoundPaths& files) {
        if (files.files.empty()) return;
        const FetchProgressLine line(*places_);
        Inputs inputs = read_inputs(places_, files);
        for (const RejectedFile& file : inputs.rejected) {
            if (!file.foreign) {
                out_.unread.push_back({file.path, with_hint(file.reason, file.hint)});
            }
        }
        for (const InputDatabase& database : list_databases(inputs))
            read_database(inputs, database);
    }

    void read_database(Inputs& inputs, const InputDatabase& database) {
        const std::string path = database.is_data_files()
                                     ? inputs.data_files[database.data_files].paths[0]
                                     : inputs.media[database.sets.back().media].files()[0].name();
        add_backup(out_.workloads, inputs, database);
        attempt(path, [&] { read_model(inputs, database); });
        for (const SetRef& set : database.sets)
            inputs.media[set.media].forget();
    }

    void read_model(Inputs& inputs, const InputDatabase& database) {
        const OpenedDatabase opened = open(inputs, database);
        const catalog::Database& model = opened.image->model();
        add_model(out_.workloads, inputs, database, is_memory_optimized(model), model.files);
        if (ascii_iequals(database.name, "master")) {
            add_configuration(out_.workloads, inputs, database,
                              catalog::read_instance(*opened.image));
        }
    }

    static OpenedDatabase open(Inputs& inputs, const InputDatabase& database) {
        if (database.is_data_files()) {
            return open_data_files(inputs, inputs.data_files[database.data_files], true);
        }
        // Filegroups and settings are what they were: no log needs to be replayed for them.
        return open_as_copied(inputs, chain_to(inputs, database, database.sets.back()), true);
    }

    const SizeInputOptions& options_;
    std::shared_ptr<InputPlaces> places_ = std::make_shared<InputPlaces>(options_.blobs);
    SizeInputs out_;
};

}  // namespace

SizeInputs read_size_inputs(const SizeInputOptions& options) {
    return SizeInputReader(options).run();
}

}  // namespace gantry::cli
