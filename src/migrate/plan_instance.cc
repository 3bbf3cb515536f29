#include "migrate/plan_instance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/error.h"
#include "base/utf.h"
#include "catalog/database_image.h"
#include "catalog/instance/instance_reader.h"
#include "catalog/script/instance.h"

namespace gantry::migrate {
namespace {

using backup::Chain;
using backup::ChainSet;
using catalog::Instance;

constexpr int k_sa = 1, k_public = 2;

// The server makes these of itself, on every instance.
bool is_of_the_server(const catalog::ServerPrincipal& principal) {
    const std::string& name = principal.name;
    return principal.is_fixed_role || principal.id == k_sa || principal.id == k_public ||
           name.starts_with("##") || name.starts_with("NT SERVICE\\") ||
           name.starts_with("NT AUTHORITY\\");
}

void count(size_t number, const char* one, const char* many, std::vector<std::string>& out) {
    if (number > 0) out.push_back(fmt::format("{} {}", number, number == 1 ? one : many));
}

template <typename T, typename F>
size_t count_of(const std::vector<T>& all, F&& wanted) {
    return size_t(std::count_if(all.begin(), all.end(), wanted));
}

std::vector<std::string> files_of(const std::vector<backup::MediaSet>& media,
                                  const std::vector<ChainSet>& sets, const Chain& chain) {
    std::vector<std::string> out;
    for (const backup::ChainStep& step : chain.steps) {
        for (const backup::MediaFile& file : media[sets[step.set].media].files()) {
            if (std::find(out.begin(), out.end(), file.name()) == out.end()) {
                out.push_back(file.name());
            }
        }
    }
    return out;
}

// Jobs know their owners by ids of master's.
void add_names_of_master(const Instance& all, Instance& instance) {
    if (instance.has_master || !all.has_master) return;
    instance.principals = all.principals;
    instance.credentials = all.credentials;
}

std::string quoted(const std::string& word) {
    const bool plain = std::all_of(word.begin(), word.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view("_-./:+,@%").find(char(c)) != std::string_view::npos;
    });
    if (plain && !word.empty()) return word;
    std::string out = "'";
    for (char c : word) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

class InstanceReading {
  public:
    InstanceReading(std::vector<backup::MediaSet>& media, const std::vector<ChainSet>& sets,
                    bool with_script)
        : media_(media), sets_(sets), with_script_(with_script) {}

    void add(const Chain& chain) {
        SystemDatabase& system = out_.system_databases.emplace_back();
        system.name = chain.database;
        system.server = chain.server;
        system.files = files_of(media_, sets_, chain);
        const bool tells =
            ascii_iequals(chain.database, "master") || ascii_iequals(chain.database, "msdb");
        if (!tells || chain.steps.empty()) return;
        try {
            read(chain, system);
        } catch (const Error& error) {
            out_.notes.push_back(
                fmt::format("{} could not be read: {}", chain.database, error.what()));
        }
        for (const backup::ChainStep& step : chain.steps)
            media_[sets_[step.set].media].forget();
    }

    PlannedInstance take() { return std::move(out_); }

  private:
    void read(const Chain& chain, SystemDatabase& system) {
        const auto image = catalog::DatabaseImage::open(media_, sets_, chain);
        Instance instance = catalog::read_instance(*image);
        system.counts = instance_counts(instance);
        if (with_script_) {
            Instance named = instance;
            add_names_of_master(out_.instance, named);
            const catalog::Script script = catalog::script_instance(named, image->model());
            out_.script += fmt::format("-- {} of {}\n", chain.database, chain.server);
            out_.script += script.text + "\n";
            out_.script_problems.insert(out_.script_problems.end(), script.problems.begin(),
                                        script.problems.end());
        }
        catalog::merge(out_.instance, std::move(instance));
        out_.has_instance = true;
    }

    std::vector<backup::MediaSet>& media_;
    const std::vector<ChainSet>& sets_;
    const bool with_script_;
    PlannedInstance out_;
};

}  // namespace

bool is_system_database(const std::string& name) {
    for (const char* known : {"master", "msdb", "model", "tempdb"}) {
        if (ascii_iequals(name, known)) return true;
    }
    return false;
}

std::vector<std::string> instance_counts(const Instance& instance) {
    std::vector<std::string> out;
    if (instance.has_master) {
        const auto& principals = instance.principals;
        const auto logins = [](const auto& p) { return p.type != 'R' && !is_of_the_server(p); };
        const auto roles = [](const auto& p) { return p.type == 'R' && !is_of_the_server(p); };
        count(count_of(principals, logins), "login", "logins", out);
        count(count_of(principals, roles), "server role", "server roles", out);
        const auto remote = [](const auto& server) { return server.id != 0; };
        count(count_of(instance.linked_servers, remote), "linked server", "linked servers", out);
        const auto made = [](const auto& one) { return !one.name.starts_with("##"); };
        count(count_of(instance.credentials, made), "credential", "credentials", out);
        count(instance.triggers.size(), "server trigger", "server triggers", out);
        count(instance.messages.size(), "message", "messages", out);
    }
    if (instance.has_msdb) {
        count(instance.agent.jobs.size(), "Agent job", "Agent jobs", out);
        count(instance.agent.operators.size(), "operator", "operators", out);
        count(instance.agent.alerts.size(), "alert", "alerts", out);
        count(instance.agent.proxies.size(), "proxy", "proxies", out);
        count(instance.mail.profiles.size(), "mail profile", "mail profiles", out);
    }
    return out;
}

std::string script_command(const SystemDatabase& database) {
    std::string out = "gantry script";
    for (const std::string& file : database.files)
        out += " " + quoted(file);
    return out + fmt::format(" --database {} --objects instance", database.name);
}

PlannedInstance read_planned_instance(std::vector<backup::MediaSet>& media,
                                      const std::vector<ChainSet>& sets,
                                      const std::vector<Chain>& chains, bool with_script) {
    InstanceReading reading(media, sets, with_script);
    // master first: jobs of msdb name its logins.
    for (const bool master : {true, false}) {
        for (const Chain& chain : chains) {
            if (!is_system_database(chain.database)) continue;
            if (ascii_iequals(chain.database, "master") == master) reading.add(chain);
        }
    }
    return reading.take();
}

}  // namespace gantry::migrate
